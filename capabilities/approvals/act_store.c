/* act_store.c: all SQL about acts that take two people, for the machinery that
 * moves them; what pages show is asked in shown_store.c.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/approvals/acts.h"

void act_add(Db *db, const StoredAct *act)
{
    db_run(db,
        "INSERT INTO approvals_act (id, kind, area, by_person, gains_person, params, digest, why,"
        " proposed, open_until, state, is_alone, due)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        args(sql_id(act->act.id.id), sql_text(act->kind_name), sql_id(act->act.area.id),
             sql_id(act->act.by.id), sql_id(act->act.gains.id), sql_text(act->act.params),
             sql_hash(act->digest), sql_text(act->act.why), sql_int(act->act.proposed),
             sql_int(act->open_until), sql_int(act->state), sql_int(act->is_alone),
             sql_int(act->due)));
}

/* Without a Scope: for the rules and for doing it; nobody is shown anything. */
bool act_read(Db *db, ActId id, StoredAct *act)
{
    Rows rows = db_rows(db,
        "SELECT kind, area, by_person, gains_person, params, digest, why, proposed, open_until,"
        "       state, is_alone, due, ended"
        "  FROM approvals_act WHERE id = $1",
        args(sql_id(id.id)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *act = (StoredAct){
            .act = {
                .id       = id,
                .kind     = act_kind(row_text(&rows, 0)),
                .area     = { row_id(&rows, 1) },
                .params   = row_text(&rows, 4),
                .why      = row_text(&rows, 6),
                .proposed = row_int(&rows, 7),
            },
            .kind_name  = row_text(&rows, 0),
            .digest     = row_hash(&rows, 5),
            .open_until = row_int(&rows, 8),
            .state      = (ActState)row_int(&rows, 9),
            .is_alone   = row_int(&rows, 10) != 0,
            .due        = row_int(&rows, 11),
            .ended      = row_int(&rows, 12),
        };
        act->act.by.id = row_id(&rows, 2);
        act->act.gains.id = row_id(&rows, 3);
        is_there = true;
    }
    return is_there;
}

void voice_add(Db *db, ActId act, PersonId person, GrantId grant, bool counts, TimeMs now)
{
    db_run(db,
        "INSERT INTO approvals_voice (act, person, grant_id, counts, at)"
        " VALUES ($1, $2, $3, $4, $5)",
        args(sql_id(act.id), sql_id(person.id), sql_id(grant.id), sql_int(counts), sql_int(now)));
}

/* Without a Scope: for the rules; nobody is shown who it is. */
VoiceList voices_read(Db *db, ActId act, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT v.person, v.grant_id, v.counts, v.at,"
        "       CASE WHEN EXISTS (SELECT 1 FROM people_public_grant g"
        "                          WHERE g.id = v.grant_id AND g.person = v.person"
        "                            AND g.valid_from <= $2 AND g.valid_until > $2)"
        "            THEN 1 ELSE 0 END"
        "  FROM approvals_voice v WHERE v.act = $1 ORDER BY v.at, v.person LIMIT $3",
        args(sql_id(act.id), sql_int(now), sql_int(ACT_VOICES_MAX)));
    VoiceList list = {0};
    while (rows_next(&rows)) {
        Voice *voice = LIST_ADD(db_arena(db), &list);
        *voice = (Voice){
            .name = "", .mail = "",
            .grant       = { row_id(&rows, 1) },
            .counts      = row_int(&rows, 2) != 0,
            .at          = row_int(&rows, 3),
            .is_in_force = row_int(&rows, 4) != 0,
        };
        voice->person.id = row_id(&rows, 0);
    }
    return list;
}

bool act_move(Db *db, ActId id, ActState from, ActState to, TimeMs due, TimeMs open_until)
{
    return db_run(db,
               "UPDATE approvals_act SET state = $3, due = $4, open_until = $5"
               " WHERE id = $1 AND state = $2",
               args(sql_id(id.id), sql_int(from), sql_int(to), sql_int(due),
                    sql_int(open_until)))
        == 1;
}

bool act_end(Db *db, ActId id, ActState from, ActState to, PersonId by, const char *why,
             TimeMs now)
{
    return db_run(db,
               "UPDATE approvals_act SET state = $3, ended = $4, ended_by_person = $5,"
               " ended_why = $6 WHERE id = $1 AND state = $2",
               args(sql_id(id.id), sql_int(from), sql_int(to), sql_int(now), sql_id(by.id),
                    sql_text(why)))
        == 1;
}

bool act_reopen(Db *db, ActId id, ActState from, ActState to)
{
    return db_run(db,
               "UPDATE approvals_act SET state = $3, ended = NULL, ended_by_person = NULL,"
               " ended_why = NULL WHERE id = $1 AND state = $2",
               args(sql_id(id.id), sql_int(from), sql_int(to)))
        == 1;
}

void act_not_alone(Db *db, ActId id)
{
    db_run(db, "UPDATE approvals_act SET is_alone = 0, due = 0 WHERE id = $1",
           args(sql_id(id.id)));
}

int64_t acts_end_open(Db *db, const char *why, TimeMs now)
{
    return db_run(db,
        "UPDATE approvals_act SET state = $4, ended = $5, ended_why = $6"
        " WHERE state IN ($1, $2, $3)",
        args(sql_int(ACT_WAITING), sql_int(ACT_COOLING), sql_int(ACT_READY),
             sql_int(ACT_WITHDRAWN), sql_int(now), sql_text(why)));
}

/* Without a Scope: an id. */
ActId act_open_with(Db *db, Hash digest)
{
    Rows rows = db_rows(db,
        "SELECT id FROM approvals_act WHERE digest = $1 AND state IN ($2, $3, $4)"
        " ORDER BY id DESC LIMIT 1",
        args(sql_hash(digest), sql_int(ACT_WAITING), sql_int(ACT_COOLING), sql_int(ACT_READY)));
    ActId id = {0};
    while (rows_next(&rows))
        id.id = row_id(&rows, 0);
    return id;
}

static ActIdList ids_of(Db *db, Rows rows)
{
    ActIdList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (ActId){ row_id(&rows, 0) };
    return list;
}

/* Without a Scope: ids. What is frozen stays where it is until that is over. */
ActIdList acts_due(Db *db, TimeMs now)
{
    return ids_of(db, db_rows(db,
        "SELECT a.id FROM approvals_act a"
        " WHERE a.state IN ($1, $2) AND a.due > 0 AND a.due <= $3 AND a.open_until > $3"
        "   AND (a.kind = $5 OR NOT EXISTS"
        "        (SELECT 1 FROM approvals_freeze f"
        "           JOIN places_public_within w ON w.root = f.area"
        "          WHERE f.lifted IS NULL AND w.area = a.area))"
        " ORDER BY a.due, a.id LIMIT $4",
        args(sql_int(ACT_WAITING), sql_int(ACT_COOLING), sql_int(now), sql_int(ACTS_BATCH),
             sql_text("approvals.unfreeze"))));
}

/* Without a Scope: ids. */
ActIdList acts_over(Db *db, TimeMs now)
{
    return ids_of(db, db_rows(db,
        "SELECT id FROM approvals_act WHERE state IN ($1, $2, $3) AND open_until <= $4"
        " ORDER BY open_until, id LIMIT $5",
        args(sql_int(ACT_WAITING), sql_int(ACT_COOLING), sql_int(ACT_READY), sql_int(now),
             sql_int(ACTS_BATCH))));
}

/* --- freezing ----------------------------------------------------------------- */

/* Without a Scope: whether, not by whom. */
bool is_frozen(Db *db, AreaId area)
{
    Rows rows = db_rows(db,
        "SELECT 1 FROM approvals_freeze f"
        "  JOIN places_public_within w ON w.root = f.area"
        " WHERE f.lifted IS NULL AND w.area = $1 LIMIT 1",
        args(sql_id(area.id)));
    bool is = false;
    while (rows_next(&rows))
        is = true;
    return is;
}

/* Without a Scope: not by whom. */
TimeMs freeze_since(Db *db, AreaId area)
{
    Rows rows = db_rows(db,
        "SELECT since FROM approvals_freeze WHERE area = $1 AND lifted IS NULL"
        " ORDER BY since LIMIT 1",
        args(sql_id(area.id)));
    TimeMs since = 0;
    while (rows_next(&rows))
        since = row_int(&rows, 0);
    return since;
}

bool freeze_add(Db *db, Scope scope, const char *why, TimeMs now)
{
    if (freeze_since(db, scope.area) != 0)
        return false;
    db_run(db,
        "INSERT INTO approvals_freeze (area, since, by_person, why) VALUES ($1, $2, $3, $4)",
        args(sql_id(scope.area.id), sql_int(now), sql_id(scope.who.id), sql_text(why)));
    return true;
}

bool freeze_lift(Db *db, AreaId area, TimeMs since, TimeMs now)
{
    return db_run(db,
               "UPDATE approvals_freeze SET lifted = $3"
               " WHERE area = $1 AND since = $2 AND lifted IS NULL",
               args(sql_id(area.id), sql_int(since), sql_int(now)))
        > 0;
}
