/* banned.h: calls that have hurt C programs too often; each has a safe
 * neighbour named beside it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* With _FORTIFY_SOURCE some are macros under clang, which will not poison those. */
#undef sprintf
#undef vsprintf

#pragma GCC poison strcpy strcat strncpy strncat /* text_copy, TextBuilder */
#pragma GCC poison sprintf vsprintf              /* text_format */
#pragma GCC poison atoi atol atoll atof          /* text_to_int */
#pragma GCC poison strtok gets                   /* text_split; nothing */
#pragma GCC poison gmtime localtime ctime asctime mktime /* base/time.h */

#endif
