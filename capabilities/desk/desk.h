/* desk.h: an officer's desk: the members of an area, what is noted about them,
 * what is done with many of them, and the evening's list.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_DESK_DESK_H
#define CAPABILITIES_DESK_DESK_H

#include "capabilities/members/members.h"

extern const Capability desk_capability;

/* --- choices: members that an officer has ticked ---------------------------------- */

/* An action of a room (MemberAction) is asked for with ?choice=ID:
 *
 *     ChoiceId id;
 *     if (!choice_of_request(req, &id)) return reply_not_found(req);
 *     ChosenList people = choice_members(req->db, req->scope, id, NULL);
 *
 * A choice is one officer's own and is forgotten after a few days. */
typedef struct { Id id; } ChoiceId;

enum {
    CHOICE_MAX = 20 * 1000, /* members */
    CHOICE_PAGE = 5000,     /* of them, read at once */
};

typedef struct {
    MemberId    id;
    PersonId    person;
    int64_t     number;
    const char *name, *mail, *phone, *address, *postcode; /* "" for none */
    TimeMs      joined;
    MemberState state;
    MemberReach reach;
    Place       area; /* without code, parent and point */
    const char *key;  /* where it stands in a choice */
    bool        no_mail, no_calls; /* they object: no mail but what membership needs; no
                                      calls, and then the number is "" */
    bool        is_late, waits_call; /* in a list alone: dues overdue; not yet welcomed */
} Chosen;

typedef struct { Chosen *item; size_t count, capacity; } ChosenList;

/* The choice that ?choice= or a form's field of this name names; false when it is
 * not this officer's, not of this place, or forgotten. */
bool choice_of_request(const Request *req, ChoiceId *id);
int64_t choice_count(Db *db, Scope scope, ChoiceId id);
/* By name, CHOICE_PAGE at most, after this one; NULL: from the first. Each is noted
 * as read. */
ChosenList choice_members(Db *db, Scope scope, ChoiceId id, const Chosen *after);

/* For a demo: a view, tags, notes and a copy for the first members of a place. */
void desk_fill_demo(Db *db, Scope scope, Lang lang, TimeMs now, Random *random);

/* Views for other rooms' SQL:
 *   desk_public_chosen (choice, name_key, member, area_id, place, by_person) */

const char *path_desk(const Request *req, const char *area_slug);
const char *path_choice(const Request *req, const char *action, ChoiceId id);

#endif
