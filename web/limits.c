/* limits.c: rates, and the table.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/limits.h"

#include <pthread.h>
#include <sodium.h>

/* Threads overtake each other by less than SET_BACK_MS; by more, the clock was
 * set back. */
enum { PLACES = 4, STRIPES = 64, SET_BACK_MS = 1000 };

/* Nobody who reads and types comes near what a session may; a school or a
 * mobile network stays below what a neighbourhood may. */
static const struct { int64_t brim; double a_minute; } rate[LIMIT_COUNT] = {
    [LIMIT_SESSION_READ]   = {  300,   600 },
    [LIMIT_SESSION_CHANGE] = {   60,   120 },
    [LIMIT_SESSION_SYNC]   = {  120,   300 },
    [LIMIT_SESSION_SEARCH] = {  120,   300 },
    [LIMIT_PREFIX_READ]    = { 6000, 12000 },
    [LIMIT_PREFIX_CHANGE]  = { 1200,  2400 },
    [LIMIT_PREFIX_SYNC]    = { 6000, 12000 },
    [LIMIT_PREFIX_SEARCH]  = { 2400,  4800 },
    [LIMIT_PREFIX_ASK]     = {  120,    10 },
    [LIMIT_MAILBOX]        = {    3,  3.0 / 60 },
};

typedef struct {
    uint64_t sender; /* 0: free */
    TimeMs   at;     /* when it held so many tokens */
    float    tokens;
    uint32_t kind;
} Place;

struct Limits {
    uint8_t         key[LIMITS_KEY_BYTES];
    pthread_mutex_t lock[STRIPES];
    Place           row[LIMITS_ROWS][PLACES];
};

_Static_assert(LIMITS_KEY_BYTES == crypto_shorthash_KEYBYTES, "SipHash-2-4's key");

Limits *limits_new(const uint8_t key[LIMITS_KEY_BYTES])
{
    Limits *limits = heap_take(1, sizeof *limits);
    memcpy(limits->key, key, LIMITS_KEY_BYTES);
    for (size_t i = 0; i < STRIPES; i++)
        pthread_mutex_init(&limits->lock[i], NULL);
    return limits;
}

void limits_free(Limits *limits)
{
    if (limits == NULL)
        return;
    for (size_t i = 0; i < STRIPES; i++)
        pthread_mutex_destroy(&limits->lock[i]);
    heap_give(limits);
}

int64_t limits_brim(LimitKind kind)
{
    return rate[kind].brim;
}

static double per_ms(LimitKind kind)
{
    return rate[kind].a_minute / 60000;
}

static double tokens_at(const Place *place, TimeMs now)
{
    double brim = (double)rate[place->kind].brim;
    double passed = now > place->at ? (double)(now - place->at) : 0;
    double tokens = (double)place->tokens + passed * per_ms((LimitKind)place->kind);
    return tokens < brim ? tokens : brim;
}

/* The sender's place; one that is free, or whose owner loses least. */
static Place *place_for(Place row[PLACES], uint64_t sender, LimitKind kind, TimeMs now)
{
    Place *best = &row[0];
    double best_full = -1;
    for (size_t i = 0; i < PLACES; i++) {
        if (row[i].sender == sender && row[i].kind == (uint32_t)kind)
            return &row[i];
        double full = row[i].sender == 0
            ? 2 : tokens_at(&row[i], now) / (double)rate[row[i].kind].brim;
        if (full > best_full) {
            best_full = full;
            best = &row[i];
        }
    }
    *best = (Place){
        .sender = sender, .kind = (uint32_t)kind, .at = now, .tokens = (float)rate[kind].brim,
    };
    return best;
}

bool limits_take(Limits *limits, LimitKind kind, const void *sender, size_t sender_bytes,
                 TimeMs now, int64_t *wait_ms)
{
    *wait_ms = 0;
    if (limits == NULL)
        return true;
    uint64_t hash;
    crypto_shorthash((uint8_t *)&hash, sender, sender_bytes, limits->key);
    hash ^= (uint64_t)kind * 0x9E3779B97F4A7C15u; /* another row for another kind */
    hash += hash == 0;
    size_t row = (size_t)(hash >> 32) % LIMITS_ROWS;

    pthread_mutex_t *lock = &limits->lock[row % STRIPES];
    pthread_mutex_lock(lock);
    Place *place = place_for(limits->row[row], hash, kind, now);
    if (now < place->at - SET_BACK_MS)
        place->at = now; /* goes on from here, with the tokens it has */
    double tokens = tokens_at(place, now);
    bool is_taken = tokens >= 1;
    if (is_taken) {
        place->tokens = (float)(tokens - 1);
        if (now > place->at)
            place->at = now; /* who was overtaken gives nothing twice */
    } else {
        *wait_ms = (int64_t)((1 - tokens) / per_ms(kind)) + 1;
    }
    pthread_mutex_unlock(lock);
    return is_taken;
}

bool limits_of_class(LoadClass load, bool is_change, LimitKind *session, LimitKind *prefix)
{
    switch (load) {
    case LOAD_SAFETY:
        return false;
    case LOAD_SYNC:
        *session = LIMIT_SESSION_SYNC;
        *prefix = LIMIT_PREFIX_SYNC;
        return true;
    case LOAD_SEARCH:
        *session = LIMIT_SESSION_SEARCH;
        *prefix = LIMIT_PREFIX_SEARCH;
        return true;
    case LOAD_NONE:
    case LOAD_TAKE_PART:
    case LOAD_PUBLIC:
    case LOAD_OFFICE:
    case LOAD_COUNT:
        break;
    }
    *session = is_change ? LIMIT_SESSION_CHANGE : LIMIT_SESSION_READ;
    *prefix = is_change ? LIMIT_PREFIX_CHANGE : LIMIT_PREFIX_READ;
    return true;
}
