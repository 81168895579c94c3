/* past.c: the lines of a membership on the timeline of a member.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/past.h"

/* "Moved away: Otley. Ann Smith: new job" */
static const char *change_line(Request *req, const PastChange *change)
{
    const char *what = SAY(req->arena, req->lang, "{1}: {2}",
                           say(req->lang, change_words(change->kind)), change->area_name);
    if (change->by[0] != '\0')
        what = SAY(req->arena, req->lang, "{1} (by {2})", what, change->by);
    if (change->why[0] != '\0')
        what = SAY(req->arena, req->lang, "{1}. {2}", what, change->why);
    return what;
}

void members_timeline(Timeline *timeline)
{
    Request *req = timeline->req;
    PastChangeList changes = past_changes(timeline->db, req->scope, timeline->person, req->lang);
    for (size_t i = 0; i < changes.count; i++)
        timeline_add(timeline, changes.item[i].at, change_line(req, &changes.item[i]), NULL);

    PastOfficeList offices = past_offices(timeline->db, req->scope, timeline->person, req->lang);
    for (size_t i = 0; i < offices.count; i++) {
        const PastOffice *office = &offices.item[i];
        const char *title = say(req->lang, office_words(office->title));
        timeline_add(timeline, office->from,
                     SAY(req->arena, req->lang, "Became {1} of {2}", title, office->area_name),
                     NULL);
        if (office->until > 0 && office->until <= req->now)
            timeline_add(timeline, office->until,
                         SAY(req->arena, req->lang, "Was {1} of {2} until this day", title,
                             office->area_name),
                         NULL);
    }
}
