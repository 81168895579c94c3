/* places_records.c: records written plainly, and read with suspicion.
 *
 * Numbers stand as this machine has them: reader and importer are one program
 * on one machine, and records are kept nowhere.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/places/places_records.h"

#include "core/postcode.h"

/* The bytes that have not been read yet; is_broken once they did not suffice. */
typedef struct { const char *at; size_t left; bool is_broken; } Taking;

static void take(Taking *taking, void *out, size_t count)
{
    if (taking->left < count)
        taking->is_broken = true;
    if (taking->is_broken) {
        memset(out, 0, count);
        return;
    }
    memcpy(out, taking->at, count);
    taking->at += count;
    taking->left -= count;
}

static uint32_t take_count(Taking *taking, uint32_t max)
{
    uint32_t count;
    take(taking, &count, sizeof count);
    if (count > max)
        taking->is_broken = true;
    return taking->is_broken ? 0 : count;
}

/* UTF-8 without control signs, at most `max` bytes. */
static const char *take_text(Arena *arena, Taking *taking, uint32_t max)
{
    uint32_t length = take_count(taking, max);
    if (taking->left < length || !text_is_utf8(taking->at, length)) {
        taking->is_broken = true;
        return "";
    }
    const char *text = text_copy_bytes(arena, taking->at, length);
    taking->is_broken = taking->is_broken || strlen(text) != length || !record_name_is_fit(text);
    taking->at += length;
    taking->left -= length;
    return text;
}

bool record_code_is_fit(const char *code)
{
    size_t length = 0;
    for (; code[length] != '\0'; length++)
        if (!(code[length] >= 'A' && code[length] <= 'Z')
            && !(code[length] >= '0' && code[length] <= '9'))
            return false;
    return length > 0 && length <= RECORD_CODE_MAX;
}

bool record_name_is_fit(const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)name[i] < ' ' || name[i] == 127)
            return false;
    return length <= RECORD_NAME_MAX && text_is_utf8(name, length);
}

static bool say_count(uint32_t count, RecordSink *put, void *context)
{
    return put(context, &count, sizeof count);
}

static bool say_text(const char *text, RecordSink *put, void *context)
{
    size_t length = strlen(text);
    return say_count((uint32_t)length, put, context) && put(context, text, length);
}

static bool refuse(const char **why)
{
    *why = "its reader did not say plainly what it holds";
    return false;
}

/* --- shapes ----------------------------------------------------------------- */

bool records_of_layer(const GeoLayer *layer, RecordSink *put, void *context)
{
    bool is_said = say_count((uint32_t)layer->area_count, put, context);
    for (size_t i = 0; i < layer->area_count && is_said; i++) {
        const GeoArea *area = &layer->area[i];
        is_said = say_text(area->code, put, context) && say_text(area->name, put, context)
            && say_text(area->name_cy, put, context) && say_count(area->edge_count, put, context);
    }
    return is_said && say_count((uint32_t)layer->edge_count, put, context)
        && put(context, layer->edge, layer->edge_count * sizeof *layer->edge);
}

static bool is_point(GeoPoint point)
{
    const int32_t lat_max = 90 * 10000000, lon_max = 180 * 10000000;
    return point.lat_e7 >= -lat_max && point.lat_e7 <= lat_max && point.lon_e7 >= -lon_max
        && point.lon_e7 <= lon_max;
}

static bool is_edge(const GeoEdge *edge)
{
    return is_point(edge->a) && is_point(edge->b)
        && (edge->a.lat_e7 < edge->b.lat_e7
            || (edge->a.lat_e7 == edge->b.lat_e7 && edge->a.lon_e7 < edge->b.lon_e7));
}

static void box_widen(GeoArea *area, GeoPoint point)
{
    area->south_e7 = point.lat_e7 < area->south_e7 ? point.lat_e7 : area->south_e7;
    area->north_e7 = point.lat_e7 > area->north_e7 ? point.lat_e7 : area->north_e7;
    area->west_e7 = point.lon_e7 < area->west_e7 ? point.lon_e7 : area->west_e7;
    area->east_e7 = point.lon_e7 > area->east_e7 ? point.lon_e7 : area->east_e7;
}

void layer_measure(GeoLayer *layer)
{
    for (size_t i = 0; i < layer->area_count; i++) {
        GeoArea *area = &layer->area[i];
        int64_t lat = 0, lon = 0;
        area->south_e7 = area->west_e7 = INT32_MAX;
        area->north_e7 = area->east_e7 = INT32_MIN;
        for (uint32_t e = 0; e < area->edge_count; e++) {
            const GeoEdge *edge = &layer->edge[area->first_edge + e];
            box_widen(area, edge->a);
            box_widen(area, edge->b);
            lat += ((int64_t)edge->a.lat_e7 + edge->b.lat_e7) / 2;
            lon += ((int64_t)edge->a.lon_e7 + edge->b.lon_e7) / 2;
        }
        if (area->edge_count > 0) /* the mean of the outline's points */
            area->middle = (GeoPoint){ .lat_e7 = (int32_t)(lat / area->edge_count),
                                       .lon_e7 = (int32_t)(lon / area->edge_count) };
    }
}

bool layer_of_records(Arena *arena, const char *records, size_t count, GeoLayer *layer,
                      const char **why)
{
    Taking taking = { .at = records, .left = count };
    uint64_t edges = 0;
    *layer = (GeoLayer){ .area_count = take_count(&taking, GEO_AREAS_MAX) };
    layer->area = ARENA_ARRAY(arena, GeoArea, layer->area_count + 1);
    for (size_t i = 0; i < layer->area_count && !taking.is_broken; i++) {
        GeoArea *area = &layer->area[i];
        area->code = take_text(arena, &taking, RECORD_CODE_MAX);
        area->name = take_text(arena, &taking, RECORD_NAME_MAX);
        area->name_cy = take_text(arena, &taking, RECORD_NAME_MAX);
        area->first_edge = (uint32_t)edges;
        area->edge_count = take_count(&taking, GEO_POINTS_MAX);
        edges += area->edge_count;
        taking.is_broken = taking.is_broken || !record_code_is_fit(area->code) || area->edge_count < 3
            || edges > GEO_POINTS_MAX;
    }
    layer->edge_count = take_count(&taking, GEO_POINTS_MAX);
    if (taking.is_broken || layer->area_count == 0 || layer->edge_count != edges
        || taking.left != edges * sizeof(GeoEdge))
        return refuse(why);

    layer->edge = arena_copy(arena, taking.at, taking.left);
    for (size_t i = 0; i < layer->edge_count; i++)
        if (!is_edge(&layer->edge[i]))
            return refuse(why);
    layer_measure(layer);
    return true;
}

/* --- pairs --------------------------------------------------------------------- */

bool records_of_pairs(const RecordPairs *pairs, RecordSink *put, void *context)
{
    bool is_said = say_count((uint32_t)pairs->count, put, context);
    for (size_t i = 0; i < pairs->count && is_said; i++)
        is_said = say_text(pairs->item[i].code, put, context)
            && say_text(pairs->item[i].text, put, context);
    return is_said;
}

bool pairs_of_records(Arena *arena, const char *records, size_t count, RecordPairs *pairs,
                      const char **why)
{
    Taking taking = { .at = records, .left = count };
    uint32_t said = take_count(&taking, RECORD_PAIRS_MAX);
    *pairs = (RecordPairs){0};
    for (uint32_t i = 0; i < said && !taking.is_broken; i++) {
        RecordPair pair;
        pair.code = take_text(arena, &taking, RECORD_CODE_MAX);
        pair.text = take_text(arena, &taking, RECORD_NAME_MAX);
        taking.is_broken = taking.is_broken || !record_code_is_fit(pair.code);
        *LIST_ADD(arena, pairs) = pair;
    }
    return (!taking.is_broken && taking.left == 0) || refuse(why);
}

/* --- lines ----------------------------------------------------------------------- */

bool line_record_is_fit(const LineRecord *record)
{
    char text[POSTCODE_TEXT_SIZE];
    if (record->kind >= LINE_KINDS || record->line < 0)
        return false;
    if (record->kind != LINE_ON_MAP && record->kind != LINE_OFF_MAP)
        return true;
    return record->east_m >= 0 && record->east_m <= LINE_EAST_MAX_M && record->north_m >= 0
        && record->north_m <= LINE_NORTH_MAX_M
        && memchr(record->ward, '\0', sizeof record->ward) != NULL
        && (record->ward[0] == '\0' || record_code_is_fit(record->ward))
        && postcode_from_key(record->key, text);
}
