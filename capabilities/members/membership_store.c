/* membership_store.c: adding, moving and ending memberships, and the note of each.
 *
 * One person has one row: in members_member while the membership is in force,
 * in members_former for a while after it. What ends leaves every list in the
 * same transaction.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/membership.h"

#include "capabilities/members/roll.h"

/* --- adding ------------------------------------------------------------------- */

static int64_t next_number(Db *db)
{
    Rows rows = db_rows(db,
        "INSERT INTO members_last_number (id, number) VALUES (1, 100001)"
        " ON CONFLICT (id) DO UPDATE SET number = members_last_number.number + 1"
        " RETURNING number",
        no_args);
    int64_t number = 0;
    while (rows_next(&rows))
        number = row_int(&rows, 0);
    return number;
}

int64_t members_number_take(Db *db)
{
    return next_number(db);
}

static void count_one_more(Db *db, AreaId area)
{
    db_put(db,
        "INSERT INTO members_count (area_id, members) VALUES ($1, 1)"
        " ON CONFLICT (area_id) DO UPDATE SET members = members_count.members + 1",
        args(sql_id(area.id)));
}

static void count_one_less(Db *db, AreaId area)
{
    db_run(db, "UPDATE members_count SET members = members - 1 WHERE area_id = $1",
           args(sql_id(area.id)));
}

static const char *or_none(const char *text)
{
    return text == NULL ? "" : text;
}

static void put(Db *db, const NewMember *member, MemberId id, int64_t number)
{
    NameKeys keys = members_name_keys(db_arena(db), member->name);
    bool has_mail = or_none(member->mail)[0] != '\0';
    MemberReach reach = member->reach != 0 ? member->reach
        : has_mail ? MEMBER_REACH_MAIL : MEMBER_REACH_LETTER;
    db_put(db,
        "INSERT INTO members_member"
        " (area_id, id, person, number, name, name_key, mail, phone, joined_at, state, state_at,"
        "  address, postcode, reach)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        args(sql_id(member->area.id), sql_id(id.id), sql_id(member->person.id), sql_int(number),
             sql_text(member->name), sql_text(keys.key), sql_text(or_none(member->mail)),
             sql_text(or_none(member->phone)), sql_int(member->joined),
             sql_int(MEMBER_ACTIVE), sql_int(member->since), sql_text(or_none(member->address)),
             sql_text(or_none(member->postcode)), sql_int(reach)));
    for (size_t i = 0; i < keys.count; i++)
        db_put(db,
            "INSERT INTO members_turn (turn, area_id, id) VALUES ($1, $2, $3)"
            " ON CONFLICT DO NOTHING",
            args(sql_text(keys.turn[i]), sql_id(member->area.id), sql_id(id.id)));
    count_one_more(db, member->area);
}

MemberId members_add(Db *db, const NewMember *member, Random *random)
{
    MemberId id = { id_new(member->joined, random) };
    put(db, member, id, next_number(db));
    return id;
}

void change_add(Db *db, const Change *change, Random *random)
{
    db_put(db,
        "INSERT INTO members_change"
        " (area_id, id, member, person, kind, at, other_area, by_person, why, lang)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args(sql_id(change->area.id), sql_id(id_new(change->at, random)),
             sql_id(change->member.id), sql_id(change->person.id), sql_int(change->kind),
             sql_int(change->at), sql_id(change->other_area.id), sql_id(change->by.id),
             sql_text(or_none(change->why)), sql_text(lang_code(change->lang))));
}

/* --- where somebody's row is ---------------------------------------------------- */

typedef struct {
    AreaId      area;
    MemberId    id;
    const char *name;
    MemberState state;
    bool        is_there;
} Standing;

/* Without a Scope: for moving and ending the row; nobody is shown it. */
static Standing standing_of(Db *db, PersonId person)
{
    Rows rows = db_rows(db,
        "SELECT area_id, id, name, state FROM members_member WHERE person = $1",
        args(sql_id(person.id)));
    Standing standing = { .name = "" };
    while (rows_next(&rows))
        standing = (Standing){
            .area  = { row_id(&rows, 0) },
            .id    = { row_id(&rows, 1) },
            .name  = row_text(&rows, 2),
            .state = (MemberState)row_int(&rows, 3),
            .is_there = true,
        };
    return standing;
}

static void turns_move(Db *db, AreaId from, AreaId to, MemberId id, const char *name)
{
    NameKeys keys = members_name_keys(db_arena(db), name);
    for (size_t i = 0; i < keys.count; i++)
        db_run(db,
            "UPDATE members_turn SET area_id = $1 WHERE turn = $2 AND area_id = $3 AND id = $4",
            args(sql_id(to.id), sql_text(keys.turn[i]), sql_id(from.id), sql_id(id.id)));
}

static void turns_remove(Db *db, AreaId area, MemberId id, const char *name)
{
    NameKeys keys = members_name_keys(db_arena(db), name);
    for (size_t i = 0; i < keys.count; i++)
        db_run(db, "DELETE FROM members_turn WHERE turn = $1 AND area_id = $2 AND id = $3",
               args(sql_text(keys.turn[i]), sql_id(area.id), sql_id(id.id)));
}

/* --- joining, moving -------------------------------------------------------------- */

static PersonId by_of(const NewMember *member)
{
    return id_is_none(member->by.id) ? member->person : member->by;
}

/* Both places see it: one lost somebody, the other has somebody new. */
static void move(Db *db, const Standing *from, const NewMember *to, Random *random)
{
    TimeMs now = to->since != 0 ? to->since : to->joined;
    PersonId by = by_of(to);
    db_run(db, "UPDATE members_member SET area_id = $1 WHERE area_id = $2 AND id = $3",
           args(sql_id(to->area.id), sql_id(from->area.id), sql_id(from->id.id)));
    turns_move(db, from->area, to->area, from->id, from->name);
    count_one_less(db, from->area);
    count_one_more(db, to->area);
    change_add(db, &(Change){ .area = from->area, .other_area = to->area, .member = from->id,
                              .person = to->person, .by = by, .kind = CHANGE_MOVED_OUT,
                              .at = now }, random);
    change_add(db, &(Change){ .area = to->area, .other_area = from->area, .member = from->id,
                              .person = to->person, .by = by, .kind = CHANGE_MOVED_IN,
                              .at = now }, random);
}

/* Without a Scope: what the person had, given back to themselves. */
static bool take_up_again(Db *db, const NewMember *member, TimeMs now, Random *random)
{
    Rows rows = db_rows(db,
        "SELECT id, number, name, phone, address, postcode, reach, joined_at"
        "  FROM members_former WHERE person = $1 AND keep_until > $2",
        args(sql_id(member->person.id), sql_int(now)));
    NewMember again = *member;
    MemberId id = {0};
    int64_t number = 0;
    while (rows_next(&rows)) {
        id = (MemberId){ row_id(&rows, 0) };
        number = row_int(&rows, 1);
        again.name = row_text(&rows, 2);
        again.phone = row_text(&rows, 3);
        again.address = row_text(&rows, 4);
        again.postcode = row_text(&rows, 5);
        again.reach = (MemberReach)row_int(&rows, 6);
        again.joined = row_int(&rows, 7);
        again.since = now;
    }
    if (id_is_none(id.id))
        return false;
    db_run(db, "DELETE FROM members_former WHERE person = $1", args(sql_id(member->person.id)));
    put(db, &again, id, number);
    change_add(db, &(Change){ .area = member->area, .member = id, .person = member->person,
                              .by = by_of(member), .kind = CHANGE_CAME_BACK, .at = now },
               random);
    return true;
}

void members_join(Db *db, const NewMember *member, Random *random)
{
    Standing standing = standing_of(db, member->person);
    if (!standing.is_there && take_up_again(db, member, member->joined, random))
        return;
    if (!standing.is_there) {
        MemberId id = members_add(db, member, random);
        change_add(db, &(Change){ .area = member->area, .member = id, .person = member->person,
                                  .by = member->person, .kind = CHANGE_JOINED,
                                  .at = member->joined }, random);
    } else if (!id_equal(standing.area.id, member->area.id)) {
        move(db, &standing, member, random);
    }
}

/* Without a Scope: whether the person's own way back is open. */
bool membership_may_join(Db *db, PersonId person, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT 1 FROM members_former WHERE person = $1 AND state = $2 AND keep_until > $3",
        args(sql_id(person.id), sql_int(MEMBER_ENDED), sql_int(now)));
    bool may = true;
    while (rows_next(&rows))
        may = false;
    return may;
}

/* --- changing and ending ------------------------------------------------------------ */

static const ChangeKind change_to[] = {
    [MEMBER_APPLIED] = CHANGE_APPLIED, [MEMBER_ACTIVE] = CHANGE_ACTIVE_AGAIN,
    [MEMBER_LAPSED] = CHANGE_LAPSED,   [MEMBER_LEFT] = CHANGE_LEFT,
    [MEMBER_DIED] = CHANGE_DIED,       [MEMBER_ENDED] = CHANGE_ENDED,
    [MEMBER_DOUBLE] = CHANGE_DOUBLE,
};

bool members_set_state(Db *db, PersonId person, MemberState state, TimeMs now, Random *random)
{
    Standing standing = standing_of(db, person);
    if (!standing.is_there || standing.state == state || member_is_over(state))
        return false;
    db_run(db,
        "UPDATE members_member SET state = $3, state_at = $4 WHERE area_id = $1 AND id = $2",
        args(sql_id(standing.area.id), sql_id(standing.id.id), sql_int(state), sql_int(now)));
    change_add(db, &(Change){ .area = standing.area, .member = standing.id, .person = person,
                              .kind = change_to[state], .at = now }, random);
    return true;
}

static void offices_end(Db *db, PersonId person, TimeMs now)
{
    db_run(db, "UPDATE members_office SET until_at = $2 WHERE person = $1 AND until_at = 0",
           args(sql_id(person.id), sql_int(now)));
}

bool membership_end(Db *db, const MembershipEnd *end, Random *random)
{
    Standing standing = standing_of(db, end->person);
    if (!standing.is_there || !member_is_over(end->state))
        return false;
    db_run(db,
        "INSERT INTO members_former (person, area_id, id, number, name, mail, phone, address,"
        " postcode, reach, joined_at, state, state_at, keep_until, by_person, is_settled)"
        " SELECT person, area_id, id, number, name, mail, phone, address, postcode, reach,"
        "        joined_at, CAST($3 AS BIGINT), CAST($4 AS BIGINT), CAST($5 AS BIGINT),"
        "        $6, CAST($7 AS BIGINT)"
        "   FROM members_member WHERE area_id = $1 AND id = $2",
        args(sql_id(standing.area.id), sql_id(standing.id.id), sql_int(end->state),
             sql_int(end->since != 0 ? end->since : end->at), sql_int(end->at + MEMBER_KEEP_MS),
             end->has_way_back ? sql_id(end->by.id) : sql_null(), sql_int(!end->has_way_back)));
    db_run(db, "DELETE FROM members_member WHERE area_id = $1 AND id = $2",
           args(sql_id(standing.area.id), sql_id(standing.id.id)));
    turns_remove(db, standing.area, standing.id, standing.name);
    count_one_less(db, standing.area);
    offices_end(db, end->person, end->at);
    change_add(db, &(Change){ .area = standing.area, .member = standing.id,
                              .person = end->person, .by = end->by,
                              .kind = change_to[end->state], .why = end->why, .lang = end->lang,
                              .at = end->at }, random);
    if (!end->has_way_back)
        capabilities_left(db, end->person, end->at);
    return true;
}

void membership_uncount(Db *db, AreaId area, MemberId id, const char *name)
{
    turns_remove(db, area, id, name);
    count_one_less(db, area);
}

void former_drop(Db *db, PersonId person)
{
    db_run(db, "DELETE FROM members_former WHERE person = $1", args(sql_id(person.id)));
}

bool former_prune(Db *db, TimeMs now)
{
    int64_t changes = db_run(db,
        "DELETE FROM members_change WHERE person IN"
        " (SELECT person FROM members_former WHERE keep_until <= $1"
        "   ORDER BY keep_until, person LIMIT $2)",
        args(sql_int(now), sql_int(FORMER_PRUNE_MAX)));
    int64_t former = db_run(db,
        "DELETE FROM members_former WHERE person IN"
        " (SELECT person FROM members_former WHERE keep_until <= $1"
        "   ORDER BY keep_until, person LIMIT $2)",
        args(sql_int(now), sql_int(FORMER_PRUNE_MAX)));
    return changes + former > 0 && former == FORMER_PRUNE_MAX;
}

/* --- one's own ------------------------------------------------------------------------ */

bool membership_of(Rows rows, Scope scope, Membership *membership)
{
    bool is_there = false;
    while (rows_next(&rows)) {
        is_there = true;
        *membership = (Membership){
            .id       = { row_id(&rows, 0) },
            .person   = scope_person(scope, row_id(&rows, 1)),
            .number   = row_int(&rows, 2),
            .name     = row_text(&rows, 3),
            .mail     = row_text(&rows, 4),
            .phone    = row_text(&rows, 5),
            .address  = row_text(&rows, 6),
            .postcode = row_text(&rows, 7),
            .reach    = (MemberReach)row_int(&rows, 8),
            .joined   = row_int(&rows, 9),
            .state    = (MemberState)row_int(&rows, 10),
            .since    = row_int(&rows, 11),
            .keep_until = row_int(&rows, 12),
            .area     = {
                .id      = { row_id(&rows, 13) },
                .kind    = (PlaceKind)row_int(&rows, 14),
                .slug    = row_text(&rows, 15),
                .name    = row_text(&rows, 16),
                .name_cy = row_text(&rows, 17),
            },
        };
        if (membership->since == 0)
            membership->since = membership->joined;
    }
    return is_there;
}

bool membership_own(Db *db, Scope scope, Membership *membership)
{
    Rows rows = db_rows(db,
        "SELECT m.id, m.person, m.number, m.name, m.mail, m.phone, m.address, m.postcode, m.reach,"
        "       m.joined_at, m.state, m.state_at, CAST(0 AS BIGINT),"
        "       a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM members_member m JOIN places_public_area a ON a.id = m.area_id"
        " WHERE m.person = $1",
        args(sql_id(scope.who.id)));
    if (membership_of(rows, scope, membership))
        return true;
    Rows former = db_rows(db,
        "SELECT m.id, m.person, m.number, m.name, m.mail, m.phone, m.address, m.postcode, m.reach,"
        "       m.joined_at, m.state, m.state_at, m.keep_until,"
        "       a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM members_former m JOIN places_public_area a ON a.id = m.area_id"
        " WHERE m.person = $1",
        args(sql_id(scope.who.id)));
    return membership_of(former, scope, membership);
}

/* Without a Scope: for marks that tell nobody who it was. */
void members_known_as(Db *db, PersonId person, KnownAs *known)
{
    Rows rows = db_rows(db,
        "SELECT name, phone, address, postcode FROM members_member WHERE person = $1"
        " UNION ALL SELECT name, phone, address, postcode FROM members_former WHERE person = $1",
        args(sql_id(person.id)));
    while (rows_next(&rows)) {
        known->name = row_text(&rows, 0);
        known->phone = row_text(&rows, 1);
        known->address = row_text(&rows, 2);
        known->postcode = row_text(&rows, 3);
    }
}
