/* people_store.c: members as they stand on labels, letters and phone lists.
 *
 * Who told (profile) by which ways they want to be reached is written to and rung by
 * those alone; who told nothing, by all.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/paper/paper_view.h"

#include "capabilities/people/people.h"
#include "capabilities/profile/profile.h"

MemberOnPaperList members_on_paper(Db *db, Scope scope, const MembersAsked *asked)
{
    Rows rows = db_rows(db,
        "SELECT m.person, m.number, m.name, m.address, m.postcode, m.phone, p.lang,"
        "       a.name, a.name_cy, m.mail"
        "  FROM members_public_card m JOIN people_public_person p ON p.id = m.person"
        "  JOIN places_public_area a ON a.id = m.area_id"
        " WHERE m.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND m.state <> $2"
        "   AND (CAST($3 AS BIGINT) = 1 OR ($3 = 2 AND m.mail = '') OR ($3 = 3 AND m.reach = $4)"
        "        OR ($3 = 4 AND m.phone <> '')"
        "        OR ($3 = 5 AND EXISTS (SELECT 1 FROM desk_public_chosen c"
        "              WHERE c.choice = $6 AND c.name_key = m.name_key AND c.member = m.id"
        "                AND c.by_person = $7)))"
        "   AND (CAST($5 AS BIGINT) = 0 OR m.address <> '')"
        "   AND ($8 = 1 OR NOT EXISTS (SELECT 1 FROM profile_public_reach r"
        "              WHERE r.person = m.person AND r.reach <> 0 AND (r.reach & $9) = 0))"
        " ORDER BY CASE WHEN CAST($10 AS BIGINT) = 1 THEN m.postcode ELSE '' END, m.name_key, m.id"
        " LIMIT $11",
        args(sql_id(scope.area.id), sql_int(MEMBER_APPLIED), sql_int(asked->who),
             sql_int(MEMBER_REACH_LETTER), sql_int(asked->needs_address), sql_id(asked->choice.id),
             sql_id(scope.who.id), sql_int(asked->is_statutory), sql_int(asked->way),
             sql_int(asked->by_postcode), sql_int((int64_t)asked->most)));
    MemberOnPaperList list = {0};
    while (rows_next(&rows)) {
        MemberOnPaper *one = LIST_ADD(db_arena(db), &list);
        *one = (MemberOnPaper){
            .person   = scope_person(scope, row_id(&rows, 0)),
            .number   = row_int(&rows, 1),
            .name     = row_text(&rows, 2),
            .address  = row_text(&rows, 3),
            .postcode = row_text(&rows, 4),
            .phone    = row_text(&rows, 5),
            .mail     = row_text(&rows, 9),
            .lang     = LANG_EN,
            .area     = { .name = row_text(&rows, 7), .name_cy = row_text(&rows, 8) },
        };
        lang_from_code(row_text(&rows, 6), &one->lang);
    }
    return list;
}

int64_t members_on_paper_count(Db *db, Scope scope, const MembersAsked *asked)
{
    Rows rows = db_rows(db,
        "SELECT count(*) FROM members_public_card m"
        " WHERE m.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND m.state <> $2"
        "   AND (CAST($3 AS BIGINT) = 1 OR ($3 = 2 AND m.mail = '') OR ($3 = 3 AND m.reach = $4)"
        "        OR ($3 = 4 AND m.phone <> '')"
        "        OR ($3 = 5 AND EXISTS (SELECT 1 FROM desk_public_chosen c"
        "              WHERE c.choice = $6 AND c.name_key = m.name_key AND c.member = m.id"
        "                AND c.by_person = $7)))"
        "   AND (CAST($5 AS BIGINT) = 0 OR m.address <> '')"
        "   AND ($8 = 1 OR NOT EXISTS (SELECT 1 FROM profile_public_reach r"
        "              WHERE r.person = m.person AND r.reach <> 0 AND (r.reach & $9) = 0))",
        args(sql_id(scope.area.id), sql_int(MEMBER_APPLIED), sql_int(asked->who),
             sql_int(MEMBER_REACH_LETTER), sql_int(asked->needs_address), sql_id(asked->choice.id),
             sql_id(scope.who.id), sql_int(asked->is_statutory), sql_int(asked->way)));
    int64_t count = 0;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

int64_t members_left_out(Db *db, Scope scope, const MembersAsked *asked)
{
    if (asked->is_statutory)
        return 0;
    MembersAsked all = *asked;
    all.is_statutory = true;
    return members_on_paper_count(db, scope, &all) - members_on_paper_count(db, scope, asked);
}
