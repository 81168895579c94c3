/* approvals.h: acts that take two people: one mechanism for all of them.
 *
 *     ActId id = approvals_propose(db, site, &(NewAct){ .kind = "access.admin", … }, now, random);
 *
 * The same transaction that hears the second yes does the act, or, for a kind
 * with a cooling time, the job does it afterwards. What people see and press
 * is on /approvals and /areas/:area/approvals.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_APPROVALS_APPROVALS_H
#define CAPABILITIES_APPROVALS_APPROVALS_H

#include "web/capability.h"

extern const Capability approvals_capability;

/* Nobody's yes counts before the role behind it was held for so long: a second
 * mailbox of one's own can be made in a minute, but not unseen for two weeks. */
#define APPROVALS_HELD_MS  (14 * DAY_MS)
/* How long an act waits where there is nobody else who could agree; everybody
 * with a role is told meanwhile and can stop it. */
#define APPROVALS_ALONE_MS (3 * DAY_MS)
/* Somebody whose role was over so recently is still "somebody else": one cannot
 * become the only one by ending what the others hold, or by shortening it. */
#define APPROVALS_GONE_MS  (28 * DAY_MS)

typedef struct {
    const char *kind;
    AreaId      area;
    PersonId    by;     /* none: the server's own terminal; then two people must agree */
    PersonId    gains;  /* none: nobody in particular */
    const char *params; /* "name value\n" lines */
    const char *why;
} NewAct;

/* Keeps the proposal and tells those who can agree; gives back the open one
 * when exactly the same is proposed already. The none id when the kind
 * is unknown or the proposer may not propose it there. */
ActId approvals_propose(Db *db, const Site *site, const NewAct *act, TimeMs now, Random *random);

/* What stands behind a name in the parameters; "" for none. */
const char *act_param(Arena *arena, const char *params, const char *name);
/* The fingerprint that is shown with a proposal and frozen with it. */
Hash act_digest(const char *kind, AreaId area, PersonId gains, const char *params);

/* For what is done outside (a restore at the terminal, a mailing): whether two
 * people stand behind exactly this, their roles are in force, nothing is
 * frozen and its time is not over. */
bool approvals_is_approved(Db *db, const char *kind, Hash digest, TimeMs now, ActId *id);
/* It has been done; it cannot be done a second time. False: it was not open. */
bool approvals_done(Db *db, ActId id, TimeMs now);
/* What was noted as done could not be done after all, and nothing of it was: it
 * is open again, as long as it was. False: it was not noted as done. */
bool approvals_not_done(Db *db, ActId id);

/* Kinds without a room of their own yet:
 *   "mail.many"      write to more than a thousand people      officers, membership
 *   "people.export"  take out details of more than a thousand  administrators, oversight
 *   "server.restore" put a backup in the place of what is      administrators, oversight
 *   "approvals.unfreeze" let acts go on in a place             administrators, oversight */

const char *path_approvals(const Request *req); /* what waits for oneself */
const char *path_act(const Request *req, const char *area_slug, ActId id);

#endif
