/* updates.h: what a place writes to its people: newsletters, invitations,
 * notices; the archive; and the week's letters together.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_UPDATES_UPDATES_H
#define CAPABILITIES_UPDATES_UPDATES_H

#include "capabilities/consent/consent.h"
#include "capabilities/places/places.h"
#include "web/capability.h"

extern const Capability updates_capability;

typedef struct { Id id; } LetterId;

typedef struct {
    AreaId      area;
    Topic       topic;
    Lang        lang;
    const char *title, *body; /* body is Markdown */
    bool        is_public;    /* everybody may read it later */
    PersonId    by;
    TimeMs      at;
} NewLetter;

LetterId updates_draft(Db *db, const NewLetter *letter, Random *random);
/* For the demo: it stands in the archive as if it had been sent at letter->at. */
void updates_sent_before(Db *db, const NewLetter *letter, int64_t people, Random *random);

const char *path_letters(const Request *req, const char *area_slug); /* officers */
const char *path_news(const Request *req, const char *area_slug);    /* everybody */

#endif
