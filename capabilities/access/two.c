/* two.c: giving that takes two people. What reaches one local party is given by
 * one officer, in a minute, under everybody's eyes; what reaches further is
 * proposed by one and agreed by another (approvals). So is what adds up: one
 * local party after the other to the same person.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/access/gift.h"

#include "capabilities/approvals/approvals.h"
#include "capabilities/trail/trail.h"

static const char admin_kind[] = "access.admin", wide_kind[] = "access.wide";

const char *access_act_kind(Db *db, const Reach *reach, TimeMs now)
{
    static const unsigned reads_people = PURPOSE_BIT(PURPOSE_MEMBERSHIP)
        | PURPOSE_BIT(PURPOSE_LISTENING) | PURPOSE_BIT(PURPOSE_ACCESS);
    Place place;
    if (!place_by_id(db, reach->area, &place))
        return NULL;
    if (reach->role >= ROLE_ADMIN)
        return admin_kind;
    if ((reach->purposes & reads_people) == 0)
        return NULL;
    bool is_local = place.kind == PLACE_PARTY || place.kind == PLACE_BRANCH;
    return is_local && !gift_reads_elsewhere(db, reach->area, reach->person, now) ? NULL
                                                                                  : wide_kind;
}

static ActId proposed(Request *req, const char *kind, const NewGift *gift)
{
    const char *params = text_format(req->arena, "duty %s\nuntil %lld\nwhy %s\n",
                                     gift->duty->key, (long long)gift->until, gift->why);
    ActId id = approvals_propose(req->db, req->site, &(NewAct){
        .kind = kind, .area = gift->area, .by = req->who.person, .gains = gift->person,
        .params = params, .why = "",
    }, req->now, req->random);
    if (!id_is_none(id.id))
        trail_change(req->db, req->scope, "approvals.propose", id.id, req->now);
    return id;
}

Reply access_propose(Request *req, const char *kind, const NewGift *gift)
{
    ActId id = proposed(req, kind, gift);
    if (id_is_none(id.id))
        return reply_refuse(req, 403, say(req->lang, "This is more than you may give yourself"),
                            say(req->lang, "You can give and end what you hold yourself, here or "
                                           "in a wider place. Please ask somebody who has it."));
    return reply_see(req, path_act(req, req->area_slug, id));
}

AccessEnd access_give_office(Request *req, PersonId person, const Duty *what, const char *why,
                             TimeMs *until, ActId *act)
{
    Person who;
    *act = (ActId){0};
    if (id_equal(person.id, req->who.person.id))
        return ACCESS_TO_SELF;
    if (!may_handle(req, what->role, what->purposes))
        return ACCESS_TOO_MUCH;
    if (!person_by_id(req->db, person, &who) || who.mail[0] == '\0')
        return ACCESS_NO_MAIL;
    TimeMs limit = access_limit(req->db, req->scope.area, req->now);
    TimeMs own = own_limit(req, what->role, what->purposes);
    limit = own < limit ? own : limit;
    *until = *until < limit ? *until : limit;
    NewGift gift = {
        .person = person, .area = req->scope.area, .duty = what, .from = req->now,
        .until = *until, .by = req->who.person, .why = why,
    };
    Reach reach = { gift.area, person, what->role, what->purposes };
    const char *kind = access_act_kind(req->db, &reach, req->now);
    if (kind != NULL) {
        *act = proposed(req, kind, &gift);
        return id_is_none(act->id) ? ACCESS_TOO_MUCH : ACCESS_PROPOSED;
    }
    GiftId id = access_give_now(req->db, req->site, &gift, req->now, req->random);
    trail_change(req->db, req->scope, "access.give", id.id, req->now);
    return ACCESS_GIVEN;
}

static bool read_params(Arena *arena, const Act *act, const Duty **what, TimeMs *until)
{
    *what = duty_by_key(act_param(arena, act->params, "duty"));
    return *what != NULL
        && text_to_int(act_param(arena, act->params, "until"), 0, INT64_MAX, until);
}

static const char *describe_gift(Db *db, Scope scope, const Act *act, Lang lang)
{
    (void)scope;
    Arena *arena = db_arena(db);
    const Duty *what;
    TimeMs until;
    if (!read_params(arena, act, &what, &until))
        return "";
    return SAY(arena, lang, "{1} may do this in {2} and all places inside, until {3}: {4}. ({5})",
               act->gains_name, act->area_name, date_words(arena, lang, until - 1),
               say(lang, what->words),
               why_words(arena, lang, act_param(arena, act->params, "why")));
}

static bool do_gift(Db *db, const Site *site, const Act *act, TimeMs now, Random *random)
{
    const Duty *what;
    TimeMs until;
    Place place;
    if (!read_params(db_arena(db), act, &what, &until) || until <= now
        || !place_by_id(db, act->area, &place))
        return false;
    GiftId id = access_give_now(db, site, &(NewGift){
        .person = act->gains, .area = act->area, .duty = what, .from = now, .until = until,
        .by = act->by, .approved_by = act->agreed_by,
        .why = act_param(db_arena(db), act->params, "why"),
    }, now, random);
    return !id_is_none(id.id);
}

const ActKind access_kinds[ACCESS_KINDS] = {
    { .name = admin_kind, .words = WORDS("make or keep somebody an administrator"),
      .role = ROLE_ADMIN, .purpose = PURPOSE_ACCESS, .cooling = 0, .open_for = 30 * DAY_MS,
      .describe = describe_gift, .execute = do_gift },
    { .name = wide_kind, .words = WORDS("give a role that reaches beyond one local party"),
      .role = ROLE_OFFICER, .purpose = PURPOSE_ACCESS, .cooling = 0, .open_for = 30 * DAY_MS,
      .describe = describe_gift, .execute = do_gift },
};
