/* office.c: writing to an officer without learning their address, and keeping
 * the list of officers true.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/local.h"

#include "capabilities/members/office_page.h"
#include "capabilities/members/roll.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"
#include "web/parts.h"
#include "web/said.h"

enum { LETTER_NAME, LETTER_MAIL, LETTER_TEXT };
static const Field letter_fields[] = {
    [LETTER_NAME] = { "name", FIELD_LINE, WORDS("Your name"), .required = true, .max = 80,
                      .autocomplete = "name" },
    [LETTER_MAIL] = { "mail", FIELD_MAIL, WORDS("Your e-mail address"),
                      WORDS("The answer goes there. Only this officer sees it."),
                      .required = true, .max = 254, .autocomplete = "email" },
    [LETTER_TEXT] = { "text", FIELD_TEXT, WORDS("Your message"), .required = true, .max = 3000 },
};

enum { NEW_TITLE, NEW_MAIL, NEW_NAME };
static const char *const title_values[] = { "secretary", "chair",  "treasurer", "membership",
                                            "campaigns", "women",  "trainer",   NULL };
static const char *const title_words[] = {
    WORDS("Secretary"),        WORDS("Chair"),           WORDS("Treasurer"),
    WORDS("Membership officer"), WORDS("Campaigns officer"), WORDS("Women's officer"),
    WORDS("Trainer"),          NULL,
};
static const Field new_fields[] = {
    [NEW_TITLE] = { "title", FIELD_CHOICE, WORDS("Office"), .required = true,
                    .choices = title_values, .choice_words = title_words },
    [NEW_MAIL]  = { "mail", FIELD_MAIL, WORDS("Their e-mail address"),
                    WORDS("The one they sign in with. It is not shown; messages are passed on to it."),
                    .required = true, .max = 254 },
    [NEW_NAME]  = { "name", FIELD_LINE, WORDS("The name to show"), .required = true,
                    .max = OFFICE_NAME_MAX },
};

const char *office_words(OfficeTitle title)
{
    return title >= OFFICE_SECRETARY && title < OFFICE_END ? title_words[title - OFFICE_SECRETARY]
                                                           : "";
}

bool members_named(Db *db, AreaId area, MemberNamed *named)
{
    PlaceList above = place_ancestors(db, area);
    OfficeList list = offices_of(db, above.count > 0 ? above.item[0].id : area, area);
    if (list.count == 0)
        return false;
    named->id = list.item[0].id;
    named->shown_name = list.item[0].shown_name;
    return place_by_id(db, list.item[0].area, &named->area);
}

/* --- writing to one ----------------------------------------------------------- */

static bool office_of_path(Request *req, Place *place, Office *office)
{
    OfficeId id;
    return place_by_id(req->db, req->scope.area, place)
        && id_from_text(req_param(req, "office"), &id.id)
        && office_by_id(req->db, place->id, id, office);
}

static Reply letter_page(Request *req, const Place *place, const Office *office, const Form *form,
                         int status)
{
    Page page = page_begin(req->arena, req->lang);
    office_letter(&page, req, place, office, form);
    return reply_page_status(req, status,
                             SAY(req->arena, req->lang, "Write to {1}", office->shown_name),
                             page_end(&page));
}

Reply office_write(Request *req)
{
    Place place;
    Office office;
    if (!office_of_path(req, &place, &office))
        return reply_not_found(req);
    Form form = form_blank(req, letter_fields, COUNT(letter_fields));
    Person person;
    if (req->who.is_signed_in && person_by_id(req->db, req->who.person, &person)) {
        form_fill(&form, LETTER_NAME, person.name);
        form_fill(&form, LETTER_MAIL, person.mail);
    }
    return letter_page(req, &place, &office, &form, 200);
}

/* In the officer's language, whatever the writer speaks. */
static Message letter_message(Request *req, const Form *form, const Place *place,
                              const Office *office, const Person *officer)
{
    Lang lang = officer->lang;
    Person writer;
    bool is_known = req->who.is_signed_in && person_by_id(req->db, req->who.person, &writer)
        && text_equal(writer.mail, form_text(form, LETTER_MAIL));
    TextBuilder text = text_builder(req->arena);
    text_add(&text, SAY(req->arena, lang, "{1} writes to you as {2} of {3}:",
                        form_text(form, LETTER_NAME), say(lang, office_words(office->title)),
                        place_name(place, lang)));
    text_add_format(&text, "\n\n%s\n\n-- \n", form_text(form, LETTER_TEXT));
    text_add(&text, SAY(req->arena, lang, "Please answer to: {1}", form_text(form, LETTER_MAIL)));
    text_add_char(&text, '\n');
    if (!is_known) {
        text_add(&text, say(lang, "They were not signed in, so we could not check that this "
                                  "address is theirs."));
        text_add_char(&text, '\n');
    }
    text_add(&text, say(lang, "They have not seen your address."));
    text_add_char(&text, '\n');
    return (Message){
        .to      = officer->mail,
        .subject = SAY(req->arena, lang, "A message for the local party: {1}",
                       form_text(form, LETTER_NAME)),
        .text    = text_of(&text),
        .person  = officer->id,
        .why     = OFFICE_LETTER,
    };
}

Reply office_send(Request *req)
{
    Place place;
    Office office;
    if (!office_of_path(req, &place, &office))
        return reply_not_found(req);
    Form form = form_read(req, letter_fields, COUNT(letter_fields));
    if (!form_ok(&form))
        return letter_page(req, &place, &office, &form, 422);

    Person officer;
    if (!person_by_id(req->db, office_mailbox(req->db, &office), &officer)
        || officer.mail[0] == '\0') {
        form_fault(&form, LETTER_TEXT,
                   say(req->lang, "This officer has no mailbox at the moment. Please write to "
                                  "another one; your text is still here to copy."));
        return letter_page(req, &place, &office, &form, 409);
    }
    if (outbox_count_since(req->db, officer.mail, OFFICE_LETTER, req->now - DAY_MS)
        >= OFFICE_LETTERS_DAILY_MAX) {
        form_fault(&form, LETTER_TEXT,
                   say(req->lang, "This officer has had very many messages today. Please write "
                                  "tomorrow, or to another officer; your text is still here."));
        return letter_page(req, &place, &office, &form, 429);
    }
    Message message = letter_message(req, &form, &place, &office, &officer);
    outbox_add(req->db, &message, req->now, req->random);
    return reply_see(req, text_format(req->arena, "%s?sent=1", path_place(req, &place)));
}

/* --- keeping the list true -------------------------------------------------------- */

static Reply list_page(Request *req, const Place *place, const Form *form, int status)
{
    OfficeList offices = offices_of(req->db, place->id, place->id);
    Page page = page_begin(req->arena, req->lang);
    office_list_page(&page, req, place, &offices, form);
    return reply_page_status(req, status, say(req->lang, "Who is named here"), page_end(&page));
}

/* The list again, which says what was done. */
static Reply see_list(Request *req, const Place *place, Said said)
{
    Reply reply = reply_see(req, path_officers(req, place));
    if (said != SAID_NOTHING)
        reply_say(req, &reply, said);
    return reply;
}

Reply office_list(Request *req)
{
    Place place;
    if (!place_by_id(req->db, req->scope.area, &place))
        return reply_not_found(req);
    Form form = form_blank(req, new_fields, COUNT(new_fields));
    return list_page(req, &place, &form, 200);
}

Reply office_add(Request *req)
{
    Place place;
    if (!place_by_id(req->db, req->scope.area, &place))
        return reply_not_found(req);
    Form form = form_read(req, new_fields, COUNT(new_fields));

    /* The same words whether the address is unknown or belongs elsewhere. */
    Person person;
    Member member;
    if (form_ok(&form)
        && (!person_by_mail(req->db, form_text(&form, NEW_MAIL), &person)
            || !member_by_person(req->db, req->scope, person.id.id, &member)))
        form_fault(&form, NEW_MAIL,
                   say(req->lang, "No member of this area signs in with this address. They can "
                                  "join from the local page first."));
    if (!form_ok(&form))
        return list_page(req, &place, &form, 422);

    OfficeTitle title = (OfficeTitle)(OFFICE_SECRETARY + form_choice(&form, NEW_TITLE));
    OfficeId id = members_set_office(req->db, place.id, title, member.person,
                                     form_text(&form, NEW_NAME), req->now, req->random);
    trail_change(req->db, req->scope, "members.office", id.id, req->now);
    return see_list(req, &place, SAID_NAMED);
}

Reply office_name_keep(Request *req)
{
    Place place;
    Office office;
    if (!office_of_path(req, &place, &office))
        return reply_not_found(req);
    static const Field name_fields[] = {
        { "name", FIELD_LINE, WORDS("The name to show"), .required = true, .max = OFFICE_NAME_MAX },
    };
    Form form = form_read(req, name_fields, COUNT(name_fields));
    if (form_ok(&form)) {
        office_rename(req->db, req->scope, office.id, form_text(&form, 0));
        trail_change(req->db, req->scope, "members.office", office.id.id, req->now);
    }
    return see_list(req, &place, form_ok(&form) ? SAID_KEPT : SAID_NOTHING);
}

/* Asked first: who was named by mistake is named again, but the term is over. */
Reply office_end_ask(Request *req)
{
    Place place;
    Office office;
    if (!office_of_path(req, &place, &office))
        return reply_not_found(req);
    const char *title = SAY(req->arena, req->lang, "Should {1} be named here no longer?",
                            office.shown_name);
    Page page = page_begin(req->arena, req->lang);
    parts_confirm(&page, &(Confirm){
        .title = title,
        .words = SAY(req->arena, req->lang, "{1} will not stand on the page of {2} any more, and "
                     "cannot be written to there. It changes no access.", office.shown_name,
                     place_name(&place, req->lang)),
        .action = text_format(req->arena, "%s/%s/end", path_officers(req, &place),
                              id_text(req->arena, office.id.id)),
        .button = say(req->lang, "End this term of office"), .is_danger = true,
        .back = path_officers(req, &place), .back_words = say(req->lang, "No, leave it as it is"),
    });
    return reply_page(req, title, page_end(&page));
}

Reply office_end_now(Request *req)
{
    Place place;
    Office office;
    if (!office_of_path(req, &place, &office))
        return reply_not_found(req);
    office_end(req->db, req->scope, office.id, req->now);
    trail_change(req->db, req->scope, "members.office", office.id.id, req->now);
    return see_list(req, &place, SAID_ENDED);
}
