/* progress.c: a bar for people, lines for logs.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/progress.h"

#include <unistd.h>

#include "base/clock.h"
#include "sys/outside.h"

enum { BAR_SIGNS = 30, DRAW_EVERY_MS = 100, LINE_BYTES = 200, TENTHS = 10 };

Progress progress_begin(const char *words, int64_t whole)
{
    TimeMs now = clock_now();
    return (Progress){
        .words = words, .whole = whole < 1 ? 1 : whole, .shown = -1, .began = now, .drawn = now,
        .is_terminal = isatty(STDERR_FILENO) == 1,
    };
}

void progress_line(char *out, size_t out_bytes, const Progress *progress, int64_t done, TimeMs now,
                   int width)
{
    char bar[2 * BAR_SIGNS + 1];
    int signs = width > 2 * BAR_SIGNS ? 2 * BAR_SIGNS : width;
    int full = (int)(done * signs / progress->whole);
    for (int i = 0; i < signs; i++)
        bar[i] = i < full ? '#' : '.';
    bar[signs] = '\0';

    int64_t spent_s = (now - progress->began) / SECOND_MS;
    int64_t left_s = done == 0 ? 0 : spent_s * (progress->whole - done) / done;
    snprintf(out, out_bytes, "%s [%s] %3d %%  %lld of %lld, %lld s left", progress->words, bar,
             (int)(done * 100 / progress->whole), (long long)done, (long long)progress->whole,
             (long long)left_s);
}

void progress_to(Progress *progress, int64_t done)
{
    if (progress->is_silent)
        return;
    if (!progress->is_terminal) {
        int64_t tenth = done * TENTHS / progress->whole;
        if (tenth > progress->shown && tenth > 0 && tenth < TENTHS)
            fprintf(stderr, "%s: %d %%\n", progress->words, (int)tenth * 10);
        if (tenth > progress->shown)
            progress->shown = tenth;
        return;
    }
    TimeMs now = clock_now();
    if (now - progress->drawn < DRAW_EVERY_MS)
        return;
    progress->drawn = now;
    char line[LINE_BYTES];
    progress_line(line, sizeof line, progress, done, now, BAR_SIGNS);
    fprintf(stderr, "\r%s\033[K", line);
    fflush(stderr);
}

void progress_end(Progress *progress)
{
    int64_t spent_ms = clock_now() - progress->began;
    if (!progress->is_silent)
        fprintf(stderr, "%s%s: %lld in %lld.%lld s%s\n", progress->is_terminal ? "\r" : "",
                progress->words, (long long)progress->whole, (long long)(spent_ms / SECOND_MS),
                (long long)(spent_ms % SECOND_MS / 100), progress->is_terminal ? "\033[K" : "");
}
