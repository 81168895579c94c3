/* apart.h: what the jobs process lends to rooms of sys/child.h (base/outside.h
 * says what it is).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef SYS_APART_H
#define SYS_APART_H

#include "base/outside.h"

ApartEnd apart_run(Outside *outside, const Apart *apart);

#endif
