/* outbox_test.c: what waits is sent once, later, or never.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/outbox/outbox_view.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

/* An outside that answers as it is told and writes down what it was given. */
typedef struct {
    MailEnd answer;
    int     calls;
    char    id[100], to[100], subject[200], text[200];
} Pretend;

static MailEnd pretend_send(Outside *outside, Arena *arena, const Mail *mail, const char **why)
{
    Pretend *pretend = outside->state;
    (void)arena;
    pretend->calls++;
    snprintf(pretend->id, sizeof pretend->id, "%s", mail->message_id);
    snprintf(pretend->to, sizeof pretend->to, "%s", mail->to);
    snprintf(pretend->subject, sizeof pretend->subject, "%s", mail->subject);
    snprintf(pretend->text, sizeof pretend->text, "%s", mail->text);
    *why = "told to";
    return pretend->answer;
}

typedef struct { Db *db; Random random; Site site; Pretend pretend; Outside outside; } House;

static void house_begin(House *house, MailEnd answer)
{
    *house = (House){ .db = test_database(), .random = random_from_seed(1),
                      .site = { .host = "localhost:8080", .base_url = "http://localhost:8080" },
                      .pretend = { .answer = answer } };
    house->outside = (Outside){ .has_relay = true, .send_mail = pretend_send,
                                .state = &house->pretend };
}

static void add(House *house, const char *to, const char *subject, TimeMs now)
{
    Message message = { .to = to, .subject = subject, .text = "Hello\n", .why = "a test" };
    outbox_add(house->db, &message, now, &house->random);
}

static bool work(House *house, TimeMs now)
{
    Job job = { .db = house->db, .arena = db_arena(house->db), .site = &house->site,
                .outside = &house->outside, .random = &house->random, .now = now };
    return outbox_capability.job(&job);
}

static int64_t number_of(House *house, const char *sql)
{
    Rows rows = db_rows_(house->db, sql, no_args);
    int64_t number = -1;
    while (rows_next(&rows))
        number = row_int(&rows, 0);
    return number;
}

TEST(outbox_sends_a_message_once_and_forgets_its_words)
{
    House house;
    house_begin(&house, MAIL_SENT);
    add(&house, "a@example.org", "Hello", TEST_NOW);
    work(&house, TEST_NOW);
    work(&house, TEST_NOW + DAY_MS);
    CHECK_INT("calls", house.pretend.calls, 1);
    CHECK_TEXT("to", house.pretend.to, "a@example.org");
    CHECK_TEXT("text", house.pretend.text, "Hello\n");
    CHECK_INT("state", number_of(&house, "SELECT state FROM outbox_message"), MESSAGE_SENT);
    CHECK_INT("words", number_of(&house, "SELECT length(body) FROM outbox_message"), 0);
    test_database_close(house.db);
}

static const struct { const char *name; int64_t minute; int want_calls; } waits[] = {
    { "at once",               0, 1 }, { "not within the minute",  0, 1 },
    { "after one",             1, 2 }, { "not after five",         5, 2 },
    { "five after that",       6, 3 }, { "not half an hour on",   35, 3 },
    { "half an hour on",      36, 4 }, { "two hours on",         156, 5 },
    { "not ten hours on",    756, 5 }, { "twelve hours on",      876, 6 },
    { "then never again", 100000, 6 },
};

TEST(outbox_waits_longer_each_time_and_then_gives_up)
{
    House house;
    house_begin(&house, MAIL_LATER);
    add(&house, "a@example.org", "Hello", TEST_NOW);
    char first_id[100] = "";
    for (size_t i = 0; i < COUNT(waits); i++) {
        work(&house, TEST_NOW + waits[i].minute * MINUTE_MS);
        CHECK_INT(waits[i].name, house.pretend.calls, waits[i].want_calls);
        if (i == 0)
            snprintf(first_id, sizeof first_id, "%s", house.pretend.id);
        CHECK_TEXT("the same id at every try", house.pretend.id, first_id);
    }
    test_database_close(house.db);
}

TEST(outbox_gives_up_at_once_when_told_never)
{
    House house;
    house_begin(&house, MAIL_NEVER);
    add(&house, "a@example.org", "Hello", TEST_NOW);
    work(&house, TEST_NOW);
    work(&house, TEST_NOW + DAY_MS);
    CHECK_INT("calls", house.pretend.calls, 1);
    CHECK_INT("state", number_of(&house, "SELECT state FROM outbox_message"), MESSAGE_GIVEN_UP);
    test_database_close(house.db);
}

TEST(outbox_takes_up_what_a_dead_sender_left)
{
    House house;
    house_begin(&house, MAIL_SENT);
    add(&house, "a@example.org", "Hello", TEST_NOW);
    db_begin(house.db);
    MessageList taken = outbox_take(house.db, TEST_NOW);
    CHECK("committed", db_commit(house.db));
    CHECK_INT("taken", taken.count, 1);
    work(&house, TEST_NOW + MINUTE_MS);
    CHECK_INT("the sender may be alive", house.pretend.calls, 0);
    work(&house, TEST_NOW + OUTBOX_LEASE_MS);
    CHECK_INT("it is dead", house.pretend.calls, 1);
    test_database_close(house.db);
}

/* A relay that takes a minute for each: before a mail begins, another sender
 * looks for what is due; it must not find what this one still holds. */
static int minutes_left, found_by_another;

static bool a_minute_later(Job *job)
{
    job->now += MINUTE_MS;
    db_begin(job->db);
    found_by_another += (int)outbox_take(job->db, job->now - MINUTE_MS / 2).count;
    CHECK("looked", db_commit(job->db));
    return minutes_left-- > 0;
}

TEST(outbox_holds_what_it_took_however_slow_the_relay_is)
{
    House house;
    house_begin(&house, MAIL_SENT);
    for (int i = 0; i < 8; i++)
        add(&house, "a@example.org", "Hello", TEST_NOW);
    Job job = { .db = house.db, .arena = db_arena(house.db), .site = &house.site,
                .outside = &house.outside, .random = &house.random, .now = TEST_NOW,
                .look_up = a_minute_later };
    minutes_left = 100;
    found_by_another = 0;
    outbox_capability.job(&job);
    CHECK_INT("all, once", house.pretend.calls, 8);
    CHECK_INT("all sent", number_of(&house, "SELECT count(*) FROM outbox_message WHERE state = 3"),
              8);
    CHECK_INT("nobody else's", found_by_another, 0);
    test_database_close(house.db);
}

TEST(outbox_leaves_to_others_what_they_have_taken_since)
{
    House house;
    house_begin(&house, MAIL_SENT);
    for (int i = 0; i < OUTBOX_BATCH; i++)
        add(&house, "a@example.org", "Hello", TEST_NOW);
    Job job = { .db = house.db, .arena = db_arena(house.db), .site = &house.site,
                .outside = &house.outside, .random = &house.random, .now = TEST_NOW,
                .look_up = a_minute_later };
    minutes_left = 100;
    found_by_another = 0;
    outbox_capability.job(&job);
    CHECK("some were taken", found_by_another > 0);
    CHECK_INT("each is sent by one", house.pretend.calls + found_by_another, OUTBOX_BATCH);
    test_database_close(house.db);
}

TEST(outbox_gives_back_what_it_has_not_begun_when_the_program_ends)
{
    House house;
    house_begin(&house, MAIL_SENT);
    for (int i = 0; i < 8; i++)
        add(&house, "a@example.org", "Hello", TEST_NOW);
    Job job = { .db = house.db, .arena = db_arena(house.db), .site = &house.site,
                .outside = &house.outside, .random = &house.random, .now = TEST_NOW,
                .look_up = a_minute_later };
    minutes_left = 3;
    found_by_another = 0;
    outbox_capability.job(&job);
    CHECK_INT("three were sent", house.pretend.calls, 3);
    CHECK_INT("five wait", number_of(&house, "SELECT count(*) FROM outbox_message"
                                             " WHERE state = 1 AND tries = 0"), 5);
    work(&house, job.now);
    CHECK_INT("and go at once", house.pretend.calls, 8);
    test_database_close(house.db);
}

TEST(outbox_sends_many_in_bounded_pieces)
{
    House house;
    house_begin(&house, MAIL_SENT);
    for (int i = 0; i < 2 * OUTBOX_BATCH + 5; i++)
        add(&house, "a@example.org", "Hello", TEST_NOW);
    CHECK("there is more", work(&house, TEST_NOW));
    CHECK_INT("a batch", house.pretend.calls, OUTBOX_BATCH);
    CHECK("still more", work(&house, TEST_NOW));
    CHECK("no more", !work(&house, TEST_NOW));
    CHECK_INT("all", house.pretend.calls, 2 * OUTBOX_BATCH + 5);
    test_database_close(house.db);
}

TEST(outbox_keeps_everything_where_no_relay_is)
{
    House house;
    house_begin(&house, MAIL_SENT);
    house.outside.has_relay = false;
    add(&house, "a@example.org", "Hello", TEST_NOW);
    work(&house, TEST_NOW);
    CHECK_INT("calls", house.pretend.calls, 0);
    CHECK_INT("state", number_of(&house, "SELECT state FROM outbox_message"), MESSAGE_KEPT);
    CHECK_INT("mailbox", outbox_mailbox(house.db, "").count, 1);
    CHECK_INT("hers", outbox_mailbox(house.db, "a@example.org").count, 1);
    CHECK_INT("his", outbox_mailbox(house.db, "b@example.org").count, 0);
    test_database_close(house.db);
}

TEST(outbox_headers_are_one_line_whatever_is_put_in)
{
    House house;
    house_begin(&house, MAIL_SENT);
    add(&house, "a@example.org\r\nBcc: b@example.org", "Hi\nthere\r\n\tBcc: all\x7F", TEST_NOW);
    work(&house, TEST_NOW);
    CHECK_TEXT("to", house.pretend.to, "a@example.org  Bcc: b@example.org");
    CHECK_TEXT("subject", house.pretend.subject, "Hi there   Bcc: all ");
    test_database_close(house.db);
}

TEST(outbox_counts_by_address_reason_and_time)
{
    House house;
    house_begin(&house, MAIL_SENT);
    add(&house, "a@example.org", "1", TEST_NOW - DAY_MS);
    add(&house, "a@example.org", "2", TEST_NOW - HOUR_MS);
    add(&house, "a@example.org", "3", TEST_NOW);
    add(&house, "b@example.org", "4", TEST_NOW);
    CHECK_INT("today", outbox_count_since(house.db, "a@example.org", "a test",
                                          TEST_NOW - DAY_MS), 2);
    CHECK_INT("other reason", outbox_count_since(house.db, "a@example.org", "another",
                                                 TEST_NOW - DAY_MS), 0);
    test_database_close(house.db);
}

TEST(outbox_forgets_old_messages)
{
    House house;
    house_begin(&house, MAIL_SENT);
    add(&house, "a@example.org", "old", TEST_NOW - OUTBOX_KEEP_MS - 1);
    add(&house, "a@example.org", "new", TEST_NOW - OUTBOX_KEEP_MS);
    Job job = { .db = house.db, .now = TEST_NOW };
    outbox_capability.prune(&job);
    CHECK_INT("left", number_of(&house, "SELECT count(*) FROM outbox_message"), 1);
    test_database_close(house.db);
}

static const struct { const char *name, *text, *want; } links[] = { /* links in [ ] */
    { "none",            "Hello",                                "Hello" },
    { "nothing",         "",                                     "" },
    { "one",             "Go: http://x.test/a?b=1\nnow",         "Go: [http://x.test/a?b=1]\nnow" },
    { "only",            "http://x.test/",                       "[http://x.test/]" },
    { "not ours",        "http://y.test/a http://x.testy/b",
                         "http://y.test/a http://x.testy/b" },
    { "another port",    "http://x.test:81/a http://x.test/b",
                         "http://x.test:81/a [http://x.test/b]" },
    { "a tag",           "<http://x.test/a>",                    "<[http://x.test/a]>" },
};

TEST(outbox_links_only_to_our_own_pages)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(links); i++) {
        MailPieceList pieces = mail_pieces(arena, links[i].text, "http://x.test");
        TextBuilder got = text_builder(arena);
        text_add(&got, "");
        for (size_t j = 0; j < pieces.count; j++)
            text_add_format(&got, pieces.item[j].is_link ? "[%s]" : "%s", pieces.item[j].text);
        CHECK_TEXT(links[i].name, text_of(&got), links[i].want);
    }
    arena_free(arena);
}

TEST(outbox_mailbox_shows_mail_with_links_to_press)
{
    Journey *journey = journey_begin();
    Browser guest = browser_new(journey);
    CHECK_CONTAINS("empty", browser_get(&guest, "/mailbox").body, "Nothing has been sent yet");
    journey_member(journey, "Ann", "ann@example.org", journey->branch.id);
    browser_post(&guest, "/sign-in", "mail=ann%40example.org");
    Message message = { .to = "b@example.org", .subject = "<b>Hi</b>", .why = "a test",
                        .text = "<script>alert(1)</script>\nnext line\n" };
    outbox_add(journey->db, &message, journey->now, &journey->random);

    Reply reply = browser_get(&guest, "/mailbox?to=Ann%40example.org");
    const char *link = between(journey, reply.body, "<a href=\"http://localhost:8080", "\"");
    CHECK("a link", text_starts(link, "/sign-in/link?token="));
    CHECK_INT("it leads somewhere", browser_get(&guest, link).status, 200);
    reply = browser_get(&guest, "/mailbox");
    CHECK_CONTAINS("words only", reply.body, "&lt;script&gt;alert(1)&lt;/script&gt;\nnext line\n");
    CHECK_CONTAINS("both", reply.body, "ann@example.org");
    CHECK_CONTAINS("nobody's", browser_get(&guest, "/mailbox?to=c%40example.org").body,
                   "Nothing has been sent to c@example.org");
    journey_end(journey);
}
