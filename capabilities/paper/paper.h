/* paper.h: what is printed: address labels, letters, phone lists.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PAPER_PAPER_H
#define CAPABILITIES_PAPER_PAPER_H

#include "web/capability.h"

extern const Capability paper_capability;

const char *path_paper(const Request *req, const char *area_slug);

#endif
