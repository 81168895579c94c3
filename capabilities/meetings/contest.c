/* contest.c: nominations: opened for a meeting, made by members, agreed to by who
 * is nominated, supported, and decided at the meeting.
 *
 * A member nominates themselves, or somebody by the address that they know. What is
 * answered does not tell whether there is such a member: the nominee is asked by
 * mail and stands on the page once they agree. Officers write down what comes on
 * paper, for members without an address.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/contest.h"

#include "capabilities/meetings/contest_page.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"
#include "web/said.h"

static const char *const office_values[] = { "1", "2", "3", "4", "5", "6", "7", NULL };
static const char *const office_choice[] = {
    WORDS("Secretary"),        WORDS("Chair"),             WORDS("Treasurer"),
    WORDS("Membership officer"), WORDS("Campaigns officer"), WORDS("Women's officer"),
    WORDS("Trainer"),          NULL,
};

enum { OPEN_OFFICE, OPEN_CLOSES, OPEN_SUPPORTERS, OPEN_FIELDS };
static const Field open_fields[OPEN_FIELDS] = {
    [OPEN_OFFICE]     = { .name = "office", .type = FIELD_SELECT, .label = WORDS("Office"),
                          .required = true, .choices = office_values, .choice_words = office_choice },
    [OPEN_CLOSES]     = { .name = "closes", .type = FIELD_DATE, .label = WORDS("Nominations until"),
                          .required = true },
    [OPEN_SUPPORTERS] = { .name = "supporters", .type = FIELD_NUMBER,
                          .label = WORDS("Supporters that a nomination needs"), .required = true,
                          .least = 0, .most = SUPPORTERS_MAX },
};

enum { NOM_MAIL, NOM_STATEMENT, NOM_FIELDS };
static const Field nominate_fields[NOM_FIELDS] = {
    [NOM_MAIL]      = { .name = "mail", .type = FIELD_MAIL, .label = WORDS("Their e-mail address"),
                        .hint = WORDS("Left empty, you stand yourself. Otherwise we ask them, and they "
                                      "stand here once they agree."), .max = 254 },
    [NOM_STATEMENT] = { .name = "statement", .type = FIELD_TEXT, .label = WORDS("Why"),
                        .hint = WORDS("A few sentences that members will read."), .max = STATEMENT_MAX },
};

const char *path_contest(const Request *req, const Contest *contest)
{
    return text_format(req->arena, "/areas/%s/contests/%s", contest->area_slug,
                       id_text(req->arena, contest->id.id));
}

/* --- opening ----------------------------------------------------------------------- */

static Reply open_page(Request *req, const Meeting *meeting, const Form *form, int status)
{
    Page page = page_begin(req->arena, req->lang);
    meetings_contest_new_page(&page, req, meeting, form);
    return reply_page_status(req, status, say(req->lang, "Open nominations"), page_end(&page));
}

static bool meeting_to_come(Request *req, Meeting *meeting)
{
    return meeting_of_path(req, meeting) && meeting->state == MEETING_CALLED
        && meeting->starts > req->now;
}

Reply contest_new(Request *req)
{
    Meeting meeting;
    if (!meeting_to_come(req, &meeting))
        return reply_not_found(req);
    MeetingRule rule = meeting_rule(req->db, meeting.area, meeting.kind);
    Form form = form_blank(req, open_fields, OPEN_FIELDS);
    form_fill(&form, OPEN_CLOSES, meeting.day);
    form_fill(&form, OPEN_SUPPORTERS, text_format(req->arena, "%lld", (long long)rule.supporters));
    return open_page(req, &meeting, &form, 200);
}

Reply contest_open(Request *req)
{
    Meeting meeting;
    int64_t closes = 0, meets = 0;
    if (!meeting_to_come(req, &meeting))
        return reply_not_found(req);
    Form form = form_read(req, open_fields, OPEN_FIELDS);
    wall_day(meeting.day, &meets);
    if (form_ok(&form)
        && (!wall_day(form_text(&form, OPEN_CLOSES), &closes) || closes > meets
            || closes < wall_today(wall_zone(meeting.zone), req->now)))
        form_fault(&form, OPEN_CLOSES,
                   say(req->lang, "Please choose a day from today to the day of the meeting."));
    if (!form_ok(&form))
        return open_page(req, &meeting, &form, 422);
    ContestId id = contest_add(req->db, req->scope, &meeting, &(Contest){
        .title = (OfficeTitle)(OFFICE_SECRETARY + form_choice(&form, OPEN_OFFICE)),
        .closes_day = form_text(&form, OPEN_CLOSES), .closes = (closes + 1) * DAY_MS,
        .supporters = form_number(&form, OPEN_SUPPORTERS),
    }, req->now, req->random);
    trail_change(req->db, req->scope, "meetings.contest", id.id, req->now);
    return reply_see(req, text_format(req->arena, "/areas/%s/contests/%s/desk", req->area_slug,
                                      id_text(req->arena, id.id)));
}

/* --- for members ------------------------------------------------------------------------ */

static bool contest_of_path(Request *req, Contest *contest)
{
    ContestId id;
    return id_from_text(req_param(req, "contest"), &id.id)
        && contest_by_id(req->db, req->scope, req->lang, id, contest);
}

static bool is_open(const Request *req, const Contest *contest)
{
    return contest->ended == 0 && contest->closes > req->now;
}

static Reply contest_page(Request *req, const Contest *contest, const Form *form, int status)
{
    AreaId own = who_area(&req->who);
    ContestView view = {
        .req = req, .contest = *contest, .form = form, .is_open = is_open(req, contest),
        .nominees = nominees_of(req->db, req->scope, contest, false),
        .has_desk = place_has_desk(req, contest->area, PURPOSE_MEMBERSHIP),
        .may_take_part = !id_is_none(own.id)
            && place_is_inside(req->db, own, contest->area, req->now),
    };
    view.has_meeting = meeting_by_id(req->db, req->scope, req->lang, contest->meeting, &view.meeting);
    view.has_own = nominee_own(req->db, req->scope, contest, &view.own);
    Page page = page_begin(req->arena, req->lang);
    meetings_contest_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Nominations"), page_end(&page));
}

Reply contest_show(Request *req)
{
    Contest contest;
    if (!contest_of_path(req, &contest))
        return reply_not_found(req);
    Form form = form_blank(req, nominate_fields, NOM_FIELDS);
    return contest_page(req, &contest, &form, 200);
}

static Reply see_contest(Request *req, const Contest *contest, Said said)
{
    Reply reply = reply_see(req, path_contest(req, contest));
    reply_say(req, &reply, said);
    return reply;
}

static Reply closed(Request *req)
{
    return reply_refuse(req, 409, say(req->lang, "Nominations are closed"),
                        say(req->lang, "Nothing was changed. The meeting decides among those who "
                                       "stand."));
}

static void ask_nominee(Request *req, const Contest *contest, const Person *person)
{
    Lang lang = person->lang;
    const char *office = say(lang, office_words(contest->title));
    Message message = {
        .to = person->mail, .person = person->id, .why = "nominated for an office",
        .subject = SAY(req->arena, lang, "You are nominated: {1}", office),
        .text = SAY(req->arena, lang,
                    "Hello {1},\n\n{2} has nominated you in {3}: {4}. You stand only if you agree. "
                    "Please say yes or no until {5}:\n{6}{7}\n",
                    person->name, req->who.name, contest->area_name, office,
                    wall_day_words(req->arena, lang, contest->closes_day), req->site->base_url,
                    path_contest(req, contest)),
    };
    outbox_add(req->db, &message, req->now, req->random);
}

Reply contest_nominate(Request *req)
{
    Contest contest;
    Person person;
    if (!contest_of_path(req, &contest))
        return reply_not_found(req);
    if (!is_open(req, &contest))
        return closed(req);
    Form form = form_read(req, nominate_fields, NOM_FIELDS);
    if (!form_ok(&form))
        return contest_page(req, &contest, &form, 422);
    const char *mail = form_text(&form, NOM_MAIL), *statement = form_text(&form, NOM_STATEMENT);
    bool is_there = mail[0] != '\0' && person_by_mail(req->db, mail, &person);
    if (mail[0] == '\0' || (is_there && id_equal(person.id.id, req->who.person.id))) {
        if (!nominee_add(req->db, req->scope, &contest, req->who.person, statement, NOMINEE_STANDS,
                         req->now, req->random))
            nominee_answer(req->db, req->scope, &contest, NOMINEE_STANDS, statement);
    } else if (is_there && contest_member(req->db, &contest, person.id, req->now)
               && nominee_add(req->db, req->scope, &contest, person.id, statement, NOMINEE_ASKED,
                              req->now, req->random)) {
        ask_nominee(req, &contest, &person);
    }
    trail_change(req->db, req->scope, "meetings.nominate", contest.id.id, req->now);
    return see_contest(req, &contest, SAID_SENT); /* the same, whoever it was */
}

Reply contest_answer(Request *req)
{
    Contest contest;
    Nominee own;
    if (!contest_of_path(req, &contest) || !nominee_own(req->db, req->scope, &contest, &own))
        return reply_not_found(req);
    if (!is_open(req, &contest))
        return closed(req);
    bool stands = text_equal(req_field(req, "answer"), "yes");
    nominee_answer(req->db, req->scope, &contest, stands ? NOMINEE_STANDS : NOMINEE_DECLINED,
                   own.statement);
    trail_change(req->db, req->scope, "meetings.nominate", contest.id.id, req->now);
    return see_contest(req, &contest, stands ? SAID_KEPT : SAID_ENDED);
}

static bool nominee_of_path(Request *req, const Contest *contest, Nominee *nominee)
{
    NomineeId id;
    return id_from_text(req_param(req, "nominee"), &id.id)
        && nominee_by_id(req->db, req->scope, contest, id, nominee);
}

/* Nobody supports themselves. */
Reply contest_support(Request *req)
{
    Contest contest;
    Nominee nominee;
    if (!contest_of_path(req, &contest) || !nominee_of_path(req, &contest, &nominee)
        || nominee.state != NOMINEE_STANDS || id_equal(nominee.person.id, req->who.person.id))
        return reply_not_found(req);
    if (!is_open(req, &contest))
        return closed(req);
    bool is_on = !text_equal(req_field(req, "support"), "no");
    nominee_support(req->db, req->scope, &contest, nominee.id, is_on, req->now);
    return see_contest(req, &contest, is_on ? SAID_KEPT : SAID_ENDED);
}

/* --- for officers ------------------------------------------------------------------------- */

static const Field result_fields[] = {
    { .name = "votes", .type = FIELD_LINE, .label = WORDS("How it went"),
      .hint = WORDS("Such as: 14 votes to 9; or: nobody else stood. It stands in the minutes."),
      .max = WHY_MAX },
};

static Reply contest_desk_page(Request *req, const Contest *contest, const Form *form, int status)
{
    Place place;
    ContestView view = {
        .req = req, .contest = *contest, .form = form, .is_open = is_open(req, contest),
        .nominees = nominees_of(req->db, req->scope, contest, true), .has_desk = true,
        .typed = text_trim(req->arena, req_query(req, "q")),
    };
    view.has_meeting = meeting_by_id(req->db, req->scope, req->lang, contest->meeting, &view.meeting);
    view.was_searched = view.typed[0] != '\0';
    if (view.was_searched && place_by_id(req->db, req->scope.area, &place))
        view.found = members_find(req->db, req->scope, place.kind, view.typed);
    view.has_change = office_change_of_contest(req->db, contest, &view.change);
    Page page = page_begin(req->arena, req->lang);
    meetings_contest_desk_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Nominations"), page_end(&page));
}

Reply contest_desk(Request *req)
{
    Contest contest;
    if (!contest_of_path(req, &contest))
        return reply_not_found(req);
    Form form = form_blank(req, result_fields, COUNT(result_fields));
    return contest_desk_page(req, &contest, &form, 200);
}

static Reply see_contest_desk(Request *req, const Contest *contest)
{
    Reply reply = reply_see(req, text_format(req->arena, "%s/desk", path_contest(req, contest)));
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}

/* What came on paper, with the nominee's own agreement. */
Reply contest_desk_nominate(Request *req)
{
    Contest contest;
    MemberId id;
    MemberFound member;
    if (!contest_of_path(req, &contest) || contest.ended > 0
        || !id_from_text(req_field(req, "member"), &id.id)
        || !members_found(req->db, req->scope, id, &member))
        return reply_not_found(req);
    nominee_add(req->db, req->scope, &contest, member.person, "", NOMINEE_STANDS, req->now, req->random);
    trail_change(req->db, req->scope, "meetings.nominate", contest.id.id, req->now);
    return see_contest_desk(req, &contest);
}

/* The item at which a meeting elects; its first one where it has none. */
static bool election_item(Request *req, const Meeting *meeting, ItemId *id)
{
    ItemList items = agenda_of(req->db, meeting);
    for (size_t i = 0; i < items.count; i++)
        if (i == 0 || items.item[i].kind == ITEM_ELECTION) {
            *id = items.item[i].id;
            if (items.item[i].kind == ITEM_ELECTION)
                return true;
        }
    return items.count > 0;
}

static void minute_result(Request *req, const Contest *contest, const Meeting *meeting,
                          const Nominee *nominee, const char *votes)
{
    ItemId item;
    if (meeting->record == RECORD_APPROVED || !election_item(req, meeting, &item))
        return;
    const char *office = say(meeting->lang, office_words(contest->title));
    const char *text = votes[0] == '\0'
        ? SAY(req->arena, meeting->lang, "{1} was elected: {2}.", nominee->name, office)
        : SAY(req->arena, meeting->lang, "{1} was elected: {2} ({3}).", nominee->name, office, votes);
    DecisionId id = decision_add(req->db, req->scope, meeting, &(Decision){
        .item = item, .text = text, .votes_for = -1, .votes_against = -1, .abstained = -1,
    }, req->now, req->random);
    trail_link(req->db, "meetings.contest", contest->id.id, "meetings.decision", id.id,
               "was decided", req->now);
}

Reply contest_result(Request *req)
{
    Contest contest;
    Meeting meeting;
    Nominee nominee;
    NomineeId id;
    if (!contest_of_path(req, &contest) || contest.ended > 0
        || !meeting_by_id(req->db, req->scope, req->lang, contest.meeting, &meeting)
        || meeting.starts > req->now || meeting.state != MEETING_CALLED
        || !id_from_text(req_field(req, "nominee"), &id.id)
        || !nominee_by_id(req->db, req->scope, &contest, id, &nominee)
        || !nominee_is_valid(&contest, &nominee))
        return reply_not_found(req);
    Form form = form_read(req, result_fields, COUNT(result_fields));
    if (!form_ok(&form))
        return contest_desk_page(req, &contest, &form, 422);
    contest_decide(req->db, &contest, id, req->now);
    minute_result(req, &contest, &meeting, &nominee, form_text(&form, 0));
    trail_change(req->db, req->scope, "meetings.elected", contest.id.id, req->now);
    return see_contest_desk(req, &contest);
}

Reply contest_again(Request *req)
{
    Contest contest;
    ChangeId change;
    if (!contest_of_path(req, &contest) || contest.ended == 0
        || office_change_of_contest(req->db, &contest, &change))
        return reply_not_found(req);
    contest_reopen(req->db, &contest);
    trail_change(req->db, req->scope, "meetings.elected", contest.id.id, req->now);
    return see_contest_desk(req, &contest);
}
