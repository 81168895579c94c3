/* welcome.c: one's own first days: the steps that suit, done or skipped or back
 * again, and whether the mails go on.
 *
 * Which steps suit is in rules.c, the mails are in mails.c, the call that the local
 * party owes in calls.c.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/welcome/welcome_view.h"

#include "capabilities/access/access.h"
#include "capabilities/welcome/calls_page.h"
#include "capabilities/welcome/near.h"
#include "capabilities/welcome/welcome_page.h"
#include "web/said.h"

const char *path_welcome(const Request *req)
{
    (void)req;
    return "/welcome";
}

static const char *step_path(const Request *req, const WelcomeView *view, const Step *step)
{
    switch (step->to) {
    case STEP_TO_OFFICER:
        if (view->has_named)
            return path_write(req, &view->named.area, view->named.id);
        break;
    case STEP_TO_PARTY:   break;
    case STEP_TO_PROFILE: return path_profile(req);
    case STEP_TO_ASK:     return path_profile_part(req, PART_ASK);
    case STEP_TO_ACCESS:
        return text_format(req->arena, "%s/access", path_place(req, &view->area));
    case STEP_TO_HOME:    return path_home(req);
    case STEP_TO_FIND:    return "/find";
    }
    return path_place(req, &view->area);
}

static StepState state_of(const StepMarkList *marks, const char *key)
{
    for (size_t i = 0; i < marks->count; i++)
        if (text_equal(marks->item[i].key, key))
            return marks->item[i].state;
    return STEP_AHEAD;
}

static void add_steps(Request *req, WelcomeView *view)
{
    Profile profile = profile_own(req->db, req->scope);
    SkillKinds kinds = skill_kinds(req->db);
    StepMarkList marks = steps_own(req->db, req->scope);
    const Step *list[STEPS];
    size_t count = steps_for(facts_of(&profile, &kinds, view->has_named), list);
    /* What is done stays in sight, even when the profile does not suggest it any more. */
    for (size_t i = 0; i < marks.count; i++) {
        const Step *step = step_by_key(marks.item[i].key);
        bool is_listed = step == NULL;
        for (size_t j = 0; j < count && !is_listed; j++)
            is_listed = list[j] == step;
        if (!is_listed && count < STEPS)
            list[count++] = step;
    }
    for (size_t i = 0; i < count; i++) {
        StepState state = state_of(&marks, list[i]->key);
        view->step[view->count++] = (OwnStep){ list[i], state, step_path(req, view, list[i]) };
        view->ahead += state == STEP_AHEAD;
        view->done += state == STEP_DONE;
    }
}

bool welcome_view(Request *req, WelcomeView *view)
{
    *view = (WelcomeView){ .req = req };
    if (!place_by_id(req->db, who_area(&req->who), &view->area))
        return false;
    view->number = members_number_own(req->db, req->scope);
    view->has_named = members_named(req->db, view->area.id, &view->named);
    view->is_beginning = beginning_own(req->db, req->scope, &view->beginning);
    add_steps(req, view);
    return true;
}

Reply welcome_show(Request *req)
{
    WelcomeView view;
    if (!welcome_view(req, &view))
        return reply_see(req, path_home(req));
    text_to_int(req_query(req, "minutes"), 1, 600, &view.minutes);
    Page page = page_begin(req->arena, req->lang);
    welcome_page(&page, &view);
    return reply_page(req, say(req->lang, "Welcome"), page_end(&page));
}

/* do=done, skip or undo. */
Reply step_keep(Request *req)
{
    const Step *step = step_by_key(req_param(req, "step"));
    const char *what = req_field(req, "do");
    if (step == NULL || id_is_none(who_area(&req->who).id))
        return reply_not_found(req);
    if (text_equal(what, "done"))
        step_set(req->db, req->scope, step->key, STEP_DONE, req->now);
    else if (text_equal(what, "skip"))
        step_set(req->db, req->scope, step->key, STEP_SKIPPED, req->now);
    else if (text_equal(what, "undo"))
        step_set(req->db, req->scope, step->key, STEP_AHEAD, req->now);
    Reply reply = reply_see(req, "/welcome#steps");
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}

/* do=stop or go. */
Reply mails_keep(Request *req)
{
    bool is_stop = text_equal(req_field(req, "do"), "stop");
    if (is_stop)
        beginning_stop(req->db, req->scope, req->now);
    else
        beginning_go_on(req->db, req->scope, req->now);
    Reply reply = reply_see(req, "/welcome#mails");
    reply_say(req, &reply, is_stop ? SAID_ENDED : SAID_KEPT);
    return reply;
}

static void welcome_card(Page *page, Request *req)
{
    WelcomeView view;
    Beginning beginning;
    if (req->who.is_signed_in)
        near_home(page, req);
    if (!req->who.is_signed_in || !beginning_own(req->db, req->scope, &beginning)
        || req->now - beginning.joined > WELCOME_DAYS * DAY_MS || !welcome_view(req, &view))
        return;
    welcome_home_card(page, &view);
}

static void welcome_place(Page *page, Request *req)
{
    if (!place_has_desk(req, req->scope.area, PURPOSE_MEMBERSHIP))
        return;
    WelcomeWaiting waiting = welcome_waiting(req->db, req->scope.area);
    calls_card(page, req, &waiting);
}

static void welcome_work(Work *work)
{
    Request *req = work->req;
    if (!work_is_for(work, PURPOSE_MEMBERSHIP))
        return;
    WelcomeWaiting waiting = welcome_waiting(req->db, work->area);
    work_figure(work, waiting.count, waiting.count > 0, say(req->lang, "Not yet welcomed"),
                  path_calls(req, work->slug));
}

static void welcome_waits(DeskWaits *waits)
{
    Request *req = waits->req;
    WelcomeWaiting waiting = welcome_waiting(req->db, req->scope.area);
    if (waiting.count > 0)
        desk_wait_add(waits, say_n(req->arena, req->lang, "{1} new member waits for a call.",
                                   "{1} new members wait for a call.", waiting.count),
                      path_calls(req, req->area_slug), 0);
}

static void welcome_joined(Db *db, PersonId person, const char *name, const char *mail, AreaId area,
                           TimeMs now, Random *random)
{
    (void)name, (void)mail, (void)random;
    welcome_begin(db, person, area, now);
}

static void welcome_left(Db *db, PersonId person, TimeMs now)
{
    (void)now;
    welcome_forget(db, person);
    near_forget(db, person);
}

static bool welcome_prune_piece(Job *job)
{
    db_begin(job->db);
    int64_t gone = welcome_prune(job->db, job->now);
    return db_commit(job->db) && gone > 0;
}

static bool welcome_job(Job *job)
{
    bool has_told = welcome_tell_officers(job), has_sent = welcome_send_mails(job);
    return has_told || has_sent;
}

/* --- the policy ------------------------------------------------------------------------ */

static const Route routes[] = {
    { GET,  "/welcome", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      welcome_show, WORDS("be welcomed as a new member"), false },
    { POST, "/welcome/steps/:step", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      step_keep, WORDS("note a first step as done, or skip it, or take that back"), false },
    { POST, "/welcome/mails", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY,
      mails_keep, WORDS("stop the mails of the first sixty days, or have them again"), false },

    { GET,  "/near-me", MAY_MEMBER, AREA_NONE, PURPOSE_TAKE_PART, LOAD_TAKE_PART,
      near_show, WORDS("see who is near and wants to meet"), false },
    { POST, "/near-me", MAY_MEMBER, AREA_NONE, PURPOSE_TAKE_PART, LOAD_TAKE_PART,
      near_keep, WORDS("say that one would like to meet, and who may see it"), false },
    { POST, "/near-me/me/off", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY,
      near_off, WORDS("not be counted or seen by neighbours any more"), false },
    { GET,  "/near-me/:neighbour", MAY_MEMBER, AREA_NONE, PURPOSE_TAKE_PART, LOAD_TAKE_PART,
      near_ask_show, WORDS("begin to ask a neighbour"), false },
    { POST, "/near-me/:neighbour", MAY_MEMBER, AREA_NONE, PURPOSE_TAKE_PART, LOAD_TAKE_PART,
      near_ask_send, WORDS("ask a neighbour whether they would like to meet"), false },
    { GET,  "/near-me/asks/:ask", MAY_MEMBER, AREA_NONE, PURPOSE_TAKE_PART, LOAD_TAKE_PART,
      near_answer_show, WORDS("see what a neighbour asked"), false },
    { POST, "/near-me/asks/:ask", MAY_MEMBER, AREA_NONE, PURPOSE_TAKE_PART, LOAD_TAKE_PART,
      near_answer_send, WORDS("answer a neighbour"), false },

    { GET,  "/areas/:area/welcome", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      calls_show, WORDS("see who waits for a welcome call"), false },
    { GET,  "/areas/:area/welcome/print", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      calls_print, WORDS("print the list of welcome calls"), false },
    { GET,  "/areas/:area/welcome/:person", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, call_show, WORDS("make one welcome call"), false },
    { POST, "/areas/:area/welcome/:person", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, call_keep, WORDS("note what came of a welcome call"), false },
    { POST, "/areas/:area/welcome/:person/claim", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, call_claim_now, WORDS("take on a welcome call"), false },
    { POST, "/areas/:area/welcome/:person/give-back", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, call_give_back_now, WORDS("give a welcome call back"), false },
    { POST, "/areas/:area/welcome/:person/again", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, call_reopen_now, WORDS("put somebody back among those who wait"), false },
};

const Capability welcome_capability = {
    .name = "welcome",
    .routes = routes, .route_count = COUNT(routes),
    .joined = welcome_joined,
    .left = welcome_left,
    .home_card = welcome_card,
    .area_card = welcome_place,
    .work = welcome_work,
    .desk_waits = welcome_waits,
    .timeline = welcome_timeline,
    .job = welcome_job,
    .prune = welcome_prune_piece,
};
