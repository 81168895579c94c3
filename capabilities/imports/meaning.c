/* meaning.c: which column means what, by its heading and by what stands in it.
 *
 * Headings are compared without case, accents and punctuation: first whole,
 * then by a word in them. Where there are none, a column is what at least half
 * of its cells look like.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/imports/plan.h"

#include "core/postcode.h"
#include "web/form.h"

enum { HALF = 2 };

static const struct { const char *key, *words; } meanings[MEANINGS] = {
    [MEANS_NOTHING]  = { "-",        WORDS("Leave this column out") },
    [MEANS_NAME]     = { "name",     WORDS("Whole name") },
    [MEANS_FIRST]    = { "first",    WORDS("First name") },
    [MEANS_LAST]     = { "last",     WORDS("Last name") },
    [MEANS_MAIL]     = { "mail",     WORDS("E-mail address") },
    [MEANS_PHONE]    = { "phone",    WORDS("Phone number") },
    [MEANS_POSTCODE] = { "postcode", WORDS("Postcode") },
    [MEANS_ADDRESS]  = { "address",  WORDS("Address, or a line of it") },
    [MEANS_TOWN]     = { "town",     WORDS("Town") },
    [MEANS_NUMBER]   = { "number",   WORDS("Membership number") },
    [MEANS_JOINED]   = { "joined",   WORDS("Joined on") },
    [MEANS_LANGUAGE] = { "language", WORDS("Language") },
    [MEANS_BRANCH]   = { "branch",   WORDS("Branch or local party") },
};

const char *meaning_key(Meaning meaning)
{
    return meanings[meaning].key;
}

const char *meaning_words(Meaning meaning)
{
    return meanings[meaning].words;
}

Meaning meaning_by_key(const char *key)
{
    for (size_t i = 0; i < MEANINGS; i++)
        if (text_equal(meanings[i].key, key))
            return (Meaning)i;
    return MEANS_NOTHING;
}

/* As people head their columns, in plain letters; longer ones before what they
 * hold. A star in front: it may also be a part of the heading. */
static const struct { const char *heading; Meaning meaning; } known[] = {
    { "*first name", MEANS_FIRST },    { "*forename", MEANS_FIRST },
    { "*given name", MEANS_FIRST },    { "*christian name", MEANS_FIRST },
    { "first", MEANS_FIRST },          { "firstname", MEANS_FIRST },
    { "enw cyntaf", MEANS_FIRST },     { "*enw bedydd", MEANS_FIRST },
    { "*last name", MEANS_LAST },      { "*surname", MEANS_LAST },
    { "*family name", MEANS_LAST },    { "last", MEANS_LAST },
    { "lastname", MEANS_LAST },        { "*cyfenw", MEANS_LAST },
    { "enw olaf", MEANS_LAST },        { "enw teuluol", MEANS_LAST },
    { "*e mail", MEANS_MAIL },         { "*email", MEANS_MAIL },
    { "*e bost", MEANS_MAIL },         { "*ebost", MEANS_MAIL },
    { "mail", MEANS_MAIL },
    { "*mobile", MEANS_PHONE },        { "*telephone", MEANS_PHONE },
    { "*phone", MEANS_PHONE },         { "tel", MEANS_PHONE },
    { "tel no", MEANS_PHONE },         { "cell", MEANS_PHONE },
    { "landline", MEANS_PHONE },       { "contact number", MEANS_PHONE },
    { "*ffon", MEANS_PHONE },          { "symudol", MEANS_PHONE },
    { "*postcode", MEANS_POSTCODE },   { "*post code", MEANS_POSTCODE },
    { "postal code", MEANS_POSTCODE }, { "zip", MEANS_POSTCODE },
    { "zip code", MEANS_POSTCODE },    { "*cod post", MEANS_POSTCODE },
    { "*town", MEANS_TOWN },           { "city", MEANS_TOWN },
    { "tref", MEANS_TOWN },            { "dinas", MEANS_TOWN },
    { "*member number", MEANS_NUMBER }, { "*membership number", MEANS_NUMBER },
    { "*member no", MEANS_NUMBER },    { "*membership no", MEANS_NUMBER },
    { "*member id", MEANS_NUMBER },    { "*membership id", MEANS_NUMBER },
    { "number", MEANS_NUMBER },        { "no", MEANS_NUMBER },
    { "*rhif aelod", MEANS_NUMBER },   { "*rhif aelodaeth", MEANS_NUMBER },
   { "*date joined", MEANS_JOINED },
    { "*join date", MEANS_JOINED },    { "joined", MEANS_JOINED },
    { "joined on", MEANS_JOINED },     { "member since", MEANS_JOINED },
    { "*dyddiad ymuno", MEANS_JOINED }, { "ymunodd", MEANS_JOINED },
    { "*language", MEANS_LANGUAGE },   { "iaith", MEANS_LANGUAGE },
    { "*branch", MEANS_BRANCH },       { "local party", MEANS_BRANCH },
    { "*cangen", MEANS_BRANCH },       { "ward", MEANS_BRANCH },
    { "*address", MEANS_ADDRESS },     { "street", MEANS_ADDRESS },
    { "house", MEANS_ADDRESS },        { "road", MEANS_ADDRESS },
    { "*cyfeiriad", MEANS_ADDRESS },   { "stryd", MEANS_ADDRESS },
    { "name", MEANS_NAME },            { "full name", MEANS_NAME },
    { "*member name", MEANS_NAME },    { "member", MEANS_NAME },
    { "enw", MEANS_NAME },             { "enw llawn", MEANS_NAME },
    { "aelod", MEANS_NAME },           { "contact name", MEANS_NAME },
};

/* Small letters and digits, single blanks between. */
static const char *plain(Arena *arena, const char *text)
{
    const char *key = text_search_key(arena, text);
    TextBuilder out = text_builder(arena);
    bool is_blank_due = false;
    for (; *key != '\0'; key++) {
        bool is_word = (*key >= 'a' && *key <= 'z') || (*key >= '0' && *key <= '9');
        if (is_word && is_blank_due && out.length > 0)
            text_add_char(&out, ' ');
        if (is_word)
            text_add_char(&out, *key);
        is_blank_due = !is_word;
    }
    return out.length == 0 ? "" : text_of(&out);
}

/* Whether the words stand in the heading as whole words. */
static bool holds_words(const char *heading, const char *words)
{
    size_t length = strlen(words);
    for (const char *at = heading; (at = strstr(at, words)) != NULL; at++)
        if ((at == heading || at[-1] == ' ')
            && (at[length] == '\0' || at[length] == ' ' || (at[length] >= '0' && at[length] <= '9')))
            return true;
    return false;
}

static Meaning whole_meaning(const char *words)
{
    for (size_t i = 0; i < COUNT(known); i++)
        if (text_equal(words, known[i].heading + (known[i].heading[0] == '*')))
            return known[i].meaning;
    return MEANS_NOTHING;
}

Meaning heading_meaning(Arena *arena, const char *heading)
{
    const char *words = plain(arena, heading);
    Meaning whole = whole_meaning(words);
    if (whole != MEANS_NOTHING)
        return whole;
    const char *slash = strchr(heading, '/'); /* "Enw / Name" says it twice */
    if (slash != NULL) {
        Meaning second = whole_meaning(plain(arena, slash + 1));
        return second != MEANS_NOTHING
            ? second : heading_meaning(arena, text_copy_bytes(arena, heading,
                                                              (size_t)(slash - heading)));
    }
    for (size_t i = 0; i < COUNT(known); i++)
        if (known[i].heading[0] == '*' && holds_words(words, known[i].heading + 1))
            return known[i].meaning;
    return MEANS_NOTHING;
}

bool row_is_heading(Arena *arena, const char *const cell[SHEET_COLUMNS_MAX])
{
    size_t known_count = 0, filled = 0, whole = 0;
    for (size_t i = 0; i < SHEET_COLUMNS_MAX; i++) {
        filled += cell[i][0] != '\0';
        if (strchr(cell[i], '@') != NULL || strlen(cell[i]) > 60)
            return false;
        known_count += cell[i][0] != '\0' && heading_meaning(arena, cell[i]) != MEANS_NOTHING;
        whole += cell[i][0] != '\0' && whole_meaning(plain(arena, cell[i])) != MEANS_NOTHING;
    }
    /* "Members of the branch" above a table is its title. */
    return known_count >= 2 || (filled == 1 && whole == 1);
}

/* --- by what stands there ------------------------------------------------------------ */

static size_t digits_in(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        count += *text >= '0' && *text <= '9';
    return count;
}

static bool is_words(const char *text)
{
    return digits_in(text) == 0 && strchr(text, '@') == NULL && text_length_chars(text) > 1;
}

static Meaning cell_meaning(Arena *arena, const char *cell)
{
    TimeMs at;
    if (strchr(cell, '@') != NULL && mail_normal(arena, cell) != NULL)
        return MEANS_MAIL;
    if (postcode_key(cell, strlen(cell)) != POSTCODE_NO_KEY)
        return MEANS_POSTCODE;
    if (date_read(cell, INT64_MAX / 2, &at))
        return MEANS_JOINED;
    if (digits_in(cell) >= 9 && phone_normal(arena, cell)[0] != '\0')
        return MEANS_PHONE;
    return is_words(cell) && strchr(cell, ' ') != NULL ? MEANS_NAME : MEANS_NOTHING;
}

/* What half of the filled cells of a column look like. */
static Meaning column_meaning(Arena *arena, size_t column, const SheetRow rows[], size_t count)
{
    size_t seen[MEANINGS] = {0}, filled = 0;
    for (size_t r = 0; r < count; r++) {
        const char *cell[SHEET_COLUMNS_MAX];
        sheet_cells(arena, rows[r].cells, cell);
        if (cell[column][0] == '\0')
            continue;
        filled++;
        seen[cell_meaning(arena, cell[column])]++;
    }
    for (size_t i = 1; i < MEANINGS; i++)
        if (filled > 0 && seen[i] * HALF >= filled)
            return (Meaning)i;
    return MEANS_NOTHING;
}

static bool is_mapped(const Mapping *mapping, Meaning meaning)
{
    for (size_t i = 0; i < SHEET_COLUMNS_MAX; i++)
        if (mapping->of[i] == meaning)
            return true;
    return false;
}

Mapping mapping_guess(Arena *arena, const char *const heading[SHEET_COLUMNS_MAX],
                      const SheetRow rows[], size_t count)
{
    Mapping mapping = {0};
    for (size_t i = 0; i < SHEET_COLUMNS_MAX && heading != NULL; i++)
        if (heading[i][0] != '\0')
            mapping.of[i] = heading_meaning(arena, heading[i]);
    for (size_t i = 0; i < SHEET_COLUMNS_MAX; i++) {
        if (mapping.of[i] != MEANS_NOTHING || (heading != NULL && heading[i][0] != '\0'))
            continue; /* who headed a column knows better than its cells */
        Meaning meaning = column_meaning(arena, i, rows, count);
        if (!is_mapped(&mapping, meaning))
            mapping.of[i] = meaning;
    }
    /* A whole name beside its halves says the same twice. */
    if (is_mapped(&mapping, MEANS_LAST) && is_mapped(&mapping, MEANS_FIRST))
        for (size_t i = 0; i < SHEET_COLUMNS_MAX; i++)
            if (mapping.of[i] == MEANS_NAME)
                mapping.of[i] = MEANS_NOTHING;
    return mapping;
}

bool mapping_has_name(const Mapping *mapping)
{
    return is_mapped(mapping, MEANS_NAME) || is_mapped(mapping, MEANS_LAST)
        || is_mapped(mapping, MEANS_FIRST);
}

const char *mapping_text(Arena *arena, const Mapping *mapping, size_t columns)
{
    TextBuilder out = text_builder(arena);
    text_add(&out, "");
    for (size_t i = 0; i < columns && i < SHEET_COLUMNS_MAX; i++)
        text_add_format(&out, "%s%s", i == 0 ? "" : ",", meaning_key(mapping->of[i]));
    return text_of(&out);
}

Mapping mapping_read(const char *text)
{
    Mapping mapping = {0};
    for (size_t i = 0; i < SHEET_COLUMNS_MAX && *text != '\0'; i++) {
        char key[16] = "";
        size_t length = strcspn(text, ",");
        if (length < sizeof key)
            memcpy(key, text, length);
        mapping.of[i] = meaning_by_key(key);
        text += length;
        text += *text == ',';
    }
    return mapping;
}
