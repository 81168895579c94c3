/* edition_store.c: all SQL about letters to many.
 *
 * A recipient's states are a message's. `state < 3` stands in the statements as
 * a number, because both engines then know the index of what is due.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/outbox/edition_store.h"

_Static_assert(MESSAGE_WAITING == 1 && MESSAGE_SENDING == 2, "`state < 3` below means these two");

EditionId outbox_edition(Db *db, const Edition *letter, TimeMs now, Random *random)
{
    Arena *arena = db_arena(db);
    EditionId id = { id_new(now, random) };
    db_put(db,
        "INSERT INTO outbox_edition (id, subject, body, html, from_name, reply_to, list, why,"
        " created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args(sql_id(id.id), sql_text(outbox_one_line(arena, letter->subject)),
             sql_text(letter->text), sql_text(letter->html == NULL ? "" : letter->html),
             sql_text(outbox_one_line(arena, letter->from_name == NULL ? "" : letter->from_name)),
             sql_text(outbox_one_line(arena, letter->reply_to == NULL ? "" : letter->reply_to)),
             sql_text(letter->list == NULL ? "" : letter->list), sql_text(letter->why),
             sql_int(now)));
    return id;
}

void outbox_edition_to(Db *db, EditionId edition, const Permission *permission, TimeMs now,
                       Random *random)
{
    db_put(db,
        "INSERT INTO outbox_recipient (id, edition, subject, to_mail, topic, receipt, state, tries,"
        " next_try) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8)"
        " ON CONFLICT (edition, subject) DO NOTHING",
        args(sql_id(id_new(now, random)), sql_id(edition.id), sql_id(permission->subject.id),
             sql_text(permission->mail), sql_int(permission->topic), sql_id(permission->receipt),
             sql_int(MESSAGE_WAITING), sql_int(now)));
}

void outbox_write(Db *db, const Permission *permission, const Edition *letter, TimeMs now,
                  Random *random)
{
    outbox_edition_to(db, outbox_edition(db, letter, now, random), permission, now, random);
}

void outbox_edition_stop(Db *db, EditionId edition, TimeMs now)
{
    db_run(db, "UPDATE outbox_edition SET stopped = $1 WHERE id = $2 AND stopped IS NULL",
           args(sql_int(now), sql_id(edition.id)));
}

/* --- counting ------------------------------------------------------------------ */

static void add_state(EditionCount *count, MessageState state, int64_t number)
{
    count->all += number;
    switch (state) {
    case MESSAGE_WAITING:
    case MESSAGE_SENDING:  count->waiting += number; break;
    case MESSAGE_SENT:
    case MESSAGE_KEPT:     count->sent += number; break;
    case MESSAGE_GIVEN_UP: count->given_up += number; break;
    case MESSAGE_HELD:     count->held += number; break;
    case MESSAGE_RETURNED: count->bounced += number; break;
    case MESSAGE_LEFT:     count->left += number; break;
    case MESSAGE_OBJECTED: count->objected += number; break;
    case MESSAGE_STOPPED:  count->not_sent += number; break;
    }
}

EditionCount outbox_edition_count(Db *db, EditionId edition)
{
    EditionCount count = {0};
    bool is_counted = false;
    Rows rows = db_rows(db,
        "SELECT sent, bounced, left_topic, objected, given_up, not_sent FROM outbox_edition"
        " WHERE id = $1 AND sent IS NOT NULL",
        args(sql_id(edition.id)));
    while (rows_next(&rows)) {
        count = (EditionCount){
            .sent = row_int(&rows, 0), .bounced = row_int(&rows, 1), .left = row_int(&rows, 2),
            .objected = row_int(&rows, 3), .given_up = row_int(&rows, 4),
            .not_sent = row_int(&rows, 5),
        };
        count.all = count.sent + count.bounced + count.left + count.objected + count.given_up
            + count.not_sent;
        is_counted = true;
    }
    if (is_counted)
        return count;
    rows = db_rows(db,
        "SELECT state, count(*) FROM outbox_recipient WHERE edition = $1 GROUP BY state",
        args(sql_id(edition.id)));
    while (rows_next(&rows))
        add_state(&count, (MessageState)row_int(&rows, 0), row_int(&rows, 1));
    return count;
}

/* --- sending --------------------------------------------------------------------- */

RecipientList recipients_take(Db *db, TimeMs now)
{
    Rows rows = db_rows(db,
        "UPDATE outbox_recipient SET state = 2, tries = tries + 1, next_try = $1"
        " WHERE id IN (SELECT id FROM outbox_recipient"
        "               WHERE state < 3 AND next_try <= $2 ORDER BY next_try, id LIMIT $3)"
        " RETURNING id, edition, subject, to_mail, topic, tries",
        args(sql_int(now + EDITION_LEASE_MS), sql_int(now), sql_int(EDITION_BATCH)));
    RecipientList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Recipient){
            .id      = row_id(&rows, 0),
            .edition = row_id(&rows, 1),
            .subject = row_id(&rows, 2),
            .to      = row_text(&rows, 3),
            .topic   = (int)row_int(&rows, 4),
            .tries   = row_int(&rows, 5),
        };
    return list;
}

/* Who takes a row counts a try, so the number of tries says whose it is. */
void recipients_renew(Db *db, RecipientList *list, size_t from, TimeMs now)
{
    bool *is_ours = ARENA_ARRAY(db_arena(db), bool, list->count);
    for (size_t at = from; at < list->count; at += RECIPIENTS_CHUNK) {
        SqlValue value[RECIPIENTS_CHUNK + 1];
        for (size_t i = 0; i < RECIPIENTS_CHUNK; i++)
            value[i] = at + i < list->count ? sql_id_at(&list->item[at + i].id) : sql_null();
        value[RECIPIENTS_CHUNK] = sql_int(now + EDITION_LEASE_MS);
        Rows rows = db_rows(db,
            "UPDATE outbox_recipient SET next_try = $21 WHERE state = 2 AND id IN"
            " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,"
            "  $19, $20) RETURNING id, tries",
            ((Args){ value, RECIPIENTS_CHUNK + 1 }));
        while (rows_next(&rows)) {
            Id id = row_id(&rows, 0);
            int64_t tries = row_int(&rows, 1);
            for (size_t i = at; i < list->count && i < at + RECIPIENTS_CHUNK; i++)
                is_ours[i] |= id_equal(list->item[i].id, id) && list->item[i].tries == tries;
        }
    }
    for (size_t i = from; i < list->count; i++)
        list->item[i].is_over |= !is_ours[i];
}

bool edition_is_stopped(Db *db, Id edition)
{
    Rows rows = db_rows(db, "SELECT 1 FROM outbox_edition WHERE id = $1 AND stopped IS NOT NULL",
                        args(sql_id(edition)));
    bool is_stopped = false;
    while (rows_next(&rows))
        is_stopped = true;
    return is_stopped;
}

void recipients_give_back(Db *db, const RecipientList *list, size_t from, TimeMs due)
{
    for (size_t i = from; i < list->count; i++)
        if (!list->item[i].is_over)
            db_run(db,
                "UPDATE outbox_recipient SET state = 1, next_try = $1, tries = tries - 1"
                " WHERE id = $2 AND state = 2 AND tries = $3",
                args(sql_int(due), sql_id(list->item[i].id), sql_int(list->item[i].tries)));
}

void recipient_ends(Db *db, Id id, MessageState state, const char *why, TimeMs now)
{
    db_run(db,
        "UPDATE outbox_recipient SET state = $1, sent_at = $2, last_error = $3"
        " WHERE id = $4 AND state < 3",
        args(sql_int(state), sql_int(now), sql_text(why[0] == '\0' ? NULL : why), sql_id(id)));
}

void recipient_later(Db *db, Id id, TimeMs next_try, const char *why)
{
    db_run(db,
        "UPDATE outbox_recipient SET state = 1, next_try = $1, last_error = $2"
        " WHERE id = $3 AND state < 3",
        args(sql_int(next_try), sql_text(why), sql_id(id)));
}

/* Twenty at a time; what is beyond the list's end is asked as NULL. */
void recipients_returned(Db *db, const Recipient item[], size_t count, bool is_dead[])
{
    for (size_t at = 0; at < count; at += RECIPIENTS_CHUNK) {
        SqlValue value[RECIPIENTS_CHUNK];
        for (size_t i = 0; i < RECIPIENTS_CHUNK; i++)
            value[i] = sql_text(at + i < count ? item[at + i].to : NULL);
        Rows rows = db_rows(db,
            "SELECT mail FROM outbox_returned WHERE is_dead = 1 AND mail IN"
            " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,"
            "  $19, $20)",
            ((Args){ value, RECIPIENTS_CHUNK }));
        while (rows_next(&rows))
            for (size_t i = at; i < count && i < at + RECIPIENTS_CHUNK; i++)
                is_dead[i] |= text_equal(item[i].to, row_text(&rows, 0));
    }
}

Edition edition_letter(Db *db, Id edition)
{
    Edition letter = { .subject = "", .text = "", .html = "", .from_name = "", .reply_to = "",
                      .list = "", .why = "" };
    Rows rows = db_rows(db,
        "SELECT subject, body, html, from_name, reply_to, list, why FROM outbox_edition"
        " WHERE id = $1",
        args(sql_id(edition)));
    while (rows_next(&rows))
        letter = (Edition){
            .subject   = row_text(&rows, 0),
            .text      = row_text(&rows, 1),
            .html      = row_text(&rows, 2),
            .from_name = row_text(&rows, 3),
            .reply_to  = row_text(&rows, 4),
            .list      = row_text(&rows, 5),
            .why       = row_text(&rows, 6),
        };
    return letter;
}

bool outbox_is_due(Db *db, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT 1 FROM outbox_message WHERE state = $1 AND next_try <= $2 LIMIT 1",
        args(sql_int(MESSAGE_WAITING), sql_int(now)));
    bool is_due = false;
    while (rows_next(&rows))
        is_due = true;
    return is_due;
}

/* --- many at a time ------------------------------------------------------------------ */

int64_t recipients_keep(Db *db, TimeMs now)
{
    return db_run(db,
        "UPDATE outbox_recipient SET state = $1, sent_at = $2"
        " WHERE id IN (SELECT id FROM outbox_recipient"
        "               WHERE state < 3 AND next_try <= $2 ORDER BY next_try, id LIMIT $3)",
        args(sql_int(MESSAGE_KEPT), sql_int(now), sql_int(EDITION_KEEP_BATCH)));
}

/* Without a Scope: as outbox_mailbox(), whose page only a demo has. */
KeptLetters recipients_mailbox(Db *db, const char *to)
{
    Rows rows = db_rows(db,
        "SELECT r.id, r.to_mail, e.subject, e.body, e.created, r.subject, r.topic"
        "  FROM outbox_recipient r JOIN outbox_edition e ON e.id = r.edition"
        " WHERE r.state = $1 AND e.body <> '' AND ($2 = '' OR r.to_mail = $2)"
        " ORDER BY r.id DESC LIMIT $3",
        args(sql_int(MESSAGE_KEPT), sql_text(to), sql_int(OUTBOX_PAGE)));
    KeptLetters kept = { .asked = ARENA_ARRAY(db_arena(db), StillMay, OUTBOX_PAGE) };
    while (rows_next(&rows)) {
        StoredMessage *one = LIST_ADD(db_arena(db), &kept.list);
        *one = (StoredMessage){
            .id      = row_id(&rows, 0),
            .to      = row_text(&rows, 1),
            .subject = row_text(&rows, 2),
            .text    = row_text(&rows, 3),
            .created = row_int(&rows, 4),
        };
        kept.asked[kept.list.count - 1] = (StillMay){
            .subject = { row_id(&rows, 5) }, .mail = one->to, .topic = (int)row_int(&rows, 6),
        };
    }
    return kept;
}

int64_t recipients_stop(Db *db, TimeMs now)
{
    return db_run(db,
        "UPDATE outbox_recipient SET state = $1, sent_at = $2, last_error = NULL"
        " WHERE id IN (SELECT r.id FROM outbox_edition e"
        "                JOIN outbox_recipient r ON r.edition = e.id AND r.state = 1"
        "               WHERE e.stopped IS NOT NULL AND e.sent IS NULL LIMIT $3)",
        args(sql_int(MESSAGE_STOPPED), sql_int(now), sql_int(EDITION_KEEP_BATCH)));
}

/* One edition after the other: counted, emptied of its words, then its rows. */
int64_t recipients_prune(Db *db, TimeMs created_before)
{
    db_run(db,
        "UPDATE outbox_edition SET body = '', html = '',"
        " sent = (SELECT count(*) FROM outbox_recipient r WHERE r.edition = outbox_edition.id"
        "          AND r.state IN (3, 5)),"
        " bounced = (SELECT count(*) FROM outbox_recipient r WHERE r.edition = outbox_edition.id"
        "             AND r.state = 7),"
        " left_topic = (SELECT count(*) FROM outbox_recipient r"
        "                WHERE r.edition = outbox_edition.id AND r.state = 8),"
        " objected = (SELECT count(*) FROM outbox_recipient r WHERE r.edition = outbox_edition.id"
        "              AND r.state = 9),"
        " given_up = (SELECT count(*) FROM outbox_recipient r WHERE r.edition = outbox_edition.id"
        "              AND r.state IN (4, 6)),"
        " not_sent = (SELECT count(*) FROM outbox_recipient r WHERE r.edition = outbox_edition.id"
        "              AND r.state IN (1, 2, 10))"
        " WHERE id IN (SELECT id FROM outbox_edition WHERE created < $1 AND sent IS NULL LIMIT 1)",
        args(sql_int(created_before)));
    return db_run(db,
        "DELETE FROM outbox_recipient WHERE id IN"
        " (SELECT r.id FROM outbox_edition e JOIN outbox_recipient r ON r.edition = e.id"
        "   WHERE e.created < $1 AND e.sent IS NOT NULL LIMIT $2)",
        args(sql_int(created_before), sql_int(EDITION_PRUNE_MAX)));
}

/* --- after a restore ---------------------------------------------------------------- */

int64_t recipients_hold(Db *db)
{
    return db_run(db, "UPDATE outbox_recipient SET state = $1 WHERE state < 3",
                  args(sql_int(MESSAGE_HELD)));
}

size_t editions_held(Db *db, HeldMessages held[HELD_KINDS_MAX], size_t count)
{
    Rows rows = db_rows(db,
        "SELECT e.why, count(*), min(e.created), max(e.created)"
        "  FROM outbox_edition e JOIN outbox_recipient r ON r.edition = e.id AND r.state = $1"
        " GROUP BY e.why ORDER BY e.why LIMIT $2",
        args(sql_int(MESSAGE_HELD), sql_int((int64_t)(HELD_KINDS_MAX - count))));
    while (rows_next(&rows))
        held[count++] = (HeldMessages){
            .why = row_text(&rows, 0), .count = row_int(&rows, 1),
            .oldest = row_int(&rows, 2), .newest = row_int(&rows, 3),
        };
    return count;
}

int64_t recipients_release(Db *db, TimeMs now)
{
    return db_run(db,
        "UPDATE outbox_recipient SET state = $1, next_try = $2, tries = 0 WHERE state = $3",
        args(sql_int(MESSAGE_WAITING), sql_int(now), sql_int(MESSAGE_HELD)));
}

int64_t recipients_drop_held(Db *db, TimeMs now)
{
    return db_run(db,
        "UPDATE outbox_recipient SET state = $1, sent_at = $2,"
        " last_error = 'not sent after a restore' WHERE state = $3",
        args(sql_int(MESSAGE_STOPPED), sql_int(now), sql_int(MESSAGE_HELD)));
}
