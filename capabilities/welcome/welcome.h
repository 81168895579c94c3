/* welcome.h: the first sixty days: first steps that suit, a few mails, and a call
 * from the local party.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_WELCOME_WELCOME_H
#define CAPABILITIES_WELCOME_WELCOME_H

#include "capabilities/places/places.h"

extern const Capability welcome_capability;

/* Somebody is new here: their mails begin, and their local party owes them a
 * call. Does nothing for who has been welcomed before. */
void welcome_begin(Db *db, PersonId person, AreaId area, TimeMs joined);

/* How many of an area wait for their call, and since when the one who has waited
 * longest (0: nobody). For desks. */
typedef struct { int64_t count; TimeMs oldest; } WelcomeWaiting;
WelcomeWaiting welcome_waiting(Db *db, AreaId area);

/* Views for other rooms' SQL:
 *   welcome_public_waiting (person, area_id, since) who waits for their call */

const char *path_welcome(const Request *req);
const char *path_calls(const Request *req, const char *area_slug);

#endif
