/* child.h: one process for each file that nobody vouches for.
 *
 * The child has the file's bytes and a pipe to write to, and nothing else: no
 * files, no sockets, no other processes, a limit to memory, time and what it
 * may write. Whatever a file does to its reader, the parent gets plain bytes,
 * which it still has to check, and one word about how it ended.
 *
 *     Child child;
 *     if (child_begin(&child, read_shapes, &file, &limits))
 *         while ((count = child_read(&child, bytes, sizeof bytes)) > 0)
 *             take(bytes, count);
 *     ChildEnd end = child_end(&child);
 *
 *   Source  N. Provos, M. Friedl, P. Honeyman, Preventing Privilege Escalation,
 *           USENIX Security 2003; OpenSSH's sandbox-rlimit.c.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef SYS_CHILD_H
#define SYS_CHILD_H

#include <sys/types.h>

#include "sys/rights.h"

/* How it ended; words in child_words(). */
typedef enum {
    CHILD_DONE,
    CHILD_REFUSED,   /* the work returned false */
    CHILD_MEMORY,
    CHILD_CPU,
    CHILD_SLOW,
    CHILD_LONG,      /* it wrote more than it may */
    CHILD_CRASHED,
    CHILD_FORBIDDEN, /* a call that readers do not make */
    CHILD_NOT_BEGUN, /* no process, no pipe, or no way to confine it */
    CHILD_ENDS,
} ChildEnd;

typedef struct {
    size_t  memory_bytes; /* above what the parent has */
    int     cpu_s;
    int64_t wait_ms;      /* for the next byte it writes */
    size_t  output_bytes;
    bool    has_letters; /* it may read the machine's fonts, and nothing else */
} ChildLimits;

/* In the child: bytes for the parent. False when it does not listen any more. */
typedef struct { int pipe; } ChildOut;
bool child_say(ChildOut *out, const void *bytes, size_t count);

/* The work. False: refused. What it does to memory is lost with it. */
typedef bool ChildWork(void *context, ChildOut *out);

typedef struct {
    pid_t       pid; /* 0: not begun */
    int         pipe;
    size_t      taken;
    ChildLimits limits;
    ChildEnd    cut; /* why the parent stopped it; CHILD_DONE: it did not */
} Child;

/* `mode` as in the settings: strict does not work without confinement. */
bool child_begin(Child *child, ChildWork *work, void *context, const ChildLimits *limits,
                 RightsMode mode);
/* The next bytes; 0 when there are no more, for whatever reason. */
size_t child_read(Child *child, void *bytes, size_t room);
/* Waits for its end, and brings it about if it goes on. */
ChildEnd child_end(Child *child);

/* To be read after the file's name: "is more than this program can hold". */
const char *child_words(ChildEnd end);

#endif
