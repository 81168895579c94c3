/* triage.c: what administrators make of it: put to an item, a new item, aside;
 * and what became of each item. Each step is linked in the trail.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/feedback/feedback_view.h"

#include "capabilities/feedback/triage_page.h"
#include "capabilities/trail/trail.h"
#include "web/said.h"

static const char *const state_values[] = { "", "taken", "aside", NULL };
static const char *const state_words[] = { WORDS("New"), WORDS("On the board"), WORDS("Set aside"),
                                           NULL };
static const char *const about_values[] = { "", "problem", "idea", "praise", NULL };
static const char *const about_words[] = {
    WORDS("Everything"), WORDS("Something does not work, or is hard to use"),
    WORDS("I have an idea"), WORDS("Something is good"), NULL,
};
static const Filter filters[] = {
    { "show", WORDS("Show"), state_values, state_words },
    { "kind", WORDS("What is it?"), about_values, about_words },
};

/* All of this is the movement's own. */
static bool own_place(Request *req, Place *place)
{
    return place_by_id(req->db, req->scope.area, place) && place->kind == PLACE_MOVEMENT;
}

static const char *path_triage(Request *req)
{
    return text_format(req->arena, "/areas/%s/feedback", req->area_slug);
}

static Reply see_triage(Request *req, Said said)
{
    Reply reply = reply_see(req, path_triage(req));
    reply_say(req, &reply, said);
    return reply;
}

static WishList wishes_to_choose(Request *req)
{
    return wishes_list(req->db, req->who.person, &(WishWanted){
        .words = "", .from = WISH_ASKED, .to = WISH_REFUSED, .by_newest = true, .after = "",
    }, WISHES_TO_CHOOSE);
}

Reply triage_list(Request *req)
{
    TriageView view = { .req = req };
    if (!own_place(req, &view.place))
        return reply_not_found(req);
    view.sift = sift_read_with(req, path_triage(req), NULL, 0, filters, COUNT(filters));
    view.words = words_list(req->db, req->scope, (WordState)(WORD_NEW + view.sift.chosen[0]),
                            about_values[view.sift.chosen[1]],
                            text_search_key(req->arena, view.sift.typed), view.sift.after_id);
    view.wishes = wishes_to_choose(req);
    view.waiting = words_new(req->db, req->scope);
    if (view.words.count > WORDS_PER_PAGE) {
        view.words.count = WORDS_PER_PAGE;
        const FeedbackWord *last = &view.words.item[WORDS_PER_PAGE - 1];
        sift_next(&view.sift, text_format(req->arena, "%lld", (long long)last->at), last->id.id);
    }
    Page page = page_begin(req->arena, req->lang);
    feedback_triage_page(&page, &view);
    return reply_page(req, say(req->lang, "What people said"), page_end(&page));
}

static bool word_of_path(Request *req, FeedbackWord *word)
{
    Place place;
    WordId id;
    return own_place(req, &place) && id_from_text(req_param(req, "word"), &id.id)
        && word_one(req->db, req->scope, id, word);
}

static void take_up(Request *req, WordId word, WishId wish)
{
    word_set(req->db, req->scope, word, WORD_TAKEN, wish);
    trail_link(req->db, "feedback.word", word.id, "feedback.item", wish.id, "became", req->now);
    trail_change(req->db, req->scope, "feedback.word", word.id, req->now);
}

Reply triage_word(Request *req)
{
    FeedbackWord word;
    if (!word_of_path(req, &word))
        return reply_not_found(req);
    const char *doing = req_field(req, "do");
    Wish wish;
    WishId id;
    if (text_equal(doing, "put") && id_from_text(req_field(req, "wish"), &id.id)
        && wish_one(req->db, req->who.person, id, &wish)) {
        take_up(req, word.id, wish.id);
    } else if (text_equal(doing, "new")) {
        return reply_see(req, text_format(req->arena, "%s/new?word=%s", path_triage(req),
                                          id_text(req->arena, word.id.id)));
    } else if (text_equal(doing, "aside") || text_equal(doing, "back")) {
        word_set(req->db, req->scope, word.id, text_equal(doing, "back") ? WORD_NEW : WORD_ASIDE,
                 (WishId){0});
        trail_change(req->db, req->scope, "feedback.word", word.id.id, req->now);
    } else {
        return see_triage(req, SAID_NOTHING);
    }
    return see_triage(req, SAID_KEPT);
}

/* --- what stands on the board --------------------------------------------------------- */

enum { WISH_TITLE, WISH_TEXT, WISH_LANG, WISH_STATE, WISH_CAME, WISH_PATH, WISH_STEP, WISH_WORD,
       WISH_FIELDS };
static const char *const lang_values[] = { "en", "cy", NULL };
static const char *const lang_words[] = { WORDS("English"), WORDS("Cymraeg"), NULL };
static const char *const wish_values[] = { "asked", "planned", "done", "refused", NULL };
static const char *const wish_words[] = { WORDS("Asked for"), WORDS("Planned"), WORDS("Done"),
                                          WORDS("Not going to be done"), NULL };
static const Field wish_fields[WISH_FIELDS] = {
    [WISH_TITLE] = { "title", FIELD_LINE, WORDS("What is wanted, in one line"), .required = true,
                     .max = WISH_TITLE_MAX },
    [WISH_TEXT]  = { "text", FIELD_TEXT, WORDS("Why, and for whom"), .max = WISH_TEXT_MAX },
    [WISH_LANG]  = { "lang", FIELD_CHOICE, WORDS("The language you wrote this in"),
                     .required = true, .choices = lang_values, .choice_words = lang_words },
    [WISH_STATE] = { "state", FIELD_CHOICE, WORDS("How far it is"), .required = true,
                     .choices = wish_values, .choice_words = wish_words },
    [WISH_CAME]  = { "came_of", FIELD_TEXT, WORDS("What came of it"),
                     WORDS("Or why not. Whoever asked for it reads this first."),
                     .max = WISH_TEXT_MAX },
    [WISH_PATH]  = { "came_path", FIELD_LINE, WORDS("Where to look at it"),
                     WORDS("An address on this site, like /handbook."), .max = 200 },
    [WISH_STEP]  = { "step", FIELD_LINE, WORDS("What has changed, in a few words"), .max = 160 },
    [WISH_WORD]  = { "word", FIELD_HIDDEN, .max = 32 },
};

static Reply wish_page(Request *req, const Wish *wish, const Form *form, int status)
{
    Place place;
    if (!own_place(req, &place))
        return reply_not_found(req);
    Page page = page_begin(req->arena, req->lang);
    feedback_edit_page(&page, req, wish, form);
    return reply_page_status(req, status, say(req->lang, "On the board"), page_end(&page));
}

/* Only an address of ours, and one that a browser takes for one. */
static void check_path(Request *req, Form *form)
{
    const char *path = form_text(form, WISH_PATH);
    if (path[0] != '\0' && (path[0] != '/' || !url_is_safe(path)))
        form_fault(form, WISH_PATH, say(req->lang, "Please give an address on this site: it begins "
                                                   "with one /."));
}

Reply wish_new(Request *req)
{
    Form form = form_blank(req, wish_fields, WISH_FIELDS);
    FeedbackWord word;
    WordId id;
    form_fill(&form, WISH_STATE, "asked");
    form_fill(&form, WISH_LANG, lang_code(req->lang));
    if (id_from_text(req_query(req, "word"), &id.id)
        && word_one(req->db, req->scope, id, &word)) {
        form_fill(&form, WISH_TEXT, word.text);
        form_fill(&form, WISH_LANG, lang_code(word.lang));
        form_fill(&form, WISH_WORD, id_text(req->arena, id.id));
    }
    return wish_page(req, NULL, &form, 200);
}

static void fill_wish(Wish *wish, const Form *form)
{
    wish->lang = (Lang)form_choice(form, WISH_LANG);
    wish->title = form_text(form, WISH_TITLE);
    wish->text = form_text(form, WISH_TEXT);
    wish->state = (WishState)(WISH_ASKED + form_choice(form, WISH_STATE));
    wish->came_of = form_text(form, WISH_CAME);
    wish->came_path = form_text(form, WISH_PATH);
}

Reply wish_new_keep(Request *req)
{
    Place place;
    if (!own_place(req, &place))
        return reply_not_found(req);
    Form form = form_read(req, wish_fields, WISH_FIELDS);
    check_path(req, &form);
    if (!form_ok(&form))
        return wish_page(req, NULL, &form, 422);
    Wish wish = {0};
    fill_wish(&wish, &form);
    WishId id = wish_add(req->db, &(NewWish){
        .lang = wish.lang, .title = wish.title, .text = wish.text, .state = wish.state,
        .came_of = wish.came_of, .came_path = wish.came_path, .at = req->now,
    }, req->random);
    trail_change(req->db, req->scope, "feedback.item", id.id, req->now);
    FeedbackWord word;
    WordId from;
    if (id_from_text(form_text(&form, WISH_WORD), &from.id)
        && word_one(req->db, req->scope, from, &word))
        take_up(req, from, id);
    return see_triage(req, SAID_KEPT);
}

static bool wish_of_path(Request *req, Wish *wish)
{
    Place place;
    WishId id;
    return own_place(req, &place) && id_from_text(req_param(req, "wish"), &id.id)
        && wish_one(req->db, req->who.person, id, wish);
}

Reply wish_edit(Request *req)
{
    Wish wish;
    if (!wish_of_path(req, &wish))
        return reply_not_found(req);
    Form form = form_blank(req, wish_fields, WISH_FIELDS);
    form_fill(&form, WISH_TITLE, wish.title);
    form_fill(&form, WISH_TEXT, wish.text);
    form_fill(&form, WISH_LANG, lang_code(wish.lang));
    form_fill(&form, WISH_STATE, wish_values[wish.state - WISH_ASKED]);
    form_fill(&form, WISH_CAME, wish.came_of);
    form_fill(&form, WISH_PATH, wish.came_path);
    return wish_page(req, &wish, &form, 200);
}

Reply wish_edit_keep(Request *req)
{
    Wish wish;
    if (!wish_of_path(req, &wish))
        return reply_not_found(req);
    Form form = form_read(req, wish_fields, WISH_FIELDS);
    check_path(req, &form);
    if (!form_ok(&form))
        return wish_page(req, &wish, &form, 422);
    WishState before = wish.state;
    fill_wish(&wish, &form);
    wish_keep(req->db, &wish, req->now);
    if (wish.state != before || form_text(&form, WISH_STEP)[0] != '\0')
        wish_step(req->db, wish.id, wish.state, form_text(&form, WISH_STEP), req->now, req->random);
    trail_change(req->db, req->scope, "feedback.item", wish.id.id, req->now);
    Reply reply = reply_see(req, text_format(req->arena, "/board/%s",
                                             id_text(req->arena, wish.id.id)));
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}
