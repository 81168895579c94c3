/* handbook_test.c: pages are found, read in both languages, written by officers
 * of their place alone, and never lost.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/handbook/handbook_store.h"

#include "capabilities/handbook/difference.h"
#include "capabilities/people/people.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

static void begin_first(Journey *j)
{
    Place root;
    place_movement(j->db, &root);
    db_begin(j->db);
    CHECK_INT("the first pages", handbook_first(j->db, root.id, j->now, &j->random), 12);
    CHECK("kept", db_commit(j->db));
}

static PersonId officer_of(Journey *j, const char *name, const char *mail, const Place *place)
{
    PersonId person = journey_member(j, name, mail, place->id);
    journey_officer(j, person, place->id);
    return person;
}

static const char *at(Journey *j, const Place *place, const char *rest)
{
    return text_format(db_arena(j->db), "/areas/%s/handbook/%s", place->slug, rest);
}

TEST(handbook_is_read_by_everybody_in_both_languages)
{
    Journey *j = journey_begin();
    Browser guest = browser_new(j);
    CHECK_CONTAINS("empty at first", browser_get(&guest, "/handbook").body,
                   "The handbook is still empty.");
    begin_first(j);
    CHECK_CONTAINS("in the tree", browser_get(&guest, "/handbook").body, "/handbook/call-a-meeting");
    Reply page = browser_get(&guest, "/handbook/call-a-meeting");
    CHECK_INT("a page", page.status, 200);
    CHECK_CONTAINS("its title", page.body, "<h1>How to call a meeting</h1>");
    CHECK_CONTAINS("a heading of it", page.body, "<h2 id=\"part-1\">\nBefore you write\n</h2>");
    CHECK_CONTAINS("a link by name", page.body,
                   "<a href=\"/handbook/take-minutes\">How to take minutes</a>");
    CHECK_CONTAINS("what it stands under", page.body, "href=\"/handbook/meetings\"");
    page = browser_get(&guest, "/handbook/call-a-meeting?both=1");
    CHECK_CONTAINS("both", page.body, "Sut i alw cyfarfod");
    CHECK_CONTAINS("at once", page.body, "How to call a meeting");
    guest.language = "cy";
    CHECK_CONTAINS("in Welsh", browser_get(&guest, "/handbook/call-a-meeting").body,
                   "<h1>Sut i alw cyfarfod</h1>");
    CHECK_CONTAINS("for paper", browser_get(&guest, "/handbook/print").body,
                   "Diogelu data mewn pum brawddeg");
    CHECK_INT("no such page", browser_get(&guest, "/handbook/no-such-page").status, 404);
    journey_end(j);
}

static const struct { const char *name, *typed, *first, *language; } asked[] = {
    { "a word",                    "minutes",                     "take-minutes", NULL },
    { "a whole question",          "How do I call a meeting?",    "call-a-meeting", NULL },
    { "a word in another form",    "welcoming members",           "welcome-a-member", NULL },
    { "capitals and accents",      "DATA PROTÉCTION",             "data-protection", NULL },
    { "in Welsh, mutated there",   "croesawu aelod",              "welcome-a-member", "cy" },
    { "one of the words is there", "receipt xylophone",           "money", NULL },
};

TEST(handbook_search_finds_what_was_meant)
{
    Journey *j = journey_begin();
    begin_first(j);
    Browser guest = browser_new(j);
    for (size_t i = 0; i < COUNT(asked); i++) {
        Arena *arena = db_arena(j->db);
        guest.language = asked[i].language;
        Reply page = browser_get(&guest, text_format(arena, "/handbook?q=%s",
                                                     query_escape(arena, asked[i].typed)));
        const char *list = strstr(page.body, "<ol class=\"ways\">");
        CHECK(asked[i].name, list != NULL);
        const char *first = between(j, list, "/handbook/", "\"");
        CHECK_TEXT(asked[i].name, first, asked[i].first);
    }
    guest.language = NULL;
    Reply none = browser_get(&guest, "/handbook?q=xylophone");
    CHECK_CONTAINS("nothing", none.body, "No page says anything about that yet.");
    CHECK_CONTAINS("marked where it stands", browser_get(&guest, "/handbook?q=banner").body,
                   "<mark>banner</mark>");
    CHECK_INT("signs are text", browser_get(&guest, "/handbook?q=%25_%5C%27").status, 200);
    CHECK("and match nothing by chance",
          strstr(browser_get(&guest, "/handbook?q=%25%25").body, "<ol class=\"ways\">") == NULL);
    journey_end(j);
}

TEST(handbook_a_page_is_written_as_a_draft_and_then_published)
{
    Journey *j = journey_begin();
    officer_of(j, "Ann Example", "ann@example.org", &j->branch);
    Browser ann = browser_new(j), guest = browser_new(j);
    browser_sign_in(&ann, "ann@example.org");
    const char *here = at(j, &j->branch, "new");
    CHECK_INT("the form", browser_get(&ann, here).status, 200);
    CHECK_INT("a title is needed", browser_post(&ann, here, "lang=en&body=x&do=publish").status, 422);
    CHECK_CONTAINS("a preview shows it",
                   browser_post(&ann, here, "lang=en&title=Tea&body=%23%23+Hot%0A&do=preview").body,
                   "<h2 id=\"part-1\">\nHot\n</h2>");
    CHECK_INT("and keeps nothing", journey_count(j, "SELECT count(*) FROM handbook_page"), 0);

    Reply reply = browser_post(&ann, here, "lang=en&title=Our+tea+%3Curn%3E&body=Ask+*Bea*.&do=draft");
    CHECK_TEXT("a draft", reply_location(&reply), at(j, &j->branch, "our-tea-urn/edit?lang=en"));
    CHECK_INT("nobody reads it", browser_get(&guest, at(j, &j->branch, "our-tea-urn")).status, 404);
    CHECK_CONTAINS("it is on the desk", browser_get(&ann, at(j, &j->branch, "desk")).body,
                   "Our tea &lt;urn&gt;");
    CHECK_CONTAINS("and goes on", browser_get(&ann, at(j, &j->branch, "our-tea-urn/edit")).body,
                   "Ask *Bea*.");
    reply = browser_post(&ann, at(j, &j->branch, "our-tea-urn/edit"),
                         "base=0&lang=en&title=Our+tea+urn&body=Ask+*the+chair*.&do=publish");
    CHECK_INT("published", reply.status, 303);
    CHECK_CONTAINS("everybody reads it", browser_get(&guest, at(j, &j->branch, "our-tea-urn")).body,
                   "Ask <em>the chair</em>.");
    CHECK_INT("no draft is left", journey_count(j, "SELECT count(*) FROM handbook_draft"), 0);
    CHECK_INT("written down", journey_count(j,
        "SELECT count(*) FROM trail_entry WHERE what = 'handbook.page'"), 2);
    CHECK_INT("not elsewhere", browser_get(&guest, at(j, &j->other_branch, "our-tea-urn")).status, 404);
    CHECK_INT("not for all", browser_get(&guest, "/handbook/our-tea-urn").status, 404);
    journey_end(j);
}

TEST(handbook_nothing_is_lost_when_two_write_or_one_goes_back)
{
    Journey *j = journey_begin();
    officer_of(j, "Ann Example", "ann@example.org", &j->branch);
    Browser ann = browser_new(j), guest = browser_new(j);
    browser_sign_in(&ann, "ann@example.org");
    browser_post(&ann, at(j, &j->branch, "new"), "lang=en&title=Keys&body=Under+the+mat.&do=publish");
    const char *edit = at(j, &j->branch, "keys/edit");
    browser_post(&ann, edit, "base=1&lang=en&title=Keys&body=With+the+chair.&do=publish&note=safer");
    Reply reply = browser_post(&ann, edit, "base=1&lang=en&title=Keys&body=In+the+pub.&do=publish");
    CHECK_INT("somebody was quicker", reply.status, 409);
    CHECK_CONTAINS("theirs", reply.body, "With the chair.");
    CHECK_CONTAINS("and mine", reply.body, "In the pub.");
    CHECK_CONTAINS("on top of theirs", reply.body, "name=\"base\" value=\"2\"");

    reply = browser_get(&ann, at(j, &j->branch, "keys/versions/en-2"));
    CHECK_CONTAINS("what went", reply.body, "<del>\n\nUnder</del>");
    CHECK_CONTAINS("what came", reply.body, "<ins>\n\nWith</ins> the<del> mat.</del><ins> chair.</ins>");
    CHECK_CONTAINS("who and why", browser_get(&ann, at(j, &j->branch, "keys/history")).body, "safer");
    reply = browser_post(&ann, at(j, &j->branch, "keys/versions/en-1/restore"), "");
    CHECK_INT("back", reply.status, 303);
    CHECK_CONTAINS("as it was", browser_get(&guest, at(j, &j->branch, "keys")).body, "Under the mat.");
    CHECK_INT("as a third version", journey_count(j, "SELECT max(version) FROM handbook_text"), 3);
    journey_end(j);
}

TEST(handbook_says_when_one_language_is_older)
{
    Journey *j = journey_begin();
    officer_of(j, "Ann Example", "ann@example.org", &j->branch);
    Browser ann = browser_new(j), guest = browser_new(j);
    browser_sign_in(&ann, "ann@example.org");
    guest.language = "cy";
    browser_post(&ann, at(j, &j->branch, "new"), "lang=en&title=Keys&body=One.&do=publish");
    const char *edit = at(j, &j->branch, "keys/edit"), *page = at(j, &j->branch, "keys");
    const char *mark = "class=\"notice notice-warn\"";
    CHECK_CONTAINS("English stands in", browser_get(&guest, page).body, "One.");
    j->now += MINUTE_MS;
    browser_post(&ann, edit, "base=0&lang=cy&title=Allweddi&body=Un.&same=yes&do=publish");
    CHECK("both say the same", strstr(browser_get(&guest, page).body, mark) == NULL);
    j->now += MINUTE_MS;
    browser_post(&ann, edit, "base=1&lang=en&title=Keys&body=Two.&do=publish");
    CHECK_CONTAINS("the Welsh is older", browser_get(&guest, page).body, mark);
    CHECK_CONTAINS("on the desk, too", browser_get(&ann, at(j, &j->branch, "desk?show=welsh")).body,
                   "Keys");
    CHECK("the English is not", strstr(browser_get(&ann, page).body, mark) == NULL);
    browser_post(&ann, edit, "base=1&lang=cy&title=Allweddi&body=Un.&same=yes&do=publish");
    CHECK("said to be the same", strstr(browser_get(&guest, page).body, mark) == NULL);
    CHECK_INT("without a new version", journey_count(j,
        "SELECT max(version) FROM handbook_text WHERE lang = 'cy'"), 1);
    journey_end(j);
}

TEST(handbook_a_place_adds_to_what_everybody_has)
{
    Journey *j = journey_begin();
    begin_first(j);
    officer_of(j, "Ann Example", "ann@example.org", &j->party);
    journey_member(j, "Bea Example", "bea@example.org", j->branch.id);
    journey_member(j, "Cal Example", "cal@example.org", j->other_branch.id);
    Browser ann = browser_new(j), bea = browser_new(j), cal = browser_new(j);
    browser_sign_in(&ann, "ann@example.org");
    browser_sign_in(&bea, "bea@example.org");
    browser_sign_in(&cal, "cal@example.org");
    CHECK_CONTAINS("offered", browser_get(&ann, "/handbook/call-a-meeting").body,
                   "new?name=call-a-meeting");
    Reply reply = browser_post(&ann, at(j, &j->party, "new"),
        "lang=en&name=call-a-meeting&title=Here&body=The+hall+has+a+ramp.&do=publish");
    CHECK_TEXT("under the same name", reply_location(&reply), at(j, &j->party, "call-a-meeting"));
    CHECK_CONTAINS("those below read it", browser_get(&bea, "/handbook/call-a-meeting").body,
                   "The hall has a ramp.");
    CHECK_CONTAINS("under what all have", browser_get(&bea, "/handbook/call-a-meeting").body,
                   "<h1>How to call a meeting</h1>");
    CHECK("others do not",
          strstr(browser_get(&cal, "/handbook/call-a-meeting").body, "has a ramp") == NULL);
    CHECK_CONTAINS("and find it", browser_get(&bea, "/handbook?q=ramp").body, "<mark>ramp.</mark>");
    journey_end(j);
}

TEST(handbook_pages_are_put_in_order_and_taken_down)
{
    Journey *j = journey_begin();
    officer_of(j, "Ann Example", "ann@example.org", &j->branch);
    Browser ann = browser_new(j), guest = browser_new(j);
    browser_sign_in(&ann, "ann@example.org");
    browser_post(&ann, at(j, &j->branch, "new"), "lang=en&title=Alpha&body=a&do=publish");
    browser_post(&ann, at(j, &j->branch, "new"), "lang=en&title=Beta&body=b&do=publish");
    browser_post(&ann, at(j, &j->branch, "new"), "lang=en&title=Beta&body=again&do=publish");
    CHECK_CONTAINS("a name of its own", browser_get(&guest, at(j, &j->branch, "beta-2")).body, "again");
    const char *all = at(j, &j->branch, "desk");
    CHECK_INT("up", browser_post(&ann, at(j, &j->branch, "beta/move"), "way=up").status, 303);
    const char *body = browser_get(&ann, all).body;
    CHECK("Beta first", strstr(body, "handbook/beta\"") < strstr(body, "handbook/alpha\""));
    browser_post(&ann, at(j, &j->branch, "beta/move"), "way=up");
    body = browser_get(&ann, all).body;
    CHECK("not higher than the top", strstr(body, "handbook/beta\"") < strstr(body, "handbook/alpha\""));
    CHECK_CONTAINS("asked first", browser_get(&ann, at(j, &j->branch, "beta/down")).body, "Take it down");
    browser_post(&ann, at(j, &j->branch, "beta/down"), "");
    CHECK_INT("down", browser_get(&guest, at(j, &j->branch, "beta")).status, 404);
    browser_post(&ann, at(j, &j->branch, "beta/up"), "");
    CHECK_INT("up again", browser_get(&guest, at(j, &j->branch, "beta")).status, 200);
    CHECK("found by title", strstr(browser_get(&ann, at(j, &j->branch, "desk?q=alpha")).body,
                                   "handbook/beta/") == NULL);
    journey_end(j);
}

/* What may be done at the desk, each as "path" and form. */
static const struct { const char *rest, *form; } doings[] = {
    { "desk", NULL }, { "new", NULL }, { "new", "lang=en&title=X&body=x&do=publish" },
    { "keys/edit", NULL }, { "keys/edit", "base=1&lang=en&title=X&body=x&do=publish" },
    { "keys/draft/drop", "lang=en" }, { "keys/move", "way=up" }, { "keys/down", NULL },
    { "keys/down", "" }, { "keys/up", "" }, { "keys/history", NULL }, { "keys/versions/en-1", NULL },
    { "keys/versions/en-1/restore", "" }, { "first", "" },
};

TEST(handbook_is_written_by_officers_of_its_place_alone)
{
    Journey *j = journey_begin();
    Place root;
    place_movement(j->db, &root);
    officer_of(j, "Ann Example", "ann@example.org", &j->branch);
    officer_of(j, "Over Example", "over@example.org", &j->party);
    officer_of(j, "Else Example", "else@example.org", &j->other_branch);
    journey_member(j, "Bea Example", "bea@example.org", j->branch.id);
    Browser ann = browser_new(j), over = browser_new(j), other = browser_new(j), bea = browser_new(j),
            guest = browser_new(j);
    browser_sign_in(&ann, "ann@example.org");
    browser_sign_in(&over, "over@example.org");
    browser_sign_in(&other, "else@example.org");
    browser_sign_in(&bea, "bea@example.org");
    browser_post(&ann, at(j, &j->branch, "new"), "lang=en&title=Keys&body=k&do=publish");

    Browser *refused[] = { &other, &bea, &guest };
    for (size_t i = 0; i < COUNT(doings); i++)
        for (size_t k = 0; k < COUNT(refused); k++) {
            const char *path = at(j, &j->branch, doings[i].rest);
            Reply reply = doings[i].form == NULL ? browser_get(refused[k], path)
                                                 : browser_post(refused[k], path, doings[i].form);
            CHECK_INT(doings[i].rest, reply.status, refused[k] == &guest ? 401 : 404);
        }
    CHECK_INT("from above", browser_get(&over, at(j, &j->branch, "keys/edit")).status, 200);
    CHECK_INT("the movement's first pages are the movement's",
              browser_post(&ann, at(j, &root, "first"), "").status, 404);
    /* The place of the path decides, not the name of the page. */
    for (size_t i = 0; i < COUNT(doings); i++)
        if (text_starts(doings[i].rest, "keys")) {
            const char *path = at(j, &j->other_branch, doings[i].rest);
            Reply reply = doings[i].form == NULL ? browser_get(&other, path)
                                                 : browser_post(&other, path, doings[i].form);
            CHECK_INT(doings[i].rest, reply.status, 404);
        }
    CHECK_INT("nothing was changed", journey_count(j, "SELECT count(*) FROM handbook_text"), 1);
    journey_end(j);
}

/* Each store function with a Scope, asked for a page of another area by its id. */
TEST(handbook_stores_stay_in_their_scope)
{
    Journey *j = journey_begin();
    PersonId ann = officer_of(j, "Ann Example", "ann@example.org", &j->branch);
    Browser browser = browser_new(j);
    browser_sign_in(&browser, "ann@example.org");
    browser_post(&browser, at(j, &j->branch, "new"), "lang=en&title=Keys&body=k&do=publish");
    browser_post(&browser, at(j, &j->branch, "new"), "lang=en&title=Lamp&body=l&do=publish");
    browser_post(&browser, at(j, &j->branch, "keys/edit"), "base=1&lang=en&title=K2&body=k2&do=draft");
    Arena *arena = db_arena(j->db);
    Seen seen = { .arena = arena };
    const AreaId places[] = { j->branch.id, j->party.id, j->other_branch.id, j->other_party.id };
    Scope own = { .area = j->branch.id, .purpose = PURPOSE_INFORMATION, .who = ann, .seen = &seen };
    HandbookPage keys, lamp;
    CHECK("own", handbook_page_own(j->db, own, "keys", &keys));
    CHECK("own", handbook_page_own(j->db, own, "lamp", &lamp));

    for (size_t i = 0; i < COUNT(places); i++) {
        Scope scope = own;
        scope.area = places[i];
        bool is_own = i == 0;
        HandbookPage page;
        HandbookVersion version;
        HandbookDraft draft;
        CHECK_INT("page", handbook_page_own(j->db, scope, "keys", &page), is_own);
        CHECK_INT("list", handbook_desk_pages(j->db, scope).count, is_own ? 2 : 0);
        CHECK_INT("versions", handbook_versions(j->db, scope, keys.id).count, is_own ? 1 : 0);
        CHECK_INT("version", handbook_version(j->db, scope, keys.id, LANG_EN, 1, &version), is_own);
        CHECK_INT("draft", handbook_draft(j->db, scope, keys.id, LANG_EN, &draft), is_own);
        if (is_own)
            continue;
        db_begin(j->db);
        CHECK("no draft is dropped", !handbook_draft_drop(j->db, scope, keys.id, LANG_EN));
        handbook_text_follows(j->db, scope, keys.id, LANG_EN, 7);
        handbook_page_put(j->db, scope, keys.id, lamp.id);
        handbook_page_down(j->db, scope, keys.id, true);
        handbook_page_swap(j->db, scope, &keys, &lamp);
        CHECK("kept", db_commit(j->db));
    }
    CHECK_INT("nothing follows", journey_count(j, "SELECT max(follows) FROM handbook_text"), 0);
    CHECK_INT("nothing moved", journey_count(j,
        "SELECT count(*) FROM handbook_page WHERE parent IS NULL AND is_down = 0"), 2);
    CHECK("in their order", id_equal(handbook_desk_pages(j->db, own).item[0].id.id, keys.id.id));
    journey_end(j);
}

/* A page of another area under the same id, for an id is one's own within its area
 * alone: once more written than here, and with a draft. */
static void plant_elsewhere(Journey *j, HandbookId page, PersonId by)
{
    AreaId there = j->other_branch.id;
    Scope scope = test_scope(db_arena(j->db), there, PURPOSE_INFORMATION, by);
    HandbookText text = { .title = "There", .body = "t", .at = j->now };
    db_begin(j->db);
    db_run(j->db, "INSERT INTO handbook_page (area_id, id, name, position, is_down, created_at)"
                  " VALUES ($1, $2, 'there', 1, 0, $3)",
           args(sql_id(there.id), sql_id(page.id), sql_int(j->now)));
    for (text.version = 0; text.version < 2; text.version++)
        CHECK("a text", handbook_text_add(j->db, there, page, LANG_EN, &text, "", by));
    handbook_draft_keep(j->db, scope, page, LANG_EN, &(HandbookDraft){
        .title = "There soon", .body = "s", .base = 2, .at = j->now,
    });
    CHECK("planted", db_commit(j->db));
}

TEST(handbook_keeps_areas_apart_even_under_one_id)
{
    Journey *j = journey_begin();
    PersonId ann = officer_of(j, "Ann Example", "ann@example.org", &j->branch);
    Browser browser = browser_new(j);
    browser_sign_in(&browser, "ann@example.org");
    browser_post(&browser, at(j, &j->branch, "new"), "lang=en&title=Keys&body=k&do=publish");
    Scope own = test_scope(db_arena(j->db), j->branch.id, PURPOSE_INFORMATION, ann);
    Scope there = test_scope(db_arena(j->db), j->other_branch.id, PURPOSE_INFORMATION, ann);
    HandbookPage keys;
    CHECK("own", handbook_page_own(j->db, own, "keys", &keys));
    plant_elsewhere(j, keys.id, ann);

    CHECK("a draft is told there", handbook_desk_pages(j->db, there).item[0].has_draft[LANG_EN]);
    CHECK("and not here", !handbook_desk_pages(j->db, own).item[0].has_draft[LANG_EN]);
    db_begin(j->db);
    handbook_text_follows(j->db, own, keys.id, LANG_EN, 7);
    CHECK("kept", db_commit(j->db));
    HandbookVersion version;
    CHECK("here", handbook_version(j->db, own, keys.id, LANG_EN, 1, &version));
    CHECK_INT("the newest text of this area follows", version.follows, 7);
    for (int64_t i = 1; i <= 2; i++) {
        CHECK("there", handbook_version(j->db, there, keys.id, LANG_EN, i, &version));
        CHECK_INT("no text of the other does", version.follows, 0);
    }
    journey_end(j);
}

static const struct { const char *name, *before, *after; } changed[] = {
    { "nothing", "a b c", "a b c" },
    { "a word", "a b c", "a x c" },
    { "all", "a b c", "x y" },
    { "from nothing", "", "a b" },
    { "to nothing", "a b", "" },
    { "lines", "a\n\nb c\nd", "a\n\nc b\nd e" },
    { "repeats", "a a a b a", "a b a a" },
};

TEST(handbook_a_difference_holds_both_texts)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(changed); i++) {
        StretchList list = difference(arena, changed[i].before, changed[i].after);
        TextBuilder before = text_builder(arena), after = text_builder(arena);
        text_add(&before, "");
        text_add(&after, "");
        for (size_t k = 0; k < list.count; k++) {
            if (list.item[k].change != CHANGE_IN)
                text_add(&before, list.item[k].text);
            if (list.item[k].change != CHANGE_OUT)
                text_add(&after, list.item[k].text);
        }
        CHECK_TEXT(changed[i].name, text_of(&before), changed[i].before);
        CHECK_TEXT(changed[i].name, text_of(&after), changed[i].after);
    }
    StretchList one = difference(arena, "a b c", "a x c");
    CHECK_INT("only the word", one.count, 4);
    CHECK_TEXT("went", one.item[1].text, " b");
    CHECK_TEXT("came", one.item[2].text, " x");
    arena_free(arena);
}
