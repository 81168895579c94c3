/* table.c: what the address asks of a list, read against what it can do, and
 * the addresses that lead on from there.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/table.h"

#include <assert.h>

enum { AFTER_ID_DIGITS = 32 };

static bool can_sort(const Column *column, bool is_down)
{
    return column->key != NULL && ((unsigned)column->ways & (is_down ? SORT_DOWN : SORT_UP)) != 0;
}

/* "name" is upwards, "-name" downwards; the first that can be sorted by else. */
static void read_sort(Sift *sift)
{
    const char *typed = req_query(sift->req, "sort");
    bool is_down = typed[0] == '-';
    sift->sort = sift->column_count;
    for (size_t i = 0; i < sift->column_count; i++) {
        const Column *column = &sift->column[i];
        if (sift->sort == sift->column_count && column->key != NULL && column->ways != SORT_NONE) {
            sift->sort = i;
            sift->is_down = column->ways == SORT_DOWN;
        }
        if (can_sort(column, is_down) && text_equal(column->key, typed + is_down)) {
            sift->sort = i;
            sift->is_down = is_down;
            return;
        }
    }
}

/* "0123…ef.key": the id has a fixed length, the key may hold anything. */
static void read_after(Sift *sift)
{
    const char *typed = req_query(sift->req, "after");
    sift->after = "";
    if (strlen(typed) <= AFTER_ID_DIGITS || typed[AFTER_ID_DIGITS] != '.')
        return;
    if (id_from_text(text_copy_bytes(sift->req->arena, typed, AFTER_ID_DIGITS), &sift->after_id))
        sift->after = typed + AFTER_ID_DIGITS + 1;
}

static size_t chosen_of(Request *req, const Filter *filter)
{
    const char *typed = req_query(req, filter->name);
    for (size_t i = 0; filter->values[i] != NULL; i++)
        if (text_equal(filter->values[i], typed))
            return i;
    return 0;
}

Sift sift_read_with(Request *req, const char *path, const Column column[], size_t column_count,
                    const Filter filter[], size_t filter_count)
{
    assert(column_count <= TABLE_COLUMNS_MAX && filter_count <= SIFT_FILTERS_MAX);
    Sift sift = {
        .req = req, .path = path,
        .column = column, .column_count = column_count,
        .filter = filter, .filter_count = filter_count,
        .typed = text_trim(req->arena, text_cut(req->arena, req_query(req, "q"), SIFT_TYPED_MAX)),
    };
    for (size_t i = 0; i < filter_count; i++)
        sift.chosen[i] = chosen_of(req, &filter[i]);
    read_sort(&sift);
    read_after(&sift);
    return sift;
}

Sift sift_read(Request *req, const char *path, const Column column[], size_t count)
{
    return sift_read_with(req, path, column, count, NULL, 0);
}

static void add_pair(const Sift *sift, TextBuilder *out, const char *name, const char *value)
{
    if (value[0] != '\0')
        text_add_format(out, "%s%s=%s", strchr(text_of(out), '?') == NULL ? "?" : "&", name,
                        query_escape(sift->req->arena, value));
}

static TextBuilder address_with(const Sift *sift, const char *sort)
{
    TextBuilder out = text_builder(sift->req->arena);
    text_add(&out, sift->path);
    add_pair(sift, &out, "q", sift->typed);
    for (size_t i = 0; i < sift->filter_count; i++)
        add_pair(sift, &out, sift->filter[i].name, sift->filter[i].values[sift->chosen[i]]);
    for (size_t i = 0; i < sift->pair_count; i++)
        add_pair(sift, &out, sift->pair[i].name, sift->pair[i].value);
    add_pair(sift, &out, "sort", sort);
    return out;
}

const char *sift_keep(Sift *sift, const char *name)
{
    Request *req = sift->req;
    assert(sift->pair_count < SIFT_PAIRS_MAX);
    const char *value = text_trim(req->arena, text_cut(req->arena, req_query(req, name),
                                                       SIFT_TYPED_MAX));
    sift->pair[sift->pair_count++] = (NameValue){ name, value };
    return value;
}

static const char *sort_value(const Sift *sift, size_t column, bool is_down)
{
    if (column >= sift->column_count)
        return "";
    return text_format(sift->req->arena, "%s%s", is_down ? "-" : "", sift->column[column].key);
}

void sift_next(Sift *sift, const char *key, Id id)
{
    TextBuilder out = address_with(sift, sort_value(sift, sift->sort, sift->is_down));
    add_pair(sift, &out, "after",
             text_format(sift->req->arena, "%s.%s", id_text(sift->req->arena, id), key));
    sift->next = text_of(&out);
}

const char *sift_first_path(const Sift *sift)
{
    TextBuilder out = address_with(sift, sort_value(sift, sift->sort, sift->is_down));
    return text_of(&out);
}

bool sift_is_first(const Sift *sift)
{
    return sift->after[0] == '\0' && id_is_none(sift->after_id);
}

bool sift_is_asked(const Sift *sift)
{
    for (size_t i = 0; i < sift->filter_count; i++)
        if (sift->chosen[i] != 0)
            return true;
    for (size_t i = 0; i < sift->pair_count; i++)
        if (sift->pair[i].value[0] != '\0')
            return true;
    return sift->typed[0] != '\0';
}

const char *sift_sort_path(const Sift *sift, size_t column)
{
    const Column *wanted = &sift->column[column];
    bool is_down = wanted->ways == SORT_DOWN;
    if (column == sift->sort && wanted->ways == SORT_BOTH)
        is_down = !sift->is_down;
    TextBuilder out = address_with(sift, sort_value(sift, column, is_down));
    return text_of(&out);
}

const char *sift_aria(const Sift *sift, size_t column)
{
    if (column != sift->sort)
        return "none";
    return sift->is_down ? "descending" : "ascending";
}

size_t sift_orders(const Sift *sift, Order order[2 * TABLE_COLUMNS_MAX])
{
    Request *req = sift->req;
    size_t count = 0;
    for (size_t i = 0; i < sift->column_count; i++) {
        for (int is_down = 0; is_down < 2; is_down++) {
            if (!can_sort(&sift->column[i], is_down))
                continue;
            const char *words = say(req->lang, sift->column[i].words);
            order[count++] = (Order){
                .value = sort_value(sift, i, is_down),
                .words = is_down ? SAY(req->arena, req->lang, "{1}, newest or largest first", words)
                                 : SAY(req->arena, req->lang, "{1}, A to Z or smallest first", words),
                .is_chosen = i == sift->sort && sift->is_down == is_down,
            };
        }
    }
    return count;
}
