/* limits_journey_test.c: who asks too often is told when to come again, in words,
 * and nobody else is.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/check.h"
#include "tests/journey.h"

static int64_t asks_until(Browser *browser, const char *target, int status, int64_t most)
{
    int64_t count = 0;
    while (count < most && browser_get(browser, target).status != status)
        count++;
    return count;
}

TEST(a_session_has_its_own_budget_of_pages)
{
    Journey *j = journey_begin();
    journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    journey_member(j, "Bea Example", "bea@example.org", j->branch.id);
    Browser ann = browser_new(j), bea = browser_new(j);
    ann.address = bea.address = "192.0.2.1";
    browser_sign_in(&ann, "ann@example.org");
    browser_sign_in(&bea, "bea@example.org");
    int64_t brim = limits_brim(LIMIT_SESSION_READ);
    CHECK_INT("pages", asks_until(&ann, "/account", 429, 2 * brim), brim);

    Reply reply = browser_get(&ann, "/account");
    const char *wait = "";
    for (size_t i = 0; i < reply.header_count; i++)
        if (strcmp(reply.header[i].name, "Retry-After") == 0)
            wait = reply.header[i].value;
    CHECK_TEXT("when to come again", wait, "1");
    CHECK_CONTAINS("in words", reply.body, "That was very often in a short time");

    CHECK_INT("her neighbour", browser_get(&bea, "/account").status, 200);
    CHECK_INT("what protects her is never refused",
              browser_post(&ann, "/account/sessions/end-all", "").status, 303);
    journey_end(j);
}

TEST(a_neighbourhood_has_one_for_all_and_this_machine_none)
{
    Journey *j = journey_begin();
    Browser guest = browser_new(j), beside = browser_new(j), far = browser_new(j),
            own = browser_new(j), six = browser_new(j), six_beside = browser_new(j);
    guest.address = "192.0.2.1";
    beside.address = "192.0.2.99";
    far.address = "192.0.3.1";
    six.address = "2001:db8:0:1200::1";
    six_beside.address = "2001:db8:0:12ff:1::2";
    int64_t brim = limits_brim(LIMIT_PREFIX_SEARCH);
    CHECK_INT("suggestions", asks_until(&guest, "/find/suggest?q=a", 429, 2 * brim), brim);
    CHECK_INT("the same /24", browser_get(&beside, "/find/suggest?q=a").status, 429);
    beside.language = "cy";
    CHECK_CONTAINS("in Welsh", browser_get(&beside, "/find/suggest?q=a").body,
                   "mewn amser byr");
    CHECK_INT("another", browser_get(&far, "/find/suggest?q=a").status, 200);
    CHECK_INT("other things still go", browser_get(&guest, "/find").status, 200);
    CHECK_INT("a cookie of one's own making does not help",
              asks_until(&six, "/find/suggest?q=a", 429, 2 * brim), brim);
    CHECK_INT("the same /56", browser_get(&six_beside, "/find/suggest?q=a").status, 429);
    CHECK_INT("this machine", asks_until(&own, "/find/suggest?q=a", 429, brim + 100), brim + 100);
    journey_end(j);
}

TEST(asking_for_mails_is_bounded_by_neighbourhood_whoever_gets_them)
{
    Journey *j = journey_begin();
    Arena *arena = db_arena(j->db);
    int64_t brim = limits_brim(LIMIT_PREFIX_ASK), asked = 0;
    int status = 303;
    while (status == 303 && asked <= brim) {
        Browser browser = browser_new(j);
        browser.address = "192.0.2.1";
        status = browser_post(&browser, "/sign-in",
                              text_format(arena, "mail=p%lld%%40example.org", (long long)asked)).status;
        asked += status == 303;
    }
    CHECK_INT("so many", asked, brim);
    CHECK_INT("then", status, 429);
    CHECK_INT("nothing is kept of a refusal",
              journey_count(j, "SELECT count(*) FROM people_link"), brim);
    journey_end(j);
}
