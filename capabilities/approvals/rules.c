/* rules.c: who is a second person. Nothing here asks a database or a clock, so
 * that the rules can be read in one sitting and tested by themselves.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/approvals/acts.h"

/* Providers that ignore dots before the "@". */
static const char *const dotless[] = { "@gmail.com", "@googlemail.com" };

const char *mailbox_key(Arena *arena, const char *mail)
{
    const char *at = strrchr(mail, '@');
    if (at == NULL)
        return "";
    bool is_dotless = false;
    for (size_t i = 0; i < COUNT(dotless); i++)
        is_dotless |= text_equal_ignoring_case(at, dotless[i]);

    TextBuilder key = text_builder(arena);
    for (const char *c = mail; c < at && *c != '+'; c++)
        if (*c != '.' || !is_dotless)
            text_add_char(&key, *c);
    text_add(&key, is_dotless ? dotless[0] : at);
    return text_search_key(arena, text_of(&key));
}

static bool is_same_mailbox(Arena *arena, const char *a, const char *b)
{
    const char *key = mailbox_key(arena, a);
    return key[0] != '\0' && text_equal(key, mailbox_key(arena, b));
}

size_t voices_standing(const VoiceList *voices)
{
    size_t count = 0;
    for (size_t i = 0; i < voices->count; i++)
        count += voices->item[i].counts && voices->item[i].is_in_force;
    return count;
}

size_t voices_counting(const VoiceList *voices)
{
    size_t count = 0;
    for (size_t i = 0; i < voices->count; i++)
        count += voices->item[i].counts;
    return count;
}

MayAgree may_agree(Arena *arena, const StoredAct *act, const VoiceList *voices,
                   const Asker *asker, TimeMs now)
{
    if (act->state != ACT_WAITING || act->open_until <= now)
        return NOT_OPEN;
    if (asker->is_frozen)
        return NOT_FROZEN_PLACE;
    if (id_equal(asker->person.id, act->act.by.id))
        return NOT_THE_PROPOSER;
    if (id_equal(asker->person.id, act->act.gains.id))
        return NOT_WHO_GAINS;
    if (!asker->has_role)
        return NOT_WITHOUT_ROLE;
    for (size_t i = 0; i < voices->count; i++)
        if (id_equal(voices->item[i].person.id, asker->person.id))
            return NOT_TWICE;
    for (size_t i = 0; i < voices->count; i++)
        if (is_same_mailbox(arena, voices->item[i].mail, asker->mail))
            return NOT_SAME_MAILBOX;
    return now - asker->since < APPROVALS_HELD_MS ? NOT_SO_NEW : MAY_AGREE;
}

bool is_alone(Arena *arena, PersonId proposer, const char *proposer_mail, TimeMs since,
              PersonId gains, const HolderList *others, TimeMs now)
{
    bool is_somebody = false, is_old = now - since >= APPROVALS_HELD_MS;
    for (size_t i = 0; i < others->count; i++) {
        const Holder *other = &others->item[i];
        if (id_equal(other->person.id.id, proposer.id) || id_equal(other->person.id.id, gains.id)
            || is_same_mailbox(arena, other->person.mail, proposer_mail))
            continue;
        is_somebody = true;
        is_old |= now - other->since >= APPROVALS_HELD_MS;
    }
    return !is_somebody || !is_old;
}
