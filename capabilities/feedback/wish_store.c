/* wish_store.c: what was asked for, who is for it, and how it got where it is.
 *
 * Everybody may read it; who voted stands on no page but one's own mark.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/feedback/feedback_view.h"

static const char *key_of(Db *db, const char *title, const char *text)
{
    return text_search_key(db_arena(db), text_format(db_arena(db), "%s\n%s", title, text));
}

WishId wish_add(Db *db, const NewWish *wish, Random *random)
{
    WishId id = { id_new(wish->at, random) };
    db_run(db,
        "INSERT INTO feedback_item (id, lang, title, text, text_key, state, came_of, came_path,"
        " votes, at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $9)",
        args(sql_id(id.id), sql_text(lang_code(wish->lang)), sql_text(wish->title),
             sql_text(wish->text), sql_text(key_of(db, wish->title, wish->text)),
             sql_int(wish->state), sql_text(wish->came_of), sql_text(wish->came_path),
             sql_int(wish->at)));
    wish_step(db, id, wish->state, "", wish->at, random);
    return id;
}

void wish_step(Db *db, WishId id, WishState state, const char *words, TimeMs now, Random *random)
{
    db_put(db, "INSERT INTO feedback_step (item, id, state, words, at) VALUES ($1, $2, $3, $4, $5)",
           args(sql_id(id.id), sql_id(id_new(now, random)), sql_int(state), sql_text(words),
                sql_int(now)));
}

/* Columns: id, lang, title, text, state, came_of, came_path, votes, at,
 * changed_at, words, own votes. */
static Wish wish_of_row(Rows *rows)
{
    Wish wish = {
        .id = { row_id(rows, 0) }, .title = row_text(rows, 2), .text = row_text(rows, 3),
        .state = (WishState)row_int(rows, 4), .came_of = row_text(rows, 5),
        .came_path = row_text(rows, 6), .votes = row_int(rows, 7), .at = row_int(rows, 8),
        .changed = row_int(rows, 9), .words = row_int(rows, 10), .is_mine = row_int(rows, 11) > 0,
    };
    lang_from_code(row_text(rows, 1), &wish.lang);
    return wish;
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

static WishList list_of(Db *db, Rows rows)
{
    WishList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = wish_of_row(&rows);
    return list;
}

WishList wishes_list(Db *db, PersonId reader, const WishWanted *wanted, int64_t most)
{
    int64_t after = INT64_MAX;
    text_to_int(wanted->after, 0, INT64_MAX, &after);
    if (wanted->by_newest)
        return list_of(db, db_rows(db,
            "SELECT i.id, i.lang, i.title, i.text, i.state, i.came_of, i.came_path, i.votes, i.at,"
            "       i.changed_at, (SELECT count(*) FROM feedback_word w WHERE w.item = i.id),"
            "       (SELECT count(*) FROM feedback_vote v WHERE v.item = i.id AND v.person = $1)"
            "  FROM feedback_item i"
            " WHERE i.state BETWEEN $2 AND $3 AND i.text_key LIKE $4 ESCAPE '\\'"
            "   AND (i.changed_at < $5 OR (i.changed_at = $5 AND i.id < $6))"
            " ORDER BY i.changed_at DESC, i.id DESC LIMIT $7",
            args(sql_id(reader.id), sql_int(wanted->from), sql_int(wanted->to),
                 sql_pattern(db, wanted->words), sql_int(after), sql_id(wanted->after_id),
                 sql_int(most))));
    return list_of(db, db_rows(db,
        "SELECT i.id, i.lang, i.title, i.text, i.state, i.came_of, i.came_path, i.votes, i.at,"
        "       i.changed_at, (SELECT count(*) FROM feedback_word w WHERE w.item = i.id),"
        "       (SELECT count(*) FROM feedback_vote v WHERE v.item = i.id AND v.person = $1)"
        "  FROM feedback_item i"
        " WHERE i.state BETWEEN $2 AND $3 AND i.text_key LIKE $4 ESCAPE '\\'"
        "   AND (i.votes < $5 OR (i.votes = $5 AND i.id < $6))"
        " ORDER BY i.votes DESC, i.id DESC LIMIT $7",
        args(sql_id(reader.id), sql_int(wanted->from), sql_int(wanted->to),
             sql_pattern(db, wanted->words), sql_int(after), sql_id(wanted->after_id),
             sql_int(most))));
}

bool wish_one(Db *db, PersonId reader, WishId id, Wish *wish)
{
    WishList list = list_of(db, db_rows(db,
        "SELECT i.id, i.lang, i.title, i.text, i.state, i.came_of, i.came_path, i.votes, i.at,"
        "       i.changed_at, (SELECT count(*) FROM feedback_word w WHERE w.item = i.id),"
        "       (SELECT count(*) FROM feedback_vote v WHERE v.item = i.id AND v.person = $1)"
        "  FROM feedback_item i WHERE i.id = $2",
        args(sql_id(reader.id), sql_id(id.id))));
    if (list.count > 0)
        *wish = list.item[0];
    return list.count > 0;
}

WishStepList wish_steps(Db *db, WishId id)
{
    Rows rows = db_rows(db,
        "SELECT state, words, at FROM feedback_step WHERE item = $1 ORDER BY id LIMIT $2",
        args(sql_id(id.id), sql_int(STEPS_SHOWN)));
    WishStepList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (WishStep){
            (WishState)row_int(&rows, 0), row_text(&rows, 1), row_int(&rows, 2),
        };
    return list;
}

void wish_keep(Db *db, const Wish *wish, TimeMs now)
{
    db_put(db,
        "UPDATE feedback_item SET lang = $2, title = $3, text = $4, text_key = $5, state = $6,"
        " came_of = $7, came_path = $8, changed_at = $9 WHERE id = $1",
        args(sql_id(wish->id.id), sql_text(lang_code(wish->lang)), sql_text(wish->title),
             sql_text(wish->text), sql_text(key_of(db, wish->title, wish->text)),
             sql_int(wish->state), sql_text(wish->came_of), sql_text(wish->came_path),
             sql_int(now)));
}

void wish_vote(Db *db, Scope scope, WishId id, bool is_for, TimeMs now)
{
    if (is_for)
        db_run(db,
            "INSERT INTO feedback_vote (item, person, at)"
            " SELECT i.id, $2, $3 FROM feedback_item i WHERE i.id = $1"
            " ON CONFLICT (item, person) DO NOTHING",
            args(sql_id(id.id), sql_id(scope.who.id), sql_int(now)));
    else
        db_run(db, "DELETE FROM feedback_vote WHERE item = $1 AND person = $2",
               args(sql_id(id.id), sql_id(scope.who.id)));
    db_put(db,
        "UPDATE feedback_item SET votes = (SELECT count(*) FROM feedback_vote v WHERE v.item = $1)"
        " WHERE id = $1", args(sql_id(id.id)));
}
