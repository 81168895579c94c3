/* meetings.c: what members and everybody see: what is coming, one meeting with its
 * agenda, a calendar file; saying that one comes, and moving something.
 *
 * A meeting that is public has a page for everybody (open-meetings); all others
 * are for those who belong to the place. Meetings of the executive are shown to
 * those who hold an office there, and to its officers.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/contest.h"

#include "capabilities/meetings/calendar.h"
#include "capabilities/meetings/feed.h"
#include "capabilities/meetings/meetings_page.h"
#include "capabilities/trail/trail.h"
#include "web/said.h"

enum { REPLY_COMING, REPLY_NOTE };
static const char *const reply_values[] = { "coming", "apologies", NULL };
static const char *const reply_words[] = { WORDS("I come"), WORDS("I send apologies"), NULL };
static const Field reply_fields[] = {
    [REPLY_COMING] = { .name = "reply", .type = FIELD_CHOICE, .label = WORDS("Will you be there?"),
                       .required = true, .choices = reply_values, .choice_words = reply_words },
    [REPLY_NOTE]   = { .name = "note", .type = FIELD_LINE, .label = WORDS("A word to the officers"),
                       .hint = WORDS("Such as: I come later; I need a lift. Only officers read it."),
                       .max = NOTE_MAX },
};

enum { MOTION_TITLE, MOTION_TEXT };
static const Field motion_fields[] = {
    [MOTION_TITLE] = { .name = "title", .type = FIELD_LINE, .label = WORDS("What it is about"),
                       .required = true, .max = ITEM_TITLE_MAX },
    [MOTION_TEXT]  = { .name = "text", .type = FIELD_TEXT, .label = WORDS("What the meeting should agree"),
                       .hint = WORDS("Officers read it with your name and put it on the agenda, or "
                                     "tell you why not."),
                       .required = true, .max = MOTION_TEXT_MAX },
};

/* --- addresses ---------------------------------------------------------------- */

const char *path_meetings(const Request *req, const char *area_slug)
{
    return text_format(req->arena, "/areas/%s/meetings", area_slug);
}

const char *path_meeting(const Request *req, const char *area_slug, MeetingId meeting)
{
    return text_format(req->arena, "/areas/%s/meetings/%s", area_slug,
                       id_text(req->arena, meeting.id));
}

const char *path_open_meeting(const Request *req, const char *area_slug, MeetingId meeting)
{
    return text_format(req->arena, "/areas/%s/open-meetings/%s", area_slug,
                       id_text(req->arena, meeting.id));
}

const char *path_meeting_desk(const Request *req, const char *area_slug, MeetingId meeting)
{
    return text_format(req->arena, "/areas/%s/meetings/%s/desk", area_slug,
                       id_text(req->arena, meeting.id));
}

const char *path_meeting_new(const Request *req, const char *area_slug)
{
    return text_format(req->arena, "/areas/%s/meetings/new", area_slug);
}

const char *path_open_meetings(const Request *req, const char *area_slug)
{
    return text_format(req->arena, "/areas/%s/open-meetings", area_slug);
}

const char *path_desk_below(const Request *req, const Meeting *meeting, const char *rest)
{
    return text_format(req->arena, "/areas/%s/meetings/%s/%s", meeting->area_slug,
                       id_text(req->arena, meeting->id.id), rest);
}

/* --- what is coming, and what was ------------------------------------------------- */

static const Column meeting_columns[] = {
    { .words = WORDS("Meeting") }, { .words = WORDS("When") }, { .words = WORDS("Where") },
    { .words = WORDS("How it stands") },
};

static const char *const which_values[] = { "", "past", NULL };
static const char *const which_words[] = { WORDS("Coming"), WORDS("Past"), NULL };
static const Filter which_filter[] = {
    { "when", WORDS("When"), which_values, which_words },
};

bool meetings_may_see_executive(Request *req)
{
    return place_has_desk(req, req->scope.area, PURPOSE_MEMBERSHIP)
        || meeting_holds_office(req->db, req->scope);
}

Reply meetings_show(Request *req)
{
    MeetingsView view = {
        .req = req, .has_desk = place_has_desk(req, req->scope.area, PURPOSE_MEMBERSHIP),
        .sift = sift_read_with(req, path_meetings(req, req->area_slug), meeting_columns,
                               COUNT(meeting_columns), which_filter, COUNT(which_filter)),
    };
    view.which = view.sift.chosen[0] == 1 ? MEETINGS_PAST : MEETINGS_COMING;
    MeetingsQuery query = {
        .which = view.which, .has_drafts = view.has_desk, .typed = view.sift.typed,
        .has_executive = meetings_may_see_executive(req),
        .after = view.which == MEETINGS_PAST ? INT64_MAX : 0, .after_id = view.sift.after_id,
    };
    text_to_int(view.sift.after, 0, INT64_MAX, &query.after);
    view.list = meetings_of(req->db, req->scope, req->lang, &query, req->now);
    if (view.list.count > MEETINGS_PER_PAGE) {
        view.list.count = MEETINGS_PER_PAGE;
        const Meeting *last = &view.list.item[MEETINGS_PER_PAGE - 1];
        sift_next(&view.sift, text_format(req->arena, "%lld", (long long)last->starts),
                  last->id.id);
    }
    Page page = page_begin(req->arena, req->lang);
    meetings_list_page(&page, &view);
    return reply_page(req, say(req->lang, "Meetings"), page_end(&page));
}

Reply meetings_open_list(Request *req)
{
    MeetingsView view = { .req = req };
    view.list = meetings_public(req->db, req->lang, req->scope.area,
                                req->now - MEETING_GOES_ON_MS, MEETINGS_PER_PAGE);
    Page page = page_begin(req->arena, req->lang);
    meetings_open_page(&page, &view);
    return reply_page(req, say(req->lang, "Open meetings"), page_end(&page));
}

/* --- one ---------------------------------------------------------------------------- */

bool meeting_of_path(Request *req, Meeting *meeting)
{
    MeetingId id;
    return id_from_text(req_param(req, "meeting"), &id.id)
        && meeting_by_id(req->db, req->scope, req->lang, id, meeting);
}

/* What a member may open: called, and not another circle's. */
static bool meeting_for_member(Request *req, Meeting *meeting)
{
    return meeting_of_path(req, meeting) && meeting->called > 0
        && (meeting->kind != MEETING_EXECUTIVE || meetings_may_see_executive(req));
}

static bool meeting_for_all(Request *req, Meeting *meeting)
{
    MeetingId id;
    return id_from_text(req_param(req, "meeting"), &id.id)
        && meeting_public(req->db, req->lang, req->scope.area, id, meeting);
}

/* Whether the reader is a member inside the area. */
static bool belongs(const Request *req)
{
    AreaId own = who_area(&req->who);
    return !id_is_none(own.id) && place_is_inside(req->db, own, req->scope.area, req->now);
}

static Reply meeting_page(Request *req, const Meeting *meeting, const Form *form, int status)
{
    MeetingView view = {
        .req = req, .meeting = *meeting, .is_member_page = true, .reply_form = form,
        .items = agenda_of(req->db, meeting),
        .has_desk = place_has_desk(req, req->scope.area, PURPOSE_MEMBERSHIP),
        .is_over = meeting->starts + MEETING_GOES_ON_MS <= req->now,
    };
    view.may_reply = belongs(req) && !view.is_over && meeting->state == MEETING_CALLED;
    view.has_reply = coming_own(req->db, req->scope, meeting, &view.reply);
    view.motions = motions_own(req->db, req->scope, meeting);
    ContestList contests = contests_of(req->db, meeting, req->lang);
    view.contests = &contests;
    MinutesView minutes = minutes_view(req, meeting);
    if (meeting->record != RECORD_NONE)
        view.minutes = &minutes;
    Page page = page_begin(req->arena, req->lang);
    meetings_one_page(&page, &view);
    return reply_page_status(req, status, meeting->title, page_end(&page));
}

Reply meeting_show(Request *req)
{
    Meeting meeting;
    Answer own;
    if (!meeting_for_member(req, &meeting))
        return reply_not_found(req);
    Form form = form_blank(req, reply_fields, COUNT(reply_fields));
    if (coming_own(req->db, req->scope, &meeting, &own)) {
        form_fill(&form, REPLY_COMING, reply_values[own.is_coming ? 0 : 1]);
        form_fill(&form, REPLY_NOTE, own.note);
    }
    return meeting_page(req, &meeting, &form, 200);
}

Reply meetings_open_show(Request *req)
{
    MeetingView view = { .req = req };
    if (!meeting_for_all(req, &view.meeting))
        return reply_not_found(req);
    view.items = agenda_of(req->db, &view.meeting);
    view.is_over = view.meeting.starts + MEETING_GOES_ON_MS <= req->now;
    Page page = page_begin(req->arena, req->lang);
    meetings_one_page(&page, &view);
    return reply_page(req, view.meeting.title, page_end(&page));
}

/* --- calendar files ------------------------------------------------------------------- */

static const char *agenda_text(Request *req, const Meeting *meeting)
{
    ItemList items = agenda_of(req->db, meeting);
    TextBuilder out = text_builder(req->arena);
    for (size_t i = 0; i < items.count; i++)
        text_add_format(&out, "%zu. %s\n", i + 1, items.item[i].title);
    return text_of(&out);
}

static Reply calendar_reply(Request *req, Calendar *calendar)
{
    const char *text = ics_text(calendar);
    Reply reply = reply_bytes(req, CALENDAR_TYPE, text, strlen(text));
    reply_header(&reply, "Content-Disposition", "attachment; filename=\"meeting.ics\"");
    return reply;
}

static Reply one_calendar(Request *req, const Meeting *meeting)
{
    Calendar calendar = ics_begin(req->arena, meeting->area_name, req->site->host,
                                       req->site->base_url, req->now);
    ics_meeting(&calendar, meeting, agenda_text(req, meeting));
    return calendar_reply(req, &calendar);
}

Reply meeting_calendar(Request *req)
{
    Meeting meeting;
    return meeting_for_member(req, &meeting) ? one_calendar(req, &meeting) : reply_not_found(req);
}

Reply meetings_open_calendar(Request *req)
{
    Meeting meeting;
    return meeting_for_all(req, &meeting) ? one_calendar(req, &meeting) : reply_not_found(req);
}

/* All open meetings of a place, those of the last month included: a calendar
 * that follows this address hears of changes and cancellations. */
Reply meetings_open_feed(Request *req)
{
    MeetingList list = meetings_public(req->db, req->lang, req->scope.area,
                                       req->now - 31 * DAY_MS, FEED_MAX);
    Calendar calendar = ics_begin(req->arena, req->area_name, req->site->host,
                                       req->site->base_url, req->now);
    for (size_t i = 0; i < list.count; i++)
        ics_meeting(&calendar, &list.item[i], "");
    return calendar_reply(req, &calendar);
}

/* --- taking part before the meeting ------------------------------------------------------ */

static Reply see_meeting(Request *req, const Meeting *meeting, Said said)
{
    Reply reply = reply_see(req, path_meeting(req, req->area_slug, meeting->id));
    reply_say(req, &reply, said);
    return reply;
}

static Reply too_late(Request *req)
{
    return reply_refuse(req, 409, say(req->lang, "This meeting is over or cancelled"),
                        say(req->lang, "Nothing was changed. The next meetings stand on the page "
                                       "of your local party."));
}

static bool is_open(const Request *req, const Meeting *meeting)
{
    return meeting->state == MEETING_CALLED && meeting->starts + MEETING_GOES_ON_MS > req->now;
}

Reply meeting_reply(Request *req)
{
    Meeting meeting;
    if (!meeting_for_member(req, &meeting))
        return reply_not_found(req);
    if (!is_open(req, &meeting))
        return too_late(req);
    if (text_equal(req_field(req, "reply"), "none")) {
        coming_forget(req->db, req->scope, &meeting);
        return see_meeting(req, &meeting, SAID_ENDED);
    }
    Form form = form_read(req, reply_fields, COUNT(reply_fields));
    if (!form_ok(&form))
        return meeting_page(req, &meeting, &form, 422);
    coming_keep(req->db, req->scope, &meeting, form_choice(&form, REPLY_COMING) == 0,
               form_text(&form, REPLY_NOTE), req->now);
    return see_meeting(req, &meeting, SAID_KEPT);
}

static Reply motion_page(Request *req, const Meeting *meeting, const Form *form, int status)
{
    Page page = page_begin(req->arena, req->lang);
    meetings_motion_page(&page, req, meeting, form);
    return reply_page_status(req, status, say(req->lang, "Move something"), page_end(&page));
}

Reply motion_new(Request *req)
{
    Meeting meeting;
    if (!meeting_for_member(req, &meeting))
        return reply_not_found(req);
    if (!is_open(req, &meeting))
        return too_late(req);
    Form form = form_blank(req, motion_fields, COUNT(motion_fields));
    return motion_page(req, &meeting, &form, 200);
}

Reply motion_send(Request *req)
{
    Meeting meeting;
    if (!meeting_for_member(req, &meeting))
        return reply_not_found(req);
    if (!is_open(req, &meeting))
        return too_late(req);
    Form form = form_read(req, motion_fields, COUNT(motion_fields));
    if (form_ok(&form) && motions_own(req->db, req->scope, &meeting).count >= MOTIONS_EACH_MAX)
        form_fault(&form, MOTION_TEXT, say(req->lang, "You have moved enough for one meeting. Take "
                                                      "one of them back, or bring this to the next."));
    if (!form_ok(&form))
        return motion_page(req, &meeting, &form, 422);
    MotionId id = motion_add(req->db, req->scope, &meeting, &(Motion){
        .lang = req->lang, .title = form_text(&form, MOTION_TITLE),
        .text = form_text(&form, MOTION_TEXT),
    }, req->now, req->random);
    trail_change(req->db, req->scope, "meetings.motion", id.id, req->now);
    return see_meeting(req, &meeting, SAID_SENT);
}

Reply motion_take_back(Request *req)
{
    Meeting meeting;
    MotionId id;
    if (!meeting_for_member(req, &meeting) || !id_from_text(req_param(req, "motion"), &id.id)
        || !motion_withdraw(req->db, req->scope, &meeting, id))
        return reply_not_found(req);
    return see_meeting(req, &meeting, SAID_ENDED);
}

/* --- cards ------------------------------------------------------------------------------- */

static void meetings_home(Page *page, Request *req)
{
    if (!req->who.is_signed_in)
        return;
    MeetingsCard card = { .req = req };
    AreaId own = who_area(&req->who);
    if (!id_is_none(own.id))
        card.coming = meetings_for(req->db, req->scope, req->lang, own, req->now);
    ActionList mine = actions_own(req->db, req->scope, req->lang, INT64_MAX);
    actions_home_card(page, req, &mine);
    ChangeList changes = office_changes_own(req->db, req->scope, req->lang,
                                     req->now - HANDOVER_SHOWN_DAYS * DAY_MS);
    office_changes_card(page, req, &changes);
    meetings_home_card(page, &card);
}

static void meetings_place(Page *page, Request *req)
{
    bool has_desk = place_has_desk(req, req->scope.area, PURPOSE_MEMBERSHIP);
    bool is_own = belongs(req);
    MeetingsView view = { .req = req, .has_desk = has_desk };
    MeetingsQuery query = { .which = MEETINGS_COMING, .typed = "", .after = 0 };
    if (is_own || has_desk)
        view.list = meetings_of(req->db, req->scope, req->lang, &query, req->now);
    else
        view.list = meetings_public(req->db, req->lang, req->scope.area,
                                    req->now - MEETING_GOES_ON_MS, MEETINGS_ON_CARD);
    if (view.list.count > MEETINGS_ON_CARD)
        view.list.count = MEETINGS_ON_CARD;
    if (is_own || has_desk || view.list.count > 0)
        meetings_area_card(page, &view, is_own || has_desk);
}

static bool meetings_job(Job *job)
{
    bool has_notices = meeting_notice_job(job);
    bool has_reminders = actions_job(job);
    return office_changes_job(job) || has_reminders || has_notices;
}

static void meetings_restored(const Restored *restored)
{
    if (db_has_table(restored->db, "meetings_feed"))
        feeds_end_all(restored->db); /* one may have been ended since */
}

static void meetings_left(Db *db, PersonId person, TimeMs now)
{
    (void)now;
    feed_end(db, person);
}

/* --- the policy ----------------------------------------------------------------------------- */


static void meetings_timeline(Timeline *timeline)
{
    Request *req = timeline->req;
    AttendedList list = meetings_attended(timeline->db, req->scope, timeline->person);
    for (size_t i = 0; i < list.count; i++)
        timeline_add(timeline, list.item[i].starts,
                     SAY(req->arena, req->lang, "Was at: {1}", list.item[i].title),
                     text_format(req->arena, "/areas/%s/meetings/%s", list.item[i].slug,
                                 id_text(req->arena, list.item[i].id)));
}

static void meetings_work(Work *work)
{
    Request *req = work->req;
    if (!work_is_for(work, PURPOSE_MEMBERSHIP))
        return;
    work_way(work, say(req->lang, "Call a meeting"), path_meeting_new(req, work->slug));
    work_way(work, say(req->lang, "All meetings"), path_meetings(req, work->slug));
    work_way(work, say(req->lang, "What was given to do"), path_actions(req, work->slug));
}

static const Route routes[] = {
    { GET,  "/areas/:area/open-meetings", MAY_ANYONE, AREA_IN_PATH, PURPOSE_OPEN, LOAD_PUBLIC,
      meetings_open_list, WORDS("see the open meetings of a place"), false },
    { GET,  "/areas/:area/open-meetings/calendar.ics", MAY_ANYONE, AREA_IN_PATH, PURPOSE_OPEN,
      LOAD_PUBLIC, meetings_open_feed, WORDS("follow the open meetings of a place in a calendar"), false },
    { GET,  "/areas/:area/open-meetings/:meeting", MAY_ANYONE, AREA_IN_PATH, PURPOSE_OPEN,
      LOAD_PUBLIC, meetings_open_show, WORDS("read the notice of an open meeting"), false },
    { GET,  "/areas/:area/open-meetings/:meeting/calendar.ics", MAY_ANYONE, AREA_IN_PATH,
      PURPOSE_OPEN, LOAD_PUBLIC, meetings_open_calendar, WORDS("put an open meeting into a calendar"), false },

    { GET,  "/account/calendar", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART, feed_show,
      WORDS("see whether one's calendar has one's meetings"), false },
    { POST, "/account/calendar", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART, feed_new,
      WORDS("make a secret link for one's calendar"), false },
    { POST, "/account/calendar/end", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY, feed_stop,
      WORDS("end the secret link of one's calendar"), false },
    { GET,  "/calendar/:link/meetings.ics", MAY_HOLDER, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      feed_calendar, WORDS("follow one's own meetings in a calendar"), false },

    { GET,  "/areas/:area/meetings/new", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, convene_new, WORDS("begin to call a meeting"), false },
    { POST, "/areas/:area/meetings/new", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, convene_add, WORDS("keep a meeting as a draft"), false },
    { GET,  "/areas/:area/meetings/rules", MAY_CONCERNED, AREA_IN_PATH, PURPOSE_TAKE_PART,
      LOAD_TAKE_PART, meeting_rules_show, WORDS("read how meetings are called and what their quorum is"),
      false },
    { GET,  "/areas/:area/meetings/rules/:kind", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, meeting_rules_edit, WORDS("change the rules of one kind of meeting"), false },
    { POST, "/areas/:area/meetings/rules/:kind", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, meeting_rules_keep, WORDS("keep the rules of one kind of meeting"), false },
    { POST, "/areas/:area/meetings/rules/:kind/forget", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, meeting_rules_forget,
      WORDS("go back to the rules of the wider place"), false },
    { GET,  "/areas/:area/meetings", MAY_CONCERNED, AREA_IN_PATH, PURPOSE_TAKE_PART,
      LOAD_TAKE_PART, meetings_show, WORDS("see the meetings of one's place"), false },
    { GET,  "/areas/:area/meetings/:meeting", MAY_CONCERNED, AREA_IN_PATH, PURPOSE_TAKE_PART, LOAD_TAKE_PART,
      meeting_show, WORDS("read the notice and the agenda of a meeting"), false },
    { GET,  "/areas/:area/meetings/:meeting/calendar.ics", MAY_CONCERNED, AREA_IN_PATH, PURPOSE_TAKE_PART,
      LOAD_TAKE_PART, meeting_calendar, WORDS("put a meeting into one's calendar"), false },
    { POST, "/areas/:area/meetings/:meeting/reply", MAY_MEMBER, AREA_IN_PATH, PURPOSE_TAKE_PART, LOAD_SYNC,
      meeting_reply, WORDS("say that one comes, or send apologies"), false },
    { GET,  "/areas/:area/meetings/:meeting/motion", MAY_MEMBER, AREA_IN_PATH, PURPOSE_TAKE_PART, LOAD_TAKE_PART,
      motion_new, WORDS("write a motion for a meeting"), false },
    { POST, "/areas/:area/meetings/:meeting/motion", MAY_MEMBER, AREA_IN_PATH, PURPOSE_TAKE_PART, LOAD_SYNC,
      motion_send, WORDS("send a motion to a meeting"), false },
    { POST, "/areas/:area/meetings/:meeting/motion/:motion/back", MAY_MEMBER, AREA_IN_PATH, PURPOSE_TAKE_PART,
      LOAD_TAKE_PART, motion_take_back, WORDS("take one's motion back"), false },

    { GET,  "/areas/:area/meetings/:meeting/desk", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      meeting_desk, WORDS("prepare a meeting"), false },
    { GET,  "/areas/:area/meetings/:meeting/edit", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      convene_edit, WORDS("change when and where a meeting is"), false },
    { POST, "/areas/:area/meetings/:meeting/edit", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      convene_keep, WORDS("keep when and where a meeting is, and tell members"), false },
    { POST, "/areas/:area/meetings/:meeting/call", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      convene_send, WORDS("call a meeting and send its notice"), false },
    { GET,  "/areas/:area/meetings/:meeting/cancel", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      convene_cancel_ask, WORDS("be asked before a meeting is cancelled"), false },
    { POST, "/areas/:area/meetings/:meeting/cancel", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      convene_cancel, WORDS("cancel a meeting and tell members"), false },
    { GET,  "/areas/:area/meetings/:meeting/drop", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      convene_drop_ask, WORDS("be asked before a draft of a meeting goes"), false },
    { POST, "/areas/:area/meetings/:meeting/drop", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      convene_drop, WORDS("throw the draft of a meeting away"), false },
    { POST, "/areas/:area/meetings/:meeting/items", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      agenda_new, WORDS("put something on the agenda"), false },
    { GET,  "/areas/:area/meetings/:meeting/items/:item", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      agenda_edit, WORDS("open an item of the agenda"), false },
    { POST, "/areas/:area/meetings/:meeting/items/:item", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      agenda_change, WORDS("change an item of the agenda"), false },
    { POST, "/areas/:area/meetings/:meeting/items/:item/up", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      agenda_up, WORDS("move an item up the agenda"), false },
    { POST, "/areas/:area/meetings/:meeting/items/:item/down", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, agenda_down, WORDS("move an item down the agenda"), false },
    { POST, "/areas/:area/meetings/:meeting/items/:item/drop", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, agenda_drop, WORDS("take an item off the agenda"), false },
    { POST, "/areas/:area/meetings/:meeting/motion/:motion/accept", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, motion_accept, WORDS("put a motion on the agenda"), false },
    { POST, "/areas/:area/meetings/:meeting/motion/:motion/refuse", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, motion_refuse, WORDS("not take a motion, and tell its mover"), false },

    { GET,  "/areas/:area/meetings/:meeting/attendance", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, attendance_show, WORDS("see who is at a meeting"), false },
    { POST, "/areas/:area/meetings/:meeting/attendance", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, attendance_mark, WORDS("mark that somebody is there"),
      false },
    { POST, "/areas/:area/meetings/:meeting/attendance/back", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, attendance_back, WORDS("take such a mark back"), false },
    { POST, "/areas/:area/meetings/:meeting/guests", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, attendance_guests_keep, WORDS("count guests"), false },
    { GET,  "/areas/:area/meetings/:meeting/minutes", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, minutes_show, WORDS("see the minutes as they are written"),
      false },
    { GET,  "/areas/:area/meetings/:meeting/minutes/:item", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, minutes_item, WORDS("open the minutes of one item"), false },
    { POST, "/areas/:area/meetings/:meeting/minutes/:item", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, minutes_write, WORDS("write the minutes of one item"), false },
    { GET,  "/areas/:area/meetings/:meeting/minutes/:item/history", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, minutes_history, WORDS("see earlier versions of minutes"),
      false },
    { POST, "/areas/:area/meetings/:meeting/minutes/:item/decision", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, minutes_decide, WORDS("write a decision down"), false },
    { POST, "/areas/:area/meetings/:meeting/minutes/:item/decision/drop", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, minutes_decision_drop,
      WORDS("strike a decision out of a draft"), false },
    { POST, "/areas/:area/meetings/:meeting/minutes/:item/action", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, minutes_act, WORDS("give somebody something to do"), false },
    { POST, "/areas/:area/meetings/:meeting/minutes/:item/action/drop", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, minutes_action_drop,
      WORDS("strike an action out of a draft"), false },
    { POST, "/areas/:area/meetings/:meeting/minutes/:item/approve", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, minutes_approve,
      WORDS("say that the meeting agreed earlier minutes"), false },
    { POST, "/areas/:area/meetings/:meeting/unapprove", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, minutes_unapprove,
      WORDS("open minutes again that were agreed by mistake"), false },
    { GET,  "/areas/:area/meetings/:meeting/circulate", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, minutes_circulate_ask,
      WORDS("be asked before minutes are circulated"), false },
    { POST, "/areas/:area/meetings/:meeting/circulate", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, minutes_circulate, WORDS("let members read the minutes"),
      false },
    { GET,  "/areas/:area/actions", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      actions_show, WORDS("see what meetings gave to whom"), false },
    { GET,  "/areas/:area/actions/:action", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, action_show, WORDS("open an action"), false },
    { POST, "/areas/:area/actions/:action/done", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, action_done, WORDS("say that an action is done"), false },
    { POST, "/areas/:area/actions/:action/again", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, action_reopen, WORDS("open an action again"), false },
    { POST, "/areas/:area/actions/:action/pass", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, action_pass, WORDS("hand an action to another member"), false },
    { POST, "/areas/:area/actions/:action/drop", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, action_drop, WORDS("drop an action"), false },
    { GET,  "/my-actions", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      my_actions_show, WORDS("see what one said one would do"), false },
    { GET,  "/my-actions/:action", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      my_action_show, WORDS("open one's own action"), false },
    { POST, "/my-actions/:action/done", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_SYNC,
      my_action_done, WORDS("say that one's action is done"), false },
    { POST, "/my-actions/:action/again", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      my_action_reopen, WORDS("open one's own action again"), false },
    { POST, "/my-actions/:action/pass", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      my_action_pass, WORDS("hand one's action to an officer"), false },

    { GET,  "/areas/:area/meetings/:meeting/contest", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, contest_new,
      WORDS("begin to open nominations for an office"), false },
    { POST, "/areas/:area/meetings/:meeting/contest", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, contest_open,
      WORDS("open nominations for an office"), false },
    { GET,  "/areas/:area/contests/:contest", MAY_CONCERNED, AREA_IN_PATH,
      PURPOSE_TAKE_PART, LOAD_TAKE_PART, contest_show,
      WORDS("see who stands for an office"), false },
    { POST, "/areas/:area/contests/:contest/nominate", MAY_MEMBER, AREA_IN_PATH,
      PURPOSE_TAKE_PART, LOAD_SYNC, contest_nominate,
      WORDS("nominate a member, or stand oneself"), false },
    { POST, "/areas/:area/contests/:contest/answer", MAY_MEMBER, AREA_IN_PATH,
      PURPOSE_TAKE_PART, LOAD_SYNC, contest_answer,
      WORDS("say whether one stands"), false },
    { GET,  "/areas/:area/contests/:contest/desk", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, contest_desk,
      WORDS("see all nominations for an office"), false },
    { POST, "/areas/:area/contests/:contest/desk", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, contest_desk_nominate,
      WORDS("write down a nomination that came on paper"), false },
    { POST, "/areas/:area/contests/:contest/result", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, contest_result,
      WORDS("keep who was elected"), false },
    { POST, "/areas/:area/contests/:contest/again", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, contest_again,
      WORDS("open an election again that was decided by mistake"), false },
    { GET,  "/areas/:area/contests/:contest/change", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_ACCESS, LOAD_OFFICE, office_change_new,
      WORDS("begin to hand an office over"), false },
    { POST, "/areas/:area/contests/:contest/change", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_ACCESS, LOAD_OFFICE, office_change_make,
      WORDS("hand an office over, with its access"), false },
    { POST, "/areas/:area/contests/:contest/:nominee/support", MAY_MEMBER, AREA_IN_PATH,
      PURPOSE_TAKE_PART, LOAD_SYNC, contest_support,
      WORDS("support a nomination"), false },
    { GET,  "/areas/:area/handovers/:change", MAY_CONCERNED, AREA_IN_PATH,
      PURPOSE_TAKE_PART, LOAD_TAKE_PART, handover_show,
      WORDS("see what is handed over with an office"), false },
    { POST, "/areas/:area/handovers/:change/mark", MAY_MEMBER, AREA_IN_PATH,
      PURPOSE_TAKE_PART, LOAD_SYNC, handover_mark,
      WORDS("tick what was handed over"), false },
    { POST, "/areas/:area/handovers/:change/more", MAY_CONCERNED, AREA_IN_PATH,
      PURPOSE_TAKE_PART, LOAD_TAKE_PART, handover_more,
      WORDS("add something to hand over"), false },
    { GET,  "/areas/:area/handovers/:change/table.csv", MAY_CONCERNED, AREA_IN_PATH,
      PURPOSE_TAKE_PART, LOAD_TAKE_PART, handover_table,
      WORDS("take a handover out as a table"), false },
};

const Capability meetings_capability = {
    .name = "meetings",
    .routes = routes, .route_count = COUNT(routes),
    .home_card = meetings_home,
    .area_card = meetings_place,
    .account_card = feed_account_card,
    .restored = meetings_restored,
    .left = meetings_left,
    .factor_lost = meetings_left,
    .work = meetings_work,
    .timeline = meetings_timeline,
    .job = meetings_job,
};
