/* access_test.c: access is given by those who have it, seen by all who belong,
 * and over with the next request.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/access/gift.h"
#include "capabilities/approvals/approvals.h"
#include "capabilities/trail/trail.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

/* A branch with its secretary Sal, members Ann and Bob, and Cat of the party. */
typedef struct {
    Journey *journey;
    PersonId sal, ann, bob, cat;
    Browser  secretary, anns, bobs, cats;
} Branch;

static Branch branch_begin(void)
{
    Branch branch = { .journey = journey_begin() };
    Journey *j = branch.journey;
    branch.sal = journey_member(j, "Sal Secretary", "sal@example.org", j->branch.id);
    branch.ann = journey_member(j, "Ann Archer", "ann@example.org", j->branch.id);
    branch.bob = journey_member(j, "Bob Baker", "bob@example.org", j->branch.id);
    branch.cat = journey_member(j, "Cat Chair", "cat@example.org", j->branch.id);
    journey_officer(j, branch.sal, j->branch.id);
    journey_officer(j, branch.cat, j->party.id);
    branch.secretary = branch.anns = branch.bobs = branch.cats = browser_new(j);
    browser_sign_in(&branch.secretary, "sal@example.org");
    browser_sign_in(&branch.anns, "ann@example.org");
    browser_sign_in(&branch.bobs, "bob@example.org");
    browser_sign_in(&branch.cats, "cat@example.org");
    return branch;
}

static const char *below(Journey *j, const Place *place, const char *rest)
{
    return text_format(db_arena(j->db), "/areas/%s/access%s", place->slug, rest);
}

/* The address of the form that gives to whoever is found first by this name. */
static const char *form_for(Branch *branch, Browser *browser, const Place *place, const char *name)
{
    Journey *j = branch->journey;
    Reply reply = browser_get(browser, below(j, place, text_format(db_arena(j->db), "/give?q=%s",
                                                                   name)));
    CHECK_INT(name, reply.status, 200);
    return below(j, place, text_format(db_arena(j->db), "/give/%s",
                                       between(j, reply.body, "/access/give/", "\"")));
}

static const char *give_to(Branch *branch, const char *name, const char *duty_key)
{
    Journey *j = branch->journey;
    Reply reply = browser_post(
        &branch->secretary, form_for(branch, &branch->secretary, &j->branch, name),
        text_format(db_arena(j->db), "duty=%s&how=elected&note=&until=2027-03-01", duty_key));
    CHECK_INT("given", reply.status, 303);
    const char *to = reply_location(&reply);
    return text_copy_bytes(db_arena(j->db), to, strcspn(to, "?"));
}

static const char *list_of_members(Branch *branch)
{
    Journey *j = branch->journey;
    return text_format(db_arena(j->db), "/areas/%s/members", j->branch.slug);
}

/* A moment later, so that the newest mail is the one with the link. */
static void sign_in_again(Browser *browser, const char *mail)
{
    browser->journey->now += SECOND_MS;
    browser_sign_in(browser, mail);
}

/* --- giving -------------------------------------------------------------------- */

TEST(access_is_given_by_a_local_officer_to_a_member_found_by_name)
{
    Branch branch = branch_begin();
    Journey *j = branch.journey;
    const char *members = list_of_members(&branch);
    CHECK_INT("not yet", browser_get(&branch.anns, members).status, 404);
    give_to(&branch, "arch", "membership");
    sign_in_again(&branch.anns, "ann@example.org");
    CHECK_INT("at once", browser_get(&branch.anns, members).status, 200);
    CHECK_INT("but nothing else", browser_get(&branch.anns,
              text_format(db_arena(j->db), "/areas/%s/edit", j->branch.slug)).status, 404);
    CHECK_INT("nor giving it on", browser_get(&branch.anns, below(j, &j->branch, "/give")).status,
              404);
    CHECK_INT("it is written down", journey_count(j,
              "SELECT count(*) FROM trail_entry WHERE what = 'access.give'"), 1);
    CHECK_CONTAINS("she was told", text_format(db_arena(j->db), "%lld", (long long)journey_count(j,
              "SELECT count(*) FROM outbox_message WHERE to_mail = 'ann@example.org'"
              " AND why = 'access given'")), "1");
    journey_end(j);
}

TEST(access_given_twice_is_renewed_and_not_doubled)
{
    Branch branch = branch_begin();
    Journey *j = branch.journey;
    const char *first = give_to(&branch, "ann", "membership");
    CHECK_TEXT("the same gift", give_to(&branch, "ann", "membership"), first);
    CHECK_INT("one grant", journey_count(j,
              "SELECT count(*) FROM people_grant WHERE role = 2 AND person ="
              " (SELECT person FROM people_mail WHERE mail = 'ann@example.org')"), 1);
    journey_end(j);
}

static const struct { const char *name, *form; } bad_gifts[] = {
    { "what is not held",  "duty=admin&how=elected&until=2027-03-01" },
    { "what there is not", "duty=owner&how=elected&until=2027-03-01" },
    { "nothing",           "how=elected&until=2027-03-01" },
    { "without a reason",  "duty=page&until=2027-03-01" },
    { "another reason that is not told", "duty=page&how=other&note=&until=2027-03-01" },
    { "until yesterday",   "duty=page&how=elected&until=2026-11-19" },
    { "for two years",     "duty=page&how=elected&until=2028-11-20" },
    { "until no day",      "duty=page&how=elected&until=2027-02-30" },
    { "until a word",      "duty=page&how=elected&until=soon" },
};

TEST(access_is_refused_with_words)
{
    Branch branch = branch_begin();
    Journey *j = branch.journey;
    int64_t before = journey_count(j, "SELECT count(*) FROM people_grant");
    const char *path = form_for(&branch, &branch.secretary, &j->branch, "ann");
    for (size_t i = 0; i < COUNT(bad_gifts); i++) {
        Reply reply = browser_post(&branch.secretary, path, bad_gifts[i].form);
        CHECK_INT(bad_gifts[i].name, reply.status, 422);
        CHECK_CONTAINS(bad_gifts[i].name, reply.body, "id=\"errors\"");
    }
    path = form_for(&branch, &branch.secretary, &j->branch, "sal");
    CHECK_INT("oneself", browser_post(&branch.secretary, path,
              "duty=page&how=elected&until=2027-03-01").status, 422);
    CHECK_INT("nothing was given", journey_count(j, "SELECT count(*) FROM people_grant"), before);
    journey_end(j);
}

TEST(access_goes_no_wider_than_the_giver_in_place_and_purpose)
{
    Branch branch = branch_begin();
    Journey *j = branch.journey;
    static const char good[] = "duty=page&how=elected&until=2027-03-01";
    CHECK_INT("the party's page", browser_get(&branch.secretary,
              below(j, &j->party, "/give?q=ann")).status, 404);
    CHECK_INT("another branch's", browser_get(&branch.secretary,
              below(j, &j->other_branch, "/give?q=ann")).status, 404);
    CHECK_INT("a member", browser_get(&branch.anns, below(j, &j->branch, "/give")).status, 404);

    /* Dee may give access, and holds nothing but the page herself. */
    PersonId dee = journey_member(j, "Dee Dyer", "dee@example.org", j->branch.id);
    static const Purpose hers[] = { PURPOSE_ACCESS, PURPOSE_INFORMATION };
    for (size_t i = 0; i < COUNT(hers); i++)
        people_grant(j->db, &(NewGrant){ .person = dee, .role = ROLE_OFFICER,
                     .area = j->branch.id, .purpose = hers[i], .from = j->now,
                     .until = j->now + 200 * DAY_MS, .why = "a test" }, &j->random);
    Browser dees = browser_new(j);
    browser_sign_in(&dees, "dee@example.org");
    const char *path = form_for(&branch, &dees, &j->branch, "ann");
    CHECK_INT("what she has", browser_post(&dees, path, good).status, 303);
    CHECK_INT("what she has not", browser_post(&dees, path,
              "duty=membership&how=elected&until=2027-03-01").status, 422);
    CHECK("nor is it offered", strstr(browser_get(&dees, path).body, "\"membership\"") == NULL);
    journey_end(j);
}

/* Sal's own access ends in the middle of 16 September 2027. */
TEST(access_lasts_no_longer_than_the_givers_own_unless_an_administrator_gives)
{
    static const struct { const char *name, *until; bool is_admin; int status; } rows[] = {
        { "shorter",                    "2027-09-15", false, 303 },
        { "until her own last day",     "2027-09-16", false, 303 },
        { "a day longer",               "2027-09-17", false, 422 },
        { "an administrator, longer",   "2027-10-20", true,  303 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Branch branch = branch_begin();
        Journey *j = branch.journey;
        db_begin(j->db);
        people_make_admin(j->db, branch.cat, j->party.id, j->now + 5 * DAY_MS, (PersonId){0},
                          "a test", j->now, &j->random);
        db_commit(j->db);
        Browser *giver = rows[i].is_admin ? &branch.cats : &branch.secretary;
        if (rows[i].is_admin)
            sign_in_again(giver, "cat@example.org");
        const char *form = text_format(db_arena(j->db), "duty=membership&how=elected&until=%s",
                                       rows[i].until);
        const char *path = form_for(&branch, giver, &j->branch, "ann");
        Reply reply = browser_post(giver, path, form);
        CHECK_INT(rows[i].name, reply.status, rows[i].status);
        if (rows[i].status == 422)
            CHECK_CONTAINS(rows[i].name, reply.body, "your own access ends then");
        CHECK_INT("never beyond hers", journey_count(j,
                  "SELECT count(*) FROM people_grant g WHERE g.role = 2 AND g.valid_until >"
                  " (SELECT max(h.valid_until) FROM people_grant h JOIN people_mail m"
                  "   ON m.person = h.person WHERE m.mail = 'sal@example.org' AND h.role = 2)"),
                  rows[i].is_admin);
        journey_end(j);
    }
}

TEST(access_is_not_lengthened_beyond_ones_own)
{
    Branch branch = branch_begin();
    Journey *j = branch.journey;
    const char *until = text_format(db_arena(j->db), "%s/until", give_to(&branch, "ann", "page"));
    CHECK_INT("longer than hers", browser_post(&branch.secretary, until,
              "until=2027-09-17").status, 422);
    CHECK_INT("as long as hers", browser_post(&branch.secretary, until,
              "until=2027-09-16").status, 303);
    CHECK_INT("shorter", browser_post(&branch.secretary, until, "until=2027-01-01").status, 303);

    /* What somebody else gave for longer may be shortened to a day after one's own. */
    db_begin(j->db);
    GiftId long_one = people_give(j->db, &(NewGift){ .person = branch.bob, .area = j->branch.id,
        .duty = duty(DUTY_PAGE), .from = j->now, .until = j->now + 350 * DAY_MS, .why = "a test" },
        &j->random);
    db_commit(j->db);
    until = below(j, &j->branch, text_format(db_arena(j->db), "/one/%s/until",
                                             id_text(db_arena(j->db), long_one.id)));
    CHECK_INT("still longer than hers", browser_post(&branch.secretary, until,
              "until=2027-10-20").status, 303);
    CHECK_INT("not longer than it was", browser_post(&branch.secretary, until,
              "until=2027-10-25").status, 422);
    journey_end(j);
}

/* What Ann holds already, and whether one person may still make her a
 * membership officer of the branch. */
typedef enum { HELD_NOWHERE, HELD_SAME_PARTY, HELD_AROUND, HELD_ELSEWHERE } HeldAt;
static const struct {
    const char *name;
    HeldAt      at;
    DutyKind    held;
    int64_t     days; /* left; 0: it is over */
    const char *duty;
    bool        takes_two;
} sums[] = {
    { "nothing yet",                  HELD_NOWHERE, DUTY_MEMBERSHIP, 0, "membership", false },
    { "a branch of the same party",   HELD_SAME_PARTY, DUTY_MEMBERSHIP, 90, "membership", false },
    { "the whole party",              HELD_AROUND, DUTY_MEMBERSHIP, 90, "membership", false },
    { "another party",                HELD_ELSEWHERE, DUTY_MEMBERSHIP, 90, "membership", true },
    { "all of another party",         HELD_ELSEWHERE, DUTY_SECRETARY, 90, "membership", true },
    { "another party's page",         HELD_ELSEWHERE, DUTY_PAGE, 90, "membership", false },
    { "another party, and a page",    HELD_ELSEWHERE, DUTY_MEMBERSHIP, 90, "page", false },
    { "another party, and it is over", HELD_ELSEWHERE, DUTY_MEMBERSHIP, 0, "membership", false },
};

TEST(access_to_one_party_after_the_other_takes_two)
{
    for (size_t i = 0; i < COUNT(sums); i++) {
        Branch branch = branch_begin();
        Journey *j = branch.journey;
        AreaId held[] = {
            [HELD_SAME_PARTY] = place_children(j->db, j->party.id).item[1].id,
            [HELD_AROUND] = j->party.id, [HELD_ELSEWHERE] = j->other_branch.id,
        };
        if (sums[i].at != HELD_NOWHERE) {
            db_begin(j->db);
            people_give(j->db, &(NewGift){ .person = branch.ann, .area = held[sums[i].at],
                        .duty = duty(sums[i].held), .from = j->now - 9 * DAY_MS,
                        .until = j->now + sums[i].days * DAY_MS, .why = "a test" }, &j->random);
            db_commit(j->db);
        }
        CHECK_CONTAINS(sums[i].name, give_to(&branch, "ann", sums[i].duty),
                       sums[i].takes_two ? "/approvals/" : "/access/one/");
        CHECK_INT(sums[i].name, journey_count(j,
                  "SELECT count(*) FROM trail_entry WHERE what = 'access.give'"),
                  !sums[i].takes_two);
        journey_end(j);
    }
}

TEST(access_search_finds_members_of_the_place_and_tells_nothing_of_others)
{
    Branch branch = branch_begin();
    Journey *j = branch.journey;
    journey_member(j, "Zoe Zeal", "zoe@example.org", j->other_branch.id);
    Arena *arena = db_arena(j->db);
    const char *there = text_copy(arena, browser_get(&branch.secretary,
                                                     below(j, &j->branch, "/give?q=zoe")).body);
    const char *nobody = browser_get(&branch.secretary, below(j, &j->branch, "/give?q=xyz")).body;
    CHECK("not found", strstr(there, "Zeal") == NULL);
    CHECK_CONTAINS("as if there was nobody", there, "Nobody here has a name like");
    CHECK_CONTAINS("the same words", nobody, "Nobody here has a name like");
    CHECK_INT("the same size", strlen(there), strlen(nobody));
    const char *found = browser_get(&branch.secretary, below(j, &j->branch, "/give?q=ann")).body;
    CHECK_CONTAINS("one of ours", found, "Ann Archer");
    CHECK("without her address", strstr(found, "ann@example.org") == NULL);
    CHECK_INT("one letter finds nobody", strstr(browser_get(&branch.secretary,
              below(j, &j->branch, "/give?q=a")).body, "Ann Archer") == NULL, 1);
    journey_end(j);
}

TEST(access_lasts_until_four_weeks_after_the_annual_meeting)
{
    Branch branch = branch_begin();
    Journey *j = branch.journey;
    CHECK_INT("a year", (access_limit(j->db, j->branch.id, j->now) - j->now) / DAY_MS, 366);
    CHECK_INT("yesterday is no next meeting", browser_post(&branch.cats,
              below(j, &j->party, "/meeting"), "meeting=2026-11-19").status, 422);
    CHECK_INT("the party says when", browser_post(&branch.cats, below(j, &j->party, "/meeting"),
              "meeting=2027-02-10").status, 303);
    CHECK_INT("a member cannot", browser_post(&branch.anns, below(j, &j->branch, "/meeting"),
              "meeting=2027-02-10").status, 404);
    const char *path = form_for(&branch, &branch.secretary, &j->branch, "ann");
    CHECK_CONTAINS("it stands in the form", browser_get(&branch.secretary, path).body,
                   "value=\"2027-03-10\"");
    CHECK_INT("no longer than that", browser_post(&branch.secretary, path,
              "duty=page&how=elected&until=2027-03-12").status, 422);
    CHECK_INT("that day", browser_post(&branch.secretary, path,
              "duty=page&how=elected&until=2027-03-10").status, 303);
    journey_end(j);
}

/* --- seeing ----------------------------------------------------------------------- */

TEST(access_is_seen_by_everybody_who_belongs_and_by_nobody_else)
{
    Branch branch = branch_begin();
    Journey *j = branch.journey;
    PersonId far = journey_member(j, "Fay Far", "fay@example.org", j->other_branch.id);
    journey_officer(j, far, j->other_branch.id);
    give_to(&branch, "bob", "page");
    Browser fays = browser_new(j), guest = browser_new(j);
    browser_sign_in(&fays, "fay@example.org");

    const char *here = below(j, &j->branch, "");
    const char *page = browser_get(&branch.anns, here).body;
    CHECK_CONTAINS("who", page, "Bob Baker");
    CHECK_CONTAINS("what for", page, "Page editor");
    CHECK_CONTAINS("until when", page, "1 March 2027");
    CHECK_CONTAINS("why", page, "Elected at a meeting");
    CHECK_CONTAINS("by whom", page, "(given by Sal Secretary)");
    CHECK_CONTAINS("of the wider place, too", page, "Cat Chair");
    CHECK("nobody of another branch", strstr(page, "Fay Far") == NULL);
    CHECK("she cannot change it", strstr(page, "/access/one/") == NULL);
    CHECK_INT("a guest is asked to sign in", browser_get(&guest, here).status, 401);
    CHECK_INT("an officer of another branch", browser_get(&fays, here).status, 404);
    CHECK_INT("the party's is everybody's in it", browser_get(&branch.anns,
              below(j, &j->party, "")).status, 200);
    CHECK("and not of its branches", strstr(browser_get(&branch.anns,
              below(j, &j->party, "")).body, "Bob Baker") == NULL);
    CHECK("each look was written down", journey_count(j,
          "SELECT count(*) FROM trail_entry WHERE kind = 1 AND what = '/areas/:area/access'") >= 3);
    journey_end(j);
}

/* More officers than a member may read people in a day. */
TEST(access_stays_open_to_see_when_a_members_day_is_used_up)
{
    Branch branch = branch_begin();
    Journey *j = branch.journey;
    Arena *arena = db_arena(j->db);
    for (int i = 0; i < 60; i++) {
        const char *mail = text_format(arena, "officer%d@example.org", i);
        journey_officer(j, journey_member(j, text_format(arena, "Officer %d", i), mail,
                                          j->branch.id), j->branch.id);
    }
    const char *here = below(j, &j->branch, "");
    Reply reply = { .status = 200 };
    for (int pages = 0; reply.status == 200 && pages < 10; pages++) {
        reply = browser_get(&branch.anns, here);
        CHECK_INT("open", reply.status, 200);
        if (strstr(reply.body, "after=") == NULL)
            break;
        here = text_format(arena, "%s?after=%s", below(j, &j->branch, ""),
                           between(j, reply.body, "after=", "\""));
    }
    CHECK("more than a day holds", journey_count(j,
          "SELECT sum(people) FROM trail_entry WHERE kind = 1"
          " AND what = '/areas/:area/access'") > trail_budget(ROLE_MEMBER));
    CHECK_INT("nothing was refused", journey_count(j,
              "SELECT count(*) FROM trail_entry WHERE kind = 2"), 0);
    journey_end(j);
}

TEST(access_of_somebody_who_has_moved_away_is_marked)
{
    Branch branch = branch_begin();
    Journey *j = branch.journey;
    give_to(&branch, "bob", "page");
    const char *here = below(j, &j->branch, "");
    CHECK("not before", strstr(browser_get(&branch.anns, here).body, "is not a member") == NULL);
    db_begin(j->db);
    people_make_member(j->db, branch.bob, j->other_branch.id, j->now, &j->random);
    db_commit(j->db);
    CHECK_CONTAINS("then", browser_get(&branch.anns, here).body, "is not a member");
    journey_end(j);
}

TEST(access_lists_are_searched_sorted_and_turned_page_by_page)
{
    Branch branch = branch_begin();
    Journey *j = branch.journey;
    db_begin(j->db);
    for (int i = 0; i < 60; i++) {
        PersonId one = person_add(j->db, text_format(db_arena(j->db), "Person %02d", i), "",
                                  LANG_EN, j->now, &j->random);
        people_give(j->db, &(NewGift){ .person = one, .area = j->branch.id,
                    .duty = duty(DUTY_PAGE), .from = j->now - DAY_MS,
                    .until = j->now + (100 - i) * DAY_MS, .why = "a test" }, &j->random);
    }
    db_commit(j->db);

    static const char *const sorts[] = { "?sort=name", "?sort=end" };
    for (size_t i = 0; i < COUNT(sorts); i++) {
        const char *next = below(j, &j->branch, sorts[i]);
        int pages = 0, rows = 0;
        while (next != NULL && pages < 9) {
            const char *page = browser_get(&branch.secretary, next).body;
            for (const char *at = page; (at = strstr(at, "<th scope=\"row\">")) != NULL; at++)
                rows++;
            pages++;
            const char *more = strstr(page, "\" rel=\"next\"");
            if (more == NULL)
                break;
            const char *from = more;
            while (from[-1] != '"')
                from--;
            TextBuilder path = text_builder(db_arena(j->db));
            for (; from < more; from++) {
                text_add_char(&path, *from);
                if (text_starts(from, "&amp;"))
                    from += 4;
            }
            next = text_of(&path);
        }
        CHECK_INT(sorts[i], pages, 3);
        CHECK_INT("everybody once: sixty, the secretary and the party's", rows, 62);
    }
    const char *found = browser_get(&branch.secretary, below(j, &j->branch, "?q=person+4")).body;
    CHECK_CONTAINS("found", found, "Person 41");
    CHECK("others not", strstr(found, "Person 31") == NULL);
    CHECK_CONTAINS("nobody", browser_get(&branch.secretary, below(j, &j->branch, "?q=zzz")).body,
                   "is called");
    journey_end(j);
}

TEST(access_shows_places_that_nobody_looks_after)
{
    Branch branch = branch_begin();
    Journey *j = branch.journey;
    const char *gaps = browser_get(&branch.cats, below(j, &j->party, "/gaps")).body;
    CHECK("not ours", strstr(gaps, text_format(db_arena(j->db), "/areas/%s\"",
                                               j->branch.slug)) == NULL);
    PlaceList branches = place_children(j->db, j->party.id);
    CHECK("there is a second", branches.count > 1);
    CHECK_CONTAINS("but its neighbour", gaps, branches.item[1].slug);
    CHECK("nothing of another party", strstr(gaps, j->other_branch.slug) == NULL);
    journey_end(j);
}

TEST(access_is_taken_out_as_a_table_without_formulas)
{
    Branch branch = branch_begin();
    Journey *j = branch.journey;
    journey_officer(j, journey_member(j, "=HYPERLINK(1)", "eve@example.org", j->branch.id),
                    j->branch.id);
    Reply reply = browser_post(&branch.secretary, below(j, &j->branch, "/table"), "");
    CHECK_INT("a file", reply.status, 200);
    CHECK_CONTAINS("of cells", reply.body, "\"Sal Secretary\",\"Secretary\"");
    CHECK_CONTAINS("none a formula", reply.body, "\"'=HYPERLINK(1)\"");
    CHECK_INT("it is written down", journey_count(j,
              "SELECT count(*) FROM trail_entry WHERE what = 'access.export'"), 1);
    CHECK_INT("as a look as well", journey_count(j, "SELECT count(*) FROM trail_entry"
              " WHERE kind = 1 AND what = '/areas/:area/access/table'"), 1);
    CHECK_INT("not for members", browser_post(&branch.anns, below(j, &j->branch, "/table"),
                                              "").status, 404);
    journey_end(j);
}

/* More than a thousand people: two administrators, once. */
TEST(access_of_many_is_taken_out_by_two)
{
    Branch branch = branch_begin();
    Journey *j = branch.journey;
    db_begin(j->db);
    people_make_admin(j->db, branch.sal, j->party.id, j->now + 90 * DAY_MS, (PersonId){0},
                      "a test", j->now - 90 * DAY_MS, &j->random);
    people_make_admin(j->db, branch.cat, j->party.id, j->now + 90 * DAY_MS, (PersonId){0},
                      "a test", j->now - 90 * DAY_MS, &j->random);
    for (int i = 0; i < 1001; i++)
        people_give(j->db, &(NewGift){
            .person = person_add(j->db, "Somebody", "", LANG_EN, j->now, &j->random),
            .area = j->branch.id, .duty = duty(DUTY_PAGE), .from = j->now,
            .until = j->now + 90 * DAY_MS, .why = "a test" }, &j->random);
    CHECK("made", db_commit(j->db));
    const char *table = below(j, &j->branch, "/table");
    Reply reply = browser_post(&branch.secretary, table, "");
    CHECK_INT("proposed", reply.status, 303);
    const char *act = text_copy(db_arena(j->db), reply_location(&reply));
    CHECK_INT("agreed", browser_post(&branch.cats, text_format(db_arena(j->db), "%s/agree", act),
                                     "").status, 303);
    CHECK_INT("it cools first", browser_post(&branch.secretary, table, "").status, 303);
    j->now += 25 * HOUR_MS;
    Job job = { .db = j->db, .arena = db_arena(j->db), .site = &j->site, .random = &j->random,
                .now = j->now };
    approvals_capability.job(&job);
    sign_in_again(&branch.secretary, "sal@example.org");
    CHECK_INT("then it may be taken", browser_post(&branch.secretary, table, "").status, 200);
    CHECK_INT("once", browser_post(&branch.secretary, table, "").status, 303);
    journey_end(j);
}

/* --- ending ------------------------------------------------------------------------- */

TEST(access_is_over_with_the_next_request_and_the_browser_signed_out)
{
    Branch branch = branch_begin();
    Journey *j = branch.journey;
    const char *members = list_of_members(&branch);
    const char *gift = give_to(&branch, "ann", "membership");
    sign_in_again(&branch.anns, "ann@example.org");
    CHECK_INT("hers", browser_get(&branch.anns, members).status, 200);

    const char *end = text_format(db_arena(j->db), "%s/end", gift);
    CHECK_INT("not without a reason", browser_post(&branch.secretary, end, "").status, 422);
    CHECK_INT("another needs words", browser_post(&branch.secretary, end,
              "reason=other&note=").status, 422);
    CHECK_INT("still hers", browser_get(&branch.anns, members).status, 200);
    CHECK_INT("a member cannot", browser_post(&branch.bobs, end, "reason=asked").status, 404);
    j->now += SECOND_MS;
    CHECK_INT("ended", browser_post(&branch.secretary, end, "reason=asked&note=by+phone").status,
              303);
    CHECK_INT("signed out", browser_get(&branch.anns, members).status, 401);
    CHECK_CONTAINS("told why", journey_mail(j, "ann@example.org"), "Asked to stop: by phone");
    j->now += SECOND_MS;
    sign_in_again(&branch.anns, "ann@example.org");
    CHECK_INT("and a member as before", browser_get(&branch.anns, members).status, 404);
    CHECK_INT("not twice", browser_post(&branch.secretary, end, "reason=asked").status, 404);

    const char *over = browser_get(&branch.secretary, below(j, &j->branch, "/ended")).body;
    CHECK_CONTAINS("kept as it was", over, "Ann Archer");
    CHECK_CONTAINS("and why", over, "Asked to stop: by phone");
    CHECK("not for members", browser_get(&branch.anns, below(j, &j->branch, "/ended")).status
                                 == 404);

    const char *again = text_format(db_arena(j->db), "%s/again", gift);
    CHECK_INT("one press gives it again", browser_post(&branch.secretary, again, "").status, 303);
    j->now += DAY_MS; /* three mails with links a day */
    sign_in_again(&branch.anns, "ann@example.org");
    CHECK_INT("hers again", browser_get(&branch.anns, members).status, 200);
    journey_end(j);
}

TEST(access_of_ones_own_ends_only_when_somebody_is_left)
{
    Branch branch = branch_begin();
    Journey *j = branch.journey;
    const char *hers = between(j, browser_get(&branch.secretary, below(j, &j->branch, "")).body,
                               "/access/one/", "\"");
    const char *end = below(j, &j->branch, text_format(db_arena(j->db), "/one/%s/end", hers));
    const char *until = below(j, &j->branch, text_format(db_arena(j->db), "/one/%s/until", hers));
    CHECK_INT("nobody lengthens their own", browser_post(&branch.secretary, until,
              "until=2027-09-01").status, 403);

    const char *cat_end = below(j, &j->party, text_format(db_arena(j->db), "/one/%s/end",
        between(j, browser_get(&branch.cats, below(j, &j->party, "")).body, "/access/one/",
                "\"")));
    CHECK_INT("the party's only one stays", browser_post(&branch.cats, cat_end,
              "reason=asked").status, 403);
    CHECK_INT("the branch has the party's behind it", browser_post(&branch.secretary, end,
              "reason=handover").status, 303);
    CHECK_INT("over", browser_get(&branch.secretary, "/account").status, 401);
    journey_end(j);
}

TEST(access_of_the_wider_place_is_not_the_branchs_to_end)
{
    Branch branch = branch_begin();
    Journey *j = branch.journey;
    Rows rows = db_rows_(j->db, "SELECT gift FROM people_grant WHERE role = $1 AND area = $2",
                         args(sql_int(ROLE_OFFICER), sql_id(j->party.id.id)));
    const char *gift = "";
    while (rows_next(&rows))
        gift = id_text(db_arena(j->db), row_id(&rows, 0));
    CHECK_INT("by the branch's address", browser_post(&branch.secretary,
              below(j, &j->branch, text_format(db_arena(j->db), "/one/%s/end", gift)),
              "reason=asked").status, 404);
    CHECK_INT("by the party's", browser_post(&branch.secretary,
              below(j, &j->party, text_format(db_arena(j->db), "/one/%s/end", gift)),
              "reason=asked").status, 404);

    /* An administrator of this very branch is more than its secretary may end. */
    PersonId eve = journey_member(j, "Eve Everywhere", "eve@example.org", j->branch.id);
    people_make_admin(j->db, eve, j->branch.id, j->now + DAY_MS, (PersonId){0}, "a test", j->now,
                      &j->random);
    rows = db_rows_(j->db, "SELECT gift FROM people_grant WHERE role = $1",
                    args(sql_int(ROLE_ADMIN)));
    while (rows_next(&rows))
        gift = id_text(db_arena(j->db), row_id(&rows, 0));
    CHECK_INT("more than one's own", browser_post(&branch.secretary,
              below(j, &j->branch, text_format(db_arena(j->db), "/one/%s/end", gift)),
              "reason=asked").status, 403);
    CHECK_INT("nothing ended", journey_count(j,
              "SELECT count(*) FROM people_grant WHERE ended IS NOT NULL"), 0);
    journey_end(j);
}

TEST(access_that_is_used_is_counted_for_those_who_oversee_it)
{
    Branch branch = branch_begin();
    Journey *j = branch.journey;
    const char *gift = give_to(&branch, "ann", "membership");
    sign_in_again(&branch.anns, "ann@example.org");
    for (int i = 0; i < 3; i++)
        browser_get(&branch.anns, list_of_members(&branch));
    CHECK_CONTAINS("three pages", browser_get(&branch.secretary, gift).body,
                   "3 pages with other people");
    journey_end(j);
}

/* A browser that was an officer's does not come back to life as a member's
 * when the role runs out. */
TEST(access_that_runs_out_leaves_no_longer_lived_session)
{
    Branch branch = branch_begin();
    Journey *j = branch.journey;
    db_begin(j->db);
    people_give(j->db, &(NewGift){ .person = branch.ann, .area = j->branch.id,
                .duty = duty(DUTY_PAGE), .from = j->now, .until = j->now + HOUR_MS,
                .why = "an hour" }, &j->random);
    db_commit(j->db);
    sign_in_again(&branch.anns, "ann@example.org");
    j->now += 31 * MINUTE_MS;
    CHECK_INT("an officer's rest is over", browser_get(&branch.anns, "/account").status, 401);
    j->now += HOUR_MS;
    CHECK_INT("and stays over", browser_get(&branch.anns, "/account").status, 401);
    CHECK_INT("a member's goes on", browser_get(&branch.bobs, "/account").status, 200);
    journey_end(j);
}

/* --- warnings -------------------------------------------------------------------------- */

static int64_t warnings_to(Journey *j, const char *mail)
{
    Rows rows = db_rows(j->db, "SELECT count(*) FROM outbox_message WHERE to_mail = $1"
                               " AND why = 'access runs out'", args(sql_text(mail)));
    int64_t count = -1;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

TEST(access_runs_out_only_after_two_warnings)
{
    Branch branch = branch_begin();
    Journey *j = branch.journey;
    db_begin(j->db);
    people_give(j->db, &(NewGift){ .person = branch.ann, .area = j->branch.id,
                .duty = duty(DUTY_MEMBERSHIP), .from = j->now, .until = j->now + 100 * DAY_MS,
                .why = "a test" }, &j->random);
    db_commit(j->db);
    static const struct { int64_t day, want; } days[] = {
        { 0, 0 }, { 71, 0 }, { 73, 1 }, { 80, 1 }, { 92, 1 }, { 94, 2 }, { 99, 2 }, { 101, 2 },
    };
    for (size_t i = 0; i < COUNT(days); i++) {
        Job job = { .db = j->db, .arena = db_arena(j->db), .site = &j->site,
                    .random = &j->random, .now = TEST_NOW + days[i].day * DAY_MS };
        access_job(&job);
        access_job(&job);
        const char *row = text_format(db_arena(j->db), "day %lld", (long long)days[i].day);
        CHECK_INT(row, warnings_to(j, "ann@example.org"), days[i].want);
        CHECK_INT(row, warnings_to(j, "sal@example.org"), days[i].want);
        CHECK_INT("the party is not bothered", warnings_to(j, "cat@example.org"), 0);
    }
    journey_end(j);
}
