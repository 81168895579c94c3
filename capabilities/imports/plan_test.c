/* plan_test.c: cells as people write them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/imports/plan.h"

#include "core/postcode.h"
#include "tests/check.h"
#include "tests/database.h"

TEST(imports_reads_phone_numbers_as_people_write_them)
{
    static const struct { const char *typed, *want; } rows[] = {
        { "07700 900123", "07700900123" },
        { "7700900123", "07700900123" }, /* a spreadsheet took the nought */
        { "+44 (0)7700 900123", "07700900123" },
        { "0044 7700 900123", "07700900123" },
        { "+447700900123", "07700900123" },
        { "(0113) 496 0000", "01134960000" },
        { "0113-496-0000", "01134960000" },
        { "+33 1 23 45 67 89", "+33123456789" },
        { "12345", "" },
        { "call after six", "" },
        { "07700 900123 / 07700 900124", "" },
        { "", "" },
    };
    Arena *arena = arena_new(1024 * 1024);
    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK_TEXT(rows[i].typed, phone_normal(arena, rows[i].typed), rows[i].want);
    arena_free(arena);
}

TEST(imports_reads_dates_day_first)
{
    static const struct { const char *typed, *want; } rows[] = {
        { "12/03/2019", "2019-03-12" }, { "1.2.99", "1999-02-01" }, { "2019-03-12", "2019-03-12" },
        { "12 Mar 19", "2019-03-12" },  { "3 Mawrth 2020", "2020-03-03" },
        { "1st June 2001", "2001-06-01" }, { "2019-03-12 00:00:00", "2019-03-12" },
        { "31/02/2019", NULL },         { "13/13/2019", NULL },
        { "yesterday", NULL },          { "2019", NULL },
        { "12/03/2099", NULL }, /* nobody has joined tomorrow */
        { "", NULL },
    };
    Arena *arena = arena_new(1024 * 1024);
    for (size_t i = 0; i < COUNT(rows); i++) {
        TimeMs at = 0;
        bool is_day = date_read(rows[i].typed, TEST_NOW, &at);
        CHECK(rows[i].typed, is_day == (rows[i].want != NULL));
        if (is_day)
            CHECK_TEXT(rows[i].typed, date_iso(arena, at), rows[i].want);
    }
    arena_free(arena);
}

TEST(imports_knows_headings_in_both_languages)
{
    static const struct { const char *heading; Meaning want; } rows[] = {
        { "First Name", MEANS_FIRST }, { "FORENAME(S)", MEANS_FIRST }, { "Surname", MEANS_LAST },
        { "Cyfenw", MEANS_LAST },      { "Enw", MEANS_NAME },          { "E-mail", MEANS_MAIL },
        { "Email address", MEANS_MAIL }, { "e-bost", MEANS_MAIL },     { "Mobile no.", MEANS_PHONE },
        { "Rhif ffôn", MEANS_PHONE },  { "Post Code", MEANS_POSTCODE },
        { "Cod post", MEANS_POSTCODE }, { "Address line 2", MEANS_ADDRESS },
        { "Address1", MEANS_ADDRESS }, { "Membership No", MEANS_NUMBER },
        { "Rhif aelodaeth", MEANS_NUMBER }, { "Date joined", MEANS_JOINED },
        { "Cangen", MEANS_BRANCH },    { "Notes", MEANS_NOTHING },
        { "Paid?", MEANS_NOTHING },    { "Named contact at work", MEANS_NOTHING },
    };
    Arena *arena = arena_new(1024 * 1024);
    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK_INT(rows[i].heading, heading_meaning(arena, rows[i].heading), rows[i].want);
    arena_free(arena);
}

TEST(imports_guesses_columns_without_headings_by_what_stands_there)
{
    Arena *arena = arena_new(1024 * 1024);
    const SheetRow rows[] = {
        { .number = 1, .cells = "Anna Rees\x1f" "anna@example.org\x1f" "07700900123\x1f" "ZE90 1AA\x1f" "12/03/2019" },
        { .number = 2, .cells = "Bob Lee\x1f\x1f" "7700900124\x1f" "ZE90 1AB\x1f" "13/03/2019" },
    };
    Mapping mapping = mapping_guess(arena, NULL, rows, COUNT(rows));
    CHECK_TEXT("all five", mapping_text(arena, &mapping, 6), "name,mail,phone,postcode,joined,-");
    Mapping again = mapping_read("name,mail,phone,postcode,joined,-");
    CHECK("and back", memcmp(&mapping, &again, sizeof mapping) == 0);
    CHECK("what is nonsense means nothing",
          mapping_read("nonsense,,name").of[0] == MEANS_NOTHING);
    arena_free(arena);
}

static const struct {
    const char *name, *mapping, *cells;
    const char *want_name, *want_mail, *want_phone;
    Note note;
} people[] = {
    { "plain", "name,mail,phone", "Anna Rees\x1f" "Anna@Example.org\x1f" "07700 900123",
      "Anna Rees", "anna@example.org", "07700900123", NOTE_NONE },
    { "turned round", "name,mail,phone", "REES, Anna", "Anna REES", "", "", NOTE_NONE },
    { "two halves", "first,last,mail", "Anna\x1f" "Rees", "Anna Rees", "", "", NOTE_NONE },
    { "half of it", "first,last,mail", "\x1f" "Rees", "Rees", "", "", NOTE_NONE },
    { "a mail with a name", "name,mail,phone", "Anna\x1f" "Anna Rees <anna@example.org>", "Anna",
      "anna@example.org", "", NOTE_NONE },
    { "two mails", "name,mail,phone", "Anna\x1f" "a@example.org; b@example.org", "Anna",
      "a@example.org", "", NOTE_NONE },
    { "blanks around the at", "name,mail,phone", "Anna\x1f" "anna @ example.org", "Anna",
      "anna@example.org", "", NOTE_NONE },
    { "blanks elsewhere", "name,mail,phone", "Anna\x1f" "an na@example.org", "Anna", "", "",
      NOTE_MAIL_BAD },
    { "nothing in words", "name,mail,phone", "Anna\x1fn/a\x1f-", "Anna", "", "", NOTE_NONE },
    { "a bad mail is a refusal", "name,mail,phone", "Anna\x1f" "anna at example", "Anna", "", "",
      NOTE_MAIL_BAD },
    { "a bad phone is left out", "name,mail,phone", "Anna\x1f\x1f" "ask Bob", "Anna", "", "",
      NOTE_PHONE_BAD },
    { "nobody", "name,mail,phone", "\x1f" "a@example.org", "", "a@example.org", "", NOTE_NO_NAME },
    { "a refusal is said before a remark", "phone,mail,name", "x1\x1f" "bad@", "", "", "",
      NOTE_MAIL_BAD },
};

TEST(imports_reads_one_person_out_of_a_row)
{
    Arena *arena = arena_new(1024 * 1024);
    for (size_t i = 0; i < COUNT(people); i++) {
        Mapping mapping = mapping_read(people[i].mapping);
        SheetRow row = { .number = 2, .cells = people[i].cells };
        Entry entry = row_plan(arena, &mapping, &row, TEST_NOW);
        CHECK_TEXT(people[i].name, entry.name, people[i].want_name);
        CHECK_TEXT(people[i].name, entry.mail, people[i].want_mail);
        CHECK_TEXT(people[i].name, entry.phone, people[i].want_phone);
        CHECK_INT(people[i].name, entry.note, people[i].note);
    }
    arena_free(arena);
}

TEST(imports_puts_an_address_together_line_by_line)
{
    Arena *arena = arena_new(1024 * 1024);
    Mapping mapping = mapping_read("name,town,address,address,postcode,joined,language,number");
    SheetRow row = { .number = 2, .cells = "Siân\x1fLeeds\x1f" "1 High Street\x1f" "Flat 2\x1fze90 1aa"
                     "\x1f" "12/3/19\x1f" "Cymraeg\x1f" "100007.0" };
    Entry entry = row_plan(arena, &mapping, &row, TEST_NOW);
    char postcode[POSTCODE_TEXT_SIZE];
    CHECK_TEXT("the town last", entry.address, "1 High Street\nFlat 2\nLeeds");
    CHECK("a postcode", postcode_from_key(entry.postcode, postcode));
    CHECK_TEXT("in its form", postcode, "ZE90 1AA");
    CHECK_TEXT("the day", date_iso(arena, entry.joined), "2019-03-12");
    CHECK("her language", entry.says_language && entry.speaks_welsh);
    CHECK_INT("her number", entry.number, 100007);
    arena_free(arena);
}
