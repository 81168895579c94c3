/* trail_attack_test.c: somebody who owns the database changes the trail, clumsily or
 * with all hashes made anew; the verifier has the file and the published heads, no more.
 *
 *     TRAIL_ATTACKS=10000 … 'tampering*'     make tampering
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdlib.h>

#include "base/list.h"
#include "capabilities/audit/audit.h"
#include "capabilities/trail/trail.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"
#include "tools/trail_verify.h"

enum { ENTRIES = 120, HEAD_EVERY = 25, LAST_HEAD = 100, ATTACKS = 500, LINES_MAX = 200 };

typedef struct {
    Journey    *j;
    const char *line[LINES_MAX]; /* without their ends */
    int         count;
    const char *heads, *later_heads;
    HeadKey     key;
} Trail;

static void grow(Trail *trail, int from, int to)
{
    Journey *j = trail->j;
    for (int i = from; i < to; i++) {
        uint8_t bytes[sizeof(Id)];
        Id id;
        random_bytes(&j->random, bytes, sizeof bytes);
        memcpy(id.bytes, bytes, sizeof bytes);
        Scope scope = test_scope(db_arena(j->db), j->party.id, PURPOSE_MEMBERSHIP, (PersonId){ id });
        if (i % 3 == 0) {
            trail_change(j->db, scope, "members.page", id, j->now);
        } else {
            id.bytes[0] ^= 1;
            scope_person(scope, id);
            trail_look(j->db, scope, ROLE_OFFICER, "/areas/:area/members", j->now);
        }
    }
}

static void publish(Trail *trail)
{
    uint8_t public_half[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
    uint8_t seed[crypto_sign_SEEDBYTES] = { 7 };
    crypto_sign_seed_keypair(public_half, secret, seed);
    memcpy(trail->key.bytes, public_half, sizeof public_half);
    Outside outside = { .sign_secret = secret };
    Journey *j = trail->j;
    j->now += AUDIT_EVERY_MS;
    audit_capability.job(&(Job){ .db = j->db, .arena = j->arena, .site = &j->site,
                                 .outside = &outside, .random = &j->random, .now = j->now });
}

static const char *published(Trail *trail)
{
    Browser witness = browser_new(trail->j);
    Reply reply = browser_get(&witness, "/audit/heads.txt");
    CHECK_INT("anybody gets the heads", reply.status, 200);
    return text_copy(trail->j->arena, reply.body);
}

static Trail a_trail(void)
{
    Trail trail = { .j = journey_begin() };
    Arena *arena = trail.j->arena;
    int64_t seq = trail_length(trail.j->db);
    CHECK_INT("nothing yet", seq, 0);
    for (int i = 0; i < LAST_HEAD; i += HEAD_EVERY) {
        grow(&trail, i, i + HEAD_EVERY);
        publish(&trail);
    }
    trail.heads = published(&trail);
    grow(&trail, LAST_HEAD, ENTRIES);
    publish(&trail);
    trail.later_heads = published(&trail);
    TextBuilder all = text_builder(arena);
    for (const char *lines; (lines = trail_export(trail.j->db, db_arena(trail.j->db), &seq)) != NULL;)
        text_add(&all, lines);
    for (const char *at = text_of(&all); *at != '\0';) {
        size_t length = strcspn(at, "\n");
        trail.line[trail.count++] = text_copy_bytes(arena, at, length);
        at += length + 1;
    }
    CHECK_INT("all are in the file", trail.count, ENTRIES);
    return trail;
}

static TrailVerdict verify(const Trail *trail, Arena *arena, const char *heads)
{
    TextBuilder file = text_builder(arena);
    text_add(&file, TRAIL_EXPORT_TITLE);
    for (int i = 0; i < trail->count; i++)
        text_add_format(&file, "%s\n", trail->line[i]);
    const char *text = text_of(&file);
    return trail_verify(&(TrailEvidence){
        .trail = { text, strlen(text) }, .heads = { heads, strlen(heads) },
        .key = { trail->key }, .key_count = 1,
    });
}

/* Another number in front and all hashes from there on made anew: what a liar with the
 * whole database would do. */
static void make_anew(Trail *trail, Arena *arena, int from)
{
    Hash last = {0};
    TrailLine line;
    for (int i = 0; i < trail->count; i++) {
        const char *rest = strchr(trail->line[i], '\t');
        size_t kept = (size_t)(strrchr(trail->line[i], '\t') - rest);
        if (i >= from) {
            const char *bare = text_format(arena, "%d%.*s", i + 1, (int)kept, rest);
            char hex[2 * sizeof(Hash) + 1];
            trail_line(text_format(arena, "%s\t%s", bare, strrchr(trail->line[i], '\t') + 1),
                       strlen(bare) + 1 + 2 * sizeof(Hash), last, &line);
            sodium_bin2hex(hex, sizeof hex, line.real.bytes, sizeof line.real.bytes);
            trail->line[i] = text_format(arena, "%s\t%s", bare, hex);
        }
        CHECK("readable", trail_line(trail->line[i], strlen(trail->line[i]), last, &line));
        last = line.real;
    }
}

typedef enum { EDIT, DELETE, SWAP, TRUNCATE, EDIT_ANEW, DELETE_ANEW, SWAP_ANEW, MANNERS } Manner;
static const char *const manner_name[MANNERS] = {
    "edit", "delete", "reorder", "truncate", "edit, hashes anew", "delete, hashes anew",
    "reorder, hashes anew",
};

static void edit_byte(Trail *trail, Arena *arena, Random *random, int at)
{
    char *line = arena_copy(arena, trail->line[at], strlen(trail->line[at]) + 1);
    size_t where = (size_t)random_below(random, strlen(line));
    char was = line[where];
    while (line[where] == was || line[where] == '\0')
        line[where] = (char)random_below(random, 256);
    trail->line[at] = line;
}

/* Another time: a fact that a liar would change, in a line that stays readable. */
static void edit_time(Trail *trail, Arena *arena, Random *random, int at)
{
    const char *line = trail->line[at], *from = strchr(line, '\t'), *rest = strchr(from + 1, '\t');
    trail->line[at] = text_format(arena, "%.*s\t%lld%s", (int)(from - line), line,
                                  (long long)(TEST_NOW - 1 - (int64_t)random_below(random, DAY_MS)),
                                  rest);
}

static void cut_out(Trail *trail, int at)
{
    for (int i = at; i + 1 < trail->count; i++)
        trail->line[i] = trail->line[i + 1];
    trail->count--;
}

static void swap(Trail *trail, int a, int b)
{
    const char *line = trail->line[a];
    trail->line[a] = trail->line[b];
    trail->line[b] = line;
}

/* Does it at entry `at` (from 0) or later; which is the first that is not as it was. */
static int attack(Trail *trail, Arena *arena, Random *random, Manner manner, int at)
{
    int other = at + 1 + (int)random_below(random, (uint64_t)(trail->count - at - 1));
    switch (manner) {
    case EDIT:        edit_byte(trail, arena, random, at); break;
    case DELETE:
    case DELETE_ANEW: cut_out(trail, at); break;
    case SWAP:
    case SWAP_ANEW:   swap(trail, at, other); break;
    case TRUNCATE:    trail->count = at; break;
    case EDIT_ANEW:   edit_time(trail, arena, random, at); break;
    case MANNERS:     break;
    }
    if (manner >= EDIT_ANEW)
        make_anew(trail, arena, at);
    return at + 1;
}

static int attacks_wanted(void)
{
    const char *wanted = getenv("TRAIL_ATTACKS");
    int64_t count = ATTACKS;
    if (wanted != NULL)
        text_to_int(wanted, 1, 100000000, &count);
    return (int)count;
}

TEST(tampering_with_the_trail_is_found_with_the_published_heads_alone)
{
    Trail whole = a_trail();
    Arena *arena = arena_new((size_t)16 * 1024 * 1024);
    Random random = random_from_seed(41);
    TrailVerdict before = verify(&whole, arena, whole.heads);
    CHECK(before.why, before.is_whole);
    CHECK_INT("heads", before.heads, LAST_HEAD / HEAD_EVERY);
    CHECK_INT("nobody vouches for the newest", before.unvouched, ENTRIES - LAST_HEAD);
    int missed = 0, elsewhere = 0, wanted = attacks_wanted(), tried[MANNERS] = {0};
    for (int i = 0; i < wanted; i++) {
        arena_reset(arena);
        Trail trail = whole;
        Manner manner = (Manner)(i % MANNERS);
        int at = (int)random_below(&random, LAST_HEAD);
        int first = attack(&trail, arena, &random, manner, at);
        TrailVerdict verdict = verify(&trail, arena, whole.heads);
        tried[manner]++;
        missed += verdict.is_whole;
        elsewhere += !verdict.is_whole && (first < verdict.from || first > verdict.to);
        if (verdict.is_whole || first < verdict.from || first > verdict.to)
            print_error("%s at %d: %s\n", manner_name[manner], first, verdict.why);
    }
    CHECK_INT("not found", missed, 0);
    CHECK_INT("found, but another entry was named", elsewhere, 0);
    for (int i = 0; i < MANNERS; i++)
        print_message("%6d of: %s\n", tried[i], manner_name[i]);
    arena_free(arena);
    journey_end(whole.j);
}

/* What a head cannot say, the next one does. */
TEST(tampering_behind_the_newest_head_is_found_with_the_next)
{
    Trail whole = a_trail();
    Arena *arena = arena_new((size_t)16 * 1024 * 1024);
    Random random = random_from_seed(42);
    for (int i = 0; i < 10 * MANNERS; i++) {
        arena_reset(arena);
        Trail trail = whole;
        Manner manner = (Manner)(i % MANNERS);
        attack(&trail, arena, &random, manner,
               LAST_HEAD + (int)random_below(&random, ENTRIES - LAST_HEAD - 1));
        bool is_seen = manner == EDIT || manner == DELETE || manner == SWAP;
        CHECK_INT(manner_name[manner], !verify(&trail, arena, whole.heads).is_whole, is_seen);
        CHECK(manner_name[manner], !verify(&trail, arena, whole.later_heads).is_whole);
    }
    arena_free(arena);
    journey_end(whole.j);
}

/* Whoever runs the machine writes other heads to go with another trail. */
TEST(tampering_with_heads_is_found)
{
    Trail whole = a_trail();
    Arena *arena = whole.j->arena;
    Random random = random_from_seed(43);
    for (int i = 0; i < 200; i++) {
        char *heads = arena_copy(arena, whole.heads, strlen(whole.heads) + 1);
        size_t where = (size_t)random_below(&random, strlen(heads));
        heads[where] = heads[where] == '1' ? '2' : '1';
        CHECK("a changed byte", !verify(&whole, arena, heads).is_whole);
    }
    Trail forged = whole;
    forged.key.bytes[0] ^= 1;
    CHECK("another key than the one that was noted", !verify(&forged, arena, whole.heads).is_whole);
    CHECK("the right one", verify(&whole, arena, whole.heads).is_whole);
    journey_end(whole.j);
}
