/* forgotten_test.c: whoever was forgotten comes back by their own hand or not at all,
 * whatever lists, forms, links and backups come along.
 *
 * FORGOTTEN_HISTORIES (60) random histories through serve() and the jobs process, each
 * of an invented person of its own: joining, asking to join and leaving the link alone,
 * pressing an old link, being brought in by a list, being entered by an officer, being
 * forgotten. Each list and each form of an officer names something by which the person
 * was known. Now and then the whole database is put back from a copy. The long run is
 * `make forgotten`.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdlib.h>
#include <unistd.h>

#include "capabilities/imports/imports.h"
#include "capabilities/members/members.h"
#include "capabilities/people/people.h"
#include "capabilities/rights/rights.h"
#include "core/postcode.h"
#include "sys/apart.h"
#include "sys/rights.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

enum { STEPS = 8, MAILS_MAX = 3, /* an hour to one mailbox */ A_RESTORE_EVERY = 20 /* histories */ };

typedef enum { JOINS, ASKS, PRESSES_OLD, LISTED, ENTERED, FORGOTTEN, EVENTS } Event;

typedef struct {
    Journey *j;
    Arena   *arena; /* of one history */
    PersonId ann;
    Browser  officer;
    Outside  outside;
    const char *postcode, *lists, *entry;
    /* Lists and forms while forgotten; joined again by themselves; members by a list. */
    int64_t tries, returns, written;
} Story;

typedef struct {
    Browser     browser;
    const char *name, *mail, *phone, *token; /* token: of a link that was left alone; NULL */
    int         mails;
    bool        is_forgotten, token_is_older;
    bool        was_mail, was_phone, was_home; /* by what they were known when they were forgotten */
} Soul;

static const char *letters_of(Arena *arena, int number)
{
    static const char *const syllables[] = { "ba", "ce", "di", "fo", "gu", "ha", "ki", "lo", "mu", "ne" };
    TextBuilder out = text_builder(arena);
    text_add(&out, "Zq");
    for (; number > 0; number /= 10)
        text_add(&out, syllables[number % 10]);
    return text_of(&out);
}

static Story story_begin(void)
{
    static char postcode[POSTCODE_TEXT_SIZE];
    Story story = { .j = journey_begin(), .arena = arena_new(ARENA_REQUEST_MAX),
                    .outside = { .apart = apart_run, .rights = RIGHTS_ON } };
    Journey *j = story.j;
    story.ann = journey_member(j, "Ann Officer", "ann@example.net", j->branch.id);
    journey_officer(j, story.ann, j->branch.id);
    postcode_from_key(place_postcodes(j->db, &j->branch, 0, 1).item[0].key, postcode);
    story.postcode = postcode;
    story.lists = text_format(j->arena, "/areas/%s/imports", j->branch.slug);
    story.entry = text_format(j->arena, "/areas/%s/members/new", j->branch.slug);
    return story;
}

/* A session of its own for each history: an officer's ends after half an hour. */
static void officer_begins(Story *story)
{
    Journey *j = story->j;
    db_begin(j->db);
    const char *token = people_start_session(j->db, story->ann, SESSION_BY_LINK, j->now, &j->random);
    CHECK("begun", db_commit(j->db));
    story->officer = browser_new(j);
    snprintf(story->officer.cookie[0][0], sizeof story->officer.cookie[0][0], PEOPLE_SESSION_COOKIE);
    snprintf(story->officer.cookie[0][1], sizeof story->officer.cookie[0][1], "%s", token);
    story->officer.cookie_count = 1;
}

static void work(Story *story)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX), *before = db_arena(story->j->db);
    Job job = { .db = story->j->db, .arena = arena, .site = &story->j->site,
                .outside = &story->outside, .random = &story->j->random, .now = story->j->now };
    db_use_arena(job.db, arena);
    while (imports_capability.job(&job))
        arena_reset(arena);
    db_use_arena(job.db, before);
    arena_free(arena);
}

/* Where somebody is written down; NULL: nowhere. */
static const char *where_is(Story *story, const Soul *soul)
{
    static const char sql[] =
        "SELECT 'people_person' FROM people_person WHERE mail = $1 OR name = $2"
        " UNION ALL SELECT 'people_mail' FROM people_mail WHERE mail = $1"
        " UNION ALL SELECT 'members_member' FROM members_member WHERE mail = $1 OR name = $2 OR phone = $3"
        " UNION ALL SELECT 'members_former' FROM members_former WHERE mail = $1 OR name = $2 OR phone = $3"
        " UNION ALL SELECT 'members_doubt' FROM members_doubt WHERE mail = $1 OR name = $2 OR phone = $3"
        " UNION ALL SELECT 'imports_row' FROM imports_row WHERE cells LIKE $4";
    Rows rows = db_rows_(story->j->db, sql,
                         args(sql_text(soul->mail), sql_text(soul->name), sql_text(soul->phone),
                              sql_text(text_format(story->arena, "%%%s%%", soul->name))));
    const char *where = NULL;
    while (rows_next(&rows))
        where = text_copy(story->arena, row_text(&rows, 0));
    return where;
}

static bool is_member(Story *story, const Soul *soul)
{
    Rows rows = db_rows_(story->j->db, "SELECT 1 FROM members_member WHERE name = $1",
                         args(sql_text(soul->name)));
    bool is_so = rows_next(&rows);
    rows_end(&rows);
    return is_so;
}

/* --- what happens ------------------------------------------------------------------------ */

static const char *asks(Story *story, Soul *soul)
{
    Arena *arena = story->arena;
    soul->mails++;
    Reply reply = browser_post(&soul->browser, "/join",
        text_format(arena, "postcode=%s&name=%s&mail=%s&read=yes",
                    query_escape(arena, story->postcode), query_escape(arena, soul->name),
                    query_escape(arena, soul->mail)));
    CHECK_INT("the form is taken", reply.status, 303);
    return text_copy(arena, between(story->j, journey_mail_with(story->j, soul->mail,
                                                                "/sign-in/link?token="),
                                    "/sign-in/link?token=", "\n"));
}

static void presses(Story *story, Soul *soul, const char *token, bool is_own_hand)
{
    browser_post(&soul->browser, "/sign-in/link", text_format(story->arena, "token=%s", token));
    if (is_own_hand && is_member(story, soul)) {
        story->returns += soul->is_forgotten;
        soul->is_forgotten = false;
    }
}

/* Something by which they were known is among what is written; the rest by chance. */
static void choose(Story *story, const Soul *soul, bool *mail, bool *phone, bool *home)
{
    uint64_t chance = random_below(&story->j->random, 8);
    *mail = chance & 1;
    *phone = chance & 2;
    *home = chance & 4;
    bool is_known = (*mail && soul->was_mail) || (*phone && soul->was_phone) || (*home && soul->was_home);
    if (soul->is_forgotten && !is_known) {
        *mail |= soul->was_mail;
        *phone |= soul->was_phone && !soul->was_mail;
        *home |= soul->was_home && !soul->was_mail && !soul->was_phone;
    } else if (!*mail && !*phone && !*home) {
        *mail = true;
    }
}

/* By what the database knows them. */
static void look(Story *story, Soul *soul)
{
    Rows rows = db_rows_(story->j->db,
        "SELECT p.mail, m.phone, m.postcode FROM members_member m JOIN people_person p ON p.id = m.person"
        " WHERE m.name = $1", args(sql_text(soul->name)));
    while (rows_next(&rows)) {
        soul->was_mail |= row_text(&rows, 0)[0] != '\0';
        soul->was_phone |= row_text(&rows, 1)[0] != '\0';
        soul->was_home |= row_text(&rows, 2)[0] != '\0';
    }
}

static void listed(Story *story, Soul *soul)
{
    bool mail, phone, home;
    choose(story, soul, &mail, &phone, &home);
    const char *list = text_format(story->arena, "Name,Mail,Phone,Postcode\n%s,%s,%s,%s\n", soul->name,
                                   mail ? soul->mail : "", phone ? soul->phone : "",
                                   home ? story->postcode : "");
    Reply reply = browser_send_file(&story->officer, story->lists, "", "file", "list.csv", list,
                                    strlen(list));
    CHECK_INT("a list is taken", reply.status, 303);
    const char *path = text_copy(story->arena, reply_location(&reply));
    work(story);
    reply = browser_post(&story->officer, text_format(story->arena, "%s/columns", path),
                         "heading=1&c0=name&c1=mail&c2=phone&c3=postcode&known=1");
    CHECK_INT("its columns are", reply.status, 303);
    work(story);
    bool was_member = is_member(story, soul);
    browser_post(&story->officer, text_format(story->arena, "%s/run", path), "");
    work(story);
    story->written += !was_member && is_member(story, soul);
    db_begin(story->j->db); /* the list itself is thrown away, as its officer may */
    db_run_(story->j->db, soul->is_forgotten ? "SELECT 1" : "DELETE FROM imports_row", no_args);
    db_commit(story->j->db);
    story->tries += soul->is_forgotten;
}

static void entered(Story *story, Soul *soul)
{
    bool mail, phone, home;
    Arena *arena = story->arena;
    choose(story, soul, &mail, &phone, &home);
    browser_post(&story->officer, story->entry,
        text_format(arena, "name=%s&mail=%s&phone=%s&postcode=%s&reach=%s&lang=en&way=paper&sure=yes"
                    "&address=%s", query_escape(arena, soul->name),
                    mail ? query_escape(arena, soul->mail) : "",
                    phone ? query_escape(arena, soul->phone) : "",
                    home ? query_escape(arena, story->postcode) : "",
                    mail ? "mail" : phone ? "phone" : "letter", mail || phone ? "" : "1+High+Street"));
    story->tries += soul->is_forgotten;
}

/* Somebody of this name who is a member; none. */
static Id member_named(Story *story, const Soul *soul)
{
    Id person = {0};
    Rows rows = db_rows_(story->j->db, "SELECT person FROM members_member WHERE name = $1",
                         args(sql_text(soul->name)));
    while (rows_next(&rows))
        person = row_id(&rows, 0);
    return person;
}

/* By their own page where they are signed in, else as with the mailed link. A list and a
 * form that had nothing in common have made two of them: both go. */
static void forgotten(Story *story, Soul *soul)
{
    Journey *j = story->j;
    Id person;
    if (!is_member(story, soul))
        return;
    soul->was_mail = soul->was_phone = soul->was_home = false;
    look(story, soul);
    browser_post(&soul->browser, "/account/data/forget", "sure=yes");
    while (person = member_named(story, soul), !id_is_none(person)) {
        db_begin(j->db);
        CHECK("forgotten", rights_forget(j->db, (PersonId){ person }, j->now, &j->random) > 0);
        CHECK("kept", db_commit(j->db));
    }
    soul->is_forgotten = true;
    /* A link to an address that nobody knew to be theirs is their own hand, and a proof. */
    soul->token_is_older = soul->was_mail;
}

static void step(Story *story, Soul *soul, Event event)
{
    bool has_token = soul->token != NULL;
    switch (event) {
    case JOINS:
        if (!is_member(story, soul) && soul->mails < MAILS_MAX)
            presses(story, soul, asks(story, soul), true);
        break;
    case ASKS:
        if (!is_member(story, soul) && soul->mails < MAILS_MAX) {
            soul->token = asks(story, soul);
            soul->token_is_older = false;
        }
        break;
    case PRESSES_OLD:
        if (has_token)
            presses(story, soul, soul->token, !soul->token_is_older);
        soul->token = NULL;
        break;
    case LISTED:
        listed(story, soul);
        break;
    case ENTERED:
        entered(story, soul);
        break;
    case FORGOTTEN:
        forgotten(story, soul);
        break;
    case EVENTS:
        break;
    }
}

static void history(Story *story, int number)
{
    Arena *arena = story->arena;
    const char *name = letters_of(arena, number + 100000);
    Soul soul = {
        .browser = browser_new(story->j), .name = text_format(arena, "%s Archer", name),
        .mail = text_format(arena, "soul%d@example.org", number),
        .phone = text_format(arena, "07700 9%05d", number % 100000),
    };
    soul.browser.address = text_format(arena, "10.%d.%d.7", number / 200 % 200, number % 200);
    for (int i = 0; i < STEPS; i++) {
        Event event = i == 0 ? (random_below(&story->j->random, 2) == 0 ? JOINS : LISTED)
                : i == 3 ? FORGOTTEN : (Event)random_below(&story->j->random, EVENTS);
        story->j->now += MINUTE_MS;
        step(story, &soul, event);
        const char *where = soul.is_forgotten ? where_is(story, &soul) : NULL;
        if (where != NULL)
            fail_msg("history %d: after step %d (%d) somebody who was forgotten is in %s", number, i,
                     (int)event, where);
    }
}

/* --- put back from a copy --------------------------------------------------------------------- */

/* Everybody of the copy who was forgotten since it was made is forgotten in it, too. */
static void restored(Story *story, const char *copy, TimeMs made)
{
    char why[256];
    Db *old = db_open(copy, DB_WRITE, why, sizeof why);
    if (old == NULL)
        fail_msg("%s", why);
    db_use_arena(old, story->arena);
    db_use_arena(story->j->db, story->arena);
    RightsSince *since = rights_since(story->j->db, made);
    db_begin(old);
    rights_carry_over(old, since, story->j->now, &story->j->random);
    CHECK("carried over", db_commit(old));
    for (size_t i = 0; i < since->forgotten.count; i++) {
        Person who;
        bool is_back = person_by_id(old, (PersonId){ since->forgotten.item[i].subject }, &who)
            && who.mail[0] != '\0';
        CHECK("nobody is back out of a backup", !is_back);
        Rows rows = db_rows_(old, "SELECT 1 FROM members_member WHERE person = $1",
                             args(sql_id(since->forgotten.item[i].subject)));
        CHECK("nor a member", !rows_next(&rows));
        rows_end(&rows);
    }
    db_close(old);
    remove(copy);
}

static void copy_file(const char *from, const char *to)
{
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    assert_true(in != NULL && out != NULL);
    static char buffer[1 << 16];
    size_t count;
    while ((count = fread(buffer, 1, sizeof buffer, in)) > 0)
        assert_int_equal(fwrite(buffer, 1, count, out), count);
    fclose(in);
    fclose(out);
}

TEST(forgotten_people_come_back_by_their_own_hand_or_not_at_all)
{
    const char *wanted = getenv("FORGOTTEN_HISTORIES");
    int histories = wanted == NULL ? 60 : (int)strtol(wanted, NULL, 10);
    Story story = story_begin();
    Arena *before = db_arena(story.j->db);
    char copy[600];
    TimeMs made = 0;
    snprintf(copy, sizeof copy, "%s.copy", test_database_file());
    for (int i = 0; i < histories; i++) {
        arena_reset(story.arena);
        db_use_arena(story.j->db, story.arena);
        if (!test_is_postgres() && i % A_RESTORE_EVERY == 0) {
            db_checkpoint(story.j->db, true);
            copy_file(test_database_file(), copy);
            made = story.j->now;
        }
        officer_begins(&story);
        history(&story, i);
        if (!test_is_postgres() && i % A_RESTORE_EVERY == A_RESTORE_EVERY - 1)
            restored(&story, copy, made);
    }
    remove(copy);
    db_use_arena(story.j->db, before);
    printf("%d histories: %lld lists and forms with somebody who was forgotten, %lld came back by "
           "themselves, %lld became members by a list\n", histories, (long long)story.tries,
           (long long)story.returns, (long long)story.written);
    CHECK("many tries to bring somebody back", story.tries > histories / 2);
    CHECK("and some came back by themselves", story.returns > histories / 20);
    CHECK("lists do make members of who was not forgotten", story.written > histories / 4);
    arena_free(story.arena);
    journey_end(story.j);
}
