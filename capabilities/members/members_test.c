/* members_test.c: who is found, by whom, and what is never lost.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/local.h"
#include "capabilities/members/membership.h"
#include "capabilities/members/roll.h"
#include "tests/check.h"
#include "tests/database.h"

/* A party with two branches, and another party beside it. */
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
    land.officer = (PersonId){ id_new(TEST_NOW, &land.random) };
    return land;
}

static MemberId joins(Land *land, const Place *place, const char *name, TimeMs at)
{
    return members_add(land->db,
                       &(NewMember){ .area = place->id,
                                     .person = { id_new(at, &land->random) },
                                     .name = name, .mail = "x@example.org", .joined = at },
                       &land->random);
}

static Scope scope_of(Land *land, const Place *place)
{
    return test_scope(db_arena(land->db), place->id, PURPOSE_MEMBERSHIP, land->officer);
}

static const char *names_of(Land *land, const MemberList *list)
{
    TextBuilder out = text_builder(db_arena(land->db));
    text_add(&out, "");
    for (size_t i = 0; i < list->count; i++)
        text_add_format(&out, "%s%s", i == 0 ? "" : ", ", list->item[i].name);
    return text_of(&out);
}

static const MemberCursor beginning = { .key = "" };

/* --- whom an officer reaches --------------------------------------------------- */

TEST(a_member_is_opened_from_their_branch_and_from_above_and_from_nowhere_else)
{
    Land land = land_begin();
    MemberId anna = joins(&land, &land.branch, "Anna Smith", TEST_NOW);
    const struct { const char *name; const Place *place; bool want; } rows[] = {
        { "their branch", &land.branch, true },
        { "their party", &land.party, true },
        { "their region", &land.region, true },
        { "the branch beside it", &land.sister, false },
        { "the party beside it", &land.other_party, false },
        { "a branch of that party", &land.other_branch, false },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Member member;
        Scope scope = scope_of(&land, rows[i].place);
        CHECK_INT(rows[i].name, member_by_id(land.db, scope, anna, &member), rows[i].want);
        CHECK_INT(rows[i].name, scope.seen->count, rows[i].want);
    }
    CHECK("nothing failed", !db_failed(land.db));
    test_database_close(land.db);
}

TEST(lists_stop_at_the_border_of_the_scope)
{
    Land land = land_begin();
    joins(&land, &land.branch, "Anna Smith", TEST_NOW);
    joins(&land, &land.sister, "Bashir Smith", TEST_NOW + 1);
    joins(&land, &land.party, "Carys Smith", TEST_NOW + 2);
    joins(&land, &land.other_branch, "Dai Smith", TEST_NOW + 3);
    const struct { const char *name; const Place *place; const char *want; } rows[] = {
        { "a branch sees itself", &land.branch, "Anna Smith" },
        { "a party sees its branches and itself", &land.party,
          "Anna Smith, Bashir Smith, Carys Smith" },
        { "the other party sees its own", &land.other_party, "Dai Smith" },
        { "a region sees both", &land.region, "Anna Smith, Bashir Smith, Carys Smith, Dai Smith" },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Scope scope = scope_of(&land, rows[i].place);
        MemberList named = members_by_name(land.db, scope, "", &beginning);
        CHECK_TEXT(rows[i].name, names_of(&land, &named), rows[i].want);
        CHECK_INT(rows[i].name, scope.seen->count, named.count);
        MemberList turned = members_by_turn(land.db, scope, "smith", &beginning);
        CHECK_TEXT(rows[i].name, names_of(&land, &turned), rows[i].want);
        MemberList newest = members_by_newest(land.db, scope, "", &beginning);
        CHECK_INT(rows[i].name, newest.count, named.count);
    }
    test_database_close(land.db);
}

TEST(a_person_is_found_for_an_office_only_inside_the_area)
{
    Land land = land_begin();
    PersonId person = { id_new(TEST_NOW, &land.random) };
    members_add(land.db,
                &(NewMember){ .area = land.branch.id, .person = person, .name = "Anna Smith",
                              .joined = TEST_NOW },
                &land.random);
    joins(&land, &land.branch, "Bo Rees", TEST_NOW + 1);
    Member member;
    CHECK("inside", member_by_person(land.db, scope_of(&land, &land.party), person.id, &member));
    CHECK_TEXT("and nobody else", member.name, "Anna Smith");
    CHECK("beside",
          !member_by_person(land.db, scope_of(&land, &land.sister), person.id, &member));
    test_database_close(land.db);
}

TEST(a_person_sees_their_own_row_and_nobody_elses)
{
    Land land = land_begin();
    PersonId anna = { id_new(TEST_NOW, &land.random) };
    members_add(land.db,
                &(NewMember){ .area = land.branch.id, .person = anna, .name = "Anna Smith",
                              .joined = TEST_NOW },
                &land.random);
    joins(&land, &land.branch, "Bashir Smith", TEST_NOW);
    Member member;
    Scope own = test_scope(db_arena(land.db), (AreaId){0}, PURPOSE_OWN, anna);
    CHECK("there", member_own(land.db, own, &member));
    CHECK_TEXT("own", member.name, "Anna Smith");
    CHECK_INT("seeing oneself is not noted", own.seen->count, 0);
    Scope guest = test_scope(db_arena(land.db), (AreaId){0}, PURPOSE_OPEN, (PersonId){0});
    CHECK("a guest has none", !member_own(land.db, guest, &member));
    test_database_close(land.db);
}

/* --- finding --------------------------------------------------------------------- */

static const struct { const char *typed, *want; } searches[] = {
    { "smi", "Anna Smith, Siân O'Neil Smith" },
    { "ANNA", "Anna Smith" },
    { "sian", "Siân O'Neil Smith" },
    { "Siân", "Siân O'Neil Smith" },
    { "o'neil", "Siân O'Neil Smith" },
    { "oneil", "Siân O'Neil Smith" },
    { "anna smith", "Anna Smith" },
    { "smith anna", "Anna Smith" },
    { "rees", "Bo Jones-Rees" },
    { "jones-rees", "Bo Jones-Rees" },
    { "nna", "" },
    { "%", "Bo Jones-Rees, Anna Smith, Siân O'Neil Smith" }, /* no word at all: everybody */
    { "100%", "" },
    { "_nna", "" },
    { "' OR 1=1", "" },
};

TEST(names_are_found_by_the_beginning_of_any_word)
{
    Land land = land_begin();
    joins(&land, &land.branch, "Anna Smith", TEST_NOW);
    joins(&land, &land.branch, "Siân O'Neil Smith", TEST_NOW + 1);
    joins(&land, &land.branch, "Bo Jones-Rees", TEST_NOW + 2);
    Scope scope = scope_of(&land, &land.party);
    for (size_t i = 0; i < COUNT(searches); i++) {
        const char *words = members_search_words(db_arena(land.db), searches[i].typed);
        MemberList list = members_by_name(land.db, scope, words, &beginning);
        CHECK_TEXT(searches[i].typed, names_of(&land, &list), searches[i].want);
        MemberList turned = members_by_turn(land.db, scope, words, &beginning);
        CHECK_INT(searches[i].typed, turned.count, words[0] == '\0' ? 0 : list.count);
    }
    CHECK("nothing failed", !db_failed(land.db));
    test_database_close(land.db);
}

TEST(pages_of_a_list_meet_without_gap_or_repeat)
{
    enum { MANY = 3 * MEMBERS_PER_PAGE + 7, SAME = 60 };
    Land land = land_begin();
    for (int i = 0; i < MANY; i++) /* more of one name than a page holds */
        joins(&land, i % 2 == 0 ? &land.branch : &land.sister,
              i < SAME ? "Sam Smith"
                       : text_format(db_arena(land.db), "Person%03d Smith", i),
              TEST_NOW + i);
    typedef MemberList Lister(Db *, Scope, const char *, const MemberCursor *);
    const struct { const char *name; Lister *list; const char *words; } rows[] = {
        { "by name", members_by_name, "" },
        { "newest", members_by_newest, "" },
        { "by turn", members_by_turn, "smith" },
    };
    for (size_t r = 0; r < COUNT(rows); r++) {
        Scope scope = scope_of(&land, &land.party);
        MemberCursor after = beginning;
        size_t read = 0, pages = 0;
        for (;;) {
            MemberList list = rows[r].list(land.db, scope, rows[r].words, &after);
            size_t shown = list.count > MEMBERS_PER_PAGE ? MEMBERS_PER_PAGE : list.count;
            read += shown;
            pages++;
            if (list.count <= MEMBERS_PER_PAGE)
                break;
            after = (MemberCursor){ .key = list.item[shown - 1].key,
                                    .id = list.item[shown - 1].id.id };
        }
        CHECK_INT(rows[r].name, read, MANY);
        CHECK_INT(rows[r].name, pages, 4);
        for (size_t i = 0; i < scope.seen->count; i++) /* one more row is read than is shown */
            for (size_t j = 0; j < i; j++)
                if (id_equal(scope.seen->item[i], scope.seen->item[j]))
                    read--;
        CHECK_INT(rows[r].name, read, MANY - (int)(scope.seen->count - MANY));
    }
    test_database_close(land.db);
}

/* --- joining, moving, counting ------------------------------------------------------- */

TEST(joining_elsewhere_moves_the_member_with_name_number_and_counts)
{
    Land land = land_begin();
    PersonId anna = { id_new(TEST_NOW, &land.random) };
    NewMember member = { .area = land.branch.id, .person = anna, .name = "Anna Smith",
                         .joined = TEST_NOW };
    joins(&land, &land.sister, "Bo Rees", TEST_NOW);
    joins(&land, &land.other_branch, "Cai Rees", TEST_NOW);
    members_join(land.db, &member, &land.random);
    CHECK_INT("counted", members_in(land.db, land.party.id), 2);
    Member before, after;
    Scope own = test_scope(db_arena(land.db), (AreaId){0}, PURPOSE_OWN, anna);
    CHECK("there", member_own(land.db, own, &before));

    members_join(land.db, &member, &land.random); /* a link used twice */
    CHECK_INT("twice is once", members_in(land.db, land.party.id), 2);

    member.area = land.other_branch.id;
    members_join(land.db, &member, &land.random);
    CHECK("still there", member_own(land.db, own, &after));
    CHECK_INT("the same number", after.number, before.number);
    CHECK_INT("gone from there", members_in(land.db, land.party.id), 1);
    CHECK_INT("counted here", members_in(land.db, land.other_party.id), 2);
    MemberList old = members_by_turn(land.db, scope_of(&land, &land.party), "anna", &beginning);
    MemberList found =
        members_by_turn(land.db, scope_of(&land, &land.other_party), "anna", &beginning);
    CHECK_INT("not found there", old.count, 0);
    CHECK_INT("found here", found.count, 1);
    CHECK("nothing failed", !db_failed(land.db));
    test_database_close(land.db);
}

TEST(numbers_are_given_once)
{
    Land land = land_begin();
    joins(&land, &land.branch, "Anna", TEST_NOW);
    joins(&land, &land.sister, "Bo", TEST_NOW);
    MemberList list = members_by_name(land.db, scope_of(&land, &land.party), "", &beginning);
    CHECK_INT("two", list.count, 2);
    CHECK("different", list.item[0].number != list.item[1].number);
    test_database_close(land.db);
}

TEST(counts_part_by_part_add_up)
{
    Land land = land_begin();
    joins(&land, &land.branch, "Anna", TEST_NOW);
    joins(&land, &land.party, "Bo", TEST_NOW);
    joins(&land, &land.other_branch, "Cai", TEST_NOW);
    AreaCountList parts = members_in_children(land.db, land.region.id);
    int64_t sum = 0;
    for (size_t i = 0; i < parts.count; i++) {
        sum += parts.item[i].members;
        if (id_equal(parts.item[i].area.id.id, land.party.id.id))
            CHECK_INT("the party's", parts.item[i].members, 2);
    }
    CHECK_INT("all", sum, 3);
    CHECK_INT("the region's", members_in(land.db, land.region.id), 3);
    test_database_close(land.db);
}

/* --- the local page ---------------------------------------------------------------------- */

static LocalPage page_with(const Place *place, Lang lang, int64_t base, const char *about)
{
    return (LocalPage){ .area = place->id, .lang = lang, .version = base, .about = about,
                        .meeting = "The hall", .at = TEST_NOW + base, .link_count = 1,
                        .link = { { "https://example.org/a?b=c", "Our news: a, b" } } };
}

TEST(who_writes_second_from_the_same_version_is_told_and_overwrites_nothing)
{
    Land land = land_begin();
    LocalPage first = page_with(&land.party, LANG_EN, 0, "one");
    LocalPage second = page_with(&land.party, LANG_EN, 1, "two");
    LocalPage late = page_with(&land.party, LANG_EN, 1, "late");
    CHECK("first", members_page_set(land.db, &first));
    CHECK("second", members_page_set(land.db, &second));
    CHECK("too late", !members_page_set(land.db, &late));
    CHECK("which is no failure", !db_failed(land.db));
    LocalPage theirs = page_with(&land.other_party, LANG_EN, 5, "the party beside");
    CHECK("beside", members_page_set(land.db, &theirs));

    LocalPage now;
    CHECK("there", local_page_in(land.db, land.party.id, LANG_EN, &now));
    CHECK_TEXT("the second stands", now.about, "two");
    CHECK_INT("as version", now.version, 2);
    CHECK_INT("with its link", now.link_count, 1);
    CHECK_TEXT("address", now.link[0].url, "https://example.org/a?b=c");
    CHECK_TEXT("words", now.link[0].words, "Our news: a, b");
    LocalPage old;
    CHECK("the first is kept",
          local_version(land.db, scope_of(&land, &land.party), LANG_EN, 1, &old));
    CHECK_TEXT("as it was", old.about, "one");
    test_database_close(land.db);
}

TEST(a_page_is_shown_in_the_readers_language_or_else_in_the_other)
{
    Land land = land_begin();
    LocalPage page, welsh = page_with(&land.party, LANG_CY, 0, "croeso");
    CHECK("unwritten", !local_page_for(land.db, land.party.id, LANG_EN, &page));
    members_page_set(land.db, &welsh);
    CHECK("the other", local_page_for(land.db, land.party.id, LANG_EN, &page));
    CHECK_INT("marked as what it is", page.lang, LANG_CY);
    LocalPage english = page_with(&land.party, LANG_EN, 0, "welcome");
    CHECK("each language counts by itself", members_page_set(land.db, &english));
    local_page_for(land.db, land.party.id, LANG_EN, &page);
    CHECK_TEXT("one's own", page.about, "welcome");
    test_database_close(land.db);
}

TEST(history_is_of_one_area_and_names_its_writers)
{
    Land land = land_begin();
    PersonId anna = { id_new(TEST_NOW, &land.random) };
    members_add(land.db,
                &(NewMember){ .area = land.branch.id, .person = anna, .name = "Anna Smith",
                              .joined = TEST_NOW },
                &land.random);
    LocalPage page = page_with(&land.party, LANG_EN, 0, "one");
    page.by = anna;
    members_page_set(land.db, &page);
    LocalPage other = page_with(&land.other_party, LANG_EN, 0, "theirs");
    members_page_set(land.db, &other);

    Scope scope = scope_of(&land, &land.party);
    LocalPageList list = local_versions(land.db, scope);
    CHECK_INT("one version", list.count, 1);
    CHECK_TEXT("by", list.item[0].by_name, "Anna Smith");
    CHECK_INT("and that is noted", scope.seen->count, 1);
    LocalPage old;
    CHECK("not from beside",
          !local_version(land.db, scope_of(&land, &land.branch), LANG_EN, 1, &old));
    test_database_close(land.db);
}

/* --- offices ---------------------------------------------------------------------------------- */

TEST(one_secretary_follows_another_and_trainers_stand_side_by_side)
{
    Land land = land_begin();
    PersonId who = land.officer;
    members_set_office(land.db, land.other_party.id, OFFICE_SECRETARY, who, "Zoe", TEST_NOW,
                       &land.random);
    members_set_office(land.db, land.party.id, OFFICE_SECRETARY, who, "Anna", TEST_NOW,
                       &land.random);
    members_set_office(land.db, land.party.id, OFFICE_SECRETARY, who, "Bo", TEST_NOW + 1,
                       &land.random);
    members_set_office(land.db, land.party.id, OFFICE_TRAINER, who, "Cai", TEST_NOW, &land.random);
    members_set_office(land.db, land.party.id, OFFICE_TRAINER, who, "Dai", TEST_NOW, &land.random);
    members_set_office(land.db, land.other_party.id, OFFICE_CHAIR, who, "Eva", TEST_NOW,
                       &land.random);
    OfficeList list = offices_of(land.db, land.party.id, land.party.id);
    CHECK_INT("three", list.count, 3);
    CHECK_TEXT("the newer secretary", list.item[0].shown_name, "Bo");
    CHECK_TEXT("in words", office_words(list.item[0].title), "Secretary");
    CHECK("letters go to the holder",
          id_equal(office_mailbox(land.db, &list.item[0]).id, who.id));
    list.item[0].area = land.other_party.id;
    CHECK("not by way of another area", id_is_none(office_mailbox(land.db, &list.item[0]).id));
    CHECK_INT("theirs stay in office",
              offices_of(land.db, land.other_party.id, land.other_party.id).count, 2);
    test_database_close(land.db);
}

TEST(an_officer_of_another_party_cannot_rename_or_end_an_office)
{
    Land land = land_begin();
    OfficeId id = members_set_office(land.db, land.party.id, OFFICE_CHAIR, land.officer, "Anna",
                                     TEST_NOW, &land.random);
    Scope beside = scope_of(&land, &land.other_party);
    office_rename(land.db, beside, id, "Mallory");
    office_end(land.db, beside, id, TEST_NOW);
    Office office;
    CHECK("still there", office_by_id(land.db, land.party.id, id, &office));
    CHECK_TEXT("as it was", office.shown_name, "Anna");
    CHECK("not under another area's path",
          !office_by_id(land.db, land.other_party.id, id, &office));

    Scope own = scope_of(&land, &land.party);
    office_rename(land.db, own, id, "Anna S.");
    office_by_id(land.db, land.party.id, id, &office);
    CHECK_TEXT("renamed", office.shown_name, "Anna S.");
    office_end(land.db, own, id, TEST_NOW);
    CHECK("ended", !office_by_id(land.db, land.party.id, id, &office));
    test_database_close(land.db);
}
