/* members.c: the hall: home, and what this room tells the others.
 *
 * The door is in join.c, one's own membership in membership.c, the local
 * party's page in local.c, its officers in office.c, the list in roll.c.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/accessibility.h"
#include "capabilities/members/address.h"
#include "capabilities/members/entry.h"
#include "capabilities/members/home_view.h"

#include "capabilities/members/members_page.h"
#include "capabilities/members/membership.h"
#include "capabilities/members/past.h"
#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"

/* --- addresses ---------------------------------------------------------------- */

const char *path_home(const Request *req)
{
    (void)req;
    return "/";
}

static const char *path_below(const Request *req, const Place *place, const char *rest)
{
    return text_format(req->arena, "%s/%s", path_place(req, place), rest);
}

const char *path_members(const Request *req, const Place *place)
{
    return path_below(req, place, "members");
}

const char *path_member(const Request *req, const Place *place, MemberId member)
{
    return text_format(req->arena, "%s/members/%s", path_place(req, place),
                       id_text(req->arena, member.id));
}

const char *path_join(const Request *req, const Place *place)
{
    return path_below(req, place, "join");
}

const char *path_local_edit(const Request *req, const Place *place, Lang lang)
{
    return text_format(req->arena, "%s/edit?lang=%s", path_place(req, place), lang_code(lang));
}

const char *path_local_history(const Request *req, const Place *place)
{
    return path_below(req, place, "history");
}

const char *path_local_version(const Request *req, const Place *place, Lang lang, int64_t version)
{
    return text_format(req->arena, "%s/history/%s-%lld", path_place(req, place), lang_code(lang),
                       (long long)version);
}

const char *path_officers(const Request *req, const Place *place)
{
    return path_below(req, place, "officers");
}

const char *path_write(const Request *req, const Place *place, OfficeId office)
{
    return text_format(req->arena, "%s/officers/%s/write", path_place(req, place),
                       id_text(req->arena, office.id));
}

AreaId who_area(const Who *who)
{
    for (size_t i = 0; i < who->grant_count; i++)
        if (who->grant[i].role == ROLE_MEMBER && who->grant[i].purpose == PURPOSE_TAKE_PART)
            return who->grant[i].area;
    return (AreaId){0};
}

/* --- home ------------------------------------------------------------------------ */

static void add_membership(Request *req, Home *home)
{
    bool has_row = member_own(req->db, req->scope, &home->member);
    home->is_member = has_row && !id_is_none(who_area(&req->who).id);
    home->has_lapsed = has_row && !home->is_member;
    if (!home->is_member)
        return;
    home->is_new = req->now - home->member.joined < NEW_FOR_DAYS * DAY_MS;
    home->party = home->member.area;
    if (home->member.area.kind == PLACE_BRANCH) {
        PlaceList above = place_ancestors(req->db, home->member.area.id);
        home->has_branch = above.count > 0;
        home->branch = home->member.area;
        if (home->has_branch)
            home->party = above.item[0];
    }
    home->offices = offices_of(req->db, home->party.id,
                               home->has_branch ? home->branch.id : home->party.id);
}

static Desk *desk_for(Home *home, AreaId area)
{
    for (size_t i = 0; i < home->desk_count; i++)
        if (id_equal(home->desk[i].area.id.id, area.id))
            return &home->desk[i];
    if (home->desk_count == DESK_AREAS_MAX)
        return NULL;
    Desk *desk = &home->desk[home->desk_count];
    if (!place_by_id(home->req->db, area, &desk->area))
        return NULL;
    home->desk_count++;
    return desk;
}

static void add_desks(Request *req, Home *home)
{
    for (size_t i = 0; i < req->who.grant_count; i++) {
        const Grant *grant = &req->who.grant[i];
        if (grant->role != ROLE_OFFICER && grant->role != ROLE_ADMIN)
            continue;
        Desk *desk = desk_for(home, grant->area);
        if (desk == NULL)
            continue;
        desk->work.purposes |= PURPOSE_BIT(grant->purpose);
    }
    for (size_t i = 0; i < home->desk_count; i++) {
        Desk *desk = &home->desk[i];
        desk->work.req = req;
        desk->work.area = desk->area.id;
        desk->work.slug = desk->area.slug;
        work_ask(&desk->work);
    }
}

static void members_work(Work *work)
{
    Request *req = work->req;
    if (work_is_for(work, PURPOSE_MEMBERSHIP)) {
        work_figure(work, members_in(req->db, work->area), false, say(req->lang, "Members"),
                      work_path(work, "members"));
        int64_t lost = address_asks_count(req->db, work->area, req->now);
        if (lost > 0)
            work_figure(work, lost, true, say(req->lang, "Lost mailboxes"),
                        work_path(work, "lost"));
        work_rarely(work, say(req->lang, "Enter a new member"), work_path(work, "members/new"));
        work_rarely(work, say(req->lang, "Who looked at members"),
                   path_trail(req, work->slug));
    }
    if (work_is_for(work, PURPOSE_INFORMATION)) {
        work_rarely(work, say(req->lang, "Write the local page"),
                   text_format(req->arena, "%s?lang=%s", work_path(work, "edit"),
                               lang_code(req->lang)));
        work_rarely(work, say(req->lang, "Who is named there"), work_path(work, "officers"));
    }
    if (work_is_for(work, PURPOSE_ACCESS))
        work_rarely(work, say(req->lang, "Who has access"), path_access(req, work->slug));
}

static Reply home_show(Request *req)
{
    Home home = { .req = req };
    Page page = page_begin(req->arena, req->lang);
    if (req->who.is_signed_in) {
        add_membership(req, &home);
        add_desks(req, &home);
        home_signed_in(&page, &home);
    } else {
        home_guest(&page, req);
    }
    return reply_page(req, say(req->lang, "Home"), page_end(&page));
}

static Reply my_party_show(Request *req)
{
    Member member;
    if (!member_own(req->db, req->scope, &member))
        return reply_see(req, "/find");
    return reply_see(req, path_place(req, &member.area));
}

/* The mailed link was used: people has made the account, here is the row. */
static void members_joined(Db *db, PersonId person, const char *name, const char *mail,
                           AreaId area, TimeMs now, Random *random)
{
    members_join(db,
                 &(NewMember){ .area = area, .person = person, .name = name, .mail = mail,
                               .joined = now },
                 random);
}

/* Ends what officers can undo no longer, changes addresses whose waiting is over, and
 * forgets memberships that were over half a year ago. */
static bool members_prune_piece(Job *job)
{
    db_begin(job->db);
    bool has_more = gone_settle(job->db, job->now);
    has_more |= address_job(job);
    has_more |= former_prune(job->db, job->now);
    return db_commit(job->db) && has_more;
}

/* --- the policy ------------------------------------------------------------------------ */

static const Route routes[] = {
    { GET,  "/", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC,
      home_show, WORDS("begin"), false },
    { GET,  "/my-party", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      my_party_show, WORDS("go to one's own local party"), false },

    { GET,  "/membership", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      membership_show, WORDS("see one's own membership"), false },
    { POST, "/membership/move", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      membership_move, WORDS("move to the local party of a new postcode"), false },
    { GET,  "/membership/leave", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      membership_leave_ask, WORDS("read what leaving means"), false },
    { POST, "/membership/leave", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY,
      membership_leave_now, WORDS("leave"), false },
    { POST, "/membership/come-back", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      membership_come_back, WORDS("become a member again"), false },
    { GET,  "/membership/contact", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      contact_show, WORDS("see how one is reached"), false },
    { POST, "/membership/contact", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      contact_keep, WORDS("change one's own name, address or phone"), false },
    { GET,  "/left", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC,
      left_show, WORDS("be said goodbye to"), false },

    { GET,  "/join", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_TAKE_PART,
      join_anywhere_show, WORDS("read how to join, from any postcode"), false },
    { POST, "/join", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_TAKE_PART,
      join_anywhere_send, WORDS("join the local party of a postcode"), false },
    { GET,  "/join/young", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC,
      join_young_show, WORDS("read what one can do who is too young to be a member"), false },

    { GET,  "/areas/:area", MAY_ANYONE, AREA_IN_PATH, PURPOSE_OPEN, LOAD_PUBLIC,
      local_show, WORDS("see a local party"), false },
    { GET,  "/areas/:area/join", MAY_ANYONE, AREA_IN_PATH, PURPOSE_OPEN, LOAD_TAKE_PART,
      join_show, WORDS("read how to join"), false },
    { POST, "/areas/:area/join", MAY_ANYONE, AREA_IN_PATH, PURPOSE_OPEN, LOAD_TAKE_PART,
      join_send, WORDS("join a local party"), false },

    { GET,  "/areas/:area/officers/:office/write", MAY_ANYONE, AREA_IN_PATH,
      PURPOSE_OPEN, LOAD_PUBLIC, office_write, WORDS("begin a message to an officer"), false },
    { POST, "/areas/:area/officers/:office/write", MAY_ANYONE, AREA_IN_PATH,
      PURPOSE_OPEN, LOAD_TAKE_PART, office_send, WORDS("send an officer a message"), false },
    { GET,  "/areas/:area/officers", MAY_OFFICER, AREA_IN_PATH, PURPOSE_INFORMATION, LOAD_OFFICE,
      office_list, WORDS("see who is named on the local page"), false },
    { POST, "/areas/:area/officers", MAY_OFFICER, AREA_IN_PATH, PURPOSE_INFORMATION, LOAD_OFFICE,
      office_add, WORDS("name an officer on the local page"), false },
    { POST, "/areas/:area/officers/:office/name", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_INFORMATION, LOAD_OFFICE, office_name_keep,
      WORDS("change the name that an officer shows"), false },
    { GET,  "/areas/:area/officers/:office/end", MAY_OFFICER, AREA_IN_PATH, PURPOSE_INFORMATION,
      LOAD_OFFICE, office_end_ask, WORDS("be asked before a term of office ends"), false },
    { POST, "/areas/:area/officers/:office/end", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_INFORMATION, LOAD_OFFICE, office_end_now,
      WORDS("end a term of office on the local page"), false },

    { GET,  "/areas/:area/edit", MAY_OFFICER, AREA_IN_PATH, PURPOSE_INFORMATION, LOAD_OFFICE,
      local_edit, WORDS("begin to write the local page"), false },
    { POST, "/areas/:area/edit", MAY_OFFICER, AREA_IN_PATH, PURPOSE_INFORMATION, LOAD_OFFICE,
      local_keep, WORDS("preview or keep the local page"), false },
    { GET,  "/areas/:area/history", MAY_OFFICER, AREA_IN_PATH, PURPOSE_INFORMATION, LOAD_OFFICE,
      local_history, WORDS("see the versions of the local page"), false },
    { GET,  "/areas/:area/history/:version", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_INFORMATION, LOAD_OFFICE, local_history_one,
      WORDS("see one version of the local page"), false },
    { POST, "/areas/:area/history/:version/restore", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_INFORMATION, LOAD_OFFICE, local_restore,
      WORDS("make an earlier version current again"), false },

    { GET,  "/areas/:area/members/new", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, entry_show, WORDS("begin to enter a new member by hand"), false },
    { POST, "/areas/:area/members/new", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, entry_keep, WORDS("enter a new member by hand"), false },
    { GET,  "/areas/:area/doubts", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      doubts_show, WORDS("see entered members who may be known already"), false },
    { POST, "/areas/:area/doubts/:doubt", MAY_ADMIN, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, doubt_decide, WORDS("decide whether an entered member is somebody new"), false },
    { GET,  "/areas/:area/members/:member/change", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, tend_change_show, WORDS("see how a member is reached"), false },
    { POST, "/areas/:area/members/:member/change", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, tend_change_keep, WORDS("change name, address or phone of a member"), false },
    { GET,  "/areas/:area/members/:member/end", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, tend_end_show, WORDS("be asked before a membership ends"), false },
    { POST, "/areas/:area/members/:member/end", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, tend_end_now, WORDS("end a membership"), false },
    { GET,  "/areas/:area/gone", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      gone_show, WORDS("see memberships that officers have ended lately"), false },
    { POST, "/areas/:area/gone/:member/back", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, gone_back, WORDS("undo the end of a membership"), false },

    { GET,  "/account/address", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      address_own_show, WORDS("begin to change one's e-mail address"), false },
    { POST, "/account/address", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      address_own_send, WORDS("ask for another e-mail address"), false },
    { GET,  "/address/:link", MAY_HOLDER, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      address_link_show, WORDS("open the link to a new e-mail address"), false },
    { POST, "/address/:link", MAY_HOLDER, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      address_link_do, WORDS("confirm a new e-mail address"), false },
    { GET,  "/address/stop/:link", MAY_HOLDER, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY,
      address_stop_show, WORDS("open the link that stops a change of address"), false },
    { POST, "/address/stop/:link", MAY_HOLDER, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY,
      address_stop_do, WORDS("stop a change of address, or take it back"), false },
    { GET,  "/lost", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC,
      lost_show, WORDS("read what to do without one's mailbox"), false },
    { POST, "/lost", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_TAKE_PART,
      lost_send, WORDS("ask for another e-mail address without being signed in"), false },
    { GET,  "/lost/sent", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC,
      lost_sent, WORDS("read that a mail is on its way to a new address"), false },
    { GET,  "/areas/:area/lost", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      asks_show, WORDS("see which members have lost their mailbox"), false },
    { POST, "/areas/:area/lost/:ask", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      ask_answer, WORDS("confirm a member who lost a mailbox, or stop it"), false },

    { GET,  "/accessibility", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, accessibility_show,
      WORDS("read what everybody can expect of these pages"), false },
};

static const NavLink nav[] = {
    { "/my-party", WORDS("My local party"), MAY_SIGNED_IN, false },
};

/* Out of every list and count, as one who leaves. */
static void members_forget(Db *db, PersonId person, TimeMs now, Random *random)
{
    former_drop(db, person);
    membership_end(db, &(MembershipEnd){ .person = person, .by = person, .state = MEMBER_LEFT,
                                         .why = "", .lang = LANG_EN, .at = now }, random);
}

const Capability members_capability = {
    .name = "members",
    .routes = routes, .route_count = COUNT(routes),
    .nav = nav, .nav_count = COUNT(nav),
    .joined = members_joined,
    .timeline = members_timeline,
    .member_card = tend_member_card,
    .desk_card = tend_desk_card,
    .work = members_work,
    .desk_waits = address_waits,
    .account_card = address_account_card,
    .may_join = membership_may_join,
    .known_as = members_known_as,
    .forget = members_forget,
    .prune = members_prune_piece,
};
