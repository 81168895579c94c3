/* roll_store.c: finding members among half a million.
 *
 * A party's list reads its own rows in the order of an index and filters by
 * name; a party is small. Above that, one range of members_turn answers: each
 * name stands there once per word, turned to begin with it. Whatever is typed
 * is one beginning, so no list is ever read to be thrown away.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/roll.h"

#include "base/list.h"

/* After every text that begins with what it is put behind. */
#define BEHIND_ALL "\xf4\x8f\xbf\xbf"

typedef struct { const char *word[NAME_WORDS_MAX]; size_t count; } KeyWords;

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* "Siân O'Neil-Rees" has the words sian, oneil, rees. */
static KeyWords key_words(Arena *arena, const char *name)
{
    const char *at = text_search_key(arena, name);
    KeyWords words = {0};
    while (*at != '\0' && words.count < NAME_WORDS_MAX) {
        TextBuilder word = text_builder(arena);
        for (; is_word_byte(*at) || (*at == '\'' && word.length > 0); at++)
            if (*at != '\'')
                text_add_char(&word, *at);
        if (word.length > 0)
            words.word[words.count++] = text_of(&word);
        else
            at++;
    }
    return words;
}

/* The words from `first` on, then those before it. */
static const char *turned(Arena *arena, const KeyWords *words, size_t first)
{
    TextBuilder out = text_builder(arena);
    for (size_t i = 0; i < words->count; i++) {
        if (i > 0)
            text_add_char(&out, ' ');
        text_add(&out, words->word[(first + i) % words->count]);
    }
    return words->count == 0 ? "-" : text_of(&out);
}

const char *members_search_words(Arena *arena, const char *typed)
{
    KeyWords words = key_words(arena, typed);
    return words.count == 0 ? "" : turned(arena, &words, 0);
}

NameKeys members_name_keys(Arena *arena, const char *name)
{
    KeyWords words = key_words(arena, name);
    NameKeys keys = { .key = turned(arena, &words, words.count == 0 ? 0 : words.count - 1),
                      .count = words.count };
    for (size_t i = 0; i < words.count; i++)
        keys.turn[i] = turned(arena, &words, i);
    return keys;
}

/* --- one member ------------------------------------------------------------- */

static Member member_of_row(Rows *rows, Scope scope)
{
    return (Member){
        .id     = { row_id(rows, 0) },
        .person = scope_person(scope, row_id(rows, 1)),
        .number = row_int(rows, 2),
        .name   = row_text(rows, 3),
        .mail   = row_text(rows, 4),
        .phone  = row_text(rows, 5),
        .joined = row_int(rows, 6),
        .key    = row_text(rows, 7),
        .area   = {
            .id      = { row_id(rows, 8) },
            .kind    = (PlaceKind)row_int(rows, 9),
            .slug    = row_text(rows, 10),
            .name    = row_text(rows, 11),
            .name_cy = row_text(rows, 12),
        },
    };
}

static bool one_member(Rows rows, Scope scope, Member *member)
{
    bool is_there = false;
    while (rows_next(&rows)) {
        *member = member_of_row(&rows, scope);
        is_there = true;
    }
    return is_there;
}

bool member_by_id(Db *db, Scope scope, MemberId id, Member *member)
{
    Rows rows = db_rows(db,
        "SELECT m.id, m.person, m.number, m.name, m.mail, m.phone, m.joined_at, m.name_key,"
        "       a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM members_member m JOIN places_public_area a ON a.id = m.area_id"
        " WHERE m.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND m.id = $2",
        args(sql_id(scope.area.id), sql_id(id.id)));
    return one_member(rows, scope, member);
}

bool member_own(Db *db, Scope scope, Member *member)
{
    Rows rows = db_rows(db,
        "SELECT m.id, m.person, m.number, m.name, m.mail, m.phone, m.joined_at, m.name_key,"
        "       a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM members_member m JOIN places_public_area a ON a.id = m.area_id"
        " WHERE m.person = $1",
        args(sql_id(scope.who.id)));
    return one_member(rows, scope, member);
}

bool member_by_person(Db *db, Scope scope, Id person, Member *member)
{
    Rows rows = db_rows(db,
        "SELECT m.id, m.person, m.number, m.name, m.mail, m.phone, m.joined_at, m.name_key,"
        "       a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM members_member m JOIN places_public_area a ON a.id = m.area_id"
        " WHERE m.person = $2"
        "   AND m.area_id IN (SELECT area FROM places_public_within WHERE root = $1)",
        args(sql_id(scope.area.id), sql_id(person)));
    return one_member(rows, scope, member);
}

/* --- lists ------------------------------------------------------------------- */

/* The zero id stands before all others, so it must not become NULL here. */
static SqlValue sql_cursor_id(const Id *id)
{
    return sql_bytes(id->bytes, sizeof id->bytes);
}

/* Up to three typed words, each the beginning of some word of the name. */
enum { PATTERNS = 3 };
static void patterns_of(Arena *arena, const char *words, const char *pattern[PATTERNS])
{
    KeyWords typed = key_words(arena, words);
    for (size_t i = 0; i < PATTERNS; i++)
        pattern[i] = i < typed.count ? text_format(arena, "%% %s%%", typed.word[i]) : "%";
}

static MemberList list_of(Db *db, Scope scope, Rows rows)
{
    MemberList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = member_of_row(&rows, scope);
    return list;
}

MemberList members_by_name(Db *db, Scope scope, const char *words, const MemberCursor *after)
{
    const char *pattern[PATTERNS];
    patterns_of(db_arena(db), words, pattern);
    Rows rows = db_rows(db,
        "SELECT m.id, m.person, m.number, m.name, m.mail, m.phone, m.joined_at, m.name_key,"
        "       a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM (SELECT area_id, id, name_key FROM members_member"
        "         WHERE area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "           AND (name_key, id) > ($2, $3)"
        "           AND ' ' || name_key LIKE $4 AND ' ' || name_key LIKE $5"
        "           AND ' ' || name_key LIKE $6"
        "         ORDER BY name_key, id LIMIT $7) p"
        "  JOIN members_member m ON m.area_id = p.area_id AND m.id = p.id"
        "  JOIN places_public_area a ON a.id = m.area_id"
        " ORDER BY p.name_key, p.id",
        args(sql_id(scope.area.id), sql_text(after->key), sql_cursor_id(&after->id),
             sql_text(pattern[0]), sql_text(pattern[1]), sql_text(pattern[2]),
             sql_int(MEMBERS_PER_PAGE + 1)));
    return list_of(db, scope, rows);
}

MemberList members_by_newest(Db *db, Scope scope, const char *words, const MemberCursor *after)
{
    static const Id last = { { 255, 255, 255, 255, 255, 255, 255, 255,
                               255, 255, 255, 255, 255, 255, 255, 255 } };
    const char *pattern[PATTERNS];
    patterns_of(db_arena(db), words, pattern);
    Rows rows = db_rows(db,
        "SELECT m.id, m.person, m.number, m.name, m.mail, m.phone, m.joined_at, m.name_key,"
        "       a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM (SELECT area_id, id FROM members_member"
        "         WHERE area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "           AND id < $2"
        "           AND ' ' || name_key LIKE $3 AND ' ' || name_key LIKE $4"
        "           AND ' ' || name_key LIKE $5"
        "         ORDER BY id DESC LIMIT $6) p"
        "  JOIN members_member m ON m.area_id = p.area_id AND m.id = p.id"
        "  JOIN places_public_area a ON a.id = m.area_id"
        " ORDER BY p.id DESC",
        args(sql_id(scope.area.id), sql_cursor_id(id_is_none(after->id) ? &last : &after->id),
             sql_text(pattern[0]), sql_text(pattern[1]), sql_text(pattern[2]),
             sql_int(MEMBERS_PER_PAGE + 1)));
    return list_of(db, scope, rows);
}

/* The list's key is the turn here, so that the next page begins after it. EXISTS
 * and not IN: the movement has thousands of areas, a page fifty rows. */
static MemberList turns_from(Db *db, Scope scope, const char *beginning, const MemberCursor *after)
{
    const char *first = after->key[0] == '\0' ? beginning : after->key;
    const char *last = text_format(db_arena(db), "%s" BEHIND_ALL, beginning);
    Rows rows = db_rows(db,
        "SELECT m.id, m.person, m.number, m.name, m.mail, m.phone, m.joined_at, p.turn,"
        "       a.id, a.kind, a.slug, a.name, a.name_cy"
        "  FROM (SELECT t.turn, t.area_id, t.id FROM members_turn t"
        "         WHERE (t.turn, t.id) > ($2, $3) AND t.turn < $4"
        "           AND EXISTS (SELECT 1 FROM places_public_within w"
        "                        WHERE w.root = $1 AND w.area = t.area_id)"
        "         ORDER BY t.turn, t.id LIMIT $5) p"
        "  JOIN members_member m ON m.area_id = p.area_id AND m.id = p.id"
        "  JOIN places_public_area a ON a.id = m.area_id"
        " ORDER BY p.turn, p.id",
        args(sql_id(scope.area.id), sql_text(first), sql_cursor_id(&after->id), sql_text(last),
             sql_int(MEMBERS_PER_PAGE + 1)));
    return list_of(db, scope, rows);
}

MemberList members_by_turn(Db *db, Scope scope, const char *words, const MemberCursor *after)
{
    Arena *arena = db_arena(db);
    KeyWords typed = key_words(arena, words);
    if (typed.count == 0)
        return (MemberList){0};

    /* "rees si" is looked for as "si rees" too; both are beginnings of turns. */
    const char *as_typed = turned(arena, &typed, 0);
    const char *last_first = turned(arena, &typed, typed.count - 1);
    bool is_first_page = after->key[0] == '\0';
    MemberList list = {0};
    if (is_first_page || text_starts(after->key, as_typed))
        list = turns_from(db, scope, as_typed, after);
    if (list.count == 0 && typed.count > 1)
        list = turns_from(db, scope, last_first, after);
    return list;
}

/* --- counts: of people, without anybody in particular ---------------------------- */

int64_t members_in(Db *db, AreaId area)
{
    Rows rows = db_rows(db,
        "SELECT coalesce(sum(c.members), 0)"
        "  FROM places_public_within w JOIN members_count c ON c.area_id = w.area"
        " WHERE w.root = $1",
        args(sql_id(area.id)));
    int64_t members = 0;
    while (rows_next(&rows))
        members = row_int(&rows, 0);
    return members;
}

AreaCountList members_in_children(Db *db, AreaId area)
{
    Rows rows = db_rows(db,
        "SELECT a.id, a.kind, a.slug, a.name, a.name_cy, coalesce(sum(c.members), 0)"
        "  FROM places_public_area a"
        "  JOIN places_public_within w ON w.root = a.id"
        "  LEFT JOIN members_count c ON c.area_id = w.area"
        " WHERE a.parent = $1"
        " GROUP BY a.id, a.kind, a.slug, a.name, a.name_cy"
        " ORDER BY a.name, a.id",
        args(sql_id(area.id)));
    AreaCountList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (AreaCount){
            .area = {
                .id      = { row_id(&rows, 0) },
                .kind    = (PlaceKind)row_int(&rows, 1),
                .slug    = row_text(&rows, 2),
                .name    = row_text(&rows, 3),
                .name_cy = row_text(&rows, 4),
            },
            .members = row_int(&rows, 5),
        };
    return list;
}
