/* updates_test.c: a letter is written, seen, tested, agreed to, sent, stopped,
 * and read again; by those who may, to those who want it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/updates/updates_view.h"

#include "capabilities/approvals/approvals.h"
#include "capabilities/people/people.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

#define LETTER_FORM(title, topic, public)                                                     \
    "topic=" topic "&lang=en&title=" title "&body=Hello+**all**%0A%0ACome+[here](%2Ffind)&public=" public

static void wants(Journey *j, PersonId person, Topic topic, Pace pace)
{
    consent_give(j->db, &(NewConsent){ .subject = consent_subject(person), .topic = topic,
                                       .pace = pace, .channel = CHANNEL_JOINING, .at = j->now },
                 &j->random);
}

static void work(Journey *j)
{
    Outside outside = { .has_relay = false };
    Job job = { .db = j->db, .arena = db_arena(j->db), .site = &j->site, .outside = &outside,
                .random = &j->random, .now = j->now };
    for (int i = 0; i < 12; i++) {
        updates_job(&job);
        job.now += 4 * SECOND_MS;
    }
}

static const char *path_of(Journey *j, const Place *place, const char *rest)
{
    return text_format(j->arena, "/areas/%s/%s", place->slug, rest);
}

/* Writes one and gives its path. */
static const char *write_one(Journey *j, Browser *officer, const Place *place, const char *form)
{
    Reply reply = browser_post(officer, path_of(j, place, "letters/new"), form);
    CHECK_INT("kept as a draft", reply.status, 303);
    return text_copy(j->arena, reply_location(&reply));
}

typedef struct { Journey *j; Browser officer, member, guest, beside; PersonId ann, bea; } Land;

static Land land_begin(void)
{
    Journey *j = journey_begin();
    Land land = { .j = j, .officer = browser_new(j), .member = browser_new(j),
                  .guest = browser_new(j), .beside = browser_new(j) };
    land.ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    land.bea = journey_member(j, "Bea Example", "bea@example.org", j->branch.id);
    PersonId cat = journey_member(j, "Cat Example", "cat@example.org", j->other_branch.id);
    journey_officer(j, land.ann, j->branch.id);
    journey_officer(j, cat, j->other_branch.id);
    browser_sign_in(&land.officer, "ann@example.org");
    browser_sign_in(&land.member, "bea@example.org");
    browser_sign_in(&land.beside, "cat@example.org");
    return land;
}

TEST(updates_a_letter_is_seen_before_it_goes_and_read_again_afterwards)
{
    Land land = land_begin();
    Journey *j = land.j;
    wants(j, land.bea, TOPIC_LOCAL_NEWS, PACE_AT_ONCE);
    CHECK_CONTAINS("an empty desk", browser_get(&land.officer, path_of(j, &j->branch, "letters")).body,
                   "Nothing has been written here yet");
    const char *path = write_one(j, &land.officer, &j->branch,
                                 LETTER_FORM("Summer", "local-news", "yes"));
    Reply page = browser_get(&land.officer, path);
    CHECK_CONTAINS("with markup", page.body, "Hello <strong>all</strong>");
    CHECK_CONTAINS("and without", page.body, "Come here (http://localhost:8080/find)");
    CHECK_CONTAINS("to how many", page.body, "It goes to 1 person.");
    CHECK_CONTAINS("of how many", page.body, "The place has 2 members;");
    CHECK_INT("a draft is in no archive",
              browser_get(&land.member, path_of(j, &j->branch, "members-news")).status, 200);
    CHECK("not yet", strstr(browser_get(&land.guest, path_of(j, &j->branch, "news")).body, "Summer")
          == NULL);

    CHECK_CONTAINS("asked first", browser_get(&land.officer, text_format(j->arena, "%s/send", path)).body,
                   "Send it now");
    CHECK_INT("sent", browser_post(&land.officer, text_format(j->arena, "%s/send", path), "").status,
              303);
    CHECK_INT("pressed twice",
              browser_post(&land.officer, text_format(j->arena, "%s/send", path), "").status, 303);
    work(j);
    CHECK_INT("one edition", journey_count(j, "SELECT count(*) FROM outbox_edition"), 1);
    CHECK_INT("to her who wants it", journey_count(j,
        "SELECT count(*) FROM outbox_recipient WHERE to_mail = 'bea@example.org'"), 1);
    CHECK_INT("to nobody else", journey_count(j, "SELECT count(*) FROM outbox_recipient"), 1);
    CHECK_CONTAINS("on its way", browser_get(&land.officer, path).body, "Stop it now");
    CHECK_CONTAINS("everybody reads it", browser_get(&land.guest, path_of(j, &j->branch, "news")).body,
                   "Summer");
    CHECK_CONTAINS("at home", browser_get(&land.member, "/").body, "Summer");
    CHECK_INT("cannot be changed", browser_post(&land.officer, text_format(j->arena, "%s/edit", path),
              LETTER_FORM("Winter", "local-news", "")).status, 422);
    CHECK_INT("is written down", journey_count(j,
        "SELECT count(*) FROM trail_entry WHERE what = 'updates.send'"), 1);
    journey_end(j);
}

TEST(updates_what_is_for_members_is_read_by_members)
{
    Land land = land_begin();
    Journey *j = land.j;
    const char *path = write_one(j, &land.officer, &j->branch, LETTER_FORM("Inside", "notice", ""));
    browser_post(&land.officer, text_format(j->arena, "%s/send", path), "");
    work(j);
    const char *id = strrchr(path, '/') + 1;
    const char *open = text_format(j->arena, "%s/%s", path_of(j, &j->branch, "news"), id);
    const char *closed = text_format(j->arena, "%s/%s", path_of(j, &j->branch, "members-news"), id);
    CHECK_INT("a member", browser_get(&land.member, closed).status, 200);
    CHECK_INT("not by the open page", browser_get(&land.member, open).status, 404);
    CHECK_INT("not a guest", browser_get(&land.guest, open).status, 404);
    CHECK_INT("nor by its address", browser_get(&land.guest, closed).status, 401);
    CHECK_INT("nor the branch beside", browser_get(&land.beside, closed).status, 404);
    CHECK("nor in the open list", strstr(browser_get(&land.guest, path_of(j, &j->branch, "news")).body,
                                         "Inside") == NULL);
    CHECK_INT("a notice goes to every member", journey_count(j,
        "SELECT count(*) FROM outbox_recipient"), 2);
    journey_end(j);
}

/* Each store function with a scope: another area's officer reaches nothing. */
TEST(updates_letters_are_their_own_areas)
{
    Land land = land_begin();
    Journey *j = land.j;
    const char *path = write_one(j, &land.officer, &j->branch,
                                 LETTER_FORM("Ours", "local-news", ""));
    LetterId id;
    id_from_text(strrchr(path, '/') + 1, &id.id);
    NewLetter to = { .topic = TOPIC_HELP, .title = "Theirs", .body = "x", .at = j->now };
    Place movement;
    place_movement(j->db, &movement);
    const struct { const char *name; AreaId area; } others[] = {
        { "the branch beside", { j->other_branch.id.id } }, { "the party above", { j->party.id.id } },
        { "the party beside", { j->other_party.id.id } },   { "the movement", { movement.id.id } },
        { "nowhere", { { { 0 } } } },
    };
    for (size_t i = 0; i < COUNT(others); i++) {
        Scope scope = test_scope(j->arena, others[i].area, PURPOSE_MEMBERSHIP, land.ann);
        StoredLetter letter;
        CHECK(others[i].name, !letter_by_id(j->db, scope, id, &letter));
        CHECK_INT(others[i].name, desk_letters(j->db, scope, &(LetterAsk){ .words = "" }).count, 0);
        CHECK(others[i].name, !letter_change(j->db, scope, id, &to));
        CHECK(others[i].name, !letter_propose(j->db, scope, id, (ActId){ id.id }, 1, j->now));
        CHECK(others[i].name, !letter_start(j->db, scope, id, (EditionId){ id.id }, 1, j->now));
        CHECK(others[i].name, !letter_drop(j->db, scope, id));
    }
    Scope own = test_scope(j->arena, j->branch.id, PURPOSE_MEMBERSHIP, land.ann);
    CHECK("its own", letter_propose(j->db, own, id, (ActId){ id.id }, 1, j->now));
    for (size_t i = 0; i < COUNT(others); i++)
        CHECK(others[i].name, !letter_back(j->db, test_scope(j->arena, others[i].area,
                                           PURPOSE_MEMBERSHIP, land.ann), id, j->now));
    CHECK("back", letter_back(j->db, own, id, j->now));
    CHECK("started", letter_start(j->db, own, id, (EditionId){ id.id }, 1, j->now));
    for (size_t i = 0; i < COUNT(others); i++)
        CHECK(others[i].name, !letter_stop(j->db, test_scope(j->arena, others[i].area,
                                           PURPOSE_MEMBERSHIP, land.ann), id, j->now));
    CHECK("stopped", letter_stop(j->db, own, id, j->now));

    static const char *const pages[] = { "", "/edit", "/send", "/drop" };
    static const char *const posts[] = { "/edit", "/test", "/send", "/stop", "/back", "/drop" };
    Browser *not_hers[] = { &land.beside, &land.member };
    for (size_t b = 0; b < COUNT(not_hers); b++) {
        for (size_t i = 0; i < COUNT(pages); i++)
            CHECK_INT(pages[i], browser_get(not_hers[b], text_format(j->arena, "%s%s", path,
                                                                    pages[i])).status, 404);
        for (size_t i = 0; i < COUNT(posts); i++)
            CHECK_INT(posts[i], browser_post(not_hers[b], text_format(j->arena, "%s%s", path, posts[i]),
                                             LETTER_FORM("x", "help", "")).status, 404);
    }
    const char *theirs = text_format(j->arena, "/areas/%s/letters/%s", j->other_branch.slug,
                                     strrchr(path, '/') + 1);
    CHECK_INT("nor under their own area", browser_get(&land.beside, theirs).status, 404);
    journey_end(j);
}

TEST(updates_a_letter_says_what_is_wrong_with_it)
{
    Land land = land_begin();
    Journey *j = land.j;
    static const struct { const char *name, *form, *says; } rows[] = {
        { "nothing", "", "Please look at this again" },
        { "no words", "topic=help&lang=en&title=x&body=+", "Please look at this again" },
        { "another topic", "topic=welcome&lang=en&title=x&body=x", "Please look at this again" },
        { "news of the whole", "topic=national-news&lang=en&title=x&body=x",
          "are written by the whole movement" },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Reply reply = browser_post(&land.officer, path_of(j, &j->branch, "letters/new"), rows[i].form);
        CHECK_INT(rows[i].name, reply.status, 422);
        CHECK_CONTAINS(rows[i].name, reply.body, rows[i].says);
    }
    CHECK_INT("nothing was kept", journey_count(j, "SELECT count(*) FROM updates_letter"), 0);
    const char *path = write_one(j, &land.officer, &j->branch,
                                 LETTER_FORM("%3Cb%3EHi", "help", ""));
    CHECK_CONTAINS("text is text", browser_get(&land.officer, path).body, "&lt;b&gt;Hi");
    CHECK_INT("thrown away", browser_post(&land.officer, text_format(j->arena, "%s/drop", path),
                                          "").status, 303);
    CHECK_INT("gone", browser_get(&land.officer, path).status, 404);
    journey_end(j);
}

TEST(updates_a_test_goes_to_oneself_alone)
{
    Land land = land_begin();
    Journey *j = land.j;
    wants(j, land.bea, TOPIC_LOCAL_NEWS, PACE_AT_ONCE);
    const char *path = write_one(j, &land.officer, &j->branch,
                                 LETTER_FORM("Try", "local-news", ""));
    CHECK_INT("tested", browser_post(&land.officer, text_format(j->arena, "%s/test", path), "").status,
              303);
    CHECK_INT("to her", journey_count(j,
        "SELECT count(*) FROM outbox_recipient WHERE to_mail = 'ann@example.org'"), 1);
    CHECK_INT("to nobody else", journey_count(j, "SELECT count(*) FROM outbox_recipient"), 1);
    CHECK_INT("it says so", journey_count(j,
        "SELECT count(*) FROM outbox_edition WHERE subject = '[Test] Try'"), 1);
    CHECK_CONTAINS("still a draft", browser_get(&land.officer, path).body, "Send it");
    journey_end(j);
}

TEST(updates_stop_ends_it_and_says_so)
{
    Land land = land_begin();
    Journey *j = land.j;
    const char *path = write_one(j, &land.officer, &j->branch, LETTER_FORM("Oh", "notice", ""));
    browser_post(&land.officer, text_format(j->arena, "%s/send", path), "");
    CHECK_INT("stopped", browser_post(&land.officer, text_format(j->arena, "%s/stop", path), "").status,
              303);
    work(j);
    CHECK_INT("nobody more is addressed", journey_count(j, "SELECT count(*) FROM outbox_recipient"), 0);
    CHECK_CONTAINS("it says so", browser_get(&land.officer, path).body, "Stopped");
    CHECK_INT("in the outbox, too", journey_count(j,
        "SELECT count(*) FROM outbox_edition WHERE stopped IS NOT NULL"), 1);
    journey_end(j);
}

TEST(updates_to_more_than_a_thousand_takes_two_people_and_time)
{
    Land land = land_begin();
    Journey *j = land.j;
    for (int i = 0; i <= LETTER_ALONE_MAX; i++) {
        PersonId person = person_add(j->db, "Somebody", text_format(j->arena, "p%d@example.org", i),
                                     LANG_EN, j->now, &j->random);
        people_make_member(j->db, person, j->branch.id, j->now, &j->random);
        wants(j, person, TOPIC_LOCAL_NEWS, PACE_AT_ONCE);
    }
    journey_officer(j, land.bea, j->branch.id);
    j->now += APPROVALS_HELD_MS + DAY_MS;
    Browser bea = browser_new(j);
    browser_sign_in(&land.officer, "ann@example.org");
    browser_sign_in(&bea, "bea@example.org");
    const char *path = write_one(j, &land.officer, &j->branch,
                                 LETTER_FORM("To+all", "local-news", ""));
    CHECK_CONTAINS("said before", browser_get(&land.officer, text_format(j->arena, "%s/send", path)).body,
                   "Propose to send it");
    CHECK_INT("proposed", browser_post(&land.officer, text_format(j->arena, "%s/send", path), "").status,
              303);
    work(j);
    CHECK_INT("nothing goes", journey_count(j,
        "SELECT count(*) FROM outbox_edition WHERE subject = 'To all'"), 0);
    Reply page = browser_get(&land.officer, path);
    const char *act = text_copy(j->arena, between(j, page.body, "/approvals/", "\""));
    CHECK_INT("a member does not agree for her", browser_post(&land.officer,
              text_format(j->arena, "/areas/%s/approvals/%s/agree", j->branch.slug, act), "").status
              == 303 && journey_count(j, "SELECT count(*) FROM approvals_act WHERE state > 1") > 0, 0);
    CHECK_INT("another agrees", browser_post(&bea,
              text_format(j->arena, "/areas/%s/approvals/%s/agree", j->branch.slug, act), "").status,
              303);
    work(j);
    CHECK_INT("not at once", journey_count(j,
        "SELECT count(*) FROM outbox_edition WHERE subject = 'To all'"), 0);
    j->now += HOUR_MS + MINUTE_MS;
    Outside outside = {0};
    Job job = { .db = j->db, .arena = db_arena(j->db), .site = &j->site, .outside = &outside,
                .random = &j->random, .now = j->now };
    approvals_capability.job(&job);
    work(j);
    CHECK_INT("then all", journey_count(j,
        "SELECT count(*) FROM outbox_recipient r JOIN outbox_edition e ON e.id = r.edition"
        " WHERE e.subject = 'To all'"), LETTER_ALONE_MAX + 1);
    journey_end(j);
}

TEST(updates_of_a_week_come_together_to_those_who_want_it_so)
{
    Land land = land_begin();
    Journey *j = land.j;
    TimeMs friday = (TimeMs)20784 * DAY_MS + 16 * HOUR_MS;
    CHECK_INT("a Friday", civil_utc(friday).weekday, 5);
    wants(j, land.ann, TOPIC_LOCAL_NEWS, PACE_AT_ONCE);
    wants(j, land.bea, TOPIC_LOCAL_NEWS, PACE_WEEKLY);
    static const struct { const char *title; int days; bool of_party; } letters[] = {
        { "Monday", -4, false }, { "Of the party", -3, true }, { "Before", -8, false },
        { "After", 1, false },
    };
    for (size_t i = 0; i < COUNT(letters); i++)
        updates_sent_before(j->db, &(NewLetter){
            .area = letters[i].of_party ? j->party.id : j->branch.id, .topic = TOPIC_LOCAL_NEWS,
            .title = letters[i].title, .body = "x", .by = land.ann,
            .at = friday + letters[i].days * DAY_MS }, 5, &j->random);
    j->now = friday + HOUR_MS;
    work(j);
    CHECK_INT("one mail", journey_count(j, "SELECT count(*) FROM outbox_recipient"), 1);
    CHECK_INT("to her", journey_count(j,
        "SELECT count(*) FROM outbox_recipient WHERE to_mail = 'bea@example.org'"), 1);
    CHECK_INT("with the two of the week", journey_count(j,
        "SELECT count(*) FROM outbox_edition WHERE body LIKE '%Monday%' AND body LIKE '%Of the party%'"
        " AND body NOT LIKE '%Before%' AND body NOT LIKE '%After%'"), 1);
    j->now += DAY_MS;
    work(j);
    CHECK_INT("once a week", journey_count(j, "SELECT count(*) FROM outbox_recipient"), 1);
    j->now = friday + 7 * DAY_MS + HOUR_MS;
    work(j);
    CHECK_INT("and the next week", journey_count(j, "SELECT count(*) FROM outbox_recipient"), 2);
    journey_end(j);
}

TEST(updates_of_a_backup_do_not_go_on_by_themselves)
{
    Land land = land_begin();
    Journey *j = land.j;
    const char *path = write_one(j, &land.officer, &j->branch, LETTER_FORM("Half", "notice", ""));
    browser_post(&land.officer, text_format(j->arena, "%s/send", path), "");
    updates_capability.restored(&(Restored){ .db = j->db, .made = j->now, .now = j->now });
    work(j);
    CHECK_INT("nobody is addressed", journey_count(j, "SELECT count(*) FROM outbox_recipient"), 0);
    CHECK_CONTAINS("it says so", browser_get(&land.officer, path).body, "Stopped");
    journey_end(j);
}

static const struct { const char *name, *markdown, *want; } plains[] = {
    { "words",         "Hello\n\nall",                    "Hello\n\nall" },
    { "a heading",     "# News\ntext # 1",                "News\ntext # 1" },
    { "strong",        "a **b** c",                       "a b c" },
    { "a link",        "see [here](https://x.org/a) now", "see here (https://x.org/a) now" },
    { "no link",       "[a] (b) [c\n](d)",                "[a] (b) [c\n](d)" },
    { "half a link",   "[a](b",                           "[a](b" },
    { "a list",        "- a\n- b\n",                      "- a\n- b\n" },
    { "nothing",       "",                                "" },
};

TEST(updates_plain_twin_says_the_same)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(plains); i++)
        CHECK_TEXT(plains[i].name, letter_plain(arena, plains[i].markdown), plains[i].want);
    arena_free(arena);
}
