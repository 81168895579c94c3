/* style_test.c: the choice of light and letters holds from the next page on, and
 * the guide shows everything there is.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/style/style.h"

#include "tests/check.h"
#include "tests/journey.h"
#include "web/palette.h"
#include "web/said.h"

TEST(what_one_chose_stands_on_the_next_page)
{
    Journey *j = journey_begin();
    Browser ann = browser_new(j), ben = browser_new(j);
    CHECK_CONTAINS("the device's at first", browser_get(&ann, "/").body, "data-theme=\"device\"");

    Reply reply = browser_post(&ann, "/display", "theme=contrast-dark&letters=larger");
    CHECK_INT("kept", reply.status, 303);
    reply = browser_get(&ann, "/display");
    CHECK_CONTAINS("the theme", reply.body, "data-theme=\"contrast-dark\" data-letters=\"larger\"");
    CHECK_CONTAINS("told to the browser", reply.body, "name=\"color-scheme\" content=\"dark\"");
    CHECK_CONTAINS("it says so", reply.body, "Kept.");
    CHECK("once only", strstr(browser_get(&ann, "/display").body, "Kept.") == NULL);
    CHECK_CONTAINS("nobody else's", browser_get(&ben, "/").body, "data-theme=\"device\"");

    reply = browser_post(&ann, "/display", "theme=pink&letters=larger");
    CHECK_INT("no such theme", reply.status, 422);
    reply = browser_post(&ann, "/display", "theme=device&letters=usual");
    CHECK_CONTAINS("back again", browser_get(&ann, "/").body, "data-theme=\"device\"");
    journey_end(j);
}

TEST(only_our_own_sentences_are_said)
{
    Journey *j = journey_begin();
    Browser ann = browser_new(j);
    static const char *const forged[] = { "kep", "<b>", "", "Sent." };
    for (size_t i = 0; i < COUNT(forged); i++) {
        snprintf(ann.cookie[0][0], sizeof ann.cookie[0][0], "%s", SAID_COOKIE);
        snprintf(ann.cookie[0][1], sizeof ann.cookie[0][1], "%s", forged[i]);
        ann.cookie_count = 1;
        CHECK(forged[i], strstr(browser_get(&ann, "/display").body, "role=\"status\"") == NULL);
    }
    journey_end(j);
}

TEST(the_guide_shows_every_tint_and_every_component)
{
    static const char *const shown[] = {
        "class=\"crumbs\"", "class=\"tabs\"", "class=\"ways\"", "class=\"pager\"", "class=\"table\"",
        "class=\"sift\"", "badge-good", "badge-warn", "badge-bad", "notice-warn", "class=\"empty",
        "class=\"quote\"", "class=\"progress\"", "data-confirm", "class=\"timeline\"", "<select",
        "type=\"number\"", "type=\"time\"", "data-counter", "class=\"chart\"", "chart-band",
        "id=\"errors\"", "aria-sort",
    };
    Journey *j = journey_begin();
    Browser ann = browser_new(j);
    Reply reply = browser_get(&ann, "/style");
    CHECK_INT("the guide", reply.status, 200);
    for (size_t i = 0; i < COUNT(shown); i++)
        CHECK_CONTAINS(shown[i], reply.body, shown[i]);
    for (Tint tint = 0; tint < TINT_COUNT; tint++)
        CHECK_CONTAINS("tint", reply.body, tint_name(tint));
    CHECK_CONTAINS("the call", reply.body, "parts_badge(page, TONE_PLAIN,");
    CHECK_INT("asked first", browser_get(&ann, "/style/sure").status, 200);
    CHECK_INT("then done", browser_post(&ann, "/style/sure", "").status, 303);
    CHECK_CONTAINS("and said", browser_get(&ann, "/style").body, "That is over now.");
    journey_end(j);
}
