/* updates.c: writing: the list of letters, drafts, preview, test, sending,
 * stopping. Reading is in archive.c, what happens after "send" in work.c.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/updates/updates_view.h"

#include "capabilities/approvals/approvals.h"
#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"

/* --- fields ---------------------------------------------------------------------- */

static const char *const topic_keys[] = { "local-news", "national-news", "events", "help", "notice",
                                          NULL };
static const char *const topic_choice_words[] = {
    WORDS("News from a local party or a region"), WORDS("News from the whole movement"),
    WORDS("Invitations to meetings and events"), WORDS("A hand is needed"),
    WORDS("A notice that members have a right to: a meeting, a vote"),
};
static const char *const lang_keys[] = { "en", "cy", NULL };
static const char *const lang_choice_words[] = { WORDS("English"), WORDS("Welsh") };

enum { WRITE_TOPIC, WRITE_LANG, WRITE_TITLE, WRITE_BODY, WRITE_PUBLIC };
static const Field write_fields[] = {
    [WRITE_TOPIC] = { .name = "topic", .type = FIELD_CHOICE, .label = WORDS("What it is about"),
        .hint = WORDS("It goes to those who said yes to this. A notice goes to every member with "
                      "an address, and is for what our rules promise, nothing else."),
        .required = true, .choices = topic_keys, .choice_words = topic_choice_words },
    [WRITE_LANG] = { .name = "lang", .type = FIELD_CHOICE, .label = WORDS("The language you write in"),
        .required = true, .choices = lang_keys, .choice_words = lang_choice_words },
    [WRITE_TITLE] = { .name = "title", .type = FIELD_LINE, .label = WORDS("Subject"),
        .hint = WORDS("What it is, in a few words: it stands in everybody's inbox."),
        .required = true, .max = LETTER_TITLE_MAX },
    [WRITE_BODY] = { .name = "body", .type = FIELD_TEXT, .label = WORDS("The letter"),
        .hint = WORDS("An empty line begins a paragraph, # a heading, - a list. Two stars make "
                      "words **strong**, and [words](https://example.org) a link."),
        .required = true, .max = LETTER_BODY_MAX },
    [WRITE_PUBLIC] = { .name = "public", .type = FIELD_TICK,
        .label = WORDS("Everybody may read it on our site; else members alone") },
};

static bool is_movement(Request *req)
{
    Place movement;
    return place_movement(req->db, &movement) && id_equal(movement.id.id, req->scope.area.id);
}

/* News of the whole movement come from the whole, and local ones do not. */
static NewLetter letter_of_form(Request *req, Form *form)
{
    NewLetter letter = {
        .area = req->scope.area, .lang = form_choice(form, WRITE_LANG) == 1 ? LANG_CY : LANG_EN,
        .title = form_text(form, WRITE_TITLE), .body = form_text(form, WRITE_BODY),
        .is_public = form_tick(form, WRITE_PUBLIC), .by = req->who.person, .at = req->now,
    };
    topic_by_key(form_text(form, WRITE_TOPIC), &letter.topic);
    if (letter.topic == TOPIC_NATIONAL_NEWS && !is_movement(req))
        form_fault(form, WRITE_TOPIC, say(req->lang, "News from the whole movement are written by "
                                                     "the whole movement. Please choose another."));
    if (letter.topic == TOPIC_LOCAL_NEWS && is_movement(req))
        form_fault(form, WRITE_TOPIC, say(req->lang, "This is the whole movement: its news are "
                                                     "“News from the whole movement”."));
    return letter;
}

/* --- words -------------------------------------------------------------------------- */

const char *state_words(LetterState state)
{
    switch (state) {
    case LETTER_DRAFT:    return WORDS("Draft");
    case LETTER_PROPOSED: return WORDS("Waits for a second person");
    case LETTER_FILLING:
    case LETTER_SENDING:  return WORDS("On its way");
    case LETTER_DONE:     return WORDS("Sent");
    case LETTER_STOPPED:  return WORDS("Stopped");
    case LETTER_STATES:   break;
    }
    return "";
}

Tone state_tone(LetterState state)
{
    switch (state) {
    case LETTER_DRAFT:    return TONE_PLAIN;
    case LETTER_PROPOSED:
    case LETTER_FILLING:
    case LETTER_SENDING:  return TONE_WARN;
    case LETTER_DONE:     return TONE_GOOD;
    case LETTER_STOPPED:  return TONE_BAD;
    case LETTER_STATES:   break;
    }
    return TONE_PLAIN;
}

const char *people_words(const LetterView *view)
{
    Arena *arena = view->req->arena;
    Lang lang = view->req->lang;
    const AudienceCount *count = &view->count;
    if (count->is_cut)
        return SAY(arena, lang, "It goes to more than {1} people; exactly how many is known when "
                                "it is addressed.", number_words(arena, lang, count->at_once));
    const char *at_once = say_n(arena, lang, "It goes to {1} person.", "It goes to {1} people.",
                                count->at_once);
    const char *weekly = count->weekly == 0 ? ""
        : say_n(arena, lang, "{1} more reads of it in the letter of the week.",
                "{1} more read of it in the letter of the week.", count->weekly);
    const char *members = say_n(arena, lang, "The place has {1} member;", "The place has {1} members;",
                                count->members);
    const char *without = say_n(arena, lang, "{1} of them has no e-mail address.",
                                "{1} of them have no e-mail address.", count->without_mail);
    return text_format(arena, "%s %s %s %s", at_once, weekly, members, without);
}

/* --- addresses ------------------------------------------------------------------------ */

const char *path_letters(const Request *req, const char *area_slug)
{
    return text_format(req->arena, "/areas/%s/letters", area_slug);
}

static const char *path_letter(const Request *req, LetterId letter, const char *rest)
{
    return text_format(req->arena, "/areas/%s/letters/%s%s", req->area_slug,
                       id_text(req->arena, letter.id), rest);
}

static bool letter_of_path(Request *req, StoredLetter *letter)
{
    LetterId id;
    return id_from_text(req_param(req, "letter"), &id.id)
        && letter_by_id(req->db, req->scope, id, letter);
}

/* --- the list --------------------------------------------------------------------------- */

static const Column desk_columns[] = {
    { .words = WORDS("Subject") }, { .words = WORDS("What it is about") },
    { .words = WORDS("State") }, { .words = WORDS("Written"), .key = "written", .ways = SORT_DOWN },
    { .words = WORDS("To how many"), .is_number = true },
};
static const char *const state_keys[] = { "", "draft", "waits", "addressing", "on-its-way", "sent",
                                          "stopped", NULL };
static const char *const state_filter_words[] = {
    WORDS("All"), WORDS("Draft"), WORDS("Waits for a second person"), WORDS("Is being addressed"),
    WORDS("On its way"), WORDS("Sent"), WORDS("Stopped"),
};
static const Filter desk_filters[] = {
    { .name = "state", .words = WORDS("State"), .values = state_keys,
      .value_words = state_filter_words },
};

Reply desk_list(Request *req)
{
    DeskView view = {
        .req = req,
        .sift = sift_read_with(req, path_letters(req, req->area_slug), desk_columns,
                               COUNT(desk_columns), desk_filters, COUNT(desk_filters)),
    };
    view.letters = desk_letters(req->db, req->scope, &(LetterAsk){
        .words = text_search_key(req->arena, view.sift.typed),
        .state = (LetterState)view.sift.chosen[0], .before = { view.sift.after_id },
    });
    if (view.letters.count > LETTERS_PER_PAGE) {
        view.letters.count = LETTERS_PER_PAGE;
        sift_next(&view.sift, "-", view.letters.item[LETTERS_PER_PAGE - 1].id.id);
    }
    Page page = page_begin(req->arena, req->lang);
    updates_desk_page(&page, &view);
    return reply_page(req, say(req->lang, "Letters to members"), page_end(&page));
}

/* --- writing ------------------------------------------------------------------------------ */

static Reply write_page(Request *req, const Form *form, LetterId letter, int status)
{
    WriteView view = { .req = req, .form = form, .letter = letter };
    Page page = page_begin(req->arena, req->lang);
    updates_write_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Write a letter"), page_end(&page));
}

Reply letter_new(Request *req)
{
    Form form = form_blank(req, write_fields, COUNT(write_fields));
    form_fill(&form, WRITE_LANG, lang_code(req->lang));
    form_fill(&form, WRITE_TOPIC, topic_keys[is_movement(req) ? 1 : 0]);
    return write_page(req, &form, (LetterId){0}, 200);
}

Reply letter_add(Request *req)
{
    Form form = form_read(req, write_fields, COUNT(write_fields));
    NewLetter letter = letter_of_form(req, &form);
    if (!form_ok(&form))
        return write_page(req, &form, (LetterId){0}, 422);
    LetterId id = updates_draft(req->db, &letter, req->random);
    trail_change(req->db, req->scope, "updates.draft", id.id, req->now);
    return reply_see(req, path_letter(req, id, ""));
}

Reply letter_edit(Request *req)
{
    StoredLetter letter;
    if (!letter_of_path(req, &letter) || letter.state != LETTER_DRAFT)
        return reply_not_found(req);
    Form form = form_blank(req, write_fields, COUNT(write_fields));
    form_fill(&form, WRITE_TOPIC, topic_key(letter.topic));
    form_fill(&form, WRITE_LANG, lang_code(letter.lang));
    form_fill(&form, WRITE_TITLE, letter.title);
    form_fill(&form, WRITE_BODY, letter.body);
    form_fill(&form, WRITE_PUBLIC, letter.is_public ? "yes" : "");
    return write_page(req, &form, letter.id, 200);
}

Reply letter_keep(Request *req)
{
    StoredLetter letter;
    if (!letter_of_path(req, &letter))
        return reply_not_found(req);
    Form form = form_read(req, write_fields, COUNT(write_fields));
    NewLetter to = letter_of_form(req, &form);
    if (letter.state != LETTER_DRAFT)
        form_fault(&form, WRITE_BODY, say(req->lang, "This letter is no draft any more: it waits "
                                                     "for a second person, or has been sent. Your "
                                                     "words are still here, to copy."));
    if (!form_ok(&form))
        return write_page(req, &form, letter.id, 422);
    letter_change(req->db, req->scope, letter.id, &to);
    trail_change(req->db, req->scope, "updates.draft", letter.id.id, req->now);
    return reply_see(req, path_letter(req, letter.id, ""));
}

/* --- one letter ------------------------------------------------------------------------------ */

static bool has_own_mail(Request *req)
{
    Person person;
    return person_by_id(req->db, req->who.person, &person) && person.mail[0] != '\0';
}

/* Everybody's link to leave by is their own; in the preview stands what it is. */
static const char *with_a_link(Request *req, const char *text)
{
    const char *at = strstr(text, OUTBOX_LEAVE);
    return at == NULL ? text
        : text_format(req->arena, "%.*s[%s]%s", (int)(at - text), text,
                      say(req->lang, "everybody’s own link"), at + strlen(OUTBOX_LEAVE));
}

Reply letter_show(Request *req)
{
    LetterView view = { .req = req, .was_tested = req_query(req, "tested")[0] != '\0' };
    Place place;
    if (!letter_of_path(req, &view.letter) || !place_by_id(req->db, req->scope.area, &place))
        return reply_not_found(req);
    Audience audience = letter_audience(&view.letter);
    view.body = markdown_read(req->arena, view.letter.body, NULL).html;
    view.twin = with_a_link(req, letter_mail(req->arena, req->site, &place, &view.letter).text);
    view.has_mail = has_own_mail(req);
    if (view.letter.state <= LETTER_PROPOSED)
        view.count = consent_audience_count(req->db, &audience, req->now);
    else if (!id_is_none(view.letter.edition.id))
        view.sent = outbox_edition_count(req->db, view.letter.edition);
    else /* of a demo: it was never an edition */
        view.sent = (EditionCount){ .all = view.letter.people, .sent = view.letter.people };
    Page page = page_begin(req->arena, req->lang);
    updates_letter_page(&page, &view);
    return reply_page(req, view.letter.title, page_end(&page));
}

/* To oneself, as everybody will get it but without their own link to leave by. */
Reply letter_test(Request *req)
{
    StoredLetter letter;
    Place place;
    Permission permission;
    if (!letter_of_path(req, &letter) || letter.state != LETTER_DRAFT
        || !place_by_id(req->db, req->scope.area, &place)
        || !consent_permits(req->db, req->who.person, TOPIC_NOTICE, &permission))
        return reply_not_found(req);
    Edition mail = letter_mail(req->arena, req->site, &place, &letter);
    mail.subject = SAY(req->arena, letter.lang, "[Test] {1}", letter.title);
    mail.why = "a test of a letter";
    outbox_write(req->db, &permission, &mail, req->now, req->random);
    return reply_see(req, path_letter(req, letter.id, "?tested=1"));
}

static int64_t people_of(Request *req, const StoredLetter *letter)
{
    Audience audience = letter_audience(letter);
    return consent_audience_count(req->db, &audience, req->now).at_once;
}

Reply letter_ask(Request *req)
{
    StoredLetter letter;
    if (!letter_of_path(req, &letter) || letter.state != LETTER_DRAFT)
        return reply_not_found(req);
    int64_t people = people_of(req, &letter);
    const char *many = people >= AUDIENCE_COUNT_MAX
        ? SAY(req->arena, req->lang, "“{1}” goes to more than {2} people.", letter.title,
              number_words(req->arena, req->lang, people))
        : SAY(req->arena, req->lang, "“{1}” goes to {2} people.", letter.title,
              number_words(req->arena, req->lang, people));
    Confirm confirm = {
        .title = say(req->lang, "Send this letter?"),
        .words = text_format(req->arena, "%s %s", many, people > LETTER_ALONE_MAX
            ? say(req->lang, "So many people take two: it is proposed now, somebody else with your "
                             "role agrees, and an hour later it goes. Anybody who could agree can "
                             "stop it.")
            : say(req->lang, "It goes at once. You can stop it while it is on its way; what has "
                             "been sent cannot be taken back.")),
        .action = path_letter(req, letter.id, "/send"),
        .button = people > LETTER_ALONE_MAX ? say(req->lang, "Propose to send it")
                                            : say(req->lang, "Send it now"),
        .back = path_letter(req, letter.id, ""), .back_words = say(req->lang, "Not yet"),
    };
    Page page = page_begin(req->arena, req->lang);
    parts_confirm(&page, &confirm);
    return reply_page(req, confirm.title, page_end(&page));
}

static Reply propose(Request *req, const StoredLetter *letter, int64_t people)
{
    ActId act = approvals_propose(req->db, req->site, &(NewAct){
        .kind = "mail.many", .area = req->scope.area, .by = req->who.person,
        .params = letter_params(req->arena, letter, people), .why = "",
    }, req->now, req->random);
    if (id_is_none(act.id))
        return reply_refuse(req, 403, say(req->lang, "This cannot be proposed now"),
                            say(req->lang, "Letters to so many are stopped here at the moment, or "
                                           "your role does not reach so far. Your draft is kept."));
    letter_propose(req->db, req->scope, letter->id, act, people, req->now);
    trail_change(req->db, req->scope, "updates.propose", letter->id.id, req->now);
    return reply_see(req, path_letter(req, letter->id, ""));
}

Reply letter_send(Request *req)
{
    StoredLetter letter;
    Place place;
    if (!letter_of_path(req, &letter) || !place_by_id(req->db, req->scope.area, &place))
        return reply_not_found(req);
    if (letter.state != LETTER_DRAFT) /* pressed twice, or by two */
        return reply_see(req, path_letter(req, letter.id, ""));
    int64_t people = people_of(req, &letter);
    if (people > LETTER_ALONE_MAX)
        return propose(req, &letter, people);
    Edition mail = letter_mail(req->arena, req->site, &place, &letter);
    EditionId edition = outbox_edition(req->db, &mail, req->now, req->random);
    letter_start(req->db, req->scope, letter.id, edition, people, req->now);
    trail_change(req->db, req->scope, "updates.send", letter.id.id, req->now);
    return reply_see(req, path_letter(req, letter.id, ""));
}

Reply letter_halt(Request *req)
{
    StoredLetter letter;
    if (!letter_of_path(req, &letter))
        return reply_not_found(req);
    if (letter_stop(req->db, req->scope, letter.id, req->now)) {
        outbox_edition_stop(req->db, letter.edition, req->now);
        trail_change(req->db, req->scope, "updates.stop", letter.id.id, req->now);
    }
    return reply_see(req, path_letter(req, letter.id, ""));
}

/* A proposal that is not wanted any more: a draft again, and what was agreed to
 * then means nothing, because the letter is not sent from a draft. */
Reply letter_return(Request *req)
{
    StoredLetter letter;
    if (!letter_of_path(req, &letter))
        return reply_not_found(req);
    if (letter_back(req->db, req->scope, letter.id, req->now))
        trail_change(req->db, req->scope, "updates.back", letter.id.id, req->now);
    return reply_see(req, path_letter(req, letter.id, ""));
}

Reply letter_delete_ask(Request *req)
{
    StoredLetter letter;
    if (!letter_of_path(req, &letter) || letter.state != LETTER_DRAFT)
        return reply_not_found(req);
    Confirm confirm = {
        .title = say(req->lang, "Throw this draft away?"),
        .words = SAY(req->arena, req->lang, "“{1}” is gone then.", letter.title),
        .action = path_letter(req, letter.id, "/drop"), .button = say(req->lang, "Throw it away"),
        .back = path_letter(req, letter.id, ""), .back_words = say(req->lang, "Keep it"),
        .is_danger = true,
    };
    Page page = page_begin(req->arena, req->lang);
    parts_confirm(&page, &confirm);
    return reply_page(req, confirm.title, page_end(&page));
}

Reply letter_delete(Request *req)
{
    StoredLetter letter;
    if (!letter_of_path(req, &letter))
        return reply_not_found(req);
    if (letter_drop(req->db, req->scope, letter.id))
        trail_change(req->db, req->scope, "updates.drop", letter.id.id, req->now);
    return reply_see(req, path_letters(req, req->area_slug));
}
