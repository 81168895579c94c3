/* rates.h: what belonging costs, as the settings say it.
 *
 *     rates = standard 5.00 month, reduced 2.00 month, youth 1.00 month to 26
 *
 * Money is in pence. A rate is so many pence for one month or for twelve. With
 * no rates, belonging costs nothing and nobody is asked for anything.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_RATES_H
#define WEB_RATES_H

#include "web/words.h"

/* Stored as numbers: add at the end, never reorder. */
typedef enum { RATE_NONE, RATE_STANDARD, RATE_REDUCED, RATE_YOUTH, RATE_SUPPORTING,
               RATE_END } RateKind;

enum { RATE_YOUTH_TO = 26, RATE_MONTHS_MAX = 12 };
#define RATE_PENCE_MAX ((int64_t)1000000)

typedef struct {
    RateKind kind;
    int64_t  pence;
    int      months; /* for which it is: 1 or 12 */
} Rate;

typedef struct {
    Rate   rate[RATE_END - 1];
    size_t count; /* 0: belonging costs nothing */
    int    youth_to; /* the last age at which one pays the youth rate */
} Rates;

/* Reads the line of the settings; NULL, or a sentence that says what is wrong. Pure. */
const char *rates_read(Arena *arena, const char *text, Rates *rates);
const char *rates_text(Arena *arena, const Rates *rates); /* rates_read() gives the same back */

const Rate *rate_of(const Rates *rates, RateKind kind); /* NULL: there is none such */
const char *rate_key(RateKind kind); /* "reduced"; never changed */
RateKind    rate_by_key(const char *key); /* RATE_NONE: there is none */

const char *rate_words(RateKind kind); /* English, a WORDS(): "Reduced rate" */
/* For whom it is, translated. */
const char *rate_hint(Arena *arena, Lang lang, const Rates *rates, RateKind kind);
const char *pence_words(Arena *arena, int64_t pence); /* "£5", "£2.50" */
/* "£5 a month", translated. */
const char *rate_price(Arena *arena, Lang lang, const Rate *rate);
/* Reads "5", "5.50", "£1,234.50"; false: it is no sum of money. */
bool pence_read(const char *text, int64_t *pence);

#endif
