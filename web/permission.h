/* permission.h: that one address may be written to about one thing.
 *
 * Mass sending takes a Permission for each recipient, so a letter to somebody
 * who did not ask for it does not compile. Nothing but capabilities/consent
 * makes one: `make tidy` looks for it. A permission is asked for when a letter
 * is queued, and looked up again (StillMay) at the moment of sending.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_PERMISSION_H
#define WEB_PERMISSION_H

#include "base/ids.h"
#include "web/words.h"

/* Whom a consent is about: the id of a person with an account, or of a reader
 * who has none. */
typedef struct { Id id; } SubjectId;

typedef struct {
    SubjectId   subject;
    const char *mail; /* normalised */
    Lang        lang;
    int         topic;   /* a Topic of consent.h; stored with what is sent */
    Id          receipt; /* of the consent; none where membership itself is the ground */
} Permission;

typedef struct { Permission *item; size_t count, capacity; } PermissionList;

/* What must not go any more, though it was permitted when it was queued. */
typedef enum { STILL_FINE, STILL_LEFT, STILL_OBJECTED } StillWord;

typedef struct {
    SubjectId   subject;
    const char *mail;
    int         topic;
    StillWord   word;  /* the answer */
    const char *leave; /* the answer: the path of the page that stops such mails; NULL: none */
} StillMay;

#endif
