/* shed.c: two time-outs for each class.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/shed.h"

/* Milliseconds. Sync waits longer than any page: a phone tries again by itself,
 * but it should not have to. */
static const struct { int64_t calm, standing; } patience[LOAD_COUNT] = {
    [LOAD_NONE]      = {  200,   20 },
    [LOAD_SAFETY]    = { SHED_FOR_EVER, SHED_FOR_EVER },
    [LOAD_SYNC]      = { 10000, 5000 },
    [LOAD_TAKE_PART] = { 1000,  120 },
    [LOAD_PUBLIC]    = {  800,   80 },
    [LOAD_OFFICE]    = {  600,   50 },
    [LOAD_SEARCH]    = {  400,   30 },
};

int64_t shed_patience_ms(LoadClass load, bool is_standing)
{
    size_t at = load >= LOAD_COUNT ? LOAD_NONE : load;
    return is_standing ? patience[at].standing : patience[at].calm;
}

void shed_begin(Shed *shed, TimeMs now)
{
    *shed = (Shed){ .calm = now + SHED_BEGINNING_MS, .last = now };
}

bool shed_admits(Shed *shed, LoadClass load, int64_t waited_ms, TimeMs now)
{
    bool was_pause = now - shed->last > SHED_STANDING_MS;
    shed->last = now;
    if (was_pause || waited_ms <= SHED_CALM_MS) {
        shed->calm = now > shed->calm ? now : shed->calm;
        shed->crowd = 0;
    }
    shed->crowd += shed->crowd < SHED_CROWD;
    bool is_standing = shed->crowd == SHED_CROWD && now - shed->calm > SHED_STANDING_MS;
    return waited_ms <= shed_patience_ms(load, is_standing);
}
