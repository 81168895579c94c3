/* rates_test.c: which lines of the settings are rates, and which sums are money.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/rates.h"

#include "tests/check.h"

TEST(rates_are_read_and_written)
{
    static const struct { const char *text, *again; size_t count; } rows[] = {
        { "standard 5.00 month", "standard 5.00 month", 1 },
        { " standard  5 month , reduced 2.50 month", "standard 5.00 month, reduced 2.50 month", 2 },
        { "standard £60 year, youth 12 year to 20", "standard 60.00 year, youth 12.00 year to 20", 2 },
        { "none", "", 0 },
        { "", NULL, 0 },
        { "reduced 2.00 month", NULL, 0 },
        { "standard 5.00", NULL, 0 },
        { "standard 5.00 week", NULL, 0 },
        { "standard 5.0 month", NULL, 0 },
        { "standard 0 month", NULL, 0 },
        { "standard -5 month", NULL, 0 },
        { "standard 5 month, standard 6 month", NULL, 0 },
        { "standard 5 month to 26", NULL, 0 },
        { "standard 5 month, kings 6 month", NULL, 0 },
        { "standard 5 month,", NULL, 0 },
        { "standard 99999999 month", NULL, 0 },
    };
    Arena *arena = arena_new(1 << 16);
    for (size_t i = 0; i < COUNT(rows); i++) {
        Rates rates;
        const char *why = rates_read(arena, rows[i].text, &rates);
        CHECK_INT(rows[i].text, why == NULL, rows[i].again != NULL);
        if (why != NULL)
            continue;
        CHECK_INT(rows[i].text, rates.count, rows[i].count);
        CHECK_TEXT(rows[i].text, rates_text(arena, &rates), rows[i].again);
    }
    arena_free(arena);
}

TEST(sums_of_money_are_read_as_people_type_them)
{
    static const struct { const char *text; int64_t pence; } rows[] = {
        { "5", 500 }, { "5.50", 550 }, { "£5.50", 550 }, { "1,234.50", 123450 }, { "0.01", 1 },
        { "", -1 }, { "5.5", -1 }, { "5.", -1 }, { "5.555", -1 }, { "-5", -1 }, { "five", -1 },
        { ",5", -1 }, { "5.50.1", -1 }, { "1234567890123", -1 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t pence = -1;
        CHECK_INT(rows[i].text, pence_read(rows[i].text, &pence), rows[i].pence >= 0);
        CHECK_INT(rows[i].text, pence, rows[i].pence);
    }
}

TEST(sums_of_money_are_shown_in_pounds)
{
    Arena *arena = arena_new(1 << 16);
    CHECK_TEXT("whole", pence_words(arena, 500), "£5");
    CHECK_TEXT("with pence", pence_words(arena, 123405), "£1,234.05");
    CHECK_TEXT("given back", pence_words(arena, -250), "−£2.50");
    Rate rate = { RATE_STANDARD, 6000, 12 };
    CHECK_TEXT("a rate", rate_price(arena, LANG_EN, &rate), "£60 a year");
    arena_free(arena);
}
