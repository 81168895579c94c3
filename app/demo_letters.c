/* demo_letters.c: letters of the last weeks, a draft, and what members of the
 * busy branch have said yes to.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/demo_letters.h"

#include "capabilities/updates/updates.h"

enum { LETTERS_SEED = 4711 };

static const struct {
    Topic       topic;
    int         days_ago;
    bool        is_public;
    const char *title, *body;
} texts[] = {
    { TOPIC_NATIONAL_NEWS, 20, true, "What our listening has changed so far",
      "Thank you to everybody who answered this summer.\n\n## What came of it\n\n"
      "- Meetings on ground floors, wherever a hall can be found.\n"
      "- A rota for lifts, so that nobody misses a vote for want of a bus.\n\n"
      "The next question comes to your first page in spring.\n" },
    { TOPIC_LOCAL_NEWS, 13, true, "The library stays open",
      "After eleven weeks of standing in the rain with clipboards: **the library stays open six "
      "days a week.** Four hundred neighbours signed.\n\nWe celebrate on Saturday from two "
      "o'clock, in the reading room. Bring cake, or a neighbour, or both.\n" },
    { TOPIC_EVENTS, 6, false, "An evening about rents",
      "What may a landlord ask for, and what not? A lawyer of the tenants' union answers for an "
      "hour, and then we talk.\n\nThursday, half past seven, the upper room of the community "
      "centre. There is a lift.\n" },
    { TOPIC_HELP, 3, false, "Two drivers for the food shelf",
      "The food shelf needs two more drivers on Wednesday evenings, for an hour each. A small car "
      "is enough.\n\nAnswer this letter, or tell us on Thursday.\n" },
};

static void choose(Db *db, const DemoLetters *letters, Random *random)
{
    for (size_t i = 0; i < letters->members; i++) {
        arena_reset(letters->scratch);
        for (Topic topic = TOPIC_NONE + 1; topic < TOPIC_ASKED_COUNT; topic++) {
            if ((i + (size_t)topic) % 3 == 0)
                continue;
            consent_give(db, &(NewConsent){
                .subject = consent_subject(letters->member[i]), .topic = topic,
                .pace = (i + (size_t)topic) % 5 == 0 ? PACE_WEEKLY : PACE_AT_ONCE,
                .channel = CHANNEL_DEMO, .at = letters->now - 30 * DAY_MS,
            }, random);
        }
    }
}

void demo_letters(Db *db, const DemoLetters *letters)
{
    Random random = random_from_seed(LETTERS_SEED);
    choose(db, letters, &random);
    for (size_t i = 0; i < COUNT(texts); i++) {
        bool is_national = texts[i].topic == TOPIC_NATIONAL_NEWS;
        updates_sent_before(db, &(NewLetter){
            .area = is_national ? letters->root : texts[i].topic == TOPIC_EVENTS ? letters->party
                                                                                 : letters->branch,
            .topic = texts[i].topic, .lang = LANG_EN, .title = texts[i].title,
            .body = texts[i].body, .is_public = texts[i].is_public,
            .by = is_national ? letters->admin : letters->secretary,
            .at = letters->now - texts[i].days_ago * DAY_MS,
        }, (int64_t)letters->members * 2 / 3, &random);
    }
    updates_draft(db, &(NewLetter){
        .area = letters->branch, .topic = TOPIC_NOTICE, .lang = LANG_EN,
        .title = "Our annual meeting",
        .body = "The annual meeting is in four weeks, at seven, in the community centre.\n\n"
                "On the agenda: reports, the accounts, and the election of all officers.\n",
        .by = letters->secretary, .at = letters->now - DAY_MS,
    }, &random);
}
