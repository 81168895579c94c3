/* statement_read_test.c: what banks write, and what it is.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/dues/statement_read.h"

#include "tests/check.h"

static const struct { const char *text; DateOrder order; int year, month, day; } dates[] = {
    { "20/11/2026", DATES_DAY_FIRST, 2026, 11, 20 },
    { "05/11/2026", DATES_DAY_FIRST, 2026, 11, 5 },
    { "05/11/2026", DATES_MONTH_FIRST, 2026, 5, 11 },
    { "2026-11-20", DATES_DAY_FIRST, 2026, 11, 20 },
    { "2026-11-20T09:30:00", DATES_DAY_FIRST, 2026, 11, 20 },
    { "20.11.26", DATES_DAY_FIRST, 2026, 11, 20 },
    { "20 Nov 2026", DATES_DAY_FIRST, 2026, 11, 20 },
    { "20-NOV-26", DATES_DAY_FIRST, 2026, 11, 20 },
    { "Nov 20, 2026", DATES_DAY_FIRST, 2026, 11, 20 },
    { "1 September 2026", DATES_DAY_FIRST, 2026, 9, 1 },
    { "31/02/2026", DATES_DAY_FIRST, 0, 0, 0 },
    { "20/13/2026", DATES_DAY_FIRST, 0, 0, 0 },
    { "2026", DATES_DAY_FIRST, 0, 0, 0 },
    { "Date", DATES_DAY_FIRST, 0, 0, 0 },
    { "", DATES_DAY_FIRST, 0, 0, 0 },
    { "20/11/20261", DATES_DAY_FIRST, 0, 0, 0 },
};

TEST(statement_dates_are_read_as_banks_write_them)
{
    for (size_t i = 0; i < COUNT(dates); i++) {
        TimeMs day = 0;
        bool is_date = bank_date(dates[i].text, dates[i].order, &day);
        CHECK_INT(dates[i].text, is_date, dates[i].year != 0);
        if (is_date)
            CHECK_INT(dates[i].text, day, time_from_utc(dates[i].year, dates[i].month,
                                                        dates[i].day, 12, 0, 0));
    }
}

static const struct { const char *text; bool want; int64_t pence; } amounts[] = {
    { "5.00", true, 500 },      { "5", true, 500 },          { "£5.00", true, 500 },
    { "5.5", true, 550 },       { "1,234.50", true, 123450 }, { "1.234,50", true, 123450 },
    { "5,00", true, 500 },      { "1,234", true, 123400 },   { "5.00 CR", true, 500 },
    { "5.00 DR", true, -500 },  { "-5.00", true, -500 },     { "(5.00)", true, -500 },
    { "+5.00", true, 500 },     { "−5.00", true, -500 },     { "GBP 5.00", true, 500 },
    { "", false, 0 },           { "five", false, 0 },        { ".50", false, 0 },
    { "5.", false, 0 },         { "1234567890123", false, 0 },
};

TEST(statement_amounts_are_read_as_banks_write_them)
{
    for (size_t i = 0; i < COUNT(amounts); i++) {
        int64_t pence = 0;
        CHECK_INT(amounts[i].text, bank_amount(amounts[i].text, &pence), amounts[i].want);
        CHECK_INT(amounts[i].text, pence, amounts[i].pence);
    }
}

static const struct { const char *text; int64_t number; } numbers[] = {
    { "100123", 100123 }, { "GS100123", 100123 }, { "MEMBERSHIP 100123 SMITH", 100123 },
    { "100123 100123", 100123 }, { "100123 100124", 0 }, { "12345", 0 }, { "", 0 },
    { "REF 1234567890123", 0 }, { "DUES", 0 },
};

TEST(statement_words_have_a_membership_number_or_not)
{
    for (size_t i = 0; i < COUNT(numbers); i++)
        CHECK_INT(numbers[i].text, bank_number(numbers[i].text), numbers[i].number);
}

static const struct {
    const char *name, *text;
    int         day, amount, words, payer;
    const char *credits; /* each "pence words|payer;" */
} sheets[] = {
    { "headings, one column of amounts",
      "Date,Type,Description,Amount,Balance\n20/11/2026,FPI,SMITH A 100123,5.00,105.00\n"
      "21/11/2026,DD,RENT,-50.00,55.00\n", 0, 3, 2, -1, "500 SMITH A 100123|;" },
    { "money in and money out, lines before",
      "Account,12-34-56 12345678\n\nDate,Details,Paid out,Paid in,Balance\n"
      "20 Nov 2026,\"JONES, B\",,2.50,10.00\n21 Nov 2026,FEE,1.00,,9.00\n", 0, 3, 1, -1,
      "250 JONES, B|;" },
    { "semicolons, quotes, Windows line ends",
      "\"Date\";\"Name\";\"Reference\";\"Amount\"\r\n\"20.11.2026\";\"Ann \"\"A\"\" Rees\";"
      "\"100123\";\"5,00\"\r\n", 0, 3, 2, 1, "500 100123|Ann \"A\" Rees;" },
    { "no headings", "2026-11-20,5.00,SMITH A 100123\n", 0, 1, 2, -1, "500 SMITH A 100123|;" },
    { "Latin-1", "Date,Description,Amount\n20/11/2026,Si\xE2n Rees,5.00\n", 0, 2, 1, -1,
      "500 Siân Rees|;" },
    { "a quote that never ends", "Date,Description,Amount\n20/11/2026,\"Ann,5.00\n"
      "21/11/2026,Bo,6.00\n", 0, 2, 1, -1, "600 Bo|;" },
    { "nothing", "", -1, -1, -1, -1, "" },
    { "a letter", "Dear treasurer,\nplease find nothing here.\n", -1, -1, 0, -1, "" },
};

TEST(statement_sheets_of_several_banks_become_credits)
{
    for (size_t i = 0; i < COUNT(sheets); i++) {
        Arena *arena = arena_new(1 << 20);
        Sheet sheet = bank_sheet_read(arena, sheets[i].text, strlen(sheets[i].text));
        SheetColumns columns = bank_sheet_guess(&sheet);
        CHECK_INT(sheets[i].name, columns.day, sheets[i].day);
        CHECK_INT(sheets[i].name, columns.amount, sheets[i].amount);
        CHECK_INT(sheets[i].name, columns.words, sheets[i].words);
        CHECK_INT(sheets[i].name, columns.payer, sheets[i].payer);
        TextBuilder out = text_builder(arena);
        text_add(&out, "");
        for (size_t row = columns.first_row; row < sheet.row_count; row++) {
            Credit credit;
            if (bank_sheet_credit(&sheet, &columns, row, &credit))
                text_add_format(&out, "%lld %s|%s;", (long long)credit.pence, credit.words,
                                credit.payer);
        }
        CHECK_TEXT(sheets[i].name, text_of(&out), sheets[i].credits);
        arena_free(arena);
    }
}

TEST(statement_dates_tell_their_order_when_one_of_them_must)
{
    Arena *arena = arena_new(1 << 20);
    const char *text = "Date,Amount\n03/04/2026,5\n04/25/2026,5\n";
    Sheet sheet = bank_sheet_read(arena, text, strlen(text));
    CHECK_INT("the month is first", bank_sheet_guess(&sheet).order, DATES_MONTH_FIRST);
    text = "Date,Amount\n03/04/2026,5\n25/04/2026,5\n";
    sheet = bank_sheet_read(arena, text, strlen(text));
    CHECK_INT("the day is first", bank_sheet_guess(&sheet).order, DATES_DAY_FIRST);
    arena_free(arena);
}

TEST(statement_sheets_have_an_end)
{
    Arena *arena = arena_new(64 << 20);
    TextBuilder text = text_builder(arena);
    for (int i = 0; i < SHEET_ROWS_MAX + 5; i++)
        text_add(&text, "1,2\n");
    Sheet sheet = bank_sheet_read(arena, text_of(&text), text.length);
    CHECK_INT("rows", sheet.row_count, SHEET_ROWS_MAX);
    CHECK("and it says so", sheet.is_cut);
    CHECK_INT("columns", sheet.column_count, 2);
    CHECK_TEXT("each in its place", bank_sheet_cell(&sheet, SHEET_ROWS_MAX - 1, 1), "2");
    arena_free(arena);
}
