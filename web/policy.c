/* policy.c: noting who was read; names of roles and purposes.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/policy.h"

#include "base/list.h"
#include "web/words.h"

PersonId scope_person(Scope scope, Id id)
{
    bool is_own = id_equal(scope.who.id, id);
    bool is_repeat = scope.seen->count > 0
        && id_equal(scope.seen->item[scope.seen->count - 1], id);
    if (!is_own && !is_repeat && !id_is_none(id)) {
        if (scope.seen->count == SEEN_MAX)
            abort(); /* a page has its own, smaller limit */
        *LIST_ADD(scope.seen->arena, scope.seen) = id;
    }
    return (PersonId){ id };
}

bool who_has(const Who *who, Role role, Purpose purpose)
{
    for (size_t i = 0; i < who->grant_count; i++)
        if (who->grant[i].role == role && who->grant[i].purpose == purpose)
            return true;
    return false;
}

const char *purpose_name(Purpose purpose)
{
    switch (purpose) {
    case PURPOSE_NONE:        return WORDS("no purpose");
    case PURPOSE_OPEN:        return WORDS("open to everybody");
    case PURPOSE_OWN:         return WORDS("a person's own data");
    case PURPOSE_TAKE_PART:   return WORDS("taking part");
    case PURPOSE_MEMBERSHIP:  return WORDS("looking after members");
    case PURPOSE_LISTENING:   return WORDS("listening");
    case PURPOSE_INFORMATION: return WORDS("keeping the local page true");
    case PURPOSE_ACCESS:      return WORDS("giving access");
    case PURPOSE_OVERSIGHT:   return WORDS("oversight");
    case PURPOSE_DUES:        return WORDS("dues");
    case PURPOSE_COUNT:       break;
    }
    return "";
}

const char *role_name(Role role)
{
    switch (role) {
    case ROLE_NONE:    return WORDS("no role");
    case ROLE_MEMBER:  return WORDS("member");
    case ROLE_OFFICER: return WORDS("local officer");
    case ROLE_ADMIN:   return WORDS("administrator");
    case ROLE_COUNT:   break;
    }
    return "";
}
