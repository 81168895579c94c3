/* write.c: a page is written: draft, preview, published; nothing of it is lost.
 *
 * A form carries the version it was begun on. When somebody else has published
 * meanwhile, theirs is shown above what was typed, and keeping it again puts
 * it on top of theirs.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/handbook/handbook_view.h"

#include "capabilities/handbook/desk_page.h"
#include "capabilities/trail/trail.h"
#include "web/said.h"

enum { WRITE_BASE, WRITE_LANG, WRITE_NAME, WRITE_TITLE, WRITE_BODY, WRITE_PARENT, WRITE_SAME,
       WRITE_NOTE, WRITE_FIELDS };

static const Field write_fields[WRITE_FIELDS] = {
    [WRITE_BASE]   = { "base", FIELD_HIDDEN, .max = 12 },
    [WRITE_LANG]   = { "lang", FIELD_HIDDEN, .max = 8 },
    [WRITE_NAME]   = { "name", FIELD_HIDDEN, .max = MARKDOWN_NAME_MAX },
    [WRITE_TITLE]  = { "title", FIELD_LINE, WORDS("Title"),
                       WORDS("What somebody would ask for, like: How to call a meeting."),
                       .required = true, .max = HANDBOOK_TITLE_MAX },
    [WRITE_BODY]   = { "body", FIELD_TEXT, WORDS("Text"),
                       WORDS("Short steps, in the order in which they are done. Name nobody: an "
                             "office stays when people change."),
                       .required = true, .max = HANDBOOK_BODY_MAX },
    [WRITE_PARENT] = { "parent", FIELD_SELECT, WORDS("Where it stands"),
                       WORDS("Under another page, or at the top if you choose none."), .max = 32 },
    [WRITE_SAME]   = { "same", FIELD_TICK, WORDS("It now says the same as in the other language"),
                       WORDS("Otherwise the other language, or this one, is marked as the older "
                             "of the two."), .max = 8 },
    [WRITE_NOTE]   = { "note", FIELD_LINE, WORDS("What you changed, in a few words"),
                       .max = HANDBOOK_NOTE_MAX },
};

/* --- the form ---------------------------------------------------------------------- */

/* The fields with the pages of this area to stand under. */
static const Field *fields_for(Request *req, const HandbookPage *page)
{
    HandbookPageList list = handbook_desk_pages(req->db, req->scope);
    HandbookPageList pages = handbook_tree(req->arena, &list);
    const char **values = ARENA_ARRAY(req->arena, const char *, pages.count + 1);
    const char **words = ARENA_ARRAY(req->arena, const char *, pages.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < pages.count; i++) {
        const HandbookPage *other = &pages.item[i];
        bool is_below = page != NULL
            && (id_equal(other->id.id, page->id.id) || id_equal(other->parent.id, page->id.id));
        if (is_below || other->depth + 1 >= HANDBOOK_DEPTH_MAX)
            continue;
        values[count] = id_text(req->arena, other->id.id);
        words[count++] = handbook_title(other, req->lang);
    }
    Field *fields = ARENA_ARRAY(req->arena, Field, WRITE_FIELDS);
    memcpy(fields, write_fields, sizeof write_fields);
    fields[WRITE_PARENT].choices = values;
    fields[WRITE_PARENT].choice_words = words;
    return fields;
}

static Lang lang_of(Request *req, const char *code)
{
    Lang lang = req->lang;
    lang_from_code(code, &lang);
    return lang;
}

static bool own_place(Request *req, Place *place)
{
    return place_by_id(req->db, req->scope.area, place) && place->kind >= PLACE_MOVEMENT;
}

static bool own_page(Request *req, Place *place, HandbookPage *page)
{
    return own_place(req, place)
        && handbook_page_own(req->db, req->scope, req_param(req, "page"), page);
}

static Reply write_page(Request *req, const WriteView *view, int status)
{
    Page page = page_begin(req->arena, req->lang);
    handbook_write_page(&page, view);
    return reply_page_status(req, status, say(req->lang, "Write a handbook page"), page_end(&page));
}

/* A place may add to a page of the movement: the same name, the same title. */
static const char *title_of_named(Request *req, const char *name)
{
    if (!markdown_is_name(name))
        return NULL;
    HandbookPageList named = handbook_pages_named(req->db, req->scope.area, name);
    bool is_others = named.count > 0 && !id_equal(named.item[0].area.id.id, req->scope.area.id);
    return is_others ? handbook_title(&named.item[0], req->lang) : NULL;
}

static ShownText preview_of(Request *req, const Form *form, Lang lang)
{
    HandbookPageList pages = handbook_pages_in(req->db, req->scope.area);
    HandbookPage *page = ARENA_NEW(req->arena, HandbookPage);
    page->text[lang] = (HandbookText){ .version = 1, .title = form_text(form, WRITE_TITLE) };
    return (ShownText){
        .page = page, .lang = lang,
        .text = handbook_markup(req, &pages, form_text(form, WRITE_BODY), "part"),
    };
}

/* What stands in the form as it will be kept. */
static HandbookText text_of_form(const Form *form, TimeMs now)
{
    HandbookText text = {
        .title = form_text(form, WRITE_TITLE), .body = form_text(form, WRITE_BODY), .at = now,
    };
    text_to_int(form_text(form, WRITE_BASE), 0, INT32_MAX, &text.version);
    return text;
}

static void keep_draft(Request *req, HandbookId page, Lang lang, const HandbookText *text)
{
    handbook_draft_keep(req->db, req->scope, page, lang, &(HandbookDraft){
        .title = text->title, .body = text->body, .base = text->version, .at = req->now,
    });
}

static Reply see_edit(Request *req, const Place *place, const char *name, Lang lang)
{
    Reply reply = reply_see(req, path_handbook_edit(req, place, name, lang));
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}

/* --- a new page ------------------------------------------------------------------- */

Reply write_new(Request *req)
{
    Place place;
    if (!own_place(req, &place))
        return reply_not_found(req);
    Lang lang = lang_of(req, req_query(req, "lang"));
    Form form = form_blank(req, fields_for(req, NULL), WRITE_FIELDS);
    const char *title = title_of_named(req, req_query(req, "name"));
    form_fill(&form, WRITE_LANG, lang_code(lang));
    if (title != NULL) {
        form_fill(&form, WRITE_NAME, req_query(req, "name"));
        form_fill(&form, WRITE_TITLE, title);
    }
    return write_page(req, &(WriteView){
        .req = req, .place = place, .form = &form, .lang = lang, .adds_to = title,
    }, 200);
}

Reply write_new_keep(Request *req)
{
    Place place;
    if (!own_place(req, &place))
        return reply_not_found(req);
    Form form = form_read(req, fields_for(req, NULL), WRITE_FIELDS);
    Lang lang = lang_of(req, form_text(&form, WRITE_LANG));
    const char *typed_name = form_text(&form, WRITE_NAME);
    const char *adds_to = title_of_named(req, typed_name);
    WriteView view = {
        .req = req, .place = place, .form = &form, .lang = lang, .adds_to = adds_to,
    };
    if (!form_ok(&form))
        return write_page(req, &view, 422);
    if (text_equal(req_field(req, "do"), "preview")) {
        ShownText preview = preview_of(req, &form, lang);
        view.preview = &preview;
        return write_page(req, &view, 200);
    }

    HandbookPage there;
    const char *name = adds_to == NULL
        ? handbook_free_name(req->db, place.id, form_text(&form, WRITE_TITLE)) : typed_name;
    if (handbook_page_own(req->db, req->scope, name, &there)) /* pressed twice */
        return reply_see(req, path_handbook_edit(req, &place, name, lang));
    HandbookId id = handbook_page_add(req->db, place.id, name,
                                      (HandbookId){ form_id(&form, WRITE_PARENT) }, req->now,
                                      req->random);
    HandbookText text = text_of_form(&form, req->now);
    trail_change(req->db, req->scope, "handbook.page", id.id, req->now);
    if (text_equal(req_field(req, "do"), "draft")) {
        keep_draft(req, id, lang, &text);
        return see_edit(req, &place, name, lang);
    }
    handbook_text_add(req->db, place.id, id, lang, &text, form_text(&form, WRITE_NOTE),
                      req->who.person);
    return reply_see(req, path_handbook_of(req, &place, name));
}

/* --- changing one --------------------------------------------------------------------- */

static void fill_form(Form *form, const HandbookPage *page, Lang lang, const HandbookDraft *draft)
{
    Arena *arena = form->req->arena;
    const HandbookText *text = &page->text[lang];
    bool is_new = text->version == 0;
    int64_t base = draft == NULL ? text->version : draft->base;
    form_fill(form, WRITE_BASE, text_format(arena, "%lld", (long long)base));
    form_fill(form, WRITE_LANG, lang_code(lang));
    form_fill(form, WRITE_NAME, page->name);
    form_fill(form, WRITE_TITLE, draft != NULL ? draft->title : is_new ? "" : text->title);
    form_fill(form, WRITE_BODY, draft != NULL ? draft->body : is_new ? "" : text->body);
    form_fill(form, WRITE_PARENT,
              id_is_none(page->parent.id) ? "" : id_text(arena, page->parent.id));
    /* Who writes the language that is missing or older, mostly translates. */
    bool translates = page->text[lang == LANG_EN ? LANG_CY : LANG_EN].version > 0
        && (is_new || handbook_is_older(page, lang));
    form_fill(form, WRITE_SAME, translates ? "yes" : "");
}

Reply write_edit(Request *req)
{
    Place place;
    HandbookPage page;
    if (!own_page(req, &place, &page))
        return reply_not_found(req);
    Lang lang = lang_of(req, req_query(req, "lang"));
    HandbookDraft draft;
    bool has_draft = handbook_draft(req->db, req->scope, page.id, lang, &draft);
    Form form = form_blank(req, fields_for(req, &page), WRITE_FIELDS);
    fill_form(&form, &page, lang, has_draft ? &draft : NULL);
    return write_page(req, &(WriteView){
        .req = req, .place = place, .page = &page, .form = &form, .lang = lang,
        .draft = has_draft ? &draft : NULL,
    }, 200);
}

static Reply conflict(Request *req, WriteView *view, Form *form)
{
    view->newest = &view->page->text[view->lang];
    form_fill(form, WRITE_BASE,
              text_format(req->arena, "%lld", (long long)view->newest->version));
    return write_page(req, view, 409);
}

static Reply publish(Request *req, WriteView *view, Form *form)
{
    const HandbookPage *page = view->page;
    Lang lang = view->lang;
    HandbookText text = text_of_form(form, req->now);
    const HandbookText *now = &page->text[lang];
    if (text.version != now->version)
        return conflict(req, view, form);
    text.follows = form_tick(form, WRITE_SAME)
        ? page->text[lang == LANG_EN ? LANG_CY : LANG_EN].version : now->follows;
    bool is_same = now->version > 0 && text_equal(now->title, text.title)
        && text_equal(now->body, text.body);
    if (is_same)
        handbook_text_follows(req->db, req->scope, page->id, lang, text.follows);
    else if (!handbook_text_add(req->db, view->place.id, page->id, lang, &text,
                                form_text(form, WRITE_NOTE), req->who.person))
        return conflict(req, view, form);
    handbook_page_put(req->db, req->scope, page->id, (HandbookId){ form_id(form, WRITE_PARENT) });
    handbook_draft_drop(req->db, req->scope, page->id, lang);
    trail_change(req->db, req->scope, "handbook.page", page->id.id, req->now);
    return reply_see(req, path_handbook_of(req, &view->place, page->name));
}

Reply write_keep(Request *req)
{
    Place place;
    HandbookPage page;
    if (!own_page(req, &place, &page))
        return reply_not_found(req);
    Form form = form_read(req, fields_for(req, &page), WRITE_FIELDS);
    WriteView view = {
        .req = req, .place = place, .page = &page, .form = &form,
        .lang = lang_of(req, form_text(&form, WRITE_LANG)),
    };
    if (!form_ok(&form))
        return write_page(req, &view, 422);
    if (text_equal(req_field(req, "do"), "preview")) {
        ShownText preview = preview_of(req, &form, view.lang);
        view.preview = &preview;
        return write_page(req, &view, 200);
    }
    if (!text_equal(req_field(req, "do"), "draft"))
        return publish(req, &view, &form);
    HandbookText text = text_of_form(&form, req->now);
    keep_draft(req, page.id, view.lang, &text);
    return see_edit(req, &place, page.name, view.lang);
}

Reply write_drop(Request *req)
{
    Place place;
    HandbookPage page;
    if (!own_page(req, &place, &page))
        return reply_not_found(req);
    Lang lang = lang_of(req, req_field(req, "lang"));
    if (handbook_draft_drop(req->db, req->scope, page.id, lang))
        trail_change(req->db, req->scope, "handbook.page", page.id.id, req->now);
    return reply_see(req, path_handbook_desk(req, &place));
}
