/* journey.h: whole stories through serve(), without socket, sleep or mock.
 *
 * A Browser keeps cookies and follows nothing by itself. Replies live until
 * the next visit of any browser of the same journey.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_JOURNEY_H
#define TESTS_JOURNEY_H

#include "app/serve.h"
#include "capabilities/places/places.h"

typedef struct {
    Db         *db; /* for looking at what happened; also what stories are set up with */
    Serve       serve;
    ServeThread thread;
    Site        site;
    Arena      *arena; /* of what the site is made of */
    TimeMs      now;
    Random      random;
    Place       party, branch, other_party, other_branch; /* of the invented county */
} Journey;

typedef struct {
    Journey *journey;
    char     cookie[8][2][256]; /* name, value */
    size_t   cookie_count;
    const char *language; /* Accept-Language; NULL for none */
    const char *address; /* NULL: this machine */
    const char *encoding; /* Accept-Encoding; NULL for none */
    const char *bearer; /* a key for programs, sent with every visit; NULL for none */
    bool     is_foreign;  /* POSTs come from another site */
} Browser;

/* A movement on the invented county, at TEST_NOW. */
Journey *journey_begin(void);
void     journey_end(Journey *journey);
Browser  browser_new(Journey *journey);

Reply browser_get(Browser *browser, const char *target);
Reply browser_post(Browser *browser, const char *target, const char *form);
/* A form that brings a file, as a browser sends it: fields as in browser_post(). */
Reply browser_send_file(Browser *browser, const char *target, const char *form, const char *field,
                        const char *file_name, const void *bytes, size_t length);
const char *reply_location(const Reply *reply); /* "" when it is no redirect */

/* People of the story. Signing in goes the whole way: form, mail, button. */
PersonId journey_member(Journey *journey, const char *name, const char *mail, AreaId area);
void     journey_officer(Journey *journey, PersonId person, AreaId area);
void     browser_sign_in(Browser *browser, const char *mail);
/* The newest message to this address; fails the test when there is none. */
const char *journey_mail(Journey *journey, const char *mail);
/* The newest with that in it. */
const char *journey_mail_with(Journey *journey, const char *mail, const char *part);
/* What stands in text between the first `from` and the next `until`. */
const char *between(Journey *journey, const char *text, const char *from, const char *until);
/* A fresh row count, for asking what happened: "SELECT count(*) FROM trail_entry". */
int64_t journey_count(Journey *journey, const char *sql);

#endif
