/* consent.h: what people may be written to about, and the proof of it.
 *
 * Three questions are kept apart. May I write to this one person?
 *
 *     Permission permission;
 *     if (consent_permits(db, person, TOPIC_WELCOME, &permission))
 *         outbox_write(db, &permission, &edition, now, random);
 *
 * To whom in a place may I write about this? consent_audience(). And, at the
 * moment of sending, may it still go? Nobody has to ask: the outbox does.
 *
 * Somebody says yes: consent_give(), with the sentence that they saw. An
 * objection holds against everything but what membership itself needs, whoever
 * types the address again later; only its owner lifts it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_CONSENT_CONSENT_H
#define CAPABILITIES_CONSENT_CONSENT_H

#include "web/capability.h"

extern const Capability consent_capability;

/* Stored as numbers: add at the end of each half, never reorder. From
 * TOPIC_FIRST_SERVICE on, mails that belong to a membership: no yes is asked
 * for, and they are never used for anything else. */
typedef enum {
    TOPIC_NONE,
    TOPIC_LOCAL_NEWS,
    TOPIC_NATIONAL_NEWS,
    TOPIC_EVENTS,
    TOPIC_HELP,
    TOPIC_WELCOME,
    TOPIC_CALL, /* somebody near rings or writes once, to say hello */
    TOPIC_ASKED_COUNT, /* one behind the last that is asked for */

    TOPIC_FIRST_SERVICE = 100,
    TOPIC_NOTICE = TOPIC_FIRST_SERVICE, /* of meetings and votes that members have a right to */
    TOPIC_DUES,
    TOPIC_SERVICE_COUNT,
} Topic;

/* Stored as numbers: add at the end, never reorder. */
typedef enum { PACE_AT_ONCE = 1, PACE_WEEKLY } Pace;

/* How somebody said it. Stored as numbers: add at the end, never reorder. */
typedef enum {
    CHANNEL_ACCOUNT = 1, /* on the page of their own account */
    CHANNEL_JOINING,     /* on the form with which one joins */
    CHANNEL_SIGN_UP,     /* "keep me up to date", address proved by mail */
    CHANNEL_LETTER,      /* by the page that a mail's link opens */
    CHANNEL_ONE_CLICK,   /* by the button of a mail program */
    CHANNEL_PAPER,       /* signed, and typed by an officer */
    CHANNEL_PHONE,       /* said to an officer */
    CHANNEL_IMPORT,      /* in a list from before */
    CHANNEL_DEMO,
    CHANNEL_COUNT,
} ConsentChannel;

bool        topic_needs_consent(Topic topic);
bool        topic_has_pace(Topic topic); /* "once a week" can be chosen */
const char *topic_key(Topic topic);      /* "local-news"; never changed */
bool        topic_by_key(const char *key, Topic *topic);
const char *topic_title(Topic topic);    /* WORDS() */
const char *topic_words(Topic topic);    /* WORDS(): what comes, how often */
/* The sentence one says yes to, translated: for the label of a tick box. */
const char *consent_wording(Arena *arena, Lang lang, Topic topic);

/* --- saying yes and no ----------------------------------------------------- */

SubjectId consent_subject(PersonId person);
/* Somebody who has no account; the account's subject when there is one. */
SubjectId consent_reader(Db *db, const char *mail, AreaId area, Lang lang, TimeMs now,
                         Random *random);

typedef struct {
    SubjectId      subject;
    Topic          topic;
    Pace           pace;
    const char    *wording; /* as it was shown; NULL: consent_wording() in `lang` */
    Lang           lang;
    ConsentChannel channel;
    PersonId       asked_by; /* the officer who asked; none: our own page or letter */
    TimeMs         at;
} NewConsent;

typedef enum {
    CONSENT_KEPT,
    CONSENT_OBJECTED, /* they want no mail, and only they themselves can change that */
} ConsentEnd;

/* A service topic is not consented to: nothing is kept. A yes by one's own hand
 * (account, joining, sign-up) lifts an objection. */
ConsentEnd consent_give(Db *db, const NewConsent *consent, Random *random);
/* They were asked and did not say yes. Proof, and no more: what they said
 * before still stands. `pace` is not looked at. */
void consent_decline(Db *db, const NewConsent *consent, Random *random);
/* Nothing happens when there is no yes. */
void consent_withdraw(Db *db, SubjectId subject, Topic topic, ConsentChannel channel,
                      PersonId asked_by, TimeMs now, Random *random);

/* No mail of any kind but service mails, whoever has the address. */
void consent_object(Db *db, const char *mail, ConsentChannel channel, PersonId asked_by, TimeMs now,
                    Random *random);
bool consent_objected(Db *db, const char *mail);
/* Digits alone, as one dials at home; "" for no digit. */
const char *phone_digits(Arena *arena, const char *typed);
/* This number is rung no more, whoever has it. */
void consent_object_phone(Db *db, const char *phone, ConsentChannel channel, PersonId asked_by,
                          TimeMs now, Random *random);
/* Each of these numbers that is not to be rung becomes "": for lists of calls. */
void consent_hide_phones(Db *db, const char **const phone[], size_t count);
/* What stands against these people by their address and their number, for lists that are
 * read or leave the house. Their texts live as long as the answer is needed; "" for none. */
typedef struct { const char *mail, *phone; bool no_mail, no_calls; } Objecting;
void consent_objecting(Db *db, Objecting of[], size_t count);
/* This number may be rung again: for its owner, signed in. False: nothing stood against it. */
bool consent_lift_phone(Db *db, const char *phone);
void consent_lift_objection(Db *db, const char *mail, ConsentChannel channel, TimeMs now,
                            Random *random);

/* An account has another address: an objection goes along with it, and so does what
 * was said about the new address without an account. */
void consent_mail_changed(Db *db, PersonId person, const char *old_mail, const char *new_mail,
                          TimeMs now, Random *random);

/* --- permission ------------------------------------------------------------ */

/* False: no address, no yes, or an objection. */
bool consent_permits(Db *db, PersonId person, Topic topic, Permission *permission);

typedef struct {
    AreaId root;  /* everybody inside */
    bool   is_root_alone; /* not the places inside it */
    Topic  topic;
    Pace   pace;  /* of topics that have one */
} Audience;

/* Where the list goes on; zero at first. */
typedef struct {
    AreaId area;
    bool   is_of_readers;
    Id     after;
    bool   is_over; /* everybody was there */
} AudienceCursor;

/* The next up to `most` people. Without a Scope: for the outbox alone, nobody
 * is shown whom it writes to. */
PermissionList consent_audience(Db *db, const Audience *audience, AudienceCursor *cursor,
                                size_t most, TimeMs now);

enum { AUDIENCE_COUNT_MAX = 20000 }; /* where counting stops: then it says "more than" */
typedef struct {
    int64_t members;   /* in the place */
    int64_t at_once, weekly; /* members and readers who want this topic */
    int64_t without_mail; /* members who have no address */
    bool    is_cut;    /* some number went to AUDIENCE_COUNT_MAX */
} AudienceCount;
AudienceCount consent_audience_count(Db *db, const Audience *audience, TimeMs now);

/* What people have taken back since a backup was made, for a restore over a
 * living movement: nobody is written to again because of a restore. */
typedef struct ConsentSince ConsentSince;
ConsentSince *consent_since(Db *db, TimeMs since); /* in db_arena() */
/* How many of them took something back from what the backup had. */
int64_t consent_carry_over(Db *db, const ConsentSince *since, Random *random);

const char *path_mail_choices(const Request *req); /* one's own page */
/* "Keep me up to date", for who is no member; about this place, or about all (NULL). */
const char *path_up_to_date(const Request *req, const char *area_slug);

/* Views for other rooms' SQL:
 *   consent_public_standing (subject, topic, is_given)   what each said last */

#endif
