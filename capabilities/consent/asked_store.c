/* asked_store.c: who asked to be kept up to date, until the mailed link is used.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/consent/consent_store.h"

enum { ASKED_PRUNE_MAX = 500 /* rows in one step */ };

void asked_add(Db *db, Hash token_hash, const Asked *asked, TimeMs now)
{
    db_put(db,
        "INSERT INTO consent_asked (token_hash, mail, area, lang, topics, valid_until)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        args(sql_hash(token_hash), sql_text(asked->mail), sql_id(asked->area.id),
             sql_text(lang_code(asked->lang)), sql_int(asked->topics),
             sql_int(now + ASKED_VALID_MS)));
}

/* Without a Scope: to whoever holds the link, what they asked for themselves. */
bool asked_by_token(Db *db, Hash token_hash, TimeMs now, Asked *asked)
{
    Rows rows = db_rows(db,
        "SELECT mail, area, lang, topics FROM consent_asked"
        " WHERE token_hash = $1 AND valid_until > $2",
        args(sql_hash(token_hash), sql_int(now)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *asked = (Asked){
            .mail   = row_text(&rows, 0),
            .area   = { row_id(&rows, 1) },
            .topics = (unsigned)row_int(&rows, 3),
        };
        lang_from_code(row_text(&rows, 2), &asked->lang);
        is_there = true;
    }
    return is_there;
}

bool asked_use(Db *db, Hash token_hash, TimeMs now)
{
    return db_run(db, "DELETE FROM consent_asked WHERE token_hash = $1 AND valid_until > $2",
                  args(sql_hash(token_hash), sql_int(now))) == 1;
}

void asked_prune(Db *db, TimeMs now)
{
    db_run(db,
        "DELETE FROM consent_asked WHERE token_hash IN"
        " (SELECT token_hash FROM consent_asked WHERE valid_until <= $1 LIMIT $2)",
        args(sql_int(now), sql_int(ASKED_PRUNE_MAX)));
}

/* Without a Scope: so that a second sign-up does not move them; nobody is shown it. */
bool reader_area(Db *db, const char *mail, AreaId *area)
{
    Rows rows = db_rows(db, "SELECT area FROM consent_reader WHERE mail = $1",
                        args(sql_text(mail)));
    bool is_there = false;
    while (rows_next(&rows)) {
        area->id = row_id(&rows, 0);
        is_there = true;
    }
    return is_there;
}
