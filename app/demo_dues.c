/* demo_dues.c: invented accounts: most pay by the month, some are late, a few have
 * not chosen yet.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/demo_dues.h"

#include "app/demo.h"
#include "base/clock.h"
#include "capabilities/dues/dues.h"

enum {
    MONTHS = 6, MONTH_DAYS = 30,
    NO_RATE_PERCENT = 8, LATE_PERCENT = 6, REDUCED_PERCENT = 25, YOUTH_PERCENT = 10,
};

static RateKind kind_of(Random *chances)
{
    uint64_t chance = random_below(chances, 100);
    return chance < REDUCED_PERCENT                   ? RATE_REDUCED
        : chance < REDUCED_PERCENT + YOUTH_PERCENT    ? RATE_YOUTH
                                                      : RATE_STANDARD;
}

void demo_dues(Db *db, PersonId person, bool is_paid, TimeMs now, Random *chances)
{
    Rates rates;
    rates_read(db_arena(db), DEMO_RATES, &rates);
    uint64_t chance = random_below(chances, 100), days = random_below(chances, MONTH_DAYS - 5);
    const Rate *rate = rate_of(&rates, kind_of(chances));
    if (chance < NO_RATE_PERCENT && !is_paid)
        return;
    TimeMs began = now - (MONTHS + 1) * MONTH_DAYS * DAY_MS + (TimeMs)days * DAY_MS;
    dues_choose(db, person, rate, began, now);
    bool is_late = chance < NO_RATE_PERCENT + LATE_PERCENT && !is_paid;
    for (int month = 1; month <= (is_late ? MONTHS - 1 : MONTHS); month++)
        dues_pay(db, &rates, &(NewPayment){
            .person = person, .pence = rate->pence, .how = PAY_STATEMENT,
            .day = began + month * MONTH_DAYS * DAY_MS - 2 * DAY_MS,
        }, now, chances);
}
