/* tell.c: mails about acts that take two people. They say that something
 * waits, where, and how to see it; what it is in full stands only on the page.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/approvals/acts.h"

#include "capabilities/outbox/outbox.h"

const char *act_state_words(ActState state)
{
    switch (state) {
    case ACT_WAITING:   return WORDS("waits for a second person");
    case ACT_COOLING:   return WORDS("agreed, and done soon");
    case ACT_READY:     return WORDS("agreed, and may be done now");
    case ACT_DONE:      return WORDS("done");
    case ACT_REFUSED:   return WORDS("refused");
    case ACT_WITHDRAWN: return WORDS("taken back");
    case ACT_EXPIRED:   return WORDS("nobody agreed in time");
    case ACT_FAILED:    return WORDS("could not be done");
    }
    return "";
}

static void send(Db *db, const Person *to, const char *subject, const char *text, TimeMs now,
                 Random *random)
{
    if (to->mail[0] != '\0')
        outbox_add(db, &(Message){ .to = to->mail, .person = to->id, .why = "two-person act",
                                   .subject = subject, .text = text }, now, random);
}

static const char *address_of(Db *db, const Site *site, const StoredAct *act, Lang lang,
                              const char **area_name)
{
    Place place;
    *area_name = "";
    if (!place_by_id(db, act->act.area, &place))
        return site->base_url;
    *area_name = text_copy(db_arena(db), place_name(&place, lang));
    return text_format(db_arena(db), "%s/areas/%s/approvals/%s", site->base_url, place.slug,
                       id_text(db_arena(db), act->act.id.id));
}

static void tell_alone(Db *db, const Site *site, const StoredAct *act, const Person *to, TimeMs now,
                       Random *random)
{
    Arena *arena = db_arena(db);
    const char *area, *address = address_of(db, site, act, to->lang, &area);
    const char *what = say(to->lang, act->act.kind->words);
    send(db, to, SAY(arena, to->lang, "Please look: {1} ({2})", what, area),
         SAY(arena, to->lang,
             "Hello {1},\n\nin {2} somebody wants to {3}. That takes two people, but there is "
             "nobody else yet who could agree. So everybody with a role is told, and it is done on "
             "{4} unless one of you stops it:\n{5}\n",
             to->name, area, what, date_time_words(arena, to->lang, act->due), address),
         now, random);
}

static void tell_agree(Db *db, const Site *site, const StoredAct *act, const Person *to, TimeMs now,
                       Random *random)
{
    Arena *arena = db_arena(db);
    const char *area, *address = address_of(db, site, act, to->lang, &area);
    const char *what = say(to->lang, act->act.kind->words);
    send(db, to, SAY(arena, to->lang, "A second person is needed: {1} ({2})", what, area),
         SAY(arena, to->lang,
             "Hello {1},\n\nin {2} somebody wants to {3}. That takes two people, and you can be "
             "the second. Please read what would happen, then agree or refuse, until {4}:\n{5}\n",
             to->name, area, what, date_words(arena, to->lang, act->open_until - 1), address),
         now, random);
}

void tell_proposed(Db *db, const Site *site, const StoredAct *act, TimeMs now, Random *random)
{
    HolderList all = act->is_alone
        ? people_with_role_near(db, act->act.area, now)
        : people_holders(db, act->act.area, act->act.kind->role, act->act.kind->purpose, now, now);
    size_t told = 0;
    for (size_t i = 0; i < all.count && (act->is_alone || told < ACT_MAILS_MAX); i++) {
        const Person *to = &all.item[i].person;
        bool is_again = id_equal(to->id.id, act->act.by.id)
            || (!act->is_alone && id_equal(to->id.id, act->act.gains.id));
        for (size_t j = 0; j < i; j++)
            is_again |= id_equal(all.item[j].person.id.id, to->id.id);
        if (is_again)
            continue;
        told++;
        if (act->is_alone)
            tell_alone(db, site, act, to, now, random);
        else
            tell_agree(db, site, act, to, now, random);
    }
}

void tell_ended(Db *db, const Site *site, const StoredAct *act, ActState state, const char *why,
                TimeMs now, Random *random)
{
    Person to;
    if (act->act.kind == NULL || !person_by_id(db, act->act.by, &to))
        return;
    Arena *arena = db_arena(db);
    const char *area, *address = address_of(db, site, act, to.lang, &area);
    const char *what = say(to.lang, act->act.kind->words);
    const char *end = say(to.lang, act_state_words(state));
    send(db, &to, SAY(arena, to.lang, "{1}: {2}", what, end),
         SAY(arena, to.lang, "Hello {1},\n\nyou proposed to {2} in {3}. It is now: {4}. {5}\n\n{6}\n",
             to.name, what, area, end, say(to.lang, why), address),
         now, random);
}
