/* helpdesk_test.c: a question reaches the right desk, is answered without an
 * address being shown, and becomes a page for the next one.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/helpdesk/helpdesk_view.h"

#include "capabilities/people/people.h"
#include "tests/check.h"
#include "tests/journey.h"

typedef struct {
    Journey *j;
    Browser  ann, bea, over, other, guest; /* Ann is officer of the branch, Bea a member of it */
    PersonId ann_id, bea_id;
} Story;

static PersonId officer(Journey *j, const char *name, const char *mail, const Place *place)
{
    PersonId person = journey_member(j, name, mail, place->id);
    journey_officer(j, person, place->id);
    return person;
}

static Story story_begin(void)
{
    Journey *j = journey_begin();
    Story story = {
        .j = j, .ann = browser_new(j), .bea = browser_new(j), .over = browser_new(j),
        .other = browser_new(j), .guest = browser_new(j),
        .ann_id = officer(j, "Ann Answers", "ann@example.org", &j->branch),
        .bea_id = journey_member(j, "Bea Bright", "bea@example.org", j->branch.id),
    };
    officer(j, "Over Example", "over@example.org", &j->party);
    officer(j, "Else Example", "else@example.org", &j->other_branch);
    browser_sign_in(&story.ann, "ann@example.org");
    browser_sign_in(&story.bea, "bea@example.org");
    browser_sign_in(&story.over, "over@example.org");
    browser_sign_in(&story.other, "else@example.org");
    return story;
}

#define ASKED "title=Where+is+the+ramp%3F&text=I+use+a+wheelchair.&subject=meetings&do=send"

/* Bea asks; gives the question's id as text. */
static const char *ask(Story *story)
{
    Reply reply = browser_post(&story->bea, "/ask", ASKED);
    CHECK_INT("asked", reply.status, 303);
    return text_copy(db_arena(story->j->db), reply_location(&reply) + strlen("/my-questions/"));
}

static const char *desk(Story *story, const Place *place, const char *rest)
{
    return text_format(db_arena(story->j->db), "/areas/%s/helpdesk%s", place->slug, rest);
}

static const char *one(Story *story, const char *id, const char *rest)
{
    return desk(story, &story->j->branch,
                text_format(db_arena(story->j->db), "/%s%s", id, rest));
}

TEST(helpdesk_a_members_question_goes_to_their_own_branch_and_back)
{
    Story story = story_begin();
    Journey *j = story.j;
    const char *id = ask(&story);
    CHECK_CONTAINS("the desk is told", journey_mail(j, "ann@example.org"), id);
    CHECK("but not what was asked", strstr(journey_mail(j, "ann@example.org"), "ramp") == NULL);
    Reply page = browser_get(&story.ann, desk(&story, &j->branch, ""));
    CHECK_CONTAINS("in the queue", page.body, "Where is the ramp?");
    page = browser_get(&story.ann, one(&story, id, ""));
    CHECK_CONTAINS("who asked", page.body, "Bea Bright asked:");
    CHECK("without the address", strstr(page.body, "bea@example.org") == NULL);

    CHECK_INT("taken", browser_post(&story.ann, one(&story, id, "/take"), "do=take").status, 303);
    CHECK_CONTAINS("somebody has it", browser_get(&story.bea,
        text_format(db_arena(j->db), "/my-questions/%s", id)).body, "Somebody has it");
    browser_post(&story.ann, one(&story, id, ""), "text=She+rang+me+twice.&do=note");
    CHECK_INT("no empty answer", browser_post(&story.ann, one(&story, id, ""), "text=+&do=answer").status, 422);
    j->now += SECOND_MS; /* later than her sign-in mail */
    browser_post(&story.ann, one(&story, id, ""), "text=Behind+the+library.&do=answer");
    const char *mail = journey_mail(j, "bea@example.org");
    CHECK_CONTAINS("by mail", mail, "Behind the library.");
    CHECK("without the officer's address", strstr(mail, "ann@example.org") == NULL);
    page = browser_get(&story.bea, text_format(db_arena(j->db), "/my-questions/%s", id));
    CHECK_CONTAINS("on the page", page.body, "Behind the library.");
    CHECK("notes are for officers", strstr(page.body, "rang me") == NULL);
    CHECK_CONTAINS("who see them", browser_get(&story.ann, one(&story, id, "")).body, "rang me");
    journey_end(j);
}

TEST(helpdesk_the_asker_says_whether_it_helped_and_asks_again)
{
    Story story = story_begin();
    Journey *j = story.j;
    const char *id = ask(&story);
    const char *mine = text_format(db_arena(j->db), "/my-questions/%s", id);
    const char *rate = text_format(db_arena(j->db), "%s/rate", mine);
    browser_post(&story.bea, rate, "rating=3");
    CHECK_INT("not before an answer", journey_count(j, "SELECT rating FROM helpdesk_question"), 0);
    browser_post(&story.ann, one(&story, id, ""), "text=There.&do=answer");
    browser_post(&story.bea, rate, "rating=9");
    CHECK_INT("no such word", journey_count(j, "SELECT rating FROM helpdesk_question"), 0);
    browser_post(&story.bea, rate, "rating=2&words=where+is+there");
    CHECK_CONTAINS("the officer sees it", browser_get(&story.ann, one(&story, id, "")).body,
                   "where is there");
    CHECK_INT("asks again", browser_post(&story.bea, text_format(db_arena(j->db), "%s/again", mine),
                                         "text=Which+side%3F").status, 303);
    CHECK_INT("it waits again", journey_count(j, "SELECT state FROM helpdesk_question"), HELP_WAITING);
    CHECK_CONTAINS("and can be found by it",
                   browser_get(&story.ann, desk(&story, &j->branch, "?q=which")).body, "ramp");
    CHECK_INT("somebody else's is not there", browser_get(&story.other, mine).status, 404);
    CHECK_INT("nor rated", browser_post(&story.other, rate, "rating=1").status, 404);
    journey_end(j);
}

#define GUEST "name=Gil&mail=gil%40example.org&postcode=ZE90+1AA&title=May+I+come%3F&subject=meetings&do=send"

TEST(helpdesk_a_guests_question_waits_until_the_address_is_proven)
{
    Story story = story_begin();
    Journey *j = story.j;
    Reply reply = browser_post(&story.guest, "/ask", GUEST);
    CHECK_TEXT("look into the mailbox", reply_location(&reply), "/ask/sent");
    CHECK_INT("it waits", journey_count(j, "SELECT state FROM helpdesk_question"), HELP_UNPROVEN);
    const char *token = between(j, journey_mail(j, "gil@example.org"), "/asked/", "/prove");
    const char *prove = text_format(db_arena(j->db), "/asked/%s/prove", token);
    const char *own = text_format(db_arena(j->db), "/asked/%s", token);
    CHECK_INT("opening the link does nothing", browser_get(&story.guest, prove).status, 200);
    CHECK_INT("still", journey_count(j, "SELECT state FROM helpdesk_question"), HELP_UNPROVEN);
    CHECK_INT("its button does", browser_post(&story.guest, prove, "").status, 303);
    CHECK_INT("it is asked", journey_count(j, "SELECT state FROM helpdesk_question"), HELP_WAITING);
    CHECK_CONTAINS("and shown", browser_get(&story.guest, own).body, "May I come?");

    db_begin(j->db);
    Rows rows = db_rows(j->db, "SELECT q.id, a.slug FROM helpdesk_question q"
                               " JOIN places_area a ON a.id = q.area_id", no_args);
    const char *id = "", *slug = "";
    while (rows_next(&rows)) {
        id = id_text(db_arena(j->db), row_id(&rows, 0));
        slug = row_text(&rows, 1);
    }
    db_rollback(j->db);
    Browser admin = browser_new(j);
    PersonId all = journey_member(j, "Al All", "al@example.org", j->branch.id);
    Place root;
    place_movement(j->db, &root);
    journey_officer(j, all, root.id);
    browser_sign_in(&admin, "al@example.org");
    const char *at = text_format(db_arena(j->db), "/areas/%s/helpdesk/%s", slug, id);
    Reply page = browser_get(&admin, at);
    CHECK_CONTAINS("by name", page.body, "Gil asked:");
    CHECK("without the address", strstr(page.body, "gil@example.org") == NULL);
    j->now += SECOND_MS;
    browser_post(&admin, at, "text=Yes%2C+do.&do=answer");
    const char *mail = journey_mail(j, "gil@example.org");
    CHECK_CONTAINS("answered by mail", mail, "Yes, do.");
    const char *again = text_format(db_arena(j->db), "/asked/%s", between(j, mail, "/asked/", "\n"));
    CHECK_CONTAINS("with a key of its own", browser_get(&story.guest, again).body, "Yes, do.");
    CHECK_CONTAINS("and the first goes on", browser_get(&story.guest, own).body, "Yes, do.");
    CHECK_INT("a made-up key opens nothing", browser_get(&story.guest, "/asked/00ff").status, 404);
    journey_end(j);
}

TEST(helpdesk_says_the_same_whoever_has_the_address)
{
    Story story = story_begin();
    Journey *j = story.j;
    Reply known = browser_post(&story.guest, "/ask",
        "name=X&mail=bea%40example.org&title=Hm&subject=other&do=send");
    const char *first = text_copy(db_arena(j->db), reply_location(&known));
    Reply unknown = browser_post(&story.guest, "/ask",
        "name=X&mail=nobody%40example.org&title=Hm&subject=other&do=send");
    CHECK_INT("the same status", known.status, unknown.status);
    CHECK_TEXT("the same way on", first, reply_location(&unknown));
    CHECK_INT("neither is tied to an account", journey_count(j,
        "SELECT count(*) FROM helpdesk_question WHERE person IS NOT NULL"), 0);
    for (int i = 0; i < 20; i++)
        browser_post(&story.guest, "/ask", "name=X&mail=n%40example.org&title=Hm&subject=other&do=send");
    CHECK("no more mails than a mailbox bears", journey_count(j,
        "SELECT count(*) FROM outbox_message WHERE to_mail = 'n@example.org'") <= 3);
    journey_end(j);
}

TEST(helpdesk_pages_are_shown_before_a_question_is_sent)
{
    Story story = story_begin();
    Journey *j = story.j;
    Place root;
    place_movement(j->db, &root);
    db_begin(j->db);
    handbook_first(j->db, root.id, j->now, &j->random);
    CHECK("kept", db_commit(j->db));
    Reply page = browser_post(&story.bea, "/ask", "title=How+do+I+call+a+meeting%3F&subject=office");
    CHECK_INT("a page first", page.status, 200);
    CHECK_CONTAINS("that answers it", page.body, "/handbook/call-a-meeting");
    CHECK_INT("nothing was sent", journey_count(j, "SELECT count(*) FROM helpdesk_question"), 0);
    page = browser_post(&story.bea, "/ask", "title=Zxqvw%3F&subject=office");
    CHECK_INT("what no page answers is sent at once", page.status, 303);
    CHECK_CONTAINS("the empty search leads here", browser_get(&story.bea, "/handbook?q=zxqvw").body,
                   "/ask?q=zxqvw");
    journey_end(j);
}

TEST(helpdesk_an_answer_becomes_a_page_without_who_asked)
{
    Story story = story_begin();
    Journey *j = story.j;
    const char *id = ask(&story);
    CHECK_INT("not before an answer", journey_count(j, "SELECT count(*) FROM handbook_page"), 0);
    browser_post(&story.ann, one(&story, id, ""),
                 "text=Dear+Bea%2C%0AThe+ramp+is+behind+the+library.+Bea%2C+ring+07700+900123.&do=answer");
    Reply reply = browser_post(&story.ann, one(&story, id, "/page"), "");
    CHECK_TEXT("to the draft", reply_location(&reply),
               text_format(db_arena(j->db), "/areas/%s/handbook/where-is-the-ramp/edit?lang=en",
                           j->branch.slug));
    const char *edit = text_copy(db_arena(j->db), reply_location(&reply));
    const char *body = browser_get(&story.ann, edit).body;
    CHECK_CONTAINS("what was answered", body, "The ramp is behind the library. […], ring […].");
    CHECK("without the name", strstr(body, "Bea") == NULL);
    CHECK_INT("nobody reads it yet", browser_get(&story.guest, text_format(db_arena(j->db),
        "/areas/%s/handbook/where-is-the-ramp", j->branch.slug)).status, 404);
    journey_end(j);
}

static const struct { const char *name, *text, *want; } cleaned[] = {
    { "nothing to hide", "The hall is open at 7.", "The hall is open at 7." },
    { "a name", "Ask Bea.", "Ask […]." },
    { "in another case", "BEA BRIGHT'S ramp", "[…] […] ramp" },
    { "an address of mail", "Write to bea@example.org, please", "Write to […], please" },
    { "of the web", "See https://example.org/?bea=1", "See […]" },
    { "a number", "07700 900 123 or 900123", "[…] or 900123" },
    { "a postcode", "Live at LS6 4AB?", "Live at […]?" },
    { "one in one word", "at LS64AB.", "at […]." },
    { "a greeting", "Hello Bea!\nCome in.", "Come in." },
    { "lines stay", "1. One\n2. Two", "1. One\n2. Two" },
    { "part of a word", "Bearing left", "Bearing left" },
};

TEST(helpdesk_what_has_a_form_is_taken_out_of_a_page)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(cleaned); i++)
        CHECK_TEXT(cleaned[i].name,
                   help_without_person(arena, cleaned[i].text, "Bea Bright"), cleaned[i].want);
    arena_free(arena);
}

TEST(helpdesk_a_question_is_handed_on_and_closed)
{
    Story story = story_begin();
    Journey *j = story.j;
    const char *id = ask(&story);
    browser_post(&story.ann, one(&story, id, "/hand"),
                 text_format(db_arena(j->db), "to=%s", j->other_branch.slug));
    CHECK_INT("not sideways", journey_count(j,
        "SELECT count(*) FROM helpdesk_message WHERE kind = 5"), 0);
    browser_post(&story.ann, one(&story, id, "/hand"),
                 text_format(db_arena(j->db), "to=%s", j->party.slug));
    CHECK_INT("it is gone from here", browser_get(&story.ann, one(&story, id, "")).status, 404);
    CHECK_CONTAINS("and there", browser_get(&story.over, desk(&story, &j->party, "")).body, "ramp");
    CHECK_CONTAINS("they are told", journey_mail(j, "over@example.org"), id);
    CHECK_CONTAINS("the asker sees where", browser_get(&story.bea,
        text_format(db_arena(j->db), "/my-questions/%s", id)).body, "It was handed on to");
    const char *there = desk(&story, &j->party, text_format(db_arena(j->db), "/%s/close", id));
    CHECK_INT("closed", browser_post(&story.over, there, "").status, 303);
    CHECK("out of the queue", strstr(browser_get(&story.over, desk(&story, &j->party, "")).body,
                                     "Where is the ramp") == NULL);
    CHECK_CONTAINS("but not lost",
                   browser_get(&story.over, desk(&story, &j->party, "?show=all")).body, "ramp");
    journey_end(j);
}

TEST(helpdesk_somebody_is_reminded_and_what_was_not_proven_goes)
{
    Story story = story_begin();
    Journey *j = story.j;
    ask(&story);
    browser_post(&story.guest, "/ask", GUEST);
    int64_t before = journey_count(j, "SELECT count(*) FROM outbox_message WHERE to_mail = 'ann@example.org'");
    Job job = { .db = j->db, .arena = db_arena(j->db), .site = &j->site, .random = &j->random,
                .now = j->now + DAY_MS };
    helpdesk_capability.job(&job);
    CHECK_INT("not before it is due", journey_count(j,
        "SELECT count(*) FROM outbox_message WHERE to_mail = 'ann@example.org'"), before);
    job.now = j->now + 6 * DAY_MS;
    helpdesk_capability.job(&job);
    helpdesk_capability.job(&job);
    CHECK_INT("once", journey_count(j,
        "SELECT count(*) FROM outbox_message WHERE to_mail = 'ann@example.org'"), before + 1);
    job.now += 4 * DAY_MS;
    helpdesk_capability.job(&job);
    helpdesk_capability.prune(&job);
    CHECK_INT("and again after a while", journey_count(j,
        "SELECT count(*) FROM outbox_message WHERE to_mail = 'ann@example.org'"), before + 2);
    CHECK_INT("the guest's is gone", journey_count(j, "SELECT count(*) FROM helpdesk_question"), 1);
    CHECK_INT("with its words", journey_count(j, "SELECT count(*) FROM helpdesk_message"), 1);
    CHECK_INT("and its key", journey_count(j, "SELECT count(*) FROM helpdesk_key"), 0);
    journey_end(j);
}

TEST(helpdesk_rules_are_the_movements)
{
    Story story = story_begin();
    Journey *j = story.j;
    Place root;
    place_movement(j->db, &root);
    PersonId al = journey_member(j, "Al All", "al@example.org", j->branch.id);
    db_begin(j->db);
    people_make_admin(j->db, al, root.id, j->now + 300 * DAY_MS, al, "a test", j->now, &j->random);
    CHECK("kept", db_commit(j->db));
    Browser admin = browser_new(j);
    browser_sign_in(&admin, "al@example.org");
    const char *rules = desk(&story, &root, "/rules");
    CHECK_INT("an administrator sees them", browser_get(&admin, rules).status, 200);
    CHECK_INT("an officer does not", browser_get(&story.over, rules).status, 404);
    CHECK_INT("all are needed", browser_post(&admin, rules, "meetings-level=party").status, 422);
    TextBuilder form = text_builder(db_arena(j->db));
    for (size_t i = 0; i < help_subject_count; i++)
        text_add_format(&form, "%s-level=party&%s-days=9&", help_subjects[i].key, help_subjects[i].key);
    CHECK_INT("kept", browser_post(&admin, rules, text_of(&form)).status, 303);
    ask(&story);
    CHECK_INT("to the party, in nine days", journey_count(j, text_format(db_arena(j->db),
        "SELECT count(*) FROM helpdesk_question q JOIN places_area a ON a.id = q.area_id"
        " WHERE a.slug = '%s' AND due_at = asked_at + 777600000", j->party.slug)), 1);
    CHECK_INT("only the movement's", browser_get(&admin, desk(&story, &j->party, "/rules")).status, 404);
    journey_end(j);
}

static const struct { const char *rest, *form; } doings[] = {
    { "", NULL }, { "/take", "do=take" }, { "", "text=x&do=answer" }, { "", "text=x&do=note" },
    { "/hand", "to=x" }, { "/close", "" }, { "/page", "" },
};

TEST(helpdesk_questions_are_for_their_desk_alone)
{
    Story story = story_begin();
    Journey *j = story.j;
    const char *id = ask(&story);
    Browser *refused[] = { &story.other, &story.bea, &story.guest };
    for (size_t i = 0; i < COUNT(doings); i++)
        for (size_t k = 0; k < COUNT(refused); k++) {
            const char *path = one(&story, id, doings[i].rest);
            Reply reply = doings[i].form == NULL ? browser_get(refused[k], path)
                                                 : browser_post(refused[k], path, doings[i].form);
            CHECK_INT(doings[i].rest, reply.status, refused[k] == &story.guest ? 401 : 404);
        }
    for (size_t i = 0; i < COUNT(doings); i++) {
        const char *path = desk(&story, &j->other_branch, text_format(db_arena(j->db), "/%s%s", id,
                                                                      doings[i].rest));
        Reply reply = doings[i].form == NULL ? browser_get(&story.other, path)
                                             : browser_post(&story.other, path, doings[i].form);
        CHECK_INT("by the address of another desk", reply.status, 404);
    }
    CHECK_INT("nothing was said", journey_count(j, "SELECT count(*) FROM helpdesk_message"), 1);
    CHECK_CONTAINS("those above see it", browser_get(&story.over, desk(&story, &j->party, "")).body,
                   "ramp");
    journey_end(j);
}

/* Each store function with a Scope, asked about a question of another area. */
TEST(helpdesk_stores_stay_in_their_scope)
{
    Story story = story_begin();
    Journey *j = story.j;
    HelpId id;
    CHECK("asked", id_from_text(ask(&story), &id.id));
    Seen seen = { .arena = db_arena(j->db) };
    Scope own = { .area = j->branch.id, .purpose = PURPOSE_MEMBERSHIP, .who = story.ann_id,
                  .seen = &seen };
    const struct { AreaId area; bool is_in; } places[] = {
        { j->branch.id, true }, { j->party.id, true }, { j->other_branch.id, false },
        { j->other_party.id, false }, { { { { 0 } } }, false },
    };
    HelpWanted all = { .words = "", .subject = "", .from = HELP_WAITING, .to = HELP_CLOSED, .after = "" };
    HelpWanted newest = all;
    newest.by_newest = true;
    for (size_t i = 0; i < COUNT(places); i++) {
        Scope scope = own;
        scope.area = places[i].area;
        Help help;
        CHECK_INT("list", help_list(j->db, scope, &all).count, places[i].is_in);
        CHECK_INT("newest", help_list(j->db, scope, &newest).count, places[i].is_in);
        CHECK_INT("one", help_one(j->db, scope, id, &help), places[i].is_in);
        CHECK_INT("said", help_messages(j->db, scope, id).count, places[i].is_in);
        CHECK_INT("waiting", help_waiting(j->db, scope.area), places[i].is_in);
        db_begin(j->db);
        CHECK_INT("state", help_set_state(j->db, scope, id, HELP_HELD, story.ann_id, j->now),
                  places[i].is_in);
        CHECK_INT("say", help_say(j->db, scope, id, HELP_SAID_NOTE, "x", j->now, &j->random),
                  places[i].is_in);
        CHECK_INT("hand", help_hand(j->db, scope, id, j->party.id, j->now), places[i].is_in);
        db_rollback(j->db);
    }
    Scope ann = own, bea = own;
    bea.who = story.bea_id;
    Help help;
    CHECK_INT("own", help_own_list(j->db, bea).count, 1);
    CHECK_INT("not own", help_own_list(j->db, ann).count, 0);
    CHECK("own", help_own(j->db, bea, id, &help));
    CHECK("not own", !help_own(j->db, ann, id, &help));
    HelpWanted mine = all;
    mine.is_mine = true;
    HelpWanted mine_newest = mine;
    mine_newest.by_newest = true;
    CHECK_INT("held by nobody", help_list(j->db, own, &mine).count, 0);
    db_begin(j->db);
    CHECK("Bea takes it", help_set_state(j->db, own, id, HELP_HELD, story.bea_id, j->now));
    CHECK("kept", db_commit(j->db));
    CHECK_INT("hers", help_list(j->db, bea, &mine).count, 1);
    CHECK_INT("hers, newest first", help_list(j->db, bea, &mine_newest).count, 1);
    CHECK_INT("not Ann's", help_list(j->db, ann, &mine).count, 0);
    CHECK_INT("not Ann's, newest first", help_list(j->db, ann, &mine_newest).count, 0);
    journey_end(j);
}
