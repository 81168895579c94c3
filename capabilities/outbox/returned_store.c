/* returned_store.c: all SQL about mails that come back, and about how many a
 * mailbox may be sent.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/outbox/returned.h"

static const char *first_text(Rows rows)
{
    const char *text = "";
    while (rows_next(&rows))
        text = row_text(&rows, 0);
    return text;
}

const char *mail_came_back(Db *db, Id id, const char *status)
{
    const char *mail = first_text(db_rows(db,
        "UPDATE outbox_recipient SET state = $1, last_error = $2 WHERE id = $3 AND state <> $1"
        " RETURNING to_mail",
        args(sql_int(MESSAGE_RETURNED), sql_text(status), sql_id(id))));
    if (mail[0] != '\0')
        return mail;
    return first_text(db_rows(db,
        "UPDATE outbox_message SET state = $1, body = '', last_error = $2"
        " WHERE id = $3 AND state = $4 RETURNING to_mail",
        args(sql_int(MESSAGE_GIVEN_UP), sql_text(status), sql_id(id), sql_int(MESSAGE_SENT))));
}

void address_returns(Db *db, const char *mail, const char *status, bool is_for_good, TimeMs now)
{
    db_run(db,
        "INSERT INTO outbox_returned (mail, first_at, last_at, times, status, is_dead)"
        " VALUES ($1, $2, $2, 1, $3, $4)"
        " ON CONFLICT (mail) DO UPDATE SET last_at = excluded.last_at, status = excluded.status,"
        " times = outbox_returned.times + 1,"
        " is_dead = CASE WHEN outbox_returned.is_dead = 1 OR excluded.is_dead = 1"
        "                  OR outbox_returned.times + 1 >= $5 THEN 1 ELSE 0 END",
        args(sql_text(mail), sql_int(now), sql_text(status), sql_int(is_for_good),
             sql_int(RETURNED_TIMES_MAX)));
}

void outbox_arrives(Db *db, const char *mail)
{
    db_run(db, "DELETE FROM outbox_returned WHERE mail = $1", args(sql_text(mail)));
}

/* A bucket of `most` tokens that fills in a day. */
bool outbox_budget_take(Db *db, Hash mailbox, int64_t most, TimeMs now)
{
    double tokens = (double)most;
    Rows rows = db_rows(db, "SELECT tokens, at FROM outbox_budget WHERE mailbox = $1",
                        args(sql_hash(mailbox)));
    while (rows_next(&rows)) {
        double since = (double)(now - row_int(&rows, 1)) / (double)DAY_MS;
        tokens = row_real(&rows, 0) + (since > 0 ? since * (double)most : 0);
    }
    if (tokens > (double)most)
        tokens = (double)most;
    bool is_left = tokens >= 1;
    db_run(db,
        "INSERT INTO outbox_budget (mailbox, tokens, at) VALUES ($1, $2, $3)"
        " ON CONFLICT (mailbox) DO UPDATE SET tokens = excluded.tokens, at = excluded.at",
        args(sql_hash(mailbox), sql_real(is_left ? tokens - 1 : tokens), sql_int(now)));
    db_run(db,
        "DELETE FROM outbox_budget WHERE mailbox IN"
        " (SELECT mailbox FROM outbox_budget WHERE at < $1 ORDER BY at LIMIT 10)",
        args(sql_int(now - DAY_MS)));
    return is_left;
}
