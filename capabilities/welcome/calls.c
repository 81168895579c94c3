/* calls.c: the call that a local party owes each new member: who has waited longest
 * comes first, one takes it on, and notes what came of it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/welcome/welcome_view.h"

#include "capabilities/trail/trail.h"
#include "capabilities/welcome/calls_page.h"
#include "web/said.h"

enum { NOTE_OUTCOME, NOTE_WANTS, NOTE_TEXT };
static const char *const outcome_keys[] = { "spoke", "none", "wrong", "wrote", "alone", NULL };
static const char *const outcome_words[] = {
    WORDS("We spoke"), WORDS("No answer"), WORDS("Wrong number"), WORDS("I wrote to them"),
    WORDS("They want to be left alone"), NULL,
};
static const char *const want_keys[] = { "meeting", "help", "news", "somebody", NULL };
static const char *const want_words[] = {
    WORDS("To come to a meeting"), WORDS("To help with something"), WORDS("To hear from us"),
    WORDS("To meet somebody first"), NULL,
};
static const Field note_fields[] = {
    [NOTE_OUTCOME] = { .name = "outcome", .type = FIELD_CHOICE, .label = WORDS("What came of it?"),
                       .required = true, .choices = outcome_keys, .choice_words = outcome_words },
    [NOTE_WANTS]   = { .name = "wants", .type = FIELD_MANY, .label = WORDS("What they would like"),
                       .choices = want_keys, .choice_words = want_words },
    [NOTE_TEXT]    = { .name = "text", .type = FIELD_TEXT, .label = WORDS("What the next one should know"),
                       .hint = WORDS("Only what they would not mind reading: they may ask to see it."),
                       .max = NOTE_MAX },
};

/* --- words ------------------------------------------------------------------------ */

const char *outcome_said(CallOutcome outcome)
{
    return outcome >= OUTCOME_SPOKEN && outcome < OUTCOME_END ? outcome_words[outcome - OUTCOME_SPOKEN]
                                                               : "";
}

const char *wants_said(Arena *arena, Lang lang, int64_t wants)
{
    TextBuilder out = text_builder(arena);
    for (int i = 0; want_keys[i] != NULL; i++)
        if ((wants >> i & 1) != 0)
            text_add_format(&out, "%s%s", out.length == 0 ? "" : ", ", say(lang, want_words[i]));
    return text_of(&out);
}

/* What somebody tells about being rung counts before a box left open on joining. */
bool call_is_not_rung(const Call *call)
{
    return (call->reach & REACH_NOT) != 0
        || (call->reach != 0 && (call->reach & REACH_PHONE) == 0)
        || (call->reach == 0 && !call->may_ring);
}

const char *call_reach_said(Arena *arena, Lang lang, const Call *call)
{
    if ((call->reach & REACH_NOT) != 0)
        return say(lang, "Would rather not be rung or written to");
    if (call->reach != 0 && (call->reach & REACH_PHONE) == 0)
        return (call->reach & REACH_MAIL) != 0 ? say(lang, "Please write by e-mail, do not ring")
                                               : say(lang, "Please write a letter, do not ring");
    if (call_is_not_rung(call))
        return say(lang, "Has not said that they may be rung: please write");
    static const char *const when[] = { WORDS("in the morning"), WORDS("in the afternoon"),
                                        WORDS("in the evening") };
    TextBuilder out = text_builder(arena);
    for (int i = 0; i < 3; i++)
        if ((call->reach_times >> i & 1) != 0)
            text_add_format(&out, "%s%s", out.length == 0 ? "" : ", ", say(lang, when[i]));
    return out.length == 0 ? "" : SAY(arena, lang, "Best rung {1}", text_of(&out));
}

const char *waits_said(Arena *arena, Lang lang, TimeMs since, TimeMs now)
{
    int64_t days = (now - since) / DAY_MS;
    return days <= 0 ? say(lang, "since today") : say_n(arena, lang, "{1} day", "{1} days", days);
}

/* --- addresses ---------------------------------------------------------------------- */

const char *path_calls(const Request *req, const char *area_slug)
{
    return text_format(req->arena, "/areas/%s/welcome", area_slug);
}

const char *path_call(const Request *req, PersonId person)
{
    return text_format(req->arena, "%s/%s", path_calls(req, req->area_slug),
                       id_text(req->arena, person.id));
}

/* --- the list -------------------------------------------------------------------------- */

static const Column call_columns[] = {
    { .words = WORDS("Name") }, { .words = WORDS("Where") }, { .words = WORDS("Waits") },
    { .words = WORDS("Tried"), .is_number = true }, { .words = WORDS("Who is at it") },
};
static const char *const filter_values[] = { "", "mine", "spoken", "all", NULL };
static const char *const filter_words[] = {
    WORDS("Those who wait"), WORDS("Those I have taken on"), WORDS("Those who were welcomed"),
    WORDS("Everybody"), NULL,
};
static const Filter call_filters[] = {
    { "show", WORDS("Show"), filter_values, filter_words },
};

static CallFilter filter_of(const Sift *sift)
{
    return (CallFilter)sift->chosen[0]; /* in the order of the values */
}

Reply calls_show(Request *req)
{
    CallsView view = {
        .req = req,
        .sift = sift_read_with(req, path_calls(req, req->area_slug), call_columns,
                               COUNT(call_columns), call_filters, COUNT(call_filters)),
        .waiting = welcome_waiting(req->db, req->scope.area),
    };
    TimeMs after = -1;
    text_to_int(view.sift.after, 0, INT64_MAX, &after);
    view.calls = calls_of(req->db, req->scope, filter_of(&view.sift), after, view.sift.after_id,
                          CALLS_PER_PAGE, req->now);
    if (view.calls.count == CALLS_PER_PAGE) {
        const Call *last = &view.calls.item[CALLS_PER_PAGE - 1];
        sift_next(&view.sift, text_format(req->arena, "%lld", (long long)last->since),
                  last->person.id);
    }
    Page page = page_begin(req->arena, req->lang);
    calls_page(&page, &view);
    return reply_page(req, say(req->lang, "Welcome calls"), page_end(&page));
}

Reply calls_print(Request *req)
{
    CallsView view = { .req = req, .waiting = welcome_waiting(req->db, req->scope.area) };
    view.calls = calls_of(req->db, req->scope, CALLS_WAITING, -1, (Id){0}, CALLS_PRINTED, req->now);
    Page page = page_begin(req->arena, req->lang);
    calls_print_page(&page, &view);
    return reply_page(req, say(req->lang, "Welcome calls, to print"), page_end(&page));
}

/* --- on the page of one member ------------------------------------------------------------- */

void welcome_timeline(Timeline *timeline)
{
    Request *req = timeline->req;
    CallNoteList notes = call_notes(timeline->db, req->scope, timeline->person);
    for (size_t i = 0; i < notes.count; i++) {
        const CallNote *note = &notes.item[i];
        const char *what = say(req->lang, outcome_said(note->outcome));
        timeline_add(timeline, note->at,
                     note->by_name[0] == '\0'
                         ? SAY(req->arena, req->lang, "Welcome call: {1}", what)
                         : SAY(req->arena, req->lang, "Welcome call by {1}: {2}", note->by_name, what),
                     text_format(req->arena, "/areas/%s/welcome/%s", req->area_slug,
                                 id_text(req->arena, timeline->person.id)));
    }
}

/* --- one call ------------------------------------------------------------------------------ */

static bool call_of_path(Request *req, Call *call)
{
    Id person;
    return id_from_text(req_param(req, "person"), &person)
        && call_by_person(req->db, req->scope, person, req->now, call);
}

static Reply call_reply(Request *req, const Call *call, const Form *form, int status)
{
    const char *member = text_format(req->arena, "/areas/%s/members/%s", req->area_slug,
                                     id_text(req->arena, call->member));
    CallView view = {
        .req = req, .call = *call, .form = form, .member_path = member,
        .profile_path = text_format(req->arena, "%s/profile", member),
        .notes = call_notes(req->db, req->scope, call->person),
    };
    Page page = page_begin(req->arena, req->lang);
    call_page(&page, &view);
    return reply_page_status(req, status, call->name, page_end(&page));
}

Reply call_show(Request *req)
{
    Call call;
    if (!call_of_path(req, &call))
        return reply_not_found(req);
    Form form = form_blank(req, note_fields, COUNT(note_fields));
    return call_reply(req, &call, &form, 200);
}

Reply call_keep(Request *req)
{
    Call call;
    if (!call_of_path(req, &call))
        return reply_not_found(req);
    Form form = form_read(req, note_fields, COUNT(note_fields));
    bool is_in_vain = form_choice(&form, NOTE_OUTCOME) == 1 || form_choice(&form, NOTE_OUTCOME) == 2;
    if (form_ok(&form) && is_in_vain && call.tries >= CALLS_TRIED_MAX)
        form_fault(&form, NOTE_OUTCOME,
                   say(req->lang, "They have been tried very often. Please leave it now, or write a "
                                  "letter."));
    if (!form_ok(&form))
        return call_reply(req, &call, &form, 422);
    int64_t wants = 0;
    for (size_t i = 0; want_keys[i] != NULL; i++)
        if (form_has(&form, NOTE_WANTS, i))
            wants |= (int64_t)1 << i;
    call_note(req->db, req->scope, call.person,
              (CallOutcome)(OUTCOME_SPOKEN + form_choice(&form, NOTE_OUTCOME)), wants,
              form_text(&form, NOTE_TEXT), req->now, req->random);
    trail_change(req->db, req->scope, "welcome.call", call.person.id, req->now);
    Reply reply = reply_see(req, path_calls(req, req->area_slug));
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}

static Reply see_call(Request *req, const Call *call)
{
    return reply_see(req, path_call(req, call->person));
}

Reply call_claim_now(Request *req)
{
    Call call;
    if (!call_of_path(req, &call))
        return reply_not_found(req);
    call_claim(req->db, req->scope, call.person, req->now); /* the page says whose it is now */
    return see_call(req, &call);
}

Reply call_give_back_now(Request *req)
{
    Call call;
    if (!call_of_path(req, &call))
        return reply_not_found(req);
    call_give_back(req->db, req->scope, call.person);
    return see_call(req, &call);
}

Reply call_reopen_now(Request *req)
{
    Call call;
    if (!call_of_path(req, &call))
        return reply_not_found(req);
    call_reopen(req->db, req->scope, call.person);
    trail_change(req->db, req->scope, "welcome.call", call.person.id, req->now);
    return see_call(req, &call);
}
