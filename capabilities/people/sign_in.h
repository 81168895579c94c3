/* sign_in.h: what the pages of signing in share.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PEOPLE_SIGN_IN_H
#define CAPABILITIES_PEOPLE_SIGN_IN_H

#include "capabilities/people/people.h"
#include "web/form.h"

/* Says which browser asked for a link: 128 random bits in hex. */
#define ASKED_COOKIE "asked"

typedef struct {
    const Form *form;
    bool        is_wrong; /* the code that was typed */
    bool        joins;    /* it was asked for a link to join, says the address */
    const char *movement;
    const char *then;     /* where to go afterwards; "" */
    bool        is_passkey_wrong;
} SignInView;

typedef enum {
    LINK_SHOWS_BUTTON, /* this browser asked for it, or any may use it */
    LINK_SHOWS_CODE,   /* another browser asked */
    LINK_SHOWS_OVER,   /* used, too old, or never made */
} LinkShows;

typedef struct {
    LinkShows   shows;
    const Form *form;
    bool        is_wrong;
    const char *joins; /* the place that is joined; "" when only signing in */
} LinkView;

void sign_in_ask(Page *page, const SignInView *view);
void sign_in_sent(Page *page, const SignInView *view);
void sign_in_link(Page *page, const LinkView *view);

Handler sign_in_show, sign_in_send, sent_show, code_enter, link_show, link_enter;

#endif
