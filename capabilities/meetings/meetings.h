/* meetings.h: how a local party meets: called in time, minuted, and what was
 * agreed done by somebody until a day.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_MEETINGS_MEETINGS_H
#define CAPABILITIES_MEETINGS_MEETINGS_H

#include "web/capability.h"

extern const Capability meetings_capability;

typedef struct { Id id; } MeetingId;

/* A meeting stands among those to come until some hours after it began. */
#define MEETING_GOES_ON_MS ((TimeMs)4 * HOUR_MS)

/* For the demo: a meeting of the scope's area that was, with these people there,
 * minutes, and something that the first of them does, and one that is called; by
 * the scope's person. */
typedef struct { const PersonId *person; size_t count; Lang lang; } DemoMeeting;
void meetings_demo(Db *db, Scope scope, const DemoMeeting *demo, TimeMs now, Random *random);

/* --- addresses ------------------------------------------------------------- */

const char *path_meetings(const Request *req, const char *area_slug);
const char *path_meeting(const Request *req, const char *area_slug, MeetingId meeting);
const char *path_open_meeting(const Request *req, const char *area_slug, MeetingId meeting);
/* For officers: the agenda, the notice, and what comes next. */
const char *path_meeting_desk(const Request *req, const char *area_slug, MeetingId meeting);
const char *path_meeting_new(const Request *req, const char *area_slug);

#endif
