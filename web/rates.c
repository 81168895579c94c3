/* rates.c: reading the rates, and saying them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/rates.h"

enum { RATE_WORDS_MAX = 5, AGE_MAX = 99 };

static const struct { const char *key, *words; } kinds[RATE_END] = {
    [RATE_NONE]       = { "", WORDS("No rate yet") },
    [RATE_STANDARD]   = { "standard", WORDS("Standard rate") },
    [RATE_REDUCED]    = { "reduced", WORDS("Reduced rate") },
    [RATE_YOUTH]      = { "youth", WORDS("Youth rate") },
    [RATE_SUPPORTING] = { "supporting", WORDS("Supporting rate") },
};

const char *rate_key(RateKind kind)
{
    return kinds[kind].key;
}

RateKind rate_by_key(const char *key)
{
    for (RateKind kind = RATE_STANDARD; kind < RATE_END; kind++)
        if (text_equal(kinds[kind].key, key))
            return kind;
    return RATE_NONE;
}

const char *rate_words(RateKind kind)
{
    return kinds[kind].words;
}

const Rate *rate_of(const Rates *rates, RateKind kind)
{
    for (size_t i = 0; i < rates->count; i++)
        if (rates->rate[i].kind == kind)
            return &rates->rate[i];
    return NULL;
}

/* --- money -------------------------------------------------------------------- */

bool pence_read(const char *text, int64_t *pence)
{
    enum { DIGITS_MAX = 12, PENCE_DIGITS = 2 };
    if (text_starts(text, "£"))
        text += strlen("£");
    int64_t sum = 0;
    int digits = 0, behind = -1; /* behind the point; -1: there is none yet */
    for (; *text != '\0'; text++) {
        bool is_digit = *text >= '0' && *text <= '9';
        if (*text == '.' && behind < 0)
            behind = 0;
        else if (is_digit && digits < DIGITS_MAX && behind < PENCE_DIGITS) {
            sum = sum * 10 + (*text - '0');
            digits++;
            behind += behind >= 0;
        } else if (*text != ',' || behind >= 0 || digits == 0)
            return false;
    }
    if (digits == 0 || behind == 0 || behind == 1)
        return false;
    *pence = behind == PENCE_DIGITS ? sum : sum * 100;
    return true;
}

const char *pence_words(Arena *arena, int64_t pence)
{
    const char *sign = pence < 0 ? "−" : "";
    int64_t whole = pence < 0 ? -pence : pence;
    const char *pounds = number_words(arena, LANG_EN, whole / 100);
    return whole % 100 == 0 ? text_format(arena, "%s£%s", sign, pounds)
                            : text_format(arena, "%s£%s.%02lld", sign, pounds,
                                          (long long)(whole % 100));
}

const char *rate_price(Arena *arena, Lang lang, const Rate *rate)
{
    const char *sum = pence_words(arena, rate->pence);
    return rate->months == 1 ? SAY(arena, lang, "{1} a month", sum)
                             : SAY(arena, lang, "{1} a year", sum);
}

const char *rate_hint(Arena *arena, Lang lang, const Rates *rates, RateKind kind)
{
    switch (kind) {
    case RATE_STANDARD: return say(lang, "for most people");
    case RATE_REDUCED:  return say(lang, "when money is short; you need not say why");
    case RATE_YOUTH:    return SAY(arena, lang, "up to the age of {1}",
                                   text_format(arena, "%d", rates->youth_to));
    case RATE_SUPPORTING: return say(lang, "if you can give more, it carries somebody who cannot");
    case RATE_NONE:
    case RATE_END:      break;
    }
    return "";
}

/* --- the line of the settings ---------------------------------------------------- */

static const char fault[] =
    "rates are such as: standard 5.00 month, reduced 2.00 month, youth 1.00 month to 26, "
    "supporting 10.00 month. Each is named once; month or year.";

/* "youth 1.00 month to 26" */
static bool read_one(Arena *arena, const char *text, Rates *rates)
{
    const char *word[RATE_WORDS_MAX];
    size_t count = 0;
    for (const char *at = text; *at != '\0' && count < RATE_WORDS_MAX;) {
        at += strspn(at, " ");
        size_t length = strcspn(at, " ");
        if (length > 0)
            word[count++] = text_copy_bytes(arena, at, length);
        at += length;
    }
    Rate rate = {0};
    int64_t age = RATE_YOUTH_TO;
    bool has_age = count == RATE_WORDS_MAX && text_equal(word[3], "to")
        && text_to_int(word[4], 1, AGE_MAX, &age);
    if (count != 3 && !has_age)
        return false;
    rate.kind = rate_by_key(word[0]);
    rate.months = text_equal(word[2], "month") ? 1 : text_equal(word[2], "year") ? 12 : 0;
    if (rate.kind == RATE_NONE || rate.months == 0 || !pence_read(word[1], &rate.pence)
        || rate.pence < 1 || rate.pence > RATE_PENCE_MAX || rate_of(rates, rate.kind) != NULL
        || (has_age && rate.kind != RATE_YOUTH))
        return false;
    if (rate.kind == RATE_YOUTH)
        rates->youth_to = (int)age;
    rates->rate[rates->count++] = rate;
    return true;
}

const char *rates_read(Arena *arena, const char *text, Rates *rates)
{
    *rates = (Rates){ .youth_to = RATE_YOUTH_TO };
    if (text_equal(text_trim(arena, text), "none"))
        return NULL;
    for (const char *at = text;;) {
        size_t length = strcspn(at, ",");
        if (!read_one(arena, text_trim(arena, text_copy_bytes(arena, at, length)), rates))
            return fault;
        if (at[length] == '\0')
            return rate_of(rates, RATE_STANDARD) == NULL ? fault : NULL;
        at += length + 1;
    }
}

const char *rates_text(Arena *arena, const Rates *rates)
{
    TextBuilder out = text_builder(arena);
    text_add(&out, "");
    for (size_t i = 0; i < rates->count; i++) {
        const Rate *rate = &rates->rate[i];
        text_add_format(&out, "%s%s %lld.%02lld %s", i == 0 ? "" : ", ", rate_key(rate->kind),
                        (long long)(rate->pence / 100), (long long)(rate->pence % 100),
                        rate->months == 1 ? "month" : "year");
        if (rate->kind == RATE_YOUTH && rates->youth_to != RATE_YOUTH_TO)
            text_add_format(&out, " to %d", rates->youth_to);
    }
    return text_of(&out);
}
