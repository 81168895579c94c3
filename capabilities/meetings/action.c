/* action.c: what somebody said they would do: on their own first page until it is
 * done or handed on; in a list for officers; reminded of, twice and no more.
 *
 * A member who hands on cannot look through members, so they hand to an office;
 * an officer may hand to any member of the place.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/minutes_view.h"

#include "capabilities/meetings/action_page.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"
#include "web/said.h"

enum { OWN_ENDED_DAYS = 60, SEATS_MAX = 24 };

static const Field done_fields[] = {
    { .name = "note", .type = FIELD_LINE, .label = WORDS("What came of it"), .max = ACTION_NOTE_MAX },
};
static const Field drop_fields[] = {
    { .name = "why", .type = FIELD_LINE, .label = WORDS("Why nobody does it any more"),
      .required = true, .max = ACTION_NOTE_MAX },
};

enum { HAND_OFFICE, HAND_NOTE, HAND_FIELDS };
static const Field hand_fields[HAND_FIELDS] = {
    [HAND_OFFICE] = { .name = "office", .type = FIELD_SELECT, .label = WORDS("To whom"), .required = true },
    [HAND_NOTE]   = { .name = "note", .type = FIELD_LINE, .label = WORDS("A word to them"),
                      .max = ACTION_NOTE_MAX },
};

const char *path_my_actions(const Request *req)
{
    (void)req;
    return "/my-actions";
}

const char *path_actions(const Request *req, const char *area_slug)
{
    return text_format(req->arena, "/areas/%s/actions", area_slug);
}

static const char *path_my_action(const Request *req, const Action *action)
{
    return text_format(req->arena, "/my-actions/%s", id_text(req->arena, action->id.id));
}

static const char *path_action(const Request *req, const Action *action)
{
    return text_format(req->arena, "%s/%s", path_actions(req, action->area_slug),
                       id_text(req->arena, action->id.id));
}

static Reply see(Request *req, const char *path, Said said)
{
    Reply reply = reply_see(req, path);
    reply_say(req, &reply, said);
    return reply;
}

static void tell(Request *req, const Action *action, PersonId to, const char *note)
{
    Person person;
    if (!person_by_id(req->db, to, &person) || person.mail[0] == '\0'
        || id_equal(to.id, req->who.person.id))
        return;
    Lang lang = person.lang;
    Message message = {
        .to = person.mail, .person = person.id, .why = "an action from a meeting",
        .subject = SAY(req->arena, lang, "Handed on to you: {1}", action->what),
        .text = SAY(req->arena, lang,
                    "Hello {1},\n\n{2} has handed this on to you, until {3}:\n{4}\n{5}\n\nSay when it "
                    "is done, or hand it on:\n{6}/my-actions\n",
                    person.name, req->who.name, wall_day_words(req->arena, lang, action->due_day),
                    action->what, note, req->site->base_url),
    };
    outbox_add(req->db, &message, req->now, req->random);
}

/* --- one's own --------------------------------------------------------------------- */

Reply my_actions_show(Request *req)
{
    ActionList actions =
        actions_own(req->db, req->scope, req->lang, req->now - OWN_ENDED_DAYS * DAY_MS);
    Page page = page_begin(req->arena, req->lang);
    meetings_my_actions_page(&page, req, &actions);
    return reply_page(req, say(req->lang, "What I do"), page_end(&page));
}

/* The choice of offices of the action's place. */
typedef struct { const char *value[SEATS_MAX + 1], *words[SEATS_MAX + 1]; } SeatChoice;

static const Field *hand_fields_for(Request *req, const SeatList *seats, SeatChoice *choice)
{
    Field *fields = arena_copy(req->arena, hand_fields, sizeof hand_fields);
    size_t count = 0;
    for (size_t i = 0; i < seats->count && count < SEATS_MAX; i++) {
        const Seat *seat = &seats->item[i];
        choice->value[count] = id_text(req->arena, seat->id.id);
        choice->words[count++] = text_format(req->arena, "%s (%s)", seat->name,
                                             say(req->lang, office_words(seat->title)));
    }
    choice->value[count] = choice->words[count] = NULL;
    fields[HAND_OFFICE].choices = choice->value;
    fields[HAND_OFFICE].choice_words = choice->words;
    return fields;
}

static bool own_of_path(Request *req, Action *action)
{
    ActionId id;
    return id_from_text(req_param(req, "action"), &id.id)
        && action_own(req->db, req->scope, req->lang, id, action);
}

static Reply my_action_page(Request *req, const Action *action, const SeatList *seats,
                            const Form *done, const Form *hand, int status)
{
    ActionView view = { .req = req, .action = *action, .is_own = true, .seats = *seats,
                        .done_form = done, .hand_form = hand };
    Page page = page_begin(req->arena, req->lang);
    meetings_action_page(&page, &view);
    return reply_page_status(req, status, action->what, page_end(&page));
}

Reply my_action_show(Request *req)
{
    Action action;
    SeatChoice choice;
    if (!own_of_path(req, &action))
        return reply_not_found(req);
    SeatList seats = action_seats(req->db, action.area);
    Form done = form_blank(req, done_fields, COUNT(done_fields));
    Form hand = form_blank(req, hand_fields_for(req, &seats, &choice), HAND_FIELDS);
    return my_action_page(req, &action, &seats, &done, &hand, 200);
}

Reply my_action_done(Request *req)
{
    Action action;
    SeatChoice choice;
    if (!own_of_path(req, &action) || action.state != ACTION_OPEN)
        return reply_not_found(req);
    Form done = form_read(req, done_fields, COUNT(done_fields));
    if (!form_ok(&done)) {
        SeatList seats = action_seats(req->db, action.area);
        Form hand = form_blank(req, hand_fields_for(req, &seats, &choice), HAND_FIELDS);
        return my_action_page(req, &action, &seats, &done, &hand, 422);
    }
    action_end(req->db, req->scope, &action, ACTION_DONE, form_text(&done, 0), req->now, req->random);
    trail_change(req->db, req->scope, "meetings.action", action.id.id, req->now);
    return see(req, path_my_actions(req), SAID_KEPT);
}

Reply my_action_reopen(Request *req)
{
    Action action;
    if (!own_of_path(req, &action) || action.state != ACTION_DONE)
        return reply_not_found(req);
    action_again(req->db, req->scope, &action, req->now, req->random);
    trail_change(req->db, req->scope, "meetings.action", action.id.id, req->now);
    return see(req, path_my_action(req, &action), SAID_KEPT);
}

Reply my_action_pass(Request *req)
{
    Action action;
    SeatChoice choice;
    PersonId to;
    if (!own_of_path(req, &action) || action.state != ACTION_OPEN)
        return reply_not_found(req);
    SeatList seats = action_seats(req->db, action.area);
    Form hand = form_read(req, hand_fields_for(req, &seats, &choice), HAND_FIELDS);
    if (form_ok(&hand)
        && !action_hand_office(req->db, req->scope, &action,
                               (OfficeId){ form_id(&hand, HAND_OFFICE) },
                               form_text(&hand, HAND_NOTE), &to, req->now, req->random))
        form_fault(&hand, HAND_OFFICE, say(req->lang, "That is you yourself. Please choose another."));
    if (!form_ok(&hand)) {
        Form done = form_blank(req, done_fields, COUNT(done_fields));
        return my_action_page(req, &action, &seats, &done, &hand, 422);
    }
    trail_change(req->db, req->scope, "meetings.action", action.id.id, req->now);
    tell(req, &action, to, form_text(&hand, HAND_NOTE));
    return see(req, path_my_actions(req), SAID_SENT);
}

/* --- for officers ---------------------------------------------------------------------- */

static const Column action_columns[] = {
    { .words = WORDS("What") }, { .words = WORDS("Who does it") }, { .words = WORDS("Until") },
    { .words = WORDS("How it stands") },
};
static const char *const state_values[] = { "", "over", NULL };
static const char *const state_choice[] = { WORDS("Open"), WORDS("Done or dropped"), NULL };
static const Filter action_filter[] = {
    { "state", WORDS("Which"), state_values, state_choice },
};

Reply actions_show(Request *req)
{
    ActionsView view = {
        .req = req,
        .sift = sift_read_with(req, path_actions(req, req->area_slug), action_columns,
                               COUNT(action_columns), action_filter, COUNT(action_filter)),
    };
    view.is_open = view.sift.chosen[0] == 0;
    TimeMs after = view.is_open ? 0 : INT64_MAX;
    text_to_int(view.sift.after, 0, INT64_MAX, &after);
    view.actions = actions_in(req->db, req->scope, req->lang, view.is_open, after, view.sift.after_id);
    if (view.actions.count > ACTIONS_PER_PAGE) {
        view.actions.count = ACTIONS_PER_PAGE;
        const Action *last = &view.actions.item[ACTIONS_PER_PAGE - 1];
        sift_next(&view.sift,
                  text_format(req->arena, "%lld", (long long)(view.is_open ? last->due : last->ended)),
                  last->id.id);
    }
    Page page = page_begin(req->arena, req->lang);
    meetings_actions_page(&page, &view);
    return reply_page(req, say(req->lang, "What was given to do"), page_end(&page));
}

static bool action_of_path(Request *req, Action *action)
{
    ActionId id;
    return id_from_text(req_param(req, "action"), &id.id)
        && action_by_id(req->db, req->scope, req->lang, id, action);
}

static Reply action_page(Request *req, const Action *action, const Form *drop, int status)
{
    Place place;
    ActionView view = {
        .req = req, .action = *action, .done_form = drop,
        .steps = action_steps(req->db, req->scope, action->id),
        .typed = text_trim(req->arena, req_query(req, "q")),
    };
    view.was_searched = view.typed[0] != '\0';
    if (view.was_searched && place_by_id(req->db, req->scope.area, &place))
        view.found = members_find(req->db, req->scope, place.kind, view.typed);
    Page page = page_begin(req->arena, req->lang);
    meetings_action_page(&page, &view);
    return reply_page_status(req, status, action->what, page_end(&page));
}

Reply action_show(Request *req)
{
    Action action;
    if (!action_of_path(req, &action))
        return reply_not_found(req);
    Form drop = form_blank(req, drop_fields, COUNT(drop_fields));
    return action_page(req, &action, &drop, 200);
}

Reply action_done(Request *req)
{
    Action action;
    if (!action_of_path(req, &action) || action.state != ACTION_OPEN)
        return reply_not_found(req);
    action_end(req->db, req->scope, &action, ACTION_DONE, "", req->now, req->random);
    trail_change(req->db, req->scope, "meetings.action", action.id.id, req->now);
    return see(req, path_action(req, &action), SAID_KEPT);
}

Reply action_drop(Request *req)
{
    Action action;
    if (!action_of_path(req, &action) || action.state != ACTION_OPEN)
        return reply_not_found(req);
    Form drop = form_read(req, drop_fields, COUNT(drop_fields));
    if (!form_ok(&drop))
        return action_page(req, &action, &drop, 422);
    action_end(req->db, req->scope, &action, ACTION_DROPPED, form_text(&drop, 0), req->now, req->random);
    trail_change(req->db, req->scope, "meetings.action", action.id.id, req->now);
    return see(req, path_action(req, &action), SAID_ENDED);
}

Reply action_reopen(Request *req)
{
    Action action;
    if (!action_of_path(req, &action) || action.state == ACTION_OPEN)
        return reply_not_found(req);
    action_again(req->db, req->scope, &action, req->now, req->random);
    trail_change(req->db, req->scope, "meetings.action", action.id.id, req->now);
    return see(req, path_action(req, &action), SAID_KEPT);
}

Reply action_pass(Request *req)
{
    Action action;
    MemberId member;
    MemberFound to;
    if (!action_of_path(req, &action) || action.state != ACTION_OPEN
        || !id_from_text(req_field(req, "member"), &member.id)
        || !members_found(req->db, req->scope, member, &to))
        return reply_not_found(req);
    if (!id_equal(to.person.id, action.person.id)) {
        action_hand(req->db, req->scope, &action, to.person, "", req->now, req->random);
        trail_change(req->db, req->scope, "meetings.action", action.id.id, req->now);
        tell(req, &action, to.person, "");
    }
    return see(req, path_action(req, &action), SAID_KEPT);
}

/* --- reminders --------------------------------------------------------------------------- */

static void remind(Job *job, const Due *due, bool is_late)
{
    Person person;
    Place place;
    if (!person_by_id(job->db, due->person, &person) || person.mail[0] == '\0'
        || !place_by_id(job->db, due->area, &place))
        return;
    Lang lang = person.lang;
    const char *day = wall_day_words(job->arena, lang, due->due_day);
    const char *area = place_name(&place, lang);
    Message message = {
        .to = person.mail, .person = person.id, .why = "reminder of an action",
        .subject = is_late ? SAY(job->arena, lang, "It was due: {1}", due->what)
                           : SAY(job->arena, lang, "Soon due: {1}", due->what),
        .text = is_late
            ? SAY(job->arena, lang, "Hello {1},\n\n{2} asked you to do this until {3}:\n{4}\n\nIs it "
                                    "done? Then say so. If it is too much, hand it on; nobody minds. "
                                    "We do not remind you again.\n{5}/my-actions\n",
                  person.name, area, day, due->what, job->site->base_url)
            : SAY(job->arena, lang, "Hello {1},\n\n{2} asked you to do this, and it is due on {3}:\n"
                                    "{4}\n\nSay when it is done, or hand it on:\n{5}/my-actions\n",
                  person.name, area, day, due->what, job->site->base_url),
    };
    outbox_add(job->db, &message, job->now, job->random);
}

static size_t remind_some(Job *job, TimeMs due_before, ActionReminded to)
{
    DueList list = actions_due(job->db, due_before, to);
    for (size_t i = 0; i < list.count; i++) {
        remind(job, &list.item[i], to == REMINDED_AFTER);
        action_reminded(job->db, &list.item[i], to);
    }
    return list.count;
}

bool actions_job(Job *job)
{
    db_begin(job->db);
    /* Those that are over first: they are not told that something is soon due. */
    size_t count = remind_some(job, job->now, REMINDED_AFTER);
    if (count == 0)
        count = remind_some(job, job->now + REMIND_BEFORE_DAYS * DAY_MS, REMINDED_BEFORE);
    return db_commit(job->db) && count == REMIND_BATCH;
}
