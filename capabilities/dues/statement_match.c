/* statement_match.c: prints, keys, and the rules for being sure.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/dues/statement_match.h"

enum { KEY_WORDS_MAX = 6 };

/* What stands around a name and is none. */
static const char *const noise[] = {
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "sir", "dues", "subs", "sub", "membership",
    "member", "faster", "payment", "payments", "receipt", "received", "from", "fpi", "bgc", "bacs",
    "sto", "so", "standing", "order", "credit", "bank", "transfer", "giro", "ref", "reference",
    "tal", "aelodaeth", "counter", "online", "via", "mobile", "pymt", "monthly",
};

static bool is_noise(const char *word)
{
    for (size_t i = 0; i < COUNT(noise); i++)
        if (text_equal(word, noise[i]))
            return true;
    return strpbrk(word, "0123456789") != NULL;
}

const char *payer_key(Arena *arena, const char *payer, bool is_turned)
{
    const char *word[KEY_WORDS_MAX];
    size_t count = 0;
    const char *at = members_search_words(arena, payer);
    while (*at != '\0' && count < KEY_WORDS_MAX) {
        size_t length = strcspn(at, " ");
        const char *one = text_copy_bytes(arena, at, length);
        if (length > 0 && !is_noise(one))
            word[count++] = one;
        at += length + (at[length] == ' ');
    }
    if (count < 2) /* one word alone is nobody's name */
        return "";
    TextBuilder out = text_builder(arena);
    size_t first = is_turned ? count - 1 : 0;
    for (size_t i = 0; i < count; i++)
        text_add_format(&out, "%s%s", i == 0 ? "" : " ", word[(first + i) % count]);
    return text_of(&out);
}

static Hash payer_print(AreaId area, const Credit *credit)
{
    Hasher hasher = hash_begin();
    hash_add(&hasher, area.id.bytes, sizeof area.id.bytes);
    hash_add_text(&hasher, credit->words);
    hash_add_text(&hasher, credit->payer);
    return hash_end(&hasher);
}

/* `twin`: how many lines before it in the sheet are the same in everything. */
static Hash line_print(Hash payer, const Credit *credit, int64_t twin)
{
    int64_t parts[] = { credit->day, credit->pence, twin };
    Hasher hasher = hash_begin();
    hash_add(&hasher, payer.bytes, sizeof payer.bytes);
    hash_add(&hasher, parts, sizeof parts);
    return hash_end(&hasher);
}

static int64_t twins_before(const LineList *lines, const Line *line)
{
    int64_t twins = 0;
    for (size_t i = 0; i < lines->count; i++) {
        const Line *other = &lines->item[i];
        twins += other->day == line->day && other->pence == line->pence
            && hash_equal(other->payer_print, line->payer_print);
    }
    return twins;
}

LineList lines_of_sheet(Arena *arena, AreaId area, const Sheet *sheet,
                        const SheetColumns *columns)
{
    LineList lines = {0};
    for (size_t row = columns->first_row; row < sheet->row_count; row++) {
        Credit credit;
        if (!bank_sheet_credit(sheet, columns, row, &credit))
            continue;
        const char *name = credit.payer[0] != '\0' ? credit.payer : credit.words;
        Line line = {
            .line = (int64_t)row + 1, .day = credit.day, .pence = credit.pence,
            .words = credit.words, .payer = credit.payer, .number = bank_number(credit.words),
            .key = payer_key(arena, name, false), .key_turned = payer_key(arena, name, true),
            .payer_print = payer_print(area, &credit), .state = LINE_UNKNOWN, .name = "",
        };
        line.print = line_print(line.payer_print, &credit, twins_before(&lines, &line));
        *LIST_ADD(arena, &lines) = line;
    }
    return lines;
}

/* --- being sure ------------------------------------------------------------------------- */

static bool is_name(const Line *line, const Guess *guess)
{
    return line->key[0] != '\0'
        && (text_equal(guess->key, line->key) || text_equal(guess->key, line->key_turned));
}

static bool is_like_name(const Line *line, const Guess *guess)
{
    return line->key[0] != '\0'
        && (text_starts(guess->key, line->key) || text_starts(guess->key, line->key_turned));
}

static bool is_sum(const Line *line, const Guess *guess)
{
    return guess->pence > 0 && line->pence % guess->pence == 0;
}

/* What is known about one line. */
typedef struct { const Guess *by_number, *by_words, *by_name, *like; size_t named; } Known;

static Known known_about(const Line *line, const GuessList *guesses)
{
    Known known = {0};
    for (size_t i = 0; i < guesses->count; i++) {
        const Guess *guess = &guesses->item[i];
        if (guess->line != line->line)
            continue;
        switch (guess->because) {
        case BY_NUMBER: known.by_number = guess; break;
        case BY_WORDS:  known.by_words = guess; break;
        case BY_NAME:
            known.like = known.like == NULL ? guess : known.like;
            if (is_name(line, guess)) {
                known.by_name = guess;
                known.named++;
            }
            break;
        }
    }
    return known;
}

static void match(Line *line, const Known *known)
{
    const Guess *sure = NULL, *perhaps = NULL;
    bool is_contradicted = known->by_number != NULL && known->by_words != NULL
        && !id_equal(known->by_number->person.id, known->by_words->person.id);
    if (known->by_words != NULL && !is_contradicted)
        sure = known->by_words;
    else if (known->by_number != NULL && !is_contradicted
             && (is_like_name(line, known->by_number) || is_sum(line, known->by_number)))
        sure = known->by_number;
    else if (known->by_number != NULL)
        perhaps = known->by_number;
    else if (known->named == 1 && is_sum(line, known->by_name))
        sure = known->by_name;
    else if (known->by_name != NULL)
        perhaps = known->by_name;
    else
        perhaps = known->like;
    const Guess *guess = sure != NULL ? sure : perhaps;
    line->state = sure != NULL ? LINE_SURE : perhaps != NULL ? LINE_UNSURE : LINE_UNKNOWN;
    if (guess != NULL)
        line->person = guess->person;
}

void lines_match(LineList *lines, const GuessList *guesses)
{
    for (size_t i = 0; i < lines->count; i++) {
        Known known = known_about(&lines->item[i], guesses);
        match(&lines->item[i], &known);
    }
}

void lines_mark_before(LineList *lines, const int64_t number[], size_t count)
{
    for (size_t i = 0; i < lines->count; i++)
        for (size_t j = 0; j < count; j++)
            if (lines->item[i].line == number[j]) {
                lines->item[i].state = LINE_BEFORE;
                lines->item[i].person = (PersonId){0};
            }
}
