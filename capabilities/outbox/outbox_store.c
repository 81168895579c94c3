/* outbox_store.c: all SQL of the outbox.
 *
 * While a message is being sent, its next_try says when to believe that the
 * sender died: so a message that was taken and never spoken of again is due
 * again, and needs no other care.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/outbox/edition_store.h"

#include "base/list.h"

/* One line without control characters, whatever came in: what stands in a
 * header cannot begin another one. */
const char *outbox_one_line(Arena *arena, const char *text)
{
    char *line = arena_copy(arena, text, strlen(text) + 1);
    for (char *at = line; *at != '\0'; at++)
        if ((unsigned char)*at < ' ' || *at == 127)
            *at = ' ';
    return line;
}

static void put(Db *db, const Message *message, MessageState state, TimeMs now, Random *random)
{
    db_put(db,
        "INSERT INTO outbox_message (id, state, to_mail, subject, body, person, why, created,"
        " tries, next_try) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $8)",
        args(sql_id(id_new(now, random)), sql_int(state),
             sql_text(outbox_one_line(db_arena(db), message->to)),
             sql_text(outbox_one_line(db_arena(db), message->subject)), sql_text(message->text),
             sql_id(message->person.id), sql_text(message->why), sql_int(now)));
}

void outbox_add(Db *db, const Message *message, TimeMs now, Random *random)
{
    put(db, message, MESSAGE_WAITING, now, random);
}

void outbox_add_for_nobody(Db *db, const Message *message, TimeMs now, Random *random)
{
    Message nobody = *message;
    nobody.to = "";
    put(db, &nobody, MESSAGE_STOPPED, now, random);
}

int64_t outbox_count_since(Db *db, const char *to, const char *why, TimeMs since)
{
    Rows rows = db_rows(db,
        "SELECT count(*) FROM outbox_message"
        " WHERE to_mail = $1 AND why = $2 AND created > $3",
        args(sql_text(to), sql_text(why), sql_int(since)));
    int64_t count = 0;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

OutboxQueue outbox_queue(Db *db, TimeMs now)
{
    OutboxQueue queue = {0};
    Rows rows = db_rows(db,
        "SELECT count(*), coalesce(min(created), $1) FROM outbox_message"
        " WHERE (state = $2 OR state = $3) AND next_try <= $1",
        args(sql_int(now), sql_int(MESSAGE_WAITING), sql_int(MESSAGE_SENDING)));
    while (rows_next(&rows)) {
        queue.waiting = row_int(&rows, 0);
        queue.oldest_ms = now - row_int(&rows, 1);
    }
    Rows given_up = db_rows(db, "SELECT count(*) FROM outbox_message WHERE state = $1",
                            args(sql_int(MESSAGE_GIVEN_UP)));
    while (rows_next(&given_up))
        queue.given_up = row_int(&given_up, 0);
    return queue;
}

static MessageList messages_of(Db *db, Rows *rows)
{
    MessageList list = {0};
    while (rows_next(rows))
        *LIST_ADD(db_arena(db), &list) = (StoredMessage){
            .id      = row_id(rows, 0),
            .to      = row_text(rows, 1),
            .subject = row_text(rows, 2),
            .text    = row_text(rows, 3),
            .tries   = row_int(rows, 4),
            .created = row_int(rows, 5),
        };
    return list;
}

MessageList outbox_take(Db *db, TimeMs now)
{
    Rows rows = db_rows(db,
        "UPDATE outbox_message SET state = $1, tries = tries + 1, next_try = $2"
        " WHERE id IN (SELECT id FROM outbox_message"
        "               WHERE state IN ($3, $1) AND next_try <= $4"
        "               ORDER BY next_try, id LIMIT $5)"
        " RETURNING id, to_mail, subject, body, tries, created",
        args(sql_int(MESSAGE_SENDING), sql_int(now + OUTBOX_LEASE_MS), sql_int(MESSAGE_WAITING),
             sql_int(now), sql_int(OUTBOX_BATCH)));
    return messages_of(db, &rows);
}

/* Who takes a message counts a try, so the number of tries says whose it is. */
bool outbox_renew(Db *db, const StoredMessage *message, TimeMs now)
{
    return db_run(db,
               "UPDATE outbox_message SET next_try = $1 WHERE id = $2 AND state = $3 AND tries = $4",
               args(sql_int(now + OUTBOX_LEASE_MS), sql_id(message->id), sql_int(MESSAGE_SENDING),
                    sql_int(message->tries)))
        == 1;
}

void outbox_give_back(Db *db, const StoredMessage *message, TimeMs now)
{
    db_run(db,
        "UPDATE outbox_message SET state = $1, next_try = $2, tries = tries - 1"
        " WHERE id = $3 AND state = $4 AND tries = $5",
        args(sql_int(MESSAGE_WAITING), sql_int(now), sql_id(message->id), sql_int(MESSAGE_SENDING),
             sql_int(message->tries)));
}

/* Once a message is on its way, its words, a sign-in link perhaps, are not
 * ours to keep. */
void outbox_sent(Db *db, Id id, TimeMs now)
{
    db_run(db,
        "UPDATE outbox_message SET state = $1, body = '', sent_at = $2, last_error = NULL"
        " WHERE id = $3",
        args(sql_int(MESSAGE_SENT), sql_int(now), sql_id(id)));
}

void outbox_later(Db *db, Id id, TimeMs next_try, const char *why)
{
    db_run(db,
        "UPDATE outbox_message SET state = $1, next_try = $2, last_error = $3 WHERE id = $4",
        args(sql_int(MESSAGE_WAITING), sql_int(next_try), sql_text(why), sql_id(id)));
}

void outbox_give_up(Db *db, Id id, TimeMs now, const char *why)
{
    db_run(db,
        "UPDATE outbox_message SET state = $1, body = '', sent_at = $2, last_error = $3"
        " WHERE id = $4",
        args(sql_int(MESSAGE_GIVEN_UP), sql_int(now), sql_text(why), sql_id(id)));
}

int64_t outbox_keep(Db *db, TimeMs now)
{
    return db_run(db,
        "UPDATE outbox_message SET state = $1"
        " WHERE id IN (SELECT id FROM outbox_message"
        "               WHERE state IN ($2, $3) AND next_try <= $4"
        "               ORDER BY next_try, id LIMIT $5)",
        args(sql_int(MESSAGE_KEPT), sql_int(MESSAGE_WAITING), sql_int(MESSAGE_SENDING),
             sql_int(now), sql_int(OUTBOX_BATCH)));
}

int64_t outbox_forget(Db *db, const char *why, TimeMs now)
{
    return db_run(db,
        "UPDATE outbox_message SET state = $1, body = '', sent_at = $2, last_error = 'out of date'"
        " WHERE state IN ($3, $4, $5) AND why = $6",
        args(sql_int(MESSAGE_GIVEN_UP), sql_int(now), sql_int(MESSAGE_WAITING),
             sql_int(MESSAGE_SENDING), sql_int(MESSAGE_HELD), sql_text(why)));
}

void outbox_forget_person(Db *db, PersonId person, TimeMs now)
{
    db_run(db,
        "UPDATE outbox_message SET state = $1, body = '', sent_at = $2,"
        " last_error = 'nothing is sent to them any more'"
        " WHERE state IN ($3, $4, $5) AND person = $6",
        args(sql_int(MESSAGE_STOPPED), sql_int(now), sql_int(MESSAGE_WAITING),
             sql_int(MESSAGE_SENDING), sql_int(MESSAGE_HELD), sql_id(person.id)));
    db_run(db,
        "UPDATE outbox_recipient SET state = $1, sent_at = $2"
        " WHERE (state < 3 OR state = $3) AND subject = $4",
        args(sql_int(MESSAGE_LEFT), sql_int(now), sql_int(MESSAGE_HELD), sql_id(person.id)));
}

int64_t outbox_hold(Db *db)
{
    return db_run(db, "UPDATE outbox_message SET state = $1 WHERE state IN ($2, $3)",
                  args(sql_int(MESSAGE_HELD), sql_int(MESSAGE_WAITING), sql_int(MESSAGE_SENDING)));
}

size_t outbox_held(Db *db, HeldMessages held[HELD_KINDS_MAX])
{
    Rows rows = db_rows(db,
        "SELECT why, count(*), min(created), max(created) FROM outbox_message"
        " WHERE state = $1 GROUP BY why ORDER BY why LIMIT $2",
        args(sql_int(MESSAGE_HELD), sql_int(HELD_KINDS_MAX)));
    size_t count = 0;
    while (rows_next(&rows))
        held[count++] = (HeldMessages){
            .why = row_text(&rows, 0), .count = row_int(&rows, 1),
            .oldest = row_int(&rows, 2), .newest = row_int(&rows, 3),
        };
    return editions_held(db, held, count);
}

int64_t outbox_release(Db *db, TimeMs now)
{
    int64_t messages = db_run(db,
        "UPDATE outbox_message SET state = $1, next_try = $2, tries = 0 WHERE state = $3",
        args(sql_int(MESSAGE_WAITING), sql_int(now), sql_int(MESSAGE_HELD)));
    return messages + recipients_release(db, now);
}

int64_t outbox_drop_held(Db *db, TimeMs now)
{
    int64_t messages = db_run(db,
        "UPDATE outbox_message SET state = $1, body = '', sent_at = $2,"
        " last_error = 'not sent after a restore' WHERE state = $3",
        args(sql_int(MESSAGE_GIVEN_UP), sql_int(now), sql_int(MESSAGE_HELD)));
    return messages + recipients_drop_held(db, now);
}

/* The smallest id of that millisecond: ids begin with their time. */
static Id first_id_at(TimeMs at)
{
    Id id = {0};
    for (int i = 0; i < 6; i++)
        id.bytes[i] = (uint8_t)((uint64_t)at >> (40 - 8 * i));
    return id;
}

int64_t outbox_prune(Db *db, TimeMs created_before)
{
    return db_run(db,
        "DELETE FROM outbox_message WHERE id IN"
        " (SELECT id FROM outbox_message WHERE id < $1 ORDER BY id LIMIT $2)",
        args(sql_id(first_id_at(created_before)), sql_int(OUTBOX_PRUNE_MAX)));
}

MessageList outbox_mailbox(Db *db, const char *to)
{
    Rows rows = db_rows(db,
        "SELECT id, to_mail, subject, body, tries, created FROM outbox_message"
        " WHERE body <> '' AND to_mail <> '' AND ($1 = '' OR to_mail = $1)"
        " ORDER BY id DESC LIMIT $2",
        args(sql_text(to), sql_int(OUTBOX_PAGE)));
    return messages_of(db, &rows);
}

/* Without a Scope: the room that asks has shown this person already. */
SentMailList outbox_sent_to(Db *db, PersonId person, const char *to,
                            const char *const why[SENT_WHYS], size_t most)
{
    Rows rows = db_rows(db,
        "SELECT sent_at, subject FROM outbox_message"
        " WHERE to_mail = $1 AND why IN ($2, $3, $4, $5, $6) AND person = $7"
        "   AND sent_at IS NOT NULL ORDER BY created DESC LIMIT $8",
        args(sql_text(to), sql_text(why[0]), sql_text(why[1]), sql_text(why[2]), sql_text(why[3]),
             sql_text(why[4]), sql_id(person.id), sql_int((int64_t)most)));
    SentMailList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (SentMail){ row_int(&rows, 0), row_text(&rows, 1) };
    return list;
}
