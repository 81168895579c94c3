/* account.h: what the pages of one's own account and of the demo share.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PEOPLE_ACCOUNT_H
#define CAPABILITIES_PEOPLE_ACCOUNT_H

#include "capabilities/people/grant.h"
#include "capabilities/people/people_store.h"
#include "capabilities/people/session.h"
#include "web/form.h"

typedef struct {
    Request     *req;
    Person       person;
    SessionList  sessions;
    GrantRowList grants;
} AccountView;

void account_page(Page *page, const AccountView *view);

typedef struct { const char *key, *name, *words; } DemoChoice;
typedef struct { DemoChoice choice[DEMO_ROLES_MAX]; size_t count; } DemoView;

void demo_page(Page *page, const DemoView *view);

Handler account_show, session_end_one, session_end_every, sign_out, language_choose;
Handler demo_show, demo_enter;

#endif
