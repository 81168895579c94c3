/* check.h: how a test reads.
 *
 * TEST(name) { ... } registers itself; CHECK_… say what failed and of which
 * row. One cmocka group runs them all (tests/main.c).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>

#include "base/base.h"

#include <cmocka.h>

typedef void TestFunction(void **state);
void test_register(const char *name, TestFunction *function);
extern const char *test_now; /* the name of the test that runs */

#define TEST(name)                                                                            \
    static void name(void **state);                                                           \
    __attribute__((constructor)) static void register_##name(void)                            \
    {                                                                                         \
        test_register(#name, name);                                                           \
    }                                                                                         \
    static void name(__attribute__((unused)) void **state)

/* Each prints the row's name before failing, so that a table says which row. */
#define CHECK(row, claim)                                                                     \
    do {                                                                                      \
        if (!(claim)) {                                                                       \
            print_error("%s:%d: %s: not so: %s\n", __FILE__, __LINE__, (row), #claim);        \
            fail();                                                                           \
        }                                                                                     \
    } while (0)

#define CHECK_INT(row, got, want)                                                             \
    do {                                                                                      \
        long long got_ = (long long)(got), want_ = (long long)(want);                         \
        if (got_ != want_) {                                                                  \
            print_error("%s:%d: %s: got %lld, want %lld\n", __FILE__, __LINE__, (row), got_,  \
                        want_);                                                               \
            fail();                                                                           \
        }                                                                                     \
    } while (0)

#define CHECK_TEXT(row, got, want)                                                            \
    do {                                                                                      \
        const char *got_ = (got), *want_ = (want);                                            \
        if (got_ == NULL || strcmp(got_, want_) != 0) {                                       \
            print_error("%s:%d: %s:\n  got  \"%s\"\n  want \"%s\"\n", __FILE__, __LINE__,     \
                        (row), got_ == NULL ? "(null)" : got_, want_);                        \
            fail();                                                                           \
        }                                                                                     \
    } while (0)

#define CHECK_CONTAINS(row, text, part)                                                       \
    do {                                                                                      \
        const char *text_ = (text), *part_ = (part);                                          \
        if (text_ == NULL || strstr(text_, part_) == NULL) {                                  \
            print_error("%s:%d: %s:\n  \"%s\"\n  is not in \"%s\"\n", __FILE__, __LINE__,     \
                        (row), part_, text_ == NULL ? "(null)" : text_);                      \
            fail();                                                                           \
        }                                                                                     \
    } while (0)

#endif
