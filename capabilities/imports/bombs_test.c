/* bombs_test.c: files that mean harm end in the process that reads them, with a
 * sentence on the officer's page.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/imports/import.h"
#include "capabilities/imports/messy_test.h"
#include "sys/apart.h"
#include "sys/rights.h"
#include "tests/check.h"
#include "tests/journey.h"

#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""

static const char workbook[] = "<workbook " MAIN " xmlns:r=\"r\"><sheets><sheet name=\"a\" "
                               "sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";
static const char relations[] = "<Relationships><Relationship Id=\"r1\" Target=\"s.xml\"/>"
                                "</Relationships>";

static const char *book_with(Arena *arena, const char *sheet, size_t size, size_t *length)
{
    return book_of(arena, (const BookPart[]){
        { "xl/workbook.xml", workbook, sizeof workbook - 1 },
        { "xl/_rels/workbook.xml.rels", relations, sizeof relations - 1 },
        { "xl/s.xml", sheet, size },
    }, 3, length);
}

static const char *filled(Arena *arena, const char *begin, char with, size_t count)
{
    size_t length = strlen(begin);
    char *bytes = arena_take(arena, length + count + 1);
    memcpy(bytes, begin, length);
    memset(bytes + length, with, count);
    return bytes;
}

/* 60 MB of blanks in 60 kB. */
static const char *tight(Arena *arena, size_t *length)
{
    const size_t size = (size_t)60 * 1024 * 1024;
    return book_with(arena, filled(arena, "<worksheet><sheetData>", ' ', size), size, length);
}

/* The same, but its list of contents says that it is small (42.zip's way). */
static const char *liar(Arena *arena, size_t *length)
{
    const size_t size = (size_t)60 * 1024 * 1024;
    const char *sheet = filled(arena, "<worksheet><sheetData>", ' ', size);
    const char *honest = book_with(arena, sheet, size, length);
    char *book = arena_copy(arena, honest, *length);
    unsigned char sign[4] = { (unsigned char)(size & 255), (unsigned char)(size >> 8 & 255),
                              (unsigned char)(size >> 16 & 255), (unsigned char)(size >> 24) };
    for (char *at = book; (at = memmem(at, *length - (size_t)(at - book), sign, 4)) != NULL; at += 4)
        memcpy(at, "\x10\0\0\0", 4);
    return book;
}

/* A thousand million laughs (M. Amit Klein, 2002). */
static const char *laughs(Arena *arena, size_t *length)
{
    TextBuilder out = text_builder(arena);
    text_add(&out, "<!DOCTYPE a [<!ENTITY l0 \"ha\">");
    for (int i = 1; i < 10; i++)
        text_add_format(&out, "<!ENTITY l%d \"&l%d;&l%d;&l%d;&l%d;&l%d;&l%d;&l%d;&l%d;&l%d;&l%d;\">", i,
                        i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    text_add(&out, "]><worksheet><sheetData><row><c t=\"str\"><v>&l9;</v></c></row></sheetData>"
             "</worksheet>");
    return book_with(arena, text_of(&out), out.length, length);
}

static const char *deep(Arena *arena, size_t *length)
{
    TextBuilder out = text_builder(arena);
    for (int i = 0; i < 10000; i++)
        text_add(&out, "<a>");
    return book_with(arena, text_of(&out), out.length, length);
}

static const char *parts(Arena *arena, size_t *length)
{
    enum { PARTS = 1500 };
    BookPart *part = ARENA_ARRAY(arena, BookPart, PARTS);
    for (int i = 0; i < PARTS; i++)
        part[i] = (BookPart){ text_format(arena, "xl/%d.xml", i), "", 0 };
    part[0] = (BookPart){ "xl/workbook.xml", workbook, sizeof workbook - 1 };
    return book_of(arena, part, PARTS, length);
}

static const char *cut_off(Arena *arena, size_t *length)
{
    const char *book = messy_book(arena, length);
    *length /= 2;
    return book;
}

/* Quotes that never end, each of which could be read to the end of the file. */
static const char *quotes(Arena *arena, size_t *length)
{
    const size_t count = (size_t)200 * 1000;
    char *bytes = arena_take(arena, 3 * count + 1);
    for (size_t i = 0; i < count; i++)
        memcpy(bytes + 3 * i, "\"a,", 3);
    *length = 3 * count;
    return bytes;
}

static const char *rows(Arena *arena, size_t *length)
{
    const size_t count = 2 * (size_t)(SHEET_ROWS_MAX + 10);
    char *bytes = arena_take(arena, count + 1);
    for (size_t i = 0; i < count; i += 2)
        memcpy(bytes + i, "a\n", 2);
    *length = count;
    return bytes;
}

static const struct {
    const char *name;
    const char *(*make)(Arena *arena, size_t *length);
    const char *want;
} bombs[] = {
    { "60 MB in 60 kB", tight, "unpacks to far more" },
    { "a list of contents that lies", liar, "unpacks to far more" },
    { "a thousand million laughs", laughs, "unpacks to far more" },
    { "elements in elements", deep, "damaged" },
    { "fifteen hundred parts", parts, "unpacks to far more" },
    { "half a workbook", cut_off, "damaged" },
    { "more rows than there may be", rows, "more than 600,000 rows" },
};

typedef struct { Journey *j; Browser officer; Outside outside; Arena *arena; const char *path; } Story;

static void work(Story *story)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX), *before = db_arena(story->j->db);
    Job job = { .db = story->j->db, .arena = arena, .site = &story->j->site,
                .outside = &story->outside, .random = &story->j->random, .now = story->j->now };
    db_use_arena(job.db, arena);
    while (imports_capability.job(&job))
        continue;
    db_use_arena(job.db, before);
    arena_free(arena);
}

static Story story_begin(void)
{
    Story story = { .j = journey_begin(), .arena = arena_new((size_t)512 * 1024 * 1024),
                    .outside = { .apart = apart_run, .rights = RIGHTS_ON } };
    PersonId ann = journey_member(story.j, "Ann Officer", "ann@example.net", story.j->branch.id);
    journey_officer(story.j, ann, story.j->branch.id);
    story.officer = browser_new(story.j);
    browser_sign_in(&story.officer, "ann@example.net");
    story.path = text_format(story.arena, "/areas/%s/imports", story.j->branch.slug);
    return story;
}

static const char *page_of(Story *story, const char *name, const char *bytes, size_t length)
{
    Reply reply = browser_send_file(&story->officer, story->path, "", "file", name, bytes, length);
    CHECK_INT(name, reply.status, 303);
    const char *path = text_copy(story->arena, reply_location(&reply));
    work(story);
    return text_copy(story->arena, browser_get(&story->officer, path).body);
}

TEST(imports_bombs_end_with_a_sentence)
{
    Story story = story_begin();
    for (size_t i = 0; i < COUNT(bombs); i++) {
        size_t length;
        const char *bytes = bombs[i].make(story.arena, &length);
        const char *page = page_of(&story, bombs[i].name, bytes, length);
        CHECK_CONTAINS(bombs[i].name, page, "This file could not be read");
        CHECK_CONTAINS(bombs[i].name, page, bombs[i].want);
        CHECK_INT(bombs[i].name, journey_count(story.j, "SELECT count(*) FROM imports_row"), 0);
    }
    CHECK_INT("no file stays", journey_count(story.j, "SELECT count(*) FROM imports_piece"), 0);
    arena_free(story.arena);
    journey_end(story.j);
}

/* A table that is mean but a table: it is read, within its limits. */
TEST(imports_quotes_without_end_do_not_take_for_ever)
{
    Story story = story_begin();
    size_t length;
    const char *bytes = quotes(story.arena, &length);
    CHECK_CONTAINS("it comes to an end", page_of(&story, "quotes", bytes, length), "What do the columns mean?");
    arena_free(story.arena);
    journey_end(story.j);
}

static bool spins(void *context, ApartSay *tell, ApartOut *out)
{
    volatile uint64_t turns = 1;
    (void)context;
    (void)tell;
    (void)out;
    while (turns != 0)
        turns |= 1;
    return true;
}

static bool eats(void *context, ApartSay *tell, ApartOut *out)
{
    Arena *arena = arena_new((size_t)8 * 1024 * 1024);
    (void)context;
    (void)tell;
    (void)out;
    while (arena_used(arena) < SIZE_MAX)
        memset(arena_take(arena, 1024 * 1024), 1, 1024 * 1024);
    return true;
}

static bool talks(void *context, ApartSay *tell, ApartOut *out)
{
    static const char words[4096] = "on and on";
    (void)context;
    while (tell(out, words, sizeof words))
        continue;
    return false;
}

static bool falls(void *context, ApartSay *tell, ApartOut *out)
{
    (void)context;
    (void)tell;
    (void)out;
    abort();
}

static bool hear(void *listener, const void *bytes, size_t count)
{
    (void)listener;
    (void)bytes;
    (void)count;
    return true;
}

TEST(work_apart_is_ended_when_it_takes_too_much)
{
    static const struct { const char *name; ApartWork *work; ApartEnd want; } rows_of[] = {
        { "time", spins, APART_TOO_MUCH }, { "memory", eats, APART_TOO_MUCH },
        { "words", talks, APART_TOO_MUCH }, { "a fall", falls, APART_BROKEN },
    };
    for (size_t i = 0; i < COUNT(rows_of); i++) {
        Outside outside = { .rights = RIGHTS_ON };
        ApartEnd end = apart_run(&outside, &(Apart){
            .work = rows_of[i].work, .hear = hear, .memory_bytes = (size_t)64 * 1024 * 1024,
            .output_bytes = 1024 * 1024, .cpu_s = 1,
        });
        CHECK_INT(rows_of[i].name, end, rows_of[i].want);
    }
}
