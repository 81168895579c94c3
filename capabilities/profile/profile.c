/* profile.c: one's own profile: seven parts, each with why it is asked, who sees it
 * and when it was said; each kept, changed and cleared by itself.
 *
 * The parts' words are in words.c, their forms in part.c; looking for people is in
 * find.c, the diversity questions, which nobody's profile holds, in diversity.c.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/profile/profile_view.h"

#include "capabilities/members/members.h"
#include "capabilities/people/people.h"
#include "capabilities/profile/diversity.h"
#include "capabilities/profile/profile_page.h"
#include "capabilities/trail/trail.h"
#include "web/parts.h"
#include "web/said.h"

/* --- addresses ---------------------------------------------------------------- */

const char *path_profile(const Request *req)
{
    (void)req;
    return "/profile";
}

const char *path_profile_part(const Request *req, ProfilePart part)
{
    return text_format(req->arena, "/profile/change/%s", part_words[part].key);
}

/* --- reading -------------------------------------------------------------------- */

static ProfileView view_of(Request *req)
{
    ProfileView view = {
        .req = req,
        .profile = profile_own(req->db, req->scope),
        .skills = skills_all(req->db),
        .receipts = profile_receipts(req->db, req->scope),
    };
    for (size_t i = view.receipts.count; i > 0; i--) { /* the newest last */
        const Receipt *receipt = &view.receipts.item[i - 1];
        view.said[receipt->part] = receipt->at;
        view.is_cleared[receipt->part] = receipt->is_cleared;
    }
    return view;
}

Reply profile_show(Request *req)
{
    ProfileView view = view_of(req);
    view.asked = asked_own(req->db, req->scope);
    view.found_by = found_by(req->db, req->scope);
    Place own;
    if (place_by_id(req->db, who_area(&req->who), &own))
        view.own = &own;
    Page page = page_begin(req->arena, req->lang);
    profile_page(&page, &view);
    return reply_page(req, say(req->lang, "My profile"), page_end(&page));
}

Reply profile_receipts_show(Request *req)
{
    ProfileView view = view_of(req);
    Page page = page_begin(req->arena, req->lang);
    profile_receipts_page(&page, &view);
    return reply_page(req, say(req->lang, "What I changed, and when"), page_end(&page));
}

static bool part_of_path(const Request *req, ProfilePart *part)
{
    for (*part = PART_SKILLS; *part < PART_COUNT; (*part)++)
        if (text_equal(req_param(req, "part"), part_words[*part].key))
            return true;
    return false;
}

/* --- changing --------------------------------------------------------------------- */

/* The place whose officers may ask, for a member of this area: filled and given
 * back, or NULL when nobody may. */
static const Place *ask_root(Db *db, const Place *area, AskReach ask, Place *root)
{
    PlaceKind kind = PLACE_PARTY;
    switch (ask) {
    case ASK_NOBODY:
    case ASK_COUNT:    return NULL;
    case ASK_PARTY:    kind = PLACE_PARTY; break;
    case ASK_REGION:   kind = PLACE_ORG_REGION; break;
    case ASK_MOVEMENT: kind = PLACE_MOVEMENT; break;
    }
    if (area->kind == kind) {
        *root = *area;
        return root;
    }
    PlaceList above = place_ancestors(db, area->id);
    for (size_t i = 0; i < above.count; i++) {
        if (above.item[i].kind == kind) {
            *root = above.item[i];
            return root;
        }
    }
    return NULL;
}

static void refresh(Db *db, PersonId person, const Profile *profile, AreaId area)
{
    Place own, root;
    bool has_place = place_by_id(db, area, &own);
    find_refresh(db, person, profile, &own,
                 has_place ? ask_root(db, &own, profile->ask, &root) : NULL);
}

void profile_keep(Request *req, const Profile *profile, ProfilePart part, bool is_cleared)
{
    profile_set(req->db, req->scope, profile, part, is_cleared, req->now, req->random);
    refresh(req->db, req->who.person, profile, who_area(&req->who));
}

void profile_say(Db *db, PersonId person, AreaId area, const Profile *profile, TimeMs now,
                 Random *random)
{
    profile_put(db, person, profile, now, random);
    refresh(db, person, profile, area);
}

static Reply part_page(Request *req, ProfilePart part, const Profile *profile, const Form *form,
                       int status)
{
    ProfileView all = view_of(req);
    PartView view = { .req = req, .part = part, .form = form, .profile = profile,
                      .said = all.said[part], .is_cleared = all.is_cleared[part] };
    Page page = page_begin(req->arena, req->lang);
    profile_part_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, part_words[part].title), page_end(&page));
}

Reply part_show(Request *req)
{
    ProfilePart part;
    if (!part_of_path(req, &part))
        return reply_not_found(req);
    Profile profile = profile_own(req->db, req->scope);
    SkillList skills = skills_all(req->db);
    Form form = part_form(req, part, &profile, &skills, false);
    return part_page(req, part, &profile, &form, 200);
}

/* Back to the part: it says what is kept now, and since when. */
static Reply see_part(Request *req, ProfilePart part)
{
    bool is_listed = part == PART_LANGUAGES; /* where one adds one after the other */
    Reply reply = reply_see(req, is_listed ? path_profile_part(req, part)
                            : text_format(req->arena, "/profile#%s", part_words[part].key));
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}

Reply part_keep(Request *req)
{
    ProfilePart part;
    if (!part_of_path(req, &part))
        return reply_not_found(req);
    Profile before = profile_own(req->db, req->scope), profile = before;
    SkillList skills = skills_all(req->db);
    Form form = part_form(req, part, &before, &skills, true);
    part_take(&form, part, &skills, &profile);
    if (!form_ok(&form))
        return part_page(req, part, &before, &form, 422);
    bool is_empty = part_said(req->arena, LANG_EN, &profile, &skills, part)[0] == '\0';
    profile_keep(req, &profile, part, is_empty);
    return see_part(req, part);
}

Reply part_clear_ask(Request *req)
{
    ProfilePart part;
    if (!part_of_path(req, &part))
        return reply_not_found(req);
    const char *title = say(req->lang, part_words[part].title);
    Page page = page_begin(req->arena, req->lang);
    parts_confirm(&page, &(Confirm){
        .title = SAY(req->arena, req->lang, "Clear this: {1}?", title),
        .words = say(req->lang, "What you said here is deleted at once. Only the note stays that it "
                                "was cleared, and when. You can say it again at any time."),
        .action = text_format(req->arena, "/profile/change/%s/clear", part_words[part].key),
        .button = say(req->lang, "Clear it"), .is_danger = true,
        .back = path_profile(req), .back_words = say(req->lang, "No, leave it as it is"),
    });
    return reply_page(req, say(req->lang, "Clear"), page_end(&page));
}

Reply part_clear_now(Request *req)
{
    ProfilePart part;
    if (!part_of_path(req, &part))
        return reply_not_found(req);
    Profile profile = profile_own(req->db, req->scope);
    part_clear(part, &profile);
    profile_keep(req, &profile, part, true);
    Reply reply = reply_see(req, text_format(req->arena, "/profile#%s", part_words[part].key));
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}

/* One press, not asked twice: nobody finds this person from now on. */
Reply profile_off(Request *req)
{
    Profile profile = profile_own(req->db, req->scope);
    part_clear(PART_ASK, &profile);
    profile_keep(req, &profile, PART_ASK, true);
    Reply reply = reply_see(req, "/profile#ask");
    reply_say(req, &reply, SAID_ENDED);
    return reply;
}

/* --- what an officer sees of a member ------------------------------------------------- */

/* A profile's page beside the member's own (members): the same people may open it. */
Reply member_profile_show(Request *req)
{
    MemberId id;
    MemberFound member;
    if (!id_from_text(req_param(req, "member"), &id.id)
        || !members_found(req->db, req->scope, id, &member))
        return reply_not_found(req);
    Place place;
    bool is_local = place_by_id(req->db, req->scope.area, &place)
        && (place.kind == PLACE_PARTY || place.kind == PLACE_BRANCH);
    Profile profile;
    MemberProfileView view = {
        .req = req, .name = member.name, .skills = skills_all(req->db), .sees_needs = is_local,
        .back = text_format(req->arena, "/areas/%s/members/%s", req->area_slug,
                            id_text(req->arena, id.id)),
    };
    if (profile_of_member(req->db, req->scope, member.person.id, req->now, &profile))
        view.profile = &profile;
    if (!is_local)
        profile.access = "";
    Page page = page_begin(req->arena, req->lang);
    member_profile_page(&page, &view);
    return reply_page(req, member.name, page_end(&page));
}

/* --- the list of skills ------------------------------------------------------------------ */

enum { SKILL_NAME, SKILL_NAME_CY };
static const Field skill_name_fields[] = {
    [SKILL_NAME]    = { .name = "name", .type = FIELD_LINE, .label = WORDS("In English"),
                        .required = true, .max = SKILL_NAME_MAX },
    [SKILL_NAME_CY] = { .name = "name_cy", .type = FIELD_LINE, .label = WORDS("In Welsh"),
                        .required = true, .max = SKILL_NAME_MAX },
};

/* The list is the movement's, so only its own page shows it. */
static bool is_movement(Request *req)
{
    Place place;
    return place_by_id(req->db, req->scope.area, &place) && place.kind == PLACE_MOVEMENT;
}

static Reply skills_reply(Request *req, const Form *form, int64_t changing, int status)
{
    SkillsView view = { .req = req, .skills = skills_all(req->db), .form = form,
                        .changing = changing };
    Page page = page_begin(req->arena, req->lang);
    profile_skills_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Skills that can be ticked"),
                             page_end(&page));
}

static const Skill *skill_of(const SkillList *skills, const char *key)
{
    for (size_t i = 0; i < skills->count; i++)
        if (text_equal(skills->item[i].key, key))
            return &skills->item[i];
    return NULL;
}

Reply skills_show(Request *req)
{
    if (!is_movement(req))
        return reply_not_found(req);
    Form form = form_blank(req, skill_name_fields, COUNT(skill_name_fields));
    SkillList skills = skills_all(req->db);
    const Skill *skill = skill_of(&skills, req_query(req, "change"));
    if (skill != NULL) {
        form_fill(&form, SKILL_NAME, skill->name);
        form_fill(&form, SKILL_NAME_CY, skill->name_cy);
    }
    return skills_reply(req, &form, skill == NULL ? -1 : skill->bit, 200);
}

/* A key out of a name: its letters and digits, and what the list does not have. */
static const char *key_of(Arena *arena, const SkillList *skills, const char *name)
{
    TextBuilder out = text_builder(arena);
    for (const char *at = text_search_key(arena, name); *at != '\0'; at++)
        if ((*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9'))
            text_add_char(&out, *at);
    const char *key = out.length == 0 ? "skill" : text_of(&out);
    for (int i = 2; skill_of(skills, key) != NULL; i++)
        key = text_format(arena, "%s%d", text_of(&out), i);
    return key;
}

static Reply see_skills(Request *req)
{
    Reply reply = reply_see(req, text_format(req->arena, "/areas/%s/skills", req->area_slug));
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}

Reply skills_keep(Request *req)
{
    if (!is_movement(req))
        return reply_not_found(req);
    SkillList skills = skills_all(req->db);
    const Skill *changed = skill_of(&skills, req_field(req, "key"));
    Form form = form_read(req, skill_name_fields, COUNT(skill_name_fields));
    if (form_ok(&form))
        skills_settle(req->db);
    if (form_ok(&form) && changed != NULL)
        skill_rename(req->db, changed->bit, form_text(&form, SKILL_NAME),
                     form_text(&form, SKILL_NAME_CY));
    else if (form_ok(&form)
             && !skill_add(req->db, key_of(req->arena, &skills, form_text(&form, SKILL_NAME)),
                           form_text(&form, SKILL_NAME), form_text(&form, SKILL_NAME_CY)))
        form_fault(&form, SKILL_NAME,
                   say(req->lang, "The list is full. Give one that nobody needs another name."));
    if (!form_ok(&form))
        return skills_reply(req, &form, changed == NULL ? -1 : changed->bit, 422);
    trail_change(req->db, req->scope, "profile.skills", req->scope.area.id, req->now);
    return see_skills(req);
}

Reply skills_change(Request *req)
{
    SkillList skills = skills_all(req->db);
    const Skill *skill = skill_of(&skills, req_param(req, "skill"));
    if (!is_movement(req) || skill == NULL)
        return reply_not_found(req);
    skills_settle(req->db);
    skill_retire(req->db, skill->bit, skill->is_retired ? 0 : req->now);
    trail_change(req->db, req->scope, "profile.skills", req->scope.area.id, req->now);
    return see_skills(req);
}

/* --- what happens by itself ------------------------------------------------------------------ */

/* Who moves is found where they are now. */
static void profile_joined(Db *db, PersonId person, const char *name, const char *mail, AreaId area,
                           TimeMs now, Random *random)
{
    (void)name, (void)mail, (void)now, (void)random;
    Profile profile;
    if (profile_for_refresh(db, person, &profile))
        refresh(db, person, &profile, area);
}

/* Who has left is found by nobody; what they said is theirs if they come back. */
static void profile_left(Db *db, PersonId person, TimeMs now)
{
    (void)now;
    find_refresh(db, person, NULL, NULL, NULL);
}

static bool profile_prune_piece(Job *job)
{
    db_begin(job->db);
    int64_t gone = find_prune(job->db, job->now)
        + receipts_prune(job->db, job->now - RECEIPT_KEPT_DAYS * DAY_MS)
        + diversity_prune(job->db, civil_london(job->now).year);
    return db_commit(job->db) && gone > 0;
}

/* --- the policy ------------------------------------------------------------------------------ */

static const Route routes[] = {
    { GET,  "/profile", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      profile_show, WORDS("see one's own profile, and who looked"), false },
    { GET,  "/profile/receipts", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      profile_receipts_show, WORDS("see when one changed what in one's profile"), false },
    { POST, "/profile/off", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY,
      profile_off, WORDS("not be found by anybody any more"), false },
    { GET,  "/profile/change/:part", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      part_show, WORDS("begin to change a part of one's profile"), false },
    { POST, "/profile/change/:part", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      part_keep, WORDS("change a part of one's profile"), false },
    { GET,  "/profile/change/:part/clear", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      part_clear_ask, WORDS("be asked before a part of one's profile is cleared"), false },
    { POST, "/profile/change/:part/clear", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY,
      part_clear_now, WORDS("clear a part of one's profile"), false },
    { GET,  "/profile/who-we-are", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      diversity_ask, WORDS("be asked one question about who we are"), false },
    { POST, "/profile/who-we-are", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      diversity_keep, WORDS("answer one question about who we are"), false },
    { GET,  "/areas/:area/who-we-are", MAY_ANYONE, AREA_IN_PATH, PURPOSE_OPEN, LOAD_PUBLIC,
      diversity_show, WORDS("see who we are, counted so that nobody can be found in it"), false },
    { GET,  "/profile/asked/:ask", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      person_asked_show, WORDS("read what one was asked"), false },
    { POST, "/profile/asked/:ask", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      person_asked_send, WORDS("answer what one was asked"), false },

    { GET,  "/areas/:area/find-people", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      find_show, WORDS("say whom one is looking for"), false },
    { POST, "/areas/:area/find-people", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_SEARCH,
      find_search, WORDS("look for people who want to be asked"), false },
    { GET,  "/areas/:area/find-people/:search", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, found_show, WORDS("see who fits"), false },
    { GET,  "/areas/:area/find-people/:search/:rank", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, person_ask_show, WORDS("begin to ask somebody"), false },
    { POST, "/areas/:area/find-people/:search/:rank", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, person_ask_send, WORDS("ask somebody to do something"), false },

    { GET,  "/areas/:area/members/:member/profile", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, member_profile_show,
      WORDS("see what a member told about taking part"), false },

    { GET,  "/areas/:area/skills", MAY_ADMIN, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      skills_show, WORDS("see the list of skills"), false },
    { POST, "/areas/:area/skills", MAY_ADMIN, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      skills_keep, WORDS("add a skill to the list, or give one another name"), false },
    { POST, "/areas/:area/skills/:skill", MAY_ADMIN, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      skills_change, WORDS("take a skill off the list, or put it back"), false },
};

/* Who they are is shown on a page of its own, so that it is looked at for a reason. */
static void profile_of(Page *page, Request *req, PersonId person)
{
    (void)person;
    member_profile_card(page, text_format(req->arena, "/areas/%s/members/%s/profile", req->area_slug,
                                          req_param(req, "member")));
}

static const NavLink nav[] = {
    { "/profile", WORDS("My profile"), MAY_SIGNED_IN, false },
};

const Capability profile_capability = {
    .name = "profile",
    .routes = routes, .route_count = COUNT(routes),
    .nav = nav, .nav_count = COUNT(nav),
    .published = &diversity_published, .published_count = 1,
    .joined = profile_joined,
    .left = profile_left,
    .home_card = profile_card,
    .member_card = profile_of,
    .area_card = profile_place,
    .prune = profile_prune_piece,
};
