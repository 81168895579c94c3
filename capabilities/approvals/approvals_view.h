/* approvals_view.h: what the pages about acts that take two people show.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_APPROVALS_APPROVALS_VIEW_H
#define CAPABILITIES_APPROVALS_APPROVALS_VIEW_H

#include "capabilities/approvals/acts.h"
#include "web/form.h"
#include "web/table.h"

enum { ASKABLE_MAX = 10 };

typedef struct {
    Request      *req;
    StoredAct     act;
    const char   *what, *fingerprint; /* what would happen; the digest, shortened */
    VoiceList     voices;
    MayAgree      may_agree;
    bool          may_refuse, is_own, is_open;
    const char   *askable[ASKABLE_MAX]; /* names of those who could agree */
    size_t        askable_count;
    const Form   *form; /* of the refusal */
} ActView;

typedef struct {
    Request      *req;
    StoredActList acts;
    const char  **what; /* for each */
    Sift          sift; /* of a place's list */
    bool          has_sift, open_only;
    Freeze        freeze;
    bool          may_freeze;
    const Form   *form; /* of the freeze */
} ActsView;

typedef struct { Request *req; int64_t count; } ActsCard;

#endif
