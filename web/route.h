/* route.h: a row says who may do it, on which area, for what, how soon when
 * there is too much to do, and which function does it. A reviewer reads the policy as a table.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "web/load.h"
#include "web/reply.h"

typedef Reply Handler(Request *req);

/* How a POST is run. Most rows say `false`: it changes something. */
typedef enum {
    ROUTE_CHANGES,
    ROUTE_IS_PURE,    /* reads but changes nothing; runs on a snapshot like a GET */
    ROUTE_TAKES_FILE, /* changes something, and its form may bring a file */
} RouteWay;

struct Route {
    Method      method;
    const char *path; /* "/areas/:area/edit" */
    May         may;
    AreaRule    area;
    Purpose     purpose;
    LoadClass   load; /* what goes first when there is too much to do */
    Handler    *handler;
    const char *in_words; /* completes "Here one can …"; shown in docs/routes.md */
    RouteWay    way;
};

/* Fills req->param. NULL: no such path. */
const Route *route_match(const Route routes[], size_t count, Request *req, bool *other_method);

/* The row of a target as it came ("/areas/leeds?x=1"), at a glance: before
 * anything is decoded, so a path with escapes in fixed parts is not found. */
const Route *route_glance(const Route routes[], size_t count, Method method, const char *target);

#endif
