/* sign_up_test.c: "keep me up to date": asked, proved, said yes to, left, and
 * taken along when somebody joins.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/consent/consent_view.h"

#include "core/postcode.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

static Arena *arena_of(Journey *j)
{
    return db_arena(j->db);
}

static const char *form_of(Journey *j, const char *mail, const char *rest)
{
    return text_format(arena_of(j), "mail=%s&%s", query_escape(arena_of(j), mail), rest);
}

static const char *branch_form(Journey *j, const char *mail)
{
    return form_of(j, mail, text_format(arena_of(j), "area=%s&topics=local-news&topics=events",
                                        j->branch.slug));
}

static const char *link_of(Journey *j, const char *mail)
{
    return text_format(arena_of(j), "/up-to-date/yes/%s",
                       between(j, journey_mail(j, mail), "/up-to-date/yes/", "\n"));
}

static size_t hears(Journey *j, AreaId area, Topic topic)
{
    AudienceCursor cursor = {0};
    Audience audience = { .root = area, .topic = topic, .pace = PACE_AT_ONCE };
    return consent_audience(j->db, &audience, &cursor, 100, j->now).count;
}

TEST(who_is_no_member_hears_of_what_they_said_yes_to_and_of_nothing_before)
{
    Journey *j = journey_begin();
    Browser eve = browser_new(j);
    const char *there = path_up_to_date(&(Request){ .arena = arena_of(j) }, j->branch.slug);
    CHECK_CONTAINS("the place stands there", browser_get(&eve, there).body, j->branch.name);
    Reply reply = browser_post(&eve, "/up-to-date", branch_form(j, "eve@example.org"));
    CHECK_TEXT("look into your mail", reply_location(&reply), "/up-to-date/sent");
    CHECK_INT("nothing is held of her", journey_count(j, "SELECT count(*) FROM consent_reader"), 0);
    CHECK_INT("she hears nothing", (int64_t)hears(j, j->branch.id, TOPIC_LOCAL_NEWS), 0);

    const char *link = link_of(j, "eve@example.org");
    Browser scanner = browser_new(j), other = browser_new(j);
    const char *page = browser_get(&scanner, link).body;
    CHECK_CONTAINS("the sentence", page, consent_wording(arena_of(j), LANG_EN, TOPIC_EVENTS));
    CHECK("not what she did not choose", strstr(page, "News from the whole movement") == NULL);
    CHECK_INT("opening it says nothing", journey_count(j, "SELECT count(*) FROM consent_receipt"), 0);
    other.is_foreign = true; /* from the mail program's own window */
    CHECK_CONTAINS("yes", browser_post(&other, link, "").body, "You will hear from us");
    CHECK_INT("local news", (int64_t)hears(j, j->branch.id, TOPIC_LOCAL_NEWS), 1);
    CHECK_INT("events", (int64_t)hears(j, j->branch.id, TOPIC_EVENTS), 1);
    CHECK_INT("no others", (int64_t)hears(j, j->branch.id, TOPIC_NATIONAL_NEWS), 0);
    CHECK_INT("two receipts, with words and language", journey_count(j,
        "SELECT count(*) FROM consent_receipt WHERE act = 1 AND channel = 3 AND lang = 'en'"
        " AND wording IS NOT NULL AND version = 1"), 2);
    CHECK_CONTAINS("the link is used up", browser_post(&other, link, "").body, "This link is over");
    CHECK_INT("nothing twice", journey_count(j, "SELECT count(*) FROM consent_receipt"), 2);
    CHECK_INT("what was asked is forgotten", journey_count(j, "SELECT count(*) FROM consent_asked"), 0);
    CHECK_INT("no account", journey_count(j, "SELECT count(*) FROM people_person"), 0);
    journey_end(j);
}

TEST(signing_up_tells_what_is_missing)
{
    static const struct { const char *name, *form; int status; } rows[] = {
        { "no topic", "postcode=ZE90+1AA", 422 },
        { "a topic that there is not", "topics=everything", 422 },
        { "news of a place, and no place", "topics=local-news", 422 },
        { "an unknown postcode", "topics=events&postcode=LS6+3HN", 422 },
        { "no postcode", "topics=events&postcode=Leeds", 422 },
        { "the whole movement needs no place", "topics=national-news", 303 },
        { "a place that there is not", "topics=local-news&area=nowhere", 422 },
    };
    Journey *j = journey_begin();
    for (size_t i = 0; i < COUNT(rows); i++) {
        Browser eve = browser_new(j);
        CHECK_INT(rows[i].name, browser_post(&eve, "/up-to-date",
                  form_of(j, "eve@example.org", rows[i].form)).status, rows[i].status);
    }
    Browser eve = browser_new(j);
    CHECK_INT("no address", browser_post(&eve, "/up-to-date", "topics=national-news").status, 422);
    CHECK_INT("one mail in all", journey_count(j, "SELECT count(*) FROM outbox_message"), 1);
    journey_end(j);
}

TEST(a_postcode_finds_the_place_and_is_not_kept)
{
    Journey *j = journey_begin();
    Browser eve = browser_new(j);
    char text[POSTCODE_TEXT_SIZE];
    postcode_from_key(place_postcodes(j->db, &j->branch, 0, 1).item[0].key, text);
    browser_post(&eve, "/up-to-date", form_of(j, "eve@example.org", text_format(arena_of(j),
                 "topics=local-news&postcode=%s", query_escape(arena_of(j), text))));
    browser_post(&eve, link_of(j, "eve@example.org"), "");
    CHECK_INT("in the branch", (int64_t)hears(j, j->branch.id, TOPIC_LOCAL_NEWS), 1);
    CHECK_INT("not in another", (int64_t)hears(j, j->other_branch.id, TOPIC_LOCAL_NEWS), 0);

    browser_post(&eve, "/up-to-date", form_of(j, "eve@example.org", "topics=national-news"));
    browser_post(&eve, link_of(j, "eve@example.org"), "");
    CHECK_INT("who adds the whole movement stays where she was",
              (int64_t)hears(j, j->branch.id, TOPIC_LOCAL_NEWS), 1);
    CHECK_INT("one reader", journey_count(j, "SELECT count(*) FROM consent_reader"), 1);
    journey_end(j);
}

TEST(signing_up_tells_nobody_who_is_known_and_floods_nobody)
{
    Journey *j = journey_begin();
    journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    for (int i = 0; i < 5; i++) {
        Browser a = browser_new(j), b = browser_new(j);
        a.address = b.address = text_format(arena_of(j), "10.0.%d.1", i);
        Reply known = browser_post(&a, "/up-to-date", branch_form(j, "ann@example.org"));
        CHECK_TEXT("the same answer", reply_location(&known), "/up-to-date/sent");
        Reply unknown = browser_post(&b, "/up-to-date", branch_form(j, "eve@example.org"));
        CHECK_TEXT("for both, and at the end of the day", reply_location(&unknown),
                   "/up-to-date/sent");
    }
    CHECK_INT("three mails a day to Ann", journey_count(j,
              "SELECT count(*) FROM outbox_message WHERE to_mail = 'ann@example.org'"), 3);
    CHECK_INT("three to Eve", journey_count(j,
              "SELECT count(*) FROM outbox_message WHERE to_mail = 'eve@example.org'"), 3);
    Browser ann = browser_new(j);
    browser_sign_in(&ann, "ann@example.org");
    CHECK_CONTAINS("and she can still sign in", browser_get(&ann, "/membership").body,
                   j->branch.name);
    journey_end(j);
}

TEST(a_member_who_signs_up_gets_it_as_a_member)
{
    Journey *j = journey_begin();
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    Browser browser = browser_new(j);
    browser_post(&browser, "/up-to-date", branch_form(j, "ann@example.org"));
    browser_post(&browser, link_of(j, "ann@example.org"), "");
    Permission permission;
    CHECK("her own", consent_permits(j->db, ann, TOPIC_LOCAL_NEWS, &permission));
    CHECK_INT("no second of her", journey_count(j, "SELECT count(*) FROM consent_reader"), 0);
    journey_end(j);
}

TEST(signing_up_anew_lifts_an_objection_and_a_link_left_alone_is_forgotten)
{
    Journey *j = journey_begin();
    Browser eve = browser_new(j);
    consent_object(j->db, "eve@example.org", CHANNEL_LETTER, (PersonId){0}, j->now, &j->random);
    browser_post(&eve, "/up-to-date", branch_form(j, "eve@example.org"));
    CHECK("asking lifts nothing", consent_objected(j->db, "eve@example.org"));
    const char *link = link_of(j, "eve@example.org");
    j->now += ASKED_VALID_MS;
    CHECK_CONTAINS("too late", browser_post(&eve, link, "").body, "This link is over");
    asked_prune(j->db, j->now);
    CHECK_INT("forgotten", journey_count(j, "SELECT count(*) FROM consent_asked"), 0);
    browser_post(&eve, "/up-to-date", branch_form(j, "eve@example.org"));
    browser_post(&eve, link_of(j, "eve@example.org"), "");
    CHECK("her yes does", !consent_objected(j->db, "eve@example.org"));
    CHECK_INT("and holds", (int64_t)hears(j, j->branch.id, TOPIC_LOCAL_NEWS), 1);
    journey_end(j);
}

/* Each yes and each no of the form for joining, as it was read. */
TEST(joining_writes_a_receipt_of_each_yes_and_each_no)
{
    Journey *j = journey_begin();
    Browser eve = browser_new(j);
    eve.language = "cy";
    browser_post(&eve, "/up-to-date", branch_form(j, "eve@example.org"));
    browser_post(&eve, link_of(j, "eve@example.org"), "");
    const char *join = text_format(arena_of(j), "/areas/%s/join", j->branch.slug);
    CHECK_CONTAINS("the sentence is the label", browser_get(&eve, join).body,
                   consent_wording(arena_of(j), LANG_CY, TOPIC_CALL));
    browser_post(&eve, join, "name=Eve&mail=eve%40example.org&read=yes&call=yes");
    browser_post(&eve, "/sign-in/link", text_format(arena_of(j), "token=%s",
                 between(j, journey_mail(j, "eve@example.org"), "token=", "\n")));
    CHECK_INT("yes to a welcome, in Welsh", journey_count(j,
        "SELECT count(*) FROM consent_receipt r JOIN consent_wording w ON w.hash = r.wording"
        " WHERE r.topic = 6 AND r.act = 1 AND r.channel = 2 AND r.lang = 'cy'"), 1);
    CHECK_INT("not to news, and that is written down", journey_count(j,
        "SELECT count(*) FROM consent_receipt r JOIN consent_wording w ON w.hash = r.wording"
        " WHERE r.topic = 1 AND r.act = 2 AND r.channel = 2"), 1);
    CHECK_INT("what she said as a reader still stands, and is hers", journey_count(j,
        "SELECT count(*) FROM consent_standing s JOIN people_person p ON p.id = s.subject"
        " WHERE s.is_given = 1"), 3);
    CHECK_INT("the reader is gone", journey_count(j, "SELECT count(*) FROM consent_reader"), 0);
    CHECK_INT("she gets each letter once", (int64_t)hears(j, j->branch.id, TOPIC_LOCAL_NEWS), 1);
    journey_end(j);
}

TEST(guests_find_it_on_a_place_and_members_do_not)
{
    Journey *j = journey_begin();
    journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    const char *place = text_format(arena_of(j), "/areas/%s", j->branch.slug);
    const char *link = text_format(arena_of(j), "/up-to-date?area=%s", j->branch.slug);
    Browser guest = browser_new(j), ann = browser_new(j);
    CHECK_CONTAINS("a guest", browser_get(&guest, place).body, link);
    browser_sign_in(&ann, "ann@example.org");
    CHECK("a member chooses in the account", strstr(browser_get(&ann, place).body, link) == NULL);
    journey_end(j);
}
