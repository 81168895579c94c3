/* main.c: runs every TEST of every file in one cmocka group.
 *
 *     tests               all
 *     tests 'walk_*'      those whose name fits the pattern
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/check.h"

#include <sodium.h>

enum { TESTS_MAX = 4096 };
static struct CMUnitTest tests[TESTS_MAX];
static size_t            test_count;

void test_register(const char *name, TestFunction *function)
{
    if (test_count == TESTS_MAX)
        abort();
    tests[test_count++] = (struct CMUnitTest){ .name = name, .test_func = function };
}

int main(int argc, char **argv)
{
    if (sodium_init() < 0)
        return 1;
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return _cmocka_run_group_tests("groundswell", tests, test_count, NULL, NULL);
}
