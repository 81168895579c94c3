/* copy.c: all that is held about somebody, as the catalogue knows it: every table with
 * rows of theirs, with why it is kept, for how long and where it comes from.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/rights/rights_store.h"

#include <inttypes.h>

#include "base/clock.h"
#include "web/json.h"

/* What the lines about a table say, each once. */
static const char *said_of(Arena *arena, const char *table, const char *(*of)(const CatalogueLine *))
{
    TextBuilder out = text_builder(arena);
    for (size_t i = 0; i < catalogue_line_count; i++) {
        const CatalogueLine *line = &catalogue_lines[i];
        if (line->about == 0 || !text_equal(line->table, table)
            || strstr(text_of(&out), of(line)) != NULL)
            continue;
        text_add_format(&out, "%s%s", text_of(&out)[0] == '\0' ? "" : "; ", of(line));
    }
    return text_of(&out);
}

static const char *why_of(const CatalogueLine *line) { return line->why; }
static const char *kept_of(const CatalogueLine *line) { return line->kept; }
static const char *basis_of(const CatalogueLine *line) { return line->basis; }
static const char *source_of(const CatalogueLine *line) { return line->source; }

static bool is_time(const char *column)
{
    size_t length = strlen(column);
    static const char *const names[] = { "at", "created", "changed", "seen", "used", "valid_from",
                                         "valid_until", "ended", "keep_until", "since", "began" };
    for (size_t i = 0; i < COUNT(names); i++)
        if (text_equal(column, names[i]))
            return true;
    return length > 3 && text_equal(column + length - 3, "_at");
}

static const char *cell_of(Arena *arena, Rows *rows, int column, char type, const char *name)
{
    if (row_is_null(rows, column))
        return "";
    if (type == 't')
        return row_text(rows, column);
    if (type == 'r')
        return text_format(arena, "%g", row_real(rows, column));
    if (type == 'i') {
        int64_t number = row_int(rows, column);
        return is_time(name) && number > DAY_MS ? time_iso(arena, number)
                                                : text_format(arena, "%" PRId64, number);
    }
    size_t length;
    const uint8_t *bytes = row_bytes(rows, column, &length);
    TextBuilder out = text_builder(arena);
    for (size_t i = 0; i < length; i++)
        text_add_format(&out, "%02x", bytes[i]);
    return text_of(&out);
}

static CopyTable *table_of(Arena *arena, CopyTableList *list, const CatalogueOwner *owner)
{
    for (size_t i = 0; i < list->count; i++)
        if (text_equal(list->item[i].table, owner->table))
            return &list->item[i];
    CopyTable *table = LIST_ADD(arena, list);
    *table = (CopyTable){
        .room = owner->room, .table = owner->table,
        .why = said_of(arena, owner->table, why_of), .kept = said_of(arena, owner->table, kept_of),
        .basis = said_of(arena, owner->table, basis_of),
        .source = said_of(arena, owner->table, source_of),
    };
    for (const char *at = owner->columns; *at != '\0';) {
        size_t length = strcspn(at, " ");
        *LIST_ADD(arena, &table->columns) = text_copy_bytes(arena, at, length);
        at += length + (at[length] == ' ');
    }
    return table;
}

CopyTableList rights_copy_tables(Db *db, PersonId person, const char *mail)
{
    Arena *arena = db_arena(db);
    CopyTableList list = {0};
    for (size_t i = catalogue_owner_count; i-- > 0;) {
        const CatalogueOwner *owner = &catalogue_owners[i];
        if (owner->rows == NULL || (owner->by_mail ? mail[0] == '\0' : id_is_none(person.id)))
            continue;
        Rows rows = owner->rows(db, owner->by_mail ? sql_text(mail) : sql_id(person.id));
        while (rows_next(&rows)) {
            CopyTable *table = table_of(arena, &list, owner);
            for (size_t c = 0; c < table->columns.count; c++)
                *LIST_ADD(arena, &table->cells) = cell_of(arena, &rows, (int)c, owner->types[c],
                                                          table->columns.item[c]);
            table->rows++;
        }
    }
    return list;
}

const char *rights_copy(Db *db, PersonId person, const char *mail, TimeMs now)
{
    CopyTableList list = rights_copy_tables(db, person, mail);
    JsonWriter json = json_begin(db_arena(db));
    json_open_object(&json, NULL);
    json_text(&json, "made", time_iso(db_arena(db), now));
    json_open_array(&json, "tables");
    for (size_t i = 0; i < list.count; i++) {
        const CopyTable *table = &list.item[i];
        json_open_object(&json, NULL);
        json_text(&json, "room", table->room);
        json_text(&json, "table", table->table);
        json_text(&json, "why", table->why);
        json_text(&json, "kept", table->kept);
        json_text(&json, "basis", table->basis);
        json_text(&json, "source", table->source);
        json_open_array(&json, "rows");
        for (size_t row = 0; row < table->rows; row++) {
            json_open_object(&json, NULL);
            for (size_t c = 0; c < table->columns.count; c++)
                json_text(&json, table->columns.item[c], table->cells.item[row * table->columns.count + c]);
            json_end(&json);
        }
        json_end(&json);
        json_end(&json);
    }
    json_end(&json);
    json_end(&json);
    return json_of(&json);
}
