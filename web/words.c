/* words.c: looking words up, putting arguments in, dates and numbers.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/words.h"

#include "web/voice.h"

static const struct {
    const char      *code;
    const char      *name;
    const WordTable *table; /* NULL: the language of the source */
} languages[LANG_COUNT] = {
    [LANG_EN] = { "en", "English", NULL },
    [LANG_CY] = { "cy", "Cymraeg", &words_cy },
};

static const char *const weekday_words[7] = {
    WORDS("Sunday"),   WORDS("Monday"), WORDS("Tuesday"),  WORDS("Wednesday"),
    WORDS("Thursday"), WORDS("Friday"), WORDS("Saturday"),
};

static const char *const month_words[12] = {
    WORDS("January"),   WORDS("February"), WORDS("March"),    WORDS("April"),
    WORDS("May"),       WORDS("June"),     WORDS("July"),     WORDS("August"),
    WORDS("September"), WORDS("October"),  WORDS("November"), WORDS("December"),
};

const char *lang_code(Lang lang)
{
    return languages[lang].code;
}

const char *lang_name(Lang lang)
{
    return languages[lang].name;
}

bool lang_from_code(const char *code, Lang *lang)
{
    for (Lang each = LANG_EN; each < LANG_COUNT; each++)
        if (text_equal(code, languages[each].code)) {
            *lang = each;
            return true;
        }
    return false;
}

/* --- what the reader's browser asks for -------------------------------- */

static const char *skip_blanks(const char *at)
{
    while (*at == ' ' || *at == '\t')
        at++;
    return at;
}

/* Reads ";q=0.8" as 800; 1000 when there is none, 0 when it is broken. */
static int read_quality(const char *at)
{
    at = skip_blanks(at);
    if (*at != ';')
        return 1000;
    at = skip_blanks(at + 1);
    if ((*at | 0x20) != 'q' || at[1] != '=' || (at[2] != '0' && at[2] != '1'))
        return 0;
    int quality = (at[2] - '0') * 1000;
    if (at[3] == '.')
        for (int i = 4, unit = 100; at[i] >= '0' && at[i] <= '9' && unit > 0; i++, unit /= 10)
            quality += (at[i] - '0') * unit;
    return quality > 1000 ? 1000 : quality;
}

/* "cy" and "cy-GB" are Welsh. */
static bool range_names(const char *range, size_t length, const char *code)
{
    size_t code_length = strlen(code);
    if (length < code_length || (length > code_length && range[code_length] != '-'))
        return false;
    for (size_t i = 0; i < code_length; i++)
        if ((range[i] | 0x20) != code[i])
            return false;
    return true;
}

Lang lang_from_accept(const char *accept_language)
{
    Lang best = LANG_EN;
    int best_quality = 0;
    const char *at = accept_language == NULL ? "" : accept_language;
    for (int item = 0; *at != '\0' && item < LANG_ACCEPT_ITEMS_MAX; item++) {
        at = skip_blanks(at);
        size_t length = strcspn(at, ",; \t");
        int quality = read_quality(at + length);
        for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++)
            if (quality > best_quality && range_names(at, length, languages[lang].code)) {
                best = lang;
                best_quality = quality;
            }
        at += strcspn(at, ",");
        at += *at == ',';
    }
    return best;
}

/* --- messages ----------------------------------------------------------- */

static const Word *word_find(Lang lang, const char *english)
{
    const WordTable *table = languages[lang].table;
    if (table == NULL)
        return NULL;
    size_t low = 0, high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(english, table->words[middle].english);
        if (order == 0)
            return &table->words[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* --- a movement's own words ------------------------------------------------ */

/* For each message of the catalogue its forms as this movement says them; NULL
 * where they are as the sources have them. English has two: one and many. */
static const char *const **spoken[LANG_COUNT];

/* Every message is in it: `make words` sees to that. */
static const WordTable *const catalogue = &words_cy;

static const char *const *put_forms(Arena *arena, const PhraseList *phrases,
                                    const char *const forms[], size_t count)
{
    bool has_changed = false;
    const char **own = ARENA_ARRAY(arena, const char *, count);
    for (size_t i = 0; i < count; i++) {
        own[i] = voice_put(arena, phrases, forms[i]);
        has_changed |= own[i] != forms[i];
    }
    return has_changed ? own : NULL;
}

static const Word *word_find(Lang lang, const char *english);

void voice_use(Arena *arena, const Voice *voice)
{
    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
        spoken[lang] = NULL;
        if (voice == NULL || voice->phrases[lang].count == 0)
            continue;
        const char *const **own = ARENA_ARRAY(arena, const char *const *, catalogue->count);
        for (size_t i = 0; i < catalogue->count; i++) {
            const Word *here = &catalogue->words[i], *word = word_find(lang, here->english);
            const char *const source[2] = { here->english, here->many };
            bool is_source = languages[lang].table == NULL;
            size_t many = is_source ? 2 : languages[lang].table->form_count;
            if (is_source || word != NULL)
                own[i] = put_forms(arena, &voice->phrases[lang], is_source ? source : word->forms,
                                   here->many == NULL ? 1 : many);
        }
        spoken[lang] = own;
    }
}

/* This movement's own forms of a message, or NULL. */
static const char *const *own_forms(Lang lang, const char *english)
{
    if (spoken[lang] == NULL)
        return NULL;
    const Word *word = word_find(LANG_CY, english);
    return word == NULL ? NULL : spoken[lang][word - catalogue->words];
}

const char *say(Lang lang, const char *english)
{
    const char *const *own = own_forms(lang, english);
    if (own != NULL)
        return own[0];
    const Word *word = word_find(lang, english);
    return word == NULL || word->many != NULL ? english : word->forms[0];
}

/* The message with {1} … {9} replaced by arg[0] … */
static const char *put_args(Arena *arena, const char *message, const char *const args[],
                            size_t count)
{
    TextBuilder out = text_builder(arena);
    const char *run = message;
    for (const char *at = message; *at != '\0'; at++) {
        if (at[0] != '{' || at[1] < '1' || at[1] > '9' || at[2] != '}')
            continue;
        size_t arg = (size_t)(at[1] - '1');
        if (arg >= count)
            continue;
        text_add_bytes(&out, run, (size_t)(at - run));
        text_add(&out, args[arg]);
        run = at + 3;
        at += 2;
    }
    text_add(&out, run);
    return text_of(&out);
}

const char *say_args(Arena *arena, Lang lang, const char *english, const char *const args[],
                     size_t count)
{
    return put_args(arena, say(lang, english), args, count);
}

const char *say_slots_(Arena *arena, Lang lang, const char *english, const char *const args[],
                       size_t slots)
{
    return say_args(arena, lang, english, args + 1, slots - 1);
}

static const char *form_for(Lang lang, const char *one, const char *many, int64_t number)
{
    unsigned long size = number < 0 ? 0 - (unsigned long)number : (unsigned long)number;
    const char *const *own = own_forms(lang, one);
    if (own != NULL && languages[lang].table == NULL)
        return own[size != 1];
    if (own != NULL)
        return own[languages[lang].table->form_of(size)];
    const Word *word = word_find(lang, one);
    if (word == NULL || word->many == NULL || !text_equal(word->many, many))
        return size == 1 ? one : many;
    return word->forms[languages[lang].table->form_of(size)];
}

const char *say_n_args(Arena *arena, Lang lang, const char *one, const char *many, int64_t number,
                       const char *const args[], size_t slots)
{
    const char *with_count[WORDS_ARGS_MAX] = { number_words(arena, lang, number) };
    size_t count = slots < WORDS_ARGS_MAX ? slots : WORDS_ARGS_MAX;
    for (size_t i = 1; i < count; i++)
        with_count[i] = args[i];
    return put_args(arena, form_for(lang, one, many, number), with_count, count);
}

/* --- numbers and dates --------------------------------------------------- */

/* English and Welsh both group by threes with a comma. */
const char *number_words(Arena *arena, Lang lang, int64_t number)
{
    (void)lang;
    enum { ROOM = 28 }; /* 19 digits, 6 commas, a sign and a NUL */
    char text[ROOM] = "";
    size_t at = ROOM - 1, digits = 0;
    uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        if (digits > 0 && digits % 3 == 0)
            text[--at] = ',';
        text[--at] = (char)('0' + left % 10);
        left /= 10;
        digits++;
    } while (left > 0);
    if (number < 0)
        text[--at] = '-';
    return text_copy_bytes(arena, text + at, ROOM - 1 - at);
}

const char *date_words(Arena *arena, Lang lang, TimeMs at)
{
    CivilTime civil = civil_london(at);
    return SAY(arena, lang, "{1} {2} {3} {4}", say(lang, weekday_words[civil.weekday]),
               text_format(arena, "%d", civil.day), say(lang, month_words[civil.month - 1]),
               text_format(arena, "%d", civil.year));
}

const char *date_time_words(Arena *arena, Lang lang, TimeMs at)
{
    CivilTime civil = civil_london(at);
    return SAY(arena, lang, "{1} at {2}", date_words(arena, lang, at),
               text_format(arena, "%02d:%02d", civil.hour, civil.minute));
}

const char *month_year_words(Arena *arena, Lang lang, TimeMs at)
{
    CivilTime civil = civil_london(at);
    return SAY(arena, lang, "{1} {2}", say(lang, month_words[civil.month - 1]),
               text_format(arena, "%d", civil.year));
}
