/* desk_test.c: whom an officer finds, by whichever way, and what they may never
 * reach: another place, another officer's choice, view or export.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/desk/choice.h"
#include "capabilities/desk/export.h"
#include "capabilities/desk/figures.h"
#include "capabilities/desk/member.h"
#include "capabilities/desk/saved.h"
#include "capabilities/desk/seed.h"
#include "capabilities/desk/tag.h"
#include "capabilities/consent/consent.h"
#include "capabilities/dues/dues.h"
#include "capabilities/people/people.h"
#include "capabilities/profile/profile.h"
#include "capabilities/trail/trail.h"
#include "capabilities/welcome/welcome.h"
#include "tests/check.h"
#include "tests/database.h"

/* A party with two branches, another beside it; two officers. */
typedef struct {
    Db      *db;
    Random   random;
    Place    movement, party, branch, sister, other_party, other_branch;
    PersonId officer, colleague;
} Land;

static Land land_begin(void)
{
    Land land = { .db = test_database(), .random = random_from_seed(7) };
    places_load_demo_county(land.db, TEST_NOW);
    place_movement(land.db, &land.movement);
    Place region = place_children(land.db, land.movement.id).item[0];
    PlaceList parties = place_children(land.db, region.id);
    land.party = parties.item[0];
    land.other_party = parties.item[1];
    PlaceList branches = place_children(land.db, land.party.id);
    land.branch = branches.item[0];
    land.sister = branches.item[1];
    land.other_branch = place_children(land.db, land.other_party.id).item[0];
    land.officer = (PersonId){ id_new(TEST_NOW, &land.random) };
    land.colleague = (PersonId){ id_new(TEST_NOW, &land.random) };
    return land;
}

static Scope scope_of(Land *land, const Place *place)
{
    return test_scope(db_arena(land->db), place->id, PURPOSE_MEMBERSHIP, land->officer);
}

static Scope scope_by(Land *land, const Place *place, PersonId who)
{
    return test_scope(db_arena(land->db), place->id, PURPOSE_MEMBERSHIP, who);
}

typedef struct { MemberId id; PersonId person; AreaId area; } Someone;

static Someone joins(Land *land, const Place *place, const char *name, const char *mail,
                     const char *phone, TimeMs at)
{
    Someone someone = { .person = { id_new(at, &land->random) }, .area = place->id };
    someone.id = members_add(land->db,
                             &(NewMember){ .area = place->id, .person = someone.person,
                                           .name = name, .mail = mail, .phone = phone,
                                           .postcode = "ZE90 1AA", .joined = at },
                             &land->random);
    return someone;
}

/* Anna and Carys here, Bo beside in the same party, Dai in the other party. */
typedef struct { Someone anna, carys, bo, dai; } Four;

static Four four_join(Land *land)
{
    return (Four){
        joins(land, &land->branch, "Anna Smith", "anna@example.org", "07700 900001", TEST_NOW),
        joins(land, &land->branch, "Carys Jones", "", "", TEST_NOW + 1),
        joins(land, &land->sister, "Bo Smith", "bo@example.org", "+44 7700 900003", TEST_NOW + 2),
        joins(land, &land->other_branch, "Dai Smith", "dai@example.org", "07700900004",
              TEST_NOW + 3),
    };
}

static ListQuery all_of(const Place *part)
{
    return (ListQuery){
        .part = part->id, .joined_until = INT64_MAX,
        .typed = { .words = "", .pattern = { "%", "%", "%" } },
    };
}

static const char *names_of(Land *land, Scope scope, const FoundList *found)
{
    TextBuilder out = text_builder(db_arena(land->db));
    text_add(&out, "");
    ChosenList rows = list_rows(land->db, scope, found->item, found->count, TEST_NOW);
    for (size_t i = 0; i < rows.count; i++)
        text_add_format(&out, "%s%s", i == 0 ? "" : ", ", rows.item[i].name);
    return text_of(&out);
}

static ListKey first_key(bool is_down)
{
    ListKey key = { .number = is_down ? INT64_MAX : INT64_MIN,
                    .text = is_down ? "\xf4\x8f\xbf\xbf" : "" };
    memset(key.id.bytes, is_down ? 255 : 0, sizeof key.id.bytes);
    return key;
}

/* --- what was typed ------------------------------------------------------------- */

static const struct { const char *typed; TypedKind kind; const char *words; } typings[] = {
    { "",                  TYPED_NOTHING,  "" },
    { "  ",                TYPED_NOTHING,  "" },
    { "Siân O'Neil",       TYPED_NAME,     "sian oneil" },
    { "ann",               TYPED_NAME,     "ann" },
    { "100001",            TYPED_DIGITS,   "100001" },
    { "+44 7700 900-123",  TYPED_DIGITS,   "07700900123" },
    { "(020) 7946 0123",   TYPED_DIGITS,   "02079460123" },
    { "12",                TYPED_NOTHING,  "12" }, /* too short for a number: a word */
    { "ANNA@Example.org",  TYPED_MAIL,     "anna@example.org" },
    { "ls6 2",             TYPED_POSTCODE, "LS62" },
    { "LS6",               TYPED_POSTCODE, "LS6" },
    { "ZE90 1AA",          TYPED_POSTCODE, "ZE901AA" },
};

TEST(what_is_typed_is_a_name_a_number_an_address_or_a_postcode)
{
    for (size_t i = 0; i < COUNT(typings); i++) {
        Arena *arena = arena_new(1 << 20);
        Typed typed = list_typed(arena, typings[i].typed);
        if (typings[i].kind == TYPED_NOTHING && typings[i].words[0] != '\0')
            CHECK_INT(typings[i].typed, typed.kind, TYPED_NAME);
        else
            CHECK_INT(typings[i].typed, typed.kind, typings[i].kind);
        CHECK_TEXT(typings[i].typed, typed.words, typings[i].words);
        arena_free(arena);
    }
}

/* --- finding ------------------------------------------------------------------------ */

typedef enum { WAY_GATHERED, WAY_TAGGED, WAY_SCANNED, WAY_TURNED } Way_;
static const struct {
    const char *name; Way_ way; ListSort sort; bool is_down; const char *typed, *want;
} ways[] = {
    { "gathered, by name",      WAY_GATHERED, BY_NAME,   false, "",     "Carys Jones, Anna Smith, Bo Smith" },
    { "gathered, from the end", WAY_GATHERED, BY_NAME,   true,  "",     "Bo Smith, Anna Smith, Carys Jones" },
    { "gathered, newest first", WAY_GATHERED, BY_JOINED, true,  "",     "Bo Smith, Carys Jones, Anna Smith" },
    { "gathered, by number",    WAY_GATHERED, BY_NUMBER, false, "",     "Anna Smith, Carys Jones, Bo Smith" },
    { "gathered, a name",       WAY_GATHERED, BY_NAME,   false, "smi",  "Anna Smith, Bo Smith" },
    { "gathered, two words",    WAY_GATHERED, BY_NAME,   false, "smi bo", "Bo Smith" },
    { "gathered, an address",   WAY_GATHERED, BY_NAME,   false, "anna@", "Anna Smith" },
    { "gathered, a number",     WAY_GATHERED, BY_NAME,   false, "100002", "Carys Jones" },
    { "gathered, a telephone",  WAY_GATHERED, BY_NAME,   false, "900003", "Bo Smith" },
    { "gathered, a postcode",   WAY_GATHERED, BY_NAME,   false, "ze90", "Carys Jones, Anna Smith, Bo Smith" },
    { "tagged",                 WAY_TAGGED,   BY_NAME,   false, "",     "Carys Jones, Anna Smith, Bo Smith" },
    { "tagged, newest first",   WAY_TAGGED,   BY_JOINED, true,  "",     "Bo Smith, Carys Jones, Anna Smith" },
    { "tagged, a name",         WAY_TAGGED,   BY_NAME,   false, "smi",  "Anna Smith, Bo Smith" },
    { "scanned, by name",       WAY_SCANNED,  BY_NAME,   false, "",     "Carys Jones, Anna Smith, Bo Smith" },
    { "scanned, from the end",  WAY_SCANNED,  BY_NAME,   true,  "",     "Bo Smith, Anna Smith, Carys Jones" },
    { "scanned, oldest first",  WAY_SCANNED,  BY_JOINED, false, "",     "Anna Smith, Carys Jones, Bo Smith" },
    { "scanned, newest first",  WAY_SCANNED,  BY_JOINED, true,  "",     "Bo Smith, Carys Jones, Anna Smith" },
    { "scanned, by number",     WAY_SCANNED,  BY_NUMBER, false, "",     "Anna Smith, Carys Jones, Bo Smith" },
    { "scanned, last number",   WAY_SCANNED,  BY_NUMBER, true,  "",     "Bo Smith, Carys Jones, Anna Smith" },
    { "turned, a name",         WAY_TURNED,   BY_NAME,   false, "smi",  "Anna Smith, Bo Smith" },
    { "turned, last name first", WAY_TURNED,  BY_NAME,   false, "smith bo", "Bo Smith" },
    { "turned, the end typed",  WAY_TURNED,   BY_NAME,   false, "jones ca", "Carys Jones" },
    { "turned, an address",     WAY_TURNED,   BY_NAME,   false, "anna@", "Anna Smith" },
    { "turned, a number",       WAY_TURNED,   BY_NAME,   false, "100003", "Bo Smith" },
    { "turned, a telephone",    WAY_TURNED,   BY_NAME,   false, "07700900001", "Anna Smith" },
    { "turned, a postcode",     WAY_TURNED,   BY_NAME,   false, "ze90 1", "Anna Smith, Carys Jones, Bo Smith" },
};

static FoundList find_by(Land *land, Scope scope, size_t i, const Place *part, Id tag)
{
    ListQuery query = all_of(part);
    query.sort = ways[i].sort;
    query.is_down = ways[i].is_down;
    query.typed = list_typed(db_arena(land->db), ways[i].typed);
    query.tag = tag;
    ListKey after = first_key(ways[i].is_down);
    switch (ways[i].way) {
    case WAY_GATHERED: return find_gathered(land->db, scope, &query, &after);
    case WAY_TAGGED:   return find_tagged(land->db, scope, &query, &after);
    case WAY_SCANNED:  return find_scanned(land->db, scope, &query, &after, true).found;
    case WAY_TURNED:   break;
    }
    return find_turned(land->db, scope, &query, &after).found;
}

/* Sticks a tag of the movement on everybody, so that no place but the scope's and
 * the part's keeps anybody out. */
static TagId tag_everybody(Land *land, const Four *four)
{
    Scope whole = scope_of(land, &land->movement);
    TagId tag = tag_named(land->db, whole, "Drives", TEST_NOW, &land->random);
    const Someone *all[] = { &four->anna, &four->carys, &four->bo, &four->dai };
    for (size_t i = 0; i < COUNT(all); i++)
        tag_put_one(land->db, whole, tag, all[i]->id, id_new(TEST_NOW, &land->random), TEST_NOW);
    return tag;
}

TEST(every_way_of_finding_stops_at_the_border_of_the_scope)
{
    Land land = land_begin();
    Four four = four_join(&land);
    TagId tag = tag_everybody(&land, &four);
    for (size_t i = 0; i < COUNT(ways); i++) {
        Scope scope = scope_of(&land, &land.party);
        FoundList found = find_by(&land, scope, i, &land.party, tag.id);
        CHECK_TEXT(ways[i].name, names_of(&land, scope, &found), ways[i].want);
        CHECK_INT(ways[i].name, scope.seen->count, found.count);
        found = find_by(&land, scope, i, &land.other_party, tag.id);
        CHECK_INT("a part that lies outside is empty", found.count, 0);
        found = find_by(&land, scope, i, &land.movement, tag.id);
        CHECK_INT("and so is one that lies around", found.count, 0);
    }
    CHECK("nothing failed", !db_failed(land.db));
    test_database_close(land.db);
}

TEST(counts_stop_at_the_border_of_the_scope)
{
    Land land = land_begin();
    Four four = four_join(&land);
    TagId tag = tag_everybody(&land, &four);
    const struct { const char *name; const Place *part; int64_t want; } rows[] = {
        { "a party", &land.party, 3 }, { "a branch in it", &land.branch, 2 },
        { "the party beside", &land.other_party, 0 }, { "all around", &land.movement, 0 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Scope scope = scope_of(&land, &land.party);
        ListQuery query = all_of(rows[i].part);
        CHECK_INT(rows[i].name, find_count(land.db, scope, &query), rows[i].want);
        CHECK_INT(rows[i].name, find_count_scanned(land.db, scope, &query).members, rows[i].want);
        query.tag = tag.id;
        CHECK_INT(rows[i].name, find_count_tagged(land.db, scope, &query), rows[i].want);
    }
    test_database_close(land.db);
}

TEST(rows_of_other_places_are_left_out_whoever_asks_for_them)
{
    Land land = land_begin();
    Four four = four_join(&land);
    Found asked[] = { { .area = four.dai.area, .id = four.dai.id.id },
                      { .area = four.anna.area, .id = four.anna.id.id } };
    Scope scope = scope_of(&land, &land.party);
    FoundList found = { asked, COUNT(asked), COUNT(asked) };
    CHECK_TEXT("only one's own", names_of(&land, scope, &found), "Anna Smith");
    CHECK_INT("and only she is noted", scope.seen->count, 1);
    Chosen member;
    CHECK("one of them", member_here(land.db, scope, four.anna.id, &member));
    CHECK("not the other", !member_here(land.db, scope, four.dai.id, &member));
    test_database_close(land.db);
}

TEST(filters_keep_who_fits)
{
    Land land = land_begin();
    Four four = four_join(&land);
    members_set_state(land.db, four.bo.person, MEMBER_LAPSED, TEST_NOW, &land.random);
    Scope scope = scope_of(&land, &land.party);
    const struct { const char *name; ListQuery query; const char *want; } rows[] = {
        { "with an address",    { .mail = 1, .joined_until = INT64_MAX }, "Anna Smith, Bo Smith" },
        { "without",            { .mail = 2, .joined_until = INT64_MAX }, "Carys Jones" },
        { "lapsed",             { .state = MEMBER_LAPSED, .joined_until = INT64_MAX }, "Bo Smith" },
        { "joined later",       { .joined_from = TEST_NOW + 2, .joined_until = INT64_MAX },
          "Bo Smith" },
        { "joined before",      { .joined_until = TEST_NOW + 2 }, "Carys Jones, Anna Smith" },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ListQuery query = rows[i].query;
        query.part = land.party.id;
        query.typed = list_typed(db_arena(land.db), "");
        ListKey after = first_key(false);
        FoundList found = find_gathered(land.db, scope, &query, &after);
        CHECK_TEXT(rows[i].name, names_of(&land, scope, &found), rows[i].want);
        CHECK_INT(rows[i].name, find_count(land.db, scope, &query), found.count);
        found = find_scanned(land.db, scope, &query, &after, true).found;
        CHECK_TEXT(rows[i].name, names_of(&land, scope, &found), rows[i].want);
        query.typed = list_typed(db_arena(land.db), "ze9");
        found = find_turned(land.db, scope, &query, &after).found;
        CHECK_INT(rows[i].name, found.count, find_count(land.db, scope, &query));
    }
    test_database_close(land.db);
}

/* Everybody is met once, in order, page after page, in both directions. */
TEST(pages_meet_everybody_once)
{
    enum { MEMBERS = 120 };
    Land land = land_begin();
    for (int i = 0; i < MEMBERS; i++)
        joins(&land, i % 2 == 0 ? &land.branch : &land.sister,
              text_format(db_arena(land.db), "Same Name%d", i % 7), "x@example.org", "",
              TEST_NOW + i % 5);
    const ListSort sorts[] = { BY_NAME, BY_WHERE, BY_JOINED, BY_NUMBER };
    for (size_t s = 0; s < COUNT(sorts); s++)
        for (int is_down = 0; is_down < 2; is_down++)
            for (int64_t size = 0; size < 2; size++) {
                if (size == 1 && sorts[s] == BY_WHERE)
                    continue; /* large places do not come in this order */
                int64_t members = size == 1 ? LIST_GATHER_MAX + 1 : MEMBERS;
                ListQuery query = all_of(&land.party);
                query.sort = sorts[s];
                query.is_down = is_down == 1;
                ListKey after = {0};
                size_t met = 0, pages = 0;
                Id seen[MEMBERS];
                for (bool more = true; more && pages < 5; pages++) {
                    ListPage page = list_page(land.db, scope_of(&land, &land.party), &query,
                                              members, &after, pages == 0);
                    for (size_t i = 0; i < page.found.count && met < MEMBERS; i++)
                        seen[met++] = page.found.item[i].id;
                    more = page.is_more;
                    after = page.next;
                }
                CHECK_INT("pages", pages, 3);
                CHECK_INT("everybody", met, MEMBERS);
                for (size_t i = 0; i < met; i++)
                    for (size_t k = 0; k < i; k++)
                        CHECK("once", !id_equal(seen[i], seen[k]));
            }
    test_database_close(land.db);
}

/* --- choices --------------------------------------------------------------------------- */

static ChoiceId chooses(Land *land, Scope scope, const Someone *someone)
{
    ChoiceId id = choice_add(land->db, scope, TEST_NOW, &land->random);
    Id keys[2] = { someone->area.id, someone->id.id };
    choice_put(land->db, scope, id, keys, 2);
    return id;
}

/* A row that no page would write: somebody of another place in a choice. */
static void smuggle(Land *land, ChoiceId id, const Someone *someone)
{
    db_run(land->db,
           "INSERT INTO desk_chosen (choice, name_key, area_id, member) VALUES ($1, 'z', $2, $3)",
           args(sql_id(id.id), sql_id(someone->area.id), sql_id(someone->id.id)));
}

TEST(a_choice_is_one_officers_own_and_of_one_place)
{
    Land land = land_begin();
    Four four = four_join(&land);
    Scope own = scope_of(&land, &land.branch);
    ChoiceId id = chooses(&land, own, &four.anna);
    Id outsider[2] = { four.dai.area.id, four.dai.id.id };
    CHECK_INT("nobody of another place", choice_put(land.db, own, id, outsider, 2), 0);
    Id carys[2] = { four.carys.area.id, four.carys.id.id };
    const struct { const char *name; Scope scope; } others[] = {
        { "another officer", scope_by(&land, &land.branch, land.colleague) },
        { "around it", scope_of(&land, &land.party) },
        { "beside it", scope_of(&land, &land.sister) },
    };
    for (size_t i = 0; i < COUNT(others); i++) {
        CHECK(others[i].name, !choice_is_own(land.db, others[i].scope, id));
        CHECK_INT(others[i].name, choice_count(land.db, others[i].scope, id), 0);
        CHECK_INT(others[i].name, choice_members(land.db, others[i].scope, id, NULL).count, 0);
        CHECK_INT("nor can they add", choice_put(land.db, others[i].scope, id, carys, 2), 0);
        choice_keep(land.db, others[i].scope, id, TEST_NOW + 90 * DAY_MS);
    }
    smuggle(&land, id, &four.dai);
    CHECK("one's own", choice_is_own(land.db, own, id));
    CHECK_INT("one of them", choice_count(land.db, own, id), 1);
    ChosenList members = choice_members(land.db, own, id, NULL);
    CHECK_INT("read", members.count, 1);
    CHECK_TEXT("who was ticked", members.item[0].name, "Anna Smith");
    CHECK_INT("and noted", own.seen->count, 1);
    CHECK_INT("behind the last is nobody",
              choice_members(land.db, own, id, &members.item[0]).count, 0);
    CHECK("forgotten in time", choices_prune(land.db, TEST_NOW + CHOICE_KEPT_MS + 1));
    CHECK("all of it", !choice_is_own(land.db, own, id));
    test_database_close(land.db);
}

TEST(a_choice_of_all_who_fit_stops_at_the_border)
{
    Land land = land_begin();
    four_join(&land);
    Scope scope = scope_of(&land, &land.party);
    ListQuery query = all_of(&land.party);
    ChoiceId id = choice_add(land.db, scope, TEST_NOW, &land.random);
    CHECK_INT("three", choice_put_all(land.db, scope, id, &query), 3);
    query.part = land.other_party.id;
    id = choice_add(land.db, scope, TEST_NOW, &land.random);
    CHECK_INT("a part outside", choice_put_all(land.db, scope, id, &query), 0);
    query = all_of(&land.party);
    query.typed = list_typed(db_arena(land.db), "smi");
    id = choice_add(land.db, scope, TEST_NOW, &land.random);
    CHECK_INT("who fits", choice_put_all(land.db, scope, id, &query), 2);
    test_database_close(land.db);
}

/* --- views --------------------------------------------------------------------------------- */

TEST(a_view_is_ones_own_or_shared_and_stays_in_its_place)
{
    Land land = land_begin();
    Scope own = scope_of(&land, &land.branch);
    Scope colleague = scope_by(&land, &land.branch, land.colleague);
    SavedId mine = saved_add(land.db, own, "Mine", "mail=no", false, TEST_NOW, &land.random);
    SavedId ours = saved_add(land.db, own, "Ours", "sort=-joined", true, TEST_NOW, &land.random);
    Saved saved;
    CHECK_INT("both", saved_views(land.db, own).count, 2);
    SavedList theirs = saved_views(land.db, colleague);
    CHECK_INT("a colleague sees one", theirs.count, 1);
    CHECK_TEXT("the shared one", theirs.item[0].name, "Ours");
    CHECK("which is not theirs", !theirs.item[0].is_own);
    CHECK("mine is mine", saved_views(land.db, own).item[0].is_own);
    CHECK("opened", saved_view(land.db, own, mine, &saved) && saved.is_own);
    CHECK("not by a colleague", !saved_view(land.db, colleague, mine, &saved));
    CHECK("the shared one", saved_view(land.db, colleague, ours, &saved) && !saved.is_own);
    CHECK_INT("not around", saved_views(land.db, scope_of(&land, &land.party)).count, 0);
    CHECK("nor opened there", !saved_view(land.db, scope_of(&land, &land.party), ours, &saved));
    CHECK("a colleague cannot remove it", !saved_end(land.db, colleague, ours, TEST_NOW));
    CHECK("nor from another place",
          !saved_end(land.db, scope_of(&land, &land.party), ours, TEST_NOW));
    CHECK("oneself can", saved_end(land.db, own, ours, TEST_NOW));
    CHECK_INT("gone", saved_views(land.db, colleague).count, 0);
    CHECK("nobody else brings it back", !saved_back(land.db, colleague, ours));
    CHECK("nor from elsewhere", !saved_back(land.db, scope_of(&land, &land.party), ours));
    CHECK("back", saved_back(land.db, own, ours));
    CHECK_INT("there again", saved_views(land.db, colleague).count, 1);
    test_database_close(land.db);
}

/* --- tags ------------------------------------------------------------------------------------ */

static int64_t tagged(Land *land, TagId tag)
{
    Rows rows = db_rows(land->db, "SELECT count(*) FROM desk_tagged WHERE tag = $1",
                        args(sql_id(tag.id)));
    int64_t count = 0;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

TEST(a_tag_is_seen_around_and_inside_and_stuck_on_from_its_own_place)
{
    Land land = land_begin();
    Four four = four_join(&land);
    Scope own = scope_of(&land, &land.branch), around = scope_of(&land, &land.party);
    TagId tag = tag_named(land.db, own, "Drives", TEST_NOW, &land.random);
    CHECK("the same in whatever case",
          id_equal(tag_named(land.db, own, "DRIVES", TEST_NOW, &land.random).id, tag.id));
    CHECK("another place has its own",
          !id_equal(tag_named(land.db, around, "Drives", TEST_NOW, &land.random).id, tag.id));
    CHECK_INT("seen here: both", tags_seen(land.db, own).count, 2);
    CHECK_INT("seen around: both", tags_seen(land.db, around).count, 2);
    CHECK_INT("beside: the party's", tags_seen(land.db, scope_of(&land, &land.sister)).count, 1);
    CHECK_INT("elsewhere: none", tags_seen(land.db, scope_of(&land, &land.other_branch)).count, 0);
    CHECK_INT("here: its own", tags_here(land.db, own).count, 1);
    Tag found;
    CHECK("found here", tag_here(land.db, own, tag, &found));
    CHECK("not from around", !tag_here(land.db, around, tag, &found));

    tag_put_one(land.db, own, tag, four.dai.id, id_new(TEST_NOW, &land.random), TEST_NOW);
    CHECK_INT("nobody of another place", tagged(&land, tag), 0);
    tag_put_one(land.db, around, tag, four.anna.id, id_new(TEST_NOW, &land.random), TEST_NOW);
    CHECK_INT("nor by another place", tagged(&land, tag), 0);
    tag_put_one(land.db, own, tag, four.anna.id, id_new(TEST_NOW, &land.random), TEST_NOW);
    CHECK_INT("one of ours", tagged(&land, tag), 1);

    TagMarkList marks = tag_marks(land.db, own, &four.anna.person, 1);
    CHECK_INT("on her", marks.count, 1);
    CHECK("made here", marks.item[0].is_here);
    marks = tag_marks(land.db, around, &four.anna.person, 1);
    CHECK("seen from around, made elsewhere", marks.count == 1 && !marks.item[0].is_here);
    CHECK_INT("not elsewhere",
              tag_marks(land.db, scope_of(&land, &land.other_party), &four.anna.person, 1).count,
              0);
    CHECK_INT("she reads it herself",
              tags_of_oneself(land.db, scope_by(&land, &land.branch, four.anna.person)).count, 1);
    CHECK_INT("nobody else's", tags_of_oneself(land.db, own).count, 0);

    tag_take_one(land.db, around, tag, four.anna.id);
    CHECK_INT("not off from another place", tagged(&land, tag), 1);
    db_run(land.db, "INSERT INTO desk_tagged (tag, person, at, by_person, batch)"
                    " VALUES ($1, $2, 1, $2, $2)",
           args(sql_id(tag.id), sql_id(four.dai.person.id)));
    tag_take_one(land.db, own, tag, four.dai.id);
    CHECK_INT("nor off somebody of another", tagged(&land, tag), 2);
    tag_take_one(land.db, own, tag, four.anna.id);
    CHECK_INT("off", tagged(&land, tag), 1);
    test_database_close(land.db);
}

TEST(tags_on_many_are_put_taken_and_undone_by_whoever_did_it)
{
    Land land = land_begin();
    Four four = four_join(&land);
    Scope own = scope_of(&land, &land.branch), around = scope_of(&land, &land.party);
    Scope colleague = scope_by(&land, &land.branch, land.colleague);
    TagId tag = tag_named(land.db, own, "Drives", TEST_NOW, &land.random);
    ChoiceId choice = chooses(&land, own, &four.anna);
    smuggle(&land, choice, &four.dai);
    Id on = id_new(TEST_NOW, &land.random), off = id_new(TEST_NOW + 1, &land.random);

    CHECK_INT("not from around", tag_put(land.db, around, tag, choice, on, TEST_NOW), 0);
    CHECK_INT("not by a colleague", tag_put(land.db, colleague, tag, choice, on, TEST_NOW), 0);
    CHECK_INT("one, and nobody of another place", tag_put(land.db, own, tag, choice, on, TEST_NOW),
              1);
    CHECK("a colleague undoes nothing", !tag_undo(land.db, colleague, on));
    CHECK("nor another place", !tag_undo(land.db, around, on));
    CHECK("undone", tag_undo(land.db, own, on));
    CHECK_INT("as it was", tagged(&land, tag), 0);

    tag_put(land.db, own, tag, choice, on, TEST_NOW);
    db_run(land.db, "INSERT INTO desk_tagged (tag, person, at, by_person, batch)"
                    " VALUES ($1, $2, 1, $2, $2)",
           args(sql_id(tag.id), sql_id(four.dai.person.id)));
    CHECK_INT("taken off: not from around", tag_take(land.db, around, tag, choice, off, TEST_NOW),
              0);
    CHECK_INT("not by a colleague", tag_take(land.db, colleague, tag, choice, off, TEST_NOW), 0);
    CHECK_INT("one, and nobody of another place", tag_take(land.db, own, tag, choice, off, TEST_NOW),
              1);
    CHECK_INT("one is left", tagged(&land, tag), 1);
    CHECK("a colleague brings nothing back", !tag_undo(land.db, colleague, off));
    CHECK("nor another place", !tag_undo(land.db, around, off));
    CHECK("brought back", tag_undo(land.db, own, off));
    CHECK_INT("both", tagged(&land, tag), 2);
    tags_prune(land.db, TEST_NOW + 1);
    CHECK("nothing failed", !db_failed(land.db));
    test_database_close(land.db);
}

/* --- notes ----------------------------------------------------------------------------------- */

TEST(a_note_is_read_where_the_member_belongs_and_by_the_member)
{
    Land land = land_begin();
    Four four = four_join(&land);
    PersonId anna = four.anna.person;
    Scope own = scope_of(&land, &land.branch);
    NoteId id = note_add(land.db, own, anna, LANG_EN, "Rings in the evening", TEST_NOW, &land.random);
    const struct { const char *name; const Place *place; bool want; } rows[] = {
        { "her branch", &land.branch, true }, { "her party", &land.party, true },
        { "the branch beside", &land.sister, false }, { "the other party", &land.other_party, false },
        { "a branch of it", &land.other_branch, false },
    };
    Note note;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Scope scope = scope_of(&land, rows[i].place);
        CHECK_INT(rows[i].name, notes_about(land.db, scope, anna).count, rows[i].want);
        CHECK_INT(rows[i].name, note_by_id(land.db, scope, anna, id, &note), rows[i].want);
        CHECK_INT(rows[i].name, note_versions(land.db, scope, anna, id).count, rows[i].want);
    }
    CHECK("is one's own", note_by_id(land.db, own, anna, id, &note) && note.is_own);
    Scope colleague = scope_by(&land, &land.branch, land.colleague);
    CHECK("is not a colleague's", note_by_id(land.db, colleague, anna, id, &note) && !note.is_own);
    CHECK("told so in the list", !notes_about(land.db, colleague, anna).item[0].is_own);

    Scope outside = scope_of(&land, &land.other_branch);
    CHECK("nobody writes from outside",
          id_is_none(note_add(land.db, outside, anna, LANG_EN, "x", TEST_NOW, &land.random).id));
    CHECK("nor changes", !note_change(land.db, outside, anna, &note, LANG_EN, "x", TEST_NOW));
    CHECK("nor takes away", !note_set_gone(land.db, outside, anna, &note, true, TEST_NOW));

    CHECK("changed", note_change(land.db, colleague, anna, &note, LANG_EN, "By day", TEST_NOW + 1));
    CHECK("not twice from the same version",
          !note_change(land.db, own, anna, &note, LANG_EN, "No", TEST_NOW + 2));
    CHECK("as it reads now", note_by_id(land.db, own, anna, id, &note));
    CHECK_TEXT("changed", note.text, "By day");
    CHECK("taken away", note_set_gone(land.db, own, anna, &note, true, TEST_NOW + 3));
    CHECK_INT("not in the list", notes_about(land.db, own, anna).count, 0);
    CHECK_INT("with its history", note_versions(land.db, own, anna, id).count, 3);

    Scope herself = scope_by(&land, &land.branch, anna);
    CHECK_INT("she sees it still", notes_about_oneself(land.db, herself).count, 1);
    CHECK_INT("counted", notes_about_oneself_count(land.db, herself), 1);
    CHECK_INT("not an officer's own", notes_about_oneself(land.db, own).count, 0);
    CHECK_INT("nor counted", notes_about_oneself_count(land.db, own), 0);
    CHECK("nothing failed", !db_failed(land.db));
    test_database_close(land.db);
}

/* --- exports ------------------------------------------------------------------------------------ */

TEST(an_export_is_one_officers_own_and_of_one_place)
{
    Land land = land_begin();
    Four four = four_join(&land);
    Scope own = scope_of(&land, &land.branch), around = scope_of(&land, &land.party);
    Scope colleague = scope_by(&land, &land.branch, land.colleague);
    Export made = {
        .id = { id_new(TEST_NOW, &land.random) }, .choice = chooses(&land, own, &four.anna),
        .people = 1, .format = EXPORT_CSV, .why = "leaflets", .made = TEST_NOW,
        .until = TEST_NOW + DAY_MS, .is_wide = true,
    };
    smuggle(&land, made.choice, &four.dai);
    export_add(land.db, own, &made);
    Export found;
    CHECK("one's own", export_by_id(land.db, own, made.id, &found));
    CHECK_TEXT("what for", found.why, "leaflets");
    CHECK("not a colleague's", !export_by_id(land.db, colleague, made.id, &found));
    CHECK("not from around", !export_by_id(land.db, around, made.id, &found));
    ChosenList rows = export_rows(land.db, own, &made, NULL);
    CHECK_INT("the member, and nobody of another place", rows.count, 1);
    CHECK_TEXT("she", rows.item[0].name, "Anna Smith");
    CHECK_INT("a colleague reads nobody", export_rows(land.db, colleague, &made, NULL).count, 0);
    CHECK_INT("nor from around", export_rows(land.db, around, &made, NULL).count, 0);

    export_taken(land.db, colleague, made.id, TEST_NOW + 1);
    export_taken(land.db, around, made.id, TEST_NOW + 2);
    export_number(land.db, colleague, made.id, 8);
    export_number(land.db, around, made.id, 9);
    CHECK("unchanged by others", export_by_id(land.db, own, made.id, &found)
          && found.taken == 0 && found.serial == 0);
    export_taken(land.db, own, made.id, TEST_NOW + 3);
    export_number(land.db, own, made.id, 7);
    CHECK("by oneself", export_by_id(land.db, own, made.id, &found)
          && found.taken == TEST_NOW + 3 && found.serial == 7);
    test_database_close(land.db);
}

TEST(copies_are_told_in_the_place_around_it_and_inside_it)
{
    Land land = land_begin();
    trail_copy(land.db, scope_of(&land, &land.branch), "list of members", 5, "leaflets", TEST_NOW);
    const struct { const char *name; const Place *place; int64_t want; } rows[] = {
        { "the branch", &land.branch, 1 }, { "the party around it", &land.party, 1 },
        { "the movement", &land.movement, 1 }, { "the branch beside", &land.sister, 0 },
        { "the other party", &land.other_party, 0 },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK_INT(rows[i].name,
                  copies_from(land.db, scope_of(&land, rows[i].place), LANG_EN, INT64_MAX).count,
                  rows[i].want);
    trail_copy(land.db, scope_of(&land, &land.party), "list of members", 9, "a call", TEST_NOW);
    CHECK_INT("inside it is told, too",
              copies_from(land.db, scope_of(&land, &land.sister), LANG_EN, INT64_MAX).count, 1);
    CHECK_INT("before the second",
              copies_from(land.db, scope_of(&land, &land.branch), LANG_EN, 2).count, 1);
    test_database_close(land.db);
}

/* Cards as RFC 2426 has them: what ends a value is escaped, long lines are folded
 * between characters. */
TEST(a_card_is_read_back_as_it_was)
{
    Arena *arena = arena_new(1 << 20);
    Export of = { .serial = 17, .format = EXPORT_VCARD };
    ExportFile file = export_begin(arena, LANG_EN, &of);
    Place area = { .name = "Ŵŷŵ, the long place whose name goes on and on; until the line is full Ŵŷŵŵŵŵ",
                   .name_cy = "" };
    export_row(&file, &(Chosen){ .name = "Anna; B, C\\D Smith", .mail = "a@example.org",
                                 .phone = "020 7946 0000x", .area = area, .address = "",
                                 .postcode = "" });
    const char *text = export_end(&file, "");
    CHECK_CONTAINS("name", text, "\r\nFN:Anna\\; B\\, C\\\\D Smith\r\n");
    CHECK_CONTAINS("names", text, "\r\nN:Smith;Anna\\; B\\, C\\\\D;;;\r\n");
    CHECK_CONTAINS("copy", text, "\r\nNOTE:Copy 17\r\n");
    TextBuilder whole = text_builder(arena);
    for (const char *at = text; *at != '\0'; at++) {
        if (text_starts(at, "\r\n "))
            at += 2;
        else
            text_add_char(&whole, *at);
    }
    CHECK_CONTAINS("unfolded", text_of(&whole),
                   "ORG:Ŵŷŵ\\, the long place whose name goes on and on\\; until the line is full Ŵŷŵŵŵŵ\r\n");
    for (const char *at = text, *end; *at != '\0'; at = end + 2) {
        end = strstr(at, "\r\n");
        CHECK("no line is too long", end != NULL && end - at <= 75);
        CHECK("whole characters", text_is_utf8(at, (size_t)(end - at)));
    }
    arena_free(arena);
}

/* --- how a place is doing ---------------------------------------------------------------- */

TEST(figures_count_the_place_and_nothing_around_it)
{
    Land land = land_begin();
    Four four = four_join(&land);
    members_set_state(land.db, four.bo.person, MEMBER_LAPSED, TEST_NOW, &land.random);
    members_set_state(land.db, four.dai.person, MEMBER_LAPSED, TEST_NOW, &land.random);
    joins(&land, &land.branch, "Old Hand", "", "", TEST_NOW - 800 * DAY_MS);
    joins(&land, &land.branch, "Last Month", "", "", TEST_NOW - 25 * DAY_MS);
    Months months = months_until(db_arena(land.db), LANG_EN, TEST_NOW + 10);
    CHECK_TEXT("the first", months.label[0], "December 2025");
    CHECK_TEXT("the last", months.label[FIGURES_MONTHS - 1], "November 2026");
    const struct { const char *name; const Place *place; int64_t now, all, lapsed; } rows[] = {
        { "a branch", &land.branch, 2, 3, 0 }, { "its party", &land.party, 3, 4, 1 },
        { "the other party", &land.other_party, 1, 1, 1 }, { "all", &land.movement, 4, 5, 2 },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        for (int large = 0; large < 2; large++) {
            Scope scope = scope_of(&land, rows[i].place);
            MonthCounts counts = figures_joined(land.db, scope, &months, large == 1);
            CHECK_INT(rows[i].name, counts.month[FIGURES_MONTHS - 1], rows[i].now);
            CHECK_INT(rows[i].name, counts.all, rows[i].all);
            CHECK_INT(rows[i].name, figures_states(land.db, scope).lapsed, rows[i].lapsed);
            CHECK_INT(rows[i].name, figures_left(land.db, scope, &months).all, 0);
        }
    db_run(land.db, "INSERT INTO members_change (area_id, id, member, person, kind, at, why, lang)"
                    " VALUES ($1, $2, $2, $2, 5, $3, '', 'en')",
           args(sql_id(land.other_branch.id.id), sql_id(four.dai.person.id), sql_int(TEST_NOW)));
    CHECK_INT("left there", figures_left(land.db, scope_of(&land, &land.other_party), &months).all, 1);
    CHECK_INT("not here", figures_left(land.db, scope_of(&land, &land.party), &months).all, 0);
    test_database_close(land.db);
}

TEST(what_somebody_was_given_is_told_where_they_belong)
{
    Land land = land_begin();
    Four four = four_join(&land);
    people_make_officer(land.db, four.anna.person, land.branch.id, TEST_NOW + DAY_MS,
                        (PersonId){0}, "elected", TEST_NOW, &land.random);
    PastGrantList grants =
        past_grants(land.db, scope_of(&land, &land.party), four.anna.person, LANG_EN);
    CHECK_INT("one gift, however many purposes", grants.count, 1);
    CHECK_INT("with its end", grants.item[0].until, TEST_NOW + DAY_MS);
    CHECK_INT("not told elsewhere",
              past_grants(land.db, scope_of(&land, &land.other_party), four.anna.person,
                          LANG_EN).count, 0);
    test_database_close(land.db);
}

/* --- dues and welcome calls ------------------------------------------------------------------------ */

/* Anna has paid, Carys is late, Bo never chose a rate; Bo and Carys wait for a call. */
static const struct { const char *name; int dues, calls; const char *want; } filters[] = {
    { "everybody",            DUES_ANY,     0, "Carys Jones, Anna Smith, Bo Smith" },
    { "who has paid",         DUES_PAID,    0, "Anna Smith" },
    { "who is late",          DUES_LATE,    0, "Carys Jones" },
    { "who chose no rate",    DUES_NO_RATE, 0, "Bo Smith" },
    { "who waits for a call", DUES_ANY,     1, "Carys Jones, Bo Smith" },
    { "who waits, and is late", DUES_LATE,  1, "Carys Jones" },
    { "who waits, and has paid", DUES_PAID, 1, "" },
};

TEST(a_list_is_filtered_by_dues_and_by_welcome_calls_whichever_way_it_is_found)
{
    Land land = land_begin();
    Four four = four_join(&land);
    Scope scope = scope_of(&land, &land.party);
    const Rate rate = { .kind = RATE_STANDARD, .pence = 500, .months = 1 };
    const TimeMs now = TEST_NOW + 40 * DAY_MS; /* the first month is free */
    db_begin(land.db);
    dues_choose(land.db, four.anna.person, &rate, now, now);
    dues_choose(land.db, four.carys.person, &rate, TEST_NOW, TEST_NOW);
    welcome_begin(land.db, four.bo.person, land.sister.id, TEST_NOW);
    welcome_begin(land.db, four.carys.person, land.branch.id, TEST_NOW);
    welcome_begin(land.db, four.dai.person, land.other_branch.id, TEST_NOW);
    db_commit(land.db);
    for (size_t i = 0; i < COUNT(filters); i++) {
        ListQuery query = all_of(&land.party);
        query.dues = filters[i].dues;
        query.calls = filters[i].calls;
        query.now = now;
        ListKey after = first_key(false);
        FoundList gathered = find_gathered(land.db, scope, &query, &after);
        FoundList scanned = find_scanned(land.db, scope, &query, &after, true).found;
        CHECK_TEXT(filters[i].name, names_of(&land, scope, &gathered), filters[i].want);
        CHECK_TEXT(filters[i].name, names_of(&land, scope, &scanned), filters[i].want);
        CHECK_INT(filters[i].name, find_count(land.db, scope, &query), gathered.count);
    }
    CHECK_INT("late in the party", dues_late(land.db, land.party.id, now).people, 1);
    CHECK_INT("late beside", dues_late(land.db, land.other_branch.id, now).people, 0);
    CHECK_INT("waiting in the party", welcome_waiting(land.db, land.party.id).count, 2);
    test_database_close(land.db);
}

TEST(seeds_are_those_of_ones_place_and_tell_whose_list_it_was)
{
    Land land = land_begin();
    Scope own = scope_of(&land, &land.branch);
    Export made = { .id = { id_new(TEST_NOW, &land.random) } };
    made.serial = trail_copy(land.db, own, "list of members", 5, "leaflets", TEST_NOW);
    const char *key = members_search_words(db_arena(land.db), "Zeta Quill");
    seed_keep(land.db, own, &made, 0,
              &(Seed){ .name = "Zeta Quill", .key = key, .mail = "help+q7@example.org",
                       .number = 777777, .joined = TEST_NOW }, TEST_NOW);
    const struct { const char *name; const Place *place; size_t kept, leaks; } rows[] = {
        { "the branch",          &land.branch,      1, 1 }, { "its sister",      &land.sister,      0, 0 },
        { "the party around it", &land.party,       0, 1 }, { "the other party", &land.other_party, 0, 0 },
        { "the movement",        &land.movement,    0, 1 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Scope scope = scope_of(&land, rows[i].place);
        CHECK_INT(rows[i].name, seeds_kept(land.db, scope, made.id).count, rows[i].kept);
        CHECK_INT(rows[i].name, leaks_of(land.db, scope, LANG_EN, "zeta quill").count, rows[i].leaks);
        CHECK_INT(rows[i].name, leaks_of(land.db, scope, LANG_EN, "help+q7@example.org").count,
                  rows[i].leaks);
    }
    CHECK_INT("nobody else", leaks_of(land.db, scope_of(&land, &land.movement), LANG_EN,
                                      "zeta quill-jones").count, 0);
    test_database_close(land.db);
}

TEST(by_which_ways_a_member_wants_to_be_reached_is_told_where_they_belong)
{
    Land land = land_begin();
    Four four = four_join(&land);
    profile_say(land.db, four.anna.person, land.branch.id,
                &(Profile){ .own_words = "", .access = "", .reach = REACH_PHONE }, TEST_NOW,
                &land.random);
    CHECK_INT("here", member_reach(land.db, scope_of(&land, &land.branch), four.anna.person),
              REACH_PHONE);
    CHECK_INT("from above", member_reach(land.db, scope_of(&land, &land.party), four.anna.person),
              REACH_PHONE);
    CHECK_INT("not elsewhere",
              member_reach(land.db, scope_of(&land, &land.other_party), four.anna.person), 0);
    test_database_close(land.db);
}

/* Each list that an officer reads or takes out, by its own way. */
TEST(who_objects_is_left_in_peace_by_every_list_of_the_desk)
{
    Land land = land_begin();
    Four four = four_join(&land);
    Scope scope = scope_of(&land, &land.branch);
    Chosen member;
    CHECK("there", member_here(land.db, scope, four.anna.id, &member));
    CHECK("a number, before", member.phone[0] != '\0' && !member.no_calls && !member.no_mail);
    consent_object_phone(land.db, member.phone, CHANNEL_PHONE, land.officer, TEST_NOW, &land.random);
    consent_object(land.db, member.mail, CHANNEL_PHONE, land.officer, TEST_NOW, &land.random);

    CHECK("there still", member_here(land.db, scope, four.anna.id, &member));
    CHECK("her page", member.phone[0] == '\0' && member.no_calls && member.no_mail);
    Found found = { .area = four.anna.area, .id = four.anna.id.id };
    ChosenList list = list_rows(land.db, scope, &found, 1, TEST_NOW);
    CHECK("the list", list.count == 1 && list.item[0].phone[0] == '\0' && list.item[0].no_calls);
    ChoiceId choice = chooses(&land, scope, &four.anna);
    list = choice_members(land.db, scope, choice, NULL);
    CHECK("those who were ticked",
          list.count == 1 && list.item[0].phone[0] == '\0' && list.item[0].no_mail);

    Arena *arena = db_arena(land.db);
    Export of = { .serial = 7, .format = EXPORT_CSV };
    ExportFile file = export_begin(arena, LANG_EN, &of);
    export_row(&file, &list.item[0]);
    const char *table = csv_text(&file.csv);
    CHECK_CONTAINS("a word instead of the number", table, "Wants no calls");
    CHECK_CONTAINS("and of the address", table, "Wants no mail");
    CHECK("which is not there", strstr(table, "@") == NULL);

    CHECK("another number lifts nothing", !consent_lift_phone(land.db, "07700 900002"));
    CHECK("her own does, however it is written", consent_lift_phone(land.db, "+44 7700 900001"));
    CHECK("there", member_here(land.db, scope, four.anna.id, &member));
    CHECK("her number is back, and her address not yet",
          member.phone[0] != '\0' && !member.no_calls && member.no_mail);
    test_database_close(land.db);
}
