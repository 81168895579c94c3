/* places_test.c: small maps whose answers one can see with the eye.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/places/places_import.h"
#include "capabilities/places/places_shapes_test.h"
#include "capabilities/places/places_view.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

/* --- lines of postcodes ------------------------------------------------ */

#define HEADING "postcode,quality,easting,northing,country,county,district,ward\n"

static PlacesImport *import_begin(Arena *arena, const char *shapes)
{
    static const char regions[] = "{\"hexes\":{\"E14000001\":{\"region\":\"E12000003\"},"
                                  "\"E14000002\":{\"region\":\"E12000004\"},"
                                  "\"E14000003\":{\"region\":\"E12000004\"}}}";
    static const char wards[] = "{\"E05000001\":\"Castle\",\"E05000002\":\"Castle\"}";
    const char *why = "";
    PlacesImport *import = places_import_new(arena, 1000);
    if (!places_import_constituencies(import, shapes, strlen(shapes), &why)
        || !places_import_councils(import, COUNCIL, strlen(COUNCIL), &why)
        || !places_import_regions(import, regions, strlen(regions), &why)
        || !places_import_wards(import, wards, strlen(wards), &why))
        fail_msg("%s", why);
    places_import_source(import, hash_of_text(shapes), "a test");
    return import;
}

static const struct { const char *name, *lines; int64_t kept, broken, first_line; } csvs[] = {
    { "one good line",          HEADING "LS1 1AA,10,400000,300000,,,,E05000001\n", 1, 0, 0 },
    { "no line end at the end", HEADING "LS1 1AA,10,400000,300000,,,,E05000001",   1, 0, 0 },
    { "Windows line ends",      HEADING "LS1 1AA,10,400000,300000,,,,E05000001\r\n", 1, 0, 0 },
    { "empty lines",            HEADING "\n\nLS1 1AA,10,400000,300000,,,,\n\n",    1, 0, 0 },
    { "quotes",                 HEADING "\"LS1 1AA\",10,\"400000\",300000,\"a,\"\"b\"\"\",,,\n", 1, 0, 0 },
    { "Ordnance Survey's own columns",
      "\"LS1 1AA\",10,400000,300000,\"E92000001\",\"\",\"\",\"\",\"E08000035\",\"E05000001\"\n", 1, 0, 0 },
    { "a byte order mark",      "\xEF\xBB\xBF" HEADING "LS1 1AA,10,400000,300000,,,,\n", 1, 0, 0 },
    { "without coordinates",    HEADING "LS1 1AA,90,0,0,,,,\n",                    1, 0, 0 },
    { "too few fields",         HEADING "LS1 1AA,10\nLS1 1AB,10,400000,300000,,,,\n", 1, 1, 2 },
    { "a quote without end",    HEADING "LS1 1AA,\"10,400000,300000,,,,\nLS1 1AB,10,400000,300000,,,,\n", 1, 1, 2 },
    { "no postcode",            HEADING "LS1 1AB,10,400000,300000,,,,\nLEEDS,10,400000,300000,,,,\n", 1, 1, 3 },
    { "not a number",           HEADING "LS1 1AA,10,4e5,300000,,,,\n",             0, 1, 2 },
    { "not in Great Britain",   HEADING "LS1 1AA,10,4000000,300000,,,,\n",         0, 1, 2 },
    { "below zero",             HEADING "LS1 1AA,10,-4,300000,,,,\n",              0, 1, 2 },
    { "a ward that is no code", HEADING "LS1 1AA,10,400000,300000,,,,<b>\n",       0, 1, 2 },
    { "the same twice",         HEADING "LS1 1AA,10,400000,300000,,,,\nls11aa,10,400000,300000,,,,\n", 1, 1, 0 },
};

/* Gives the text in pieces of so many bytes. */
static void feed(PlacesImport *import, const char *text, size_t piece)
{
    for (size_t length = strlen(text); length > 0;) {
        size_t count = piece < length ? piece : length;
        places_import_postcodes(import, text, count);
        text += count;
        length -= count;
    }
}

TEST(a_broken_line_is_told_by_its_number_and_the_rest_goes_on)
{
    static const size_t pieces[] = { 1, 7, 4096 };
    for (size_t i = 0; i < COUNT(csvs) * COUNT(pieces); i++) {
        Arena *arena = arena_new(ARENA_REQUEST_MAX);
        const char *name = csvs[i / COUNT(pieces)].name, *why = "";
        PlacesImport *import = import_begin(arena, SQUARES("E14000002"));
        feed(import, csvs[i / COUNT(pieces)].lines, pieces[i % COUNT(pieces)]);
        bool is_map = places_import_think(import, &why);
        const PlacesReport *report = places_import_report(import);
        CHECK(name, is_map == (csvs[i / COUNT(pieces)].kept > 0));
        CHECK_INT(name, report->postcodes, csvs[i / COUNT(pieces)].kept);
        CHECK_INT(name, report->broken_lines, csvs[i / COUNT(pieces)].broken);
        if (csvs[i / COUNT(pieces)].first_line > 0)
            CHECK_INT(name, report->fault[0].line, csvs[i / COUNT(pieces)].first_line);
        places_import_end(import);
        arena_free(arena);
    }
}

TEST(a_line_without_end_does_not_fill_the_memory)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    PlacesImport *import = import_begin(arena, SQUARES("E14000002"));
    feed(import, HEADING, 4096);
    for (int i = 0; i < 1000; i++)
        places_import_postcodes(import, "xxxxxxxxxxxxxxxxxxxx", 20);
    feed(import, "\nLS1 1AA,10,400000,300000,,,,\n", 4096);
    const char *why = "";
    CHECK("the next line is read", places_import_think(import, &why));
    CHECK_INT("one kept", places_import_report(import)->postcodes, 1);
    CHECK_TEXT("one told", places_import_report(import)->fault[0].words, "it is too long");
    places_import_end(import);
    arena_free(arena);
}

/* --- a map in the database --------------------------------------------- */

/* 400000 E is at 2.0 degrees west, 450000 E at 1.3. */
static const char four_postcodes[] = HEADING
    "LS1 1AA,10,400000,300000,,,,E05000001\n"
    "LS1 1AB,10,450000,300000,,,,E05000002\n"
    "LS1 1AD,10,450100,300000,,,,E05000002\n"
    "LS1 1AE,10,400100,300000,,,,E05000002\n"
    "LS1 1AF,90,0,0,,,,\n";

static PlacesImport *thought(Arena *arena, const char *shapes)
{
    const char *why = "";
    PlacesImport *import = import_begin(arena, shapes);
    feed(import, four_postcodes, 4096);
    if (!places_import_think(import, &why))
        fail_msg("%s", why);
    return import;
}

static PlacesWrite write_all(PlacesImport *import, Db *db, TimeMs now)
{
    PlacesWrite end = PLACES_WRITE_MORE;
    while (end == PLACES_WRITE_MORE)
        end = places_import_write(import, db, now);
    return end;
}

static void load(Db *db, const char *shapes, TimeMs now)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    PlacesImport *import = thought(arena, shapes);
    CHECK_INT("the map is written", write_all(import, db, now), PLACES_WRITE_DONE);
    places_import_end(import);
    arena_free(arena);
}

static int64_t key_of(const char *postcode)
{
    return postcode_key(postcode, strlen(postcode));
}

static int64_t count_of(Db *db, const char *what)
{
    Rows rows = text_equal(what, "closure")
        ? db_rows(db, "SELECT count(*) FROM places_within", no_args)
        : text_equal(what, "postcodes") ? db_rows(db, "SELECT count(*) FROM places_postcode", no_args)
        : text_equal(what, "maps")      ? db_rows(db, "SELECT count(*) FROM places_map", no_args)
                                        : db_rows(db, "SELECT count(*) - count(DISTINCT slug)"
                                                      " FROM places_area", no_args);
    int64_t count = -1;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

TEST(a_postcode_lies_where_the_map_says)
{
    Db *db = test_database();
    load(db, SQUARES("E14000002"), TEST_NOW);
    PostcodeCard card = postcode_card(db, key_of("LS1 1AA"));
    CHECK_TEXT("party", card.party.name, "West");
    CHECK_TEXT("branch", card.branch.name, "Castle");
    CHECK_TEXT("council", card.council.name, "Both");
    CHECK_TEXT("constituency", postcode_constituency(db, key_of("ls11ab")), "E14000002");

    PlaceFound straddling = place_of_postcode(db, key_of("LS1 1AE"));
    CHECK_TEXT("its ward is mostly in the east", straddling.party.name, "West");
    CHECK("so it has no branch in the west", straddling.is_known && !straddling.has_branch);

    card = postcode_card(db, key_of("LS1 1AF"));
    CHECK("it exists, but not on the map", card.is_known && !card.is_on_map);
    CHECK("this one does not exist", !postcode_card(db, key_of("LS1 1ZZ")).is_known);
    CHECK_TEXT("nor has it a constituency", postcode_constituency(db, key_of("LS1 1ZZ")), "");
    CHECK_INT("slugs are unique", count_of(db, "slugs"), 0);
    test_database_close(db);
}

TEST(the_trees_hang_together)
{
    Db *db = test_database();
    load(db, SQUARES("E14000002"), TEST_NOW);
    Place party, region, movement, nation, ward;
    CHECK("party", place_by_code(db, "E14000002", PLACE_PARTY, &party));
    CHECK("its slug", text_equal(party.slug, "east"));
    PlaceList above = place_ancestors(db, party.id);
    CHECK_INT("two above it", (long long)above.count, 2);
    CHECK_TEXT("region", above.item[0].name, "East Midlands");
    CHECK_INT("the whole", above.item[1].kind, PLACE_MOVEMENT);
    CHECK("the root", place_movement(db, &movement)
              && id_equal(movement.id.id, above.item[1].id.id));
    CHECK_INT("regions and nations without", (long long)place_children(db, movement.id).count, 12);
    PlaceList below = place_children(db, party.id);
    CHECK_TEXT("branch", below.item[0].slug, "east-castle");
    CHECK("ward", place_by_code(db, "E05000001", PLACE_WARD, &ward)
              && place_by_code(db, "E92000001", PLACE_NATION, &nation));
    CHECK("a ward is in its nation", place_is_inside(db, ward.id, nation.id, TEST_NOW));
    CHECK("everything is in itself", place_is_inside(db, ward.id, ward.id, TEST_NOW));
    CHECK("not the other way", !place_is_inside(db, nation.id, ward.id, TEST_NOW));
    CHECK("by slug", place_by_slug(db, "east-midlands", &region));
    CHECK("inside the region", place_is_inside(db, below.item[0].id, region.id, TEST_NOW));
    CHECK("the trees do not mix", !place_is_inside(db, ward.id, movement.id, TEST_NOW));
    test_database_close(db);
}

TEST(the_same_map_again_changes_nothing)
{
    Db *db = test_database();
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    load(db, SQUARES("E14000002"), TEST_NOW);
    PlacesImport *import = thought(arena, SQUARES("E14000002"));
    CHECK("it is noticed", places_import_is_same(import, db));
    int64_t closure = count_of(db, "closure");
    CHECK_INT("written all the same", write_all(import, db, TEST_NOW + 1), PLACES_WRITE_DONE);
    CHECK_INT("no line of the closure is new", count_of(db, "closure"), closure);
    CHECK_INT("the old postcodes are gone", count_of(db, "postcodes"), 5);
    places_import_end(import);
    arena_free(arena);
    test_database_close(db);
}

TEST(what_lay_in_what_is_known_for_every_day)
{
    enum { A_YEAR_DAYS = 365 };
    Db *db = test_database();
    TimeMs later = TEST_NOW + A_YEAR_DAYS * DAY_MS;
    load(db, SQUARES("E14000002"), TEST_NOW);
    Place old_party, new_party, branch, gone;
    CHECK("old", place_by_code(db, "E14000002", PLACE_PARTY, &old_party));
    CHECK("branch", place_by_code(db, "E05000002", PLACE_BRANCH, &branch));
    load(db, SQUARES("E14000003"), later);

    CHECK("it has left the map", !place_by_code(db, "E14000002", PLACE_PARTY, &gone));
    CHECK("but not the memory", place_by_id(db, old_party.id, &gone));
    CHECK("new", place_by_code(db, "E14000003", PLACE_PARTY, &new_party));
    CHECK("and it has a slug of its own", !text_equal(new_party.slug, old_party.slug));
    CHECK("then", place_is_inside(db, branch.id, old_party.id, later - 1));
    CHECK("before anything was loaded", place_is_inside(db, branch.id, old_party.id, 1));
    CHECK("not any more", !place_is_inside(db, branch.id, old_party.id, later));
    CHECK("now", place_is_inside(db, branch.id, new_party.id, later));
    CHECK("not yet", !place_is_inside(db, branch.id, new_party.id, later - 1));
    CHECK_TEXT("the postcode", place_of_postcode(db, key_of("LS1 1AB")).party.code, "E14000003");
    CHECK_INT("slugs are unique", count_of(db, "slugs"), 0);
    test_database_close(db);
}

TEST(an_import_that_is_cut_off_leaves_the_old_map)
{
    Db *db = test_database();
    load(db, SQUARES("E14000002"), TEST_NOW);
    for (int steps = 0; steps < 4; steps++) {
        Arena *arena = arena_new(ARENA_REQUEST_MAX);
        PlacesImport *import = thought(arena, SQUARES("E14000003"));
        for (int i = 0; i < steps; i++)
            CHECK_INT("goes on", places_import_write(import, db, TEST_NOW), PLACES_WRITE_MORE);
        if (steps < 4 && count_of(db, "maps") > 1) /* the switch has not been reached */
            CHECK_TEXT("the old map", place_of_postcode(db, key_of("LS1 1AB")).party.code,
                       "E14000002");
        places_import_end(import);
        arena_free(arena);
    }
    load(db, SQUARES("E14000003"), TEST_NOW);
    CHECK_TEXT("the new map", place_of_postcode(db, key_of("LS1 1AB")).party.code, "E14000003");
    CHECK_INT("nothing of the others is left", count_of(db, "postcodes"), 5);
    CHECK_INT("but one map", count_of(db, "maps"), 1);
    test_database_close(db);
}

TEST(of_two_imports_the_later_one_wins)
{
    Db *db = test_database();
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    PlacesImport *first = thought(arena, SQUARES("E14000002"));
    CHECK_INT("sweep", places_import_write(first, db, TEST_NOW), PLACES_WRITE_MORE);
    CHECK_INT("begin", places_import_write(first, db, TEST_NOW), PLACES_WRITE_MORE);
    load(db, SQUARES("E14000003"), TEST_NOW);
    CHECK_INT("gives way", places_import_write(first, db, TEST_NOW), PLACES_WRITE_TAKEN_OVER);
    CHECK_TEXT("the later", place_of_postcode(db, key_of("LS1 1AB")).party.code, "E14000003");
    places_import_end(first);
    arena_free(arena);
    test_database_close(db);
}

/* --- the invented county ----------------------------------------------- */

TEST(the_invented_county_is_whole)
{
    Db *db = test_database();
    CHECK("loaded", places_load_demo_county(db, TEST_NOW));
    CHECK("and once is enough", places_load_demo_county(db, TEST_NOW));
    CHECK_INT("parties", (long long)place_all(db, PLACE_PARTY).count, 4);
    CHECK_INT("branches", (long long)place_all(db, PLACE_BRANCH).count, 20);
    CHECK_INT("postcodes", count_of(db, "postcodes"), 401);
    CHECK_INT("slugs are unique", count_of(db, "slugs"), 0);

    PlaceFound found = place_of_postcode(db, key_of("ze90 1aa"));
    CHECK_TEXT("party", found.party.slug, "thornwick");
    CHECK_TEXT("branch", found.branch.slug, "thornwick-castle-mound");
    CHECK_TEXT("in Welsh", place_name(&found.party, LANG_CY), "Caer Ddraen");
    CHECK_TEXT("without Welsh", place_name(&found.branch, LANG_CY), "Castle Mound");
    PlacePostcodeList some = place_postcodes(db, &found.branch, 0, 100);
    CHECK_INT("postcodes of a branch", (long long)some.count, 20);
    CHECK_INT("in order", some.item[0].key, key_of("ZE90 1AA"));
    some = place_postcodes(db, &found.party, some.item[18].key, 3);
    CHECK_INT("from one on", some.item[0].key, key_of("ZE90 1AZ"));
    CHECK("one ward lies in two constituencies",
          !place_of_postcode(db, key_of("ZE91 4AZ")).has_branch);
    test_database_close(db);
}

/* --- what people type -------------------------------------------------- */

#define EMOJI "\xF0\x9F\x98\x80"
#define EMOJI_8 EMOJI EMOJI EMOJI EMOJI EMOJI EMOJI EMOJI EMOJI

static const struct { const char *typed; FindKind want; const char *first; } searches[] = {
    { "ZE90 1AA",          FIND_CARD,      "thornwick" },
    { "ze901aa",           FIND_CARD,      "thornwick" },
    { " Ze90-1aA. ",       FIND_CARD,      "thornwick" },
    { "ZE9O IAA",          FIND_CARD,      "thornwick" },
    { "ZE93 9ZZ",          FIND_OFF_MAP,   "" },
    { "ZE90 1ZZ",          FIND_GONE,      "" },
    { "LS6 3HN",           FIND_GONE,      "" },
    { "ZE91",              FIND_PART,      "sandover-and-pell" },
    { "ze91 4",            FIND_PART,      "sandover-and-pell" },
    { "ZE9",               FIND_GONE,      "" },
    { "ZE91 4A",           FIND_PART,      "sandover-and-pell" },
    { "Z",                 FIND_BEGINNING, "" },
    { "th",                FIND_NAMES,     "thornwick" },
    { "el",                FIND_NO_NAME,   "" },
    { "ell",               FIND_NAMES,     "sandover-and-pell" },
    { "BT1 1AA",           FIND_IRELAND,   "" },
    { "BT1",               FIND_IRELAND,   "" },
    { "JE2 3AB",           FIND_ISLANDS,   "" },
    { "BF1 0AA",           FIND_FORCES,    "" },
    { "",                  FIND_ASK,       "" },
    { "  \t ",             FIND_ASK,       "" },
    { "thornwick",         FIND_NAMES,     "thornwick" },
    { "THORNWICK",         FIND_NAMES,     "thornwick" },
    { "pell",              FIND_NAMES,     "sandover-and-pell" },
    { "Sandover & Pell",   FIND_NAMES,     "sandover-and-pell" },
    { "estrel",            FIND_NAMES,     "kestrel-bay" },
    { "St Brannocks",      FIND_NAMES,     "kestrel-bay-st-brannocks" },
    { "st. brannock\xE2\x80\x99s", FIND_NAMES, "kestrel-bay-st-brannocks" },
    { "caer ddraen",       FIND_NAMES,     "thornwick" },
    { "Bae'r",             FIND_NAMES,     "kestrel-bay" },
    { "Nirgendwo",         FIND_NO_NAME,   "" },
    { "%",                 FIND_NO_NAME,   "" },
    { "100%_!",            FIND_NO_NAME,   "" },
    { "'; DROP TABLE places_area; --", FIND_NO_NAME, "" },
    { "'",                 FIND_NO_WORDS,  "" },
    { "<script>alert(1)</script>", FIND_NO_NAME, "" },
    { EMOJI_8,             FIND_NO_NAME,   "" },
    { EMOJI_8 EMOJI_8 EMOJI_8 EMOJI_8 EMOJI_8 EMOJI_8 EMOJI_8, FIND_TOO_LONG, "" },
};

static const char *first_slug(const Find *find)
{
    if (find->kind == FIND_CARD)
        return find->card.party.slug;
    if (find->parties.count > 0)
        return find->parties.item[0].place.slug;
    return find->hits.count > 0 ? find->hits.item[0].place.slug : "";
}

TEST(whatever_is_typed_is_understood_or_told_why_not)
{
    Db *db = test_database();
    places_load_demo_county(db, TEST_NOW);
    for (size_t i = 0; i < COUNT(searches); i++) {
        Request req = { .arena = db_arena(db), .db = db, .lang = LANG_EN };
        Find find = find_read(&req, searches[i].typed, FIND_HITS);
        CHECK_INT(searches[i].typed, find.kind, searches[i].want);
        CHECK_TEXT(searches[i].typed, first_slug(&find), searches[i].first);
        CHECK(searches[i].typed, !db_failed(db));
    }
    test_database_close(db);
}

TEST(a_postcode_that_is_not_there_is_shown_its_neighbours)
{
    Db *db = test_database();
    places_load_demo_county(db, TEST_NOW);
    Request req = { .arena = db_arena(db), .db = db, .lang = LANG_EN };
    Find find = find_read(&req, "ZE90 2AC", FIND_HITS);
    /* C ends no postcode, so this reads as none at all. */
    CHECK("not a postcode", find.kind != FIND_GONE);
    find = find_read(&req, "ZE90 2BA", FIND_HITS);
    CHECK_INT("gone", find.kind, FIND_GONE);
    CHECK_INT("three before it, none after in its sector", (long long)find.beside.count, 3);
    CHECK_TEXT("in order", postcode_text(req.arena, find.beside.item[0].key), "ZE90 2AX");
    CHECK_TEXT("the last one", postcode_text(req.arena, find.beside.item[2].key), "ZE90 2AZ");
    find = find_read(&req, "ZE92 9AA", FIND_HITS);
    CHECK_TEXT("or those of its outward code",
               postcode_text(req.arena, find.beside.item[2].key), "ZE92 5AZ");
    test_database_close(db);
}

/* Sixty arc minutes of latitude are 111 km, so three parties lie at known
 * distances north of the fourth. */
TEST(a_postcode_is_told_the_parties_around_it_nearest_first)
{
    static const struct { const char *slug; int32_t north_e7; int64_t km; } wanted[] = {
        { "sandover-and-pell", 450000, 5 }, { "kestrel-bay", 900000, 10 },
    };
    Db *db = test_database();
    places_load_demo_county(db, TEST_NOW);
    Request req = { .arena = db_arena(db), .db = db, .lang = LANG_EN };
    PostcodeCard card = postcode_card(db, key_of("ZE90 1AA"));
    db_begin(db);
    db_run(db, "UPDATE places_area SET lat_e7 = 0, lon_e7 = 0 WHERE kind = 22", no_args);
    for (size_t i = 0; i < COUNT(wanted); i++)
        db_run(db, "UPDATE places_area SET lat_e7 = $1, lon_e7 = $2 WHERE slug = $3",
               args(sql_int((int64_t)card.lat_e7 + wanted[i].north_e7), sql_int(card.lon_e7),
                    sql_text(wanted[i].slug)));
    db_run(db, "UPDATE places_area SET lat_e7 = $1, lon_e7 = $2 WHERE slug = 'thornwick'",
           args(sql_int(card.lat_e7), sql_int(card.lon_e7)));
    db_commit(db);

    Find find = find_read(&req, "ZE90 1AA", FIND_HITS);
    CHECK_INT("without one's own, and without those far away", find.near_count, COUNT(wanted));
    for (size_t i = 0; i < COUNT(wanted); i++) {
        CHECK_TEXT("who", find.near[i].place.slug, wanted[i].slug);
        CHECK_INT("how far", find.near[i].km, wanted[i].km);
    }
    test_database_close(db);
}

TEST(names_come_page_by_page)
{
    Db *db = test_database();
    places_load_demo_county(db, TEST_NOW);
    NameValue second[] = { { "page", "2" } };
    Request req = { .arena = db_arena(db), .db = db, .lang = LANG_EN };
    Find find = find_read(&req, "h", 2);
    CHECK_INT("Harrowshire, its councils, Hollin Edge, Harbour", (long long)find.hits.count, 2);
    CHECK("and more", find.has_more);
    const char *first = find.hits.item[0].place.slug;
    req.query = second;
    req.query_count = COUNT(second);
    find = find_read(&req, "h", 2);
    CHECK("the second page is another", !text_equal(find.hits.item[0].place.slug, first));
    CHECK_TEXT("the way on", path_find_more(&find), "/find?q=h&page=3");
    test_database_close(db);
}

/* --- pages ------------------------------------------------------------- */

static const struct { const char *target, *want; } pages[] = {
    { "/find",                         "data-find" },
    { "/find",                         "name=\"q\"" },
    { "/find?q=ze901aa",               "href=\"/areas/thornwick\"" },
    { "/find?q=ze901aa",               "Castle Mound" },
    { "/find?q=ze901aa",               "Harrowshire East" },
    { "/find?q=ZE91",                  "98 postcodes" },
    { "/find?q=BT1+1AA",               "Northern Ireland" },
    { "/find?q=%3Cscript%3Ealert(1)",  "&lt;script&gt;alert(1)" },
    { "/find?q=harrowshire",           "href=\"/find?council=harrowshire-east-x06000001\"" },
    { "/find?council=harrowshire-east-x06000001", "href=\"/areas/thornwick\"" },
    { "/find?council=thornwick",       "data-find" },
    { "/areas",                        "Harrowshire" },
    { "/areas?region=harrowshire",     "href=\"/areas/upper-marl\"" },
    { "/areas?letter=K",               "href=\"/areas/kestrel-bay\"" },
    { "/find/suggest?q=kestrel",       "{\"name\":\"Kestrel Bay\",\"path\":\"/areas/kestrel-bay\",\"kind\":\"constituency party\"}" },
    { "/find/suggest?q=",              "{\"places\":[]}" },
    { "/find/centres",                 "\"path\":\"/areas/thornwick\",\"lat\":57" },
};

TEST(the_find_pages_answer_and_escape)
{
    Journey *journey = journey_begin();
    Browser browser = browser_new(journey);
    for (size_t i = 0; i < COUNT(pages); i++) {
        Reply reply = browser_get(&browser, pages[i].target);
        CHECK_INT(pages[i].target, reply.status, 200);
        CHECK_CONTAINS(pages[i].target, reply.body, pages[i].want);
    }
    CHECK_INT("no such region", browser_get(&browser, "/areas?region=nowhere").status, 404);
    journey_end(journey);
}
