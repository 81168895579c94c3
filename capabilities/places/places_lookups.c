/* places_lookups.c: what the records of the map's files mean: shapes, which region,
 * what name.
 *
 * Nations and regions of the United Kingdom stand here in a table, because
 * they change once in a generation and because their Welsh names are in no
 * file of the map.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/places/places_plan.h"
#include "capabilities/places/places_records.h"

static const struct { const char *code, *name, *name_cy; } nations[] = {
    { "E92000001", "England", "Lloegr" },
    { "N92000002", "Northern Ireland", "Gogledd Iwerddon" },
    { "S92000003", "Scotland", "Yr Alban" },
    { "W92000004", "Wales", "Cymru" },
};

static const struct { const char *code, *name, *name_cy; } regions[] = {
    { "E12000001", "North East", "Gogledd-ddwyrain Lloegr" },
    { "E12000002", "North West", "Gogledd-orllewin Lloegr" },
    { "E12000003", "Yorkshire and The Humber", "Swydd Efrog a'r Humber" },
    { "E12000004", "East Midlands", "Dwyrain Canolbarth Lloegr" },
    { "E12000005", "West Midlands", "Gorllewin Canolbarth Lloegr" },
    { "E12000006", "East of England", "Dwyrain Lloegr" },
    { "E12000007", "London", "Llundain" },
    { "E12000008", "South East", "De-ddwyrain Lloegr" },
    { "E12000009", "South West", "De-orllewin Lloegr" },
};

static const struct { const char *code, *name_cy; } welsh_councils[] = {
    { "W06000001", "Ynys Môn" },          { "W06000002", "Gwynedd" },
    { "W06000003", "Conwy" },             { "W06000004", "Sir Ddinbych" },
    { "W06000005", "Sir y Fflint" },      { "W06000006", "Wrecsam" },
    { "W06000008", "Ceredigion" },        { "W06000009", "Sir Benfro" },
    { "W06000010", "Sir Gaerfyrddin" },   { "W06000011", "Abertawe" },
    { "W06000012", "Castell-nedd Port Talbot" },
    { "W06000013", "Pen-y-bont ar Ogwr" },
    { "W06000014", "Bro Morgannwg" },     { "W06000015", "Caerdydd" },
    { "W06000016", "Rhondda Cynon Taf" }, { "W06000018", "Caerffili" },
    { "W06000019", "Blaenau Gwent" },     { "W06000020", "Torfaen" },
    { "W06000021", "Sir Fynwy" },         { "W06000022", "Casnewydd" },
    { "W06000023", "Powys" },             { "W06000024", "Merthyr Tudful" },
};

static void add_table(PlacesImport *import)
{
    if (import->nations.count > 0)
        return;
    for (size_t i = 0; i < COUNT(nations); i++)
        plan_place_add(import, &import->nations, NULL,
                       &(PlanPlace){ .code = nations[i].code,
                                     .name = nations[i].name,
                                     .name_cy = nations[i].name_cy });
    for (size_t i = 0; i < COUNT(regions); i++)
        plan_place_add(import, &import->regions, NULL,
                       &(PlanPlace){ .code = regions[i].code,
                                     .name = regions[i].name,
                                     .name_cy = regions[i].name_cy,
                                     .nation = 0 });
}

static uint32_t index_of(const PlanPlaces *list, const char *code)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (text_equal(list->item[i].code, code))
            return i;
    return PLAN_NONE;
}

/* The first letter of a code tells the nation. */
static uint32_t nation_of(const PlacesImport *import, const char *code)
{
    for (uint32_t i = 0; i < import->nations.count; i++)
        if (import->nations.item[i].code[0] == code[0])
            return i;
    return PLAN_NONE;
}

static const char *welsh_council(const char *code)
{
    for (size_t i = 0; i < COUNT(welsh_councils); i++)
        if (text_equal(welsh_councils[i].code, code))
            return welsh_councils[i].name_cy;
    return "";
}

/* --- shapes ------------------------------------------------------------ */

static bool layer_add(PlacesImport *import, const GeoLayer *layer, PlanPlaces *list, Codes *codes,
                      const char **why)
{
    add_table(import);
    for (size_t i = 0; i < layer->area_count; i++) {
        const GeoArea *area = &layer->area[i];
        if (code_find(codes, area->code, strlen(area->code)) != NULL) {
            *why = text_format(import->arena, "it has the code %s twice", area->code);
            return false;
        }
        plan_place_add(import, list, codes,
                       &(PlanPlace){
                           .code = area->code,
                           .name = area->name[0] == '\0' ? area->code : area->name,
                           .name_cy = area->name_cy[0] == '\0' ? welsh_council(area->code)
                                                               : area->name_cy,
                           .nation = nation_of(import, area->code),
                           .region = PLAN_NONE,
                           .middle = area->middle,
                       });
    }
    return true;
}

bool places_take_constituencies(PlacesImport *import, const char *records, size_t count,
                                const char **why)
{
    GeoLayer *layer = &import->constituency_layer;
    import->projection = geo_projection(import->arena);
    if (import->projection == NULL) {
        *why = "PROJ, which turns map references into degrees, could not be started";
        return false;
    }
    if (!layer_of_records(import->arena, records, count, layer, why))
        return false;
    import->constituency_finder = geo_finder(import->arena, layer, why);
    return import->constituency_finder != NULL
        && layer_add(import, layer, &import->constituencies, &import->constituency_codes, why);
}

bool places_take_councils(PlacesImport *import, const char *records, size_t count,
                          const char **why)
{
    GeoLayer *layer = &import->council_layer;
    if (!layer_of_records(import->arena, records, count, layer, why))
        return false;
    import->council_finder = geo_finder(import->arena, layer, why);
    return import->council_finder != NULL
        && layer_add(import, layer, &import->councils, &import->council_codes, why);
}

/* --- names and regions ------------------------------------------------- */

/* The constituency with this code; NULL for none. */
static PlanPlace *constituency_named(PlacesImport *import, const char *code)
{
    const uint32_t *index = code_find(&import->constituency_codes, code, strlen(code));
    return index == NULL ? NULL : &import->constituencies.item[*index];
}

bool places_take_regions(PlacesImport *import, const char *records, size_t count, const char **why)
{
    RecordPairs pairs;
    if (!pairs_of_records(import->arena, records, count, &pairs, why))
        return false;
    for (size_t i = 0; i < pairs.count; i++) {
        const RecordPair *pair = &pairs.item[i];
        PlanPlace *constituency = constituency_named(import, pair->code);
        if (constituency == NULL)
            continue;
        constituency->region = index_of(&import->regions, pair->text);
        if (constituency->region != PLAN_NONE || index_of(&import->nations, pair->text) != PLAN_NONE)
            continue;
        *why = text_format(import->arena, "it puts %s into a region %s that is not known",
                           pair->code, pair->text);
        return false;
    }
    return true;
}

bool places_take_welsh(PlacesImport *import, const char *records, size_t count, const char **why)
{
    RecordPairs pairs;
    if (!pairs_of_records(import->arena, records, count, &pairs, why))
        return false;
    for (size_t i = 0; i < pairs.count; i++) {
        PlanPlace *constituency = constituency_named(import, pairs.item[i].code);
        if (constituency != NULL)
            constituency->name_cy = pairs.item[i].text;
    }
    return true;
}

bool places_take_wards(PlacesImport *import, const char *records, size_t count, const char **why)
{
    RecordPairs pairs;
    if (!pairs_of_records(import->arena, records, count, &pairs, why))
        return false;
    for (size_t i = 0; i < pairs.count; i++) {
        code_put(&import->ward_names, pairs.item[i].code, (uint32_t)import->ward_name.count);
        *LIST_ADD(import->arena, &import->ward_name) = pairs.item[i].text;
    }
    return true;
}
