/* matrix_test.c: who gets in, for every route: role × purpose × where the grant
 * lies to the area asked for (same, parent, child, sibling, other, none).
 *
 * The routes' own handlers are replaced by one that says that it was reached, so
 * this is about the rows of the tables and the router, and about all of them.
 * What is expected follows web/policy.h, told here in another way than
 * app/serve.c does it: from where grants lie, not from what a route asks for.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/registry.h"
#include "capabilities/people/people.h"
#include "tests/check.h"
#include "tests/journey.h"

/* Where the grant's area lies, seen from the area that is asked for. */
typedef enum { SAME, PARENT, CHILD, SIBLING, OTHER, RELATION_COUNT } Relation;

static const char *const relation_names[] = { "same", "parent", "child", "sibling", "other" };

/* "r" reached, "." not, by relation. */
typedef struct { May may; const char *member, *officer, *admin; } Expected;

static const Expected with_area[] = {
    { MAY_MEMBER,    "r.r..", ".....", "....." },
    { MAY_CONCERNED, "r.r..", "rr...", "rr..." },
    { MAY_OFFICER,   ".....", "rr...", "rr..." },
    { MAY_ADMIN,     ".....", ".....", "rr..." },
    { MAY_NOBODY,    ".....", ".....", "....." },
    { MAY_ANYONE,    "rrrrr", "rrrrr", "rrrrr" },
    { MAY_SIGNED_IN, "rrrrr", "rrrrr", "rrrrr" },
    { MAY_HOLDER,    "rrrrr", "rrrrr", "rrrrr" }, /* the handler looks at the secret */
    { MAY_DEMO,      "rrrrr", "rrrrr", "rrrrr" }, /* the journey is a demo */
};
/* Where no area is asked for, it does not matter where the grant lies. */
static const Expected without_area[] = {
    { MAY_MEMBER,    "rrrrr", ".....", "....." },
    { MAY_CONCERNED, "rrrrr", "rrrrr", "rrrrr" },
    { MAY_OFFICER,   ".....", "rrrrr", "rrrrr" },
    { MAY_ADMIN,     ".....", ".....", "rrrrr" },
    { MAY_NOBODY,    ".....", ".....", "....." },
    { MAY_ANYONE,    "rrrrr", "rrrrr", "rrrrr" },
    { MAY_SIGNED_IN, "rrrrr", "rrrrr", "rrrrr" },
    { MAY_HOLDER,    "rrrrr", "rrrrr", "rrrrr" },
    { MAY_DEMO,      "rrrrr", "rrrrr", "rrrrr" },
};

/* Whether it is for the route's purpose or another one counts for everybody but
 * these: who is concerned as an officer may be so whatever for. */
static bool is_purpose_asked(May may, Role role)
{
    switch (may) {
    case MAY_NOBODY:
    case MAY_ANYONE:
    case MAY_SIGNED_IN:
    case MAY_HOLDER:
    case MAY_DEMO:      return false;
    case MAY_CONCERNED: return role == ROLE_MEMBER;
    case MAY_MEMBER:
    case MAY_OFFICER:
    case MAY_ADMIN:     break;
    }
    return true;
}

static const char *expected_row(const Route *route, Role role)
{
    const Expected *table = route->area == AREA_IN_PATH ? with_area : without_area;
    while (table->may != route->may)
        table++;
    return role == ROLE_MEMBER ? table->member : role == ROLE_OFFICER ? table->officer : table->admin;
}

/* --- a house whose rooms only say who came -------------------------------------- */

static AreaId asked_area;

static Reply entered(Request *req)
{
    bool has_area = req->route->area == AREA_IN_PATH;
    bool is_scope_right = req->scope.purpose == req->route->purpose
        && (!has_area || id_equal(req->scope.area.id, asked_area.id));
    const char *words = is_scope_right ? "entered" : "entered with another scope";
    return reply_bytes(req, "text/plain", words, strlen(words));
}

typedef struct { Journey *journey; Route *routes; size_t count; Handler *kept[1024]; } House;

/* The table is the program's own and not constant; it is put back at the end. */
static House house_begin(void)
{
    House house = { .journey = journey_begin() };
    registry_use();
    house.routes = (Route *)(uintptr_t)registry_routes(&house.count);
    CHECK("as many as there is room for", house.count <= COUNT(house.kept));
    for (size_t i = 0; i < house.count; i++) {
        house.kept[i] = house.routes[i].handler;
        house.routes[i].handler = entered;
    }
    return house;
}

static void house_end(House *house)
{
    for (size_t i = 0; i < house->count; i++)
        house->routes[i].handler = house->kept[i];
    journey_end(house->journey);
}

/* The route's path with this place in it; any other parameter is some id. */
static const char *target_of(char *out, size_t size, const Route *route, const Place *place)
{
    size_t length = 0;
    for (const char *at = route->path; *at != '\0' && length + 1 < size;) {
        if (*at != ':') {
            out[length++] = *at++;
            continue;
        }
        size_t name = strcspn(at, "/.");
        bool is_area = strncmp(at, ":area", name) == 0;
        length += (size_t)snprintf(out + length, size - length, "%s",
                                   is_area ? place->slug : "0190a0000000700080000000000000aa");
        at += name;
    }
    out[length < size ? length : size - 1] = '\0';
    return out;
}

static bool is_reached(Browser *browser, const Route *route, const Place *place, const char *row)
{
    char target[512];
    target_of(target, sizeof target, route, place);
    asked_area = place->id;
    Reply reply = route->method == GET ? browser_get(browser, target) : browser_post(browser, target, "");
    CHECK(row, reply.status != 429 && reply.status != 503 && reply.status != 400);
    bool is_in = reply.status == 200 && reply.body_length == strlen("entered")
        && memcmp(reply.body, "entered", reply.body_length) == 0;
    if (!is_in) {
        bool is_to_sign_in = reply.status == 303 || reply.status == 401;
        CHECK(row, reply.status == 404 || is_to_sign_in || reply.status == 403);
        CHECK(row, reply.body == NULL || memmem(reply.body, reply.body_length, "entered", 7) == NULL);
    }
    return is_in;
}

/* --- people ------------------------------------------------------------------------ */

/* Programs ask with a key: one for the whole movement and every purpose, so that
 * what it opens is what its maker's grants open. */
static const char *key_of(Journey *journey, PersonId person)
{
    Place movement;
    place_movement(journey->db, &movement);
    Id id = id_new(journey->now, &journey->random);
    const char *key = text_copy(journey->arena, id_text(db_arena(journey->db), id));
    db_run(journey->db,
           "INSERT INTO api_token (id, token_hash, person, name, area_id, purposes, created_at,"
           " until_at, ended_at) VALUES ($1, $2, $3, '', $4, $5, $6, $7, 0)",
           args(sql_id(id), sql_hash(hash_of_text(key)), sql_id(person.id), sql_id(movement.id.id),
                sql_int(INT32_MAX), sql_int(journey->now), sql_int(journey->now + 90 * DAY_MS)));
    return key;
}

static Browser person_with(Journey *journey, const NewGrant *grant)
{
    PersonId person = person_add(journey->db, "Somebody", "", LANG_EN, journey->now, &journey->random);
    if (grant != NULL) {
        NewGrant theirs = *grant;
        theirs.person = person;
        people_grant(journey->db, &theirs, &journey->random);
    }
    const char *token = people_start_session(journey->db, person, SESSION_BY_LINK, journey->now,
                                             &journey->random);
    Browser browser = browser_new(journey);
    browser.cookie_count = 1;
    snprintf(browser.cookie[0][0], sizeof browser.cookie[0][0], "%s", PEOPLE_SESSION_COOKIE);
    snprintf(browser.cookie[0][1], sizeof browser.cookie[0][1], "%s", token);
    browser.bearer = key_of(journey, person);
    return browser;
}

static NewGrant grant_of(const Journey *journey, Role role, AreaId area, Purpose purpose)
{
    return (NewGrant){ .role = role, .area = area, .purpose = purpose,
                       .from = journey->now - 1, .until = journey->now + 400 * (int64_t)DAY_MS,
                       .why = "the matrix" };
}

static void related_places(Journey *journey, AreaId related[RELATION_COUNT])
{
    related[SAME] = journey->party.id;
    related[PARENT] = journey->party.parent;
    related[CHILD] = journey->branch.id;
    related[SIBLING] = journey->other_party.id;
    related[OTHER] = journey->other_branch.id;
}

static void check_purpose(House *house, Role role, Purpose purpose, Relation relation, AreaId area)
{
    Journey *journey = house->journey;
    NewGrant grant = grant_of(journey, role, area, purpose);
    Browser browser = person_with(journey, &grant);
    for (size_t i = 0; i < house->count; i++) {
        const Route *route = &house->routes[i];
        bool is_for_it = route->purpose == purpose || !is_purpose_asked(route->may, role);
        bool is_in = is_for_it && expected_row(route, role)[relation] == 'r';
        char row[300];
        snprintf(row, sizeof row, "%s %s: %s for %s, %s", route->method == GET ? "GET" : "POST",
                 route->path, role_name(role), purpose_name(purpose), relation_names[relation]);
        CHECK_INT(row, is_reached(&browser, route, &journey->party, row), is_in);
    }
}

TEST(matrix_of_every_route_role_purpose_and_area)
{
    House house = house_begin();
    AreaId related[RELATION_COUNT];
    related_places(house.journey, related);
    for (Role role = ROLE_MEMBER; role < ROLE_COUNT; role++)
        for (Purpose purpose = PURPOSE_TAKE_PART; purpose < PURPOSE_COUNT; purpose++)
            for (Relation relation = SAME; relation < RELATION_COUNT; relation++)
                check_purpose(&house, role, purpose, relation, related[relation]);
    house_end(&house);
}

/* Guests, those with nothing, and those whose grant is over, not yet begun or ended. */
TEST(matrix_of_those_without_a_grant)
{
    House house = house_begin();
    Journey *journey = house.journey;
    Browser guest = browser_new(journey), nothing = person_with(journey, NULL);
    for (size_t i = 0; i < house.count; i++) {
        const Route *route = &house.routes[i];
        bool is_open = route->may == MAY_ANYONE || route->may == MAY_HOLDER
            || route->may == MAY_DEMO;
        CHECK_INT(route->path, is_reached(&guest, route, &journey->party, route->path), is_open);
        CHECK_INT(route->path, is_reached(&nothing, route, &journey->party, route->path),
                  is_open || route->may == MAY_SIGNED_IN);
    }
    for (Purpose purpose = PURPOSE_TAKE_PART; purpose < PURPOSE_COUNT; purpose++)
        for (Role role = ROLE_MEMBER; role < ROLE_COUNT; role++) {
            NewGrant over = grant_of(journey, role, journey->party.id, purpose), early = over;
            over.until = journey->now - 1;
            early.from = journey->now + 300 * (int64_t)DAY_MS;
            Browser late = person_with(journey, &over), soon = person_with(journey, &early);
            for (size_t i = 0; i < house.count; i++) {
                const Route *route = &house.routes[i];
                if (route->may < MAY_MEMBER || route->may == MAY_HOLDER
                    || route->may == MAY_DEMO)
                    continue;
                CHECK_INT(route->path, is_reached(&late, route, &journey->party, route->path), false);
                CHECK_INT(route->path, is_reached(&soon, route, &journey->party, route->path), false);
            }
        }
    house_end(&house);
}

/* Outside a demo its pages are nobody's. */
TEST(matrix_of_a_demo_that_is_none)
{
    House house = house_begin();
    house.journey->site.is_demo = false;
    NewGrant grant = grant_of(house.journey, ROLE_ADMIN, house.journey->party.parent, PURPOSE_MEMBERSHIP);
    Browser admin = person_with(house.journey, &grant), guest = browser_new(house.journey);
    size_t demo = 0;
    for (size_t i = 0; i < house.count; i++) {
        const Route *route = &house.routes[i];
        if (route->may != MAY_DEMO)
            continue;
        demo++;
        CHECK_INT(route->path, is_reached(&admin, route, &house.journey->party, route->path), false);
        CHECK_INT(route->path, is_reached(&guest, route, &house.journey->party, route->path), false);
    }
    CHECK("there are some", demo > 0);
    house_end(&house);
}

/* A place that there is not, for whoever may do most. */
TEST(matrix_of_no_place)
{
    House house = house_begin();
    Journey *journey = house.journey;
    for (Purpose purpose = PURPOSE_TAKE_PART; purpose < PURPOSE_COUNT; purpose++) {
        NewGrant grant = grant_of(journey, ROLE_ADMIN, journey->party.parent, purpose);
        Browser admin = person_with(journey, &grant);
        const Place nowhere = { .slug = "no-such-place" };
        for (size_t i = 0; i < house.count; i++)
            if (house.routes[i].area == AREA_IN_PATH)
                CHECK_INT(house.routes[i].path,
                          is_reached(&admin, &house.routes[i], &nowhere, house.routes[i].path), false);
    }
    house_end(&house);
}
