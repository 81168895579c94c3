/* desk_store.c: what the officers of a place write: versions, drafts, order.
 *
 * Every statement that one reaches from the desk names the scope's own area.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/handbook/handbook_store.h"

#include "base/list.h"
#include "web/markdown.h"

HandbookVersionList handbook_versions(Db *db, Scope scope, HandbookId page)
{
    Rows rows = db_rows(db,
        "SELECT t.lang, t.version, t.title, t.note, t.at, t.by_person, coalesce(p.name, '')"
        "  FROM handbook_text t LEFT JOIN people_public_person p ON p.id = t.by_person"
        " WHERE t.area_id = $1 AND t.page = $2"
        " ORDER BY t.at DESC, t.lang, t.version DESC LIMIT $3",
        args(sql_id(scope.area.id), sql_id(page.id), sql_int(HANDBOOK_VERSIONS_SHOWN)));
    HandbookVersionList list = {0};
    while (rows_next(&rows)) {
        HandbookVersion *version = LIST_ADD(db_arena(db), &list);
        *version = (HandbookVersion){
            .version = row_int(&rows, 1), .title = row_text(&rows, 2), .note = row_text(&rows, 3),
            .at = row_int(&rows, 4), .by_name = row_text(&rows, 6), .body = "",
        };
        scope_person(scope, row_id(&rows, 5));
        lang_from_code(row_text(&rows, 0), &version->lang);
    }
    return list;
}

bool handbook_version(Db *db, Scope scope, HandbookId page, Lang lang, int64_t version,
                      HandbookVersion *found)
{
    Rows rows = db_rows(db,
        "SELECT t.version, t.follows, t.title, t.body, t.note, t.at, t.by_person,"
        "       coalesce(p.name, '')"
        "  FROM handbook_text t LEFT JOIN people_public_person p ON p.id = t.by_person"
        " WHERE t.area_id = $1 AND t.page = $2 AND t.lang = $3 AND t.version = $4",
        args(sql_id(scope.area.id), sql_id(page.id), sql_text(lang_code(lang)), sql_int(version)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *found = (HandbookVersion){
            .lang = lang, .version = row_int(&rows, 0), .follows = row_int(&rows, 1),
            .title = row_text(&rows, 2), .body = row_text(&rows, 3), .note = row_text(&rows, 4),
            .at = row_int(&rows, 5), .by_name = row_text(&rows, 7),
        };
        scope_person(scope, row_id(&rows, 6));
        is_there = true;
    }
    return is_there;
}

/* --- drafts ---------------------------------------------------------------------- */

bool handbook_draft(Db *db, Scope scope, HandbookId page, Lang lang, HandbookDraft *draft)
{
    Rows rows = db_rows(db,
        "SELECT d.title, d.body, d.base, d.at, d.by_person, coalesce(p.name, '')"
        "  FROM handbook_draft d LEFT JOIN people_public_person p ON p.id = d.by_person"
        " WHERE d.area_id = $1 AND d.page = $2 AND d.lang = $3",
        args(sql_id(scope.area.id), sql_id(page.id), sql_text(lang_code(lang))));
    bool is_there = false;
    while (rows_next(&rows)) {
        *draft = (HandbookDraft){
            .title = row_text(&rows, 0), .body = row_text(&rows, 1), .base = row_int(&rows, 2),
            .at = row_int(&rows, 3), .by_name = row_text(&rows, 5),
        };
        scope_person(scope, row_id(&rows, 4));
        is_there = true;
    }
    return is_there;
}

static void draft_put(Db *db, AreaId area, HandbookId page, Lang lang, const HandbookDraft *draft,
                      PersonId by)
{
    db_put(db,
        "INSERT INTO handbook_draft (area_id, page, lang, title, body, base, at, by_person)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        " ON CONFLICT (area_id, page, lang) DO UPDATE"
        " SET title = excluded.title, body = excluded.body, base = excluded.base,"
        "     at = excluded.at, by_person = excluded.by_person",
        args(sql_id(area.id), sql_id(page.id), sql_text(lang_code(lang)), sql_text(draft->title),
             sql_text(draft->body), sql_int(draft->base), sql_int(draft->at), sql_id(by.id)));
}

void handbook_draft_keep(Db *db, Scope scope, HandbookId page, Lang lang,
                         const HandbookDraft *draft)
{
    draft_put(db, scope.area, page, lang, draft, scope.who);
}

bool handbook_draft_drop(Db *db, Scope scope, HandbookId page, Lang lang)
{
    return db_run(db,
        "DELETE FROM handbook_draft WHERE area_id = $1 AND page = $2 AND lang = $3",
        args(sql_id(scope.area.id), sql_id(page.id), sql_text(lang_code(lang)))) > 0;
}

/* --- pages and texts ----------------------------------------------------------------- */

HandbookId handbook_page_add(Db *db, AreaId area, const char *name, HandbookId parent, TimeMs now,
                             Random *random)
{
    HandbookId id = { id_new(now, random) };
    db_run(db,
        "INSERT INTO handbook_page (area_id, id, name, parent, position, is_down, created_at)"
        " SELECT $1, $2, $3, $4, coalesce(max(position), 0) + 1, 0, $5"
        "   FROM handbook_page WHERE area_id = $1",
        args(sql_id(area.id), sql_id(id.id), sql_text(name),
             id_is_none(parent.id) ? sql_null() : sql_id(parent.id), sql_int(now)));
    return id;
}

bool handbook_text_add(Db *db, AreaId area, HandbookId page, Lang lang, const HandbookText *text,
                       const char *note, PersonId by)
{
    Arena *arena = db_arena(db);
    const char *plain = text_format(arena, "%s\n%s", text->title, markdown_plain(arena, text->body));
    return db_run(db,
        "INSERT INTO handbook_text (area_id, page, lang, version, title, body, text_key, note,"
        " follows, at, by_person)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        " ON CONFLICT (area_id, page, lang, version) DO NOTHING",
        args(sql_id(area.id), sql_id(page.id), sql_text(lang_code(lang)),
             sql_int(text->version + 1), sql_text(text->title), sql_text(text->body),
             sql_text(text_search_key(arena, plain)), sql_text(note), sql_int(text->follows),
             sql_int(text->at), sql_id(by.id))) > 0;
}

void handbook_text_follows(Db *db, Scope scope, HandbookId page, Lang lang, int64_t follows)
{
    db_put(db,
        "UPDATE handbook_text SET follows = $4"
        " WHERE area_id = $1 AND page = $2 AND lang = $3"
        "   AND version = (SELECT max(x.version) FROM handbook_text x"
        "                   WHERE x.area_id = $1 AND x.page = $2 AND x.lang = $3)",
        args(sql_id(scope.area.id), sql_id(page.id), sql_text(lang_code(lang)), sql_int(follows)));
}

void handbook_page_put(Db *db, Scope scope, HandbookId page, HandbookId parent)
{
    db_put(db, "UPDATE handbook_page SET parent = $3 WHERE area_id = $1 AND id = $2",
           args(sql_id(scope.area.id), sql_id(page.id),
                id_is_none(parent.id) ? sql_null() : sql_id(parent.id)));
}

void handbook_page_down(Db *db, Scope scope, HandbookId page, bool is_down)
{
    db_put(db, "UPDATE handbook_page SET is_down = $3 WHERE area_id = $1 AND id = $2",
           args(sql_id(scope.area.id), sql_id(page.id), sql_int(is_down)));
}

void handbook_page_swap(Db *db, Scope scope, const HandbookPage *a, const HandbookPage *b)
{
    db_put(db,
        "UPDATE handbook_page SET position = CASE WHEN id = $2 THEN CAST($5 AS BIGINT)"
        "                                         ELSE CAST($4 AS BIGINT) END"
        " WHERE area_id = $1 AND id IN ($2, $3)",
        args(sql_id(scope.area.id), sql_id(a->id.id), sql_id(b->id.id), sql_int(a->position),
             sql_int(b->position)));
}

/* "Call a meeting!" -> "call-a-meeting": at most so many bytes, cut at a dash. */
static const char *name_of(Arena *arena, const char *title)
{
    enum { NAME_BYTES = MARKDOWN_NAME_MAX - 6 };
    const char *key = text_search_key(arena, title);
    TextBuilder out = text_builder(arena);
    bool is_due = false;
    for (; *key != '\0' && out.length < NAME_BYTES; key++) {
        bool is_letter = (*key >= 'a' && *key <= 'z') || (*key >= '0' && *key <= '9');
        if (is_letter && is_due && out.length > 0)
            text_add_char(&out, '-');
        if (is_letter)
            text_add_char(&out, *key);
        is_due = !is_letter;
    }
    const char *name = text_of(&out);
    return markdown_is_name(name) ? name : "page";
}

/* Words of our own addresses, which no page may be called. */
static bool is_reserved(const char *name)
{
    static const char *const words[] = { "new", "desk", "print", "first" };
    for (size_t i = 0; i < COUNT(words); i++)
        if (text_equal(name, words[i]))
            return true;
    return false;
}

const char *handbook_free_name(Db *db, AreaId area, const char *title)
{
    Arena *arena = db_arena(db);
    const char *name = name_of(arena, title);
    Rows rows = db_rows(db,
        "SELECT name FROM handbook_page WHERE area_id = $1 AND name LIKE $2",
        args(sql_id(area.id), sql_text(text_format(arena, "%s%%", name))));
    bool is_taken = is_reserved(name);
    int64_t highest = 1, number;
    size_t length = strlen(name);
    while (rows_next(&rows)) {
        const char *other = row_text(&rows, 0);
        is_taken = is_taken || text_equal(other, name);
        if (other[length] == '-' && text_to_int(other + length + 1, 2, 9999, &number)
            && number > highest)
            highest = number;
    }
    return is_taken ? text_format(arena, "%s-%lld", name, (long long)highest + 1) : name;
}

const char *handbook_draft_new(Db *db, const HandbookNew *page, Random *random)
{
    const char *name = handbook_free_name(db, page->area, page->title);
    HandbookId id = handbook_page_add(db, page->area, name, (HandbookId){0}, page->at, random);
    draft_put(db, page->area, id, page->lang,
              &(HandbookDraft){ .title = page->title, .body = page->body, .at = page->at },
              page->by);
    return name;
}
