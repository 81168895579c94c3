/* mails.c: six mails in sixty days, each a few lines, and the mail by which a local
 * party knows within the hour that somebody is new.
 *
 * A mail that is late goes when it can; of several that are late only the newest,
 * so that nobody gets three at once. They end when their person has left, or wants
 * no more of them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/welcome/welcome_view.h"

#include "capabilities/consent/consent.h"
#include "capabilities/outbox/outbox.h"

const int welcome_days[WELCOME_MAILS] = { 0, 3, 7, 14, 30, 60 };

enum { OFFICERS_TOLD_MAX = 5 };

/* {1} name, {2} local party, {3} address of this site, {4} of its page */
static const struct { const char *subject, *text; } mails[WELCOME_MAILS] = {
    { WORDS("Welcome to {2}"),
      WORDS("Hello {1},\n\nit is good that you are here. You belong to {2} now. Somebody from there "
            "will be in touch with you.\n\nThree small things for the first evening, chosen for "
            "you:\n{3}/welcome\n") },
    { WORDS("Who is who in {2}"),
      WORDS("Hello {1},\n\nthe page of your local party says who looks after what, and where people "
            "meet. Two lines to somebody there are a good beginning:\n{3}{4}\n") },
    { WORDS("Your first meeting with {2}"),
      WORDS("Hello {1},\n\na first meeting is easier when somebody expects you. Write before you come "
            "and say that you are new: then somebody sits with you. If you need something in order to "
            "take part, say so, and it will be there:\n{3}{4}\n") },
    { WORDS("What do you like doing?"),
      WORDS("Hello {1},\n\nsome like to talk to people, some would rather do the accounts. Tell us what "
            "you like and when you are free, and you are only asked for that:\n{3}/profile\n") },
    { WORDS("Have your say in {2}"),
      WORDS("Hello {1},\n\nyou have been with us for a month. See what is asked at the moment, and "
            "answer in your own words; what comes of it is said afterwards:\n{3}/\n") },
    { WORDS("Two months with {2}"),
      WORDS("Hello {1},\n\nthis is the last of these mails. What was missing in your first weeks? Tell "
            "somebody in your local party; they were new once, too:\n{3}{4}\n\nYour first steps are "
            "still there:\n{3}/welcome\n") },
};

static Message mail_of(Job *job, const DueMail *due, const Person *to, const Place *place)
{
    Lang lang = to->lang;
    const char *const args[] = { to->name, place_name(place, lang), job->site->base_url,
                                 text_format(job->arena, "/areas/%s", place->slug) };
    const char *stop = SAY(job->arena, lang,
                           "You get six such mails in your first sixty days. To stop them: {1}/welcome",
                           job->site->base_url);
    return (Message){
        .to = to->mail, .person = to->id, .why = "first sixty days",
        .subject = say_args(job->arena, lang, mails[due->mail].subject, args, COUNT(args)),
        .text = text_format(job->arena, "%s\n-- \n%s\n",
                            say_args(job->arena, lang, mails[due->mail].text, args, COUNT(args)), stop),
    };
}

/* The newest mail that is due, and the one after it. */
static int newest_due(const DueMail *due, TimeMs now)
{
    int mail = due->mail;
    while (mail + 1 < WELCOME_MAILS && due->joined + welcome_days[mail + 1] * DAY_MS <= now)
        mail++;
    return mail;
}

static void send_one(Job *job, DueMail *due)
{
    Person person;
    Place place;
    due->mail = newest_due(due, job->now);
    bool is_there = due->is_member && due->mail < WELCOME_MAILS
        && person_by_id(job->db, due->person, &person) && place_by_id(job->db, due->area, &place);
    if (is_there && person.mail[0] != '\0' && !consent_objected(job->db, person.mail)) {
        Message message = mail_of(job, due, &person, &place);
        outbox_add(job->db, &message, job->now, job->random);
    }
    int next = due->mail + 1;
    bool goes_on = is_there && next < WELCOME_MAILS;
    mail_done(job->db, due->person, next,
              goes_on ? due->joined + welcome_days[next] * DAY_MS : 0);
}

bool welcome_send_mails(Job *job)
{
    db_begin(job->db);
    DueMailList due = mails_due(job->db, job->now);
    for (size_t i = 0; i < due.count; i++)
        send_one(job, &due.item[i]);
    return db_commit(job->db) && due.count == WELCOME_BATCH;
}

/* --- the local party ------------------------------------------------------------------- */

static void tell_officer(Job *job, const Person *to, const Place *place, int64_t count)
{
    Lang lang = to->lang;
    const char *area = place_name(place, lang);
    outbox_add(job->db, &(Message){
        .to = to->mail, .person = to->id, .why = "new members to welcome",
        .subject = say_n(job->arena, lang, "{1} new member in {2}", "{1} new members in {2}", count,
                         area),
        .text = SAY(job->arena, lang,
                    "Hello {1},\n\nsomebody has just joined {2}. A call within a day is what people "
                    "remember. Who is new, who has waited longest and who is at it already stands "
                    "here:\n{3}/areas/{4}/welcome\n",
                    to->name, area, job->site->base_url, place->slug),
    }, job->now, job->random);
}

/* Those of the nearest place that has anybody who looks after members. */
static void tell_place(Job *job, const NewHere *here)
{
    Place place;
    HolderList all = people_holders(job->db, here->area, ROLE_OFFICER, PURPOSE_MEMBERSHIP, job->now,
                                    job->now);
    AreaId nearest = {0};
    size_t told = 0;
    for (size_t i = 0; i < all.count && told < OFFICERS_TOLD_MAX; i++) {
        const Holder *one = &all.item[i];
        bool is_told = one->person.mail[0] == '\0';
        for (size_t j = 0; j < i; j++)
            is_told |= id_equal(all.item[j].person.id.id, one->person.id.id);
        if (is_told)
            continue;
        if (id_is_none(nearest.id))
            nearest = one->root;
        if (!id_equal(one->root.id, nearest.id))
            return;
        if (place_by_id(job->db, here->area, &place)) {
            tell_officer(job, &one->person, &place, here->count);
            told++;
        }
    }
}

bool welcome_tell_officers(Job *job)
{
    db_begin(job->db);
    NewHereList list = new_to_tell(job->db, job->now);
    for (size_t i = 0; i < list.count; i++) {
        tell_place(job, &list.item[i]);
        new_told(job->db, list.item[i].area, job->now);
    }
    return db_commit(job->db) && list.count == TELL_AREAS;
}
