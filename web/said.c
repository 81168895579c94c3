/* said.c: a handful of sentences, and the cookie that names one.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/said.h"

enum { SAID_FOR_S = 60 };

static const struct { const char *key, *words; } sentences[SAID_COUNT] = {
    [SAID_NOTHING] = { "", "" },
    [SAID_KEPT]    = { "kept", WORDS("Kept.") },
    [SAID_SENT]    = { "sent", WORDS("Sent.") },
    [SAID_ENDED]   = { "ended", WORDS("That is over now.") },
    [SAID_NAMED]   = { "named", WORDS("They stand on the page now.") },
    [SAID_THERE]   = { "there", WORDS("This came before. Here it is, and nothing counts twice.") },
};

void reply_say(Request *req, Reply *reply, Said said)
{
    reply_cookie(req, reply, SAID_COOKIE, sentences[said].key, SAID_FOR_S);
}

Said said_of(const Request *req)
{
    const char *key = req_site_cookie(req, SAID_COOKIE);
    for (Said said = SAID_NOTHING + 1; said < SAID_COUNT; said++)
        if (text_equal(key, sentences[said].key))
            return said;
    return SAID_NOTHING;
}

const char *said_words(Said said)
{
    return sentences[said].words;
}
