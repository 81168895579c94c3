/* attend.c: who is in the room, taken by an officer on a phone: those who said that
 * they come with one press each, all others by name; a mistake is taken back
 * with one press, and whether there is a quorum stands on top.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/minutes_view.h"

#include "capabilities/meetings/attend_page.h"
#include "capabilities/trail/trail.h"

static const Field guest_fields[] = {
    { .name = "guests", .type = FIELD_NUMBER, .label = WORDS("Guests"),
      .hint = WORDS("People who are not members here. They are counted and not named, and do not "
                    "count for the quorum."),
      .required = true, .least = 0, .most = GUESTS_MAX },
};

/* As it was settled when the minutes went out; until then as the rule says now. */
int64_t meeting_quorum(Request *req, const Meeting *meeting)
{
    if (meeting->quorum_need > 0)
        return meeting->quorum_need;
    MeetingRule rule = meeting_rule(req->db, meeting->area, meeting->kind);
    return quorum_needed(&rule, meeting_entitled(req->db, meeting->area, meeting->kind, req->now));
}

static bool meeting_held(Request *req, Meeting *meeting)
{
    return meeting_of_path(req, meeting) && meeting->state == MEETING_CALLED;
}

/* After the minutes are agreed, the list stays as it was. */
static bool is_locked(const Meeting *meeting)
{
    return meeting->record == RECORD_APPROVED;
}

static Reply attend_page(Request *req, const Meeting *meeting, const Form *guests, int status)
{
    Place place;
    AttendView view = {
        .req = req, .meeting = *meeting, .guests_form = guests, .is_locked = is_locked(meeting),
        .typed = text_trim(req->arena, req_query(req, "q")),
        .present = attendance_of(req->db, req->scope, meeting),
        .expected = attendance_expected(req->db, req->scope, meeting),
        .here = attendance_count(req->db, meeting), .quorum = meeting_quorum(req, meeting),
    };
    view.is_search = view.typed[0] != '\0';
    view.is_too_short = text_length_chars(view.typed) < MEMBERS_FIND_MIN;
    if (view.is_search && !view.is_too_short && place_by_id(req->db, req->scope.area, &place))
        view.found = members_find(req->db, req->scope, place.kind, view.typed);
    Page page = page_begin(req->arena, req->lang);
    meetings_attend_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Who is here"), page_end(&page));
}

Reply attendance_show(Request *req)
{
    Meeting meeting;
    if (!meeting_held(req, &meeting))
        return reply_not_found(req);
    Form form = form_blank(req, guest_fields, COUNT(guest_fields));
    form_fill(&form, 0, text_format(req->arena, "%lld", (long long)meeting.guests));
    return attend_page(req, &meeting, &form, 200);
}

static Reply see_attendance(Request *req, const Meeting *meeting)
{
    return reply_see(req, path_desk_below(req, meeting, "attendance"));
}

/* By membership (from a search) or by account (from those who said that they come);
 * either must be of this place. */
static bool person_of_form(Request *req, const Meeting *meeting, PersonId *person)
{
    MemberFound found;
    MemberId member;
    Id account;
    if (id_from_text(req_field(req, "member"), &member.id)) {
        bool is_there = members_found(req->db, req->scope, member, &found);
        *person = found.person;
        return is_there;
    }
    AnswerList expected = attendance_expected(req->db, req->scope, meeting);
    for (size_t i = 0; id_from_text(req_field(req, "person"), &account) && i < expected.count; i++)
        if (id_equal(expected.item[i].person.id, account)) {
            *person = expected.item[i].person;
            return true;
        }
    return false;
}

Reply attendance_mark(Request *req)
{
    Meeting meeting;
    PersonId person;
    if (!meeting_held(req, &meeting) || is_locked(&meeting)
        || !person_of_form(req, &meeting, &person))
        return reply_not_found(req);
    if (attendance_add(req->db, req->scope, &meeting, person, req->now))
        trail_change(req->db, req->scope, "meetings.present", meeting.id.id, req->now);
    return see_attendance(req, &meeting);
}

Reply attendance_back(Request *req)
{
    Meeting meeting;
    Id person;
    if (!meeting_held(req, &meeting) || is_locked(&meeting)
        || !id_from_text(req_field(req, "person"), &person))
        return reply_not_found(req);
    attendance_undo(req->db, &meeting, person);
    trail_change(req->db, req->scope, "meetings.present", meeting.id.id, req->now);
    return see_attendance(req, &meeting);
}

Reply attendance_guests_keep(Request *req)
{
    Meeting meeting;
    if (!meeting_held(req, &meeting) || is_locked(&meeting))
        return reply_not_found(req);
    Form form = form_read(req, guest_fields, COUNT(guest_fields));
    if (!form_ok(&form))
        return attend_page(req, &meeting, &form, 422);
    attendance_guests(req->db, &meeting, form_number(&form, 0));
    return see_attendance(req, &meeting);
}
