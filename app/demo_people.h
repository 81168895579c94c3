/* demo_people.h: people who do not exist, and what they say.
 *
 * All of it is drawn from one Random, so the same seed gives the same people.
 * Names are put together from lists, addresses end in example.org (RFC 2606),
 * telephone numbers are those that Ofcom keeps free for drama (07700 900000 to
 * 900999 and 020 7946 0000 to 0999).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_DEMO_PEOPLE_H
#define APP_DEMO_PEOPLE_H

#include "base/random.h"
#include "base/text.h"
#include "web/words.h"

typedef enum { DEMO_ENGLAND, DEMO_WALES, DEMO_SCOTLAND, DEMO_NATIONS } DemoNation;

typedef struct {
    const char *name, *mail, *phone; /* phone "" for none; the mail address has the number in it */
    bool        is_woman;
} InventedPerson;

/* number makes the address different from all others. */
InventedPerson invent_person(Arena *arena, Random *random, DemoNation nation, int64_t number);

enum { DEMO_YEARS = 20 };
/* When somebody joined: within DEMO_YEARS before now, with two surges. */
TimeMs invent_joined(Random *random, TimeMs now);

/* What a local party says about itself; `place` is its name in that language. */
const char *invent_about(Arena *arena, Random *random, Lang lang, const char *place);
const char *invent_meeting(Arena *arena, Random *random, Lang lang);

typedef struct {
    const char *question, *more; /* in English */
    const char *question_cy, *more_cy;
} DemoQuestion;

typedef enum { DEMO_ASK_MOVEMENT, DEMO_ASK_REGION, DEMO_ASK_LOCAL, DEMO_ASKS } DemoAsk;
const DemoQuestion *invented_question(DemoAsk ask);
const char *invent_answer(Arena *arena, Random *random, DemoAsk ask, Lang lang);

/* What came of answers; `DEMO_OUTCOMES` of them, index from 0. */
typedef struct { const char *said, *did; } DemoOutcome;
enum { DEMO_OUTCOMES = 3 };
const DemoOutcome *invented_outcome(size_t index);

#endif
