/* copy.c: lists of people that leave the house in a file or on paper.
 *
 * Each copy has a number, written on it for everybody to see, and is told on the
 * page of the place: who took it, when, how many people are on it, what for. So a
 * list that turns up somewhere says whose it was.
 *
 * Whoever takes the number off has not taken all of it off: telephone numbers are
 * spaced in one of two ways, person by person, as a hash of the copy's number and
 * the member's number says. Thirty of them are enough to tell one copy from all
 * others; `copy_fits` looks.
 *
 *   Source  D. Boneh, J. Shaw, IEEE Trans. Inf. Theory 44 (1998) 1897-1905 (that
 *           copies can be told apart by marks, and how far that goes).
 *   Limits  who rewrites all telephone numbers in one form has removed it; two who
 *           compare their copies see where they differ.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/trail/copy_store.h"

#include "capabilities/trail/trail.h"

enum { PHONE_DIGITS = 11, PHONE_AREA_DIGITS = 5 };

int64_t trail_copy(Db *db, Scope scope, const char *what, int64_t people, const char *why,
                   TimeMs now)
{
    int64_t serial = copy_add(db, scope, what, people, why, now);
    trail_change(db, scope, "trail.copy", scope.area.id, now);
    return serial;
}

const char *copy_words(Arena *arena, Lang lang, int64_t serial, const char *name, const char *why,
                       TimeMs at)
{
    return SAY(arena, lang,
               "Copy {1}, taken by {2} on {3}, for: {4}. Please do not pass it on, and delete it "
               "when it has done its work.",
               text_format(arena, "%lld", (long long)serial), name,
               date_time_words(arena, lang, at), why);
}

static bool bit_of(int64_t serial, int64_t member_number)
{
    Hasher hasher = hash_begin();
    hash_add_int(&hasher, serial);
    hash_add_int(&hasher, member_number);
    return (hash_end(&hasher).bytes[0] & 1) != 0;
}

/* "07700 900123" is 07700900123; NULL when it is not of that form. */
static const char *digits_of(Arena *arena, const char *phone)
{
    TextBuilder out = text_builder(arena);
    text_add(&out, "");
    for (const char *at = phone; *at != '\0'; at++) {
        if (*at >= '0' && *at <= '9')
            text_add_char(&out, *at);
        else if (*at != ' ')
            return NULL;
    }
    return out.length == PHONE_DIGITS && out.bytes[0] == '0' ? text_of(&out) : NULL;
}

const char *copy_phone(Arena *arena, int64_t serial, int64_t member_number, const char *phone)
{
    const char *digits = digits_of(arena, phone);
    if (digits == NULL || !bit_of(serial, member_number))
        return digits == NULL ? phone : digits;
    return text_format(arena, "%s %s", text_copy_bytes(arena, digits, PHONE_AREA_DIGITS),
                       digits + PHONE_AREA_DIGITS);
}

bool copy_fits(Arena *arena, int64_t serial, int64_t member_number, const char *shown)
{
    return text_equal(copy_phone(arena, serial, member_number, shown), shown);
}
