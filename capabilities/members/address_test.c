/* address_test.c: another e-mail address, for who is signed in and for who has lost
 * the mailbox; and that nobody takes an account over by it, nor learns who has one.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/address.h"

#include "capabilities/consent/consent.h"
#include "capabilities/people/people.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

/* Ann is a member of Sal's branch; Una looks after the same branch, Tom after another. */
typedef struct { Journey *j; PersonId ann, sal; Browser browser, officer, second, other; } Story;

static Story story_begin(void)
{
    Story story = { .j = journey_begin() };
    Journey *j = story.j;
    story.ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    story.sal = journey_member(j, "Sal Secretary", "sal@example.org", j->branch.id);
    PersonId una = journey_member(j, "Una Second", "una@example.org", j->branch.id);
    PersonId tom = journey_member(j, "Tom Other", "tom@example.org", j->other_branch.id);
    journey_officer(j, story.sal, j->branch.id);
    journey_officer(j, una, j->branch.id);
    journey_officer(j, tom, j->other_branch.id);
    story.browser = browser_new(j);
    story.officer = browser_new(j);
    story.second = browser_new(j);
    story.other = browser_new(j);
    browser_sign_in(&story.browser, "ann@example.org");
    browser_sign_in(&story.officer, "sal@example.org");
    browser_sign_in(&story.second, "una@example.org");
    browser_sign_in(&story.other, "tom@example.org");
    return story;
}

static Arena *arena_of(Story *story)
{
    return db_arena(story->j->db);
}

static const char *link_in(Story *story, const char *mail, const char *before)
{
    const char *text = journey_mail_with(story->j, mail, before);
    return text_copy(story->j->arena, text_format(arena_of(story), "%s%s", before,
                                                  between(story->j, text, before, "\n")));
}

static const char *mail_of(Story *story, PersonId id)
{
    Person person = { .mail = "nobody" };
    person_by_id(story->j->db, id, &person);
    return person.mail;
}

static void jobs(Story *story)
{
    Journey *j = story->j;
    Job job = { .db = j->db, .arena = db_arena(j->db), .site = &j->site, .random = &j->random,
                .now = j->now };
    members_capability.prune(&job);
}

/* --- signed in ------------------------------------------------------------------------ */

TEST(another_address_holds_once_its_link_was_used)
{
    Story story = story_begin();
    Journey *j = story.j;
    CHECK_CONTAINS("on the account", browser_get(&story.browser, "/account").body, "/account/address");
    CHECK_INT("asked", browser_post(&story.browser, "/account/address",
                                    "mail=ann%40new.example.org").status, 303);
    CHECK_TEXT("nothing yet", mail_of(&story, story.ann), "ann@example.org");
    CHECK_CONTAINS("the old one hears of it", journey_mail_with(j, "ann@example.org", "/address/stop/"),
                   "somebody who is signed in as you");
    const char *link = link_in(&story, "ann@new.example.org", "/address/");
    Browser scanner = browser_new(j);
    CHECK_CONTAINS("a scanner sees a button", browser_get(&scanner, link).body, "Yes, I read my mail");
    CHECK_TEXT("and changes nothing", mail_of(&story, story.ann), "ann@example.org");
    CHECK_CONTAINS("done", browser_post(&scanner, link, "").body, "From now on you sign in with");
    CHECK_TEXT("the account", mail_of(&story, story.ann), "ann@new.example.org");
    CHECK_INT("the membership, noted", journey_count(j,
        "SELECT count(*) FROM members_member m JOIN members_change c ON c.person = m.person"
        " WHERE m.mail = 'ann@new.example.org' AND c.kind = 12"), 1);
    Person person;
    CHECK("the old one opens nothing", !person_by_mail(j->db, "ann@example.org", &person));
    Browser again = browser_new(j);
    browser_sign_in(&again, "ann@new.example.org");
    CHECK_CONTAINS("the new one does", browser_get(&again, "/membership").body, j->branch.name);
    journey_end(j);
}

TEST(the_old_address_stops_the_change_before_and_takes_it_back_after)
{
    static const struct { const char *name; bool is_done; } rows[] = {
        { "before", false }, { "after", true },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Story story = story_begin();
        Journey *j = story.j;
        browser_post(&story.browser, "/account/address", "mail=thief%40example.org");
        const char *link = link_in(&story, "thief@example.org", "/address/");
        const char *stop = link_in(&story, "ann@example.org", "/address/stop/");
        Browser anybody = browser_new(j);
        if (rows[i].is_done)
            browser_post(&anybody, link, "");
        j->now += 13 * DAY_MS * rows[i].is_done;
        browser_get(&anybody, stop);
        CHECK_CONTAINS(rows[i].name, browser_post(&anybody, stop, "").body, "Stopped");
        CHECK_TEXT("hers again", mail_of(&story, story.ann), "ann@example.org");
        CHECK_INT("all are signed out", browser_get(&story.browser, "/membership").status, 401);
        CHECK_CONTAINS("the link is over", browser_post(&anybody, link, "").body, "This link is over");
        CHECK_TEXT("for good", mail_of(&story, story.ann), "ann@example.org");
        journey_end(j);
    }
}

TEST(an_address_that_somebody_has_is_told_to_its_owner_alone)
{
    Story story = story_begin();
    Journey *j = story.j;
    Reply taken = browser_post(&story.browser, "/account/address", "mail=sal%40example.org");
    const char *to = text_copy(j->arena, reply_location(&taken));
    Reply free_one = browser_post(&story.browser, "/account/address", "mail=free%40example.org");
    CHECK_TEXT("the same answer", reply_location(&free_one), to);
    CHECK_CONTAINS("to Sal", journey_mail_with(j, "sal@example.org", "has one already"), "perhaps you");
    CHECK_INT("rows alike", journey_count(j, "SELECT count(*) FROM members_address"), 2);
    CHECK_INT("her own address is no other", browser_post(&story.browser, "/account/address",
              "mail=ann%40example.org").status, 422);
    for (int i = 0; i < 5; i++)
        browser_post(&story.browser, "/account/address", "mail=free%40example.org");
    CHECK_INT("three a day", journey_count(j, "SELECT count(*) FROM members_address"), 3);
    journey_end(j);
}

TEST(an_objection_goes_along_with_its_owner)
{
    Story story = story_begin();
    Journey *j = story.j;
    browser_post(&story.browser, "/account/mail/stop", "");
    browser_post(&story.browser, "/account/address", "mail=ann%40new.example.org");
    browser_post(&story.browser, link_in(&story, "ann@new.example.org", "/address/"), "");
    CHECK("the new one objects", consent_objected(j->db, "ann@new.example.org"));
    CHECK("and so does the old", consent_objected(j->db, "ann@example.org"));
    journey_end(j);
}

/* --- a lost mailbox ---------------------------------------------------------------------- */

static const char *lost_form(Story *story, PersonId person, const char *mail)
{
    MemberKnown known = { .number = 1 };
    members_known_person(story->j->db, story->j->branch.id, person.id, &known);
    return text_format(arena_of(story), "number=%lld&mail=%s", (long long)known.number,
                       query_escape(arena_of(story), mail));
}

static const char *lost_at(Story *story, const char *rest)
{
    return text_format(arena_of(story), "/areas/%s/lost%s", story->j->branch.slug, rest);
}

/* Asked, and the new mailbox is read. */
static const char *proven(Story *story)
{
    Browser anybody = browser_new(story->j);
    browser_post(&anybody, "/lost", lost_form(story, story->ann, "ann@new.example.org"));
    const char *link = link_in(story, "ann@new.example.org", "/address/");
    CHECK_CONTAINS("how it goes on", browser_post(&anybody, link, "").body, "Now your local party");
    return link;
}

static const char *ask_path(Story *story)
{
    const char *list = browser_get(&story->officer, lost_at(story, "")).body;
    return text_copy(story->j->arena, lost_at(story, text_format(arena_of(story), "/%s",
                     between(story->j, list, "/lost/", "\""))));
}

static const char *code_from(Story *story, Browser *officer, const char *ask)
{
    const char *page = browser_post(officer, ask, "do=code").body;
    const char *code = between(story->j, page, "The code for Ann Example: ", "<");
    return text_copy(story->j->arena, text_format(arena_of(story), "%.4s%.4s", code, code + 5));
}

TEST(a_lost_mailbox_takes_the_new_one_an_officer_and_three_days)
{
    Story story = story_begin();
    Journey *j = story.j;
    CHECK_CONTAINS("from the page to sign in", browser_get(&story.browser, "/sign-in").body, "/lost");
    const char *link = proven(&story);
    CHECK_CONTAINS("the old one hears of it", journey_mail_with(j, "ann@example.org", "/address/stop/"),
                   "cannot read this mailbox");
    CHECK_CONTAINS("it waits on the desk", browser_get(&story.officer, text_format(arena_of(&story),
                   "/areas/%s/desk", j->branch.slug)).body, "cannot reach their mailbox");
    const char *ask = ask_path(&story);
    const char *code = code_from(&story, &story.officer, ask);
    CHECK_CONTAINS("the other officers hear of it",
                   journey_mail_with(j, "una@example.org", "confirmed"), "Sal Secretary");
    Browser ann = browser_new(j);
    CHECK_CONTAINS("the code is right", browser_post(&ann, link, text_format(arena_of(&story),
                   "code=%s", code)).body, "Three days, and it is done");
    jobs(&story);
    CHECK_TEXT("not at once", mail_of(&story, story.ann), "ann@example.org");
    j->now += ADDRESS_WAIT_MS;
    jobs(&story);
    CHECK_TEXT("three days later", mail_of(&story, story.ann), "ann@new.example.org");
    CHECK_CONTAINS("told", journey_mail_with(j, "ann@new.example.org", "from now on"), "sign in");
    browser_sign_in(&ann, "ann@new.example.org");
    CHECK_CONTAINS("she is in", browser_get(&ann, "/membership").body, j->branch.name);
    CHECK_INT("nothing is left of it", journey_count(j, "SELECT count(*) FROM members_address"), 0);
    journey_end(j);
}

TEST(who_never_had_an_address_gets_in_the_same_way)
{
    Story story = story_begin();
    Journey *j = story.j;
    db_begin(j->db);
    db_run(j->db, "DELETE FROM people_mail WHERE mail = 'ann@example.org'", no_args);
    db_run(j->db, "UPDATE people_person SET mail = '' WHERE mail = 'ann@example.org'", no_args);
    db_run(j->db, "UPDATE members_member SET mail = '' WHERE mail = 'ann@example.org'", no_args);
    db_commit(j->db);
    const char *link = proven(&story);
    const char *code = code_from(&story, &story.officer, ask_path(&story));
    browser_post(&story.other, link, text_format(arena_of(&story), "code=%s", code));
    j->now += ADDRESS_WAIT_MS;
    jobs(&story);
    CHECK_TEXT("hers", mail_of(&story, story.ann), "ann@new.example.org");
    journey_end(j);
}

TEST(a_lost_mailbox_can_be_stopped_from_three_sides)
{
    static const char *const sides[] = { "the old address", "another officer", "leaving it" };
    for (size_t i = 0; i < COUNT(sides); i++) {
        Story story = story_begin();
        Journey *j = story.j;
        const char *link = proven(&story), *ask = ask_path(&story);
        const char *code = code_from(&story, &story.officer, ask);
        Browser anybody = browser_new(j);
        if (i < 2)
            browser_post(&anybody, link, text_format(arena_of(&story), "code=%s", code));
        j->now += MINUTE_MS;
        if (i == 0) { /* the newest of its links; the one from before is over */
            Rows rows = db_rows(j->db, "SELECT count(*) FROM outbox_message WHERE why ="
                                " 'another address, the old one'", no_args);
            while (rows_next(&rows))
                CHECK_INT("told twice", row_int(&rows, 0), 2);
            int64_t stopped = 0;
            Rows texts = db_rows(j->db, "SELECT body FROM outbox_message WHERE why ="
                                 " 'another address, the old one'", no_args);
            const char *body[2] = { "", "" };
            for (size_t k = 0; rows_next(&texts); k++)
                body[k % 2] = text_copy(j->arena, row_text(&texts, 0));
            for (size_t k = 0; k < 2; k++) {
                const char *stop = text_format(j->arena, "/address/stop/%s",
                                               between(j, body[k], "/address/stop/", "\n"));
                stopped += strstr(browser_post(&anybody, stop, "").body, "Stopped") != NULL;
            }
            CHECK_INT("one link of the two works", stopped, 1);
        } else if (i == 1) {
            CHECK_INT("not from beside", browser_post(&story.other, ask, "do=stop").status, 404);
            CHECK_INT("stopped", browser_post(&story.second, ask, "do=stop").status, 303);
        }
        j->now += ADDRESS_OPEN_MS;
        jobs(&story);
        CHECK_TEXT(sides[i], mail_of(&story, story.ann), "ann@example.org");
        CHECK_CONTAINS("the link is over", browser_get(&anybody, link).body, "This link is over");
        journey_end(j);
    }
}

TEST(a_code_is_guessed_five_times_at_most_and_not_before_there_is_one)
{
    Story story = story_begin();
    Journey *j = story.j;
    const char *link = proven(&story), *ask = ask_path(&story);
    Browser anybody = browser_new(j);
    CHECK_INT("there is none yet", browser_post(&anybody, link, "code=00000000").status, 422);
    const char *code = code_from(&story, &story.officer, ask);
    const char *right = text_copy(j->arena, text_format(arena_of(&story), "code=%s", code));
    const char *wrong = text_equal(code, "12345678") ? "code=87654321" : "code=12345678";
    for (int i = 0; i < ADDRESS_TRIES_MAX; i++)
        CHECK_INT("wrong", browser_post(&anybody, link, wrong).status, 422);
    CHECK_INT("now the right one is too late", browser_post(&anybody, link, right).status, 422);
    code = code_from(&story, &story.second, ask);
    CHECK_INT("the first code is over", strcmp(right + 5, code) == 0, 0);
    CHECK_INT("another one", browser_post(&anybody, link, text_format(arena_of(&story), "code=%s",
              code)).status, 200);
    journey_end(j);
}

TEST(the_page_for_a_lost_mailbox_tells_nobody_which_numbers_there_are)
{
    static const struct { const char *name; int whose; } rows[] = {
        { "a member", 0 }, { "nobody", 1 }, { "who looks after others", 2 },
    };
    Story story = story_begin();
    Journey *j = story.j;
    const char *answer = NULL, *opened = NULL, *pressed = NULL, *typed = NULL;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Browser anybody = browser_new(j);
        const char *mail = text_format(j->arena, "a%d@example.net", (int)i);
        const char *form = rows[i].whose == 1
            ? text_format(j->arena, "number=999999&mail=a%d%%40example.net", (int)i)
            : lost_form(&story, rows[i].whose == 0 ? story.ann : story.sal, mail);
        Reply reply = browser_post(&anybody, "/lost", form);
        const char *to = text_copy(j->arena, reply_location(&reply));
        const char *link = link_in(&story, mail, "/address/");
        const char *page[3] = {
            text_copy(j->arena, browser_get(&anybody, link).body),
            text_copy(j->arena, browser_post(&anybody, link, "").body),
            text_copy(j->arena, browser_post(&anybody, link, "code=12345678").body),
        };
        for (int k = 0; k < 3; k++) { /* the same but for what was typed */
            const char *at;
            while ((at = strstr(page[k], mail)) != NULL)
                memset((char *)(uintptr_t)at, 'x', strlen(mail));
            const char *token = strrchr(link, '/') + 1;
            while ((at = strstr(page[k], token)) != NULL)
                memset((char *)(uintptr_t)at, 'x', strlen(token));
        }
        if (answer != NULL) {
            CHECK_TEXT(rows[i].name, to, answer);
            CHECK_TEXT(rows[i].name, page[0], opened);
            CHECK_TEXT(rows[i].name, page[1], pressed);
            CHECK_TEXT(rows[i].name, page[2], typed);
        }
        answer = to, opened = page[0], pressed = page[1], typed = page[2];
    }
    CHECK_INT("a row each", journey_count(j, "SELECT count(*) FROM members_address"), 3);
    CHECK_INT("one leads somewhere", journey_count(j,
              "SELECT count(*) FROM members_address WHERE person IS NOT NULL"), 1);
    Scope sal = test_scope(j->arena, j->branch.id, PURPOSE_MEMBERSHIP, story.sal);
    CHECK_INT("the officers see that one", (int64_t)address_asks(j->db, sal, j->now).count, 1);
    journey_end(j);
}

TEST(lost_mailboxes_are_seen_in_the_own_place_alone_and_not_done_for_oneself)
{
    Story story = story_begin();
    Journey *j = story.j;
    proven(&story);
    const char *ask = ask_path(&story);
    Scope here = test_scope(j->arena, j->branch.id, PURPOSE_MEMBERSHIP, story.sal);
    Scope beside = test_scope(j->arena, j->other_branch.id, PURPOSE_MEMBERSHIP, story.sal);
    AddressAskList list = address_asks(j->db, here, j->now);
    CHECK_INT("here", (int64_t)list.count, 1);
    CHECK_INT("not beside", (int64_t)address_asks(j->db, beside, j->now).count, 0);
    AddressAsk found;
    CHECK("by id", address_ask(j->db, here, list.item[0].address.id, j->now, &found));
    CHECK("not beside", !address_ask(j->db, beside, list.item[0].address.id, j->now, &found));
    CHECK_INT("counted", address_asks_count(j->db, j->branch.id, j->now), 1);
    CHECK_INT("not beside", address_asks_count(j->db, j->other_branch.id, j->now), 0);
    CHECK_INT("no code from beside", browser_post(&story.other, ask, "do=code").status, 404);
    journey_officer(j, story.ann, j->branch.id); /* Ann may look after others since this hour */
    browser_sign_in(&story.browser, "ann@example.org");
    browser_post(&story.browser, ask, "do=code");
    CHECK_INT("nobody for themselves", journey_count(j,
              "SELECT count(*) FROM members_address WHERE code_hash IS NOT NULL"), 0);
    journey_end(j);
}
