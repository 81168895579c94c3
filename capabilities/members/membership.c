/* membership.c: one's own membership: what it is, moving house, leaving, and
 * the way back.
 *
 * Leaving is one form and no argument. From the next request on nothing of a
 * member's is open any more: the grants end and every browser is signed out in
 * the transaction that takes the row out of the lists. For half a year the way
 * back leads to the same number.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/membership.h"

#include "capabilities/members/membership_page.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"
#include "core/postcode.h"
#include "web/said.h"

enum { MOVE_POSTCODE };
static const Field move_fields[] = {
    [MOVE_POSTCODE] = { "postcode", FIELD_LINE, WORDS("Your new postcode"),
                        WORDS("It says which local party is yours. For example LS6 3HN"),
                        .required = true, .max = 20, .autocomplete = "postal-code" },
};

enum { LEAVE_SURE, LEAVE_WHY };
static const Field leave_fields[] = {
    [LEAVE_SURE] = { "sure", FIELD_TICK, WORDS("Yes, I want to leave"), .required = true },
    [LEAVE_WHY]  = { "why", FIELD_TEXT, WORDS("Would you tell us why?"),
                     WORDS("Only if you like. It is kept for half a year; then it is deleted."),
                     .max = WHY_MAX },
};

const char *path_membership(const Request *req)
{
    (void)req;
    return "/membership";
}

const char *member_state_words(MemberState state)
{
    switch (state) {
    case MEMBER_APPLIED:   return WORDS("Applied");
    case MEMBER_ACTIVE:    return WORDS("Member");
    case MEMBER_LAPSED:    return WORDS("Lapsed");
    case MEMBER_LEFT:      return WORDS("Left");
    case MEMBER_DIED:      return WORDS("Died");
    case MEMBER_ENDED:     return WORDS("Ended by a decision");
    case MEMBER_DOUBLE:    return WORDS("Stood here twice");
    case MEMBER_STATE_END: break;
    }
    return "";
}

const char *change_words(ChangeKind kind)
{
    switch (kind) {
    case CHANGE_JOINED:       return WORDS("Joined");
    case CHANGE_APPLIED:      return WORDS("Applied");
    case CHANGE_ACTIVE_AGAIN: return WORDS("Is a full member again");
    case CHANGE_LAPSED:       return WORDS("Lapsed");
    case CHANGE_LEFT:         return WORDS("Left");
    case CHANGE_DIED:         return WORDS("Died");
    case CHANGE_ENDED:        return WORDS("Ended by a decision");
    case CHANGE_CAME_BACK:    return WORDS("Came back");
    case CHANGE_MOVED_OUT:    return WORDS("Moved away");
    case CHANGE_MOVED_IN:     return WORDS("Moved here");
    case CHANGE_ENTERED:      return WORDS("Entered by an officer");
    case CHANGE_MAIL:         return WORDS("Has another e-mail address");
    case CHANGE_RENAMED:         return WORDS("Has another name");
    case CHANGE_CONTACT:      return WORDS("Another address or phone");
    case CHANGE_DOUBLE:       return WORDS("Stood here twice");
    case CHANGE_END:          break;
    }
    return "";
}

/* --- what it is ------------------------------------------------------------------- */

static Reply show(Request *req, const Membership *own, const Form *form, int status)
{
    Page page = page_begin(req->arena, req->lang);
    membership_page(&page, &(MembershipView){ .req = req, .own = own, .form = form });
    return reply_page_status(req, status, say(req->lang, "My membership"), page_end(&page));
}

Reply membership_show(Request *req)
{
    Membership own;
    bool is_there = membership_own(req->db, req->scope, &own);
    Form form = form_blank(req, move_fields, COUNT(move_fields));
    return show(req, is_there ? &own : NULL, &form, 200);
}

/* --- moving house ------------------------------------------------------------------ */

/* The place of a postcode; a fault in the form when there is none. */
static bool place_typed(Form *form, Place *place)
{
    Request *req = form->req;
    const char *typed = form_text(form, MOVE_POSTCODE);
    int64_t key = postcode_key(typed, strlen(typed));
    PlaceFound found = { .is_known = false };
    if (key != POSTCODE_NO_KEY)
        found = place_of_postcode(req->db, key);
    *place = found.has_branch ? found.branch : found.party;
    if (form_ok(form) && !found.is_known)
        form_fault(form, MOVE_POSTCODE,
                   say(req->lang, "We do not know this postcode. Please look at it again, try the "
                                  "postcode of a neighbour, or choose your local party from the "
                                  "list of all of them."));
    return form_ok(form);
}

Reply membership_move(Request *req)
{
    Membership own;
    Place place;
    if (!membership_own(req->db, req->scope, &own) || member_is_over(own.state))
        return reply_see(req, path_membership(req));
    Form form = form_read(req, move_fields, COUNT(move_fields));
    if (!place_typed(&form, &place))
        return show(req, &own, &form, 422);
    if (id_equal(place.id.id, own.area.id.id)) {
        form_fault(&form, MOVE_POSTCODE,
                   SAY(req->arena, req->lang, "This postcode belongs to {1}, where you are a "
                       "member already. There is nothing to change.",
                       place_name(&place, req->lang)));
        return show(req, &own, &form, 422);
    }

    people_make_member(req->db, own.person, place.id, req->now, req->random);
    capabilities_joined(req->db, own.person, own.name, own.mail, place.id, req->now, req->random);
    trail_change(req->db, req->scope, "members.moved", own.id.id, req->now);
    return reply_see(req, path_place(req, &place));
}

/* --- leaving -------------------------------------------------------------------------- */

/* Whoever administers something hands it over first: nobody may be left who can. */
static bool must_hand_over(const Who *who)
{
    for (size_t i = 0; i < who->grant_count; i++)
        if (who->grant[i].role == ROLE_ADMIN)
            return true;
    return false;
}

static Reply leave_page(Request *req, const Membership *own, const Form *form, int status)
{
    Page page = page_begin(req->arena, req->lang);
    membership_leave(&page, &(MembershipView){ .req = req, .own = own, .form = form },
                     must_hand_over(&req->who));
    return reply_page_status(req, status, say(req->lang, "Leave"), page_end(&page));
}

Reply membership_leave_ask(Request *req)
{
    Membership own;
    if (!membership_own(req->db, req->scope, &own) || member_is_over(own.state))
        return reply_see(req, path_membership(req));
    Form form = form_blank(req, leave_fields, COUNT(leave_fields));
    return leave_page(req, &own, &form, 200);
}

static void say_goodbye(Request *req, const Membership *own)
{
    Arena *arena = req->arena;
    const char *number = text_format(arena, "%lld", (long long)own->number);
    outbox_add(req->db, &(Message){
        .to = own->mail, .person = own->person, .why = "membership ended",
        .subject = SAY(arena, req->lang, "You have left {1}", req->site->movement),
        .text = SAY(arena, req->lang,
            "Hello {1},\n\nyou have left {2}, as you asked. Thank you for the time that you were "
            "with us.\n\nYour membership number was {3}. Until {4} we keep it for you: sign in at "
            "{5} with this address, and one button makes you a member again. After that day we "
            "delete it.\n\nWe write to you no more.\n",
            own->name, req->site->movement, number,
            date_words(arena, req->lang, req->now + MEMBER_KEEP_MS), req->site->base_url),
    }, req->now, req->random);
}

Reply membership_leave_now(Request *req)
{
    Membership own;
    if (!membership_own(req->db, req->scope, &own) || member_is_over(own.state))
        return reply_see(req, path_membership(req));
    Form form = form_read(req, leave_fields, COUNT(leave_fields));
    if (!form_ok(&form) || must_hand_over(&req->who))
        return leave_page(req, &own, &form, 422);

    membership_end(req->db, &(MembershipEnd){
        .person = own.person, .by = own.person, .state = MEMBER_LEFT,
        .why = form_text(&form, LEAVE_WHY), .lang = req->lang, .at = req->now,
    }, req->random);
    people_end_belonging(req->db, own.person, own.person, "left", req->now);
    trail_change(req->db, req->scope, "members.left", own.id.id, req->now);
    if (own.mail[0] != '\0')
        say_goodbye(req, &own);
    return reply_see(req, "/left");
}

Reply left_show(Request *req)
{
    Page page = page_begin(req->arena, req->lang);
    membership_left(&page, req);
    return reply_page(req, say(req->lang, "Goodbye"), page_end(&page));
}

Reply membership_come_back(Request *req)
{
    Membership own;
    if (!membership_own(req->db, req->scope, &own) || own.state != MEMBER_LEFT
        || own.keep_until <= req->now)
        return reply_see(req, path_membership(req));
    people_make_member(req->db, own.person, own.area.id, req->now, req->random);
    capabilities_joined(req->db, own.person, own.name, own.mail, own.area.id, req->now,
                        req->random);
    trail_change(req->db, req->scope, "members.came-back", own.id.id, req->now);
    return reply_see(req, "/welcome");
}
