/* objection.c: "write and ring me no more", said by anybody to nobody in
 * particular, or to an officer.
 *
 * The open form takes an e-mail address, a telephone number, or both, and says
 * the same whether we know them or not. Mail: one mail goes there with a link,
 * and the button behind it is the objection; else anybody could silence a whole
 * movement with a list of its addresses. A telephone cannot be asked like that
 * without ringing it, so a number is heeded at once: to be left in peace by
 * mistake does the lesser harm.
 *
 * An officer who was told on the telephone or at a door writes it down, with
 * their name: it holds at once, for both.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/consent/consent_view.h"

#include "capabilities/outbox/outbox.h"
#include "capabilities/trail/trail.h"

enum {
    TOKEN_BYTES = 16, TOKEN_CHARS = 2 * TOKEN_BYTES,
    A_DAY_MAX = 2, /* such mails to one mailbox */
    PHONE_MAX = 30, PHONE_DIGITS_MIN = 7,
};

enum { OBJECT_MAIL, OBJECT_PHONE, OBJECT_FIELDS };
static const Field own_fields[OBJECT_FIELDS] = {
    [OBJECT_MAIL]  = { "mail", FIELD_MAIL, WORDS("Your e-mail address"), .max = 254,
                       .autocomplete = "email" },
    [OBJECT_PHONE] = { "phone", FIELD_LINE, WORDS("Your telephone number"),
                       WORDS("As you would tell it to a friend. We keep no list of numbers for "
                             "this, only a mark by which we know this one again."),
                       .max = PHONE_MAX, .autocomplete = "tel" },
};
static const Field told_fields[OBJECT_FIELDS] = {
    [OBJECT_MAIL]  = { "mail", FIELD_MAIL, WORDS("Their e-mail address"), .max = 254 },
    [OBJECT_PHONE] = { "phone", FIELD_LINE, WORDS("Their telephone number"), .max = PHONE_MAX },
};

/* --- reading ---------------------------------------------------------------------- */

/* One of the two at least; *phone is normalised, "" for none. */
static bool is_filled(Form *form, const char **phone)
{
    const char *typed = form_text(form, OBJECT_PHONE);
    *phone = phone_digits(form->req->arena, typed);
    if (typed[0] != '\0' && strlen(*phone) < PHONE_DIGITS_MIN)
        form_fault(form, OBJECT_PHONE, say(form->req->lang, "This is too short for a telephone "
                                                            "number. Please write all of it."));
    if (typed[0] == '\0' && form_text(form, OBJECT_MAIL)[0] == '\0')
        form_fault(form, OBJECT_MAIL, say(form->req->lang, "Please give an e-mail address or a "
                                                           "telephone number."));
    return form_ok(form);
}

/* --- the open form ----------------------------------------------------------------- */

static Reply form_page(Request *req, const Form *form, int status)
{
    Page page = page_begin(req->arena, req->lang);
    objection_page(&page, req, form);
    return reply_page_status(req, status, say(req->lang, "Write and ring me no more"),
                             page_end(&page));
}

Reply objection_show(Request *req)
{
    Form form = form_blank(req, own_fields, OBJECT_FIELDS);
    return form_page(req, &form, 200);
}

static void mail_link(Request *req, const char *mail)
{
    uint8_t bytes[TOKEN_BYTES];
    char token[TOKEN_CHARS + 1];
    Place movement;
    if (!place_movement(req->db, &movement) || !outbox_may_ask(req, "objection", mail, A_DAY_MAX))
        return;
    random_bytes(req->random, bytes, sizeof bytes);
    sodium_bin2hex(token, sizeof token, bytes, sizeof bytes);
    asked_add(req->db, hash_of_text(token),
              &(Asked){ .mail = mail, .area = movement.id, .lang = req->lang }, req->now);
    outbox_add(req->db, &(Message){
        .to = mail, .why = "objection",
        .subject = SAY(req->arena, req->lang, "Shall {1} write to you no more?",
                       req->site->movement),
        .text = SAY(req->arena, req->lang,
            "Hello,\n\nsomebody, we think you, asked {1} to write to this address no more. Open "
            "this link and press the button there, and it holds from the next mail on:\n\n{2}\n\n"
            "It works for three days. If it was not you, do nothing.\n",
            req->site->movement,
            text_format(req->arena, "%s/objection/%s", req->site->base_url, token)),
    }, req->now, req->random);
}

Reply objection_send(Request *req)
{
    Form form = form_read(req, own_fields, OBJECT_FIELDS);
    const char *phone, *mail;
    int64_t wait_ms;
    if (!is_filled(&form, &phone))
        return form_page(req, &form, 422);
    if (req->prefix != 0
        && !req_take(req, LIMIT_PREFIX_ASK, &req->prefix, sizeof req->prefix, &wait_ms))
        return reply_too_often(req, wait_ms);
    mail = form_text(&form, OBJECT_MAIL);
    if (phone[0] != '\0')
        consent_object_phone(req->db, phone, CHANNEL_SIGN_UP, (PersonId){0}, req->now, req->random);
    if (mail[0] != '\0')
        mail_link(req, mail);
    return reply_see(req, mail[0] == '\0' ? "/objection/kept" : "/objection/sent");
}

static Reply told(Request *req, ObjectionState state)
{
    Page page = page_begin(req->arena, req->lang);
    objection_told_page(&page, req, state);
    return reply_page(req, say(req->lang, "Write and ring me no more"), page_end(&page));
}

Reply objection_sent(Request *req) { return told(req, OBJECTION_SENT); }
Reply objection_kept(Request *req) { return told(req, OBJECTION_KEPT); }

/* A link of "keep me up to date" is none of these: it names topics. */
static bool link_read(Request *req, Asked *asked)
{
    return asked_by_token(req->db, hash_of_text(req_param(req, "link")), req->now, asked)
        && asked->topics == 0;
}

Reply objection_link(Request *req)
{
    Asked asked;
    return told(req, link_read(req, &asked) ? OBJECTION_ASK : OBJECTION_OVER);
}

Reply objection_yes(Request *req)
{
    Asked asked;
    if (!link_read(req, &asked)
        || !asked_use(req->db, hash_of_text(req_param(req, "link")), req->now))
        return told(req, OBJECTION_OVER);
    consent_object(req->db, asked.mail, CHANNEL_LETTER, (PersonId){0}, req->now, req->random);
    return told(req, OBJECTION_STOPPED);
}

/* --- told to an officer ---------------------------------------------------------------- */

static Reply desk_page(Request *req, const Form *form, bool was_kept, int status)
{
    ObjectionDesk view = { .req = req, .form = form, .was_kept = was_kept };
    if (!place_by_id(req->db, req->scope.area, &view.place))
        return reply_not_found(req);
    Page page = page_begin(req->arena, req->lang);
    objection_desk_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Somebody wants nothing from us"),
                             page_end(&page));
}

Reply objection_desk(Request *req)
{
    Form form = form_blank(req, told_fields, OBJECT_FIELDS);
    return desk_page(req, &form, req_query(req, "kept")[0] != '\0', 200);
}

/* Whoever it is and wherever they live: it is the one thing that anybody may ask
 * of any officer. */
Reply objection_told(Request *req)
{
    Form form = form_read(req, told_fields, OBJECT_FIELDS);
    const char *phone;
    if (!is_filled(&form, &phone))
        return desk_page(req, &form, false, 422);
    const char *mail = form_text(&form, OBJECT_MAIL);
    if (phone[0] != '\0')
        consent_object_phone(req->db, phone, CHANNEL_PHONE, req->who.person, req->now, req->random);
    if (mail[0] != '\0')
        consent_object(req->db, mail, CHANNEL_PHONE, req->who.person, req->now, req->random);
    trail_change(req->db, req->scope, "consent.objection-told", req->scope.area.id, req->now);
    return reply_see(req, text_format(req->arena, "/areas/%s/objection?kept=1", req->area_slug));
}
