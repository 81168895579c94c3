/* feedback.c: saying something about a page; the board and the roadmap that
 * everybody reads. What is made of it is in triage.c.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/feedback/feedback_view.h"

#include "capabilities/feedback/feedback_page.h"
#include "capabilities/status/status.h"
#include "web/said.h"

/* --- words ---------------------------------------------------------------------------- */

static const char *const kind_values[] = { "problem", "idea", "praise", NULL };
static const char *const kind_words[] = { WORDS("Something does not work, or is hard to use"),
                                          WORDS("I have an idea"), WORDS("Something is good"), NULL };
static const char *const device_values[] = { "phone", "tablet", "computer", "reader", NULL };
static const char *const device_words[] = {
    WORDS("A phone"), WORDS("A tablet"), WORDS("A computer"),
    WORDS("Something that reads pages aloud or enlarges them"), NULL,
};

static const char *words_of(const char *const values[], const char *const words[],
                            const char *value)
{
    for (size_t i = 0; values[i] != NULL; i++)
        if (text_equal(values[i], value))
            return words[i];
    return "";
}

const char *word_kind_words(const char *kind)
{
    return words_of(kind_values, kind_words, kind);
}

const char *word_device_words(const char *device)
{
    return words_of(device_values, device_words, device);
}

const char *wish_state_words(WishState state)
{
    switch (state) {
    case WISH_ASKED:   return WORDS("Asked for");
    case WISH_PLANNED: return WORDS("Planned");
    case WISH_DONE:    return WORDS("Done");
    case WISH_REFUSED: return WORDS("Not going to be done");
    }
    return "";
}

Tone wish_state_tone(WishState state)
{
    return state == WISH_DONE ? TONE_GOOD : state == WISH_PLANNED ? TONE_WARN : TONE_PLAIN;
}

/* --- telling ---------------------------------------------------------------------------- */

enum { TELL_KIND, TELL_TEXT, TELL_DEVICE, TELL_MAY_ASK, TELL_FROM, TELL_FIELDS };
static const Field tell_fields[TELL_FIELDS] = {
    [TELL_KIND]    = { "kind", FIELD_CHOICE, WORDS("What is it?"), .required = true,
                       .choices = kind_values, .choice_words = kind_words },
    [TELL_TEXT]    = { "text", FIELD_TEXT, WORDS("In your words"),
                       WORDS("What did you want to do, and what happened? Please write nothing "
                             "about yourself or others."), .required = true, .max = WORD_TEXT_MAX },
    [TELL_DEVICE]  = { "device", FIELD_SELECT, WORDS("What did you use?"), .max = 12,
                       .choices = device_values, .choice_words = device_words },
    [TELL_MAY_ASK] = { "may_ask", FIELD_TICK, WORDS("You may ask me about it"),
                       WORDS("Then your name is kept with it. Otherwise nobody knows who wrote it."),
                       .max = 8 },
    [TELL_FROM]    = { "from", FIELD_HIDDEN, .max = 120 },
};

/* A guest cannot be asked back. */
static const Field *fields_for(Request *req)
{
    Field *fields = ARENA_ARRAY(req->arena, Field, TELL_FIELDS);
    memcpy(fields, tell_fields, sizeof tell_fields);
    if (!req->who.is_signed_in)
        fields[TELL_MAY_ASK] = (Field){ "may_ask", FIELD_HIDDEN, .max = 8 };
    return fields;
}

/* The pattern of one of our addresses, without ids; "" for anything else. */
static const char *pattern_of(const char *typed)
{
    size_t length = strspn(typed, "abcdefghijklmnopqrstuvwxyz0123456789-/:._");
    return typed[0] == '/' && typed[length] == '\0' ? typed : "";
}

static Reply tell_page(Request *req, const Form *form, int status)
{
    Page page = page_begin(req->arena, req->lang);
    feedback_tell_page(&page, req, form, pattern_of(form_text(form, TELL_FROM)));
    return reply_page_status(req, status, say(req->lang, "Tell us about this page"),
                             page_end(&page));
}

static Reply tell_show(Request *req)
{
    Form form = form_blank(req, fields_for(req), TELL_FIELDS);
    form_fill(&form, TELL_FROM, pattern_of(req_query(req, "from")));
    form_fill(&form, TELL_KIND, word_kind_words(req_query(req, "kind"))[0] == '\0'
                                    ? "" : req_query(req, "kind"));
    return tell_page(req, &form, 200);
}

static Reply tell_keep(Request *req)
{
    Form form = form_read(req, fields_for(req), TELL_FIELDS);
    Place movement;
    if (!form_ok(&form) || !place_movement(req->db, &movement))
        return tell_page(req, &form, 422);
    int64_t wait_ms;
    if (req->prefix != 0
        && !req_take(req, LIMIT_PREFIX_ASK, &req->prefix, sizeof req->prefix, &wait_ms))
        return reply_too_often(req, wait_ms);
    NewWord word = {
        .area = movement.id, .page = pattern_of(form_text(&form, TELL_FROM)),
        .kind = form_text(&form, TELL_KIND), .device = form_text(&form, TELL_DEVICE),
        .text = form_text(&form, TELL_TEXT), .lang = req->lang, .at = req->now,
    };
    if (req->who.is_signed_in && form_tick(&form, TELL_MAY_ASK))
        word.person = req->who.person;
    word_add(req->db, &word, req->random);
    return reply_see(req, "/feedback/thanks");
}

static Reply thanks_show(Request *req)
{
    Page page = page_begin(req->arena, req->lang);
    feedback_thanks_page(&page, req);
    return reply_page(req, say(req->lang, "Thank you"), page_end(&page));
}

/* --- the board -------------------------------------------------------------------------- */

static const char *const show_values[] = { "", "planned", "done", "refused", "all", NULL };
static const char *const show_words[] = {
    WORDS("Asked for"), WORDS("Planned"), WORDS("Done"), WORDS("Not going to be done"),
    WORDS("All"), NULL,
};
static const Filter show_filter = { "show", WORDS("Show"), show_values, show_words };
static const Column board_columns[] = {
    { .words = WORDS("Votes"), .key = "votes", .ways = SORT_DOWN },
    { .words = WORDS("Last changed"), .key = "changed", .ways = SORT_DOWN },
};
enum { COLUMN_VOTES };

static WishWanted wanted_of(Request *req, const Sift *sift)
{
    size_t show = sift->chosen[0];
    bool is_all = show == 4;
    return (WishWanted){
        .words = text_search_key(req->arena, sift->typed),
        .from = is_all ? WISH_ASKED : (WishState)(WISH_ASKED + show),
        .to = is_all ? WISH_REFUSED : (WishState)(WISH_ASKED + show),
        .by_newest = sift->sort != COLUMN_VOTES, .after = sift->after, .after_id = sift->after_id,
    };
}

static bool may_vote(const Request *req)
{
    return who_has(&req->who, ROLE_MEMBER, PURPOSE_TAKE_PART);
}

static Reply board_show(Request *req)
{
    BoardView view = { .req = req, .may_vote = may_vote(req) };
    view.sift = sift_read_with(req, "/board", board_columns, COUNT(board_columns), &show_filter, 1);
    WishWanted wanted = wanted_of(req, &view.sift);
    view.wishes = wishes_list(req->db, req->who.person, &wanted, WISHES_PER_PAGE + 1);
    if (view.wishes.count > WISHES_PER_PAGE) {
        view.wishes.count = WISHES_PER_PAGE;
        const Wish *last = &view.wishes.item[WISHES_PER_PAGE - 1];
        int64_t key = wanted.by_newest ? last->changed : last->votes;
        sift_next(&view.sift, text_format(req->arena, "%lld", (long long)key), last->id.id);
    }
    Page page = page_begin(req->arena, req->lang);
    feedback_board_page(&page, &view);
    return reply_page(req, say(req->lang, "What was asked for"), page_end(&page));
}

static bool wish_of_path(Request *req, Wish *wish)
{
    WishId id;
    return id_from_text(req_param(req, "wish"), &id.id)
        && wish_one(req->db, req->who.person, id, wish);
}

static Reply wish_show(Request *req)
{
    WishView view = { .req = req, .may_vote = may_vote(req) };
    if (!wish_of_path(req, &view.wish))
        return reply_not_found(req);
    view.steps = wish_steps(req->db, view.wish.id);
    view.may_edit = place_movement(req->db, &view.movement)
        && place_has_desk(req, view.movement.id, PURPOSE_INFORMATION)
        && who_has(&req->who, ROLE_ADMIN, PURPOSE_INFORMATION);
    Page page = page_begin(req->arena, req->lang);
    feedback_wish_page(&page, &view);
    return reply_page(req, view.wish.title, page_end(&page));
}

static Reply wish_vote_keep(Request *req)
{
    Wish wish;
    if (!wish_of_path(req, &wish))
        return reply_not_found(req);
    wish_vote(req->db, req->scope, wish.id, !text_equal(req_field(req, "do"), "no"), req->now);
    Reply reply = reply_see(req, text_format(req->arena, "/board/%s",
                                             id_text(req->arena, wish.id.id)));
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}

/* --- the roadmap --------------------------------------------------------------------------- */

static WishList of_state(Request *req, WishState state, bool by_newest, int64_t most)
{
    return wishes_list(req->db, req->who.person, &(WishWanted){
        .words = "", .from = state, .to = state, .by_newest = by_newest, .after = "",
    }, most);
}

static Reply road_show(Request *req)
{
    enum { ASKED_SHOWN = 5 };
    RoadView view = {
        .req = req, .planned = of_state(req, WISH_PLANNED, false, ROADMAP_SHOWN),
        .done = of_state(req, WISH_DONE, true, ROADMAP_SHOWN),
        .asked = of_state(req, WISH_ASKED, false, ASKED_SHOWN),
        .uptime = status_uptime(req->db, req->arena, req->now),
    };
    Page page = page_begin(req->arena, req->lang);
    feedback_road_page(&page, &view);
    return reply_page(req, say(req->lang, "What we are building"), page_end(&page));
}

static void feedback_area(Page *page, Request *req)
{
    Place place;
    if (place_by_id(req->db, req->scope.area, &place) && place.kind == PLACE_MOVEMENT
        && place_has_desk(req, place.id, PURPOSE_INFORMATION)
        && who_has(&req->who, ROLE_ADMIN, PURPOSE_INFORMATION))
        feedback_place_card(page, req, &place, words_new(req->db, req->scope));
}

/* --- the policy -------------------------------------------------------------------------------- */

static const Route routes[] = {
    { GET,  "/feedback/new", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, tell_show,
      WORDS("begin to say something about a page"), false },
    { POST, "/feedback/new", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_TAKE_PART, tell_keep,
      WORDS("say something about a page"), false },
    { GET,  "/feedback/thanks", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, thanks_show,
      WORDS("be thanked for what one said"), false },
    { GET,  "/board", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, board_show,
      WORDS("see what was asked for, planned and done"), false },
    { GET,  "/board/:wish", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, wish_show,
      WORDS("see what became of something that was asked for"), false },
    { POST, "/board/:wish/vote", MAY_MEMBER, AREA_NONE, PURPOSE_TAKE_PART, LOAD_TAKE_PART,
      wish_vote_keep, WORDS("be for something that was asked for, or no longer"), false },
    { GET,  "/roadmap", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, road_show,
      WORDS("see what is being built"), false },

    { GET,  "/areas/:area/feedback", MAY_ADMIN, AREA_IN_PATH, PURPOSE_INFORMATION, LOAD_OFFICE,
      triage_list, WORDS("read what people said about pages"), false },
    { POST, "/areas/:area/feedback/words/:word", MAY_ADMIN, AREA_IN_PATH, PURPOSE_INFORMATION,
      LOAD_OFFICE, triage_word, WORDS("put what somebody said to what was asked for, or aside"),
      false },
    { GET,  "/areas/:area/feedback/new", MAY_ADMIN, AREA_IN_PATH, PURPOSE_INFORMATION,
      LOAD_OFFICE, wish_new, WORDS("begin to put something on the board"), false },
    { POST, "/areas/:area/feedback/new", MAY_ADMIN, AREA_IN_PATH, PURPOSE_INFORMATION,
      LOAD_OFFICE, wish_new_keep, WORDS("put something on the board"), false },
    { GET,  "/areas/:area/feedback/wishes/:wish", MAY_ADMIN, AREA_IN_PATH, PURPOSE_INFORMATION,
      LOAD_OFFICE, wish_edit, WORDS("begin to change what stands on the board"), false },
    { POST, "/areas/:area/feedback/wishes/:wish", MAY_ADMIN, AREA_IN_PATH, PURPOSE_INFORMATION,
      LOAD_OFFICE, wish_edit_keep, WORDS("say what became of something asked for"), false },
};

const Capability feedback_capability = {
    .name = "feedback",
    .routes = routes, .route_count = COUNT(routes),
    .area_card = feedback_area,
};
