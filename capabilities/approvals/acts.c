/* acts.c: what can happen to a proposal: it is made, agreed to, stopped, done.
 *
 * Every step reads the rules (rules.c) on the rows of its own transaction and
 * moves the act from the state that it has read; a step that came too late
 * changes nothing. Nothing here makes a page.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/approvals/acts.h"

static const char unfreeze[] = "approvals.unfreeze";

const ActKind *act_kind(const char *name)
{
    size_t count;
    const Capability *const *all = capabilities_all(&count);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < all[i]->act_count; j++)
            if (text_equal(all[i]->acts[j].name, name))
                return &all[i]->acts[j];
    return NULL;
}

const char *act_param(Arena *arena, const char *params, const char *name)
{
    size_t length = strlen(name);
    while (*params != '\0') {
        size_t line = strcspn(params, "\n");
        if (line > length && params[length] == ' ' && strncmp(params, name, length) == 0)
            return text_copy_bytes(arena, params + length + 1, line - length - 1);
        params += line + (params[line] == '\n');
    }
    return "";
}

Hash act_digest(const char *kind, AreaId area, PersonId gains, const char *params)
{
    Hasher hasher = hash_begin();
    hash_add_text(&hasher, kind);
    hash_add(&hasher, area.id.bytes, sizeof area.id.bytes);
    hash_add(&hasher, gains.id.bytes, sizeof gains.id.bytes);
    hash_add_text(&hasher, params);
    return hash_end(&hasher);
}

/* --- proposing -------------------------------------------------------------------- */

static bool alone(Db *db, const Act *act, const Holder *proposer, TimeMs now)
{
    HolderList others = people_holders(db, act->area, act->kind->role, act->kind->purpose,
                                       now - APPROVALS_GONE_MS, now);
    return is_alone(db_arena(db), act->by, proposer->person.mail, proposer->since, act->gains,
                    &others, now);
}

ActId approvals_propose(Db *db, const Site *site, const NewAct *new, TimeMs now, Random *random)
{
    const ActKind *kind = act_kind(new->kind);
    bool is_person = !id_is_none(new->by.id);
    Holder proposer = { .person.mail = "" };
    if (kind == NULL
        || (is_person && !people_holds(db, new->by, new->area, kind->role, kind->purpose, now,
                                       &proposer)))
        return (ActId){0};

    Hash digest = act_digest(kind->name, new->area, new->gains, new->params);
    ActId open = act_open_with(db, digest);
    if (!id_is_none(open.id))
        return open; /* exactly this is proposed already: one can agree to it */
    StoredAct stored = {
        .act = {
            .id = { id_new(now, random) }, .kind = kind, .area = new->area, .by = new->by,
            .gains = new->gains, .params = new->params, .why = new->why, .proposed = now,
        },
        .kind_name = kind->name,
        .state = ACT_WAITING,
        .open_until = now + kind->open_for,
        .digest = digest,
    };
    stored.is_alone = is_person && alone(db, &stored.act, &proposer, now);
    if (stored.is_alone)
        stored.due = now + APPROVALS_ALONE_MS;
    act_add(db, &stored);
    if (is_person)
        voice_add(db, stored.act.id, new->by, proposer.grant,
                  now - proposer.since >= APPROVALS_HELD_MS, now);
    tell_proposed(db, site, &stored, now, random);
    return stored.act.id;
}

/* --- doing --------------------------------------------------------------------------- */

/* The newest voice that is not the proposer's. */
static PersonId second_of(const StoredAct *act, const VoiceList *voices)
{
    PersonId second = {0};
    for (size_t i = 0; i < voices->count; i++)
        if (!id_equal(voices->item[i].person.id, act->act.by.id))
            second = voices->item[i].person;
    return second;
}

/* Does what is agreed: two people who count stand behind it, with their roles
 * in force, or it has waited alone and there is still nobody else. */
static void carry_out(Db *db, const Site *site, StoredAct *act, const VoiceList *voices,
                      TimeMs now, Random *random)
{
    const ActKind *kind = act->act.kind;
    act->act.agreed_by = second_of(act, voices);
    if (kind->execute == NULL) {
        act_move(db, act->act.id, act->state, ACT_READY, act->due, now + kind->open_for);
        tell_ended(db, site, act, ACT_READY, "", now, random);
        return;
    }
    bool is_done = kind->execute(db, site, &act->act, now, random);
    const char *why = is_done ? "" : WORDS("It was not possible any more.");
    ActState end = is_done ? ACT_DONE : ACT_FAILED;
    act_end(db, act->act.id, act->state, end, (PersonId){0}, why, now);
    tell_ended(db, site, act, end, why, now, random);
}

static void fail(Db *db, const Site *site, StoredAct *act, const char *why, TimeMs now,
                 Random *random)
{
    act_end(db, act->act.id, act->state, ACT_FAILED, (PersonId){0}, why, now);
    tell_ended(db, site, act, ACT_FAILED, why, now, random);
}

/* What waited alone is done when nobody else has come meanwhile. */
static void end_waiting_alone(Db *db, const Site *site, StoredAct *act, const VoiceList *voices,
                              TimeMs now, Random *random)
{
    Holder proposer;
    bool holds = voices->count > 0 && voices->item[0].is_in_force
        && people_holds(db, act->act.by, act->act.area, act->act.kind->role,
                        act->act.kind->purpose, now, &proposer);
    if (!holds)
        fail(db, site, act, WORDS("The role of somebody behind it has ended."), now, random);
    else if (!alone(db, &act->act, &proposer, now))
        act_not_alone(db, act->act.id);
    else
        carry_out(db, site, act, voices, now, random);
}

static void do_due(Db *db, const Site *site, ActId id, TimeMs now, Random *random)
{
    StoredAct act;
    if (!act_read(db, id, &act))
        return;
    VoiceList voices = voices_read(db, id, now);
    if (act.act.kind == NULL)
        fail(db, site, &act, WORDS("Nothing here does such a thing any more."), now, random);
    else if (act.state == ACT_WAITING && act.is_alone)
        end_waiting_alone(db, site, &act, &voices, now, random);
    else if (act.state == ACT_COOLING && voices_standing(&voices) < ACT_VOICES_NEEDED)
        fail(db, site, &act, WORDS("The role of somebody behind it has ended."), now, random);
    else if (act.state == ACT_COOLING)
        carry_out(db, site, &act, &voices, now, random);
}

bool acts_round(Db *db, const Site *site, TimeMs now, Random *random)
{
    ActIdList over = acts_over(db, now);
    for (size_t i = 0; i < over.count; i++) {
        StoredAct act;
        if (act_read(db, over.item[i], &act)
            && act_end(db, act.act.id, act.state, ACT_EXPIRED, (PersonId){0}, "", now))
            tell_ended(db, site, &act, ACT_EXPIRED, "", now, random);
    }
    ActIdList due = acts_due(db, now);
    for (size_t i = 0; i < due.count; i++)
        do_due(db, site, due.item[i], now, random);
    return over.count == ACTS_BATCH || due.count == ACTS_BATCH;
}

/* --- saying yes ------------------------------------------------------------------------ */

/* The addresses are needed for the rule about mailboxes, and shown nowhere. */
static VoiceList voices_with_mail(Db *db, ActId id, TimeMs now)
{
    VoiceList voices = voices_read(db, id, now);
    for (size_t i = 0; i < voices.count; i++) {
        Person person;
        if (person_by_id(db, voices.item[i].person, &person))
            voices.item[i].mail = person.mail;
    }
    return voices;
}

static MayAgree judge(Db *db, const StoredAct *act, const VoiceList *voices, PersonId person,
                      Holder *holder, TimeMs now)
{
    if (act->act.kind == NULL)
        return NOT_OPEN;
    Asker asker = { .person = person, .mail = "" };
    asker.has_role = people_holds(db, person, act->act.area, act->act.kind->role,
                                  act->act.kind->purpose, now, holder);
    if (asker.has_role) {
        asker.mail = holder->person.mail;
        asker.since = holder->since;
    }
    asker.is_frozen = !act->act.kind->is_unstoppable && is_frozen(db, act->act.area);
    return may_agree(db_arena(db), act, voices, &asker, now);
}

MayAgree act_may_agree(Db *db, const StoredAct *act, PersonId person, TimeMs now)
{
    VoiceList voices = voices_with_mail(db, act->act.id, now);
    Holder holder;
    return judge(db, act, &voices, person, &holder, now);
}

MayAgree act_agree(Db *db, const Site *site, ActId id, PersonId person, TimeMs now,
                   Random *random)
{
    StoredAct act;
    Holder holder;
    if (!act_read(db, id, &act))
        return NOT_OPEN;
    VoiceList voices = voices_with_mail(db, id, now);
    MayAgree may = judge(db, &act, &voices, person, &holder, now);
    if (may != MAY_AGREE)
        return may;

    voice_add(db, id, person, holder.grant, true, now);
    if (act.is_alone) { /* from now on it is an act of two like any other */
        act_not_alone(db, id);
        act.is_alone = false;
    }
    voices = voices_read(db, id, now);
    if (voices_standing(&voices) < ACT_VOICES_NEEDED)
        return MAY_AGREE; /* the proposer was too new to count, or has lost the role */
    TimeMs due = now + act.act.kind->cooling;
    act_move(db, id, ACT_WAITING, ACT_COOLING, due, due + act.act.kind->open_for);
    act.state = ACT_COOLING;
    if (act.act.kind->cooling == 0)
        carry_out(db, site, &act, &voices, now, random);
    return MAY_AGREE;
}

/* --- stopping ---------------------------------------------------------------------------- */

bool act_may_refuse(Db *db, const StoredAct *act, PersonId person, TimeMs now)
{
    bool is_open = act->state == ACT_WAITING || act->state == ACT_COOLING
        || act->state == ACT_READY;
    if (!is_open || act->act.kind == NULL || id_equal(person.id, act->act.by.id))
        return false;
    if (act->is_alone) /* where nobody can agree, everybody with a role can stop it */
        return people_has_role_near(db, person, act->act.area, now);
    Holder holder;
    return people_holds(db, person, act->act.area, act->act.kind->role, act->act.kind->purpose,
                        now, &holder);
}

bool act_refuse(Db *db, const Site *site, ActId id, PersonId person, const char *why, TimeMs now,
                Random *random)
{
    StoredAct act;
    if (!act_read(db, id, &act) || !act_may_refuse(db, &act, person, now)
        || !act_end(db, id, act.state, ACT_REFUSED, person, why, now))
        return false;
    tell_ended(db, site, &act, ACT_REFUSED, why, now, random);
    return true;
}

bool act_withdraw(Db *db, ActId id, PersonId person, TimeMs now)
{
    StoredAct act;
    bool is_own = act_read(db, id, &act) && id_equal(act.act.by.id, person.id)
        && !id_is_none(person.id);
    bool is_open = is_own && (act.state == ACT_WAITING || act.state == ACT_COOLING
                              || act.state == ACT_READY);
    return is_open && act_end(db, id, act.state, ACT_WITHDRAWN, person, "", now);
}

/* --- what is done outside ------------------------------------------------------------------ */

bool approvals_is_approved(Db *db, const char *kind, Hash digest, TimeMs now, ActId *id)
{
    StoredAct act;
    *id = act_open_with(db, digest);
    if (id_is_none(id->id) || !act_read(db, *id, &act) || act.state != ACT_READY
        || !text_equal(act.kind_name, kind) || act.act.kind == NULL || act.open_until <= now)
        return false;
    if (!act.act.kind->is_unstoppable && is_frozen(db, act.act.area))
        return false;
    VoiceList voices = voices_read(db, *id, now);
    return act.is_alone ? voices.count > 0 && voices.item[0].is_in_force
                        : voices_standing(&voices) >= ACT_VOICES_NEEDED;
}

bool approvals_done(Db *db, ActId id, TimeMs now)
{
    return act_end(db, id, ACT_READY, ACT_DONE, (PersonId){0}, "", now);
}

bool approvals_not_done(Db *db, ActId id)
{
    return act_reopen(db, id, ACT_DONE, ACT_READY);
}

/* --- the kinds without a room of their own -------------------------------------------------- */

static const char *describe_mail(Db *db, Scope scope, const Act *act, Lang lang)
{
    (void)scope;
    Arena *arena = db_arena(db);
    return SAY(arena, lang, "A message goes to {1} people: “{2}”.",
               act_param(arena, act->params, "people"), act_param(arena, act->params, "subject"));
}

static const char *describe_export(Db *db, Scope scope, const Act *act, Lang lang)
{
    (void)scope;
    Arena *arena = db_arena(db);
    return SAY(arena, lang, "Details of {1} people leave the house as a file: {2}.",
               act_param(arena, act->params, "people"), act_param(arena, act->params, "what"));
}

static const char *describe_restore(Db *db, Scope scope, const Act *act, Lang lang)
{
    (void)scope;
    Arena *arena = db_arena(db);
    return SAY(arena, lang,
               "The backup “{1}” takes the place of everything that is here now. What was written "
               "since it was made ({2}) is lost.",
               act_param(arena, act->params, "backup"), act_param(arena, act->params, "made"));
}

static const char *describe_unfreeze(Db *db, Scope scope, const Act *act, Lang lang)
{
    (void)scope;
    return SAY(db_arena(db), lang, "Acts that take two people go on in {1}.", act->area_name);
}

static bool do_unfreeze(Db *db, const Site *site, const Act *act, TimeMs now, Random *random)
{
    (void)site;
    (void)random;
    TimeMs since;
    return text_to_int(act_param(db_arena(db), act->params, "since"), 0, INT64_MAX, &since)
        && freeze_lift(db, act->area, since, now);
}

const ActKind approvals_kinds[APPROVALS_KINDS] = {
    { .name = "mail.many", .words = WORDS("write to more than a thousand people"),
      .role = ROLE_OFFICER, .purpose = PURPOSE_MEMBERSHIP, .cooling = HOUR_MS,
      .open_for = 14 * DAY_MS, .describe = describe_mail },
    { .name = "people.export", .words = WORDS("take out the details of more than a thousand people"),
      .role = ROLE_ADMIN, .purpose = PURPOSE_OVERSIGHT, .cooling = DAY_MS,
      .open_for = 14 * DAY_MS, .describe = describe_export },
    { .name = "server.restore", .words = WORDS("put a backup in the place of everything"),
      .role = ROLE_ADMIN, .purpose = PURPOSE_OVERSIGHT, .cooling = 0,
      .open_for = 7 * DAY_MS, .describe = describe_restore },
    { .name = unfreeze, .words = WORDS("let acts go on that were stopped"),
      .role = ROLE_ADMIN, .purpose = PURPOSE_OVERSIGHT, .cooling = DAY_MS,
      .open_for = 30 * DAY_MS, .is_unstoppable = true,
      .describe = describe_unfreeze, .execute = do_unfreeze },
};
