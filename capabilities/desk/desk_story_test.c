/* desk_story_test.c: a secretary's evening at the desk, page by page.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/people/people.h"
#include "tests/check.h"
#include "tests/journey.h"

typedef struct { Journey *journey; Browser officer; const char *list; } Story;

static Story story_begin(void)
{
    Story story = { .journey = journey_begin() };
    Journey *j = story.journey;
    PersonId olu = journey_member(j, "Olu Officer", "olu@example.org", j->party.id);
    journey_officer(j, olu, j->party.id);
    journey_member(j, "Anna Smith", "anna@example.org", j->branch.id);
    journey_member(j, "Bo Rees", "bo@example.org", j->branch.id);
    journey_member(j, "Dai Beside", "dai@example.org", j->other_branch.id);
    story.officer = browser_new(j);
    browser_sign_in(&story.officer, "olu@example.org");
    story.list = text_format(db_arena(j->db), "/areas/%s/members", j->party.slug);
    return story;
}

static Reply get(Story *story, const char *rest)
{
    return browser_get(&story->officer,
                       text_format(db_arena(story->journey->db), "%s%s", story->list, rest));
}

static Reply post(Story *story, const char *rest, const char *form)
{
    return browser_post(&story->officer,
                        text_format(db_arena(story->journey->db), "%s%s", story->list, rest), form);
}

static const char *tick_of(Story *story, const char *typed)
{
    Reply list = get(story, text_format(db_arena(story->journey->db), "?q=%s", typed));
    return between(story->journey, list.body, "name=\"member\" value=\"", "\"");
}

TEST(a_list_is_searched_filtered_and_kept_as_a_view)
{
    Story story = story_begin();
    Reply list = get(&story, "?sort=-joined&mail=yes");
    CHECK_CONTAINS("one", list.body, "Anna Smith");
    CHECK_CONTAINS("an honest count", list.body, "3 fit");
    CHECK("nobody from beside", strstr(list.body, "Dai Beside") == NULL);
    CHECK_CONTAINS("by number", get(&story, "?q=100002").body, "Anna Smith");
    CHECK_CONTAINS("by address", get(&story, "?q=bo%40example").body, "Bo Rees");
    CHECK_CONTAINS("no such day", get(&story, "?from=2026-02-30").body, "Please write a day like");
    CHECK_CONTAINS("nobody so early", get(&story, "?until=2020-01-01").body, "Nobody here fits");

    CHECK_INT("a view wants a name",
              post(&story, "/views", "name=&share=own&query=mail%3Dyes").status, 422);
    Reply kept = post(&story, "/views", "name=With+mail&share=shared&query=mail%3Dyes%26after%3Dx");
    CHECK_INT("kept", kept.status, 303);
    const char *view = text_copy(db_arena(story.journey->db), reply_location(&kept));
    Reply opened = browser_get(&story.officer, view);
    CHECK_CONTAINS("its link leads to the list", reply_location(&opened), "/members?mail=yes");
    CHECK("and holds nothing else", strstr(reply_location(&opened), "after") == NULL);
    CHECK_CONTAINS("it stands there", get(&story, "").body, "With mail");
    CHECK_CONTAINS("and the list leads there", get(&story, "").body,
                   text_format(db_arena(story.journey->db), "href=\"%s?mail=yes\"", story.list));
    const char *remove = text_format(db_arena(story.journey->db), "%s/remove", view);
    CHECK_CONTAINS("gone", browser_post(&story.officer, remove, "").body, "Bring it back");
    CHECK_INT("not found", browser_get(&story.officer, view).status, 404);
    const char *back = text_format(db_arena(story.journey->db), "%s/back", view);
    CHECK_INT("back", browser_post(&story.officer, back, "").status, 303);
    CHECK_INT("there again", browser_get(&story.officer, view).status, 303);
    journey_end(story.journey);
}

TEST(ticked_members_get_a_tag_and_it_is_undone)
{
    Story story = story_begin();
    Journey *j = story.journey;
    CHECK_INT("nobody ticked", post(&story, "/choose", "who=ticked&do=tag").status, 422);
    CHECK_INT("no such thing to do", post(&story, "/choose", "who=all&do=burn").status, 404);
    Reply chosen = post(&story, "/choose", text_format(db_arena(j->db), "who=ticked&do=tag&member=%s",
                                                       tick_of(&story, "anna")));
    CHECK_INT("chosen", chosen.status, 303);
    const char *ask = text_copy(db_arena(j->db), reply_location(&chosen));
    CHECK_CONTAINS("for one", browser_get(&story.officer, ask).body, "For 1 member");
    const char *choice = strrchr(ask, '=') + 1;
    const char *tags = text_format(db_arena(j->db), "/areas/%s/tags", j->party.slug);
    Reply done = browser_post(&story.officer, tags,
                              text_format(db_arena(j->db), "choice=%s&tag=drives&way=on", choice));
    CHECK_INT("done", done.status, 303);
    const char *after = text_copy(db_arena(j->db), reply_location(&done));
    Reply list = browser_get(&story.officer, after);
    CHECK_CONTAINS("on the list", list.body, "drives</span>");
    CHECK_CONTAINS("with a way back", list.body, ">Undo<");
    const char *undo = between(j, list.body, "role=\"status\">\n<p>Done.</p>\n<form method=\"post\" action=\"",
                               "\"");
    CHECK_INT("undone", browser_post(&story.officer, undo, "").status, 303);
    CHECK_INT("as it was", journey_count(j, "SELECT count(*) FROM desk_tagged"), 0);
    Browser other = browser_new(j);
    browser_sign_in(&other, "anna@example.org");
    CHECK_INT("not a member's", browser_get(&other, ask).status, 404);
    journey_end(j);
}

TEST(a_list_is_taken_out_with_a_purpose_and_everybody_may_know)
{
    Story story = story_begin();
    Journey *j = story.journey;
    Reply chosen = post(&story, "/choose?mail=yes", "who=all&do=take-out");
    const char *ask = text_copy(db_arena(j->db), reply_location(&chosen));
    CHECK_CONTAINS("for three", browser_get(&story.officer, ask).body, "3 members");
    const char *choice = strrchr(ask, '=') + 1;
    const char *out = text_format(db_arena(j->db), "/areas/%s/take-out", j->party.slug);
    CHECK_INT("a purpose is asked for",
              browser_post(&story.officer, out, text_format(db_arena(j->db),
                           "choice=%s&format=csv&why=", choice)).status, 422);
    Reply made = browser_post(&story.officer, out, text_format(db_arena(j->db),
                              "choice=%s&format=csv&why=Envelopes", choice));
    CHECK_INT("made", made.status, 303);
    const char *ready = text_copy(db_arena(j->db), reply_location(&made));
    CHECK_CONTAINS("ready", browser_get(&story.officer, ready).body, "Take the file");
    Reply file = browser_post(&story.officer, ready, "");
    CHECK_CONTAINS("a row", file.body, "\"Anna Smith\",\"100002\",\"anna@example.org\",\"");
    CHECK_CONTAINS("its number", file.body, "Copy 1, taken by Olu Officer");
    CHECK_CONTAINS("what for", file.body, "Envelopes");
    CHECK("nobody from beside", strstr(file.body, "Dai Beside") == NULL);
    CHECK_INT("in the trail", journey_count(j, "SELECT count(*) FROM trail_entry WHERE what ="
                                               " 'desk.export.taken'"), 1);

    Browser anna = browser_new(j);
    browser_sign_in(&anna, "anna@example.org");
    const char *copies = text_format(db_arena(j->db), "/areas/%s/copies", j->party.slug);
    CHECK_CONTAINS("a member reads of it", browser_get(&anna, copies).body, "Envelopes");
    CHECK_INT("but has not the file", browser_get(&anna, ready).status, 404);
    CHECK_CONTAINS("and finds it from the place",
                   browser_get(&anna, text_format(db_arena(j->db), "/areas/%s", j->party.slug)).body,
                   copies);
    Browser guest = browser_new(j);
    CHECK("a guest reads nothing of it", browser_get(&guest, copies).status != 200);
    j->now += 25 * HOUR_MS;
    browser_sign_in(&story.officer, "olu@example.org");
    CHECK_INT("after a day it is over", browser_get(&story.officer, ready).status, 404);
    journey_end(j);
}

TEST(more_than_a_thousand_take_a_second_person)
{
    Story story = story_begin();
    Journey *j = story.journey;
    PersonId cy = journey_member(j, "Cy Colleague", "cy@example.org", j->party.id);
    journey_officer(j, cy, j->party.id);
    for (int i = 0; i < 1000; i++)
        journey_member(j, "Many Many", text_format(db_arena(j->db), "m%d@example.org", i),
                       j->branch.id);
    j->now += 15 * DAY_MS; /* a role counts after two weeks */
    browser_sign_in(&story.officer, "olu@example.org");
    Reply chosen = post(&story, "/choose?mail=yes", "who=all&do=take-out");
    const char *choice = text_copy(db_arena(j->db), strrchr(reply_location(&chosen), '=') + 1);
    const char *out = text_format(db_arena(j->db), "/areas/%s/take-out", j->party.slug);
    Reply made = browser_post(&story.officer, out, text_format(db_arena(j->db),
                              "choice=%s&format=csv&why=Ballot+papers", choice));
    CHECK_INT("proposed", made.status, 303);
    const char *act = text_copy(db_arena(j->db), reply_location(&made));
    CHECK_CONTAINS("not yet", act, "/approvals/");
    CHECK_INT("nothing is there to take", journey_count(j, "SELECT count(*) FROM desk_export"), 0);
    CHECK_CONTAINS("what it is for", browser_get(&story.officer, act).body, "Ballot papers");

    Browser colleague = browser_new(j);
    browser_sign_in(&colleague, "cy@example.org");
    browser_post(&colleague, text_format(db_arena(j->db), "%s/agree", act), "");
    j->now += 2 * HOUR_MS;
    size_t rooms;
    const Capability *const *all = capabilities_all(&rooms);
    Job job = { .db = j->db, .arena = db_arena(j->db), .site = &j->site, .random = &j->random,
                .now = j->now };
    for (size_t i = 0; i < rooms; i++)
        if (text_equal(all[i]->name, "approvals"))
            all[i]->job(&job);
    CHECK_INT("now it is", journey_count(j, "SELECT count(*) FROM desk_export"), 1);
    const char *mail = journey_mail_with(j, "olu@example.org", "/take-out/");
    const char *path = strstr(mail, "/take-out/");
    CHECK("the mail leads there", path != NULL);
    const char *ready = text_format(db_arena(j->db), "%s/%s", out,
                                    text_copy_bytes(db_arena(j->db), path + 10, 32));
    browser_sign_in(&colleague, "cy@example.org");
    CHECK_INT("not for the second person", browser_get(&colleague, ready).status, 404);
    browser_sign_in(&story.officer, "olu@example.org");
    Reply file = browser_post(&story.officer, ready, "");
    CHECK_INT("taken", file.status, 200);
    CHECK_CONTAINS("with its number", file.body, "Copy 1, taken by Olu Officer");
    size_t lines = 0;
    for (const char *at = file.body; (at = strstr(at, "\r\n")) != NULL; at += 2)
        lines++;
    CHECK_INT("everybody, four who are made up, a head and a foot", lines, 1004 + 4 + 2);
    journey_end(j);
}

TEST(a_note_is_written_changed_taken_away_and_read_by_the_member)
{
    Story story = story_begin();
    Journey *j = story.journey;
    const char *anna = text_format(db_arena(j->db), "/areas/%s/members/%s", j->branch.slug,
                       tick_of(&story, "anna") + 32);
    const char *notes = text_format(db_arena(j->db), "%s/notes", anna);
    Reply page = browser_get(&story.officer, anna);
    CHECK_CONTAINS("who may read it is said", page.body, "and the member at any time");
    CHECK_INT("an empty one", browser_post(&story.officer, notes, "text=&lang=en").status, 422);
    CHECK_INT("kept", browser_post(&story.officer, notes, "text=Rings+late&lang=en").status, 303);
    page = browser_get(&story.officer, anna);
    CHECK_CONTAINS("there", page.body, "Rings late");
    CHECK_CONTAINS("on the timeline", page.body, "Olu Officer wrote a note");
    const char *note = between(j, page.body, text_format(db_arena(j->db), "%s/", notes), "\"");
    note = text_format(db_arena(j->db), "%s/%s", notes, note);
    CHECK_INT("changed",
              browser_post(&story.officer, note, "text=Rings+early&lang=en&version=1").status, 303);
    Reply late = browser_post(&story.officer, note, "text=Mine&lang=en&version=1");
    CHECK_INT("not over somebody else's", late.status, 409);
    CHECK_CONTAINS("nothing typed is lost", late.body, "Mine</textarea>");
    Reply gone = browser_post(&story.officer, text_format(db_arena(j->db), "%s/remove", note), "");
    CHECK_CONTAINS("a way back", browser_get(&story.officer, text_copy(db_arena(j->db),
                   reply_location(&gone))).body, "The note is gone.");
    CHECK_CONTAINS("its history stays", browser_get(&story.officer, note).body, "Rings late");

    Browser member = browser_new(j);
    browser_sign_in(&member, "anna@example.org");
    CHECK_CONTAINS("the member reads it", browser_get(&member, "/noted").body, "Rings early");
    CHECK_CONTAINS("and that it is gone", browser_get(&member, "/noted").body, "Taken away on");
    CHECK_CONTAINS("from her own page", browser_get(&member, "/membership").body, "/noted");
    Browser bo = browser_new(j);
    browser_sign_in(&bo, "bo@example.org");
    CHECK("nobody else does", strstr(browser_get(&bo, "/noted").body, "Rings") == NULL);
    CHECK_INT("nor opens it", browser_get(&bo, note).status, 404);
    CHECK_INT("back",
              browser_post(&story.officer, text_format(db_arena(j->db), "%s/back", note), "").status,
              303);
    CHECK_CONTAINS("there again", browser_get(&story.officer, anna).body, "Rings early");
    journey_end(j);
}

/* --- what stands in a list that leaves the house -------------------------------------- */

TEST(a_list_that_leaked_says_which_copy_it_was)
{
    Story story = story_begin();
    Journey *j = story.journey;
    j->site.help_mail = "help@example.org";
    Reply chosen = post(&story, "/choose?mail=yes", "who=all&do=take-out");
    const char *choice = text_copy(db_arena(j->db), strrchr(reply_location(&chosen), '=') + 1);
    const char *out = text_format(db_arena(j->db), "/areas/%s/take-out", j->party.slug);
    const char *form = text_format(db_arena(j->db), "choice=%s&format=csv&why=Envelopes", choice);
    const char *file[2], *mail[2];
    for (int i = 0; i < 2; i++) {
        Reply made = browser_post(&story.officer, out, form);
        const char *ready = text_copy(db_arena(j->db), reply_location(&made));
        file[i] = text_copy(db_arena(j->db), browser_post(&story.officer, ready, "").body);
        mail[i] = between(j, file[i], "\"help+", "\"");
        Reply again = browser_post(&story.officer, ready, "");
        CHECK_CONTAINS("taken again, it is the same", again.body, mail[i]);
    }
    CHECK("each copy has another", strstr(file[0], mail[1]) == NULL);
    CHECK_INT("kept with their copies", journey_count(j, "SELECT count(*) FROM desk_seed"), 2);
    CHECK_INT("and nobody joined", journey_count(j, "SELECT count(*) FROM members_member"), 4);

    const char *look = text_format(db_arena(j->db), "/areas/%s/leaked", j->party.slug);
    CHECK_INT("whoever takes lists does not look", browser_get(&story.officer, look).status, 404);
    PersonId eve = journey_member(j, "Eve Overseer", "eve@example.org", j->party.id);
    db_begin(j->db);
    people_grant(j->db, &(NewGrant){ .person = eve, .role = ROLE_ADMIN, .area = j->party.id,
                                     .purpose = PURPOSE_OVERSIGHT, .from = j->now,
                                     .until = j->now + 300 * DAY_MS, .by = eve, .why = "a test" },
                 &j->random);
    db_commit(j->db);
    Browser admin = browser_new(j);
    browser_sign_in(&admin, "eve@example.org");
    CHECK_CONTAINS("asks", browser_get(&admin, look).body, "A name or an e-mail address");
    Reply found = browser_post(&admin, look, text_format(db_arena(j->db), "who=help%%2B%s", mail[1]));
    CHECK_CONTAINS("the second copy", found.body, "<th scope=\"row\">2</th>");
    CHECK_CONTAINS("whose it was", found.body, "Olu Officer");
    CHECK("not the first", strstr(found.body, "<th scope=\"row\">1</th>") == NULL);
    CHECK_CONTAINS("a real one is nobody's mark",
                   browser_post(&admin, look, "who=anna@example.org").body, "Nobody whom we made up");
    journey_end(j);
}

/* --- a letter to one ------------------------------------------------------------------- */

TEST(an_officer_writes_to_one_member_who_wants_it)
{
    Story story = story_begin();
    Journey *j = story.journey;
    const char *anna = text_format(db_arena(j->db), "/%s", tick_of(&story, "anna") + 32);
    const char *write = text_format(db_arena(j->db), "%s/write", anna);
    Reply page = get(&story, anna);
    CHECK_CONTAINS("a way to write", page.body, "Write to Anna Smith");
    CHECK_CONTAINS("a way to her profile", page.body, "/profile");
    CHECK_CONTAINS("what is done with many is done with one", page.body, "value=\"take-out\"");
    CHECK_INT("nothing in it", post(&story, write, "subject=&text=").status, 422);
    CHECK_INT("sent", post(&story, write, "subject=Thursday&text=Are+you+coming").status, 303);
    const char *mail = journey_mail_with(j, "anna@example.org", "Are you coming");
    CHECK_CONTAINS("who writes, and where to answer", mail, "Please answer to: olu@example.org");
    db_begin(j->db);
    db_run(j->db, "UPDATE outbox_message SET sent_at = $1 WHERE why = $2",
           args(sql_int(j->now), sql_text("an officer writes")));
    db_commit(j->db);
    CHECK_CONTAINS("it stands on her page", get(&story, anna).body, "Was sent: Thursday");
    for (int i = 0; i < 2; i++)
        post(&story, write, "subject=Again&text=Hello");
    CHECK_INT("three a day are enough", post(&story, write, "subject=Again&text=Hello").status, 422);

    Browser herself = browser_new(j);
    browser_sign_in(&herself, "anna@example.org");
    browser_post(&herself, "/profile/change/reach", "ways=phone");
    browser_sign_in(&story.officer, "olu@example.org");
    j->now += 2 * DAY_MS;
    browser_sign_in(&story.officer, "olu@example.org");
    CHECK_CONTAINS("her wish", get(&story, anna).body, "They asked for no e-mails");
    CHECK_INT("holds", post(&story, write, "subject=Again&text=Hello").status, 422);
    journey_end(j);
}

/* --- the ways on ------------------------------------------------------------------------ */

TEST(officers_find_their_desk_from_every_page_and_others_do_not)
{
    Story story = story_begin();
    Journey *j = story.journey;
    Reply home = browser_get(&story.officer, "/");
    CHECK_CONTAINS("in the menu", home.body, "<a href=\"/desk\">Desk</a>");
    CHECK_CONTAINS("the work for the place", home.body, "To the desk");
    CHECK_CONTAINS("with figures", home.body, "class=\"figures\"");
    CHECK_CONTAINS("that lead to those who joined", home.body, "sort=-joined");
    Reply desk = browser_get(&story.officer, "/desk");
    CHECK_CONTAINS("to the one there is", reply_location(&desk), j->party.slug);
    Browser member = browser_new(j);
    browser_sign_in(&member, "anna@example.org");
    home = browser_get(&member, "/");
    CHECK("a member's is calm", strstr(home.body, "class=\"figures\"") == NULL);
    CHECK("and has no desk", strstr(home.body, "/desk") == NULL);
    CHECK_INT("nor opens one", browser_get(&member, "/desk").status, 404);
    journey_end(j);
}

TEST(paper_is_made_for_ticked_members_and_for_nobody_else)
{
    Story story = story_begin();
    Journey *j = story.journey;
    Arena *arena = db_arena(j->db);
    db_begin(j->db);
    db_run(j->db, "UPDATE members_member SET address = $1", args(sql_text("1 High Street")));
    db_commit(j->db);
    Reply chosen = post(&story, "/choose", text_format(arena, "who=ticked&do=labels&member=%s",
                                                       tick_of(&story, "anna")));
    const char *ask = text_copy(arena, reply_location(&chosen));
    Reply form = browser_get(&story.officer, ask);
    CHECK_CONTAINS("for her", form.body, "For the one whom you have ticked.");
    CHECK("not for everybody", strstr(form.body, "Everybody") == NULL);
    const char *labels = text_format(arena, "/areas/%s/paper/labels", j->party.slug);
    const char *choice = strrchr(ask, '=') + 1;
    Reply made = browser_post(&story.officer, labels, text_format(arena,
                              "who=chosen&order=name&format=L7160&skip=0&choice=%s", choice));
    CHECK_INT("made", made.status, 303);
    const char *sheet = text_copy(arena, reply_location(&made));
    CHECK_CONTAINS("one", browser_get(&story.officer, sheet).body, "1 person");
    CHECK_INT("nobody's choice", browser_get(&story.officer, text_format(arena, "%s?choice=%s", labels,
              "0190a0000000700080000000000000aa")).status, 404);

    Browser herself = browser_new(j);
    browser_sign_in(&herself, "anna@example.org");
    browser_post(&herself, "/profile/change/reach", "ways=mail");
    browser_sign_in(&story.officer, "olu@example.org");
    CHECK_CONTAINS("she wants no letters", browser_get(&story.officer, ask).body,
                   "1 left out, because they asked for no letters.");
    const char *again = text_format(arena, "who=chosen&order=name&format=L7160&skip=0&choice=%s",
                                    choice);
    CHECK_INT("and gets none", browser_post(&story.officer, labels, again).status, 422);
    again = text_format(arena, "%s&statutory=yes", again);
    CHECK_INT("but what is due to everybody", browser_post(&story.officer, labels, again).status, 303);
    journey_end(j);
}
