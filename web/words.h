/* words.h: every word a person reads, in the person's language.
 *
 * English stands in the source, other languages in locale/xx.po, which
 * tools/wordsc compiles into tables. What has no translation is shown in
 * English. {1}, {2} … {9} stand for arguments; in plurals {1} is the count.
 *
 *     say(lang, "Sign in")
 *     SAY(arena, lang, "Welcome to {1}, {2}", place, name)
 *     say_n(arena, lang, "{1} member in {2}", "{1} members in {2}", count, place)
 *     static const char *const role_words[] = { WORDS("Chair"), WORDS("Secretary") };
 *
 * The English must be a literal, so that wordsc finds it: translate what came
 * out of a table of WORDS() with say(lang, role_words[i]).
 * Texts live in the arena or as long as the program.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_WORDS_H
#define WEB_WORDS_H

#include "base/clock.h"

typedef enum { LANG_EN, LANG_CY, LANG_COUNT } Lang;

enum { WORDS_FORMS_MAX = 6, WORDS_ARGS_MAX = 9, LANG_ACCEPT_ITEMS_MAX = 32 };

/* One message of one language; tables are made by tools/wordsc, sorted by
 * the bytes of `english`. */
typedef struct {
    const char        *english;
    const char        *many;  /* the English plural, or NULL: the message has no plural */
    const char *const *forms; /* as many as the language has, or one without plural */
} Word;

typedef struct {
    const Word *words;
    size_t      count;
    unsigned    form_count;
    unsigned  (*form_of)(unsigned long n); /* which form n takes; always < form_count */
} WordTable;

extern const WordTable words_cy;

#define WORDS(english) english

const char *lang_code(Lang lang); /* "en", "cy" (BCP 47) */
const char *lang_name(Lang lang); /* in the language itself */
bool        lang_from_code(const char *code, Lang *lang); /* false leaves *lang alone */
/* The language we speak that the reader likes best; English when the header
 * (RFC 9110, 12.5.4) is NULL, empty or names none of ours. Reads at most
 * LANG_ACCEPT_ITEMS_MAX languages. */
Lang        lang_from_accept(const char *accept_language);

const char *say(Lang lang, const char *english);
/* An argument that is not given shows as its own {n}. */
const char *say_args(Arena *arena, Lang lang, const char *english, const char *const args[],
                     size_t count);
/* args[0] is ignored: the count, in digits, stands there. */
const char *say_n_args(Arena *arena, Lang lang, const char *one, const char *many, int64_t number,
                       const char *const args[], size_t slots);

/* As say_args, with args[0] ignored; what SAY() calls. */
const char *say_slots_(Arena *arena, Lang lang, const char *english, const char *const args[],
                       size_t slots);

/* The leading NULL lets the list of arguments be empty. */
#define WORDS_ARGS_(...)  ((const char *const[]){ NULL, __VA_ARGS__ })
#define WORDS_SLOTS_(...) (sizeof WORDS_ARGS_(__VA_ARGS__) / sizeof(char *))
#define SAY(arena, lang, english, ...)                                                        \
    say_slots_((arena), (lang), (english), WORDS_ARGS_(__VA_ARGS__), WORDS_SLOTS_(__VA_ARGS__))
#define say_n(arena, lang, one, many, number, ...)                                            \
    say_n_args((arena), (lang), (one), (many), (int64_t)(+(number)), /* + refuses pointers */ \
               WORDS_ARGS_(__VA_ARGS__), WORDS_SLOTS_(__VA_ARGS__))

const char *number_words(Arena *arena, Lang lang, int64_t number); /* 1,734,274 */
/* London time: "Friday 20 November 2026", "Friday 20 November 2026 at 18:30". */
const char *date_words(Arena *arena, Lang lang, TimeMs at);
const char *month_year_words(Arena *arena, Lang lang, TimeMs at); /* "November 2026" */
const char *date_time_words(Arena *arena, Lang lang, TimeMs at);

#endif
