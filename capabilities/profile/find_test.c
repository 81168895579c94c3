/* find_test.c: who is found by whom: only those who said so, by what they said, and
 * not for one moment longer.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/people/people.h"
#include "capabilities/profile/find_store.h"
#include "tests/check.h"
#include "tests/database.h"

enum { WELSH = 0, POLISH = 2, THURSDAY = 3, MORNING = 0, EVENING = 2 };

typedef struct {
    Db      *db;
    Random   random;
    Place    movement, region, party, branch, sister, other_party, other_branch;
    PersonId officer;
} Land;

static Land land_begin(void)
{
    Land land = { .db = test_database(), .random = random_from_seed(7) };
    places_load_demo_county(land.db, TEST_NOW);
    place_movement(land.db, &land.movement);
    land.region = place_children(land.db, land.movement.id).item[0];
    PlaceList parties = place_children(land.db, land.region.id);
    land.party = parties.item[0];
    land.other_party = parties.item[1];
    PlaceList branches = place_children(land.db, land.party.id);
    land.branch = branches.item[0];
    land.sister = branches.item[1];
    land.other_branch = place_children(land.db, land.other_party.id).item[0];
    land.officer = person_add(land.db, "Olga Officer", "olga@example.org", LANG_EN, TEST_NOW,
                              &land.random);
    return land;
}

/* A video editor who speaks Welsh well and is free on Thursday evenings. */
static Profile editor(Land *land, AskReach ask)
{
    return (Profile){
        .skills = profile_skill_bit(land->db, "video") | profile_skill_bit(land->db, "writing"),
        .own_words = "Puppets, bell ringing", .free = time_bit(THURSDAY, EVENING),
        .langs = language_bits(WELSH, 2), .access = "no steps", .ask = ask,
        .ask_by = ASK_BY_SKILLS | ASK_BY_LANGUAGES | ASK_BY_TIMES,
    };
}

static PersonId member(Land *land, const Place *place, const char *name)
{
    PersonId person = person_add(land->db, name,
                                 text_format(db_arena(land->db), "%s@example.org",
                                             id_text(db_arena(land->db),
                                                     id_new(TEST_NOW, &land->random))),
                                 LANG_EN, TEST_NOW, &land->random);
    people_make_member(land->db, person, place->id, TEST_NOW, &land->random);
    return person;
}

static PersonId says(Land *land, const Place *place, const char *name, Profile profile)
{
    PersonId person = member(land, place, name);
    profile_say(land->db, person, place->id, &profile, TEST_NOW, &land->random);
    return person;
}

static Scope scope_of(Land *land, const Place *place)
{
    return test_scope(db_arena(land->db), place->id, PURPOSE_MEMBERSHIP, land->officer);
}

static Scope own(Land *land, PersonId person)
{
    return test_scope(db_arena(land->db), land->movement.id, PURPOSE_OWN, person);
}

static Wanted anybody(void)
{
    return (Wanted){ .word = "", .typed = "", .lang = -1, .level = 1, .minutes = 90 };
}

/* However far: from the branch, whichever place asks. */
static size_t fits(Land *land, const Place *place, Wanted wanted)
{
    GeoPoint from = { land->branch.lat_e7, land->branch.lon_e7 };
    return find_fits(land->db, scope_of(land, place), from, &wanted).count;
}

/* --- by whom ---------------------------------------------------------------------- */

TEST(profile_who_wants_to_be_asked_is_found_from_where_they_said)
{
    Land land = land_begin();
    const Place *const places[] = { &land.branch, &land.sister, &land.party, &land.other_branch,
                                    &land.other_party, &land.region, &land.movement };
    const struct { const char *name; AskReach ask; bool found[COUNT(places)]; } rows[] = {
        { "by nobody",       ASK_NOBODY,   { false, false, false, false, false, false, false } },
        { "by the party",    ASK_PARTY,    { true, true, true, false, false, false, false } },
        { "by the region",   ASK_REGION,   { true, true, true, true, true, true, false } },
        { "by the movement", ASK_MOVEMENT, { true, true, true, true, true, true, true } },
    };
    PersonId person = member(&land, &land.branch, "Edda Editor");
    for (size_t i = 0; i < COUNT(rows); i++) {
        Profile profile = editor(&land, rows[i].ask);
        profile_say(land.db, person, land.branch.id, &profile, TEST_NOW, &land.random);
        for (size_t j = 0; j < COUNT(places); j++)
            CHECK_INT(rows[i].name, fits(&land, places[j], anybody()), rows[i].found[j]);
    }
    CHECK("nothing failed", !db_failed(land.db));
    test_database_close(land.db);
}

TEST(profile_only_what_one_may_be_found_by_is_looked_at)
{
    Land land = land_begin();
    int64_t video = profile_skill_bit(land.db, "video"), writing = profile_skill_bit(land.db, "writing");
    int64_t law = profile_skill_bit(land.db, "law"), evening = time_bit(THURSDAY, EVENING);
    Wanted skill = anybody(), both = anybody(), other = anybody(), word = anybody();
    Wanted welsh = anybody(), fluent = anybody(), polish = anybody(), free = anybody(), morning = anybody();
    skill.skills = video;
    both.skills = video | writing;
    other.skills = video | law;
    word.word = "~puppets";
    welsh.lang = fluent.lang = WELSH;
    welsh.level = 2;
    fluent.level = 3;
    polish.lang = POLISH;
    free.free = evening | time_bit(THURSDAY, MORNING);
    morning.free = time_bit(THURSDAY, MORNING);
    const struct { const char *name; const Wanted *wanted; int64_t by; } rows[] = {
        { "a skill", &skill, ASK_BY_SKILLS },
        { "two skills", &both, ASK_BY_SKILLS },
        { "a skill they do not have", &other, 0 },
        { "a word of their own", &word, ASK_BY_SKILLS },
        { "a language spoken well", &welsh, ASK_BY_LANGUAGES },
        { "not fluently", &fluent, 0 },
        { "another language", &polish, 0 },
        { "one of two half-days", &free, ASK_BY_TIMES },
        { "another half-day", &morning, 0 },
    };
    PersonId person = member(&land, &land.branch, "Edda Editor");
    for (int64_t by = 0; by < 8; by++) {
        Profile profile = editor(&land, ASK_PARTY);
        profile.ask_by = by;
        profile_say(land.db, person, land.branch.id, &profile, TEST_NOW, &land.random);
        for (size_t i = 0; i < COUNT(rows); i++)
            CHECK_INT(rows[i].name, fits(&land, &land.branch, *rows[i].wanted),
                      (rows[i].by & by) != 0);
    }
    test_database_close(land.db);
}

TEST(profile_the_nearest_come_first_and_nobody_from_further_than_they_would_go)
{
    Land land = land_begin();
    says(&land, &land.branch, "Near Neighbour", editor(&land, ASK_MOVEMENT));
    says(&land, &land.other_branch, "Far Friend", editor(&land, ASK_MOVEMENT));
    GeoPoint here = { land.branch.lat_e7, land.branch.lon_e7 };
    GeoPoint there = { land.other_branch.lat_e7, land.other_branch.lon_e7 };
    int away = travel_minutes(here, there);
    CHECK("they are some way apart, and within reach", away > 10 && away <= 90);

    Wanted wanted = anybody();
    FitList list = find_fits(land.db, scope_of(&land, &land.branch), here, &wanted);
    CHECK_INT("both are found", list.count, 2);
    CHECK_INT("the near one first", list.item[0].minutes, TRAVEL_START_MINUTES);
    CHECK_INT("then the far one", list.item[1].minutes, away);
    wanted.minutes = away - 1;
    CHECK_INT("not from further away than was asked for", fits(&land, &land.branch, wanted), 1);

    Profile stays = editor(&land, ASK_MOVEMENT);
    stays.minutes = away - 1;
    says(&land, &land.other_branch, "Stays Near", stays);
    CHECK_INT("nor than they would go", fits(&land, &land.branch, anybody()), 2);
    stays.minutes = away;
    says(&land, &land.other_branch, "Comes Along", stays);
    CHECK_INT("but as far as that", fits(&land, &land.branch, anybody()), 3);
    test_database_close(land.db);
}

/* --- what is kept of a search ---------------------------------------------------------- */

typedef struct { SearchId id; size_t count; } Kept;

static Kept looks(Land *land, const Place *place, Wanted wanted)
{
    Scope scope = scope_of(land, place);
    FitList list = find_fits(land->db, scope, (GeoPoint){ place->lat_e7, place->lon_e7 }, &wanted);
    return (Kept){ search_add(land->db, scope, &wanted, &list, TEST_NOW, &land->random),
                   list.count };
}

TEST(profile_a_search_is_seen_by_who_made_it_where_they_made_it)
{
    Land land = land_begin();
    says(&land, &land.branch, "Edda Editor", editor(&land, ASK_MOVEMENT));
    SearchId id = looks(&land, &land.branch, anybody()).id;
    const struct { const char *name; const Place *place; bool is_other; size_t want; } rows[] = {
        { "here",                  &land.branch, false, 1 },
        { "from above",            &land.party, false, 0 },
        { "from beside",           &land.sister, false, 0 },
        { "from elsewhere",        &land.other_branch, false, 0 },
        { "another officer, here", &land.branch, true, 0 },
    };
    PersonId other = member(&land, &land.branch, "Other Officer");
    for (size_t i = 0; i < COUNT(rows); i++) {
        Scope scope = rows[i].is_other
            ? test_scope(db_arena(land.db), rows[i].place->id, PURPOSE_MEMBERSHIP, other)
            : scope_of(&land, rows[i].place);
        Search search;
        CHECK_INT(rows[i].name, search_by_id(land.db, scope, id, &search), rows[i].want == 1);
        CHECK_INT(rows[i].name, searches_own(land.db, scope).count, rows[i].want);
        CHECK_INT(rows[i].name, search_found(land.db, scope, id, 0, TEST_NOW).count, rows[i].want);
        CHECK_INT("who is shown counts as read", scope.seen->count, rows[i].want);
    }
    test_database_close(land.db);
}

TEST(profile_who_switches_it_off_is_gone_from_old_searches_at_once)
{
    Land land = land_begin();
    PersonId person = says(&land, &land.branch, "Edda Editor", editor(&land, ASK_PARTY));
    Scope scope = scope_of(&land, &land.branch);
    SearchId id = looks(&land, &land.branch, anybody()).id;
    Found found;
    CHECK("found before", search_found_one(land.db, scope, id, 1, TEST_NOW, &found));
    CHECK_INT("they see that they were", found_by(land.db, own(&land, person)).count, 1);
    CHECK_INT("nobody else does", found_by(land.db, own(&land, land.officer)).count, 0);

    Profile off = editor(&land, ASK_NOBODY);
    profile_say(land.db, person, land.branch.id, &off, TEST_NOW, &land.random);
    CHECK("gone at once", !search_found_one(land.db, scope, id, 1, TEST_NOW, &found));
    CHECK_INT("and not found any more", fits(&land, &land.branch, anybody()), 0);
    CHECK_INT("they still see who looked", found_by(land.db, own(&land, person)).count, 1);

    Profile on = editor(&land, ASK_PARTY);
    profile_say(land.db, person, land.branch.id, &on, TEST_NOW, &land.random);
    CHECK("back when they say so", search_found_one(land.db, scope, id, 1, TEST_NOW, &found));
    people_make_member(land.db, person, land.other_branch.id, TEST_NOW + 1, &land.random);
    profile_say(land.db, person, land.other_branch.id, &on, TEST_NOW, &land.random);
    CHECK("who has moved is another party's", !search_found_one(land.db, scope, id, 1, TEST_NOW,
                                                                &found));
    test_database_close(land.db);
}

TEST(profile_who_is_no_member_any_more_is_not_shown)
{
    Land land = land_begin();
    PersonId person = person_add(land.db, "Was Here", "was@example.org", LANG_EN, TEST_NOW,
                                 &land.random);
    people_grant(land.db, &(NewGrant){ .person = person, .role = ROLE_MEMBER,
                                       .area = land.branch.id, .purpose = PURPOSE_TAKE_PART,
                                       .from = TEST_NOW, .until = TEST_NOW + DAY_MS,
                                       .why = "joined" }, &land.random);
    Profile profile = editor(&land, ASK_PARTY);
    profile_say(land.db, person, land.branch.id, &profile, TEST_NOW, &land.random);
    SearchId id = looks(&land, &land.branch, anybody()).id;
    Scope scope = scope_of(&land, &land.branch);
    CHECK_INT("while a member", search_found(land.db, scope, id, 0, TEST_NOW).count, 1);
    CHECK_INT("afterwards not",
              search_found(land.db, scope, id, 0, TEST_NOW + DAY_MS).count, 0);
    test_database_close(land.db);
}

TEST(profile_a_search_goes_on_page_by_page_without_gap)
{
    Land land = land_begin();
    enum { PEOPLE = FIND_KEPT + 5 };
    for (int i = 0; i < PEOPLE; i++)
        says(&land, &land.branch, "One Of Many", editor(&land, ASK_PARTY));
    Kept kept = looks(&land, &land.branch, anybody());
    CHECK_INT("all of them fit", kept.count, PEOPLE);
    Scope scope = scope_of(&land, &land.branch);
    int64_t after = 0, shown = 0;
    for (FoundList page; (page = search_found(land.db, scope, kept.id, after, TEST_NOW)).count > 0;) {
        for (size_t i = 0; i < page.count; i++)
            CHECK_INT("one after the other", page.item[i].rank, ++shown);
        after = page.item[page.count - 1].rank;
    }
    CHECK_INT("as many as are kept", shown, FIND_KEPT);
    test_database_close(land.db);
}

/* --- asking -------------------------------------------------------------------------------- */

TEST(profile_nobody_is_asked_too_often)
{
    Land land = land_begin();
    PersonId edda = says(&land, &land.branch, "Edda Editor", editor(&land, ASK_PARTY));
    Scope scope = scope_of(&land, &land.branch);
    CHECK_INT("at first", ask_may(land.db, scope, edda, TEST_NOW), ASK_MAY);
    ask_add(land.db, scope, edda, "Could you?", TEST_NOW, &land.random);
    CHECK_INT("not twice by the same", ask_may(land.db, scope, edda, TEST_NOW), ASK_ASKED_LATELY);
    CHECK_INT("but two weeks later",
              ask_may(land.db, scope, edda, TEST_NOW + (ASKED_AGAIN_DAYS + 1) * DAY_MS), ASK_MAY);
    for (int i = 1; i < ASKED_A_WEEK; i++) {
        PersonId other = member(&land, &land.branch, "Another Officer");
        ask_add(land.db, test_scope(db_arena(land.db), land.branch.id, PURPOSE_MEMBERSHIP, other),
                edda, "Could you?", TEST_NOW, &land.random);
    }
    PersonId fresh = member(&land, &land.branch, "Fresh Officer");
    Scope of_fresh = test_scope(db_arena(land.db), land.branch.id, PURPOSE_MEMBERSHIP, fresh);
    CHECK_INT("three times a week are enough", ask_may(land.db, of_fresh, edda, TEST_NOW),
              ASK_ASKED_ENOUGH);
    CHECK_INT("then it is another week", ask_may(land.db, of_fresh, edda, TEST_NOW + 8 * DAY_MS),
              ASK_MAY);

    for (int i = 0; i < ASKS_A_DAY; i++)
        ask_add(land.db, of_fresh, member(&land, &land.branch, "Asked One"), "Could you?", TEST_NOW,
                &land.random);
    PersonId last = member(&land, &land.branch, "Last One");
    CHECK_INT("thirty a day", ask_may(land.db, of_fresh, last, TEST_NOW), ASK_TOO_MANY_TODAY);
    CHECK_INT("by each", ask_may(land.db, scope, last, TEST_NOW), ASK_MAY);
    test_database_close(land.db);
}

TEST(profile_what_one_was_asked_is_ones_own)
{
    Land land = land_begin();
    PersonId edda = says(&land, &land.branch, "Edda Editor", editor(&land, ASK_PARTY));
    PersonId nosy = member(&land, &land.branch, "Nosy Neighbour");
    AskId id = ask_add(land.db, scope_of(&land, &land.branch), edda, "Could you?", TEST_NOW,
                       &land.random);
    Asked asked;
    CHECK("its person reads it", asked_by_id(land.db, own(&land, edda), id, &asked));
    CHECK("nobody else", !asked_by_id(land.db, own(&land, nosy), id, &asked));
    CHECK_INT("nor in a list", asked_own(land.db, own(&land, nosy)).count, 0);
    asked_answer(land.db, own(&land, nosy), id, ASK_YES, TEST_NOW);
    asked_by_id(land.db, own(&land, edda), id, &asked);
    CHECK_INT("nobody else answers it", asked.answer, ASK_OPEN);
    asked_answer(land.db, own(&land, edda), id, ASK_NO, TEST_NOW);
    CHECK_INT("they do", asked_own(land.db, own(&land, edda)).item[0].answer, ASK_NO);
    test_database_close(land.db);
}

TEST(profile_searches_and_requests_are_forgotten_in_time)
{
    Land land = land_begin();
    PersonId edda = says(&land, &land.branch, "Edda Editor", editor(&land, ASK_PARTY));
    looks(&land, &land.branch, anybody());
    ask_add(land.db, scope_of(&land, &land.branch), edda, "Could you?", TEST_NOW, &land.random);
    CHECK_INT("not before their time", find_prune(land.db, TEST_NOW + FIND_KEPT_DAYS * DAY_MS), 0);
    CHECK("then they are", find_prune(land.db, TEST_NOW + FIND_KEPT_DAYS * DAY_MS + 1) > 0);
    CHECK_INT("who looked", found_by(land.db, own(&land, edda)).count, 0);
    CHECK_INT("what was asked stays longer", asked_own(land.db, own(&land, edda)).count, 1);
    find_prune(land.db, TEST_NOW + ASK_KEPT_DAYS * DAY_MS + 1);
    CHECK_INT("and goes, too", asked_own(land.db, own(&land, edda)).count, 0);
    test_database_close(land.db);
}

/* --- one member's profile --------------------------------------------------------------------- */

TEST(profile_of_a_member_is_read_from_their_area_and_above)
{
    Land land = land_begin();
    PersonId edda = says(&land, &land.branch, "Edda Editor", editor(&land, ASK_NOBODY));
    const struct { const char *name; const Place *place; bool want; } rows[] = {
        { "their branch", &land.branch, true },
        { "their party", &land.party, true },
        { "their region", &land.region, true },
        { "the branch beside it", &land.sister, false },
        { "the party beside it", &land.other_party, false },
        { "a branch of that party", &land.other_branch, false },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Profile profile;
        Scope scope = scope_of(&land, rows[i].place);
        CHECK_INT(rows[i].name, profile_of_member(land.db, scope, edda.id, TEST_NOW, &profile),
                  rows[i].want);
        CHECK_INT(rows[i].name, scope.seen->count, rows[i].want);
    }
    CHECK_INT("one's own is one's own", profile_own(land.db, own(&land, land.officer)).skills, 0);
    CHECK("and whole", profile_own(land.db, own(&land, edda)).skills != 0);
    CHECK_INT("receipts, too", profile_receipts(land.db, own(&land, land.officer)).count, 0);
    CHECK_INT("one for each part", profile_receipts(land.db, own(&land, edda)).count, PART_COUNT);
    test_database_close(land.db);
}

TEST(profile_words_of_ones_own_are_found_singly)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    const struct { const char *typed; size_t count; const char *first; } rows[] = {
        { "", 0, NULL },
        { "  ,, ", 0, NULL },
        { "is it so", 0, NULL },
        { "Puppets, bell-ringing", 2, "puppets" },
        { "Côr; CÔR", 1, "cor" },
        { "one two three four five six seven eight nine ten", 8, "one" },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        FindWords words = find_words(arena, rows[i].typed);
        CHECK_INT(rows[i].typed, words.count, rows[i].count);
        if (rows[i].first != NULL)
            CHECK_TEXT(rows[i].typed, words.item[0], rows[i].first);
    }
    arena_free(arena);
}
