/* places_import.c: records of postcodes, and where each of them lies.
 *
 * What a line said waits, still in metres east and north, until there are
 * PLAN_BATCH of them; then PROJ turns all of them into degrees at once and the
 * shapes are asked. Records may come from a process that a file has taken over,
 * so each is looked at before it is believed.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/places/places_plan.h"

#include <math.h>

#include "capabilities/places/places_lines.h"
#include "core/postcode.h"

static const char *const fault_words[LINE_KINDS] = {
    [LINE_NO_POSTCODE] = "its postcode is not one",
    [LINE_NO_PLACE] = "its quality, easting or northing is not a number in Great Britain",
    [LINE_NO_WARD] = "its ward is not a code, or there are too many wards",
    [LINE_TOO_LONG] = "it is too long",
    [LINE_NO_END] = "a quotation mark has no end, or it has too many fields",
    [LINE_ODD_FIELDS] = "its fields are not those that were expected",
};

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

/* --- one record -------------------------------------------------------- */

/* The ward with this code; a new one is made when it is met first. */
static bool ward_of(PlacesImport *import, const char *code, uint32_t *ward)
{
    size_t length = strlen(code);
    *ward = PLAN_NONE;
    if (length == 0)
        return true;
    const uint32_t *known = code_find(&import->ward_codes, code, length);
    if (known != NULL) {
        *ward = *known;
        return true;
    }
    if (import->wards.count == PLACES_WARDS_MAX)
        return false;
    const uint32_t *name = code_find(&import->ward_names, code, length);
    const char *own = text_copy_bytes(import->arena, code, length);
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

static void record_keep(PlacesImport *import, const LineRecord *record)
{
    uint32_t ward = PLAN_NONE;
    bool is_on_map = record->kind == LINE_ON_MAP;
    if (!ward_of(import, record->ward, &ward))
        note_fault(import, fault_words[LINE_NO_WARD]);
    else if (import->postcode_count == import->postcode_max)
        note_fault(import, "there are more postcodes than can be");
    else {
        import->easting[import->batch_count] = record->east_m;
        import->northing[import->batch_count++] = record->north_m;
        plan_postcode_add(import, &(PlanPostcode){
                                      .key = record->key,
                                      .ward = is_on_map ? ward : PLAN_NONE,
                                      .constituency = is_on_map ? 0 : PLAN_UNPLACED,
                                      .council = is_on_map ? 0 : PLAN_UNPLACED,
                                  });
        if (import->batch_count == PLAN_BATCH)
            batch_end(import);
    }
}

static bool record_take(PlacesImport *import, const LineRecord *record)
{
    if (!line_record_is_fit(record) || record->line < import->report.lines)
        return false;
    import->report.lines = record->line;
    switch ((LineKind)record->kind) {
    case LINE_ON_MAP:
    case LINE_OFF_MAP:     record_keep(import, record); break;
    case LINE_NO_POSTCODE:
    case LINE_NO_PLACE:
    case LINE_NO_WARD:
    case LINE_TOO_LONG:
    case LINE_NO_END:
    case LINE_ODD_FIELDS:  note_fault(import, fault_words[record->kind]); break;
    case LINE_COUNT:
    case LINE_KINDS:       break;
    }
    return true;
}

bool places_import_lines(PlacesImport *import, const void *records, size_t count)
{
    const char *at = records;
    if (count % sizeof(LineRecord) != 0)
        return false;
    for (; count > 0; at += sizeof(LineRecord), count -= sizeof(LineRecord)) {
        LineRecord record;
        memcpy(&record, at, sizeof record);
        if (!record_take(import, &record))
            return false;
    }
    return true;
}

/* --- in this process ---------------------------------------------------- */

static bool take_here(void *context, const void *records, size_t count)
{
    if (!places_import_lines(context, records, count))
        abort(); /* our own reader says nothing that we do not believe */
    return true;
}

void places_import_postcodes(PlacesImport *import, const char *bytes, size_t length)
{
    if (import->lines == NULL)
        import->lines = lines_begin(import->arena, take_here, import);
    lines_read(import->lines, bytes, length);
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
    if (import->lines != NULL)
        lines_end(import->lines);
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
