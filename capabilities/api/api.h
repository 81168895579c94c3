/* api.h: the open interface, /api/v1: what pages show, for programs.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_API_API_H
#define CAPABILITIES_API_API_H

#include "capabilities/handbook/handbook.h"

extern const Capability api_capability;

typedef struct { Id id; } TokenId;

enum {
    API_PAGE_MAX = 100,     /* rows of a list at once */
    API_PAGE_USUAL = 50,
    API_PEOPLE_DAILY_MAX = 1000, /* of one place: more is an export, which takes two */
    TOKEN_NAME_MAX = 80,    /* code points */
    TOKENS_MAX = 20,        /* in force, of one person */
    TOKEN_DAYS_MAX = 90,
};

/* The document that describes all of it (OpenAPI 3.1), made from the tables
 * that answer. */
const char *api_document(Arena *arena, const char *base_url);

#endif
