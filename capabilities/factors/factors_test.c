/* factors_test.c: passkeys, used well and badly. The device is a few lines of
 * its own here: an Ed25519 key, and the bytes that the standard says it sends
 * (Web Authentication, level 2, section 6.1).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/factors/factors.h"

#include "capabilities/factors/passkey.h"
#include "capabilities/people/people.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

enum { CREDENTIAL_BYTES = 16, FLAGS_HERE = 0x05, FLAG_HAS_KEY = 0x40 };

typedef struct {
    uint8_t     open[crypto_sign_PUBLICKEYBYTES], closed[crypto_sign_SECRETKEYBYTES];
    uint8_t     credential[CREDENTIAL_BYTES];
    const char *party, *origin, *handle, *extra; /* extra: what else the browser says */
    uint8_t     flags;
    uint32_t    counter;
    bool        spoils; /* one bit of each signature is wrong */
} Device;

static Arena *arena_of(const Browser *browser)
{
    return db_arena(browser->journey->db);
}

static Device device_new(const Browser *browser, uint8_t seed)
{
    Device device = {
        .origin = browser->journey->site.base_url, .handle = "", .extra = ",\"crossOrigin\":false",
        .party = passkey_party(browser->journey->arena, browser->journey->site.host),
        .flags = FLAGS_HERE,
    };
    uint8_t key_seed[crypto_sign_SEEDBYTES] = { seed };
    crypto_sign_seed_keypair(device.open, device.closed, key_seed);
    memset(device.credential, seed, sizeof device.credential);
    return device;
}

static void add(uint8_t *bytes, size_t *length, const void *more, size_t count)
{
    memcpy(bytes + *length, more, count);
    *length += count;
}

static size_t device_says(const Device *device, bool with_key, uint8_t *bytes)
{
    static const uint8_t aaguid[16], key_head[] = { 0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21,
                                                    0x58, 0x20 };
    size_t length = crypto_hash_sha256_BYTES;
    crypto_hash_sha256(bytes, (const uint8_t *)device->party, strlen(device->party));
    uint8_t flags = (uint8_t)(device->flags | (with_key ? FLAG_HAS_KEY : 0));
    uint8_t counter[] = { (uint8_t)(device->counter >> 24), (uint8_t)(device->counter >> 16),
                          (uint8_t)(device->counter >> 8), (uint8_t)device->counter };
    uint8_t id_length[] = { 0, CREDENTIAL_BYTES };
    add(bytes, &length, &flags, 1);
    add(bytes, &length, counter, sizeof counter);
    if (!with_key)
        return length;
    add(bytes, &length, aaguid, sizeof aaguid);
    add(bytes, &length, id_length, sizeof id_length);
    add(bytes, &length, device->credential, sizeof device->credential);
    add(bytes, &length, key_head, sizeof key_head);
    add(bytes, &length, device->open, sizeof device->open);
    return length;
}

static const char *client_said(const Browser *browser, const Device *device, const char *type,
                               const char *challenge)
{
    return text_format(arena_of(browser),
                       "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\"%s}", type, challenge,
                       device->origin, device->extra);
}

static const char *challenge_of(Browser *browser, const char *begin)
{
    Reply reply = browser_post(browser, begin, "");
    CHECK_INT(begin, reply.status, 200);
    return between(browser->journey, reply.body, "\"challenge\":\"", "\"");
}

static const char *encoded(const Browser *browser, const void *bytes, size_t length)
{
    return base64url(arena_of(browser), bytes, length);
}

static Reply make_with(Browser *browser, const Device *device, const char *challenge)
{
    uint8_t bytes[256];
    const char *client = client_said(browser, device, "webauthn.create", challenge);
    return browser_post(browser, "/account/passkeys",
        text_format(arena_of(browser), "name=blue+phone&client=%s&device=%s",
                    encoded(browser, client, strlen(client)),
                    encoded(browser, bytes, device_says(device, true, bytes))));
}

static Reply make(Browser *browser, Device *device)
{
    Reply begun = browser_post(browser, "/account/passkeys/begin", "");
    device->handle =
        text_copy(browser->journey->arena, between(browser->journey, begun.body, "\"handle\":\"", "\""));
    return make_with(browser, device,
                     text_copy(browser->journey->arena,
                               between(browser->journey, begun.body, "\"challenge\":\"", "\"")));
}

static const char *signed_form(const Browser *browser, const Device *device, const char *challenge)
{
    uint8_t bytes[256 + crypto_hash_sha256_BYTES], signature[crypto_sign_BYTES];
    const char *client = client_said(browser, device, "webauthn.get", challenge);
    size_t length = device_says(device, false, bytes);
    crypto_hash_sha256(bytes + length, (const uint8_t *)client, strlen(client));
    crypto_sign_detached(signature, NULL, bytes, length + crypto_hash_sha256_BYTES, device->closed);
    signature[3] ^= device->spoils;
    return text_format(arena_of(browser),
                       "client=%s&device=%s&credential=%s&signature=%s&handle=%s",
                       encoded(browser, client, strlen(client)), encoded(browser, bytes, length),
                       encoded(browser, device->credential, sizeof device->credential),
                       encoded(browser, signature, sizeof signature), device->handle);
}

static Reply sign_in(Browser *browser, const Device *device)
{
    const char *challenge =
        text_copy(browser->journey->arena, challenge_of(browser, "/sign-in/passkey/begin"));
    return browser_post(browser, "/sign-in/passkey", signed_form(browser, device, challenge));
}

static bool is_in(Browser *browser)
{
    return browser_get(browser, "/account").status == 200;
}

static Browser signed_in(Journey *journey, const char *name, const char *mail)
{
    journey_member(journey, name, mail, journey->branch.id);
    Browser browser = browser_new(journey);
    browser_sign_in(&browser, mail);
    return browser;
}

static const char *location_of(Reply reply)
{
    return reply_location(&reply);
}

static int64_t passkeys(Journey *journey)
{
    return journey_count(journey, "SELECT count(*) FROM factors_passkey");
}

TEST(factors_a_passkey_is_made_named_used_and_removed)
{
    Journey *journey = journey_begin();
    Browser ann = signed_in(journey, "Ann", "ann@example.org");
    Device phone = device_new(&ann, 1);
    CHECK_TEXT("kept", location_of(make(&ann, &phone)), "/account/passkeys");
    CHECK_CONTAINS("told", journey_mail(journey, "ann@example.org"), "blue phone");
    CHECK_CONTAINS("named", browser_get(&ann, "/account/passkeys").body, "blue phone");

    Browser other = browser_new(journey);
    CHECK("signed out", !is_in(&other));
    CHECK_TEXT("in", location_of(sign_in(&other, &phone)), "/");
    Reply account = browser_get(&other, "/account");
    CHECK_INT("signed in", account.status, 200);
    CHECK_CONTAINS("says how", account.body, "with a passkey");

    const char *remove = text_copy(journey->arena,
        between(journey, browser_get(&other, "/account/passkeys").body,
                "action=\"/account/passkeys/", "\""));
    const char *path = text_format(journey->arena, "/account/passkeys/%s", remove);
    Browser bob = signed_in(journey, "Bob", "bob@example.org");
    CHECK_INT("not somebody else's", browser_post(&bob, path, "").status, 404);
    CHECK("Bob sees none", strstr(browser_get(&bob, "/account/passkeys").body, "blue phone") == NULL);
    CHECK_INT("still there", passkeys(journey), 1);
    CHECK_INT("one's own", browser_post(&other, path, "").status, 303);
    CHECK_INT("gone", passkeys(journey), 0);
    Browser later = browser_new(journey);
    sign_in(&later, &phone);
    CHECK("opens nothing any more", !is_in(&later));
    journey_end(journey);
}

TEST(factors_what_a_passkey_signs_works_once_in_its_browser_for_five_minutes)
{
    Journey *journey = journey_begin();
    Browser ann = signed_in(journey, "Ann", "ann@example.org");
    Device phone = device_new(&ann, 1);
    make(&ann, &phone);

    Browser first = browser_new(journey), second = browser_new(journey);
    const char *challenge = text_copy(journey->arena, challenge_of(&first, "/sign-in/passkey/begin"));
    CHECK_INT("128 bits and more", strlen(challenge), 43);
    const char *form = text_copy(journey->arena, signed_form(&first, &phone, challenge));
    browser_post(&second, "/sign-in/passkey", form);
    CHECK("no other browser", !is_in(&second));
    challenge_of(&second, "/sign-in/passkey/begin"); /* it has a cookie of its own now */
    browser_post(&second, "/sign-in/passkey", form);
    CHECK("nor with its own cookie", !is_in(&second));
    Browser same = first;
    browser_post(&first, "/sign-in/passkey", form);
    CHECK("this one", is_in(&first));
    browser_post(&same, "/sign-in/passkey", form);
    CHECK("once", !is_in(&same));

    Browser slow = browser_new(journey);
    challenge = text_copy(journey->arena, challenge_of(&slow, "/sign-in/passkey/begin"));
    journey->now += 5 * MINUTE_MS;
    browser_post(&slow, "/sign-in/passkey", signed_form(&slow, &phone, challenge));
    CHECK("not after five minutes", !is_in(&slow));
    journey_end(journey);
}

TEST(factors_a_challenge_for_signing_in_adds_no_passkey_and_the_other_way_round)
{
    Journey *journey = journey_begin();
    Browser ann = signed_in(journey, "Ann", "ann@example.org");
    Device phone = device_new(&ann, 1), tablet = device_new(&ann, 2);
    make(&ann, &phone);
    const char *challenge = text_copy(journey->arena, challenge_of(&ann, "/sign-in/passkey/begin"));
    make_with(&ann, &tablet, challenge);
    CHECK_INT("not added", passkeys(journey), 1);

    Browser bob = signed_in(journey, "Bob", "bob@example.org");
    challenge = text_copy(journey->arena, challenge_of(&bob, "/account/passkeys/begin"));
    browser_post(&bob, "/sign-out", "");
    browser_post(&bob, "/sign-in/passkey", signed_form(&bob, &phone, challenge));
    CHECK("not in", !is_in(&bob));

    make_with(&bob, &phone, challenge);
    CHECK_INT("nobody signed in adds none", passkeys(journey), 1);
    Browser cleo = signed_in(journey, "Cleo", "cleo@example.org");
    Device copy = phone;
    make(&cleo, &copy);
    CHECK_INT("a credential has one account", passkeys(journey), 1);
    journey_end(journey);
}

TEST(factors_a_passkey_of_another_place_or_nobody_or_a_copy_is_refused)
{
    static const struct {
        const char *name, *origin, *party, *extra, *handle;
        uint8_t     flags;
        bool        spoils, knows, is_right;
    } rows[] = {
        { "as it should be",        NULL, NULL, NULL, NULL, FLAGS_HERE, false, true, true },
        { "another site",           "http://evil.example", NULL, NULL, NULL, FLAGS_HERE, false, true, false },
        { "another port",           "http://localhost:1", NULL, NULL, NULL, FLAGS_HERE, false, true, false },
        { "a subdomain",            "http://www.localhost:8080", NULL, NULL, NULL, FLAGS_HERE, false, true, false },
        { "another scheme",         "https://localhost:8080", NULL, NULL, NULL, FLAGS_HERE, false, true, false },
        { "another party's key",    NULL, "evil.example", NULL, NULL, FLAGS_HERE, false, true, false },
        { "inside another's page",  NULL, NULL, ",\"crossOrigin\":true", NULL, FLAGS_HERE, false, true, false },
        { "a page above it",        NULL, NULL, ",\"topOrigin\":\"http://evil.example\"", NULL, FLAGS_HERE, false, true, false },
        { "two types",              NULL, NULL, ",\"type\":\"webauthn.get\"", NULL, FLAGS_HERE, false, true, false },
        { "more is said, as Chromium does", NULL, NULL, ",\"crossOrigin\":false,\"other_keys_can_be_added_here\":\"x\"", NULL, FLAGS_HERE, false, true, true },
        { "nobody touched it",      NULL, NULL, NULL, NULL, 0x04, false, true, false },
        { "nobody was recognised",  NULL, NULL, NULL, NULL, 0x01, false, true, false },
        { "a wrong signature",      NULL, NULL, NULL, NULL, FLAGS_HERE, true, true, false },
        { "without the account",    NULL, NULL, NULL, "", FLAGS_HERE, false, true, false },
        { "another account",        NULL, NULL, NULL, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", FLAGS_HERE, false, true, false },
        { "a key that is not known", NULL, NULL, NULL, NULL, FLAGS_HERE, false, false, false },
    };
    Journey *journey = journey_begin();
    Browser ann = signed_in(journey, "Ann", "ann@example.org");
    Device phone = device_new(&ann, 1);
    make(&ann, &phone);
    for (size_t i = 0; i < COUNT(rows); i++) {
        Device one = phone;
        one.origin = rows[i].origin == NULL ? one.origin : rows[i].origin;
        one.party = rows[i].party == NULL ? one.party : rows[i].party;
        one.extra = rows[i].extra == NULL ? one.extra : rows[i].extra;
        one.handle = rows[i].handle == NULL ? one.handle : rows[i].handle;
        one.flags = rows[i].flags;
        one.spoils = rows[i].spoils;
        one.credential[0] ^= !rows[i].knows;
        Browser browser = browser_new(journey);
        Reply reply = sign_in(&browser, &one);
        CHECK_TEXT(rows[i].name, reply_location(&reply), rows[i].is_right ? "/" : "/sign-in?passkey=wrong");
        CHECK_INT(rows[i].name, is_in(&browser), rows[i].is_right);
    }
    journey_end(journey);
}

TEST(factors_a_counter_that_goes_backwards_shows_a_copy)
{
    static const struct { uint32_t counter; bool is_in; } uses[] = {
        { 5, true }, { 6, true }, { 6, false }, { 2, false }, { 0, false }, { 7, true },
    };
    Journey *journey = journey_begin();
    Browser ann = signed_in(journey, "Ann", "ann@example.org");
    Device phone = device_new(&ann, 1);
    make(&ann, &phone);
    for (size_t i = 0; i < COUNT(uses); i++) {
        Browser browser = browser_new(journey);
        phone.counter = uses[i].counter;
        sign_in(&browser, &phone);
        CHECK_INT("counted", is_in(&browser), uses[i].is_in);
    }
    CHECK_INT("three are written down",
              journey_count(journey, "SELECT count(*) FROM trail_entry WHERE what = 'factors.passkey-copied'"), 3);
    journey_end(journey);
}

TEST(factors_signing_in_takes_a_new_session_and_leaves_the_old_one_ended)
{
    Journey *journey = journey_begin();
    Browser ann = signed_in(journey, "Ann", "ann@example.org");
    Device phone = device_new(&ann, 1);
    make(&ann, &phone);
    Browser before = ann;
    sign_in(&ann, &phone);
    CHECK("the new one", is_in(&ann));
    CHECK("the old one is over", !is_in(&before));
    browser_post(&ann, "/sign-out", "");
    CHECK("and signed out is out", !is_in(&ann));
    journey_end(journey);
}

TEST(factors_a_reset_forgets_passkeys)
{
    Journey *journey = journey_begin();
    Browser ann = signed_in(journey, "Ann", "ann@example.org");
    Browser bob = signed_in(journey, "Bob", "bob@example.org");
    Device phone = device_new(&ann, 1), key = device_new(&bob, 2);
    make(&ann, &phone);
    make(&bob, &key);
    Person person;
    people_reset_factor(journey->db, "ann@example.org", &journey->site, journey->now,
                        &journey->random, &person);
    CHECK_INT("Bob's stays", passkeys(journey), 1);
    Browser browser = browser_new(journey);
    sign_in(&browser, &phone);
    CHECK("opens nothing", !is_in(&browser));
    sign_in(&browser, &key);
    CHECK("Bob's does", is_in(&browser));
    journey_end(journey);
}

TEST(factors_what_is_too_long_or_no_base64_is_refused)
{
    static const char *const bad[] = { "", "client=%%%", "client=AAAA&device=!!!!&credential=A",
                                       "client=e30&device=AAAA&credential=AAAA&signature=AAAA" };
    Journey *journey = journey_begin();
    Browser browser = browser_new(journey);
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK("refused or sent back", browser_post(&browser, "/sign-in/passkey", bad[i]).status != 500);
    char *long_form = arena_take(journey->arena, 200001);
    memset(long_form, 'A', 200000);
    memcpy(long_form, "client=", 7);
    long_form[200000] = '\0';
    CHECK_TEXT("too long", location_of(browser_post(&browser, "/sign-in/passkey", long_form)),
               "/sign-in?passkey=wrong");
    CHECK("nobody is in", !is_in(&browser));
    journey_end(journey);
}
