/* rights_store.c: the ledger of who was forgotten, and the marks by which they are
 * known again.
 *
 * A mark is a hash under the room's secret. Each is of one thing alone (an address, a
 * number, a name with a postcode), so that any one of them is enough.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/rights/rights_store.h"

#include "capabilities/consent/consent.h"

bool rights_key(Db *db, RightsKey *key)
{
    Rows rows = db_rows(db, "SELECT secret FROM rights_key WHERE one = 1", no_args);
    bool is_there = false;
    while (rows_next(&rows)) {
        size_t length;
        const void *bytes = row_bytes(&rows, 0, &length);
        if (length == sizeof key->bytes) {
            memcpy(key->bytes, bytes, length);
            is_there = true;
        }
    }
    return is_there;
}

static void key_put(Db *db, const uint8_t bytes[32], TimeMs now)
{
    db_run(db,
        "INSERT INTO rights_key (one, secret, made) VALUES (1, $1, $2) ON CONFLICT (one) DO NOTHING",
        args(sql_bytes(bytes, sizeof((RightsKey *)0)->bytes), sql_int(now)));
}

RightsKey rights_key_made(Db *db, TimeMs now, Random *random)
{
    RightsKey key = {0};
    if (rights_key(db, &key) || db_failed(db))
        return key;
    random_bytes(random, key.bytes, sizeof key.bytes);
    key_put(db, key.bytes, now);
    rights_key(db, &key); /* another node may have been first */
    return key;
}

/* --- marks ------------------------------------------------------------------------- */

static Hash mark(const RightsKey *key, const char *what, const char *first, const char *second)
{
    Hasher hasher = hash_begin();
    hash_add(&hasher, key->bytes, sizeof key->bytes);
    hash_add_text(&hasher, what);
    hash_add_text(&hasher, first);
    hash_add_text(&hasher, second);
    return hash_end(&hasher);
}

static const char *letters_of(Arena *arena, const char *text)
{
    return text_search_key(arena, text);
}

size_t marks_of(Arena *arena, const RightsKey *key, const KnownAs *who, Hash out[MARKS_MAX])
{
    size_t count = 0;
    const char *phone = phone_digits(arena, who->phone), *name = letters_of(arena, who->name);
    if (who->mail[0] != '\0')
        out[count++] = mark(key, "mail", who->mail, "");
    if (phone[0] != '\0')
        out[count++] = mark(key, "phone", phone, "");
    if (name[0] != '\0' && who->postcode[0] != '\0')
        out[count++] = mark(key, "name, postcode", name, letters_of(arena, who->postcode));
    if (name[0] != '\0' && who->address[0] != '\0')
        out[count++] = mark(key, "name, address", name, letters_of(arena, who->address));
    return count;
}

bool marks_are_known(Db *db, const Hash marks[], size_t count)
{
    bool is_known = false;
    for (size_t i = 0; i < count && !is_known; i++) {
        Rows rows = db_rows(db, "SELECT number FROM rights_suppressed WHERE hash = $1 LIMIT 1",
                            args(sql_hash(marks[i])));
        is_known = rows_next(&rows);
        rows_end(&rows);
    }
    return is_known;
}

void marks_lift(Db *db, const Hash *known)
{
    db_run(db,
        "DELETE FROM rights_suppressed WHERE number IN"
        " (SELECT number FROM rights_suppressed WHERE hash = $1)",
        args(sql_hash(*known)));
}

/* --- the ledger ---------------------------------------------------------------------- */

static void marks_put(Db *db, int64_t number, const Hash marks[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        db_run(db,
            "INSERT INTO rights_suppressed (hash, number) VALUES ($1, $2)"
            " ON CONFLICT (hash, number) DO NOTHING",
            args(sql_hash(marks[i]), sql_int(number)));
}

int64_t ledger_add(Db *db, Id subject, const Hash marks[], size_t count, TimeMs now)
{
    int64_t number = 1;
    Rows rows = db_rows(db, "SELECT coalesce(max(number), 0) + 1 FROM rights_ledger", no_args);
    while (rows_next(&rows))
        number = row_int(&rows, 0);
    db_run(db, "INSERT INTO rights_ledger (number, at, subject) VALUES ($1, $2, $3)",
           args(sql_int(number), sql_int(now), sql_id(subject)));
    marks_put(db, number, marks, count);
    return db_failed(db) ? 0 : number;
}

bool ledger_has(Db *db, int64_t number)
{
    Rows rows = db_rows(db, "SELECT 1 FROM rights_ledger WHERE number = $1", args(sql_int(number)));
    bool is_there = rows_next(&rows);
    rows_end(&rows);
    return is_there;
}

void ledger_put(Db *db, const Forgotten *forgotten)
{
    db_run(db,
        "INSERT INTO rights_ledger (number, at, subject) VALUES ($1, $2, $3)"
        " ON CONFLICT (number) DO NOTHING",
        args(sql_int(forgotten->number), sql_int(forgotten->at), sql_id(forgotten->subject)));
    marks_put(db, forgotten->number, forgotten->marks.item, forgotten->marks.count);
}

/* All of them, not those since the backup alone: a mark that was lifted in the
 * meantime has none here, and who is forgotten in the backup already is so twice. */
RightsSince *rights_since(Db *db, TimeMs since)
{
    Arena *arena = db_arena(db);
    RightsSince *all = ARENA_ARRAY(arena, RightsSince, 1);
    RightsKey key;
    all->has_key = rights_key(db, &key);
    if (all->has_key)
        memcpy(all->key, key.bytes, sizeof all->key);
    Rows rows = db_rows(db,
        "SELECT number, at, subject FROM rights_ledger WHERE at >= $1 ORDER BY number",
        args(sql_int(since)));
    while (rows_next(&rows))
        *LIST_ADD(arena, &all->forgotten) = (Forgotten){
            .number = row_int(&rows, 0), .at = row_int(&rows, 1), .subject = row_id(&rows, 2),
        };
    for (size_t i = 0; i < all->forgotten.count; i++) {
        Forgotten *one = &all->forgotten.item[i];
        rows = db_rows(db, "SELECT hash FROM rights_suppressed WHERE number = $1 ORDER BY hash",
                       args(sql_int(one->number)));
        while (rows_next(&rows))
            *LIST_ADD(arena, &one->marks) = row_hash(&rows, 0);
    }
    return all;
}

/* --- asked for by mail ------------------------------------------------------------------ */

void asking_add(Db *db, Hash token, const Asking *asking, TimeMs now)
{
    db_run(db,
        "INSERT INTO rights_asking (token_hash, mail, lang, asked_at, valid_until)"
        " VALUES ($1, $2, $3, $4, $5)",
        args(sql_hash(token), sql_text(asking->mail), sql_text(lang_code(asking->lang)), sql_int(now),
             sql_int(now + ASKING_DAYS * DAY_MS)));
}

bool asking_by_token(Db *db, Hash token, TimeMs now, Asking *asking)
{
    Rows rows = db_rows(db,
        "SELECT mail, lang FROM rights_asking WHERE token_hash = $1 AND valid_until > $2",
        args(sql_hash(token), sql_int(now)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *asking = (Asking){ .mail = row_text(&rows, 0), .lang = LANG_EN };
        lang_from_code(row_text(&rows, 1), &asking->lang);
        is_there = true;
    }
    return is_there;
}

void asking_use(Db *db, Hash token)
{
    db_run(db, "DELETE FROM rights_asking WHERE token_hash = $1", args(sql_hash(token)));
}

bool asking_forget(Db *db, TimeMs now)
{
    enum { AT_ONCE = 500 };
    return db_run(db,
        "DELETE FROM rights_asking WHERE token_hash IN"
        " (SELECT token_hash FROM rights_asking WHERE valid_until <= $1"
        "   ORDER BY valid_until, token_hash LIMIT $2)",
        args(sql_int(now), sql_int(AT_ONCE))) == AT_ONCE;
}

int64_t askings_waiting(Db *db, TimeMs now, TimeMs *oldest)
{
    int64_t count = 0;
    Rows rows = db_rows(db,
        "SELECT count(*), coalesce(min(asked_at), 0) FROM rights_asking WHERE valid_until > $1",
        args(sql_int(now)));
    while (rows_next(&rows)) {
        count = row_int(&rows, 0);
        *oldest = row_int(&rows, 1);
    }
    return count;
}
