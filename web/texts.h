/* texts.h: long texts that rooms begin with, as they lie in their folders:
 * capabilities/ROOM/first/LANG/10-name.md. tools/embed puts them into the program.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_TEXTS_H
#define WEB_TEXTS_H

#include "base/base.h"

typedef struct {
    const char *file; /* "capabilities/handbook/first/en/10-meetings.md"; sorted */
    const char *text;
} Text;

extern const Text   texts[];
extern const size_t text_count;

#endif
