/* request.h: one request as a value. Nothing in it is trusted but `who` and
 * `scope`, which the router made.
 *
 * The life of a request: sys/ receives bytes (Incoming); request_read() checks
 * and decodes them once; app/serve.c finds the Route, identity and Scope; the
 * handler reads its form, asks the store, thinks, keeps, shows.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "db/db.h"
#include "web/display.h"
#include "web/limits.h"
#include "web/multipart.h"
#include "web/policy.h"
#include "web/site.h"
#include "web/words.h"

enum {
    REQUEST_PATH_MAX = 1024,
    REQUEST_QUERY_MAX = 4096,
    REQUEST_BODY_MAX = 256 * 1024,
    REQUEST_FILE_MAX = 48 * 1024 * 1024, /* a body, where the route takes a file */
    REQUEST_HEADERS_MAX = 64,
    REQUEST_FIELDS_MAX = 128,
    REQUEST_SEGMENTS_MAX = 12,
    REQUEST_PARAMS_MAX = 4,
};

typedef struct { const char *name, *value; } NameValue;

/* As it came off the wire: NUL-terminated where it is text, but not checked. */
typedef struct {
    const char *method;
    const char *target; /* "/find?q=LS6": percent-encoded */
    NameValue   header[REQUEST_HEADERS_MAX];
    size_t      header_count;
    const char *body;
    size_t      body_length;
    const char *address; /* the client's, for limits; never written down */
    const char *id;      /* from the proxy in front; NULL: we make one */
    bool        is_again; /* a stream asks whether it may go on: nothing is written for it */
    bool        takes_file; /* its route does: a multipart form, up to REQUEST_FILE_MAX */
} Incoming;

typedef enum { GET, POST } Method; /* HEAD is a GET: sys/http sends no body for it */

/* What lies below answers programs: by a key instead of a cookie, and with problems
 * instead of pages. */
#define API_PATH "/api/"

typedef struct Route Route;
typedef struct Request {
    Arena        *arena;
    const char   *id;      /* what the log calls this request; shown when something went wrong */
    Db           *db;
    const Site   *site;
    const Route  *route;
    Method        method;
    const char   *path;    /* decoded, begins with "/"; "" when it cannot be read */
    const char   *segment[REQUEST_SEGMENTS_MAX];
    size_t        segment_count;
    NameValue     param[REQUEST_PARAMS_MAX]; /* filled by the router */
    size_t        param_count;
    NameValue    *query; /* decoded */
    size_t        query_count;
    NameValue    *field; /* decoded form fields of a POST */
    size_t        field_count;
    Upload        upload;  /* the file of a form; bytes NULL: none came */
    NameValue    *cookie;
    size_t        cookie_count;
    const char   *host, *origin, *fetch_site, *referer_path, *if_none_match, *address;
    const char   *accept_language, *last_event_id;
    const char   *accept, *authorization; /* of programs, under API_PATH */
    bool          takes_gzip;
    Lang          lang;
    Display       display; /* how this person wants pages to look */
    bool          is_again; /* see Incoming */
    TimeMs        now;
    Random       *random;
    Limits       *limits;  /* NULL: none, as in most tests */
    uint64_t      prefix;  /* the neighbourhood it comes from; 0: this machine, or not known */
    struct {
        bool    is_asked, is_taken;
        int64_t wait_ms;
    } limit[LIMIT_COUNT];  /* what req_take() was answered */
    Who           who;
    Scope         scope; /* made by the router for this route */
    const char   *area_name, *area_slug; /* of scope.area, when the route has one */
} Request;

typedef enum {
    REQUEST_FINE,
    REQUEST_BAD,           /* 400 */
    REQUEST_METHOD,        /* 405 */
    REQUEST_TOO_LONG,      /* 414 */
    REQUEST_TOO_LARGE,     /* 413 */
    REQUEST_TOO_MANY,      /* 431: headers or fields */
    REQUEST_NOT_A_FORM,    /* 415 */
} RequestFault;

/* Fills everything that the bytes alone can tell. Decodes exactly once;
 * refuses NUL, invalid UTF-8, empty and dot segments. */
RequestFault request_read(const Incoming *in, Arena *arena, Request *req);

/* "" when there is none. */
const char *req_param(const Request *req, const char *name);
const char *req_query(const Request *req, const char *name);
const char *req_field(const Request *req, const char *name);
const char *req_cookie(const Request *req, const char *name);

/* limits_take() for handlers: the write lane may run one again from its beginning,
 * and that must not cost a second token. A request asks once for each kind. */
bool req_take(Request *req, LimitKind kind, const void *sender, size_t sender_bytes,
              int64_t *wait_ms);

/* The text of a form or query, decoded ("a=1&b=%20"); false when it is bad or
 * has more than REQUEST_FIELDS_MAX parts. */
bool fields_read(Arena *arena, const char *bytes, size_t length, NameValue **fields,
                 size_t *count);
/* Whether an id that somebody sent may stand in our log: 8 to 64 of 0-9 a-f and -. */
bool request_id_is_plain(const char *id);
/* Percent-encodes what may not stand in a query. */
const char *query_escape(Arena *arena, const char *text);

#endif
