/* disk.c: how long this disk takes to keep what it is told to keep.
 *
 *     disk FOLDER SECONDS
 *
 * Appends 4 KiB and waits for fdatasync(), again and again; prints the median
 * and the 99th percentile.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/text.h"

#include <fcntl.h>
#include <unistd.h>

enum { PAGE_BYTES = 4096, SYNCS_MAX = 1000000 };

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    static char    page[PAGE_BYTES];
    static int64_t took_ns[SYNCS_MAX];
    int64_t        seconds;
    if (argc != 3 || !text_to_int(argv[2], 1, 3600, &seconds)) {
        fprintf(stderr, "usage: disk FOLDER SECONDS\n");
        return 2;
    }
    Arena *arena = arena_new(ARENA_CHUNK_BYTES);
    const char *path = text_format(arena, "%s/disk.tmp", argv[1]);
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    unlink(path);
    size_t count = 0;
    for (int64_t end = now_ns() + seconds * 1000000000; now_ns() < end && count < SYNCS_MAX;) {
        int64_t start = now_ns();
        if (write(file, page, sizeof page) != sizeof page || fdatasync(file) != 0) {
            perror("disk");
            return 1;
        }
        took_ns[count++] = now_ns() - start;
    }
    close(file);
    qsort(took_ns, count, sizeof took_ns[0], compare);
    printf("fdatasync of 4 KiB: p50 %.0f us, p99 %.0f us (%zu in %lld s)\n",
           (double)took_ns[count / 2] / 1000, (double)took_ns[count * 99 / 100] / 1000, count,
           (long long)seconds);
    arena_free(arena);
    return 0;
}
