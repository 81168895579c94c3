/* reckon.h: until when somebody has paid. Pure: nothing here asks a database.
 *
 * Dues are no debt. A payment counts from the day on which the last ended, or
 * from the day on which it came when that was later: who was away for a year
 * and pays again pays for what comes.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_DUES_RECKON_H
#define CAPABILITIES_DUES_RECKON_H

#include "base/clock.h"

enum { RECKON_FREE_MONTHS = 1 /* to set up a standing order */, RECKON_MONTHS_MAX = 1200 };

typedef struct {
    TimeMs  day;
    int64_t pence;
    int64_t per_pence; /* so many pence … */
    int     per_months; /* … are for so many months */
} Paid;

/* The same day so many months later, or the last of that month. */
TimeMs months_after(TimeMs at, int64_t months);

/* `paid` in the order of its days. What was paid before `began` is over: the
 * first month after it is free. */
TimeMs paid_until(TimeMs began, const Paid paid[], size_t count);

#endif
