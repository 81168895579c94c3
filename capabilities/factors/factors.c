/* factors.c: passkeys: making, naming and removing one's own, and signing in.
 *
 * The script of the page asks for a challenge (a POST, because it is written down),
 * lets the device sign it, and sends the page's own form. A challenge works once,
 * for five minutes, in the browser that asked, and for the person who asked. It is
 * used up before anything is verified, whatever comes of it: so a failure is an
 * answer and no refusal, which would bring the challenge back.
 *
 * Which account signs in is found by the credential alone. The device sends the
 * handle that it was given with it, and that must be this account's.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/factors/factors.h"

#include "capabilities/factors/factors_view.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/trail/trail.h"
#include "web/json.h"

enum { COOKIE_BYTES = 16, COOKIE_CHARS = 2 * COOKIE_BYTES, COOKIE_AGE_S = 60 * 60, NAME_MAX_CHARS = 60 };
enum { BASE64_OF_CLIENT = 2732, BASE64_OF_DEVICE = 5464, BASE64_OF_ID = 1364, BASE64_OF_SIG = 1368,
       BASE64_OF_HASH = 44 };
#define CHALLENGE_COOKIE "passkey"

enum { MAKE_NAME, MAKE_CLIENT, MAKE_DEVICE };
static const Field make_fields[] = {
    [MAKE_NAME] = { .name = "name", .type = FIELD_LINE, .label = WORDS("A name for it"),
                    .hint = WORDS("Such as: my phone"), .max = NAME_MAX_CHARS,
                    .autocomplete = "off" },
    [MAKE_CLIENT] = { .name = "client", .type = FIELD_HIDDEN, .max = BASE64_OF_CLIENT },
    [MAKE_DEVICE] = { .name = "device", .type = FIELD_HIDDEN, .max = BASE64_OF_DEVICE },
};

enum { SIGN_THEN, SIGN_CLIENT, SIGN_DEVICE, SIGN_CREDENTIAL, SIGN_SIGNATURE, SIGN_HANDLE };
static const Field sign_fields[] = {
    [SIGN_THEN]       = { .name = "then", .type = FIELD_HIDDEN, .max = REQUEST_PATH_MAX },
    [SIGN_CLIENT]     = { .name = "client", .type = FIELD_HIDDEN, .max = BASE64_OF_CLIENT },
    [SIGN_DEVICE]     = { .name = "device", .type = FIELD_HIDDEN, .max = BASE64_OF_DEVICE },
    [SIGN_CREDENTIAL] = { .name = "credential", .type = FIELD_HIDDEN, .max = BASE64_OF_ID },
    [SIGN_SIGNATURE]  = { .name = "signature", .type = FIELD_HIDDEN, .max = BASE64_OF_SIG },
    [SIGN_HANDLE]     = { .name = "handle", .type = FIELD_HIDDEN, .max = BASE64_OF_HASH },
};

/* --- challenges ------------------------------------------------------------------ */

/* The cookie that this browser has, or a new one, so that two open pages both work. */
static const char *browser_token(const Request *req)
{
    const char *token = req_site_cookie(req, CHALLENGE_COOKIE);
    if (strlen(token) == COOKIE_CHARS && strspn(token, "0123456789abcdef") == COOKIE_CHARS)
        return token;
    uint8_t bytes[COOKIE_BYTES];
    random_bytes(req->random, bytes, sizeof bytes);
    return sodium_bin2hex(arena_take(req->arena, COOKIE_CHARS + 1), COOKIE_CHARS + 1, bytes,
                          sizeof bytes);
}

/* What the device stores as the account: it tells nobody who that is. */
static const char *handle_of(const Request *req, PersonId person)
{
    Hasher hasher = hash_begin();
    hash_add_text(&hasher, "passkey handle");
    hash_add(&hasher, person.id.bytes, sizeof person.id.bytes);
    Hash handle = hash_end(&hasher);
    return base64url(req->arena, handle.bytes, sizeof handle.bytes);
}

/* Writes down a new challenge and begins the answer with it. */
static JsonWriter challenge_begin(Request *req, const char *token, PersonId person)
{
    uint8_t challenge[PASSKEY_CHALLENGE_BYTES];
    random_bytes(req->random, challenge, sizeof challenge);
    challenge_add(req->db, &(Challenge){
        .challenge_hash = hash_of(challenge, sizeof challenge),
        .browser_hash = hash_of_text(token), .person = person,
    }, req->now);
    JsonWriter json = json_begin(req->arena);
    json_open_object(&json, NULL);
    json_text(&json, "challenge", base64url(req->arena, challenge, sizeof challenge));
    json_text(&json, "party", passkey_party(req->arena, req->site->host));
    return json;
}

static Reply challenge_reply(Request *req, JsonWriter *json, const char *token)
{
    json_end(json);
    Reply reply = reply_json(req, json_of(json));
    reply_header(&reply, "Cache-Control", "no-store");
    reply_cookie(req, &reply, CHALLENGE_COOKIE, token, COOKIE_AGE_S);
    return reply;
}

/* Reads what the browser says and uses up the challenge in it. */
static bool challenge_answered(Request *req, Bytes client, PasskeyAct act)
{
    uint8_t bytes[PASSKEY_CHALLENGE_BYTES];
    if (!passkey_said(client, act, req->site->base_url, bytes))
        return false;
    Challenge challenge = {
        .challenge_hash = hash_of(bytes, sizeof bytes),
        .browser_hash = hash_of_text(req_site_cookie(req, CHALLENGE_COOKIE)),
    };
    if (act == PASSKEY_MAKES)
        challenge.person = req->who.person;
    return challenge_use(req->db, &challenge, req->now);
}

/* --- one's own ------------------------------------------------------------------- */

static Reply passkeys_show(Request *req)
{
    Form form = form_blank(req, make_fields, COUNT(make_fields));
    PasskeysView view = {
        .passkeys = passkeys_own(req->db, req->scope), .form = &form,
        .is_wrong = req_query(req, "wrong")[0] != '\0',
    };
    view.is_full = view.passkeys.count >= PASSKEYS_MAX;
    Page page = page_begin(req->arena, req->lang);
    passkeys_page(&page, &view);
    return reply_page(req, say(req->lang, "Passkeys"), page_end(&page));
}

static Reply passkey_begin(Request *req)
{
    Person person;
    if (!person_by_id(req->db, req->who.person, &person))
        return reply_not_found(req);
    PasskeyList own = passkeys_own(req->db, req->scope);
    const char *token = browser_token(req);
    JsonWriter json = challenge_begin(req, token, person.id);
    json_text(&json, "movement", req->site->movement);
    json_text(&json, "handle", handle_of(req, person.id));
    json_text(&json, "account", person.mail[0] == '\0' ? person.name : person.mail);
    json_text(&json, "name", person.name);
    json_open_array(&json, "has");
    for (size_t i = 0; i < own.count; i++) {
        Bytes credential = own.item[i].key.credential;
        json_text(&json, NULL, base64url(req->arena, credential.bytes, credential.length));
    }
    json_end(&json);
    return challenge_reply(req, &json, token);
}

/* Whoever did not do it themselves reads it in their mail. */
static void tell(Request *req, bool is_added, const char *name)
{
    Person to;
    if (!person_by_id(req->db, req->who.person, &to) || to.mail[0] == '\0')
        return;
    outbox_add(req->db, &(Message){
        .to = to.mail, .person = to.id, .why = "passkeys changed",
        .subject = is_added ? SAY(req->arena, to.lang, "A passkey was added to your account")
                            : SAY(req->arena, to.lang, "A passkey was removed from your account"),
        .text = is_added
            ? SAY(req->arena, to.lang,
                  "Hello {1},\n\na passkey, \"{2}\", was added to your account with {3}. Whoever "
                  "holds it can sign in as you. If it was not you, remove it at once and sign out "
                  "everywhere:\n\n{4}/account/passkeys\n",
                  to.name, name, req->site->movement, req->site->base_url)
            : SAY(req->arena, to.lang,
                  "Hello {1},\n\na passkey was removed from your account with {2}. If it was not "
                  "you, sign in and look through your account:\n\n{3}/account\n",
                  to.name, req->site->movement, req->site->base_url),
    }, req->now, req->random);
}

static Reply passkey_keep(Request *req)
{
    Form form = form_read(req, make_fields, COUNT(make_fields));
    const char *name = form_text(&form, MAKE_NAME);
    Passkey passkey = {
        .id = { id_new(req->now, req->random) }, .person = req->who.person, .created = req->now,
        .name = name[0] == '\0' ? say(req->lang, "Passkey") : name,
    };
    Bytes client, device;
    bool is_kept = form_ok(&form)
        && bytes_from_base64url(req->arena, form_text(&form, MAKE_CLIENT), PASSKEY_CLIENT_MAX, &client)
        && bytes_from_base64url(req->arena, form_text(&form, MAKE_DEVICE), PASSKEY_DEVICE_MAX, &device)
        && challenge_answered(req, client, PASSKEY_MAKES)
        && passkey_made(req->arena, passkey_party(req->arena, req->site->host), device, &passkey.key)
        && passkeys_own(req->db, req->scope).count < PASSKEYS_MAX
        && passkey_add(req->db, &passkey);
    if (!is_kept)
        return reply_see(req, "/account/passkeys?wrong=1");
    trail_change(req->db, req->scope, "factors.passkey-add", passkey.id.id, req->now);
    tell(req, true, passkey.name);
    return reply_see(req, "/account/passkeys");
}

static Reply passkey_remove(Request *req)
{
    PasskeyId id;
    if (!id_from_text(req_param(req, "passkey"), &id.id)
        || !passkey_remove_own(req->db, req->scope, id))
        return reply_not_found(req);
    trail_change(req->db, req->scope, "factors.passkey-remove", id.id, req->now);
    tell(req, false, "");
    return reply_see(req, "/account/passkeys");
}

/* --- signing in -------------------------------------------------------------------- */

static Reply sign_begin(Request *req)
{
    const char *token = browser_token(req);
    JsonWriter json = challenge_begin(req, token, (PersonId){0});
    return challenge_reply(req, &json, token);
}

static Reply sign_wrong(Request *req, const char *then)
{
    const char *path = path_sign_in(req, then);
    return reply_see(req, text_format(req->arena, "%s%cpasskey=wrong", path,
                                      strchr(path, '?') == NULL ? '?' : '&'));
}

typedef struct { Bytes client, device, credential, signature; } Signed;

static bool signed_read(Request *req, const Form *form, Signed *it)
{
    Arena *arena = req->arena;
    return form_ok(form)
        && bytes_from_base64url(arena, form_text(form, SIGN_CLIENT), PASSKEY_CLIENT_MAX, &it->client)
        && bytes_from_base64url(arena, form_text(form, SIGN_DEVICE), PASSKEY_DEVICE_MAX, &it->device)
        && bytes_from_base64url(arena, form_text(form, SIGN_CREDENTIAL), PASSKEY_CREDENTIAL_MAX,
                                &it->credential)
        && bytes_from_base64url(arena, form_text(form, SIGN_SIGNATURE), PASSKEY_SIGNATURE_MAX,
                                &it->signature);
}

static Reply sign_enter(Request *req)
{
    Form form = form_read(req, sign_fields, COUNT(sign_fields));
    const char *then = safe_path(form_text(&form, SIGN_THEN), "");
    Signed it = {0};
    Passkey passkey;
    if (!signed_read(req, &form, &it) || !challenge_answered(req, it.client, PASSKEY_SIGNS)
        || !passkey_find(req->db, it.credential, &passkey)
        || !text_equal(form_text(&form, SIGN_HANDLE), handle_of(req, passkey.person)))
        return sign_wrong(req, then);

    int64_t counter = passkey.key.counter;
    switch (passkey_proves(&passkey.key, passkey_party(req->arena, req->site->host), it.client,
                           it.device, it.signature, &counter)) {
    case PASSKEY_PROVED:
        break;
    case PASSKEY_COPIED:
        trail_change(req->db, req->scope, "factors.passkey-copied", passkey.id.id, req->now);
        return sign_wrong(req, then);
    case PASSKEY_WRONG:
        return sign_wrong(req, then);
    }
    passkey_used(req->db, passkey.id, counter, req->now);
    Reply reply = reply_see(req, safe_path(then, "/"));
    reply_cookie(req, &reply, CHALLENGE_COOKIE, "", -1);
    people_enter(req, &reply, passkey.person, SESSION_BY_PASSKEY);
    return reply;
}

/* --- the record ---------------------------------------------------------------------- */

static void account_card(Page *page, Request *req)
{
    passkeys_card(page, passkeys_own(req->db, req->scope).count);
}

static bool factors_prune_piece(Job *job)
{
    db_begin(job->db);
    int64_t gone = challenges_prune(job->db, job->now);
    return db_commit(job->db) && gone == CHALLENGE_PRUNE_MAX;
}

static void factors_restored(const Restored *restored)
{
    if (db_has_table(restored->db, "factors_challenge"))
        challenges_forget(restored->db);
}

static void factors_factor_lost(Db *db, PersonId person, TimeMs now)
{
    (void)now;
    passkeys_forget(db, person);
}

void factors_prepare(void)
{
    passkey_prepare();
}

static const Route routes[] = {
    { POST, "/sign-in/passkey/begin", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SYNC,
      sign_begin, WORDS("get what a passkey has to sign"), false },
    { POST, "/sign-in/passkey", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SYNC,
      sign_enter, WORDS("sign in with a passkey"), false },
    { GET,  "/account/passkeys", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      passkeys_show, WORDS("see one's own passkeys"), false },
    { POST, "/account/passkeys/begin", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      passkey_begin, WORDS("begin to add a passkey"), false },
    { POST, "/account/passkeys", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      passkey_keep, WORDS("add a passkey"), false },
    { POST, "/account/passkeys/:passkey/remove", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY,
      passkey_remove, WORDS("remove a passkey"), false },
};

const Capability factors_capability = {
    .name = "factors",
    .routes = routes, .route_count = COUNT(routes),
    .account_card = account_card,
    .prune = factors_prune_piece,
    .restored = factors_restored,
    .factor_lost = factors_factor_lost,
};
