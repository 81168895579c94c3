/* demo_dues.h: what an invented member pays, and what has come of it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_DEMO_DUES_H
#define APP_DEMO_DUES_H

#include "web/capability.h"

/* A rate and a year of payments, most of them in time. Those whom visitors play
 * (`is_paid`) have paid. */
void demo_dues(Db *db, PersonId person, bool is_paid, TimeMs now, Random *chances);

#endif
