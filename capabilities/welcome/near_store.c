/* near_store.c: neighbours who want to meet.
 *
 * Where somebody lives is read from their membership each time, so that nobody is
 * near a place from which they have moved.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/welcome/near.h"

#include "capabilities/people/people.h"

static int64_t number_of(Rows rows)
{
    int64_t number = 0;
    while (rows_next(&rows))
        number = row_int(&rows, 0);
    return number;
}

static const char *first_name(Arena *arena, const char *name)
{
    return text_copy_bytes(arena, name, strcspn(name, " "));
}

/* --- one's own yes ------------------------------------------------------------------- */

NearSaid near_own(Db *db, Scope scope, TimeMs *since)
{
    Rows rows = db_rows(db, "SELECT is_seen, since FROM welcome_near WHERE person = $1",
                        args(sql_id(scope.who.id)));
    NearSaid said = NEAR_OFF;
    while (rows_next(&rows)) {
        said = row_int(&rows, 0) != 0 ? NEAR_SEEN : NEAR_COUNTED;
        *since = row_int(&rows, 1);
    }
    return said;
}

void near_say(Db *db, Scope scope, NearSaid said, TimeMs now, Random *random)
{
    if (said == NEAR_OFF)
        db_run(db, "DELETE FROM welcome_near WHERE person = $1", args(sql_id(scope.who.id)));
    else
        db_run(db,
            "INSERT INTO welcome_near (person, id, is_seen, since) VALUES ($1, $2, $3, $4)"
            " ON CONFLICT (person) DO UPDATE SET is_seen = excluded.is_seen",
            args(sql_id(scope.who.id), sql_id(id_new(now, random)), sql_int(said == NEAR_SEEN),
                 sql_int(now)));
    db_put(db, "INSERT INTO welcome_near_receipt (person, id, said, at) VALUES ($1, $2, $3, $4)",
           args(sql_id(scope.who.id), sql_id(id_new(now, random)), sql_int(said), sql_int(now)));
}

NearReceiptList near_receipts(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT said, at FROM welcome_near_receipt WHERE person = $1 ORDER BY id DESC LIMIT $2",
        args(sql_id(scope.who.id), sql_int(NEAR_ASKS_SHOWN)));
    NearReceiptList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) =
            (NearReceipt){ (NearSaid)row_int(&rows, 0), row_int(&rows, 1) };
    return list;
}

/* --- who is near ------------------------------------------------------------------------ */

int64_t near_count(Db *db, Scope scope, AreaId party)
{
    return number_of(db_rows(db,
        "SELECT count(*) FROM places_public_within w"
        "  JOIN members_public_member m ON m.area_id = w.area"
        "  JOIN welcome_near n ON n.person = m.person"
        " WHERE w.root = $1 AND m.state = $2 AND m.person <> $3",
        args(sql_id(party.id), sql_int(MEMBER_ACTIVE), sql_id(scope.who.id))));
}

static NeighbourList neighbours_of(Db *db, Scope scope, Rows rows)
{
    NeighbourList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Neighbour){
            .id = row_id(&rows, 0), .person = scope_person(scope, row_id(&rows, 1)),
            .first = first_name(db_arena(db), row_text(&rows, 2)),
            .is_close = row_int(&rows, 3) != 0,
        };
    return list;
}

/* Only for who wants to meet: the reader's own row is joined with. */
NeighbourList near_seen(Db *db, Scope scope, AreaId party, AreaId own)
{
    return neighbours_of(db, scope, db_rows(db,
        "SELECT n.id, n.person, m.name, CASE WHEN m.area_id = $2 THEN 1 ELSE 0 END"
        "  FROM places_public_within w"
        "  JOIN members_public_member m ON m.area_id = w.area"
        "  JOIN welcome_near n ON n.person = m.person"
        "  JOIN welcome_near me ON me.person = $3"
        " WHERE w.root = $1 AND m.state = $4 AND n.is_seen = 1 AND n.person <> $3"
        " ORDER BY CASE WHEN m.area_id = $2 THEN 0 ELSE 1 END, n.since DESC, n.id LIMIT $5",
        args(sql_id(party.id), sql_id(own.id), sql_id(scope.who.id), sql_int(MEMBER_ACTIVE),
             sql_int(NEAR_SHOWN))));
}

bool near_by_id(Db *db, Scope scope, AreaId party, AreaId own, Id id, Neighbour *found)
{
    NeighbourList list = neighbours_of(db, scope, db_rows(db,
        "SELECT n.id, n.person, m.name, CASE WHEN m.area_id = $2 THEN 1 ELSE 0 END"
        "  FROM welcome_near n"
        "  JOIN members_public_member m ON m.person = n.person"
        "  JOIN welcome_near me ON me.person = $3"
        " WHERE n.id = $5 AND m.state = $4 AND n.is_seen = 1 AND n.person <> $3"
        "   AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $1 AND w.area = m.area_id)",
        args(sql_id(party.id), sql_id(own.id), sql_id(scope.who.id), sql_int(MEMBER_ACTIVE),
             sql_id(id))));
    if (list.count > 0)
        *found = list.item[0];
    return list.count > 0;
}

/* --- asking ---------------------------------------------------------------------------------- */

NearMay near_may_ask(Db *db, Scope scope, PersonId person, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT (SELECT count(*) FROM welcome_ask WHERE by_person = $1 AND at > $3),"
        "       (SELECT count(*) FROM welcome_ask WHERE person = $2 AND at > $4),"
        "       (SELECT count(*) FROM welcome_ask WHERE person = $2 AND by_person = $1)",
        args(sql_id(scope.who.id), sql_id(person.id), sql_int(now - DAY_MS),
             sql_int(now - 7 * DAY_MS)));
    NearMay may = NEAR_MAY;
    while (rows_next(&rows)) {
        if (row_int(&rows, 0) >= NEAR_ASKS_A_DAY)
            may = NEAR_TOO_MANY_TODAY;
        else if (row_int(&rows, 2) > 0)
            may = NEAR_ASKED_LATELY;
        else if (row_int(&rows, 1) >= NEAR_ASKED_A_WEEK)
            may = NEAR_ASKED_ENOUGH;
    }
    return may;
}

Id near_ask(Db *db, Scope scope, PersonId person, const char *text, TimeMs now, Random *random)
{
    Id id = id_new(now, random);
    db_put(db,
        "INSERT INTO welcome_ask (id, by_person, person, text, at, answer, answered_at)"
        " VALUES ($1, $2, $3, $4, $5, 0, 0)",
        args(sql_id(id), sql_id(scope.who.id), sql_id(person.id), sql_text(text), sql_int(now)));
    return id;
}

/* The address is in the answer of the database only once both have said yes. */
static NearAskList asks_of(Db *db, Scope scope, Rows rows)
{
    NearAskList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (NearAsk){
            .id = row_id(&rows, 0), .is_mine = row_int(&rows, 1) != 0,
            .other = scope_person(scope, row_id(&rows, 2)),
            .first = first_name(db_arena(db), row_text(&rows, 3)),
            .mail = row_text(&rows, 4), .text = row_text(&rows, 5),
            .answer = (NearAnswer)row_int(&rows, 6), .at = row_int(&rows, 7),
            .answered = row_int(&rows, 8),
        };
    return list;
}

NearAskList near_asks(Db *db, Scope scope)
{
    return asks_of(db, scope, db_rows(db,
        "SELECT k.id, CASE WHEN k.by_person = $1 THEN 1 ELSE 0 END, p.id, p.name,"
        "       CASE WHEN k.answer = 1 THEN m.mail ELSE '' END, k.text, k.answer, k.at, k.answered_at"
        "  FROM welcome_ask k"
        "  JOIN people_public_person p"
        "    ON p.id = CASE WHEN k.by_person = $1 THEN k.person ELSE k.by_person END"
        "  JOIN members_public_card m ON m.person = p.id"
        " WHERE k.by_person = $1 OR k.person = $1"
        " ORDER BY k.id DESC LIMIT $2",
        args(sql_id(scope.who.id), sql_int(NEAR_ASKS_SHOWN))));
}

bool near_ask_by_id(Db *db, Scope scope, Id id, NearAsk *ask)
{
    NearAskList list = asks_of(db, scope, db_rows(db,
        "SELECT k.id, CASE WHEN k.by_person = $1 THEN 1 ELSE 0 END, p.id, p.name,"
        "       CASE WHEN k.answer = 1 THEN m.mail ELSE '' END, k.text, k.answer, k.at, k.answered_at"
        "  FROM welcome_ask k"
        "  JOIN people_public_person p"
        "    ON p.id = CASE WHEN k.by_person = $1 THEN k.person ELSE k.by_person END"
        "  JOIN members_public_card m ON m.person = p.id"
        " WHERE k.id = $2 AND (k.by_person = $1 OR k.person = $1)",
        args(sql_id(scope.who.id), sql_id(id))));
    if (list.count > 0)
        *ask = list.item[0];
    return list.count > 0;
}

bool near_answer(Db *db, Scope scope, Id id, NearAnswer answer, TimeMs now)
{
    return db_run(db,
        "UPDATE welcome_ask SET answer = $3, answered_at = $4"
        " WHERE id = $2 AND person = $1 AND answer = 0",
        args(sql_id(scope.who.id), sql_id(id), sql_int(answer), sql_int(now))) > 0;
}

/* --- forgetting --------------------------------------------------------------------------------- */

/* Without a Scope: the program, when somebody leaves. */
void near_forget(Db *db, PersonId person)
{
    db_run(db, "DELETE FROM welcome_near WHERE person = $1", args(sql_id(person.id)));
    db_run(db, "DELETE FROM welcome_near_receipt WHERE person = $1", args(sql_id(person.id)));
    db_run(db, "DELETE FROM welcome_ask WHERE person = $1 OR by_person = $1",
           args(sql_id(person.id)));
}

int64_t near_prune(Db *db, TimeMs now)
{
    return db_run(db, "DELETE FROM welcome_ask WHERE at < $1",
                  args(sql_int(now - NEAR_ASK_KEPT_DAYS * DAY_MS)))
        + db_run(db, "DELETE FROM welcome_near_receipt WHERE at < $1",
                 args(sql_int(now - NEAR_RECEIPT_KEPT_DAYS * DAY_MS)));
}
