/* popped.c: somebody who has taken over a process of the real program.
 *
 * Preloaded into `groundswell serve`. Whoever sends a request with a line
 * "X-Act: N" has act N of acts.c done by the worker's own thread that received
 * it; N = -1 looks for the mail password in the worker's memory. What came of it
 * is written to stderr: "act N: +". The program itself knows nothing of this.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <dlfcn.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/rights/acts.h"

extern char end; /* of this program's own data, set by the linker */

static void scene_read(Scene *scene)
{
    *scene = (Scene){ .held = 0 };
    snprintf(scene->data, sizeof scene->data, "%s", getenv("SCENE_DATA"));
    snprintf(scene->password, sizeof scene->password, "%s", getenv("SCENE_PASSWORD"));
    snprintf(scene->outside, sizeof scene->outside, "%s", getenv("SCENE_OUTSIDE"));
    scene->relay_port = scene->other_port = (int)strtol(getenv("SCENE_PORT"), NULL, 10);
    scene->victim = (pid_t)strtol(getenv("SCENE_VICTIM"), NULL, 10);
}

/* How often the secret, which is told backwards, stands in the heap. */
static int secrets_in_heap(void)
{
    const char *backwards = getenv("SCENE_TERCES");
    size_t length = strlen(backwards), page = (size_t)sysconf(_SC_PAGESIZE);
    char *first = (char *)sbrk(0) - ((uintptr_t)sbrk(0) % page);
    unsigned char is_there;
    while (mincore(first - page, page, &is_there) == 0)
        first -= page;
    int found = 0;
    for (const char *at = first; at + length < (char *)sbrk(0); at++) {
        size_t same = 0;
        while (same < length && at[same] == backwards[length - 1 - same])
            same++;
        found += same == length;
    }
    return found;
}

static void act_do(long number)
{
    char line[64];
    Scene scene;
    scene_read(&scene);
    int found = number < 0 ? secrets_in_heap() : 0;
    char sign = number < 0 ? (found > 0 ? '+' : '-')
        : (size_t)number < act_count && acts[number].run(&scene) == 0 ? '+' : '-';
    int count = snprintf(line, sizeof line, "act %ld: %c\n", number, sign);
    ssize_t written = write(STDERR_FILENO, line, (size_t)count);
    (void)written;
}

ssize_t recv(int handle, void *bytes, size_t room, int flags)
{
    static ssize_t (*real)(int, void *, size_t, int);
    static const char mark[] = "X-Act: ";
    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "recv");
    ssize_t count = real(handle, bytes, room, flags);
    const char *found = count <= 0 ? NULL : memmem(bytes, (size_t)count, mark, sizeof mark - 1);
    if (found != NULL)
        act_do(strtol(found + sizeof mark - 1, NULL, 10));
    return count;
}
