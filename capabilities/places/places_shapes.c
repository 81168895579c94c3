/* places_shapes.c: TopoJSON and GeoJSON into edges.
 *
 * jansson makes a tree of the text; here it is walked with suspicion, because
 * a file of shapes comes from outside: every index, count and number is
 * looked at before it is used. Rings become edges that run upwards; holes need
 * no care, since a ray that crosses a hole crosses its outline twice.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/places/places_geo.h"

#include <jansson.h>
#include <math.h>

#include "base/list.h"
#include "capabilities/places/places_records.h"

typedef struct { GeoPoint *point; size_t count; } Arc;

typedef struct {
    Arena      *arena;
    const char *why; /* NULL while all is well */
    Arc        *arc;
    size_t      arc_count;
    size_t      points; /* of arcs or rings so far */
    struct { GeoArea *item; size_t count, capacity; } areas;
    struct { GeoEdge *item; size_t count, capacity; } edges;
} Reading;

static bool refuse(Reading *reading, const char *why)
{
    if (reading->why == NULL)
        reading->why = why;
    return false;
}

static bool point_of(Reading *reading, double lon, double lat, GeoPoint *point)
{
    /* The comparison also refuses what is not a number. */
    if (!(lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90))
        return refuse(reading, "its coordinates are not degrees of longitude and latitude");
    *point = (GeoPoint){ .lat_e7 = (int32_t)lround(lat * 1e7), .lon_e7 = (int32_t)lround(lon * 1e7) };
    return true;
}

static bool pair_of(const json_t *pair, double *x, double *y)
{
    const json_t *first = json_array_get(pair, 0), *second = json_array_get(pair, 1);
    if (!json_is_number(first) || !json_is_number(second))
        return false;
    *x = json_number_value(first);
    *y = json_number_value(second);
    return true;
}

/* --- edges ------------------------------------------------------------- */

static void edge_add(Reading *reading, GeoArea *area, GeoPoint a, GeoPoint b)
{
    if (a.lat_e7 == b.lat_e7 && a.lon_e7 == b.lon_e7)
        return;
    bool is_upward = a.lat_e7 < b.lat_e7 || (a.lat_e7 == b.lat_e7 && a.lon_e7 < b.lon_e7);
    *LIST_ADD(reading->arena, &reading->edges) =
        is_upward ? (GeoEdge){ a, b } : (GeoEdge){ b, a };
    area->edge_count++;
}

/* A ring while it is walked: the first point is remembered so that it closes. */
typedef struct { GeoPoint first, last; bool is_begun; } Walk;

static bool walk_to(Reading *reading, GeoArea *area, Walk *walk, GeoPoint point)
{
    if (++reading->points > GEO_POINTS_MAX)
        return refuse(reading, "it has too many points");
    if (walk->is_begun)
        edge_add(reading, area, walk->last, point);
    else
        walk->first = point;
    walk->last = point;
    walk->is_begun = true;
    return true;
}

static void walk_end(Reading *reading, GeoArea *area, const Walk *walk)
{
    if (walk->is_begun)
        edge_add(reading, area, walk->last, walk->first);
}

/* --- TopoJSON ---------------------------------------------------------- */

typedef struct { double scale_x, scale_y, x, y; bool is_quantised; } Transform;

static bool transform_read(Reading *reading, const json_t *root, Transform *transform)
{
    const json_t *found = json_object_get(root, "transform");
    *transform = (Transform){ .scale_x = 1, .scale_y = 1 };
    if (found == NULL)
        return true;
    transform->is_quantised = true;
    if (!pair_of(json_object_get(found, "scale"), &transform->scale_x, &transform->scale_y)
        || !pair_of(json_object_get(found, "translate"), &transform->x, &transform->y))
        return refuse(reading, "its \"transform\" is not two pairs of numbers");
    return true;
}

/* Quantised points are steps from the one before. */
static bool arc_read(Reading *reading, const json_t *list, const Transform *transform, Arc *arc)
{
    arc->count = json_array_size(list);
    reading->points += arc->count;
    if (reading->points > GEO_POINTS_MAX)
        return refuse(reading, "it has too many points");

    arc->point = ARENA_ARRAY(reading->arena, GeoPoint, arc->count + 1);
    double x = 0, y = 0;
    for (size_t i = 0; i < arc->count; i++) {
        double step_x, step_y;
        if (!pair_of(json_array_get(list, i), &step_x, &step_y))
            return refuse(reading, "a point of an arc is not a pair of numbers");
        x = transform->is_quantised ? x + step_x : step_x;
        y = transform->is_quantised ? y + step_y : step_y;
        if (!point_of(reading, x * transform->scale_x + transform->x,
                      y * transform->scale_y + transform->y, &arc->point[i]))
            return false;
    }
    return true;
}

static bool arcs_read(Reading *reading, const json_t *root)
{
    const json_t *arcs = json_object_get(root, "arcs");
    Transform transform;
    reading->arc_count = json_array_size(arcs);
    if (reading->arc_count == 0 || reading->arc_count > GEO_ARCS_MAX)
        return refuse(reading, "it has no arcs, or too many");
    if (!transform_read(reading, root, &transform))
        return false;

    reading->arc = ARENA_ARRAY(reading->arena, Arc, reading->arc_count);
    for (size_t i = 0; i < reading->arc_count; i++)
        if (!arc_read(reading, json_array_get(arcs, i), &transform, &reading->arc[i]))
            return false;
    reading->points = 0; /* from here on those of rings count */
    return true;
}

/* A negative number ~n means arc n walked backwards. */
static bool walk_arc(Reading *reading, GeoArea *area, Walk *walk, const json_t *reference)
{
    if (!json_is_integer(reference))
        return refuse(reading, "a ring is not a list of whole numbers");
    json_int_t number = json_integer_value(reference);
    bool is_backward = number < 0;
    json_int_t index = is_backward ? ~number : number;
    if (index >= (json_int_t)reading->arc_count)
        return refuse(reading, "a ring names an arc that is not there");

    const Arc *arc = &reading->arc[index];
    for (size_t i = 0; i < arc->count; i++)
        if (!walk_to(reading, area, walk, arc->point[is_backward ? arc->count - 1 - i : i]))
            return false;
    return true;
}

static bool topo_ring(Reading *reading, GeoArea *area, const json_t *ring)
{
    Walk walk = {0};
    for (size_t i = 0; i < json_array_size(ring); i++)
        if (!walk_arc(reading, area, &walk, json_array_get(ring, i)))
            return false;
    walk_end(reading, area, &walk);
    return true;
}

/* --- GeoJSON ----------------------------------------------------------- */

static bool geo_ring(Reading *reading, GeoArea *area, const json_t *ring)
{
    Walk walk = {0};
    for (size_t i = 0; i < json_array_size(ring); i++) {
        double x, y;
        GeoPoint point;
        if (!pair_of(json_array_get(ring, i), &x, &y))
            return refuse(reading, "a point of a ring is not a pair of numbers");
        if (!point_of(reading, x, y, &point) || !walk_to(reading, area, &walk, point))
            return false;
    }
    walk_end(reading, area, &walk);
    return true;
}

/* --- areas ------------------------------------------------------------- */

typedef bool RingReader(Reading *reading, GeoArea *area, const json_t *ring);

static bool polygon_read(Reading *reading, GeoArea *area, const json_t *rings, RingReader *ring)
{
    for (size_t i = 0; i < json_array_size(rings); i++)
        if (!ring(reading, area, json_array_get(rings, i)))
            return false;
    return true;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

static void properties_read(Reading *reading, const json_t *properties, GeoArea *area)
{
    const char *key;
    json_t *value;
    area->code = area->name = area->name_cy = "";
    /* jansson's iterator wants a tree it might change; nothing here changes it. */
    json_object_foreach((json_t *)(uintptr_t)properties, key, value)
    {
        if (!json_is_string(value))
            continue;
        const char *text = text_trim(reading->arena, json_string_value(value));
        if (ends_with(key, "NMW") || text_equal(key, "name_cy"))
            area->name_cy = text;
        else if (ends_with(key, "NM") || text_equal(key, "name"))
            area->name = text;
        else if (ends_with(key, "CD") || text_equal(key, "code"))
            area->code = text;
    }
}

static bool area_read(Reading *reading, const json_t *properties, const json_t *shape,
                      const json_t *rings, RingReader *ring)
{
    const char *type = json_string_value(json_object_get(shape, "type"));
    bool is_many = type != NULL && text_equal(type, "MultiPolygon");
    if (!is_many && (type == NULL || !text_equal(type, "Polygon")))
        return refuse(reading, "it has a shape that is neither Polygon nor MultiPolygon");
    if (reading->areas.count == GEO_AREAS_MAX)
        return refuse(reading, "it has too many areas");

    GeoArea area = { .first_edge = (uint32_t)reading->edges.count };
    properties_read(reading, properties, &area);
    if (area.code[0] == '\0')
        return refuse(reading, "it has an area without a code (a property ending in \"CD\")");
    if (is_many) {
        for (size_t i = 0; i < json_array_size(rings); i++)
            if (!polygon_read(reading, &area, json_array_get(rings, i), ring))
                return false;
    } else if (!polygon_read(reading, &area, rings, ring)) {
        return false;
    }
    if (area.edge_count < 3)
        return refuse(reading, "it has an area without an outline");
    *LIST_ADD(reading->arena, &reading->areas) = area;
    return true;
}

static bool topology_read(Reading *reading, const json_t *root)
{
    json_t *objects = json_object_get(root, "objects");
    const json_t *first = json_object_iter_value(json_object_iter(objects));
    const json_t *geometries = json_object_get(first, "geometries");
    if (!arcs_read(reading, root))
        return false;
    for (size_t i = 0; i < json_array_size(geometries); i++) {
        const json_t *shape = json_array_get(geometries, i);
        if (!area_read(reading, json_object_get(shape, "properties"), shape,
                       json_object_get(shape, "arcs"), topo_ring))
            return false;
    }
    return true;
}

static bool features_read(Reading *reading, const json_t *root)
{
    const json_t *features = json_object_get(root, "features");
    for (size_t i = 0; i < json_array_size(features); i++) {
        const json_t *feature = json_array_get(features, i);
        const json_t *shape = json_object_get(feature, "geometry");
        if (!area_read(reading, json_object_get(feature, "properties"), shape,
                       json_object_get(shape, "coordinates"), geo_ring))
            return false;
    }
    return true;
}

bool geo_read(Arena *arena, const char *bytes, size_t length, GeoLayer *layer, const char **why)
{
    Reading reading = { .arena = arena };
    json_error_t error;
    json_t *root = json_loadb(bytes, length, 0, &error);
    if (root == NULL) {
        *why = error.text[0] == '\0'
            ? "it needs more memory than such a file may need"
            : text_format(arena, "it is not JSON (line %d: %s)", error.line, error.text);
        return false;
    }
    const char *type = json_string_value(json_object_get(root, "type"));
    if (type != NULL && text_equal(type, "Topology"))
        topology_read(&reading, root);
    else if (type != NULL && text_equal(type, "FeatureCollection"))
        features_read(&reading, root);
    else
        refuse(&reading, "it is neither a TopoJSON topology nor a GeoJSON feature collection");
    json_decref(root);

    if (reading.why == NULL && reading.areas.count == 0)
        refuse(&reading, "it has no areas");
    if (reading.why != NULL) {
        *why = reading.why;
        return false;
    }
    *layer = (GeoLayer){ .area = reading.areas.item, .area_count = reading.areas.count,
                         .edge = reading.edges.item, .edge_count = reading.edges.count };
    layer_measure(layer);
    return true;
}
