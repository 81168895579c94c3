/* care_test.c: whoever needs help finds it from every page, without script and
 * without an account, and a way out before anything else.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/care/care.h"

#include "tests/check.h"
#include "tests/journey.h"

TEST(care_conduct_is_there_for_everybody_and_from_every_page)
{
    static const char *const numbers[] = {
        "tel:999\"", "tel:101\"", "tel:08082000247\"", "tel:08088010800\"", "tel:08081689111\"",
        "tel:116123\"",
    };
    Journey *j = journey_begin();
    Browser guest = browser_new(j);
    CHECK_CONTAINS("the foot of every page", browser_get(&guest, "/sign-in").body,
                   "href=\"/conduct\"");
    Reply page = browser_get(&guest, "/conduct");
    CHECK_INT("a guest reads", page.status, 200);
    for (size_t i = 0; i < COUNT(numbers); i++)
        CHECK_CONTAINS("a number that can be pressed", page.body, numbers[i]);
    journey_end(j);
}

TEST(care_way_out_is_a_plain_link_before_all_else)
{
    Journey *j = journey_begin();
    Browser guest = browser_new(j);
    Reply page = browser_get(&guest, "/conduct");
    const char *way_out = strstr(page.body, "data-leave");
    const char *heading = strstr(page.body, "<h1>");
    CHECK_CONTAINS("a link", page.body,
                   "<a class=\"button\" href=\"https://www.bbc.co.uk/weather\" rel=\"noreferrer\"");
    CHECK("it stands first", way_out != NULL && heading != NULL && way_out < heading);
    journey_end(j);
}
