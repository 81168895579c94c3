/* shed.c: two time-outs for each class.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/shed.h"

/* Milliseconds. Sync waits longer than any page: a phone tries again by itself,
 * but it should not have to. */
static const struct { int64_t calm, standing; } patience[LOAD_COUNT] = {
    [LOAD_NONE]      = {  200,   10 },
    [LOAD_SAFETY]    = { SHED_FOR_EVER, SHED_FOR_EVER },
    [LOAD_SYNC]      = { 10000, 5000 },
    [LOAD_TAKE_PART] = { 1000,  160 },
    [LOAD_PUBLIC]    = {  800,   80 },
    [LOAD_OFFICE]    = {  600,   40 },
    [LOAD_SEARCH]    = {  400,   20 },
};

int64_t shed_patience_ms(LoadClass load, bool is_standing)
{
    size_t at = load >= LOAD_COUNT ? LOAD_NONE : load;
    return is_standing ? patience[at].standing : patience[at].calm;
}

void shed_begin(Shed *shed, TimeMs now)
{
    atomic_store(&shed->calm, now + SHED_BEGINNING_MS);
}

bool shed_admits(Shed *shed, LoadClass load, int64_t waited_ms, TimeMs now)
{
    if (waited_ms <= SHED_CALM_MS) {
        atomic_store_explicit(&shed->calm, now, memory_order_relaxed);
        return true;
    }
    TimeMs calm = atomic_load_explicit(&shed->calm, memory_order_relaxed);
    return waited_ms <= shed_patience_ms(load, now - calm > SHED_STANDING_MS);
}
