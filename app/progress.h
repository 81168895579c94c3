/* progress.h: how far a long piece of work has come.
 *
 * On a terminal one line that draws itself again; elsewhere a plain line at
 * every tenth; is_silent (set it in tests) keeps it quiet.
 *
 *     Progress progress = progress_begin("People", count);
 *     for (...) progress_to(&progress, i);
 *     progress_end(&progress);
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_PROGRESS_H
#define APP_PROGRESS_H

#include "base/base.h"

typedef struct {
    const char *words;
    int64_t     whole, shown;
    TimeMs      began, drawn;
    bool        is_terminal, is_silent;
} Progress;

/* Writes to stderr. whole > 0. */
Progress progress_begin(const char *words, int64_t whole);
void     progress_to(Progress *progress, int64_t done);
void     progress_end(Progress *progress);

/* What stands on the line, for a bar of `width` signs; out is NUL-terminated. */
void progress_line(char *out, size_t out_bytes, const Progress *progress, int64_t done, TimeMs now,
                   int width);

#endif
