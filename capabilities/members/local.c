/* local.c: the page of a local party: shown to everybody, written by its
 * officers, nothing of it ever lost.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/local.h"

#include "capabilities/members/local_page.h"
#include "capabilities/members/roll.h"
#include "capabilities/trail/trail.h"

/* Below this, a count of members would say too much about too few. */
enum { LOCAL_COUNT_MIN = 10 };

enum { EDIT_BASE, EDIT_LANG, EDIT_ABOUT, EDIT_MEETING, EDIT_LINKS };
enum { EDIT_FIELDS = EDIT_LINKS + 2 * LOCAL_LINKS_MAX };

static const Field edit_fields[EDIT_FIELDS] = {
    [EDIT_BASE]    = { "base", FIELD_HIDDEN, .max = 12 },
    [EDIT_LANG]    = { "lang", FIELD_HIDDEN, .max = 8 },
    [EDIT_ABOUT]   = { "about", FIELD_TEXT, WORDS("About us"),
                       WORDS("Who you are, what you do, when somebody new should come first. An "
                             "empty line begins a paragraph."), .max = LOCAL_ABOUT_MAX },
    [EDIT_MEETING] = { "meeting", FIELD_TEXT, WORDS("Where and when you meet"),
                       WORDS("With the street and the way in. Say whether there are steps."),
                       .max = LOCAL_MEETING_MAX },
    [EDIT_LINKS]      = { "url1", FIELD_URL, WORDS("Link 1: web address"), .max = 500 },
    [EDIT_LINKS + 1]  = { "words1", FIELD_LINE, WORDS("Link 1: what it is"), .max = 80 },
    [EDIT_LINKS + 2]  = { "url2", FIELD_URL, WORDS("Link 2: web address"), .max = 500 },
    [EDIT_LINKS + 3]  = { "words2", FIELD_LINE, WORDS("Link 2: what it is"), .max = 80 },
    [EDIT_LINKS + 4]  = { "url3", FIELD_URL, WORDS("Link 3: web address"), .max = 500 },
    [EDIT_LINKS + 5]  = { "words3", FIELD_LINE, WORDS("Link 3: what it is"), .max = 80 },
    [EDIT_LINKS + 6]  = { "url4", FIELD_URL, WORDS("Link 4: web address"), .max = 500 },
    [EDIT_LINKS + 7]  = { "words4", FIELD_LINE, WORDS("Link 4: what it is"), .max = 80 },
    [EDIT_LINKS + 8]  = { "url5", FIELD_URL, WORDS("Link 5: web address"), .max = 500 },
    [EDIT_LINKS + 9]  = { "words5", FIELD_LINE, WORDS("Link 5: what it is"), .max = 80 },
    [EDIT_LINKS + 10] = { "url6", FIELD_URL, WORDS("Link 6: web address"), .max = 500 },
    [EDIT_LINKS + 11] = { "words6", FIELD_LINE, WORDS("Link 6: what it is"), .max = 80 },
};

/* --- showing ---------------------------------------------------------------- */

static bool is_of_the_organisation(PlaceKind kind)
{
    return kind >= PLACE_MOVEMENT;
}

static bool is_joinable(PlaceKind kind)
{
    return kind == PLACE_PARTY || kind == PLACE_BRANCH;
}

/* The place of this request, when it is one that has a page. */
static bool own_place(Request *req, Place *place)
{
    return place_by_id(req->db, req->scope.area, place) && is_of_the_organisation(place->kind);
}

/* Whether a grant for this purpose covers the place or something above it. */
static bool is_own_party(const LocalView *view)
{
    AreaId own = who_area(&view->req->who);
    if (id_is_none(own.id))
        return false;
    for (size_t i = 0; i < view->below.count; i++)
        if (id_equal(view->below.item[i].id.id, own.id))
            return true;
    return id_equal(own.id, view->place->id.id);
}

static LocalView view_of(Request *req, const Place *place)
{
    LocalView view = {
        .req     = req,
        .place   = place,
        .above   = place_ancestors(req->db, place->id),
        .below   = place_children(req->db, place->id),
        .offices = offices_of(req->db, place->id, place->id),
    };
    if (is_joinable(place->kind)) {
        int64_t members = members_in(req->db, place->id);
        view.members = members >= LOCAL_COUNT_MIN ? members : 0;
        view.is_mine = is_own_party(&view);
        view.may_join = id_is_none(who_area(&req->who).id);
        view.may_move = !view.may_join && !view.is_mine;
    }
    view.may_edit = place_has_desk(req, place->id, PURPOSE_INFORMATION);
    view.may_list = place_has_desk(req, place->id, PURPOSE_MEMBERSHIP);
    return view;
}

Reply local_show(Request *req)
{
    Place place;
    if (!own_place(req, &place))
        return reply_not_found(req);
    LocalView view = view_of(req, &place);
    local_page_for(req->db, place.id, req->lang, &view.page);
    view.was_sent = req_query(req, "sent")[0] != '\0';

    Page page = page_begin(req->arena, req->lang);
    local_whole(&page, &view);
    return reply_page(req, place_name(&place, req->lang), page_end(&page));
}

/* --- writing ------------------------------------------------------------------ */

static void fill_form(Form *form, const LocalPage *page)
{
    Arena *arena = form->req->arena;
    form_fill(form, EDIT_BASE, text_format(arena, "%lld", (long long)page->version));
    form_fill(form, EDIT_LANG, lang_code(page->lang));
    form_fill(form, EDIT_ABOUT, page->about);
    form_fill(form, EDIT_MEETING, page->meeting);
    for (size_t i = 0; i < page->link_count; i++) {
        form_fill(form, EDIT_LINKS + 2 * i, page->link[i].url);
        form_fill(form, EDIT_LINKS + 2 * i + 1, page->link[i].words);
    }
}

static LocalPage page_of_form(Request *req, Form *form, const Place *place)
{
    LocalPage page = {
        .area    = place->id,
        .lang    = req->lang,
        .about   = form_text(form, EDIT_ABOUT),
        .meeting = form_text(form, EDIT_MEETING),
        .by      = req->who.person,
        .by_name = "",
        .at      = req->now,
    };
    lang_from_code(form_text(form, EDIT_LANG), &page.lang);
    text_to_int(form_text(form, EDIT_BASE), 0, INT32_MAX, &page.version);
    for (size_t i = 0; i < LOCAL_LINKS_MAX; i++) {
        const char *url = form_text(form, EDIT_LINKS + 2 * i);
        const char *words = form_text(form, EDIT_LINKS + 2 * i + 1);
        if (url[0] == '\0' && words[0] != '\0' && form->error[EDIT_LINKS + 2 * i] == NULL)
            form_fault(form, EDIT_LINKS + 2 * i,
                       SAY(req->arena, req->lang, "Please give the web address of “{1}”.", words));
        if (url[0] != '\0')
            page.link[page.link_count++] = (LocalLink){ url, words[0] == '\0' ? url : words };
    }
    return page;
}

static Reply edit_page(Request *req, const EditView *view, int status)
{
    Page page = page_begin(req->arena, req->lang);
    local_edit_form(&page, view);
    return reply_page_status(req, status, say(req->lang, "Write the local page"), page_end(&page));
}

Reply local_edit(Request *req)
{
    Place place;
    if (!own_place(req, &place))
        return reply_not_found(req);
    Lang lang = req->lang;
    lang_from_code(req_query(req, "lang"), &lang);
    LocalPage current;
    local_page_in(req->db, place.id, lang, &current);

    Form form = form_blank(req, edit_fields, EDIT_FIELDS);
    fill_form(&form, &current);
    return edit_page(req, &(EditView){ .req = req, .place = &place, .form = &form, .lang = lang },
                     200);
}

static bool is_same(const LocalPage *a, const LocalPage *b)
{
    bool same = text_equal(a->about, b->about) && text_equal(a->meeting, b->meeting)
        && a->link_count == b->link_count;
    for (size_t i = 0; same && i < a->link_count; i++)
        same = text_equal(a->link[i].url, b->link[i].url)
            && text_equal(a->link[i].words, b->link[i].words);
    return same;
}

/* Shows what somebody else has written since; what was typed stays in the
 * form, and keeping it again puts it on top of theirs. */
static Reply edit_conflict(Request *req, EditView *view, Form *form)
{
    static LocalPage none;
    LocalPage *newest = ARENA_NEW(req->arena, LocalPage);
    *newest = none;
    local_page_in(req->db, view->place->id, view->lang, newest);
    form_fill(form, EDIT_BASE, text_format(req->arena, "%lld", (long long)newest->version));
    view->other = newest;
    return edit_page(req, view, 409);
}

Reply local_keep(Request *req)
{
    Place place;
    if (!own_place(req, &place))
        return reply_not_found(req);
    Form form = form_read(req, edit_fields, EDIT_FIELDS);
    LocalPage typed = page_of_form(req, &form, &place);
    EditView view = { .req = req, .place = &place, .form = &form, .lang = typed.lang };
    if (!form_ok(&form))
        return edit_page(req, &view, 422);

    if (text_equal(req_field(req, "do"), "preview")) {
        LocalView shown = view_of(req, &place);
        shown.page = typed;
        shown.page.version++;
        view.preview = &shown;
        return edit_page(req, &view, 200);
    }

    LocalPage current;
    local_page_in(req->db, place.id, typed.lang, &current);
    if (is_same(&typed, &current))
        return reply_see(req, path_place(req, &place));
    if (current.version != typed.version || !members_page_set(req->db, &typed))
        return edit_conflict(req, &view, &form);
    trail_change(req->db, req->scope, "members.page", place.id.id, req->now);
    return reply_see(req, path_place(req, &place));
}

/* --- history -------------------------------------------------------------------- */

Reply local_history(Request *req)
{
    Place place;
    if (!own_place(req, &place))
        return reply_not_found(req);
    LocalPageList versions = local_versions(req->db, req->scope);
    Page page = page_begin(req->arena, req->lang);
    local_history_page(&page, req, &place, &versions);
    return reply_page(req, say(req->lang, "Earlier versions"), page_end(&page));
}

/* "cy-3": the third Welsh version. */
static bool version_of_path(Request *req, LocalPage *page)
{
    const char *text = req_param(req, "version");
    const char *dash = strchr(text, '-');
    Lang lang;
    int64_t version;
    return dash != NULL
        && lang_from_code(text_copy_bytes(req->arena, text, (size_t)(dash - text)), &lang)
        && text_to_int(dash + 1, 1, INT32_MAX, &version)
        && local_version(req->db, req->scope, lang, version, page);
}

Reply local_history_one(Request *req)
{
    Place place;
    LocalPage old;
    if (!own_place(req, &place) || !version_of_path(req, &old))
        return reply_not_found(req);
    LocalView view = view_of(req, &place);
    view.page = old;
    LocalPage current;
    local_page_in(req->db, place.id, old.lang, &current);

    Page page = page_begin(req->arena, req->lang);
    local_version_page(&page, &view, current.version == old.version);
    return reply_page(req, say(req->lang, "Earlier version"), page_end(&page));
}

Reply local_restore(Request *req)
{
    Place place;
    LocalPage old;
    if (!own_place(req, &place) || !version_of_path(req, &old))
        return reply_not_found(req);
    LocalPage current;
    local_page_in(req->db, place.id, old.lang, &current);
    old.version = current.version;
    old.by = req->who.person;
    old.at = req->now;
    if (!members_page_set(req->db, &old))
        return reply_see(req, path_local_history(req, &place));
    trail_change(req->db, req->scope, "members.page", place.id.id, req->now);
    return reply_see(req, path_place(req, &place));
}
