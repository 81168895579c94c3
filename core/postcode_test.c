/* postcode_test.c: whatever people type is read as they meant it.
 *
 * The rows are in tests/core/, where WebAssembly is held to the same ones.
 * They are looked for from the working directory, the root of the tree, or
 * from GROUNDSWELL_ROOT. With GROUNDSWELL_DATA every postcode of Great Britain
 * goes through as well (needs xzcat).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L /* popen */
#endif
#include "tests/check.h"

#include "core/postcode.h"

enum { LINE_MAX_BYTES = 1024, PATH_MAX_BYTES = 1024, COLUMNS_MAX = 5 };

static PostcodeRead read_text(const char *typed)
{
    return postcode_read(typed, strlen(typed));
}

static FILE *rows_open(const char *name)
{
    const char *root = getenv("GROUNDSWELL_ROOT");
    char        path[PATH_MAX_BYTES];
    snprintf(path, sizeof path, "%s/tests/core/%s", root == NULL ? "." : root, name);
    FILE *rows = fopen(path, "r");
    if (rows == NULL)
        print_error("%s: not found; run from the root of the tree or set GROUNDSWELL_ROOT\n", path);
    assert_non_null(rows);
    return rows;
}

/* The next row that is no heading, cut at its TABs into `count` columns. */
static bool row_next(FILE *rows, char line[LINE_MAX_BYTES], char *column[], size_t count)
{
    do {
        if (fgets(line, LINE_MAX_BYTES, rows) == NULL)
            return false;
    } while (line[0] == '#');
    line[strcspn(line, "\n")] = '\0';

    char *at = line;
    for (size_t i = 0; i < count; i++) {
        column[i] = at;
        size_t length = strcspn(at, "\t");
        bool   is_last = at[length] == '\0';
        CHECK(line, is_last == (i + 1 == count));
        at[length] = '\0';
        at += length + 1;
    }
    return true;
}

/* Replaces \t \n \xHH \uHHHH in place; returns how many bytes there are. */
static size_t typed_unescape(char *text)
{
    char *to = text;
    for (const char *at = text; *at != '\0';) {
        if (*at != '\\') {
            *to++ = *at++;
            continue;
        }
        char kind = at[1], hex[5] = "";
        at += 2;
        if (kind == 't' || kind == 'n') {
            *to++ = kind == 't' ? '\t' : '\n';
            continue;
        }
        size_t digits = kind == 'x' ? 2 : 4;
        CHECK(text, kind == 'x' || kind == 'u');
        memcpy(hex, at, digits);
        at += digits;
        unsigned long c = strtoul(hex, NULL, 16);
        if (kind == 'x' || c < 0x80) {
            *to++ = (char)c;
        } else if (c < 0x800) {
            *to++ = (char)(0xC0 | c >> 6);
            *to++ = (char)(0x80 | (c & 0x3F));
        } else {
            *to++ = (char)(0xE0 | c >> 12);
            *to++ = (char)(0x80 | (c >> 6 & 0x3F));
            *to++ = (char)(0x80 | (c & 0x3F));
        }
    }
    return (size_t)(to - text);
}

TEST(postcode_reads_whatever_people_type)
{
    static const char *const kinds[] = { "not", "unfinished", "outward", "sector", "full" };
    static const char *const wheres[] = { "gb", "ni", "islands", "forces" };
    enum { TYPED, KIND, TEXT, WHERE, CORRECTED };

    FILE *rows = rows_open("vectors.txt");
    char  line[LINE_MAX_BYTES], name[LINE_MAX_BYTES], *column[COLUMNS_MAX];
    int   count = 0;
    while (row_next(rows, line, column, COLUMNS_MAX)) {
        snprintf(name, sizeof name, "\"%s\"", column[TYPED]);
        PostcodeRead read = postcode_read(column[TYPED], typed_unescape(column[TYPED]));
        CHECK_TEXT(name, kinds[read.kind], column[KIND]);
        CHECK_TEXT(name, read.text, column[TEXT]);
        CHECK_TEXT(name, wheres[read.where], column[WHERE]);
        CHECK_TEXT(name, read.is_corrected ? "yes" : "no", column[CORRECTED]);
        count++;
    }
    fclose(rows);
    CHECK("rows", count >= 80);
}

TEST(postcode_beginnings_take_in_what_they_begin)
{
    FILE *rows = rows_open("ranges.txt");
    char  line[LINE_MAX_BYTES], name[LINE_MAX_BYTES], *column[3];
    int   count = 0;
    while (row_next(rows, line, column, 3)) {
        snprintf(name, sizeof name, "%s of %s", column[1], column[0]);
        PostcodeRead read = read_text(column[0]);
        int64_t      low, high, key = postcode_key(column[1], strlen(column[1]));
        bool         is_some = postcode_range(&read, &low, &high);
        CHECK(name, key != POSTCODE_NO_KEY);
        CHECK(name, is_some == (read.kind != POSTCODE_NOT) && is_some == (low <= high));
        CHECK_TEXT(name, key >= low && key <= high ? "in" : "out", column[2]);
        count++;
    }
    fclose(rows);
    CHECK("rows", count >= 30);
}

TEST(postcode_keys_are_numbers_in_base_37)
{
    /* M1 1AE on paper: columns M 1 blank blank 1 A E are 23 2 0 0 2 11 15;
     * 23*37^6 + 2*37^5 + 2*37^2 + 11*37 + 15. */
    CHECK_INT("M1 1AE", postcode_key("m11ae", 5),
              INT64_C(23) * 2565726409 + INT64_C(2) * 69343957 + 2 * 1369 + 11 * 37 + 15);
    CHECK_INT("unfinished", postcode_key("M1 1A", 5), POSTCODE_NO_KEY);
    CHECK_INT("no postcode", postcode_key("Leeds", 5), POSTCODE_NO_KEY);
}

TEST(postcode_keys_that_are_none_have_no_text)
{
    int64_t good = postcode_key("SW1A 1AA", 8);
    struct { const char *name; int64_t key; } keys[] = {
        { "none", 0 },
        { "negative", -good },
        { "least", INT64_MIN },
        { "most", INT64_MAX },
        { "one column too many", good + INT64_C(94931877133) },
        { "a blank inside", postcode_key("SW1 1AA", 7) - 2 * 1874161 + 2 * 50653 },
        { "I for the inward 1", good + (19 - 2) * 1369 },
        { "letter C at the end", good + 2 },
        { "an outward code only", good / 50653 * 50653 },
    };
    for (size_t i = 0; i < COUNT(keys); i++) {
        char text[POSTCODE_TEXT_SIZE] = "?";
        CHECK(keys[i].name, !postcode_from_key(keys[i].key, text));
        CHECK_TEXT(keys[i].name, text, "");
    }
}

TEST(postcode_of_ten_kilobytes_is_none)
{
    static char emoji[10000];
    for (size_t i = 0; i < sizeof emoji; i++)
        emoji[i] = "\xF0\x9F\x8F\xA0"[i % 4];
    CHECK_INT("emoji", postcode_read(emoji, sizeof emoji).kind, POSTCODE_NOT);

    static char blanks[POSTCODE_TYPED_MAX + 1];
    memset(blanks, ' ', sizeof blanks);
    memcpy(blanks, "SW1A 1AA", 8);
    CHECK_INT("just short enough", postcode_read(blanks, POSTCODE_TYPED_MAX).kind, POSTCODE_FULL);
    CHECK_INT("one too long", postcode_read(blanks, sizeof blanks).kind, POSTCODE_NOT);
}

/* The form in which keys must order: outward code padded to four. */
static void text_pad(const char *text, char padded[8])
{
    size_t outward = strcspn(text, " ");
    memset(padded, ' ', 7);
    padded[7] = '\0';
    memcpy(padded, text, outward);
    memcpy(padded + 4, text + outward + 1, 3);
}

/* Reads one postcode of the gazetteer in the spelling it has there, without
 * its blank and in lower case; each of its beginnings is a beginning. */
static void postcode_holds(const char *text)
{
    size_t length = strlen(text), count = 0;
    char   squeezed[POSTCODE_TEXT_SIZE], back[POSTCODE_TEXT_SIZE];
    for (size_t i = 0; i < length; i++)
        if (text[i] != ' ')
            squeezed[count++] = (char)(text[i] >= 'A' ? text[i] + 'a' - 'A' : text[i]);

    PostcodeRead read = postcode_read(text, length);
    CHECK_INT(text, read.kind, POSTCODE_FULL);
    CHECK(text, !read.is_corrected);
    CHECK_TEXT(text, read.text, text);
    CHECK_INT(text, postcode_key(squeezed, count), read.key);
    CHECK(text, postcode_from_key(read.key, back));
    CHECK_TEXT(text, back, text);

    for (size_t i = 1; i < length; i++) {
        int64_t      low, high;
        PostcodeRead beginning = postcode_read(text, i);
        CHECK(text, beginning.kind != POSTCODE_NOT && beginning.kind != POSTCODE_FULL);
        CHECK(text, !beginning.is_corrected);
        CHECK(text, postcode_range(&beginning, &low, &high));
        /* While the outward code grows, "SW1" is not yet "SW1A". */
        if (beginning.kind != POSTCODE_OUTWARD || i >= strcspn(text, " "))
            CHECK(text, low <= read.key && read.key <= high);
    }
}

TEST(postcode_of_great_britain_all_survive_the_journey)
{
    const char *data = getenv("GROUNDSWELL_DATA");
    if (data == NULL || strchr(data, '\'') != NULL) {
        print_message("GROUNDSWELL_DATA is not set: Great Britain's postcodes are not tried\n");
        skip();
    }
    char command[PATH_MAX_BYTES];
    snprintf(command, sizeof command, "xzcat '%s/uk-geo/postcodes/codepoint_open_gb.csv.xz'", data);
    FILE *rows = popen(command, "r");
    assert_non_null(rows);

    char    line[LINE_MAX_BYTES], padded[8], before[8] = "";
    int64_t key_before = 0;
    int     count = 0;
    assert_non_null(fgets(line, sizeof line, rows)); /* the names of the columns */
    while (fgets(line, sizeof line, rows) != NULL) {
        line[strcspn(line, ",")] = '\0';
        postcode_holds(line);

        int64_t key = postcode_key(line, strlen(line));
        text_pad(line, padded);
        if (count > 0)
            CHECK(line, (strcmp(before, padded) < 0) == (key_before < key));
        memcpy(before, padded, sizeof before);
        key_before = key;
        count++;
    }
    CHECK_INT("xzcat", pclose(rows), 0);
    CHECK("postcodes of Great Britain", count > 1000000);
    print_message("%d postcodes tried\n", count);
}
