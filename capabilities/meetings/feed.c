/* feed.c: one's own meetings in one's calendar program.
 *
 * Calendar programs cannot sign in, so the address itself is the secret: 256
 * random bits, shown once, kept as a hash, off until somebody makes it. What it
 * shows is worked out anew each time from what its maker may do at that moment:
 * who belongs no more has no calendar. It shows meetings and no person, and
 * every address that is none of ours gets the same answer.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/feed.h"

#include "capabilities/meetings/calendar.h"
#include "capabilities/members/members.h"
#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"
#include "web/said.h"

#define FEED_BACK_MS (31 * DAY_MS) /* so that a change or an end is heard of afterwards */
enum { LINK_BYTES = 32 };

static Reply feed_reply(Request *req, const char *link)
{
    FeedView view = { .req = req, .link = link };
    view.has_link = feed_own(req->db, req->scope, &view.made_at);
    Page page = page_begin(req->arena, req->lang);
    feed_page(&page, &view);
    Reply reply = reply_page(req, say(req->lang, "Meetings in your calendar"), page_end(&page));
    return reply;
}

Reply feed_show(Request *req)
{
    return feed_reply(req, NULL);
}

Reply feed_new(Request *req)
{
    uint8_t bytes[LINK_BYTES];
    char *secret = arena_take(req->arena, 2 * LINK_BYTES + 1);
    random_bytes(req->random, bytes, sizeof bytes);
    sodium_bin2hex(secret, 2 * LINK_BYTES + 1, bytes, sizeof bytes);
    feed_make(req->db, req->scope, hash_of_text(secret), req->now);
    trail_change(req->db, req->scope, "meetings.feed", req->who.person.id, req->now);
    return feed_reply(req, text_format(req->arena, "%s/calendar/%s/meetings.ics",
                                       req->site->base_url, secret));
}

Reply feed_stop(Request *req)
{
    feed_end(req->db, req->who.person);
    trail_change(req->db, req->scope, "meetings.feed", req->who.person.id, req->now);
    Reply reply = reply_see(req, "/account/calendar");
    reply_say(req, &reply, SAID_ENDED);
    return reply;
}

/* Where they belong at this moment; none: nowhere. */
static AreaId home_of(Request *req, PersonId person)
{
    Who who = { .person = person };
    who.grant = people_grants(req->db, person, req->now, &who.grant_count);
    return who_area(&who);
}

Reply feed_calendar(Request *req)
{
    PersonId holder;
    Person person;
    if (!feed_find(req->db, hash_of_text(req_param(req, "link")), &holder)
        || !person_by_id(req->db, holder, &person))
        return reply_not_found(req);
    AreaId own = home_of(req, holder);
    if (id_is_none(own.id))
        return reply_not_found(req);
    MeetingList list = feed_meetings(req->db, person.lang, holder, own, req->now - FEED_BACK_MS);
    Calendar calendar = ics_begin(req->arena, req->site->movement, req->site->host,
                                  req->site->base_url, req->now);
    for (size_t i = 0; i < list.count; i++)
        ics_meeting(&calendar, &list.item[i], "");
    const char *text = ics_text(&calendar);
    Reply reply = reply_bytes(req, CALENDAR_TYPE, text, strlen(text));
    reply_header(&reply, "Cache-Control", "private, max-age=900");
    return reply;
}
