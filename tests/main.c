/* main.c: runs every TEST of every file in one cmocka group.
 *
 *     tests                     all
 *     tests 'walk_*' opens_it   those whose name fits one of the patterns
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/check.h"

#include <fnmatch.h>
#include <sodium.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { TESTS_MAX = 4096 };
static struct CMUnitTest tests[TESTS_MAX];
static size_t            test_count;

const char *test_now = "";

/* The test's name is its initial state. */
static int begin(void **state)
{
    test_now = *state;
    *state = NULL;
    return 0;
}

void test_register(const char *name, TestFunction *function)
{
    if (test_count == TESTS_MAX)
        abort();
    tests[test_count++] = (struct CMUnitTest){
        .name = name, .test_func = function, .setup_func = begin, .initial_state = (void *)(uintptr_t)name,
    };
}

static bool is_wanted(const char *name, char **patterns)
{
    for (; *patterns != NULL; patterns++)
        if (fnmatch(*patterns, name, 0) == 0)
            return true;
    return false;
}

/* Nothing here need outlive the machine, and waiting for a disk is most of the
 * time: in memory, then, unless told where, or there is too little of it. What is
 * about disks is in tests/crash. */
static void use_memory(void)
{
    static const char memory[] = "/dev/shm";
    static const uint64_t enough = (uint64_t)1 << 30;
    struct statvfs room;
    if (getenv("TMPDIR") == NULL && access(memory, W_OK) == 0 && statvfs(memory, &room) == 0
        && (uint64_t)room.f_bavail * room.f_frsize >= enough)
        setenv("TMPDIR", memory, 0);
}

int main(int argc, char **argv)
{
    if (sodium_init() < 0)
        return 1;
    use_memory();
    size_t wanted = test_count;
    if (argc > 1) {
        wanted = 0;
        for (size_t i = 0; i < test_count; i++)
            if (is_wanted(tests[i].name, argv + 1))
                tests[wanted++] = tests[i];
    }
    return _cmocka_run_group_tests("groundswell", tests, wanted, NULL, NULL);
}
