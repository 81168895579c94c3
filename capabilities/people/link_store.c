/* link_store.c: all SQL about sign-in links.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/people/link_store.h"

static SqlValue hash_or_null(const Hash *hash)
{
    static const Hash none;
    return hash_equal(*hash, none) ? sql_null() : sql_hash_at(hash);
}

void link_add(Db *db, const Link *link)
{
    db_run(db,
        "INSERT INTO people_link (token_hash, code_hash, browser_hash, kind, person, mail, name,"
        " area, lang, then_path, created, valid_until, note, tries)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0)",
        args(sql_hash(link->token_hash), hash_or_null(&link->code_hash),
             hash_or_null(&link->browser_hash), sql_int(link->kind), sql_id(link->person.id),
             sql_text(link->mail), sql_text(link->name), sql_id(link->area.id),
             sql_text(lang_code(link->lang)), sql_text(link->then), sql_int(link->created),
             sql_int(link->until), sql_text(link->note)));
}

static LinkList links_of(Db *db, Rows *rows)
{
    LinkList list = {0};
    while (rows_next(rows)) {
        Link *link = LIST_ADD(db_arena(db), &list);
        *link = (Link){
            .token_hash   = row_hash(rows, 0),
            .code_hash    = row_hash(rows, 1),
            .browser_hash = row_hash(rows, 2),
            .kind         = (LinkKind)row_int(rows, 3),
            .person       = { row_id(rows, 4) },
            .mail         = row_text(rows, 5),
            .name         = row_text(rows, 6),
            .area         = { row_id(rows, 7) },
            .then         = row_text(rows, 9),
            .created      = row_int(rows, 10),
            .until        = row_int(rows, 11),
            .note         = row_text(rows, 12),
        };
        lang_from_code(row_text(rows, 8), &link->lang);
    }
    return list;
}

bool link_open(Db *db, Hash token_hash, TimeMs now, Link *link)
{
    Rows rows = db_rows(db,
        "SELECT token_hash, code_hash, browser_hash, kind, person, mail, name, area, lang,"
        "       then_path, created, valid_until, note"
        "  FROM people_link"
        " WHERE token_hash = $1 AND used IS NULL AND valid_until > $2 AND tries < $3",
        args(sql_hash(token_hash), sql_int(now), sql_int(LINK_TRIES_MAX)));
    LinkList list = links_of(db, &rows);
    if (list.count > 0)
        *link = list.item[0];
    return list.count > 0;
}

bool link_use(Db *db, Hash token_hash, TimeMs now)
{
    return db_run(db,
        "UPDATE people_link SET used = $2"
        " WHERE token_hash = $1 AND used IS NULL AND valid_until > $2 AND tries < $3",
        args(sql_hash(token_hash), sql_int(now), sql_int(LINK_TRIES_MAX))) == 1;
}

LinkList links_of_browser(Db *db, Hash browser_hash, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT token_hash, code_hash, browser_hash, kind, person, mail, name, area, lang,"
        "       then_path, created, valid_until, note"
        "  FROM people_link"
        " WHERE browser_hash = $1 AND used IS NULL AND valid_until > $2 AND tries < $3"
        " ORDER BY created DESC LIMIT $4",
        args(sql_hash(browser_hash), sql_int(now), sql_int(LINK_TRIES_MAX),
             sql_int(LINK_OPEN_MAX)));
    return links_of(db, &rows);
}

void links_wrong_code(Db *db, Hash browser_hash, TimeMs now)
{
    db_run(db,
        "UPDATE people_link SET tries = tries + 1"
        " WHERE browser_hash = $1 AND used IS NULL AND valid_until > $2",
        args(sql_hash(browser_hash), sql_int(now)));
}

void link_wrong_code(Db *db, Hash token_hash)
{
    db_run(db, "UPDATE people_link SET tries = tries + 1 WHERE token_hash = $1",
           args(sql_hash(token_hash)));
}

int64_t links_prune(Db *db, TimeMs until_before)
{
    return db_run(db,
        "DELETE FROM people_link WHERE token_hash IN"
        " (SELECT token_hash FROM people_link WHERE valid_until < $1 LIMIT $2)",
        args(sql_int(until_before), sql_int(LINK_PRUNE_MAX)));
}
