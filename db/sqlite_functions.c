/* sqlite_functions.c: greatest, least and string_agg as PostgreSQL has them:
 * NULLs do not count, and nothing but NULLs gives NULL.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "db/sqlite_functions.h"

#include "base/arena.h"

/* Numbers by value, all else as bytes: the order of ORDER BY. */
static int compare(sqlite3_value *a, sqlite3_value *b)
{
    int type_a = sqlite3_value_type(a), type_b = sqlite3_value_type(b);
    if (type_a == SQLITE_INTEGER && type_b == SQLITE_INTEGER) {
        sqlite3_int64 x = sqlite3_value_int64(a), y = sqlite3_value_int64(b);
        return (x > y) - (x < y);
    }
    if (type_a == SQLITE_INTEGER || type_a == SQLITE_FLOAT) {
        double x = sqlite3_value_double(a), y = sqlite3_value_double(b);
        return (x > y) - (x < y);
    }
    const void *x = sqlite3_value_blob(a), *y = sqlite3_value_blob(b);
    int length_a = sqlite3_value_bytes(a), length_b = sqlite3_value_bytes(b);
    int shorter = length_a < length_b ? length_a : length_b;
    int order = shorter == 0 ? 0 : memcmp(x, y, (size_t)shorter);
    return order != 0 ? order : (length_a > length_b) - (length_a < length_b);
}

/* The user data says which: +1 the greatest, -1 the least. */
static void extreme(sqlite3_context *context, int count, sqlite3_value **value)
{
    const int *wanted = sqlite3_user_data(context);
    sqlite3_value *best = NULL;
    for (int i = 0; i < count; i++) {
        if (sqlite3_value_type(value[i]) == SQLITE_NULL)
            continue;
        if (best == NULL || compare(value[i], best) * *wanted > 0)
            best = value[i];
    }
    if (best == NULL)
        sqlite3_result_null(context);
    else
        sqlite3_result_value(context, best);
}

typedef struct { char *text; size_t length, capacity; bool has_any; } Joined;

static void joined_add(Joined *joined, const void *bytes, size_t length)
{
    if (joined->length + length > joined->capacity) {
        joined->capacity = 2 * (joined->length + length);
        joined->text = heap_grow(joined->text, joined->capacity, 1);
    }
    if (length > 0)
        memcpy(joined->text + joined->length, bytes, length);
    joined->length += length;
}

static void join_step(sqlite3_context *context, int count, sqlite3_value **value)
{
    (void)count;
    Joined *joined = sqlite3_aggregate_context(context, sizeof *joined);
    if (joined == NULL || sqlite3_value_type(value[0]) == SQLITE_NULL)
        return;
    if (joined->has_any)
        joined_add(joined, sqlite3_value_text(value[1]), (size_t)sqlite3_value_bytes(value[1]));
    joined_add(joined, sqlite3_value_text(value[0]), (size_t)sqlite3_value_bytes(value[0]));
    joined->has_any = true;
}

static void join_end(sqlite3_context *context)
{
    Joined *joined = sqlite3_aggregate_context(context, 0);
    if (joined == NULL || !joined->has_any) {
        sqlite3_result_null(context);
        return;
    }
    sqlite3_result_text64(context, joined->text == NULL ? "" : joined->text, joined->length,
                          SQLITE_TRANSIENT, SQLITE_UTF8);
    heap_give(joined->text);
}

void sqlite_functions_add(sqlite3 *handle)
{
    static int most = 1, least = -1;
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    sqlite3_create_function(handle, "greatest", -1, flags, &most, extreme, NULL, NULL);
    sqlite3_create_function(handle, "least", -1, flags, &least, extreme, NULL, NULL);
    sqlite3_create_function(handle, "string_agg", 2, flags, NULL, NULL, join_step, join_end);
}
