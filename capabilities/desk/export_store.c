/* export_store.c: lists that were made to be taken out.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/desk/export.h"

void export_add(Db *db, Scope scope, const Export *made)
{
    db_put(db,
        "INSERT INTO desk_export (area_id, id, serial, choice, by_person, is_wide, format, lang,"
        " why, people, made_at, until_at, taken_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0)",
        args(sql_id(scope.area.id), sql_id(made->id.id), sql_int(made->serial),
             sql_id(made->choice.id), sql_id(scope.who.id), sql_int(made->is_wide),
             sql_int(made->format), sql_text(lang_code(made->lang)), sql_text(made->why),
             sql_int(made->people), sql_int(made->made), sql_int(made->until)));
}

bool export_by_id(Db *db, Scope scope, ExportId id, Export *found)
{
    Rows rows = db_rows(db,
        "SELECT choice, serial, people, is_wide, format, lang, why, made_at, until_at, taken_at"
        "  FROM desk_export WHERE area_id = $1 AND by_person = $2 AND id = $3",
        args(sql_id(scope.area.id), sql_id(scope.who.id), sql_id(id.id)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *found = (Export){
            .id = id, .choice = { row_id(&rows, 0) }, .serial = row_int(&rows, 1),
            .people = row_int(&rows, 2), .is_wide = row_int(&rows, 3) != 0,
            .format = (ExportFormat)row_int(&rows, 4), .why = row_text(&rows, 6),
            .made = row_int(&rows, 7), .until = row_int(&rows, 8), .taken = row_int(&rows, 9),
        };
        lang_from_code(row_text(&rows, 5), &found->lang);
        is_there = true;
    }
    return is_there;
}

void export_taken(Db *db, Scope scope, ExportId id, TimeMs now)
{
    db_run(db,
        "UPDATE desk_export SET taken_at = $4 WHERE area_id = $1 AND by_person = $2 AND id = $3"
        "   AND taken_at = 0",
        args(sql_id(scope.area.id), sql_id(scope.who.id), sql_id(id.id), sql_int(now)));
}

/* Without a Scope: nobody is shown what is forgotten. */
bool exports_prune(Db *db, TimeMs before)
{
    db_run(db, "DELETE FROM desk_export WHERE until_at < $1", args(sql_int(before)));
    return false;
}

ChosenList export_rows(Db *db, Scope scope, const Export *wide, const Chosen *after)
{
    static const Id first;
    const char *key = after == NULL ? "" : after->key;
    const Id *from = after == NULL ? &first : &after->id.id;
    Rows rows = db_rows(db,
        "SELECT m.id, m.number, m.name, m.mail, m.phone, m.address, m.postcode, m.joined_at,"
        "       m.state, m.reach, a.id, a.kind, a.slug, a.name, a.name_cy, n.name_key"
        "  FROM desk_export e JOIN desk_chosen n ON n.choice = e.choice"
        "  JOIN members_public_card m ON m.area_id = n.area_id AND m.id = n.member"
        "  JOIN places_public_area a ON a.id = m.area_id"
        " WHERE e.area_id = $1 AND e.by_person = $2 AND e.id = $3 AND e.is_wide = 1"
        "   AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $1 AND w.area = m.area_id)"
        "   AND (n.name_key, n.member) > ($4, $5)"
        " ORDER BY n.name_key, n.member LIMIT $6",
        args(sql_id(scope.area.id), sql_id(scope.who.id), sql_id(wide->id.id), sql_text(key),
             sql_bytes(from->bytes, sizeof from->bytes), sql_int(CHOICE_PAGE)));
    ChosenList list = {0};
    while (rows_next(&rows)) {
        Chosen *row = LIST_ADD(db_arena(db), &list);
        *row = chosen_of_row(&rows);
        row->key = row_text(&rows, CHOSEN_COLUMNS);
    }
    chosen_in_peace(db, list.item, list.count);
    return list;
}

/* What was taken out here, in the places inside, and in those around. */
CopyList copies_from(Db *db, Scope scope, Lang lang, int64_t before)
{
    Rows rows = db_rows(db,
        "SELECT c.serial, c.at, c.what, c.people, c.why, coalesce(p.name, ''), a.name, a.name_cy,"
        "       c.person"
        "  FROM trail_public_copy c JOIN places_public_area a ON a.id = c.area"
        "  LEFT JOIN people_public_person p ON p.id = c.person"
        " WHERE c.serial < $2"
        "   AND (EXISTS (SELECT 1 FROM places_public_within i WHERE i.root = $1 AND i.area = c.area)"
        "     OR EXISTS (SELECT 1 FROM places_public_within o WHERE o.root = c.area AND o.area = $1))"
        " ORDER BY c.serial DESC LIMIT $3",
        args(sql_id(scope.area.id), sql_int(before), sql_int(EXPORTS_SHOWN)));
    CopyList list = {0};
    while (rows_next(&rows)) {
        const char *welsh = row_text(&rows, 7);
        scope_person(scope, row_id(&rows, 8));
        *LIST_ADD(db_arena(db), &list) = (Copy){
            .serial = row_int(&rows, 0), .at = row_int(&rows, 1), .what = row_text(&rows, 2),
            .people = row_int(&rows, 3), .why = row_text(&rows, 4), .by = row_text(&rows, 5),
            .area_name = lang == LANG_CY && welsh[0] != '\0' ? welsh : row_text(&rows, 6),
        };
    }
    return list;
}

/* --- what two people have agreed to ------------------------------------------------- */

/* Without a Scope: two people have agreed to it; nobody is shown a row here. */
bool export_allow(Db *db, const Act *act, const Export *made)
{
    return db_run(db,
        "INSERT INTO desk_export (area_id, id, serial, choice, by_person, is_wide, format, lang,"
        " why, people, made_at, until_at, taken_at)"
        " SELECT c.area_id, $2, 0, c.id, c.by_person, 1, $5, $6, $7, $8, $9, $10, 0"
        "   FROM desk_choice c WHERE c.area_id = $1 AND c.by_person = $3 AND c.id = $4",
        args(sql_id(act->area.id), sql_id(made->id.id), sql_id(act->by.id),
             sql_id(made->choice.id), sql_int(made->format), sql_text(lang_code(made->lang)),
             sql_text(made->why), sql_int(made->people), sql_int(made->made),
             sql_int(made->until))) > 0;
}

void export_number(Db *db, Scope scope, ExportId id, int64_t serial)
{
    db_run(db,
        "UPDATE desk_export SET serial = $4 WHERE area_id = $1 AND by_person = $2 AND id = $3"
        "   AND serial = 0",
        args(sql_id(scope.area.id), sql_id(scope.who.id), sql_id(id.id), sql_int(serial)));
}
