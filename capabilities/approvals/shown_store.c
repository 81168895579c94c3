/* shown_store.c: all SQL behind the pages about acts that take two people.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/approvals/acts.h"

static StoredAct act_of_row(Rows *rows, Scope scope, Lang lang)
{
    const char *name = row_text(rows, 15), *name_cy = row_text(rows, 16);
    StoredAct act = {
        .act = {
            .id       = { row_id(rows, 0) },
            .kind     = act_kind(row_text(rows, 1)),
            .area     = { row_id(rows, 2) },
            .by       = scope_person(scope, row_id(rows, 3)),
            .gains    = scope_person(scope, row_id(rows, 4)),
            .params   = row_text(rows, 5),
            .why      = row_text(rows, 7),
            .proposed = row_int(rows, 8),
            .gains_name = row_text(rows, 19),
            .area_name  = lang == LANG_CY && name_cy[0] != '\0' ? name_cy : name,
        },
        .kind_name     = row_text(rows, 1),
        .digest        = row_hash(rows, 6),
        .open_until    = row_int(rows, 9),
        .state         = (ActState)row_int(rows, 10),
        .is_alone      = row_int(rows, 11) != 0,
        .due           = row_int(rows, 12),
        .ended         = row_int(rows, 13),
        .ended_why     = row_text(rows, 14),
        .area_slug     = row_text(rows, 17),
        .by_name       = row_text(rows, 18),
        .ended_by_name = row_text(rows, 20),
    };
    act.area_name = act.act.area_name;
    scope_person(scope, row_id(rows, 21));
    return act;
}

static StoredActList list_of(Db *db, Rows rows, Scope scope, Lang lang)
{
    StoredActList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = act_of_row(&rows, scope, lang);
    return list;
}

bool act_shown(Db *db, Scope scope, Lang lang, ActId id, StoredAct *act)
{
    StoredActList list = list_of(db, db_rows(db,
        "SELECT a.id, a.kind, a.area, a.by_person, a.gains_person, a.params, a.digest, a.why,"
        "       a.proposed, a.open_until, a.state, a.is_alone, a.due, a.ended, a.ended_why,"
        "       p.name, p.name_cy, p.slug, b.name, g.name, e.name, a.ended_by_person"
        "  FROM approvals_act a"
        "  JOIN places_public_area p ON p.id = a.area"
        "  LEFT JOIN people_public_person b ON b.id = a.by_person"
        "  LEFT JOIN people_public_person g ON g.id = a.gains_person"
        "  LEFT JOIN people_public_person e ON e.id = a.ended_by_person"
        " WHERE a.id = $1 AND a.area = $2",
        args(sql_id(id.id), sql_id(scope.area.id))), scope, lang);
    if (list.count == 1)
        *act = list.item[0];
    return list.count == 1;
}

VoiceList voices_shown(Db *db, Scope scope, ActId id, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT v.person, p.name, v.counts, v.at,"
        "       CASE WHEN EXISTS (SELECT 1 FROM people_public_grant g"
        "                          WHERE g.id = v.grant_id AND g.person = v.person"
        "                            AND g.valid_from <= $3 AND g.valid_until > $3)"
        "            THEN 1 ELSE 0 END"
        "  FROM approvals_voice v"
        "  JOIN approvals_act a ON a.id = v.act AND a.area = $2"
        "  JOIN people_public_person p ON p.id = v.person"
        " WHERE v.act = $1 ORDER BY v.at, v.person LIMIT $4",
        args(sql_id(id.id), sql_id(scope.area.id), sql_int(now), sql_int(ACT_VOICES_MAX)));
    VoiceList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Voice){
            .person      = scope_person(scope, row_id(&rows, 0)),
            .name        = row_text(&rows, 1),
            .mail        = "",
            .counts      = row_int(&rows, 2) != 0,
            .at          = row_int(&rows, 3),
            .is_in_force = row_int(&rows, 4) != 0,
        };
    return list;
}

StoredActList acts_shown(Db *db, Scope scope, Lang lang, bool open_only, Id before)
{
    static const Id last = { { 255, 255, 255, 255, 255, 255, 255, 255,
                               255, 255, 255, 255, 255, 255, 255, 255 } };
    return list_of(db, db_rows(db,
        "SELECT a.id, a.kind, a.area, a.by_person, a.gains_person, a.params, a.digest, a.why,"
        "       a.proposed, a.open_until, a.state, a.is_alone, a.due, a.ended, a.ended_why,"
        "       p.name, p.name_cy, p.slug, b.name, g.name, e.name, a.ended_by_person"
        "  FROM places_public_within w"
        "  JOIN approvals_act a ON a.area = w.root"
        "  JOIN places_public_area p ON p.id = a.area"
        "  LEFT JOIN people_public_person b ON b.id = a.by_person"
        "  LEFT JOIN people_public_person g ON g.id = a.gains_person"
        "  LEFT JOIN people_public_person e ON e.id = a.ended_by_person"
        " WHERE w.area = $1 AND a.id < $2 AND ($3 = 0 OR a.state IN ($4, $5, $6))"
        " ORDER BY a.id DESC LIMIT $7",
        args(sql_id(scope.area.id), sql_id(id_is_none(before) ? last : before),
             sql_int(open_only), sql_int(ACT_WAITING), sql_int(ACT_COOLING), sql_int(ACT_READY),
             sql_int(ACTS_PER_PAGE + 1))), scope, lang);
}

StoredActList acts_near(Db *db, Scope scope, Lang lang, TimeMs now)
{
    return list_of(db, db_rows(db,
        "SELECT a.id, a.kind, a.area, a.by_person, a.gains_person, a.params, a.digest, a.why,"
        "       a.proposed, a.open_until, a.state, a.is_alone, a.due, a.ended, a.ended_why,"
        "       p.name, p.name_cy, p.slug, b.name, g.name, e.name, a.ended_by_person"
        "  FROM approvals_act a"
        "  JOIN places_public_area p ON p.id = a.area"
        "  LEFT JOIN people_public_person b ON b.id = a.by_person"
        "  LEFT JOIN people_public_person g ON g.id = a.gains_person"
        "  LEFT JOIN people_public_person e ON e.id = a.ended_by_person"
        " WHERE a.state IN ($3, $4, $5)"
        "   AND EXISTS (SELECT 1 FROM people_public_grant o"
        "                 JOIN places_public_within w ON w.root = o.area"
        "                WHERE o.person = $1 AND o.role > $6 AND o.valid_from <= $2"
        "                  AND o.valid_until > $2 AND w.area = a.area)"
        " ORDER BY a.id DESC LIMIT $7",
        args(sql_id(scope.who.id), sql_int(now), sql_int(ACT_WAITING), sql_int(ACT_COOLING),
             sql_int(ACT_READY), sql_int(ROLE_MEMBER), sql_int(ACTS_PER_PAGE))), scope, lang);
}

int64_t acts_near_count(Db *db, Scope scope, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT count(*) FROM approvals_act a"
        " WHERE a.state IN ($3, $4, $5)"
        "   AND EXISTS (SELECT 1 FROM people_public_grant o"
        "                 JOIN places_public_within w ON w.root = o.area"
        "                WHERE o.person = $1 AND o.role > $6 AND o.valid_from <= $2"
        "                  AND o.valid_until > $2 AND w.area = a.area)",
        args(sql_id(scope.who.id), sql_int(now), sql_int(ACT_WAITING), sql_int(ACT_COOLING),
             sql_int(ACT_READY), sql_int(ROLE_MEMBER)));
    int64_t count = 0;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

Freeze freeze_shown(Db *db, Scope scope, Lang lang)
{
    Rows rows = db_rows(db,
        "SELECT f.since, f.why, f.by_person, p.name, a.name, a.name_cy,"
        "       CASE WHEN f.area = $1 THEN 1 ELSE 0 END"
        "  FROM places_public_within w"
        "  JOIN approvals_freeze f ON f.area = w.root AND f.lifted IS NULL"
        "  JOIN places_public_area a ON a.id = f.area"
        "  LEFT JOIN people_public_person p ON p.id = f.by_person"
        " WHERE w.area = $1 ORDER BY a.kind DESC, f.since LIMIT 1",
        args(sql_id(scope.area.id)));
    Freeze freeze = { .why = "", .by_name = "", .area_name = "" };
    while (rows_next(&rows)) {
        const char *name_cy = row_text(&rows, 5);
        scope_person(scope, row_id(&rows, 2));
        freeze = (Freeze){
            .is_frozen = true,
            .is_here   = row_int(&rows, 6) != 0,
            .since     = row_int(&rows, 0),
            .why       = row_text(&rows, 1),
            .by_name   = row_text(&rows, 3),
            .area_name = lang == LANG_CY && name_cy[0] != '\0' ? name_cy : row_text(&rows, 4),
        };
    }
    return freeze;
}
