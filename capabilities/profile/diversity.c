/* diversity.c: the question, the chance that each answer gets, and what is shown.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/profile/diversity.h"

#include "capabilities/members/members.h"
#include "capabilities/numbers/numbers.h"
#include "capabilities/profile/diversity_page.h"

const DiversityQuestion diversity_questions[DIVERSITY_QUESTIONS] = {
    { WORDS("How old are you?"),
      { "14", "26", "36", "51", "66", "76", "none", NULL },
      { WORDS("14 to 25"), WORDS("26 to 35"), WORDS("36 to 50"), WORDS("51 to 65"),
        WORDS("66 to 75"), WORDS("over 75"), WORDS("I would rather not say"), NULL }, 6 },
    { WORDS("Are you a woman, a man, or do you describe yourself in another way?"),
      { "woman", "man", "another", "none", NULL },
      { WORDS("A woman"), WORDS("A man"), WORDS("In another way"), WORDS("I would rather not say"),
        NULL }, 3 },
    { WORDS("Which of these comes nearest to how you see your ethnic background?"),
      { "asian", "black", "mixed", "white", "another", "none", NULL },
      { WORDS("Asian"), WORDS("Black"), WORDS("Mixed"), WORDS("White"), WORDS("Another one"),
        WORDS("I would rather not say"), NULL }, 5 },
    { WORDS("Are you disabled, or have you been ill for a year or longer?"),
      { "yes", "no", "none", NULL },
      { WORDS("Yes, I am"), WORDS("No, I am not"), WORDS("I would rather not say"), NULL }, 2 },
    { WORDS("Which of these describes you best?"),
      { "straight", "gay", "bi", "another", "none", NULL },
      { WORDS("Heterosexual"), WORDS("Gay or lesbian"), WORDS("Bisexual"), WORDS("In another way"),
        WORDS("I would rather not say"), NULL }, 4 },
    { WORDS("Do you look after children, or after somebody who is old, ill or disabled?"),
      { "yes", "no", "none", NULL },
      { WORDS("Yes, I do"), WORDS("No, I do not"), WORDS("I would rather not say"), NULL }, 2 },
};

/* --- the chance ------------------------------------------------------------------------- */

/* An answer weighs 2718 against 1000 for each of the others: the natural logarithm of
 * what they are to each other is a little less than 1. */
enum { WEIGHT_TRUE = 2718, WEIGHT_OTHER = 1000 };

int diversity_respond(int answer, int choices, Random *random)
{
    uint64_t all = WEIGHT_TRUE + (uint64_t)WEIGHT_OTHER * (uint64_t)(choices - 1);
    uint64_t drawn = random_below(random, all);
    if (drawn < WEIGHT_TRUE)
        return answer;
    int other = (int)((drawn - WEIGHT_TRUE) / WEIGHT_OTHER);
    return other < answer ? other : other + 1;
}

/* The root of a whole number, rounded up. */
static int64_t root_above(int64_t square)
{
    int64_t root = 0;
    for (int64_t step = (int64_t)1 << 30; step > 0; step >>= 1)
        if ((root + step) * (root + step) <= square)
            root += step;
    return root * root == square ? root : root + 1;
}

DiversityGuess diversity_guess(int64_t kept, int64_t answers, int choices)
{
    int64_t all = WEIGHT_TRUE + (int64_t)WEIGHT_OTHER * (choices - 1);
    int64_t between = WEIGHT_TRUE - WEIGHT_OTHER;
    int64_t guess = (kept * all - answers * WEIGHT_OTHER + between / 2) / between;
    /* n p (1 - p) with p at its largest, WEIGHT_TRUE of all; two standard errors. */
    int64_t spread = answers * WEIGHT_TRUE / all * (all - WEIGHT_TRUE) / all;
    return (DiversityGuess){
        .count = guess < 0 ? 0 : guess > answers ? answers : guess,
        .off = 2 * root_above(spread) * all / between,
    };
}

/* --- asking -------------------------------------------------------------------------------- */

static int64_t month_of(TimeMs now)
{
    CivilTime at = civil_london(now);
    return at.year * 100 + at.month;
}

static bool party_of(Request *req, Place *party)
{
    if (!place_by_id(req->db, who_area(&req->who), party))
        return false;
    if (party->kind == PLACE_PARTY)
        return true;
    PlaceList above = place_ancestors(req->db, party->id);
    for (size_t i = 0; i < above.count; i++) {
        if (above.item[i].kind == PLACE_PARTY) {
            *party = above.item[i];
            return true;
        }
    }
    return false;
}

/* Drawn by the mark, so that asking again does not give another. Before the year has
 * a key, everybody sees the form without it, and the question is drawn with the mark. */
static int question_of(Hash mark)
{
    return mark.bytes[0] % DIVERSITY_QUESTIONS;
}

static const Field *answer_field(Request *req, int question)
{
    Field *field = ARENA_NEW(req->arena, Field);
    *field = (Field){ .name = "answer", .type = FIELD_CHOICE,
                      .label = diversity_questions[question].title, .required = true,
                      .choices = diversity_questions[question].keys,
                      .choice_words = diversity_questions[question].words };
    return field;
}

static Reply ask_reply(Request *req, const DiversityAskView *view, int status)
{
    Page page = page_begin(req->arena, req->lang);
    diversity_ask_page(&page, view);
    return reply_page_status(req, status, say(req->lang, "Who we are"), page_end(&page));
}

/* The first to come in a year makes its key, so opening the form is a POST. */
Reply diversity_ask(Request *req)
{
    Place party;
    DiversityAskView view = { .req = req, .is_member = party_of(req, &party), .party = &party,
                              .year = civil_london(req->now).year };
    Hash mark;
    if (!view.is_member || !diversity_mark_read(req->db, req->scope, view.year, &mark))
        return ask_reply(req, &view, 200);
    if (diversity_has_answered(req->db, view.year, mark)) {
        view.is_answered = true;
        return ask_reply(req, &view, 200);
    }
    Form form = form_blank(req, answer_field(req, question_of(mark)), 1);
    view.form = &form;
    return ask_reply(req, &view, 200);
}

Reply diversity_keep(Request *req)
{
    Place party;
    DiversityAskView view = { .req = req, .is_member = party_of(req, &party), .party = &party,
                              .year = civil_london(req->now).year };
    if (!view.is_member)
        return ask_reply(req, &view, 422);
    Hash mark = diversity_mark(req->db, req->scope, view.year, req->random);
    if (text_equal(req_field(req, "do"), "begin"))
        return reply_see(req, "/profile/who-we-are");

    int question = question_of(mark);
    Form form = form_read(req, answer_field(req, question), 1);
    view.form = &form;
    if (!form_ok(&form))
        return ask_reply(req, &view, 422);
    int answer = form_choice(&form, 0), choices = diversity_questions[question].choices;
    if (answer < choices)
        diversity_add(req->db, view.year, mark, party.id, month_of(req->now), question,
                      diversity_respond(answer, choices, req->random));
    return reply_see(req, answer < choices ? "/profile/who-we-are" : "/profile");
}

/* --- showing -------------------------------------------------------------------------------- */

const PublishedTable diversity_published = {
    "profile.who-we-are", WORDS("Who we are: what members of a place answered"),
    WORDS("On the page of each local party, region and the whole movement; made anew once a month, of months that are past."),
};

DiversityTable diversity_table(Db *db, Lang lang, AreaId place, const DiversityTally *tally,
                               int question)
{
    const DiversityQuestion *asked = &diversity_questions[question];
    int64_t answers = 0, sum = 0;
    DiversityGuess guess[DIVERSITY_CHOICES_MAX];
    for (int i = 0; i < asked->choices; i++)
        answers += tally->answers[question][i];
    enum { CELLS = 1 + DIVERSITY_CHOICES_MAX };
    PublishedNode node[CELLS];
    NumbersCell cell[CELLS];
    for (int i = 0; i < asked->choices; i++) {
        guess[i] = diversity_guess(tally->answers[question][i], answers, asked->choices);
        node[1 + i] = (PublishedNode){ .above = 0, .count = guess[i].count };
        cell[1 + i] = (NumbersCell){ place.id, "answer", question * CELLS + 1 + i };
        sum += guess[i].count;
    }
    node[0] = (PublishedNode){ .above = PUBLISHED_TOP, .count = sum > answers ? sum : answers };
    cell[0] = (NumbersCell){ place.id, "answer", question * CELLS };
    numbers_publish(db, &diversity_published, node, cell, 1 + (size_t)asked->choices);

    DiversityTable table = { .title = say(lang, asked->title), .count = (size_t)asked->choices };
    if (!node[0].is_shown || answers < PUBLISHED_LEAST)
        return table;
    table.answers = node[0].shown;
    for (int i = 0; i < asked->choices; i++)
        table.cell[i] = (DiversityCell){
            .is_shown = node[1 + i].is_shown, .words = say(lang, asked->words[i]),
            .count = node[1 + i].shown,
            .off = (guess[i].off + PUBLISHED_STEP - 1) / PUBLISHED_STEP * PUBLISHED_STEP,
        };
    return table;
}

Reply diversity_show(Request *req)
{
    DiversityView view = { .req = req };
    if (!place_by_id(req->db, req->scope.area, &view.place) || view.place.kind == PLACE_BRANCH)
        return reply_not_found(req);
    DiversityTally tally = diversity_tally(req->db, view.place.id, month_of(req->now));
    for (int i = 0; i < DIVERSITY_QUESTIONS; i++) {
        view.table[i] = diversity_table(req->db, req->lang, view.place.id, &tally, i);
        view.is_anything |= view.table[i].answers > 0;
    }
    Page page = page_begin(req->arena, req->lang);
    diversity_page(&page, &view);
    return reply_page(req, say(req->lang, "Who we are"), page_end(&page));
}
