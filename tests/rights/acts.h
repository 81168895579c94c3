/* acts.h: what somebody would try who had taken over one of our processes.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_RIGHTS_ACTS_H
#define TESTS_RIGHTS_ACTS_H

#include <stddef.h>
#include <sys/types.h>

/* Where to try it. */
typedef struct {
    char  data[4200];    /* the folder of data, with a database, settings.conf and others */
    char  password[4200]; /* the file of the mail password */
    char  outside[4200]; /* a folder of somebody else's, writable to this account */
    int   relay_port, other_port; /* on 127.0.0.1, both listening */
    pid_t victim;       /* another process of this account */
    int   held;         /* a descriptor that it may have, for ioctl; or -1 */
} Scene;

/* One letter for each kind of process: supervisor, worker, jobs, reader.
 *   +  it works            -  it is refused with an error
 *   x  the process dies of it  .  it depends on the account    */
enum { ACT_PROCESSES = 4 };

typedef struct {
    const char *name;
    int       (*run)(const Scene *scene); /* 0: it worked; else errno */
    const char *want;
    int         landlock; /* the version that this row needs; 0 for any */
} Deed;

extern const Deed    acts[];
extern const size_t act_count;

#endif
