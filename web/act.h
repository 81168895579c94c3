/* act.h: acts that take two people, as the rooms that do them describe them.
 *
 * A room lists the kinds of act it does in its Capability record. The room
 * approvals keeps the proposals, finds out who may agree, and calls execute()
 * when two people stand behind one; it knows no kind by name.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_ACT_H
#define WEB_ACT_H

#include "base/outside.h"
#include "db/db.h"
#include "web/policy.h"
#include "web/site.h"
#include "web/words.h"

typedef struct { Id id; } ActId;

typedef struct ActKind ActKind;

/* A proposal. What it would do stands in `params` from the first moment on and
 * is never changed: "name value\n" line by line, see act_param(). */
typedef struct {
    ActId          id;
    const ActKind *kind;
    AreaId         area;
    PersonId       by;        /* none: the server's own terminal */
    PersonId       gains;     /* who would gain by it; none */
    PersonId       agreed_by; /* the second person, when it is done; none where nobody else is left */
    const char    *params;
    const char    *why;
    TimeMs         proposed;
    const char    *gains_name, *area_name; /* for describe() only; in the reader's language */
} Act;

struct ActKind {
    const char *name;  /* stored: never changed. "access.admin" */
    const char *words; /* WORDS(): "make somebody an administrator" */
    /* Who may propose and who may agree: at least this role for this purpose,
     * in a place that contains the act's. */
    Role        role;
    Purpose     purpose;
    TimeMs      cooling;  /* between the second yes and the deed, when it can still be stopped */
    TimeMs      open_for; /* how long the proposal waits for a second person */
    bool        is_unstoppable; /* a freeze does not stop it */
    /* What exactly will happen, from the parameters, in the reader's language. */
    const char *(*describe)(Db *db, Scope scope, const Act *act, Lang lang);
    /* Does it, in the transaction of the last yes or of the job. False: it is
     * not possible any more. NULL: something outside does it, and asks first
     * (approvals_is_approved). */
    bool (*execute)(Db *db, const Site *site, const Act *act, TimeMs now, Random *random);
};

#endif
