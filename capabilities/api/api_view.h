/* api_view.h: one table says what each operation answers; the reader of a
 * request, the writers of JSON, CSV and vCard, and the document go by it.
 *
 * A field that is not in the schema cannot leave: functions that fill in a row
 * put values at the schema's places, and the writers walk the schema.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_API_API_VIEW_H
#define CAPABILITIES_API_API_VIEW_H

#include "base/list.h"
#include "capabilities/api/api.h"
#include "web/form.h"
#include "web/json.h"
#include "web/parts.h"

typedef enum {
    API_TEXT,
    API_INT,
    API_TIME,    /* 2026-11-20T22:46:00Z */
    API_URL,
    API_TEXTS,   /* several texts */
    API_OBJECT,  /* of .of */
    API_OBJECTS, /* several of .of */
} ApiType;

typedef struct ApiSchema ApiSchema;

typedef struct {
    const char      *name;
    ApiType          type;
    bool             may_be_null;
    const char      *words; /* English: the document is for programmers */
    const ApiSchema *of;
} ApiField;

struct ApiSchema {
    const char     *name, *words;
    const ApiField *field;
    size_t          count;
};

/* What stands at one field's place. Not set: null. */
typedef struct ApiValue ApiValue;
struct ApiValue {
    const char     *text;   /* API_TEXT, API_URL */
    int64_t         number; /* API_INT, API_TIME */
    const ApiValue *items;  /* texts, or rows of .of->count values each */
    size_t          count;
    bool            is_set;
};

enum { API_FIELDS_MAX = 16 };
typedef struct { ApiValue value[API_FIELDS_MAX]; const char *self; } ApiRow;
typedef LIST_OF(ApiRow) ApiRowList;

typedef struct {
    ApiRowList  rows;
    const char *next;   /* the cursor of the next page; NULL: this was the last */
    const char *cursor; /* what was asked for; "" at the beginning */
    size_t      most;
} ApiAnswer;

typedef enum { API_FOUND, API_NOT_THERE, API_BAD_CURSOR, API_ENOUGH /* people, for today */ } ApiEnd;

typedef struct {
    const char *id;          /* operationId */
    const char *path;        /* as in the routes: without a suffix */
    const ApiSchema *schema; /* NULL: it writes itself (the entry point, the document) */
    const char *rel;         /* of a list: "osdi:people"; NULL: one thing */
    bool        has_csv, has_vcard, is_private;
    ApiEnd    (*fill)(Request *req, ApiAnswer *answer);
    const char *words;
} ApiOp;

extern const ApiOp  api_ops[];
extern const size_t api_op_count;
extern const ApiSchema *const api_schemas[];
extern const size_t api_schema_count;
extern const ApiSchema api_problem;

/* The routes, for the document. */
const Route *api_routes(size_t *count);
/* The operation of a route's path, with or without ".csv" and ".vcf". */
const ApiOp *api_op_of(const char *path);

/* --- fill.c -------------------------------------------------------------------------- */

ApiEnd fill_me(Request *req, ApiAnswer *answer);
ApiEnd fill_areas(Request *req, ApiAnswer *answer);
ApiEnd fill_area(Request *req, ApiAnswer *answer);
ApiEnd fill_organizations(Request *req, ApiAnswer *answer);
ApiEnd fill_organization(Request *req, ApiAnswer *answer);
ApiEnd fill_people(Request *req, ApiAnswer *answer);
ApiEnd fill_person(Request *req, ApiAnswer *answer);
ApiEnd fill_events(Request *req, ApiAnswer *answer);
ApiEnd fill_event(Request *req, ApiAnswer *answer);
ApiEnd fill_meetings(Request *req, ApiAnswer *answer);
ApiEnd fill_meeting(Request *req, ApiAnswer *answer);
ApiEnd fill_pages(Request *req, ApiAnswer *answer);
ApiEnd fill_page(Request *req, ApiAnswer *answer);

extern const ApiSchema api_person, api_area, api_organization, api_page, api_event_schema;

/* --- write.c --------------------------------------------------------------------------- */

const char *api_json_list(Request *req, const ApiOp *op, const ApiAnswer *answer);
const char *api_json_one(Request *req, const ApiOp *op, const ApiRow *row);
const char *api_csv(Request *req, const ApiOp *op, const ApiAnswer *answer);
const char *api_vcards(Request *req, const ApiAnswer *answer);
const char *api_entry(Request *req);

/* --- token_store.c ------------------------------------------------------------------------ */

typedef struct {
    TokenId     id;
    PersonId    person;
    const char *name;
    Place       area; /* without code, parent and point */
    unsigned    purposes; /* PURPOSE_BIT()s */
    TimeMs      created, until, ended;
} Token;
typedef LIST_OF(Token) TokenList;

/* Of the scope's own person, the newest first. */
TokenList tokens_own(Db *db, Scope scope);
TokenId   token_add(Db *db, Scope scope, const Token *token, Hash token_hash, Random *random);
bool      token_end(Db *db, Scope scope, TokenId id, TimeMs now);
/* What a token that is in force may do; no Scope: this is how one begins. */
bool      token_find(Db *db, Hash token_hash, TimeMs now, Token *token);
void      tokens_end_all(Db *db, TimeMs now);
void      tokens_end_of(Db *db, PersonId person, TimeMs now);

/* How many people of this area programs have read since then, by the trail. */
int64_t   api_people_read(Db *db, Scope scope, TimeMs since);

/* Areas by kind, after a slug: open to everybody. */
typedef struct { Place place; const char *parent; } ApiPlace;
typedef LIST_OF(ApiPlace) ApiPlaceList;
ApiPlaceList api_places(Db *db, PlaceKind from, PlaceKind to, const char *after, size_t most);
bool         api_place(Db *db, AreaId area, ApiPlace *place);

typedef struct { const char *name, *title, *body; Lang lang; int64_t version; TimeMs at; } ApiPage;
typedef LIST_OF(ApiPage) ApiPageList;
/* The movement's handbook as it is shown, in one language. */
ApiPageList api_pages(Db *db, AreaId area, Lang lang, const char *after, size_t most);
bool        api_page_one(Db *db, AreaId area, Lang lang, const char *name, ApiPage *page);

/* --- event_store.c ------------------------------------------------------------------------ */

/* A meeting that was called. */
typedef struct {
    Id          id;
    Lang        lang;
    const char *title, *zone, *place, *link; /* "" for none */
    TimeMs      starts, created, changed;
    int64_t     minutes_long;
    bool        is_public, is_cancelled;
} ApiEvent;
typedef LIST_OF(ApiEvent) ApiEventList;

typedef struct {
    bool   is_open_only; /* those that everybody may know of */
    TimeMs since;        /* that begin after it */
    TimeMs after;        /* behind this one in the order */
    Id     after_id;
    size_t most;
} ApiEventQuery;

/* Of the scope's area, by their beginning. */
ApiEventList api_events(Db *db, Scope scope, const ApiEventQuery *query);
bool         api_event(Db *db, Scope scope, Id id, bool is_open_only, ApiEvent *event);

/* --- tokens.c ------------------------------------------------------------------------------- */

bool api_who(Db *db, const Request *req, Who *who);
Reply tokens_show(Request *req);
Reply tokens_make(Request *req);
Reply tokens_end_one(Request *req);

typedef struct {
    Request    *req;
    TokenList   tokens;
    const Form *form;
    const char *made; /* the new token, shown this once; NULL */
    bool        may_make;
} TokensView;

#endif
