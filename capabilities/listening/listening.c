/* listening.c: the member's side: read the question, answer in one's own
 * words, change one's mind, and see what came of it.
 *
 * The officer's side is in desk.c. What came of what is kept in outcome_store.c
 * and in the trail.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/listening/listening_view.h"

#include "base/list.h"
#include "db/events.h"

#include "capabilities/listening/listening_page.h"

enum { HOME_OUTCOMES_DAYS = 120 };

enum { SAY_TEXT, SAY_LANG };
static const Field say_fields[] = {
    [SAY_TEXT] = { "text", FIELD_TEXT, WORDS("Your answer"),
                   WORDS("In your own words; one sentence is enough. Officers read it without "
                         "your name. Please name nobody who would not want it."),
                   .required = true, .max = ANSWER_TEXT_MAX },
    [SAY_LANG] = { "lang", FIELD_CHOICE, WORDS("The language you wrote this in"),
                   .required = true, .choices = answer_langs, .choice_words = answer_lang_words },
};

/* --- addresses ------------------------------------------------------------------ */

const char *path_questions(const Request *req, const Place *place)
{
    return text_format(req->arena, "%s/questions", path_place(req, place));
}

const char *path_question(const Request *req, const Place *place, QuestionId question)
{
    return text_format(req->arena, "%s/%s", path_questions(req, place),
                       id_text(req->arena, question.id));
}

const char *path_answers(const Request *req, const Place *place, QuestionId question)
{
    return text_format(req->arena, "%s/answers", path_question(req, place, question));
}

const char *path_my_answers(const Request *req)
{
    (void)req;
    return "/my-answers";
}

const char *path_heard(const Request *req, const Place *place)
{
    return text_format(req->arena, "%s/heard", path_place(req, place));
}

const char *topic_answers(const Request *req, QuestionId question)
{
    return text_format(req->arena, "listening.answers.%s", id_text(req->arena, question.id));
}

ListenQuery listen_query(const Sift *sift)
{
    return (ListenQuery){ text_search_key(sift->req->arena, sift->typed), sift->after_id };
}

/* --- one question ------------------------------------------------------------------ */

static bool question_of_path(Request *req, Question *question)
{
    QuestionId id;
    return id_from_text(req_param(req, "question"), &id.id)
        && question_by_id(req->db, req->scope, id, question);
}

static OutcomeList of_answer(Request *req, const OutcomeList *outcomes, AnswerId answer)
{
    OutcomeList list = {0};
    for (size_t i = 0; i < outcomes->count; i++)
        if (id_equal(outcomes->item[i].answer.id, answer.id))
            *LIST_ADD(req->arena, &list) = outcomes->item[i];
    return list;
}

static Reply question_page(Request *req, const Question *question, Form *form, int status)
{
    QuestionView view = {
        .req        = req,
        .question   = question,
        .form       = form,
        .is_open    = question->closes > req->now,
        .was_kept   = req_query(req, "kept")[0] != '\0',
        .came_of_it = outcomes_of_question(req->db, req->scope, question->id),
    };
    view.has_mine = answer_own(req->db, req->scope, question->id, &view.mine);
    if (view.has_mine) {
        OutcomeList own = outcomes_own(req->db, req->scope, 0);
        view.came_of_mine = of_answer(req, &own, view.mine.id);
    }
    if (!form->is_read) {
        form_fill(form, SAY_TEXT, view.has_mine ? view.mine.text : "");
        form_fill(form, SAY_LANG, lang_code(view.has_mine ? view.mine.lang : req->lang));
    }
    Page page = page_begin(req->arena, req->lang);
    listening_question_page(&page, &view);
    return reply_page_status(req, status, question->title, page_end(&page));
}

static Reply question_show(Request *req)
{
    Question question;
    if (!question_of_path(req, &question))
        return reply_not_found(req);
    Form form = form_blank(req, say_fields, COUNT(say_fields));
    return question_page(req, &question, &form, 200);
}

static Reply question_answer(Request *req)
{
    Question question;
    if (!question_of_path(req, &question))
        return reply_not_found(req);
    Form form = form_read(req, say_fields, COUNT(say_fields));
    if (question.closes <= req->now)
        form_fault(&form, SAY_TEXT,
                   SAY(req->arena, req->lang,
                       "This question closed on {1}. Your text is still here, to copy: an officer "
                       "of your local party will be glad to read it.",
                       date_words(req->arena, req->lang, question.closes - 1)));
    if (!form_ok(&form))
        return question_page(req, &question, &form, 422);

    NewAnswer answer = {
        .area      = question.area.id,
        .question  = question.id,
        .person    = req->who.person,
        .from_area = who_area(&req->who),
        .lang      = (Lang)form_choice(&form, SAY_LANG),
        .text      = form_text(&form, SAY_TEXT),
        .at        = req->now,
    };
    listening_answer_add(req->db, &answer, req->random);
    event_add(req->db, topic_answers(req, question.id), "", req->now);
    return reply_see(req, text_format(req->arena, "%s?kept=1",
                                      path_question(req, &question.area, question.id)));
}

/* --- what came of what I said --------------------------------------------------------- */

static Reply mine_show(Request *req)
{
    MineView view = {
        .req      = req,
        .sift     = sift_read(req, path_my_answers(req), NULL, 0),
        .outcomes = outcomes_own(req->db, req->scope, 0),
    };
    view.said = answers_own(req->db, req->scope, listen_query(&view.sift));
    if (view.said.count > LISTENING_PAGE) {
        view.said.count = LISTENING_PAGE;
        sift_next(&view.sift, "", view.said.item[LISTENING_PAGE - 1].answer.id.id);
    }
    Page page = page_begin(req->arena, req->lang);
    listening_mine_page(&page, &view);
    return reply_page(req, say(req->lang, "What I said"), page_end(&page));
}

static Reply heard_show(Request *req)
{
    Place place;
    if (!place_by_id(req->db, req->scope.area, &place))
        return reply_not_found(req);
    ListView view = { .req = req, .place = place,
                      .sift = sift_read(req, path_heard(req, &place), NULL, 0) };
    view.outcomes = outcomes_of_area(req->db, place.id, listen_query(&view.sift));
    if (view.outcomes.count > LISTENING_PAGE) {
        view.outcomes.count = LISTENING_PAGE;
        sift_next(&view.sift, "", view.outcomes.item[LISTENING_PAGE - 1].id.id);
    }
    Page page = page_begin(req->arena, req->lang);
    listening_heard_page(&page, &view);
    return reply_page(req, say(req->lang, "You said, we did"), page_end(&page));
}

/* --- on the first page ------------------------------------------------------------------ */

static void add_desks(Request *req, CardView *view)
{
    for (size_t i = 0; i < req->who.grant_count && view->desk_count < COUNT(view->desk); i++) {
        const Grant *grant = &req->who.grant[i];
        if (grant->purpose == PURPOSE_LISTENING
            && (grant->role == ROLE_OFFICER || grant->role == ROLE_ADMIN)
            && place_by_id(req->db, grant->area, &view->desk[view->desk_count]))
            view->desk_count++;
    }
}

static void listening_card(Page *page, Request *req)
{
    if (!req->who.is_signed_in)
        return;
    CardView view = { .req = req };
    AreaId own = who_area(&req->who);
    if (!id_is_none(own.id) && place_by_id(req->db, own, &view.own)) {
        view.questions = questions_for(req->db, req->scope, own, req->now);
        view.outcomes = outcomes_own(req->db, req->scope,
                                     req->now - HOME_OUTCOMES_DAYS * DAY_MS);
        if (view.outcomes.count > HOME_OUTCOMES_MAX)
            view.outcomes.count = HOME_OUTCOMES_MAX;
        listening_member_card(page, &view);
    }
    add_desks(req, &view);
    if (view.desk_count > 0)
        listening_desk_card(page, &view);
}

static void listening_place(Page *page, Request *req)
{
    Place place;
    if (place_by_id(req->db, req->scope.area, &place))
        listening_place_card(page, req, &place,
                             place_has_desk(req, place.id, PURPOSE_LISTENING));
}

static bool listening_job(Job *job)
{
    db_begin(job->db);
    bool has_more = listening_link_more(job->db, job->now);
    return db_commit(job->db) && has_more;
}

/* --- the policy ---------------------------------------------------------------------------- */

static const Route routes[] = {
    { GET,  "/areas/:area/questions", MAY_OFFICER, AREA_IN_PATH, PURPOSE_LISTENING, LOAD_OFFICE,
      desk_questions, WORDS("see the questions asked of a place"), false },
    { GET,  "/areas/:area/questions/new", MAY_OFFICER, AREA_IN_PATH, PURPOSE_LISTENING, LOAD_OFFICE,
      desk_new, WORDS("begin to ask a question"), false },
    { POST, "/areas/:area/questions/new", MAY_OFFICER, AREA_IN_PATH, PURPOSE_LISTENING, LOAD_OFFICE,
      desk_ask, WORDS("ask a question"), false },
    { GET,  "/areas/:area/questions/:question/answers", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_LISTENING, LOAD_OFFICE, desk_answers,
      WORDS("read the answers to a question"), false },
    { GET,  "/areas/:area/questions/:question/answers/live", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_LISTENING, LOAD_OFFICE, desk_live,
      WORDS("hear at once when answers come in"), false },
    { POST, "/areas/:area/questions/:question/outcomes", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_LISTENING, LOAD_OFFICE, desk_outcome, WORDS("say what came of answers"), false },

    { GET,  "/areas/:area/questions/:question", MAY_MEMBER, AREA_IN_PATH,
      PURPOSE_TAKE_PART, LOAD_TAKE_PART, question_show, WORDS("read a question"), false },
    { POST, "/areas/:area/questions/:question", MAY_MEMBER, AREA_IN_PATH,
      PURPOSE_TAKE_PART, LOAD_SYNC, question_answer,
      WORDS("answer a question, or change one's answer"), false },
    { GET,  "/my-answers", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      mine_show, WORDS("see what one said and what came of it"), false },
    { GET,  "/areas/:area/heard", MAY_ANYONE, AREA_IN_PATH, PURPOSE_OPEN, LOAD_PUBLIC,
      heard_show, WORDS("see what a local party did with what it heard"), false },
};

static const NavLink nav[] = {
    { "/my-answers", WORDS("What I said"), MAY_SIGNED_IN, false },
};

const Capability listening_capability = {
    .name = "listening",
    .routes = routes, .route_count = COUNT(routes),
    .nav = nav, .nav_count = COUNT(nav),
    .home_card = listening_card,
    .area_card = listening_place,
    .job = listening_job,
};
