/* schema.c: what each operation answers, field by field, in OSDI's names where
 * OSDI has one; and the document made of it.
 *
 *   Source  Open Supporter Data Interface 1.2 (people, organizations, AEP);
 *           OpenAPI 3.1.0; RFC 9457 (problems).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/api/api_view.h"

static const ApiField email_fields[] = {
    { "address", API_TEXT, false, "An e-mail address.", NULL },
};
static const ApiSchema email = { "EmailAddress", "A way to reach somebody by mail.", email_fields,
                                 COUNT(email_fields) };
static const ApiField phone_fields[] = {
    { "number", API_TEXT, false, "A telephone number as it was given.", NULL },
};
static const ApiSchema phone = { "PhoneNumber", "A way to reach somebody by telephone.",
                                 phone_fields, COUNT(phone_fields) };

/* The order is that of PERSON_… in fill.c. */
static const ApiField person_fields[] = {
    { "identifiers", API_TEXTS, false, "Names of this person in systems: \"groundswell:…\".", NULL },
    { "origin_system", API_TEXT, false, "The movement whose member this is.", NULL },
    { "created_date", API_TIME, true, "Since when they belong; null in one's own profile.", NULL },
    { "given_name", API_TEXT, false, "All of the name but its last word.", NULL },
    { "family_name", API_TEXT, false, "The last word of the name; empty when it has one word.", NULL },
    { "full_name", API_TEXT, false, "The name as it was given.", NULL },
    { "languages_spoken", API_TEXTS, false, "\"en\" or \"cy\": the language of our mails to them.", NULL },
    { "email_addresses", API_OBJECTS, false, "None when there is no address.", &email },
    { "phone_numbers", API_OBJECTS, false, "None when there is no number.", &phone },
    { "membership_number", API_INT, true, "The number of the membership.", NULL },
    { "area", API_TEXT, true, "The place they belong to, as in its address.", NULL },
};
const ApiSchema api_person = { "Person", "Somebody who belongs to the movement.", person_fields,
                               COUNT(person_fields) };

/* The order is that of AREA_… in fill.c. */
static const ApiField area_fields[] = {
    { "identifiers", API_TEXTS, false, "\"groundswell:…\" and, where there is one, its GSS code.", NULL },
    { "name", API_TEXT, false, "In English.", NULL },
    { "name_cy", API_TEXT, true, "In Welsh, where it has a name of its own.", NULL },
    { "kind", API_TEXT, false, "What it is: \"ward\", \"constituency party\" …", NULL },
    { "slug", API_TEXT, false, "How it is called in addresses.", NULL },
    { "parent", API_TEXT, true, "The slug of the place it lies in.", NULL },
    { "browser_url", API_URL, false, "Its page.", NULL },
};
const ApiSchema api_area = { "Area", "A place: of the map, or of the movement.", area_fields,
                             COUNT(area_fields) };
const ApiSchema api_organization = { "Organization", "A part of the movement: a constituency party, a "
                                     "branch, a region, or the whole.", area_fields,
                                     COUNT(area_fields) };

static const ApiField location_fields[] = {
    { "venue", API_TEXT, false, "Where people meet, as the notice says it.", NULL },
};
static const ApiSchema location = { "Location", "A place where people meet.", location_fields,
                                    COUNT(location_fields) };

/* The order is that of EVENT_… in fill.c. */
static const ApiField event_fields[] = {
    { "identifiers", API_TEXTS, false, "\"groundswell:…\", the same for ever.", NULL },
    { "origin_system", API_TEXT, false, "The movement that meets.", NULL },
    { "created_date", API_TIME, false, "When it was first written down.", NULL },
    { "modified_date", API_TIME, false, "When it was changed last.", NULL },
    { "title", API_TEXT, false, "What it is called.", NULL },
    { "status", API_TEXT, false, "\"confirmed\" or \"cancelled\".", NULL },
    { "start_date", API_TIME, false, "When it begins, in UTC.", NULL },
    { "end_date", API_TIME, false, "When it ends, in UTC.", NULL },
    { "time_zone", API_TEXT, false, "Where its clock hangs: \"Europe/London\".", NULL },
    { "visibility", API_TEXT, false, "\"public\" or \"private\": for who belongs to the place.", NULL },
    { "language", API_TEXT, false, "\"en\" or \"cy\": of the title.", NULL },
    { "location", API_OBJECT, false, "Where people meet; an empty venue when only online.", &location },
    { "online_url", API_URL, true, "Where people meet online.", NULL },
    { "area", API_TEXT, false, "The slug of the place that meets.", NULL },
    { "browser_url", API_URL, false, "The page for people.", NULL },
};
const ApiSchema api_event_schema = { "Event", "A meeting that was called.", event_fields,
                                     COUNT(event_fields) };

static const ApiField page_fields[] = {
    { "name", API_TEXT, false, "How the page is called in addresses.", NULL },
    { "title", API_TEXT, false, "Its title.", NULL },
    { "language", API_TEXT, false, "\"en\" or \"cy\".", NULL },
    { "version", API_INT, false, "Counted for each language.", NULL },
    { "modified_date", API_TIME, false, "When this version was published.", NULL },
    { "body", API_TEXT, true, "Markdown; null in lists.", NULL },
    { "browser_url", API_URL, false, "The page for people.", NULL },
};
const ApiSchema api_page = { "HandbookPage", "How the movement does something.", page_fields,
                             COUNT(page_fields) };

static const ApiField problem_fields[] = {
    { "type", API_TEXT, false, "about:blank", NULL },
    { "title", API_TEXT, false, "What went wrong.", NULL },
    { "status", API_INT, false, "The HTTP status.", NULL },
    { "detail", API_TEXT, false, "What to do next.", NULL },
    { "instance", API_TEXT, false, "What our log calls this request.", NULL },
};
const ApiSchema api_problem = { "Problem", "Why there is no answer (RFC 9457).", problem_fields,
                                COUNT(problem_fields) };

const ApiSchema *const api_schemas[] = { &api_person, &api_area, &api_organization, &api_page,
                                         &api_event_schema, &location, &email, &phone,
                                         &api_problem };
const size_t api_schema_count = COUNT(api_schemas);

const ApiOp api_ops[] = {
    { .id = "entry", .path = "/api/v1", .words = "Where everything begins (OSDI: AEP)." },
    { .id = "document", .path = "/api/v1/openapi.json", .words = "This document." },
    { .id = "me", .path = "/api/v1/me", .schema = &api_person, .is_private = true,
      .has_vcard = true, .fill = fill_me, .words = "Who made the token." },
    { .id = "areas", .path = "/api/v1/areas", .schema = &api_area, .rel = "groundswell:areas",
      .has_csv = true, .fill = fill_areas, .words = "Places of the map and of the movement." },
    { .id = "area", .path = "/api/v1/areas/:area", .schema = &api_area, .fill = fill_area,
      .words = "One place." },
    { .id = "organizations", .path = "/api/v1/organizations", .schema = &api_organization,
      .rel = "osdi:organizations", .has_csv = true, .fill = fill_organizations,
      .words = "Parts of the movement." },
    { .id = "organization", .path = "/api/v1/organizations/:area", .schema = &api_organization,
      .fill = fill_organization, .words = "One part of the movement." },
    { .id = "people", .path = "/api/v1/areas/:area/people", .schema = &api_person,
      .rel = "osdi:people", .has_csv = true, .has_vcard = true, .is_private = true,
      .fill = fill_people,
      .words = "Members of a place, for those who look after its members. Counts against their "
               "daily budget of people, like the pages do." },
    { .id = "person", .path = "/api/v1/areas/:area/people/:person", .schema = &api_person,
      .has_vcard = true, .is_private = true, .fill = fill_person,
      .words = "One member of a place." },
    { .id = "events", .path = "/api/v1/areas/:area/events", .schema = &api_event_schema,
      .rel = "osdi:events", .has_csv = true, .fill = fill_events,
      .words = "Open meetings of a place that are to come, by their beginning; what was cancelled "
               "stays, and says so." },
    { .id = "event", .path = "/api/v1/areas/:area/events/:event", .schema = &api_event_schema,
      .fill = fill_event, .words = "One open meeting." },
    { .id = "meetings", .path = "/api/v1/areas/:area/meetings", .schema = &api_event_schema,
      .rel = "osdi:events", .has_csv = true, .is_private = true, .fill = fill_meetings,
      .words = "Meetings of a place that are to come, for who belongs there; but for those of its "
               "executive." },
    { .id = "meeting", .path = "/api/v1/areas/:area/meetings/:event", .schema = &api_event_schema,
      .is_private = true, .fill = fill_meeting, .words = "One meeting of a place." },
    { .id = "handbook", .path = "/api/v1/handbook", .schema = &api_page,
      .rel = "groundswell:handbook_pages", .has_csv = true, .fill = fill_pages,
      .words = "The movement's handbook, in the language of ?lang=." },
    { .id = "handbook_page", .path = "/api/v1/handbook/:page", .schema = &api_page,
      .fill = fill_page, .words = "One page of the handbook, in the language of ?lang=." },
};
const size_t api_op_count = COUNT(api_ops);

const ApiOp *api_op_of(const char *path)
{
    size_t length = strlen(path);
    if (length > 4 && (text_equal(path + length - 4, ".csv") || text_equal(path + length - 4, ".vcf")))
        length -= 4;
    for (size_t i = 0; i < api_op_count; i++)
        if (strlen(api_ops[i].path) == length && strncmp(api_ops[i].path, path, length) == 0)
            return &api_ops[i];
    return NULL;
}

/* --- the document -------------------------------------------------------------------- */

static void put_type(JsonWriter *json, const char *type, bool may_be_null)
{
    if (!may_be_null) {
        json_text(json, "type", type);
        return;
    }
    json_open_array(json, "type");
    json_text(json, NULL, type);
    json_text(json, NULL, "null");
    json_end(json);
}

static void put_ref(JsonWriter *json, Arena *arena, const char *name)
{
    json_text(json, "$ref", text_format(arena, "#/components/schemas/%s", name));
}

static void put_field(JsonWriter *json, Arena *arena, const ApiField *field)
{
    json_open_object(json, field->name);
    switch (field->type) {
    case API_TEXT: put_type(json, "string", field->may_be_null); break;
    case API_INT:  put_type(json, "integer", field->may_be_null); break;
    case API_TIME:
        put_type(json, "string", field->may_be_null);
        json_text(json, "format", "date-time");
        break;
    case API_URL:
        put_type(json, "string", field->may_be_null);
        json_text(json, "format", "uri");
        break;
    case API_TEXTS:
        put_type(json, "array", field->may_be_null);
        json_open_object(json, "items");
        json_text(json, "type", "string");
        json_end(json);
        break;
    case API_OBJECTS:
        put_type(json, "array", field->may_be_null);
        json_open_object(json, "items");
        put_ref(json, arena, field->of->name);
        json_end(json);
        break;
    case API_OBJECT: put_ref(json, arena, field->of->name); break;
    }
    json_text(json, "description", field->words);
    json_end(json);
}

static void put_links_schema(JsonWriter *json)
{
    json_open_object(json, "Links");
    json_text(json, "type", "object");
    json_text(json, "description", "Where to go from here, by relation (HAL).");
    json_open_object(json, "additionalProperties");
    json_text(json, "type", "object");
    json_open_object(json, "properties");
    json_open_object(json, "href");
    json_text(json, "type", "string");
    json_end(json);
    json_open_object(json, "title");
    json_text(json, "type", "string");
    json_end(json);
    json_end(json);
    json_open_array(json, "required");
    json_text(json, NULL, "href");
    json_end(json);
    json_bool(json, "additionalProperties", false);
    json_end(json);
    json_end(json);
}

static bool has_links(const ApiSchema *schema)
{
    return schema == &api_person || schema == &api_area || schema == &api_organization
        || schema == &api_page || schema == &api_event_schema;
}

static void put_schema(JsonWriter *json, Arena *arena, const ApiSchema *schema)
{
    json_open_object(json, schema->name);
    json_text(json, "type", "object");
    json_text(json, "description", schema->words);
    json_open_object(json, "properties");
    for (size_t i = 0; i < schema->count; i++)
        put_field(json, arena, &schema->field[i]);
    if (has_links(schema)) {
        json_open_object(json, "_links");
        put_ref(json, arena, "Links");
        json_end(json);
    }
    json_end(json);
    json_open_array(json, "required");
    for (size_t i = 0; i < schema->count; i++)
        json_text(json, NULL, schema->field[i].name);
    if (has_links(schema))
        json_text(json, NULL, "_links");
    json_end(json);
    json_bool(json, "additionalProperties", false);
    json_end(json);
}

/* A list: how many at most, links to itself and on, and the things (OSDI, HAL). */
static void put_list_schema(JsonWriter *json, Arena *arena, const ApiOp *op)
{
    json_open_object(json, text_format(arena, "%sList", op->schema->name));
    json_text(json, "type", "object");
    json_open_object(json, "properties");
    json_open_object(json, "per_page");
    json_text(json, "type", "integer");
    json_end(json);
    json_open_object(json, "_links");
    put_ref(json, arena, "Links");
    json_end(json);
    json_open_object(json, "_embedded");
    json_text(json, "type", "object");
    json_open_object(json, "properties");
    json_open_object(json, op->rel);
    json_text(json, "type", "array");
    json_open_object(json, "items");
    put_ref(json, arena, op->schema->name);
    json_end(json);
    json_end(json);
    json_end(json);
    json_open_array(json, "required");
    json_text(json, NULL, op->rel);
    json_end(json);
    json_bool(json, "additionalProperties", false);
    json_end(json);
    json_end(json);
    json_open_array(json, "required");
    json_text(json, NULL, "per_page");
    json_text(json, NULL, "_links");
    json_text(json, NULL, "_embedded");
    json_end(json);
    json_bool(json, "additionalProperties", false);
    json_end(json);
}

static void put_entry_schema(JsonWriter *json, Arena *arena)
{
    static const struct { const char *name, *type; } fields[] = {
        { "motd", "string" }, { "vendor_name", "string" }, { "product_name", "string" },
        { "osdi_version", "string" }, { "max_pagesize", "integer" }, { "namespace", "string" },
    };
    json_open_object(json, "EntryPoint");
    json_text(json, "type", "object");
    json_open_object(json, "properties");
    for (size_t i = 0; i < COUNT(fields); i++) {
        json_open_object(json, fields[i].name);
        json_text(json, "type", fields[i].type);
        json_end(json);
    }
    json_open_object(json, "_links");
    put_ref(json, arena, "Links");
    json_end(json);
    json_end(json);
    json_open_array(json, "required");
    for (size_t i = 0; i < COUNT(fields); i++)
        json_text(json, NULL, fields[i].name);
    json_text(json, NULL, "_links");
    json_end(json);
    json_bool(json, "additionalProperties", false);
    json_end(json);
}

static void put_content(JsonWriter *json, Arena *arena, const char *type, const char *schema)
{
    json_open_object(json, type);
    json_open_object(json, "schema");
    if (schema != NULL)
        put_ref(json, arena, schema);
    else
        json_text(json, "type", text_equal(type, "application/json") ? "object" : "string");
    json_end(json);
    json_end(json);
}

static const char *schema_name(Arena *arena, const ApiOp *op)
{
    if (op->schema == NULL)
        return text_equal(op->id, "entry") ? "EntryPoint" : NULL;
    return op->rel == NULL ? op->schema->name : text_format(arena, "%sList", op->schema->name);
}

static void put_problem(JsonWriter *json, Arena *arena, const char *status, const char *words)
{
    json_open_object(json, status);
    json_text(json, "description", words);
    json_open_object(json, "content");
    put_content(json, arena, "application/problem+json", "Problem");
    json_end(json);
    json_end(json);
}

static void put_responses(JsonWriter *json, Arena *arena, const ApiOp *op, const Route *route)
{
    json_open_object(json, "responses");
    json_open_object(json, "200");
    json_text(json, "description", op->words);
    json_open_object(json, "content");
    put_content(json, arena, "application/json", schema_name(arena, op));
    if (op->has_csv)
        put_content(json, arena, "text/csv", NULL);
    if (op->has_vcard)
        put_content(json, arena, "text/vcard", NULL);
    json_end(json);
    json_end(json);
    json_open_object(json, "304");
    json_text(json, "description", "Nothing has changed since the ETag in If-None-Match.");
    json_end(json);
    if (op->rel != NULL)
        put_problem(json, arena, "400", "The cursor is not one of ours.");
    if (route->may != MAY_ANYONE)
        put_problem(json, arena, "401", "No token, or one that is over.");
    put_problem(json, arena, "404", "Not there, or not yours to see.");
    put_problem(json, arena, "406", "None of the forms that were asked for.");
    put_problem(json, arena, "429", "Too often, or more people than a day allows; Retry-After says when.");
    json_end(json);
}

static void put_parameter(JsonWriter *json, const char *name, const char *where, const char *words)
{
    json_open_object(json, NULL);
    json_text(json, "name", name);
    json_text(json, "in", where);
    if (text_equal(where, "path"))
        json_bool(json, "required", true);
    json_text(json, "description", words);
    json_open_object(json, "schema");
    json_text(json, "type", "string");
    json_end(json);
    json_end(json);
}

static void put_parameters(JsonWriter *json, Arena *arena, const ApiOp *op)
{
    json_open_array(json, "parameters");
    for (const char *at = strchr(op->path, ':'); at != NULL; at = strchr(at + 1, ':')) {
        const char *name = text_copy_bytes(arena, at + 1, strcspn(at + 1, "/"));
        put_parameter(json, name, "path", text_equal(name, "area") ? "The slug of a place." : "As in a list's _links.");
    }
    if (op->rel != NULL) {
        put_parameter(json, "cursor", "query", "Where to go on: from _links.next.");
        put_parameter(json, "per_page", "query", "How many at once, at most 100.");
    }
    if (op->schema == &api_page)
        put_parameter(json, "lang", "query", "\"en\" or \"cy\".");
    json_end(json);
}

/* "/areas/:area/people" -> "/areas/{area}/people" */
static const char *document_path(Arena *arena, const char *path)
{
    TextBuilder out = text_builder(arena);
    for (; *path != '\0'; path++) {
        if (*path != ':') {
            text_add_char(&out, *path);
            continue;
        }
        size_t length = strcspn(path + 1, "/");
        text_add_format(&out, "{%s}", text_copy_bytes(arena, path + 1, length));
        path += length;
    }
    return text_of(&out);
}

static const Route *route_of(const ApiOp *op)
{
    size_t count;
    const Route *routes = api_routes(&count);
    for (size_t i = 0; i < count; i++)
        if (text_equal(routes[i].path, op->path))
            return &routes[i];
    abort(); /* api_test.c compares the two tables */
}

static void put_operation(JsonWriter *json, Arena *arena, const ApiOp *op)
{
    const Route *route = route_of(op);
    json_open_object(json, document_path(arena, op->path));
    json_open_object(json, "get");
    json_text(json, "operationId", op->id);
    json_text(json, "summary", route->in_words);
    json_text(json, "description", op->words);
    json_text(json, "x-purpose", purpose_name(route->purpose));
    put_parameters(json, arena, op);
    json_open_array(json, "security");
    if (route->may != MAY_ANYONE) {
        json_open_object(json, NULL);
        json_open_array(json, "token");
        json_end(json);
        json_end(json);
    }
    json_end(json);
    put_responses(json, arena, op, route);
    json_end(json);
    json_end(json);
}

static void put_head(JsonWriter *json, const char *base_url)
{
    json_text(json, "openapi", "3.1.0");
    json_open_object(json, "info");
    json_text(json, "title", "Groundswell");
    json_text(json, "version", "1");
    json_text(json, "description", "What the pages show, for programs: reading only. Names of people "
              "and organizations are those of OSDI. No answer has more than its token's maker may "
              "see at that moment, and each look at people is written down and counted.");
    json_end(json);
    json_open_array(json, "servers");
    json_open_object(json, NULL);
    json_text(json, "url", base_url);
    json_end(json);
    json_end(json);
}

/* Two lists of the same things are described once. */
static bool is_first_list(size_t op)
{
    for (size_t i = 0; i < op; i++)
        if (api_ops[i].rel != NULL && api_ops[i].schema == api_ops[op].schema)
            return false;
    return true;
}

const char *api_document(Arena *arena, const char *base_url)
{
    JsonWriter json = json_begin(arena);
    json_open_object(&json, NULL);
    put_head(&json, base_url);
    json_open_object(&json, "paths");
    for (size_t i = 0; i < api_op_count; i++)
        put_operation(&json, arena, &api_ops[i]);
    json_end(&json);
    json_open_object(&json, "components");
    json_open_object(&json, "securitySchemes");
    json_open_object(&json, "token");
    json_text(&json, "type", "http");
    json_text(&json, "scheme", "bearer");
    json_text(&json, "description", "Made on /account/tokens.");
    json_end(&json);
    json_end(&json);
    json_open_object(&json, "schemas");
    put_links_schema(&json);
    put_entry_schema(&json, arena);
    for (size_t i = 0; i < api_schema_count; i++)
        put_schema(&json, arena, api_schemas[i]);
    for (size_t i = 0; i < api_op_count; i++)
        if (api_ops[i].rel != NULL && is_first_list(i))
            put_list_schema(&json, arena, &api_ops[i]);
    json_end(&json);
    json_end(&json);
    json_end(&json);
    return json_of(&json);
}
