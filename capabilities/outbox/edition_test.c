/* edition_test.c: a letter to many reaches each once, and nobody who has left.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/outbox/edition.h"

#include "app/registry.h"
#include "capabilities/consent/consent.h"
#include "capabilities/people/people.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

enum { SEEN = 400 };

/* An outside that writes down what it was given, and does as it is told. */
typedef struct {
    MailEnd answer;
    size_t  count;
    char    to[SEEN][60], id[SEEN][80];
    char    text[2000], html[2000], leave[200], list[100], from_name[100], reply_to[100];
    void  (*before_next)(void *state, size_t count);
    void   *state;
} Post;

typedef struct { Journey *j; Post *post; Outside outside; EditionId edition; TimeMs now; } Office;

static MailEnd post_send(Outside *outside, Arena *arena, const Mail *mail, const char **why)
{
    Post *post = outside->state;
    (void)arena;
    snprintf(post->to[post->count], sizeof post->to[0], "%s", mail->to);
    snprintf(post->id[post->count], sizeof post->id[0], "%s", mail->message_id);
    snprintf(post->text, sizeof post->text, "%s", mail->text);
    snprintf(post->html, sizeof post->html, "%s", mail->html == NULL ? "" : mail->html);
    snprintf(post->leave, sizeof post->leave, "%s", mail->leave == NULL ? "" : mail->leave);
    snprintf(post->list, sizeof post->list, "%s", mail->list_id == NULL ? "" : mail->list_id);
    snprintf(post->from_name, sizeof post->from_name, "%s",
             mail->from_name == NULL ? "" : mail->from_name);
    post->count++;
    *why = "told to";
    if (post->before_next != NULL)
        post->before_next(post->state, post->count);
    return post->answer;
}

static const Edition a_letter = {
    .subject = "News", .text = "Hello\nLeave: {leave}\n", .html = "<p>Hello</p><a href=\"https://{leave}\">",
    .from_name = "The branch", .list = "local-news", .why = "news from a local party",
};

static PersonId reader(Journey *j, int number)
{
    const char *mail = text_format(j->arena, "p%d@example.org", number);
    PersonId person = person_add(j->db, "Somebody", mail, LANG_EN, j->now, &j->random);
    consent_give(j->db, &(NewConsent){ .subject = consent_subject(person),
                                       .topic = TOPIC_LOCAL_NEWS, .channel = CHANNEL_JOINING,
                                       .at = j->now }, &j->random);
    return person;
}

static void address(Office *office, PersonId person, Topic topic)
{
    Permission permission;
    if (consent_permits(office->j->db, person, topic, &permission))
        outbox_edition_to(office->j->db, office->edition, &permission, office->now,
                          &office->j->random);
}

/* A letter to so many, p0@ to p…@. */
static Office office_begin(int people)
{
    registry_use();
    Journey *j = journey_begin();
    Office office = { .j = j, .now = j->now, .post = heap_take(1, sizeof(Post)) };
    office.post->answer = MAIL_SENT;
    office.edition = outbox_edition(j->db, &a_letter, j->now, &j->random);
    for (int i = 0; i < people; i++)
        address(&office, reader(j, i), TOPIC_LOCAL_NEWS);
    office.outside = (Outside){ .has_relay = true, .send_mail = post_send, .state = office.post };
    return office;
}

static void office_end(Office *office)
{
    heap_give(office->post);
    journey_end(office->j);
}

static bool (*look_up)(Job *job);

static bool work(Office *office)
{
    Job job = { .db = office->j->db, .arena = db_arena(office->j->db), .site = &office->j->site,
                .outside = &office->outside, .random = &office->j->random, .now = office->now,
                .look_up = look_up };
    bool has_more = outbox_capability.job(&job);
    office->now = job.now;
    return has_more;
}

static EditionCount count_of(Office *office)
{
    return outbox_edition_count(office->j->db, office->edition);
}

TEST(edition_goes_once_to_each_with_a_way_to_leave)
{
    Office office = office_begin(250);
    CHECK_INT("all queued", count_of(&office).waiting, 250);
    int rounds = 0;
    while (work(&office) && rounds < 20)
        rounds++;
    CHECK_INT("bounded pieces", rounds, 2);
    CHECK_INT("each", (int64_t)office.post->count, 250);
    CHECK_INT("is counted", count_of(&office).sent, 250);
    for (size_t i = 1; i < office.post->count; i++)
        for (size_t k = 0; k < i; k++)
            CHECK("once", strcmp(office.post->to[i], office.post->to[k]) != 0);
    CHECK_CONTAINS("the link in the words", office.post->text, office.post->leave);
    CHECK_CONTAINS("and in the markup", office.post->html,
                   text_format(office.j->arena, "href=\"%s\"", office.post->leave));
    CHECK_CONTAINS("is ours", office.post->leave, "/leave/");
    CHECK("nothing is left to fill in", strstr(office.post->text, "{leave}") == NULL);
    CHECK_TEXT("a list", office.post->list, "local-news.localhost");
    CHECK_TEXT("from", office.post->from_name, "The branch");
    work(&office);
    CHECK_INT("no more", (int64_t)office.post->count, 250);
    CHECK_INT("its words stand there once",
              journey_count(office.j, "SELECT count(*) FROM outbox_edition WHERE body <> ''"), 1);
    office_end(&office);
}

/* Where no relay is: what would have gone is read like any other mail. */
TEST(edition_stands_in_the_mailbox_of_a_demo)
{
    Office office = office_begin(3);
    Journey *j = office.j;
    Message message = { .to = "p1@example.org", .subject = "Alone", .text = "One line\n", .why = "a test" };
    outbox_add(j->db, &message, office.now + 1, &j->random);
    office.outside = (Outside){ .has_relay = false };
    office.now += SECOND_MS;
    while (work(&office))
        continue;
    Browser guest = browser_new(j);
    const char *page = browser_get(&guest, "/mailbox").body;
    const char *alone = strstr(page, "<h2>Alone</h2>"), *letter = strstr(page, "<h2>News</h2>");
    CHECK("both are there, the newest first", alone != NULL && letter != NULL && alone < letter);
    page = browser_get(&guest, "/mailbox?to=p1%40example.org").body;
    CHECK("one's own", strstr(page, "p1@example.org") != NULL && strstr(page, "p2@example.org") == NULL);
    const char *link = between(j, page, "<a href=\"http://localhost:8080", "\"");
    CHECK("the link to leave by", text_starts(link, "/leave/"));
    CHECK_CONTAINS("leads there", browser_get(&guest, link).body, "Stop these mails?");
    office_end(&office);
}

TEST(edition_is_addressed_to_nobody_twice)
{
    Office office = office_begin(0);
    PersonId ann = reader(office.j, 1);
    for (int i = 0; i < 3; i++)
        address(&office, ann, TOPIC_LOCAL_NEWS);
    work(&office);
    CHECK_INT("once", (int64_t)office.post->count, 1);
    address(&office, ann, TOPIC_LOCAL_NEWS);
    work(&office);
    CHECK_INT("nor later", (int64_t)office.post->count, 1);
    office_end(&office);
}

/* Each way of saying no between queuing and sending. */
TEST(edition_goes_to_nobody_who_has_left_since_it_was_queued)
{
    Office office = office_begin(6);
    Journey *j = office.j;
    Person left, objects;
    person_by_mail(j->db, "p1@example.org", &left);
    person_by_mail(j->db, "p2@example.org", &objects);
    consent_withdraw(j->db, consent_subject(left.id), TOPIC_LOCAL_NEWS, CHANNEL_ACCOUNT,
                     (PersonId){0}, j->now, &j->random);
    consent_object(j->db, objects.mail, CHANNEL_PHONE, (PersonId){0}, j->now, &j->random);
    work(&office);
    for (size_t i = 0; i < office.post->count; i++) {
        CHECK("not who left", strcmp(office.post->to[i], "p1@example.org") != 0);
        CHECK("nor who objects", strcmp(office.post->to[i], "p2@example.org") != 0);
    }
    EditionCount count = count_of(&office);
    CHECK_INT("the others", count.sent, 4);
    CHECK_INT("left", count.left, 1);
    CHECK_INT("objected", count.objected, 1);
    CHECK_INT("all are accounted for", count.all, 6);
    office_end(&office);
}

static bool a_second_later(Job *job)
{
    job->now += SECOND_MS;
    return true;
}

static void others_leave(void *state, size_t count)
{
    Office *office = state;
    if (count != 1)
        return;
    for (int i = 0; i < 5; i++) {
        Person person;
        person_by_mail(office->j->db, text_format(office->j->arena, "p%d@example.org", i), &person);
        consent_withdraw(office->j->db, consent_subject(person.id), TOPIC_LOCAL_NEWS,
                         CHANNEL_ONE_CLICK, (PersonId){0}, office->now, &office->j->random);
    }
}

/* No time passes between the leaving and the next mail. */
TEST(edition_hears_from_the_next_mail_on_who_leaves_while_it_is_sent)
{
    Office office = office_begin(5);
    office.post->before_next = others_leave;
    office.post->state = &office;
    work(&office);
    CHECK_INT("the one under way", (int64_t)office.post->count, 1);
    CHECK_INT("and no other", count_of(&office).left, 4);
    office_end(&office);
}

/* --- several at once ------------------------------------------------------------- */

enum { LINES = 4 };

/* Sends them one after the other; the last one of each round is put off or refused
 * when the post says so. */
static void post_send_many(Outside *outside, Arena *arena, MailTry mail[], size_t count)
{
    Post *post = outside->state;
    MailEnd answer = post->answer;
    CHECK("never more than there are connections", count <= LINES);
    for (size_t i = 0; i < count; i++) {
        post->answer = i == LINES - 1 ? answer : MAIL_SENT;
        mail[i].end = post_send(outside, arena, &mail[i].mail, &mail[i].why);
    }
    post->answer = answer;
}

static void use_lines(Office *office)
{
    office->outside.send_mails = post_send_many;
    office->outside.mails_at_once = LINES;
}

static void check_nobody_twice(const Post *post)
{
    for (size_t i = 1; i < post->count; i++)
        for (size_t k = 0; k < i; k++)
            CHECK("once", strcmp(post->to[i], post->to[k]) != 0);
}

TEST(edition_goes_over_several_connections_and_once_to_each)
{
    Office office = office_begin(250);
    use_lines(&office);
    while (work(&office))
        continue;
    CHECK_INT("each", (int64_t)office.post->count, 250);
    CHECK_INT("is counted", count_of(&office).sent, 250);
    check_nobody_twice(office.post);
    office_end(&office);
}

TEST(edition_notes_each_end_of_a_round_by_itself)
{
    static const struct { const char *name; MailEnd end; int64_t sent, waiting, given_up; } rows[] = {
        { "the last of four is put off", MAIL_LATER, 6, 2, 0 },
        { "the last of four is refused", MAIL_NEVER, 6, 0, 2 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Office office = office_begin(8);
        use_lines(&office);
        office.post->answer = rows[i].end;
        work(&office);
        EditionCount count = count_of(&office);
        CHECK_INT(rows[i].name, (int64_t)office.post->count, 8);
        CHECK_INT(rows[i].name, count.sent, rows[i].sent);
        CHECK_INT(rows[i].name, count.waiting, rows[i].waiting);
        CHECK_INT(rows[i].name, count.given_up, rows[i].given_up);
        office_end(&office);
    }
}

/* p0 to p4 leave while the first mail is under way, and three more with it: p4 is
 * not in that round. */
TEST(edition_of_several_connections_hears_who_leaves_from_the_next_round_on)
{
    Office office = office_begin(5);
    use_lines(&office);
    office.post->before_next = others_leave;
    office.post->state = &office;
    work(&office);
    CHECK_INT("those under way", (int64_t)office.post->count, LINES);
    CHECK_INT("and no other", count_of(&office).left, 1);
    office_end(&office);
}

/* Each way of saying no, heard while the letter is already being sent. */
static void say_no(Office *office, int way, const char *mail)
{
    Journey *j = office->j;
    Person person;
    CHECK("is there", person_by_mail(j->db, mail, &person));
    StillMay ask = { .subject = consent_subject(person.id), .mail = mail,
                     .topic = TOPIC_LOCAL_NEWS };
    capabilities_still_may(j->db, &ask, 1);
    Browser browser = browser_new(j);
    browser.is_foreign = way == 0;
    switch (way) {
    case 0: /* the button of the mail program: RFC 8058 */
        CHECK_INT("one click", browser_post(&browser, ask.leave, "List-Unsubscribe=One-Click").status, 200);
        break;
    case 1: /* the button on the page that the link opens */
        CHECK_INT("the topic", browser_post(&browser, ask.leave, "what=topic").status, 200);
        break;
    case 2:
        CHECK_INT("all", browser_post(&browser, ask.leave, "what=all").status, 200);
        break;
    default: /* on the phone, to an officer */
        consent_object(j->db, mail, CHANNEL_PHONE, (PersonId){0}, office->now, &j->random);
        break;
    }
}

/* Four of the six; never the one whose mail is under way. */
static void four_say_no(void *state, size_t count)
{
    Office *office = state;
    const char *under_way = count == 0 ? "" : office->post->to[0];
    for (int i = 0, way = 0; count < 2 && way < 4; i++) {
        const char *mail = text_format(office->j->arena, "p%d@example.org", i);
        if (!text_equal(mail, under_way))
            say_no(office, way++, mail);
    }
}

/* Before the letter is begun, and while its first mail is under way; a mail
 * program's no is committed by a request of its own, so nothing of the sender's
 * may be open meanwhile. */
TEST(edition_heeds_each_way_of_saying_no_from_the_next_mail_on)
{
    for (int is_before = 0; is_before < 2; is_before++) {
        Office office = office_begin(6);
        office.post->state = &office;
        if (is_before)
            four_say_no(&office, 0);
        else
            office.post->before_next = four_say_no;
        work(&office);
        EditionCount count = count_of(&office);
        CHECK_INT("two said nothing", count.sent, 2);
        CHECK_INT("they were sent", (int64_t)office.post->count, 2);
        CHECK_INT("one topic left", count.left, 2);
        CHECK_INT("all mails objected to", count.objected, 2);
        office_end(&office);
    }
}

static void is_stopped(void *state, size_t count)
{
    Office *office = state;
    if (count == 3)
        outbox_edition_stop(office->j->db, office->edition, office->now);
}

TEST(edition_stops_while_it_is_sent)
{
    Office office = office_begin(150);
    office.post->before_next = is_stopped;
    office.post->state = &office;
    look_up = a_second_later;
    while (work(&office))
        continue;
    work(&office);
    look_up = NULL;
    CHECK_INT("three went", (int64_t)office.post->count, 3);
    EditionCount count = count_of(&office);
    CHECK_INT("they count", count.sent, 3);
    CHECK_INT("the others did not go", count.not_sent, 147);
    CHECK_INT("nothing waits", count.waiting, 0);
    office_end(&office);
}

static void somebody_signs_in(void *state, size_t count)
{
    Office *office = state;
    Message message = { .to = "new@example.org", .subject = "Sign in", .text = "x", .why = "a test" };
    if (count == 1)
        outbox_add(office->j->db, &message, office->now, &office->j->random);
}

TEST(edition_gives_way_to_a_sign_in_link)
{
    Office office = office_begin(50);
    office.post->before_next = somebody_signs_in;
    office.post->state = &office;
    look_up = a_second_later;
    CHECK("there is more", work(&office));
    CHECK("the batch was cut", office.post->count < 50);
    size_t before = office.post->count;
    office.post->before_next = NULL;
    work(&office);
    look_up = NULL;
    CHECK_TEXT("the link is next", office.post->to[before], "new@example.org");
    while (work(&office))
        continue;
    CHECK_INT("and all the others", (int64_t)office.post->count, 51);
    CHECK_INT("none twice", count_of(&office).sent, 50);
    office_end(&office);
}

TEST(edition_waits_longer_each_time_and_then_gives_up)
{
    static const struct { const char *name; int64_t minute; int want; } waits[] = {
        { "at once", 0, 1 },    { "not after four", 4, 1 },     { "after five", 5, 2 },
        { "not after", 30, 2 }, { "half an hour on", 35, 3 },   { "two hours on", 155, 4 },
        { "not", 800, 4 },      { "twelve hours on", 875, 5 },  { "never again", 100000, 5 },
    };
    Office office = office_begin(1);
    office.post->answer = MAIL_LATER;
    TimeMs began = office.now;
    for (size_t i = 0; i < COUNT(waits); i++) {
        office.now = began + waits[i].minute * MINUTE_MS;
        work(&office);
        CHECK_INT(waits[i].name, (int64_t)office.post->count, waits[i].want);
        CHECK_TEXT("the same id", office.post->id[office.post->count - 1], office.post->id[0]);
    }
    CHECK_INT("said so", count_of(&office).given_up, 1);
    office_end(&office);
}

TEST(edition_spares_the_rest_when_the_relay_is_away)
{
    Office office = office_begin(90);
    office.post->answer = MAIL_LATER;
    work(&office);
    CHECK("a few tries", office.post->count < 10);
    office.post->answer = MAIL_SENT;
    office.now += HOUR_MS;
    while (work(&office))
        continue;
    CHECK_INT("then all", count_of(&office).sent, 90);
    office_end(&office);
}

TEST(edition_of_a_dead_sender_is_taken_up_where_it_was)
{
    Office office = office_begin(5);
    db_begin(office.j->db);
    CHECK_INT("taken", recipients_take(office.j->db, office.now).count, 5);
    CHECK("kept", db_commit(office.j->db));
    work(&office);
    CHECK_INT("it may be alive", (int64_t)office.post->count, 0);
    office.now += EDITION_LEASE_MS;
    work(&office);
    CHECK_INT("it is dead", (int64_t)office.post->count, 5);
    office_end(&office);
}

TEST(edition_of_a_backup_waits_for_an_administrator)
{
    Office office = office_begin(7);
    outbox_capability.restored(&(Restored){ .db = office.j->db, .made = office.now,
                                            .now = office.now });
    work(&office);
    CHECK_INT("nothing goes", (int64_t)office.post->count, 0);
    HeldMessages held[HELD_KINDS_MAX];
    size_t kinds = outbox_held(office.j->db, held);
    int64_t of_edition = 0;
    for (size_t i = 0; i < kinds; i++)
        if (text_equal(held[i].why, a_letter.why))
            of_edition = held[i].count;
    CHECK_INT("it is listed", of_edition, 7);
    CHECK_INT("let go", outbox_release(office.j->db, office.now), 7);
    work(&office);
    CHECK_INT("it goes", count_of(&office).sent, 7);
    office_end(&office);
}

TEST(edition_of_a_backup_can_be_let_go)
{
    Office other = office_begin(2);
    outbox_capability.restored(&(Restored){ .db = other.j->db, .now = other.now });
    CHECK_INT("dropped", outbox_drop_held(other.j->db, other.now), 2);
    work(&other);
    CHECK_INT("never sent", (int64_t)other.post->count, 0);
    CHECK_INT("and it says so", count_of(&other).not_sent, 2);
    office_end(&other);
}

TEST(edition_keeps_its_numbers_when_its_people_are_forgotten)
{
    Office office = office_begin(4);
    Person left;
    person_by_mail(office.j->db, "p1@example.org", &left);
    consent_withdraw(office.j->db, consent_subject(left.id), TOPIC_LOCAL_NEWS, CHANNEL_ACCOUNT,
                     (PersonId){0}, office.now, &office.j->random);
    work(&office);
    EditionCount before = count_of(&office);
    office.now += OUTBOX_KEEP_MS + 1;
    Job job = { .db = office.j->db, .now = office.now };
    for (int i = 0; i < 5; i++)
        outbox_capability.prune(&job);
    CHECK_INT("nobody is left", journey_count(office.j, "SELECT count(*) FROM outbox_recipient"), 0);
    EditionCount after = count_of(&office);
    CHECK_INT("sent", after.sent, before.sent);
    CHECK_INT("left", after.left, before.left);
    CHECK_INT("all", after.all, 4);
    office_end(&office);
}

/* --- mails that come back --------------------------------------------------------- */

static const char *notice(Office *office, const char *message_id, const char *action,
                          const char *status)
{
    return text_format(office->j->arena,
        "From: MAILER-DAEMON@example.org\r\nContent-Type: multipart/report;"
        " report-type=delivery-status;\r\n boundary=\"b\"\r\n\r\n--b\r\n\r\nIt failed.\r\n--b\r\n"
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; example.org\r\n\r\n"
        "Final-Recipient: rfc822; p0@example.org\r\nAction: %s\r\nStatus: %s\r\n\r\n--b\r\n"
        "Content-Type: message/rfc822\r\n\r\nSubject: News\r\nMessage-ID: <%s>\r\n\r\nHello\r\n"
        "--b--\r\n", action, status, message_id);
}

static ReturnedEnd returns(Office *office, const char *bytes)
{
    return outbox_returned(office->j->db, bytes, strlen(bytes), office->now);
}

TEST(edition_counts_what_comes_back_and_writes_there_no_more)
{
    Office office = office_begin(2);
    work(&office);
    size_t of_p0 = strcmp(office.post->to[0], "p0@example.org") == 0 ? 0 : 1;
    const char *id = office.post->id[of_p0];
    CHECK_INT("tried on", returns(&office, notice(&office, id, "delayed", "4.4.1")),
              RETURNED_LATER);
    CHECK_INT("another's mail", returns(&office, notice(&office, "1@h", "failed", "5.1.1")),
              RETURNED_NOT_OURS);
    CHECK_INT("a forged one",
              returns(&office, notice(&office, "00000000000000000000000000000001@localhost",
                                      "failed", "5.1.1")), RETURNED_NOT_OURS);
    CHECK_INT("all are sent", count_of(&office).sent, 2);
    CHECK_INT("it came back", returns(&office, notice(&office, id, "failed", "5.1.1")),
              RETURNED_NOTED);
    CHECK_INT("once", returns(&office, notice(&office, id, "failed", "5.1.1")), RETURNED_NOT_OURS);
    CHECK_INT("is counted", count_of(&office).bounced, 1);

    Person p0;
    person_by_mail(office.j->db, "p0@example.org", &p0);
    for (int i = 0; i < 2; i++) {
        office.edition = outbox_edition(office.j->db, &a_letter, office.now, &office.j->random);
        address(&office, p0.id, TOPIC_LOCAL_NEWS);
        work(&office);
        CHECK_INT("not tried, then tried", count_of(&office).bounced, i == 0);
        outbox_arrives(office.j->db, "p0@example.org");
    }
    office_end(&office);
}

TEST(edition_believes_a_passing_fault_the_third_time)
{
    Office office = office_begin(1);
    Person p0;
    person_by_mail(office.j->db, "p0@example.org", &p0);
    for (int i = 0; i < 5; i++) {
        if (i > 0) {
            office.edition = outbox_edition(office.j->db, &a_letter, office.now, &office.j->random);
            address(&office, p0.id, TOPIC_LOCAL_NEWS);
        }
        work(&office);
        const char *id = office.post->id[office.post->count - 1];
        returns(&office, notice(&office, id, "failed", "5.2.2"));
    }
    CHECK_INT("three tries", (int64_t)office.post->count, 3);
    office_end(&office);
}

TEST(outbox_budget_is_one_for_all_nodes_and_fills_in_a_day)
{
    Office office = office_begin(0);
    Hash one = hash_of_text("a"), other = hash_of_text("b");
    int taken = 0;
    for (int i = 0; i < 20; i++)
        taken += outbox_budget_take(office.j->db, one, 12, office.now);
    CHECK_INT("twelve", taken, 12);
    CHECK("another's is untouched", outbox_budget_take(office.j->db, other, 12, office.now));
    CHECK("two hours bring one", outbox_budget_take(office.j->db, one, 12,
                                                    office.now + 2 * HOUR_MS + 1000));
    CHECK("and no more", !outbox_budget_take(office.j->db, one, 12, office.now + 2 * HOUR_MS + 1000));
    CHECK_INT("kept a day", journey_count(office.j, "SELECT count(*) FROM outbox_budget"), 2);
    outbox_budget_take(office.j->db, hash_of_text("c"), 12, office.now + 3 * DAY_MS);
    CHECK_INT("then gone", journey_count(office.j, "SELECT count(*) FROM outbox_budget"), 1);
    office_end(&office);
}

TEST(edition_goes_again_to_who_has_signed_in_with_a_mailed_link)
{
    Office office = office_begin(0);
    Journey *j = office.j;
    PersonId ann = journey_member(j, "Ann", "ann@example.org", j->branch.id);
    consent_give(j->db, &(NewConsent){ .subject = consent_subject(ann), .topic = TOPIC_LOCAL_NEWS,
                                       .channel = CHANNEL_JOINING, .at = j->now }, &j->random);
    address(&office, ann, TOPIC_LOCAL_NEWS);
    work(&office);
    const char *bytes = notice(&office, office.post->id[0], "failed", "5.1.1");
    CHECK_INT("it came back", returns(&office, bytes), RETURNED_NOTED);
    CHECK_INT("so it is dead", journey_count(j,
        "SELECT count(*) FROM outbox_returned WHERE is_dead = 1"), 1);
    Browser browser = browser_new(j);
    browser_sign_in(&browser, "ann@example.org");
    CHECK_INT("it is not", journey_count(j, "SELECT count(*) FROM outbox_returned"), 0);
    office_end(&office);
}
