/* rules_store.c: the rules that places have set for their meetings.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/meetings_store.h"

/* Without a Scope: a rule is no person. */
static bool rule_in(Db *db, AreaId area, MeetingKind kind, MeetingRule *rule)
{
    Rows rows = db_rows(db,
        "SELECT r.notice_days, r.is_clear, r.is_share, r.quorum, r.quorum_least, r.quorum_most,"
        "       r.supporters, r.standing, a.name"
        "  FROM meetings_rule r JOIN places_public_area a ON a.id = r.area_id"
        " WHERE r.area_id = $1 AND r.kind = $2",
        args(sql_id(area.id), sql_int(kind)));
    bool is_there = false;
    while (rows_next(&rows)) {
        is_there = true;
        *rule = (MeetingRule){
            .kind         = kind,
            .notice_days  = row_int(&rows, 0),
            .is_clear     = row_int(&rows, 1) != 0,
            .is_share     = row_int(&rows, 2) != 0,
            .quorum       = row_int(&rows, 3),
            .quorum_least = row_int(&rows, 4),
            .quorum_most  = row_int(&rows, 5),
            .supporters   = row_int(&rows, 6),
            .standing     = row_text(&rows, 7),
            .from_area    = row_text(&rows, 8),
        };
    }
    return is_there;
}

MeetingRule meeting_rule(Db *db, AreaId area, MeetingKind kind)
{
    MeetingRule rule;
    if (rule_in(db, area, kind, &rule)) {
        rule.is_own = true;
        return rule;
    }
    PlaceList above = place_ancestors(db, area); /* a handful */
    for (size_t i = 0; i < above.count; i++)
        if (rule_in(db, above.item[i].id, kind, &rule))
            return rule;
    return meeting_rule_defaults[kind];
}

void meeting_rule_set(Db *db, Scope scope, const MeetingRule *rule, TimeMs now)
{
    db_run(db,
        "INSERT INTO meetings_rule (area_id, kind, notice_days, is_clear, is_share, quorum,"
        " quorum_least, quorum_most, supporters, standing, by_person, set_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        " ON CONFLICT (area_id, kind) DO UPDATE SET notice_days = excluded.notice_days,"
        " is_clear = excluded.is_clear, is_share = excluded.is_share, quorum = excluded.quorum,"
        " quorum_least = excluded.quorum_least, quorum_most = excluded.quorum_most,"
        " supporters = excluded.supporters, standing = excluded.standing,"
        " by_person = excluded.by_person, set_at = excluded.set_at",
        args(sql_id(scope.area.id), sql_int(rule->kind), sql_int(rule->notice_days),
             sql_int(rule->is_clear), sql_int(rule->is_share), sql_int(rule->quorum),
             sql_int(rule->quorum_least), sql_int(rule->quorum_most), sql_int(rule->supporters),
             sql_text(rule->standing), sql_id(scope.who.id), sql_int(now)));
}

void meeting_rule_forget(Db *db, Scope scope, MeetingKind kind)
{
    db_run(db, "DELETE FROM meetings_rule WHERE area_id = $1 AND kind = $2",
           args(sql_id(scope.area.id), sql_int(kind)));
}

int64_t meeting_entitled(Db *db, AreaId area, MeetingKind kind, TimeMs now)
{
    Rows rows = kind == MEETING_EXECUTIVE
        ? db_rows(db, "SELECT count(DISTINCT person) FROM members_public_office WHERE area_id = $1",
                  args(sql_id(area.id)))
        : db_rows(db,
              "SELECT count(DISTINCT g.person)"
              "  FROM places_public_within w JOIN people_public_grant g ON g.area = w.area"
              " WHERE w.root = $1 AND g.role = $2 AND g.purpose = $3"
              "   AND g.valid_from <= $4 AND g.valid_until > $4",
              args(sql_id(area.id), sql_int(ROLE_MEMBER), sql_int(PURPOSE_TAKE_PART),
                   sql_int(now)));
    int64_t count = 0;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}
