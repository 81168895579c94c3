/* check.h: groundswell check --data DIR: is everything as it should be?
 *
 * Each finding is one line: fine, or a warning, or a fault, with what to do.
 * Looks at the settings and who may read them, the database (sound, its
 * schema, its references), the audit chain, disk room, backups and their age,
 * points of return, the clock, and with --mail whether the relay answers.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_KEEP_CHECK_H
#define APP_KEEP_CHECK_H

#include "app/settings.h"
#include "base/list.h"

typedef enum { FINDING_FINE, FINDING_WARNING, FINDING_FAULT } FindingLevel;

typedef struct {
    FindingLevel level;
    const char  *what;     /* "database", "disk", … */
    const char  *sentence; /* what was found */
    const char  *to_do;    /* "" when there is nothing to do */
} Finding;
typedef LIST_OF(Finding) FindingList;

typedef struct {
    Arena      *arena;
    const char *data_dir;
    TimeMs      now;
    bool        with_mail;
    FindingList findings;
} Check;

/* Fills check->findings. Writes nothing. */
void check_all(Check *check);

/* 0: all fine; 1: a warning; 2: a fault. */
int         check_status(const FindingList *findings);
const char *check_text(Arena *arena, const FindingList *findings);
const char *check_json(Arena *arena, const FindingList *findings);

int check_command(int argc, char **argv);

#endif
