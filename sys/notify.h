/* notify.h: telling systemd that we serve, and that we live.
 *
 * One datagram to the socket that NOTIFY_SOCKET names; without it, nothing
 * happens. See sd_notify(3); no library is needed for it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef SYS_NOTIFY_H
#define SYS_NOTIFY_H

#include "base/base.h"

/* Reads what systemd wants from the environment and takes it out, so that no
 * other process speaks for this one. */
void notify_begin(void);

/* "READY=1", "STOPPING=1" */
void notify_say(const char *words);

/* Says that we live, when it is time to; the milliseconds until the next time,
 * or -1 when nobody asks. */
int notify_alive(TimeMs now);

#endif
