/* csv_test.c: cells come back as they were, and none is a formula.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/csv.h"

#include "base/random.h"
#include "tests/check.h"

static const struct { const char *name, *cell, *want; } cells[] = {
    { "plain",                  "Ann",            "\"Ann\"" },
    { "nothing",                "",               "\"\"" },
    { "a comma",                "a, b",           "\"a, b\"" },
    { "quote marks",            "\"Ann\"",        "\"\"\"Ann\"\"\"" },
    { "two lines",              "a\nb",           "\"a\nb\"" },
    { "a sum",                  "=1+1",           "\"'=1+1\"" },
    { "a call",                 "@SUM(A1)",       "\"'@SUM(A1)\"" },
    { "a telephone number",     "+44 20",         "\"'+44 20\"" },
    { "a negative number",      "-5",             "\"'-5\"" },
    { "a sum behind a blank",   " =1",            "\"' =1\"" },
    { "a sum behind a tab",     "\t=1",           "\"'\t=1\"" },
    { "a sum on its own line",  "\n=1",           "\"'\n=1\"" },
    { "a wide sign",            "＝1",            "\"'＝1\"" },
    { "a sum inside",           "a=1",            "\"a=1\"" },
    { "an apostrophe already",  "'=1",            "\"'=1\"" },
    { "a cell that would end",  "a\",\"=1",       "\"a\"\",\"\"=1\"" },
};

TEST(csv_cells_are_quoted_and_never_formulas)
{
    for (size_t i = 0; i < COUNT(cells); i++) {
        Arena *arena = arena_new(1 << 20);
        Csv csv = csv_begin(arena);
        csv_cell(&csv, cells[i].cell);
        csv_cell(&csv, "x");
        csv_row_end(&csv);
        CHECK_TEXT(cells[i].name, csv_text(&csv),
                   text_format(arena, "\xef\xbb\xbf%s,\"x\"\r\n", cells[i].want));
        arena_free(arena);
    }
}

/* A reader after RFC 4180 that shares nothing with the writer; gives the cell
 * and goes behind it and its comma or line end. */
static const char *cell_read(Arena *arena, const char **at)
{
    TextBuilder out = text_builder(arena);
    text_add(&out, "");
    CHECK("a cell begins with a quote mark", **at == '"');
    for ((*at)++;; (*at)++) {
        CHECK("a cell ends", **at != '\0');
        if (**at == '"' && (*at)[1] != '"')
            break;
        if (**at == '"')
            (*at)++;
        text_add_char(&out, **at);
    }
    (*at)++;
    CHECK("then comes a comma or the end of the row", **at == ',' || text_starts(*at, "\r\n"));
    *at += **at == ',' ? 1 : 2;
    return text_of(&out);
}

TEST(csv_of_any_cells_comes_back_and_holds_no_formula)
{
    static const char letters[] = "=+-@\t\r\n|'\" ,;a1Z";
    Random random = random_from_seed(5);
    for (int round = 0; round < 20000; round++) {
        Arena *arena = arena_new(1 << 16);
        char cell[3][12];
        Csv csv = csv_begin(arena);
        for (int i = 0; i < 3; i++) {
            size_t length = random_below(&random, sizeof cell[i]);
            for (size_t k = 0; k < length; k++)
                cell[i][k] = letters[random_below(&random, sizeof letters - 1)];
            cell[i][length] = '\0';
            csv_cell(&csv, cell[i]);
        }
        csv_row_end(&csv);
        const char *at = csv_text(&csv) + 3;
        for (int i = 0; i < 3; i++) {
            const char *back = cell_read(arena, &at);
            bool is_marked = back[0] == '\'' && strcmp(back, cell[i]) != 0;
            CHECK_TEXT("as it was", is_marked ? back + 1 : back, cell[i]);
            const char *first = back + strspn(back, " ");
            CHECK(back, first[0] == '\0' || strchr("=+-@\t\r\n|", first[0]) == NULL);
        }
        CHECK_TEXT("nothing is left", at, "");
        arena_free(arena);
    }
}
