/* rules.h: how long before a meeting it must be called, and how many must be
 * there. Settings of each place and kind; the rules themselves are pure.
 *
 *   Source  notice and quorum as British parties' model procedures have them: a
 *           week for ordinary meetings, two for the annual one; a small number
 *           for a branch, a share of the members for a party.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_MEETINGS_RULES_H
#define CAPABILITIES_MEETINGS_RULES_H

#include "capabilities/meetings/meetings.h"

/* Stored as numbers: add at the end, never reorder. */
typedef enum {
    MEETING_BRANCH = 1, /* an ordinary meeting of a branch */
    MEETING_GENERAL,    /* of all members of a party */
    MEETING_ANNUAL,
    MEETING_EXECUTIVE,  /* of those who hold an office */
    MEETING_KIND_END,
} MeetingKind;

enum {
    NOTICE_DAYS_MAX = 90, QUORUM_MAX = 1000000, STANDING_MAX = 2000, STANDING_LINES_MAX = 20,
    SUPPORTERS_MAX = 50,
};

typedef struct {
    MeetingKind kind;
    int64_t     notice_days;
    bool        is_clear; /* neither the day of the notice nor that of the meeting counts */
    bool        is_share; /* `quorum` is per cent of those who may come */
    int64_t     quorum, quorum_least, quorum_most; /* least, most: of a share; 0: none */
    int64_t     supporters;
    const char *standing; /* one item a line; "": our own */
    const char *from_area; /* the name of the place whose rule it is; "" for our own */
    bool        is_own;    /* set for this very place */
} MeetingRule;

extern const MeetingRule meeting_rule_defaults[MEETING_KIND_END];

/* Calendar days between the day of the notice and that of the meeting, as the
 * rule counts them; never less than nought. */
int64_t meeting_notice_given(const MeetingRule *rule, int64_t notice_day, int64_t meeting_day);
/* The last day on which a meeting on `meeting_day` can be called in time. */
int64_t meeting_notice_last_day(const MeetingRule *rule, int64_t meeting_day);
/* How many of `entitled` must be there: at least one. */
int64_t quorum_needed(const MeetingRule *rule, int64_t entitled);

const char *meeting_kind_words(MeetingKind kind); /* English, a WORDS() */
const char *meeting_kind_key(MeetingKind kind);   /* in addresses: "annual" */
bool        meeting_kind_from_key(const char *key, MeetingKind *kind);

#endif
