/* audience_store.c: to whom in a place one may write.
 *
 * A list of half a million is never sorted: it goes area by area, and in each
 * by id, so that every step reads about as many rows as it gives.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/consent/consent_store.h"

#include "capabilities/people/people.h"

static Lang lang_of(Rows *rows, int column)
{
    Lang lang = LANG_EN;
    lang_from_code(row_text(rows, column), &lang);
    return lang;
}

/* Columns: subject, mail, lang, receipt. */
static size_t add_permissions(Db *db, Rows rows, Topic topic, PermissionList *list, Id *last)
{
    size_t before = list->count;
    while (rows_next(&rows)) {
        *last = row_id(&rows, 0);
        *LIST_ADD(db_arena(db), list) = (Permission){
            .subject = { *last },
            .mail    = row_text(&rows, 1),
            .lang    = lang_of(&rows, 2),
            .topic   = (int)topic,
            .receipt = row_id(&rows, 3),
        };
    }
    return list->count - before;
}

/* The zero id stands before all others, so it must not become NULL here. */
static SqlValue sql_cursor(const Id *id)
{
    return sql_bytes(id->bytes, sizeof id->bytes);
}

/* --- one area -------------------------------------------------------------------- */

static Rows members_asked(Db *db, const Audience *audience, const AudienceCursor *cursor,
                          size_t most, TimeMs now)
{
    return db_rows(db,
        "SELECT DISTINCT g.person, a.mail, a.lang, s.receipt"
        "  FROM people_public_grant g"
        "  JOIN consent_standing s ON s.subject = g.person AND s.topic = $3 AND s.pace = $4"
        "   AND s.is_given = 1"
        "  JOIN people_public_address a ON a.person = g.person AND a.mail <> ''"
        " WHERE g.area = $1 AND g.role = $5 AND g.valid_from <= $6 AND g.valid_until > $6"
        "   AND g.person > $2"
        " ORDER BY g.person LIMIT $7",
        args(sql_id(cursor->area.id), sql_cursor(&cursor->after), sql_int(audience->topic),
             sql_int(audience->pace), sql_int(ROLE_MEMBER), sql_int(now), sql_int((int64_t)most)));
}

static Rows members_served(Db *db, const AudienceCursor *cursor, size_t most, TimeMs now)
{
    return db_rows(db,
        "SELECT DISTINCT g.person, a.mail, a.lang, NULL"
        "  FROM people_public_grant g"
        "  JOIN people_public_address a ON a.person = g.person AND a.mail <> ''"
        " WHERE g.area = $1 AND g.role = $3 AND g.valid_from <= $4 AND g.valid_until > $4"
        "   AND g.person > $2"
        " ORDER BY g.person LIMIT $5",
        args(sql_id(cursor->area.id), sql_cursor(&cursor->after), sql_int(ROLE_MEMBER),
             sql_int(now), sql_int((int64_t)most)));
}

static Rows readers_asked(Db *db, const Audience *audience, const AudienceCursor *cursor,
                          size_t most)
{
    return db_rows(db,
        "SELECT r.id, r.mail, r.lang, s.receipt"
        "  FROM consent_reader r"
        "  JOIN consent_standing s ON s.subject = r.id AND s.topic = $3 AND s.pace = $4"
        "   AND s.is_given = 1"
        " WHERE r.area = $1 AND r.id > $2 ORDER BY r.id LIMIT $5",
        args(sql_id(cursor->area.id), sql_cursor(&cursor->after), sql_int(audience->topic),
             sql_int(audience->pace), sql_int((int64_t)most)));
}

/* --- area after area ---------------------------------------------------------------- */

static bool next_area(Db *db, const Audience *audience, AudienceCursor *cursor)
{
    AreaId root = audience->root;
    if (audience->is_root_alone) {
        bool is_first = id_is_none(cursor->area.id);
        cursor->area = root;
        return is_first;
    }
    Rows rows = db_rows(db,
        "SELECT area FROM places_public_within WHERE root = $1 AND area > $2"
        " ORDER BY area LIMIT 1",
        args(sql_id(root.id), sql_cursor(&cursor->area.id)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *cursor = (AudienceCursor){ .area = { row_id(&rows, 0) } };
        is_there = true;
    }
    return is_there;
}

PermissionList consent_audience(Db *db, const Audience *audience, AudienceCursor *cursor,
                                size_t most, TimeMs now)
{
    bool is_asked = topic_needs_consent(audience->topic);
    PermissionList list = {0};
    if (id_is_none(cursor->area.id) && !next_area(db, audience, cursor))
        cursor->is_over = true;
    while (!cursor->is_over && list.count < most && !db_failed(db)) {
        size_t room = most - list.count;
        Rows rows = cursor->is_of_readers ? readers_asked(db, audience, cursor, room)
            : is_asked ? members_asked(db, audience, cursor, room, now)
                       : members_served(db, cursor, room, now);
        if (add_permissions(db, rows, audience->topic, &list, &cursor->after) == room)
            break;
        if (!cursor->is_of_readers && is_asked)
            *cursor = (AudienceCursor){ .area = cursor->area, .is_of_readers = true };
        else if (!next_area(db, audience, cursor))
            cursor->is_over = true;
    }
    return list;
}

/* --- one person ------------------------------------------------------------------------ */

/* Without a Scope: for writing to them, by the room that has to. */
bool consent_permits(Db *db, PersonId person, Topic topic, Permission *permission)
{
    bool is_asked = topic_needs_consent(topic);
    Rows rows = db_rows(db,
        "SELECT a.person, a.mail, a.lang, s.receipt, coalesce(s.is_given, 0)"
        "  FROM people_public_address a"
        "  LEFT JOIN consent_standing s ON s.subject = a.person AND s.topic = $2"
        " WHERE a.person = $1 AND a.mail <> ''",
        args(sql_id(person.id), sql_int(topic)));
    bool is_permitted = false;
    while (rows_next(&rows)) {
        *permission = (Permission){
            .subject = { row_id(&rows, 0) },
            .mail    = row_text(&rows, 1),
            .lang    = lang_of(&rows, 2),
            .topic   = (int)topic,
            .receipt = row_id(&rows, 3),
        };
        is_permitted = !is_asked || row_int(&rows, 4) == 1;
    }
    return is_permitted && (!is_asked || !consent_objected(db, permission->mail));
}

/* --- counting -------------------------------------------------------------------------- */

static int64_t count_of(Rows rows)
{
    int64_t count = 0;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

/* Without a Scope: numbers, and nobody in particular. */
static int64_t count_members(Db *db, AreaId root, bool is_without_mail, TimeMs now)
{
    return count_of(db_rows(db,
        "SELECT count(*) FROM (SELECT g.person"
        "  FROM places_public_within w"
        "  JOIN people_public_grant g ON g.area = w.area AND g.role = $2"
        "  JOIN people_public_address a ON a.person = g.person"
        " WHERE w.root = $1 AND g.valid_from <= $3 AND g.valid_until > $3"
        "   AND (a.mail = '' OR CAST($4 AS BIGINT) = 0) LIMIT $5) p",
        args(sql_id(root.id), sql_int(ROLE_MEMBER), sql_int(now), sql_int(is_without_mail),
             sql_int(AUDIENCE_COUNT_MAX))));
}

/* Without a Scope: numbers, and nobody in particular. */
static int64_t count_wanting(Db *db, const Audience *audience, Pace pace, TimeMs now)
{
    return count_of(db_rows(db,
        "SELECT count(*) FROM (SELECT g.person"
        "  FROM places_public_within w"
        "  JOIN people_public_grant g ON g.area = w.area AND g.role = $2"
        "  JOIN people_public_address a ON a.person = g.person AND a.mail <> ''"
        "  JOIN consent_standing s ON s.subject = g.person AND s.topic = $4 AND s.pace = $5"
        "   AND s.is_given = 1"
        " WHERE w.root = $1 AND g.valid_from <= $3 AND g.valid_until > $3"
        " UNION SELECT r.id"
        "  FROM places_public_within w JOIN consent_reader r ON r.area = w.area"
        "  JOIN consent_standing s ON s.subject = r.id AND s.topic = $4 AND s.pace = $5"
        "   AND s.is_given = 1"
        " WHERE w.root = $1 LIMIT $6) p",
        args(sql_id(audience->root.id), sql_int(ROLE_MEMBER), sql_int(now),
             sql_int(audience->topic), sql_int(pace), sql_int(AUDIENCE_COUNT_MAX))));
}

AudienceCount consent_audience_count(Db *db, const Audience *audience, TimeMs now)
{
    AudienceCount count = {
        .members      = count_members(db, audience->root, false, now),
        .without_mail = count_members(db, audience->root, true, now),
    };
    if (topic_needs_consent(audience->topic)) {
        count.at_once = count_wanting(db, audience, PACE_AT_ONCE, now);
        count.weekly = count_wanting(db, audience, PACE_WEEKLY, now);
    } else {
        count.at_once = count.members - count.without_mail;
    }
    count.is_cut = count.members == AUDIENCE_COUNT_MAX || count.at_once == AUDIENCE_COUNT_MAX
        || count.weekly == AUDIENCE_COUNT_MAX;
    return count;
}
