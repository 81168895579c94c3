/* sheet_test.c: tables as people send them, read as rows.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/imports/sheet_test.h"

#include "base/list.h"
#include "tests/check.h"

/* Rows as "1:a|b" lines, then facts as "KIND text" lines. */
typedef struct { TextBuilder rows, facts; SheetHearing hearing; } Listening;

static bool hear_row(void *listener, const SheetRow *row)
{
    Listening *listening = listener;
    text_add_format(&listening->rows, "%lld%s:", (long long)row->number,
                    row->fault == SHEET_FINE ? "" : row->fault == SHEET_NO_END ? "?" : "!");
    for (const char *at = row->cells; *at != '\0'; at++)
        text_add_char(&listening->rows, *at == SHEET_BREAK ? '|' : *at);
    text_add_char(&listening->rows, '\n');
    return true;
}

static bool hear_fact(void *listener, FactKind kind, const char *text)
{
    Listening *listening = listener;
    text_add_format(&listening->facts, "%d %s\n", (int)kind, text);
    return true;
}

struct ApartOut { Listening *listening; size_t piece; };

/* In small pieces, as a pipe may give them. */
static bool say_in_pieces(ApartOut *out, const void *bytes, size_t count)
{
    const char *at = bytes;
    for (size_t done = 0; done < count; done += out->piece) {
        size_t left = count - done;
        if (!sheet_hear(&out->listening->hearing, at + done, left < out->piece ? left : out->piece))
            return false;
    }
    return true;
}

SheetSaid sheet_said(Arena *arena, const void *bytes, size_t length, size_t piece)
{
    Listening listening = { .rows = text_builder(arena), .facts = text_builder(arena) };
    SheetFile file = { .bytes = bytes, .length = length };
    listening.hearing = (SheetHearing){ .listener = &listening, .row = hear_row,
                                        .fact = hear_fact };
    text_add(&listening.rows, "");
    text_add(&listening.facts, "");
    struct ApartOut out = { .listening = &listening, .piece = piece };
    bool is_read = sheet_read(&file, say_in_pieces, &out);
    return (SheetSaid){ .is_read = is_read && listening.hearing.have == 0,
                        .rows = text_of(&listening.rows), .facts = text_of(&listening.facts) };
}

#define FILE_OF(text) text, sizeof(text) - 1

static const struct { const char *name, *bytes; size_t length; const char *rows, *fact; } files[] = {
    { "commas", FILE_OF("Name,Mail\nAnna,a@x.org\n"), "1:Name|Mail\n2:Anna|a@x.org\n", "2 ,\n" },
    { "semicolons and Windows line ends", FILE_OF("Name;Mail\r\nAnna;a@x.org\r\n"),
      "1:Name|Mail\n2:Anna|a@x.org\n", "2 ;\n" },
    { "tabs", FILE_OF("Name\tTown\nAnna\tLeeds\n"), "1:Name|Town\n2:Anna|Leeds\n", "2 tab\n" },
    { "bars", FILE_OF("Name|Town\nAnna|Leeds\n"), "1:Name|Town\n2:Anna|Leeds\n", "2 |\n" },
    { "commas inside, semicolons between",
      FILE_OF("Name;Home\n\"Rees, Anna\";1 High St, Leeds\nBob;2 Low St, York\n"),
      "1:Name|Home\n2:Rees, Anna|1 High St, Leeds\n3:Bob|2 Low St, York\n", "2 ;\n" },
    { "the separator is said", FILE_OF("sep=;\r\na;b,c\r\n"), "2:a|b,c\n", "2 ;\n" },
    { "a mark and Welsh letters", FILE_OF("\xEF\xBB\xBF" "Enw,Tref\nSi\xC3\xA2n,T\xC5\xB7\n"),
      "1:Enw|Tref\n2:Si\xC3\xA2n|T\xC5\xB7\n", "1 utf-8\n" },
    { "Windows-1252", FILE_OF("Name,Town\nSi\xE2n,\x93Leeds\x94\n"),
      "1:Name|Town\n2:Si\xC3\xA2n|\xE2\x80\x9CLeeds\xE2\x80\x9D\n", "1 windows-1252\n" },
    { "UTF-16, small end first",
      FILE_OF("\xFF\xFEN\0a\0m\0e\0\t\0T\0\n\0S\0i\0\xE2\0n\0\t\0Y\0\n\0"),
      "1:Name|T\n2:Si\xC3\xA2n|Y\n", "1 utf-16\n" },
    { "UTF-16, big end first, without a mark", FILE_OF("\0a\0,\0b\0\n\0c\0,\0d\0\n"),
      "1:a|b\n2:c|d\n", "1 utf-16\n" },
    { "quotes inside quotes", FILE_OF("a,b\n\"say \"\"hi\"\"\",c\n"), "1:a|b\n2:say \"hi\"|c\n",
      NULL },
    { "quotes that nobody doubled", FILE_OF("a,b\n\"Ann \"Nan\" Ap Rhys\",c\n"),
      "1:a|b\n2:Ann \"Nan\" Ap Rhys|c\n", NULL },
    { "quotes that nobody doubled, at the end", FILE_OF("a,b\n\"said \"yes\"\",c\n"),
      "1:a|b\n2:said \"yes\"|c\n", NULL },
    { "a line end inside quotes", FILE_OF("a,b\n\"1 High St\nLeeds\",c\nd,e\n"),
      "1:a|b\n2:1 High St Leeds|c\n3:d|e\n", NULL },
    { "a quote that never ends was a letter", FILE_OF("a,b\n\"Anna,c\nd,e\n"),
      "1:a|b\n2?:\"Anna|c\n3:d|e\n", NULL },
    { "rows of different length", FILE_OF("a,b,c\nd\ne,f,g,h\n"), "1:a|b|c\n2:d\n3:e|f|g|h\n",
      NULL },
    { "empty rows count and are not told", FILE_OF("a,b\n\n,,,\nc,d"), "1:a|b\n4:c|d\n", NULL },
    { "hard spaces and blanks at the ends", FILE_OF("a,b\n\xC2\xA0 Ann\xC2\xA0\xC2\xA0 Lee ,x\n"),
      "1:a|b\n2:Ann Lee|x\n", NULL },
    { "one column", FILE_OF("Name\nAnna\n"), "1:Name\n2:Anna\n", NULL },
};

TEST(imports_reads_a_table_whatever_made_it)
{
    Arena *arena = arena_new((size_t)64 * 1024 * 1024);
    for (size_t i = 0; i < COUNT(files); i++) {
        SheetSaid whole = sheet_said(arena, files[i].bytes, files[i].length, 100000);
        SheetSaid pieces = sheet_said(arena, files[i].bytes, files[i].length, 3);
        CHECK(files[i].name, whole.is_read);
        CHECK_TEXT(files[i].name, whole.rows, files[i].rows);
        CHECK_TEXT(files[i].name, pieces.rows, files[i].rows);
        if (files[i].fact != NULL)
            CHECK_CONTAINS(files[i].name, whole.facts, files[i].fact);
    }
    arena_free(arena);
}

static const struct { const char *name, *bytes; size_t length; SheetRefusal why; } refusals[] = {
    { "nothing", FILE_OF(""), SHEET_EMPTY },
    { "only separators", FILE_OF(",,,\n,,\n"), SHEET_EMPTY },
    { "an old workbook", FILE_OF("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on"), SHEET_OLD_BOOK },
    { "a workbook with a password",
      FILE_OF("\xD0\xCF\x11\xE0 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"), SHEET_LOCKED },
    { "a PDF", FILE_OF("%PDF-1.7\n"), SHEET_NOT_TABLE },
    { "a web page", FILE_OF("<html><table><tr><td>Anna"), SHEET_NOT_TABLE },
    { "zeros", FILE_OF("a,b\n\0\0\0 c,d\nefghijkl"), SHEET_NOT_TABLE },
    { "a zip that ends early", FILE_OF("PK\x03\x04 and no more"), SHEET_BROKEN },
};

TEST(imports_says_why_a_file_is_of_no_use)
{
    Arena *arena = arena_new((size_t)16 * 1024 * 1024);
    for (size_t i = 0; i < COUNT(refusals); i++) {
        SheetSaid said = sheet_said(arena, refusals[i].bytes, refusals[i].length, 1000);
        CHECK(refusals[i].name, !said.is_read);
        CHECK_CONTAINS(refusals[i].name, said.facts,
                       text_format(arena, "%d %d\n", (int)FACT_REFUSED, (int)refusals[i].why));
    }
    arena_free(arena);
}

TEST(imports_cuts_what_is_too_long_and_says_so)
{
    Arena *arena = arena_new((size_t)16 * 1024 * 1024);
    TextBuilder out = text_builder(arena);
    text_add(&out, "Name,Note\nAnna,");
    for (int i = 0; i < SHEET_CELL_MAX; i++)
        text_add(&out, "\xC3\xA2"); /* two bytes each: it ends between letters */
    text_add(&out, "\nBob,x\n");
    SheetSaid said = sheet_said(arena, text_of(&out), out.length, 1000);
    const char *row = strstr(said.rows, "2!:Anna|");
    CHECK("said", row != NULL);
    CHECK_INT("as long as fits", strcspn(row, "\n") - strlen("2!:Anna|"), SHEET_CELL_MAX);
    CHECK_CONTAINS("the next is whole", said.rows, "3:Bob|x\n");
    arena_free(arena);
}

/* What a reader says that a file has taken over is not believed. */
TEST(imports_hears_only_what_a_reader_says)
{
    Arena *arena = arena_new((size_t)16 * 1024 * 1024);
    static const struct { const char *name; unsigned char bytes[16]; size_t length; } lies[] = {
        { "no such kind", { 99, 0, 1, 0, 1, 0, 0, 0, 'a' }, 9 },
        { "no such fault", { 100, 99, 1, 0, 1, 0, 0, 0, 'a' }, 9 },
        { "a row without cells", { 100, 0, 0, 0, 1, 0, 0, 0 }, 8 },
        { "row nought", { 100, 0, 1, 0, 0, 0, 0, 0, 'a' }, 9 },
        { "no text", { 100, 0, 1, 0, 1, 0, 0, 0, 0xFF }, 9 },
        { "a control character", { 100, 0, 1, 0, 1, 0, 0, 0, '\n' }, 9 },
        { "a fact with a break", { 1, 0, 1, 0, 0, 0, 0, 0, SHEET_BREAK }, 9 },
        { "longer than a row", { 100, 0, 0xFF, 0xFF, 1, 0, 0, 0 }, 8 },
    };
    for (size_t i = 0; i < COUNT(lies); i++) {
        Listening listening = { .rows = text_builder(arena), .facts = text_builder(arena) };
        listening.hearing = (SheetHearing){ .listener = &listening, .row = hear_row,
                                            .fact = hear_fact };
        CHECK(lies[i].name, !sheet_hear(&listening.hearing, lies[i].bytes, lies[i].length));
    }
    arena_free(arena);
}
