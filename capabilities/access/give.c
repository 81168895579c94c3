/* give.c: giving access: find a member by name, choose what for, give.
 *
 * Members of the place are found, and nobody else; so nothing here tells
 * whether somebody outside it has an account. Nobody gives more than they hold
 * themselves, in time, place and purpose, and nobody gives to themselves.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/access/access_view.h"

#include "capabilities/access/give_page.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/trail/trail.h"

static const char *const how_values[] = { "elected", "asked", "covers", "other", NULL };
static const char *const how_words[] = {
    WORDS("Elected at a meeting"),
    WORDS("Asked by the officers here to help"),
    WORDS("Stands in for somebody who is away"),
    WORDS("Another reason"),
    NULL,
};
enum { HOW_OTHER = 3 };

enum { GIVE_DUTY, GIVE_HOW, GIVE_NOTE, GIVE_UNTIL, GIVE_FIELDS };
static const Field give_fields[GIVE_FIELDS] = {
    [GIVE_DUTY]  = { .name = "duty", .type = FIELD_CHOICE, .label = WORDS("What for"),
                     .required = true },
    [GIVE_HOW]   = { .name = "how", .type = FIELD_CHOICE, .label = WORDS("Why"),
                     .hint = WORDS("Everybody who belongs here can read it."),
                     .choices = how_values, .choice_words = how_words, .required = true },
    [GIVE_NOTE]  = { .name = "note", .type = FIELD_LINE, .label = WORDS("More about it"),
                     .hint = WORDS("Such as: branch meeting on 3 March"), .max = WHY_NOTE_MAX },
    [GIVE_UNTIL] = { .name = "until", .type = FIELD_DATE, .label = WORDS("Until"),
                     .required = true },
};

/* --- what may be given here ---------------------------------------------------- */

typedef struct { const char *value[DUTY_COUNT + 1], *words[DUTY_COUNT + 1]; } Offer;

static void offer_of(const Request *req, Offer *offer)
{
    size_t count = 0;
    for (DutyKind kind = 0; kind < DUTY_COUNT; kind++) {
        const Duty *what = duty(kind);
        if (!may_handle(req, what->role, what->purposes))
            continue;
        offer->value[count] = what->key;
        offer->words[count++] = what->words;
    }
    offer->value[count] = offer->words[count] = NULL;
}

/* The fields with the duties that this person may give here. */
static const Field *fields_for(const Request *req, Offer *offer)
{
    Field *fields = arena_copy(req->arena, give_fields, sizeof give_fields);
    offer_of(req, offer);
    fields[GIVE_DUTY].choices = offer->value;
    fields[GIVE_DUTY].choice_words = offer->words;
    return fields;
}

/* --- finding ------------------------------------------------------------------------ */

Reply give_find(Request *req)
{
    Place place;
    if (!place_by_id(req->db, req->scope.area, &place))
        return reply_not_found(req);
    FindView view = { .req = req, .typed = text_trim(req->arena, req_query(req, "q")) };
    view.is_search = view.typed[0] != '\0';
    view.is_too_short = text_length_chars(view.typed) < MEMBERS_FIND_MIN;
    if (view.is_search && !view.is_too_short)
        view.found = members_find(req->db, req->scope, place.kind, view.typed);
    Page page = page_begin(req->arena, req->lang);
    give_find_page(&page, &view);
    return reply_page(req, say(req->lang, "Give somebody access"), page_end(&page));
}

/* --- giving -------------------------------------------------------------------------- */

static bool member_of_path(Request *req, MemberFound *member)
{
    MemberId id;
    return id_from_text(req_param(req, "member"), &id.id)
        && members_found(req->db, req->scope, id, member);
}

static Reply give_form(Request *req, const MemberFound *member, const Form *form, int status)
{
    Place place;
    GiveView view = {
        .req = req, .member = member, .form = form,
        .takes_two = (place_by_id(req->db, req->scope.area, &place)
                      && place.kind != PLACE_PARTY && place.kind != PLACE_BRANCH)
            || gift_reads_elsewhere(req->db, req->scope.area, member->person, req->now),
        .meeting = meeting_of(req->db, req->scope.area, req->now),
        .limit = access_limit(req->db, req->scope.area, req->now),
    };
    TimeMs own = own_limit(req, ROLE_OFFICER, 0);
    view.ends_with_own = own < view.limit;
    view.limit = view.ends_with_own ? own : view.limit;
    Page page = page_begin(req->arena, req->lang);
    give_page(&page, &view);
    return reply_page_status(req, status,
                             SAY(req->arena, req->lang, "Give access to {1}", member->name),
                             page_end(&page));
}

Reply give_show(Request *req)
{
    MemberFound member;
    if (!member_of_path(req, &member))
        return reply_not_found(req);
    Offer offer;
    Form form = form_blank(req, fields_for(req, &offer), GIVE_FIELDS);
    form_fill(&form, GIVE_HOW, how_values[0]);
    TimeMs limit = access_limit(req->db, req->scope.area, req->now);
    TimeMs own = own_limit(req, ROLE_OFFICER, 0);
    form_fill(&form, GIVE_UNTIL, date_iso(req->arena, (own < limit ? own : limit) - 1));
    return give_form(req, &member, &form, 200);
}

static void tell_given(Db *db, const Site *site, const NewGift *gift, bool is_renewed, TimeMs now,
                       Random *random)
{
    Person person, giver = { .name = "" };
    Place place;
    if (!person_by_id(db, gift->person, &person) || person.mail[0] == '\0'
        || !place_by_id(db, gift->area, &place))
        return;
    person_by_id(db, gift->by, &giver);
    Arena *arena = db_arena(db);
    Lang lang = person.lang;
    const char *area = place_name(&place, lang), *until = date_words(arena, lang, gift->until - 1);
    Message message = { .to = person.mail, .person = person.id, .why = "access given" };
    if (is_renewed) {
        message.subject = SAY(arena, lang, "Your access now ends on {1}: {2}", until, area);
        message.text = SAY(arena, lang, "Hello {1},\n\n{2} has moved the end of your access to "
                                        "{3} ({4}): it now ends on {5}.\n\n{6}\n",
                           person.name, giver.name, area, say(lang, gift->duty->name), until,
                           site->base_url);
    } else {
        message.subject = SAY(arena, lang, "You have been given access: {1}", area);
        message.text = SAY(arena, lang,
                           "Hello {1},\n\n{2} has given you access in {3}, until {4}:\n{5}\n\n"
                           "Everybody who belongs there can see that you have it and why. Every "
                           "look at a member's details is written down. Please sign in again to "
                           "use it:\n{6}/sign-in\n",
                           person.name, giver.name, area, until, say(lang, gift->duty->words),
                           site->base_url);
    }
    outbox_add(db, &message, now, random);
}

GiftId access_give_now(Db *db, const Site *site, const NewGift *gift, TimeMs now, Random *random)
{
    GiftId id = {0}, held;
    bool is_held = gift_held(db, gift->area, gift->person, gift->duty, now, &held);
    if (!is_held)
        id = people_give(db, gift, random);
    else if (people_gift_until(db, gift->area, held, gift->until, now))
        id = held;
    if (!id_is_none(id.id))
        tell_given(db, site, gift, is_held, now, random);
    return id;
}

/* Gives what the reader may give; the reader is not the one who gets it. */
static Reply give(Request *req, const NewGift *gift)
{
    Reach reach = { gift->area, gift->person, gift->duty->role, gift->duty->purposes };
    const char *kind = access_act_kind(req->db, &reach, req->now);
    if (kind != NULL)
        return access_propose(req, kind, gift);
    GiftId id = access_give_now(req->db, req->site, gift, req->now, req->random);
    trail_change(req->db, req->scope, "access.give", id.id, req->now);
    return reply_see(req, text_format(req->arena, "%s?given=1", path_gift(req, id)));
}

static void check_member(Request *req, Form *form, const MemberFound *member)
{
    if (id_equal(member->person.id, req->who.person.id))
        form_fault(form, GIVE_DUTY,
                   say(req->lang, "Nobody gives access to themselves. Please ask another officer, "
                                  "here or in a wider place."));
    else if (!member->has_mail)
        form_fault(form, GIVE_DUTY,
                   say(req->lang, "This member has no e-mail address with us and so cannot sign "
                                  "in. Please add one first."));
}

Reply give_keep(Request *req)
{
    MemberFound member;
    if (!member_of_path(req, &member))
        return reply_not_found(req);
    Offer offer;
    Form form = form_read(req, fields_for(req, &offer), GIVE_FIELDS);
    TimeMs until = 0;
    int how = form_choice(&form, GIVE_HOW);
    if (form_ok(&form)) {
        check_member(req, &form, &member);
        const Duty *what = duty_by_key(form_text(&form, GIVE_DUTY));
        check_until(req, &form, GIVE_UNTIL, own_limit(req, what->role, what->purposes), &until);
        if (how == HOW_OTHER && form_text(&form, GIVE_NOTE)[0] == '\0')
            form_fault(&form, GIVE_NOTE, say(req->lang, "Please say in a few words why."));
    }
    if (!form_ok(&form))
        return give_form(req, &member, &form, 422);
    return give(req, &(NewGift){
        .person = member.person, .area = req->scope.area,
        .duty = duty_by_key(form_text(&form, GIVE_DUTY)), .from = req->now, .until = until,
        .by = req->who.person,
        .why = why_of(req->arena, how_words[how], form_text(&form, GIVE_NOTE)),
    });
}

/* --- again, and longer ---------------------------------------------------------------- */

/* The duty that a gift amounts to; NULL for a handful of purposes that has no
 * name: such a thing is ended and given anew. */
static const Duty *duty_of(const Gift *gift)
{
    for (DutyKind kind = 0; kind < DUTY_COUNT; kind++)
        if (duty(kind)->role == gift->role && duty(kind)->purposes == gift->purposes)
            return duty(kind);
    return NULL;
}

Reply access_prolong(Request *req, const Gift *gift, TimeMs until)
{
    const Duty *what = duty_of(gift);
    NewGift longer = {
        .person = gift->person, .area = gift->area, .duty = what, .from = req->now,
        .until = until, .by = req->who.person, .why = gift->why,
    };
    Reach reach = { gift->area, gift->person, gift->role, gift->purposes };
    const char *kind = access_act_kind(req->db, &reach, req->now);
    if (kind != NULL && until > gift->until && what == NULL)
        return reply_refuse(req, 409, say(req->lang, "That cannot be renewed like this"),
                            say(req->lang, "Please look for the member by name and give it "
                                           "afresh."));
    if (kind != NULL && until > gift->until)
        return access_propose(req, kind, &longer);
    people_gift_until(req->db, req->scope.area, gift->id, until, req->now);
    trail_change(req->db, req->scope, "access.until", gift->id.id, req->now);
    if (what != NULL)
        tell_given(req->db, req->site, &longer, true, req->now, req->random);
    return reply_see(req, path_gift(req, gift->id));
}

/* One press gives again what was ended, until the same day: a mistake in
 * ending costs a moment. */
Reply gift_again(Request *req)
{
    Gift gift;
    GiftId id;
    if (!id_from_text(req_param(req, "gift"), &id.id)
        || !gift_by_id(req->db, req->scope, req->lang, id, req->now, &gift))
        return reply_not_found(req);
    const Duty *what = duty_of(&gift);
    bool is_open = what != NULL && gift.ended > 0 && gift.until > req->now
        && !id_equal(gift.person.id, req->who.person.id)
        && may_handle(req, gift.role, gift.purposes);
    if (!is_open)
        return reply_refuse(req, 409, say(req->lang, "That cannot be given again like this"),
                            say(req->lang, "Please look for the member by name and give it "
                                           "afresh."));
    TimeMs limit = access_limit(req->db, req->scope.area, req->now);
    TimeMs own = own_limit(req, gift.role, gift.purposes);
    limit = own < limit ? own : limit;
    return give(req, &(NewGift){
        .person = gift.person, .area = gift.area, .duty = what, .from = req->now,
        .until = gift.until < limit ? gift.until : limit, .by = req->who.person,
        .why = gift.why,
    });
}

/* --- places without officers ---------------------------------------------------------- */

static const Column gap_columns[] = {
    { .words = WORDS("Place") }, { .words = WORDS("What it is") },
    { .words = WORDS("Find somebody") },
};

Reply gaps_show(Request *req)
{
    GapsView view = {
        .req = req,
        .sift = sift_read(req, path_access_below(req, "gaps"), gap_columns, COUNT(gap_columns)),
    };
    view.gaps = gaps_within(req->db, req->scope, req->lang, view.sift.after, req->now);
    if (view.gaps.count > GAPS_PER_PAGE) {
        view.gaps.count = GAPS_PER_PAGE;
        sift_next(&view.sift, view.gaps.item[GAPS_PER_PAGE - 1].slug, (Id){0});
    }
    Page page = page_begin(req->arena, req->lang);
    give_gaps_page(&page, &view);
    return reply_page(req, say(req->lang, "Places without officers"), page_end(&page));
}
