/* change.c: an office goes from one to the next in one step: who is named, what
 * they may do with us, and when what the earlier holder was given ends; and one
 * page on which the two hand over.
 *
 * Access is given by the rules of the room access: by somebody who holds it, never
 * to oneself, with a second person where it takes one. What the earlier holder
 * was given ends only when the new one has theirs, so a place is never left without.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/contest.h"

#include "capabilities/meetings/change_page.h"
#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"
#include "web/csv.h"
#include "web/said.h"

static const char *const duty_values[] = { "secretary", "membership", "listening", "page", "treasurer",
                                          "none", NULL };
static const char *const duty_choice[] = {
    WORDS("Secretary: members, dues, questions, the local page, and giving access to others"),
    WORDS("Membership officer: sees the list of members and looks after them"),
    WORDS("Listening officer: asks questions, reads the answers, says what came of them"),
    WORDS("Page editor: keeps the local page true; sees no list of members"),
    WORDS("Treasurer: sees who has paid their dues, and books payments; sees no addresses"),
    WORDS("None: the office needs no access here"), NULL,
};

enum { CHANGE_NAME, CHANGE_FROM, CHANGE_DUTY, CHANGE_STOPS, CHANGE_FIELDS };
static const Field change_fields[CHANGE_FIELDS] = {
    [CHANGE_NAME] = { .name = "name", .type = FIELD_LINE, .label = WORDS("The name to show"),
                      .required = true, .max = 80 },
    [CHANGE_FROM] = { .name = "from", .type = FIELD_DATE, .label = WORDS("In office from"),
                      .hint = WORDS("What the earlier holder was given here ends at the end of that "
                                    "day. Until then both can work."), .required = true },
    [CHANGE_DUTY] = { .name = "duty", .type = FIELD_CHOICE, .label = WORDS("What they may do here"),
                      .required = true, .choices = duty_values, .choice_words = duty_choice },
    [CHANGE_STOPS]  = { .name = "end", .type = FIELD_TICK,
                      .label = WORDS("End what the earlier holder was given here, on that day") },
};

static const Field more_fields[] = {
    { .name = "text", .type = FIELD_LINE, .label = WORDS("Something else to hand over"),
      .required = true, .max = HANDOVER_TEXT_MAX },
};

const char *path_handover(const Request *req, const char *area_slug, ChangeId change)
{
    return text_format(req->arena, "/areas/%s/handovers/%s", area_slug,
                       id_text(req->arena, change.id));
}

static const char *const handover_list[HANDOVER_ITEMS] = {
    WORDS("We went through what is open, one by one"),
    WORDS("Meetings that are called, and drafts"),
    WORDS("Minutes that are not agreed yet"),
    WORDS("The bank: who may sign has been changed"),
    WORDS("Keys, and things that belong to the party"),
    WORDS("Social media and shared mailboxes: the new one is in, the old one is out"),
    WORDS("Papers and files with people's details: handed over, or destroyed"),
    WORDS("Whom to ring: halls, the printer, the council, the party office"),
    WORDS("What is special here, and what I would do differently"),
};

const char *handover_words(Lang lang, const HandoverItem *item)
{
    bool is_ours = item->text[0] == '\0' && item->rank >= 0 && item->rank < HANDOVER_ITEMS;
    return is_ours ? say(lang, handover_list[item->rank]) : item->text;
}

/* --- one step --------------------------------------------------------------------- */

static DutyKind usual_duty(OfficeTitle title, bool *has_duty)
{
    *has_duty = true;
    switch (title) {
    case OFFICE_SECRETARY:
    case OFFICE_CHAIR:      return DUTY_SECRETARY;
    case OFFICE_MEMBERSHIP:
    case OFFICE_WOMEN:      return DUTY_MEMBERSHIP;
    case OFFICE_CAMPAIGNS:  return DUTY_PAGE;
    case OFFICE_TREASURER:
    case OFFICE_TRAINER:
    case OFFICE_END:        break;
    }
    *has_duty = false;
    return DUTY_PAGE;
}

/* A contest that is decided and not handed over yet. */
static bool elected_of_path(Request *req, Contest *contest, Nominee *elected)
{
    ContestId id;
    ChangeId done;
    return id_from_text(req_param(req, "contest"), &id.id)
        && contest_by_id(req->db, req->scope, req->lang, id, contest) && contest->ended > 0
        && !office_change_of_contest(req->db, contest, &done)
        && nominee_by_id(req->db, req->scope, contest, contest->elected, elected);
}

static Reply change_page(Request *req, const Contest *contest, const Nominee *elected,
                         const Form *form, int status)
{
    Person old;
    PersonId holder = meeting_office_holder(req->db, req->scope, contest->title);
    ChangeView view = {
        .req = req, .contest = *contest, .elected = *elected, .form = form, .old_name = "",
        .limit = access_limit(req->db, req->scope.area, req->now),
    };
    if (!id_is_none(holder.id) && person_by_id(req->db, holder, &old))
        view.old_name = old.name;
    Page page = page_begin(req->arena, req->lang);
    meetings_change_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Hand the office over"), page_end(&page));
}

Reply office_change_new(Request *req)
{
    Contest contest;
    Nominee elected;
    bool has_duty;
    if (!elected_of_path(req, &contest, &elected))
        return reply_not_found(req);
    Form form = form_blank(req, change_fields, CHANGE_FIELDS);
    DutyKind kind = usual_duty(contest.title, &has_duty);
    form_fill(&form, CHANGE_NAME, elected.name);
    form_fill(&form, CHANGE_FROM, wall_day_text(req->arena, wall_today(wall_zone(ZONE_DEFAULT), req->now)));
    form_fill(&form, CHANGE_DUTY, has_duty ? duty(kind)->key : "none");
    form_fill(&form, CHANGE_STOPS, "yes");
    return change_page(req, &contest, &elected, &form, 200);
}

/* Shortens what is longer; true when nothing is left that is. */
static void end_old(Db *db, Change *change, TimeMs now)
{
    GiftIdList gifts = office_change_gifts(db, change, now);
    for (size_t i = 0; i < gifts.count; i++)
        people_gift_until(db, change->area, gifts.item[i], change->from, now);
    change->is_ended = true;
}

static bool give_access(Request *req, Form *form, const Nominee *elected, TimeMs *until, ActId *act,
                        bool *is_given)
{
    const Duty *what = duty_by_key(form_text(form, CHANGE_DUTY));
    *is_given = true;
    if (what == NULL)
        return true;
    *until = req->now + 366 * DAY_MS;
    switch (access_give_office(req, elected->person, what, WORDS("Elected at a meeting"), until, act)) {
    case ACCESS_GIVEN:
        return true;
    case ACCESS_PROPOSED:
        *is_given = false;
        return true;
    case ACCESS_TO_SELF:
        form_fault(form, CHANGE_DUTY,
                   say(req->lang, "Nobody gives access to themselves. Please choose none, and ask "
                                  "another officer, here or in a wider place."));
        return false;
    case ACCESS_TOO_MUCH:
        form_fault(form, CHANGE_DUTY,
                   say(req->lang, "This is more than you may give yourself. Please choose less, or "
                                  "ask somebody who has it."));
        return false;
    case ACCESS_NO_MAIL:
        form_fault(form, CHANGE_DUTY,
                   say(req->lang, "This member has no e-mail address with us and so cannot sign in. "
                                  "Please choose none, or add one first."));
        return false;
    }
    return false;
}

static int64_t check_from(Request *req, Form *form)
{
    int64_t day = 0, today = wall_today(wall_zone(ZONE_DEFAULT), req->now);
    if (!form_ok(form))
        return 0;
    if (!wall_day(form_text(form, CHANGE_FROM), &day) || day < today || day > today + 90)
        form_fault(form, CHANGE_FROM,
                   say(req->lang, "Please choose a day from today to three months from now."));
    return day;
}

Reply office_change_make(Request *req)
{
    Contest contest;
    Nominee elected;
    TimeMs until = 0;
    ActId act = {0};
    bool is_given = true;
    if (!elected_of_path(req, &contest, &elected))
        return reply_not_found(req);
    Form form = form_read(req, change_fields, CHANGE_FIELDS);
    int64_t day = check_from(req, &form);
    if (!form_ok(&form) || !give_access(req, &form, &elected, &until, &act, &is_given))
        return change_page(req, &contest, &elected, &form, 422);
    const Duty *what = duty_by_key(form_text(&form, CHANGE_DUTY));
    Change change = {
        .area = req->scope.area, .contest = contest.id, .title = contest.title,
        .person = elected.person, .old_person = meeting_office_holder(req->db, req->scope, contest.title),
        .shown_name = form_text(&form, CHANGE_NAME), .from_day = form_text(&form, CHANGE_FROM),
        .from = (day + 1) * DAY_MS, .duty = what == NULL ? "" : what->key,
    };
    bool is_same = id_equal(change.old_person.id, change.person.id);
    if (is_same)
        change.old_person = (PersonId){0};
    /* What the giver may not handle themselves stays as it is. */
    bool may_end = may_handle(req, ROLE_OFFICER, duty(DUTY_SECRETARY)->purposes);
    change.is_ended = id_is_none(change.old_person.id) || !form_tick(&form, CHANGE_STOPS) || !may_end;
    change.is_named = change.from <= req->now + DAY_MS;
    if (change.is_named)
        members_set_office(req->db, change.area, change.title, change.person, change.shown_name,
                           req->now, req->random);
    if (!change.is_ended && is_given)
        end_old(req->db, &change, req->now);
    change.id = office_change_add(req->db, req->scope, &change, req->now, req->random);
    trail_link(req->db, "meetings.contest", contest.id.id, "meetings.change", change.id.id,
               "was handed over", req->now);
    trail_change(req->db, req->scope, "meetings.change", change.id.id, req->now);
    return reply_see(req, path_handover(req, req->area_slug, change.id));
}

/* --- the handover ------------------------------------------------------------------------ */

static bool change_of_path(Request *req, Change *change)
{
    ChangeId id;
    bool has_desk = place_has_desk(req, req->scope.area, PURPOSE_MEMBERSHIP);
    return id_from_text(req_param(req, "change"), &id.id)
        && office_change_by_id(req->db, req->scope, req->lang, id, has_desk, change);
}

static HandoverView handover_view(Request *req, const Change *change)
{
    return (HandoverView){
        .req = req, .change = *change, .items = handover_of(req->db, change),
        .actions = actions_open(req->db, change->area),
        .meetings = meetings_unfinished(req->db, change->area, req->lang, req->now),
        .is_old = id_equal(change->old_person.id, req->who.person.id),
        .is_new = id_equal(change->person.id, req->who.person.id),
    };
}

static Reply handover_page(Request *req, const Change *change, const Form *form, int status)
{
    HandoverView view = handover_view(req, change);
    view.form = form;
    Page page = page_begin(req->arena, req->lang);
    meetings_handover_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Handover"), page_end(&page));
}

Reply handover_show(Request *req)
{
    Change change;
    if (!change_of_path(req, &change))
        return reply_not_found(req);
    Form form = form_blank(req, more_fields, COUNT(more_fields));
    return handover_page(req, &change, &form, 200);
}

Reply handover_mark(Request *req)
{
    Change change;
    int64_t rank;
    if (!change_of_path(req, &change)
        || !text_to_int(req_field(req, "item"), 0, HANDOVER_ITEMS + HANDOVER_OWN_MAX, &rank))
        return reply_not_found(req);
    bool is_old = id_equal(change.old_person.id, req->who.person.id);
    bool is_new = id_equal(change.person.id, req->who.person.id);
    if (!is_old && !is_new)
        return reply_not_found(req);
    TimeMs at = text_equal(req_field(req, "done"), "no") ? 0 : req->now;
    handover_tick(req->db, &change, rank, is_old, at);
    return reply_see(req, text_format(req->arena, "%s#item-%lld",
                                      path_handover(req, req->area_slug, change.id), (long long)rank));
}

Reply handover_more(Request *req)
{
    Change change;
    if (!change_of_path(req, &change))
        return reply_not_found(req);
    Form form = form_read(req, more_fields, COUNT(more_fields));
    if (form_ok(&form)
        && handover_of(req->db, &change).count >= HANDOVER_ITEMS + HANDOVER_OWN_MAX)
        form_fault(&form, 0, say(req->lang, "This list is long enough. Please put the rest into one line."));
    if (!form_ok(&form))
        return handover_page(req, &change, &form, 422);
    handover_add(req->db, &change, form_text(&form, 0));
    return reply_see(req, path_handover(req, req->area_slug, change.id));
}

static void csv_line(Csv *csv, const char *a, const char *b, const char *c)
{
    csv_cell(csv, a);
    csv_cell(csv, b);
    csv_cell(csv, c);
    csv_row_end(csv);
}

Reply handover_table(Request *req)
{
    Change change;
    if (!change_of_path(req, &change))
        return reply_not_found(req);
    HandoverView view = handover_view(req, &change);
    Csv csv = csv_begin(req->arena);
    csv_line(&csv, say(req->lang, "Handover"), say(req->lang, "Handed over"), say(req->lang, "Taken over"));
    for (size_t i = 0; i < view.items.count; i++) {
        const HandoverItem *item = &view.items.item[i];
        csv_line(&csv, handover_words(req->lang, item),
                 item->old_at > 0 ? date_iso(req->arena, item->old_at) : "",
                 item->new_at > 0 ? date_iso(req->arena, item->new_at) : "");
    }
    csv_line(&csv, say(req->lang, "Still open"), say(req->lang, "Until"), "");
    for (size_t i = 0; i < view.actions.count; i++)
        csv_line(&csv, view.actions.item[i].what, view.actions.item[i].due_day, "");
    const char *text = csv_text(&csv);
    Reply reply = reply_bytes(req, CSV_TYPE, text, strlen(text));
    reply_header(&reply, "Content-Disposition", "attachment; filename=\"handover.csv\"");
    return reply;
}

/* --- what is left over --------------------------------------------------------------------- */

/* Whether somebody has now what goes with the office. */
static bool has_duty_now(Db *db, const Change *change, TimeMs now)
{
    const Duty *what = duty_by_key(change->duty);
    Holder holder;
    for (Purpose purpose = PURPOSE_NONE; what != NULL && purpose < PURPOSE_COUNT; purpose++)
        if ((what->purposes & PURPOSE_BIT(purpose)) != 0
            && !people_holds(db, change->person, change->area, what->role, purpose, now, &holder))
            return false;
    return true;
}

static bool change_settle(Job *job, Change *change)
{
    bool is_due = !change->is_named && change->from <= job->now + DAY_MS;
    bool may_end = !change->is_ended && has_duty_now(job->db, change, job->now);
    if (is_due) {
        members_set_office(job->db, change->area, change->title, change->person,
                           change->shown_name, job->now, job->random);
        change->is_named = true;
    }
    if (may_end) {
        /* A day that is over meanwhile: at the end of this one. */
        if (change->from <= job->now)
            change->from = (day_number(job->now) + 1) * DAY_MS;
        end_old(job->db, change, job->now);
    }
    return is_due || may_end;
}

bool office_changes_job(Job *job)
{
    Id after = {0};
    Change change;
    db_begin(job->db);
    for (int looked = 0; looked < CHANGES_MAX && office_change_next(job->db, after, &change); looked++) {
        after = change.id.id;
        if (change_settle(job, &change))
            office_change_keep(job->db, &change);
    }
    db_commit(job->db);
    return false;
}
