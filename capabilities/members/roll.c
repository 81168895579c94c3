/* roll.c: choosing one member among others, by part of a name. The list of
 * members, for those who look after them, is in the room desk.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/roll.h"

#include "base/list.h"

static bool is_above_party(PlaceKind kind)
{
    return kind != PLACE_PARTY && kind != PLACE_BRANCH;
}

static MemberFound found_of(const Member *member)
{
    return (MemberFound){
        .id = member->id, .person = member->person, .name = member->name,
        .area = member->area, .has_mail = member->mail[0] != '\0',
    };
}

MemberFoundList members_find(Db *db, Scope scope, PlaceKind kind, const char *typed)
{
    const char *words = members_search_words(db_arena(db), typed);
    MemberCursor first = { .key = "" };
    MemberFoundList found = {0};
    if (text_length_chars(words) < MEMBERS_FIND_MIN)
        return found;
    MemberList list = is_above_party(kind) ? members_by_turn(db, scope, words, &first)
                                           : members_by_name(db, scope, words, &first);
    found.is_cut = list.count > MEMBERS_PER_PAGE;
    for (size_t i = 0; i < list.count && i < MEMBERS_PER_PAGE; i++)
        *LIST_ADD(db_arena(db), &found) = found_of(&list.item[i]);
    return found;
}

bool members_found(Db *db, Scope scope, MemberId id, MemberFound *found)
{
    Member member;
    if (!member_by_id(db, scope, id, &member))
        return false;
    *found = found_of(&member);
    return true;
}

int64_t members_number_own(Db *db, Scope scope)
{
    Member member;
    return member_own(db, scope, &member) ? member.number : 0;
}
