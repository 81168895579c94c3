/* sign_in_test.c: stories of links and codes, used well and badly.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/outbox/outbox.h"
#include "capabilities/people/link_store.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

static Arena *arena_of(Journey *journey)
{
    return db_arena(journey->db);
}

static Journey *with_ann(void)
{
    Journey *journey = journey_begin();
    journey_member(journey, "Ann", "ann@example.org", journey->branch.id);
    return journey;
}

static Reply ask(Browser *browser, const char *mail)
{
    return browser_post(browser, "/sign-in",
                        text_format(arena_of(browser->journey), "mail=%s",
                                    query_escape(arena_of(browser->journey), mail)));
}

static const char *token_for(Journey *journey, const char *mail)
{
    return between(journey, journey_mail(journey, mail), "/sign-in/link?token=", "\n");
}

static const char *code_for(Journey *journey, const char *mail)
{
    return between(journey, journey_mail(journey, mail), "where you asked: ", "\n");
}

static Reply press(Browser *browser, const char *token, const char *code)
{
    return browser_post(browser, "/sign-in/link",
                        text_format(arena_of(browser->journey), "token=%s&code=%s", token,
                                    query_escape(arena_of(browser->journey), code)));
}

static Reply type_code(Browser *browser, const char *code)
{
    return browser_post(browser, "/sign-in/code",
                        text_format(arena_of(browser->journey), "code=%s",
                                    query_escape(arena_of(browser->journey), code)));
}

static bool is_in(Browser *browser)
{
    return browser_get(browser, "/account").status == 200;
}

static const char *wrong(Journey *journey, const char *code)
{
    return text_format(arena_of(journey), "%c%s", code[0] == '9' ? '0' : '9', code + 1);
}

TEST(sign_in_link_survives_a_hundred_looks_and_one_use)
{
    Journey *journey = with_ann();
    Browser ann = browser_new(journey), scanner = ann, thief = ann;
    CHECK_INT("asked", ask(&ann, " Ann@Example.ORG ").status, 303);
    const char *token = token_for(journey, "ann@example.org");
    const char *link = text_format(arena_of(journey), "/sign-in/link?token=%s", token);
    for (int i = 0; i < 100; i++)
        CHECK_INT("looked at", browser_get(&scanner, link).status, 200);
    CHECK_CONTAINS("here, a button", browser_get(&ann, link).body, "Sign me in");
    CHECK("looking is not signing in", !is_in(&ann) && !is_in(&scanner));

    CHECK_INT("pressed", press(&ann, token, "").status, 303);
    CHECK("in", is_in(&ann));
    thief = ann;
    thief.cookie_count = 0;
    press(&thief, token, code_for(journey, "ann@example.org"));
    CHECK("not a second time", !is_in(&thief));
    CHECK_CONTAINS("over", browser_get(&thief, link).body, "This link is over");
    journey_end(journey);
}

TEST(sign_in_link_is_used_by_one_of_two_who_press_at_once)
{
    Journey *journey = with_ann();
    Person ann = {0};
    person_by_mail(journey->db, "ann@example.org", &ann);
    const char *path = people_first_link(journey->db, ann.id, TEST_NOW, &journey->random);
    Hash hash = hash_of_text(strchr(path, '=') + 1);
    Link first, second;
    CHECK("both see it open", link_open(journey->db, hash, TEST_NOW, &first)
                                  && link_open(journey->db, hash, TEST_NOW, &second));
    CHECK("one uses it", link_use(journey->db, hash, TEST_NOW));
    CHECK("the other does not", !link_use(journey->db, hash, TEST_NOW));
    journey_end(journey);
}

/* Sessions that are found by what stands in the cookie itself. */
static int64_t sessions_with_token(Journey *journey, const char *cookie)
{
    uint8_t token[sizeof(Hash)];
    size_t length = 0;
    CHECK_INT("hex", sodium_hex2bin(token, sizeof token, cookie, strlen(cookie), NULL, &length,
                                    NULL), 0);
    Rows rows = db_rows(journey->db, "SELECT count(*) FROM people_session WHERE token_hash = $1",
                        args(sql_bytes(token, length)));
    int64_t count = -1;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

TEST(sign_in_keeps_no_secret_at_rest)
{
    Journey *journey = with_ann();
    Browser ann = browser_new(journey);
    ask(&ann, "ann@example.org");
    const char *token = token_for(journey, "ann@example.org");
    press(&ann, token, "");
    CHECK_INT("link", journey_count(journey,
              "SELECT count(*) FROM people_link WHERE length(token_hash) = 32"
              " AND length(code_hash) = 32 AND length(browser_hash) = 32"), 1);
    for (size_t i = 0; i < ann.cookie_count; i++)
        if (strcmp(ann.cookie[i][0], PEOPLE_SESSION_COOKIE) == 0)
            CHECK_INT("session", sessions_with_token(journey, ann.cookie[i][1]), 0);
    journey_end(journey);
}

TEST(sign_in_link_in_another_browser_wants_the_code_too)
{
    Journey *journey = with_ann();
    Browser laptop = browser_new(journey), phone = laptop;
    ask(&laptop, "ann@example.org");
    const char *token = token_for(journey, "ann@example.org");
    const char *code = code_for(journey, "ann@example.org");
    const char *link = text_format(arena_of(journey), "/sign-in/link?token=%s", token);
    CHECK_CONTAINS("a question", browser_get(&phone, link).body, "Is this the right browser?");
    press(&phone, token, "");
    CHECK("not without the code", !is_in(&phone));
    press(&phone, token, wrong(journey, code));
    CHECK("not with a wrong one", !is_in(&phone));
    press(&phone, token, code);
    CHECK("with the code", is_in(&phone));
    type_code(&laptop, code);
    CHECK("it was for one", !is_in(&laptop));
    journey_end(journey);
}

TEST(sign_in_code_works_only_where_it_was_asked_for)
{
    Journey *journey = with_ann();
    Browser ann = browser_new(journey), stranger = ann;
    ask(&ann, "ann@example.org");
    const char *code = code_for(journey, "ann@example.org");
    CHECK_INT("eight digits and a space", strlen(code), 9);
    type_code(&stranger, code);
    CHECK("not a browser that never asked", !is_in(&stranger));
    ask(&stranger, "stranger@example.org");
    type_code(&stranger, code);
    CHECK("nor one that asked for another", !is_in(&stranger));
    type_code(&ann, code);
    CHECK("hers", is_in(&ann));
    journey_end(journey);
}

static const struct { const char *name; int wrong_codes; bool want; } tries[] = {
    { "at once", 0, true }, { "after four wrong ones", 4, true }, { "after five", 5, false },
};

TEST(sign_in_code_may_be_wrong_four_times)
{
    for (size_t i = 0; i < COUNT(tries); i++) {
        Journey *journey = with_ann();
        Browser ann = browser_new(journey);
        ask(&ann, "ann@example.org");
        const char *code = code_for(journey, "ann@example.org");
        for (int j = 0; j < tries[i].wrong_codes; j++) {
            Reply reply = type_code(&ann, wrong(journey, code));
            CHECK_TEXT("told", reply_location(&reply), "/sign-in/sent?wrong=1");
        }
        type_code(&ann, code);
        CHECK_INT(tries[i].name, is_in(&ann), tries[i].want);
        if (!tries[i].want) {
            press(&ann, token_for(journey, "ann@example.org"), "");
            CHECK("the link is closed with it", !is_in(&ann));
        }
        journey_end(journey);
    }
}

static const struct { const char *name; TimeMs later; bool want; } delays[] = {
    { "within ten minutes", 10 * MINUTE_MS - 1, true },
    { "after ten minutes",  10 * MINUTE_MS,     false },
};

TEST(sign_in_is_over_after_ten_minutes)
{
    for (size_t i = 0; i < COUNT(delays); i++) {
        Journey *journey = with_ann();
        Browser by_link = browser_new(journey), by_code = by_link;
        ask(&by_link, "ann@example.org");
        const char *token = token_for(journey, "ann@example.org");
        journey->now += 1; /* so that the newest mail is the other one */
        ask(&by_code, "ann@example.org");
        const char *code = code_for(journey, "ann@example.org");
        journey->now = TEST_NOW + delays[i].later;
        press(&by_link, token, "");
        CHECK_INT(delays[i].name, is_in(&by_link), delays[i].want);
        journey->now += 1;
        type_code(&by_code, code);
        CHECK_INT(delays[i].name, is_in(&by_code), delays[i].want);
        journey_end(journey);
    }
}

TEST(sign_in_says_the_same_to_everybody)
{
    Journey *journey = with_ann();
    Browser known = browser_new(journey), unknown = known;
    Reply a = ask(&known, "ann@example.org");
    CHECK_INT("one row", journey_count(journey, "SELECT count(*) FROM people_link"), 1);
    const char *to = text_copy(arena_of(journey), reply_location(&a));
    int status = a.status;
    size_t headers = a.header_count, length = a.body_length;
    Reply b = ask(&unknown, "nobody@example.org");
    CHECK_INT("one row more", journey_count(journey, "SELECT count(*) FROM people_link"), 2);
    CHECK_INT("status", b.status, status);
    CHECK_TEXT("where to", reply_location(&b), to);
    CHECK_INT("headers", b.header_count, headers);
    CHECK_INT("length", b.body_length, length);
    CHECK_INT("one mail to somebody", journey_count(journey,
              "SELECT count(*) FROM outbox_message WHERE to_mail <> '' OR state IN (1, 2)"), 1);
    CHECK_INT("the address is not kept", journey_count(journey,
              "SELECT count(*) FROM people_link WHERE mail IS NOT NULL"), 0);
    journey_end(journey);
}

static int64_t mails(Journey *journey)
{
    return journey_count(journey, "SELECT count(*) FROM outbox_message");
}

TEST(sign_in_sends_three_mails_an_hour_to_one_mailbox_from_one_neighbourhood)
{
    Journey *journey = with_ann();
    for (int i = 0; i < 6; i++) {
        Browser browser = browser_new(journey);
        browser.address = i % 2 == 0 ? "192.0.2.1" : "192.0.2.200";
        CHECK_INT("the same answer", ask(&browser, "ann@example.org").status, 303);
    }
    CHECK_INT("three", mails(journey), 3);
    journey->now += HOUR_MS;
    Browser later = browser_new(journey);
    later.address = "192.0.2.1";
    ask(&later, "ann@example.org");
    CHECK_INT("an hour later", mails(journey), 4);
    journey_end(journey);
}

TEST(nobody_can_use_up_what_the_owner_of_a_mailbox_needs)
{
    Journey *journey = with_ann();
    Browser own = browser_new(journey), fresh = browser_new(journey);
    own.address = "198.51.100.7";
    browser_sign_in(&own, "ann@example.org");
    browser_post(&own, "/sign-out", "");
    int64_t before = mails(journey);
    for (int i = 0; i < 200; i++) { /* from all over the place, all day long */
        Browser stranger = browser_new(journey);
        stranger.address = text_format(arena_of(journey), "10.%d.0.1", i);
        CHECK_INT("the same answer", ask(&stranger, "ann@example.org").status, 303);
        journey->now += MINUTE_MS;
    }
    int64_t to_strangers = mails(journey) - before;
    CHECK("bounded", to_strangers <= 12);

    ask(&own, "ann@example.org");
    CHECK_INT("the browser that is known has its own", mails(journey) - before, to_strangers + 1);
    press(&own, token_for(journey, "ann@example.org"), "");
    CHECK("and signs in", is_in(&own));

    journey->now += DAY_MS;
    fresh.address = "203.0.113.5";
    ask(&fresh, "ann@example.org");
    CHECK_INT("a new one the next day", mails(journey) - before, to_strangers + 2);
    journey_end(journey);
}

TEST(signing_out_everywhere_makes_every_browser_a_stranger)
{
    Journey *journey = with_ann();
    journey_member(journey, "Ben Example", "ben@example.org", journey->branch.id);
    Browser browser = browser_new(journey), bens = browser_new(journey);
    browser_sign_in(&browser, "ann@example.org");
    browser_sign_in(&bens, "ben@example.org");
    CHECK_INT("known", journey_count(journey, "SELECT count(*) FROM people_browser"), 2);
    browser_post(&browser, "/account/sessions/end-all", "");
    CHECK_INT("hers not any more, his still",
              journey_count(journey, "SELECT count(*) FROM people_browser b"
                                     " JOIN people_person p ON p.id = b.person"
                                     " WHERE p.mail = 'ben@example.org'"), 1);
    CHECK_INT("and no other", journey_count(journey, "SELECT count(*) FROM people_browser"), 1);
    journey_end(journey);
}

/* What a stranger is answered, without what is random by intent. */
static const char *answer_of(Journey *journey, Browser *browser, const char *target,
                             const char *form)
{
    Arena *arena = arena_of(journey);
    Reply reply = browser_post(browser, target, form);
    TextBuilder out = text_builder(arena);
    text_add_format(&out, "%d %zu", reply.status, reply.body_length);
    for (size_t i = 0; i < reply.header_count; i++) {
        const NameValue *header = &reply.header[i];
        bool is_random = strcmp(header->name, "Set-Cookie") == 0
            || strcmp(header->name, "Request-Id") == 0;
        text_add_format(&out, "|%s:%s:%zu", header->name, is_random ? "" : header->value,
                        strlen(header->value));
    }
    CHECK_INT("it was taken", reply.status, 303);
    reply = browser_get(browser, reply_location(&reply));
    text_add_format(&out, "|%d|%s", reply.status, reply.body);
    return text_of(&out);
}

TEST(whether_somebody_has_an_account_is_not_to_be_seen)
{
    Journey *journey = with_ann();
    Arena *arena = arena_of(journey);
    const char *join = text_format(arena, "/areas/%s/join", journey->branch.slug);
    static const struct { const char *name, *known, *unknown; bool joins; } rows[] = {
        { "signing in", "mail=ann%40example.org", "mail=eve%40example.org", false },
        { "joining", "name=Some+One&mail=ann%40example.org&read=yes",
          "name=Some+One&mail=eve%40example.org&read=yes", true },
    };
    for (int round = 0; round < 6; round++) { /* the budget's end looks the same, too */
        for (size_t i = 0; i < COUNT(rows); i++) {
            Browser a = browser_new(journey), b = browser_new(journey);
            a.address = b.address = "192.0.2.1";
            const char *target = rows[i].joins ? join : "/sign-in";
            const char *known = answer_of(journey, &a, target, rows[i].known);
            CHECK_TEXT(rows[i].name, answer_of(journey, &b, target, rows[i].unknown), known);
        }
    }
    journey_end(journey);
}

TEST(a_mail_to_nobody_is_a_row_as_well_and_goes_nowhere)
{
    Journey *journey = with_ann();
    static const struct { const char *name, *mail; int64_t rows, to_somebody; } rows[] = {
        { "somebody", "ann@example.org", 1, 1 },
        { "nobody", "eve@example.org", 2, 1 },
        { "nobody again", "eve@example.org", 3, 1 },
        { "somebody again", "ann@example.org", 4, 2 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Browser browser = browser_new(journey);
        ask(&browser, rows[i].mail);
        CHECK_INT(rows[i].name, journey_count(journey, "SELECT count(*) FROM outbox_message"),
                  rows[i].rows);
        CHECK_INT(rows[i].name, journey_count(journey,
                  "SELECT count(*) FROM outbox_message WHERE to_mail <> ''"), rows[i].to_somebody);
    }
    CHECK_INT("the address is not held", journey_count(journey,
              "SELECT count(*) FROM outbox_message WHERE to_mail = 'eve@example.org'"), 0);
    CHECK_INT("nothing of it is sent", journey_count(journey,
              "SELECT count(*) FROM outbox_message WHERE state IN (1, 2)"), 2);
    CHECK_INT("texts of the same length", journey_count(journey,
              "SELECT count(DISTINCT length(body)) FROM outbox_message"), 1);
    journey_end(journey);
}

/* What the lane does when a batch has to be undone: the same work once more. */
static bool ask_twice(Db *db, void *work)
{
    Request *req = work;
    db_use_arena(db, req->arena);
    req->db = db;
    db_savepoint(db);
    people_send_link(req, "ann@example.org", "");
    db_undo(db);
    return people_send_link(req, "ann@example.org", "").status == 303;
}

TEST(a_request_that_the_lane_runs_again_takes_its_limits_once)
{
    Journey *journey = with_ann();
    int64_t wait_ms, left = 0;
    uint64_t prefix = 77;
    for (int64_t asking = 1; asking <= 4; asking++) {
        Request req = { .arena = arena_of(journey), .site = &journey->site, .now = journey->now,
                        .random = &journey->random, .limits = journey->serve.limits,
                        .prefix = prefix };
        CHECK_INT("kept", lane_do(journey->serve.lane, ask_twice, &req), LANE_DONE);
        CHECK_INT("three mails an hour, not one", mails(journey), asking < 4 ? asking : 3);
    }
    while (limits_take(journey->serve.limits, LIMIT_PREFIX_ASK, &prefix, sizeof prefix,
                       journey->now, &wait_ms))
        left++;
    CHECK_INT("four tokens gone", left, limits_brim(LIMIT_PREFIX_ASK) - 4);
    journey_end(journey);
}

/* A wrong code after it, and the page that tells so. */
static const char *answer_and_wrong_code(Journey *journey, Browser *browser, const char *target,
                                         const char *form)
{
    const char *first = answer_of(journey, browser, target, form);
    const char *joins = strstr(target, "/join") != NULL ? "&join=1" : "";
    const char *code = text_format(arena_of(journey), "code=12345678%s", joins);
    return text_format(arena_of(journey), "%s|%s", first,
                       answer_of(journey, browser, "/sign-in/code", code));
}

/* More askings than a mailbox has in a day, three from each neighbourhood: those
 * to sign in use the day up, those to join come after. */
TEST(the_end_of_a_mailboxs_day_does_not_tell_who_has_an_account)
{
    enum { ASKINGS = 15, EACH = 3 };
    Journey *journey = with_ann();
    const char *join = text_format(arena_of(journey), "/areas/%s/join", journey->branch.slug);
    static const struct { const char *name, *known, *unknown; bool joins; } rows[] = {
        { "signing in", "mail=ann%40example.org", "mail=eve%40example.org", false },
        { "joining", "name=Some+One&mail=ann%40example.org&read=yes",
          "name=Some+One&mail=eve%40example.org&read=yes", true },
        { "signing in again", "mail=ann%40example.org", "mail=eve%40example.org", false },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (int asking = 0; asking < ASKINGS; asking++) {
            Arena *arena = arena_of(journey);
            Browser a = browser_new(journey), b = browser_new(journey);
            a.address = b.address = text_format(arena, "10.%d.%d.1", (int)i, asking / EACH);
            const char *target = rows[i].joins ? join : "/sign-in";
            const char *known = answer_and_wrong_code(journey, &a, target, rows[i].known);
            CHECK_TEXT(rows[i].name,
                       answer_and_wrong_code(journey, &b, target, rows[i].unknown), known);
            const char *words = "A mail with a link is on its way to the address that you typed";
            CHECK_INT("and says what was asked for", strstr(known, words) != NULL, rows[i].joins);
        }
    }
    CHECK("bounded", mails(journey) <= 24);
    CHECK_INT("rows alike", journey_count(journey, "SELECT count(*) FROM people_link"),
              2 * ASKINGS * COUNT(rows));
    journey_end(journey);
}

/* Askings count for a mailbox that nobody has as for one that somebody has: the
 * day that signing in has used up is used up for joining too. */
TEST(askings_count_the_same_whether_or_not_anybody_has_the_address)
{
    static const struct { const char *name, *mail; } rows[] = {
        { "somebody", "ann@example.org" }, { "nobody", "eve@example.org" },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Journey *journey = with_ann();
        const char *join = text_format(arena_of(journey), "/areas/%s/join", journey->branch.slug);
        for (int asking = 0; asking < 12; asking++) {
            Browser browser = browser_new(journey);
            browser.address = text_format(arena_of(journey), "10.0.%d.1", asking / 3);
            ask(&browser, rows[i].mail);
        }
        int64_t before = mails(journey);
        Browser browser = browser_new(journey);
        browser.address = "10.1.0.1";
        const char *form = text_format(arena_of(journey), "name=Some+One&mail=%s&read=yes",
                                       query_escape(arena_of(journey), rows[i].mail));
        CHECK_INT(rows[i].name, browser_post(&browser, join, form).status, 303);
        CHECK_INT(rows[i].name, mails(journey), before);
        CHECK_INT("a link to join that opens nothing", journey_count(journey,
                  "SELECT count(*) FROM people_link WHERE kind = 2 AND mail IS NULL"), 1);
        journey->now += DAY_MS;
        browser_post(&browser, join, form);
        CHECK_INT("the next day", mails(journey), before + 1);
        journey_end(journey);
    }
}

TEST(a_link_to_nothing_opens_nothing_of_whatever_kind)
{
    static const LinkKind kinds[] = { LINK_SIGN_IN, LINK_JOIN };
    for (size_t i = 0; i < COUNT(kinds); i++) {
        Journey *journey = with_ann();
        const char *token = "0123456789abcdef0123456789abcdef";
        link_add(journey->db, &(Link){
            .token_hash = hash_of_text(token), .kind = kinds[i], .then = "/",
            .created = journey->now, .until = journey->now + LINK_VALID_MS,
        });
        Browser browser = browser_new(journey);
        const char *link = text_format(arena_of(journey), "/sign-in/link?token=%s", token);
        CHECK_CONTAINS("over", browser_get(&browser, link).body, "This link is over");
        press(&browser, token, "");
        CHECK("not in", !is_in(&browser));
        CHECK_INT("nobody new", journey_count(journey, "SELECT count(*) FROM people_person"), 1);
        journey_end(journey);
    }
}

static const struct { const char *name, *then, *want; } targets[] = {
    { "a page of ours",   "%2Faccount",                 "/account" },
    { "with a query",     "%2Ffind%3Fq%3DLS6",          "/find?q=LS6" },
    { "nowhere",          "",                           "/" },
    { "another site",     "https%3A%2F%2Fevil.example", "/" },
    { "another host",     "%2F%2Fevil.example",         "/" },
    { "with a backslash", "%2F%5Cevil.example",         "/" },
    { "two lines",        "%2Fa%0D%0ASet-Cookie%3A+x",  "/" },
};

TEST(sign_in_leads_to_pages_of_ours_only)
{
    for (size_t i = 0; i < COUNT(targets); i++) {
        Journey *journey = with_ann();
        Browser ann = browser_new(journey);
        browser_post(&ann, "/sign-in", text_format(arena_of(journey),
                     "mail=ann%%40example.org&then=%s", targets[i].then));
        Reply reply = press(&ann, token_for(journey, "ann@example.org"), "");
        CHECK_TEXT(targets[i].name, reply_location(&reply), targets[i].want);
        journey_end(journey);
    }
}

static const char *session_of(const Browser *browser)
{
    for (size_t i = 0; i < browser->cookie_count; i++)
        if (strcmp(browser->cookie[i][0], PEOPLE_SESSION_COOKIE) == 0)
            return browser->cookie[i][1];
    return "";
}

TEST(sign_in_starts_a_new_session_each_time)
{
    Journey *journey = with_ann();
    Browser ann = browser_new(journey);
    /* A session that somebody else has planted is not taken over. */
    snprintf(ann.cookie[0][0], sizeof ann.cookie[0][0], "%s", PEOPLE_SESSION_COOKIE);
    memset(ann.cookie[0][1], 'a', 64);
    ann.cookie_count = 1;
    browser_sign_in(&ann, "ann@example.org");
    Browser old = ann;
    CHECK("not the planted one", session_of(&old)[0] != 'a' || session_of(&old)[1] != 'a');
    journey->now += MINUTE_MS;
    browser_sign_in(&ann, "ann@example.org");
    CHECK("another", strcmp(session_of(&ann), session_of(&old)) != 0);
    CHECK("in", is_in(&ann));
    CHECK("the old one is over", !is_in(&old));
    browser_post(&ann, "/sign-out", "");
    CHECK("out", !is_in(&ann));
    CHECK_INT("nothing left", journey_count(journey, "SELECT count(*) FROM people_session"), 0);
    journey_end(journey);
}

TEST(sign_in_is_not_done_from_other_sites)
{
    Journey *journey = with_ann();
    Browser ann = browser_new(journey);
    ask(&ann, "ann@example.org");
    ann.is_foreign = true;
    CHECK_INT("refused", press(&ann, token_for(journey, "ann@example.org"), "").status, 403);
    ann.is_foreign = false;
    CHECK("out", !is_in(&ann));
    journey_end(journey);
}

TEST(sign_in_first_link_is_for_any_browser_once_and_a_day)
{
    Journey *journey = with_ann();
    Person ann = {0};
    person_by_mail(journey->db, "ann@example.org", &ann);
    const char *link = people_first_link(journey->db, ann.id, TEST_NOW, &journey->random);
    const char *late = people_first_link(journey->db, ann.id, TEST_NOW, &journey->random);
    Browser browser = browser_new(journey), other = browser, tomorrow = browser;
    CHECK_CONTAINS("a button", browser_get(&browser, link).body, "Sign me in");
    press(&browser, strchr(link, '=') + 1, "");
    CHECK("in", is_in(&browser));
    press(&other, strchr(link, '=') + 1, "");
    CHECK("once", !is_in(&other));
    journey->now = TEST_NOW + DAY_MS;
    press(&tomorrow, strchr(late, '=') + 1, "");
    CHECK("a day", !is_in(&tomorrow));
    journey_end(journey);
}

/* --- joining ------------------------------------------------------------------- */

/* What members does in its form: returns the browser that asked. */
static Browser join(Journey *journey, const char *name, const char *mail, AreaId area)
{
    Browser browser = browser_new(journey);
    Request req = { .arena = arena_of(journey), .db = journey->db, .site = &journey->site,
                    .now = journey->now, .random = &journey->random };
    Reply reply = people_send_join_link(&req, &(JoinAsk){
        .name = name, .mail = mail, .area = area, .then = "/welcome",
    });
    for (size_t i = 0; i < reply.header_count; i++)
        if (text_starts(reply.header[i].value, "asked=")) {
            snprintf(browser.cookie[0][0], sizeof browser.cookie[0][0], "asked");
            snprintf(browser.cookie[0][1], sizeof browser.cookie[0][1], "%.*s",
                     (int)strcspn(reply.header[i].value + 6, ";"), reply.header[i].value + 6);
            browser.cookie_count = 1;
        }
    return browser;
}

TEST(sign_in_joining_makes_the_account_when_the_link_is_used)
{
    Journey *journey = journey_begin();
    Browser ben = join(journey, "Ben\nwin a prize", "ben@example.org", journey->branch.id);
    CHECK_INT("nobody yet", journey_count(journey, "SELECT count(*) FROM people_person"), 0);
    CHECK("nobody's words in our mail",
          strstr(journey_mail(journey, "ben@example.org"), "prize") == NULL);
    const char *token = token_for(journey, "ben@example.org");
    const char *link = text_format(arena_of(journey), "/sign-in/link?token=%s", token);
    CHECK_CONTAINS("the place", browser_get(&ben, link).body, journey->branch.name);
    CHECK_INT("still nobody", journey_count(journey, "SELECT count(*) FROM people_person"), 0);

    Reply reply = press(&ben, token, "");
    CHECK_TEXT("welcome", reply_location(&reply), "/welcome");
    CHECK("in", is_in(&ben));
    CHECK_INT("somebody", journey_count(journey, "SELECT count(*) FROM people_person"), 1);
    Person person = {0};
    CHECK("by address", person_by_mail(journey->db, "ben@example.org", &person));
    CHECK_INT("a member", journey_count(journey,
              "SELECT count(*) FROM people_public_grant WHERE role = 1 AND purpose = 3"), 1);
    press(&ben, token, "");
    CHECK_INT("once", journey_count(journey, "SELECT count(*) FROM people_grant"), 1);
    journey_end(journey);
}

TEST(sign_in_joining_again_leads_to_the_account_that_is_there)
{
    Journey *journey = with_ann();
    Browser ann = join(journey, "Somebody", "ann@example.org", journey->other_branch.id);
    press(&ann, token_for(journey, "ann@example.org"), "");
    CHECK_CONTAINS("her own name", browser_get(&ann, "/account").body, ">Ann<");
    CHECK_INT("one person", journey_count(journey, "SELECT count(*) FROM people_person"), 1);
    CHECK_INT("one membership", journey_count(journey,
              "SELECT count(*) FROM people_grant WHERE ended IS NULL"), 1);
    CHECK_INT("she stays until she says that she moved", journey_count(journey,
              "SELECT count(*) FROM people_grant WHERE ended IS NOT NULL"), 0);
    journey_end(journey);
}

TEST(sign_in_forgets_what_was_never_used)
{
    Journey *journey = journey_begin();
    join(journey, "Ben", "ben@example.org", journey->branch.id);
    Site site = journey->site;
    Job job = { .db = journey->db, .arena = arena_of(journey), .site = &site,
                .random = &journey->random, .now = TEST_NOW + HOUR_MS };
    people_capability.prune(&job);
    CHECK_INT("gone", journey_count(journey, "SELECT count(*) FROM people_link"), 0);
    journey_end(journey);
}
