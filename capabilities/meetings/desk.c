/* desk.c: a meeting as its secretary prepares it: whether the notice is long
 * enough, the agenda in its order, what members move, who comes; and the rules
 * by which the place meets.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/contest.h"

#include "capabilities/meetings/desk_page.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"
#include "web/said.h"

enum { ITEM_FORM_TITLE, ITEM_FORM_DETAIL };
const Field agenda_fields[2] = {
    [ITEM_FORM_TITLE]  = { .name = "title", .type = FIELD_LINE, .label = WORDS("What is spoken of"),
                           .required = true, .max = ITEM_TITLE_MAX },
    [ITEM_FORM_DETAIL] = { .name = "detail", .type = FIELD_TEXT, .label = WORDS("More about it"),
                           .max = ITEM_DETAIL_MAX },
};

/* --- the page -------------------------------------------------------------------- */

Reply meeting_desk_page(Request *req, const Meeting *meeting, const Form *item_form, const Form *call_form,
                int status)
{
    MeetingRule rule = meeting_rule(req->db, meeting->area, meeting->kind);
    DeskView view = {
        .req = req, .meeting = *meeting, .rule = rule,
        .notice = meeting_notice_length(req->arena, &rule, meeting, req->now),
        .items = agenda_of(req->db, meeting),
        .motions = motions_of(req->db, req->scope, meeting),
        .replies = coming_list(req->db, req->scope, meeting),
        .notices = meeting_notices(req->db, meeting),
        .entitled = meeting_entitled(req->db, meeting->area, meeting->kind, req->now),
        .is_over = meeting->starts <= req->now,
        .item_form = item_form, .call_form = call_form,
    };
    ContestList contests = contests_of(req->db, meeting, req->lang);
    view.contests = &contests;
    view.quorum = quorum_needed(&rule, view.entitled);
    view.has_before = meeting_to_approve(req->db, meeting, req->lang, &view.before);
    Page page = page_begin(req->arena, req->lang);
    meetings_desk_page(&page, &view);
    return reply_page_status(req, status, meeting->title, page_end(&page));
}

Reply meeting_desk(Request *req)
{
    Meeting meeting;
    if (!meeting_of_path(req, &meeting))
        return reply_not_found(req);
    Form item = form_blank(req, agenda_fields, COUNT(agenda_fields));
    Form call = form_blank(req, convene_fields, COUNT(convene_fields));
    return meeting_desk_page(req, &meeting, &item, &call, 200);
}

static Reply see_desk(Request *req, const Meeting *meeting)
{
    return reply_see(req, text_format(req->arena, "%s#agenda",
                                      path_meeting_desk(req, req->area_slug, meeting->id)));
}

/* --- the agenda --------------------------------------------------------------------- */

/* What a meeting spoke of is in its minutes, and stays as it was. */
static bool agenda_of_path(Request *req, Meeting *meeting)
{
    return meeting_of_path(req, meeting) && meeting->record == RECORD_NONE
        && meeting->state != MEETING_CANCELLED;
}

static bool item_of_path(Request *req, Meeting *meeting, Item *item)
{
    ItemId id;
    return agenda_of_path(req, meeting) && id_from_text(req_param(req, "item"), &id.id)
        && agenda_item_by_id(req->db, meeting, id, item);
}

Reply agenda_new(Request *req)
{
    Meeting meeting;
    if (!agenda_of_path(req, &meeting))
        return reply_not_found(req);
    Form form = form_read(req, agenda_fields, COUNT(agenda_fields));
    if (form_ok(&form) && agenda_of(req->db, &meeting).count >= ITEMS_MAX)
        form_fault(&form, ITEM_FORM_TITLE,
                   say(req->lang, "This agenda is full. Please put some of it off to the next meeting."));
    if (!form_ok(&form)) {
        Form call = form_blank(req, convene_fields, COUNT(convene_fields));
        return meeting_desk_page(req, &meeting, &form, &call, 422);
    }
    ItemId id = agenda_item_add(req->db, &meeting, &(Item){
        .kind = ITEM_PLAIN, .title = form_text(&form, ITEM_FORM_TITLE),
        .detail = form_text(&form, ITEM_FORM_DETAIL),
    }, req->now, req->random);
    trail_change(req->db, req->scope, "meetings.item", id.id, req->now);
    return see_desk(req, &meeting);
}

static Reply item_page(Request *req, const Meeting *meeting, const Item *item, const Form *form,
                       int status)
{
    Page page = page_begin(req->arena, req->lang);
    meetings_item_page(&page, req, meeting, item, form);
    return reply_page_status(req, status, item->title, page_end(&page));
}

Reply agenda_edit(Request *req)
{
    Meeting meeting;
    Item item;
    if (!item_of_path(req, &meeting, &item))
        return reply_not_found(req);
    Form form = form_blank(req, agenda_fields, COUNT(agenda_fields));
    form_fill(&form, ITEM_FORM_TITLE, item.title);
    form_fill(&form, ITEM_FORM_DETAIL, item.detail);
    return item_page(req, &meeting, &item, &form, 200);
}

Reply agenda_change(Request *req)
{
    Meeting meeting;
    Item item;
    if (!item_of_path(req, &meeting, &item))
        return reply_not_found(req);
    Form form = form_read(req, agenda_fields, COUNT(agenda_fields));
    if (!form_ok(&form))
        return item_page(req, &meeting, &item, &form, 422);
    item.title = form_text(&form, ITEM_FORM_TITLE);
    item.detail = form_text(&form, ITEM_FORM_DETAIL);
    agenda_item_keep(req->db, &meeting, &item);
    trail_change(req->db, req->scope, "meetings.item", item.id.id, req->now);
    return see_desk(req, &meeting);
}

static Reply move(Request *req, bool is_up)
{
    Meeting meeting;
    Item item;
    if (!item_of_path(req, &meeting, &item))
        return reply_not_found(req);
    agenda_item_move(req->db, &meeting, item.id, is_up);
    return see_desk(req, &meeting);
}

Reply agenda_up(Request *req)
{
    return move(req, true);
}

Reply agenda_down(Request *req)
{
    return move(req, false);
}

Reply agenda_drop(Request *req)
{
    Meeting meeting;
    Item item;
    if (!item_of_path(req, &meeting, &item))
        return reply_not_found(req);
    agenda_item_remove(req->db, &meeting, item.id);
    if (!id_is_none(item.motion.id)) /* the motion is there to be taken again */
        motion_state(req->db, &meeting, item.motion, MOTION_RECEIVED);
    trail_change(req->db, req->scope, "meetings.item", item.id.id, req->now);
    return see_desk(req, &meeting);
}

/* --- motions -------------------------------------------------------------------------- */

static bool motion_of_path(Request *req, Meeting *meeting, Motion *motion)
{
    MotionId id;
    return agenda_of_path(req, meeting) && id_from_text(req_param(req, "motion"), &id.id)
        && motion_by_id(req->db, req->scope, meeting, id, motion)
        && motion->state == MOTION_RECEIVED;
}

static void tell_mover(Request *req, const Meeting *meeting, const Motion *motion, bool is_taken)
{
    Person person;
    if (!person_by_id(req->db, motion->person, &person) || person.mail[0] == '\0')
        return;
    Lang lang = person.lang;
    const char *link = text_format(req->arena, "%s%s", req->site->base_url,
                                   path_meeting(req, meeting->area_slug, meeting->id));
    Message message = {
        .to = person.mail, .person = person.id, .why = "answer to a motion",
        .subject = is_taken ? SAY(req->arena, lang, "On the agenda: {1}", motion->title)
                            : SAY(req->arena, lang, "Not on the agenda: {1}", motion->title),
        .text = is_taken
            ? SAY(req->arena, lang, "Hello {1},\n\nwhat you moved stands on the agenda of “{2}”, "
                                    "{3}. Please come and speak to it.\n{4}\n",
                  person.name, meeting->title,
                  wall_words(req->arena, lang, meeting->day, meeting->clock), link)
            : SAY(req->arena, lang, "Hello {1},\n\nwhat you moved was not taken onto the agenda of "
                                    "“{2}”. An officer can tell you why, and you can bring it to "
                                    "another meeting.\n{3}\n",
                  person.name, meeting->title, link),
    };
    outbox_add(req->db, &message, req->now, req->random);
}

Reply motion_accept(Request *req)
{
    Meeting meeting;
    Motion motion;
    if (!motion_of_path(req, &meeting, &motion))
        return reply_not_found(req);
    ItemId id = agenda_item_add(req->db, &meeting, &(Item){
        .kind = ITEM_MOTION, .title = motion.title, .motion = motion.id,
        .detail = text_cut(req->arena, motion.text, ITEM_DETAIL_MAX),
    }, req->now, req->random);
    motion_state(req->db, &meeting, motion.id, MOTION_ON_AGENDA);
    trail_link(req->db, "meetings.motion", motion.id.id, "meetings.item", id.id,
               "was put on the agenda", req->now);
    trail_change(req->db, req->scope, "meetings.motion", motion.id.id, req->now);
    tell_mover(req, &meeting, &motion, true);
    return see_desk(req, &meeting);
}

Reply motion_refuse(Request *req)
{
    Meeting meeting;
    Motion motion;
    if (!motion_of_path(req, &meeting, &motion))
        return reply_not_found(req);
    motion_state(req->db, &meeting, motion.id, MOTION_NOT_TAKEN);
    trail_change(req->db, req->scope, "meetings.motion", motion.id.id, req->now);
    tell_mover(req, &meeting, &motion, false);
    return see_desk(req, &meeting);
}

/* --- the rules --------------------------------------------------------------------------- */

static const char *const quorum_values[] = { "number", "share", NULL };
static const char *const quorum_words[] = { WORDS("A number of people"),
                                            WORDS("A share, in per cent"), NULL };
enum { RULE_DAYS, RULE_CLEAR, RULE_WAY, RULE_QUORUM, RULE_LEAST, RULE_MOST, RULE_SUPPORTERS,
       RULE_STANDING, RULE_FIELDS };
static const Field rule_fields[RULE_FIELDS] = {
    [RULE_DAYS]   = { .name = "days", .type = FIELD_NUMBER, .label = WORDS("Days of notice"),
                      .required = true, .least = 0, .most = NOTICE_DAYS_MAX },
    [RULE_CLEAR]  = { .name = "clear", .type = FIELD_TICK,
                      .label = WORDS("Clear days: neither the day of the notice nor that of the "
                                     "meeting counts") },
    [RULE_WAY]    = { .name = "way", .type = FIELD_CHOICE, .label = WORDS("The quorum is"),
                      .required = true, .choices = quorum_values, .choice_words = quorum_words },
    [RULE_QUORUM] = { .name = "quorum", .type = FIELD_NUMBER, .label = WORDS("How many, or how many per cent"),
                      .required = true, .least = 1, .most = QUORUM_MAX },
    [RULE_LEAST]  = { .name = "least", .type = FIELD_NUMBER, .label = WORDS("At least so many people"),
                      .hint = WORDS("For a share only."), .least = 0, .most = QUORUM_MAX },
    [RULE_MOST]   = { .name = "most", .type = FIELD_NUMBER, .label = WORDS("Never more than so many people"),
                      .hint = WORDS("For a share only."), .least = 0, .most = QUORUM_MAX },
    [RULE_SUPPORTERS] = { .name = "supporters", .type = FIELD_NUMBER,
                          .label = WORDS("Supporters that a nomination needs"),
                          .required = true, .least = 0, .most = SUPPORTERS_MAX },
    [RULE_STANDING] = { .name = "standing", .type = FIELD_TEXT, .label = WORDS("What every agenda begins with"),
                        .hint = WORDS("One item a line. Left empty, it is our own list."),
                        .max = STANDING_MAX },
};

Reply meeting_rules_show(Request *req)
{
    RuleView view[MEETING_KIND_END - 1];
    for (size_t i = 0; i < COUNT(view); i++) {
        MeetingKind kind = (MeetingKind)(MEETING_BRANCH + (int)i);
        view[i] = (RuleView){ .req = req, .kind = kind,
                              .rule = meeting_rule(req->db, req->scope.area, kind) };
    }
    bool may_set = place_has_desk(req, req->scope.area, PURPOSE_MEMBERSHIP);
    Page page = page_begin(req->arena, req->lang);
    meetings_rules_page(&page, view, COUNT(view), may_set);
    return reply_page(req, say(req->lang, "How we meet"), page_end(&page));
}

static Reply rule_page(Request *req, MeetingKind kind, const Form *form, int status)
{
    RuleView view = { .req = req, .kind = kind, .form = form,
                      .rule = meeting_rule(req->db, req->scope.area, kind) };
    Page page = page_begin(req->arena, req->lang);
    meetings_rule_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "How we meet"), page_end(&page));
}

static const char *digits(Request *req, int64_t number)
{
    return text_format(req->arena, "%lld", (long long)number);
}

Reply meeting_rules_edit(Request *req)
{
    MeetingKind kind;
    if (!meeting_kind_from_key(req_param(req, "kind"), &kind))
        return reply_not_found(req);
    MeetingRule rule = meeting_rule(req->db, req->scope.area, kind);
    Form form = form_blank(req, rule_fields, RULE_FIELDS);
    form_fill(&form, RULE_DAYS, digits(req, rule.notice_days));
    form_fill(&form, RULE_CLEAR, rule.is_clear ? "yes" : "");
    form_fill(&form, RULE_WAY, quorum_values[rule.is_share]);
    form_fill(&form, RULE_QUORUM, digits(req, rule.quorum));
    form_fill(&form, RULE_LEAST, rule.quorum_least > 0 ? digits(req, rule.quorum_least) : "");
    form_fill(&form, RULE_MOST, rule.quorum_most > 0 ? digits(req, rule.quorum_most) : "");
    form_fill(&form, RULE_SUPPORTERS, digits(req, rule.supporters));
    form_fill(&form, RULE_STANDING, rule.standing);
    return rule_page(req, kind, &form, 200);
}

static void check_rule(Form *form, const MeetingRule *rule)
{
    Request *req = form->req;
    if (rule->is_share && rule->quorum > 100)
        form_fault(form, RULE_QUORUM, say(req->lang, "A share is at most 100 per cent."));
    if (rule->is_share && rule->quorum_most > 0 && rule->quorum_most < rule->quorum_least)
        form_fault(form, RULE_MOST, say(req->lang, "This is less than the least. Please look at both again."));
}

Reply meeting_rules_keep(Request *req)
{
    MeetingKind kind;
    if (!meeting_kind_from_key(req_param(req, "kind"), &kind))
        return reply_not_found(req);
    Form form = form_read(req, rule_fields, RULE_FIELDS);
    MeetingRule rule = { .kind = kind };
    if (form_ok(&form)) {
        rule = (MeetingRule){
            .kind = kind, .notice_days = form_number(&form, RULE_DAYS),
            .is_clear = form_tick(&form, RULE_CLEAR),
            .is_share = form_choice(&form, RULE_WAY) == 1,
            .quorum = form_number(&form, RULE_QUORUM),
            .quorum_least = form_number(&form, RULE_LEAST),
            .quorum_most = form_number(&form, RULE_MOST),
            .supporters = form_number(&form, RULE_SUPPORTERS),
            .standing = form_text(&form, RULE_STANDING),
        };
        check_rule(&form, &rule);
    }
    if (!form_ok(&form))
        return rule_page(req, kind, &form, 422);
    meeting_rule_set(req->db, req->scope, &rule, req->now);
    trail_change(req->db, req->scope, "meetings.rule", req->scope.area.id, req->now);
    Reply reply = reply_see(req, text_format(req->arena, "%s/rules", path_meetings(req, req->area_slug)));
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}

Reply meeting_rules_forget(Request *req)
{
    MeetingKind kind;
    if (!meeting_kind_from_key(req_param(req, "kind"), &kind))
        return reply_not_found(req);
    meeting_rule_forget(req->db, req->scope, kind);
    trail_change(req->db, req->scope, "meetings.rule", req->scope.area.id, req->now);
    Reply reply = reply_see(req, text_format(req->arena, "%s/rules", path_meetings(req, req->area_slug)));
    reply_say(req, &reply, SAID_ENDED);
    return reply;
}
