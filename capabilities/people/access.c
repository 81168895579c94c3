/* access.c: who may do what in an area, giving and ending it.
 *
 * Grants are read with every request, so what is ended here is over with the
 * next one. Nobody gives or ends their own: that takes another administrator.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/people/account.h"

#include "capabilities/outbox/outbox.h"
#include "capabilities/places/places.h"
#include "capabilities/trail/trail.h"

enum { GRANT_DAYS_MAX = 366, WHY_MAX = 200 };

static const char *const give_roles[] = { "officer", "admin", NULL };
static const char *const give_role_words[] = {
    WORDS("Local officer: looks after members, listens, keeps the local page true"),
    WORDS("Administrator: all that, reads the audit log, and gives access"), NULL,
};

enum { GIVE_MAIL, GIVE_ROLE, GIVE_UNTIL, GIVE_WHY };
static const Field give_fields[] = {
    [GIVE_MAIL]  = { .name = "mail", .type = FIELD_MAIL,
                     .label = WORDS("E-mail address of the account"),
                     .hint = WORDS("The person must have joined with this address."),
                     .required = true, .max = 254 },
    [GIVE_ROLE]  = { .name = "role", .type = FIELD_CHOICE, .label = WORDS("As"),
                     .choices = give_roles, .choice_words = give_role_words, .required = true },
    [GIVE_UNTIL] = { .name = "until", .type = FIELD_DATE, .label = WORDS("Until"),
                     .hint = WORDS("A year at most, such as the day of the next annual meeting"),
                     .required = true },
    [GIVE_WHY]   = { .name = "why", .type = FIELD_LINE, .label = WORDS("Why"),
                     .hint = WORDS("Such as: elected branch secretary on 3 March"),
                     .required = true, .max = WHY_MAX },
};

const char *path_access(const Request *req, const char *area_slug)
{
    return text_format(req->arena, "/areas/%s/access", area_slug);
}

static Reply access_show_form(Request *req, int status, const Form *form)
{
    AccessView view = {
        .area_name = req->area_name, .area_slug = req->area_slug, .self = req->who.person,
        .grants = grants_reaching(req->db, req->scope, req->lang, req->now), .form = form,
    };
    Page page = page_begin(req->arena, req->lang);
    access_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Who has access"), page_end(&page));
}

Reply access_show(Request *req)
{
    Form form = form_blank(req, give_fields, COUNT(give_fields));
    form_fill(&form, GIVE_ROLE, give_roles[0]);
    form_fill(&form, GIVE_UNTIL, date_iso(req->arena, req->now + (GRANT_DAYS_MAX - 1) * DAY_MS));
    return access_show_form(req, 200, &form);
}

/* The end of that day; false when there is no such day. */
static bool day_end(Arena *arena, const char *date, TimeMs *end)
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

static void tell(Request *req, const Person *person, bool is_admin, TimeMs until)
{
    Place place;
    const char *area = place_by_id(req->db, req->scope.area, &place)
        ? place_name(&place, person->lang)
        : req->area_name;
    Message message = {
        .to = person->mail, .person = person->id, .why = "access given",
        .subject = is_admin
            ? SAY(req->arena, person->lang, "You are now an administrator of {1}", area)
            : SAY(req->arena, person->lang, "You are now a local officer of {1}", area),
        .text = SAY(req->arena, person->lang,
                    "Hello {1},\n\nyou may now look after members, listen and keep the page of "
                    "{2} true, until {3}. Every look at a member's details is written down.\n\n"
                    "{4}\n",
                    person->name, area,
                    date_words(req->arena, person->lang, until - 1), req->site->base_url),
    };
    if (person->mail[0] != '\0')
        outbox_add(req->db, &message, req->now, req->random);
}

Reply access_give(Request *req)
{
    Form form = form_read(req, give_fields, COUNT(give_fields));
    Person person = {0};
    TimeMs until = 0;
    if (form_ok(&form)) {
        bool is_day = day_end(req->arena, form_text(&form, GIVE_UNTIL), &until);
        if (!is_day || until <= req->now || until > req->now + (GRANT_DAYS_MAX + 1) * DAY_MS)
            form_fault(&form, GIVE_UNTIL,
                       say(req->lang, "Please choose a day from today to a year from now."));
        bool is_known = person_by_mail(req->db, form_text(&form, GIVE_MAIL), &person);
        scope_person(req->scope, person.id.id); /* that there is an account is told already */
        if (!is_known)
            form_fault(&form, GIVE_MAIL,
                       say(req->lang, "Nobody has an account with this address. The person has "
                                      "to join first."));
        else if (id_equal(person.id.id, req->who.person.id))
            form_fault(&form, GIVE_MAIL,
                       say(req->lang, "Nobody gives access to themselves. Please ask another "
                                      "administrator."));
    }
    if (!form_ok(&form))
        return access_show_form(req, 422, &form);

    bool is_admin = form_choice(&form, GIVE_ROLE) == 1;
    if (is_admin)
        people_make_admin(req->db, person.id, req->scope.area, until, req->who.person,
                          form_text(&form, GIVE_WHY), req->now, req->random);
    else
        people_make_officer(req->db, person.id, req->scope.area, until, req->who.person,
                            form_text(&form, GIVE_WHY), req->now, req->random);
    trail_change(req->db, req->scope, "people.grant", person.id.id, req->now);
    tell(req, &person, is_admin, until);
    return reply_see(req, path_access(req, req->area_slug));
}

Reply access_end(Request *req)
{
    Id id = {0};
    bool is_id = id_from_text(req_param(req, "grant"), &id);
    PersonId holder = {0};
    if (is_id)
        holder = grant_holder(req->db, req->scope, (GrantId){ id }, req->now);
    if (id_is_none(holder.id))
        return reply_not_found(req);
    if (id_equal(holder.id, req->who.person.id))
        return reply_refuse(req, 403, say(req->lang, "That is your own access"),
                            say(req->lang, "Nobody ends their own access, so that there is always "
                                           "somebody left. Please ask another administrator."));
    people_end_grant(req->db, (GrantId){ id }, req->now);
    trail_change(req->db, req->scope, "people.grant-end", id, req->now);
    return reply_see(req, path_access(req, req->area_slug));
}
