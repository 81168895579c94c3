/* dues_view.h: what the pages of this room show.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_DUES_DUES_VIEW_H
#define CAPABILITIES_DUES_DUES_VIEW_H

#include "capabilities/dues/dues_store.h"
#include "capabilities/dues/remind.h"
#include "web/form.h"

/* One's own page. */
typedef struct {
    Request    *req;
    Payer       payer;
    bool        is_member;
    Form        form; /* which rate */
    PaymentList payments;
} OwnDues;

/* On the page of one member, for their officers. */
typedef struct { Request *req; bool has_rate; TimeMs until; bool is_treasurer; } DuesOfMember;

/* The treasurer's. */
typedef struct {
    Request     *req;
    const Place *place;
    Sift         sift;
    bool         has_list; /* a party or a branch; above, there are only figures */
    DuesTotals   totals;
    int64_t      month[DUES_MONTHS];
    PayerList    list;
    PlaceList    below;
    int64_t      letters;    /* to be written */
    StrayList    strays;     /* on the page of the whole movement */
    TimeMs       waits_since; /* the oldest statement that waits; 0: none does */
} Treasury;

typedef struct {
    Request     *req;
    const Place *place;
    Payer        payer;
    PaymentList  payments;
    const Form  *payment, *rate;
} PayerView;

/* Fields that offer the rates of the settings. */
Form rate_form(Request *req, bool is_sent);

Handler own_dues_show, own_dues_choose;
Handler treasury_show, payer_show, payer_pay, payer_choose, payer_undo;
Handler dues_letters_show, dues_letters_done;

#endif
