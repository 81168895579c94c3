/* entry_store.c: new members whom an officer entered and who may be known elsewhere.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/entry.h"

void doubt_add(Db *db, const Entry *entry, TimeMs now, Random *random)
{
    db_put(db,
        "INSERT INTO members_doubt (area_id, id, name, mail, phone, address, postcode, reach, lang,"
        " rate, topics, channel, by_person, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        args(sql_id(entry->area.id), sql_id(id_new(now, random)), sql_text(entry->name),
             sql_text(entry->mail), sql_text(entry->phone), sql_text(entry->address),
             sql_text(entry->postcode), sql_int(entry->reach), sql_text(lang_code(entry->lang)),
             sql_text(entry->rate), sql_int(entry->topics), sql_int(entry->channel),
             sql_id(entry->by.id), sql_int(now)));
}

static DoubtList doubts_of(Db *db, Rows rows)
{
    DoubtList list = {0};
    while (rows_next(&rows)) {
        Doubt *doubt = LIST_ADD(db_arena(db), &list);
        *doubt = (Doubt){
            .id = { row_id(&rows, 0) }, .at = row_int(&rows, 1), .by_name = row_text(&rows, 2),
            .area = {
                .id = { row_id(&rows, 3) }, .kind = (PlaceKind)row_int(&rows, 4),
                .slug = row_text(&rows, 5), .name = row_text(&rows, 6),
                .name_cy = row_text(&rows, 7),
            },
            .entry = {
                .area = { row_id(&rows, 3) }, .name = row_text(&rows, 8),
                .mail = row_text(&rows, 9), .phone = row_text(&rows, 10),
                .address = row_text(&rows, 11), .postcode = row_text(&rows, 12),
                .reach = (MemberReach)row_int(&rows, 13), .rate = row_text(&rows, 15),
                .topics = (unsigned)row_int(&rows, 16),
                .channel = (ConsentChannel)row_int(&rows, 17),
            },
        };
        doubt->entry.by.id = row_id(&rows, 18);
        lang_from_code(row_text(&rows, 14), &doubt->entry.lang);
    }
    return list;
}

DoubtList doubts_in(Db *db, Scope scope)
{
    return doubts_of(db, db_rows(db,
        "SELECT d.id, d.at, coalesce(p.name, ''), a.id, a.kind, a.slug, a.name, a.name_cy, d.name,"
        "       d.mail, d.phone, d.address, d.postcode, d.reach, d.lang, d.rate, d.topics,"
        "       d.channel, d.by_person"
        "  FROM members_doubt d JOIN places_public_area a ON a.id = d.area_id"
        "  LEFT JOIN people_public_person p ON p.id = d.by_person"
        " WHERE d.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        " ORDER BY d.at, d.id LIMIT $2",
        args(sql_id(scope.area.id), sql_int(TEND_SHOWN_MAX))));
}

bool doubt_by_id(Db *db, Scope scope, DoubtId id, Doubt *doubt)
{
    DoubtList list = doubts_of(db, db_rows(db,
        "SELECT d.id, d.at, coalesce(p.name, ''), a.id, a.kind, a.slug, a.name, a.name_cy, d.name,"
        "       d.mail, d.phone, d.address, d.postcode, d.reach, d.lang, d.rate, d.topics,"
        "       d.channel, d.by_person"
        "  FROM members_doubt d JOIN places_public_area a ON a.id = d.area_id"
        "  LEFT JOIN people_public_person p ON p.id = d.by_person"
        " WHERE d.id = $2"
        "   AND d.area_id IN (SELECT area FROM places_public_within WHERE root = $1)",
        args(sql_id(scope.area.id), sql_id(id.id))));
    if (list.count > 0)
        *doubt = list.item[0];
    return list.count > 0;
}

bool doubt_end(Db *db, Scope scope, const Doubt *doubt)
{
    return db_run(db,
        "DELETE FROM members_doubt WHERE area_id = $1 AND id = $2"
        "   AND area_id IN (SELECT area FROM places_public_within WHERE root = $3)",
        args(sql_id(doubt->entry.area.id), sql_id(doubt->id.id), sql_id(scope.area.id))) == 1;
}

/* Without a Scope: a count. */
int64_t doubts_count(Db *db, AreaId area)
{
    Rows rows = db_rows(db,
        "SELECT count(*) FROM members_doubt d"
        " WHERE d.area_id IN (SELECT area FROM places_public_within WHERE root = $1)",
        args(sql_id(area.id)));
    int64_t count = 0;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}
