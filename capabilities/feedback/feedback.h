/* feedback.h: "tell us about this page", a board of what was asked for, and a
 * roadmap that everybody can read.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_FEEDBACK_FEEDBACK_H
#define CAPABILITIES_FEEDBACK_FEEDBACK_H

#include "capabilities/members/members.h"

extern const Capability feedback_capability;

typedef struct { Id id; } WordId;
typedef struct { Id id; } WishId;

enum {
    WISH_TITLE_MAX = 120, /* code points, as all of these */
    WISH_TEXT_MAX = 2000,
    WORD_TEXT_MAX = 2000,
};

/* Stored as numbers: add at the end, never reorder. */
typedef enum { WISH_ASKED = 1, WISH_PLANNED, WISH_DONE, WISH_REFUSED } WishState;

typedef struct {
    Lang        lang;
    const char *title, *text;
    WishState   state;
    const char *came_of, *came_path; /* "" for nothing yet */
    TimeMs      at;
} NewWish;

/* Something asked for, on the board for everybody. */
WishId wish_add(Db *db, const NewWish *wish, Random *random);

#endif
