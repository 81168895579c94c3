/* places_lines.c: lines of postcodes, cut and judged.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/places/places_lines.h"

#include "capabilities/places/places_import.h"
#include "core/postcode.h"

enum {
    COLUMNS_MAX = 24,
    COLUMNS_WITHOUT_HEADING = 10,
    QUALITY_NO_COORDINATES = 90, /* Code-Point Open's user guide, "positional quality" */
};

typedef struct { char *at; size_t length; } Field;

/* Which field of a line holds what; -1 for none. */
typedef struct { int postcode, quality, easting, northing, ward, count; } Columns;

struct PlacesLines {
    RecordSink *put;
    void       *context;
    Columns     columns;
    bool        has_columns, is_unheard;
    int64_t     line;
    char        tail[PLACES_LINE_MAX]; /* a line whose end has not come yet */
    size_t      tail_length;
    bool        is_tail_too_long;
    LineRecord  record[LINE_RECORDS]; /* not said yet */
    size_t      record_count;
};

/* --- saying --------------------------------------------------------------- */

static void say_all(PlacesLines *lines)
{
    if (lines->record_count > 0 && !lines->is_unheard)
        lines->is_unheard = !lines->put(lines->context, lines->record,
                                        lines->record_count * sizeof lines->record[0]);
    lines->record_count = 0;
}

static LineRecord *record_next(PlacesLines *lines, LineKind kind)
{
    if (lines->record_count == LINE_RECORDS)
        say_all(lines);
    LineRecord *record = &lines->record[lines->record_count++];
    *record = (LineRecord){ .kind = (uint8_t)kind, .line = lines->line };
    return record;
}

/* --- one line --------------------------------------------------------------- */

/* The whole number in the field, perhaps with ".0" behind it as some
 * spreadsheets leave it; false when there is none up to `max`. */
static bool field_number(Field field, int64_t max, int64_t *number)
{
    int64_t value = 0;
    size_t i = 0;
    for (; i < field.length && field.at[i] >= '0' && field.at[i] <= '9'; i++) {
        value = value * 10 + (field.at[i] - '0');
        if (value > max)
            return false;
    }
    bool has_digits = i > 0;
    if (i < field.length && field.at[i] == '.')
        for (i++; i < field.length && field.at[i] == '0'; i++)
            continue;
    *number = value;
    return has_digits && i == field.length;
}

static bool field_is(Field field, const char *word)
{
    for (size_t i = 0; i < field.length; i++)
        if (word[i] == '\0' || (field.at[i] | 0x20) != word[i])
            return false;
    return word[field.length] == '\0';
}

/* Cuts the line at its commas, quotes taken off. The number of fields, or -1
 * when a quote has no end or there are too many fields. */
static int fields_cut(char *line, size_t length, Field field[COLUMNS_MAX])
{
    int count = 0;
    size_t at = 0;
    for (;;) {
        if (count == COLUMNS_MAX)
            return -1;
        if (at < length && line[at] == '"') {
            size_t out = ++at;
            field[count].at = line + at;
            for (;; at++) {
                if (at == length)
                    return -1;
                if (line[at] == '"' && (at + 1 == length || line[at + 1] != '"'))
                    break;
                at += line[at] == '"';
                line[out++] = line[at];
            }
            field[count].length = (size_t)(line + out - field[count].at);
            at++;
            if (at < length && line[at] != ',')
                return -1;
        } else {
            const char *comma = memchr(line + at, ',', length - at);
            field[count].at = line + at;
            field[count].length = comma == NULL ? length - at : (size_t)(comma - line) - at;
            at += field[count].length;
        }
        count++;
        if (at == length)
            return count;
        at++;
    }
}

/* Whether the first line was a heading; either way the columns are known
 * afterwards. Without one they are those of Ordnance Survey's own files. */
static bool heading_read(PlacesLines *lines, const Field field[], int count)
{
    Columns *columns = &lines->columns;
    lines->has_columns = true;
    *columns = (Columns){ 0, 1, 2, 3, 9, COLUMNS_WITHOUT_HEADING };
    bool is_heading = false;
    for (int i = 0; i < count; i++)
        is_heading = is_heading || field_is(field[i], "postcode");
    if (!is_heading)
        return false;

    *columns = (Columns){ -1, -1, -1, -1, -1, count };
    for (int i = 0; i < count; i++) {
        if (field_is(field[i], "postcode"))
            columns->postcode = i;
        else if (field_is(field[i], "quality"))
            columns->quality = i;
        else if (field_is(field[i], "easting"))
            columns->easting = i;
        else if (field_is(field[i], "northing"))
            columns->northing = i;
        else if (field_is(field[i], "ward"))
            columns->ward = i;
    }
    return true;
}

/* Reads easting and northing; false when they are no place in Great Britain.
 * *is_on_map is false when the source says that it does not know. */
static bool position_read(const Columns *columns, const Field field[], int64_t *east,
                          int64_t *north, bool *is_on_map)
{
    int64_t quality = 0;
    if (columns->quality >= 0 && !field_number(field[columns->quality], 99, &quality))
        return false;
    if (!field_number(field[columns->easting], LINE_EAST_MAX_M, east)
        || !field_number(field[columns->northing], LINE_NORTH_MAX_M, north))
        return false;
    *is_on_map = quality != QUALITY_NO_COORDINATES && (*east != 0 || *north != 0);
    return true;
}

/* Empty, or capital letters and digits. */
static bool is_ward(Field code)
{
    if (code.length > RECORD_CODE_MAX)
        return false;
    for (size_t i = 0; i < code.length; i++) {
        bool is_letter = code.at[i] >= 'A' && code.at[i] <= 'Z';
        if (!is_letter && !(code.at[i] >= '0' && code.at[i] <= '9'))
            return false;
    }
    return true;
}

static void line_keep(PlacesLines *lines, const Field field[])
{
    const Columns *columns = &lines->columns;
    Field name = field[columns->postcode];
    Field ward = columns->ward >= 0 ? field[columns->ward] : (Field){0};
    int64_t key = postcode_key(name.at, name.length), east, north;
    bool is_on_map;

    if (key == POSTCODE_NO_KEY) {
        record_next(lines, LINE_NO_POSTCODE);
    } else if (!position_read(columns, field, &east, &north, &is_on_map)) {
        record_next(lines, LINE_NO_PLACE);
    } else if (!is_ward(ward)) {
        record_next(lines, LINE_NO_WARD);
    } else {
        LineRecord *record = record_next(lines, is_on_map ? LINE_ON_MAP : LINE_OFF_MAP);
        record->key = key;
        record->east_m = (int32_t)east;
        record->north_m = (int32_t)north;
        if (ward.length > 0)
            memcpy(record->ward, ward.at, ward.length);
    }
}

static void line_read(PlacesLines *lines, char *line, size_t length)
{
    Field field[COLUMNS_MAX];
    lines->line++;
    if (length > 0 && line[length - 1] == '\r')
        length--;
    if (length == 0)
        return;
    if (lines->line == 1 && length >= 3 && memcmp(line, "\xEF\xBB\xBF", 3) == 0) {
        line += 3; /* a byte order mark */
        length -= 3;
    }

    int count = fields_cut(line, length, field);
    if (!lines->has_columns && count > 0 && heading_read(lines, field, count))
        return;
    const Columns *columns = &lines->columns;
    if (count != columns->count || columns->postcode < 0 || columns->easting < 0
        || columns->northing < 0)
        record_next(lines, count < 0 ? LINE_NO_END : LINE_ODD_FIELDS);
    else
        line_keep(lines, field);
}

/* --- pieces ------------------------------------------------------------------ */

static void tail_add(PlacesLines *lines, const char *bytes, size_t length)
{
    if (length > sizeof lines->tail - lines->tail_length) {
        lines->is_tail_too_long = true;
        return;
    }
    memcpy(lines->tail + lines->tail_length, bytes, length);
    lines->tail_length += length;
}

static void tail_end(PlacesLines *lines)
{
    if (lines->is_tail_too_long) {
        lines->line++;
        record_next(lines, LINE_TOO_LONG);
    } else {
        line_read(lines, lines->tail, lines->tail_length);
    }
    lines->tail_length = 0;
    lines->is_tail_too_long = false;
}

PlacesLines *lines_begin(Arena *arena, RecordSink *put, void *context)
{
    PlacesLines *lines = ARENA_NEW(arena, PlacesLines);
    lines->put = put;
    lines->context = context;
    return lines;
}

bool lines_read(PlacesLines *lines, const char *bytes, size_t length)
{
    const char *end = bytes + length;
    while (bytes < end && !lines->is_unheard) {
        const char *line_end = memchr(bytes, '\n', (size_t)(end - bytes));
        tail_add(lines, bytes, (size_t)((line_end == NULL ? end : line_end) - bytes));
        if (line_end == NULL)
            break;
        tail_end(lines);
        bytes = line_end + 1;
    }
    return !lines->is_unheard;
}

bool lines_end(PlacesLines *lines)
{
    if (lines->tail_length > 0 || lines->is_tail_too_long)
        tail_end(lines);
    record_next(lines, LINE_COUNT);
    say_all(lines);
    return !lines->is_unheard;
}
