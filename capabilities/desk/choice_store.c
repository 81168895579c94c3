/* choice_store.c: members that an officer has ticked, kept until something was
 * done with them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/desk/choice.h"

ChoiceId choice_add(Db *db, Scope scope, TimeMs now, Random *random)
{
    ChoiceId id = { id_new(now, random) };
    db_put(db,
        "INSERT INTO desk_choice (area_id, id, by_person, made_at, keep_until)"
        " VALUES ($1, $2, $3, $4, $5)",
        args(sql_id(scope.area.id), sql_id(id.id), sql_id(scope.who.id), sql_int(now),
             sql_int(now + CHOICE_KEPT_MS)));
    return id;
}

int64_t choice_put(Db *db, Scope scope, ChoiceId id, const Id keys[], size_t count)
{
    if (count == 0)
        return 0;
    return db_run(db,
        "WITH RECURSIVE piece (place, area, id) AS ("
        "  SELECT 1, substr($2, 1, 16), substr($2, 17, 16)"
        "   UNION ALL"
        "  SELECT place + 32, substr($2, place + 32, 16), substr($2, place + 48, 16)"
        "    FROM piece WHERE place + 32 < length($2))"
        " INSERT INTO desk_chosen (choice, name_key, area_id, member)"
        " SELECT c.id, m.name_key, m.area_id, m.id"
        "   FROM piece JOIN members_public_card m ON m.area_id = piece.area AND m.id = piece.id"
        "   JOIN desk_choice c ON c.area_id = $1 AND c.by_person = $4 AND c.id = $3"
        "  WHERE EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $1 AND w.area = m.area_id)"
        " ON CONFLICT DO NOTHING",
        args(sql_id(scope.area.id), sql_bytes(keys, count * sizeof(Id)), sql_id(id.id),
             sql_id(scope.who.id)));
}

int64_t choice_put_all(Db *db, Scope scope, ChoiceId id, const ListQuery *query)
{
    return db_run(db,
        "INSERT INTO desk_chosen (choice, name_key, area_id, member)"
        " SELECT $11, m.name_key, m.area_id, m.id FROM members_public_card m"
        "  WHERE m.area_id IN (SELECT area FROM places_public_within WHERE root = $2)"
        "    AND EXISTS (SELECT 1 FROM places_public_within o WHERE o.root = $1 AND o.area = $2)"
        "    AND ($3 = 0 OR EXISTS (SELECT 1 FROM desk_tagged g"
        "                            WHERE g.tag = $12 AND g.person = m.person))"
        "    AND m.joined_at >= $4 AND m.joined_at < $5"
        "    AND ($6 = 0 OR ($6 = 1 AND m.mail <> '') OR ($6 = 2 AND m.mail = ''))"
        "    AND ($14 = 0 OR m.state = $14)"
        "    AND ($17 = 0 OR EXISTS"
        "         (SELECT 1 FROM welcome_public_waiting c WHERE c.person = m.person))"
        "    AND ($15 = 0 OR (m.state <> 3 AND $15 = coalesce((SELECT"
        "         CASE WHEN u.paid_until > $16 THEN 2 ELSE 3 END"
        "         FROM dues_public_account u WHERE u.person = m.person), 1)))"
        "    AND ($7 = 0"
        "         OR ($7 = 1 AND ' ' || m.name_key LIKE $8 AND ' ' || m.name_key LIKE $9"
        "             AND ' ' || m.name_key LIKE $10)"
        "         OR ($7 = 2 AND m.mail LIKE $8)"
        "         OR ($7 = 3 AND (m.number_key LIKE $8 OR m.phone_key LIKE $9))"
        "         OR ($7 = 4 AND m.postcode_key LIKE $8))"
        "  LIMIT $13"
        " ON CONFLICT DO NOTHING",
        args(sql_id(scope.area.id), sql_id(query->part.id), sql_int(!id_is_none(query->tag)),
             sql_int(query->joined_from), sql_int(query->joined_until), sql_int(query->mail),
             sql_int(query->typed.kind), sql_text(query->typed.pattern[0]),
             sql_text(query->typed.pattern[1]), sql_text(query->typed.pattern[2]),
             sql_id(id.id), sql_id(query->tag), sql_int(CHOICE_MAX), sql_int(query->state),
             sql_int(query->dues), sql_int(query->now), sql_int(query->calls)));
}

bool choice_is_own(Db *db, Scope scope, ChoiceId id)
{
    Rows rows = db_rows(db,
        "SELECT 1 FROM desk_choice WHERE area_id = $1 AND by_person = $2 AND id = $3",
        args(sql_id(scope.area.id), sql_id(scope.who.id), sql_id(id.id)));
    bool is_own = false;
    while (rows_next(&rows))
        is_own = true;
    return is_own;
}

int64_t choice_count(Db *db, Scope scope, ChoiceId id)
{
    Rows rows = db_rows(db,
        "SELECT count(*) FROM desk_choice c JOIN desk_chosen n ON n.choice = c.id"
        "  JOIN members_public_card m ON m.area_id = n.area_id AND m.id = n.member"
        " WHERE c.area_id = $1 AND c.by_person = $2 AND c.id = $3"
        "   AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $1 AND w.area = m.area_id)",
        args(sql_id(scope.area.id), sql_id(scope.who.id), sql_id(id.id)));
    int64_t count = 0;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

ChosenList choice_members(Db *db, Scope scope, ChoiceId id, const Chosen *after)
{
    static const Id first;
    const char *key = after == NULL ? "" : after->key;
    const Id *from = after == NULL ? &first : &after->id.id;
    Rows rows = db_rows(db,
        "SELECT m.id, m.number, m.name, m.mail, m.phone, m.address, m.postcode, m.joined_at,"
        "       m.state, m.reach, a.id, a.kind, a.slug, a.name, a.name_cy, m.person, n.name_key"
        "  FROM desk_choice c JOIN desk_chosen n ON n.choice = c.id"
        "  JOIN members_public_card m ON m.area_id = n.area_id AND m.id = n.member"
        "  JOIN places_public_area a ON a.id = m.area_id"
        " WHERE c.area_id = $1 AND c.by_person = $2 AND c.id = $3"
        "   AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $1 AND w.area = m.area_id)"
        "   AND (n.name_key, n.member) > ($4, $5)"
        " ORDER BY n.name_key, n.member LIMIT $6",
        args(sql_id(scope.area.id), sql_id(scope.who.id), sql_id(id.id), sql_text(key),
             sql_bytes(from->bytes, sizeof from->bytes), sql_int(CHOICE_PAGE)));
    ChosenList list = {0};
    while (rows_next(&rows)) {
        Chosen *row = LIST_ADD(db_arena(db), &list);
        *row = chosen_of_row(&rows);
        row->person = scope_person(scope, row_id(&rows, CHOSEN_COLUMNS));
        row->key = row_text(&rows, CHOSEN_COLUMNS + 1);
    }
    chosen_in_peace(db, list.item, list.count);
    return list;
}

void choice_keep(Db *db, Scope scope, ChoiceId id, TimeMs until)
{
    db_run(db,
        "UPDATE desk_choice SET keep_until = $4"
        " WHERE area_id = $1 AND by_person = $2 AND id = $3 AND keep_until < $4",
        args(sql_id(scope.area.id), sql_id(scope.who.id), sql_id(id.id), sql_int(until)));
}

/* Without a Scope: nobody is shown what is forgotten. */
bool choices_prune(Db *db, TimeMs now)
{
    Id gone = {0};
    Rows rows = db_rows(db, "SELECT id FROM desk_choice WHERE keep_until < $1 LIMIT 1",
                        args(sql_int(now)));
    while (rows_next(&rows))
        gone = row_id(&rows, 0);
    if (id_is_none(gone))
        return false;
    db_run(db, "DELETE FROM desk_chosen WHERE choice = $1", args(sql_id(gone)));
    db_run(db, "DELETE FROM desk_choice WHERE id = $1", args(sql_id(gone)));
    return true;
}
