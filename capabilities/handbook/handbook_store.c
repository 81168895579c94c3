/* handbook_store.c: what everybody may read of the handbook.
 *
 * Published pages are open to all, so nothing here takes a Scope but what the
 * desk asks. Which text holds is the highest version of its language.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/handbook/handbook_store.h"

#include "base/list.h"

static Lang lang_of_row(Rows *rows, int column)
{
    Lang lang = LANG_EN;
    lang_from_code(row_text(rows, column), &lang);
    return lang;
}

static Place place_of_row(Rows *rows, int first)
{
    return (Place){
        .id      = { row_id(rows, first) },
        .kind    = (PlaceKind)row_int(rows, first + 1),
        .slug    = row_text(rows, first + 2),
        .name    = row_text(rows, first + 3),
        .name_cy = row_text(rows, first + 4),
    };
}

/* Columns: id, parent, name, position, is_down, lang, version, follows, title,
 * body, at, area's id, kind, slug, name, Welsh name. One row for each language;
 * rows of one page come one after the other. */
static HandbookPageList list_of(Db *db, Rows rows)
{
    HandbookPageList list = {0};
    while (rows_next(&rows)) {
        Id id = row_id(&rows, 0);
        if (list.count == 0 || !id_equal(list.item[list.count - 1].id.id, id))
            *LIST_ADD(db_arena(db), &list) = (HandbookPage){
                .id = { id }, .parent = { row_id(&rows, 1) }, .name = row_text(&rows, 2),
                .position = row_int(&rows, 3), .is_down = row_int(&rows, 4) != 0,
                .area = place_of_row(&rows, 11), .draft_title = "",
            };
        if (!row_is_null(&rows, 5))
            list.item[list.count - 1].text[lang_of_row(&rows, 5)] = (HandbookText){
                .version = row_int(&rows, 6), .follows = row_int(&rows, 7),
                .title = row_text(&rows, 8), .body = row_text(&rows, 9), .at = row_int(&rows, 10),
            };
    }
    return list;
}

HandbookPageList handbook_pages_in(Db *db, AreaId area)
{
    return list_of(db, db_rows(db,
        "SELECT p.id, p.parent, p.name, p.position, p.is_down, t.lang, t.version, t.follows,"
        "       t.title, '', t.at, a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM handbook_page p"
        "  JOIN places_public_area a ON a.id = p.area_id"
        "  JOIN handbook_text t ON t.area_id = p.area_id AND t.page = p.id"
        "   AND t.version = (SELECT max(x.version) FROM handbook_text x"
        "                     WHERE x.area_id = t.area_id AND x.page = t.page AND x.lang = t.lang)"
        " WHERE p.area_id IN (SELECT root FROM places_public_within WHERE area = $1)"
        "   AND p.is_down = 0"
        " ORDER BY a.kind, p.area_id, p.position, p.id, t.lang LIMIT $2",
        args(sql_id(area.id), sql_int((int64_t)HANDBOOK_PAGES_MAX * LANG_COUNT))));
}

HandbookPageList handbook_bodies_in(Db *db, AreaId area)
{
    return list_of(db, db_rows(db,
        "SELECT p.id, p.parent, p.name, p.position, p.is_down, t.lang, t.version, t.follows,"
        "       t.title, t.body, t.at, a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM handbook_page p"
        "  JOIN places_public_area a ON a.id = p.area_id"
        "  JOIN handbook_text t ON t.area_id = p.area_id AND t.page = p.id"
        "   AND t.version = (SELECT max(x.version) FROM handbook_text x"
        "                     WHERE x.area_id = t.area_id AND x.page = t.page AND x.lang = t.lang)"
        " WHERE p.area_id IN (SELECT root FROM places_public_within WHERE area = $1)"
        "   AND p.is_down = 0"
        " ORDER BY a.kind, p.area_id, p.position, p.id, t.lang LIMIT $2",
        args(sql_id(area.id), sql_int((int64_t)HANDBOOK_PAGES_MAX * LANG_COUNT))));
}

static void note_drafts(Db *db, Scope scope, HandbookPageList *list)
{
    Rows rows = db_rows(db,
        "SELECT page, lang, title FROM handbook_draft WHERE area_id = $1",
        args(sql_id(scope.area.id)));
    while (rows_next(&rows)) {
        Id page = row_id(&rows, 0);
        for (size_t i = 0; i < list->count; i++)
            if (id_equal(list->item[i].id.id, page)) {
                list->item[i].has_draft[lang_of_row(&rows, 1)] = true;
                list->item[i].draft_title = row_text(&rows, 2);
            }
    }
}

HandbookPageList handbook_desk_pages(Db *db, Scope scope)
{
    HandbookPageList list = list_of(db, db_rows(db,
        "SELECT p.id, p.parent, p.name, p.position, p.is_down, t.lang, t.version, t.follows,"
        "       t.title, '', t.at, a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM handbook_page p"
        "  JOIN places_public_area a ON a.id = p.area_id"
        "  LEFT JOIN handbook_text t ON t.area_id = p.area_id AND t.page = p.id"
        "   AND t.version = (SELECT max(x.version) FROM handbook_text x"
        "                     WHERE x.area_id = t.area_id AND x.page = t.page AND x.lang = t.lang)"
        " WHERE p.area_id = $1"
        " ORDER BY p.position, p.id, t.lang LIMIT $2",
        args(sql_id(scope.area.id), sql_int((int64_t)HANDBOOK_PAGES_MAX * LANG_COUNT))));
    note_drafts(db, scope, &list);
    return list;
}

static bool only_one(HandbookPageList list, HandbookPage *page)
{
    if (list.count == 0)
        return false;
    *page = list.item[0];
    return true;
}

HandbookPageList handbook_pages_named(Db *db, AreaId area, const char *name)
{
    return list_of(db, db_rows(db,
        "SELECT p.id, p.parent, p.name, p.position, p.is_down, t.lang, t.version, t.follows,"
        "       t.title, t.body, t.at, a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM handbook_page p"
        "  JOIN places_public_area a ON a.id = p.area_id"
        "  JOIN handbook_text t ON t.area_id = p.area_id AND t.page = p.id"
        "   AND t.version = (SELECT max(x.version) FROM handbook_text x"
        "                     WHERE x.area_id = t.area_id AND x.page = t.page AND x.lang = t.lang)"
        " WHERE p.area_id IN (SELECT root FROM places_public_within WHERE area = $1)"
        "   AND p.name = $2 AND p.is_down = 0"
        " ORDER BY a.kind, p.area_id, p.id, t.lang",
        args(sql_id(area.id), sql_text(name))));
}

bool handbook_page_own(Db *db, Scope scope, const char *name, HandbookPage *page)
{
    return only_one(list_of(db, db_rows(db,
        "SELECT p.id, p.parent, p.name, p.position, p.is_down, t.lang, t.version, t.follows,"
        "       t.title, t.body, t.at, a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM handbook_page p"
        "  JOIN places_public_area a ON a.id = p.area_id"
        "  LEFT JOIN handbook_text t ON t.area_id = p.area_id AND t.page = p.id"
        "   AND t.version = (SELECT max(x.version) FROM handbook_text x"
        "                     WHERE x.area_id = t.area_id AND x.page = t.page AND x.lang = t.lang)"
        " WHERE p.area_id = $1 AND p.name = $2 ORDER BY t.lang",
        args(sql_id(scope.area.id), sql_text(name)))), page);
}

/* --- finding ---------------------------------------------------------------------- */

static HandbookFoundList found_list(Db *db, Rows rows)
{
    HandbookFoundList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (HandbookFound){
            .id = { row_id(&rows, 0) }, .name = row_text(&rows, 1), .lang = lang_of_row(&rows, 2),
            .title = row_text(&rows, 3), .body = row_text(&rows, 4), .key = row_text(&rows, 5),
            .area = place_of_row(&rows, 6),
        };
    return list;
}

/* Words of a search key have no signs of a LIKE pattern that a key keeps but
 * these; what was typed is text, not a pattern. */
static SqlValue sql_pattern(Db *db, const char *word, bool is_all)
{
    if (word[0] == '\0')
        return sql_text(is_all ? "%" : "");
    TextBuilder out = text_builder(db_arena(db));
    text_add_char(&out, '%');
    for (; *word != '\0'; word++) {
        if (*word == '%' || *word == '_' || *word == '\\')
            text_add_char(&out, '\\');
        text_add_char(&out, *word);
    }
    text_add_char(&out, '%');
    return sql_text(text_of(&out));
}

HandbookFoundList handbook_with_all(Db *db, AreaId area, const char *const word[HANDBOOK_WORDS_MAX])
{
    return found_list(db, db_rows(db,
        "SELECT p.id, p.name, t.lang, t.title, t.body, t.text_key,"
        "       a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM handbook_page p"
        "  JOIN places_public_area a ON a.id = p.area_id"
        "  JOIN handbook_text t ON t.area_id = p.area_id AND t.page = p.id"
        "   AND t.version = (SELECT max(x.version) FROM handbook_text x"
        "                     WHERE x.area_id = t.area_id AND x.page = t.page AND x.lang = t.lang)"
        " WHERE p.area_id IN (SELECT root FROM places_public_within WHERE area = $1)"
        "   AND p.is_down = 0"
        "   AND t.text_key LIKE $2 ESCAPE '\\' AND t.text_key LIKE $3 ESCAPE '\\'"
        "   AND t.text_key LIKE $4 ESCAPE '\\' AND t.text_key LIKE $5 ESCAPE '\\'"
        " ORDER BY p.id, t.lang LIMIT $6",
        args(sql_id(area.id), sql_pattern(db, word[0], true), sql_pattern(db, word[1], true),
             sql_pattern(db, word[2], true), sql_pattern(db, word[3], true),
             sql_int(HANDBOOK_FOUND_MAX))));
}

HandbookFoundList handbook_with_any(Db *db, AreaId area, const char *const word[HANDBOOK_WORDS_MAX])
{
    return found_list(db, db_rows(db,
        "SELECT p.id, p.name, t.lang, t.title, t.body, t.text_key,"
        "       a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM handbook_page p"
        "  JOIN places_public_area a ON a.id = p.area_id"
        "  JOIN handbook_text t ON t.area_id = p.area_id AND t.page = p.id"
        "   AND t.version = (SELECT max(x.version) FROM handbook_text x"
        "                     WHERE x.area_id = t.area_id AND x.page = t.page AND x.lang = t.lang)"
        " WHERE p.area_id IN (SELECT root FROM places_public_within WHERE area = $1)"
        "   AND p.is_down = 0"
        "   AND (t.text_key LIKE $2 ESCAPE '\\' OR t.text_key LIKE $3 ESCAPE '\\'"
        "        OR t.text_key LIKE $4 ESCAPE '\\' OR t.text_key LIKE $5 ESCAPE '\\')"
        " ORDER BY p.id, t.lang LIMIT $6",
        args(sql_id(area.id), sql_pattern(db, word[0], false), sql_pattern(db, word[1], false),
             sql_pattern(db, word[2], false), sql_pattern(db, word[3], false),
             sql_int(HANDBOOK_FOUND_MAX))));
}
