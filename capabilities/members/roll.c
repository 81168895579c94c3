/* roll.c: the list of members, for those who look after them.
 *
 * What is read here is written down (trail): who was read, by whom, for what.
 * A party's list shows everybody; a region's or the movement's shows counts
 * until somebody is looked for by name.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/roll.h"

#include "capabilities/members/roll_page.h"

static bool is_above_party(PlaceKind kind)
{
    return kind != PLACE_PARTY && kind != PLACE_BRANCH;
}

static MemberCursor cursor_of(Request *req)
{
    MemberCursor after = { .key = req_query(req, "after") };
    id_from_text(req_query(req, "id"), &after.id);
    return after;
}

/* The address of the page that begins after this row. */
static const char *next_path(Request *req, const RollView *view, const Member *last)
{
    return text_format(req->arena, "%s?q=%s&sort=%s&after=%s&id=%s",
                       path_members(req, view->place), query_escape(req->arena, view->typed),
                       view->is_newest ? "newest" : "name", query_escape(req->arena, last->key),
                       id_text(req->arena, last->id.id));
}

Reply roll_list(Request *req)
{
    Place place;
    if (!place_by_id(req->db, req->scope.area, &place))
        return reply_not_found(req);

    RollView view = {
        .req        = req,
        .place      = &place,
        .typed      = text_trim(req->arena, req_query(req, "q")),
        .is_newest  = text_equal(req_query(req, "sort"), "newest"),
        .is_above   = is_above_party(place.kind),
        .is_first   = req_query(req, "after")[0] == '\0',
        .total      = members_in(req->db, place.id),
    };
    MemberCursor after = cursor_of(req);
    const char *words = members_search_words(req->arena, view.typed);
    view.is_search = words[0] != '\0';
    view.is_too_short = view.is_above && view.typed[0] != '\0'
        && text_length_chars(words) < MEMBERS_SEARCH_MIN;

    if (!view.is_above)
        view.list = view.is_newest ? members_by_newest(req->db, req->scope, words, &after)
                                   : members_by_name(req->db, req->scope, words, &after);
    else if (view.is_search && !view.is_too_short)
        view.list = members_by_turn(req->db, req->scope, words, &after);
    else
        view.parts = members_in_children(req->db, place.id);

    if (view.list.count > MEMBERS_PER_PAGE) {
        view.list.count = MEMBERS_PER_PAGE;
        view.next = next_path(req, &view, &view.list.item[MEMBERS_PER_PAGE - 1]);
    }
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
