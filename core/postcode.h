/* postcode.h: what somebody typed, read as a British postcode.
 *
 * People write postcodes as they speak them: "sw1a1aa", "SW1A-1AA.", "SWIA
 * IAA" with letters for ones. This reads any of those as SW1A 1AA, says how
 * far one has come while typing ("SW1A 1"), and leaves everything else, which
 * is then a place's name ("Barry", "Lee").
 *
 *     PostcodeRead read = postcode_read("sw1a1aa", 7);
 *     read.kind is POSTCODE_FULL, read.text is "SW1A 1AA"
 *
 *   Source  British Standard 7666-0:2006, annex C (shapes and letter sets);
 *           the areas in use: Ordnance Survey, Code-Point Open, and Royal Mail
 *           for BF, BT, BX, GIR, GY, IM, JE.
 *   Cost    O(length); measured in bench/core_postcode.c.
 *   Limits  the shape only: whether a postcode is in use the gazetteer knows.
 *           Overseas territories (GX11 1AA, ASCN 1ZZ) and "BFPO 58" are
 *           POSTCODE_NOT.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CORE_POSTCODE_H
#define CORE_POSTCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    POSTCODE_TYPED_MAX = 256, /* bytes looked at; anything longer is POSTCODE_NOT */
    POSTCODE_TEXT_SIZE = 9,   /* bytes of "SW1A 1AA" and its NUL */
};
#define POSTCODE_NO_KEY ((int64_t)0)

typedef enum {
    POSTCODE_NOT,        /* no postcode nor the beginning of one: a name */
    POSTCODE_UNFINISHED, /* the beginning of one: "S", "SW", "SW1A 1A" */
    POSTCODE_OUTWARD,    /* an outward code: "SW1A" */
    POSTCODE_SECTOR,     /* an outward code and one digit: "SW1A 1" */
    POSTCODE_FULL,       /* "SW1A 1AA" */
} PostcodeKind;

typedef enum {
    POSTCODE_GB,      /* England, Scotland, Wales; also where the area is not yet told */
    POSTCODE_NI,      /* Northern Ireland: BT */
    POSTCODE_ISLANDS, /* the Crown dependencies: GY, IM, JE */
    POSTCODE_FORCES,  /* British Forces: BF */
} PostcodeWhere;

typedef struct {
    int64_t       key;  /* FULL: its key; others: the lowest key of those that begin so */
    PostcodeKind  kind;
    PostcodeWhere where;
    bool          is_corrected; /* a digit was read as a letter or a letter as a digit */
    char          text[POSTCODE_TEXT_SIZE]; /* its proper form; "" for POSTCODE_NOT */
} PostcodeRead;

/* Reads `length` bytes of UTF-8, or of anything at all. Case, blanks, dots and
 * hyphens do not matter, nor punctuation around; full-width forms are read. O
 * and 0, I, L and 1 are exchanged where only the other can stand. */
PostcodeRead postcode_read(const char *typed, size_t length);

/* The key of a full postcode in any spelling; POSTCODE_NO_KEY if it is none.
 * Keys order as the padded forms do ("SW1 1AA" as "SW1 1AA", "SW1A1AA"), are
 * positive and below 2^37, so that a double holds them too. */
int64_t postcode_key(const char *typed, size_t length);

/* Writes the proper form of the postcode with this key; false, and "", for any
 * number that postcode_key() never gives. */
bool postcode_from_key(int64_t key, char text[POSTCODE_TEXT_SIZE]);

/* The keys, both ends included, of the postcodes that `read` is or begins.
 * OUTWARD "SW1" is SW1 alone, neither SW1A nor SW11; UNFINISHED "S" is all
 * that begin with S. False, and an empty range, for POSTCODE_NOT. */
bool postcode_range(const PostcodeRead *read, int64_t *low, int64_t *high);

#endif
