/* desk.c: all pages of a place for those who write them; order, taking down,
 * and what a page said before.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/handbook/handbook_view.h"

#include "capabilities/handbook/desk_page.h"
#include "capabilities/trail/trail.h"
#include "web/parts.h"
#include "web/said.h"

static bool own_place(Request *req, Place *place)
{
    return place_by_id(req->db, req->scope.area, place) && place->kind >= PLACE_MOVEMENT;
}

static bool own_page(Request *req, Place *place, HandbookPage *page)
{
    return own_place(req, place)
        && handbook_page_own(req->db, req->scope, req_param(req, "page"), page);
}

/* --- the list -------------------------------------------------------------------- */

enum { SHOW_DRAFTS = 1, SHOW_WELSH, SHOW_ENGLISH, SHOW_DOWN };
static const char *const show_values[] = { "", "draft", "welsh", "english", "down", NULL };
static const char *const show_words[] = {
    WORDS("All pages"), WORDS("With a draft"), WORDS("Where the Welsh is missing or older"),
    WORDS("Where the English is missing or older"), WORDS("Taken down"), NULL,
};
static const Filter show_filter = { "show", WORDS("Show"), show_values, show_words };

static bool is_wanting(const HandbookPage *page, Lang lang)
{
    return page->text[lang].version == 0 || handbook_is_older(page, lang);
}

static bool is_chosen(Arena *arena, const HandbookPage *page, size_t which, const char *words)
{
    const char *titles = text_search_key(arena, text_format(
        arena, "%s %s %s %s", page->text[LANG_EN].version > 0 ? page->text[LANG_EN].title : "",
        page->text[LANG_CY].version > 0 ? page->text[LANG_CY].title : "", page->draft_title,
        page->name));
    if (strstr(titles, words) == NULL)
        return false;
    return which == SHOW_DRAFTS ? page->has_draft[LANG_EN] || page->has_draft[LANG_CY]
        : which == SHOW_WELSH   ? is_wanting(page, LANG_CY)
        : which == SHOW_ENGLISH ? is_wanting(page, LANG_EN)
        : which == SHOW_DOWN    ? page->is_down
                                : true;
}

Reply desk_show(Request *req)
{
    DeskView view = { .req = req };
    if (!own_place(req, &view.place))
        return reply_not_found(req);
    view.sift = sift_read_with(req, path_handbook_desk(req, &view.place), NULL, 0, &show_filter, 1);
    HandbookPageList list = handbook_desk_pages(req->db, req->scope);
    HandbookPageList tree = handbook_tree(req->arena, &list);
    const char *words = text_search_key(req->arena, view.sift.typed);
    view.all = tree.count;
    for (size_t i = 0; i < tree.count; i++)
        if (is_chosen(req->arena, &tree.item[i], view.sift.chosen[0], words))
            *LIST_ADD(req->arena, &view.pages) = tree.item[i];
    view.may_begin = view.place.kind == PLACE_MOVEMENT && tree.count == 0;
    Page page = page_begin(req->arena, req->lang);
    handbook_desk_page(&page, &view);
    return reply_page(req, say(req->lang, "Handbook pages"), page_end(&page));
}

Reply desk_first(Request *req)
{
    Place place;
    if (!own_place(req, &place) || place.kind != PLACE_MOVEMENT)
        return reply_not_found(req);
    if (handbook_first(req->db, place.id, req->now, req->random) > 0)
        trail_change(req->db, req->scope, "handbook.page", place.id.id, req->now);
    return reply_see(req, path_handbook_desk(req, &place));
}

/* --- order, and taking down ---------------------------------------------------------- */

Reply desk_move(Request *req)
{
    Place place;
    HandbookPage page;
    if (!own_page(req, &place, &page))
        return reply_not_found(req);
    bool is_up = text_equal(req_field(req, "way"), "up");
    HandbookPageList pages = handbook_desk_pages(req->db, req->scope);
    const HandbookPage *before = NULL, *swap = NULL;
    bool was_own = false;
    for (size_t i = 0; i < pages.count; i++) {
        const HandbookPage *other = &pages.item[i];
        if (!id_equal(other->parent.id, page.parent.id))
            continue;
        bool is_own = id_equal(other->id.id, page.id.id);
        if (is_up && is_own)
            swap = before;
        if (!is_up && was_own)
            swap = other;
        was_own = is_own;
        before = other;
    }
    if (swap != NULL) {
        handbook_page_swap(req->db, req->scope, &page, swap);
        trail_change(req->db, req->scope, "handbook.page", page.id.id, req->now);
    }
    return reply_see(req, path_handbook_desk(req, &place));
}

Reply desk_down_ask(Request *req)
{
    Place place;
    HandbookPage own;
    if (!own_page(req, &place, &own))
        return reply_not_found(req);
    const char *title = SAY(req->arena, req->lang, "Should “{1}” be taken down?",
                            handbook_title(&own, req->lang));
    Page page = page_begin(req->arena, req->lang);
    parts_confirm(&page, &(Confirm){
        .title = title,
        .words = say(req->lang, "Nobody will find it in the handbook any more. Nothing is lost: "
                                "you can put it back up from the list of pages."),
        .action = text_format(req->arena, "%s/down", path_handbook_of(req, &place, own.name)),
        .button = say(req->lang, "Take it down"), .is_danger = true,
        .back = path_handbook_desk(req, &place),
        .back_words = say(req->lang, "No, leave it as it is"),
    });
    return reply_page(req, title, page_end(&page));
}

static Reply set_down(Request *req, bool is_down)
{
    Place place;
    HandbookPage page;
    if (!own_page(req, &place, &page))
        return reply_not_found(req);
    handbook_page_down(req->db, req->scope, page.id, is_down);
    trail_change(req->db, req->scope, "handbook.page", page.id.id, req->now);
    Reply reply = reply_see(req, path_handbook_desk(req, &place));
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}

Reply desk_down(Request *req)
{
    return set_down(req, true);
}

Reply desk_up(Request *req)
{
    return set_down(req, false);
}

/* --- what it said before ---------------------------------------------------------------- */

Reply history_show(Request *req)
{
    HistoryView view = { .req = req };
    HandbookPage own;
    if (!own_page(req, &view.place, &own))
        return reply_not_found(req);
    view.page = &own;
    view.versions = handbook_versions(req->db, req->scope, own.id);
    Page page = page_begin(req->arena, req->lang);
    handbook_history_page(&page, &view);
    return reply_page(req, say(req->lang, "Earlier versions"), page_end(&page));
}

/* "cy-3": the third Welsh version. */
static bool version_of_path(Request *req, const HandbookPage *page, HandbookVersion *version)
{
    const char *text = req_param(req, "version"), *dash = strchr(text, '-');
    Lang lang;
    int64_t number;
    return dash != NULL
        && lang_from_code(text_copy_bytes(req->arena, text, (size_t)(dash - text)), &lang)
        && text_to_int(dash + 1, 1, INT32_MAX, &number)
        && handbook_version(req->db, req->scope, page->id, lang, number, version);
}

static const char *whole(Arena *arena, const HandbookVersion *version)
{
    return text_format(arena, "%s\n\n%s", version->title, version->body);
}

Reply history_one(Request *req)
{
    HistoryView view = { .req = req };
    HandbookPage own;
    HandbookVersion version, before;
    if (!own_page(req, &view.place, &own) || !version_of_path(req, &own, &version))
        return reply_not_found(req);
    view.page = &own;
    view.version = &version;
    view.is_now = own.text[version.lang].version == version.version;
    HandbookPageList pages = handbook_pages_in(req->db, view.place.id);
    view.text = handbook_markup(req, &pages, version.body, "part");
    if (version.version > 1
        && handbook_version(req->db, req->scope, own.id, version.lang, version.version - 1, &before))
        view.changes = difference(req->arena, whole(req->arena, &before),
                                  whole(req->arena, &version));
    Page page = page_begin(req->arena, req->lang);
    handbook_version_page(&page, &view);
    return reply_page(req, say(req->lang, "Earlier version"), page_end(&page));
}

Reply history_restore(Request *req)
{
    Place place;
    HandbookPage page;
    HandbookVersion old;
    if (!own_page(req, &place, &page) || !version_of_path(req, &page, &old))
        return reply_not_found(req);
    const HandbookText *now = &page.text[old.lang];
    HandbookText text = {
        .version = now->version, .follows = old.follows, .title = old.title, .body = old.body,
        .at = req->now,
    };
    bool is_same = text_equal(now->title, old.title) && text_equal(now->body, old.body);
    if (!is_same
        && handbook_text_add(req->db, place.id, page.id, old.lang, &text,
                             SAY(req->arena, req->lang, "Version {1} again",
                                 text_format(req->arena, "%lld", (long long)old.version)),
                             req->who.person))
        trail_change(req->db, req->scope, "handbook.page", page.id.id, req->now);
    return reply_see(req, path_handbook_history(req, &place, page.name));
}
