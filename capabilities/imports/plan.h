/* plan.h: what a row of somebody's table says about one person.
 *
 * Pure: no database. Which column means what is guessed from its heading
 * (English and Welsh) and from what stands in it; the officer may change it.
 * Cells are read as people write them: "SMITH, Anna", "+44 (0)7700 900123",
 * "7700900123" without the nought that a spreadsheet took, "12/03/19", "n/a".
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_IMPORTS_PLAN_H
#define CAPABILITIES_IMPORTS_PLAN_H

#include "capabilities/imports/sheet.h"
#include "web/words.h"

/* What a column may mean. Stored by name, see meaning_key(). */
typedef enum {
    MEANS_NOTHING,
    MEANS_NAME,
    MEANS_FIRST,
    MEANS_LAST,
    MEANS_MAIL,
    MEANS_PHONE,
    MEANS_POSTCODE,
    MEANS_ADDRESS, /* may stand over several columns: they are joined, in order */
    MEANS_TOWN,
    MEANS_NUMBER,
    MEANS_JOINED,
    MEANS_LANGUAGE,
    MEANS_BRANCH,
    MEANINGS,
} Meaning;

const char *meaning_key(Meaning meaning);   /* in forms and rows: never changed */
const char *meaning_words(Meaning meaning); /* WORDS() */
Meaning     meaning_by_key(const char *key); /* MEANS_NOTHING for what is none */

typedef struct { Meaning of[SHEET_COLUMNS_MAX]; } Mapping;

/* What a heading means by itself. */
Meaning heading_meaning(Arena *arena, const char *heading);
/* Whether these cells look like headings rather than like somebody. */
bool row_is_heading(Arena *arena, const char *const cell[SHEET_COLUMNS_MAX]);
/* A guess for all columns, from the headings (NULL: there are none) and some rows. */
Mapping mapping_guess(Arena *arena, const char *const heading[SHEET_COLUMNS_MAX],
                      const SheetRow rows[], size_t count);
/* Whether a row can become somebody with it. */
bool mapping_has_name(const Mapping *mapping);
const char *mapping_text(Arena *arena, const Mapping *mapping, size_t columns); /* keys, "," */
Mapping     mapping_read(const char *text);

/* What was noticed in a row. Stored as numbers: add at the end, never reorder. */
typedef enum {
    NOTE_NONE,
    /* refusals */
    NOTE_NO_NAME,
    NOTE_NAME_LONG,
    NOTE_MAIL_BAD,
    NOTE_TWICE,         /* the same person stands further up */
    NOTE_NO_BRANCH,     /* nothing says to which branch the person belongs */
    NOTE_BRANCH_UNKNOWN,
    NOTE_NOT_HERE,      /* address or number cannot be used here: neutral on purpose */
    NOTE_NUMBER_UNKNOWN,
    NOTE_ROW_WIDE,
    NOTE_TWO_MATCH,     /* mail and number lead to different people */
    NOTE_LEFT_LATELY,   /* an old list must not bring back who has left */
    /* taken, but */
    NOTE_PHONE_BAD,     /* left out */
    NOTE_POSTCODE_BAD,
    NOTE_DATE_BAD,
    NOTE_QUOTE,         /* a stray quote was read as a letter */
    NOTE_CUT,           /* something was too long and was cut */
    NOTE_ELSEWHERE,     /* the postcode lies outside of the place */
    NOTE_MAIL_SHARED,   /* somebody else has the address: kept without it */
    NOTE_MAIL_STAYS,    /* they have another address here, which is theirs to change */
    /* of undoing */
    NOTE_CHANGED_SINCE, /* left as it is */
    NOTE_USED_SINCE,    /* the person has signed in, or does something here */
    NOTE_FALLBACK,      /* taken: nothing says where they belong, so where the officer said */
    NOTE_FORGOTTEN,     /* was forgotten at their own wish: no list brings them back */
    NOTES,
} Note;

bool        note_refuses(Note note);
const char *note_words(Note note); /* WORDS() */

/* One person, as the row would have them; texts are never NULL. */
typedef struct {
    const char *name, *mail, *phone, *branch;
    const char *address; /* its lines, the town's last */
    const char *town;
    int64_t     postcode; /* a key; POSTCODE_NO_KEY: none */
    int64_t     number;   /* 0: none */
    TimeMs      joined;   /* 0: not said */
    bool        speaks_welsh, says_language;
    Note        note;     /* the first thing that was noticed */
} Entry;

/* `today` for dates: nobody has joined tomorrow. */
Entry row_plan(Arena *arena, const Mapping *mapping, const SheetRow *row, TimeMs today);

/* What tells two rows of one file apart: the same text is the same person. */
const char *entry_key(Arena *arena, const Entry *entry);

/* A number that people can be called by, as we keep it: "07700 900123" as
 * "07700900123", "+33 1 23…" as "+33123…"; "" when it is none. */
const char *phone_normal(Arena *arena, const char *typed);
/* "12/03/2019", "2019-03-12", "12 Mar 19"; false when it is no day. Day first. */
bool date_read(const char *typed, TimeMs today, TimeMs *at);

#endif
