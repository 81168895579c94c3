/* places_read.c: the files of the map, from bytes to records.
 *
 * This runs in a process that has nothing but the file (app/places_command.c);
 * what it says is looked at again where it is taken (places_records.c).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <jansson.h>

#include "capabilities/places/places_plan.h"
#include "capabilities/places/places_records.h"

static json_t *json_read(Arena *arena, const char *bytes, size_t length, const char **why)
{
    json_error_t error;
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) { /* a byte order mark */
        bytes += 3;
        length -= 3;
    }
    json_t *root = json_loadb(bytes, length, 0, &error);
    if (!json_is_object(root)) {
        *why = root != NULL            ? "it is not a JSON object"
            : error.text[0] == '\0'    ? "it needs more memory than such a file may need"
                                       : text_format(arena, "it is not JSON (line %d: %s)",
                                                     error.line, error.text);
        json_decref(root);
        return NULL;
    }
    return root;
}

/* Pairs that could not be a code and a name are passed over: nothing asks for them. */
static void pair_keep(Arena *arena, RecordPairs *pairs, const char *code, const char *text)
{
    text = text_trim(arena, text);
    if (pairs->count < RECORD_PAIRS_MAX && record_code_is_fit(code) && text[0] != '\0'
        && record_name_is_fit(text))
        *LIST_ADD(arena, pairs) = (RecordPair){ text_copy(arena, code), text };
}

bool places_read_shapes(Arena *arena, const char *bytes, size_t length, RecordSink *put,
                        void *context, const char **why)
{
    GeoLayer layer;
    if (!geo_read(arena, bytes, length, &layer, why))
        return false;
    for (size_t i = 0; i < layer.area_count; i++) {
        const GeoArea *area = &layer.area[i];
        if (!record_code_is_fit(area->code)) {
            *why = "it has an area whose code is not a few capital letters and digits";
            return false;
        }
        if (!record_name_is_fit(area->name) || !record_name_is_fit(area->name_cy)) {
            *why = text_format(arena, "the name of %s is too long, or not plain text", area->code);
            return false;
        }
    }
    return records_of_layer(&layer, put, context);
}

bool places_read_regions(Arena *arena, const char *bytes, size_t length, RecordSink *put,
                         void *context, const char **why)
{
    json_t *root = json_read(arena, bytes, length, why);
    RecordPairs pairs = {0};
    const char *code;
    json_t *hex;
    json_object_foreach(json_object_get(root, "hexes"), code, hex)
    {
        const char *region = json_string_value(json_object_get(hex, "region"));
        if (region != NULL)
            pair_keep(arena, &pairs, code, region);
    }
    bool is_read = root != NULL;
    json_decref(root);
    return is_read && records_of_pairs(&pairs, put, context);
}

bool places_read_welsh(Arena *arena, const char *bytes, size_t length, RecordSink *put,
                       void *context, const char **why)
{
    GeoLayer layer;
    RecordPairs pairs = {0};
    if (!geo_read(arena, bytes, length, &layer, why))
        return false;
    for (size_t i = 0; i < layer.area_count; i++)
        pair_keep(arena, &pairs, layer.area[i].code, layer.area[i].name_cy);
    return records_of_pairs(&pairs, put, context);
}

bool places_read_wards(Arena *arena, const char *bytes, size_t length, RecordSink *put,
                       void *context, const char **why)
{
    json_t *root = json_read(arena, bytes, length, why);
    RecordPairs pairs = {0};
    const char *code;
    json_t *name;
    json_object_foreach(root, code, name)
        if (json_is_string(name))
            pair_keep(arena, &pairs, code, json_string_value(name));
    bool is_read = root != NULL;
    json_decref(root);
    return is_read && records_of_pairs(&pairs, put, context);
}

/* --- reading and taking in one process ------------------------------------ */

typedef struct { Arena *arena; struct { char *item; size_t count, capacity; } bytes; } Held;

static bool hold(void *context, const void *bytes, size_t count)
{
    Held *held = context;
    if (held->bytes.capacity - held->bytes.count < count) {
        size_t capacity = 2 * (held->bytes.capacity + count);
        char *wider = arena_take(held->arena, capacity);
        if (held->bytes.count > 0)
            memcpy(wider, held->bytes.item, held->bytes.count);
        held->bytes.item = wider;
        held->bytes.capacity = capacity;
    }
    if (count > 0)
        memcpy(held->bytes.item + held->bytes.count, bytes, count);
    held->bytes.count += count;
    return true;
}

static bool read_and_take(PlacesImport *import, PlacesReader *read, PlacesTaker *take_records,
                          const char *bytes, size_t length, const char **why)
{
    Held held = { .arena = import->arena };
    return read(import->arena, bytes, length, hold, &held, why)
        && take_records(import, held.bytes.item, held.bytes.count, why);
}

bool places_import_constituencies(PlacesImport *import, const char *bytes, size_t length,
                                  const char **why)
{
    return read_and_take(import, places_read_shapes, places_take_constituencies, bytes, length, why);
}

bool places_import_councils(PlacesImport *import, const char *bytes, size_t length,
                            const char **why)
{
    return read_and_take(import, places_read_shapes, places_take_councils, bytes, length, why);
}

bool places_import_regions(PlacesImport *import, const char *bytes, size_t length,
                           const char **why)
{
    return read_and_take(import, places_read_regions, places_take_regions, bytes, length, why);
}

bool places_import_welsh(PlacesImport *import, const char *bytes, size_t length, const char **why)
{
    return read_and_take(import, places_read_welsh, places_take_welsh, bytes, length, why);
}

bool places_import_wards(PlacesImport *import, const char *bytes, size_t length, const char **why)
{
    return read_and_take(import, places_read_wards, places_take_wards, bytes, length, why);
}
