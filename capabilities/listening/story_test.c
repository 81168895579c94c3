/* story_test.c: the whole thread through the pages of members and listening:
 * an officer writes and asks, a guest joins and answers, hears what came of it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/listening/listening.h"
#include "tests/check.h"
#include "tests/journey.h"

typedef struct {
    Journey    *journey;
    Browser     guest, officer;
    const char *party, *branch; /* "/areas/…" */
} Story;

static Story story_begin(void)
{
    Journey *journey = journey_begin();
    Story story = { .journey = journey, .guest = browser_new(journey),
                    .officer = browser_new(journey) };
    Arena *arena = db_arena(journey->db);
    story.party = text_format(arena, "/areas/%s", journey->party.slug);
    story.branch = text_format(arena, "/areas/%s", journey->branch.slug);
    PersonId person =
        journey_member(journey, "Olwen Price", "olwen@example.org", journey->party.id);
    journey_officer(journey, person, journey->party.id);
    db_begin(journey->db);
    members_set_office(journey->db, journey->party.id, OFFICE_SECRETARY, person, "Olwen",
                       journey->now, &journey->random);
    CHECK("the secretary is kept", db_commit(journey->db));
    browser_sign_in(&story.officer, "olwen@example.org");
    return story;
}

static const char *below(const Story *story, const char *place, const char *rest)
{
    return text_format(db_arena(story->journey->db), "%s/%s", place, rest);
}

/* The first address on the page that begins with this. */
static const char *link_on(const Story *story, const Reply *reply, const char *beginning)
{
    const char *from = text_format(db_arena(story->journey->db), "href=\"%s", beginning);
    const char *rest = between(story->journey, reply->body, from, "\"");
    return text_format(db_arena(story->journey->db), "%s%s", beginning, rest);
}

/* A reply lives until the next visit; its address is needed for that. */
static Reply follow(Browser *browser, const Reply *reply)
{
    return browser_get(browser,
                       text_copy(db_arena(browser->journey->db), reply_location(reply)));
}

TEST(a_guest_sees_the_party_and_writes_to_its_secretary_without_seeing_an_address)
{
    Story story = story_begin();
    Reply home = browser_get(&story.guest, "/");
    CHECK_INT("home", home.status, 200);
    CHECK_CONTAINS("home finds", home.body, "<form");
    Reply page = browser_get(&story.guest, story.party);
    CHECK_INT("party", page.status, 200);
    CHECK_CONTAINS("empty state", page.body, "has not been written yet");
    CHECK_CONTAINS("officer", page.body, "Olwen");
    CHECK("no address", strstr(page.body, "olwen@example.org") == NULL);
    CHECK("no work for officers", strstr(page.body, "/members\"") == NULL);

    const char *write = link_on(&story, &page, below(&story, story.party, "officers/"));
    Reply form = browser_get(&story.guest, write);
    CHECK_INT("form", form.status, 200);
    CHECK("still no address", strstr(form.body, "olwen@example.org") == NULL);
    Reply faulty = browser_post(&story.guest, write, "name=Gwen&mail=nonsense&text=Hello+there");
    CHECK_INT("faulty", faulty.status, 422);
    CHECK_CONTAINS("nothing lost", faulty.body, "Hello there");
    story.journey->now += SECOND_MS; /* after the mail that she signed in with */
    Reply sent = browser_post(&story.guest, write,
                              "name=Gwen&mail=gwen%40example.org&text=Hello+there");
    CHECK_INT("sent", sent.status, 303);
    const char *mail = journey_mail(story.journey, "olwen@example.org");
    CHECK_CONTAINS("the letter", mail, "Hello there");
    CHECK_CONTAINS("whom to answer", mail, "gwen@example.org");
    Reply after = follow(&story.guest, &sent);
    CHECK_CONTAINS("and says so", after.body, "on its way");
    journey_end(story.journey);
}

TEST(an_officer_previews_keeps_restores_and_is_told_of_a_conflict)
{
    Story story = story_begin();
    const char *edit = below(&story, story.party, "edit");
    Reply guest = browser_get(&story.guest, edit);
    CHECK_INT("guests are asked to sign in", guest.status, 401);
    Reply form = browser_get(&story.officer, edit);
    CHECK_INT("form", form.status, 200);

    Reply preview = browser_post(&story.officer, edit,
                                 "base=0&lang=en&about=We+are+<b>here</b>&do=preview");
    CHECK_CONTAINS("preview", preview.body, "Nothing has been kept yet");
    CHECK_CONTAINS("as text", preview.body, "We are &lt;b&gt;here&lt;/b&gt;");
    CHECK_CONTAINS("not kept", browser_get(&story.guest, story.party).body,
                   "has not been written yet");

    Reply kept = browser_post(&story.officer, edit,
                              "base=0&lang=en&about=First+words&url1=https%3A%2F%2Fexample.org&do=keep");
    CHECK_INT("kept", kept.status, 303);
    CHECK_CONTAINS("shown", browser_get(&story.guest, story.party).body, "First words");
    Reply late = browser_post(&story.officer, edit, "base=0&lang=en&about=Late+words&do=keep");
    CHECK_INT("late", late.status, 409);
    CHECK_CONTAINS("theirs", late.body, "First words");
    CHECK_CONTAINS("one's own", late.body, "Late words");
    Reply again = browser_post(&story.officer, edit, "base=1&lang=en&about=Late+words&do=keep");
    CHECK_INT("on top", again.status, 303);
    Reply bad = browser_post(&story.officer, edit,
                             "base=2&lang=en&about=x&url1=javascript%3Aalert(1)&do=keep");
    CHECK_INT("no such link", bad.status, 422);

    Reply history = browser_get(&story.officer, below(&story, story.party, "history"));
    CHECK_CONTAINS("history names the writer", history.body, "Olwen Price");
    const char *first = below(&story, story.party, "history/en-1");
    CHECK_CONTAINS("old", browser_get(&story.officer, first).body, "First words");
    const char *restore = text_format(db_arena(story.journey->db), "%s/restore", first);
    CHECK_INT("restored", browser_post(&story.officer, restore, "").status, 303);
    CHECK_CONTAINS("current again", browser_get(&story.guest, story.party).body, "First words");
    CHECK_INT("no such version",
              browser_get(&story.officer, below(&story, story.party, "history/en-9")).status, 404);
    journey_end(story.journey);
}

TEST(an_officer_opens_members_of_the_own_party_only)
{
    Story story = story_begin();
    journey_member(story.journey, "Anna Smith", "anna@example.org", story.journey->branch.id);
    journey_member(story.journey, "Bo Rees", "bo@example.org", story.journey->other_branch.id);
    Reply list = browser_get(&story.officer, below(&story, story.party, "members"));
    CHECK_INT("list", list.status, 200);
    CHECK_CONTAINS("Anna", list.body, "Anna Smith");
    CHECK("not Bo", strstr(list.body, "Bo Rees") == NULL);
    const char *anna = link_on(&story, &list, below(&story, story.branch, "members/"));
    Reply one = browser_get(&story.officer, anna);
    CHECK_CONTAINS("one", one.body, "anna@example.org");
    Reply found = browser_get(&story.officer, below(&story, story.party, "members?q=ann"));
    CHECK_CONTAINS("found", found.body, "Anna Smith");
    Reply none = browser_get(&story.officer, below(&story, story.party, "members?q=zzz%25%27"));
    CHECK_CONTAINS("empty state", none.body, "Nobody here has a name like");

    const char *other = text_format(db_arena(story.journey->db), "/areas/%s/members",
                                    story.journey->other_party.slug);
    CHECK_INT("not beside", browser_get(&story.officer, other).status, 404);
    const char *smuggled =
        text_format(db_arena(story.journey->db), "/areas/%s/members/%s",
                    story.journey->other_branch.slug, strrchr(anna, '/') + 1);
    CHECK_INT("nor by another path", browser_get(&story.officer, smuggled).status, 404);
    journey_end(story.journey);
}

static const char *asks(Story *story)
{
    Reply asked = browser_post(&story->officer, below(story, story->party, "questions/new"),
                               "title=What+should+change%3F&detail=&closes=2026-12-18&lang=en");
    CHECK_INT("asked", asked.status, 303);
    Reply list = follow(&story->officer, &asked);
    CHECK_CONTAINS("listed", list.body, "What should change?");
    const char *answers = link_on(story, &list, below(story, story->party, "questions/0"));
    return text_copy_bytes(db_arena(story->journey->db), answers,
                           (size_t)(strrchr(answers, '/') - answers));
}

TEST(a_member_answers_and_sees_what_came_of_it)
{
    Story story = story_begin();
    Journey *journey = story.journey;
    const char *question = asks(&story);
    CHECK_INT("guests cannot read it", browser_get(&story.guest, question).status, 401);
    journey_member(journey, "Anna Smith", "anna@example.org", journey->branch.id);
    browser_sign_in(&story.guest, "anna@example.org");
    CHECK_CONTAINS("on the first page", browser_get(&story.guest, "/").body,
                   "What should change?");

    CHECK_INT("empty", browser_post(&story.guest, question, "text=&lang=en").status, 422);
    Reply said = browser_post(&story.guest, question, "text=More+buses+%26+trains&lang=en");
    CHECK_INT("said", said.status, 303);
    CHECK_CONTAINS("kept", follow(&story.guest, &said).body,
                   "More buses &amp; trains");
    CHECK("not asked again",
          strstr(browser_get(&story.guest, "/").body, "What should change?") == NULL);

    const char *path = text_format(db_arena(journey->db), "%s/answers", question);
    Reply answers = browser_get(&story.officer, path);
    CHECK_CONTAINS("read", answers.body, "More buses &amp; trains");
    CHECK("without the name", strstr(answers.body, "Anna") == NULL);
    const char *id = between(journey, answers.body, "name=\"answer\" value=\"", "\"");
    CHECK_INT("members cannot", browser_get(&story.guest, path).status, 404);
    const char *did = text_format(db_arena(journey->db), "%s/outcomes", question);
    Reply none = browser_post(&story.officer, did, "which=chosen&title=A+bus&lang=en");
    CHECK_INT("nothing ticked", none.status, 422);
    CHECK_CONTAINS("nothing lost", none.body, "A bus");
    Reply done = browser_post(&story.officer, did,
                              text_format(db_arena(journey->db),
                                          "answer=%s&which=chosen&title=We+asked+for+a+bus"
                                          "&text=It+comes+in+May&lang=en", id));
    CHECK_INT("done", done.status, 303);

    Reply mine = browser_get(&story.guest, "/my-answers");
    CHECK_CONTAINS("you said", mine.body, "More buses &amp; trains");
    CHECK_CONTAINS("we did", mine.body, "We asked for a bus");
    CHECK_CONTAINS("on the first page", browser_get(&story.guest, "/").body,
                   "We asked for a bus");
    Browser stranger = browser_new(journey);
    Reply heard = browser_get(&stranger, below(&story, story.branch, "heard"));
    CHECK_CONTAINS("everybody hears", heard.body, "We asked for a bus");
    CHECK_CONTAINS("small counts are not shown", heard.body, "fewer than 10");
    journey_end(journey);
}

TEST(a_guest_joins_by_link_and_is_welcomed)
{
    Story story = story_begin();
    const char *join = below(&story, story.branch, "join");
    CHECK_INT("form", browser_get(&story.guest, join).status, 200);
    CHECK_INT("not without the tick",
              browser_post(&story.guest, join, "name=Cai&mail=cai%40example.org").status, 422);
    Reply sent = browser_post(&story.guest, join, "name=Cai&mail=cai%40example.org&read=yes");
    CHECK("sent", sent.status < 400);
    CHECK_INT("nobody is stored yet",
              journey_count(story.journey, "SELECT count(*) FROM members_member"), 1);
    CHECK_CONTAINS("mail", journey_mail(story.journey, "cai@example.org"), "http");
    journey_end(story.journey);
}
