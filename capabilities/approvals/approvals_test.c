/* approvals_test.c: who is a second person, and stories of acts through pages.
 * Random histories against an oracle are in approvals_model_test.c.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/approvals/acts.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

/* --- the rules ------------------------------------------------------------------ */

static const struct { const char *name, *a, *b; bool is_same; } mailboxes[] = {
    { "the same",             "ann@example.org",      "ann@example.org",        true },
    { "capitals",             "Ann@Example.org",      "ann@example.org",        true },
    { "a tag",                "ann+two@example.org",  "ann@example.org",        true },
    { "two tags",             "ann+a@example.org",    "ann+b@example.org",      true },
    { "dots that are ignored", "a.n.n@gmail.com",     "ann@googlemail.com",     true },
    { "dots that count",      "a.nn@example.org",     "ann@example.org",        false },
    { "another name",         "bob@example.org",      "ann@example.org",        false },
    { "another house",        "ann@example.com",      "ann@example.org",        false },
};

TEST(approvals_know_one_mailbox_by_its_several_names)
{
    Arena *arena = arena_new(1 << 20);
    for (size_t i = 0; i < COUNT(mailboxes); i++)
        CHECK_INT(mailboxes[i].name,
                  text_equal(mailbox_key(arena, mailboxes[i].a),
                             mailbox_key(arena, mailboxes[i].b)),
                  mailboxes[i].is_same);
    arena_free(arena);
}

enum { P_PROPOSER = 1, P_GAINS, P_VOICE, P_OTHER };
static PersonId person_no(int number)
{
    return (PersonId){ { { (uint8_t)number } } };
}

static const struct {
    const char *name;
    ActState    state;
    int         asker;
    const char *mail;
    bool        has_role, is_frozen;
    int64_t     held_days, open_days;
    MayAgree    want;
} askers[] = {
    { "somebody else",        ACT_WAITING, P_OTHER, "o@x.org", true, false, 14, 1, MAY_AGREE },
    { "a day too new",        ACT_WAITING, P_OTHER, "o@x.org", true, false, 13, 1, NOT_SO_NEW },
    { "without a role",       ACT_WAITING, P_OTHER, "o@x.org", false, false, 14, 1,
      NOT_WITHOUT_ROLE },
    { "the proposer",         ACT_WAITING, P_PROPOSER, "p@x.org", true, false, 99, 1,
      NOT_THE_PROPOSER },
    { "who gains",            ACT_WAITING, P_GAINS, "g@x.org", true, false, 99, 1,
      NOT_WHO_GAINS },
    { "a second time",        ACT_WAITING, P_VOICE, "v@x.org", true, false, 99, 1, NOT_TWICE },
    { "another mailbox of the same", ACT_WAITING, P_OTHER, "v+2@x.org", true, false, 99, 1,
      NOT_SAME_MAILBOX },
    { "where it is frozen",   ACT_WAITING, P_OTHER, "o@x.org", true, true, 99, 1,
      NOT_FROZEN_PLACE },
    { "too late",             ACT_WAITING, P_OTHER, "o@x.org", true, false, 99, 0, NOT_OPEN },
    { "what is refused",      ACT_REFUSED, P_OTHER, "o@x.org", true, false, 99, 1, NOT_OPEN },
    { "what is agreed",       ACT_COOLING, P_OTHER, "o@x.org", true, false, 99, 1, NOT_OPEN },
};

TEST(approvals_know_who_is_a_second_person)
{
    Arena *arena = arena_new(1 << 20);
    Voice voice = { .person = person_no(P_VOICE), .mail = "v@x.org" };
    VoiceList voices = { .item = &voice, .count = 1 };
    for (size_t i = 0; i < COUNT(askers); i++) {
        StoredAct act = { .state = askers[i].state,
                          .open_until = TEST_NOW + askers[i].open_days * DAY_MS };
        act.act.by = person_no(P_PROPOSER);
        act.act.gains = person_no(P_GAINS);
        Asker asker = {
            .person = person_no(askers[i].asker), .mail = askers[i].mail,
            .has_role = askers[i].has_role, .since = TEST_NOW - askers[i].held_days * DAY_MS,
            .is_frozen = askers[i].is_frozen,
        };
        CHECK_INT(askers[i].name, may_agree(arena, &act, &voices, &asker, TEST_NOW),
                  askers[i].want);
    }
    arena_free(arena);
}

static const struct {
    const char *name;
    int64_t     own_days;
    int         other; /* 0: there is none */
    const char *mail;
    int64_t     other_days;
    bool        want;
} lonely[] = {
    { "nobody else",                  99, 0, "",          0,  true },
    { "somebody",                     99, P_OTHER, "o@x.org", 20, false },
    { "somebody new: they become old", 99, P_OTHER, "o@x.org", 1, false },
    { "everybody new: the movement is", 2, P_OTHER, "o@x.org", 1, true },
    { "who gains does not count",     99, P_GAINS, "g@x.org", 99, true },
    { "nor oneself",                  99, P_PROPOSER, "p@x.org", 99, true },
    { "nor one's other mailbox",      99, P_OTHER, "p+b@x.org", 99, true },
};

TEST(approvals_know_when_there_is_nobody_else)
{
    Arena *arena = arena_new(1 << 20);
    for (size_t i = 0; i < COUNT(lonely); i++) {
        Holder other = { .person = { .id = person_no(lonely[i].other), .mail = lonely[i].mail },
                         .since = TEST_NOW - lonely[i].other_days * DAY_MS };
        HolderList others = { .item = &other, .count = lonely[i].other == 0 ? 0 : 1 };
        CHECK_INT(lonely[i].name,
                  is_alone(arena, person_no(P_PROPOSER), "p@x.org",
                           TEST_NOW - lonely[i].own_days * DAY_MS, person_no(P_GAINS), &others,
                           TEST_NOW),
                  lonely[i].want);
    }
    arena_free(arena);
}

/* --- stories ----------------------------------------------------------------------- */

/* Two administrators of a party who have been it for long, and Dee, who is to
 * become one. */
typedef struct {
    Journey *journey;
    PersonId abe, bea, dee;
    Browser  abes, beas, dees;
} Pair;

static PersonId admin(Journey *j, const char *name, const char *mail, int64_t held_days)
{
    PersonId person = journey_member(j, name, mail, j->branch.id);
    db_begin(j->db);
    people_make_admin(j->db, person, j->party.id, j->now + 200 * DAY_MS, (PersonId){0}, "a test",
                      j->now - held_days * DAY_MS, &j->random);
    db_commit(j->db);
    return person;
}

static Pair pair_begin(bool has_second)
{
    Pair pair = { .journey = journey_begin() };
    Journey *j = pair.journey;
    pair.abe = admin(j, "Abe Admin", "abe@example.org", 100);
    if (has_second)
        pair.bea = admin(j, "Bea Boss", "bea@example.org", 100);
    pair.dee = journey_member(j, "Dee Dyer", "dee@example.org", j->branch.id);
    pair.abes = pair.beas = pair.dees = browser_new(j);
    browser_sign_in(&pair.abes, "abe@example.org");
    if (has_second)
        browser_sign_in(&pair.beas, "bea@example.org");
    browser_sign_in(&pair.dees, "dee@example.org");
    j->now += SECOND_MS; /* so that the newest mail is the next one */
    return pair;
}

static const char *path_to(Journey *j, const char *rest)
{
    return text_format(db_arena(j->db), "/areas/%s/%s", j->party.slug, rest);
}

/* Abe proposes that Dee becomes an administrator; the address of that. */
static const char *propose(Pair *pair)
{
    Journey *j = pair->journey;
    const char *found = browser_get(&pair->abes, path_to(j, "access/give?q=dyer")).body;
    const char *form = path_to(j, text_format(db_arena(j->db), "access/give/%s",
                                              between(j, found, "/access/give/", "\"")));
    Reply reply = browser_post(&pair->abes, form,
                               "duty=admin&how=elected&note=conference&until=2027-03-01");
    CHECK_INT("proposed", reply.status, 303);
    return text_copy(db_arena(j->db), reply_location(&reply));
}

static Reply press(Browser *browser, const char *act, const char *what, const char *form)
{
    return browser_post(browser, text_format(db_arena(browser->journey->db), "%s/%s", act, what),
                        form);
}

static int64_t admins(Journey *j)
{
    return journey_count(j, "SELECT count(DISTINCT person) FROM people_grant WHERE role = 3"
                            " AND ended IS NULL");
}

static void pass(Journey *j, TimeMs time)
{
    j->now += time;
    Job job = { .db = j->db, .arena = db_arena(j->db), .site = &j->site, .random = &j->random,
                .now = j->now };
    approvals_capability.job(&job);
}

TEST(approvals_make_an_administrator_only_by_two_others)
{
    Pair pair = pair_begin(true);
    Journey *j = pair.journey;
    const char *act = propose(&pair);
    CHECK_INT("nothing yet", admins(j), 2);
    CHECK_CONTAINS("Bea is told", journey_mail(j, "bea@example.org"), "you can be the second");
    CHECK_CONTAINS("what exactly", browser_get(&pair.beas, act).body, "Dee Dyer may do this");
    CHECK_CONTAINS("members see that it waits", browser_get(&pair.dees, act).body,
                   "A second person has to agree");
    CHECK("and cannot press anything", strstr(browser_get(&pair.dees, act).body,
                                              "/agree\"") == NULL);
    CHECK_INT("not the proposer", press(&pair.abes, act, "agree", "").status, 409);
    CHECK_INT("not she herself", press(&pair.dees, act, "agree", "").status, 409);
    CHECK_INT("still nothing", admins(j), 2);
    CHECK_CONTAINS("it waits for Bea", browser_get(&pair.beas, "/approvals").body, "Dee Dyer");
    CHECK_CONTAINS("and on her first page", browser_get(&pair.beas, "/").body, "/approvals");
    CHECK_INT("the second person", press(&pair.beas, act, "agree", "").status, 303);
    CHECK_INT("done", admins(j), 3);
    CHECK_CONTAINS("both names stay with it",
                   browser_get(&pair.abes, path_to(j, "access")).body,
                   "given by Abe Admin, agreed by Bea Boss");
    CHECK_INT("once", press(&pair.beas, act, "agree", "").status, 409);
    CHECK_INT("it is in the trail", journey_count(j,
              "SELECT count(*) FROM trail_entry WHERE what = 'approvals.agree'"), 1);
    journey_end(j);
}

TEST(approvals_can_be_refused_taken_back_and_run_out)
{
    Pair pair = pair_begin(true);
    Journey *j = pair.journey;
    const char *act = propose(&pair);
    CHECK_TEXT("the same again is the same", propose(&pair), act);
    CHECK_INT("refusing needs a reason", press(&pair.beas, act, "refuse", "why=").status, 422);
    CHECK_INT("a member cannot", press(&pair.dees, act, "refuse", "why=no").status, 409);
    CHECK_INT("refused", press(&pair.beas, act, "refuse", "why=ask+the+branch").status, 303);
    CHECK_CONTAINS("Abe is told why", journey_mail(j, "abe@example.org"), "ask the branch");
    CHECK_INT("over", press(&pair.beas, act, "agree", "").status, 409);

    const char *second = propose(&pair);
    CHECK("another one", strcmp(second, act) != 0);
    CHECK_INT("not hers to take back", press(&pair.beas, second, "withdraw", "").status, 409);
    CHECK_INT("taken back", press(&pair.abes, second, "withdraw", "").status, 303);
    CHECK_INT("over", press(&pair.beas, second, "agree", "").status, 409);

    const char *third = propose(&pair);
    pass(j, 31 * DAY_MS);
    j->now += SECOND_MS;
    browser_sign_in(&pair.beas, "bea@example.org");
    CHECK_CONTAINS("nobody agreed", browser_get(&pair.beas, third).body, "nobody agreed in time");
    CHECK_INT("over", press(&pair.beas, third, "agree", "").status, 409);
    CHECK_INT("nothing ever", admins(j), 2);
    journey_end(j);
}

TEST(approvals_count_nobody_who_is_new_or_the_same_mailbox)
{
    Pair pair = pair_begin(false);
    Journey *j = pair.journey;
    admin(j, "Abe Again", "abe+two@example.org", 100);
    admin(j, "Ned New", "ned@example.org", 13);
    Browser neds = browser_new(j), again = browser_new(j);
    browser_sign_in(&neds, "ned@example.org");
    browser_sign_in(&again, "abe+two@example.org");
    j->now += SECOND_MS;
    const char *act = propose(&pair);
    CHECK_INT("too new", press(&neds, act, "agree", "").status, 409);
    CHECK_INT("his own mailbox", press(&again, act, "agree", "").status, 409);
    CHECK_INT("nothing", admins(j), 3);
    pass(j, 4 * DAY_MS);
    CHECK_INT("nor by waiting: Ned will be old enough", admins(j), 3);
    j->now += SECOND_MS;
    browser_sign_in(&neds, "ned@example.org");
    CHECK_INT("then", press(&neds, act, "agree", "").status, 303);
    CHECK_INT("done", admins(j), 4);
    journey_end(j);
}

TEST(approvals_wait_in_the_open_where_there_is_nobody_else)
{
    Pair pair = pair_begin(false);
    Journey *j = pair.journey;
    PersonId ed = journey_member(j, "Ed Editor", "ed@example.org", j->branch.id);
    db_begin(j->db);
    people_give(j->db, &(NewGift){ .person = ed, .area = j->branch.id, .duty = duty(DUTY_PAGE),
                .from = j->now, .until = j->now + 99 * DAY_MS, .why = "a test" }, &j->random);
    db_commit(j->db);
    Browser eds = browser_new(j);
    browser_sign_in(&eds, "ed@example.org");
    j->now += SECOND_MS;

    const char *act = propose(&pair);
    CHECK_CONTAINS("everybody with a role is told", journey_mail(j, "ed@example.org"),
                   "nobody else yet who could agree");
    CHECK_CONTAINS("the page says so", browser_get(&pair.abes, act).body,
                   "There is nobody else yet");
    pass(j, 71 * HOUR_MS);
    CHECK_INT("not yet", admins(j), 1);
    j->now += SECOND_MS;
    browser_sign_in(&eds, "ed@example.org");
    CHECK_INT("any of them can stop it", press(&eds, act, "refuse", "why=who+is+she").status, 303);
    pass(j, 2 * HOUR_MS);
    CHECK_INT("stopped", admins(j), 1);

    j->now += DAY_MS;
    browser_sign_in(&pair.abes, "abe@example.org");
    propose(&pair);
    pass(j, 73 * HOUR_MS);
    CHECK_INT("nobody stopped it", admins(j), 2);
    journey_end(j);
}

TEST(approvals_are_not_got_by_ending_the_others)
{
    Pair pair = pair_begin(true);
    Journey *j = pair.journey;
    db_begin(j->db);
    Rows rows = db_rows(j->db, "SELECT gift FROM people_grant WHERE role = 3 AND person = $1",
                        args(sql_id(pair.bea.id)));
    GiftId beas = {0};
    while (rows_next(&rows))
        beas = (GiftId){ row_id(&rows, 0) };
    people_end_gift(j->db, j->party.id, beas, pair.abe, "a coup", j->now);
    db_commit(j->db);
    propose(&pair);
    pass(j, 4 * DAY_MS);
    CHECK_INT("waiting does not do it", admins(j), 1);
    CHECK_INT("it is still open", journey_count(j,
              "SELECT count(*) FROM approvals_act WHERE state = 1"), 1);
    journey_end(j);
}

/* Nor by letting theirs run out tonight instead of ending it. */
TEST(approvals_are_not_got_by_shortening_the_others)
{
    Pair pair = pair_begin(true);
    Journey *j = pair.journey;
    Rows rows = db_rows(j->db, "SELECT gift FROM people_grant WHERE role = 3 AND person = $1",
                        args(sql_id(pair.bea.id)));
    const char *beas = "";
    while (rows_next(&rows))
        beas = id_text(db_arena(j->db), row_id(&rows, 0));
    const char *until = path_to(j, text_format(db_arena(j->db), "access/one/%s/until", beas));
    CHECK_INT("shortened", browser_post(&pair.abes, until, "until=2026-11-20").status, 303);
    pass(j, 2 * DAY_MS);
    Holder holder;
    CHECK("hers is over", !people_holds(j->db, pair.bea, j->party.id, ROLE_ADMIN, PURPOSE_ACCESS,
                                        j->now, &holder));
    browser_sign_in(&pair.abes, "abe@example.org");
    propose(&pair);
    pass(j, 4 * DAY_MS);
    CHECK_INT("Dee is none", journey_count(j,
              "SELECT count(DISTINCT person) FROM people_grant WHERE role = 3"), 2);
    CHECK_INT("it is still open", journey_count(j,
              "SELECT count(*) FROM approvals_act WHERE state = 1"), 1);
    journey_end(j);
}

TEST(approvals_stop_where_something_is_contested)
{
    Pair pair = pair_begin(true);
    Journey *j = pair.journey;
    const char *act = propose(&pair);
    CHECK_INT("not without a reason", browser_post(&pair.beas, path_to(j, "approvals/freeze"),
              "why=").status, 422);
    CHECK_INT("not by a member", browser_post(&pair.dees, path_to(j, "approvals/freeze"),
              "why=x").status, 404);
    CHECK_INT("stopped by one", browser_post(&pair.beas, path_to(j, "approvals/freeze"),
              "why=two+factions").status, 303);
    CHECK_INT("no yes counts", press(&pair.beas, act, "agree", "").status, 409);
    CHECK_CONTAINS("all can read why", browser_get(&pair.dees, path_to(j, "approvals")).body,
                   "two factions");

    Reply reply = browser_post(&pair.abes, path_to(j, "approvals/unfreeze"), "");
    const char *going_on = text_copy(db_arena(j->db), reply_location(&reply));
    CHECK_INT("one alone lifts nothing", press(&pair.beas, act, "agree", "").status, 409);
    CHECK_INT("two do", press(&pair.beas, going_on, "agree", "").status, 303);
    CHECK_INT("after a day", press(&pair.beas, act, "agree", "").status, 409);
    pass(j, 25 * HOUR_MS);
    j->now += SECOND_MS;
    browser_sign_in(&pair.beas, "bea@example.org");
    CHECK_INT("then things go on", press(&pair.beas, act, "agree", "").status, 303);
    CHECK_INT("done", admins(j), 3);
    journey_end(j);
}

/* A restore is proposed at the terminal, agreed by two on the web, and done
 * outside, once. */
TEST(approvals_of_a_restore_take_two_on_the_web)
{
    Pair pair = pair_begin(true);
    Journey *j = pair.journey;
    static const char params[] = "backup monday.tar\nmade 2026-11-16\n";
    Hash digest = act_digest("server.restore", j->party.id, (PersonId){0}, params);
    Hash other = act_digest("server.restore", j->party.id, (PersonId){0}, "backup friday.tar\n");
    ActId found;
    db_begin(j->db);
    ActId id = approvals_propose(j->db, &j->site, &(NewAct){ .kind = "server.restore",
                                 .area = j->party.id, .params = params, .why = "" },
                                 j->now, &j->random);
    db_commit(j->db);
    const char *act = path_to(j, text_format(db_arena(j->db), "approvals/%s",
                                             id_text(db_arena(j->db), id.id)));
    CHECK_CONTAINS("what is lost", browser_get(&pair.abes, act).body, "monday.tar");
    CHECK_INT("one", press(&pair.abes, act, "agree", "").status, 303);
    CHECK("is not enough",
          !approvals_is_approved(j->db, "server.restore", digest, j->now, &found));
    CHECK_INT("two", press(&pair.beas, act, "agree", "").status, 303);
    CHECK("are", approvals_is_approved(j->db, "server.restore", digest, j->now, &found));
    CHECK("for exactly this", !approvals_is_approved(j->db, "server.restore", other, j->now,
                                                     &found));
    CHECK("and as this", !approvals_is_approved(j->db, "mail.many", digest, j->now, &found));
    CHECK("for a week", !approvals_is_approved(j->db, "server.restore", digest,
                                               j->now + 7 * DAY_MS, &found));
    approvals_is_approved(j->db, "server.restore", digest, j->now, &found);
    CHECK("done", approvals_done(j->db, found, j->now));
    CHECK("once", !approvals_done(j->db, found, j->now));
    CHECK("and over", !approvals_is_approved(j->db, "server.restore", digest, j->now, &found));
    CHECK("it was not possible", approvals_not_done(j->db, id));
    CHECK("said once", !approvals_not_done(j->db, id));
    CHECK("open again", approvals_is_approved(j->db, "server.restore", digest, j->now, &found));
    CHECK("for its week", !approvals_is_approved(j->db, "server.restore", digest,
                                                 j->now + 7 * DAY_MS, &found));
    journey_end(j);
}

/* It was proposed where there was nobody else; then there was. What two people
 * stand behind falls with either of them, and is not everybody's to stop. */
TEST(approvals_of_two_are_not_alone_any_more)
{
    Pair pair = pair_begin(false);
    Journey *j = pair.journey;
    static const char params[] = "backup monday.tar\n";
    Hash digest = act_digest("server.restore", j->party.id, (PersonId){0}, params);
    ActId found;
    StoredAct act;
    db_begin(j->db);
    people_give(j->db, &(NewGift){ .person = pair.dee, .area = j->branch.id,
                .duty = duty(DUTY_PAGE), .from = j->now, .until = j->now + 99 * DAY_MS,
                .why = "a test" }, &j->random);
    ActId id = approvals_propose(j->db, &j->site, &(NewAct){ .kind = "server.restore",
                                 .area = j->party.id, .by = pair.abe, .params = params,
                                 .why = "" }, j->now, &j->random);
    db_commit(j->db);
    CHECK("alone", act_read(j->db, id, &act) && act.is_alone);
    CHECK("an editor may stop it", act_may_refuse(j->db, &act, pair.dee, j->now));

    PersonId bea = admin(j, "Bea Boss", "bea@example.org", 100);
    db_begin(j->db);
    CHECK_INT("agreed", act_agree(j->db, &j->site, id, bea, j->now, &j->random), MAY_AGREE);
    db_commit(j->db);
    CHECK("by two", act_read(j->db, id, &act) && act.state == ACT_READY && !act.is_alone);
    CHECK("not the editor's any more", !act_may_refuse(j->db, &act, pair.dee, j->now));
    CHECK("ready", approvals_is_approved(j->db, "server.restore", digest, j->now, &found));
    j->now += MINUTE_MS;
    Rows rows = db_rows(j->db, "SELECT gift FROM people_grant WHERE role = 3 AND person = $1",
                        args(sql_id(bea.id)));
    GiftId beas = {0};
    while (rows_next(&rows))
        beas = (GiftId){ row_id(&rows, 0) };
    db_begin(j->db);
    people_end_gift(j->db, j->party.id, beas, pair.abe, "a test", j->now);
    db_commit(j->db);
    CHECK("not without her", !approvals_is_approved(j->db, "server.restore", digest, j->now,
                                                    &found));
    journey_end(j);
}

/* Agreeing to let things go on is about that one stop, not about a later one. */
TEST(approvals_lift_the_freeze_that_was_spoken_of_and_no_later_one)
{
    Pair pair = pair_begin(true);
    Journey *j = pair.journey;
    const char *freeze = path_to(j, "approvals/freeze"), *go_on = path_to(j, "approvals/unfreeze");
    CHECK_INT("nothing is stopped", browser_post(&pair.abes, go_on, "").status, 409);
    CHECK_INT("so nothing is proposed", journey_count(j, "SELECT count(*) FROM approvals_act"), 0);
    CHECK_INT("stopped", browser_post(&pair.beas, freeze, "why=a").status, 303);
    Reply reply = browser_post(&pair.abes, go_on, "");
    const char *first = text_copy(db_arena(j->db), reply_location(&reply));
    CHECK_INT("two want it to go on", press(&pair.beas, first, "agree", "").status, 303);

    db_begin(j->db);
    freeze_lift(j->db, j->party.id, freeze_since(j->db, j->party.id), j->now);
    db_commit(j->db);
    j->now += SECOND_MS;
    CHECK_INT("stopped again", browser_post(&pair.beas, freeze, "why=b").status, 303);
    pass(j, 2 * DAY_MS);
    CHECK("still stopped", is_frozen(j->db, j->party.id));
    CHECK_INT("it was not possible", journey_count(j,
              "SELECT count(*) FROM approvals_act WHERE state = 8"), 1);
    browser_sign_in(&pair.abes, "abe@example.org");
    reply = browser_post(&pair.abes, go_on, "");
    CHECK_INT("proposed afresh", reply.status, 303);
    CHECK("for this one", !text_equal(reply_location(&reply), first));
    journey_end(j);
}

/* What waits, cools or is ready in a backup may have been refused since. */
TEST(approvals_that_were_open_in_a_backup_are_proposed_again)
{
    Pair pair = pair_begin(true);
    Journey *j = pair.journey;
    const char *done = propose(&pair);
    CHECK_INT("one is done", press(&pair.beas, done, "agree", "").status, 303);
    static const char *const kinds[] = { "people.export", "people.export", "server.restore" };
    ActId id[COUNT(kinds)], found;
    db_begin(j->db);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        NewAct act = { .kind = kinds[i], .area = j->party.id, .by = pair.abe, .why = "",
                       .params = text_format(db_arena(j->db), "number %zu\n", i) };
        id[i] = approvals_propose(j->db, &j->site, &act, j->now, &j->random);
        if (i > 0)
            act_agree(j->db, &j->site, id[i], pair.bea, j->now, &j->random);
    }
    db_commit(j->db);
    CHECK_INT("waiting", journey_count(j, "SELECT count(*) FROM approvals_act WHERE state = 1"), 1);
    CHECK_INT("cooling", journey_count(j, "SELECT count(*) FROM approvals_act WHERE state = 2"), 1);
    CHECK_INT("ready", journey_count(j, "SELECT count(*) FROM approvals_act WHERE state = 3"), 1);

    db_begin(j->db);
    capabilities_restored(&(Restored){ .db = j->db, .site = &j->site, .random = &j->random,
                                       .made = j->now, .now = j->now + HOUR_MS });
    CHECK("restored", db_commit(j->db));
    CHECK_INT("none is open", journey_count(j,
              "SELECT count(*) FROM approvals_act WHERE state IN (1, 2, 3)"), 0);
    CHECK_INT("what was done stays done", journey_count(j,
              "SELECT count(*) FROM approvals_act WHERE state = 4"), 1);
    CHECK("nor approved", !approvals_is_approved(j->db, "server.restore",
          act_digest("server.restore", j->party.id, (PersonId){0}, "number 2\n"), j->now, &found));
    pass(j, 2 * DAY_MS);
    CHECK_INT("nothing is done later", journey_count(j,
              "SELECT count(*) FROM approvals_act WHERE state = 6"), (int64_t)COUNT(kinds));
    browser_sign_in(&pair.beas, "bea@example.org");
    CHECK_CONTAINS("it is said why", browser_get(&pair.beas, path_to(j, text_format(db_arena(j->db),
                   "approvals/%s", id_text(db_arena(j->db), id[0].id)))).body,
                   "everything must be proposed again");
    journey_end(j);
}

TEST(approvals_proposed_by_those_who_may_and_by_nobody_else)
{
    Pair pair = pair_begin(true);
    Journey *j = pair.journey;
    NewAct act = { .kind = "people.export", .area = j->party.id, .by = pair.dee, .params = "",
                   .why = "" };
    CHECK("a member", id_is_none(approvals_propose(j->db, &j->site, &act, j->now,
                                                   &j->random).id));
    act.by = pair.abe;
    act.area = j->other_party.id;
    CHECK("elsewhere", id_is_none(approvals_propose(j->db, &j->site, &act, j->now,
                                                    &j->random).id));
    act.area = j->party.id;
    act.kind = "no.such.thing";
    CHECK("nothing", id_is_none(approvals_propose(j->db, &j->site, &act, j->now,
                                                  &j->random).id));
    act.kind = "people.export";
    CHECK("here", !id_is_none(approvals_propose(j->db, &j->site, &act, j->now,
                                                &j->random).id));
    journey_end(j);
}
