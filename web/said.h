/* said.h: a short word on the next page that something was done: "Kept."
 *
 *     Reply reply = reply_see(req, path);
 *     reply_say(req, &reply, SAID_KEPT);
 *
 * It travels in a cookie of one minute that names one of the sentences here,
 * so neither an address nor another site can make our pages say something.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_SAID_H
#define WEB_SAID_H

#include "web/reply.h"

#define SAID_COOKIE "said"

typedef enum { SAID_NOTHING, SAID_KEPT, SAID_SENT, SAID_ENDED, SAID_NAMED, SAID_THERE, SAID_COUNT } Said;

void reply_say(Request *req, Reply *reply, Said said);
Said        said_of(const Request *req); /* what the page before left to be said */
const char *said_words(Said said);       /* English, a WORDS() */

#endif
