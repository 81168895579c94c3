/* warn.c: nobody loses access by surprise: four weeks and one week before it
 * runs out its holder is told, and those nearest who can renew it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/access/warn_store.h"

#include "capabilities/outbox/outbox.h"

enum { WARN_EARLY_DAYS = 28, WARN_LATE_DAYS = 7, RENEWERS_MAX = 5 };

static void tell_holder(Job *job, const Ending *ending, const Person *holder, const Place *place)
{
    Lang lang = holder->lang;
    const char *until = date_words(job->arena, lang, ending->until - 1);
    const char *area = place_name(place, lang);
    Message message = {
        .to = holder->mail, .person = holder->id, .why = "access runs out",
        .subject = SAY(job->arena, lang, "Your access ends on {1}: {2}", until, area),
        .text = SAY(job->arena, lang,
                    "Hello {1},\n\nwhat you were given in {2} ({3}) ends on {4}. If you go on, ask "
                    "an officer to renew it. If somebody follows you, this is a good week to show "
                    "them how things are done. Who has access:\n{5}/areas/{6}/access\n",
                    holder->name, area,
                    duty_name(job->arena, lang, ending->role, ending->purposes), until,
                    job->site->base_url, place->slug),
    };
    outbox_add(job->db, &message, job->now, job->random);
}

static void tell_renewer(Job *job, const Ending *ending, const Person *to, const Person *holder,
                         const Place *place)
{
    Lang lang = to->lang;
    const char *until = date_words(job->arena, lang, ending->until - 1);
    const char *area = place_name(place, lang);
    Message message = {
        .to = to->mail, .person = to->id, .why = "access runs out",
        .subject = SAY(job->arena, lang, "The access of {1} ends on {2}: {3}", holder->name,
                       until, area),
        .text = SAY(job->arena, lang,
                    "Hello {1},\n\nthe access of {2} in {3} ({4}) ends on {5}. You can renew it, or "
                    "give it to somebody else, in a minute:\n{6}/areas/{7}/access\n",
                    to->name, holder->name, area,
                    duty_name(job->arena, lang, ending->role, ending->purposes), until,
                    job->site->base_url, place->slug),
    };
    outbox_add(job->db, &message, job->now, job->random);
}

/* Those of the nearest place that has anybody else; a few of them. */
static void tell_renewers(Job *job, const Ending *ending, const Person *holder,
                          const Place *place)
{
    HolderList all = people_holders(job->db, ending->area, ROLE_OFFICER, PURPOSE_ACCESS,
                                    job->now, job->now);
    AreaId nearest = {0};
    size_t told = 0;
    for (size_t i = 0; i < all.count && told < RENEWERS_MAX; i++) {
        const Holder *one = &all.item[i];
        bool is_told = false;
        for (size_t j = 0; j < i; j++)
            is_told |= id_equal(all.item[j].person.id.id, one->person.id.id);
        if (is_told || id_equal(one->person.id.id, holder->id.id) || one->person.mail[0] == '\0')
            continue;
        if (id_is_none(nearest.id))
            nearest = one->root;
        if (!id_equal(one->root.id, nearest.id))
            break;
        tell_renewer(job, ending, &one->person, holder, place);
        told++;
    }
}

static size_t warn(Job *job, int64_t days, int64_t not_within_days)
{
    EndingList endings = endings_to_warn(job->db, days, not_within_days, job->now);
    for (size_t i = 0; i < endings.count; i++) {
        const Ending *ending = &endings.item[i];
        Person holder;
        Place place;
        if (person_by_id(job->db, ending->holder, &holder)
            && place_by_id(job->db, ending->area, &place)) {
            if (holder.mail[0] != '\0')
                tell_holder(job, ending, &holder, &place);
            tell_renewers(job, ending, &holder, &place);
        }
        ending_warned(job->db, ending, days, job->now);
    }
    return endings.count;
}

bool access_job(Job *job)
{
    db_begin(job->db);
    size_t told = warn(job, WARN_LATE_DAYS, 0);
    if (told == 0)
        told = warn(job, WARN_EARLY_DAYS, WARN_LATE_DAYS);
    return db_commit(job->db) && told == WARN_BATCH;
}
