/* outside.h: the clock, entropy and processes of this machine.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef SYS_OUTSIDE_H
#define SYS_OUTSIDE_H

#include "base/random.h"

TimeMs clock_now(void);
int64_t monotonic_us(void); /* for how long something took */
Random entropy_random(void); /* seeded by the kernel */
void   sleep_ms(int64_t duration_ms); /* returns early on a signal */

#endif
