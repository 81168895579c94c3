/* roll.c: the list of members, for those who look after them.
 *
 * What is read here is written down (trail): who was read, by whom, for what.
 * A party's list shows everybody; a region's or the movement's shows counts
 * until somebody is looked for by name.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/roll.h"

#include "base/list.h"
#include "capabilities/members/roll_page.h"

static bool is_above_party(PlaceKind kind)
{
    return kind != PLACE_PARTY && kind != PLACE_BRANCH;
}

enum { ROLL_NAME, ROLL_WHERE, ROLL_JOINED, ROLL_NUMBER };
static const Column roll_columns[] = {
    [ROLL_NAME]   = { .words = WORDS("Name"), .key = "name", .ways = SORT_UP },
    [ROLL_WHERE]  = { .words = WORDS("Where") },
    [ROLL_JOINED] = { .words = WORDS("Joined"), .key = "joined", .ways = SORT_DOWN },
    [ROLL_NUMBER] = { .words = WORDS("Number"), .is_number = true },
};
/* Above a party people come in the order of the name that was looked for. */
static const Column roll_found_columns[] = {
    [ROLL_NAME]   = { .words = WORDS("Name") },
    [ROLL_WHERE]  = { .words = WORDS("Where") },
    [ROLL_JOINED] = { .words = WORDS("Joined") },
    [ROLL_NUMBER] = { .words = WORDS("Number"), .is_number = true },
};

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

static void roll_ask(Request *req, RollView *view, const char *words)
{
    MemberCursor after = { .key = view->sift.after, .id = view->sift.after_id };
    if (view->is_above && view->is_search && !view->is_too_short)
        view->list = members_by_turn(req->db, req->scope, words, &after);
    else if (view->is_above)
        view->parts = members_in_children(req->db, view->place->id);
    else if (view->sift.sort == ROLL_JOINED)
        view->list = members_by_newest(req->db, req->scope, words, &after);
    else
        view->list = members_by_name(req->db, req->scope, words, &after);

    if (view->list.count > MEMBERS_PER_PAGE) {
        view->list.count = MEMBERS_PER_PAGE;
        const Member *last = &view->list.item[MEMBERS_PER_PAGE - 1];
        sift_next(&view->sift, last->key, last->id.id);
    }
}

Reply roll_list(Request *req)
{
    Place place;
    if (!place_by_id(req->db, req->scope.area, &place))
        return reply_not_found(req);

    bool is_above = is_above_party(place.kind);
    RollView view = {
        .req = req, .place = &place, .is_above = is_above,
        .sift = sift_read(req, path_members(req, &place),
                          is_above ? roll_found_columns : roll_columns, COUNT(roll_columns)),
        .total = members_in(req->db, place.id),
    };
    const char *words = members_search_words(req->arena, view.sift.typed);
    view.is_search = words[0] != '\0';
    view.is_too_short = view.is_above && view.sift.typed[0] != '\0'
        && text_length_chars(words) < MEMBERS_SEARCH_MIN;
    roll_ask(req, &view, words);

    Page page = page_begin(req->arena, req->lang);
    roll_page(&page, &view);
    return reply_page(req, say(req->lang, "Members"), page_end(&page));
}

Reply roll_member(Request *req)
{
    MemberId id;
    Member member;
    if (!id_from_text(req_param(req, "member"), &id.id)
        || !member_by_id(req->db, req->scope, id, &member))
        return reply_not_found(req);

    Page page = page_begin(req->arena, req->lang);
    roll_member_page(&page, req, &member);
    return reply_page(req, member.name, page_end(&page));
}
