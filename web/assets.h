/* assets.h: style sheets, scripts and pictures, compiled into the program.
 *
 * An asset's path carries the hash of its bytes, so browsers may keep it for
 * ever and still get the new one at once.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_ASSETS_H
#define WEB_ASSETS_H

#include "base/base.h"

typedef struct {
    const char          *name; /* "app.css" */
    const char          *path; /* "/assets/3f9a2c1b/app.css" */
    const char          *type;
    const unsigned char *bytes;
    size_t               length;
    const unsigned char *packed; /* the same as gzip; NULL: not smaller, or not packed */
    size_t               packed_length;
} Asset;

extern const Asset  assets[]; /* made at build time by tools/embed */
extern const size_t asset_count;

const Asset *asset_by_path(const char *path); /* NULL: none */
const char  *path_asset(const char *name);    /* "" when there is none of that name */

#endif
