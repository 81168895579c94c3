/* table_test.c: what an address asks of a list, and the addresses that go on.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/table.h"

#include "tests/check.h"

static const Column columns[] = {
    { .words = WORDS("Name"), .key = "name", .ways = SORT_BOTH },
    { .words = WORDS("Where") },
    { .words = WORDS("Joined"), .key = "joined", .ways = SORT_DOWN },
};
static const char *const role_values[] = { "", "officer", "admin", NULL };
static const Filter filters[] = {
    { .name = "role", .words = WORDS("Role"), .values = role_values, .value_words = role_values },
};

static Sift sift_of(Request *req, Arena *arena, const char *query)
{
    *req = (Request){ .arena = arena, .lang = LANG_EN };
    fields_read(arena, query, strlen(query), &req->query, &req->query_count);
    return sift_read_with(req, "/list", columns, COUNT(columns), filters, COUNT(filters));
}

#define ID "0123456789abcdef0123456789abcdef"

static const struct {
    const char *query; size_t sort; bool is_down; const char *typed, *after; size_t role;
} asked[] = {
    { "",                       0, false, "", "", 0 },
    { "sort=name",              0, false, "", "", 0 },
    { "sort=-name",             0, true,  "", "", 0 },
    { "sort=-joined",           2, true,  "", "", 0 },
    { "sort=joined",            0, false, "", "", 0 }, /* not a way it can */
    { "sort=where",             0, false, "", "", 0 },
    { "sort=id;DROP",           0, false, "", "", 0 },
    { "q=+ann+",                0, false, "ann", "", 0 },
    { "role=admin&q=b",         0, false, "b", "", 2 },
    { "role=queen",             0, false, "", "", 0 },
    { "after=" ID ".ann+b",     0, false, "", "ann b", 0 },
    { "after=" ID,              0, false, "", "", 0 },
    { "after=ann",              0, false, "", "", 0 },
    { "after=0123456789abcdef0123456789abcdeg.ann", 0, false, "", "", 0 },
};

TEST(a_list_is_asked_for_only_what_it_can)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Request req;
    for (size_t i = 0; i < COUNT(asked); i++) {
        Sift sift = sift_of(&req, arena, asked[i].query);
        CHECK_INT(asked[i].query, sift.sort, asked[i].sort);
        CHECK_INT(asked[i].query, sift.is_down, asked[i].is_down);
        CHECK_TEXT(asked[i].query, sift.typed, asked[i].typed);
        CHECK_TEXT(asked[i].query, sift.after, asked[i].after);
        CHECK_INT(asked[i].query, sift.chosen[0], asked[i].role);
        CHECK_INT(asked[i].query, sift_is_first(&sift), asked[i].after[0] == '\0');
    }
    arena_free(arena);
}

TEST(the_next_page_keeps_what_was_asked)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Request req;
    Sift sift = sift_of(&req, arena, "sort=-joined&q=ann%26b&role=officer");
    Id id;
    id_from_text(ID, &id);
    sift_next(&sift, "2026.11&x", id);
    CHECK_TEXT("next", sift.next, "/list?q=ann%26b&role=officer&sort=-joined&after=" ID
                                  ".2026.11%26x");
    sift = sift_of(&req, arena, strchr(sift.next, '?') + 1);
    CHECK_TEXT("the key comes back whole", sift.after, "2026.11&x");
    CHECK_TEXT("the beginning", sift_first_path(&sift), "/list?q=ann%26b&role=officer&sort=-joined");
    arena_free(arena);
}

TEST(a_heading_turns_the_order_around)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Request req;
    Sift sift = sift_of(&req, arena, "");
    CHECK_TEXT("the other way", sift_sort_path(&sift, 0), "/list?sort=-name");
    CHECK_TEXT("its one way", sift_sort_path(&sift, 2), "/list?sort=-joined");
    CHECK_TEXT("says so", sift_aria(&sift, 0), "ascending");
    CHECK_TEXT("others not", sift_aria(&sift, 2), "none");
    Order order[2 * TABLE_COLUMNS_MAX];
    CHECK_INT("orders", sift_orders(&sift, order), 3);
    CHECK("the first is chosen", order[0].is_chosen && !order[1].is_chosen && !order[2].is_chosen);
    arena_free(arena);
}

TEST(a_table_says_how_it_is_sorted)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Request req;
    Sift sift = sift_of(&req, arena, "sort=-joined&q=<b>");
    sift_next(&sift, "k", (Id){0});
    Page page = page_begin(arena, LANG_EN);
    sift_form(&page, &sift, &(SiftForm){ .label = "Part of a name", .has_order = true });
    table_show(&page, &(Table){ .sift = &sift, .column = columns, .column_count = COUNT(columns),
                                .caption = "People" });
    const char *html = page_end(&page).markup;
    CHECK_CONTAINS("sorted", html, "aria-sort=\"descending\"");
    CHECK_CONTAINS("a link", html, "<a href=\"/list?q=%3Cb%3E&amp;sort=name\">Name</a>");
    CHECK_CONTAINS("what was typed is text", html, "value=\"&lt;b&gt;\"");
    CHECK_CONTAINS("on", html, "rel=\"next\"");
    CHECK_CONTAINS("all", html, "<a class=\"sift-all\" href=\"/list\">");
    arena_free(arena);
}

TEST(a_field_of_the_pages_own_goes_along_in_every_address_of_its_list)
{
    Arena *arena = arena_new(1 << 20);
    Request req;
    Sift sift = sift_of(&req, arena, "from=+2026-01-02+&q=b");
    CHECK_TEXT("trimmed", sift_keep(&sift, "from"), "2026-01-02");
    CHECK_TEXT("absent", sift_keep(&sift, "until"), "");
    CHECK_TEXT("the beginning", sift_first_path(&sift), "/list?q=b&from=2026-01-02&sort=name");
    sift = sift_of(&req, arena, "from=2026-01-02");
    sift_keep(&sift, "from");
    CHECK("it is a list of some", sift_is_asked(&sift));
    arena_free(arena);
}
