/* imports_test.c: a list is brought in, looked at, written, and taken back.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/imports/import.h"
#include "capabilities/imports/messy_test.h"
#include "capabilities/imports/sheet_test.h"
#include "capabilities/people/people.h"
#include "core/postcode.h"
#include "sys/apart.h"
#include "sys/rights.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"
#include "web/xlsx.h"

/* An officer of a branch, another of a branch elsewhere, and the jobs process. */
typedef struct {
    Journey *j;
    Browser  officer, stranger;
    Outside  outside;
    Arena   *arena;
    const char *path; /* of the lists */
} Story;

static Story story_begin(void)
{
    Story story = { .j = journey_begin(), .arena = arena_new((size_t)64 * 1024 * 1024),
                    .outside = { .apart = apart_run, .rights = RIGHTS_ON } };
    PersonId ann = journey_member(story.j, "Ann Officer", "ann@example.net", story.j->branch.id);
    PersonId bea = journey_member(story.j, "Bea Elsewhere", "bea@example.net",
                                  story.j->other_branch.id);
    journey_officer(story.j, ann, story.j->branch.id);
    journey_officer(story.j, bea, story.j->other_branch.id);
    story.officer = browser_new(story.j);
    story.stranger = browser_new(story.j);
    browser_sign_in(&story.officer, "ann@example.net");
    browser_sign_in(&story.stranger, "bea@example.net");
    story.path = text_format(story.arena, "/areas/%s/imports", story.j->branch.slug);
    return story;
}

static void story_end(Story *story)
{
    arena_free(story->arena);
    journey_end(story->j);
}

/* As the jobs process does, until there is nothing to do. */
static void work(Story *story)
{
    enum { ROUNDS_MAX = 10000 };
    Arena *arena = arena_new(ARENA_REQUEST_MAX), *before = db_arena(story->j->db);
    Job job = { .db = story->j->db, .arena = arena, .site = &story->j->site,
                .outside = &story->outside, .random = &story->j->random, .now = story->j->now };
    bool is_more = true;
    for (int i = 0; i < ROUNDS_MAX && is_more; i++) {
        arena_reset(arena);
        db_use_arena(job.db, arena);
        is_more = imports_capability.job(&job);
    }
    while (imports_capability.prune(&job))
        continue;
    db_use_arena(job.db, before);
    arena_free(arena);
    CHECK("it comes to an end", !is_more);
}

/* Sends a list and lets it be read; gives its path. */
static const char *send(Story *story, const char *name, const char *bytes, size_t length)
{
    Reply reply = browser_send_file(&story->officer, story->path, "", "file", name, bytes, length);
    CHECK_INT("it is taken", reply.status, 303);
    const char *path = text_copy(story->arena, reply_location(&reply));
    work(story);
    return path;
}

static const char *page(Story *story, const char *path)
{
    Reply reply = browser_get(&story->officer, path);
    CHECK_INT(path, reply.status, 200);
    return text_copy_bytes(story->arena, reply.body, reply.body_length);
}

static void press(Story *story, const char *path, const char *what, const char *form)
{
    Reply reply = browser_post(&story->officer, text_format(story->arena, "%s/%s", path, what), form);
    CHECK_INT(what, reply.status, 303);
    work(story);
}

static int64_t members(Story *story)
{
    return journey_count(story->j, "SELECT count(*) FROM members_member");
}

/* Everything that an import writes to, so that "as it was" means something. */
static const char *traces(Story *story)
{
    static const char *const counts[] = {
        "SELECT count(*) FROM members_member", "SELECT count(*) FROM members_turn",
        "SELECT coalesce(sum(members), 0) FROM members_count", "SELECT count(*) FROM members_change",
        "SELECT count(*) FROM people_person", "SELECT count(*) FROM people_mail",
        "SELECT count(*) FROM people_grant", "SELECT count(*) FROM outbox_message",
    };
    TextBuilder out = text_builder(story->arena);
    for (size_t i = 0; i < COUNT(counts); i++)
        text_add_format(&out, "%lld ", (long long)journey_count(story->j, counts[i]));
    return text_of(&out);
}

TEST(imports_brings_in_200_members_from_a_messy_list_and_takes_them_back)
{
    Story story = story_begin();
    size_t length;
    const char *csv = messy_csv(story.arena, &length);
    const char *before = traces(&story);
    const char *path = send(&story, "members march.csv", csv, length);

    const char *mapping = page(&story, path);
    CHECK_CONTAINS("its name", mapping, "members march.csv");
    CHECK_CONTAINS("headings are found", mapping, "value=\"3\" aria-describedby=\"heading-hint\"");
    CHECK_CONTAINS("and understood", mapping, "<option value=\"name\" selected>");
    CHECK_CONTAINS("and understood", mapping, "<option value=\"joined\" selected>");
    CHECK_CONTAINS("the first as they would be", mapping, "Anwen Probert");
    CHECK_CONTAINS("the nought is back", mapping, "07700900000");

    press(&story, path, "columns", "heading=3&known=1&c0=name&c1=mail&c2=phone&c3=joined&c4=-");
    const char *checked = page(&story, path);
    CHECK_CONTAINS("new", checked, "200 new members");
    CHECK_CONTAINS("left out", checked, "8 rows left out");
    CHECK_CONTAINS("a button", checked, "Import 200 rows");
    CHECK_TEXT("nothing is written", traces(&story), before);

    press(&story, path, "run", "");
    CHECK_INT("200 more", members(&story), 2 + MESSY_PEOPLE);
    CHECK_INT("some without e-mail", journey_count(story.j,
        "SELECT count(*) FROM members_member WHERE mail = ''"), MESSY_MAILLESS);
    CHECK_INT("letters as they were", journey_count(story.j,
        "SELECT count(*) FROM members_member WHERE name LIKE 'Siân %'"), 20);
    CHECK_INT("each with a way to reach them", journey_count(story.j,
        "SELECT count(*) FROM members_member WHERE phone LIKE '077009%'"), MESSY_PEOPLE);
    CHECK_INT("and nobody was written to", journey_count(story.j,
        "SELECT count(*) FROM outbox_message WHERE to_mail LIKE '%example.org'"), 0);
    CHECK_CONTAINS("said", page(&story, path), "The list is written");

    press(&story, path, "undo", "");
    CHECK_TEXT("as it was", traces(&story), before);
    const char *undone = page(&story, path);
    CHECK_CONTAINS("said", undone, "Everything is as it was before.");
    CHECK_CONTAINS("counted", undone, "200 taken back");
    story_end(&story);
}

/* More bytes than a request's memory holds, in rows of one long cell. */
TEST(imports_reads_a_file_that_is_nearly_as_long_as_one_may_be)
{
    enum { ROW_BYTES = 7900, ROWS = 5000 };
    Story story = story_begin();
    Arena *own = arena_new((size_t)2 * REQUEST_FILE_MAX);
    size_t length = (size_t)ROW_BYTES * ROWS;
    char *list = arena_take(own, length);
    memset(list, 'a', length);
    for (size_t i = 0; i < ROWS; i++)
        list[(i + 1) * ROW_BYTES - 1] = '\n';
    memcpy(list, "Name\nAnn Long\n", 14);
    CHECK("longer than a request", length > ARENA_REQUEST_MAX && length < REQUEST_FILE_MAX);
    const char *path = send(&story, "long.csv", list, length);
    CHECK_CONTAINS("it is read", page(&story, path), "What do the columns mean?");
    CHECK_CONTAINS("and shown", page(&story, path), "Ann Long");
    arena_free(own);
    story_end(&story);
}

TEST(imports_reads_the_same_people_from_a_workbook)
{
    Story story = story_begin();
    size_t length;
    const char *book = messy_book(story.arena, &length);
    const char *path = send(&story, "Members.xlsx", book, length);
    const char *mapping = page(&story, path);
    CHECK_CONTAINS("the hidden sheet is named", mapping, "Old members");
    CHECK("and not read", strstr(mapping, "Secret") == NULL);
    CHECK_CONTAINS("the sheet behind, too", mapping, "Costs");
    CHECK_CONTAINS("a formula's value", mapping, "Anwen Probert");
    CHECK_CONTAINS("a number that is a phone's", mapping, "07700900000");

    press(&story, path, "columns", "heading=3&known=1&c1=name&c2=mail&c4=phone&c5=joined");
    press(&story, path, "run", "");
    CHECK_INT("200 more", members(&story), 2 + MESSY_PEOPLE);
    CHECK_INT("the day is right", journey_count(story.j,
        "SELECT count(*) FROM members_member WHERE joined_at BETWEEN 1583020800000 AND 1583107199999"),
        MESSY_PEOPLE); /* 1 March 2020 */
    press(&story, path, "undo", "");
    CHECK_INT("and back", members(&story), 2);
    story_end(&story);
}

static const char three[] = "Name,E-mail,Phone,Address,Postcode\n"
                            "Gwen Best,gwen@example.org,07700 900001,1 High St,\n"
                            "Hal Cole,,07700 900002,,\n"
                            "Ivy Dean,ivy@example.org,07700 900003,,\n";
#define THREE_COLUMNS "heading=1&c0=name&c1=mail&c2=phone&c3=address&c4=postcode"

static const char *bring_three(Story *story)
{
    const char *path = send(story, "three.csv", three, sizeof three - 1);
    press(story, path, "columns", THREE_COLUMNS "&known=1");
    press(story, path, "run", "");
    return path;
}

TEST(imports_leaves_whom_somebody_has_changed_since_or_who_has_signed_in)
{
    Story story = story_begin();
    const char *path = bring_three(&story);
    CHECK_INT("three more", members(&story), 5);
    db_begin(story.j->db);
    db_run_(story.j->db, "UPDATE members_member SET phone = '07700900099' WHERE name = 'Hal Cole'",
            no_args);
    db_commit(story.j->db);
    Browser ivy = browser_new(story.j);
    browser_sign_in(&ivy, "ivy@example.org");

    press(&story, path, "undo", "");
    CHECK_INT("one is gone", members(&story), 4);
    CHECK_INT("and it is Gwen", journey_count(story.j,
        "SELECT count(*) FROM members_member WHERE name = 'Gwen Best'"), 0);
    CHECK_CONTAINS("said", page(&story, path), "2 not taken back");
    const char *left = page(&story, text_format(story.arena, "%s/rows?what=left", path));
    CHECK_CONTAINS("who", left, "Hal Cole");
    CHECK_CONTAINS("why", left, "Changed since by somebody");
    CHECK_CONTAINS("who", left, "Ivy Dean");
    CHECK_CONTAINS("why", left, "active here since");
    CHECK("but not who is gone", strstr(left, "Gwen Best") == NULL);
    story_end(&story);
}

TEST(imports_finds_who_is_there_already_and_fills_in_what_is_missing)
{
    static const char again[] = "Name,E-mail,Phone,Address,Postcode\n"
                                "Gwen Best,gwen@example.org,07700 900009,2 Low St,\n"
                                "Hal Cole,hal@example.org,07700 900002,3 New St,\n"
                                "Ivy Dean,ivy.new@example.org,07700 900003,,\n"
                                "Jo Dean,ivy@example.org,07700 900004,,\n";
    Story story = story_begin();
    bring_three(&story);
    const char *path = send(&story, "again.csv", again, sizeof again - 1);
    press(&story, path, "columns", THREE_COLUMNS "&known=1");
    const char *checked = page(&story, path);
    CHECK_CONTAINS("one is new: she shares a mailbox", checked, "1 new member");
    CHECK_CONTAINS("two are as they were", checked, "2 already there<");
    CHECK_CONTAINS("one gains something", checked, "1 already there, changed");
    const char *rows = page(&story, text_format(story.arena, "%s/rows", path));
    CHECK_CONTAINS("found by mail", rows, "Found by e-mail address.");
    CHECK_CONTAINS("found by name", rows, "Found by name.");
    CHECK_CONTAINS("hers stays", rows, "only they themselves can change it");
    CHECK_CONTAINS("shared", rows, "kept without one");

    press(&story, path, "run", "");
    CHECK_INT("a phone that is there stays", journey_count(story.j,
        "SELECT count(*) FROM members_member WHERE phone = '07700900001' AND address = '1 High St'"),
        1);
    CHECK_INT("Hal has an address now", journey_count(story.j,
        "SELECT count(*) FROM members_member WHERE mail = 'hal@example.org' AND address = '3 New St'"),
        1);
    CHECK_INT("and can sign in", journey_count(story.j,
        "SELECT count(*) FROM people_mail WHERE mail = 'hal@example.org'"), 1);
    CHECK_INT("Ivy's is hers", journey_count(story.j,
        "SELECT count(*) FROM members_member WHERE mail = 'ivy@example.org'"), 1);

    press(&story, path, "undo", "");
    CHECK_INT("Hal is as he was", journey_count(story.j,
        "SELECT count(*) FROM members_member WHERE name = 'Hal Cole' AND mail = '' AND address = ''"),
        1);
    CHECK_INT("and has no account to sign in to", journey_count(story.j,
        "SELECT count(*) FROM people_mail WHERE mail = 'hal@example.org'"), 0);
    CHECK_INT("Jo is gone", members(&story), 5);
    story_end(&story);
}

TEST(imports_takes_the_lists_phone_only_when_told_so)
{
    static const char again[] = "Name,E-mail,Phone\nGwen Best,gwen@example.org,07700 900009\n";
    Story story = story_begin();
    bring_three(&story);
    const char *path = send(&story, "again.csv", again, sizeof again - 1);
    press(&story, path, "columns", "heading=1&c0=name&c1=mail&c2=phone&known=2");
    press(&story, path, "run", "");
    CHECK_INT("the new one", journey_count(story.j,
        "SELECT count(*) FROM members_member WHERE phone = '07700900009'"), 1);
    press(&story, path, "undo", "");
    CHECK_INT("the old one", journey_count(story.j,
        "SELECT count(*) FROM members_member WHERE phone = '07700900001'"), 1);
    story_end(&story);
}

/* What is said of somebody elsewhere is what is said of an account without a
 * membership, too. */
TEST(imports_tells_nobody_who_belongs_elsewhere)
{
    static const char list[] = "Name,E-mail\nBea Elsewhere,bea@example.net\n"
                               "Zoe Nobody,zoe@example.net\n";
    Story story = story_begin();
    db_begin(story.j->db);
    person_add(story.j->db, "Zoe Nobody", "zoe@example.net", LANG_EN, story.j->now,
               &story.j->random);
    db_commit(story.j->db);
    const char *path = send(&story, "list.csv", list, sizeof list - 1);
    press(&story, path, "columns", "heading=1&c0=name&c1=mail&known=1");
    const char *rows = page(&story, text_format(story.arena, "%s/rows?what=refused", path));
    const char *said = strstr(rows, "cannot be used for a new member here");
    CHECK("both", said != NULL && strstr(said + 1, "cannot be used for a new member here") != NULL);
    CHECK("no way to her page", strstr(rows, "/members/") == strstr(rows, "/members/\""));
    story_end(&story);
}

TEST(imports_of_a_party_go_to_the_branch_of_the_postcode_or_of_the_name)
{
    Story story = story_begin();
    Journey *j = story.j;
    PersonId cat = journey_member(j, "Cat Party", "cat@example.net", j->branch.id);
    journey_officer(j, cat, j->party.id);
    browser_sign_in(&story.officer, "cat@example.net");
    story.path = text_format(story.arena, "/areas/%s/imports", j->party.slug);
    PlacePostcodeList near = place_postcodes(j->db, &j->branch, 0, 1);
    PlacePostcodeList far = place_postcodes(j->db, &j->other_branch, 0, 1);
    char here[POSTCODE_TEXT_SIZE], there[POSTCODE_TEXT_SIZE];
    postcode_from_key(near.item[0].key, here);
    postcode_from_key(far.item[0].key, there);
    const char *list = text_format(story.arena,
        "Name,Postcode,Branch\nOne Here,%s,\nTwo There,%s,\nThree Named,,%s\nFour Wrong,,Atlantis\n"
        "Five Nowhere,,\n", here, there, j->branch.name);
    const char *path = send(&story, "party.csv", list, strlen(list));
    press(&story, path, "columns", "heading=1&c0=name&c1=postcode&c2=branch&known=1");
    const char *rows = page(&story, text_format(story.arena, "%s/rows?what=refused", path));
    CHECK_CONTAINS("outside", rows, "Two There");
    CHECK_CONTAINS("why", rows, "to which branch this person belongs");
    CHECK_CONTAINS("no such branch", rows, "There is no branch of this name here.");
    CHECK_CONTAINS("nothing said", rows, "Five Nowhere");
    press(&story, path, "run", "");
    CHECK_INT("two in the branch", journey_count(j,
        "SELECT count(*) FROM members_member m JOIN places_area a ON a.id = m.area_id"
        " WHERE m.name IN ('One Here', 'Three Named')"), 2);
    CHECK_INT("and no more", journey_count(j,
        "SELECT count(*) FROM members_member WHERE name IN ('Two There', 'Four Wrong',"
        " 'Five Nowhere')"), 0);
    story_end(&story);
}

static int64_t belong_to(Story *story, const char *name, const char *slug)
{
    return journey_count(story->j, text_format(story->arena,
        "SELECT count(*) FROM members_member m JOIN places_area a ON a.id = m.area_id"
        " WHERE m.name = '%s' AND a.slug LIKE '%s'", name, slug));
}

TEST(imports_rows_that_say_no_branch_go_where_the_officer_said)
{
    Story story = story_begin();
    Journey *j = story.j;
    PersonId cat = journey_member(j, "Cat Party", "cat@example.net", j->branch.id);
    journey_officer(j, cat, j->party.id);
    browser_sign_in(&story.officer, "cat@example.net");
    story.path = text_format(story.arena, "/areas/%s/imports", j->party.slug);
    PlacePostcodeList far = place_postcodes(j->db, &j->other_branch, 0, 1);
    char there[POSTCODE_TEXT_SIZE];
    postcode_from_key(far.item[0].key, there);
    PlaceList leaves = work_leaves(j->db, j->party.id);
    CHECK("more than one branch", leaves.count > 1);
    const Place *beside = id_equal(leaves.item[0].id.id, j->branch.id.id) ? &leaves.item[1]
                                                                          : &leaves.item[0];
    const char *list = text_format(story.arena,
        "Name,Postcode,Branch,E-mail\nOne Nowhere,,,\nTwo Unknown,ZZ9 9ZZ,,\nThree Elsewhere,%s,,\n"
        "Four Named,,%s,\nFive Wrong,,Atlantis,\nCat Party,,,cat@example.net\n", there, j->branch.name);
    const char *path = send(&story, "party.csv", list, strlen(list));
    CHECK_CONTAINS("it is asked", page(&story, path), "People whose row does not say a branch");
    static const char form[] = "heading=1&c0=name&c1=postcode&c2=branch&c3=mail&known=1&fallback=%s";
    CHECK_INT("a branch of another party", browser_post(&story.officer,
        text_format(story.arena, "%s/columns", path),
        text_format(story.arena, form, j->other_branch.slug)).status, 422);
    press(&story, path, "columns", text_format(story.arena, form, beside->slug));
    press(&story, path, "again", "");
    CHECK_CONTAINS("what was chosen stays", page(&story, path),
                   text_format(story.arena, "<option value=\"%s\" selected>", beside->slug));
    press(&story, path, "columns", text_format(story.arena, form, beside->slug));
    CHECK_CONTAINS("it is said", page(&story, text_format(story.arena, "%s/rows", path)),
                   "they go to the one that you chose");
    press(&story, path, "run", "");
    const struct { const char *name, *slug; } rows[] = {
        { "One Nowhere", beside->slug },
        { "Two Unknown", beside->slug },
        { "Three Elsewhere", "" }, /* it does say, and it is not here */
        { "Four Named", j->branch.slug },
        { "Five Wrong", "" },
        { "Cat Party", j->branch.slug }, /* who is there already stays there */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        bool is_there = rows[i].slug[0] != '\0';
        CHECK_INT(rows[i].name, belong_to(&story, rows[i].name, "%"), is_there);
        CHECK_INT(rows[i].name, belong_to(&story, rows[i].name, rows[i].slug), is_there);
    }

    const char *other = send(&story, "again.csv", "Name\nSeven Out\n", 15);
    press(&story, other, "columns", "heading=1&c0=name&known=1&fallback=");
    press(&story, other, "run", "");
    CHECK_INT("without a choice they are left out", belong_to(&story, "Seven Out", "%"), 0);
    press(&story, other, "remove", "");
    CHECK_INT("one list has a choice", journey_count(j, "SELECT count(*) FROM imports_fallback"), 1);
    j->now += 370 * DAY_MS;
    work(&story);
    CHECK_INT("and it goes with the list", journey_count(j, "SELECT count(*) FROM imports_fallback"), 0);
    story_end(&story);
}

/* A branch that has gone to another place meanwhile takes nobody. */
TEST(imports_fall_to_no_branch_outside_of_the_place)
{
    Story story = story_begin();
    Journey *j = story.j;
    const struct { const char *name; AreaId fallback; RowEnd end; } rows[] = {
        { "inside", j->branch.id, ROW_NEW },
        { "outside", j->other_branch.id, ROW_REFUSED },
        { "none", { { { 0 } } }, ROW_REFUSED },
    };
    ImportRow row = { .line = 2, .cells = "Ann Nowhere", .was = "" };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Import import = { .area = j->party.id, .mapping = "name", .fallback = rows[i].fallback,
                          .headings = "", .facts = "" };
        Bench bench;
        CHECK(rows[i].name, bench_of(&bench, j->db, &import, j->now, &j->random));
        CHECK_INT(rows[i].name, verdict_of(&bench, &row).end, rows[i].end);
    }
    story_end(&story);
}

TEST(imports_of_more_than_a_thousand_take_a_second_officer)
{
    Story story = story_begin();
    Journey *j = story.j;
    PersonId dee = journey_member(j, "Dee Second", "dee@example.com", j->branch.id);
    journey_officer(j, dee, j->branch.id);
    j->now += 15 * DAY_MS; /* a role counts after two weeks */
    browser_sign_in(&story.officer, "ann@example.net");
    TextBuilder out = text_builder(story.arena);
    text_add(&out, "Name,Date joined\n");
    for (int i = 0; i <= IMPORT_ALONE_MAX; i++)
        text_add_format(&out, "Person Number%d,2019-03-12\n", i);
    const char *path = send(&story, "long.csv", text_of(&out), out.length);
    press(&story, path, "columns", "heading=1&c0=name&c1=joined&known=1");
    CHECK_CONTAINS("said", page(&story, path), "Ask a second officer to agree");
    int64_t before = members(&story);
    press(&story, path, "run", "");
    CHECK_INT("nothing is written by one", members(&story), before);
    CHECK_CONTAINS("it waits", page(&story, path), "A second officer has been asked");

    Browser second = browser_new(j);
    browser_sign_in(&second, "dee@example.com");
    Reply acts = browser_get(&second, text_format(story.arena, "/areas/%s/approvals", j->branch.slug));
    CHECK_INT("seen", acts.status, 200);
    const char *start = text_format(story.arena, "/areas/%s/approvals/", j->branch.slug);
    const char *act = text_format(story.arena, "%s%s", start, between(j, acts.body, start, "\""));
    Reply shown = browser_get(&second, act);
    CHECK_CONTAINS("what it is", shown.body, "1,001 new members");
    CHECK_INT("agreed", browser_post(&second, text_format(story.arena, "%s/agree", act), "").status,
              303);
    work(&story);
    CHECK_INT("now they are written", members(&story), before + IMPORT_ALONE_MAX + 1);
    story_end(&story);
}

/* What was agreed is what was looked at: columns that change make another list. */
TEST(imports_that_change_after_they_were_proposed_are_not_written)
{
    Story story = story_begin();
    TextBuilder out = text_builder(story.arena);
    text_add(&out, "Name,Date joined\n");
    for (int i = 0; i <= IMPORT_ALONE_MAX; i++)
        text_add_format(&out, "Person Number%d,2019-03-12\n", i);
    const char *path = send(&story, "long.csv", text_of(&out), out.length);
    press(&story, path, "columns", "heading=1&c0=name&c1=joined&known=1");
    press(&story, path, "run", "");
    ImportId id;
    CHECK("an id", id_from_text(strrchr(path, '/') + 1, &id.id));
    Rows rows = db_rows(story.j->db, "SELECT params FROM approvals_act", no_args);
    const char *params = "";
    while (rows_next(&rows))
        params = row_text(&rows, 0);
    Act act = { .area = story.j->branch.id, .params = params };
    press(&story, path, "take-up", "");
    press(&story, path, "columns", "heading=1&c0=name&c1=-&known=1");
    press(&story, path, "run", "");
    db_begin(story.j->db);
    CHECK("the old yes is for something else", !imports_act.execute(story.j->db, &story.j->site, &act,
                                                                    story.j->now, &story.j->random));
    db_commit(story.j->db);
    CHECK_INT("it waits", work_import(story.j->db, id).state, IMPORT_PROPOSED);
    story_end(&story);
}

TEST(imports_stop_when_whoever_brought_them_in_has_the_role_no_more)
{
    Story story = story_begin();
    const char *path = send(&story, "three.csv", three, sizeof three - 1);
    press(&story, path, "columns", THREE_COLUMNS "&known=1");
    Reply reply = browser_post(&story.officer, text_format(story.arena, "%s/run", path), "");
    CHECK_INT("pressed", reply.status, 303);
    db_begin(story.j->db);
    db_run_(story.j->db, "UPDATE people_grant SET ended = valid_from WHERE role > 1", no_args);
    db_commit(story.j->db);
    work(&story);
    CHECK_INT("nobody came", members(&story), 2);
    CHECK_INT("it stopped", journey_count(story.j, text_format(story.arena,
        "SELECT state FROM imports_import")), IMPORT_STOPPED);
    story_end(&story);
}

TEST(imports_remember_what_headings_mean_for_each_officer)
{
    static const char list[] = "Kennung,Wie\nKim Lee,kim@example.org\n";
    Story story = story_begin();
    const char *path = send(&story, "a.csv", list, sizeof list - 1);
    press(&story, path, "columns", "heading=1&c0=name&c1=mail&known=1");
    const char *next = send(&story, "b.csv", list, sizeof list - 1);
    Reply fault = browser_post(&story.officer, text_format(story.arena, "%s/columns", next),
                               "heading=0&c0=mail&c1=mail");
    CHECK_INT("a list without names is no list", fault.status, 422);
    Reply no_row = browser_post(&story.officer, text_format(story.arena, "%s/columns", next),
                                "heading=77&c0=name&c1=mail");
    CHECK_INT("nor are headings in a row that is not there", no_row.status, 422);
    press(&story, next, "columns", "heading=1&c0=name&c1=mail&known=1");
    press(&story, next, "again", "");
    CHECK_CONTAINS("remembered", page(&story, next), "<option value=\"name\" selected>");
    story_end(&story);
}

TEST(imports_what_one_officer_said_of_a_heading_is_not_anothers)
{
    Story story = story_begin();
    Journey *j = story.j;
    PersonId cai = journey_member(j, "Cai Officer", "cai@example.net", j->branch.id);
    PersonId dee = journey_member(j, "Dee Officer", "dee@example.net", j->branch.id);
    Scope cais = test_scope(story.arena, j->branch.id, PURPOSE_MEMBERSHIP, cai);
    Scope dees = test_scope(story.arena, j->branch.id, PURPOSE_MEMBERSHIP, dee);
    db_begin(j->db);
    heading_say(j->db, cais, "kennung", "name");
    CHECK("kept", db_commit(j->db));
    CHECK_TEXT("who said it", heading_said(j->db, cais, "kennung"), "name");
    CHECK_TEXT("somebody else", heading_said(j->db, dees, "kennung"), "");
    story_end(&story);
}

TEST(imports_report_can_be_taken_out_and_lists_thrown_away)
{
    Story story = story_begin();
    const char *path = bring_three(&story);
    Reply csv = browser_get(&story.officer, text_format(story.arena, "%s/report?what=new", path));
    CHECK_INT("there", csv.status, 200);
    CHECK_CONTAINS("a row", csv.body, "\"2\",\"Gwen Best\",\"gwen@example.org\",\"07700900001\"");
    CHECK_CONTAINS("its end", csv.body, "\"New\"");
    Reply book = browser_get(&story.officer, text_format(story.arena, "%s/report?as=xlsx&what=new",
                                                         path));
    CHECK_TEXT("as a workbook", book.content_type, XLSX_TYPE);
    SheetSaid said = sheet_said(story.arena, book.body, book.body_length, 1000);
    CHECK_CONTAINS("with the same rows", said.rows, "2:2|Gwen Best|gwen@example.org|07700900001");
    Reply none = browser_get(&story.officer, text_format(story.arena, "%s/report?what=refused", path));
    CHECK("only those that were asked for", strstr(none.body, "Gwen") == NULL);

    Reply ask = browser_get(&story.officer, text_format(story.arena, "%s/remove", path));
    CHECK_CONTAINS("asked first", ask.body, "Throw this list away?");
    press(&story, path, "remove", "");
    CHECK_INT("gone", browser_get(&story.officer, path).status, 404);
    CHECK_INT("with its rows", journey_count(story.j, "SELECT count(*) FROM imports_row"), 0);
    CHECK_INT("but not the people", members(&story), 5);
    story_end(&story);
}

TEST(imports_rows_are_forgotten_after_a_month_and_the_list_after_a_year)
{
    Story story = story_begin();
    bring_three(&story);
    CHECK_INT("the file is gone at once", journey_count(story.j,
        "SELECT count(*) FROM imports_piece"), 0);
    story.j->now += IMPORT_KEEP_MS - DAY_MS;
    work(&story);
    CHECK_INT("kept", journey_count(story.j, "SELECT count(*) FROM imports_row"), 4);
    story.j->now += 2 * DAY_MS;
    work(&story);
    CHECK_INT("forgotten", journey_count(story.j, "SELECT count(*) FROM imports_row"), 0);
    CHECK_INT("its counts stay", journey_count(story.j, "SELECT count(*) FROM imports_import"), 1);
    story.j->now += IMPORT_FORGET_MS;
    work(&story);
    CHECK_INT("for a year", journey_count(story.j, "SELECT count(*) FROM imports_import"), 0);
    story_end(&story);
}

/* --- who may ------------------------------------------------------------------------------ */

TEST(imports_are_seen_by_officers_of_the_place_alone)
{
    Story story = story_begin();
    const char *path = send(&story, "three.csv", three, sizeof three - 1);
    const char *id = strrchr(path, '/');
    const char *elsewhere = text_format(story.arena, "/areas/%s/imports%s",
                                        story.j->other_branch.slug, id);
    Browser guest = browser_new(story.j);
    CHECK_INT("a guest signs in first", browser_get(&guest, path).status, 401);
    CHECK_INT("an officer elsewhere sees nothing", browser_get(&story.stranger, path).status, 404);
    CHECK_INT("nor under their own place", browser_get(&story.stranger, elsewhere).status, 404);
    CHECK_INT("nor its rows", browser_get(&story.stranger, text_format(story.arena, "%s/rows",
                                                                       elsewhere)).status, 404);
    CHECK_INT("nor its report", browser_get(&story.stranger, text_format(story.arena, "%s/report",
                                                                         elsewhere)).status, 404);
    static const char *const acts[] = { "columns", "again", "take-up", "run", "undo", "remove" };
    for (size_t i = 0; i < COUNT(acts); i++)
        CHECK_INT(acts[i], browser_post(&story.stranger, text_format(story.arena, "%s/%s", elsewhere,
                                        acts[i]), "heading=1&c0=name").status, 404);
    CHECK_INT("and may send nothing here", browser_send_file(&story.stranger, story.path, "", "file",
              "a.csv", three, sizeof three - 1).status, 404);
    CHECK_INT("one list", journey_count(story.j, "SELECT count(*) FROM imports_import"), 1);
    story_end(&story);
}

/* Each question of the store, asked from other places. */
TEST(imports_store_keeps_to_the_very_area)
{
    Story story = story_begin();
    Journey *j = story.j;
    const char *path = send(&story, "three.csv", three, sizeof three - 1);
    ImportId id;
    CHECK("an id", id_from_text(strrchr(path, '/') + 1, &id.id));
    const struct { const char *name; AreaId area; } others[] = {
        { "the party around", j->party.id }, { "another branch", j->other_branch.id },
        { "no place", {{{0}}} },
    };
    for (size_t i = 0; i < COUNT(others); i++) {
        Import import;
        Scope scope = test_scope(story.arena, others[i].area, PURPOSE_MEMBERSHIP, (PersonId){0});
        db_begin(j->db);
        CHECK(others[i].name, !import_read(j->db, scope, id, &import));
        CHECK_INT(others[i].name, imports_shown(j->db, scope, (Id){{0}}).count, 0);
        CHECK_INT(others[i].name, rows_shown(j->db, scope, id, ROW_WAITS, 0, 10).count, 0);
        CHECK(others[i].name, !import_move(j->db, scope, id, IMPORT_MAPPING, IMPORT_RUNNING, 0));
        import = work_import(j->db, id);
        CHECK(others[i].name, !import_set_columns(j->db, scope, &import, 0));
        CHECK(others[i].name, !import_set_heading(j->db, scope, &import, 2));
        CHECK(others[i].name, !import_set_heading(j->db, scope, &import, 0));
        CHECK_INT(others[i].name, work_import(j->db, id).heading, 1);
        CHECK(others[i].name, !import_remove(j->db, scope, id));
        db_rollback(j->db);
    }
    CHECK_INT("it stands", work_import(j->db, id).state, IMPORT_MAPPING);
    story_end(&story);
}

TEST(imports_compare_with_members_of_the_place_alone)
{
    Story story = story_begin();
    Journey *j = story.j;
    MemberKnown known;
    Person bea;
    CHECK("an account", person_by_mail(j->db, "bea@example.net", &bea));
    CHECK("found where she is", members_known_person(j->db, j->other_branch.id, bea.id.id, &known));
    CHECK("and around", members_known_person(j->db, j->other_party.id, bea.id.id, &known));
    CHECK("not elsewhere", !members_known_person(j->db, j->branch.id, bea.id.id, &known));
    int64_t number = journey_count(j, "SELECT number FROM members_member"
                                      " WHERE name = 'Bea Elsewhere'");
    CHECK("by number there", members_known_number(j->db, j->other_branch.id, number, &known));
    CHECK("not elsewhere", !members_known_number(j->db, j->branch.id, number, &known));
    CHECK_INT("by name there",
              members_known_name(j->db, j->other_branch.id, "Bea Elsewhere").count, 1);
    CHECK_INT("not elsewhere", members_known_name(j->db, j->branch.id, "Bea Elsewhere").count, 0);
    story_end(&story);
}

TEST(imports_do_not_bring_back_who_has_left)
{
    Story story = story_begin();
    Journey *j = story.j;
    static const char list[] = "Name,Phone\nBea Elsewhere,07700 900123\n";
    db_begin(j->db);
    db_run_(j->db, "INSERT INTO members_former (person, area_id, id, number, name, mail, phone,"
            " address, postcode, reach, joined_at, state, state_at, keep_until)"
            " SELECT person, $1, id, number, name, '', phone, address, postcode, reach, joined_at,"
            " 4, 0, 9999999999999 FROM members_member WHERE name = 'Bea Elsewhere'",
            args(sql_id(j->branch.id.id)));
    db_commit(j->db);
    const char *path = send(&story, "old.csv", list, sizeof list - 1);
    press(&story, path, "columns", "heading=1&c0=name&c1=phone&known=1");
    CHECK_CONTAINS("said", page(&story, text_format(story.arena, "%s/rows", path)),
                   "has left lately");
    CHECK("not in another place", !members_left_name(j->db, j->other_branch.id, "Bea Elsewhere", ""));
    story_end(&story);
}
