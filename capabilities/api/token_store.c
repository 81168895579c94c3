/* token_store.c: keys, and the open tables that the interface reads by itself.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/api/api_view.h"

/* Columns: id, name, purposes, created, until, ended, area's id, kind, slug,
 * name, Welsh name. */
static Token token_of_row(Rows *rows)
{
    return (Token){
        .id = { row_id(rows, 0) }, .name = row_text(rows, 1),
        .purposes = (unsigned)row_int(rows, 2), .created = row_int(rows, 3),
        .until = row_int(rows, 4), .ended = row_int(rows, 5),
        .area = { .id = { row_id(rows, 6) }, .kind = (PlaceKind)row_int(rows, 7),
                  .slug = row_text(rows, 8), .name = row_text(rows, 9),
                  .name_cy = row_text(rows, 10) },
    };
}

TokenList tokens_own(Db *db, Scope scope)
{
    enum { SHOWN = 100 };
    Rows rows = db_rows(db,
        "SELECT t.id, t.name, t.purposes, t.created_at, t.until_at, t.ended_at,"
        "       a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM api_token t JOIN places_public_area a ON a.id = t.area_id"
        " WHERE t.person = $1 ORDER BY t.id DESC LIMIT $2",
        args(sql_id(scope.who.id), sql_int(SHOWN)));
    TokenList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = token_of_row(&rows);
    return list;
}

TokenId token_add(Db *db, Scope scope, const Token *token, Hash token_hash, Random *random)
{
    TokenId id = { id_new(token->created, random) };
    db_run(db,
        "INSERT INTO api_token (id, token_hash, person, name, area_id, purposes, created_at,"
        " until_at, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)",
        args(sql_id(id.id), sql_hash(token_hash), sql_id(scope.who.id), sql_text(token->name),
             sql_id(token->area.id.id), sql_int(token->purposes), sql_int(token->created),
             sql_int(token->until)));
    return id;
}

bool token_end(Db *db, Scope scope, TokenId id, TimeMs now)
{
    return db_run(db,
        "UPDATE api_token SET ended_at = $3 WHERE person = $1 AND id = $2 AND ended_at = 0",
        args(sql_id(scope.who.id), sql_id(id.id), sql_int(now))) > 0;
}

bool token_find(Db *db, Hash token_hash, TimeMs now, Token *token)
{
    Rows rows = db_rows(db,
        "SELECT t.id, t.name, t.purposes, t.created_at, t.until_at, t.ended_at,"
        "       a.id, a.kind, a.slug, a.name, a.name_cy, t.person"
        "  FROM api_token t JOIN places_public_area a ON a.id = t.area_id"
        " WHERE t.token_hash = $1 AND t.ended_at = 0 AND t.until_at > $2",
        args(sql_hash(token_hash), sql_int(now)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *token = token_of_row(&rows);
        token->person.id = row_id(&rows, 11); /* who asks: the beginning of their Scope */
        is_there = true;
    }
    return is_there;
}

void tokens_end_all(Db *db, TimeMs now)
{
    db_run(db, "UPDATE api_token SET ended_at = $1 WHERE ended_at = 0", args(sql_int(now)));
}

void tokens_end_of(Db *db, PersonId person, TimeMs now)
{
    db_run(db, "UPDATE api_token SET ended_at = $2 WHERE person = $1 AND ended_at = 0",
           args(sql_id(person.id), sql_int(now)));
}

/* Of the newest entries of the trail: one day of a busy movement is among them. */
int64_t api_people_read(Db *db, Scope scope, TimeMs since)
{
    enum { LOOKED_AT = 20000, LOOK = 1 };
    Rows rows = db_rows(db,
        "SELECT CAST(coalesce(sum(x.people), 0) AS BIGINT)"
        "  FROM (SELECT at, kind, area, what, people FROM trail_public_look"
        "         ORDER BY seq DESC LIMIT $3) x"
        " WHERE x.area = $1 AND x.at >= $2 AND x.kind = $4"
        "   AND x.what LIKE '/api/v1/areas/:area/people%'",
        args(sql_id(scope.area.id), sql_int(since), sql_int(LOOKED_AT), sql_int(LOOK)));
    int64_t people = 0;
    while (rows_next(&rows))
        people = row_int(&rows, 0);
    return people;
}

/* --- open to everybody ------------------------------------------------------------------- */

static ApiPlace place_of_row(Rows *rows)
{
    return (ApiPlace){
        .place = { .id = { row_id(rows, 0) }, .kind = (PlaceKind)row_int(rows, 1),
                   .slug = row_text(rows, 2), .code = row_text(rows, 3), .name = row_text(rows, 4),
                   .name_cy = row_text(rows, 5) },
        .parent = row_text(rows, 6),
    };
}

ApiPlaceList api_places(Db *db, PlaceKind from, PlaceKind to, const char *after, size_t most)
{
    Rows rows = db_rows(db,
        "SELECT a.id, a.kind, a.slug, a.code, a.name, a.name_cy, coalesce(p.slug, '')"
        "  FROM places_public_area a LEFT JOIN places_public_area p ON p.id = a.parent"
        " WHERE a.kind BETWEEN $1 AND $2 AND a.slug > $3 ORDER BY a.slug LIMIT $4",
        args(sql_int(from), sql_int(to), sql_text(after), sql_int((int64_t)most)));
    ApiPlaceList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = place_of_row(&rows);
    return list;
}

bool api_place(Db *db, AreaId area, ApiPlace *place)
{
    Rows rows = db_rows(db,
        "SELECT a.id, a.kind, a.slug, a.code, a.name, a.name_cy, coalesce(p.slug, '')"
        "  FROM places_public_area a LEFT JOIN places_public_area p ON p.id = a.parent"
        " WHERE a.id = $1",
        args(sql_id(area.id)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *place = place_of_row(&rows);
        is_there = true;
    }
    return is_there;
}

static ApiPage page_of_row(Rows *rows, Lang lang)
{
    return (ApiPage){
        .name = row_text(rows, 0), .title = row_text(rows, 1), .version = row_int(rows, 2),
        .at = row_int(rows, 3), .body = row_text(rows, 4), .lang = lang,
    };
}

ApiPageList api_pages(Db *db, AreaId area, Lang lang, const char *after, size_t most)
{
    Rows rows = db_rows(db,
        "SELECT name, title, version, at, '' FROM handbook_public_page"
        " WHERE area_id = $1 AND lang = $2 AND name > $3 ORDER BY name LIMIT $4",
        args(sql_id(area.id), sql_text(lang_code(lang)), sql_text(after), sql_int((int64_t)most)));
    ApiPageList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = page_of_row(&rows, lang);
    return list;
}

bool api_page_one(Db *db, AreaId area, Lang lang, const char *name, ApiPage *page)
{
    Rows rows = db_rows(db,
        "SELECT name, title, version, at, body FROM handbook_public_text"
        " WHERE area_id = $1 AND lang = $2 AND name = $3",
        args(sql_id(area.id), sql_text(lang_code(lang)), sql_text(name)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *page = page_of_row(&rows, lang);
        is_there = true;
    }
    return is_there;
}
