/* accessibility_test.c: the page is there for everybody, and says whom to tell.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/accessibility.h"

#include "tests/check.h"
#include "tests/journey.h"

TEST(accessibility_is_there_for_everybody)
{
    Journey *j = journey_begin();
    Browser guest = browser_new(j);
    Reply page = browser_get(&guest, "/accessibility");
    CHECK_INT("a guest reads", page.status, 200);
    CHECK_CONTAINS("whom to tell", page.body, "Find my local party");
    CHECK_CONTAINS("its heading", page.body, "<h1>Accessibility</h1>");
    CHECK_CONTAINS("every page leads there", browser_get(&guest, "/sign-in").body, "/accessibility");
    journey_end(j);
}
