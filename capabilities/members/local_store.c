/* local_store.c: the versions of local pages.
 *
 * A version's number is part of its key, so two people who both began from
 * version 3 cannot both write version 4: the second is told.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/local.h"

#include "base/list.h"

/* One link a line: address, TAB, words. The form lets neither TAB nor line
 * end into a link. */
static const char *links_text(Arena *arena, const LocalPage *page)
{
    TextBuilder out = text_builder(arena);
    text_add(&out, "");
    for (size_t i = 0; i < page->link_count; i++)
        text_add_format(&out, "%s\t%s\n", page->link[i].url, page->link[i].words);
    return text_of(&out);
}

static void links_read(Arena *arena, const char *text, LocalPage *page)
{
    while (*text != '\0' && page->link_count < LOCAL_LINKS_MAX) {
        size_t line = strcspn(text, "\n"), url = strcspn(text, "\t\n");
        size_t words = url < line ? url + 1 : line;
        page->link[page->link_count++] = (LocalLink){
            .url   = text_copy_bytes(arena, text, url),
            .words = text_copy_bytes(arena, text + words, line - words),
        };
        text += line + (text[line] == '\n');
    }
}

bool members_page_set(Db *db, const LocalPage *page)
{
    return db_run(db,
               "INSERT INTO members_page_version"
               " (area_id, lang, version, about, meeting, links, by_person, at)"
               " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
               args(sql_id(page->area.id), sql_text(lang_code(page->lang)),
                    sql_int(page->version + 1), sql_text(page->about), sql_text(page->meeting),
                    sql_text(links_text(db_arena(db), page)), sql_id(page->by.id),
                    sql_int(page->at)))
        == 1;
}

static void fill(Rows *rows, Db *db, LocalPage *page)
{
    page->version = row_int(rows, 0);
    page->about = row_text(rows, 1);
    page->meeting = row_text(rows, 2);
    page->at = row_int(rows, 4);
    links_read(db_arena(db), row_text(rows, 3), page);
}

/* Without a Scope: what stands on the page, not who wrote it. */
bool local_page_in(Db *db, AreaId area, Lang lang, LocalPage *page)
{
    *page = (LocalPage){ .area = area, .lang = lang, .about = "", .meeting = "", .by_name = "" };
    Rows rows = db_rows(db,
        "SELECT version, about, meeting, links, at FROM members_page_version"
        " WHERE area_id = $1 AND lang = $2 ORDER BY version DESC LIMIT 1",
        args(sql_id(area.id), sql_text(lang_code(lang))));
    while (rows_next(&rows))
        fill(&rows, db, page);
    return page->version > 0;
}

bool local_page_for(Db *db, AreaId area, Lang lang, LocalPage *page)
{
    if (local_page_in(db, area, lang, page))
        return true;
    for (Lang other = LANG_EN; other < LANG_COUNT; other++)
        if (other != lang && local_page_in(db, area, other, page))
            return true;
    page->lang = lang;
    return false;
}

LocalPageList local_versions(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT v.lang, v.version, v.at, v.by_person, m.name"
        "  FROM members_page_version v"
        "  LEFT JOIN members_member m ON m.person = v.by_person"
        " WHERE v.area_id = $1"
        " ORDER BY v.at DESC, v.version DESC LIMIT $2",
        args(sql_id(scope.area.id), sql_int(LOCAL_VERSIONS_SHOWN)));
    LocalPageList list = {0};
    while (rows_next(&rows)) {
        LocalPage *page = LIST_ADD(db_arena(db), &list);
        *page = (LocalPage){
            .area    = scope.area,
            .version = row_int(&rows, 1),
            .at      = row_int(&rows, 2),
            .by      = scope_person(scope, row_id(&rows, 3)),
            .by_name = row_text(&rows, 4),
            .about   = "",
            .meeting = "",
        };
        lang_from_code(row_text(&rows, 0), &page->lang);
    }
    return list;
}

bool local_version(Db *db, Scope scope, Lang lang, int64_t version, LocalPage *page)
{
    *page = (LocalPage){ .area = scope.area, .lang = lang, .about = "", .meeting = "",
                         .by_name = "" };
    Rows rows = db_rows(db,
        "SELECT v.version, v.about, v.meeting, v.links, v.at, v.by_person, m.name"
        "  FROM members_page_version v"
        "  LEFT JOIN members_member m ON m.person = v.by_person"
        " WHERE v.area_id = $1"
        "   AND v.lang = $2 AND v.version = $3",
        args(sql_id(scope.area.id), sql_text(lang_code(lang)), sql_int(version)));
    while (rows_next(&rows)) {
        fill(&rows, db, page);
        page->by = scope_person(scope, row_id(&rows, 5));
        page->by_name = row_text(&rows, 6);
    }
    return page->version > 0;
}
