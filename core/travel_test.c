/* travel_test.c: minutes that grow with the way, and a rectangle that misses nobody.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "core/travel.h"

#include "base/base.h"
#include "base/random.h"
#include "tests/check.h"

/* One minute of arc of latitude is a nautical mile: 1,853 m on this ball. */
#define NORTH(lat_e7) ((GeoPoint){ 530000000 + (lat_e7), -15000000 })

static const struct { const char *name; GeoPoint to; int want; } ways[] = {
    { "here is five minutes", NORTH(0), 5 },
    { "a mile north is 1853 m, 2594 of way: seven minutes more", NORTH(166667), 12 },
    { "ten of them: 15 minutes through streets, 23 on", NORTH(1666667), 43 },
    { "off the globe is too far", { 1000000000, 0 }, TRAVEL_MINUTES_MAX + 1 },
    { "Shetland is too far", { 603000000, -13000000 }, TRAVEL_MINUTES_MAX + 1 },
};

TEST(travel_takes_about_as_long_as_one_would_say)
{
    for (size_t i = 0; i < COUNT(ways); i++)
        CHECK_INT(ways[i].name, travel_minutes(NORTH(0), ways[i].to), ways[i].want);
}

TEST(travel_reaches_as_far_as_its_minutes)
{
    CHECK_INT("five minutes reach nothing", travel_reach_m(5), 0);
    CHECK_INT("nor do fewer", travel_reach_m(-3), 0);
    for (int minutes = 6; minutes <= TRAVEL_MINUTES_MAX; minutes++)
        CHECK("each minute reaches further", travel_reach_m(minutes) > travel_reach_m(minutes - 1));
}

/* Whoever is within the minutes is within the rectangle. */
TEST(travel_box_misses_nobody)
{
    Random random = random_from_seed(40);
    int within = 0;
    for (int i = 0; i < 200000; i++) {
        int minutes = 6 + (int)random_below(&random, 100);
        GeoPoint here = { (int32_t)(500000000 + (int64_t)random_below(&random, 110000000)),
                          (int32_t)(-80000000 + (int64_t)random_below(&random, 100000000)) };
        GeoPoint there = { here.lat_e7 - 5000000 + (int32_t)random_below(&random, 10000000),
                           here.lon_e7 - 8000000 + (int32_t)random_below(&random, 16000000) };
        if (travel_minutes(here, there) > minutes)
            continue;
        within++;
        GeoBox box = travel_box(here, travel_reach_m(minutes));
        CHECK("inside from south to north",
              there.lat_e7 >= box.south_e7 && there.lat_e7 <= box.north_e7);
        CHECK("inside from west to east",
              there.lon_e7 >= box.west_e7 && there.lon_e7 <= box.east_e7);
    }
    CHECK("many were near", within > 1000);
}
