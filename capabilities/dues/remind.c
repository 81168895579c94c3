/* remind.c: the job: reminders in time, no membership lost in silence.
 *
 * A week after dues ran out comes the first word, half-way through the grace the
 * second, two weeks before its end the last; then the membership lapses, and
 * paying takes it up again. Nobody lapses without the last notice having been
 * out for two weeks, nor while a bank statement waits that their payment may
 * stand in. Who has no address for mails is put on the list of letters.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/dues/remind.h"

#include "capabilities/dues/dues_store.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"

enum { BETWEEN_DAYS = 7, LOOK_AGAIN_DAYS = 1, GRACE_DAYS_MIN = 14 };
#define ASK_AGAIN_MS ((TimeMs)365 * DAY_MS)

static const DuesProvider *the_provider;

void dues_provider_use(const DuesProvider *provider)
{
    the_provider = provider;
}

bool note_rate(Arena *arena, const char *note, Rate *rate)
{
    int64_t months = 0;
    *rate = (Rate){ .kind = rate_by_key(note_value(arena, note, "rate")) };
    bool is_one = rate->kind != RATE_NONE
        && text_to_int(note_value(arena, note, "pence"), 1, RATE_PENCE_MAX, &rate->pence)
        && text_to_int(note_value(arena, note, "months"), 1, RATE_MONTHS_MAX, &months);
    rate->months = (int)months;
    return is_one;
}

const char *due_words(DueStage stage)
{
    switch (stage) {
    case DUE_NOTHING: break;
    case DUE_FIRST:   return WORDS("First reminder");
    case DUE_SECOND:  return WORDS("Second reminder");
    case DUE_LAST:    return WORDS("Last reminder");
    case DUE_LAPSED:  return WORDS("The membership has lapsed");
    }
    return "";
}

/* --- what is written ---------------------------------------------------------------------- */

static const char *subject_of(Arena *arena, Lang lang, DueStage stage, const char *movement)
{
    return stage == DUE_LAPSED ? SAY(arena, lang, "Your membership of {1} has lapsed", movement)
        : stage == DUE_LAST    ? SAY(arena, lang, "Your membership of {1} is about to lapse", movement)
                               : SAY(arena, lang, "Your dues of {1}", movement);
}

static const char *text_for(Job *job, const Due *due, const Person *person, TimeMs lapses)
{
    Arena *arena = job->arena;
    Lang lang = person->lang;
    const Rate rate = { due->rate, due->pence, due->months };
    const char *movement = job->site->movement, *until = date_words(arena, lang, due->paid_until);
    const char *page = text_format(arena, "%s/membership/dues", job->site->base_url);
    if (due->stage == DUE_LAPSED)
        return SAY(arena, lang,
            "Hello {1},\n\nwe have had no dues from you since {2}, so your membership of {3} has "
            "lapsed today. That is not the end: as soon as you pay, you are a member again, with "
            "the same number. What was not paid is forgiven.\n\nHow to pay, and a lower rate if "
            "money is short:\n{4}\n", due->name, until, movement, page);
    if (due->stage == DUE_LAST)
        return SAY(arena, lang,
            "Hello {1},\n\nyour dues were paid until {2}. If nothing comes, your membership of {3} "
            "lapses on {4}. We would be sorry.\n\nYou pay {5}. If that is too much just now, "
            "choose a lower rate: nobody asks why.\n\n{6}\n", due->name, until, movement,
            date_words(arena, lang, lapses), rate_price(arena, lang, &rate), page);
    return SAY(arena, lang,
        "Hello {1},\n\nyour dues for {2} were paid until {3}, and we have not seen a payment since. "
        "Perhaps it is on its way, or a standing order has ended.\n\nYou pay {4}. How to pay, and "
        "a lower rate if money is short:\n{5}\n", due->name, movement, until,
        rate_price(arena, lang, &rate), page);
}

static void tell(Job *job, const Due *due, TimeMs lapses)
{
    Person person;
    if (!due->has_mail || !person_by_id(job->db, due->person, &person) || person.mail[0] == '\0') {
        dues_letter_add(job->db, due, job->now);
        return;
    }
    outbox_add(job->db, &(Message){
        .to = person.mail, .person = person.id, .why = "dues",
        .subject = subject_of(job->arena, person.lang, due->stage, job->site->movement),
        .text = text_for(job, due, &person, lapses),
    }, job->now, job->random);
}

/* --- the steps ----------------------------------------------------------------------------- */

static TimeMs later(TimeMs a, TimeMs b)
{
    return a > b ? a : b;
}

static void step(Job *job, const Due *due, int grace_days)
{
    TimeMs ends = due->paid_until + grace_days * DAY_MS, now = job->now;
    TimeMs next = 0;
    switch (due->stage) {
    case DUE_NOTHING:
        return;
    case DUE_FIRST:
        next = later(due->paid_until + grace_days * DAY_MS / 2, now + BETWEEN_DAYS * DAY_MS);
        break;
    case DUE_SECOND:
        next = later(ends - LAST_BEFORE_DAYS * DAY_MS, now + BETWEEN_DAYS * DAY_MS);
        break;
    case DUE_LAST:
        next = later(ends, now + LAST_BEFORE_DAYS * DAY_MS);
        break;
    case DUE_LAPSED:
        if (due->waits) { /* the payment may stand in it */
            due_done(job->db, due->person, DUE_LAST, now + LOOK_AGAIN_DAYS * DAY_MS);
            return;
        }
        members_set_state(job->db, due->person, MEMBER_LAPSED, now, job->random);
        people_end_membership(job->db, due->person, now);
        trail_program(job->db, "dues.lapsed", due->person.id, now);
        break;
    }
    tell(job, due, next);
    due_done(job->db, due->person, due->stage, next);
}

static bool remind(Job *job)
{
    int grace = job->site->grace_days < GRACE_DAYS_MIN ? GRACE_DAYS_MIN : job->site->grace_days;
    db_begin(job->db);
    DueList list = dues_due(job->db, job->now);
    for (size_t i = 0; i < list.count; i++)
        step(job, &list.item[i], grace);
    return db_commit(job->db) && list.count == REMIND_AT_ONCE;
}

static void ask(Job *job, const Due *due)
{
    Person person;
    account_ask_at(job->db, due->person, job->now + ASK_AGAIN_MS);
    if (!due->has_mail || !person_by_id(job->db, due->person, &person) || person.mail[0] == '\0')
        return;
    const Rate rate = { due->rate, due->pence, due->months };
    outbox_add(job->db, &(Message){
        .to = person.mail, .person = person.id, .why = "dues",
        .subject = SAY(job->arena, person.lang, "Does your rate still fit?"),
        .text = SAY(job->arena, person.lang,
            "Hello {1},\n\na year ago you chose what you pay to {2}: {3}, {4}. If that still fits, "
            "you need not do anything. If things are better or worse for you now, choose another "
            "rate here:\n\n{5}\n", due->name, job->site->movement,
            say(person.lang, rate_words(due->rate)), rate_price(job->arena, person.lang, &rate),
            text_format(job->arena, "%s/membership/dues", job->site->base_url)),
    }, job->now, job->random);
}

static bool ask_again(Job *job)
{
    db_begin(job->db);
    DueList list = dues_to_ask(job->db, job->now);
    for (size_t i = 0; i < list.count; i++)
        ask(job, &list.item[i]);
    return db_commit(job->db) && list.count == REMIND_AT_ONCE;
}

/* --- what a provider tells -------------------------------------------------------------------- */

static bool fetch(Job *job)
{
    const DuesProvider *provider = the_provider;
    if (provider == NULL)
        return false;
    DuesEvent *event = ARENA_ARRAY(job->arena, DuesEvent, DUES_EVENTS_MAX);
    const char *next = "";
    const char *cursor = provider_cursor(job->db, provider->name);
    if (db_failed(job->db))
        return false;
    size_t count = provider->fetch(provider, job->arena, cursor, event, &next);
    if (count == 0)
        return false;
    db_begin(job->db);
    for (size_t i = 0; i < count; i++) {
        const char *name = text_format(job->arena, "%s:%s", provider->name, event[i].id);
        PersonId person = person_numbered(job->db, event[i].number);
        if (id_is_none(person.id))
            stray_add(job->db, name, &event[i]);
        else if (event[i].pence > 0)
            dues_pay(job->db, &job->site->rates, &(NewPayment){
                .person = person, .pence = event[i].pence, .day = event[i].day,
                .how = PAY_PROVIDER, .event = name,
            }, job->now, job->random);
    }
    provider_cursor_set(job->db, provider->name, next);
    return db_commit(job->db) && count == DUES_EVENTS_MAX;
}

bool dues_job(Job *job)
{
    if (job->site->rates.count == 0)
        return false;
    bool has_more = fetch(job);
    has_more |= remind(job);
    has_more |= ask_again(job);
    return has_more && !db_failed(job->db);
}
