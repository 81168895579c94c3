/* desk.c: the officer's desk: what waits this evening, how the place is doing, and
 * the room's record.
 *
 * The list is in list.c and find.c, one member in member.c, tags in tag.c, what is
 * done with many in choice.c.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/desk/desk.h"

#include "capabilities/desk/choice.h"
#include "capabilities/desk/desk_view.h"
#include "capabilities/desk/export.h"
#include "capabilities/desk/figures_view.h"
#include "capabilities/desk/member.h"
#include "capabilities/desk/saved.h"
#include "capabilities/desk/seed.h"
#include "capabilities/desk/tag.h"

#include "capabilities/desk/desk_page.h"
#include "capabilities/desk/member_page.h"

enum { UNDO_DAYS = 7 };

const char *path_desk(const Request *req, const char *area_slug)
{
    return text_format(req->arena, "/areas/%s/desk", area_slug);
}

static void desk_own_card(Page *page, Request *req)
{
    int64_t notes = notes_about_oneself_count(req->db, req->scope);
    if (req->who.is_signed_in && notes > 0)
        own_notes_card(page, notes);
}

/* Everybody who belongs here may see what left the house. */
static bool is_concerned(const Request *req)
{
    AreaId own = who_area(&req->who);
    return !id_is_none(own.id) && place_is_inside(req->db, own, req->scope.area, req->now);
}

static void desk_area_card(Page *page, Request *req)
{
    if (is_concerned(req))
        copies_link_card(page, req);
    if (place_has_desk(req, req->scope.area, PURPOSE_MEMBERSHIP))
        desk_link_card(page, req);
}

static bool desk_prune_piece(Job *job)
{
    db_begin(job->db);
    bool is_more = choices_prune(job->db, job->now);
    exports_prune(job->db, job->now - DAY_MS);
    seeds_prune(job->db, job->now - SEED_KEPT_MS);
    tags_prune(job->db, job->now - UNDO_DAYS * DAY_MS);
    return db_commit(job->db) && is_more;
}

/* --- the evening ------------------------------------------------------------------ */

static void ask_waits(DeskWaits *waits)
{
    size_t count;
    const Capability *const *rooms = capabilities_all(&count);
    for (size_t i = 0; i < count; i++)
        if (rooms[i]->desk_waits != NULL)
            rooms[i]->desk_waits(waits);
}

static Reply desk_show(Request *req)
{
    Place place;
    if (!place_by_id(req->db, req->scope.area, &place))
        return reply_not_found(req);
    DeskWaits waits = { .req = req };
    ask_waits(&waits);
    Work work = { .req = req, .area = place.id, .slug = place.slug,
                      .purposes = 1U << PURPOSE_MEMBERSHIP };
    work_ask(&work);
    DeskRoomView view = {
        .req = req, .place = &place, .waits = &waits, .work = &work,
        .members = members_in(req->db, place.id),
    };
    Page page = page_begin(req->arena, req->lang);
    officers_desk_page(&page, &view);
    return reply_page(req, say(req->lang, "Desk"), page_end(&page));
}

/* One's own desk; whoever has several chooses. */
static Reply desks_show(Request *req)
{
    enum { DESKS_MAX = 40 };
    Way way[DESKS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < req->who.grant_count && count < DESKS_MAX; i++) {
        const Grant *grant = &req->who.grant[i];
        Place place;
        if (grant->purpose == PURPOSE_MEMBERSHIP && grant->role >= ROLE_OFFICER
            && place_by_id(req->db, grant->area, &place))
            way[count++] = (Way){ path_desk(req, place.slug), place_name(&place, req->lang), NULL };
    }
    if (count == 1)
        return reply_see(req, way[0].path);
    Page page = page_begin(req->arena, req->lang);
    officers_desks_page(&page, &(DesksView){ req, way, count });
    return reply_page(req, say(req->lang, "Desk"), page_end(&page));
}

/* --- the policy --------------------------------------------------------------------- */


static const Route routes[] = {
    { GET,  "/desk", MAY_OFFICER, AREA_NONE, PURPOSE_MEMBERSHIP, LOAD_OFFICE, desks_show,
      WORDS("go to one's own desk"), false },
    { GET,  "/areas/:area/desk", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, desk_show, WORDS("see what waits for the officers of a place"), false },
    { GET,  "/areas/:area/members", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, list_show, WORDS("see the list of members"), false },
    { POST, "/areas/:area/members/choose", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, choice_make, WORDS("choose members to do something with"), false },
    { POST, "/areas/:area/members/views", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, saved_keep, WORDS("keep a list of members as a view"), false },
    { GET,  "/areas/:area/members/views/:view", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, saved_open, WORDS("open a view of the list of members"), false },
    { POST, "/areas/:area/members/views/:view/remove", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, saved_remove, WORDS("remove a view of the list"), false },
    { POST, "/areas/:area/members/views/:view/back", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, saved_restore, WORDS("bring a view of the list back"), false },
    { POST, "/areas/:area/members/tags/:batch/undo", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, tag_undone, WORDS("undo what was done with a tag"), false },
    { GET,  "/areas/:area/tags", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, tag_ask, WORDS("choose a tag for several members"), false },
    { POST, "/areas/:area/tags", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, tag_do, WORDS("stick a tag on several members, or take it off"), false },
    { GET,  "/areas/:area/members/:member", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, member_show, WORDS("open one member"), false },
    { GET,  "/areas/:area/members/:member/write", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, write_show, WORDS("begin a letter to one member"), false },
    { POST, "/areas/:area/members/:member/write", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, write_send, WORDS("send one member a letter"), false },
    { POST, "/areas/:area/members/:member/tags", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, member_tag_add, WORDS("stick a tag on one member"), false },
    { POST, "/areas/:area/members/:member/tags/:tag/off", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, member_tag_off, WORDS("take a tag off one member"), false },
    { POST, "/areas/:area/members/:member/notes", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, note_keep, WORDS("write a note about a member"), false },
    { GET,  "/areas/:area/members/:member/notes/:note", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, note_show, WORDS("see a note and what it was before"), false },
    { POST, "/areas/:area/members/:member/notes/:note", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, note_keep_change, WORDS("change a note"), false },
    { POST, "/areas/:area/members/:member/notes/:note/remove", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, note_remove, WORDS("take a note away"), false },
    { POST, "/areas/:area/members/:member/notes/:note/back", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, note_back, WORDS("bring a note back"), false },
    { GET,  "/areas/:area/take-out", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, export_ask, WORDS("say what a list is for"), false },
    { POST, "/areas/:area/take-out", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, export_make, WORDS("have a list made to take out"), false },
    { GET,  "/areas/:area/take-out/:export", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, export_show, WORDS("see that a list is ready"), false },
    { POST, "/areas/:area/take-out/:export", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_SEARCH, export_take, WORDS("take a list out as a file"), false },
    { GET,  "/areas/:area/copies", MAY_CONCERNED, AREA_IN_PATH, PURPOSE_TAKE_PART, LOAD_TAKE_PART,
      copies_show, WORDS("see which lists of members were taken out"), false },
    { GET,  "/areas/:area/leaked", MAY_ADMIN, AREA_IN_PATH, PURPOSE_OVERSIGHT, LOAD_OFFICE,
      leak_show, WORDS("look for the list that somebody found"), false },
    { POST, "/areas/:area/leaked", MAY_ADMIN, AREA_IN_PATH, PURPOSE_OVERSIGHT, LOAD_OFFICE,
      leak_find, WORDS("find out whose list it was"), false },
    { GET,  "/noted", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART, own_notes_show,
      WORDS("read what officers have noted about oneself"), false },
};

static const MemberAction actions[] = {
    { "take-out", WORDS("A file to take out: a table, or cards"), "take-out", PURPOSE_MEMBERSHIP },
    { "tag", WORDS("Tags: stick one on, or take it off"), "tags", PURPOSE_MEMBERSHIP },
};

static const NavLink nav[] = {
    { "/desk", WORDS("Desk"), MAY_OFFICER, false },
};

const Capability desk_capability = {
    .name = "desk",
    .routes = routes, .route_count = COUNT(routes),
    .nav = nav, .nav_count = COUNT(nav),
    .work = figures_work,
    .own_card = desk_own_card,
    .area_card = desk_area_card,
    .timeline = desk_timeline,
    .desk_waits = figures_waits,
    .desk_card = figures_card,
    .member_actions = actions, .member_action_count = COUNT(actions),
    .acts = export_acts, .act_count = EXPORT_ACTS,
    .prune = desk_prune_piece,
};
