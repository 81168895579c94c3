/* approvals.c: pages about acts that take two people: what waits, one of them
 * in full, agreeing, refusing, taking back, freezing; and the room's record.
 *
 * Who may agree is not the route's question but the rules' (rules.c): it
 * depends on the kind of act and on who stands behind it already.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/approvals/approvals_view.h"

#include "capabilities/approvals/approvals_page.h"
#include "capabilities/trail/trail.h"

static const Field refuse_fields[] = {
    { .name = "why", .type = FIELD_LINE, .label = WORDS("Why not"),
      .hint = WORDS("The proposer is told."), .required = true, .max = ACT_WHY_MAX },
};

static const Field freeze_fields[] = {
    { .name = "why", .type = FIELD_LINE, .label = WORDS("Why they are stopped"),
      .hint = WORDS("Everybody who belongs here can read it."), .required = true,
      .max = ACT_WHY_MAX },
};

/* --- addresses ------------------------------------------------------------------- */

const char *path_approvals(const Request *req)
{
    (void)req;
    return "/approvals";
}

static const char *path_here(const Request *req)
{
    return text_format(req->arena, "/areas/%s/approvals", req->area_slug);
}

const char *path_act(const Request *req, const char *area_slug, ActId id)
{
    return text_format(req->arena, "/areas/%s/approvals/%s", area_slug,
                       id_text(req->arena, id.id));
}

/* --- lists --------------------------------------------------------------------------- */

static const char *what_of(Request *req, const StoredAct *act)
{
    if (act->act.kind == NULL)
        return act->kind_name;
    return act->act.kind->describe(req->db, req->scope, &act->act, req->lang);
}

static void describe_all(Request *req, ActsView *view)
{
    view->what = ARENA_ARRAY(req->arena, const char *, view->acts.count + 1);
    for (size_t i = 0; i < view->acts.count; i++)
        view->what[i] = what_of(req, &view->acts.item[i]);
}

static Reply mine_show(Request *req)
{
    ActsView view = {
        .req = req, .acts = acts_near(req->db, req->scope, req->lang, req->now),
        .freeze = { .why = "", .by_name = "", .area_name = "" },
    };
    describe_all(req, &view);
    Page page = page_begin(req->arena, req->lang);
    approvals_mine_page(&page, &view);
    return reply_page(req, say(req->lang, "Waiting for a second person"), page_end(&page));
}

static const char *const which_values[] = { "", "all", NULL };
static const char *const which_words[] = { WORDS("What is open"),
                                           WORDS("Everything, the newest first"), NULL };
static const Filter which_filter[] = {
    { "show", WORDS("Show"), which_values, which_words },
};
static const Column act_columns[] = {
    { .words = WORDS("What would happen") }, { .words = WORDS("Where") },
    { .words = WORDS("Proposed by") },       { .words = WORDS("When") },
    { .words = WORDS("How it stands") },
};

static Reply list_page(Request *req, const Form *form, int status)
{
    ActsView view = {
        .req = req, .has_sift = true, .form = form,
        .sift = sift_read_with(req, path_here(req), act_columns, COUNT(act_columns),
                               which_filter, COUNT(which_filter)),
        .freeze = freeze_shown(req->db, req->scope, req->lang),
    };
    view.open_only = view.sift.chosen[0] == 0;
    for (size_t i = 0; i < req->who.grant_count && !view.may_freeze; i++)
        view.may_freeze = req->who.grant[i].role == ROLE_ADMIN
            && req->who.grant[i].purpose == PURPOSE_OVERSIGHT
            && place_is_inside(req->db, req->scope.area, req->who.grant[i].area, req->now);
    view.acts = acts_shown(req->db, req->scope, req->lang, view.open_only, view.sift.after_id);
    if (view.acts.count > ACTS_PER_PAGE) {
        view.acts.count = ACTS_PER_PAGE;
        sift_next(&view.sift, "", view.acts.item[ACTS_PER_PAGE - 1].act.id.id);
    }
    describe_all(req, &view);
    Page page = page_begin(req->arena, req->lang);
    approvals_list_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Acts that take two people"),
                             page_end(&page));
}

static Reply list_show(Request *req)
{
    Form form = form_blank(req, freeze_fields, COUNT(freeze_fields));
    return list_page(req, &form, 200);
}

/* --- one act ------------------------------------------------------------------------------ */

static bool act_of_path(Request *req, StoredAct *act)
{
    ActId id;
    return id_from_text(req_param(req, "act"), &id.id)
        && act_shown(req->db, req->scope, req->lang, id, act);
}

/* The names of those who could say yes now, for asking them. */
static void find_askable(Request *req, ActView *view)
{
    const StoredAct *act = &view->act;
    HolderList all = people_holders(req->db, act->act.area, act->act.kind->role,
                                    act->act.kind->purpose, req->now, req->now);
    for (size_t i = 0; i < all.count && view->askable_count < ASKABLE_MAX; i++) {
        const Holder *one = &all.item[i];
        bool is_again = id_equal(one->person.id.id, req->who.person.id);
        for (size_t j = 0; j < i; j++)
            is_again |= id_equal(all.item[j].person.id.id, one->person.id.id);
        if (is_again || act_may_agree(req->db, act, one->person.id, req->now) != MAY_AGREE)
            continue;
        scope_person(req->scope, one->person.id.id);
        view->askable[view->askable_count++] = one->person.name;
    }
}

static const char *fingerprint(Arena *arena, Hash digest)
{
    enum { SHOWN_BYTES = 8 };
    TextBuilder out = text_builder(arena);
    for (size_t i = 0; i < SHOWN_BYTES; i++)
        text_add_format(&out, i % 2 == 1 ? "%02x " : "%02x", digest.bytes[i]);
    return text_trim(arena, text_of(&out));
}

static Reply one_page(Request *req, const StoredAct *act, const Form *form, int status)
{
    ActView view = {
        .req = req, .act = *act, .what = what_of(req, act),
        .fingerprint = fingerprint(req->arena, act->digest),
        .voices = voices_shown(req->db, req->scope, act->act.id, req->now),
        .may_agree = act_may_agree(req->db, act, req->who.person, req->now),
        .may_refuse = act_may_refuse(req->db, act, req->who.person, req->now),
        .is_own = id_equal(act->act.by.id, req->who.person.id),
        .is_open = act->state == ACT_WAITING || act->state == ACT_COOLING
            || act->state == ACT_READY,
        .form = form,
    };
    if (act->state == ACT_WAITING && act->act.kind != NULL)
        find_askable(req, &view);
    Page page = page_begin(req->arena, req->lang);
    approvals_act_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "An act that takes two people"),
                             page_end(&page));
}

static Reply act_show(Request *req)
{
    StoredAct act;
    if (!act_of_path(req, &act))
        return reply_not_found(req);
    Form form = form_blank(req, refuse_fields, COUNT(refuse_fields));
    return one_page(req, &act, &form, 200);
}

const char *may_agree_words(MayAgree may)
{
    switch (may) {
    case MAY_AGREE:        return "";
    case NOT_OPEN:         return WORDS("It is not open any more.");
    case NOT_FROZEN_PLACE: return WORDS("Acts that take two people are stopped here for now.");
    case NOT_WITHOUT_ROLE: return WORDS("You have no role that could agree to this.");
    case NOT_THE_PROPOSER: return WORDS("You proposed it; somebody else has to agree.");
    case NOT_TWICE:        return WORDS("You have agreed already.");
    case NOT_WHO_GAINS:    return WORDS("It is about yourself; somebody else has to agree.");
    case NOT_SO_NEW:       return WORDS("You have had your role for less than two weeks. Somebody "
                                        "who has had it longer has to agree.");
    case NOT_SAME_MAILBOX: return WORDS("Your mail goes to the same mailbox as the mail of "
                                        "somebody who stands behind it already.");
    }
    return "";
}

static Reply act_say_yes(Request *req)
{
    StoredAct act;
    if (!act_of_path(req, &act))
        return reply_not_found(req);
    MayAgree may = act_agree(req->db, req->site, act.act.id, req->who.person, req->now,
                             req->random);
    if (may != MAY_AGREE)
        return reply_refuse(req, 409, say(req->lang, "You cannot be the second person here"),
                            say(req->lang, may_agree_words(may)));
    trail_change(req->db, req->scope, "approvals.agree", act.act.id.id, req->now);
    return reply_see(req, path_act(req, req->area_slug, act.act.id));
}

static Reply act_say_no(Request *req)
{
    StoredAct act;
    if (!act_of_path(req, &act))
        return reply_not_found(req);
    if (!act_may_refuse(req->db, &act, req->who.person, req->now))
        return reply_refuse(req, 409, say(req->lang, "You cannot stop this"),
                            say(req->lang, "It is not open any more, or you have no role that "
                                           "could agree to it."));
    Form form = form_read(req, refuse_fields, COUNT(refuse_fields));
    if (!form_ok(&form))
        return one_page(req, &act, &form, 422);
    act_refuse(req->db, req->site, act.act.id, req->who.person, form_text(&form, 0), req->now,
               req->random);
    trail_change(req->db, req->scope, "approvals.refuse", act.act.id.id, req->now);
    return reply_see(req, path_act(req, req->area_slug, act.act.id));
}

static Reply act_take_back(Request *req)
{
    StoredAct act;
    if (!act_of_path(req, &act))
        return reply_not_found(req);
    if (!act_withdraw(req->db, act.act.id, req->who.person, req->now))
        return reply_refuse(req, 409, say(req->lang, "That cannot be taken back"),
                            say(req->lang, "It is not yours, or it is not open any more."));
    trail_change(req->db, req->scope, "approvals.withdraw", act.act.id.id, req->now);
    return reply_see(req, path_act(req, req->area_slug, act.act.id));
}

/* --- freezing -------------------------------------------------------------------------------- */

static Reply freeze_keep(Request *req)
{
    Form form = form_read(req, freeze_fields, COUNT(freeze_fields));
    if (!form_ok(&form))
        return list_page(req, &form, 422);
    if (freeze_add(req->db, req->scope, form_text(&form, 0), req->now))
        trail_change(req->db, req->scope, "approvals.freeze", req->scope.area.id, req->now);
    return reply_see(req, path_here(req));
}

/* One person may stop things; letting them go on takes two, who speak of this
 * one freeze: what was agreed does not lift a later one. */
static Reply freeze_end(Request *req)
{
    TimeMs since = freeze_since(req->db, req->scope.area);
    if (since == 0)
        return reply_refuse(req, 409, say(req->lang, "Nothing is stopped here"),
                            say(req->lang, "Acts that take two people go on in this place, or were "
                                           "stopped in a wider one. Only there they are let go on."));
    ActId id = approvals_propose(req->db, req->site, &(NewAct){
        .kind = "approvals.unfreeze", .area = req->scope.area, .by = req->who.person,
        .params = text_format(req->arena, "since %lld\n", (long long)since), .why = "",
    }, req->now, req->random);
    if (id_is_none(id.id))
        return reply_not_found(req);
    trail_change(req->db, req->scope, "approvals.propose", id.id, req->now);
    return reply_see(req, path_act(req, req->area_slug, id));
}

/* --- the record -------------------------------------------------------------------------------- */

static void approvals_card(Page *page, Request *req)
{
    bool has_role = false;
    for (size_t i = 0; i < req->who.grant_count; i++)
        has_role |= req->who.grant[i].role > ROLE_MEMBER;
    if (!has_role)
        return;
    int64_t count = acts_near_count(req->db, req->scope, req->now);
    if (count > 0)
        approvals_home_card(page, &(ActsCard){ req, count });
}

static bool approvals_job(Job *job)
{
    db_begin(job->db);
    bool has_more = acts_round(job->db, job->site, job->now, job->random);
    return db_commit(job->db) && has_more;
}

/* What was open in a backup may have been refused since, or its people have
 * lost what they held: nothing of it is done, whoever wants it says so again. */
static void approvals_restored(const Restored *restored)
{
    if (db_has_table(restored->db, "approvals_act")) /* an upgrade may be taken back to before it */
        acts_end_open(restored->db,
                      WORDS("An older state of the movement was brought back; everything must be "
                            "proposed again."),
                      restored->now);
}

static const Route routes[] = {
    { GET,  "/approvals", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_OFFICE, mine_show,
      WORDS("see what waits for a second person"), false },
    { GET,  "/areas/:area/approvals", MAY_CONCERNED, AREA_IN_PATH, PURPOSE_TAKE_PART,
      LOAD_TAKE_PART, list_show, WORDS("see the acts of a place that take two people"), false },
    { GET,  "/areas/:area/approvals/:act", MAY_CONCERNED, AREA_IN_PATH, PURPOSE_TAKE_PART,
      LOAD_TAKE_PART, act_show, WORDS("see an act that takes two people"), false },
    { POST, "/areas/:area/approvals/:act/agree", MAY_CONCERNED, AREA_IN_PATH, PURPOSE_TAKE_PART,
      LOAD_OFFICE, act_say_yes, WORDS("be the second person of an act"), false },
    { POST, "/areas/:area/approvals/:act/refuse", MAY_CONCERNED, AREA_IN_PATH, PURPOSE_TAKE_PART,
      LOAD_SAFETY, act_say_no, WORDS("stop an act that takes two people"), false },
    { POST, "/areas/:area/approvals/:act/withdraw", MAY_CONCERNED, AREA_IN_PATH,
      PURPOSE_TAKE_PART, LOAD_SAFETY, act_take_back, WORDS("take back what one proposed"), false },
    { POST, "/areas/:area/approvals/freeze", MAY_ADMIN, AREA_IN_PATH, PURPOSE_OVERSIGHT,
      LOAD_SAFETY, freeze_keep, WORDS("stop all acts of a place that take two people"), false },
    { POST, "/areas/:area/approvals/unfreeze", MAY_ADMIN, AREA_IN_PATH, PURPOSE_OVERSIGHT,
      LOAD_OFFICE, freeze_end, WORDS("propose to let them go on"), false },
};

const Capability approvals_capability = {
    .name = "approvals",
    .routes = routes, .route_count = COUNT(routes),
    .acts = approvals_kinds, .act_count = APPROVALS_KINDS,
    .home_card = approvals_card,
    .job = approvals_job,
    .restored = approvals_restored,
};
