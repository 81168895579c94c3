/* account.c: one's own account, the language of all pages, and entering a
 * demo.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/people/account.h"

#include "capabilities/trail/trail.h"

enum { YEAR_S = 365 * 24 * 60 * 60 };

const char *path_account(const Request *req)
{
    (void)req;
    return "/account";
}

const char *path_access(const Request *req, const char *area_slug)
{
    return text_format(req->arena, "/areas/%s/access", area_slug);
}

const char *path_demo(const Request *req)
{
    (void)req;
    return "/demo";
}

/* --- the account ------------------------------------------------------------ */

Reply account_show(Request *req)
{
    AccountView view = {
        .req      = req,
        .sessions = sessions_of(req->db, req->scope, req->who.session),
        .grants   = grants_own(req->db, req->scope, req->lang, req->now),
    };
    if (!person_by_id(req->db, req->who.person, &view.person))
        return reply_not_found(req);
    Page page = page_begin(req->arena, req->lang);
    account_page(&page, &view);
    return reply_page(req, say(req->lang, "Your account"), page_end(&page));
}

Reply session_end_one(Request *req)
{
    Id id;
    if (!id_from_text(req_param(req, "session"), &id)
        || !session_end_own(req->db, req->scope, (SessionId){ id }))
        return reply_not_found(req);
    trail_change(req->db, req->scope, "people.session-end", id, req->now);
    return reply_see(req, path_account(req));
}

Reply session_end_every(Request *req)
{
    sessions_end_all(req->db, req->scope);
    browsers_forget(req->db, req->scope);
    trail_change(req->db, req->scope, "people.sign-out-everywhere", req->who.person.id, req->now);
    Reply reply = reply_see(req, path_sign_in(req, ""));
    session_leave(req, &reply);
    return reply;
}

Reply sign_out(Request *req)
{
    Reply reply = reply_see(req, "/");
    session_leave(req, &reply);
    return reply;
}

/* --- the language ------------------------------------------------------------ */

Reply language_choose(Request *req)
{
    Lang lang = req->lang;
    const char *back = safe_path(req_field(req, "then"), "/");
    back = safe_path(req->referer_path, back); /* it has the query, too */
    Reply reply = reply_see(req, back);
    if (!lang_from_code(req_field(req, "lang"), &lang))
        return reply;
    if (req->who.is_signed_in)
        person_speaks(req->db, req->scope, lang);
    reply_cookie(req, &reply, PEOPLE_LANG_COOKIE, lang_code(lang), YEAR_S);
    return reply;
}

/* --- the demo ------------------------------------------------------------------ */

static const struct { const char *key, *words; } demo_words[] = {
    { "member",    WORDS("A member") },
    { "newcomer",  WORDS("Someone who has just joined") },
    { "secretary", WORDS("A branch secretary") },
    { "admin",     WORDS("An administrator of the whole movement") },
    { "second",    WORDS("Another administrator, for acts that take two people") },
};

/* The roles in the order of the table above, then others by key. */
static void demo_choose(DemoView *view, const DemoRoleList *roles, Lang lang)
{
    bool is_listed[DEMO_ROLES_MAX] = {0};
    for (size_t i = 0; i <= COUNT(demo_words); i++) {
        for (size_t j = 0; j < roles->count; j++) {
            const DemoRole *role = &roles->item[j];
            bool is_last_round = i == COUNT(demo_words);
            if (is_listed[j] || (!is_last_round && !text_equal(role->key, demo_words[i].key)))
                continue;
            is_listed[j] = true;
            view->choice[view->count++] = (DemoChoice){
                .key = role->key, .name = role->name,
                .words = is_last_round ? role->key : say(lang, demo_words[i].words),
            };
        }
    }
}

Reply demo_show(Request *req)
{
    DemoRoleList roles = demo_roles(req->db);
    DemoView view = {0};
    demo_choose(&view, &roles, req->lang);
    Page page = page_begin(req->arena, req->lang);
    demo_page(&page, &view);
    return reply_page(req, say(req->lang, "Enter the demo"), page_end(&page));
}

Reply demo_enter(Request *req)
{
    PersonId person = demo_person(req->db, req_param(req, "key"));
    if (id_is_none(person.id))
        return reply_not_found(req);
    Reply reply = reply_see(req, "/");
    session_enter(req, &reply, person, SESSION_BY_DEMO);
    return reply;
}
