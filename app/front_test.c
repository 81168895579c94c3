/* front_test.c: under load a page may be refused, but not what it looks like.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/front.h"

#include "app/registry.h"
#include "sys/outside.h"
#include "tests/check.h"
#include "web/livery.h"

static const struct { const char *target; int64_t waited_ms; bool is_admitted; } rows[] = {
    { "/find", 0, true },
    { "/find", 3000, false },
    { "/assets/0123456789/style.css", 3000, true },
    { "/assets/0123456789/style.css", 60000, false }, /* nobody waits a minute for it */
    { "/assetsX", 3000, false },
};

TEST(a_style_sheet_is_not_refused_when_pages_are)
{
    registry_use();
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Site site = { .movement = "The Movement" };
    site.livery = livery_make(arena, palette_main_default, palette_accent_default, NULL);
    Front *front = ARENA_NEW(arena, Front);
    WatchThread *watch = ARENA_NEW(arena, WatchThread);
    ServeThread *thread = ARENA_NEW(arena, ServeThread);
    thread->watch = watch;
    front_begin(front, arena, &site);
    for (size_t i = 0; i < COUNT(rows); i++) {
        HttpRequest request = { .method = "GET", .target = rows[i].target, .address = "",
                                .waited_ms = rows[i].waited_ms, .head_ns = monotonic_us() * 1000 };
        HttpReply reply;
        CHECK_INT(rows[i].target, front_admits(front, thread, &request, &reply), rows[i].is_admitted);
        if (!rows[i].is_admitted)
            CHECK_CONTAINS("in the movement's colours", reply.body, site.livery->style.path);
    }
    arena_free(arena);
}
