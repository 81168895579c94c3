/* over.h: restore --over DIR: a backup in the place of a living movement, when
 * two administrators have agreed.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_KEEP_OVER_H
#define APP_KEEP_OVER_H

#include "app/keep/restore.h"

/* plan->data_dir is the living movement's. Returns the exit status, after
 * saying what has to happen or what was done. */
int restore_over(Arena *arena, const RestorePlan *plan);

#endif
