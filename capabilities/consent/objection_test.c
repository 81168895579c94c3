/* objection_test.c: "write and ring me no more": by the open form and the mailed
 * link, and told to an officer.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/consent/consent_view.h"

#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

static const struct { const char *typed, *want; } numbers[] = {
    { "",                      "" },
    { "none",                  "" },
    { "01632 960001",          "01632960001" },
    { "(01632) 960-001",       "01632960001" },
    { "+44 1632 960001",       "01632960001" },
    { "+44 (0)1632 960 001",   "01632960001" },
    { "0044 1632 960001",      "01632960001" },
    { "+353 1 555 0100",       "35315550100" },
    { "00353 1 555 0100",      "35315550100" },
    { "440 1632",              "4401632" }, /* no plus: as it stands */
};

TEST(a_telephone_number_is_one_however_it_is_typed)
{
    Arena *arena = arena_new((size_t)64 * 1024);
    for (size_t i = 0; i < COUNT(numbers); i++)
        CHECK_TEXT(numbers[i].typed, phone_digits(arena, numbers[i].typed), numbers[i].want);
    arena_free(arena);
}

static bool is_hidden(Journey *j, const char *number)
{
    const char *shown = number, **phone[] = { &shown };
    consent_hide_phones(j->db, phone, 1);
    return shown[0] == '\0';
}

static void wants_news(Journey *j, PersonId person)
{
    consent_give(j->db, &(NewConsent){
        .subject = consent_subject(person), .topic = TOPIC_LOCAL_NEWS, .pace = PACE_AT_ONCE,
        .channel = CHANNEL_JOINING, .at = j->now }, &j->random);
}

static bool may_write(Journey *j, PersonId person)
{
    Permission permission;
    return consent_permits(j->db, person, TOPIC_LOCAL_NEWS, &permission);
}

TEST(an_objection_by_the_open_form_holds_when_its_mailed_link_was_pressed)
{
    Journey *j = journey_begin();
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    wants_news(j, ann);
    Browser guest = browser_new(j), scanner = browser_new(j), mail = browser_new(j);
    Reply reply = browser_post(&guest, "/objection", "mail=Ann%40example.org");
    CHECK_TEXT("look into your mail", reply_location(&reply), "/objection/sent");
    CHECK("nobody can do it in her name", may_write(j, ann));

    const char *link = text_format(j->arena, "/objection/%s",
        between(j, journey_mail(j, "ann@example.org"), "/objection/", "\n"));
    CHECK_CONTAINS("a button", browser_get(&scanner, link).body, "Yes, stop all mails");
    CHECK("opening it says nothing", may_write(j, ann));
    mail.is_foreign = true;
    CHECK_CONTAINS("stopped", browser_post(&mail, link, "").body, "We write you nothing any more");
    CHECK("from now on", !may_write(j, ann));
    CHECK("the address itself", consent_objected(j->db, "ann@example.org"));
    CHECK_CONTAINS("once", browser_post(&mail, link, "").body, "This link is over");
    CHECK_CONTAINS("and no sign-up", browser_get(&mail, text_format(j->arena,
        "/up-to-date/yes/%s", link + strlen("/objection/"))).body, "This link is over");
    journey_end(j);
}

/* What a stranger sees, and what goes out, does not say whether we know somebody. */
TEST(an_objection_says_the_same_of_an_address_that_nobody_has)
{
    Journey *j = journey_begin();
    journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    Browser guest = browser_new(j);
    Reply known = browser_post(&guest, "/objection", "mail=ann%40example.org");
    const char *there = text_copy(j->arena, reply_location(&known));
    Reply unknown = browser_post(&guest, "/objection", "mail=zoe%40example.org");
    CHECK_TEXT("the same page", reply_location(&unknown), there);
    CHECK("a mail goes to both", journey_mail(j, "zoe@example.org")[0] != '\0');
    journey_end(j);
}

TEST(an_objection_fills_nobodys_mailbox)
{
    Journey *j = journey_begin();
    for (int i = 0; i < 8; i++) {
        Browser guest = browser_new(j);
        guest.address = text_format(j->arena, "198.51.%d.7", 100 + i);
        browser_post(&guest, "/objection", "mail=ann%40example.org");
    }
    CHECK_INT("two a day", journey_count(j,
        "SELECT count(*) FROM outbox_message WHERE why = 'objection'"), 2);
    journey_end(j);
}

TEST(an_objection_of_a_telephone_holds_at_once)
{
    Journey *j = journey_begin();
    Browser guest = browser_new(j);
    CHECK("rung before", !is_hidden(j, "01632 960001"));
    Reply reply = browser_post(&guest, "/objection", "phone=%2B44+1632+960001");
    CHECK_TEXT("said so", reply_location(&reply), "/objection/kept");
    CHECK("however it is written", is_hidden(j, "(01632) 960 001"));
    CHECK("no other", !is_hidden(j, "01632 960002"));
    CHECK("no number is no number", is_hidden(j, ""));
    CHECK_INT("only a mark of it is kept", journey_count(j,
        "SELECT count(*) FROM consent_objection WHERE asked_by IS NULL"), 1);
    journey_end(j);
}

static const struct { const char *name, *form; int status; } forms[] = {
    { "nothing",           "mail=&phone=",                            422 },
    { "no address",        "mail=nobody&phone=",                      422 },
    { "no number",         "mail=&phone=12345",                       422 },
    { "one is wrong",      "mail=ann%40example.org&phone=1",          422 },
    { "both",              "mail=ann%40example.org&phone=01632960001", 303 },
};

TEST(an_objection_names_an_address_or_a_number)
{
    for (size_t i = 0; i < COUNT(forms); i++) {
        Journey *j = journey_begin();
        Browser guest = browser_new(j);
        CHECK_INT(forms[i].name, browser_post(&guest, "/objection", forms[i].form).status,
                  forms[i].status);
        CHECK_INT(forms[i].name, journey_count(j, "SELECT count(*) FROM consent_objection"),
                  forms[i].status == 303);
        journey_end(j);
    }
}

TEST(an_objection_told_to_an_officer_holds_at_once_for_all_channels)
{
    Journey *j = journey_begin();
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    PersonId sal = journey_member(j, "Sal Example", "sal@example.org", j->branch.id);
    wants_news(j, ann);
    journey_officer(j, sal, j->branch.id);
    Browser officer = browser_new(j), member = browser_new(j);
    browser_sign_in(&officer, "sal@example.org");
    browser_sign_in(&member, "ann@example.org");
    const char *path = text_format(j->arena, "/areas/%s/objection", j->branch.slug);
    CHECK("not for members", browser_get(&member, path).status != 200);
    CHECK_CONTAINS("the page", browser_get(&officer, path).body, "Somebody wants nothing from us");
    Reply reply = browser_post(&officer, path, "mail=ann%40example.org&phone=01632960001");
    const char *kept = text_copy(j->arena, reply_location(&reply));
    CHECK_CONTAINS("kept", browser_get(&officer, kept).body,
                   "That is written down");
    CHECK("no mail", !may_write(j, ann));
    CHECK("no call", is_hidden(j, "01632 960001"));
    CHECK_INT("who wrote it down", journey_count(j,
        "SELECT count(*) FROM consent_objection WHERE asked_by IS NOT NULL AND channel = 7"), 2);
    CHECK_INT("an officer cannot lift it", (int)consent_give(j->db, &(NewConsent){
        .subject = consent_subject(ann), .topic = TOPIC_LOCAL_NEWS, .pace = PACE_AT_ONCE,
        .channel = CHANNEL_PAPER, .asked_by = sal, .at = j->now }, &j->random), CONSENT_OBJECTED);
    journey_end(j);
}
