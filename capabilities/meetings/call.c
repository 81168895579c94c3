/* call.c: calling a meeting: when, where, and whether that is notice enough;
 * changing it, cancelling it, each with a notice of its own.
 *
 * A meeting is a draft first. Calling it counts the days that are left against
 * the rule of its kind; if they are too few, it takes a reason, and the reason
 * stands on the notice. So does moving it to another day.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/minutes_view.h"

#include "capabilities/access/access.h"
#include "capabilities/meetings/meetings_page.h"
#include "capabilities/trail/trail.h"
#include "web/parts.h"
#include "web/said.h"

static const char *const kind_values[] = { "branch", "general", "annual", "executive", NULL };
static const char *const kind_words[] = {
    WORDS("Branch meeting"), WORDS("General meeting"), WORDS("Annual meeting"),
    WORDS("Executive meeting"), NULL,
};
static const char *const zone_values[] = { "Europe/London", "Europe/Dublin", "Europe/Lisbon",
                                           "Europe/Brussels", "Europe/Athens", "Etc/UTC", NULL };
static const char *const zone_words[] = {
    WORDS("British time (London)"), WORDS("Irish time (Dublin)"),
    WORDS("Western European time (Lisbon)"), WORDS("Central European time (Brussels)"),
    WORDS("Eastern European time (Athens)"), WORDS("Universal time (UTC)"), NULL,
};
enum { LONG_LEAST = 15, LONG_MOST = 720, LONG_USUAL = 120, AHEAD_DAYS_MAX = 800 };

enum {
    MEET_KIND, MEET_TITLE, MEET_DAY, MEET_CLOCK, MEET_LONG, MEET_PLACE, MEET_LINK, MEET_ACCESS,
    MEET_PUBLIC, MEET_ZONE, MEET_EMERGENCY, MEET_FIELDS
};
static const Field meeting_fields[MEET_FIELDS] = {
    [MEET_KIND]   = { .name = "kind", .type = FIELD_SELECT, .label = WORDS("What kind of meeting"),
                      .required = true, .choices = kind_values, .choice_words = kind_words },
    [MEET_TITLE]  = { .name = "title", .type = FIELD_LINE, .label = WORDS("What it is called"),
                      .hint = WORDS("Left empty, it is called after its kind."),
                      .max = MEETING_TITLE_MAX },
    [MEET_DAY]    = { .name = "day", .type = FIELD_DATE, .label = WORDS("Day"), .required = true },
    [MEET_CLOCK]  = { .name = "clock", .type = FIELD_TIME, .label = WORDS("Time"),
                      .hint = WORDS("As the clock on the wall shows it there."), .required = true },
    [MEET_LONG]   = { .name = "long", .type = FIELD_NUMBER, .label = WORDS("How long, in minutes"),
                      .required = true, .least = LONG_LEAST, .most = LONG_MOST },
    [MEET_PLACE]  = { .name = "place", .type = FIELD_LINE, .label = WORDS("Where"),
                      .hint = WORDS("Name and address of the place. Leave empty if it is online only."),
                      .max = MEETING_PLACE_MAX },
    [MEET_LINK]   = { .name = "link", .type = FIELD_URL, .label = WORDS("Link to join online"),
                      .max = 500 },
    [MEET_ACCESS] = { .name = "access", .type = FIELD_TEXT, .label = WORDS("Getting in"),
                      .hint = WORDS("Steps or level, lift, toilets, hearing loop, parking, the bus "
                                    "that stops there."),
                      .max = MEETING_NOTES_MAX },
    [MEET_PUBLIC] = { .name = "public", .type = FIELD_TICK,
                      .label = WORDS("Everybody may know of it: show it to people who are not signed in"),
                      .hint = WORDS("Otherwise only members of this place see it.") },
    [MEET_ZONE]   = { .name = "zone", .type = FIELD_SELECT, .label = WORDS("Whose time"),
                      .required = true, .choices = zone_values, .choice_words = zone_words },
    [MEET_EMERGENCY] = { .name = "emergency", .type = FIELD_TEXT,
                         .label = WORDS("Why it cannot wait"),
                         .hint = WORDS("Needed when there are fewer days left than the rules ask "
                                       "for. It is printed on the notice."),
                         .max = WHY_MAX },
};

const Field convene_fields[1] = {
    { .name = "emergency", .type = FIELD_TEXT, .label = WORDS("Why it cannot wait"),
      .hint = WORDS("Needed when there are fewer days left than the rules ask "
                                       "for. It is printed on the notice."),
      .max = WHY_MAX },
};

static const Field cancel_fields[] = {
    { .name = "why", .type = FIELD_TEXT, .label = WORDS("Why it does not take place"),
      .hint = WORDS("It stands in the mail to members."), .required = true, .max = WHY_MAX },
};

/* --- is it notice enough ---------------------------------------------------------- */

NoticeLength meeting_notice_length(Arena *arena, const MeetingRule *rule, const Meeting *meeting, TimeMs now)
{
    int64_t day = 0;
    wall_day(meeting->day, &day);
    NoticeLength length = {
        .given = meeting_notice_given(rule, wall_today(wall_zone(meeting->zone), now), day),
        .needed = rule->notice_days,
        .last_day = wall_day_text(arena, meeting_notice_last_day(rule, day)),
    };
    length.is_enough = length.given >= length.needed;
    return length;
}

/* --- the form ---------------------------------------------------------------------- */

static Reply form_page(Request *req, const Meeting *meeting, const Form *form, int status)
{
    bool is_new = id_is_none(meeting->id.id);
    MeetingFormView view = {
        .req = req, .form = form, .is_new = is_new, .is_called = meeting->called > 0,
        .title = is_new ? say(req->lang, "Call a meeting")
                        : SAY(req->arena, req->lang, "Change: {1}", meeting->title),
        .action = is_new ? path_meeting_new(req, req->area_slug)
                         : path_desk_below(req, meeting, "edit"),
        .back = is_new ? path_meetings(req, req->area_slug)
                       : path_meeting_desk(req, req->area_slug, meeting->id),
    };
    Page page = page_begin(req->arena, req->lang);
    meetings_form_page(&page, &view);
    return reply_page_status(req, status, view.title, page_end(&page));
}

static void form_check_day(Form *form, Meeting *meeting)
{
    Request *req = form->req;
    const Zone *zone = wall_zone(form_text(form, MEET_ZONE));
    int64_t day = 0;
    switch (wall_moment(zone, form_text(form, MEET_DAY), form_text(form, MEET_CLOCK),
                        &meeting->starts)) {
    case WALL_NO_DAY:
        form_fault(form, MEET_DAY, say(req->lang, "There is no such day. Please look at a calendar."));
        return;
    case WALL_NO_TIME:
        form_fault(form, MEET_CLOCK,
                   say(req->lang, "The clocks go forward on that day, and this time is left out. "
                                  "Please choose another."));
        return;
    case WALL_FINE:
        break;
    }
    wall_day(form_text(form, MEET_DAY), &day);
    if (meeting->starts <= req->now
        || day > wall_today(zone, req->now) + AHEAD_DAYS_MAX)
        form_fault(form, MEET_DAY, say(req->lang, "Please choose a time from now to two years on."));
}

/* Fills the meeting from the form; what is wrong stands in the form then. */
static void form_meeting(Form *form, Meeting *meeting)
{
    Request *req = form->req;
    if (!form_ok(form))
        return;
    meeting_kind_from_key(form_text(form, MEET_KIND), &meeting->kind);
    form_check_day(form, meeting);
    const char *title = form_text(form, MEET_TITLE);
    meeting->title = title[0] != '\0' ? title : say(req->lang, meeting_kind_words(meeting->kind));
    meeting->day = form_text(form, MEET_DAY);
    meeting->clock = form_text(form, MEET_CLOCK);
    meeting->zone = form_text(form, MEET_ZONE);
    meeting->minutes_long = form_number(form, MEET_LONG);
    meeting->place = form_text(form, MEET_PLACE);
    meeting->link = form_text(form, MEET_LINK);
    meeting->getting_in = form_text(form, MEET_ACCESS);
    meeting->is_public = form_tick(form, MEET_PUBLIC);
    if (meeting->place[0] == '\0' && meeting->link[0] == '\0')
        form_fault(form, MEET_PLACE, say(req->lang, "Please say where people meet, or give a link."));
    if (meeting->is_public && meeting->kind == MEETING_EXECUTIVE)
        form_fault(form, MEET_PUBLIC,
                   say(req->lang, "A meeting of the executive is for those who hold an office."));
}

static MeetingKind usual_kind(Request *req)
{
    Place place;
    return place_by_id(req->db, req->scope.area, &place) && place.kind == PLACE_BRANCH
        ? MEETING_BRANCH : MEETING_GENERAL;
}

Reply convene_new(Request *req)
{
    Form form = form_blank(req, meeting_fields, MEET_FIELDS);
    MeetingKind kind = usual_kind(req);
    MeetingRule rule = meeting_rule(req->db, req->scope.area, kind);
    int64_t today = wall_today(wall_zone(ZONE_DEFAULT), req->now);
    /* One day more than is needed, so that it may still be sent tomorrow. */
    int64_t first = today + rule.notice_days + (rule.is_clear ? 1 : 0) + 1;
    form_fill(&form, MEET_KIND, meeting_kind_key(kind));
    form_fill(&form, MEET_DAY, wall_day_text(req->arena, first));
    form_fill(&form, MEET_CLOCK, "19:30");
    form_fill(&form, MEET_LONG, text_format(req->arena, "%d", LONG_USUAL));
    form_fill(&form, MEET_ZONE, ZONE_DEFAULT);
    Meeting none = { .day = "" };
    return form_page(req, &none, &form, 200);
}

/* --- a draft, with its agenda ---------------------------------------------------------- */

typedef struct { const char *words; ItemKind kind; bool is_annual; } Standing;
static const Standing standing[] = {
    { WORDS("Welcome and apologies"), ITEM_PLAIN, false },
    { WORDS("Minutes of the last meeting"), ITEM_RECORD, false },
    { WORDS("Actions from earlier meetings"), ITEM_ACTIONS, false },
    { WORDS("Reports"), ITEM_PLAIN, false },
    { WORDS("Election of officers"), ITEM_ELECTION, true },
    { WORDS("Any other business"), ITEM_PLAIN, false },
    { WORDS("Date of the next meeting"), ITEM_PLAIN, false },
};

/* A line of the place's own list is one of ours when it has our words. */
static ItemKind kind_of_line(const char *line)
{
    for (size_t i = 0; i < COUNT(standing); i++)
        for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++)
            if (text_equal_ignoring_case(line, say(lang, standing[i].words)))
                return standing[i].kind;
    return ITEM_PLAIN;
}

static void add_own_items(Db *db, const Meeting *meeting, const char *lines, TimeMs now,
                          Random *random)
{
    Arena *arena = db_arena(db);
    for (int count = 0; *lines != '\0' && count < STANDING_LINES_MAX;) {
        size_t length = strcspn(lines, "\n");
        const char *line = text_trim(arena, text_copy_bytes(arena, lines, length));
        lines += length + (lines[length] == '\n');
        if (line[0] == '\0')
            continue;
        agenda_item_add(db, meeting, &(Item){
            .kind = kind_of_line(line), .title = text_cut(arena, line, ITEM_TITLE_MAX), .detail = "",
        }, now, random);
        count++;
    }
}

void meeting_standing_add(Db *db, const Meeting *meeting, TimeMs now, Random *random)
{
    MeetingRule rule = meeting_rule(db, meeting->area, meeting->kind);
    if (rule.standing[0] != '\0') {
        add_own_items(db, meeting, rule.standing, now, random);
        return;
    }
    for (size_t i = 0; i < COUNT(standing); i++)
        if (!standing[i].is_annual || meeting->kind == MEETING_ANNUAL)
            agenda_item_add(db, meeting, &(Item){
                .kind = standing[i].kind, .title = say(meeting->lang, standing[i].words),
                .detail = "",
            }, now, random);
}

Reply convene_add(Request *req)
{
    Form form = form_read(req, meeting_fields, MEET_FIELDS);
    Meeting meeting = { .area = req->scope.area, .lang = req->lang };
    form_meeting(&form, &meeting);
    if (!form_ok(&form)) {
        meeting.id = (MeetingId){0};
        return form_page(req, &meeting, &form, 422);
    }
    meeting.id = meeting_add(req->db, req->scope, &meeting, req->now, req->random);
    meeting_standing_add(req->db, &meeting, req->now, req->random);
    trail_change(req->db, req->scope, "meetings.meeting", meeting.id.id, req->now);
    return reply_see(req, path_meeting_desk(req, req->area_slug, meeting.id));
}

/* --- calling it --------------------------------------------------------------------------- */

static Reply see_desk(Request *req, const Meeting *meeting, Said said)
{
    Reply reply = reply_see(req, path_meeting_desk(req, req->area_slug, meeting->id));
    reply_say(req, &reply, said);
    return reply;
}

/* The annual meeting's day is until when access lasts (access). */
static void tell_access(Request *req, const Meeting *meeting)
{
    int64_t day;
    if (meeting->kind == MEETING_ANNUAL && wall_day(meeting->day, &day))
        meeting_set(req->db, req->scope, (day + 1) * DAY_MS, req->now);
}

static Reply not_many(Request *req)
{
    return reply_refuse(req, 403, say(req->lang, "This many people take two officers"),
                        say(req->lang, "A notice to more than a thousand people is proposed by "
                                       "one officer who looks after members, and agreed by "
                                       "another. Please ask one to call the meeting."));
}

Reply convene_send(Request *req)
{
    Meeting meeting;
    ActId act;
    if (!meeting_of_path(req, &meeting) || meeting.state != MEETING_DRAFT)
        return reply_not_found(req);
    Form form = form_read(req, convene_fields, COUNT(convene_fields));
    MeetingRule rule = meeting_rule(req->db, meeting.area, meeting.kind);
    NoticeLength length = meeting_notice_length(req->arena, &rule, &meeting, req->now);
    if (meeting.starts <= req->now)
        form_fault(&form, 0, say(req->lang, "That time is over. Please choose another day first."));
    else if (!length.is_enough && form_text(&form, 0)[0] == '\0')
        form_fault(&form, 0, say(req->lang, "Please choose a later day, or say why it cannot wait: "
                                            "members read it on the notice."));
    if (!form_ok(&form)) {
        Form item = form_blank(req, agenda_fields, COUNT(agenda_fields));
        return meeting_desk_page(req, &meeting, &item, &form, 422);
    }
    /* With notice enough there is nothing to excuse. */
    const char *emergency = length.is_enough ? "" : form_text(&form, 0);
    meeting_call(req->db, &meeting, emergency, req->now);
    trail_change(req->db, req->scope, "meetings.call", meeting.id.id, req->now);
    if (!meeting_notice_send(req, &meeting, NOTICE_CALLS, &act))
        return not_many(req);
    tell_access(req, &meeting);
    actions_carry(req->db, &meeting, req->now);
    return see_desk(req, &meeting, id_is_none(act.id) ? SAID_SENT : SAID_KEPT);
}

/* --- changing it ----------------------------------------------------------------------------- */

static bool may_change(const Request *req, const Meeting *meeting)
{
    return meeting->state != MEETING_CANCELLED && meeting->starts > req->now;
}

Reply convene_edit(Request *req)
{
    Meeting meeting;
    if (!meeting_of_path(req, &meeting) || !may_change(req, &meeting))
        return reply_not_found(req);
    Form form = form_blank(req, meeting_fields, MEET_FIELDS);
    form_fill(&form, MEET_KIND, meeting_kind_key(meeting.kind));
    form_fill(&form, MEET_TITLE, meeting.title);
    form_fill(&form, MEET_DAY, meeting.day);
    form_fill(&form, MEET_CLOCK, meeting.clock);
    form_fill(&form, MEET_LONG, text_format(req->arena, "%lld", (long long)meeting.minutes_long));
    form_fill(&form, MEET_PLACE, meeting.place);
    form_fill(&form, MEET_LINK, meeting.link);
    form_fill(&form, MEET_ACCESS, meeting.getting_in);
    form_fill(&form, MEET_PUBLIC, meeting.is_public ? "yes" : "");
    form_fill(&form, MEET_ZONE, meeting.zone);
    form_fill(&form, MEET_EMERGENCY, meeting.emergency);
    return form_page(req, &meeting, &form, 200);
}

/* A meeting that was called in time stays so when it is put off by hours; on
 * another day it is called anew. */
static void check_moved(Form *form, const Meeting *before, Meeting *after)
{
    Request *req = form->req;
    if (before->called == 0 || text_equal(before->day, after->day))
        return;
    MeetingRule rule = meeting_rule(req->db, after->area, after->kind);
    NoticeLength length = meeting_notice_length(req->arena, &rule, after, req->now);
    after->emergency = length.is_enough ? "" : form_text(form, MEET_EMERGENCY);
    if (!length.is_enough && after->emergency[0] == '\0')
        form_fault(form, MEET_EMERGENCY,
                   SAY(req->arena, req->lang,
                       "Another day is a new notice, and until then there are too few days: {1} of "
                       "{2}. Please choose a later day, or say why it cannot wait.",
                       number_words(req->arena, req->lang, length.given),
                       number_words(req->arena, req->lang, length.needed)));
}

static bool is_same(const Meeting *a, const Meeting *b)
{
    return a->starts == b->starts && a->minutes_long == b->minutes_long
        && text_equal(a->place, b->place) && text_equal(a->link, b->link)
        && text_equal(a->getting_in, b->getting_in) && text_equal(a->title, b->title);
}

Reply convene_keep(Request *req)
{
    Meeting before, after;
    ActId act = {0};
    if (!meeting_of_path(req, &before) || !may_change(req, &before))
        return reply_not_found(req);
    after = before;
    Form form = form_read(req, meeting_fields, MEET_FIELDS);
    form_meeting(&form, &after);
    if (form_ok(&form) && before.called > 0 && after.kind != before.kind)
        form_fault(&form, MEET_KIND,
                   say(req->lang, "A meeting that is called stays of its kind. Please cancel it "
                                  "and call another."));
    if (form_ok(&form))
        check_moved(&form, &before, &after);
    if (!form_ok(&form))
        return form_page(req, &before, &form, 422);

    bool is_told = before.called > 0 && !is_same(&before, &after);
    after.version = before.version + (is_told ? 1 : 0);
    meeting_change(req->db, &after, req->now);
    trail_change(req->db, req->scope, "meetings.change", after.id.id, req->now);
    if (is_told && !meeting_notice_send(req, &after, NOTICE_CHANGES, &act))
        return not_many(req);
    if (before.called > 0)
        tell_access(req, &after);
    return see_desk(req, &after, is_told && id_is_none(act.id) ? SAID_SENT : SAID_KEPT);
}

/* --- cancelling, and throwing a draft away ----------------------------------------------------- */

static Reply cancel_page(Request *req, const Meeting *meeting, const Form *form, int status)
{
    Page page = page_begin(req->arena, req->lang);
    meetings_cancel_page(&page, req, meeting, form);
    return reply_page_status(req, status, say(req->lang, "Cancel a meeting"), page_end(&page));
}

Reply convene_cancel_ask(Request *req)
{
    Meeting meeting;
    if (!meeting_of_path(req, &meeting) || !may_change(req, &meeting) || meeting.called == 0)
        return reply_not_found(req);
    Form form = form_blank(req, cancel_fields, COUNT(cancel_fields));
    return cancel_page(req, &meeting, &form, 200);
}

Reply convene_cancel(Request *req)
{
    Meeting meeting;
    ActId act;
    if (!meeting_of_path(req, &meeting) || !may_change(req, &meeting) || meeting.called == 0)
        return reply_not_found(req);
    Form form = form_read(req, cancel_fields, COUNT(cancel_fields));
    if (!form_ok(&form))
        return cancel_page(req, &meeting, &form, 422);
    meeting_cancel(req->db, &meeting, form_text(&form, 0), req->now);
    trail_change(req->db, req->scope, "meetings.cancel", meeting.id.id, req->now);
    meeting.version++;
    if (!meeting_notice_send(req, &meeting, NOTICE_CANCELS, &act))
        return not_many(req);
    return see_desk(req, &meeting, id_is_none(act.id) ? SAID_SENT : SAID_KEPT);
}

Reply convene_drop_ask(Request *req)
{
    Meeting meeting;
    if (!meeting_of_path(req, &meeting) || meeting.called > 0)
        return reply_not_found(req);
    Page page = page_begin(req->arena, req->lang);
    parts_confirm(&page, &(Confirm){
        .title = say(req->lang, "Throw this draft away?"),
        .words = SAY(req->arena, req->lang, "“{1}” has not been called, so nobody has heard of it. "
                     "Its agenda goes with it.", meeting.title),
        .action = path_desk_below(req, &meeting, "drop"),
        .button = say(req->lang, "Throw it away"), .is_danger = true,
        .back = path_meeting_desk(req, req->area_slug, meeting.id),
        .back_words = say(req->lang, "No, leave it as it is"),
    });
    return reply_page(req, say(req->lang, "Throw this draft away?"), page_end(&page));
}

Reply convene_drop(Request *req)
{
    Meeting meeting;
    if (!meeting_of_path(req, &meeting) || meeting.called > 0)
        return reply_not_found(req);
    meeting_drop_draft(req->db, &meeting);
    trail_change(req->db, req->scope, "meetings.drop", meeting.id.id, req->now);
    Reply reply = reply_see(req, path_meetings(req, req->area_slug));
    reply_say(req, &reply, SAID_ENDED);
    return reply;
}
