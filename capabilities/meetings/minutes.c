/* minutes.c: minutes, written against the agenda: a text for each item, what was
 * decided, and who does what until when.
 *
 * They are a draft, then circulated to all who may come, then agreed at a later
 * meeting. Every text is a version with who and when; once members have read
 * it, a change says what it puts right; once agreed, nothing changes.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/minutes_view.h"

#include "capabilities/meetings/minutes_page.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"
#include "web/parts.h"
#include "web/said.h"

enum { WRITE_TEXT, WRITE_WHY, WRITE_VERSION, WRITE_FIELDS };
static const Field note_fields[WRITE_FIELDS] = {
    [WRITE_TEXT]    = { .name = "text", .type = FIELD_TEXT, .label = WORDS("What was said"),
                        .hint = WORDS("What matters later, in a few sentences. Not who said what."),
                        .required = true, .max = NOTE_TEXT_MAX },
    [WRITE_WHY]     = { .name = "why", .type = FIELD_LINE, .label = WORDS("What this puts right"),
                        .hint = WORDS("Members have read the minutes already, so they are told."),
                        .max = WHY_MAX },
    [WRITE_VERSION] = { .name = "version", .type = FIELD_HIDDEN },
};

enum { DECIDE_TEXT, DECIDE_FOR, DECIDE_AGAINST, DECIDE_NONE, DECIDE_FIELDS };
static const Field decision_fields[DECIDE_FIELDS] = {
    [DECIDE_TEXT]    = { .name = "decision", .type = FIELD_TEXT, .label = WORDS("What was decided"),
                         .required = true, .max = DECISION_TEXT_MAX },
    [DECIDE_FOR]     = { .name = "for", .type = FIELD_NUMBER, .label = WORDS("Votes for"),
                         .hint = WORDS("Leave empty if nobody counted."), .least = 0, .most = VOTES_MAX },
    [DECIDE_AGAINST] = { .name = "against", .type = FIELD_NUMBER, .label = WORDS("Votes against"),
                         .least = 0, .most = VOTES_MAX },
    [DECIDE_NONE]    = { .name = "abstained", .type = FIELD_NUMBER, .label = WORDS("Abstained"),
                         .least = 0, .most = VOTES_MAX },
};

enum { ACT_WHAT, ACT_DUE, ACT_OWNER, ACT_FIELDS };
static const Field action_fields[ACT_FIELDS] = {
    [ACT_WHAT]  = { .name = "what", .type = FIELD_LINE, .label = WORDS("What is to be done"),
                    .required = true, .max = ACTION_TEXT_MAX },
    [ACT_DUE]   = { .name = "due", .type = FIELD_DATE, .label = WORDS("Until"), .required = true },
    [ACT_OWNER] = { .name = "owner", .type = FIELD_LINE, .label = WORDS("Who does it"),
                    .hint = WORDS("Part of a member's name."), .required = true, .max = 80 },
};

/* --- what is where --------------------------------------------------------------- */

static bool meeting_minuted(Request *req, Meeting *meeting)
{
    return meeting_of_path(req, meeting) && meeting->state == MEETING_CALLED;
}

static bool may_write(const Meeting *meeting)
{
    return meeting->record != RECORD_APPROVED;
}

MinutesView minutes_view(Request *req, const Meeting *meeting)
{
    return (MinutesView){
        .req = req, .meeting = *meeting, .items = agenda_of(req->db, meeting),
        .notes = minutes_of(req->db, meeting), .decisions = decisions_of(req->db, meeting),
        .actions = actions_of(req->db, meeting, req->lang),
        .here = attendance_count(req->db, meeting), .quorum = meeting_quorum(req, meeting),
    };
}

Reply minutes_show(Request *req)
{
    Meeting meeting;
    if (!meeting_minuted(req, &meeting))
        return reply_not_found(req);
    MinutesView view = minutes_view(req, &meeting);
    view.has_before = meeting_to_approve(req->db, &meeting, req->lang, &view.before);
    view.has_agreed = record_agreed_in(req->db, &meeting, req->lang, &view.agreed);
    Page page = page_begin(req->arena, req->lang);
    meetings_minutes_page(&page, &view);
    return reply_page(req, say(req->lang, "Minutes"), page_end(&page));
}

static bool item_minuted(Request *req, Meeting *meeting, Item *item)
{
    ItemId id;
    return meeting_minuted(req, meeting) && id_from_text(req_param(req, "item"), &id.id)
        && agenda_item_by_id(req->db, meeting, id, item);
}

static const char *path_item(const Request *req, const Meeting *meeting, const Item *item)
{
    return text_format(req->arena, "%s/%s", path_desk_below(req, meeting, "minutes"),
                       id_text(req->arena, item->id.id));
}

/* --- one item ----------------------------------------------------------------------- */

typedef struct { Form note, decision, action; } ItemForms;

static ItemForms forms_blank(Request *req, const NoteList *versions)
{
    ItemForms forms = {
        .note = form_blank(req, note_fields, WRITE_FIELDS),
        .decision = form_blank(req, decision_fields, DECIDE_FIELDS),
        .action = form_blank(req, action_fields, ACT_FIELDS),
    };
    int64_t version = 0;
    if (versions->count > 0) {
        version = versions->item[0].version;
        form_fill(&forms.note, WRITE_TEXT, versions->item[0].text);
    }
    form_fill(&forms.note, WRITE_VERSION, text_format(req->arena, "%lld", (long long)version));
    form_fill(&forms.action, ACT_DUE,
              wall_day_text(req->arena, wall_today(wall_zone(ZONE_DEFAULT), req->now) + 14));
    return forms;
}

static void view_keep_own(ItemView *view, const Item *item)
{
    DecisionList decisions = view->decisions;
    ActionList actions = view->actions;
    view->decisions.count = view->actions.count = 0;
    for (size_t i = 0; i < decisions.count; i++)
        if (id_equal(decisions.item[i].item.id, item->id.id))
            view->decisions.item[view->decisions.count++] = decisions.item[i];
    for (size_t i = 0; i < actions.count; i++)
        if (id_equal(actions.item[i].item.id, item->id.id))
            view->actions.item[view->actions.count++] = actions.item[i];
}

static Reply item_page(Request *req, const Meeting *meeting, const Item *item, ItemView *view,
                       const ItemForms *forms, int status)
{
    view->req = req;
    view->meeting = *meeting;
    view->item = *item;
    view->decisions = decisions_of(req->db, meeting);
    view->actions = actions_of(req->db, meeting, req->lang);
    view_keep_own(view, item);
    view->note_form = &forms->note;
    view->decision_form = &forms->decision;
    view->action_form = &forms->action;
    if (item->kind == ITEM_RECORD)
        view->has_before = meeting_to_approve(req->db, meeting, req->lang, &view->before);
    if (item->kind == ITEM_ACTIONS)
        view->earlier = actions_in(req->db, req->scope, req->lang, true, 0, (Id){0});
    Page page = page_begin(req->arena, req->lang);
    meetings_minutes_item_page(&page, view);
    return reply_page_status(req, status, item->title, page_end(&page));
}

Reply minutes_item(Request *req)
{
    Meeting meeting;
    Item item;
    if (!item_minuted(req, &meeting, &item))
        return reply_not_found(req);
    ItemView view = { .versions = minute_versions(req->db, req->scope, &meeting, item.id) };
    ItemForms forms = forms_blank(req, &view.versions);
    return item_page(req, &meeting, &item, &view, &forms, 200);
}

static Reply see_item(Request *req, const Meeting *meeting, const Item *item)
{
    Reply reply = reply_see(req, path_item(req, meeting, item));
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}

Reply minutes_write(Request *req)
{
    Meeting meeting;
    Item item;
    if (!item_minuted(req, &meeting, &item) || !may_write(&meeting))
        return reply_not_found(req);
    ItemView view = { .versions = minute_versions(req->db, req->scope, &meeting, item.id) };
    ItemForms forms = forms_blank(req, &view.versions);
    forms.note = form_read(req, note_fields, WRITE_FIELDS);
    int64_t version = -1;
    text_to_int(form_text(&forms.note, WRITE_VERSION), 0, INT64_MAX, &version);
    bool is_read = meeting.record == RECORD_CIRCULATED;
    if (form_ok(&forms.note) && is_read && form_text(&forms.note, WRITE_WHY)[0] == '\0')
        form_fault(&forms.note, WRITE_WHY,
                   say(req->lang, "Members have read the minutes. Please say what this puts right."));
    if (!form_ok(&forms.note))
        return item_page(req, &meeting, &item, &view, &forms, 422);
    Note note = { .item = item.id, .text = form_text(&forms.note, WRITE_TEXT),
                  .why = is_read ? form_text(&forms.note, WRITE_WHY) : "" };
    if (!minute_add(req->db, req->scope, &meeting, &note, version, req->now)) {
        int64_t newest = view.versions.count > 0 ? view.versions.item[0].version : 0;
        form_fill(&forms.note, WRITE_VERSION, text_format(req->arena, "%lld", (long long)newest));
        view.is_conflict = true;
        return item_page(req, &meeting, &item, &view, &forms, 409);
    }
    trail_change(req->db, req->scope, "meetings.minutes", meeting.id.id, req->now);
    return see_item(req, &meeting, &item);
}

Reply minutes_history(Request *req)
{
    Meeting meeting;
    Item item;
    if (!item_minuted(req, &meeting, &item))
        return reply_not_found(req);
    NoteList versions = minute_versions(req->db, req->scope, &meeting, item.id);
    Page page = page_begin(req->arena, req->lang);
    meetings_minutes_history_page(&page, req, &meeting, &item, &versions);
    return reply_page(req, say(req->lang, "Earlier versions"), page_end(&page));
}

/* --- decisions -------------------------------------------------------------------------- */

static int64_t votes(const Form *form, size_t field)
{
    return form_text(form, field)[0] == '\0' ? -1 : form_number(form, field);
}

Reply minutes_decide(Request *req)
{
    Meeting meeting;
    Item item;
    if (!item_minuted(req, &meeting, &item) || !may_write(&meeting))
        return reply_not_found(req);
    ItemView view = { .versions = minute_versions(req->db, req->scope, &meeting, item.id) };
    ItemForms forms = forms_blank(req, &view.versions);
    forms.decision = form_read(req, decision_fields, DECIDE_FIELDS);
    if (!form_ok(&forms.decision))
        return item_page(req, &meeting, &item, &view, &forms, 422);
    DecisionId id = decision_add(req->db, req->scope, &meeting, &(Decision){
        .item = item.id, .text = form_text(&forms.decision, DECIDE_TEXT),
        .votes_for = votes(&forms.decision, DECIDE_FOR),
        .votes_against = votes(&forms.decision, DECIDE_AGAINST),
        .abstained = votes(&forms.decision, DECIDE_NONE),
    }, req->now, req->random);
    trail_link(req->db, "meetings.item", item.id.id, "meetings.decision", id.id, "was decided", req->now);
    trail_change(req->db, req->scope, "meetings.decision", id.id, req->now);
    return see_item(req, &meeting, &item);
}

/* What was circulated is put right with words, not by taking it away. */
static bool may_drop(const Meeting *meeting)
{
    return meeting->record == RECORD_NONE;
}

Reply minutes_decision_drop(Request *req)
{
    Meeting meeting;
    Item item;
    DecisionId id;
    if (!item_minuted(req, &meeting, &item) || !may_drop(&meeting)
        || !id_from_text(req_field(req, "decision"), &id.id))
        return reply_not_found(req);
    decision_drop(req->db, &meeting, id);
    trail_change(req->db, req->scope, "meetings.decision", id.id, req->now);
    return see_item(req, &meeting, &item);
}

/* --- actions ------------------------------------------------------------------------------ */

/* The owner: chosen from those found, or the one member with a name like this. */
static bool owner_of_form(Request *req, const Form *form, ItemView *view, MemberFound *owner)
{
    Place place;
    MemberId chosen;
    if (id_from_text(req_field(req, "member"), &chosen.id))
        return members_found(req->db, req->scope, chosen, owner);
    view->was_searched = true;
    if (place_by_id(req->db, req->scope.area, &place))
        view->found = members_find(req->db, req->scope, place.kind, form_text(form, ACT_OWNER));
    if (view->found.count != 1)
        return false;
    *owner = view->found.item[0];
    return true;
}

static void tell_owner(Request *req, const Meeting *meeting, const Action *action)
{
    Person person;
    if (!person_by_id(req->db, action->person, &person) || person.mail[0] == '\0'
        || id_equal(action->person.id, req->who.person.id))
        return;
    Lang lang = person.lang;
    Message message = {
        .to = person.mail, .person = person.id, .why = "an action from a meeting",
        .subject = SAY(req->arena, lang, "For you to do: {1}", action->what),
        .text = SAY(req->arena, lang,
                    "Hello {1},\n\na meeting of {2} gave you this to do, until {3}:\n{4}\n\nSay when "
                    "it is done, or hand it on:\n{5}/my-actions\n",
                    person.name, meeting->area_name, wall_day_words(req->arena, lang, action->due_day),
                    action->what, req->site->base_url),
    };
    outbox_add(req->db, &message, req->now, req->random);
}

Reply minutes_act(Request *req)
{
    Meeting meeting;
    Item item;
    MemberFound owner;
    int64_t day = 0;
    if (!item_minuted(req, &meeting, &item) || !may_write(&meeting))
        return reply_not_found(req);
    ItemView view = { .versions = minute_versions(req->db, req->scope, &meeting, item.id) };
    ItemForms forms = forms_blank(req, &view.versions);
    forms.action = form_read(req, action_fields, ACT_FIELDS);
    Form *form = &forms.action;
    if (form_ok(form) && !wall_day(form_text(form, ACT_DUE), &day))
        form_fault(form, ACT_DUE, say(req->lang, "There is no such day. Please look at a calendar."));
    if (form_ok(form) && !owner_of_form(req, form, &view, &owner))
        form_fault(form, ACT_OWNER,
                   view.found.count > 1
                       ? say(req->lang, "Several members have a name like this. Please choose one below.")
                       : say(req->lang, "No member here has a name like this. Try the beginning of "
                                        "the first or the last name."));
    if (!form_ok(form))
        return item_page(req, &meeting, &item, &view, &forms, 422);
    Action action = {
        .item = item.id, .person = owner.person, .what = form_text(form, ACT_WHAT),
        .due_day = form_text(form, ACT_DUE), .due = (day + 1) * DAY_MS,
    };
    ActionId id = action_add(req->db, req->scope, &meeting, &action, req->now, req->random);
    trail_change(req->db, req->scope, "meetings.action", id.id, req->now);
    tell_owner(req, &meeting, &action);
    return see_item(req, &meeting, &item);
}

Reply minutes_action_drop(Request *req)
{
    Meeting meeting;
    Item item;
    ActionId id;
    if (!item_minuted(req, &meeting, &item) || !may_drop(&meeting)
        || !id_from_text(req_field(req, "action"), &id.id))
        return reply_not_found(req);
    action_drop_new(req->db, &meeting, id);
    trail_change(req->db, req->scope, "meetings.action", id.id, req->now);
    return see_item(req, &meeting, &item);
}

/* --- circulated, agreed -------------------------------------------------------------------- */

static bool may_circulate(const Request *req, const Meeting *meeting)
{
    return meeting->record == RECORD_NONE && meeting->starts <= req->now;
}

Reply minutes_circulate_ask(Request *req)
{
    Meeting meeting;
    if (!meeting_minuted(req, &meeting) || !may_circulate(req, &meeting))
        return reply_not_found(req);
    Page page = page_begin(req->arena, req->lang);
    parts_confirm(&page, &(Confirm){
        .title = say(req->lang, "Let members read the minutes?"),
        .words = say(req->lang, "Everybody who may come gets a mail. After that each change says what "
                                "it puts right, and the agenda stays as it was."),
        .action = path_desk_below(req, &meeting, "circulate"),
        .button = say(req->lang, "Circulate them"),
        .back = path_desk_below(req, &meeting, "minutes"),
        .back_words = say(req->lang, "No, not yet"),
    });
    return reply_page(req, say(req->lang, "Let members read the minutes?"), page_end(&page));
}

Reply minutes_circulate(Request *req)
{
    Meeting meeting;
    ActId act;
    if (!meeting_minuted(req, &meeting) || !may_circulate(req, &meeting))
        return reply_not_found(req);
    record_circulate(req->db, &meeting, meeting_quorum(req, &meeting), req->now);
    trail_change(req->db, req->scope, "meetings.circulate", meeting.id.id, req->now);
    if (!meeting_notice_send(req, &meeting, NOTICE_MINUTES, &act))
        return reply_refuse(req, 403, say(req->lang, "This many people take two officers"),
                            say(req->lang, "A notice to more than a thousand people is proposed by "
                                           "one officer who looks after members, and agreed by "
                                           "another. Please ask one to call the meeting."));
    Reply reply = reply_see(req, path_desk_below(req, &meeting, "minutes"));
    reply_say(req, &reply, SAID_SENT);
    return reply;
}

Reply minutes_approve(Request *req)
{
    Meeting meeting, before;
    Item item;
    if (!item_minuted(req, &meeting, &item) || !may_write(&meeting) || item.kind != ITEM_RECORD
        || meeting.starts > req->now || !meeting_to_approve(req->db, &meeting, req->lang, &before))
        return reply_not_found(req);
    if (before.record != RECORD_CIRCULATED)
        return reply_refuse(req, 409, say(req->lang, "Those minutes have not been read yet"),
                            say(req->lang, "Please circulate them first, so that members can say "
                                           "what is not right."));
    record_approve(req->db, &before, meeting.id, req->now);
    trail_link(req->db, "meetings.meeting", before.id.id, "meetings.meeting", meeting.id.id,
               "minutes were agreed at", req->now);
    trail_change(req->db, req->scope, "meetings.approve", before.id.id, req->now);
    return see_item(req, &meeting, &item);
}

Reply minutes_unapprove(Request *req)
{
    Meeting meeting, agreed;
    if (!meeting_minuted(req, &meeting) || !may_write(&meeting)
        || !record_agreed_in(req->db, &meeting, req->lang, &agreed))
        return reply_not_found(req);
    record_reopen(req->db, &agreed, req->now);
    trail_change(req->db, req->scope, "meetings.reopen", agreed.id.id, req->now);
    Reply reply = reply_see(req, path_desk_below(req, &meeting, "minutes"));
    reply_say(req, &reply, SAID_ENDED);
    return reply;
}
