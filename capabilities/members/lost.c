/* lost.c: a member who cannot reach their mailbox any more, or never had one.
 *
 * Three things are needed, from three sides: a mail read at the new address, a
 * local officer who has spoken with the member in a way that was known before
 * (the phone or the house that stand in the list), and three days in which the
 * old address and the other officers can stop it. Whoever types a number learns
 * nothing: page, rows and mail are the same for a number that nobody has. Who
 * may look after others gets no new address so; that takes whoever looks after
 * the server (people_reset_factor()).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/address.h"

#include "capabilities/members/address_page.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"
#include "web/said.h"

enum { CODE_BOUND = 100 * 1000 * 1000 };

enum { LOST_NUMBER, LOST_MAIL };
static const Field lost_fields[] = {
    [LOST_NUMBER] = { "number", FIELD_NUMBER, WORDS("Your membership number"),
                      WORDS("It stands on letters from your local party; its officers can tell "
                            "you."),
                      .required = true, .max = 12, .least = 1, .most = INT64_MAX },
    [LOST_MAIL] = { "mail", FIELD_MAIL, WORDS("An e-mail address that you can read"),
                    .required = true, .max = 254, .autocomplete = "email" },
};

enum { CODE_CODE };
static const Field code_fields[] = {
    [CODE_CODE] = { .name = "code", .type = FIELD_CODE, .label = WORDS("The code from your local party"),
                    .hint = WORDS("Eight digits, such as 1234 5678"), .required = true,
                    .max = ADDRESS_CODE_DIGITS, .autocomplete = "one-time-code" },
};

/* --- asking --------------------------------------------------------------------------------- */

static Reply form_page(Request *req, const Form *form, int status)
{
    Page page = page_begin(req->arena, req->lang);
    lost_page(&page, form);
    return reply_page_status(req, status, say(req->lang, "I cannot reach my mailbox"),
                             page_end(&page));
}

Reply lost_show(Request *req)
{
    Form form = form_blank(req, lost_fields, COUNT(lost_fields));
    return form_page(req, &form, 200);
}

Reply lost_sent(Request *req)
{
    Page page = page_begin(req->arena, req->lang);
    lost_sent_page(&page);
    return reply_page(req, say(req->lang, "Look into your mail"), page_end(&page));
}

/* Of whom the number is, if it can be done so; the same work for any number. */
static PersonId whose(Request *req, int64_t number, const char *mail, const char **old_mail)
{
    Place movement = {0};
    MemberKnown known = { .mail = "" };
    Person other, own = { .mail = "" };
    place_movement(req->db, &movement);
    bool is_there = members_known_number(req->db, movement.id, number, &known);
    PersonId person = {0};
    person.id = known.person;
    bool has_role = people_has_role_near(req->db, person, movement.id, req->now);
    bool is_often = address_asked_since(req->db, person, req->now - 7 * DAY_MS)
        >= ADDRESS_A_WEEK_MAX;
    bool is_taken = person_by_mail(req->db, mail, &other);
    person_by_id(req->db, person, &own);
    *old_mail = "";
    if (!is_there || has_role || is_often || is_taken)
        return (PersonId){0};
    *old_mail = own.mail;
    return person;
}

static void mail_new(Request *req, const char *mail, const char *token)
{
    outbox_add(req->db, &(Message){
        .to = mail, .why = "another address",
        .subject = SAY(req->arena, req->lang, "Is this your new address? {1}",
                       req->site->movement),
        .text = SAY(req->arena, req->lang,
            "Hello,\n\nsomebody, we hope you, is a member of {1}, cannot read their old mailbox, "
            "and wants to use this address. If that is right, open this link; it says how it goes "
            "on:\n\n{2}/address/{3}\n\nIt works for three days. If it was not you, do nothing.\n",
            req->site->movement, req->site->base_url, token),
    }, req->now, req->random);
}

Reply lost_send(Request *req)
{
    Form form = form_read(req, lost_fields, COUNT(lost_fields));
    if (!form_ok(&form))
        return form_page(req, &form, 422);
    int64_t wait_ms;
    if (req->prefix != 0
        && !req_take(req, LIMIT_PREFIX_ASK, &req->prefix, sizeof req->prefix, &wait_ms))
        return reply_too_often(req, wait_ms);
    const char *mail = form_text(&form, LOST_MAIL), *old_mail;
    PersonId person = whose(req, form_number(&form, LOST_NUMBER), mail, &old_mail);
    if (!address_has_mail_left(req, mail))
        return reply_see(req, "/lost/sent");
    const char *token = address_token(req);
    address_add(req->db, &(Address){
        .id = { id_new(req->now, req->random) }, .kind = ADDRESS_LOST, .state = ADDRESS_ASKED,
        .person = person, .old_mail = old_mail, .new_mail = mail, .lang = req->lang,
        .new_hash = hash_of_text(token), .stop_hash = hash_of_text(address_token(req)),
        .created = req->now, .until = req->now + ADDRESS_LINK_MS,
    });
    mail_new(req, mail, token);
    return reply_see(req, "/lost/sent");
}

/* --- the link to the new address --------------------------------------------------------------- */

static Reply link_page(Request *req, const Address *address, const Form *form, int status)
{
    Form blank = form_blank(req, code_fields, COUNT(code_fields));
    AddressShows shows = address->state == ADDRESS_ASKED ? LINK_ASKS
        : address->state == ADDRESS_WAITING              ? LINK_STANDS
        : address->state == ADDRESS_DONE                 ? LINK_DONE
                                                         : LINK_STANDS;
    Page page = page_begin(req->arena, req->lang);
    address_link_page(&page, &(AddressView){ .req = req, .shows = shows, .address = address,
                                             .form = form == NULL ? &blank : form });
    return reply_page_status(req, status, say(req->lang, "I cannot reach my mailbox"),
                             page_end(&page));
}

Reply lost_link(Request *req, const Address *address)
{
    return link_page(req, address, NULL, 200);
}

/* The old address gets a link of its own each time: an earlier one is in a mail
 * that may be lost. None for a number that nobody has. */
static void mail_old(Request *req, const Address *address, const char *token)
{
    Person person;
    if (address->old_mail[0] == '\0' || !person_by_id(req->db, address->person, &person))
        return;
    outbox_add(req->db, &(Message){
        .to = address->old_mail, .person = address->person, .why = "another address, the old one",
        .subject = SAY(req->arena, person.lang, "Is your mailbox lost? {1}", req->site->movement),
        .text = SAY(req->arena, person.lang,
            "Hello {1},\n\nsomebody says that they are you and cannot read this mailbox any more, "
            "and wants your account at {2} to have another address. Your local party is asked to "
            "make sure that it is you, and then three days pass.\n\nIf you can read this and did "
            "not ask for it, stop it here:\n\n{3}/address/stop/{4}\n",
            person.name, req->site->movement, req->site->base_url, token),
    }, req->now, req->random);
}

/* The new address is read by whoever asked: now the old one and the officers hear. */
static Reply prove(Request *req, const Address *address)
{
    Address next = *address;
    next.state = ADDRESS_PROVEN;
    next.until = req->now + ADDRESS_OPEN_MS;
    const char *stop = address_token(req);
    if (address_step(req->db, address, &next)) {
        address_stop_link(req->db, address, hash_of_text(stop));
        mail_old(req, address, stop);
    }
    return link_page(req, &next, NULL, 200);
}

static Hash code_hash(const Address *address, const char *code)
{
    Hasher hasher = hash_begin();
    hash_add(&hasher, address->new_hash.bytes, sizeof address->new_hash.bytes);
    hash_add_text(&hasher, code);
    return hash_end(&hasher);
}

static Reply try_code(Request *req, const Address *address)
{
    Form form = form_read(req, code_fields, COUNT(code_fields));
    bool is_right = form_ok(&form) && address->state == ADDRESS_CODED
        && address->tries < ADDRESS_TRIES_MAX && !id_is_none(address->person.id)
        && hash_equal(address->code_hash, code_hash(address, form_text(&form, CODE_CODE)));
    if (!is_right) {
        address_wrong_code(req->db, address);
        if (form_ok(&form))
            form_fault(&form, CODE_CODE,
                       say(req->lang, "That code did not fit. After five wrong ones, ask your local "
                                      "party for another."));
        return link_page(req, address, &form, 422);
    }
    Address next = *address;
    next.state = ADDRESS_WAITING;
    next.until = req->now + ADDRESS_WAIT_MS;
    next.code_hash = (Hash){0};
    const char *stop = address_token(req);
    if (address_step(req->db, address, &next)) {
        address_stop_link(req->db, address, hash_of_text(stop));
        mail_old(req, address, stop);
        trail_program(req->db, "members.address.confirmed", address->person.id, req->now);
    }
    return link_page(req, &next, NULL, 200);
}

Reply lost_link_go_on(Request *req, const Address *address)
{
    switch (address->state) {
    case ADDRESS_ASKED:   return prove(req, address);
    case ADDRESS_PROVEN:
    case ADDRESS_CODED:   return try_code(req, address);
    case ADDRESS_WAITING:
    case ADDRESS_DONE:    break;
    }
    return link_page(req, address, NULL, 200);
}

/* --- the officers ---------------------------------------------------------------------------------- */

static Reply asks_reply(Request *req, const AddressAsk *coded, const char *code)
{
    AsksView view = { .req = req, .asks = address_asks(req->db, req->scope, req->now),
                      .coded = coded, .code = code };
    Page page = page_begin(req->arena, req->lang);
    asks_page(&page, &view);
    return reply_page(req, say(req->lang, "Lost mailboxes"), page_end(&page));
}

Reply asks_show(Request *req)
{
    return asks_reply(req, NULL, NULL);
}

/* So that no officer can do it unseen: the others may stop it within three days. */
static void tell_others(Request *req)
{
    HolderList all = people_holders(req->db, req->scope.area, ROLE_OFFICER, PURPOSE_MEMBERSHIP,
                                    req->now, req->now);
    for (size_t i = 0; i < all.count; i++) {
        const Person *to = &all.item[i].person;
        if (id_equal(to->id.id, req->who.person.id) || to->mail[0] == '\0')
            continue;
        outbox_add(req->db, &(Message){
            .to = to->mail, .person = to->id, .why = "another address, officers",
            .subject = SAY(req->arena, to->lang, "A lost mailbox was confirmed: {1}",
                           req->area_name),
            .text = SAY(req->arena, to->lang,
                "Hello {1},\n\n{2} has confirmed a member who says that their mailbox is lost. "
                "Three days after the member has typed the code, their account has another "
                "address. If you doubt it, stop it here:\n\n{3}/areas/{4}/lost\n",
                to->name, req->who.name, req->site->base_url, req->area_slug),
        }, req->now, req->random);
    }
}

static Reply give_code(Request *req, AddressAsk *ask)
{
    const char *code = text_format(req->arena, "%08u",
                                   (unsigned)random_below(req->random, CODE_BOUND));
    Address next = ask->address;
    next.state = ADDRESS_CODED;
    next.code_hash = code_hash(&ask->address, code);
    next.by = req->who.person;
    next.tries = 0;
    if (!address_step(req->db, &ask->address, &next))
        return reply_see(req, text_format(req->arena, "/areas/%s/lost", req->area_slug));
    trail_change(req->db, req->scope, "members.address.code", ask->member.id.id, req->now);
    tell_others(req);
    return asks_reply(req, ask, text_format(req->arena, "%.4s %s", code, code + 4));
}

Reply ask_answer(Request *req)
{
    AddressAsk ask;
    AddressId id;
    if (!id_from_text(req_param(req, "ask"), &id.id)
        || !address_ask(req->db, req->scope, id, req->now, &ask))
        return reply_not_found(req);
    bool is_own = id_equal(ask.member.person.id, req->who.person.id);
    if (text_equal(req_field(req, "do"), "code") && ask.address.state != ADDRESS_WAITING && !is_own)
        return give_code(req, &ask);
    if (text_equal(req_field(req, "do"), "stop")) {
        address_end(req->db, &ask.address);
        trail_change(req->db, req->scope, "members.address.refused", ask.member.id.id, req->now);
    }
    Reply reply = reply_see(req, text_format(req->arena, "/areas/%s/lost", req->area_slug));
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}

void address_waits(DeskWaits *waits)
{
    Request *req = waits->req;
    int64_t count = address_asks_count(req->db, req->scope.area, req->now);
    if (count > 0)
        desk_wait_add(waits,
                      say_n(req->arena, req->lang, "{1} member cannot reach their mailbox and waits "
                            "for a call", "{1} members cannot reach their mailboxes and wait for a "
                            "call", count),
                      text_format(req->arena, "/areas/%s/lost", req->area_slug), 0);
}

/* --- three days later ---------------------------------------------------------------------------------- */

static void tell_done(Job *job, const Address *address)
{
    outbox_add(job->db, &(Message){
        .to = address->new_mail, .person = address->person, .why = "another address",
        .subject = SAY(job->arena, address->lang, "You can sign in again: {1}",
                       job->site->movement),
        .text = SAY(job->arena, address->lang,
            "Hello,\n\nfrom now on you sign in to {1} with this address:\n\n{2}\n",
            job->site->movement, job->site->base_url),
    }, job->now, job->random);
}

bool address_job(Job *job)
{
    AddressList due = address_due(job->db, job->now);
    Place movement = {0};
    if (due.count > 0)
        place_movement(job->db, &movement);
    for (size_t i = 0; i < due.count; i++) {
        const Address *address = &due.item[i];
        bool has_role = people_has_role_near(job->db, address->person, movement.id, job->now);
        if (!has_role && address_change(job->db, address->person, address->old_mail,
                                        address->new_mail, job->now, job->random)) {
            people_sign_out_everywhere(job->db, address->person);
            trail_program(job->db, "members.address.changed", address->person.id, job->now);
            tell_done(job, address);
        }
        address_end(job->db, address);
    }
    address_prune(job->db, job->now);
    return due.count == ADDRESS_STEP_MAX;
}
