/* base_test.c: arena, text, ids, random, hash, clock.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/clock.h"
#include "base/hash.h"
#include "base/ids.h"
#include "base/list.h"
#include "tests/check.h"

TEST(an_arena_gives_zeroed_aligned_memory_again_after_a_reset)
{
    Arena *arena = arena_new((size_t)4 * 1024 * 1024);
    for (int round = 0; round < 3; round++) {
        for (size_t size = 0; size < 70000; size = size * 3 + 1) {
            unsigned char *memory = arena_take(arena, size);
            CHECK("aligned", (uintptr_t)memory % 16 == 0);
            for (size_t i = 0; i < size; i++)
                CHECK("zeroed", memory[i] == 0);
            memset(memory, 0xAB, size);
        }
        CHECK("it counts", arena_used(arena) > 44000);
        arena_reset(arena);
        CHECK_INT("nothing is used after a reset", arena_used(arena), 0);
    }
    arena_free(arena);
}

TEST(a_list_grows_and_keeps_what_it_has)
{
    Arena *arena = arena_new((size_t)4 * 1024 * 1024);
    LIST_OF(int) numbers = {0};
    for (int i = 0; i < 1000; i++)
        *LIST_ADD(arena, &numbers) = i;
    CHECK_INT("count", numbers.count, 1000);
    for (int i = 0; i < 1000; i++)
        CHECK_INT("item", numbers.item[i], i);
    arena_free(arena);
}

static const struct { const char *name, *text; size_t length; bool is_text; } utf8_rows[] = {
    { "plain", "abc", 3, true },
    { "Welsh", "T\xC5\xB7 \xC5\xB5", 6, true },
    { "an emoji", "\xF0\x9F\x8C\x8A", 4, true },
    { "a NUL inside", "a\0b", 3, false },
    { "half a character", "\xC5", 1, false },
    { "an overlong slash", "\xC0\xAF", 2, false },
    { "a surrogate", "\xED\xA0\x80", 3, false },
    { "beyond Unicode", "\xF4\x90\x80\x80", 4, false },
};

TEST(only_real_text_passes_the_edge)
{
    for (size_t i = 0; i < COUNT(utf8_rows); i++)
        CHECK_INT(utf8_rows[i].name, text_is_utf8(utf8_rows[i].text, utf8_rows[i].length),
                  utf8_rows[i].is_text);
}

static const struct { const char *text, *want; } key_rows[] = {
    { "  Leeds   North West ", "leeds north west" },
    { "Ynys M\xC3\xB4n", "ynys mon" },
    { "YNYS MO\xCC\x82N", "ynys mon" },
    { "\xEF\xBC\xAC\xEF\xBD\x85\xEF\xBD\x85\xEF\xBD\x84\xEF\xBD\x93", "leeds" }, /* full width */
    { "Stra\xC3\x9F""e", "strasse" },
    { "", "" },
    { "a\xC2\xA0\xC2\xA0z\xC3\xA9", "a ze" }, /* hard spaces */
};

TEST(search_keys_forget_case_accents_and_spaces)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(key_rows); i++)
        CHECK_TEXT(key_rows[i].text, text_search_key(arena, key_rows[i].text), key_rows[i].want);
    arena_free(arena);
}

TEST(trimming_knows_unicode_spaces)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    CHECK_TEXT("both ends", text_trim(arena, "\xC2\xA0 a b\xE2\x80\x83\n"), "a b");
    CHECK_TEXT("nothing left", text_trim(arena, " \t\xC2\xA0"), "");
    CHECK("blank", text_is_blank(" \xE2\x80\x83\n"));
    CHECK("not blank", !text_is_blank(" x"));
    arena_free(arena);
}

static const struct { const char *text; bool is_number; int64_t value; } number_rows[] = {
    { "0", true, 0 },         { "42", true, 42 },  { "-5", true, -5 }, { "", false, 0 },
    { " 4", false, 0 },       { "4 ", false, 0 },  { "4x", false, 0 }, { "+4", false, 0 },
    { "101", false, 0 },      { "-11", false, 0 }, { "0x4", false, 0 },
    { "99999999999999999999", false, 0 },
};

TEST(numbers_are_read_whole_or_not_at_all)
{
    for (size_t i = 0; i < COUNT(number_rows); i++) {
        int64_t value = 0;
        bool is_number = text_to_int(number_rows[i].text, -10, 100, &value);
        CHECK_INT(number_rows[i].text, is_number, number_rows[i].is_number);
        CHECK_INT(number_rows[i].text, value, number_rows[i].value);
    }
}

TEST(a_text_is_cut_between_its_letters)
{
    static const struct { const char *text; size_t bytes; const char *want; } rows[] = {
        { "", 0, "" },     { "abc", 3, "abc" },          { "abc", 2, "ab" },
        { "abc", 0, "" },  { "a\xC3\xB4", 3, "a\xC3\xB4" }, { "a\xC3\xB4", 2, "a" },
        { "\xF0\x9F\x8C\x8D!", 3, "" }, { "\xF0\x9F\x8C\x8D!", 4, "\xF0\x9F\x8C\x8D" },
    };
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK_TEXT(rows[i].text, text_cut(arena, rows[i].text, rows[i].bytes), rows[i].want);
    arena_free(arena);
}

TEST(ids_sort_by_time_and_survive_being_text)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Random random = random_from_seed(7);
    Id earlier = id_new(1000, &random), later = id_new(1001, &random), back;
    CHECK("earlier sorts first", id_compare(earlier, later) < 0);
    CHECK_INT("version 7", earlier.bytes[6] >> 4, 7);
    CHECK_INT("the RFC's variant", earlier.bytes[8] >> 6, 2);
    CHECK("text and back", id_from_text(id_text(arena, later), &back) && id_equal(later, back));
    CHECK("with dashes", id_from_text("018f3a2b-0000-7000-8000-000000000001", &back));
    CHECK("too short", !id_from_text("018f", &back));
    CHECK("too long", !id_from_text("018f3a2b00007000800000000000000100", &back));
    CHECK("not hex", !id_from_text("g18f3a2b000070008000000000000001", &back));
    CHECK("a dash too many", !id_from_text("018f3a2b--0000-7000-8000-000000000001", &back));
    CHECK("same name, same id", id_equal(id_named("ward", "E1"), id_named("ward", "E1")));
    CHECK("other kind, other id", !id_equal(id_named("ward", "E1"), id_named("party", "E1")));
    arena_free(arena);
}

TEST(a_seed_tells_the_same_story_and_below_is_fair)
{
    Random a = random_from_seed(1), b = random_from_seed(1), c = random_from_seed(2);
    uint8_t from_a[200], from_b[200], from_c[200];
    random_bytes(&a, from_a, sizeof from_a);
    random_bytes(&b, from_b, 77); /* in pieces or at once is the same */
    random_bytes(&b, from_b + 77, sizeof from_b - 77);
    random_bytes(&c, from_c, sizeof from_c);
    CHECK("same seed", memcmp(from_a, from_b, sizeof from_a) == 0);
    CHECK("other seed", memcmp(from_a, from_c, sizeof from_a) != 0);

    int counts[6] = {0};
    for (int i = 0; i < 60000; i++)
        counts[random_below(&a, 6)]++;
    for (int i = 0; i < 6; i++) /* 5 standard deviations around 10,000 */
        CHECK("fair", counts[i] > 9540 && counts[i] < 10460);
}

TEST(hashes_know_where_pieces_end)
{
    Hasher one = hash_begin(), two = hash_begin();
    hash_add_text(&one, "ab");
    hash_add_text(&one, "c");
    hash_add_text(&two, "a");
    hash_add_text(&two, "bc");
    CHECK("differ", !hash_equal(hash_end(&one), hash_end(&two)));
}

/* Expected values: the calendar of 2026 and HMSO's summer time rule. */
static const struct { const char *name; TimeMs at; const char *utc; int london_hour; } times[] = {
    { "the epoch", 0, "1970-01-01T00:00:00Z", 0 },
    { "before it", -1000, "1969-12-31T23:59:59Z", 23 },
    { "a leap day", 951782400000, "2000-02-29T00:00:00Z", 0 },
    { "just before summer time", 1774745999000, "2026-03-29T00:59:59Z", 0 },
    { "summer time begins", 1774746000000, "2026-03-29T01:00:00Z", 2 },
    { "just before it ends", 1792889999000, "2026-10-25T00:59:59Z", 1 },
    { "summer time ends", 1792890000000, "2026-10-25T01:00:00Z", 1 },
};

TEST(the_calendar_is_britains)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(times); i++) {
        CivilTime utc = civil_utc(times[i].at);
        CHECK_TEXT(times[i].name, time_iso(arena, times[i].at), times[i].utc);
        CHECK_INT(times[i].name,
                  time_from_utc(utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second),
                  times[i].at);
        if (i > 1)
            CHECK_INT(times[i].name, civil_london(times[i].at).hour, times[i].london_hour);
    }
    CHECK_INT("a Friday", civil_utc(1795176000000).weekday, 5);
    arena_free(arena);
}
