/* desk.c: the officer's side of listening: ask, read, say what came of it.
 *
 * Answers are shown without names: what is read here are opinions. Reading
 * them is written down all the same, as a read of those who wrote them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/listening/listening_view.h"

#include "capabilities/listening/desk_page.h"
#include "capabilities/trail/trail.h"
#include "db/events.h"

enum { OPEN_DAYS_USUAL = 28, OPEN_DAYS_MAX = 366, SEARCH_BYTES_MAX = 200 };

const char *const answer_langs[] = { "en", "cy", NULL };
const char *const answer_lang_words[] = { WORDS("English"), WORDS("Cymraeg"), NULL };

enum { ASK_TITLE, ASK_DETAIL, ASK_CLOSES, ASK_LANG };
static const Field ask_fields[] = {
    [ASK_TITLE]  = { "title", FIELD_LINE, WORDS("The question"),
                     WORDS("One question, open, that can be answered from one's own life."),
                     .required = true, .max = QUESTION_TITLE_MAX },
    [ASK_DETAIL] = { "detail", FIELD_TEXT, WORDS("Why you ask, and what will happen with the answers"),
                     .max = QUESTION_DETAIL_MAX },
    [ASK_CLOSES] = { "closes", FIELD_DATE, WORDS("The last day to answer"),
                     WORDS("Like 2026-12-18."), .required = true, .max = 10 },
    [ASK_LANG]   = { "lang", FIELD_CHOICE, WORDS("The language of this question"),
                     .required = true, .choices = answer_langs,
                     .choice_words = answer_lang_words },
};

enum { DID_WHICH, DID_TITLE, DID_TEXT, DID_LANG };
static const char *const which_values[] = { "chosen", "all", NULL };
static const char *const which_words[] = { WORDS("The answers ticked above"),
                                           WORDS("All answers given until now"), NULL };
static const Field did_fields[] = {
    [DID_WHICH] = { "which", FIELD_CHOICE, WORDS("What did it come of?"), .required = true,
                    .choices = which_values, .choice_words = which_words },
    [DID_TITLE] = { "title", FIELD_LINE, WORDS("We did"),
                    WORDS("In one line, like: the meeting has moved to a place without stairs."),
                    .required = true, .max = OUTCOME_TITLE_MAX },
    [DID_TEXT]  = { "text", FIELD_TEXT, WORDS("More about it"),
                    WORDS("When, who, and what is still open. If it was a no, say why."),
                    .max = OUTCOME_TEXT_MAX },
    [DID_LANG]  = { "lang", FIELD_CHOICE, WORDS("The language you wrote this in"),
                    .required = true, .choices = answer_langs,
                    .choice_words = answer_lang_words },
};

/* --- asking ------------------------------------------------------------------- */

Reply desk_questions(Request *req)
{
    Place place;
    if (!place_by_id(req->db, req->scope.area, &place))
        return reply_not_found(req);
    ListView view = { .req = req, .place = place,
                      .sift = sift_read(req, path_questions(req, &place), NULL, 0) };
    view.questions = questions_in(req->db, req->scope, listen_query(&view.sift));
    if (view.questions.count > LISTENING_PAGE) {
        view.questions.count = LISTENING_PAGE;
        sift_next(&view.sift, "", view.questions.item[LISTENING_PAGE - 1].id.id);
    }
    Page page = page_begin(req->arena, req->lang);
    desk_questions_page(&page, &view);
    return reply_page(req, say(req->lang, "Questions"), page_end(&page));
}

static Reply new_page(Request *req, const Form *form, int status)
{
    Place place;
    if (!place_by_id(req->db, req->scope.area, &place))
        return reply_not_found(req);
    Page page = page_begin(req->arena, req->lang);
    desk_new_page(&page, req, &place, form);
    return reply_page_status(req, status, say(req->lang, "Ask a question"), page_end(&page));
}

Reply desk_new(Request *req)
{
    Form form = form_blank(req, ask_fields, COUNT(ask_fields));
    form_fill(&form, ASK_CLOSES, date_iso(req->arena, req->now + OPEN_DAYS_USUAL * DAY_MS));
    form_fill(&form, ASK_LANG, lang_code(req->lang));
    return new_page(req, &form, 200);
}

/* The midnight in London that ends this day ("2026-12-18"); false when there is
 * no such day. */
static bool end_of_day(Arena *arena, const char *date, TimeMs *end)
{
    int64_t year, month, day;
    if (!text_to_int(text_copy_bytes(arena, date, 4), 1970, 9999, &year)
        || !text_to_int(text_copy_bytes(arena, date + 5, 2), 1, 12, &month)
        || !text_to_int(text_copy_bytes(arena, date + 8, 2), 1, 31, &day))
        return false;
    TimeMs begin = time_from_utc((int)year, (int)month, (int)day, 0, 0, 0);
    if (civil_utc(begin).day != (int)day)
        return false;
    *end = begin + DAY_MS - civil_london(begin + DAY_MS).hour * (TimeMs)HOUR_MS;
    return true;
}

Reply desk_ask(Request *req)
{
    Form form = form_read(req, ask_fields, COUNT(ask_fields));
    TimeMs closes = 0;
    if (form.error[ASK_CLOSES] == NULL) {
        if (!end_of_day(req->arena, form_text(&form, ASK_CLOSES), &closes))
            form_fault(&form, ASK_CLOSES, say(req->lang, "There is no such day."));
        else if (closes <= req->now || closes > req->now + OPEN_DAYS_MAX * DAY_MS)
            form_fault(&form, ASK_CLOSES,
                       say(req->lang, "Please choose a day from today to a year from now."));
    }
    if (!form_ok(&form))
        return new_page(req, &form, 422);

    NewQuestion question = {
        .area   = req->scope.area,
        .lang   = (Lang)form_choice(&form, ASK_LANG),
        .title  = form_text(&form, ASK_TITLE),
        .detail = form_text(&form, ASK_DETAIL),
        .opened = req->now,
        .closes = closes,
        .by     = req->who.person,
    };
    QuestionId id = listening_question_add(req->db, &question, req->random);
    trail_change(req->db, req->scope, "listening.question", id.id, req->now);
    return reply_see(req, path_questions(req, &(Place){ .slug = req->area_slug }));
}

/* --- reading ------------------------------------------------------------------ */

static bool question_of_path(Request *req, Question *question)
{
    QuestionId id;
    return id_from_text(req_param(req, "question"), &id.id)
        && question_by_id(req->db, req->scope, id, question);
}

static const char *next_path(Request *req, const AnswersView *view, AnswerId last)
{
    return text_format(req->arena, "%s?q=%s&before=%s",
                       path_answers(req, &view->question->area, view->question->id),
                       query_escape(req->arena, view->typed), id_text(req->arena, last.id));
}

static void read_answers(Request *req, AnswersView *view, AnswerId before)
{
    AnswerId stopped = {0};
    const char *words = text_search_key(req->arena, view->typed);
    view->answers = words[0] == '\0'
        ? answers_to(req->db, req->scope, view->question->id, before)
        : answers_with(req->db, req->scope, view->question->id, words, before, &stopped);
    if (view->answers.count > ANSWERS_PER_PAGE) {
        view->answers.count = ANSWERS_PER_PAGE;
        view->next = next_path(req, view, view->answers.item[ANSWERS_PER_PAGE - 1].id);
    } else if (!id_is_none(stopped.id)) {
        view->was_cut = true;
        view->next = next_path(req, view, stopped);
    }
}

static Reply answers_page(Request *req, const Question *question, const Form *form, int status)
{
    bool is_form_back = req->method == POST;
    const char *typed = is_form_back ? req_field(req, "q") : req_query(req, "q");
    AnswerId before = {0};
    id_from_text(is_form_back ? req_field(req, "before") : req_query(req, "before"), &before.id);
    AnswersView view = {
        .req      = req,
        .question = question,
        .form     = form,
        .typed    = text_trim(req->arena, text_cut(req->arena, typed, SEARCH_BYTES_MAX)),
        .is_first = id_is_none(before.id),
        .before   = before,
        .outcomes = outcomes_of_question(req->db, req->scope, question->id),
    };
    view.live = text_format(req->arena, "%s/live?since=%lld",
                            path_answers(req, &question->area, question->id),
                            (long long)events_newest(req->db));
    read_answers(req, &view, before);
    Page page = page_begin(req->arena, req->lang);
    desk_answers_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Answers"), page_end(&page));
}

Reply desk_answers(Request *req)
{
    Question question;
    if (!question_of_path(req, &question))
        return reply_not_found(req);
    Form form = form_blank(req, did_fields, COUNT(did_fields));
    form_fill(&form, DID_WHICH, "chosen");
    form_fill(&form, DID_LANG, lang_code(req->lang));
    return answers_page(req, &question, &form, 200);
}

Reply desk_live(Request *req)
{
    Question question;
    if (!question_of_path(req, &question))
        return reply_not_found(req);
    return reply_events(req, topic_answers(req, question.id));
}

/* --- saying what came of it ---------------------------------------------------- */

bool answer_is_ticked(const Request *req, AnswerId answer)
{
    for (size_t i = 0; i < req->field_count; i++) {
        Id id;
        if (text_equal(req->field[i].name, "answer") && id_from_text(req->field[i].value, &id)
            && id_equal(id, answer.id))
            return true;
    }
    return false;
}

static size_t ticked_answers(const Request *req, AnswerId answer[OUTCOME_ANSWERS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < req->field_count && count < OUTCOME_ANSWERS_MAX; i++)
        if (text_equal(req->field[i].name, "answer")
            && id_from_text(req->field[i].value, &answer[count].id))
            count++;
    return count;
}

Reply desk_outcome(Request *req)
{
    Question question;
    if (!question_of_path(req, &question))
        return reply_not_found(req);
    Form form = form_read(req, did_fields, COUNT(did_fields));
    AnswerId ticked[OUTCOME_ANSWERS_MAX];
    size_t count = ticked_answers(req, ticked);
    bool is_for_all = form_choice(&form, DID_WHICH) == 1;
    if (form.error[DID_WHICH] == NULL && !is_for_all && count == 0)
        form_fault(&form, DID_WHICH,
                   say(req->lang, "Please tick at least one answer, or choose all of them."));
    if (form.error[DID_WHICH] == NULL && is_for_all && question.answers == 0)
        form_fault(&form, DID_WHICH, say(req->lang, "Nobody has answered yet."));
    if (!form_ok(&form))
        return answers_page(req, &question, &form, 422);

    NewOutcome outcome = {
        .area         = question.area.id,
        .question     = question.id,
        .lang         = (Lang)form_choice(&form, DID_LANG),
        .title        = form_text(&form, DID_TITLE),
        .text         = form_text(&form, DID_TEXT),
        .at           = req->now,
        .by           = req->who.person,
        .answer       = is_for_all ? NULL : ticked,
        .answer_count = is_for_all ? 0 : count,
    };
    OutcomeId id = listening_outcome_add(req->db, &outcome, req->random);
    trail_change(req->db, req->scope, "listening.outcome", id.id, req->now);
    return reply_see(req, path_answers(req, &question.area, question.id));
}
