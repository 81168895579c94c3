/* map_test.c: a place in the north stands above, one in the west to the left.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/map.h"

#include "tests/check.h"

static const MapSpot spots[] = {
    { "North", "/n", "1 km", 538100000, -15000000 },
    { "West", "/w", NULL, 538000000, -15500000 },
    { "Here", "/h", NULL, 538000000, -15000000 },
};
static const Map map = { .title = "Near", .lat_e7 = 538000000, .lon_e7 = -15000000,
                         .spot = spots, .count = COUNT(spots) };

TEST(a_map_keeps_directions_and_distances)
{
    CHECK_INT("3.3 km are within five", map_reach_km(&map), 5);
    MapPoint north = map_point(&map, &spots[0]), west = map_point(&map, &spots[1]);
    MapPoint here = map_point(&map, &spots[2]);
    CHECK_INT("the middle", here.x, MAP_WIDTH / 2);
    CHECK_INT("the middle", here.y, MAP_HEIGHT / 2);
    CHECK_INT("north is above", north.x, here.x);
    CHECK_INT("1.1 km of 5", here.y - north.y, 25);
    CHECK_INT("west is left", west.y, here.y);
    CHECK_INT("3.3 km of 5", here.x - west.x, 75); /* a degree is shorter here: cos 53.8 */
}

TEST(a_map_of_nothing_and_of_the_whole_globe_have_an_edge)
{
    Map none = map;
    none.count = 0;
    CHECK_INT("one kilometre", map_reach_km(&none), 1);
    const MapSpot far = { "Far", "/f", NULL, -900000000, 1800000000 };
    Map globe = { .spot = &far, .count = 1, .lat_e7 = 900000000, .lon_e7 = -1800000000 };
    CHECK("a reach", map_reach_km(&globe) >= 20000);
}

TEST(a_map_has_its_list)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Page page = page_begin(arena, LANG_EN);
    map_show(&page, &map);
    const char *html = page_end(&page).markup;
    CHECK_CONTAINS("spoken", html, "role=\"img\" aria-label=\"Near.");
    CHECK_CONTAINS("list", html, "<a href=\"/w\">West</a>");
    CHECK_CONTAINS("dots", html, "<circle class=\"map-dot\" cx=\"180\" cy=\"105\" r=\"12\"/>");
    arena_free(arena);
}
