/* approvals_model_test.c: random histories of proposing, agreeing, refusing,
 * giving, shortening and ending roles, freezing and waiting. Whenever something is done,
 * an oracle that knows only the history, and none of the room's code, says
 * whether two people stood behind it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/approvals/acts.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

enum {
    SEEDS = 12, STEPS = 260,
    PEOPLE = 6,      /* the last two share a mailbox */
    GRANTS_MAX = 200, ACTS_MAX = 200, VOTES_MAX = 12,
};

static const TimeMs two_weeks = 14 * DAY_MS, four_weeks = 28 * DAY_MS;

typedef struct { int person; GrantId id; TimeMs from, until, ended; } ModelGrant; /* ended 0: not */
typedef struct { int person; TimeMs at; } ModelVote;
typedef struct {
    ActId     id;
    int       by, gains; /* -1: nobody */
    TimeMs    proposed, cooling;
    ModelVote vote[VOTES_MAX]; /* yeses after the proposal, in order */
    int       votes;
    bool      is_stopped, is_done;
} ModelAct;

typedef struct {
    Journey   *journey;
    PersonId   person[PEOPLE];
    ModelGrant grant[GRANTS_MAX];
    int        grants;
    ModelAct   act[ACTS_MAX];
    int        acts;
    bool       is_frozen;
    int        done_by_two, done_alone;
} Model;

static Model *model; /* what execute() below speaks to */

/* --- the oracle --------------------------------------------------------------------- */

static bool is_one_mailbox(int a, int b)
{
    return a == b || (a >= PEOPLE - 2 && b >= PEOPLE - 2);
}

static bool in_force(const ModelGrant *grant, TimeMs at)
{
    return grant->from <= at && at < grant->until && (grant->ended == 0 || at < grant->ended);
}

/* Had held a role for two weeks then, and has that same role still. */
static bool stands(int person, TimeMs then, TimeMs now)
{
    for (int i = 0; i < model->grants; i++) {
        const ModelGrant *grant = &model->grant[i];
        if (grant->person == person && grant->from <= then - two_weeks && in_force(grant, then)
            && in_force(grant, now))
            return true;
    }
    return false;
}

static bool stood_behind_by_two(const ModelAct *act, TimeMs now)
{
    int standing[VOTES_MAX + 1], count = 0;
    TimeMs last = act->proposed;
    if (act->by >= 0 && stands(act->by, act->proposed, now))
        standing[count++] = act->by;
    for (int i = 0; i < act->votes && count < 2; i++) {
        int person = act->vote[i].person;
        bool is_new = person != act->gains && stands(person, act->vote[i].at, now);
        for (int j = 0; j < count; j++)
            is_new = is_new && !is_one_mailbox(standing[j], person);
        if (!is_new)
            continue;
        standing[count++] = person;
        last = act->vote[i].at;
    }
    return count >= 2 && now >= last + act->cooling;
}

static bool had_nobody_else(const ModelAct *act, TimeMs now)
{
    bool is_proposer = false, is_other = false, is_old = false;
    for (int i = 0; i < model->grants; i++) {
        const ModelGrant *grant = &model->grant[i];
        TimeMs end = grant->ended != 0 ? grant->ended : grant->until; /* by hand, or run out */
        bool is_gone = grant->from <= now && end <= now && end > now - four_weeks;
        if (grant->person == act->by && in_force(grant, now)) {
            is_proposer = true;
            is_old |= grant->from <= now - two_weeks;
        }
        if (is_one_mailbox(grant->person, act->by) || grant->person == act->gains
            || (!in_force(grant, now) && !is_gone))
            continue;
        is_other = true;
        is_old |= grant->from <= now - two_weeks;
    }
    return is_proposer && (!is_other || !is_old) && now >= act->proposed + 3 * DAY_MS;
}

static ModelAct *act_of(ActId id)
{
    for (int i = 0; i < model->acts; i++)
        if (id_equal(model->act[i].id.id, id.id))
            return &model->act[i];
    return NULL;
}

static bool execute(Db *db, const Site *site, const Act *done, TimeMs now, Random *random)
{
    (void)db;
    (void)site;
    (void)random;
    ModelAct *act = act_of(done->id);
    CHECK("it was proposed", act != NULL);
    CHECK("it was not stopped", !act->is_stopped);
    CHECK("it was not done before", !act->is_done);
    CHECK("nothing is frozen", !model->is_frozen);
    bool is_by_two = stood_behind_by_two(act, now);
    CHECK("two stand behind it, or there was nobody else",
          is_by_two || had_nobody_else(act, now));
    act->is_done = true;
    model->done_by_two += is_by_two;
    model->done_alone += !is_by_two;
    return true;
}

static const char *describe(Db *db, Scope scope, const Act *act, Lang lang)
{
    (void)db;
    (void)scope;
    (void)act;
    (void)lang;
    return "a test";
}

static const ActKind kinds[] = {
    { .name = "test.at-once", .words = "do a thing", .role = ROLE_ADMIN,
      .purpose = PURPOSE_ACCESS, .cooling = 0, .open_for = 20 * DAY_MS, .describe = describe,
      .execute = execute },
    { .name = "test.cooling", .words = "do a big thing", .role = ROLE_ADMIN,
      .purpose = PURPOSE_ACCESS, .cooling = 2 * DAY_MS, .open_for = 20 * DAY_MS,
      .describe = describe, .execute = execute },
};
static const Capability test_room = { .name = "test", .acts = kinds, .act_count = COUNT(kinds) };

/* --- the steps ----------------------------------------------------------------------- */

static int some(uint64_t below)
{
    return (int)random_below(&model->journey->random, below);
}

static void step_give(void)
{
    Journey *j = model->journey;
    if (model->grants == GRANTS_MAX)
        return;
    ModelGrant *grant = &model->grant[model->grants++];
    *grant = (ModelGrant){ .person = some(PEOPLE), .from = j->now,
                           .until = j->now + (5 + some(150)) * DAY_MS };
    grant->id = people_grant(j->db, &(NewGrant){
        .person = model->person[grant->person], .role = ROLE_ADMIN, .area = j->party.id,
        .purpose = PURPOSE_ACCESS, .from = grant->from, .until = grant->until, .why = "a test",
    }, &j->random);
}

static void step_end(void)
{
    Journey *j = model->journey;
    if (model->grants == 0)
        return;
    ModelGrant *grant = &model->grant[some((uint64_t)model->grants)];
    CHECK(db_why(j->db), !db_failed(j->db));
    bool is_ended = people_end_gift(j->db, j->party.id, (GiftId){ grant->id.id },
                                    model->person[some(PEOPLE)], "a test", j->now);
    CHECK_INT("what is in force is ended", is_ended, in_force(grant, j->now));
    if (is_ended)
        grant->ended = j->now;
}

/* An end in a moment is as good as an end by hand. */
static void step_shorten(void)
{
    Journey *j = model->journey;
    if (model->grants == 0)
        return;
    ModelGrant *grant = &model->grant[some((uint64_t)model->grants)];
    TimeMs until = j->now + 1 + some(3 * DAY_MS);
    if (until >= grant->until)
        return;
    bool is_shorter = people_gift_until(j->db, j->party.id, (GiftId){ grant->id.id }, until,
                                        j->now);
    CHECK_INT("what is in force is shortened", is_shorter, in_force(grant, j->now));
    if (is_shorter)
        grant->until = until;
}

static void step_propose(void)
{
    Journey *j = model->journey;
    if (model->acts == ACTS_MAX)
        return;
    ModelAct *act = &model->act[model->acts++];
    const ActKind *kind = &kinds[some(COUNT(kinds))];
    bool is_outside = some(8) == 0;
    *act = (ModelAct){ .by = is_outside ? -1 : some(PEOPLE), .gains = some(2) == 0 ? -1 : some(PEOPLE),
                       .proposed = j->now, .cooling = kind->cooling };
    if (act->gains == act->by)
        act->gains = -1;
    NewAct proposal = { .kind = kind->name, .area = j->party.id, .why = "",
                        .params = text_format(db_arena(j->db), "number %d\n", model->acts) };
    if (act->by >= 0)
        proposal.by = model->person[act->by];
    if (act->gains >= 0)
        proposal.gains = model->person[act->gains];
    act->id = approvals_propose(j->db, &j->site, &proposal, j->now, &j->random);
    if (id_is_none(act->id.id))
        model->acts--; /* may not propose */
}

/* Mostly one of the newest, or most steps would meet what is over. */
static ModelAct *some_act(void)
{
    if (model->acts == 0)
        return NULL;
    int back = some(4) == 0 ? some((uint64_t)model->acts) : some(3);
    return &model->act[back < model->acts ? model->acts - 1 - back : 0];
}

static void step_agree(void)
{
    Journey *j = model->journey;
    ModelAct *act = some_act();
    if (act == NULL || act->votes == VOTES_MAX)
        return;
    int person = some(PEOPLE);
    act->vote[act->votes++] = (ModelVote){ person, j->now }; /* it may be done in the call */
    if (act_agree(j->db, &j->site, act->id, model->person[person], j->now, &j->random)
        != MAY_AGREE)
        act->votes--;
}

static void step_stop(void)
{
    Journey *j = model->journey;
    ModelAct *act = some_act();
    if (act == NULL)
        return;
    PersonId person = model->person[some(PEOPLE)];
    act->is_stopped |= some(2) == 0
        ? act_refuse(j->db, &j->site, act->id, person, "no", j->now, &j->random)
        : act_withdraw(j->db, act->id, person, j->now);
}

static void step_freeze(void)
{
    Journey *j = model->journey;
    Scope scope = test_scope(db_arena(j->db), j->party.id, PURPOSE_OVERSIGHT, model->person[0]);
    if (model->is_frozen)
        freeze_lift(j->db, j->party.id, freeze_since(j->db, j->party.id), j->now);
    else
        freeze_add(j->db, scope, "contested", j->now);
    model->is_frozen = !model->is_frozen;
}

static void step_wait(void)
{
    Journey *j = model->journey;
    static const TimeMs waits[] = { HOUR_MS, 7 * HOUR_MS, DAY_MS, DAY_MS, 3 * DAY_MS,
                                    9 * DAY_MS };
    j->now += waits[some(COUNT(waits))] + some(1000);
    acts_round(j->db, &j->site, j->now, &j->random);
}

static void one_step(void)
{
    int which = some(100);
    model->journey->now += 1; /* no two things at one moment */
    if (which < 12)
        step_give();
    else if (which < 16)
        step_end();
    else if (which < 19)
        step_shorten();
    else if (which < 33)
        step_propose();
    else if (which < 68)
        step_agree();
    else if (which < 71)
        step_stop();
    else if (which < 73 || (model->is_frozen && which < 80))
        step_freeze();
    else
        step_wait();
}

TEST(approvals_are_done_by_two_in_every_random_history)
{
    static const char *const mails[PEOPLE] = { "a@x.org", "b@x.org", "c@x.org", "d@x.org",
                                               "e@x.org", "e+two@x.org" };
    Journey *j = journey_begin();
    size_t count;
    const Capability *const *all = capabilities_all(&count);
    const Capability *with_test[64];
    for (size_t i = 0; i < count; i++)
        with_test[i] = all[i];
    with_test[count] = &test_room;

    capabilities_use(with_test, count + 1);
    Model whole = { .journey = j };
    model = &whole;
    for (int i = 0; i < PEOPLE; i++)
        model->person[i] = person_add(j->db, "Somebody", mails[i], LANG_EN, j->now, &j->random);
    for (int seed = 1; seed <= SEEDS; seed++) {
        j->random = random_from_seed((uint64_t)seed);
        j->now = TEST_NOW + seed * 2000 * DAY_MS; /* nothing of the last history is in force */
        model->grants = model->acts = 0;
        db_begin(j->db);
        for (int step = 0; step < STEPS; step++)
            one_step();
        if (model->is_frozen)
            step_freeze();
        CHECK("the database is fine", db_commit(j->db));
    }
    print_message("done by two: %d, alone: %d\n", model->done_by_two, model->done_alone);
    CHECK("enough was done by two to mean something", model->done_by_two > 40);
    CHECK("and some alone", model->done_alone > 4);
    capabilities_use(all, count);
    model = NULL;
    journey_end(j);
}
