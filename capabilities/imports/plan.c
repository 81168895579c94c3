/* plan.c: cells as people write them, read as one person.
 *
 * What cannot be read is said, and left out where the person stands without it
 * (a phone number, a date); an e-mail address that cannot be read is a refusal,
 * because whoever wrote it meant the person to be reached by it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/imports/plan.h"

#include "base/clock.h"
#include "core/postcode.h"
#include "web/form.h"

enum {
    NAME_CHARS_MAX = 80, /* as the join form has it */
    ADDRESS_BYTES_MAX = 300,
    PHONE_DIGITS_MIN = 9, PHONE_DIGITS_MAX = 15, /* E.164 */
    UK_DIGITS_MIN = 10, UK_DIGITS_MAX = 11,      /* with the nought */
    YEAR_FIRST = 1900,
};

static const struct { bool refuses; const char *words; } notes[NOTES] = {
    [NOTE_NONE]           = { false, "" },
    [NOTE_NO_NAME]        = { true, WORDS("There is no name.") },
    [NOTE_NAME_LONG]      = { true, WORDS("The name is longer than 80 letters.") },
    [NOTE_MAIL_BAD]       = { true, WORDS("The e-mail address cannot be read.") },
    [NOTE_TWICE]          = { true, WORDS("The same person stands further up in this list.") },
    [NOTE_NO_BRANCH]      = { true, WORDS("Nothing says to which branch this person belongs: a "
                                          "postcode or a branch would.") },
    [NOTE_BRANCH_UNKNOWN] = { true, WORDS("There is no branch of this name here.") },
    [NOTE_NOT_HERE]       = { true, WORDS("This e-mail address or number cannot be used for a new "
                                          "member here. Please ask the person to join, or to "
                                          "move, by themselves.") },
    [NOTE_NUMBER_UNKNOWN] = { true, WORDS("Nobody here has this membership number. Leave the "
                                          "number empty for somebody new.") },
    [NOTE_ROW_WIDE]       = { true, WORDS("The row is longer than a row can be. Perhaps a quote or "
                                          "a line end is missing.") },
    [NOTE_TWO_MATCH]      = { true, WORDS("The number and the e-mail address belong to two "
                                          "different people.") },
    [NOTE_LEFT_LATELY]    = { true, WORDS("Somebody of this name has left lately. If they want to "
                                          "come back, please let them join by themselves.") },
    [NOTE_PHONE_BAD]      = { false, WORDS("The phone number cannot be read and is left out.") },
    [NOTE_POSTCODE_BAD]   = { false, WORDS("The postcode cannot be read and is left out.") },
    [NOTE_DATE_BAD]       = { false, WORDS("The date cannot be read; today stands in its place.") },
    [NOTE_QUOTE]          = { false, WORDS("A quote mark without an end was read as a letter: "
                                           "please look at this row.") },
    [NOTE_CUT]            = { false, WORDS("Something here was very long and has been shortened.") },
    [NOTE_ELSEWHERE]      = { false, WORDS("The postcode lies outside of this place.") },
    [NOTE_MAIL_SHARED]    = { false, WORDS("Somebody else here has this e-mail address, so this "
                                           "person is kept without one.") },
    [NOTE_MAIL_STAYS]     = { false, WORDS("They have another e-mail address here. It stays: only "
                                           "they themselves can change it.") },
    [NOTE_CHANGED_SINCE]  = { false, WORDS("Changed since by somebody, so left as it is.") },
    [NOTE_USED_SINCE]     = { false, WORDS("This person has been active here since, so is left "
                                           "as a member.") },
    [NOTE_FALLBACK]       = { false, WORDS("Nothing says to which branch this person belongs, so "
                                           "they go to the one that you chose.") },
    [NOTE_FORGOTTEN]      = { true, WORDS("This person has asked to be forgotten. Only they "
                                          "themselves can come back, by joining.") },
};

bool note_refuses(Note note)
{
    return notes[note].refuses;
}

const char *note_words(Note note)
{
    return notes[note].words;
}

static void notice(Entry *entry, Note note)
{
    if (entry->note == NOTE_NONE || (note_refuses(note) && !note_refuses(entry->note)))
        entry->note = note;
}

/* What people write where there is nothing. */
static bool is_nothing(const char *cell)
{
    static const char *const words[] = { "-", "--", "n/a", "na", "none", "nil", "null", "x", "?",
                                         "unknown", "not known", "dim", "ddim", "anhysbys" };
    for (size_t i = 0; i < COUNT(words); i++)
        if (text_equal_ignoring_case(cell, words[i]))
            return true;
    return cell[0] == '\0';
}

/* --- single cells --------------------------------------------------------------------- */

const char *phone_normal(Arena *arena, const char *typed)
{
    char digits[PHONE_DIGITS_MAX + 8] = "";
    size_t count = 0;
    bool is_international = false;
    for (const char *at = typed; *at != '\0'; at++) {
        if (*at == '+' && count == 0)
            is_international = true;
        else if (text_starts(at, "(0)") && is_international)
            at += 2; /* "+44 (0)7700": the nought is for calls from inside */
        else if (*at >= '0' && *at <= '9' && count + 1 < sizeof digits)
            digits[count++] = *at;
        else if (strchr(" ()-./", *at) == NULL)
            return "";
    }
    const char *national = digits;
    if (!is_international && text_starts(digits, "00")) {
        is_international = true;
        national += 2;
    }
    if (is_international && text_starts(national, "44")) {
        national += 2;
        is_international = false;
    }
    size_t length = strlen(national);
    if (is_international)
        return length >= PHONE_DIGITS_MIN && length <= PHONE_DIGITS_MAX
            ? text_format(arena, "+%s", national) : "";
    bool has_nought = national[0] == '0';
    if (!has_nought && length + 1 >= UK_DIGITS_MIN && length + 1 <= UK_DIGITS_MAX
        && strchr("12378", national[0]) != NULL)
        return text_format(arena, "0%s", national); /* a spreadsheet took it for a number */
    return has_nought && length >= UK_DIGITS_MIN && length <= UK_DIGITS_MAX
        ? text_copy(arena, national) : "";
}

/* Up to three numbers and a month's name out of a date; how many parts. */
static size_t date_parts(const char *typed, int64_t part[3], int *month, bool *is_year_first)
{
    static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug",
                                          "sep", "oct", "nov", "dec", "ion", "chw", "maw", "ebr",
                                          "mai", "meh", "gor", "aws", "med", "hyd", "tac", "rha" };
    size_t count = 0;
    *month = 0;
    *is_year_first = false;
    for (const char *at = typed; *at != '\0' && count <= 3;) {
        if (*at >= '0' && *at <= '9') {
            int64_t value = 0;
            size_t length = 0;
            for (; *at >= '0' && *at <= '9' && length < 5; at++, length++)
                value = value * 10 + (*at - '0');
            if (count == 3 || length == 5)
                return 0;
            *is_year_first |= count == 0 && length == 4;
            part[count++] = value;
            if (text_starts(at, "th") || text_starts(at, "st") || text_starts(at, "nd")
                || text_starts(at, "rd"))
                at += 2;
        } else if ((*at | 32) >= 'a' && (*at | 32) <= 'z') {
            char word[4] = { (char)(at[0] | 32), (char)(at[1] | 32), 0, 0 };
            if (at[1] != '\0')
                word[2] = (char)(at[2] | 32);
            if (text_equal(word, "t00") || (*at == 'T' && count == 3))
                return count; /* a time behind it */
            for (size_t m = 0; m < COUNT(months); m++)
                if (text_equal(word, months[m]))
                    *month = (int)(m % 12) + 1;
            if (*month == 0)
                return 0;
            while ((*at | 32) >= 'a' && (*at | 32) <= 'z')
                at++;
        } else {
            if (*at == ' ' && count + (*month != 0) == 3)
                return count; /* a time behind it */
            if (strchr(" /.-,", *at) == NULL)
                return 0;
            at++;
        }
    }
    return count;
}

bool date_read(const char *typed, TimeMs today, TimeMs *at)
{
    static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int64_t part[3] = {0};
    int named;
    bool is_year_first;
    size_t count = date_parts(typed, part, &named, &is_year_first);
    if (count + (named != 0) != 3)
        return false;
    int64_t year = is_year_first ? part[0] : part[count - 1];
    int64_t month = named != 0 ? named : part[1];
    int64_t day = is_year_first ? part[count - 1] : part[0];
    if (year < 100)
        year += year > 50 ? 1900 : 2000;
    if (year < YEAR_FIRST || year > 9999 || month < 1 || month > 12 || day < 1
        || day > days[month - 1])
        return false;
    TimeMs noon = time_from_utc((int)year, (int)month, (int)day, 12, 0, 0);
    if (civil_utc(noon).day != day || noon > today + DAY_MS)
        return false;
    *at = noon > today ? today : noon;
    return true;
}

/* Without the blanks around its "@", which nobody meant. */
static const char *at_closed(Arena *arena, const char *cell)
{
    const char *at = strchr(cell, '@');
    if (at == NULL || strchr(at + 1, '@') != NULL)
        return cell;
    const char *before = at, *behind = at + 1 + strspn(at + 1, " ");
    while (before > cell && before[-1] == ' ')
        before--;
    return text_format(arena, "%.*s@%s", (int)(before - cell), cell, behind);
}

/* "Ann <ann@example.org>", "mailto:ann@example.org", "ann@example.org; b@…". */
static const char *mail_read(Arena *arena, const char *cell)
{
    const char *open = strchr(cell, '<');
    if (open != NULL)
        cell = open + 1;
    char scheme[8] = "";
    memcpy(scheme, cell, strlen(cell) < 7 ? strlen(cell) : 7);
    if (text_equal_ignoring_case(scheme, "mailto:"))
        cell += 7;
    cell = at_closed(arena, cell);
    size_t length = strcspn(cell, ">;, ");
    while (length > 0 && cell[length - 1] == '.')
        length--;
    return mail_normal(arena, text_copy_bytes(arena, cell, length));
}

/* "SMITH, Anna" is Anna Smith's way of standing in a list. */
static const char *name_read(Arena *arena, const char *cell)
{
    const char *comma = strchr(cell, ',');
    if (comma == NULL || strchr(comma + 1, ',') != NULL)
        return cell;
    const char *first = text_trim(arena, comma + 1);
    const char *last = text_trim(arena, text_copy_bytes(arena, cell, (size_t)(comma - cell)));
    return first[0] == '\0' ? last : text_format(arena, "%s %s", first, last);
}

static bool is_welsh(Arena *arena, const char *cell)
{
    const char *key = text_search_key(arena, cell);
    return text_starts(key, "cym") || text_starts(key, "welsh") || text_equal(key, "cy")
        || text_equal(key, "w");
}

static int64_t number_read(Arena *arena, const char *cell)
{
    TextBuilder digits = text_builder(arena);
    int64_t number = 0;
    for (; *cell != '\0'; cell++) {
        if (*cell >= '0' && *cell <= '9')
            text_add_char(&digits, *cell);
        else if (*cell == '.' && strspn(cell + 1, "0") == strlen(cell + 1))
            break; /* "100001.0" */
    }
    if (digits.length == 0 || !text_to_int(text_of(&digits), 1, INT64_MAX, &number))
        return -1;
    return number;
}

/* --- a row -------------------------------------------------------------------------------- */

/* What a row says, piece by piece, before it is put together. */
typedef struct {
    Arena      *arena;
    TimeMs      today;
    Entry       entry;
    const char *first, *last;
} Planning;

static void add_line(Planning *planning, const char *cell)
{
    Entry *entry = &planning->entry;
    const char *joined = entry->address[0] == '\0' ? cell
        : text_format(planning->arena, "%s\n%s", entry->address, cell);
    entry->address = text_cut(planning->arena, joined, ADDRESS_BYTES_MAX);
}

static void read_postcode(Planning *planning, const char *cell)
{
    planning->entry.postcode = postcode_key(cell, strlen(cell));
    if (planning->entry.postcode == POSTCODE_NO_KEY)
        notice(&planning->entry, NOTE_POSTCODE_BAD);
}

static void read_cell(Planning *planning, Meaning meaning, const char *cell)
{
    Arena *arena = planning->arena;
    Entry *entry = &planning->entry;
    const char *text;
    switch (meaning) {
    case MEANS_NOTHING:
    case MEANINGS:       break;
    case MEANS_NAME:     entry->name = name_read(arena, cell); break;
    case MEANS_FIRST:    planning->first = cell; break;
    case MEANS_LAST:     planning->last = cell; break;
    case MEANS_MAIL:
        text = mail_read(arena, cell);
        if (text == NULL)
            notice(entry, NOTE_MAIL_BAD);
        else if (entry->mail[0] == '\0')
            entry->mail = text;
        break;
    case MEANS_PHONE:
        text = phone_normal(arena, cell);
        if (text[0] == '\0')
            notice(entry, NOTE_PHONE_BAD);
        else if (entry->phone[0] == '\0')
            entry->phone = text;
        break;
    case MEANS_POSTCODE: read_postcode(planning, cell); break;
    case MEANS_ADDRESS:  add_line(planning, cell); break;
    case MEANS_TOWN:     entry->town = cell; break;
    case MEANS_NUMBER:
        entry->number = number_read(arena, cell);
        if (entry->number < 0)
            notice(entry, NOTE_NUMBER_UNKNOWN);
        break;
    case MEANS_JOINED:
        if (!date_read(cell, planning->today, &entry->joined))
            notice(entry, NOTE_DATE_BAD);
        break;
    case MEANS_LANGUAGE:
        entry->says_language = true;
        entry->speaks_welsh = is_welsh(arena, cell);
        break;
    case MEANS_BRANCH:   entry->branch = cell; break;
    }
}

static void put_name_together(Planning *planning)
{
    Entry *entry = &planning->entry;
    if (planning->first[0] != '\0' || planning->last[0] != '\0')
        entry->name = text_trim(planning->arena, text_format(planning->arena, "%s %s",
                                                             planning->first, planning->last));
    if (entry->name[0] == '\0')
        notice(entry, NOTE_NO_NAME);
    else if (text_length_chars(entry->name) > NAME_CHARS_MAX)
        notice(entry, NOTE_NAME_LONG);
}

Entry row_plan(Arena *arena, const Mapping *mapping, const SheetRow *row, TimeMs today)
{
    Planning planning = {
        .arena = arena, .today = today, .first = "", .last = "",
        .entry = { .name = "", .mail = "", .phone = "", .address = "", .town = "", .branch = "" },
    };
    const char *cell[SHEET_COLUMNS_MAX];
    size_t count = sheet_cells(arena, row->cells, cell);
    for (size_t i = 0; i < count; i++)
        if (mapping->of[i] != MEANS_NOTHING && !is_nothing(cell[i]))
            read_cell(&planning, mapping->of[i], cell[i]);
    put_name_together(&planning);
    if (planning.entry.town[0] != '\0')
        add_line(&planning, planning.entry.town);
    switch (row->fault) {
    case SHEET_FINE:
    case SHEET_FAULTS:   break;
    case SHEET_TOO_WIDE: notice(&planning.entry, NOTE_ROW_WIDE); break;
    case SHEET_NO_END:   notice(&planning.entry, NOTE_QUOTE); break;
    case SHEET_CELL_CUT: notice(&planning.entry, NOTE_CUT); break;
    }
    return planning.entry;
}

const char *entry_key(Arena *arena, const Entry *entry)
{
    if (entry->number > 0)
        return text_format(arena, "#%lld", (long long)entry->number);
    if (entry->mail[0] != '\0') {
        const char *name = text_search_key(arena, entry->name);
        return text_format(arena, "%s|%.*s", entry->mail, (int)strcspn(name, " "), name);
    }
    return text_format(arena, "%s|%lld|%s", text_search_key(arena, entry->name),
                       (long long)entry->postcode, entry->phone);
}
