/* feedback_test.c: what is said about a page names nobody, is read by
 * administrators, and becomes something that everybody can follow.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/feedback/feedback_view.h"

#include "capabilities/people/people.h"
#include "tests/check.h"
#include "tests/journey.h"

typedef struct {
    Journey *j;
    Browser  admin, bea, cal, guest;
    PersonId admin_id;
    Place    root;
} Story;

static Story story_begin(void)
{
    Journey *j = journey_begin();
    Story story = { .j = j, .admin = browser_new(j), .bea = browser_new(j), .cal = browser_new(j),
                    .guest = browser_new(j) };
    place_movement(j->db, &story.root);
    story.admin_id = journey_member(j, "Al Admin", "al@example.org", j->branch.id);
    journey_member(j, "Bea Bright", "bea@example.org", j->branch.id);
    journey_member(j, "Cal Clear", "cal@example.org", j->other_branch.id);
    db_begin(j->db);
    people_make_admin(j->db, story.admin_id, story.root.id, j->now + 300 * DAY_MS, story.admin_id,
                      "a test", j->now, &j->random);
    CHECK("kept", db_commit(j->db));
    browser_sign_in(&story.admin, "al@example.org");
    browser_sign_in(&story.bea, "bea@example.org");
    browser_sign_in(&story.cal, "cal@example.org");
    return story;
}

static const char *at(Story *story, const char *rest)
{
    return text_format(db_arena(story->j->db), "/areas/%s/feedback%s", story->root.slug, rest);
}

/* The id of the only row that this statement finds, as text. */
static const char *id_of(Story *story, const char *sql)
{
    Rows rows = db_rows_(story->j->db, sql, no_args);
    const char *id = "";
    while (rows_next(&rows))
        id = id_text(db_arena(story->j->db), row_id(&rows, 0));
    return id;
}

static const char *wish_of(Story *story, const char *title)
{
    CHECK_INT("on the board", browser_post(&story->admin, at(story, "/new"), text_format(
        db_arena(story->j->db), "title=%s&lang=en&state=asked&text=For+all", title)).status, 303);
    return id_of(story, text_format(db_arena(story->j->db),
                                    "SELECT id FROM feedback_item WHERE title = '%s'", title));
}

TEST(feedback_a_word_about_a_page_names_nobody_unless_they_want_it)
{
    Story story = story_begin();
    Journey *j = story.j;
    const char *page = browser_get(&story.guest, text_format(db_arena(j->db), "/areas/%s",
                                                             j->branch.slug)).body;
    CHECK_CONTAINS("at the foot of every page, as a pattern", page,
                   "/feedback/new?from=%2Fareas%2F%3Aarea");
    CHECK_INT("something must be said", browser_post(&story.guest, "/feedback/new", "kind=idea").status, 422);
    Reply reply = browser_post(&story.bea, "/feedback/new",
                               "kind=problem&text=Too+small&from=/areas/:area&device=phone");
    CHECK_TEXT("thanked", reply_location(&reply), "/feedback/thanks");
    CHECK_INT("nobody", journey_count(j,
        "SELECT count(*) FROM feedback_word WHERE person IS NULL AND page = '/areas/:area'"), 1);
    browser_post(&story.bea, "/feedback/new", "kind=idea&text=Bigger&may_ask=yes&from=javascript:x");
    CHECK_INT("Bea, who wanted it", journey_count(j,
        "SELECT count(*) FROM feedback_word WHERE person IS NOT NULL AND page = ''"), 1);
    browser_post(&story.guest, "/feedback/new", "kind=idea&text=Guest&may_ask=yes");
    CHECK_INT("a guest cannot be asked", journey_count(j,
        "SELECT count(*) FROM feedback_word WHERE person IS NOT NULL"), 1);
    page = browser_get(&story.admin, at(&story, "")).body;
    CHECK_CONTAINS("the administrator reads it", page, "Too small");
    CHECK_CONTAINS("and may ask Bea", page, "Bea Bright");
    CHECK("not about the other word", strstr(strstr(page, "Bea Bright") + 1, "Bea Bright") == NULL);
    CHECK("of one kind", strstr(browser_get(&story.admin, at(&story, "?kind=problem")).body,
                                "Bigger") == NULL);
    CHECK_CONTAINS("found by its page",
                   browser_get(&story.admin, at(&story, "?q=areas")).body, "Too small");
    journey_end(j);
}

TEST(feedback_a_word_becomes_something_on_the_board)
{
    Story story = story_begin();
    Journey *j = story.j;
    browser_post(&story.guest, "/feedback/new", "kind=idea&text=A+map+%3Cplease%3E");
    const char *word = id_of(&story, "SELECT id FROM feedback_word");
    const char *path = at(&story, text_format(db_arena(j->db), "/words/%s", word));
    Reply reply = browser_post(&story.admin, path, "do=new");
    const char *form = text_copy(db_arena(j->db), reply_location(&reply));
    CHECK_CONTAINS("with what was said", browser_get(&story.admin, form).body, "A map &lt;please&gt;");
    reply = browser_post(&story.admin, at(&story, "/new"), text_format(db_arena(j->db),
        "title=A+map&lang=en&state=asked&word=%s", word));
    CHECK_INT("kept", reply.status, 303);
    CHECK_INT("linked", journey_count(j, "SELECT count(*) FROM trail_link"
        " WHERE from_kind = 'feedback.word' AND to_kind = 'feedback.item'"), 1);
    CHECK_CONTAINS("everybody sees it", browser_get(&story.guest, "/board").body, "A map");
    CHECK("no longer new", strstr(browser_get(&story.admin, at(&story, "")).body, "please") == NULL);

    browser_post(&story.guest, "/feedback/new", "kind=idea&text=Yes+a+map");
    word = id_of(&story, "SELECT id FROM feedback_word WHERE text = 'Yes a map'");
    const char *wish = id_of(&story, "SELECT id FROM feedback_item");
    path = at(&story, text_format(db_arena(j->db), "/words/%s", word));
    browser_post(&story.admin, path, text_format(db_arena(j->db), "do=put&wish=%s", wish));
    const char *own = text_format(db_arena(j->db), "/board/%s", wish);
    CHECK_CONTAINS("both count", browser_get(&story.guest, own).body, "2 people said");
    browser_post(&story.admin, path, "do=back");
    browser_post(&story.admin, path, "do=aside");
    CHECK_CONTAINS("set aside, not lost",
                   browser_get(&story.admin, at(&story, "?show=aside")).body, "Yes a map");
    journey_end(j);
}

TEST(feedback_one_vote_each_that_can_be_withdrawn)
{
    Story story = story_begin();
    Journey *j = story.j;
    const char *less = wish_of(&story, "Less"), *more = wish_of(&story, "More");
    const char *vote = text_format(db_arena(j->db), "/board/%s/vote", more);
    CHECK_INT("not a guest's", browser_post(&story.guest, vote, "do=yes").status, 401);
    browser_post(&story.bea, vote, "do=yes");
    browser_post(&story.bea, vote, "do=yes");
    CHECK_INT("one", journey_count(j, "SELECT votes FROM feedback_item WHERE title = 'More'"), 1);
    browser_post(&story.cal, vote, "do=yes");
    CHECK_INT("two", journey_count(j, "SELECT votes FROM feedback_item WHERE title = 'More'"), 2);
    const char *board = browser_get(&story.bea, "/board?sort=-votes").body;
    CHECK("the one with more comes first", strstr(board, more) < strstr(board, less));
    CHECK_CONTAINS("Bea sees her own", board, "Take my vote back");
    browser_post(&story.bea, vote, "do=no");
    CHECK_INT("taken back", journey_count(j, "SELECT votes FROM feedback_item WHERE title = 'More'"), 1);
    CHECK_INT("Cal's stays", journey_count(j, "SELECT count(*) FROM feedback_vote"), 1);
    CHECK_INT("for nothing", browser_post(&story.bea,
        "/board/00000000000000000000000000000001/vote", "do=yes").status, 404);
    journey_end(j);
}

TEST(feedback_everybody_sees_what_became_of_it)
{
    Story story = story_begin();
    Journey *j = story.j;
    const char *wish = wish_of(&story, "Ramps");
    const char *edit = at(&story, text_format(db_arena(j->db), "/wishes/%s", wish));
    CHECK_INT("only our own addresses", browser_post(&story.admin, edit,
        "title=Ramps&lang=en&state=done&came_path=//example.org").status, 422);
    CHECK_INT("done", browser_post(&story.admin, edit,
        "title=Ramps&lang=en&state=done&came_of=Built.&came_path=/find&step=at+last").status, 303);
    const char *page = browser_get(&story.guest, text_format(db_arena(j->db), "/board/%s", wish)).body;
    CHECK_CONTAINS("what came of it", page, "Built.");
    CHECK_CONTAINS("where to look", page, "href=\"/find\">Look at it");
    CHECK_CONTAINS("and how", page, "at last");
    CHECK_CONTAINS("on the roadmap", browser_get(&story.guest, "/roadmap").body, "Ramps");
    CHECK("no longer asked for", strstr(browser_get(&story.guest, "/board").body, "Ramps") == NULL);
    CHECK_CONTAINS("but found among the done",
                   browser_get(&story.guest, "/board?show=done&q=ramp").body, "Ramps");
    journey_end(j);
}

TEST(feedback_is_read_by_administrators_of_the_movement_alone)
{
    Story story = story_begin();
    Journey *j = story.j;
    journey_officer(j, journey_member(j, "Ann Example", "ann@example.org", j->branch.id), story.root.id);
    Browser officer = browser_new(j);
    browser_sign_in(&officer, "ann@example.org");
    browser_post(&story.guest, "/feedback/new", "kind=idea&text=Secret");
    const char *word = id_of(&story, "SELECT id FROM feedback_word");
    const char *wish = wish_of(&story, "Wish");
    const struct { const char *path, *form; } doings[] = {
        { at(&story, ""), NULL }, { at(&story, "/new"), NULL },
        { at(&story, "/new"), "title=X&lang=en&state=asked" },
        { at(&story, text_format(db_arena(j->db), "/words/%s", word)), "do=aside" },
        { at(&story, text_format(db_arena(j->db), "/wishes/%s", wish)), NULL },
        { at(&story, text_format(db_arena(j->db), "/wishes/%s", wish)), "title=X&lang=en&state=done" },
    };
    Browser *refused[] = { &officer, &story.bea, &story.guest };
    for (size_t i = 0; i < COUNT(doings); i++)
        for (size_t k = 0; k < COUNT(refused); k++) {
            Reply reply = doings[i].form == NULL ? browser_get(refused[k], doings[i].path)
                                                 : browser_post(refused[k], doings[i].path, doings[i].form);
            CHECK_INT(doings[i].path, reply.status, refused[k] == &story.guest ? 401 : 404);
        }
    const char *below = text_format(db_arena(j->db), "/areas/%s/feedback", j->party.slug);
    CHECK_INT("of the whole alone", browser_get(&story.admin, below).status, 404);
    journey_end(j);
}

TEST(feedback_stores_stay_in_their_scope)
{
    Story story = story_begin();
    Journey *j = story.j;
    browser_post(&story.guest, "/feedback/new", "kind=idea&text=Here");
    WordId id;
    CHECK("said", id_from_text(id_of(&story, "SELECT id FROM feedback_word"), &id.id));
    Seen seen = { .arena = db_arena(j->db) };
    const struct { AreaId area; bool is_in; } places[] = {
        { story.root.id, true }, { j->party.id, false }, { j->branch.id, false }, { { { { 0 } } }, false },
    };
    for (size_t i = 0; i < COUNT(places); i++) {
        Scope scope = { .area = places[i].area, .purpose = PURPOSE_INFORMATION,
                        .who = story.admin_id, .seen = &seen };
        FeedbackWord word;
        CHECK_INT("list", words_list(j->db, scope, WORD_NEW, "", "", (Id){0}).count, places[i].is_in);
        CHECK_INT("one", word_one(j->db, scope, id, &word), places[i].is_in);
        CHECK_INT("new", words_new(j->db, scope), places[i].is_in);
        db_begin(j->db);
        CHECK_INT("set", word_set(j->db, scope, id, WORD_ASIDE, (WishId){0}), places[i].is_in);
        db_rollback(j->db);
    }
    journey_end(j);
}
