/* duty.c: roles as people speak of them: what somebody is there for.
 *
 * A duty is a role and a set of purposes; giving one is a grant for each. It
 * is not stored: what the stored grants amount to is read from them, so that
 * grants of an earlier program still have a name.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/people/people.h"

#define EVERY_PURPOSE ((1U << PURPOSE_COUNT) - PURPOSE_BIT(PURPOSE_MEMBERSHIP))

static const Duty duties[] = {
    [DUTY_SECRETARY] = {
        "secretary", ROLE_OFFICER,
        PURPOSE_BIT(PURPOSE_MEMBERSHIP) | PURPOSE_BIT(PURPOSE_LISTENING)
            | PURPOSE_BIT(PURPOSE_INFORMATION) | PURPOSE_BIT(PURPOSE_ACCESS)
            | PURPOSE_BIT(PURPOSE_DUES),
        WORDS("Secretary"),
        WORDS("Secretary: members, dues, questions, the local page, and giving access to others"),
    },
    [DUTY_MEMBERSHIP] = {
        "membership", ROLE_OFFICER, PURPOSE_BIT(PURPOSE_MEMBERSHIP),
        WORDS("Membership officer"),
        WORDS("Membership officer: sees the list of members and looks after them"),
    },
    [DUTY_LISTENING] = {
        "listening", ROLE_OFFICER, PURPOSE_BIT(PURPOSE_LISTENING),
        WORDS("Listening officer"),
        WORDS("Listening officer: asks questions, reads the answers, says what came of them"),
    },
    [DUTY_PAGE] = {
        "page", ROLE_OFFICER, PURPOSE_BIT(PURPOSE_INFORMATION),
        WORDS("Page editor"),
        WORDS("Page editor: keeps the local page true; sees no list of members"),
    },
    [DUTY_TREASURER] = {
        "treasurer", ROLE_OFFICER, PURPOSE_BIT(PURPOSE_DUES),
        WORDS("Treasurer"),
        WORDS("Treasurer: sees who has paid their dues, and books payments; sees no addresses"),
    },
    [DUTY_ADMIN] = {
        "admin", ROLE_ADMIN, EVERY_PURPOSE,
        WORDS("Administrator"),
        WORDS("Administrator: everything officers may do, reads the audit log, may make administrators"),
    },
};
_Static_assert(COUNT(duties) == DUTY_COUNT, "a line for each duty");

const Duty *duty(DutyKind kind)
{
    return &duties[kind];
}

const Duty *duty_by_key(const char *key)
{
    for (size_t i = 0; i < COUNT(duties); i++)
        if (text_equal(duties[i].key, key))
            return &duties[i];
    return NULL;
}

/* The books of dues came later: who was given a duty before has it all the same. */
static bool is_like(unsigned of_duty, unsigned given)
{
    unsigned later = PURPOSE_BIT(PURPOSE_DUES);
    return of_duty == given || ((of_duty & ~later) == given && given != 0);
}

const char *duty_name(Arena *arena, Lang lang, Role role, unsigned purposes)
{
    for (size_t i = 0; i < COUNT(duties); i++)
        if (duties[i].role == role && is_like(duties[i].purposes, purposes))
            return say(lang, duties[i].name);

    TextBuilder out = text_builder(arena);
    text_add(&out, say(lang, role_name(role)));
    const char *before = ": ";
    for (Purpose purpose = PURPOSE_NONE; purpose < PURPOSE_COUNT; purpose++)
        if (purposes & PURPOSE_BIT(purpose)) {
            text_add(&out, before);
            text_add(&out, say(lang, purpose_name(purpose)));
            before = ", ";
        }
    return text_of(&out);
}
