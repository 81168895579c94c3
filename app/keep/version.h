/* version.h: what this program calls itself; meson.build says it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_KEEP_VERSION_H
#define APP_KEEP_VERSION_H

#ifndef PROGRAM_VERSION
#define PROGRAM_VERSION "0.1.0"
#endif

#endif
