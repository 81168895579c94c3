/* child_test.c: however a reader ends, its parent hears how. What only holds
 * under rights (forbidden calls, memory) is tried by tests/rights/files.sh.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sys/child.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "tests/check.h"

static bool says_hello(void *context, ChildOut *out)
{
    (void)context;
    return child_say(out, "hello", 5);
}

static bool refuses(void *context, ChildOut *out)
{
    return says_hello(context, out) && false;
}

static bool crashes(void *context, ChildOut *out)
{
    (void)context;
    (void)out;
    abort();
}

static bool has_no_memory(void *context, ChildOut *out)
{
    (void)out;
    Arena *arena = context;
    for (;;)
        arena_take(arena, 1024);
    return false;
}

static bool says_much(void *context, ChildOut *out)
{
    (void)context;
    static const char much[4096];
    while (child_say(out, much, sizeof much))
        continue;
    return true;
}

static bool says_nothing(void *context, ChildOut *out)
{
    (void)context;
    (void)out;
    for (;;)
        pause();
    return false;
}

/* Nothing of the parent's is open but the pipe, and stdin, stdout, stderr lead nowhere. */
static bool looks_around(void *context, ChildOut *out)
{
    char byte;
    const int *secret = context;
    bool is_shut = read(*secret, &byte, 1) < 0 && read(STDIN_FILENO, &byte, 1) == 0;
    return is_shut && child_say(out, "shut", 4);
}

static const struct {
    const char *name; ChildWork *work; ChildEnd end; size_t heard;
} ends[] = {
    { "one that says hello",     says_hello,    CHILD_DONE,    5 },
    { "one that refuses",        refuses,       CHILD_REFUSED, 5 },
    { "one that crashes",        crashes,       CHILD_CRASHED, 0 },
    { "one without memory",      has_no_memory, CHILD_MEMORY,  0 },
    { "one that says too much",  says_much,     CHILD_LONG,    SIZE_MAX },
    { "one that says nothing",   says_nothing,  CHILD_SLOW,    0 },
    { "one that looks around",   looks_around,  CHILD_DONE,    4 },
};

TEST(child_ends_are_told_apart)
{
    ChildLimits limits = { .memory_bytes = (size_t)64 << 20, .cpu_s = 10,
                           .output_bytes = 100000 };
    int secret[2];
    CHECK("a secret", pipe(secret) == 0 && write(secret[1], "x", 1) == 1);
    for (size_t i = 0; i < COUNT(ends); i++) {
        Arena *arena = arena_new((size_t)1024 * 1024);
        void *context = ends[i].work == looks_around ? (void *)secret : (void *)arena;
        char bytes[512];
        size_t heard = 0, count;
        Child child;
        /* Long enough for a busy machine, where it is not what is looked for. */
        limits.wait_ms = ends[i].end == CHILD_SLOW ? 300 : 60 * 1000;
        CHECK(ends[i].name, child_begin(&child, ends[i].work, context, &limits, RIGHTS_ON));
        while ((count = child_read(&child, bytes, sizeof bytes)) > 0)
            heard += count;
        CHECK_INT(ends[i].name, child_end(&child), ends[i].end);
        if (ends[i].heard != SIZE_MAX)
            CHECK_INT(ends[i].name, (int64_t)heard, (int64_t)ends[i].heard);
        CHECK("its words", child_words(ends[i].end)[0] != '\0');
        arena_free(arena);
    }
    close(secret[0]);
    close(secret[1]);
}
