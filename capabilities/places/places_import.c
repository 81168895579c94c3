/* places_import.c: lines of postcodes, and where each of them lies.
 *
 * The file comes in pieces that may end anywhere; the rest of a line waits in
 * import->tail for its end. A line is cut into fields in place. What reads well
 * waits, still in metres east and north, until there are PLAN_BATCH of them;
 * then PROJ turns all of them into degrees at once and the shapes are asked.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/places/places_plan.h"

#include <math.h>

#include "core/postcode.h"

enum {
    CODE_MAX = 12, /* bytes of a ward's code */
    EAST_MAX_M = 700 * 1000, NORTH_MAX_M = 1300 * 1000, /* the National Grid */
    QUALITY_NO_COORDINATES = 90, /* Code-Point Open's user guide, "positional quality" */
    COLUMNS_WITHOUT_HEADING = 10,
};

typedef struct { char *at; size_t length; } Field;

static void note_fault(PlacesImport *import, const char *words)
{
    PlacesReport *report = &import->report;
    report->broken_lines++;
    if (report->fault_count < PLACES_FAULTS_KEPT)
        report->fault[report->fault_count++] = (PlacesFault){ report->lines, words };
}

/* --- where it lies ----------------------------------------------------- */

/* The index of the area around the point, or of the nearest; counts the latter. */
static uint16_t area_around(GeoFinder *finder, GeoPoint point, int64_t *by_nearest)
{
    size_t area = geo_find(finder, point);
    if (area == GEO_NOWHERE) {
        area = geo_find_nearest(finder, point);
        ++*by_nearest;
    }
    return area == GEO_NOWHERE ? PLAN_UNPLACED : (uint16_t)area;
}

static void batch_end(PlacesImport *import)
{
    size_t count = import->batch_count;
    PlanPostcode *newest = import->postcode + import->postcode_count - count;
    import->batch_count = 0;
    geo_project(import->projection, import->easting, import->northing, count);

    for (size_t i = 0; i < count; i++) {
        if (newest[i].constituency == PLAN_UNPLACED)
            continue;
        GeoPoint point = { .lat_e7 = (int32_t)lround(import->northing[i] * 1e7),
                           .lon_e7 = (int32_t)lround(import->easting[i] * 1e7) };
        newest[i].lat_e7 = point.lat_e7;
        newest[i].lon_e7 = point.lon_e7;
        newest[i].constituency = area_around(import->constituency_finder, point,
                                             &import->report.by_nearest);
        newest[i].council = area_around(import->council_finder, point,
                                        &import->report.council_by_nearest);
    }
}

/* --- one line ---------------------------------------------------------- */

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
static int fields_cut(char *line, size_t length, Field field[PLAN_COLUMNS_MAX])
{
    int count = 0;
    size_t at = 0;
    for (;;) {
        if (count == PLAN_COLUMNS_MAX)
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
static bool heading_read(PlacesImport *import, const Field field[], int count)
{
    PlanColumns *columns = &import->columns;
    import->has_columns = true;
    *columns = (PlanColumns){ 0, 1, 2, 3, 9, COLUMNS_WITHOUT_HEADING };
    bool is_heading = false;
    for (int i = 0; i < count; i++)
        is_heading = is_heading || field_is(field[i], "postcode");
    if (!is_heading)
        return false;

    *columns = (PlanColumns){ -1, -1, -1, -1, -1, count };
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

/* The ward with this code; a new one is made when it is met first. */
static bool ward_of(PlacesImport *import, Field code, uint32_t *ward)
{
    *ward = PLAN_NONE;
    if (code.length == 0)
        return true;
    if (code.length > CODE_MAX)
        return false;
    for (size_t i = 0; i < code.length; i++) {
        bool is_letter = code.at[i] >= 'A' && code.at[i] <= 'Z';
        if (!is_letter && !(code.at[i] >= '0' && code.at[i] <= '9'))
            return false;
    }
    const uint32_t *known = code_find(&import->ward_codes, code.at, code.length);
    if (known != NULL) {
        *ward = *known;
        return true;
    }
    if (import->wards.count == PLACES_WARDS_MAX)
        return false;
    const uint32_t *name = code_find(&import->ward_names, code.at, code.length);
    const char *own = text_copy_bytes(import->arena, code.at, code.length);
    *ward = plan_place_add(import, &import->wards, &import->ward_codes,
                           &(PlanPlace){
                               .code = own,
                               .name = name == NULL ? "" : import->ward_name.item[*name],
                               .name_cy = "",
                               .nation = PLAN_NONE,
                               .region = PLAN_NONE,
                               .council = PLAN_NONE,
                               .constituency = PLAN_NONE,
                           });
    return true;
}

/* Reads easting and northing; false when they are no place in Great Britain.
 * *is_on_map is false when the source says that it does not know. */
static bool position_read(const PlacesImport *import, const Field field[], int64_t *east,
                          int64_t *north, bool *is_on_map)
{
    const PlanColumns *columns = &import->columns;
    int64_t quality = 0;
    if (columns->quality >= 0 && !field_number(field[columns->quality], 99, &quality))
        return false;
    if (!field_number(field[columns->easting], EAST_MAX_M, east)
        || !field_number(field[columns->northing], NORTH_MAX_M, north))
        return false;
    *is_on_map = quality != QUALITY_NO_COORDINATES && (*east != 0 || *north != 0);
    return true;
}

static void line_keep(PlacesImport *import, const Field field[])
{
    const PlanColumns *columns = &import->columns;
    Field name = field[columns->postcode];
    int64_t key = postcode_key(name.at, name.length), east, north;
    uint32_t ward = PLAN_NONE;
    bool is_on_map;

    if (key == POSTCODE_NO_KEY)
        note_fault(import, "its postcode is not one");
    else if (!position_read(import, field, &east, &north, &is_on_map))
        note_fault(import, "its quality, easting or northing is not a number in Great Britain");
    else if (columns->ward >= 0 && !ward_of(import, field[columns->ward], &ward))
        note_fault(import, "its ward is not a code, or there are too many wards");
    else if (import->postcode_count == import->postcode_max)
        note_fault(import, "there are more postcodes than can be");
    else {
        import->easting[import->batch_count] = (double)east;
        import->northing[import->batch_count++] = (double)north;
        plan_postcode_add(import, &(PlanPostcode){
                                      .key = key,
                                      .ward = is_on_map ? ward : PLAN_NONE,
                                      .constituency = is_on_map ? 0 : PLAN_UNPLACED,
                                      .council = is_on_map ? 0 : PLAN_UNPLACED,
                                  });
        if (import->batch_count == PLAN_BATCH)
            batch_end(import);
    }
}

static void line_read(PlacesImport *import, char *line, size_t length)
{
    Field field[PLAN_COLUMNS_MAX];
    import->report.lines++;
    if (length > 0 && line[length - 1] == '\r')
        length--;
    if (length == 0)
        return;
    if (import->report.lines == 1 && length >= 3 && memcmp(line, "\xEF\xBB\xBF", 3) == 0) {
        line += 3; /* a byte order mark */
        length -= 3;
    }

    int count = fields_cut(line, length, field);
    if (!import->has_columns && count > 0 && heading_read(import, field, count))
        return;
    const PlanColumns *columns = &import->columns;
    if (count != columns->count || columns->postcode < 0 || columns->easting < 0
        || columns->northing < 0)
        note_fault(import, count < 0 ? "a quotation mark has no end, or it has too many fields"
                                     : "its fields are not those that were expected");
    else
        line_keep(import, field);
}

/* --- pieces ------------------------------------------------------------ */

static void tail_add(PlacesImport *import, const char *bytes, size_t length)
{
    if (length > sizeof import->tail - import->tail_length) {
        import->is_tail_too_long = true;
        return;
    }
    memcpy(import->tail + import->tail_length, bytes, length);
    import->tail_length += length;
}

static void tail_end(PlacesImport *import)
{
    if (import->is_tail_too_long) {
        import->report.lines++;
        note_fault(import, "it is too long");
    } else {
        line_read(import, import->tail, import->tail_length);
    }
    import->tail_length = 0;
    import->is_tail_too_long = false;
}

void places_import_postcodes(PlacesImport *import, const char *bytes, size_t length)
{
    const char *end = bytes + length;
    while (bytes < end) {
        const char *line_end = memchr(bytes, '\n', (size_t)(end - bytes));
        tail_add(import, bytes, (size_t)((line_end == NULL ? end : line_end) - bytes));
        if (line_end == NULL)
            return;
        tail_end(import);
        bytes = line_end + 1;
    }
}

/* --- all of it --------------------------------------------------------- */

static int compare_keys(const void *a, const void *b)
{
    const PlanPostcode *left = a, *right = b;
    if (left->key != right->key)
        return left->key > right->key ? 1 : -1;
    /* The same postcode twice: the choice must not hang on the sort. */
    if (left->lat_e7 != right->lat_e7)
        return left->lat_e7 > right->lat_e7 ? 1 : -1;
    return (left->lon_e7 > right->lon_e7) - (left->lon_e7 < right->lon_e7);
}

/* In the order of keys, each postcode once. Equal keys are counted as broken
 * lines; their line number is not known any more. */
static void put_in_order(PlacesImport *import)
{
    if (import->is_in_order || import->postcode_count == 0)
        return;
    qsort(import->postcode, import->postcode_count, sizeof *import->postcode, compare_keys);
    size_t kept = 1;
    for (size_t i = 1; i < import->postcode_count; i++)
        if (import->postcode[i].key != import->postcode[kept - 1].key)
            import->postcode[kept++] = import->postcode[i];
    import->report.broken_lines += (int64_t)(import->postcode_count - kept);
    import->postcode_count = kept;
}

bool places_import_think(PlacesImport *import, const char **why)
{
    if (import->tail_length > 0 || import->is_tail_too_long)
        tail_end(import);
    if (import->batch_count > 0)
        batch_end(import);
    put_in_order(import);
    if (import->postcode_count == 0) {
        *why = "it has no line that could be read";
        return false;
    }
    plan_make_rows(import);
    return true;
}

bool places_import_unplaced(const PlacesImport *import, size_t *at, char text[])
{
    while (*at < import->postcode_count) {
        const PlanPostcode *postcode = &import->postcode[(*at)++];
        if (postcode->constituency == PLAN_UNPLACED)
            return postcode_from_key(postcode->key, text);
    }
    return false;
}
