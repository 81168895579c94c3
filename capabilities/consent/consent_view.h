/* consent_view.h: the pages of this room, and who shows them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_CONSENT_CONSENT_VIEW_H
#define CAPABILITIES_CONSENT_CONSENT_VIEW_H

#include "capabilities/consent/consent_store.h"
#include "capabilities/people/people.h"
#include "capabilities/places/places.h"
#include "web/form.h"

typedef struct {
    Request     *req;
    const char  *mail;
    const Form  *form;
    bool         has_objected;
    bool         was_kept; /* the form was sent a moment ago */
    ReceiptList  receipts;
} ChoicesView;

/* What a mail's link opens. */
typedef enum { LEAVE_ASK, LEAVE_LEFT, LEAVE_STOPPED, LEAVE_BACK } LeaveState;
typedef struct {
    Request    *req;
    const char *path;
    Topic       topic;
    LeaveState  state;
    bool        is_given; /* the topic, now */
} LeaveView;

void consent_choices_page(Page *page, const ChoicesView *view);
void consent_leave_page(Page *page, const LeaveView *view);
void consent_account_card(Page *page, Request *req, bool has_objected, int64_t count);

const char *receipt_words(Arena *arena, Lang lang, const Receipt *receipt);
const char *channel_words(ConsentChannel channel); /* WORDS() */

Handler choices_show, choices_keep, choices_stop, choices_again;
Handler leave_show, leave_do;

/* --- "keep me up to date" (sign_up.c) ------------------------------------------- */

typedef struct {
    Request     *req;
    const Form  *form;
    const Place *place; /* whose page led here; NULL: none */
} SignUpView;

typedef struct {
    Request     *req;
    const Asked *asked;
    const Place *place; /* about which they hear; NULL: the whole movement */
    bool         is_over, is_done; /* the link leads nowhere any more; yes has been said */
} SignUpLinkView;

void sign_up_page(Page *page, const SignUpView *view);
void sign_up_sent_page(Page *page, Request *req);
void sign_up_link_page(Page *page, const SignUpLinkView *view);
void sign_up_card(Page *page, Request *req);
void sign_up_area_card(Page *page, Request *req);

Handler sign_up_show, sign_up_send, sign_up_sent, sign_up_link, sign_up_yes;

/* --- "write and ring me no more" (objection.c) ------------------------------------ */

typedef enum {
    OBJECTION_SENT,    /* a mail is on its way */
    OBJECTION_KEPT,    /* a telephone number alone: it holds */
    OBJECTION_ASK,     /* what the link opens */
    OBJECTION_STOPPED,
    OBJECTION_OVER,
} ObjectionState;

typedef struct {
    Request    *req;
    const Form *form;
    Place       place;
    bool        was_kept; /* a moment ago */
} ObjectionDesk;

void objection_page(Page *page, Request *req, const Form *form);
void objection_told_page(Page *page, Request *req, ObjectionState state);
void objection_desk_page(Page *page, const ObjectionDesk *view);
void objection_card(Page *page, Request *req);

Handler objection_show, objection_send, objection_sent, objection_kept, objection_link;
Handler objection_yes, objection_desk, objection_told;

/* --- links to leave by (leave.c) ---------------------------------------------- */

typedef struct {
    SubjectId subject;
    Topic     topic;
    Hash      mac; /* its first LEAVE_MAC_BYTES */
} Leave;
enum {
    LEAVE_MAC_BYTES = 16,
    LEAVE_CHARS = 32 + 3 + 2 * LEAVE_MAC_BYTES, /* subject, topic as three digits, mac */
};

const char *leave_path(Arena *arena, const ConsentKey *key, SubjectId subject, Topic topic);
/* Pure: what stands in the text; whether it is true says leave_is_ours(). */
bool leave_read(const char *text, Leave *leave);
bool leave_is_ours(const ConsentKey *key, const Leave *leave);

#endif
