/* places_geo_test.c: points that one can find with a finger on the map.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/places/places_geo.h"

#include <math.h>

#include "base/random.h"
#include "capabilities/places/places_shapes_test.h"
#include "tests/check.h"

static const struct { const char *name; double lon, lat; const char *want; } points[] = {
    { "in the west",                 -2.0, 52.5, "E14000001" },
    { "in the east",                 -1.0, 52.5, "E14000002" },
    { "just west of the line",       -1.5000001, 52.5, "E14000001" },
    { "just east of the line",       -1.4999999, 52.5, "E14000002" },
    { "near the south-west corner",  -2.4999999, 52.0000001, "E14000001" },
    { "near the north-east corner",  -0.5000001, 52.9999999, "E14000002" },
    { "south of both",               -2.0, 51.9999999, "" },
    { "north of both",               -2.0, 53.0000001, "" },
    { "west of both",                -2.5000001, 52.5, "" },
    { "east of both",                -0.4999999, 52.5, "" },
    { "far away",                    100, -40, "" },
};

static GeoPoint at(double lon, double lat)
{
    return (GeoPoint){ .lat_e7 = (int32_t)lround(lat * 1e7), .lon_e7 = (int32_t)lround(lon * 1e7) };
}

static GeoLayer layer_of(Arena *arena, const char *text)
{
    GeoLayer layer = {0};
    const char *why = "";
    if (!geo_read(arena, text, strlen(text), &layer, &why))
        fail_msg("%s", why);
    return layer;
}

static GeoFinder *finder_of(Arena *arena, const GeoLayer *layer)
{
    const char *why = "";
    GeoFinder *finder = geo_finder(arena, layer, &why);
    if (finder == NULL)
        fail_msg("%s", why);
    return finder;
}

TEST(a_point_is_found_in_the_square_around_it)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    GeoLayer layer = layer_of(arena, SQUARES("E14000002"));
    GeoFinder *finder = finder_of(arena, &layer);
    for (size_t i = 0; i < COUNT(points); i++) {
        size_t found = geo_find(finder, at(points[i].lon, points[i].lat));
        const char *code = found == GEO_NOWHERE ? "" : layer.area[found].code;
        CHECK_TEXT(points[i].name, code, points[i].want);
    }
    arena_free(arena);
}

TEST(a_point_on_the_line_between_neighbours_lies_in_exactly_one)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    GeoLayer layer = layer_of(arena, SQUARES("E14000002"));
    /* Each square alone, so that the first found does not hide the second. */
    GeoLayer alone[2] = { layer, layer };
    alone[0].area_count = alone[1].area_count = 1;
    alone[1].area = layer.area + 1;
    GeoFinder *west = finder_of(arena, &alone[0]), *east = finder_of(arena, &alone[1]);
    for (int32_t lat_e7 = 520000000; lat_e7 < 530000000; lat_e7 += 99991) {
        GeoPoint point = { lat_e7, -15000000 };
        int count = (geo_find(west, point) != GEO_NOWHERE) + (geo_find(east, point) != GEO_NOWHERE);
        CHECK_INT(text_format(arena, "latitude %d", lat_e7), count, 1);
    }
    arena_free(arena);
}

/* A crooked chessboard: every corner moved a little, every field a polygon. */
enum { BOARD = 12, BOARD_STEP_E7 = 300000, BOARD_JITTER_E7 = 90000 };
typedef struct { GeoPoint corner[BOARD + 1][BOARD + 1]; } Board;

static Board board_new(uint64_t seed)
{
    Random random = random_from_seed(seed);
    Board board;
    for (int y = 0; y <= BOARD; y++)
        for (int x = 0; x <= BOARD; x++)
            board.corner[y][x] = (GeoPoint){
                .lat_e7 = 500000000 + y * BOARD_STEP_E7
                    + (int32_t)random_below(&random, BOARD_JITTER_E7),
                .lon_e7 = -40000000 + x * BOARD_STEP_E7
                    + (int32_t)random_below(&random, BOARD_JITTER_E7),
            };
    return board;
}

static const char *board_text(Arena *arena, const Board *board)
{
    TextBuilder out = text_builder(arena);
    text_add(&out, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (int y = 0; y < BOARD; y++)
        for (int x = 0; x < BOARD; x++) {
            const GeoPoint ring[5] = { board->corner[y][x], board->corner[y][x + 1],
                                       board->corner[y + 1][x + 1], board->corner[y + 1][x],
                                       board->corner[y][x] };
            text_add_format(&out, "%s{\"type\":\"Feature\",\"properties\":{\"code\":\"%d\"},"
                                  "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[",
                            x + y == 0 ? "" : ",", y * BOARD + x);
            for (int i = 0; i < 5; i++)
                text_add_format(&out, "%s[%.7f,%.7f]", i == 0 ? "" : ",", ring[i].lon_e7 / 1e7,
                                ring[i].lat_e7 / 1e7);
            text_add(&out, "]]}}");
        }
    text_add(&out, "]}");
    return text_of(&out);
}

/* On which side of the line from a to b: the sign of the cross product. */
static int side(GeoPoint a, GeoPoint b, GeoPoint point)
{
    int64_t cross = (int64_t)(b.lon_e7 - a.lon_e7) * (point.lat_e7 - a.lat_e7)
        - (int64_t)(b.lat_e7 - a.lat_e7) * (point.lon_e7 - a.lon_e7);
    return (cross > 0) - (cross < 0);
}

/* Fields are convex (the jitter is less than half of half a field): a point
 * lies in the one to whose four sides it is on the left, its edge included. */
static bool is_in_field(const Board *board, size_t field, GeoPoint point)
{
    size_t x = field % BOARD, y = field / BOARD;
    const GeoPoint a = board->corner[y][x], b = board->corner[y][x + 1],
                   c = board->corner[y + 1][x + 1], d = board->corner[y + 1][x];
    return side(a, b, point) >= 0 && side(b, c, point) >= 0 && side(c, d, point) >= 0
        && side(d, a, point) >= 0;
}

TEST(every_point_of_a_crooked_chessboard_is_in_the_field_that_its_sides_say)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (uint64_t seed = 1; seed <= 5; seed++) {
        Board board = board_new(seed);
        GeoLayer layer = layer_of(arena, board_text(arena, &board));
        GeoFinder *finder = finder_of(arena, &layer);
        Random random = random_from_seed(100 + seed);
        for (int i = 0; i < 4000; i++) {
            GeoPoint point = {
                500000000 + BOARD_JITTER_E7
                    + (int32_t)random_below(&random, (BOARD - 1) * BOARD_STEP_E7),
                -40000000 + BOARD_JITTER_E7
                    + (int32_t)random_below(&random, (BOARD - 1) * BOARD_STEP_E7),
            };
            if (i % 4 == 0) /* a corner, which four fields share */
                point = board.corner[1 + i % (BOARD - 1)][1 + i / 4 % (BOARD - 1)];
            size_t field = geo_find(finder, point);
            CHECK("a field is found", field < BOARD * BOARD);
            CHECK("and it is the right one", is_in_field(&board, field, point));
        }
    }
    arena_free(arena);
}

TEST(a_corner_that_four_fields_share_lies_in_exactly_one)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Board board = board_new(7);
    GeoLayer layer = layer_of(arena, board_text(arena, &board));
    int count[BOARD + 1][BOARD + 1] = {0};
    for (size_t field = 0; field < BOARD * BOARD; field++) {
        GeoLayer alone = layer;
        alone.area += field;
        alone.area_count = 1;
        GeoFinder *finder = finder_of(arena, &alone);
        for (size_t i = 0; i < 4; i++) {
            size_t x = field % BOARD + i % 2, y = field / BOARD + i / 2;
            count[y][x] += geo_find(finder, board.corner[y][x]) == 0;
        }
    }
    for (int y = 1; y < BOARD; y++)
        for (int x = 1; x < BOARD; x++)
            CHECK_INT(text_format(arena, "corner %d, %d", x, y), count[y][x], 1);
    arena_free(arena);
}

static const struct { const char *name; double lon, lat; bool is_in; } diamond_points[] = {
    { "its middle, level with two corners",  0.00, 0.00, true },
    { "west of it, level with two corners", -0.02, 0.00, false },
    { "east of it, level with two corners",  0.02, 0.00, false },
    { "level with its top",                 -0.01, 0.01, false },
    { "level with its foot",                -0.01, -0.01, false },
};

TEST(a_ray_through_a_corner_crosses_once)
{
    static const char diamond[] =
        "{\"type\":\"FeatureCollection\",\"features\":[{\"properties\":{\"code\":\"D\"},\"geometry\":"
        "{\"type\":\"Polygon\",\"coordinates\":[[[0.01,0],[0,0.01],[-0.01,0],[0,-0.01],[0.01,0]]]}}]}";
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    GeoLayer layer = layer_of(arena, diamond);
    GeoFinder *finder = finder_of(arena, &layer);
    for (size_t i = 0; i < COUNT(diamond_points); i++) {
        size_t found = geo_find(finder, at(diamond_points[i].lon, diamond_points[i].lat));
        CHECK(diamond_points[i].name, (found == 0) == diamond_points[i].is_in);
    }
    arena_free(arena);
}

TEST(a_point_in_the_sea_goes_to_the_nearest_shore)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    GeoLayer layer = layer_of(arena, SQUARES("E14000002"));
    GeoFinder *finder = finder_of(arena, &layer);
    CHECK_TEXT("off the west", layer.area[geo_find_nearest(finder, at(-2.6, 52.5))].code,
               "E14000001");
    CHECK_TEXT("off the east", layer.area[geo_find_nearest(finder, at(-0.1, 53.2))].code,
               "E14000002");
    arena_free(arena);
}

TEST(a_hole_is_not_inside)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    GeoLayer layer = layer_of(arena, COUNCIL);
    GeoFinder *finder = finder_of(arena, &layer);
    CHECK("in the hole", geo_find(finder, at(-2.35, 52.15)) == GEO_NOWHERE);
    CHECK("beside the hole", geo_find(finder, at(-2.45, 52.15)) == 0);
    arena_free(arena);
}

static const struct { const char *name, *text, *why; } bad_shapes[] = {
    { "not JSON",        "{\"type\":",                     "not JSON" },
    { "something else",  "{\"type\":\"Point\"}",           "neither a TopoJSON" },
    { "no areas",        "{\"type\":\"FeatureCollection\",\"features\":[]}", "no areas" },
    { "an arc that is not there",
      "{\"type\":\"Topology\",\"objects\":{\"x\":{\"geometries\":[{\"type\":\"Polygon\","
      "\"arcs\":[[7]],\"properties\":{\"CD\":\"A\"}}]}},\"arcs\":[[[0,0],[1,1]]]}",
      "an arc that is not there" },
    { "metres",
      "{\"type\":\"FeatureCollection\",\"features\":[{\"properties\":{\"CD\":\"A\"},\"geometry\":"
      "{\"type\":\"Polygon\",\"coordinates\":[[[400000,300000],[1,1],[2,2]]]}}]}",
      "not degrees" },
    { "no code",
      "{\"type\":\"FeatureCollection\",\"features\":[{\"properties\":{},\"geometry\":"
      "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1],[2,0]]]}}]}",
      "without a code" },
    { "a line",
      "{\"type\":\"FeatureCollection\",\"features\":[{\"properties\":{\"CD\":\"A\"},\"geometry\":"
      "{\"type\":\"LineString\",\"coordinates\":[[0,0],[1,1]]}}]}",
      "neither Polygon" },
    { "no outline",
      "{\"type\":\"FeatureCollection\",\"features\":[{\"properties\":{\"CD\":\"A\"},\"geometry\":"
      "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[0,0]]]}}]}",
      "without an outline" },
};

TEST(a_file_that_is_no_map_is_refused_with_a_reason)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(bad_shapes); i++) {
        GeoLayer layer;
        const char *why = "";
        bool is_read = geo_read(arena, bad_shapes[i].text, strlen(bad_shapes[i].text), &layer, &why);
        CHECK(bad_shapes[i].name, !is_read);
        CHECK_CONTAINS(bad_shapes[i].name, why, bad_shapes[i].why);
    }
    arena_free(arena);
}

/* Ordnance Survey, "A guide to coordinate systems in Great Britain" (2020),
 * annex B and C: the water tower at Caister, 651409.903 E, 313177.270 N. Its
 * ETRS89 position is 52 39 28.8282 N, 1 42 57.8663 E; seven parameters come
 * within 5 m. */
TEST(the_water_tower_at_caister_is_where_ordnance_survey_says)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    GeoProjection *projection = geo_projection(arena);
    double east = 651409.903, north = 313177.270;
    geo_project(projection, &east, &north, 1);
    double lat = 52 + 39 / 60.0 + 28.8282 / 3600, lon = 1 + 42 / 60.0 + 57.8663 / 3600;
    double north_m = (north - lat) * 111300, east_m = (east - lon) * 111300 * cos(lat * 0.0174533);
    CHECK("within five metres", north_m * north_m + east_m * east_m < 25);
    geo_projection_free(projection);
    arena_free(arena);
}
