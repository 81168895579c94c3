/* api.c: one request of a program: which operation, in which form, is it still
 * the same; and the policy.
 *
 * Cookies count for nothing here: who asks is known by a key alone, so no other
 * site can make a browser ask. Reading only.
 *
 *   Source  RFC 9110 (13.1.2 If-None-Match, 12.5.1 Accept), RFC 6585 (429).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/api/api_view.h"

#include "web/csv.h"

typedef enum { FORM_JSON, FORM_CSV, FORM_VCARD, FORM_NONE } ApiForm;

/* --- in which form ------------------------------------------------------------------------ */

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length > end_length && text_equal(text + length - end_length, end);
}

/* The first of ours that is named, from the left; qualities are not weighed: who
 * wants one form alone names it alone. */
static ApiForm form_of(const Request *req, const ApiOp *op)
{
    if (ends_with(req->route->path, ".csv"))
        return FORM_CSV;
    if (ends_with(req->route->path, ".vcf"))
        return FORM_VCARD;
    static const struct { const char *type; ApiForm form; } types[] = {
        { "application/json", FORM_JSON }, { "application/hal+json", FORM_JSON },
        { "application/*", FORM_JSON }, { "*/*", FORM_JSON },
        { "text/csv", FORM_CSV }, { "text/vcard", FORM_VCARD },
    };
    const char *first = NULL;
    ApiForm form = FORM_NONE;
    for (size_t i = 0; i < COUNT(types); i++) {
        bool has = types[i].form == FORM_JSON || (types[i].form == FORM_CSV && op->has_csv)
            || (types[i].form == FORM_VCARD && op->has_vcard);
        const char *at = has ? strstr(req->accept, types[i].type) : NULL;
        if (at != NULL && (first == NULL || at < first)) {
            first = at;
            form = types[i].form;
        }
    }
    return req->accept[0] == '\0' ? FORM_JSON : form;
}

/* --- the answer --------------------------------------------------------------------------------- */

static Reply in_form(Request *req, const ApiOp *op, const ApiAnswer *answer, ApiForm form)
{
    static const char card_type[] = "text/vcard; charset=utf-8";
    const char *text, *type = "application/json";
    if (form == FORM_CSV) {
        text = api_csv(req, op, answer);
        type = CSV_TYPE;
    } else if (form == FORM_VCARD) {
        text = api_vcards(req, answer);
        type = card_type;
    } else {
        text = op->rel != NULL ? api_json_list(req, op, answer)
                               : api_json_one(req, op, &answer->rows.item[0]);
    }
    Reply reply = reply_bytes(req, type, text, strlen(text));
    if (form == FORM_JSON || answer->next == NULL)
        return reply;
    /* Forms without a place for links carry the way on in a header (RFC 8288). */
    reply_header(&reply, "Link", text_format(
        req->arena, "<%s%s?per_page=%zu&cursor=%s>; rel=\"next\"", req->site->base_url, req->path,
        answer->most, query_escape(req->arena, answer->next)));
    return reply;
}

/* A tag of what is answered; 304 when it is known already. */
static Reply with_tag(Request *req, const ApiOp *op, Reply reply)
{
    enum { TAG_BYTES = 12 };
    Hash hash = hash_of(reply.body, reply.body_length);
    char *hex = arena_take(req->arena, 2 * TAG_BYTES + 1);
    sodium_bin2hex(hex, 2 * TAG_BYTES + 1, hash.bytes, TAG_BYTES);
    const char *tag = text_format(req->arena, "\"%s\"", hex);
    bool is_known = strstr(req->if_none_match, tag) != NULL;
    if (is_known)
        reply = (Reply){ .status = 304, .body = "", .topic = NULL };
    reply_header(&reply, "ETag", tag);
    reply_header(&reply, "Cache-Control",
                 op->is_private ? "private, no-cache" : "public, max-age=60");
    reply_header(&reply, "Vary", "Accept, Authorization");
    return reply;
}

static bool read_paging(Request *req, ApiAnswer *answer)
{
    int64_t most = API_PAGE_USUAL;
    text_to_int(req_query(req, "per_page"), 1, API_PAGE_MAX, &most);
    answer->most = (size_t)most;
    answer->cursor = req_query(req, "cursor");
    return strlen(answer->cursor) <= REQUEST_PATH_MAX;
}

static bool may_ask(Request *req, int64_t *wait_ms)
{
    if (req->authorization[0] == '\0')
        return true; /* the neighbourhood's budget counts, as for every page */
    Hash asker = hash_of_text(req->authorization);
    return req_take(req, LIMIT_SESSION_READ, asker.bytes, sizeof asker.bytes, wait_ms);
}

static Reply enough(Request *req)
{
    Reply reply = reply_refuse(req, 429, say(req->lang, "That is enough people for one day"),
                               say(req->lang, "Programs read a limited number of people of a place "
                                              "each day. More is an export, and that takes two "
                                              "people: ask an officer of the place."));
    int64_t seconds = (DAY_MS - req->now % DAY_MS) / SECOND_MS + 1;
    reply_header(&reply, "Retry-After", text_format(req->arena, "%lld", (long long)seconds));
    return reply;
}

static Reply api_answer(Request *req)
{
    int64_t wait_ms;
    if (!may_ask(req, &wait_ms))
        return reply_too_often(req, wait_ms);
    const ApiOp *op = api_op_of(req->route->path);
    ApiForm form = form_of(req, op);
    if (form == FORM_NONE)
        return reply_refuse(req, 406, say(req->lang, "Not in that form"),
                            say(req->lang, "Ask for application/json; lists are text/csv and people "
                                           "text/vcard, too."));
    if (op->fill == NULL) {
        const char *text = text_equal(op->id, "entry")
            ? api_entry(req) : api_document(req->arena, req->site->base_url);
        return with_tag(req, op, reply_bytes(req, "application/json", text, strlen(text)));
    }

    ApiAnswer answer = {0};
    ApiEnd end = read_paging(req, &answer) ? op->fill(req, &answer) : API_BAD_CURSOR;
    switch (end) {
    case API_NOT_THERE:
        return reply_not_found(req);
    case API_BAD_CURSOR:
        return reply_refuse(req, 400, say(req->lang, "That is no cursor of ours"),
                            say(req->lang, "Begin without one, and go on with what _links.next "
                                           "says."));
    case API_ENOUGH:
        return enough(req);
    case API_FOUND:
        break;
    }
    return with_tag(req, op, in_form(req, op, &answer, form));
}

static void api_restored(const Restored *restored)
{
    if (db_has_table(restored->db, "api_token"))
        tokens_end_all(restored->db, restored->now); /* one may have been ended since */
}

static void api_factor_lost(Db *db, PersonId person, TimeMs now)
{
    tokens_end_of(db, person, now);
}

/* --- the policy --------------------------------------------------------------------------------- */

static const Route routes[] = {
    { GET,  "/api/v1", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, api_answer,
      WORDS("see where a program begins"), false },
    { GET,  "/api/v1/openapi.json", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, api_answer,
      WORDS("read the document of the open interface"), false },
    { GET,  "/api/v1/me", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART, api_answer,
      WORDS("read one's own profile by a program"), false },
    { GET,  "/api/v1/areas", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, api_answer,
      WORDS("list places by a program"), false },
    { GET,  "/api/v1/areas.csv", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, api_answer,
      WORDS("list places for a spreadsheet"), false },
    { GET,  "/api/v1/areas/:area", MAY_ANYONE, AREA_IN_PATH, PURPOSE_OPEN, LOAD_PUBLIC, api_answer,
      WORDS("read a place by a program"), false },
    { GET,  "/api/v1/organizations", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, api_answer,
      WORDS("list parts of the movement by a program"), false },
    { GET,  "/api/v1/organizations.csv", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC,
      api_answer, WORDS("list parts of the movement for a spreadsheet"), false },
    { GET,  "/api/v1/organizations/:area", MAY_ANYONE, AREA_IN_PATH, PURPOSE_OPEN, LOAD_PUBLIC,
      api_answer, WORDS("read a part of the movement by a program"), false },
    { GET,  "/api/v1/areas/:area/people", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_SEARCH, api_answer, WORDS("list members by a program"), false },
    { GET,  "/api/v1/areas/:area/people.csv", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_SEARCH, api_answer, WORDS("list members for a spreadsheet"), false },
    { GET,  "/api/v1/areas/:area/people.vcf", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_SEARCH, api_answer, WORDS("list members for an address book"), false },
    { GET,  "/api/v1/areas/:area/people/:person", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_SEARCH, api_answer, WORDS("read a member by a program"), false },
    { GET,  "/api/v1/areas/:area/events", MAY_ANYONE, AREA_IN_PATH, PURPOSE_OPEN, LOAD_PUBLIC,
      api_answer, WORDS("list open meetings by a program"), false },
    { GET,  "/api/v1/areas/:area/events.csv", MAY_ANYONE, AREA_IN_PATH, PURPOSE_OPEN, LOAD_PUBLIC,
      api_answer, WORDS("list open meetings for a spreadsheet"), false },
    { GET,  "/api/v1/areas/:area/events/:event", MAY_ANYONE, AREA_IN_PATH, PURPOSE_OPEN,
      LOAD_PUBLIC, api_answer, WORDS("read an open meeting by a program"), false },
    { GET,  "/api/v1/areas/:area/meetings", MAY_CONCERNED, AREA_IN_PATH, PURPOSE_TAKE_PART,
      LOAD_TAKE_PART, api_answer, WORDS("list the meetings of one's place by a program"), false },
    { GET,  "/api/v1/areas/:area/meetings.csv", MAY_CONCERNED, AREA_IN_PATH, PURPOSE_TAKE_PART,
      LOAD_TAKE_PART, api_answer, WORDS("list the meetings of one's place for a spreadsheet"),
      false },
    { GET,  "/api/v1/areas/:area/meetings/:event", MAY_CONCERNED, AREA_IN_PATH, PURPOSE_TAKE_PART,
      LOAD_TAKE_PART, api_answer, WORDS("read a meeting of one's place by a program"), false },
    { GET,  "/api/v1/handbook", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, api_answer,
      WORDS("list handbook pages by a program"), false },
    { GET,  "/api/v1/handbook.csv", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, api_answer,
      WORDS("list handbook pages for a spreadsheet"), false },
    { GET,  "/api/v1/handbook/:page", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, api_answer,
      WORDS("read a handbook page by a program"), false },

    { GET,  "/account/tokens", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART, tokens_show,
      WORDS("see one's keys for programs"), false },
    { POST, "/account/tokens", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART, tokens_make,
      WORDS("make a key for a program"), false },
    { POST, "/account/tokens/:token/end", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY,
      tokens_end_one, WORDS("end a key for a program"), false },
};

const Route *api_routes(size_t *count)
{
    *count = COUNT(routes);
    return routes;
}

const Capability api_capability = {
    .name = "api",
    .routes = routes, .route_count = COUNT(routes),
    .bearer = api_who,
    .restored = api_restored,
    .factor_lost = api_factor_lost,
};
