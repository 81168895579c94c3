/* trail_store.c: all SQL of the trail.
 *
 * A set of people is one value, its ids in a row; a recursive query cuts it
 * into ids again, so that a page of fifty people is one statement.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/trail/trail_store.h"

int64_t trail_next(Db *db, Hash *previous)
{
    static const Hash nothing;
    Rows rows = db_rows(db,
        "INSERT INTO trail_head (one, seq, hash) VALUES (1, 1, $1)"
        " ON CONFLICT (one) DO UPDATE SET seq = trail_head.seq + 1"
        " RETURNING seq, hash",
        args(sql_hash(nothing)));
    int64_t seq = 0;
    while (rows_next(&rows)) {
        seq = row_int(&rows, 0);
        *previous = row_hash(&rows, 1);
    }
    return seq;
}

void trail_append(Db *db, const TrailEntry *entry)
{
    static const Hash nothing;
    bool has_set = !hash_equal(entry->set_digest, nothing);
    db_put(db,
        "INSERT INTO trail_entry (seq, at, kind, actor, grant_id, area, role, purpose, what,"
        " thing, set_digest, people, budget_used, hash)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        args(sql_int(entry->seq), sql_int(entry->at), sql_int(entry->kind), sql_id(entry->actor),
             sql_id(entry->grant), sql_id(entry->area), sql_int(entry->role),
             sql_int(entry->purpose), sql_text(entry->what), sql_id(entry->thing),
             has_set ? sql_hash(entry->set_digest) : sql_null(), sql_int(entry->people),
             sql_int(entry->budget_used), sql_hash(entry->hash)));
    db_put(db, "UPDATE trail_head SET hash = $1 WHERE one = 1", args(sql_hash(entry->hash)));
}

int64_t trail_used(Db *db, Id budget, int64_t day)
{
    Rows rows = db_rows(db, "SELECT used FROM trail_budget WHERE budget = $1 AND day = $2",
                        args(sql_id(budget), sql_int(day)));
    int64_t used = 0;
    while (rows_next(&rows))
        used = row_int(&rows, 0);
    return used;
}

int64_t trail_known(Db *db, Id budget, int64_t day, IdSet people)
{
    Rows rows = db_rows(db,
        "WITH RECURSIVE piece (place, person) AS ("
        "  SELECT 1, substr($1, 1, 16)"
        "   UNION ALL"
        "  SELECT place + 16, substr($1, place + 16, 16)"
        "    FROM piece WHERE place + 16 < length($1))"
        " SELECT count(*) FROM piece"
        "  JOIN trail_seen s ON s.budget = $2 AND s.day = $3 AND s.person = piece.person",
        args(sql_bytes(people.bytes, people.count * sizeof(Id)), sql_id(budget), sql_int(day)));
    int64_t known = 0;
    while (rows_next(&rows))
        known = row_int(&rows, 0);
    return known;
}

/* Returns how many were new. One person is the page that is opened most, and
 * four times cheaper without the cutting. */
static int64_t see(Db *db, Id budget, int64_t day, IdSet people)
{
    if (people.count == 1)
        return db_run(db,
            "INSERT INTO trail_seen (budget, day, person) VALUES ($1, $2, $3)"
            " ON CONFLICT (budget, day, person) DO NOTHING",
            args(sql_id(budget), sql_int(day), sql_bytes(people.bytes, sizeof(Id))));
    return db_run(db,
        "WITH RECURSIVE piece (place, person) AS ("
        "  SELECT 1, substr($1, 1, 16)"
        "   UNION ALL"
        "  SELECT place + 16, substr($1, place + 16, 16)"
        "    FROM piece WHERE place + 16 < length($1))"
        " INSERT INTO trail_seen (budget, day, person)"
        " SELECT $2, $3, person FROM piece WHERE true"
        " ON CONFLICT (budget, day, person) DO NOTHING",
        args(sql_bytes(people.bytes, people.count * sizeof(Id)), sql_id(budget), sql_int(day)));
}

int64_t trail_count(Db *db, Id budget, int64_t day, IdSet people, int64_t used)
{
    int64_t fresh = see(db, budget, day, people);
    if (fresh > 0)
        db_put(db,
            "INSERT INTO trail_budget (budget, day, used) VALUES ($1, $2, $3)"
            " ON CONFLICT (budget, day) DO UPDATE SET used = trail_budget.used + excluded.used",
            args(sql_id(budget), sql_int(day), sql_int(fresh)));
    return used + fresh;
}

void trail_link_add(Db *db, const char *from_kind, Id from, const char *to_kind, Id to,
                    const char *how, TimeMs now)
{
    db_put(db,
        "INSERT INTO trail_link (from_kind, from_id, to_kind, to_id, how, at)"
        " VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (from_kind, from_id, to_kind, to_id, how) DO NOTHING",
        args(sql_text(from_kind), sql_id(from), sql_text(to_kind), sql_id(to), sql_text(how),
             sql_int(now)));
}

static TrailEntryList entries_of(Db *db, Rows *rows)
{
    TrailEntryList list = {0};
    while (rows_next(rows))
        *LIST_ADD(db_arena(db), &list) = (TrailEntry){
            .seq         = row_int(rows, 0),
            .at          = row_int(rows, 1),
            .kind        = (TrailKind)row_int(rows, 2),
            .actor       = row_id(rows, 3),
            .grant       = row_id(rows, 4),
            .area        = row_id(rows, 5),
            .role        = (Role)row_int(rows, 6),
            .purpose     = (Purpose)row_int(rows, 7),
            .what        = row_text(rows, 8),
            .thing       = row_id(rows, 9),
            .set_digest  = row_hash(rows, 10),
            .people      = row_int(rows, 11),
            .budget_used = row_int(rows, 12),
            .hash        = row_hash(rows, 13),
        };
    return list;
}

TrailEntryList trail_entries_after(Db *db, int64_t seq)
{
    Rows rows = db_rows(db,
        "SELECT seq, at, kind, actor, grant_id, area, role, purpose, what, thing, set_digest,"
        "       people, budget_used, hash"
        "  FROM trail_entry WHERE seq > $1 ORDER BY seq LIMIT $2",
        args(sql_int(seq), sql_int(TRAIL_BATCH)));
    return entries_of(db, &rows);
}

bool trail_head(Db *db, int64_t *seq, Hash *hash)
{
    Rows rows = db_rows(db, "SELECT seq, hash FROM trail_head WHERE one = 1", no_args);
    bool is_found = false;
    *seq = 0;
    *hash = (Hash){0};
    while (rows_next(&rows)) {
        *seq = row_int(&rows, 0);
        *hash = row_hash(&rows, 1);
        is_found = true;
    }
    return is_found;
}

Hash trail_hash_at(Db *db, int64_t seq)
{
    Rows rows = db_rows(db, "SELECT hash FROM trail_entry WHERE seq = $1", args(sql_int(seq)));
    Hash hash = {0};
    while (rows_next(&rows))
        hash = row_hash(&rows, 0);
    return hash;
}

bool trail_prune(Db *db, int64_t before_day)
{
    int64_t gone = db_run(db,
        "DELETE FROM trail_seen WHERE (budget, day, person) IN"
        " (SELECT s.budget, s.day, s.person"
        "    FROM trail_budget b JOIN trail_seen s ON s.budget = b.budget AND s.day = b.day"
        "   WHERE b.day < $1 LIMIT $2)",
        args(sql_int(before_day), sql_int(TRAIL_PRUNE_MAX)));
    if (gone > 0)
        return true;
    db_run(db, "DELETE FROM trail_budget WHERE day < $1", args(sql_int(before_day)));
    return false;
}
