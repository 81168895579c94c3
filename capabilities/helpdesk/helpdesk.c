/* helpdesk.c: asking: the form, pages that answer it already, one's own questions.
 *
 * A guest's question waits until the mailed link is used. What the page says
 * is the same whoever's address was typed. The officers' side is in desk.c.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/helpdesk/helpdesk_view.h"

#include "capabilities/helpdesk/helpdesk_page.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"
#include "core/postcode.h"
#include "web/said.h"

enum { A_DAY_MAX = 12 /* mails to one mailbox that a guest asks for */ };

enum { ASK_TITLE, ASK_TEXT, ASK_SUBJECT, ASK_NAME, ASK_MAIL, ASK_POSTCODE, ASK_FROM, ASK_AREA,
       ASK_FIELDS };

static const char *const subject_values[] = {
    "membership", "dues", "meetings", "office", "access", "site", "data", "other", NULL,
};
static const char *const subject_words[] = {
    WORDS("My membership, moving house, my details"), WORDS("Dues and payments"),
    WORDS("Meetings, and taking part near me"), WORDS("How to do my office"),
    WORDS("Access needs, or something that keeps me out"),
    WORDS("This site does not do what it should"), WORDS("What you hold about me"),
    WORDS("Something else"), NULL,
};

static const Field ask_fields[ASK_FIELDS] = {
    [ASK_TITLE]   = { "title", FIELD_LINE, WORDS("Your question, in one sentence"),
                      .required = true, .max = HELP_TITLE_MAX },
    [ASK_TEXT]    = { "text", FIELD_TEXT, WORDS("More about it"),
                      WORDS("What you have tried, and what would help. Please name nobody who "
                            "would not want it."), .max = HELP_TEXT_MAX },
    [ASK_SUBJECT] = { "subject", FIELD_CHOICE, WORDS("What is it about?"),
                      WORDS("So that it goes to somebody who knows."), .required = true,
                      .choices = subject_values, .choice_words = subject_words },
    [ASK_NAME]    = { "name", FIELD_LINE, WORDS("Your name"), .required = true, .max = 80,
                      .autocomplete = "name" },
    [ASK_MAIL]    = { "mail", FIELD_MAIL, WORDS("Your e-mail address"),
                      WORDS("The answer goes there. Nobody who answers sees it."),
                      .required = true, .max = 254, .autocomplete = "email" },
    [ASK_POSTCODE] = { "postcode", FIELD_LINE, WORDS("Your postcode"),
                       WORDS("So that your local party can answer. We do not keep it."),
                       .max = 10, .autocomplete = "postal-code" },
    [ASK_FROM]    = { "from", FIELD_HIDDEN, .max = 120 },
    [ASK_AREA]    = { "area", FIELD_HIDDEN, .max = 120 },
};

/* --- addresses and words ---------------------------------------------------------- */

const char *path_ask(const Request *req, const char *typed)
{
    return typed[0] == '\0' ? "/ask"
                            : text_format(req->arena, "/ask?q=%s", query_escape(req->arena, typed));
}

const char *path_my_questions(const Request *req)
{
    (void)req;
    return "/my-questions";
}

const char *path_help_desk(const Request *req, const Place *place)
{
    return text_format(req->arena, "%s/helpdesk", path_place(req, place));
}

const char *help_state_words(HelpState state)
{
    switch (state) {
    case HELP_UNPROVEN: return WORDS("Not confirmed yet");
    case HELP_WAITING:  return WORDS("Waiting");
    case HELP_HELD:     return WORDS("Somebody has it");
    case HELP_ANSWERED: return WORDS("Answered");
    case HELP_CLOSED:   return WORDS("Closed");
    }
    return "";
}

Tone help_state_tone(HelpState state)
{
    return state == HELP_ANSWERED ? TONE_GOOD : state == HELP_WAITING ? TONE_WARN : TONE_PLAIN;
}

/* --- asking ---------------------------------------------------------------------------- */

/* Who is signed in need not say who they are. */
static size_t first_fields(Request *req, Field fields[ASK_FIELDS])
{
    memcpy(fields, ask_fields, sizeof ask_fields);
    if (req->who.is_signed_in) {
        fields[ASK_NAME] = (Field){ "name", FIELD_HIDDEN, .max = 80 };
        fields[ASK_MAIL] = (Field){ "mail", FIELD_HIDDEN, .max = 254 };
        fields[ASK_POSTCODE] = (Field){ "postcode", FIELD_HIDDEN, .max = 10 };
    }
    return ASK_FIELDS;
}

static Reply ask_page(Request *req, const AskView *view, int status)
{
    Page page = page_begin(req->arena, req->lang);
    help_ask_page(&page, view);
    return reply_page_status(req, status, say(req->lang, "Ask"), page_end(&page));
}

Reply ask_show(Request *req)
{
    Field *fields = ARENA_ARRAY(req->arena, Field, ASK_FIELDS);
    Form form = form_blank(req, fields, first_fields(req, fields));
    form_fill(&form, ASK_TITLE, text_cut(req->arena, req_query(req, "q"), HELP_TITLE_MAX));
    form_fill(&form, ASK_FROM, req_query(req, "from"));
    form_fill(&form, ASK_AREA, req_query(req, "area"));
    form_fill(&form, ASK_SUBJECT, help_subject(req_query(req, "subject"))->key);
    if (req_query(req, "subject")[0] == '\0')
        form_fill(&form, ASK_SUBJECT, "");
    return ask_page(req, &(AskView){ .req = req, .form = &form,
                                     .figures = help_figures(req->db, req->now) }, 200);
}

/* The asker's own place; else that of their postcode; else that of the page
 * they came from. */
static AreaId place_of_asker(Request *req, const Form *form)
{
    AreaId own = who_area(&req->who);
    if (!id_is_none(own.id))
        return own;
    const char *typed = form_text(form, ASK_POSTCODE);
    PostcodeRead read = postcode_read(typed, strlen(typed));
    Place place;
    if (read.kind == POSTCODE_FULL) {
        PlaceFound found = place_of_postcode(req->db, read.key);
        if (found.is_known)
            return found.has_branch ? found.branch.id : found.party.id;
    }
    if (place_by_slug(req->db, form_text(form, ASK_AREA), &place))
        return place.id;
    return (AreaId){0};
}

/* A pattern of one of our addresses, without ids; "" for anything else. */
static const char *pattern_of(const char *typed)
{
    size_t length = strspn(typed, "abcdefghijklmnopqrstuvwxyz0123456789-/:._");
    return typed[0] == '/' && typed[length] == '\0' ? typed : "";
}

static HelpNew new_question(Request *req, const Form *form)
{
    HelpSubject rule = help_rule(req->db, form_text(form, ASK_SUBJECT));
    HelpNew question = {
        .area = help_desk_for(req->db, &rule, place_of_asker(req, form), req->now),
        .subject = rule.key, .title = form_text(form, ASK_TITLE),
        .text = form_text(form, ASK_TEXT), .name = form_text(form, ASK_NAME),
        .mail = form_text(form, ASK_MAIL), .from_page = pattern_of(form_text(form, ASK_FROM)),
        .lang = req->lang, .at = req->now, .due = req->now + rule.days * DAY_MS,
    };
    if (req->who.is_signed_in) {
        question.person = req->who.person;
        question.name = req->who.name;
        question.mail = "";
        question.is_proven = true;
    }
    return question;
}

/* A guest: the same answer whether the mail is sent or the mailbox has had
 * enough today. */
static Reply send_of_guest(Request *req, const HelpNew *question)
{
    int64_t wait_ms;
    if (req->prefix != 0
        && !req_take(req, LIMIT_PREFIX_ASK, &req->prefix, sizeof req->prefix, &wait_ms))
        return reply_too_often(req, wait_ms);
    if (outbox_may_ask(req, "help desk", question->mail, A_DAY_MAX)) {
        HelpId id = help_add(req->db, question, req->random);
        help_tell_asker(req, &(Help){ .id = id, .mail = question->mail, .name = question->name,
                                      .title = question->title, .lang = req->lang }, NULL);
    }
    return reply_see(req, "/ask/sent");
}

Reply ask_send(Request *req)
{
    Field *fields = ARENA_ARRAY(req->arena, Field, ASK_FIELDS);
    Form form = form_read(req, fields, first_fields(req, fields));
    AskView view = { .req = req, .form = &form, .figures = help_figures(req->db, req->now) };
    if (!form_ok(&form))
        return ask_page(req, &view, 422);
    Place movement;
    if (!text_equal(req_field(req, "do"), "send") && place_movement(req->db, &movement)) {
        AreaId own = place_of_asker(req, &form);
        view.hits = handbook_find(req, id_is_none(own.id) ? movement.id : own,
                                  form_text(&form, ASK_TITLE), HELP_HITS_SHOWN);
        view.is_asked = true;
        if (view.hits.count > 0)
            return ask_page(req, &view, 200);
    }
    HelpNew question = new_question(req, &form);
    if (!question.is_proven)
        return send_of_guest(req, &question);
    HelpId id = help_add(req->db, &question, req->random);
    help_tell_desk(req->db, req->site, question.area, id, false, (PersonId){0}, req->now,
                   req->random);
    Reply reply = reply_see(req, text_format(req->arena, "/my-questions/%s",
                                             id_text(req->arena, id.id)));
    reply_say(req, &reply, SAID_SENT);
    return reply;
}

Reply ask_sent(Request *req)
{
    Page page = page_begin(req->arena, req->lang);
    help_sent_page(&page, req);
    return reply_page(req, say(req->lang, "Look into your mailbox"), page_end(&page));
}

/* --- a guest's own question -------------------------------------------------------------- */

static bool help_of_token(Request *req, Help *help)
{
    return help_by_key(req->db, hash_of_text(req_param(req, "token")), req->now, help);
}

Reply ask_prove_show(Request *req)
{
    Help help;
    if (!help_of_token(req, &help))
        return reply_refuse(req, 404, say(req->lang, "This link is over"),
                            say(req->lang, "It works for two days. Please ask again; it takes a "
                                           "minute."));
    Page page = page_begin(req->arena, req->lang);
    help_prove_page(&page, req, &help);
    return reply_page(req, say(req->lang, "Is this your question?"), page_end(&page));
}

/* Its button, not the link itself: mail programs open links by themselves. */
Reply ask_prove(Request *req)
{
    Help help;
    if (!help_of_token(req, &help))
        return ask_prove_show(req);
    if (help.state == HELP_UNPROVEN) {
        HelpSubject rule = help_rule(req->db, help.subject->key);
        help_prove(req->db, help.id, req->now, req->now + rule.days * DAY_MS);
        help_tell_desk(req->db, req->site, help.area.id, help.id, false, (PersonId){0}, req->now,
                       req->random);
    }
    Reply reply = reply_see(req, text_format(req->arena, "/asked/%s", req_param(req, "token")));
    reply_say(req, &reply, SAID_SENT);
    return reply;
}

/* --- what came of it, for both ----------------------------------------------------------------- */

enum { AGAIN_TEXT };
static const Field again_fields[] = {
    [AGAIN_TEXT] = { "text", FIELD_TEXT, WORDS("What is still open?"), .required = true,
                     .max = HELP_TEXT_MAX },
};

static Reply own_page(Request *req, const Help *help, const char *path, const Form *form, int status)
{
    OwnView view = { .req = req, .help = *help, .path = path, .again = form,
                     .said = help_told(req->db, help->id) };
    Page page = page_begin(req->arena, req->lang);
    help_own_page(&page, &view);
    return reply_page_status(req, status, help->title, page_end(&page));
}

static Reply again(Request *req, const Help *help, const char *path)
{
    Form form = form_read(req, again_fields, COUNT(again_fields));
    if (!form_ok(&form))
        return own_page(req, help, path, &form, 422);
    HelpSubject rule = help_rule(req->db, help->subject->key);
    help_again(req->db, help, form_text(&form, AGAIN_TEXT), req->who.person, req->now,
               req->now + rule.days * DAY_MS, req->random);
    help_tell_desk(req->db, req->site, help->area.id, help->id, false, help->held_by, req->now,
                   req->random);
    Reply reply = reply_see(req, path);
    reply_say(req, &reply, SAID_SENT);
    return reply;
}

static Reply rate(Request *req, const Help *help, const char *path)
{
    int64_t rating;
    bool is_answered = help->state == HELP_ANSWERED || help->state == HELP_CLOSED;
    Reply reply = reply_see(req, path);
    if (is_answered && text_to_int(req_field(req, "rating"), 1, 3, &rating)) {
        help_rate(req->db, help->id, rating,
                  text_trim(req->arena, text_cut(req->arena, req_field(req, "words"),
                                                 HELP_TITLE_MAX)));
        reply_say(req, &reply, SAID_KEPT);
    }
    return reply;
}

static const char *asked_path(Request *req)
{
    return text_format(req->arena, "/asked/%s", req_param(req, "token"));
}

Reply asked_show(Request *req)
{
    Help help;
    if (!help_of_token(req, &help) || help.state == HELP_UNPROVEN)
        return ask_prove_show(req);
    Form form = form_blank(req, again_fields, COUNT(again_fields));
    return own_page(req, &help, asked_path(req), &form, 200);
}

Reply asked_again(Request *req)
{
    Help help;
    if (!help_of_token(req, &help) || help.state == HELP_UNPROVEN)
        return ask_prove_show(req);
    return again(req, &help, asked_path(req));
}

Reply asked_rate(Request *req)
{
    Help help;
    if (!help_of_token(req, &help) || help.state == HELP_UNPROVEN)
        return ask_prove_show(req);
    return rate(req, &help, asked_path(req));
}

static bool own_of_path(Request *req, Help *help)
{
    HelpId id;
    return id_from_text(req_param(req, "question"), &id.id)
        && help_own(req->db, req->scope, id, help);
}

static const char *mine_path(Request *req, const Help *help)
{
    return text_format(req->arena, "/my-questions/%s", id_text(req->arena, help->id.id));
}

Reply mine_list(Request *req)
{
    HelpList list = help_own_list(req->db, req->scope);
    Page page = page_begin(req->arena, req->lang);
    help_mine_page(&page, req, &list);
    return reply_page(req, say(req->lang, "What I asked"), page_end(&page));
}

Reply mine_show(Request *req)
{
    Help help;
    if (!own_of_path(req, &help))
        return reply_not_found(req);
    Form form = form_blank(req, again_fields, COUNT(again_fields));
    return own_page(req, &help, mine_path(req, &help), &form, 200);
}

Reply mine_again(Request *req)
{
    Help help;
    return own_of_path(req, &help) ? again(req, &help, mine_path(req, &help))
                                   : reply_not_found(req);
}

Reply mine_rate(Request *req)
{
    Help help;
    return own_of_path(req, &help) ? rate(req, &help, mine_path(req, &help))
                                   : reply_not_found(req);
}

Reply queue_show(Request *req)
{
    HelpFigures figures = help_figures(req->db, req->now);
    Page page = page_begin(req->arena, req->lang);
    help_queue_page(&page, req, &figures);
    return reply_page(req, say(req->lang, "How long it takes"), page_end(&page));
}

/* --- cards and jobs ---------------------------------------------------------------------- */

static void help_home(Page *page, Request *req)
{
    enum { CARD_SHOWN = 3 };
    if (!req->who.is_signed_in)
        return;
    HelpList list = help_own_list(req->db, req->scope);
    if (list.count > CARD_SHOWN)
        list.count = CARD_SHOWN;
    if (list.count > 0)
        help_home_card(page, req, &list);
}

static void help_area(Page *page, Request *req)
{
    Place place;
    if (place_has_desk(req, req->scope.area, PURPOSE_MEMBERSHIP)
        && place_by_id(req->db, req->scope.area, &place))
        help_place_card(page, req, &place, help_waiting(req->db, req->scope.area));
}

static void help_work(Work *work)
{
    Request *req = work->req;
    if (!work_is_for(work, PURPOSE_MEMBERSHIP))
        return;
    int64_t waiting = help_waiting(req->db, work->area);
    if (waiting > 0)
        work_figure(work, waiting, true, say(req->lang, "Questions to us"),
                      work_path(work, "helpdesk"));
}

static void help_waits(DeskWaits *waits)
{
    Request *req = waits->req;
    int64_t waiting = help_waiting(req->db, req->scope.area);
    if (waiting > 0)
        desk_wait_add(waits, say_n(req->arena, req->lang, "{1} question is waiting.",
                                   "{1} questions are waiting.", waiting),
                      text_format(req->arena, "/areas/%s/helpdesk", req->area_slug), 0);
}

static bool help_job(Job *job)
{
    db_begin(job->db);
    HelpList overdue = help_overdue(job->db, job->now);
    for (size_t i = 0; i < overdue.count; i++) {
        const Help *help = &overdue.item[i];
        help_tell_desk(job->db, job->site, help->area.id, help->id, true, help->held_by, job->now,
                       job->random);
        help_reminded(job->db, help->id, job->now);
    }
    return db_commit(job->db) && overdue.count == HELP_REMIND_BATCH;
}

static bool help_prune_piece(Job *job)
{
    db_begin(job->db);
    int64_t gone = help_prune(job->db, job->now);
    return db_commit(job->db) && gone >= HELP_PRUNE_BATCH;
}

/* --- the policy ---------------------------------------------------------------------------- */

static const Route routes[] = {
    { GET,  "/ask", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, ask_show,
      WORDS("begin to ask something"), false },
    { POST, "/ask", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SYNC, ask_send,
      WORDS("ask something, after seeing which pages answer it"), false },
    { GET,  "/ask/sent", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, ask_sent,
      WORDS("read what happens next with a question"), false },
    { GET,  "/ask/queue", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, queue_show,
      WORDS("see how long answers take"), false },
    { GET,  "/asked/:token/prove", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SYNC, ask_prove_show,
      WORDS("be asked whether a question is one's own"), false },
    { POST, "/asked/:token/prove", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SYNC, ask_prove,
      WORDS("confirm a question by the mailed link"), false },
    { GET,  "/asked/:token", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, asked_show,
      WORDS("read the answer to one's question by the mailed link"), false },
    { POST, "/asked/:token/again", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SYNC, asked_again,
      WORDS("ask again by the mailed link"), false },
    { POST, "/asked/:token/rate", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SYNC, asked_rate,
      WORDS("say by the mailed link whether an answer helped"), false },

    { GET,  "/my-questions", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART, mine_list,
      WORDS("see what one asked and what was answered"), false },
    { GET,  "/my-questions/:question", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      mine_show, WORDS("read the answer to one's question"), false },
    { POST, "/my-questions/:question/again", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_SYNC,
      mine_again, WORDS("ask again"), false },
    { POST, "/my-questions/:question/rate", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_SYNC,
      mine_rate, WORDS("say whether an answer helped"), false },

    { GET,  "/areas/:area/helpdesk", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      case_list, WORDS("see and search the questions asked of a place"), false },
    { GET,  "/areas/:area/helpdesk/rules", MAY_ADMIN, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, rules_show, WORDS("see where questions go"), false },
    { POST, "/areas/:area/helpdesk/rules", MAY_ADMIN, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, rules_keep, WORDS("choose where questions go"), false },
    { GET,  "/areas/:area/helpdesk/:question", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, case_show, WORDS("read a question asked of a place"), false },
    { POST, "/areas/:area/helpdesk/:question/take", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, case_take, WORDS("take a question, or give it back"), false },
    { POST, "/areas/:area/helpdesk/:question", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, case_say, WORDS("answer a question, or note something among officers"), false },
    { POST, "/areas/:area/helpdesk/:question/hand", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, case_hand, WORDS("hand a question on"), false },
    { POST, "/areas/:area/helpdesk/:question/close", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, case_close, WORDS("close a question"), false },
    { POST, "/areas/:area/helpdesk/:question/page", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, case_page,
      WORDS("turn an answer into a draft of a handbook page"), false },
};

const Capability helpdesk_capability = {
    .name = "helpdesk",
    .routes = routes, .route_count = COUNT(routes),
    .home_card = help_home,
    .work = help_work,
    .desk_waits = help_waits,
    .area_card = help_area,
    .job = help_job,
    .prune = help_prune_piece,
};
