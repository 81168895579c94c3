/* write.c: a letter by mail from an officer to one member. It names who writes and
 * where to answer; whoever wants no mails gets none.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/desk/member.h"

#include "capabilities/consent/consent.h"
#include "capabilities/desk/member_page.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"
#include "capabilities/profile/profile.h"
#include "capabilities/trail/trail.h"
#include "web/said.h"

enum { LETTERS_A_DAY = 3 /* to one member, of all officers */ };
const char why_letter[] = "an officer writes";

enum { WRITE_SUBJECT, WRITE_TEXT };
static const Field write_fields[] = {
    [WRITE_SUBJECT] = { "subject", FIELD_LINE, WORDS("Subject"), .required = true, .max = 100 },
    [WRITE_TEXT]    = { "text", FIELD_TEXT, WORDS("What you want to say"),
                        WORDS("Your name, your office and your address for the answer stand below "
                              "it by themselves."),
                        .required = true, .max = 4000 },
};

/* The officer's own address, for the answer; false: they have none. */
static bool officer_of(Request *req, Person *officer)
{
    return person_by_id(req->db, req->who.person, officer) && officer->mail[0] != '\0';
}

WriteMay member_may_write(Request *req, const Chosen *member)
{
    Person officer;
    int64_t reach = member_reach(req->db, req->scope, member->person);
    if (member->mail[0] == '\0')
        return WRITE_NO_ADDRESS;
    if (consent_objected(req->db, member->mail) || (reach != 0 && (reach & REACH_MAIL) == 0))
        return WRITE_NOT_WANTED;
    return officer_of(req, &officer) ? WRITE_FINE : WRITE_NO_REPLY;
}

static bool member_of(Request *req, Chosen *member)
{
    MemberId id;
    return id_from_text(req_param(req, "member"), &id.id)
        && member_here(req->db, req->scope, id, member);
}

static Reply write_reply(Request *req, const Chosen *member, const Form *form, int status)
{
    WriteView view = { req, member, form, member_may_write(req, member) };
    Page page = page_begin(req->arena, req->lang);
    write_page(&page, &view);
    return reply_page_status(req, status, SAY(req->arena, req->lang, "Write to {1}", member->name),
                             page_end(&page));
}

Reply write_show(Request *req)
{
    Chosen member;
    if (!member_of(req, &member))
        return reply_not_found(req);
    Form form = form_blank(req, write_fields, COUNT(write_fields));
    return write_reply(req, &member, &form, 200);
}

/* In the member's language around what the officer wrote. */
static const char *letter_of(Request *req, const Form *form, const Person *officer, Lang lang)
{
    return SAY(req->arena, lang,
               "{1}\n\n-- \n{2} writes to you as an officer of {3}.\nPlease answer to: {4}\n",
               form_text(form, WRITE_TEXT), officer->name, req->area_name, officer->mail);
}

Reply write_send(Request *req)
{
    Chosen member;
    Person officer, to;
    if (!member_of(req, &member))
        return reply_not_found(req);
    Form form = form_read(req, write_fields, COUNT(write_fields));
    if (form_ok(&form)
        && outbox_count_since(req->db, member.mail, why_letter, req->now - DAY_MS) >= LETTERS_A_DAY)
        form_fault(&form, WRITE_TEXT, say(req->lang, "They have had several letters from us today. "
                                                     "Please write tomorrow, or ring."));
    if (!form_ok(&form) || member_may_write(req, &member) != WRITE_FINE
        || !officer_of(req, &officer) || !person_by_id(req->db, member.person, &to))
        return write_reply(req, &member, &form, 422);
    outbox_add(req->db, &(Message){
        .to = member.mail, .person = member.person, .why = why_letter,
        .subject = form_text(&form, WRITE_SUBJECT),
        .text = letter_of(req, &form, &officer, to.lang),
    }, req->now, req->random);
    trail_change(req->db, req->scope, "desk.letter", member.id.id, req->now);
    Reply reply = reply_see(req, path_member_below(req, &member, ""));
    reply_say(req, &reply, SAID_SENT);
    return reply;
}
