/* calls.h: which system calls a process keeps, by the kernel's seccomp.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef SYS_CALLS_H
#define SYS_CALLS_H

#include "sys/rights.h"

/* True when the kernel can filter calls. */
bool calls_possible(void);

/* Binds every thread of this process and all it starts. False with `why`. */
bool calls_bind(const Rights *rights, char *why, size_t why_bytes);

#endif
