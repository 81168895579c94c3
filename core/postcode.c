/* postcode.c: what somebody typed, read as a British postcode.
 *
 * First the typed bytes become at most seven signs (letters and digits), and
 * where something stood between them. Then the seven shapes of an outward code
 * are laid over the signs, each followed by as much of an inward code as was
 * typed, and the best fit wins: fewest exchanged look-alikes first, then a gap
 * where a gap belongs, then the longer outward code.
 *
 * Words are not postcodes: "Miles" would be M1 1ES and "Brilley" BR11 1EY if I
 * and L were read as ones everywhere. So look-alikes are exchanged only beside
 * a typed letter and a typed digit, or when the two halves stand apart as in
 * "SWIA IAA"; and the first sign only in a full postcode.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "core/postcode.h"

enum {
    SIGNS_MAX = 7,   /* in a postcode */
    OUTWARD_MAX = 4, /* signs before the gap */
    INWARD = 3,      /* signs after it */
    FIXES_MAX = 3,   /* look-alikes exchanged in one postcode; more is no slip */
};

/* A sign is a number: blank, then digits, then letters, as they sort. */
enum { SIGN_BLANK = 0, SIGN_0 = 1, SIGN_1 = 2, SIGN_A = 11, SIGN_COUNT = 37 };
#define LETTER(letter) (SIGN_A + (letter) - 'A')
#define BIT(letter)    (UINT64_C(1) << LETTER(letter))

/* Which signs may stand at a place: one bit each. */
typedef uint64_t Signs;
#define DIGIT    UINT64_C(0x7FE)
#define NOT_ZERO UINT64_C(0x7FC)
#define ZERO     UINT64_C(0x002)
#define ANY      (UINT64_C(0x3FFFFFF) << SIGN_A)
#define THIRD                                                                                 \
    (BIT('A') | BIT('B') | BIT('C') | BIT('D') | BIT('E') | BIT('F') | BIT('G') | BIT('H') |  \
     BIT('J') | BIT('K') | BIT('P') | BIT('S') | BIT('T') | BIT('U') | BIT('W'))
#define FOURTH                                                                                \
    (BIT('A') | BIT('B') | BIT('E') | BIT('H') | BIT('M') | BIT('N') | BIT('P') | BIT('R') |  \
     BIT('V') | BIT('W') | BIT('X') | BIT('Y'))
#define UNIT (ANY & ~(BIT('C') | BIT('I') | BIT('K') | BIT('M') | BIT('O') | BIT('V')))

/* Longer outward codes first. District 0 exists only as in CR0: with two
 * letters and nothing behind it. GIR 0AA, once a bank's, has no area. */
typedef struct {
    uint8_t area;    /* letters of a postcode area at its front */
    uint8_t outward; /* signs of the outward code */
    Signs   place[OUTWARD_MAX];
    Signs   inward[INWARD];
} Shape;
static const Shape shapes[] = {
    { 2, 4, { ANY, ANY, NOT_ZERO, DIGIT },    { DIGIT, UNIT, UNIT } },
    { 2, 4, { ANY, ANY, NOT_ZERO, FOURTH },   { DIGIT, UNIT, UNIT } },
    { 2, 3, { ANY, ANY, DIGIT },              { DIGIT, UNIT, UNIT } },
    { 1, 3, { ANY, NOT_ZERO, DIGIT },         { DIGIT, UNIT, UNIT } },
    { 1, 3, { ANY, NOT_ZERO, THIRD },         { DIGIT, UNIT, UNIT } },
    { 0, 3, { BIT('G'), BIT('I'), BIT('R') }, { ZERO, BIT('A'), BIT('A') } },
    { 1, 2, { ANY, NOT_ZERO },                { DIGIT, UNIT, UNIT } },
};
enum { SHAPE_COUNT = sizeof shapes / sizeof shapes[0] };

/* The areas by their first letter; "-" says that it is one by itself. That Q,
 * V, X never come first and I, J, Z never second follows. */
static const char areas[26][16] = {
    ['A' - 'A'] = "BL",           ['B' - 'A'] = "-ABDFHLNRSTX", ['C' - 'A'] = "ABFHMORTVW",
    ['D' - 'A'] = "ADEGHLNTY",    ['E' - 'A'] = "-CHNX",        ['F' - 'A'] = "KY",
    ['G' - 'A'] = "-LUY",         ['H' - 'A'] = "ADGPRSUX",     ['I' - 'A'] = "GMPV",
    ['J' - 'A'] = "E",            ['K' - 'A'] = "ATWY",         ['L' - 'A'] = "-ADELNSU",
    ['M' - 'A'] = "-EKL",         ['N' - 'A'] = "-EGNPRW",      ['O' - 'A'] = "LX",
    ['P' - 'A'] = "AEHLOR",       ['R' - 'A'] = "GHM",          ['S' - 'A'] = "-AEGKLMNOPRSTWY",
    ['T' - 'A'] = "ADFNQRSW",     ['U' - 'A'] = "B",            ['W' - 'A'] = "-ACDFNRSV",
    ['Y' - 'A'] = "O",            ['Z' - 'A'] = "E",
};

static const struct { char area[3]; PostcodeWhere where; } elsewhere[] = {
    { "BF", POSTCODE_FORCES },
    { "BT", POSTCODE_NI },
    { "GY", POSTCODE_ISLANDS },
    { "IM", POSTCODE_ISLANDS },
    { "JE", POSTCODE_ISLANDS },
};
enum { ELSEWHERE_COUNT = sizeof elsewhere / sizeof elsewhere[0] };

typedef struct {
    uint8_t sign[SIGNS_MAX];
    uint8_t count;
    uint8_t gaps;    /* bit i: something stood before sign i */
    uint8_t letters; /* how many signs are letters; the others are digits */
} Typed;

typedef struct {
    uint8_t sign[SIGNS_MAX];
    uint8_t count;
    uint8_t outward; /* how many of them are the outward code */
    uint8_t fixes;
    uint8_t score;   /* the lower the better */
} Guess;

/* ---- bytes to signs ---- */

#define CHAR_BAD UINT32_MAX

/* The code point at *at, which moves on. CHAR_BAD for what is not UTF-8, and
 * for what lies above U+FFFF, where there is nothing of ours. */
static uint32_t char_next(const unsigned char **at, const unsigned char *end)
{
    uint32_t lead = *(*at)++;
    if (lead < 0x80)
        return lead;
    if (lead < 0xC2 || lead > 0xEF)
        return CHAR_BAD;

    size_t   more = lead < 0xE0 ? 1 : 2;
    uint32_t point = more == 1 ? lead & 0x1F : lead & 0x0F;
    if ((size_t)(end - *at) < more)
        return CHAR_BAD;
    for (size_t i = 0; i < more; i++) {
        uint32_t next = *(*at)++;
        if ((next & 0xC0) != 0x80)
            return CHAR_BAD;
        point = point << 6 | (next & 0x3F);
    }
    return more == 2 && point < 0x800 ? CHAR_BAD : point;
}

/* The sign a character stands for; SIGN_BLANK for none. */
static uint8_t char_sign(uint32_t c)
{
    if (c >= '0' && c <= '9')
        return (uint8_t)(SIGN_0 + c - '0');
    if (c >= 'A' && c <= 'Z')
        return (uint8_t)(SIGN_A + c - 'A');
    if (c >= 'a' && c <= 'z')
        return (uint8_t)(SIGN_A + c - 'a');
    return SIGN_BLANK;
}

typedef struct { uint16_t from, to; } CharRange;

static bool char_is_in(uint32_t c, const CharRange range[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (c >= range[i].from && c <= range[i].to)
            return true;
    return false;
}

/* Blanks, dots and hyphens of every kind: people put them anywhere. */
static bool char_is_gap(uint32_t c)
{
    static const CharRange gaps[] = {
        { '\t', '\r' },     { ' ', ' ' },       { '-', '.' },       { '_', '_' },
        { 0x00A0, 0x00A0 }, { 0x00AD, 0x00AD }, { 0x00B7, 0x00B7 }, { 0x1680, 0x1680 },
        { 0x2000, 0x2015 }, { 0x2028, 0x202F }, { 0x205F, 0x2060 }, { 0x2212, 0x2212 },
        { 0x3000, 0x3000 }, { 0xFEFF, 0xFEFF },
    };
    return char_is_in(c, gaps, sizeof gaps / sizeof gaps[0]);
}

/* What may stand around a postcode, in a letter's text say, but not inside. */
static bool char_is_edge(uint32_t c)
{
    static const CharRange edges[] = {
        { '!', '"' },       { '\'', ')' },      { ',', ',' },       { ':', ';' },
        { '?', '?' },       { '[', '[' },       { ']', ']' },       { 0x00AB, 0x00AB },
        { 0x00BB, 0x00BB }, { 0x2018, 0x201F }, { 0x2026, 0x2026 },
    };
    return char_is_in(c, edges, sizeof edges / sizeof edges[0]);
}

/* False when there is a character, or there are more signs, than a postcode has. */
static bool typed_read(const char *bytes, size_t length, Typed *typed)
{
    *typed = (Typed){ .count = 0 };
    if (length > POSTCODE_TYPED_MAX)
        return false;

    const unsigned char *at = (const unsigned char *)bytes, *end = at + length;
    bool is_apart = false, is_closed = false;
    while (at < end) {
        uint32_t c = char_next(&at, end);
        if (c >= 0xFF01 && c <= 0xFF5E)
            c -= 0xFEE0; /* the full-width form of an ASCII character */

        uint8_t sign = char_sign(c);
        if (sign == SIGN_BLANK) {
            bool is_edge = char_is_edge(c);
            if (!is_edge && !char_is_gap(c))
                return false;
            is_apart = true;
            is_closed = is_closed || (is_edge && typed->count > 0);
            continue;
        }
        if (is_closed || typed->count == SIGNS_MAX)
            return false;
        if (is_apart)
            typed->gaps = (uint8_t)(typed->gaps | 1 << typed->count);
        typed->letters = (uint8_t)(typed->letters + (sign >= SIGN_A));
        typed->sign[typed->count++] = sign;
        is_apart = false;
    }
    return typed->count > 0;
}

/* ---- signs to a guess ---- */

static bool sign_is_in(uint8_t sign, Signs signs)
{
    return (signs >> sign & 1) != 0;
}

/* The signs that one typed sign may have been meant as: itself first. */
static size_t sign_meanings(uint8_t sign, uint8_t meaning[3])
{
    meaning[0] = sign;
    switch (sign) {
    case SIGN_0:      meaning[1] = LETTER('O'); return 2;
    case SIGN_1:      meaning[1] = LETTER('L'); meaning[2] = LETTER('I'); return 3;
    case LETTER('O'): meaning[1] = SIGN_0; return 2;
    case LETTER('I'):
    case LETTER('L'): meaning[1] = SIGN_1; return 2;
    default:          return 1;
    }
}

/* Whether these are a postcode area; second is SIGN_BLANK for one of one letter. */
static bool area_is_known(uint8_t first, uint8_t second)
{
    if (first < SIGN_A || (second != SIGN_BLANK && second < SIGN_A))
        return false;
    char want = second == SIGN_BLANK ? '-' : (char)('A' + second - SIGN_A);
    for (const char *letter = areas[first - SIGN_A]; *letter != '\0'; letter++)
        if (*letter == want)
            return true;
    return false;
}

/* Finds the area meant by the first signs. At most one fits: no two areas
 * differ only in I for L. */
static bool area_guess(const Typed *typed, uint8_t letters, Guess *guess)
{
    uint8_t first[3], second[3] = { SIGN_BLANK };
    size_t  firsts = sign_meanings(typed->sign[0], first);
    size_t  seconds = letters == 1 ? 1 : sign_meanings(typed->sign[1], second);

    for (size_t i = 0; i < firsts; i++)
        for (size_t j = 0; j < seconds; j++)
            if (area_is_known(first[i], second[j])) {
                guess->sign[0] = first[i];
                if (letters == 2)
                    guess->sign[1] = second[j];
                guess->fixes = (uint8_t)((i > 0) + (j > 0));
                return true;
            }
    return false;
}

/* Finds the sign meant at one place of the shape. */
static bool place_guess(uint8_t sign, Signs signs, size_t place, Guess *guess)
{
    uint8_t meaning[3];
    size_t  count = sign_meanings(sign, meaning);
    for (size_t i = 0; i < count; i++)
        if (sign_is_in(meaning[i], signs)) {
            guess->sign[place] = meaning[i];
            guess->fixes = (uint8_t)(guess->fixes + (i > 0));
            return true;
        }
    return false;
}

/* Whether so many exchanged look-alikes may be a slip of the finger. */
static bool guess_is_fair(const Typed *typed, const Guess *guess)
{
    if (guess->fixes == 0)
        return true;
    bool is_full = guess->count == guess->outward + INWARD;
    bool is_apart = (typed->gaps >> guess->outward & 1) != 0;
    if (guess->fixes > FIXES_MAX || typed->letters == 0)
        return false;
    if (typed->letters == typed->count && !(is_full && is_apart))
        return false;
    return is_full || guess->sign[0] == typed->sign[0];
}

/* Lays one shape over the signs. */
static bool shape_guess(const Shape *shape, const Typed *typed, Guess *guess)
{
    if (typed->count < shape->outward || typed->count > shape->outward + INWARD)
        return false;
    *guess = (Guess){ .count = typed->count, .outward = shape->outward };
    if (shape->area > 0 && !area_guess(typed, shape->area, guess))
        return false;
    for (size_t i = shape->area; i < typed->count; i++) {
        Signs signs = i < shape->outward ? shape->place[i] : shape->inward[i - shape->outward];
        if (!place_guess(typed->sign[i], signs, i, guess))
            return false;
    }

    unsigned inside = typed->gaps & ((1u << shape->outward) - 1) & ~1u;
    bool     is_apart = (typed->gaps >> shape->outward & 1) != 0;
    bool     is_awry = typed->count > shape->outward ? !is_apart : inside != 0;
    guess->score = (uint8_t)(guess->fixes * 2 + is_awry);
    return guess_is_fair(typed, guess);
}

/* One or two letters that begin an area, or GIR. */
static bool beginning_guess(const Typed *typed, Guess *guess)
{
    if (typed->count > 2 || typed->letters != typed->count)
        return false;
    uint8_t first = typed->sign[0], second = typed->sign[1];
    bool    is_gi = first == LETTER('G') && second == LETTER('I');
    if (typed->count == 1 ? areas[first - SIGN_A][0] == '\0'
                          : !is_gi && !area_is_known(first, second))
        return false;
    *guess = (Guess){ .sign = { first, second }, .count = typed->count, .outward = typed->count };
    return true;
}

static PostcodeKind typed_guess(const Typed *typed, Guess *best)
{
    bool is_found = false;
    for (size_t i = 0; i < SHAPE_COUNT; i++) {
        Guess guess;
        if (shape_guess(&shapes[i], typed, &guess) && (!is_found || guess.score < best->score)) {
            *best = guess;
            is_found = true;
        }
    }
    if (!is_found)
        return beginning_guess(typed, best) ? POSTCODE_UNFINISHED : POSTCODE_NOT;

    switch (best->count - best->outward) {
    case 0:  return POSTCODE_OUTWARD;
    case 1:  return POSTCODE_SECTOR;
    case 2:  return POSTCODE_UNFINISHED;
    default: return POSTCODE_FULL;
    }
}

/* ---- a guess to what people and tables want ---- */

static char sign_char(uint8_t sign)
{
    return (char)(sign >= SIGN_A ? 'A' + sign - SIGN_A : '0' + sign - SIGN_0);
}

static void guess_text(const Guess *guess, char text[POSTCODE_TEXT_SIZE])
{
    size_t length = 0;
    for (size_t i = 0; i < guess->count; i++) {
        if (i == guess->outward)
            text[length++] = ' ';
        text[length++] = sign_char(guess->sign[i]);
    }
    text[length] = '\0';
}

/* Seven signs as a number in base 37, outward code and inward code each
 * beginning at its own column, blanks where nothing stands. */
static int64_t guess_key(const Guess *guess)
{
    uint8_t column[SIGNS_MAX] = { SIGN_BLANK };
    for (size_t i = 0; i < guess->count; i++)
        column[i < guess->outward ? i : OUTWARD_MAX + i - guess->outward] = guess->sign[i];

    int64_t key = 0;
    for (size_t i = 0; i < SIGNS_MAX; i++)
        key = key * SIGN_COUNT + column[i];
    return key;
}

static PostcodeWhere guess_where(const Guess *guess)
{
    if (guess->count < 2)
        return POSTCODE_GB;
    char first = sign_char(guess->sign[0]), second = sign_char(guess->sign[1]);
    for (size_t i = 0; i < ELSEWHERE_COUNT; i++)
        if (elsewhere[i].area[0] == first && elsewhere[i].area[1] == second)
            return elsewhere[i].where;
    return POSTCODE_GB;
}

PostcodeRead postcode_read(const char *typed, size_t length)
{
    PostcodeRead read = { .kind = POSTCODE_NOT, .key = POSTCODE_NO_KEY };
    Typed        signs;
    Guess        guess;
    if (!typed_read(typed, length, &signs))
        return read;
    read.kind = typed_guess(&signs, &guess);
    if (read.kind == POSTCODE_NOT)
        return read;

    read.key = guess_key(&guess);
    read.where = guess_where(&guess);
    read.is_corrected = guess.fixes > 0;
    guess_text(&guess, read.text);
    return read;
}

int64_t postcode_key(const char *typed, size_t length)
{
    PostcodeRead read = postcode_read(typed, length);
    return read.kind == POSTCODE_FULL ? read.key : POSTCODE_NO_KEY;
}

bool postcode_from_key(int64_t key, char text[POSTCODE_TEXT_SIZE])
{
    text[0] = '\0';
    if (key <= POSTCODE_NO_KEY)
        return false;

    uint8_t column[SIGNS_MAX];
    int64_t rest = key;
    for (size_t i = SIGNS_MAX; i-- > 0; rest /= SIGN_COUNT)
        column[i] = (uint8_t)(rest % SIGN_COUNT);

    Typed typed = { .count = 0 };
    for (size_t i = 0; i < SIGNS_MAX; i++) {
        if (column[i] == SIGN_BLANK)
            continue;
        if (i == OUTWARD_MAX)
            typed.gaps = (uint8_t)(1 << typed.count);
        typed.letters = (uint8_t)(typed.letters + (column[i] >= SIGN_A));
        typed.sign[typed.count++] = column[i];
    }

    /* What was read must be what the key says: no blank inside, nothing exchanged,
     * nothing before the first column. */
    Guess guess;
    if (typed.count == 0 || typed_guess(&typed, &guess) != POSTCODE_FULL ||
        guess_key(&guess) != key)
        return false;
    guess_text(&guess, text);
    return true;
}

bool postcode_range(const PostcodeRead *read, int64_t *low, int64_t *high)
{
    size_t length = 0;
    bool   is_parted = false;
    while (read->text[length] != '\0')
        is_parted = read->text[length++] == ' ' || is_parted;

    size_t known = 0; /* columns of the key that are settled */
    switch (read->kind) {
    case POSTCODE_NOT:        *low = 1; *high = 0; return false;
    case POSTCODE_UNFINISHED: known = is_parted ? OUTWARD_MAX + 2 : length; break;
    case POSTCODE_OUTWARD:    known = OUTWARD_MAX; break;
    case POSTCODE_SECTOR:     known = OUTWARD_MAX + 1; break;
    case POSTCODE_FULL:       known = SIGNS_MAX; break;
    }

    int64_t span = 1;
    for (size_t i = known; i < SIGNS_MAX; i++)
        span *= SIGN_COUNT;
    *low = read->key;
    *high = read->key + span - 1;
    return true;
}
