/* rights.c: the pages: what one may ask, a copy of all that is held, and going.
 *
 * Who is signed in presses a button. Everybody else gets a link to the address that
 * they type, whether we know it or not: what it opens is what is held under that
 * address. Who holds a role for others hands it over first, so that no place is left
 * without anybody.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/rights/rights_store.h"

#include <inttypes.h>

#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"
#include "capabilities/rights/rights_page.h"
#include "capabilities/trail/trail.h"

enum { TOKEN_BYTES = 16, TOKEN_CHARS = 2 * TOKEN_BYTES, A_DAY_MAX = 2 };

enum { ASK_MAIL, ASK_FIELDS };
static const Field ask_fields[ASK_FIELDS] = {
    [ASK_MAIL] = { "mail", FIELD_MAIL, WORDS("Your e-mail address"), .required = true, .max = 254,
                   .autocomplete = "email" },
};

enum { SURE_TICK, SURE_FIELDS };
static const Field sure_fields[SURE_FIELDS] = {
    [SURE_TICK] = { "sure", FIELD_TICK,
                    WORDS("I know that this cannot be undone, and that I lose my membership with it."),
                    .required = true },
};

const char *path_rights(const Request *req)
{
    (void)req;
    return "/rights";
}

/* --- what one may ask ------------------------------------------------------------------ */

static Reply rights_reply(Request *req, const Form *form, int status)
{
    RightsView view = { .req = req, .form = form };
    view.waiting = askings_waiting(req->db, req->now, &view.oldest);
    Page page = page_begin(req->arena, req->lang);
    rights_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "What you may ask of us"), page_end(&page));
}

static Reply rights_show(Request *req)
{
    Form form = form_blank(req, ask_fields, ASK_FIELDS);
    return rights_reply(req, &form, 200);
}

static void mail_link(Request *req, const char *mail)
{
    uint8_t bytes[TOKEN_BYTES];
    char token[TOKEN_CHARS + 1];
    if (!outbox_may_ask(req, "rights", mail, A_DAY_MAX))
        return;
    random_bytes(req->random, bytes, sizeof bytes);
    sodium_bin2hex(token, sizeof token, bytes, sizeof bytes);
    asking_add(req->db, hash_of_text(token), &(Asking){ .mail = mail, .lang = req->lang }, req->now);
    outbox_add(req->db, &(Message){
        .to = mail, .why = "what is held about you",
        .subject = SAY(req->arena, req->lang, "What {1} holds about you", req->site->movement),
        .text = SAY(req->arena, req->lang,
            "Hello,\n\nsomebody, we think you, asked what {1} holds about this address. This link "
            "shows it, lets you keep a copy, and lets you be forgotten:\n\n{2}\n\nIt works for "
            "three days. If it was not you, do nothing.\n",
            req->site->movement,
            text_format(req->arena, "%s/rights/%s", req->site->base_url, token)),
    }, req->now, req->random);
}

static Reply rights_send(Request *req)
{
    Form form = form_read(req, ask_fields, ASK_FIELDS);
    int64_t wait_ms;
    if (!form_ok(&form))
        return rights_reply(req, &form, 422);
    if (req->prefix != 0
        && !req_take(req, LIMIT_PREFIX_ASK, &req->prefix, sizeof req->prefix, &wait_ms))
        return reply_too_often(req, wait_ms);
    mail_link(req, form_text(&form, ASK_MAIL));
    return reply_see(req, "/rights/sent");
}

static Reply told(Request *req, AskedState state)
{
    Page page = page_begin(req->arena, req->lang);
    rights_told_page(&page, req, state);
    return reply_page(req, say(req->lang, "What you may ask of us"), page_end(&page));
}

static Reply rights_sent(Request *req) { return told(req, ASKED_SENT); }

/* --- whose it is ------------------------------------------------------------------------- */

typedef struct {
    PersonId    person; /* none: somebody without an account */
    const char *mail;
    const char *base; /* "/account/data", "/rights/9f…" */
    bool        has_role;
} Owner;

static bool has_role(Request *req, PersonId person)
{
    size_t count;
    const Grant *grants = people_grants(req->db, person, req->now, &count);
    for (size_t i = 0; i < count; i++)
        if (grants[i].role > ROLE_MEMBER)
            return true;
    return false;
}

static bool own(Request *req, Owner *owner)
{
    Person who;
    if (!person_by_id(req->db, req->who.person, &who))
        return false;
    *owner = (Owner){ .person = who.id, .mail = who.mail, .base = "/account/data",
                      .has_role = has_role(req, who.id) };
    return true;
}

static bool holder(Request *req, Owner *owner)
{
    Asking asking;
    Person who;
    const char *link = req_param(req, "link");
    if (!asking_by_token(req->db, hash_of_text(link), req->now, &asking))
        return false;
    *owner = (Owner){ .mail = asking.mail, .base = text_format(req->arena, "/rights/%s", link) };
    if (person_by_mail(req->db, asking.mail, &who)) {
        owner->person = who.id;
        owner->has_role = has_role(req, who.id);
    }
    return true;
}

/* --- the copy ------------------------------------------------------------------------------ */

static Reply copy_reply(Request *req, const Owner *owner)
{
    CopyView view = {
        .req = req, .tables = rights_copy_tables(req->db, owner->person, owner->mail),
        .json_path = text_format(req->arena, "%s/copy.json", owner->base),
        .forget_path = text_format(req->arena, "%s/forget", owner->base),
    };
    view.only_asked = true;
    for (size_t i = 0; i < view.tables.count; i++)
        view.only_asked &= text_equal(view.tables.item[i].room, "rights")
            || text_equal(view.tables.item[i].room, "outbox");
    Page page = page_begin(req->arena, req->lang);
    copy_page(&page, &view);
    return reply_page(req, say(req->lang, "What we hold about you"), page_end(&page));
}

static Reply json_reply(Request *req, const Owner *owner)
{
    const char *json = rights_copy(req->db, owner->person, owner->mail, req->now);
    Reply reply = reply_bytes(req, "application/json", json, strlen(json));
    reply_header(&reply, "Content-Disposition", "attachment; filename=\"about-me.json\"");
    reply_header(&reply, "Cache-Control", "no-store");
    return reply;
}

static Reply own_copy(Request *req)
{
    Owner owner;
    return own(req, &owner) ? copy_reply(req, &owner) : reply_not_found(req);
}

static Reply own_json(Request *req)
{
    Owner owner;
    return own(req, &owner) ? json_reply(req, &owner) : reply_not_found(req);
}

static Reply holder_copy(Request *req)
{
    Owner owner;
    return holder(req, &owner) ? copy_reply(req, &owner) : told(req, ASKED_OVER);
}

static Reply holder_json(Request *req)
{
    Owner owner;
    return holder(req, &owner) ? json_reply(req, &owner) : told(req, ASKED_OVER);
}

/* --- going ----------------------------------------------------------------------------------- */

static Reply forget_reply(Request *req, const Owner *owner, const Form *form, int status)
{
    ForgetView view = { .req = req, .form = form, .base = owner->base, .has_role = owner->has_role };
    Page page = page_begin(req->arena, req->lang);
    forget_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Be forgotten"), page_end(&page));
}

static Reply forget_ask(Request *req, const Owner *owner)
{
    Form form = form_blank(req, sure_fields, SURE_FIELDS);
    return forget_reply(req, owner, &form, 200);
}

static Reply forget_now(Request *req, const Owner *owner)
{
    Form form = form_read(req, sure_fields, SURE_FIELDS);
    if (!form_ok(&form) || owner->has_role)
        return forget_reply(req, owner, &form, 422);
    int64_t number = id_is_none(owner->person.id)
        ? rights_forget_mail(req->db, owner->mail, req->now, req->random)
        : rights_forget(req->db, owner->person, req->now, req->random);
    return reply_see(req, text_format(req->arena, "/forgotten/%" PRId64, number));
}

static Reply own_forget_ask(Request *req)
{
    Owner owner;
    return own(req, &owner) ? forget_ask(req, &owner) : reply_not_found(req);
}

static Reply own_forget(Request *req)
{
    Owner owner;
    return own(req, &owner) ? forget_now(req, &owner) : reply_not_found(req);
}

static Reply holder_forget_ask(Request *req)
{
    Owner owner;
    return holder(req, &owner) ? forget_ask(req, &owner) : told(req, ASKED_OVER);
}

static Reply holder_forget(Request *req)
{
    Owner owner;
    return holder(req, &owner) ? forget_now(req, &owner) : told(req, ASKED_OVER);
}

static Reply forgotten_show(Request *req)
{
    const char *number = req_param(req, "number");
    bool is_number = number[0] != '\0' && strlen(number) <= 12
        && strspn(number, "0123456789") == strlen(number);
    if (!is_number)
        return reply_not_found(req);
    Page page = page_begin(req->arena, req->lang);
    forgotten_page(&page, req, number);
    return reply_page(req, say(req->lang, "You are forgotten"), page_end(&page));
}

/* --- for the other rooms ------------------------------------------------------------------------ */

/* They came by themselves, with an address that is theirs: the old marks are lifted. */
static void came_back(Db *db, PersonId person, const char *name, const char *mail, AreaId area,
                      TimeMs now, Random *random)
{
    (void)person, (void)name, (void)area, (void)now, (void)random;
    RightsKey key;
    Hash mark[MARKS_MAX];
    if (mail[0] == '\0' || !rights_key(db, &key))
        return;
    KnownAs who = { .mail = mail, .phone = "", .name = "", .address = "", .postcode = "" };
    if (marks_of(db_arena(db), &key, &who, mark) == 1)
        marks_lift(db, &mark[0]);
}

static bool rights_prune(Job *job)
{
    db_begin(job->db);
    bool is_more = asking_forget(job->db, job->now);
    return db_commit(job->db) && is_more;
}

static void account_card(Page *page, Request *req)
{
    (void)req;
    rights_account_card(page);
}

static const Route routes[] = {
    { GET,  "/rights", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SAFETY, rights_show,
      WORDS("read what one may ask about what is held"), false },
    { POST, "/rights", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SAFETY, rights_send,
      WORDS("ask by e-mail what is held"), false },
    { GET,  "/rights/sent", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, rights_sent,
      WORDS("read that a link is on its way"), false },
    { GET,  "/rights/:link", MAY_HOLDER, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY, holder_copy,
      WORDS("open the mailed link that shows what is held"), false },
    { GET,  "/rights/:link/copy.json", MAY_HOLDER, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY, holder_json,
      WORDS("take a copy of what is held, with the mailed link"), false },
    { GET,  "/rights/:link/forget", MAY_HOLDER, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY,
      holder_forget_ask, WORDS("read what being forgotten means, with the mailed link"), false },
    { POST, "/rights/:link/forget", MAY_HOLDER, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY, holder_forget,
      WORDS("be forgotten, with the mailed link"), false },
    { GET,  "/what-we-hold", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, hold_show,
      WORDS("read what is kept about people, and why"), false },
    { GET,  "/account/data", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY, own_copy,
      WORDS("see all that is held about oneself"), false },
    { GET,  "/account/data/copy.json", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY, own_json,
      WORDS("take a copy of what is held about oneself"), false },
    { GET,  "/account/data/forget", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY,
      own_forget_ask, WORDS("read what being forgotten means"), false },
    { POST, "/account/data/forget", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY, own_forget,
      WORDS("be forgotten"), false },
    { GET,  "/forgotten/:number", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SAFETY, forgotten_show,
      WORDS("read the receipt of having been forgotten"), false },
};

const Capability rights_capability = {
    .name = "rights",
    .routes = routes, .route_count = COUNT(routes),
    .account_card = account_card,
    .joined = came_back,
    .prune = rights_prune,
};
