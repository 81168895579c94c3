/* places.h: the map: areas in trees that change over time, and postcodes.
 *
 * The statutory tree is nation > region > council, constituency > ward; the
 * tree of the organisation is region > constituency party > branch. "Is X
 * inside Y on date D" is one look-up in a closure table.
 *
 * A party has the code of its constituency and a branch that of its ward, so
 * place_by_code() goes from one tree to the other.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PLACES_PLACES_H
#define CAPABILITIES_PLACES_PLACES_H

#include "web/capability.h"

extern const Capability places_capability;

/* Stored as numbers: add at the end, never reorder. */
typedef enum {
    PLACE_NATION = 1, /* statutory */
    PLACE_REGION,
    PLACE_COUNCIL,
    PLACE_CONSTITUENCY,
    PLACE_WARD,
    PLACE_MOVEMENT = 20, /* organisational: the whole */
    PLACE_ORG_REGION,
    PLACE_PARTY,  /* constituency party */
    PLACE_BRANCH,
} PlaceKind;

typedef struct {
    AreaId      id;
    PlaceKind   kind;
    const char *slug; /* what stands in its path, unique: "leeds-north-west", "leeds-north-west-otley" */
    const char *code; /* GSS code, or of our own making */
    const char *name, *name_cy; /* name_cy is "" when there is none */
    AreaId      parent;
    int32_t     lat_e7, lon_e7; /* a point inside or near it, 1e-7 degrees; 0, 0 unknown */
} Place;

typedef struct { Place *item; size_t count, capacity; } PlaceList;

bool place_by_slug(Db *db, const char *slug, Place *place);
bool place_by_id(Db *db, AreaId id, Place *place);
bool place_by_code(Db *db, const char *code, PlaceKind kind, Place *place);
/* Whether `inside` is `root` or lies in it at that time. */
bool place_is_inside(Db *db, AreaId inside, AreaId root, TimeMs at);
/* Whether this person is an officer or administrator there for this purpose:
 * for showing a link. What may be done is decided by the route alone. */
bool place_has_desk(const Request *req, AreaId area, Purpose purpose);
PlaceList place_children(Db *db, AreaId parent); /* by name; those in force now */
PlaceList place_ancestors(Db *db, AreaId id); /* nearest first, without itself */
PlaceList place_all(Db *db, PlaceKind kind); /* by name; those in force now */
/* The root of the organisation's tree; false before any place was loaded. */
bool place_movement(Db *db, Place *place);
/* The branch (or, without one, the constituency party) of a postcode. */
typedef struct { bool is_known; Place party, branch; bool has_branch; } PlaceFound;
PlaceFound place_of_postcode(Db *db, int64_t postcode_key);

/* The first `most` postcodes that lie in a party's constituency or a branch's
 * ward, from `after` (a key, 0 for the first) on, in the order of their keys. */
typedef struct { int64_t key; int32_t lat_e7, lon_e7; } PlacePostcode;
typedef struct { PlacePostcode *item; size_t count, capacity; } PlacePostcodeList;
PlacePostcodeList place_postcodes(Db *db, const Place *place, int64_t after, size_t most);

const char *place_name(const Place *place, Lang lang);
const char *path_place(const Request *req, const Place *place); /* "/areas/leeds-north-west" */
const char *place_kind_words(PlaceKind kind); /* English, a WORDS(): "constituency party" */

/* The field in which one types a postcode or a name, with what browser/find.ts
 * needs. `typed` is what stands in it at first; "" for nothing. */
void find_form(Page *page, Request *req, const char *typed);

/* What the licences of the map's sources ask us to show on every page. */
extern const char place_attribution[];

/* A small invented county, for those who have no map files: one region, four
 * constituencies, twenty wards, some 400 postcodes (ZE90 to ZE93, districts
 * that Royal Mail has not given out), all in the sea. False when the database
 * failed; does nothing when a map is loaded already. Call outside a transaction. */
bool places_load_demo_county(Db *db, TimeMs now);

/* Views for other rooms' SQL:
 *   places_public_within (root, area)   closure in force now, reflexive
 *   places_public_area   (id, kind, slug, code, name, name_cy, parent) */

#endif
