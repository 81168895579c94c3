/* address_store.c: changes of an e-mail address, from asking to done.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/address.h"

#include "capabilities/consent/consent.h"
#include "capabilities/members/membership.h"
#include "capabilities/people/people.h"

static SqlValue hash_or_null(const Hash *hash)
{
    static const Hash none;
    return hash_equal(*hash, none) ? sql_null() : sql_hash_at(hash);
}

void address_add(Db *db, const Address *address)
{
    db_put(db,
        "INSERT INTO members_address (id, kind, state, person, old_mail, new_mail, lang, new_hash,"
        " stop_hash, code_hash, tries, by_person, created, valid_until)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, 0, NULL, $10, $11)",
        args(sql_id(address->id.id), sql_int(address->kind), sql_int(address->state),
             sql_id(address->person.id), sql_text(address->old_mail), sql_text(address->new_mail),
             sql_text(lang_code(address->lang)), sql_hash(address->new_hash),
             sql_hash(address->stop_hash), sql_int(address->created), sql_int(address->until)));
}

static Address address_of(Rows *rows)
{
    Address address = {
        .id = { row_id(rows, 0) }, .kind = (AddressKind)row_int(rows, 1),
        .state = (AddressState)row_int(rows, 2), .old_mail = row_text(rows, 4),
        .new_mail = row_text(rows, 5), .new_hash = row_hash(rows, 7),
        .stop_hash = row_hash(rows, 8), .code_hash = row_hash(rows, 9),
        .tries = row_int(rows, 10), .created = row_int(rows, 12), .until = row_int(rows, 13),
    };
    address.person.id = row_id(rows, 3);
    address.by.id = row_id(rows, 11);
    lang_from_code(row_text(rows, 6), &address.lang);
    return address;
}

static AddressList list_of(Db *db, Rows rows)
{
    AddressList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = address_of(&rows);
    return list;
}

static bool one_of(AddressList list, Address *address)
{
    if (list.count > 0)
        *address = list.item[0];
    return list.count > 0;
}

/* Without a Scope: to whoever holds the link. */
bool address_by_new(Db *db, Hash new_hash, TimeMs now, Address *address)
{
    return one_of(list_of(db, db_rows(db,
        "SELECT id, kind, state, person, old_mail, new_mail, lang, new_hash, stop_hash, code_hash,"
        "       tries, by_person, created, valid_until"
        "  FROM members_address WHERE new_hash = $1 AND valid_until > $2",
        args(sql_hash(new_hash), sql_int(now)))), address);
}

/* Without a Scope: to whoever holds the link. */
bool address_by_stop(Db *db, Hash stop_hash, TimeMs now, Address *address)
{
    return one_of(list_of(db, db_rows(db,
        "SELECT id, kind, state, person, old_mail, new_mail, lang, new_hash, stop_hash, code_hash,"
        "       tries, by_person, created, valid_until"
        "  FROM members_address WHERE stop_hash = $1 AND valid_until > $2",
        args(sql_hash(stop_hash), sql_int(now)))), address);
}

bool address_step(Db *db, const Address *from, const Address *to)
{
    return db_run(db,
        "UPDATE members_address SET state = $1, valid_until = $2, code_hash = $3, by_person = $4,"
        "       tries = $5"
        " WHERE id = $6 AND state = $7 AND tries = $8",
        args(sql_int(to->state), sql_int(to->until), hash_or_null(&to->code_hash),
             sql_id(to->by.id), sql_int(to->tries), sql_id(from->id.id), sql_int(from->state),
             sql_int(from->tries))) == 1;
}

void address_stop_link(Db *db, const Address *address, Hash stop_hash)
{
    db_run(db, "UPDATE members_address SET stop_hash = $1 WHERE id = $2",
           args(sql_hash(stop_hash), sql_id(address->id.id)));
}

void address_wrong_code(Db *db, const Address *address)
{
    db_run(db, "UPDATE members_address SET tries = tries + 1 WHERE id = $1",
           args(sql_id(address->id.id)));
}

void address_end(Db *db, const Address *address)
{
    db_run(db, "DELETE FROM members_address WHERE id = $1", args(sql_id(address->id.id)));
}

/* Without a Scope: a count. */
int64_t address_asked_since(Db *db, PersonId person, TimeMs since)
{
    Rows rows = db_rows(db,
        "SELECT count(*) FROM members_address WHERE person = $1 AND created > $2",
        args(sql_id(person.id), sql_int(since)));
    int64_t count = 0;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

/* --- for officers ------------------------------------------------------------------- */

static AddressAskList asks_of(Db *db, Scope scope, Rows rows)
{
    AddressAskList list = {0};
    while (rows_next(&rows)) {
        AddressAsk *ask = LIST_ADD(db_arena(db), &list);
        ask->address = address_of(&rows);
        ask->member = (Member){
            .id = { row_id(&rows, 14) }, .person = scope_person(scope, row_id(&rows, 3)),
            .number = row_int(&rows, 15), .name = row_text(&rows, 16), .mail = row_text(&rows, 4),
            .phone = row_text(&rows, 17),
        };
        ask->postal = row_text(&rows, 18);
        ask->postcode = row_text(&rows, 19);
    }
    return list;
}

AddressAskList address_asks(Db *db, Scope scope, TimeMs now)
{
    return asks_of(db, scope, db_rows(db,
        "SELECT d.id, d.kind, d.state, d.person, d.old_mail, d.new_mail, d.lang, d.new_hash,"
        "       d.stop_hash, d.code_hash, d.tries, d.by_person, d.created, d.valid_until,"
        "       m.id, m.number, m.name, m.phone, m.address, m.postcode"
        "  FROM members_address d JOIN members_member m ON m.person = d.person"
        " WHERE d.kind = $2 AND d.state > $3 AND d.state < $4 AND d.valid_until > $5"
        "   AND m.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        " ORDER BY d.created, d.id LIMIT $6",
        args(sql_id(scope.area.id), sql_int(ADDRESS_LOST), sql_int(ADDRESS_ASKED),
             sql_int(ADDRESS_DONE), sql_int(now), sql_int(ADDRESS_STEP_MAX))));
}

bool address_ask(Db *db, Scope scope, AddressId id, TimeMs now, AddressAsk *ask)
{
    AddressAskList list = asks_of(db, scope, db_rows(db,
        "SELECT d.id, d.kind, d.state, d.person, d.old_mail, d.new_mail, d.lang, d.new_hash,"
        "       d.stop_hash, d.code_hash, d.tries, d.by_person, d.created, d.valid_until,"
        "       m.id, m.number, m.name, m.phone, m.address, m.postcode"
        "  FROM members_address d JOIN members_member m ON m.person = d.person"
        " WHERE d.id = $2 AND d.kind = $3 AND d.state > $4 AND d.state < $5 AND d.valid_until > $6"
        "   AND m.area_id IN (SELECT area FROM places_public_within WHERE root = $1)",
        args(sql_id(scope.area.id), sql_id(id.id), sql_int(ADDRESS_LOST), sql_int(ADDRESS_ASKED),
             sql_int(ADDRESS_DONE), sql_int(now))));
    if (list.count > 0)
        *ask = list.item[0];
    return list.count > 0;
}

/* Without a Scope: a count. */
int64_t address_asks_count(Db *db, AreaId area, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT count(*) FROM members_address d JOIN members_member m ON m.person = d.person"
        " WHERE d.kind = $2 AND d.state = $3 AND d.valid_until > $4"
        "   AND m.area_id IN (SELECT area FROM places_public_within WHERE root = $1)",
        args(sql_id(area.id), sql_int(ADDRESS_LOST), sql_int(ADDRESS_PROVEN), sql_int(now)));
    int64_t count = 0;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

/* --- for the job --------------------------------------------------------------------------- */

/* Without a Scope: the jobs process, which shows nobody. */
AddressList address_due(Db *db, TimeMs now)
{
    return list_of(db, db_rows(db,
        "SELECT id, kind, state, person, old_mail, new_mail, lang, new_hash, stop_hash, code_hash,"
        "       tries, by_person, created, valid_until"
        "  FROM members_address WHERE state = $1 AND valid_until <= $2"
        " ORDER BY valid_until LIMIT $3",
        args(sql_int(ADDRESS_WAITING), sql_int(now), sql_int(ADDRESS_STEP_MAX))));
}

void address_prune(Db *db, TimeMs now)
{
    db_run(db,
        "DELETE FROM members_address WHERE id IN"
        " (SELECT id FROM members_address WHERE valid_until <= $1 AND state <> $2 LIMIT $3)",
        args(sql_int(now), sql_int(ADDRESS_WAITING), sql_int(ADDRESS_STEP_MAX)));
}

/* --- the change ------------------------------------------------------------------------------ */

void members_set_mail(Db *db, PersonId person, const char *mail, TimeMs now, Random *random)
{
    db_run(db, "UPDATE members_former SET mail = $1 WHERE person = $2",
           args(sql_text(mail), sql_id(person.id)));
    Rows rows = db_rows(db,
        "UPDATE members_member SET mail = $1 WHERE person = $2 RETURNING area_id, id",
        args(sql_text(mail), sql_id(person.id)));
    Change change = { .person = person, .by = person, .kind = CHANGE_MAIL, .at = now };
    while (rows_next(&rows)) {
        change.area.id = row_id(&rows, 0);
        change.member.id = row_id(&rows, 1);
    }
    if (!id_is_none(change.member.id))
        change_add(db, &change, random);
}

bool address_change(Db *db, PersonId person, const char *old_mail, const char *new_mail,
                    TimeMs now, Random *random)
{
    if (!people_change_mail(db, person, old_mail, new_mail))
        return false;
    members_set_mail(db, person, new_mail, now, random);
    consent_mail_changed(db, person, old_mail, new_mail, now, random);
    return true;
}
