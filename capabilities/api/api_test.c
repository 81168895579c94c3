/* api_test.c: each answer is as the document says, no key has more than its
 * maker, and nobody's address leaves for those who do not look after members.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/api/api_view.h"

#include <jansson.h>

#include "capabilities/people/people.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

/* --- a reader of the document --------------------------------------------------------- */

static const json_t *schema_at(const json_t *document, const json_t *schema)
{
    const char *ref = json_string_value(json_object_get(schema, "$ref"));
    static const char start[] = "#/components/schemas/";
    if (ref == NULL)
        return schema;
    CHECK(ref, strncmp(ref, start, strlen(start)) == 0);
    const json_t *found = json_object_get(
        json_object_get(json_object_get(document, "components"), "schemas"), ref + strlen(start));
    CHECK(ref, found != NULL);
    return found;
}

static bool is_of_type(const json_t *value, const char *type)
{
    return strcmp(type, "string") == 0 ? json_is_string(value)
        : strcmp(type, "integer") == 0 ? json_is_integer(value)
        : strcmp(type, "object") == 0  ? json_is_object(value)
        : strcmp(type, "array") == 0   ? json_is_array(value)
        : strcmp(type, "null") == 0    ? json_is_null(value)
                                       : false;
}

static bool has_type(const json_t *schema, const json_t *value)
{
    const json_t *type = json_object_get(schema, "type");
    if (json_is_string(type))
        return is_of_type(value, json_string_value(type));
    bool is_one = false;
    for (size_t i = 0; i < json_array_size(type); i++)
        is_one = is_one || is_of_type(value, json_string_value(json_array_get(type, i)));
    return is_one;
}

/* "" when the value is what the schema says, else where it is not. */
static const char *fault_of(Arena *arena, const json_t *document, const json_t *schema,
                            const json_t *value, const char *where)
{
    schema = schema_at(document, schema);
    if (!has_type(schema, value))
        return text_format(arena, "%s has another type", where);
    if (json_is_string(value)
        && strcmp(json_string_value(json_object_get(schema, "format")) == NULL
                      ? "" : json_string_value(json_object_get(schema, "format")), "date-time") == 0
        && (strlen(json_string_value(value)) != 20 || json_string_value(value)[19] != 'Z'))
        return text_format(arena, "%s is no time", where);
    const json_t *items = json_object_get(schema, "items");
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++) {
        const char *fault = fault_of(arena, document, items, json_array_get(value, i),
                                     text_format(arena, "%s[%zu]", where, i));
        if (fault[0] != '\0')
            return fault;
    }
    if (!json_is_object(value))
        return "";

    const json_t *properties = json_object_get(schema, "properties");
    const json_t *required = json_object_get(schema, "required");
    const json_t *more = json_object_get(schema, "additionalProperties");
    for (size_t i = 0; i < json_array_size(required); i++)
        if (json_object_get(value, json_string_value(json_array_get(required, i))) == NULL)
            return text_format(arena, "%s has no %s", where, json_string_value(json_array_get(required, i)));
    const char *name;
    json_t *one;
    json_object_foreach((json_t *)value, name, one) {
        const json_t *own = json_object_get(properties, name);
        if (own == NULL && json_is_object(more))
            own = more;
        if (own == NULL)
            return properties == NULL && more == NULL ? "" : text_format(arena, "%s has a %s", where, name);
        const char *fault = fault_of(arena, document, own, one, text_format(arena, "%s.%s", where, name));
        if (fault[0] != '\0')
            return fault;
    }
    return "";
}

/* --- meetings ---------------------------------------------------------------------------- */

typedef struct {
    const char *title;
    int64_t     kind, state; /* MeetingKind, MeetingState */
    bool        is_public, is_called;
    TimeMs      starts_in;
} Gathering;

static Id add_meeting(Journey *j, AreaId area, const Gathering *meeting)
{
    Id id = id_new(j->now, &j->random);
    db_begin(j->db);
    db_run(j->db,
        "INSERT INTO meetings_meeting (area_id, id, kind, state, lang, title, day, clock, zone,"
        " starts_at, minutes_long, place, link, getting_in, is_public, version, created_at,"
        " changed_at, called_at, emergency, cancel_why, by_person)"
        " VALUES ($1, $2, $3, $4, 'en', $5, '', '', 'Europe/London', $6, 90, 'The hall', '', '',"
        " $7, 0, $8, $8, $9, '', '', $2)",
        args(sql_id(area.id), sql_id(id), sql_int(meeting->kind), sql_int(meeting->state),
             sql_text(meeting->title), sql_int(j->now + meeting->starts_in),
             sql_int(meeting->is_public), sql_int(j->now),
             sql_int(meeting->is_called ? j->now : 0)));
    CHECK("kept", db_commit(j->db));
    return id;
}

/* --- a story ----------------------------------------------------------------------------- */

typedef struct {
    Journey    *j;
    Browser     ann, bea;  /* Ann is officer of the branch, Bea a member of it */
    const char *key;       /* Ann's, for all of the branch */
    Id          meeting;   /* an open one of the branch */
    json_t     *document;
    PersonId    ann_id;
} Story;

static Reply ask_as(Story *story, const char *key, const char *target, const char *accept,
                    const char *tag)
{
    Journey *j = story->j;
    Incoming in = { .method = "GET", .target = target, .body = "", .address = "127.0.0.1" };
    in.header[in.header_count++] = (NameValue){ "Host", "localhost:8080" };
    if (key != NULL)
        in.header[in.header_count++] = (NameValue){
            "Authorization", text_format(db_arena(j->db), "Bearer %s", key) };
    if (accept != NULL)
        in.header[in.header_count++] = (NameValue){ "Accept", accept };
    if (tag != NULL)
        in.header[in.header_count++] = (NameValue){ "If-None-Match", tag };
    return serve(&j->serve, &j->thread, &in, j->now);
}

static Reply ask(Story *story, const char *target)
{
    return ask_as(story, story->key, target, NULL, NULL);
}

static const char *header_of(const Reply *reply, const char *name)
{
    for (size_t i = 0; i < reply->header_count; i++)
        if (strcmp(reply->header[i].name, name) == 0)
            return reply->header[i].value;
    return "";
}

static const char *make_key(Story *story, Browser *browser, const Place *place, const char *more)
{
    Arena *arena = db_arena(story->j->db);
    Reply reply = browser_post(browser, "/account/tokens",
                               text_format(arena, "name=Test&area=%s&days=30&%s", place->slug, more));
    CHECK_INT("a key is made", reply.status, 200);
    return between(story->j, reply.body, "<code class=\"token\">", "</code>");
}

static Story story_begin(void)
{
    Journey *j = journey_begin();
    Story story = { .j = j, .ann = browser_new(j), .bea = browser_new(j) };
    Place root;
    place_movement(j->db, &root);
    story.ann_id = journey_member(j, "Ann Answers", "ann@example.org", j->branch.id);
    journey_officer(j, story.ann_id, j->branch.id);
    PersonId bea = journey_member(j, "Bea Bright", "bea@example.org", j->branch.id);
    db_begin(j->db);
    handbook_first(j->db, root.id, j->now, &j->random);
    db_run(j->db, "UPDATE members_member SET phone = $1 WHERE person = $2",
           args(sql_text("0700 900 1; ext"), sql_id(bea.id)));
    CHECK("kept", db_commit(j->db));
    story.meeting = add_meeting(j, j->branch.id, &(Gathering){ "Open evening", 1, 2, true, true,
                                                               7 * DAY_MS });
    browser_sign_in(&story.ann, "ann@example.org");
    browser_sign_in(&story.bea, "bea@example.org");
    story.key = make_key(&story, &story.ann, &j->branch, "for=take_part&for=membership");
    Reply reply = ask(&story, "/api/v1/openapi.json");
    CHECK_INT("the document", reply.status, 200);
    story.document = json_loads(reply.body, 0, NULL);
    CHECK("is JSON", story.document != NULL);
    return story;
}

static void story_end(Story *story)
{
    json_decref(story->document);
    journey_end(story->j);
}

/* What the document says about this answer. */
static const json_t *schema_of(Story *story, const char *path, const Reply *reply)
{
    const char *type = text_copy_bytes(db_arena(story->j->db), reply->content_type,
                                       strcspn(reply->content_type, ";"));
    const json_t *operation = json_object_get(
        json_object_get(json_object_get(story->document, "paths"), path), "get");
    CHECK(path, operation != NULL);
    const json_t *response = json_object_get(
        json_object_get(operation, "responses"),
        text_format(db_arena(story->j->db), "%d", reply->status));
    CHECK(path, response != NULL);
    const json_t *schema = json_object_get(
        json_object_get(json_object_get(response, "content"), type), "schema");
    CHECK(type, schema != NULL);
    return schema;
}

static void check_answer(Story *story, const char *path, const Reply *reply, int status)
{
    CHECK_INT(path, reply->status, status);
    const json_t *schema = schema_of(story, path, reply);
    json_t *value = json_loads(reply->body, 0, NULL);
    CHECK(path, value != NULL);
    CHECK_TEXT(path, fault_of(db_arena(story->j->db), story->document, schema, value, path), "");
    json_decref(value);
}

/* The reader above finds what is wrong: else every answer would be right. */
TEST(api_the_reader_of_the_document_finds_faults)
{
    Story story = story_begin();
    Arena *arena = db_arena(story.j->db);
    const json_t *schemas = json_object_get(json_object_get(story.document, "components"), "schemas");
    const json_t *mail = json_object_get(schemas, "EmailAddress");
    const struct { const char *name, *answer; bool is_right; } rows[] = {
        { "right", "{\"address\":\"a\"}", true },
        { "a field is missing", "{}", false },
        { "one too many", "{\"address\":\"a\",\"extra\":1}", false },
        { "another type", "{\"address\":1}", false },
        { "null where it may not be", "{\"address\":null}", false },
        { "no object", "[]", false },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        json_t *value = json_loads(rows[i].answer, 0, NULL);
        const char *fault = fault_of(arena, story.document, mail, value, "it");
        CHECK_INT(rows[i].name, fault[0] == '\0', rows[i].is_right);
        json_decref(value);
    }
    story_end(&story);
}

/* --- as the document says -------------------------------------------------------------------- */

TEST(api_every_operation_answers_as_the_document_says)
{
    Story story = story_begin();
    Arena *arena = db_arena(story.j->db);
    Reply list = ask(&story, text_format(arena, "/api/v1/areas/%s/people", story.j->branch.slug));
    const char *member = between(story.j, list.body, "/people/", "\"");
    size_t seen = 0;
    for (size_t i = 0; i < api_op_count; i++) {
        /* The document's path with names put in. */
        TextBuilder path = text_builder(arena), target = text_builder(arena);
        for (const char *at = api_ops[i].path; *at != '\0';) {
            size_t length = strcspn(at, "/");
            const char *part = text_copy_bytes(arena, at, length);
            bool is_name = part[0] == ':';
            text_add(&path, is_name ? text_format(arena, "{%s}", part + 1) : part);
            text_add(&target, text_equal(part, ":area") ? story.j->branch.slug
                              : text_equal(part, ":person") ? member
                              : text_equal(part, ":event") ? id_text(arena, story.meeting)
                              : text_equal(part, ":page") ? "call-a-meeting" : part);
            at += length;
            if (*at == '/') {
                text_add_char(&path, '/');
                text_add_char(&target, '/');
                at++;
            }
        }
        Reply reply = ask(&story, text_of(&target));
        check_answer(&story, text_of(&path), &reply, 200);
        CHECK(text_of(&target), header_of(&reply, "ETag")[0] == '"');
        seen++;
    }
    CHECK_INT("all of the document", json_object_size(json_object_get(story.document, "paths")), seen);
    story_end(&story);
}

TEST(api_what_goes_wrong_is_a_problem_as_the_document_says)
{
    Story story = story_begin();
    Arena *arena = db_arena(story.j->db);
    const char *people = "/api/v1/areas/{area}/people";
    const char *own = text_format(arena, "/api/v1/areas/%s/people", story.j->branch.slug);
    Reply reply = ask_as(&story, NULL, own, NULL, NULL);
    check_answer(&story, people, &reply, 401);
    CHECK_TEXT("how to come in", header_of(&reply, "WWW-Authenticate"), "Bearer");
    reply = ask_as(&story, "gsw_nonsense", own, NULL, NULL);
    check_answer(&story, people, &reply, 401);
    reply = ask(&story, text_format(arena, "/api/v1/areas/%s/people", story.j->other_branch.slug));
    check_answer(&story, people, &reply, 404);
    reply = ask(&story, text_format(arena, "%s?cursor=zz", own));
    check_answer(&story, people, &reply, 400);
    reply = ask_as(&story, story.key, own, "image/png", NULL);
    check_answer(&story, people, &reply, 406);
    reply = ask(&story, "/api/v1/areas/no-such-place");
    check_answer(&story, "/api/v1/areas/{area}", &reply, 404);
    reply = ask(&story, "/api/v1/handbook/no-such-page");
    check_answer(&story, "/api/v1/handbook/{page}", &reply, 404);
    reply = ask(&story, text_format(arena, "%s/00000000000000000000000000000001", own));
    check_answer(&story, "/api/v1/areas/{area}/people/{person}", &reply, 404);
    reply = ask(&story, "/api/v1/no-such-thing");
    CHECK_TEXT("even what has no operation", reply.content_type, "application/problem+json");
    int asked = 0;
    do
        reply = ask(&story, "/api/v1/me");
    while (reply.status == 200 && ++asked < 1000);
    check_answer(&story, "/api/v1/me", &reply, 429);
    int64_t wait_s;
    CHECK("when again", text_to_int(header_of(&reply, "Retry-After"), 1, 3600, &wait_s));
    story_end(&story);
}

/* --- forms -------------------------------------------------------------------------------------- */

TEST(api_lists_are_tables_and_cards_too)
{
    Story story = story_begin();
    Arena *arena = db_arena(story.j->db);
    const char *own = text_format(arena, "/api/v1/areas/%s/people", story.j->branch.slug);
    Reply reply = ask(&story, text_format(arena, "%s.csv", own));
    CHECK_TEXT("a table", reply.content_type, "text/csv; charset=utf-8");
    CHECK_CONTAINS("its heading", reply.body, "\"identifiers\",\"origin_system\",\"created_date\",\"given_name\"");
    CHECK_CONTAINS("a row", reply.body, "\"Bea\",\"Bright\",\"Bea Bright\",\"en\",\"bea@example.org\"");
    const char *table = text_copy(arena, reply.body);
    reply = ask_as(&story, story.key, own, "text/csv", NULL);
    CHECK_TEXT("asked for by its name", reply.body, table);
    reply = ask(&story, text_format(arena, "%s.vcf", own));
    CHECK_TEXT("cards", reply.content_type, "text/vcard; charset=utf-8");
    CHECK_CONTAINS("a name", reply.body, "FN:Bea Bright\r\nN:Bright;Bea;;;\r\n");
    CHECK_CONTAINS("with signs that mean something", reply.body, "TEL;VALUE=text:0700 900 1\\; ext\r\n");
    reply = ask(&story, text_format(arena, "%s.csv?per_page=1", own));
    CHECK_CONTAINS("a table says where it goes on", header_of(&reply, "Link"), "rel=\"next\"");
    reply = ask_as(&story, story.key, "/api/v1/me", "text/csv", NULL);
    CHECK_INT("one thing is no table", reply.status, 406);
    story_end(&story);
}

/* Where a list goes on; NULL: this was the last page. */
static const char *next_of(Story *story, const json_t *page)
{
    const char *next = json_string_value(json_object_get(
        json_object_get(json_object_get(page, "_links"), "next"), "href"));
    return next == NULL ? NULL : text_copy(db_arena(story->j->db), strstr(next, "/api/"));
}

TEST(api_a_list_is_read_page_by_page_to_its_end)
{
    Story story = story_begin();
    Arena *arena = db_arena(story.j->db);
    const char *target = "/api/v1/areas?per_page=7";
    size_t rows = 0, pages = 0;
    const char *last = "";
    while (target != NULL && pages < 100) {
        Reply reply = ask(&story, target);
        check_answer(&story, "/api/v1/areas", &reply, 200);
        json_t *page = json_loads(reply.body, 0, NULL);
        const json_t *list = json_object_get(json_object_get(page, "_embedded"), "groundswell:areas");
        for (size_t i = 0; i < json_array_size(list); i++, rows++) {
            const char *slug = json_string_value(json_object_get(json_array_get(list, i), "slug"));
            CHECK(slug, strcmp(slug, last) > 0);
            last = text_copy(arena, slug);
        }
        target = next_of(&story, page);
        json_decref(page);
        pages++;
    }
    CHECK_INT("all of them", rows, journey_count(story.j, "SELECT count(*) FROM places_public_area"));
    CHECK("in more than one", pages > 2);
    story_end(&story);
}

TEST(api_what_has_not_changed_is_not_sent_again)
{
    Story story = story_begin();
    Journey *j = story.j;
    Arena *arena = db_arena(j->db);
    const char *own = text_format(arena, "/api/v1/areas/%s/people", j->branch.slug);
    Reply reply = ask(&story, own);
    const char *tag = text_copy(arena, header_of(&reply, "ETag"));
    CHECK_TEXT("people stay private", header_of(&reply, "Cache-Control"), "private, no-cache");
    reply = ask_as(&story, story.key, own, NULL, tag);
    CHECK_INT("nothing new", reply.status, 304);
    CHECK_INT("no body", reply.body_length, 0);
    CHECK_TEXT("the same tag", header_of(&reply, "ETag"), tag);
    db_begin(j->db);
    PersonId cal = person_add(j->db, "Cal Clear", "cal@example.org", LANG_EN, j->now, &j->random);
    members_add(j->db, &(NewMember){ .area = j->branch.id, .person = cal, .name = "Cal Clear",
                                     .joined = j->now }, &j->random);
    CHECK("kept", db_commit(j->db));
    reply = ask_as(&story, story.key, own, NULL, tag);
    CHECK_INT("somebody new", reply.status, 200);
    CHECK_INT("each look is written down", journey_count(j, text_format(arena,
        "SELECT count(*) FROM trail_entry WHERE what = '/api/v1/areas/:area/people' AND kind = 1")), 3);
    story_end(&story);
}

static const char *titles_of(Story *story, const char *key, const char *target)
{
    Arena *arena = db_arena(story->j->db);
    Reply reply = ask_as(story, key, target, NULL, NULL);
    CHECK_INT(target, reply.status, 200);
    json_t *page = json_loads(reply.body, 0, NULL);
    const json_t *list = json_object_get(json_object_get(page, "_embedded"), "osdi:events");
    TextBuilder out = text_builder(arena);
    text_add(&out, "");
    for (size_t i = 0; i < json_array_size(list); i++)
        text_add_format(&out, "%s, %s; ",
                        json_string_value(json_object_get(json_array_get(list, i), "title")),
                        json_string_value(json_object_get(json_array_get(list, i), "status")));
    json_decref(page);
    return text_of(&out);
}

TEST(api_open_meetings_are_everybodys_and_the_others_theirs_who_belong)
{
    Story story = story_begin();
    Journey *j = story.j;
    Arena *arena = db_arena(j->db);
    const Gathering meetings[] = {
        { "Members", 2, 2, false, true, 8 * DAY_MS },
        { "Called off", 1, 3, true, true, 9 * DAY_MS },
        { "A draft", 1, 1, true, false, 10 * DAY_MS },
        { "Executive", 4, 2, false, true, 11 * DAY_MS },
        { "Executive, open", 4, 2, true, true, 12 * DAY_MS },
        { "Long ago", 1, 2, true, true, -2 * DAY_MS },
        { "Just begun", 1, 2, true, true, -HOUR_MS },
    };
    Id id[COUNT(meetings)];
    for (size_t i = 0; i < COUNT(meetings); i++)
        id[i] = add_meeting(j, j->branch.id, &meetings[i]);
    Id beside = add_meeting(j, j->other_branch.id,
                            &(Gathering){ "Beside", 1, 2, true, true, DAY_MS });
    const char *open = text_format(arena, "/api/v1/areas/%s/events", j->branch.slug);
    const char *all = text_format(arena, "/api/v1/areas/%s/meetings", j->branch.slug);
    const char *of_all = "Just begun, confirmed; Open evening, confirmed; Called off, cancelled; ";
    CHECK_TEXT("for a guest", titles_of(&story, NULL, open), of_all);
    CHECK_TEXT("a key makes no more of it", titles_of(&story, story.key, open), of_all);
    CHECK_TEXT("for who belongs", titles_of(&story, story.key, all),
               "Just begun, confirmed; Open evening, confirmed; Members, confirmed; "
               "Called off, cancelled; ");
    CHECK_INT("a guest has no list of all", ask_as(&story, NULL, all, NULL, NULL).status, 401);
    CHECK_INT("nor who belongs elsewhere", ask(&story, text_format(arena,
        "/api/v1/areas/%s/meetings", j->other_branch.slug)).status, 404);

    const struct { const char *name, *list; Id id; int status; } rows[] = {
        { "an open one", open, story.meeting, 200 },
        { "one of members", open, id[0], 404 },
        { "one of members, with a key", all, id[0], 200 },
        { "a draft", open, id[2], 404 },
        { "a draft, with a key", all, id[2], 404 },
        { "of the executive", all, id[3], 404 },
        { "of the executive, open", open, id[4], 404 },
        { "of long ago, by its name", open, id[5], 200 },
        { "of the branch beside", open, beside, 404 },
        { "of the branch beside, with a key", all, beside, 404 },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK_INT(rows[i].name, ask(&story, text_format(arena, "%s/%s", rows[i].list,
                  id_text(arena, rows[i].id))).status, rows[i].status);
    Reply reply = ask(&story, text_format(arena, "%s/%s", open, id_text(arena, story.meeting)));
    CHECK_CONTAINS("where", reply.body, "\"location\":{\"venue\":\"The hall\"}");
    CHECK_CONTAINS("its page", reply.body, text_format(arena, "/areas/%s/open-meetings/%s",
                   j->branch.slug, id_text(arena, story.meeting)));
    reply = ask_as(&story, NULL, text_format(arena, "%s.csv", open), NULL, NULL);
    CHECK_CONTAINS("a table", reply.body, "\"Open evening\",\"confirmed\"");
    CHECK_CONTAINS("with the place", reply.body, "\"The hall\"");
    story_end(&story);
}

TEST(api_meetings_that_begin_at_once_are_each_on_one_page)
{
    Story story = story_begin();
    Journey *j = story.j;
    Arena *arena = db_arena(j->db);
    for (int i = 0; i < 5; i++)
        add_meeting(j, j->branch.id, &(Gathering){ text_format(arena, "At once %d", i), 1, 2, true,
                                                   true, 7 * DAY_MS });
    const char *target = text_format(arena, "/api/v1/areas/%s/events?per_page=2", j->branch.slug);
    size_t pages = 0, seen = 0;
    while (target != NULL && pages++ < 10) {
        Reply reply = ask(&story, target);
        check_answer(&story, "/api/v1/areas/{area}/events", &reply, 200);
        for (const char *at = reply.body; (at = strstr(at, "\"title\"")) != NULL; at++)
            seen++;
        json_t *page = json_loads(reply.body, 0, NULL);
        target = next_of(&story, page);
        json_decref(page);
    }
    CHECK_INT("pages", pages, 3);
    CHECK_INT("each once", seen, 6);
    static const char *const bad[] = { "zz", "12", "-", "12-zz", "x-00000000000000000000000000000001" };
    for (size_t i = 0; i < COUNT(bad); i++) {
        Reply reply = ask(&story, text_format(arena, "/api/v1/areas/%s/events?cursor=%s",
                                              j->branch.slug, bad[i]));
        check_answer(&story, "/api/v1/areas/{area}/events", &reply, 400);
    }
    story_end(&story);
}

TEST(api_meetings_are_read_in_their_own_place)
{
    Story story = story_begin();
    Journey *j = story.j;
    ApiEvent event;
    ApiEventQuery query = { .most = 10 };
    const struct { const char *name; AreaId area; bool is_there; } rows[] = {
        { "the branch", j->branch.id, true },
        { "its party", j->party.id, false },
        { "the branch beside", j->other_branch.id, false },
        { "none", { { { 0 } } }, false },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Scope scope = test_scope(db_arena(j->db), rows[i].area, PURPOSE_TAKE_PART, story.ann_id);
        CHECK_INT(rows[i].name, api_events(j->db, scope, &query).count > 0, rows[i].is_there);
        CHECK_INT(rows[i].name, api_event(j->db, scope, story.meeting, false, &event),
                  rows[i].is_there);
    }
    story_end(&story);
}

/* --- what a key may do ----------------------------------------------------------------------------- */

TEST(api_a_key_has_never_more_than_its_maker_at_that_moment)
{
    Story story = story_begin();
    Journey *j = story.j;
    Arena *arena = db_arena(j->db);
    const char *own = text_format(arena, "/api/v1/areas/%s/people", j->branch.slug);
    CHECK_INT("an officer's key reads", ask(&story, own).status, 200);
    const char *narrow = make_key(&story, &story.ann, &j->branch, "for=take_part");
    CHECK_INT("not for another purpose", ask_as(&story, narrow, own, NULL, NULL).status, 404);
    CHECK_INT("but as herself", ask_as(&story, narrow, "/api/v1/me", NULL, NULL).status, 200);
    const char *members = make_key(&story, &story.bea, &j->branch, "for=take_part&for=membership");
    CHECK_INT("a member's key is a member's", ask_as(&story, members, own, NULL, NULL).status, 404);
    Reply reply = ask_as(&story, members, "/api/v1/me", NULL, NULL);
    CHECK_CONTAINS("her own address is hers", reply.body, "bea@example.org");
    CHECK_INT("only in her own places", browser_post(&story.bea, "/account/tokens",
        text_format(arena, "name=X&area=%s&days=1&for=take_part", j->other_branch.slug)).status, 422);

    /* A key for a branch, made by an officer of the party, is for the branch. */
    PersonId over = journey_member(j, "Over Example", "over@example.org", j->branch.id);
    journey_officer(j, over, j->party.id);
    Browser browser = browser_new(j);
    browser_sign_in(&browser, "over@example.org");
    const char *branch = make_key(&story, &browser, &j->branch, "for=membership");
    const char *party = make_key(&story, &browser, &j->party, "for=membership");
    const char *all = text_format(arena, "/api/v1/areas/%s/people", j->party.slug);
    CHECK_INT("the branch", ask_as(&story, branch, own, NULL, NULL).status, 200);
    CHECK_INT("not the party", ask_as(&story, branch, all, NULL, NULL).status, 404);
    CHECK_INT("with the party's key", ask_as(&story, party, all, NULL, NULL).status, 200);

    db_begin(j->db);
    db_run(j->db, "UPDATE people_grant SET ended = $1 WHERE person = $2 AND role = $3",
           args(sql_int(j->now), sql_id(over.id), sql_int(ROLE_OFFICER)));
    CHECK("her office ends", db_commit(j->db));
    CHECK_INT("and with it her key's right", ask_as(&story, party, all, NULL, NULL).status, 404);
    story_end(&story);
}

TEST(api_a_key_is_shown_once_ends_and_is_kept_as_a_hash)
{
    Story story = story_begin();
    Journey *j = story.j;
    Arena *arena = db_arena(j->db);
    Reply page = browser_get(&story.ann, "/account/tokens");
    CHECK_CONTAINS("it is listed", page.body, "Test");
    CHECK("but not shown again", strstr(page.body, story.key) == NULL);
    CHECK_INT("nor kept", journey_count(j, text_format(arena,
        "SELECT count(*) FROM api_token WHERE name = '%s'", story.key)), 0);
    const char *id = between(j, page.body, "/account/tokens/", "/end");
    CHECK_CONTAINS("the account leads to it", browser_get(&story.ann, "/account").body, "/account/tokens");
    const char *end = text_format(arena, "/account/tokens/%s/end", id);
    CHECK_INT("nobody else ends it", browser_post(&story.bea, end, "").status, 404);
    CHECK_INT("so it goes on", ask(&story, "/api/v1/me").status, 200);
    CHECK_INT("she does", browser_post(&story.ann, end, "").status, 303);
    CHECK_INT("and it is over", ask(&story, "/api/v1/me").status, 401);
    CHECK_INT("once", browser_post(&story.ann, end, "").status, 404);
    const char *other = make_key(&story, &story.ann, &j->branch, "for=take_part");
    j->now += 31 * DAY_MS;
    CHECK_INT("or by its day", ask_as(&story, other, "/api/v1/me", NULL, NULL).status, 401);
    story_end(&story);
}

TEST(api_a_restore_or_a_lost_mailbox_ends_keys)
{
    Story story = story_begin();
    Journey *j = story.j;
    db_begin(j->db);
    api_capability.factor_lost(j->db, story.ann_id, j->now);
    CHECK("kept", db_commit(j->db));
    CHECK_INT("who lost what they signed in with", ask(&story, "/api/v1/me").status, 401);
    const char *key = make_key(&story, &story.bea, &j->branch, "for=take_part");
    db_begin(j->db);
    api_capability.restored(&(Restored){ .db = j->db, .site = &j->site, .random = &j->random,
                                         .made = j->now, .now = j->now });
    CHECK("kept", db_commit(j->db));
    CHECK_INT("after a restore", ask_as(&story, key, "/api/v1/me", NULL, NULL).status, 401);
    story_end(&story);
}

TEST(api_a_cookie_is_no_key)
{
    Story story = story_begin();
    CHECK_INT("a signed-in browser is nobody here", browser_get(&story.ann, "/api/v1/me").status, 401);
    Reply reply = ask_as(&story, story.key, "/account", NULL, NULL);
    CHECK_INT("and a key is no cookie", reply.status, 401);
    story_end(&story);
}

/* The read of contacts, asked for other areas; and one's own keys. */
TEST(api_stores_stay_in_their_scope)
{
    Story story = story_begin();
    Journey *j = story.j;
    Seen seen = { .arena = db_arena(j->db) };
    const struct { AreaId area; bool is_in; } places[] = {
        { j->branch.id, true }, { j->party.id, true }, { j->other_branch.id, false },
        { j->other_party.id, false }, { { { { 0 } } }, false },
    };
    Scope own = { .area = j->branch.id, .purpose = PURPOSE_MEMBERSHIP, .who = story.ann_id, .seen = &seen };
    MemberContactList all = members_contacts(j->db, own, (AreaId){0}, (MemberId){0}, 10);
    CHECK("somebody", all.count > 0);
    for (size_t i = 0; i < COUNT(places); i++) {
        Scope scope = own;
        scope.area = places[i].area;
        MemberContact one;
        CHECK_INT("list", members_contacts(j->db, scope, (AreaId){0}, (MemberId){0}, 10).count > 0,
                  places[i].is_in);
        CHECK_INT("one", members_contact(j->db, scope, all.item[0].id, &one), places[i].is_in);
    }
    CHECK("noted as read", seen.count > 0);
    Scope other = own;
    other.who = all.item[0].person;
    if (id_equal(other.who.id, story.ann_id.id))
        other.who = all.item[1].person;
    CHECK_INT("own keys", tokens_own(j->db, own).count, 1);
    CHECK_INT("not another's", tokens_own(j->db, other).count, 0);
    db_begin(j->db);
    CHECK("nor ended", !token_end(j->db, other, tokens_own(j->db, own).item[0].id, j->now));
    db_rollback(j->db);
    story_end(&story);
}

TEST(api_what_programs_read_counts_in_its_own_place)
{
    Story story = story_begin();
    Journey *j = story.j;
    Arena *arena = db_arena(j->db);
    CHECK_INT("a key reads", ask(&story, text_format(arena, "/api/v1/areas/%s/people",
                                                     j->branch.slug)).status, 200);
    const struct { const char *name; AreaId area; bool is_counted; } rows[] = {
        { "the branch", j->branch.id, true },
        { "its party", j->party.id, false },
        { "the branch beside", j->other_branch.id, false },
        { "none", { { { 0 } } }, false },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Scope scope = test_scope(arena, rows[i].area, PURPOSE_MEMBERSHIP, story.ann_id);
        CHECK_INT(rows[i].name, api_people_read(j->db, scope, 0) > 0, rows[i].is_counted);
    }
    story_end(&story);
}

TEST(api_programs_take_no_more_people_than_a_day_allows)
{
    Story story = story_begin();
    Journey *j = story.j;
    Arena *arena = db_arena(j->db);
    const char *own = text_format(arena, "/api/v1/areas/%s/people", j->branch.slug);
    db_begin(j->db);
    for (int i = 0; i < API_PEOPLE_DAILY_MAX / 2; i++) {
        PersonId person = person_add(j->db, "Somebody Else", text_format(arena, "p%d@example.org", i),
                                     LANG_EN, j->now, &j->random);
        members_add(j->db, &(NewMember){ .area = j->branch.id, .person = person,
                                         .name = "Somebody Else", .joined = j->now }, &j->random);
    }
    CHECK("kept", db_commit(j->db));
    const char *target = text_format(arena, "%s?per_page=100", own);
    int read = 0;
    Reply reply = ask(&story, target);
    while (reply.status == 200 && ++read < 50)
        reply = ask(&story, target);
    check_answer(&story, "/api/v1/areas/{area}/people", &reply, 429);
    CHECK("some were read", read >= API_PEOPLE_DAILY_MAX / API_PAGE_MAX);
    CHECK("and it ends", read < 50);
    j->now += DAY_MS;
    CHECK_INT("tomorrow is another day", ask(&story, target).status, 200);
    story_end(&story);
}

/* Each operation has its row, and each row its operation. */
TEST(api_the_table_and_the_policy_say_the_same)
{
    size_t count;
    const Route *routes = api_routes(&count);
    for (size_t i = 0; i < api_op_count; i++) {
        size_t found = 0;
        for (size_t k = 0; k < count; k++)
            found += text_equal(routes[k].path, api_ops[i].path);
        CHECK_INT(api_ops[i].path, found, 1);
    }
    for (size_t k = 0; k < count; k++) {
        if (!text_starts(routes[k].path, "/api/"))
            continue;
        const ApiOp *op = api_op_of(routes[k].path);
        CHECK(routes[k].path, op != NULL);
        CHECK(routes[k].path, op->is_private == (routes[k].may != MAY_ANYONE));
        CHECK(routes[k].path, op->schema == NULL || op->schema->count <= API_FIELDS_MAX);
        const char *dot = strrchr(routes[k].path, '.');
        CHECK(routes[k].path, dot == NULL || text_equal(dot, ".json")
                                  || (text_equal(dot, ".csv") && op->has_csv)
                                  || (text_equal(dot, ".vcf") && op->has_vcard));
    }
}
