/* places_shapes_test.h: two squares and a council, for the tests of this room.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PLACES_PLACES_SHAPES_TEST_H
#define CAPABILITIES_PLACES_PLACES_SHAPES_TEST_H

/* Two squares of one degree, side by side, with the line between them shared:
 *
 *     53  +------+------+
 *         | West | East |
 *     52  +------+------+
 *       -2.5   -1.5   -0.5
 */
#define SQUARES(east_code)                                                                     \
    "{\"type\":\"Topology\",\"transform\":{\"scale\":[0.5,0.5],\"translate\":[-2.5,52]},"       \
    "\"objects\":{\"x\":{\"type\":\"GeometryCollection\",\"geometries\":["                      \
    "{\"type\":\"Polygon\",\"arcs\":[[0,1]],"                                                   \
    "\"properties\":{\"PCON24CD\":\"E14000001\",\"PCON24NM\":\"West\"}},"                       \
    "{\"type\":\"MultiPolygon\",\"arcs\":[[[-1,2]]],"                                           \
    "\"properties\":{\"PCON24CD\":\"" east_code "\",\"PCON24NM\":\"East\"}}]}},"                 \
    "\"arcs\":[[[2,0],[0,2]],[[2,2],[-2,0],[0,-2],[2,0]],[[2,0],[2,0],[0,2],[-2,0]]]}"

#define COUNCIL \
    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":" \
    "{\"LAD25CD\":\"E06000001\",\"LAD25NM\":\"Both\"},\"geometry\":{\"type\":\"Polygon\"," \
    "\"coordinates\":[[[-2.5,52],[-0.5,52],[-0.5,53],[-2.5,53],[-2.5,52]]," \
    "[[-2.4,52.1],[-2.4,52.2],[-2.3,52.2],[-2.3,52.1],[-2.4,52.1]]]}}]}"

#endif
