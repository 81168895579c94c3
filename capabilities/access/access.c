/* access.c: who has access to a place: the list that everybody who belongs
 * there may read, one gift in full, its end, and the room's record.
 *
 * Grants are read with every request, so what is ended here is over with the
 * next one. Giving is in give.c, warnings before an end in warn.c.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/access/access_view.h"

#include "capabilities/access/access_page.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/trail/trail.h"

static const char *const end_values[] = { "handover", "moved", "asked", "mistake", "other", NULL };
static const char *const end_words[] = {
    WORDS("Hands over to somebody else"), WORDS("Has moved or left"),
    WORDS("Asked to stop"),               WORDS("It was a mistake"),
    WORDS("Another reason"),              NULL,
};

enum { END_REASON, END_NOTE };
static const Field end_fields[] = {
    [END_REASON] = { "reason", FIELD_CHOICE, WORDS("Why it ends"), .required = true,
                     .choices = end_values, .choice_words = end_words },
    [END_NOTE]   = { "note", FIELD_LINE, WORDS("In your own words"), .max = WHY_NOTE_MAX },
};

static const Field until_fields[] = {
    { .name = "until", .type = FIELD_DATE, .label = WORDS("Until"), .required = true },
};

static const Field meeting_fields[] = {
    { .name = "meeting", .type = FIELD_DATE, .label = WORDS("The next annual meeting here"),
      .hint = WORDS("Access is given until four weeks after it at most."), .required = true },
};

/* --- what several pages need --------------------------------------------------- */

const char *path_access_below(const Request *req, const char *rest)
{
    return text_format(req->arena, "%s/%s", path_access(req, req->area_slug), rest);
}

const char *path_gift(const Request *req, GiftId id)
{
    return text_format(req->arena, "%s/one/%s", path_access(req, req->area_slug),
                       id_text(req->arena, id.id));
}

const char *why_of(Arena *arena, const char *choice, const char *note)
{
    return note[0] == '\0' ? choice : text_format(arena, "%s" WHY_JOINT "%s", choice, note);
}

const char *why_words(Arena *arena, Lang lang, const char *why)
{
    const char *joint = strstr(why, WHY_JOINT);
    if (joint == NULL)
        return say(lang, why);
    const char *choice = text_copy_bytes(arena, why, (size_t)(joint - why));
    return text_format(arena, "%s: %s", say(lang, choice), joint + strlen(WHY_JOINT));
}

bool day_end(Arena *arena, const char *date, TimeMs *end)
{
    int64_t year, month, day;
    bool is_read = strlen(date) == 10
        && text_to_int(text_copy_bytes(arena, date, 4), 1970, 9999, &year)
        && text_to_int(text_copy_bytes(arena, date + 5, 2), 1, 12, &month)
        && text_to_int(text_copy_bytes(arena, date + 8, 2), 1, 31, &day);
    if (!is_read)
        return false;
    TimeMs last = time_from_utc((int)year, (int)month, (int)day, 23, 59, 0);
    CivilTime back = civil_utc(last);
    *end = last + MINUTE_MS;
    return back.month == month && back.day == day; /* 31 June is 1 July */
}

bool may_handle(const Request *req, Role role, unsigned purposes)
{
    for (Purpose purpose = PURPOSE_NONE; purpose < PURPOSE_COUNT; purpose++) {
        bool is_held = (purposes & PURPOSE_BIT(purpose)) == 0;
        for (size_t i = 0; i < req->who.grant_count && !is_held; i++) {
            const Grant *grant = &req->who.grant[i];
            is_held = grant->role >= role && grant->purpose == purpose
                && place_is_inside(req->db, req->scope.area, grant->area, req->now);
        }
        if (!is_held)
            return false;
    }
    return true;
}

TimeMs access_limit(Db *db, AreaId area, TimeMs now)
{
    TimeMs meeting = meeting_of(db, area, now), longest = now + GIFT_DAYS_MAX * DAY_MS;
    TimeMs after = meeting + GIFT_AFTER_MEETING_DAYS * DAY_MS;
    return meeting > 0 && after < longest ? after : longest;
}

TimeMs own_limit(const Request *req, Role role, unsigned purposes)
{
    if (may_handle(req, ROLE_ADMIN, PURPOSE_BIT(PURPOSE_ACCESS)))
        return INT64_MAX;
    return gift_own_end(req->db, req->scope, role, purposes | PURPOSE_BIT(PURPOSE_ACCESS),
                        req->now);
}

void check_until(Request *req, Form *form, size_t field, TimeMs own, TimeMs *until)
{
    TimeMs limit = access_limit(req->db, req->scope.area, req->now);
    bool is_own = own < limit;
    limit = is_own ? own : limit;
    bool is_day = day_end(req->arena, form_text(form, field), until);
    if (!is_day || *until <= req->now || *until >= limit + DAY_MS) {
        const char *last = date_words(req->arena, req->lang, limit - 1);
        form_fault(form, field,
                   is_own ? SAY(req->arena, req->lang,
                                "Please choose a day from today to {1}: your own access ends "
                                "then, and only administrators give for longer.", last)
                          : SAY(req->arena, req->lang, "Please choose a day from today to {1}.",
                                last));
    }
    if (*until > own)
        *until = own; /* in the middle of that day */
}

/* --- the list ---------------------------------------------------------------------- */

enum { LIST_NAME, LIST_FOR, LIST_WHERE, LIST_SINCE, LIST_UNTIL, LIST_WHY };
static const Column list_columns[] = {
    [LIST_NAME]  = { .words = WORDS("Name"), .key = "name", .ways = SORT_UP },
    [LIST_FOR]   = { .words = WORDS("What for") },
    [LIST_WHERE] = { .words = WORDS("Given for") },
    [LIST_SINCE] = { .words = WORDS("Since") },
    [LIST_UNTIL] = { .words = WORDS("Until"), .key = "end", .ways = SORT_UP },
    [LIST_WHY]   = { .words = WORDS("Why") },
};

static void list_ask(Request *req, AccessView *view)
{
    GiftQuery query = {
        .words = view->sift.typed, .is_by_end = view->sift.sort == LIST_UNTIL,
        .after_name = view->sift.after, .after = view->sift.after_id,
    };
    if (query.is_by_end)
        text_to_int(view->sift.after, 0, INT64_MAX, &query.after_until);
    view->gifts = gifts_reaching(req->db, req->scope, req->lang, &query, req->now);
    if (view->gifts.count <= GIFTS_PER_PAGE)
        return;
    view->gifts.count = GIFTS_PER_PAGE;
    const Gift *last = &view->gifts.item[GIFTS_PER_PAGE - 1];
    sift_next(&view->sift,
              query.is_by_end ? text_format(req->arena, "%lld", (long long)last->until)
                              : last->name,
              last->id.id);
}

static Reply list_page(Request *req, const Form *form, int status)
{
    AccessView view = {
        .req = req,
        .sift = sift_read(req, path_access(req, req->area_slug), list_columns,
                          COUNT(list_columns)),
        .may_give = place_has_desk(req, req->scope.area, PURPOSE_ACCESS),
        .meeting = meeting_of(req->db, req->scope.area, req->now),
        .limit = access_limit(req->db, req->scope.area, req->now),
        .form = form,
    };
    list_ask(req, &view);
    Page page = page_begin(req->arena, req->lang);
    access_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Who has access"), page_end(&page));
}

Reply access_show(Request *req)
{
    Form form = form_blank(req, meeting_fields, COUNT(meeting_fields));
    return list_page(req, &form, 200);
}

Reply meeting_keep(Request *req)
{
    Form form = form_read(req, meeting_fields, COUNT(meeting_fields));
    TimeMs meets = 0;
    if (form_ok(&form)) {
        bool is_day = day_end(req->arena, form_text(&form, 0), &meets);
        if (!is_day || meets <= req->now || meets > req->now + 2 * GIFT_DAYS_MAX * DAY_MS)
            form_fault(&form, 0,
                       say(req->lang, "Please choose a day from today to two years from now."));
    }
    if (!form_ok(&form))
        return list_page(req, &form, 422);
    meeting_set(req->db, req->scope, meets, req->now);
    trail_change(req->db, req->scope, "access.meeting", req->scope.area.id, req->now);
    return reply_see(req, path_access(req, req->area_slug));
}

/* --- what is over --------------------------------------------------------------------- */

static TimeMs over_at(const Gift *gift)
{
    return gift->ended > 0 ? gift->ended : gift->until;
}

static const Column ended_columns[] = {
    { .words = WORDS("Name") },  { .words = WORDS("What for") },
    { .words = WORDS("Since") }, { .words = WORDS("Ended") },
    { .words = WORDS("How it ended") },
};

Reply ended_show(Request *req)
{
    AccessView view = {
        .req = req,
        .sift = sift_read(req, path_access_below(req, "ended"), ended_columns,
                          COUNT(ended_columns)),
    };
    TimeMs before = INT64_MAX;
    text_to_int(view.sift.after, 0, INT64_MAX, &before);
    view.gifts = gifts_over(req->db, req->scope, req->lang, before, view.sift.after_id, req->now);
    if (view.gifts.count > GIFTS_PER_PAGE) {
        view.gifts.count = GIFTS_PER_PAGE;
        const Gift *last = &view.gifts.item[GIFTS_PER_PAGE - 1];
        sift_next(&view.sift, text_format(req->arena, "%lld", (long long)over_at(last)),
                  last->id.id);
    }
    Page page = page_begin(req->arena, req->lang);
    access_ended_page(&page, &view);
    return reply_page(req, say(req->lang, "Access that is over"), page_end(&page));
}

/* --- one gift ---------------------------------------------------------------------------- */

static bool gift_of_path(Request *req, Gift *gift)
{
    GiftId id;
    return id_from_text(req_param(req, "gift"), &id.id)
        && gift_by_id(req->db, req->scope, req->lang, id, req->now, gift);
}

static Reply one_page(Request *req, const Gift *gift, const Form *until, const Form *end,
                      int status)
{
    bool is_own = id_equal(gift->person.id, req->who.person.id);
    bool may = may_handle(req, gift->role, gift->purposes);
    GiftView view = {
        .req = req, .gift = *gift, .use = gift_use(req->db, req->scope, gift->id),
        .is_over = over_at(gift) <= req->now, .is_own = is_own,
        .may_change = may && !is_own,
        .may_end = may && (!is_own || access_has_other(req->db, req->scope, req->now)),
        .was_ended_now = req_query(req, "ended")[0] != '\0',
        .limit = access_limit(req->db, req->scope.area, req->now),
        .until_form = until, .end_form = end,
    };
    Page page = page_begin(req->arena, req->lang);
    access_gift_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "One access"), page_end(&page));
}

/* As it was given already, it may stay. */
static TimeMs own_limit_of(const Request *req, const Gift *gift)
{
    TimeMs own = own_limit(req, gift->role, gift->purposes);
    return own > gift->until ? own : gift->until;
}

static Form until_form(Request *req, const Gift *gift)
{
    Form form = form_blank(req, until_fields, COUNT(until_fields));
    TimeMs limit = access_limit(req->db, req->scope.area, req->now);
    TimeMs own = own_limit_of(req, gift);
    form_fill(&form, 0, date_iso(req->arena, (own < limit ? own : limit) - 1));
    return form;
}

Reply gift_show(Request *req)
{
    Gift gift;
    if (!gift_of_path(req, &gift))
        return reply_not_found(req);
    Form until = until_form(req, &gift), end = form_blank(req, end_fields, COUNT(end_fields));
    return one_page(req, &gift, &until, &end, 200);
}

static Reply not_yours(Request *req)
{
    return reply_refuse(req, 403, say(req->lang, "This is more than you may give yourself"),
                        say(req->lang, "You can give and end what you hold yourself, here or in "
                                       "a wider place. Please ask somebody who has it."));
}

static void tell_ended(Request *req, const Gift *gift, const char *why)
{
    Person person;
    if (!person_by_id(req->db, gift->person, &person) || person.mail[0] == '\0')
        return;
    Lang lang = person.lang;
    Message message = {
        .to = person.mail, .person = person.id, .why = "access ended",
        .subject = SAY(req->arena, lang, "Your access has ended: {1}", gift->area_name),
        .text = SAY(req->arena, lang,
                    "Hello {1},\n\n{2} has ended what you were given in {3}: {4}.\nThe reason: "
                    "{5}\n\nYou are signed out on all devices; sign in again as a member "
                    "whenever you like. If this is a mistake, please write to them: it can be "
                    "given again in a minute.\n",
                    person.name, req->who.name, gift->area_name,
                    duty_name(req->arena, lang, gift->role, gift->purposes),
                    why_words(req->arena, lang, why)),
    };
    outbox_add(req->db, &message, req->now, req->random);
}

Reply gift_end(Request *req)
{
    Gift gift;
    if (!gift_of_path(req, &gift) || over_at(&gift) <= req->now)
        return reply_not_found(req);
    if (!may_handle(req, gift.role, gift.purposes))
        return not_yours(req);
    bool is_own = id_equal(gift.person.id, req->who.person.id);
    if (is_own && !access_has_other(req->db, req->scope, req->now))
        return reply_refuse(req, 403, say(req->lang, "That is your own access"),
                            say(req->lang, "Nobody else could give access here after you. Please "
                                           "give it to somebody first; then end yours."));

    Form form = form_read(req, end_fields, COUNT(end_fields));
    bool is_other = form_choice(&form, END_REASON) == (int)COUNT(end_values) - 2;
    if (form_ok(&form) && is_other && form_text(&form, END_NOTE)[0] == '\0')
        form_fault(&form, END_NOTE, say(req->lang, "Please say in a few words why it ends."));
    if (!form_ok(&form)) {
        Form until = until_form(req, &gift);
        return one_page(req, &gift, &until, &form, 422);
    }
    const char *why = why_of(req->arena, end_words[form_choice(&form, END_REASON)],
                             form_text(&form, END_NOTE));
    people_end_gift(req->db, req->scope.area, gift.id, req->who.person, why, req->now);
    trail_change(req->db, req->scope, "access.end", gift.id.id, req->now);
    if (!is_own)
        tell_ended(req, &gift, why);
    return reply_see(req, is_own ? path_sign_in(req, "")
                                 : text_format(req->arena, "%s?ended=1",
                                               path_gift(req, gift.id)));
}

Reply gift_until(Request *req)
{
    Gift gift;
    if (!gift_of_path(req, &gift) || over_at(&gift) <= req->now)
        return reply_not_found(req);
    if (!may_handle(req, gift.role, gift.purposes))
        return not_yours(req);
    if (id_equal(gift.person.id, req->who.person.id))
        return reply_refuse(req, 403, say(req->lang, "That is your own access"),
                            say(req->lang, "Nobody lengthens their own. Please ask another "
                                           "officer, here or in a wider place."));
    Form form = form_read(req, until_fields, COUNT(until_fields));
    TimeMs until = 0;
    if (form_ok(&form))
        check_until(req, &form, 0, own_limit_of(req, &gift), &until);
    if (!form_ok(&form)) {
        Form end = form_blank(req, end_fields, COUNT(end_fields));
        return one_page(req, &gift, &form, &end, 422);
    }
    return access_prolong(req, &gift, until);
}

/* --- the record --------------------------------------------------------------------------- */

static void access_area_card(Page *page, Request *req)
{
    AreaId own = who_area(&req->who);
    bool is_concerned =
        !id_is_none(own.id) && place_is_inside(req->db, own, req->scope.area, req->now);
    for (size_t i = 0; i < req->who.grant_count && !is_concerned; i++)
        is_concerned = req->who.grant[i].role > ROLE_MEMBER
            && place_is_inside(req->db, req->scope.area, req->who.grant[i].area, req->now);
    if (is_concerned)
        access_place_card(page, req, place_has_desk(req, req->scope.area, PURPOSE_ACCESS));
}

static const Route routes[] = {
    { GET,  "/areas/:area/access", MAY_CONCERNED, AREA_IN_PATH, PURPOSE_TAKE_PART, LOAD_TAKE_PART,
      access_show, WORDS("see who has access to a place"), false },
    { GET,  "/areas/:area/access/give", MAY_OFFICER, AREA_IN_PATH, PURPOSE_ACCESS, LOAD_OFFICE,
      give_find, WORDS("find a member to give access to"), false },
    { GET,  "/areas/:area/access/give/:member", MAY_OFFICER, AREA_IN_PATH, PURPOSE_ACCESS,
      LOAD_OFFICE, give_show, WORDS("choose what to give to a member"), false },
    { POST, "/areas/:area/access/give/:member", MAY_OFFICER, AREA_IN_PATH, PURPOSE_ACCESS,
      LOAD_OFFICE, give_keep, WORDS("give a member access"), false },
    { GET,  "/areas/:area/access/one/:gift", MAY_OFFICER, AREA_IN_PATH, PURPOSE_ACCESS,
      LOAD_SAFETY, gift_show, WORDS("see one access and what was done with it"), false },
    { POST, "/areas/:area/access/one/:gift/end", MAY_OFFICER, AREA_IN_PATH, PURPOSE_ACCESS,
      LOAD_SAFETY, gift_end, WORDS("end somebody's access"), false },
    { POST, "/areas/:area/access/one/:gift/until", MAY_OFFICER, AREA_IN_PATH, PURPOSE_ACCESS,
      LOAD_OFFICE, gift_until, WORDS("renew somebody's access or let it end earlier"), false },
    { POST, "/areas/:area/access/one/:gift/again", MAY_OFFICER, AREA_IN_PATH, PURPOSE_ACCESS,
      LOAD_OFFICE, gift_again, WORDS("give again what was ended"), false },
    { GET,  "/areas/:area/access/ended", MAY_OFFICER, AREA_IN_PATH, PURPOSE_ACCESS, LOAD_OFFICE,
      ended_show, WORDS("see what access is over"), false },
    { POST, "/areas/:area/access/meeting", MAY_OFFICER, AREA_IN_PATH, PURPOSE_ACCESS, LOAD_OFFICE,
      meeting_keep, WORDS("say when the next annual meeting is"), false },
    { POST, "/areas/:area/access/table", MAY_OFFICER, AREA_IN_PATH, PURPOSE_ACCESS, LOAD_SEARCH,
      access_export, WORDS("take out who has access as a table"), false },
    { GET,  "/areas/:area/access/gaps", MAY_OFFICER, AREA_IN_PATH, PURPOSE_ACCESS, LOAD_OFFICE,
      gaps_show, WORDS("see which places have no officer"), false },
};

const Capability access_capability = {
    .name = "access",
    .routes = routes, .route_count = COUNT(routes),
    .acts = access_kinds, .act_count = ACCESS_KINDS,
    .area_card = access_area_card,
    .job = access_job,
};
