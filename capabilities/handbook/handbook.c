/* handbook.c: reading: the tree of pages, one page, all of them on paper.
 *
 * What is read depends on the place: /handbook shows the movement's pages with
 * what the reader's own place adds; /areas/:area/handbook what holds there.
 * Writing is in desk.c and write.c, searching in find.c.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/handbook/handbook_view.h"

#include "capabilities/handbook/handbook_page.h"

enum { SEARCH_BYTES_MAX = 200 };

/* --- addresses ------------------------------------------------------------------ */

const char *path_handbook(const Request *req)
{
    return req->area_slug == NULL ? "/handbook"
                                  : text_format(req->arena, "/areas/%s/handbook", req->area_slug);
}

const char *path_handbook_page(const Request *req, const char *name)
{
    return text_format(req->arena, "%s/%s", path_handbook(req), name);
}

const char *path_handbook_find(const Request *req, const char *typed)
{
    return text_format(req->arena, "%s?q=%s", path_handbook(req), query_escape(req->arena, typed));
}

const char *path_handbook_of(const Request *req, const Place *place, const char *name)
{
    return text_format(req->arena, "%s/handbook/%s", path_place(req, place), name);
}

const char *path_handbook_desk(const Request *req, const Place *place)
{
    return path_handbook_of(req, place, "desk");
}

const char *path_handbook_edit(const Request *req, const Place *place, const char *name, Lang lang)
{
    return text_format(req->arena, "%s/edit?lang=%s", path_handbook_of(req, place, name),
                       lang_code(lang));
}

const char *path_handbook_history(const Request *req, const Place *place, const char *name)
{
    return text_format(req->arena, "%s/history", path_handbook_of(req, place, name));
}

const char *path_handbook_version(const Request *req, const Place *place, const char *name,
                                  Lang lang, int64_t version)
{
    return text_format(req->arena, "%s/versions/%s-%lld", path_handbook_of(req, place, name),
                       lang_code(lang), (long long)version);
}

/* --- texts and trees -------------------------------------------------------------- */

Lang handbook_lang_for(const HandbookPage *page, Lang wanted)
{
    if (page->text[wanted].version > 0)
        return wanted;
    return page->text[LANG_EN].version > 0 ? LANG_EN : LANG_CY;
}

const char *handbook_title(const HandbookPage *page, Lang wanted)
{
    Lang lang = handbook_lang_for(page, wanted);
    return page->text[lang].version > 0 ? page->text[lang].title : page->draft_title;
}

bool handbook_is_older(const HandbookPage *page, Lang lang)
{
    const HandbookText *own = &page->text[lang];
    const HandbookText *other = &page->text[lang == LANG_EN ? LANG_CY : LANG_EN];
    if (own->version == 0 || other->version == 0)
        return false;
    bool say_the_same = own->follows == other->version || other->follows == own->version;
    return !say_the_same && own->at < other->at;
}

static bool is_among(const HandbookPageList *pages, HandbookId id)
{
    for (size_t i = 0; i < pages->count; i++)
        if (id_equal(pages->item[i].id.id, id.id))
            return true;
    return false;
}

static void add_below(Arena *arena, const HandbookPageList *pages, HandbookPageList *tree,
                      HandbookId parent, int depth)
{
    for (size_t i = 0; i < pages->count; i++) {
        const HandbookPage *page = &pages->item[i];
        bool is_here = depth == 0
            ? id_is_none(page->parent.id) || !is_among(pages, page->parent)
            : id_equal(page->parent.id, parent.id);
        if (!is_here)
            continue;
        HandbookPage *own = LIST_ADD(arena, tree);
        *own = *page;
        own->depth = depth;
        if (depth + 1 < HANDBOOK_DEPTH_MAX)
            add_below(arena, pages, tree, page->id, depth + 1);
    }
}

HandbookPageList handbook_tree(Arena *arena, const HandbookPageList *pages)
{
    HandbookPageList tree = {0};
    add_below(arena, pages, &tree, (HandbookId){0}, 0);
    return tree;
}

typedef struct { Request *req; const HandbookPageList *pages; } Named;

static bool find_page(void *state, const char *name, const char **path, const char **title)
{
    const Named *named = state;
    for (size_t i = 0; i < named->pages->count; i++) {
        const HandbookPage *page = &named->pages->item[i];
        if (text_equal(page->name, name)) {
            *path = path_handbook_page(named->req, name);
            *title = handbook_title(page, named->req->lang);
            return true;
        }
    }
    return false;
}

MarkdownText handbook_markup(Request *req, const HandbookPageList *pages, const char *body,
                             const char *anchor)
{
    Named named = { req, pages };
    /* What a place adds stands under a heading of its own. */
    return markdown_read(req->arena, body, &(MarkdownNames){
        .find = find_page, .state = &named, .anchor = anchor,
        .top = text_equal(anchor, "part") ? 2 : 3,
    });
}

bool handbook_desk_of(Request *req, Place *place)
{
    for (size_t i = 0; i < req->who.grant_count; i++) {
        const Grant *grant = &req->who.grant[i];
        if (grant->purpose == PURPOSE_INFORMATION && grant->role > ROLE_MEMBER)
            return place_by_id(req->db, grant->area, place);
    }
    return false;
}

/* Where the reader is: the place of the address, else their own, else the movement. */
static bool place_of(Request *req, Place *place)
{
    if (req->area_slug != NULL)
        return place_by_id(req->db, req->scope.area, place);
    AreaId own = who_area(&req->who);
    if (!id_is_none(own.id) && place_by_id(req->db, own, place))
        return true;
    return place_movement(req->db, place);
}

static HandbookPageList pages_of(Request *req, const Place *place)
{
    HandbookPageList pages = handbook_pages_in(req->db, place->id);
    return handbook_tree(req->arena, &pages);
}

/* --- all pages --------------------------------------------------------------------- */

static Reply contents_show(Request *req)
{
    ContentsView view = { .req = req };
    if (!place_of(req, &view.place))
        return reply_not_found(req);
    view.typed = text_trim(req->arena, text_cut(req->arena, req_query(req, "q"), SEARCH_BYTES_MAX));
    view.pages = pages_of(req, &view.place);
    view.has_desk = handbook_desk_of(req, &view.desk);
    if (view.typed[0] != '\0')
        view.hits = handbook_find(req, view.place.id, view.typed, HANDBOOK_HITS_SHOWN);
    Page page = page_begin(req->arena, req->lang);
    handbook_contents_page(&page, &view);
    return reply_page(req, say(req->lang, "Handbook"), page_end(&page));
}

static Reply print_show(Request *req)
{
    PrintView view = { .req = req };
    if (!place_of(req, &view.place))
        return reply_not_found(req);
    HandbookPageList list = handbook_bodies_in(req->db, view.place.id);
    HandbookPageList pages = handbook_tree(req->arena, &list);
    view.text = ARENA_ARRAY(req->arena, ShownText, pages.count + 1);
    for (size_t i = 0; i < pages.count; i++) {
        const HandbookPage *one = &pages.item[i];
        Lang lang = handbook_lang_for(one, req->lang);
        view.text[view.count++] = (ShownText){
            .page = one, .lang = lang,
            .text = handbook_markup(req, &pages, one->text[lang].body,
                                    text_format(req->arena, "%s-%zu", one->name, i)),
        };
    }
    Page page = page_begin(req->arena, req->lang);
    handbook_print_page(&page, &view);
    return reply_page(req, say(req->lang, "The whole handbook"), page_end(&page));
}

/* --- one page ------------------------------------------------------------------------ */

static ShownText shown(Request *req, const PageView *view, const HandbookPage *page, Lang lang,
                       const char *anchor)
{
    return (ShownText){
        .page = page, .lang = lang, .is_older = handbook_is_older(page, lang),
        .text = handbook_markup(req, &view->pages, page->text[lang].body, anchor),
    };
}

static void fill_sides(Request *req, PageView *view)
{
    const HandbookPage *page = view->page;
    Lang lang = handbook_lang_for(page, req->lang);
    view->has_both = page->text[LANG_EN].version > 0 && page->text[LANG_CY].version > 0;
    view->is_both = view->has_both && req_query(req, "both")[0] != '\0';
    view->side[view->side_count++] = shown(req, view, page, lang, "part");
    if (view->is_both)
        view->side[view->side_count++] =
            shown(req, view, page, lang == LANG_EN ? LANG_CY : LANG_EN, "side");
}

/* The pages above this one, from the top down. */
static void fill_crumbs(Request *req, PageView *view)
{
    view->crumb[view->crumb_count++] = (Crumb){ path_handbook(req), say(req->lang, "Handbook") };
    const HandbookPage *above[HANDBOOK_DEPTH_MAX];
    size_t count = 0;
    HandbookId id = view->page->parent;
    for (size_t i = view->pages.count; i > 0 && count < HANDBOOK_DEPTH_MAX; i--) {
        if (!id_equal(view->pages.item[i - 1].id.id, id.id))
            continue;
        above[count++] = &view->pages.item[i - 1]; /* in a tree what is above comes before */
        id = view->pages.item[i - 1].parent;
    }
    while (count > 0) {
        count--;
        view->crumb[view->crumb_count++] = (Crumb){ path_handbook_page(req, above[count]->name),
                                                    handbook_title(above[count], req->lang) };
    }
}

static Reply page_show(Request *req)
{
    PageView view = { .req = req };
    if (!place_of(req, &view.place))
        return reply_not_found(req);
    HandbookPageList named =
        handbook_pages_named(req->db, view.place.id, req_param(req, "page"));
    if (named.count == 0)
        return reply_not_found(req);
    view.page = &named.item[0];
    view.pages = pages_of(req, &view.place);
    fill_crumbs(req, &view);
    fill_sides(req, &view);
    view.added = ARENA_ARRAY(req->arena, ShownText, named.count);
    for (size_t i = 1; i < named.count; i++)
        view.added[view.added_count++] =
            shown(req, &view, &named.item[i], handbook_lang_for(&named.item[i], req->lang),
                  text_format(req->arena, "added-%zu", i));
    view.may_write = place_has_desk(req, view.page->area.id, PURPOSE_INFORMATION);
    view.has_desk = handbook_desk_of(req, &view.desk);

    Page page = page_begin(req->arena, req->lang);
    handbook_one_page(&page, &view);
    return reply_page(req, handbook_title(view.page, req->lang), page_end(&page));
}

static void handbook_place(Page *page, Request *req)
{
    handbook_place_card(page, req, place_has_desk(req, req->scope.area, PURPOSE_INFORMATION));
}

/* --- the policy ------------------------------------------------------------------------ */

static const Route routes[] = {
    { GET,  "/handbook", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, contents_show,
      WORDS("find out how something is done"), false },
    { GET,  "/handbook/print", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, print_show,
      WORDS("read or print the whole handbook"), false },
    { GET,  "/handbook/:page", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, page_show,
      WORDS("read a page of the handbook"), false },

    { GET,  "/areas/:area/handbook", MAY_ANYONE, AREA_IN_PATH, PURPOSE_OPEN, LOAD_PUBLIC,
      contents_show, WORDS("find out how something is done in a place"), false },
    { GET,  "/areas/:area/handbook/print", MAY_ANYONE, AREA_IN_PATH, PURPOSE_OPEN, LOAD_PUBLIC,
      print_show, WORDS("read or print the handbook of a place"), false },
    { GET,  "/areas/:area/handbook/desk", MAY_OFFICER, AREA_IN_PATH, PURPOSE_INFORMATION,
      LOAD_OFFICE, desk_show, WORDS("see all handbook pages of a place, drafts too"), false },
    { POST, "/areas/:area/handbook/first", MAY_OFFICER, AREA_IN_PATH, PURPOSE_INFORMATION,
      LOAD_OFFICE, desk_first, WORDS("begin the handbook with the first pages"), false },
    { GET,  "/areas/:area/handbook/new", MAY_OFFICER, AREA_IN_PATH, PURPOSE_INFORMATION,
      LOAD_OFFICE, write_new, WORDS("begin a handbook page"), false },
    { POST, "/areas/:area/handbook/new", MAY_OFFICER, AREA_IN_PATH, PURPOSE_INFORMATION,
      LOAD_OFFICE, write_new_keep, WORDS("add a handbook page"), false },
    { GET,  "/areas/:area/handbook/:page", MAY_ANYONE, AREA_IN_PATH, PURPOSE_OPEN, LOAD_PUBLIC,
      page_show, WORDS("read a page of the handbook with what a place adds"), false },
    { GET,  "/areas/:area/handbook/:page/edit", MAY_OFFICER, AREA_IN_PATH, PURPOSE_INFORMATION,
      LOAD_OFFICE, write_edit, WORDS("begin to change a handbook page"), false },
    { POST, "/areas/:area/handbook/:page/edit", MAY_OFFICER, AREA_IN_PATH, PURPOSE_INFORMATION,
      LOAD_OFFICE, write_keep, WORDS("change a handbook page, or keep a draft of it"), false },
    { POST, "/areas/:area/handbook/:page/draft/drop", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_INFORMATION, LOAD_OFFICE, write_drop, WORDS("throw a draft away"), false },
    { POST, "/areas/:area/handbook/:page/move", MAY_OFFICER, AREA_IN_PATH, PURPOSE_INFORMATION,
      LOAD_OFFICE, desk_move, WORDS("move a handbook page up or down"), false },
    { GET,  "/areas/:area/handbook/:page/down", MAY_OFFICER, AREA_IN_PATH, PURPOSE_INFORMATION,
      LOAD_OFFICE, desk_down_ask, WORDS("be asked whether a handbook page is to be taken down"),
      false },
    { POST, "/areas/:area/handbook/:page/down", MAY_OFFICER, AREA_IN_PATH, PURPOSE_INFORMATION,
      LOAD_OFFICE, desk_down, WORDS("take a handbook page down"), false },
    { POST, "/areas/:area/handbook/:page/up", MAY_OFFICER, AREA_IN_PATH, PURPOSE_INFORMATION,
      LOAD_OFFICE, desk_up, WORDS("put a handbook page back up"), false },
    { GET,  "/areas/:area/handbook/:page/history", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_INFORMATION, LOAD_OFFICE, history_show,
      WORDS("see who changed a handbook page and when"), false },
    { GET,  "/areas/:area/handbook/:page/versions/:version", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_INFORMATION, LOAD_OFFICE, history_one,
      WORDS("see what a handbook page said, and what was changed"), false },
    { POST, "/areas/:area/handbook/:page/versions/:version/restore", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_INFORMATION, LOAD_OFFICE, history_restore,
      WORDS("make an earlier version of a handbook page current"), false },
};

static const NavLink nav[] = {
    { "/handbook", WORDS("Handbook"), MAY_ANYONE, false },
};

const Capability handbook_capability = {
    .name = "handbook",
    .routes = routes, .route_count = COUNT(routes),
    .nav = nav, .nav_count = COUNT(nav),
    .area_card = handbook_place,
};
