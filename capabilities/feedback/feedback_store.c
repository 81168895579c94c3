/* feedback_store.c: what people said about pages.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/feedback/feedback_view.h"

WordId word_add(Db *db, const NewWord *word, Random *random)
{
    WordId id = { id_new(word->at, random) };
    const char *all = text_format(db_arena(db), "%s %s", word->page, word->text);
    db_run(db,
        "INSERT INTO feedback_word (area_id, id, page, kind, lang, device, text, text_key, person,"
        " state, item, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, $11)",
        args(sql_id(word->area.id), sql_id(id.id), sql_text(word->page), sql_text(word->kind),
             sql_text(lang_code(word->lang)), sql_text(word->device), sql_text(word->text),
             sql_text(text_search_key(db_arena(db), all)),
             id_is_none(word->person.id) ? sql_null() : sql_id(word->person.id),
             sql_int(WORD_NEW), sql_int(word->at)));
    return id;
}

/* Columns: id, page, kind, lang, device, text, state, item, at, person, name. */
static FeedbackWord word_of_row(Rows *rows, Scope scope)
{
    scope_person(scope, row_id(rows, 9));
    FeedbackWord word = {
        .id = { row_id(rows, 0) }, .page = row_text(rows, 1), .kind = row_text(rows, 2),
        .device = row_text(rows, 4), .text = row_text(rows, 5),
        .state = (WordState)row_int(rows, 6), .wish = { row_id(rows, 7) }, .at = row_int(rows, 8),
        .person_name = row_text(rows, 10),
    };
    lang_from_code(row_text(rows, 3), &word.lang);
    return word;
}

static SqlValue sql_pattern(Db *db, const char *words)
{
    TextBuilder out = text_builder(db_arena(db));
    text_add_char(&out, '%');
    for (; *words != '\0'; words++) {
        if (*words == '%' || *words == '_' || *words == '\\')
            text_add_char(&out, '\\');
        text_add_char(&out, *words);
    }
    text_add_char(&out, '%');
    return sql_text(text_of(&out));
}

/* The newest word is before this one. */
static const Id after_all = { { 255, 255, 255, 255, 255, 255, 255, 255,
                                255, 255, 255, 255, 255, 255, 255, 255 } };

WordList words_list(Db *db, Scope scope, WordState state, const char *kind, const char *words,
                    Id after)
{
    Rows rows = db_rows(db,
        "SELECT w.id, w.page, w.kind, w.lang, w.device, w.text, w.state, w.item, w.at, w.person,"
        "       coalesce(p.name, '')"
        "  FROM feedback_word w LEFT JOIN people_public_person p ON p.id = w.person"
        " WHERE w.area_id = $1 AND w.state = $2 AND ($3 = '' OR w.kind = $3)"
        "   AND w.text_key LIKE $4 ESCAPE '\\' AND w.id < $5"
        " ORDER BY w.id DESC LIMIT $6",
        args(sql_id(scope.area.id), sql_int(state), sql_text(kind), sql_pattern(db, words),
             sql_id(id_is_none(after) ? after_all : after), sql_int(WORDS_PER_PAGE + 1)));
    WordList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = word_of_row(&rows, scope);
    return list;
}

bool word_one(Db *db, Scope scope, WordId id, FeedbackWord *word)
{
    Rows rows = db_rows(db,
        "SELECT w.id, w.page, w.kind, w.lang, w.device, w.text, w.state, w.item, w.at, w.person,"
        "       coalesce(p.name, '')"
        "  FROM feedback_word w LEFT JOIN people_public_person p ON p.id = w.person"
        " WHERE w.area_id = $1 AND w.id = $2",
        args(sql_id(scope.area.id), sql_id(id.id)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *word = word_of_row(&rows, scope);
        is_there = true;
    }
    return is_there;
}

bool word_set(Db *db, Scope scope, WordId id, WordState state, WishId wish)
{
    return db_run(db,
        "UPDATE feedback_word SET state = $3, item = $4 WHERE area_id = $1 AND id = $2",
        args(sql_id(scope.area.id), sql_id(id.id), sql_int(state),
             id_is_none(wish.id) ? sql_null() : sql_id(wish.id))) > 0;
}

int64_t words_new(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT count(*) FROM feedback_word WHERE area_id = $1 AND state = 1",
        args(sql_id(scope.area.id)));
    int64_t count = 0;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}
