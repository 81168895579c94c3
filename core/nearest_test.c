/* nearest_test.c: the nearest are those a long-double haversine finds.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/check.h"

#include <math.h>

#include "core/nearest.h"

#define RADIUS_M 6371008.8L

static long double haversine_m(GeoPoint a, GeoPoint b)
{
    long double radian = acosl(-1.0L) / 1.8e9L;
    long double lat = sinl((b.lat_e7 - (long double)a.lat_e7) * radian / 2);
    long double lon = sinl((b.lon_e7 - (long double)a.lon_e7) * radian / 2);
    long double square =
        lat * lat + cosl(a.lat_e7 * radian) * cosl(b.lat_e7 * radian) * lon * lon;
    return 2 * RADIUS_M * asinl(sqrtl(square > 1 ? 1 : square));
}

/* Knuth, The Art of Computer Programming 2 (1998) 108: MMIX's generator. */
static uint64_t seed;
static int32_t random_between(int64_t low, int64_t high)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int32_t)(low + (int64_t)((seed >> 33) % (uint64_t)(high - low + 1)));
}
static GeoPoint random_in_britain(void)
{
    int32_t lat = random_between(498000000, 609000000);
    return (GeoPoint){ lat, random_between(-82000000, 18000000) };
}
static GeoPoint random_on_globe(void)
{
    int32_t lat = random_between(-900000000, 900000000);
    return (GeoPoint){ lat, random_between(-1800000000, 1800000000) };
}

static double distance_m(GeoPoint a, GeoPoint b)
{
    Near near;
    assert_int_equal(nearest(&b, 1, a, &near, 1), 1);
    return near.distance_m;
}

/* On paper: a degree is 6371008.8 * pi / 180 m. The last row's distance is
 * what gazetteers print: 603 miles as the crow flies. */
static const struct {
    const char *name; GeoPoint a, b; double want_m, within_m;
} distances[] = {
    { "nowhere to go",       { 515000000, -1000000 }, { 515000000, -1000000 }, 0, 0 },
    { "a degree of lat",     { 0, 0 }, { 10000000, 0 },                 111195.080, 0.001 },
    { "a degree of lon",     { 0, 0 }, { 0, -10000000 },                111195.080, 0.001 },
    { "a quarter",           { 0, 0 }, { 0, 900000000 },              10007557.22, 0.01 },
    { "pole to equator",     { 900000000, 0 }, { 0, 1234567890 },     10007557.22, 0.01 },
    { "pole to pole",        { 900000000, 5 }, { -900000000, 77 },    20015114.44, 0.01 },
    { "the pole is one",     { 900000000, 0 }, { 900000000, 1800000000 },        0, 0.001 },
    { "across the date line", { 0, 1795000000 }, { 0, -1795000000 },    111195.080, 0.001 },
    { "Land's End to John o' Groats", { 500657000, -57148000 }, { 586373000, -30689000 },
      970400, 3000 },
};

TEST(nearest_measures_what_one_can_measure_on_paper)
{
    for (size_t i = 0; i < COUNT(distances); i++) {
        double got_m = distance_m(distances[i].a, distances[i].b);
        CHECK(distances[i].name, fabs(got_m - distances[i].want_m) <= distances[i].within_m);
    }
}

TEST(nearest_agrees_with_a_long_double_haversine)
{
    long double worst_gb = 0, worst_globe = 0;
    seed = 1;
    for (int i = 0; i < 100000; i++) {
        GeoPoint    a = random_in_britain(), b = random_in_britain();
        GeoPoint    c = random_on_globe(), d = random_on_globe();
        long double gb = fabsl(distance_m(a, b) - haversine_m(a, b));
        long double globe = fabsl(distance_m(c, d) - haversine_m(c, d));
        worst_gb = gb > worst_gb ? gb : worst_gb;
        worst_globe = globe > worst_globe ? globe : worst_globe;
    }
    print_message("worst error: %.2Le m in Britain, %.2Le m on the globe\n", worst_gb, worst_globe);
    CHECK("Britain", worst_gb < 1e-8L);
    CHECK("the globe", worst_globe < 1e-5L);
}

TEST(nearest_of_opposite_points_is_still_within_a_metre)
{
    seed = 2;
    for (int i = 0; i < 10000; i++) {
        GeoPoint a = random_in_britain();
        GeoPoint b = { -a.lat_e7 + random_between(-5000, 5000), a.lon_e7 + 1800000000 };
        if (b.lon_e7 > 1800000000 || a.lon_e7 > 0)
            continue;
        CHECK("opposite", fabsl(distance_m(a, b) - haversine_m(a, b)) < 1);
    }
}

/* The plain way: measure all, take the least again and again. */
TEST(nearest_finds_the_same_as_looking_at_each)
{
    enum { POINTS = 400, WANTED = NEAREST_FOUND_MAX };
    seed = 3;
    for (int round = 0; round < 50; round++) {
        GeoPoint point[POINTS], from = random_in_britain();
        Near     near[WANTED];
        bool     is_taken[POINTS] = { false };
        for (size_t i = 0; i < POINTS; i++)
            point[i] = random_in_britain();
        assert_int_equal(nearest(point, POINTS, from, near, WANTED), WANTED);

        for (size_t rank = 0; rank < WANTED; rank++) {
            size_t least = POINTS;
            for (size_t i = 0; i < POINTS; i++)
                if (!is_taken[i] && (least == POINTS || haversine_m(from, point[i]) <
                                                            haversine_m(from, point[least])))
                    least = i;
            is_taken[least] = true;
            CHECK_INT("index", near[rank].index, least);
        }
    }
}

TEST(nearest_of_two_equally_near_is_the_first)
{
    GeoPoint point[] = { { 20000000, 0 }, { 10000000, 0 }, { -10000000, 0 }, { 10000000, 0 } };
    Near     near[4];
    assert_int_equal(nearest(point, 4, (GeoPoint){ 0, 0 }, near, 4), 4);
    CHECK_INT("first", near[0].index, 1);
    CHECK_INT("second", near[1].index, 2);
    CHECK_INT("third", near[2].index, 3);
    CHECK_INT("last", near[3].index, 0);

    assert_int_equal(nearest(point, 4, (GeoPoint){ 0, 0 }, near, 2), 2);
    CHECK_INT("first of two", near[0].index, 1);
    CHECK_INT("second of two", near[1].index, 2);
}

TEST(nearest_passes_over_what_is_off_the_globe)
{
    GeoPoint point[] = {
        { 900000001, 0 }, { -900000001, 0 }, { 0, 1800000001 }, { 0, -1800000001 },
        { INT32_MIN, INT32_MIN }, { INT32_MAX, INT32_MAX }, { 900000000, -1800000000 },
    };
    GeoPoint here = { 0, 0 };
    Near     near[7];
    assert_int_equal(nearest(point, 7, here, near, 7), 1);
    CHECK_INT("the one on it", near[0].index, 6);
    for (size_t i = 0; i < 6; i++)
        CHECK_INT("from there", nearest(&here, 1, point[i], near, 7), 0);
}

TEST(nearest_keeps_to_its_limits)
{
    static GeoPoint point[NEAREST_POINTS_MAX + 1];
    Near            near[NEAREST_FOUND_MAX + 1] = { { 0, 77 } };
    GeoPoint        here = { 0, 0 };
    CHECK("too many points",
          nearest(point, NEAREST_POINTS_MAX + 1, here, near, 1) == NEAREST_TOO_MANY);
    CHECK("too many wanted",
          nearest(point, 1, here, near, NEAREST_FOUND_MAX + 1) == NEAREST_TOO_MANY);
    CHECK_INT("none wanted", nearest(point, 1, here, near, 0), 0);
    CHECK_INT("no points", nearest(point, 0, here, near, 1), 0);
    CHECK_INT("nothing was filled", near[0].index, 77);
    CHECK_INT("all points", nearest(point, NEAREST_POINTS_MAX, here, near, 1), 1);
}
