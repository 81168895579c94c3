/* landlock.h: rules about files, ports and signals, by the kernel's Landlock.
 *
 * glibc has no functions for it and Debian 12's header ends with the second
 * version, so this names the calls and the later rights itself.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef SYS_LANDLOCK_H
#define SYS_LANDLOCK_H

#include "sys/rights.h"

enum {
    LANDLOCK_FILES = 1,   /* Linux 5.13 */
    LANDLOCK_SHORTEN = 3, /* Linux 6.2: cutting a file shorter is a right of its own */
    LANDLOCK_PORTS = 4,   /* Linux 6.7 */
    LANDLOCK_DEVICES = 5, /* Linux 6.10: ioctl on devices */
    LANDLOCK_SIGNALS = 6, /* Linux 6.12: and abstract UNIX sockets */
};

/* The version that the kernel offers; 0 for none. */
int landlock_version(void);

/* Binds the calling thread and all it starts. False with errno set. */
bool landlock_bind(Rights *rights);

#endif
