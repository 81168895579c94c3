/* tag_store.c: tags and whom they are stuck to.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/desk/tag.h"

static TagList tags_of(Db *db, Rows rows)
{
    TagList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Tag){
            .id = { row_id(&rows, 0) }, .name = row_text(&rows, 1), .members = row_int(&rows, 2),
        };
    return list;
}

TagList tags_seen(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT t.id, t.name, (SELECT count(*) FROM desk_tagged g WHERE g.tag = t.id)"
        "  FROM desk_tag t"
        " WHERE EXISTS (SELECT 1 FROM places_public_within i WHERE i.root = $1 AND i.area = t.area_id)"
        "    OR EXISTS (SELECT 1 FROM places_public_within o WHERE o.root = t.area_id AND o.area = $1)"
        " ORDER BY t.name, t.id LIMIT $2",
        args(sql_id(scope.area.id), sql_int(TAGS_MAX)));
    return tags_of(db, rows);
}

TagList tags_here(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT t.id, t.name, (SELECT count(*) FROM desk_tagged g WHERE g.tag = t.id)"
        "  FROM desk_tag t WHERE t.area_id = $1 ORDER BY t.name, t.id LIMIT $2",
        args(sql_id(scope.area.id), sql_int(TAGS_MAX)));
    return tags_of(db, rows);
}

bool tag_here(Db *db, Scope scope, TagId id, Tag *tag)
{
    Rows rows = db_rows(db,
        "SELECT t.id, t.name, (SELECT count(*) FROM desk_tagged g WHERE g.tag = t.id)"
        "  FROM desk_tag t WHERE t.area_id = $1 AND t.id = $2",
        args(sql_id(scope.area.id), sql_id(id.id)));
    TagList list = tags_of(db, rows);
    if (list.count == 0)
        return false;
    *tag = list.item[0];
    return true;
}

TagId tag_named(Db *db, Scope scope, const char *name, TimeMs now, Random *random)
{
    const char *key = text_search_key(db_arena(db), name);
    db_run(db,
        "INSERT INTO desk_tag (area_id, id, name, name_key, by_person, made_at)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (area_id, name_key) DO NOTHING",
        args(sql_id(scope.area.id), sql_id(id_new(now, random)), sql_text(name), sql_text(key),
             sql_id(scope.who.id), sql_int(now)));
    Rows rows = db_rows(db, "SELECT id FROM desk_tag WHERE area_id = $1 AND name_key = $2",
                        args(sql_id(scope.area.id), sql_text(key)));
    TagId id = {0};
    while (rows_next(&rows))
        id = (TagId){ row_id(&rows, 0) };
    return id;
}

TagMarkList tag_marks(Db *db, Scope scope, const PersonId person[], size_t count)
{
    TagMarkList list = {0};
    if (count == 0)
        return list;
    Rows rows = db_rows(db,
        "WITH RECURSIVE piece (place, person) AS ("
        "  SELECT 1, substr($2, 1, 16)"
        "   UNION ALL"
        "  SELECT place + 16, substr($2, place + 16, 16)"
        "    FROM piece WHERE place + 16 < length($2))"
        " SELECT g.person, t.id, t.name, CASE WHEN t.area_id = $1 THEN 1 ELSE 0 END"
        "  FROM piece JOIN desk_tagged g ON g.person = piece.person"
        "  JOIN desk_tag t ON t.id = g.tag"
        " WHERE EXISTS (SELECT 1 FROM places_public_within i WHERE i.root = $1 AND i.area = t.area_id)"
        "    OR EXISTS (SELECT 1 FROM places_public_within o WHERE o.root = t.area_id AND o.area = $1)"
        " ORDER BY t.name, t.id",
        args(sql_id(scope.area.id), sql_bytes(person, count * sizeof *person)));
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (TagMark){
            .person = scope_person(scope, row_id(&rows, 0)), .tag = { row_id(&rows, 1) },
            .name = row_text(&rows, 2), .is_here = row_int(&rows, 3) != 0,
        };
    return list;
}

/* --- on and off ---------------------------------------------------------------------- */

int64_t tag_put(Db *db, Scope scope, TagId tag, ChoiceId choice, Id batch, TimeMs now)
{
    return db_run(db,
        "INSERT INTO desk_tagged (tag, person, at, by_person, batch)"
        " SELECT t.id, m.person, $4, $5, $6"
        "   FROM desk_choice c JOIN desk_chosen n ON n.choice = c.id"
        "   JOIN members_public_card m ON m.area_id = n.area_id AND m.id = n.member"
        "   JOIN desk_tag t ON t.area_id = c.area_id"
        "  WHERE c.area_id = $1 AND c.by_person = $5 AND c.id = $2 AND t.id = $3"
        "    AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $1 AND w.area = m.area_id)"
        " ON CONFLICT (tag, person) DO NOTHING",
        args(sql_id(scope.area.id), sql_id(choice.id), sql_id(tag.id), sql_int(now),
             sql_id(scope.who.id), sql_id(batch)));
}

int64_t tag_take(Db *db, Scope scope, TagId tag, ChoiceId choice, Id batch, TimeMs now)
{
    db_run(db,
        "INSERT INTO desk_untagged (batch, tag, person, at, by_person, taken_at, taken_by_person)"
        " SELECT $6, g.tag, g.person, g.at, g.by_person, $4, $5"
        "   FROM desk_choice c JOIN desk_chosen n ON n.choice = c.id"
        "   JOIN members_public_card m ON m.area_id = n.area_id AND m.id = n.member"
        "   JOIN desk_tag t ON t.area_id = c.area_id"
        "   JOIN desk_tagged g ON g.tag = t.id AND g.person = m.person"
        "  WHERE c.area_id = $1 AND c.by_person = $5 AND c.id = $2 AND t.id = $3"
        "    AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $1 AND w.area = m.area_id)",
        args(sql_id(scope.area.id), sql_id(choice.id), sql_id(tag.id), sql_int(now),
             sql_id(scope.who.id), sql_id(batch)));
    return db_run(db,
        "DELETE FROM desk_tagged WHERE tag = $2 AND person IN"
        " (SELECT u.person FROM desk_untagged u WHERE u.batch = $1 AND u.tag = $2)",
        args(sql_id(batch), sql_id(tag.id)));
}

bool tag_undo(Db *db, Scope scope, Id batch)
{
    int64_t off = db_run(db,
        "DELETE FROM desk_tagged WHERE batch = $1 AND by_person = $2"
        "   AND tag IN (SELECT id FROM desk_tag WHERE area_id = $3)",
        args(sql_id(batch), sql_id(scope.who.id), sql_id(scope.area.id)));
    int64_t on = db_run(db,
        "INSERT INTO desk_tagged (tag, person, at, by_person, batch)"
        " SELECT u.tag, u.person, u.at, u.by_person, u.batch FROM desk_untagged u"
        "   JOIN desk_tag t ON t.id = u.tag"
        "  WHERE u.batch = $1 AND u.taken_by_person = $2 AND t.area_id = $3"
        " ON CONFLICT (tag, person) DO NOTHING",
        args(sql_id(batch), sql_id(scope.who.id), sql_id(scope.area.id)));
    db_run(db,
        "DELETE FROM desk_untagged WHERE batch = $1 AND taken_by_person = $2"
        "   AND tag IN (SELECT id FROM desk_tag WHERE area_id = $3)",
        args(sql_id(batch), sql_id(scope.who.id), sql_id(scope.area.id)));
    return off + on > 0;
}

/* What can no longer be undone is forgotten. Without a Scope: nobody is shown it. */
void tags_prune(Db *db, TimeMs before)
{
    db_run(db, "DELETE FROM desk_untagged WHERE taken_at < $1", args(sql_int(before)));
}

/* --- one member ----------------------------------------------------------------------- */

TagMarkList tags_of_oneself(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT t.id, t.name FROM desk_tagged g JOIN desk_tag t ON t.id = g.tag"
        " WHERE g.person = $1 ORDER BY t.name, t.id LIMIT $2",
        args(sql_id(scope.who.id), sql_int(TAGS_MAX)));
    TagMarkList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (TagMark){
            .person = scope.who, .tag = { row_id(&rows, 0) }, .name = row_text(&rows, 1),
        };
    return list;
}

void tag_put_one(Db *db, Scope scope, TagId tag, MemberId member, Id batch, TimeMs now)
{
    db_run(db,
        "INSERT INTO desk_tagged (tag, person, at, by_person, batch)"
        " SELECT t.id, m.person, $4, $5, $6 FROM desk_tag t JOIN members_public_card m ON m.id = $3"
        "  WHERE t.area_id = $1 AND t.id = $2"
        "    AND m.area_id IN (SELECT w.area FROM places_public_within w WHERE w.root = $1)"
        " ON CONFLICT (tag, person) DO NOTHING",
        args(sql_id(scope.area.id), sql_id(tag.id), sql_id(member.id), sql_int(now),
             sql_id(scope.who.id), sql_id(batch)));
}

void tag_take_one(Db *db, Scope scope, TagId tag, MemberId member)
{
    db_run(db,
        "DELETE FROM desk_tagged WHERE tag = $2"
        "   AND tag IN (SELECT t.id FROM desk_tag t WHERE t.area_id = $1)"
        "   AND person IN (SELECT m.person FROM members_public_card m WHERE m.id = $3"
        "                    AND m.area_id IN (SELECT w.area FROM places_public_within w"
        "                                       WHERE w.root = $1))",
        args(sql_id(scope.area.id), sql_id(tag.id), sql_id(member.id)));
}
