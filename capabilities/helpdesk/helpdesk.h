/* helpdesk.h: somebody asks, the right desk answers, and the answer is there for
 * the next one.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_HELPDESK_HELPDESK_H
#define CAPABILITIES_HELPDESK_HELPDESK_H

#include "capabilities/handbook/handbook.h"

extern const Capability helpdesk_capability;

typedef struct { Id id; } HelpId;

enum {
    HELP_TITLE_MAX = 160, /* code points, as all of these */
    HELP_TEXT_MAX = 4000,
    HELP_ANSWER_MAX = 8000,
};

/* Stored by key. What a question is about decides where it goes. */
typedef struct {
    const char *key;
    const char *words;  /* WORDS() */
    PlaceKind   level;  /* the smallest place whose desk answers it */
    int64_t     days;   /* until it is due */
} HelpSubject;

extern const HelpSubject help_subjects[];
extern const size_t      help_subject_count;
const HelpSubject *help_subject(const char *key); /* the last, "something else", when unknown */

typedef struct {
    AreaId      area; /* the desk's */
    PersonId    person;
    const char *subject, *title, *text, *name, *mail, *from_page;
    Lang        lang;
    TimeMs      at, due;
    bool        is_proven;
} HelpNew;

HelpId help_add(Db *db, const HelpNew *question, Random *random);

/* --- addresses ------------------------------------------------------------------- */

const char *path_ask(const Request *req, const char *typed); /* typed: "" for nothing */
const char *path_my_questions(const Request *req);
const char *path_help_desk(const Request *req, const Place *place);

#endif
