/* difference.h: what changed between two texts, word by word.
 *
 * The longest common run of words is kept, the rest was taken out or put in.
 * Common words at both ends are set aside first; what is left costs time and
 * memory as its product, so beyond DIFFERENCE_CELLS_MAX the middle is shown as
 * taken out whole and put in whole.
 *
 *   Source  R. A. Wagner, M. J. Fischer, Journal of the ACM 21 (1974) 168-173.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_HANDBOOK_DIFFERENCE_H
#define CAPABILITIES_HANDBOOK_DIFFERENCE_H

#include "base/list.h"
#include "base/text.h"

enum { DIFFERENCE_CELLS_MAX = 4 * 1024 * 1024 };

typedef enum { CHANGE_NONE, CHANGE_OUT, CHANGE_IN } Change;
typedef struct { Change change; const char *text; } Stretch;
typedef struct { Stretch *item; size_t count, capacity; } StretchList;

/* Stretches in order; those that are not CHANGE_IN, put together, are `before`,
 * and those that are not CHANGE_OUT are `after`. */
StretchList difference(Arena *arena, const char *before, const char *after);

#endif
