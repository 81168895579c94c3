/* sign_in.c: signing in and joining by a mailed link.
 *
 * Someone types an address. If it has an account, a mail goes out with a link
 * and an eight-digit code; the page says the same either way, and the same
 * rows are written, so nobody learns who has an account. The browser that
 * asked gets a cookie. Opening the link shows a button and uses nothing up,
 * because mail scanners open links too; pressing it in the browser that asked
 * signs in. On another device the code has to be typed as well.
 *
 * Nothing secret is stored: token, code and cookie are kept as hashes. Joining
 * is the same, and the account is made only when the link is used.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/people/sign_in.h"

#include "capabilities/outbox/outbox.h"
#include "capabilities/people/grant.h"
#include "capabilities/people/link_store.h"
#include "capabilities/people/session.h"
#include "capabilities/places/places.h"
#include "capabilities/trail/trail.h"

enum {
    TOKEN_BYTES = 16,
    TOKEN_CHARS = 2 * TOKEN_BYTES,
    CODE_DIGITS = 8,
    CODE_BOUND = 100 * 1000 * 1000,
    ASKED_AGE_S = 60 * 60, /* longer than any link lives */
};
/* Of sign-in mails to one mailbox: anybody may ask three times an hour from one
 * neighbourhood (web/limits.h) and so often a day from all together; a browser
 * that was signed in as that person before, again so often: nobody can use up
 * what the owner of a mailbox needs. Askings are counted, whether or not anybody
 * has the address; what was really mailed is bounded once more, by the rows of
 * the outbox, because those outlive a restart. */
enum { DAILY_MAX = 12 };

enum { ASK_MAIL, ASK_THEN };
static const Field ask_fields[] = {
    [ASK_MAIL] = { .name = "mail", .type = FIELD_MAIL, .label = WORDS("Your e-mail address"),
                   .required = true, .max = 254, .autocomplete = "username webauthn" },
    [ASK_THEN] = { .name = "then", .type = FIELD_HIDDEN, .max = REQUEST_PATH_MAX },
};

enum { CODE_CODE, CODE_JOINS };
static const Field code_fields[] = {
    [CODE_CODE] = { .name = "code", .type = FIELD_CODE, .label = WORDS("The code in the mail"),
                    .hint = WORDS("Eight digits, such as 1234 5678"), .required = true,
                    .max = CODE_DIGITS, .autocomplete = "one-time-code" },
    [CODE_JOINS] = { .name = "join", .type = FIELD_HIDDEN, .max = 1 },
};

enum { LINK_TOKEN };
static const Field link_fields[] = {
    [LINK_TOKEN] = { .name = "token", .type = FIELD_HIDDEN, .max = TOKEN_CHARS },
};

enum { OTHER_TOKEN, OTHER_CODE };
static const Field other_fields[] = {
    [OTHER_TOKEN] = { .name = "token", .type = FIELD_HIDDEN, .max = TOKEN_CHARS },
    [OTHER_CODE]  = { .name = "code", .type = FIELD_CODE, .label = WORDS("The code in the mail"),
                      .hint = WORDS("Eight digits, such as 1234 5678"), .required = true,
                      .max = CODE_DIGITS, .autocomplete = "one-time-code" },
};

/* --- addresses ------------------------------------------------------------- */

const char *path_sign_in(const Request *req, const char *then)
{
    return then[0] == '\0'
        ? "/sign-in"
        : text_format(req->arena, "/sign-in?then=%s", query_escape(req->arena, then));
}

/* What was asked for stands in the address, and the page reads nothing else: what
 * the database has could tell who has an account. */
static const char *path_sent(bool joins, bool is_wrong)
{
    if (joins)
        return is_wrong ? "/sign-in/sent?join=1&wrong=1" : "/sign-in/sent?join=1";
    return is_wrong ? "/sign-in/sent?wrong=1" : "/sign-in/sent";
}

static const char *path_link(Arena *arena, const char *token, bool is_wrong)
{
    return text_format(arena, "/sign-in/link?token=%s%s", token, is_wrong ? "&wrong=1" : "");
}

/* --- secrets ----------------------------------------------------------------- */

static const char *token_new(Arena *arena, Random *random)
{
    uint8_t bytes[TOKEN_BYTES];
    char *token = arena_take(arena, TOKEN_CHARS + 1);
    random_bytes(random, bytes, sizeof bytes);
    return sodium_bin2hex(token, TOKEN_CHARS + 1, bytes, sizeof bytes);
}

/* A code by itself has few values; with its token it cannot be looked up in a
 * table made beforehand. */
static Hash code_hash(Hash token_hash, const char *code)
{
    Hasher hasher = hash_begin();
    hash_add(&hasher, token_hash.bytes, sizeof token_hash.bytes);
    hash_add_text(&hasher, code);
    return hash_end(&hasher);
}

/* The cookie of the browser that asks: the one it has, so that the mails of
 * two askings both work, or a new one. */
static const char *asked_cookie(const Request *req)
{
    const char *cookie = req_site_cookie(req, ASKED_COOKIE);
    bool is_ours = strlen(cookie) == TOKEN_CHARS
        && strspn(cookie, "0123456789abcdef") == TOKEN_CHARS;
    return is_ours ? cookie : token_new(req->arena, req->random);
}

static Hash asked_hash(const Request *req)
{
    return hash_of_text(req_site_cookie(req, ASKED_COOKIE));
}

static bool asked_here(const Request *req, const Link *link)
{
    static const Hash any;
    return hash_equal(link->browser_hash, any) || hash_equal(link->browser_hash, asked_hash(req));
}

/* --- asking for a link ------------------------------------------------------- */

/* What a mailed link and its code do. */
typedef struct { const char *to, *token, *code; bool may_mail, is_member; } Ask;

static const char *mail_text(Request *req, const Link *link, const Ask *ask)
{
    Arena *arena = req->arena;
    Lang lang = link->lang;
    const char *movement = req->site->movement;
    const char *url = text_format(arena, "%s%s", req->site->base_url,
                                  path_link(arena, ask->token, false));
    const char *spaced = text_format(arena, "%.4s %s", ask->code, ask->code + 4);
    if (link->kind == LINK_JOIN && ask->is_member)
        return SAY(arena, lang,
                   "Hello,\n\nsomebody, we hope you, wants to join {1} with this address. You are "
                   "a member already, so there is nothing to do. To sign in, open this link:"
                   "\n\n{2}\n\n"
                   "Or type this code into the page where you asked: {3}\n\n"
                   "Both work once, for ten minutes. If you have moved house, sign in and tell us "
                   "your new postcode; you keep your number. If it was not you, do nothing.\n",
                   movement, url, spaced);
    if (link->kind == LINK_JOIN)
        return SAY(arena, lang,
                   "Hello,\n\nsomebody, we hope you, wants to join {1} with this address. "
                   "To confirm it, open this link:\n\n{2}\n\n"
                   "Or type this code into the page where you asked: {3}\n\n"
                   "Both work once, for ten minutes. If it was not you, do nothing: you get no "
                   "account, and after thirty days we no longer know that we wrote to you.\n",
                   movement, url, spaced);
    return SAY(arena, lang,
               "Hello,\n\nto sign in to {1}, open this link:\n\n{2}\n\n"
               "Or type this code into the page where you asked: {3}\n\n"
               "Both work once, for ten minutes. Never tell anybody the code. If you did "
               "not ask for it, do nothing: nobody can sign in without this mail.\n",
               movement, url, spaced);
}

static void mail_link(Request *req, const Link *link, const Ask *ask, const char *why)
{
    bool joins = link->kind == LINK_JOIN;
    const char *movement = req->site->movement;
    Message message = {
        .to = ask->to, .person = link->person, .why = why,
        .subject = joins ? SAY(req->arena, link->lang, "Confirm that you join {1}", movement)
                         : SAY(req->arena, link->lang, "Your link to sign in to {1}", movement),
        .text = mail_text(req, link, ask),
    };
    if (ask->may_mail)
        outbox_add(req->db, &message, req->now, req->random);
    else
        outbox_add_for_nobody(req->db, &message, req->now, req->random);
}

/* The same link for nobody, see opens(). */
static Link link_to_nothing(const Link *link)
{
    return (Link){
        .token_hash = link->token_hash, .code_hash = link->code_hash,
        .browser_hash = link->browser_hash, .kind = link->kind, .lang = link->lang,
        .then = link->then, .created = link->created, .until = link->until,
    };
}

static bool takes_mailbox(Request *req, LimitKind kind, uint64_t asker, const char *to)
{
    Hasher hasher = hash_begin();
    hash_add(&hasher, &asker, sizeof asker);
    hash_add_text(&hasher, to);
    Hash mailbox = hash_end(&hasher);
    int64_t wait_ms;
    return req_take(req, kind, mailbox.bytes, sizeof mailbox.bytes, &wait_ms);
}

/* Of all nodes together: in the database. */
static bool takes_day(Request *req, bool is_known, const char *to)
{
    Hasher hasher = hash_begin();
    hash_add_int(&hasher, is_known);
    hash_add_text(&hasher, to);
    return outbox_budget_take(req->db, hash_end(&hasher), DAILY_MAX, req->now);
}

/* Whether there is a mail left for this mailbox in the asker's budget. The
 * same is asked whoever has the address, and whether anybody has. An asking too
 * many for its own neighbourhood takes nothing from what all have together. */
static bool has_mail_left(Request *req, const char *to, bool is_known)
{
    int64_t in_a_day = outbox_count_since(req->db, to, is_known ? SIGN_IN_MAIL_KNOWN : SIGN_IN_MAIL,
                                          req->now - DAY_MS);
    bool is_seldom = takes_mailbox(req, LIMIT_MAILBOX, req->prefix, to);
    return (is_seldom || is_known) && takes_day(req, is_known, to) && in_a_day < DAILY_MAX;
}

/* Keeps the link and, if it may, mails it. A link that is not mailed is kept
 * all the same, and a mail to an address that nobody has is written and goes
 * nowhere, so that neither what is written nor how long it takes tells who has
 * an account; but it opens nothing. Its code could only be guessed, and with guesses for ever
 * new links eight digits would be few. */
static Reply send(Request *req, Link *link, Ask *ask)
{
    int64_t wait_ms;
    if (req->prefix != 0
        && !req_take(req, LIMIT_PREFIX_ASK, &req->prefix, sizeof req->prefix, &wait_ms))
        return reply_too_often(req, wait_ms);
    const char *cookie = asked_cookie(req);
    ask->token = token_new(req->arena, req->random);
    ask->code = text_format(req->arena, "%08u", (unsigned)random_below(req->random, CODE_BOUND));
    link->token_hash = hash_of_text(ask->token);
    link->code_hash = code_hash(link->token_hash, ask->code);
    link->browser_hash = hash_of_text(cookie);
    link->created = req->now;
    link->until = req->now + LINK_VALID_MS;

    bool is_flooding = links_of_browser(req->db, link->browser_hash, req->now).count
        >= LINK_OPEN_MAX;
    Hash browser = hash_of_text(req_site_cookie(req, BROWSER_COOKIE));
    bool is_known = browser_is_known(req->db, browser, link->person);
    bool has_left = has_mail_left(req, ask->to, is_known);
    if (!ask->may_mail || !has_left)
        *link = link_to_nothing(link);
    if (!is_flooding)
        link_add(req->db, link);
    if (!is_flooding && has_left)
        mail_link(req, link, ask, is_known ? SIGN_IN_MAIL_KNOWN : SIGN_IN_MAIL);
    Reply reply = reply_see(req, path_sent(link->kind == LINK_JOIN, false));
    reply_cookie(req, &reply, ASKED_COOKIE, cookie, ASKED_AGE_S);
    return reply;
}

Reply people_send_link(Request *req, const char *mail, const char *then)
{
    Person person = { .lang = req->lang };
    bool is_known = person_by_mail(req->db, mail, &person);
    Link link = {
        .kind = LINK_SIGN_IN, .person = person.id, .lang = person.lang,
        .then = safe_path(then, "/"),
    };
    return send(req, &link, &(Ask){ .to = mail, .may_mail = is_known });
}

Reply people_send_join_link(Request *req, const JoinAsk *ask)
{
    /* Asked whoever has the address, and whether anybody has: the same work. */
    Person person = {0};
    person_by_mail(req->db, ask->mail, &person);
    bool is_member = grants_have_membership(req->db, person.id, req->now);
    Link link = {
        .kind = LINK_JOIN, .mail = ask->mail, .name = ask->name, .area = ask->area,
        .note = ask->note, .lang = req->lang, .then = safe_path(ask->then, "/"),
    };
    return send(req, &link, &(Ask){ .to = ask->mail, .may_mail = true, .is_member = is_member });
}

const char *people_first_link(Db *db, PersonId person, TimeMs now, Random *random)
{
    const char *token = token_new(db_arena(db), random);
    link_add(db, &(Link){
        .token_hash = hash_of_text(token), .kind = LINK_FIRST, .person = person,
        .then = "/", .created = now, .until = now + LINK_FIRST_VALID_MS,
    });
    return path_link(db_arena(db), token, false);
}

static Reply ask_page(Request *req, int status, const Form *form)
{
    Page page = page_begin(req->arena, req->lang);
    sign_in_ask(&page, &(SignInView){
        .form = form, .movement = req->site->movement, .then = form_text(form, ASK_THEN),
        .is_passkey_wrong = req_query(req, "passkey")[0] != '\0',
    });
    return reply_page_status(req, status, say(req->lang, "Sign in"), page_end(&page));
}

Reply sign_in_show(Request *req)
{
    Form form = form_blank(req, ask_fields, COUNT(ask_fields));
    form_fill(&form, ASK_THEN, safe_path(req_query(req, "then"), ""));
    return ask_page(req, 200, &form);
}

Reply sign_in_send(Request *req)
{
    Form form = form_read(req, ask_fields, COUNT(ask_fields));
    if (!form_ok(&form))
        return ask_page(req, 422, &form);
    return people_send_link(req, form_text(&form, ASK_MAIL), form_text(&form, ASK_THEN));
}

Reply sent_show(Request *req)
{
    Form form = form_blank(req, code_fields, COUNT(code_fields));
    bool joins = req_query(req, "join")[0] != '\0';
    form_fill(&form, CODE_JOINS, joins ? "1" : "");
    SignInView view = {
        .form = &form, .movement = req->site->movement,
        .is_wrong = req_query(req, "wrong")[0] != '\0',
        .joins = joins,
    };
    Page page = page_begin(req->arena, req->lang);
    sign_in_sent(&page, &view);
    return reply_page(req, say(req->lang, "Look into your mail"), page_end(&page));
}

/* --- using it ------------------------------------------------------------------ */

/* The account that a joining ends in: a new one, or the one that the address
 * has already. `then`: where to go. Who is a member stays where they are until
 * they say that they have moved. */
static PersonId join(Request *req, const Link *link, const char **then)
{
    Person person = {0};
    Place place;
    if (!person_by_mail(req->db, link->mail, &person)) {
        person.name = link->name;
        person.id = person_add(req->db, link->name, link->mail, link->lang, req->now,
                               req->random);
    }
    if (!capabilities_may_join(req->db, person.id, req->now)) {
        *then = "/membership";
    } else if (grants_have_membership(req->db, person.id, req->now)) {
        if (place_by_id(req->db, link->area, &place))
            *then = text_format(req->arena, "%s/join", path_place(req, &place));
    } else {
        people_make_member(req->db, person.id, link->area, req->now, req->random);
        capabilities_joined(req->db, person.id, person.name, link->mail, link->area, req->now,
                            req->random);
        capabilities_joined_note(req->db, person.id, link->note, link->lang, req->now,
                                 req->random);
    }
    return person.id;
}

/* A mailed link was used, so mails to this address arrive. */
static void note_arrival(Request *req, const Link *link, PersonId who)
{
    Person person;
    if (link->kind != LINK_FIRST && person_by_id(req->db, who, &person) && person.mail[0] != '\0')
        outbox_arrives(req->db, person.mail);
}

/* Uses the link up and signs this browser in. */
static Reply enter(Request *req, const Link *link, SessionHow how)
{
    const char *then = link->then;
    PersonId person = link->kind == LINK_JOIN ? join(req, link, &then) : link->person;
    if (link->kind == LINK_JOIN)
        how = SESSION_BY_JOINING;
    if (link->kind == LINK_FIRST)
        how = SESSION_BY_FIRST_LINK;
    trail_change(req->db, req->scope, "people.sign-in", person.id, req->now);
    note_arrival(req, link, person);
    Reply reply = reply_see(req, safe_path(then, "/"));
    session_enter(req, &reply, person, how);
    return reply;
}

/* False for a link to nothing: one of any kind that has nobody to sign in and
 * no address to prove. */
static bool opens(const Link *link)
{
    return link->kind == LINK_JOIN ? link->mail[0] != '\0' : !id_is_none(link->person.id);
}

/* The code, typed into the page where the link was asked for. */
Reply code_enter(Request *req)
{
    Form form = form_read(req, code_fields, COUNT(code_fields));
    Hash browser = asked_hash(req);
    LinkList open = links_of_browser(req->db, browser, req->now);
    const Link *found = NULL;
    for (size_t i = 0; i < open.count; i++) {
        const Link *link = &open.item[i];
        if (hash_equal(link->code_hash, code_hash(link->token_hash, form_text(&form, CODE_CODE))))
            found = link;
    }
    bool is_right = form_ok(&form) && found != NULL && opens(found)
        && link_use(req->db, found->token_hash, req->now);
    if (is_right)
        return enter(req, found, SESSION_BY_CODE);
    links_wrong_code(req->db, browser, req->now);
    return reply_see(req, path_sent(form_text(&form, CODE_JOINS)[0] != '\0', true));
}

/* Who is a member already only signs in. */
static const char *place_joined(Request *req, const Link *link)
{
    Place place;
    Person person = {0};
    bool joins = link->kind == LINK_JOIN
        && !(person_by_mail(req->db, link->mail, &person)
             && grants_have_membership(req->db, person.id, req->now));
    bool is_found = joins && place_by_id(req->db, link->area, &place);
    return is_found ? place_name(&place, req->lang) : "";
}

/* Opening the link changes nothing: scanners open links too. */
Reply link_show(Request *req)
{
    const char *token = req_query(req, "token");
    Link link = {0};
    bool is_open = link_open(req->db, hash_of_text(token), req->now, &link) && opens(&link);
    bool is_here = is_open && asked_here(req, &link);
    Form form = is_here ? form_blank(req, link_fields, COUNT(link_fields))
                        : form_blank(req, other_fields, COUNT(other_fields));
    form_fill(&form, is_here ? (size_t)LINK_TOKEN : (size_t)OTHER_TOKEN, token);
    LinkView view = {
        .shows    = !is_open ? LINK_SHOWS_OVER : is_here ? LINK_SHOWS_BUTTON : LINK_SHOWS_CODE,
        .form     = &form,
        .is_wrong = req_query(req, "wrong")[0] != '\0',
        .joins    = place_joined(req, &link),
    };
    Page page = page_begin(req->arena, req->lang);
    sign_in_link(&page, &view);
    return reply_page(req, say(req->lang, "Sign in"), page_end(&page));
}

Reply link_enter(Request *req)
{
    Form form = form_read(req, other_fields, COUNT(other_fields));
    const char *token = text_format(req->arena, "%.*s", (int)strspn(form_text(&form, OTHER_TOKEN),
                                                                    "0123456789abcdef"),
                                    form_text(&form, OTHER_TOKEN));
    Hash hash = hash_of_text(token);
    Link link = {0};
    if (!link_open(req->db, hash, req->now, &link) || !opens(&link))
        return reply_see(req, path_link(req->arena, token, false));

    bool is_right = asked_here(req, &link)
        || hash_equal(link.code_hash, code_hash(hash, form_text(&form, OTHER_CODE)));
    if (!is_right) {
        link_wrong_code(req->db, hash);
        return reply_see(req, path_link(req->arena, token, true));
    }
    if (!link_use(req->db, hash, req->now))
        return reply_see(req, path_link(req->arena, token, false));
    return enter(req, &link, SESSION_BY_LINK);
}
