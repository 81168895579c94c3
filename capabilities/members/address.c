/* address.c: another e-mail address, asked for by who is signed in.
 *
 * The new address has to show that mails arrive there: a link with a button. The
 * old one is told before and after, each time with a link that stops it; for two
 * weeks after the change that link puts the old address back and signs everybody
 * out, for somebody else may have sat at an open browser. Whether another account
 * has the new address reads only whoever has that mailbox.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/address.h"

#include "capabilities/members/address_page.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"

enum { TOKEN_BYTES = 16, TOKEN_CHARS = 2 * TOKEN_BYTES };

enum { OWN_MAIL };
static const Field own_fields[] = {
    [OWN_MAIL] = { "mail", FIELD_MAIL, WORDS("Your new e-mail address"),
                   WORDS("We send a link there. Nothing changes before you have used it."),
                   .required = true, .max = 254, .autocomplete = "email" },
};

/* --- shared with lost.c ------------------------------------------------------------------ */

const char *address_token(Request *req)
{
    uint8_t bytes[TOKEN_BYTES];
    char *token = arena_take(req->arena, TOKEN_CHARS + 1);
    random_bytes(req->random, bytes, sizeof bytes);
    return sodium_bin2hex(token, TOKEN_CHARS + 1, bytes, sizeof bytes);
}

bool address_has_mail_left(Request *req, const char *mail)
{
    Hasher hasher = hash_begin();
    hash_add_text(&hasher, "another address");
    hash_add_text(&hasher, mail);
    return outbox_budget_take(req->db, hash_end(&hasher), ADDRESS_A_DAY_MAX, req->now);
}

/* --- asking ---------------------------------------------------------------------------------- */

static Reply own_page(Request *req, const Form *form, const char *mail, int status)
{
    Page page = page_begin(req->arena, req->lang);
    address_own_page(&page, req, form, mail, req_query(req, "sent")[0] != '\0');
    return reply_page_status(req, status, say(req->lang, "Another e-mail address"),
                             page_end(&page));
}

Reply address_own_show(Request *req)
{
    Person person;
    if (!person_by_id(req->db, req->who.person, &person))
        return reply_not_found(req);
    Form form = form_blank(req, own_fields, COUNT(own_fields));
    return own_page(req, &form, person.mail, 200);
}

static void mail_new(Request *req, const Address *address, const char *token)
{
    outbox_add(req->db, &(Message){
        .to = address->new_mail, .person = address->person, .why = "another address",
        .subject = SAY(req->arena, req->lang, "Is this your new address? {1}",
                       req->site->movement),
        .text = SAY(req->arena, req->lang,
            "Hello,\n\nsomebody, we hope you, wants to sign in to {1} with this address from now "
            "on. If that is right, open this link:\n\n{2}/address/{3}\n\nIt works for three days. "
            "If it was not you, do nothing.\n",
            req->site->movement, req->site->base_url, token),
    }, req->now, req->random);
}

static void mail_taken(Request *req, const char *mail)
{
    outbox_add(req->db, &(Message){
        .to = mail, .why = "another address",
        .subject = SAY(req->arena, req->lang, "This address has an account already: {1}",
                       req->site->movement),
        .text = SAY(req->arena, req->lang,
            "Hello,\n\nsomebody, perhaps you, wanted to use this address for an account at {1}. It "
            "has one already: sign in with it here.\n\n{2}\n\nIf you have two accounts, tell your "
            "local party: one of them can be ended. If it was not you, do nothing.\n",
            req->site->movement, req->site->base_url),
    }, req->now, req->random);
}

static void mail_old(Request *req, const Address *address, const char *token)
{
    if (address->old_mail[0] == '\0')
        return;
    outbox_add(req->db, &(Message){
        .to = address->old_mail, .person = address->person, .why = "another address, the old one",
        .subject = SAY(req->arena, req->lang, "Another address for your account? {1}",
                       req->site->movement),
        .text = SAY(req->arena, req->lang,
            "Hello,\n\nsomebody who is signed in as you wants your account at {1} to have another "
            "e-mail address from now on.\n\nIf that is you, do nothing. If it is not, open this "
            "link; it stops the change, and takes it back if it is done already:"
            "\n\n{2}/address/stop/{3}\n\nIt works for more than two weeks.\n",
            req->site->movement, req->site->base_url, token),
    }, req->now, req->random);
}

Reply address_own_send(Request *req)
{
    Person person, other;
    Form form = form_read(req, own_fields, COUNT(own_fields));
    if (!person_by_id(req->db, req->who.person, &person))
        return reply_not_found(req);
    const char *mail = form_text(&form, OWN_MAIL);
    if (form_ok(&form) && text_equal(mail, person.mail))
        form_fault(&form, OWN_MAIL, say(req->lang, "That is the address that you have already."));
    if (!form_ok(&form))
        return own_page(req, &form, person.mail, 422);

    bool is_seldom = address_asked_since(req->db, person.id, req->now - DAY_MS) < ADDRESS_A_DAY_MAX;
    if (!is_seldom || !address_has_mail_left(req, mail))
        return reply_see(req, "/account/address?sent=1");
    const char *token = address_token(req), *stop = address_token(req);
    Address address = {
        .id = { id_new(req->now, req->random) }, .kind = ADDRESS_OWN, .state = ADDRESS_ASKED,
        .person = person.id, .old_mail = person.mail, .new_mail = mail, .lang = req->lang,
        .new_hash = hash_of_text(token), .stop_hash = hash_of_text(stop), .created = req->now,
        .until = req->now + ADDRESS_LINK_MS,
    };
    address_add(req->db, &address);
    if (person_by_mail(req->db, mail, &other))
        mail_taken(req, mail);
    else
        mail_new(req, &address, token);
    mail_old(req, &address, stop);
    trail_change(req->db, req->scope, "members.address.asked", person.id.id, req->now);
    return reply_see(req, "/account/address?sent=1");
}

/* --- the link to the new address ----------------------------------------------------------------- */

static Reply link_reply(Request *req, AddressShows shows, const Address *address)
{
    Page page = page_begin(req->arena, req->lang);
    address_link_page(&page, &(AddressView){ .req = req, .shows = shows, .address = address });
    return reply_page(req, say(req->lang, "Another e-mail address"), page_end(&page));
}

static bool link_of_path(Request *req, Address *address)
{
    return address_by_new(req->db, hash_of_text(req_param(req, "link")), req->now, address);
}

Reply address_link_show(Request *req)
{
    Address address = {0};
    if (!link_of_path(req, &address))
        return link_reply(req, LINK_OVER, &address);
    if (address.kind == ADDRESS_LOST)
        return lost_link(req, &address);
    return link_reply(req, address.state == ADDRESS_ASKED ? LINK_ASKS : LINK_DONE, &address);
}

Reply address_link_do(Request *req)
{
    Address address = {0};
    if (!link_of_path(req, &address))
        return link_reply(req, LINK_OVER, &address);
    if (address.kind == ADDRESS_LOST)
        return lost_link_go_on(req, &address);
    if (address.state != ADDRESS_ASKED)
        return link_reply(req, LINK_DONE, &address);
    if (!address_change(req->db, address.person, address.old_mail, address.new_mail, req->now,
                        req->random)) {
        address_end(req->db, &address);
        return link_reply(req, LINK_TAKEN, &address);
    }
    Address done = address;
    done.state = ADDRESS_DONE;
    done.until = req->now + ADDRESS_OPEN_MS;
    address_step(req->db, &address, &done);
    trail_program(req->db, "members.address.changed", address.person.id, req->now);
    return link_reply(req, LINK_DONE, &done);
}

/* --- the link to the old address ------------------------------------------------------------------ */

static Reply stop_reply(Request *req, AddressShows shows, const Address *address)
{
    Page page = page_begin(req->arena, req->lang);
    address_stop_page(&page, &(AddressView){ .req = req, .shows = shows, .address = address });
    return reply_page(req, say(req->lang, "Stop the change of address"), page_end(&page));
}

static bool stop_of_path(Request *req, Address *address)
{
    return address_by_stop(req->db, hash_of_text(req_param(req, "link")), req->now, address);
}

Reply address_stop_show(Request *req)
{
    Address address = {0};
    return stop_reply(req, stop_of_path(req, &address) ? LINK_ASKS : LINK_OVER, &address);
}

/* Whoever asked for it sat in a browser of this account, perhaps: all of them end. */
Reply address_stop_do(Request *req)
{
    Address address = {0};
    if (!stop_of_path(req, &address))
        return stop_reply(req, LINK_OVER, &address);
    bool is_back = address.state != ADDRESS_DONE
        || address_change(req->db, address.person, address.new_mail, address.old_mail, req->now,
                          req->random);
    people_sign_out_everywhere(req->db, address.person);
    address_end(req->db, &address);
    trail_program(req->db, "members.address.stopped", address.person.id, req->now);
    return stop_reply(req, is_back ? LINK_STOPPED : LINK_TAKEN, &address);
}

/* --- on other pages ---------------------------------------------------------------------------------- */

void address_account_card(Page *page, Request *req)
{
    (void)req;
    address_card(page);
}
