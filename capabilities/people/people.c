/* people.c: this room's record, its routes and its job. The pages are in
 * sign_in.c, account.c and looks.c; what may be given is in duty.c.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/people/people.h"

#include "capabilities/people/account.h"
#include "capabilities/people/link_store.h"
#include "capabilities/people/looks.h"
#include "capabilities/people/recovery.h"
#include "capabilities/people/sign_in.h"

/* Forgets links and sessions that are over. */
static bool people_prune_piece(Job *job)
{
    db_begin(job->db);
    int64_t links = links_prune(job->db, job->now);
    int64_t sessions = sessions_prune(job->db, job->now - SESSION_IDLE_MS);
    int64_t browsers = browsers_prune(job->db, job->now - BROWSER_KEEP_MS);
    return db_commit(job->db)
        && (links == LINK_PRUNE_MAX || sessions == SESSION_PRUNE_MAX
            || browsers >= SESSION_PRUNE_MAX);
}

static const Route routes[] = {
    { GET,  "/sign-in", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SYNC,
      sign_in_show, WORDS("ask for a link to sign in"), false },
    { POST, "/sign-in", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SYNC,
      sign_in_send, WORDS("have a link sent"), false },
    { GET,  "/sign-in/sent", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SYNC,
      sent_show, WORDS("read what to do with the mail"), false },
    { POST, "/sign-in/code", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SYNC,
      code_enter, WORDS("sign in with the code in the mail"), false },
    { GET,  "/sign-in/link", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SYNC,
      link_show, WORDS("open the link in the mail"), false },
    { POST, "/sign-in/link", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SYNC,
      link_enter, WORDS("sign in with the link in the mail"), false },
    { POST, "/sign-out", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY,
      sign_out, WORDS("sign out"), false },
    { POST, "/language", MAY_ANYONE, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      language_choose, WORDS("choose the language"), false },

    { GET,  "/account", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      account_show, WORDS("see one's own account"), false },
    { POST, "/account/sessions/end-all", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY,
      session_end_every, WORDS("sign out everywhere"), false },
    { POST, "/account/sessions/:session/end", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY,
      session_end_one, WORDS("sign out one browser"), false },

    { GET,  "/demo", MAY_DEMO, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC,
      demo_show, WORDS("choose a role of the demo"), false },
    { POST, "/demo/enter/:key", MAY_DEMO, AREA_NONE, PURPOSE_OPEN, LOAD_SYNC,
      demo_enter, WORDS("enter the demo"), false },

    { GET,  "/areas/:area/trail", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_SEARCH,
      looks_show, WORDS("see who looked at members of a place"), false },
};

/* Rights end before their reasons are emptied. */
static void people_forget(Db *db, PersonId person, TimeMs now, Random *random)
{
    (void)random;
    people_end_belonging(db, person, (PersonId){0}, "", now);
    people_sign_out_everywhere(db, person);
}

const Capability people_capability = {
    .name = "people",
    .routes = routes, .route_count = COUNT(routes),
    .prune = people_prune_piece,
    .restored = people_restored,
    .forget = people_forget,
};
