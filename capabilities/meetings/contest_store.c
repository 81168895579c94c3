/* contest_store.c: who stands for which office, and who supports them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/contest.h"

ContestId contest_add(Db *db, Scope scope, const Meeting *meeting, const Contest *contest,
                      TimeMs now, Random *random)
{
    ContestId id = { id_new(now, random) };
    db_run(db,
        "INSERT INTO meetings_contest (area_id, id, meeting, title, closes_day, closes_at,"
        " supporters, ended_at, at, by_person) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9)",
        args(sql_id(meeting->area.id), sql_id(id.id), sql_id(meeting->id.id),
             sql_int(contest->title), sql_text(contest->closes_day), sql_int(contest->closes),
             sql_int(contest->supporters), sql_int(now), sql_id(scope.who.id)));
    return id;
}

static ContestList contest_list(Db *db, Rows rows, Lang lang)
{
    ContestList list = {0};
    while (rows_next(&rows)) {
        const char *name = row_text(&rows, 10), *name_cy = row_text(&rows, 11);
        *LIST_ADD(db_arena(db), &list) = (Contest){
            .id         = { row_id(&rows, 0) },
            .area       = { row_id(&rows, 1) },
            .meeting    = { row_id(&rows, 2) },
            .title      = (OfficeTitle)row_int(&rows, 3),
            .closes_day = row_text(&rows, 4),
            .closes     = row_int(&rows, 5),
            .supporters = row_int(&rows, 6),
            .elected    = { row_id(&rows, 7) },
            .ended      = row_int(&rows, 8),
            .area_slug  = row_text(&rows, 9),
            .area_name  = lang == LANG_CY && name_cy[0] != '\0' ? name_cy : name,
        };
    }
    return list;
}

bool contest_by_id(Db *db, Scope scope, Lang lang, ContestId id, Contest *contest)
{
    ContestList list = contest_list(db, db_rows(db,
        "SELECT c.id, c.area_id, c.meeting, c.title, c.closes_day, c.closes_at, c.supporters,"
        "       c.elected, c.ended_at, a.slug, a.name, a.name_cy"
        "  FROM meetings_contest c JOIN places_public_area a ON a.id = c.area_id"
        " WHERE c.area_id = $1 AND c.id = $2",
        args(sql_id(scope.area.id), sql_id(id.id))), lang);
    if (list.count > 0)
        *contest = list.item[0];
    return list.count > 0;
}

/* Without a Scope: of a meeting that was got with one; no persons. */
ContestList contests_of(Db *db, const Meeting *meeting, Lang lang)
{
    return contest_list(db, db_rows(db,
        "SELECT c.id, c.area_id, c.meeting, c.title, c.closes_day, c.closes_at, c.supporters,"
        "       c.elected, c.ended_at, a.slug, a.name, a.name_cy"
        "  FROM meetings_contest c JOIN places_public_area a ON a.id = c.area_id"
        " WHERE c.area_id = $1 AND c.meeting = $2 ORDER BY c.title, c.id LIMIT $3",
        args(sql_id(meeting->area.id), sql_id(meeting->id.id), sql_int(CONTESTS_MAX))), lang);
}

static NomineeList nominee_list(Db *db, Scope scope, Rows rows)
{
    NomineeList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Nominee){
            .id         = { row_id(&rows, 0) },
            .person     = scope_person(scope, row_id(&rows, 1)),
            .name       = row_text(&rows, 2),
            .statement  = row_text(&rows, 3),
            .state      = (NomineeState)row_int(&rows, 4),
            .supporters = row_int(&rows, 5),
            .is_mine    = row_int(&rows, 6) > 0,
        };
    return list;
}

static bool first_of(NomineeList list, Nominee *nominee)
{
    if (list.count > 0)
        *nominee = list.item[0];
    return list.count > 0;
}

NomineeList nominees_of(Db *db, Scope scope, const Contest *contest, bool is_all)
{
    return nominee_list(db, scope, db_rows(db,
        "SELECT n.id, n.person, p.name, n.statement, n.state,"
        "       (SELECT count(*) FROM meetings_supporter s"
        "         WHERE s.area_id = n.area_id AND s.nominee = n.id),"
        "       (SELECT count(*) FROM meetings_supporter s"
        "         WHERE s.area_id = n.area_id AND s.nominee = n.id AND s.person = $4)"
        "  FROM meetings_nominee n JOIN people_public_person p ON p.id = n.person"
        " WHERE n.area_id = $1 AND n.contest = $2 AND (n.state = $3 OR $5 = 1)"
        " ORDER BY p.name, n.id LIMIT $6",
        args(sql_id(scope.area.id), sql_id(contest->id.id), sql_int(NOMINEE_STANDS),
             sql_bytes(scope.who.id.bytes, sizeof scope.who.id.bytes), sql_int(is_all),
             sql_int(NOMINEES_MAX))));
}

bool nominee_by_id(Db *db, Scope scope, const Contest *contest, NomineeId id, Nominee *nominee)
{
    return first_of(nominee_list(db, scope, db_rows(db,
        "SELECT n.id, n.person, p.name, n.statement, n.state,"
        "       (SELECT count(*) FROM meetings_supporter s"
        "         WHERE s.area_id = n.area_id AND s.nominee = n.id), 0"
        "  FROM meetings_nominee n JOIN people_public_person p ON p.id = n.person"
        " WHERE n.area_id = $1 AND n.contest = $2 AND n.id = $3",
        args(sql_id(scope.area.id), sql_id(contest->id.id), sql_id(id.id)))), nominee);
}

bool nominee_own(Db *db, Scope scope, const Contest *contest, Nominee *nominee)
{
    return first_of(nominee_list(db, scope, db_rows(db,
        "SELECT n.id, n.person, p.name, n.statement, n.state,"
        "       (SELECT count(*) FROM meetings_supporter s"
        "         WHERE s.area_id = n.area_id AND s.nominee = n.id), 0"
        "  FROM meetings_nominee n JOIN people_public_person p ON p.id = n.person"
        " WHERE n.area_id = $1 AND n.contest = $2 AND n.person = $3",
        args(sql_id(contest->area.id), sql_id(contest->id.id), sql_id(scope.who.id)))), nominee);
}

static void support_add(Db *db, const Contest *contest, NomineeId id, PersonId person, TimeMs now)
{
    db_run(db,
        "INSERT INTO meetings_supporter (area_id, nominee, person, at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (area_id, nominee, person) DO NOTHING",
        args(sql_id(contest->area.id), sql_id(id.id), sql_id(person.id), sql_int(now)));
}

bool nominee_add(Db *db, Scope scope, const Contest *contest, PersonId person,
                 const char *statement, NomineeState state, TimeMs now, Random *random)
{
    NomineeId id = { id_new(now, random) };
    int64_t added = db_run(db,
        "INSERT INTO meetings_nominee (area_id, id, contest, person, statement, state, at,"
        " by_person) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        " ON CONFLICT (area_id, contest, person) DO NOTHING",
        args(sql_id(contest->area.id), sql_id(id.id), sql_id(contest->id.id), sql_id(person.id),
             sql_text(statement), sql_int(state), sql_int(now), sql_id(scope.who.id)));
    if (added > 0 && !id_equal(person.id, scope.who.id))
        support_add(db, contest, id, scope.who, now);
    return added > 0;
}

void nominee_answer(Db *db, Scope scope, const Contest *contest, NomineeState state,
                    const char *statement)
{
    db_run(db,
        "UPDATE meetings_nominee SET state = $4, statement = $5"
        " WHERE area_id = $1 AND contest = $2 AND person = $3",
        args(sql_id(contest->area.id), sql_id(contest->id.id), sql_id(scope.who.id),
             sql_int(state), sql_text(statement)));
}

void nominee_support(Db *db, Scope scope, const Contest *contest, NomineeId id, bool is_on,
                     TimeMs now)
{
    if (is_on)
        support_add(db, contest, id, scope.who, now);
    else
        db_run(db,
            "DELETE FROM meetings_supporter WHERE area_id = $1 AND nominee = $2 AND person = $3",
            args(sql_id(contest->area.id), sql_id(id.id), sql_id(scope.who.id)));
}

void contest_decide(Db *db, const Contest *contest, NomineeId elected, TimeMs now)
{
    db_run(db,
        "UPDATE meetings_contest SET elected = $3, ended_at = $4 WHERE area_id = $1 AND id = $2",
        args(sql_id(contest->area.id), sql_id(contest->id.id), sql_id(elected.id), sql_int(now)));
}

void contest_reopen(Db *db, const Contest *contest)
{
    db_run(db,
        "UPDATE meetings_contest SET elected = NULL, ended_at = 0 WHERE area_id = $1 AND id = $2",
        args(sql_id(contest->area.id), sql_id(contest->id.id)));
}

bool nominee_is_valid(const Contest *contest, const Nominee *nominee)
{
    return nominee->state == NOMINEE_STANDS && nominee->supporters >= contest->supporters;
}

/* Without a Scope: whether, and nobody is told. */
bool contest_member(Db *db, const Contest *contest, PersonId person, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT 1 FROM people_public_grant g JOIN places_public_within w ON w.area = g.area"
        " WHERE w.root = $1 AND g.person = $2 AND g.role = $3 AND g.purpose = $4"
        "   AND g.valid_from <= $5 AND g.valid_until > $5 LIMIT 1",
        args(sql_id(contest->area.id), sql_id(person.id), sql_int(ROLE_MEMBER),
             sql_int(PURPOSE_TAKE_PART), sql_int(now)));
    bool is_there = false;
    while (rows_next(&rows))
        is_there = true;
    return is_there;
}
