/* updates_store.c: all SQL about letters.
 *
 * Officers reach what belongs to scope.area and nothing else. The archive has
 * no people in it: it is read by area, and what is for members alone is asked
 * for by name (`with_members`).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/updates/updates_store.h"

static Lang lang_of(const char *code)
{
    Lang lang = LANG_EN;
    lang_from_code(code, &lang);
    return lang;
}

static const char *pattern_of(Arena *arena, const char *words)
{
    TextBuilder out = text_builder(arena);
    text_add_char(&out, '%');
    for (; *words != '\0'; words++) {
        if (*words == '%' || *words == '_' || *words == '\\')
            text_add_char(&out, '\\');
        text_add_char(&out, *words);
    }
    text_add_char(&out, '%');
    return text_of(&out);
}

/* After every id. */
static const Id last_id = { { 255, 255, 255, 255, 255, 255, 255, 255,
                              255, 255, 255, 255, 255, 255, 255, 255 } };

static SqlValue sql_before(const LetterId *before)
{
    const Id *id = id_is_none(before->id) ? &last_id : &before->id;
    return sql_bytes(id->bytes, sizeof id->bytes);
}

/* The zero id stands before all others, so it must not become NULL here. */
static SqlValue sql_cursor(const Id *id)
{
    return sql_bytes(id->bytes, sizeof id->bytes);
}

/* --- writing ------------------------------------------------------------------ */

LetterId updates_draft(Db *db, const NewLetter *letter, Random *random)
{
    LetterId id = { id_new(letter->at, random) };
    db_run(db,
        "INSERT INTO updates_letter (area_id, id, state, topic, lang, title, title_key, body,"
        " is_public, by_person, created, changed, people, looked, at_readers)"
        " VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $10, 0, 0, 0)",
        args(sql_id(letter->area.id), sql_id(id.id), sql_int(letter->topic),
             sql_text(lang_code(letter->lang)), sql_text(letter->title),
             sql_text(text_search_key(db_arena(db), letter->title)), sql_text(letter->body),
             sql_int(letter->is_public), sql_cursor(&letter->by.id), sql_int(letter->at)));
    return id;
}

void updates_sent_before(Db *db, const NewLetter *letter, int64_t people, Random *random)
{
    LetterId id = updates_draft(db, letter, random);
    db_run(db,
        "UPDATE updates_letter SET state = 5, started = $1, ended = $1, people = $2"
        " WHERE area_id = $3 AND id = $4",
        args(sql_int(letter->at), sql_int(people), sql_id(letter->area.id), sql_id(id.id)));
}

bool letter_change(Db *db, Scope scope, LetterId id, const NewLetter *to)
{
    return db_run(db,
               "UPDATE updates_letter SET topic = $1, lang = $2, title = $3, title_key = $4,"
               " body = $5, is_public = $6, changed = $7"
               " WHERE area_id = $8 AND id = $9 AND state = 1",
               args(sql_int(to->topic), sql_text(lang_code(to->lang)), sql_text(to->title),
                    sql_text(text_search_key(db_arena(db), to->title)), sql_text(to->body),
                    sql_int(to->is_public), sql_int(to->at), sql_id(scope.area.id), sql_id(id.id)))
        == 1;
}

bool letter_drop(Db *db, Scope scope, LetterId id)
{
    return db_run(db, "DELETE FROM updates_letter WHERE area_id = $1 AND id = $2 AND state = 1",
                  args(sql_id(scope.area.id), sql_id(id.id))) == 1;
}

bool letter_propose(Db *db, Scope scope, LetterId id, ActId act, int64_t people, TimeMs now)
{
    return db_run(db,
               "UPDATE updates_letter SET state = 2, act = $1, people = $2, changed = $3"
               " WHERE area_id = $4 AND id = $5 AND state = 1",
               args(sql_id(act.id), sql_int(people), sql_int(now), sql_id(scope.area.id),
                    sql_id(id.id)))
        == 1;
}

bool letter_back(Db *db, Scope scope, LetterId id, TimeMs now)
{
    return db_run(db,
               "UPDATE updates_letter SET state = 1, act = NULL, changed = $1"
               " WHERE area_id = $2 AND id = $3 AND state = 2",
               args(sql_int(now), sql_id(scope.area.id), sql_id(id.id)))
        == 1;
}

bool letter_start(Db *db, Scope scope, LetterId id, EditionId edition, int64_t people, TimeMs now)
{
    return db_run(db,
               "UPDATE updates_letter SET state = 3, edition = $1, people = $2, started = $3"
               " WHERE area_id = $4 AND id = $5 AND state = 1",
               args(sql_id(edition.id), sql_int(people), sql_int(now), sql_id(scope.area.id),
                    sql_id(id.id)))
        == 1;
}

bool letter_stop(Db *db, Scope scope, LetterId id, TimeMs now)
{
    return db_run(db,
               "UPDATE updates_letter SET state = 6, ended = $1"
               " WHERE area_id = $2 AND id = $3 AND state IN (3, 4)",
               args(sql_int(now), sql_id(scope.area.id), sql_id(id.id)))
        == 1;
}

/* --- reading ---------------------------------------------------------------------- */

/* Columns: id, area_id, state, topic, lang, title, body, is_public, created,
 * changed, started, ended, people, act, edition, at_area, at_readers, at_person,
 * by_person. */
static StoredLetter letter_of_row(Rows *rows)
{
    return (StoredLetter){
        .id        = { row_id(rows, 0) },
        .area      = { row_id(rows, 1) },
        .state     = (LetterState)row_int(rows, 2),
        .topic     = (Topic)row_int(rows, 3),
        .lang      = lang_of(row_text(rows, 4)),
        .title     = row_text(rows, 5),
        .body      = row_text(rows, 6),
        .is_public = row_int(rows, 7) != 0,
        .created   = row_int(rows, 8),
        .changed   = row_int(rows, 9),
        .started   = row_int(rows, 10),
        .ended     = row_int(rows, 11),
        .people    = row_int(rows, 12),
        .act       = { row_id(rows, 13) },
        .edition   = { row_id(rows, 14) },
        .cursor    = { .area = { row_id(rows, 15) }, .is_of_readers = row_int(rows, 16) != 0,
                       .after = row_id(rows, 17) },
    };
}

static bool one_letter(Rows rows, StoredLetter *letter)
{
    bool is_there = false;
    while (rows_next(&rows)) {
        *letter = letter_of_row(&rows);
        is_there = true;
    }
    return is_there;
}

bool letter_by_id(Db *db, Scope scope, LetterId id, StoredLetter *letter)
{
    return one_letter(db_rows(db,
        "SELECT id, area_id, state, topic, lang, title, body, is_public, created, changed, started,"
        "       ended, people, act, edition, at_area, at_readers, at_person"
        "  FROM updates_letter WHERE area_id = $1 AND id = $2",
        args(sql_id(scope.area.id), sql_id(id.id))), letter);
}

static LetterList list_of(Db *db, Rows rows)
{
    LetterList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = letter_of_row(&rows);
    return list;
}

LetterList desk_letters(Db *db, Scope scope, const LetterAsk *ask)
{
    return list_of(db, db_rows(db,
        "SELECT id, area_id, state, topic, lang, title, '', is_public, created, changed, started,"
        "       ended, people, act, edition, NULL, 0, NULL"
        "  FROM updates_letter WHERE area_id = $1 AND id < $2"
        "   AND title_key LIKE $3 ESCAPE '\\' AND (state = $4 OR CAST($4 AS BIGINT) = 0)"
        " ORDER BY id DESC LIMIT $5",
        args(sql_id(scope.area.id), sql_before(&ask->before),
             sql_text(pattern_of(db_arena(db), ask->words)), sql_int(ask->state),
             sql_int(LETTERS_PER_PAGE + 1))));
}

/* --- the archive ------------------------------------------------------------------- */

/* Without a Scope: what was sent, without anybody. */
LetterList letters_sent(Db *db, AreaId area, bool with_members, LetterId before)
{
    return list_of(db, db_rows(db,
        "SELECT id, area_id, state, topic, lang, title, '', is_public, created, changed, started,"
        "       ended, 0, NULL, NULL, NULL, 0, NULL"
        "  FROM updates_letter WHERE area_id = $1 AND id < $2 AND state > 2"
        "   AND (is_public = 1 OR CAST($3 AS BIGINT) = 1)"
        " ORDER BY id DESC LIMIT $4",
        args(sql_id(area.id), sql_before(&before), sql_int(with_members),
             sql_int(LETTERS_PER_PAGE + 1))));
}

/* Without a Scope: what was sent, without anybody. */
bool letter_sent(Db *db, AreaId area, LetterId id, bool with_members, StoredLetter *letter)
{
    return one_letter(db_rows(db,
        "SELECT id, area_id, state, topic, lang, title, body, is_public, created, changed, started,"
        "       ended, 0, NULL, NULL, NULL, 0, NULL"
        "  FROM updates_letter WHERE area_id = $1 AND id = $2 AND state > 2"
        "   AND (is_public = 1 OR CAST($3 AS BIGINT) = 1)",
        args(sql_id(area.id), sql_id(id.id), sql_int(with_members))), letter);
}

/* Without a Scope: what was sent, without anybody. */
LetterList letters_around(Db *db, AreaId own, size_t most)
{
    Rows rows = db_rows(db,
        "SELECT l.id, l.area_id, l.lang, l.title, l.started, a.slug, a.name, a.name_cy"
        "  FROM places_public_within w"
        "  JOIN updates_letter l ON l.area_id = w.root AND l.state > 2"
        "  JOIN places_public_area a ON a.id = l.area_id"
        " WHERE w.area = $1 ORDER BY l.started DESC, l.id DESC LIMIT $2",
        args(sql_id(own.id), sql_int((int64_t)most)));
    LetterList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (StoredLetter){
            .id           = { row_id(&rows, 0) },
            .area         = { row_id(&rows, 1) },
            .lang         = lang_of(row_text(&rows, 2)),
            .title        = row_text(&rows, 3),
            .started      = row_int(&rows, 4),
            .area_slug    = row_text(&rows, 5),
            .area_name    = row_text(&rows, 6),
            .area_name_cy = row_text(&rows, 7),
        };
    return list;
}

/* --- the job --------------------------------------------------------------------------- */

/* Without a Scope: the jobs process goes on with what an officer began. */
bool letter_at_work(Db *db, LetterState state, TimeMs looked_before, TimeMs now,
                    StoredLetter *letter)
{
    return one_letter(db_rows(db,
        "UPDATE updates_letter SET looked = $1 WHERE (area_id, id) IN"
        " (SELECT area_id, id FROM updates_letter"
        "   WHERE state = $2 AND state > 1 AND state < 5 AND looked <= $3"
        "   ORDER BY looked LIMIT 1)"
        " RETURNING id, area_id, state, topic, lang, title, body, is_public, created, changed,"
        "           started, ended, people, act, edition, at_area, at_readers, at_person",
        args(sql_int(now), sql_int(state), sql_int(looked_before))), letter);
}

void letter_begin(Db *db, const StoredLetter *letter, EditionId edition, TimeMs now)
{
    db_run(db,
        "UPDATE updates_letter SET state = 3, edition = $1, started = $2"
        " WHERE area_id = $3 AND id = $4 AND state = 2",
        args(sql_id(edition.id), sql_int(now), sql_id(letter->area.id), sql_id(letter->id.id)));
}

void letter_got_to(Db *db, const StoredLetter *letter, const AudienceCursor *cursor)
{
    db_run(db,
        "UPDATE updates_letter SET at_area = $1, at_readers = $2, at_person = $3, state = $4"
        " WHERE area_id = $5 AND id = $6 AND state = 3",
        args(sql_id(cursor->area.id), sql_int(cursor->is_of_readers), sql_id(cursor->after),
             sql_int(cursor->is_over ? LETTER_SENDING : LETTER_FILLING), sql_id(letter->area.id),
             sql_id(letter->id.id)));
}

void letter_end(Db *db, const StoredLetter *letter, TimeMs now)
{
    db_run(db,
        "UPDATE updates_letter SET state = 5, ended = $1"
        " WHERE area_id = $2 AND id = $3 AND state = 4",
        args(sql_int(now), sql_id(letter->area.id), sql_id(letter->id.id)));
}

/* What was under way may have gone out since the backup: nothing goes on by
 * itself. */
void letters_restored(Db *db, TimeMs now)
{
    db_run(db, "UPDATE updates_letter SET state = 1, act = NULL, changed = $1 WHERE state = 2",
           args(sql_int(now)));
    db_run(db, "UPDATE updates_letter SET state = 6, ended = $1 WHERE state IN (3, 4)",
           args(sql_int(now)));
    db_run(db,
        "INSERT INTO updates_week (week, is_done) VALUES ($1, 1) ON CONFLICT (week) DO NOTHING",
        args(sql_int(now)));
}

/* --- weeks ------------------------------------------------------------------------------ */

/* Writing the row first lets nodes do one week one after the other. */
bool week_open(Db *db, TimeMs end, Week *week)
{
    bool is_open = true;
    Rows rows = db_rows(db, "SELECT 1 FROM updates_week WHERE week >= $1 AND is_done = 1 LIMIT 1",
                        args(sql_int(end)));
    while (rows_next(&rows))
        is_open = false;
    if (!is_open)
        return false;
    db_run(db,
        "INSERT INTO updates_week (week, is_done) VALUES ($1, 0) ON CONFLICT (week) DO NOTHING",
        args(sql_int(end)));
    rows = db_rows(db,
        "UPDATE updates_week SET week = $1 WHERE week = $1 AND is_done = 0 RETURNING at_area",
        args(sql_int(end)));
    is_open = false;
    while (rows_next(&rows)) {
        *week = (Week){ .end = end, .after = { row_id(&rows, 0) } };
        is_open = true;
    }
    return is_open;
}

void week_got_to(Db *db, const Week *week, AreaId area, bool is_done)
{
    db_run(db, "UPDATE updates_week SET at_area = $1, is_done = $2 WHERE week = $3",
           args(sql_id(area.id), sql_int(is_done), sql_int(week->end)));
}

AreaList week_areas(Db *db, AreaId after)
{
    Rows rows = db_rows(db,
        "SELECT id FROM places_public_area WHERE kind >= $1 AND id > $2 ORDER BY id LIMIT $3",
        args(sql_int(PLACE_MOVEMENT), sql_cursor(&after.id), sql_int(WEEK_AREAS)));
    AreaList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (AreaId){ row_id(&rows, 0) };
    return list;
}

/* Without a Scope: what was sent, without anybody. */
LetterList week_letters(Db *db, AreaId own, Topic topic, TimeMs from, TimeMs until)
{
    Rows rows = db_rows(db,
        "SELECT l.id, l.area_id, l.lang, l.title, l.started, a.slug, a.name, a.name_cy"
        "  FROM places_public_within w"
        "  JOIN updates_letter l ON l.area_id = w.root AND l.state > 2"
        "  JOIN places_public_area a ON a.id = l.area_id"
        " WHERE w.area = $1 AND l.topic = $2 AND l.started >= $3 AND l.started < $4"
        " ORDER BY l.started, l.id LIMIT $5",
        args(sql_id(own.id), sql_int(topic), sql_int(from), sql_int(until),
             sql_int(WEEK_LETTERS_MAX)));
    LetterList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (StoredLetter){
            .id           = { row_id(&rows, 0) },
            .area         = { row_id(&rows, 1) },
            .lang         = lang_of(row_text(&rows, 2)),
            .title        = row_text(&rows, 3),
            .started      = row_int(&rows, 4),
            .area_slug    = row_text(&rows, 5),
            .area_name    = row_text(&rows, 6),
            .area_name_cy = row_text(&rows, 7),
        };
    return list;
}
