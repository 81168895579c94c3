/* site.h: what the settings say about this movement, as pages need it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_SITE_H
#define WEB_SITE_H

#include "web/rates.h"

typedef struct Livery Livery;

typedef struct {
    const char *movement;  /* its name */
    const char *base_url;  /* "http://localhost:8080", no slash at the end */
    const char *host;      /* "localhost:8080": what a Host header must say */
    const char *help_mail; /* where people write when nothing else helps; may be "" */
    const Livery *livery;  /* its colours and logo as a style sheet; web/livery.h */
    Rates       rates;      /* of dues; none: belonging costs nothing */
    int         join_age;   /* from which one can be a member; 0: nobody is asked */
    int         grace_days; /* dues may be late, before a membership lapses */
    const char *dues_account; /* where dues are paid to, in one line; NULL or "": not said */
    const char *witnesses; /* who gets the trail's heads by mail, "a@b.org, c@d.org"; NULL or "" */
    bool        is_secure; /* https in front */
    bool        is_demo;   /* a demo database, for this machine alone: one-click roles */
} Site;

#endif
