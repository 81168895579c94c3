/* tend.c: what an officer changes for a member: name, address, phone, and the end
 * of a membership; and how one says the same of oneself.
 *
 * Many members have no e-mail and will never sign in: what others do on their
 * own pages is done for them here, and written down with the officer's name. Who
 * has an address for mails is told what was changed, by whom. A new postcode moves
 * the membership to the place that it belongs to. What an officer ended can be
 * undone for two weeks, with everything that belonged to it; then the other rooms
 * are told to forget. Nothing more is sent from the moment of the end.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/tend.h"

#include "capabilities/members/entry.h"
#include "capabilities/members/roll.h"
#include "capabilities/members/tend_page.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"
#include "core/postcode.h"
#include "web/said.h"

const char *const reach_keys[] = { "mail", "letter", "phone", NULL };
const char *const reach_key_words[] = { WORDS("By e-mail"), WORDS("By letter"),
                                        WORDS("By phone"), NULL };

enum { CONTACT_NAME, CONTACT_POSTCODE, CONTACT_ADDRESS, CONTACT_PHONE, CONTACT_REACH };
static const Field contact_fields[] = {
    [CONTACT_NAME] = { "name", FIELD_LINE, WORDS("Name"), .required = true, .max = 80 },
    [CONTACT_POSTCODE] = { "postcode", FIELD_LINE, WORDS("Postcode"),
                           WORDS("A new one leads to the local party that it belongs to, by "
                                 "itself. For example LS6 3HN"), .max = 20 },
    [CONTACT_ADDRESS] = { "address", FIELD_TEXT, WORDS("Address"),
                          WORDS("As it stands on an envelope, without the name and the postcode."),
                          .max = TEND_ADDRESS_MAX },
    [CONTACT_PHONE] = { "phone", FIELD_LINE, WORDS("Phone"), .max = 30, .autocomplete = "tel" },
    [CONTACT_REACH] = { "reach", FIELD_CHOICE, WORDS("Best reached"), .required = true,
                        .choices = reach_keys, .choice_words = reach_key_words },
};

static const char *const end_keys[] = { "asked", "died", "double", NULL };
static const char *const end_words[] = {
    WORDS("They asked to be taken off"), WORDS("They have died"),
    WORDS("They stand in our list twice"), NULL,
};
static const MemberState end_states[] = { MEMBER_LEFT, MEMBER_DIED, MEMBER_DOUBLE };

enum { END_REASON, END_DAY, END_WHY };
static const Field end_fields[] = {
    [END_REASON] = { "reason", FIELD_CHOICE, WORDS("Why does it end?"), .required = true,
                     .choices = end_keys, .choice_words = end_words },
    [END_DAY] = { "day", FIELD_DATE, WORDS("Since which day?"), .required = true },
    [END_WHY] = { "why", FIELD_TEXT, WORDS("What the next officer should know"),
                  WORDS("Officers of this place can read it for two weeks. The member may ask to see it."),
                  .max = WHY_MAX },
};

/* --- addresses -------------------------------------------------------------------- */

const char *path_tend(const Request *req, MemberId member, const char *what)
{
    return text_format(req->arena, "/areas/%s/members/%s%s", req->area_slug,
                       id_text(req->arena, member.id), what);
}

static bool member_of_path(Request *req, Membership *member)
{
    MemberId id;
    return id_from_text(req_param(req, "member"), &id.id)
        && tended_member(req->db, req->scope, id, member);
}

static bool is_own(const Request *req, const Membership *member)
{
    return id_equal(req->who.person.id, member->person.id);
}

/* --- how somebody is reached --------------------------------------------------------- */

/* Its proper form and the place that it belongs to; a fault when it is none. What
 * the map does not know (a new street) is kept and moves nobody. */
TypedPostcode postcode_typed(Form *form, size_t field)
{
    Request *req = form->req;
    char proper[POSTCODE_TEXT_SIZE];
    const char *typed = form_text(form, field);
    TypedPostcode postcode = { .text = "" };
    if (typed[0] == '\0')
        return postcode;
    int64_t key = postcode_key(typed, strlen(typed));
    if (key == POSTCODE_NO_KEY || !postcode_from_key(key, proper)) {
        form_fault(form, field, say(req->lang, "That is no whole postcode. For example LS6 3HN"));
        return postcode;
    }
    PlaceFound found = place_of_postcode(req->db, key);
    postcode.text = text_copy(req->arena, proper);
    postcode.has_place = found.is_known;
    postcode.place = found.has_branch ? found.branch : found.party;
    return postcode;
}

static Form filled(Request *req, const Membership *member)
{
    Form form = form_blank(req, contact_fields, COUNT(contact_fields));
    form_fill(&form, CONTACT_NAME, member->name);
    form_fill(&form, CONTACT_POSTCODE, member->postcode);
    form_fill(&form, CONTACT_ADDRESS, member->address);
    form_fill(&form, CONTACT_PHONE, member->phone);
    form_fill(&form, CONTACT_REACH, reach_keys[member->reach - MEMBER_REACH_MAIL]);
    return form;
}

static Reply change_page(Request *req, const Membership *member, const Form *form, int status)
{
    Page page = page_begin(req->arena, req->lang);
    TendView view = { .req = req, .member = member, .form = form };
    if (is_own(req, member))
        contact_page(&page, &view);
    else
        tend_change_page(&page, &view);
    return reply_page_status(req, status, is_own(req, member)
                                 ? say(req->lang, "How we reach you") : member->name,
                             page_end(&page));
}

static void tell_of_change(Request *req, const Membership *member)
{
    Person person;
    if (member->mail[0] == '\0' || !person_by_id(req->db, member->person, &person))
        return;
    outbox_add(req->db, &(Message){
        .to = member->mail, .person = member->person, .why = "details changed",
        .subject = SAY(req->arena, person.lang, "Your details were changed: {1}",
                       req->site->movement),
        .text = SAY(req->arena, person.lang,
            "Hello {1},\n\n{2} has changed how we reach you: your name, address or phone. You can "
            "look at it, and change it, here:\n\n{3}/membership/contact\n\nIf this is wrong, tell "
            "your local party.\n",
            person.name, req->who.name, req->site->base_url),
    }, req->now, req->random);
}

/* As if they had pressed "I have moved here" themselves. */
static void move_to(Request *req, const Membership *member, const Place *place)
{
    members_join(req->db, &(NewMember){ .area = place->id, .person = member->person,
                                        .name = member->name, .mail = member->mail,
                                        .joined = req->now, .by = req->who.person },
                 req->random);
    people_make_member(req->db, member->person, place->id, req->now, req->random);
    capabilities_joined(req->db, member->person, member->name, member->mail, place->id, req->now,
                        req->random);
}

static Reply change_kept(Request *req, const Membership *member, const char *back)
{
    Form form = form_read(req, contact_fields, COUNT(contact_fields));
    TypedPostcode postcode = postcode_typed(&form, CONTACT_POSTCODE);
    int reach = form_choice(&form, CONTACT_REACH);
    if (reach == 0 && member->mail[0] == '\0')
        form_fault(&form, CONTACT_REACH, say(req->lang, "There is no e-mail address: please choose "
                                                        "by letter or by phone."));
    if (!form_ok(&form))
        return change_page(req, member, &form, 422);

    Membership to = *member;
    to.name = form_text(&form, CONTACT_NAME);
    to.phone = form_text(&form, CONTACT_PHONE);
    to.address = form_text(&form, CONTACT_ADDRESS);
    to.postcode = postcode.text;
    to.reach = (MemberReach)(reach + MEMBER_REACH_MAIL);
    tended_change(req->db, member, &to, req->who.person, req->now, req->random);
    if (!text_equal(to.name, member->name))
        people_rename(req->db, member->person, to.name);
    trail_change(req->db, req->scope, "members.changed", member->id.id, req->now);
    if (!is_own(req, member))
        tell_of_change(req, member);
    bool has_moved = postcode.has_place && !text_equal(to.postcode, member->postcode)
        && !id_equal(postcode.place.id.id, member->area.id.id);
    if (has_moved) {
        move_to(req, &to, &postcode.place);
        trail_change(req->db, req->scope, "members.moved", member->id.id, req->now);
    }
    bool is_away = has_moved && !is_own(req, member)
        && !place_is_inside(req->db, postcode.place.id, req->scope.area, req->now);
    Reply reply = reply_see(req, is_away ? text_format(req->arena, "/areas/%s/members",
                                                       req->area_slug) : back);
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}

Reply tend_change_show(Request *req)
{
    Membership member;
    if (!member_of_path(req, &member))
        return reply_not_found(req);
    Form form = filled(req, &member);
    return change_page(req, &member, &form, 200);
}

Reply tend_change_keep(Request *req)
{
    Membership member;
    return member_of_path(req, &member) ? change_kept(req, &member, path_tend(req, member.id, ""))
                                        : reply_not_found(req);
}

Reply contact_show(Request *req)
{
    Membership own;
    if (!membership_own(req->db, req->scope, &own) || member_is_over(own.state))
        return reply_see(req, path_membership(req));
    Form form = filled(req, &own);
    return change_page(req, &own, &form, 200);
}

Reply contact_keep(Request *req)
{
    Membership own;
    return membership_own(req->db, req->scope, &own) && !member_is_over(own.state)
        ? change_kept(req, &own, path_membership(req)) : reply_see(req, path_membership(req));
}

/* --- the end of a membership ------------------------------------------------------------ */

/* Who may do something for others hands that over first, in the room of access:
 * an officer's rights are not ended by the way. */
static const char *stands_against(Request *req, const Membership *member)
{
    Place movement;
    if (is_own(req, member))
        return say(req->lang, "This is your own membership. On your own page of it you can leave.");
    if (place_movement(req->db, &movement)
        && people_has_role_near(req->db, member->person, movement.id, req->now))
        return say(req->lang, "This member has access to look after others. Please have that ended "
                              "first; then the membership can end here.");
    return NULL;
}

static Reply end_page(Request *req, const Membership *member, const Form *form, int status)
{
    Page page = page_begin(req->arena, req->lang);
    tend_end_page(&page, &(TendView){ .req = req, .member = member, .form = form,
                                      .stands_against = stands_against(req, member) });
    return reply_page_status(req, status, say(req->lang, "End a membership"), page_end(&page));
}

Reply tend_end_show(Request *req)
{
    Membership member;
    if (!member_of_path(req, &member))
        return reply_not_found(req);
    Form form = form_blank(req, end_fields, COUNT(end_fields));
    form_fill(&form, END_DAY, date_iso(req->arena, req->now));
    return end_page(req, &member, &form, 200);
}

/* Not to who has died; the words of an officer are not for a mail. */
static void tell_of_end(Request *req, const Membership *member, MemberState state)
{
    Person person;
    if (member->mail[0] == '\0' || state == MEMBER_DIED
        || !person_by_id(req->db, member->person, &person))
        return;
    outbox_add(req->db, &(Message){
        .to = member->mail, .person = member->person, .why = "membership ended",
        .subject = SAY(req->arena, person.lang, "Your membership has ended: {1}",
                       req->site->movement),
        .text = SAY(req->arena, person.lang,
            "Hello {1},\n\n{2} has noted that your membership has ended: {3}.\n\nIf that is wrong, "
            "tell your local party within two weeks, and it is as if it had not been. If you only "
            "change your mind, sign in here with this address, until {4}:\n\n{5}/membership\n\nWe "
            "write to you no more.\n",
            person.name, req->who.name,
            say(person.lang, state == MEMBER_DOUBLE ? WORDS("you stood in our list twice")
                                                    : WORDS("you asked to be taken off")),
            date_words(req->arena, person.lang, req->now + MEMBER_KEEP_MS), req->site->base_url),
    }, req->now, req->random);
}

static TimeMs day_of(Form *form, const Membership *member)
{
    Request *req = form->req;
    TimeMs day = 0;
    if (!date_begins(req->arena, form_text(form, END_DAY), &day))
        form_fault(form, END_DAY, say(req->lang, "There is no such day."));
    else if (day > req->now || day < member->joined - DAY_MS)
        form_fault(form, END_DAY, say(req->lang, "Please choose a day between the joining and "
                                                 "today."));
    return day;
}

Reply tend_end_now(Request *req)
{
    Membership member;
    if (!member_of_path(req, &member))
        return reply_not_found(req);
    Form form = form_read(req, end_fields, COUNT(end_fields));
    TimeMs day = day_of(&form, &member);
    if (!form_ok(&form) || stands_against(req, &member) != NULL)
        return end_page(req, &member, &form, 422);

    MemberState state = end_states[form_choice(&form, END_REASON)];
    membership_end(req->db, &(MembershipEnd){
        .person = member.person, .by = req->who.person, .state = state, .has_way_back = true,
        .why = form_text(&form, END_WHY), .lang = req->lang, .at = req->now, .since = day,
    }, req->random);
    people_end_belonging(req->db, member.person, req->who.person, "ended by an officer", req->now);
    outbox_forget_person(req->db, member.person, req->now);
    tell_of_end(req, &member, state);
    trail_change(req->db, req->scope, "members.ended", member.id.id, req->now);
    return reply_see(req, text_format(req->arena, "/areas/%s/gone?ended=1", req->area_slug));
}

/* --- and back ------------------------------------------------------------------------------ */

Reply gone_show(Request *req)
{
    GoneView view = {
        .req = req, .gone = gone_lately(req->db, req->scope, req->now),
        .was_ended = req_query(req, "ended")[0] != '\0',
        .was_undone = req_query(req, "undone")[0] != '\0',
    };
    Page page = page_begin(req->arena, req->lang);
    gone_page(&page, &view);
    return reply_page(req, say(req->lang, "Memberships that officers have ended"), page_end(&page));
}

static void tell_of_undo(Request *req, const Gone *gone)
{
    Person person;
    if (gone->mail[0] == '\0' || !person_by_id(req->db, gone->person, &person))
        return;
    outbox_add(req->db, &(Message){
        .to = gone->mail, .person = gone->person, .why = "membership ended",
        .subject = SAY(req->arena, person.lang, "You are a member as before: {1}",
                       req->site->movement),
        .text = SAY(req->arena, person.lang,
            "Hello {1},\n\nyour membership had been ended by mistake. {2} has undone that: you have "
            "your number as before, and nothing is lost. Please sign in again:\n\n{3}\n",
            person.name, req->who.name, req->site->base_url),
    }, req->now, req->random);
}

Reply gone_back(Request *req)
{
    Gone gone;
    MemberId id;
    if (!id_from_text(req_param(req, "member"), &id.id)
        || !gone_by_id(req->db, req->scope, id, req->now, &gone))
        return reply_not_found(req);
    gone_bring_back(req->db, &gone, req->who.person, req->now, req->random);
    people_make_member(req->db, gone.person, gone.area.id, req->now, req->random);
    capabilities_joined(req->db, gone.person, gone.name, gone.mail, gone.area.id, req->now,
                        req->random);
    tell_of_undo(req, &gone);
    trail_change(req->db, req->scope, "members.brought-back", gone.id.id, req->now);
    return reply_see(req, text_format(req->arena, "/areas/%s/gone?undone=1", req->area_slug));
}

/* --- on other pages ------------------------------------------------------------------------- */

void tend_member_card(Page *page, Request *req, PersonId person)
{
    Member member;
    if (member_by_person(req->db, req->scope, person.id, &member))
        tend_card(page, req, member.id);
}

void tend_desk_card(Page *page, Request *req)
{
    if (place_has_desk(req, req->scope.area, PURPOSE_MEMBERSHIP))
        tend_desk(page, req, doubts_count(req->db, req->scope.area));
}
