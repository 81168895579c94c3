/* hub_test.c: who hears what, over a real socket; and that a stream ends with
 * what let it in.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/ear.h"
#include "app/hub.h"
#include "base/text.h"
#include "db/events.h"
#include "sys/outside.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

enum { HEARD_BYTES = 64 * 1024, WAIT_TRIES = 5000 };

typedef struct {
    Hub        *hub;
    HttpServer *server;
    int         listener, port;
    atomic_bool may;
    atomic_uint asked;
    int64_t     since;
} Listening;

static bool may_hear(void *context, const Incoming *in, const char *topic)
{
    Listening *house = context;
    atomic_fetch_add(&house->asked, 1);
    return atomic_load(&house->may) && in->is_again && text_equal(in->target + 1, topic);
}

/* "/topic": listens for it. */
static void answer(void *context, const HttpRequest *request, HttpReply *out)
{
    Listening *house = context;
    Incoming in = { .method = "GET", .target = request->target, .body = "",
                    .address = request->address, .header_count = request->header_count };
    for (size_t i = 0; i < request->header_count; i++)
        in.header[i] = (NameValue){ request->header[i].name, request->header[i].value };
    Reply reply = { .topic = request->target + 1, .since = house->since,
                    .listener = hash_of_text(request->address) };
    *out = (HttpReply){ .status = 200, .body = "" };
    out->stream = hub_listen(house->hub, house->server, &in, &reply);
    if (out->stream == NULL)
        out->status = 503;
}

static Listening *house_begin(void)
{
    Listening *house = heap_take(1, sizeof *house);
    house->hub = hub_begin(may_hear, house);
    house->listener = http_listen("127.0.0.1", 0);
    house->since = -1;
    atomic_store(&house->may, true);
    struct sockaddr_in name;
    socklen_t length = sizeof name;
    getsockname(house->listener, (struct sockaddr *)(void *)&name, &length);
    house->port = ntohs(name.sin_port);
    house->server = http_start(&(HttpOptions){
        .listen_socket = house->listener, .threads = 2, .connections_max = 1000, .body_max = 1000,
        .answer = answer, .context = house });
    return house;
}

static void house_end(Listening *house)
{
    http_stop(house->server);
    CHECK_INT("nobody listens after the end", hub_listeners(house->hub), 0);
    hub_end(house->hub);
    close(house->listener);
    heap_give(house);
}

/* Adds to what was heard. */
static void hear(int from, const char *until, char heard[HEARD_BYTES])
{
    size_t length = strlen(heard);
    while (length + 1 < HEARD_BYTES && (until == NULL || strstr(heard, until) == NULL)) {
        ssize_t more = recv(from, heard + length, HEARD_BYTES - 1 - length, 0);
        if (more <= 0)
            return;
        length += (size_t)more;
        heard[length] = '\0';
    }
}

static int listen_for(Listening *house, const char *topic, char *heard)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)house->port) };
    struct timeval patience = { .tv_sec = 20 };
    char request[200];
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    int socket_of = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(socket_of, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    CHECK_INT("connected", connect(socket_of, (struct sockaddr *)(void *)&to, sizeof to), 0);
    snprintf(request, sizeof request, "GET /%s HTTP/1.1\r\nHost: a\r\n\r\n", topic);
    send(socket_of, request, strlen(request), MSG_NOSIGNAL);
    heard[0] = '\0';
    hear(socket_of, "\r\n\r\n", heard);
    return socket_of;
}

TEST(a_topic_is_heard_by_those_who_listen_for_it)
{
    Listening *house = house_begin();
    char heard[HEARD_BYTES];
    int apples = listen_for(house, "apples", heard), pears = listen_for(house, "pears", heard);
    hub_tell(house->hub, 1, "pears", "ripe\nand sweet");
    hub_tell(house->hub, 2, "apples", "red");
    hub_tell(house->hub, 2, "apples", "told twice");
    hub_tell(house->hub, 3, "apples", "last");
    hear(pears, "sweet", heard);
    CHECK_CONTAINS("each line is data", heard,
                   "id: 1\nevent: change\ndata: ripe\ndata: and sweet\n");
    heard[0] = '\0';
    hear(apples, "last", heard);
    CHECK_CONTAINS("red", heard, "id: 2\nevent: change\ndata: red\n\n");
    CHECK("and no pears", strstr(heard, "ripe") == NULL);
    CHECK("nothing twice", strstr(heard, "told twice") == NULL);
    close(apples);
    close(pears);
    house_end(house);
}

TEST(who_comes_back_hears_what_was_missed_or_that_too_much_was)
{
    Listening *house = house_begin();
    char heard[HEARD_BYTES];
    hub_begin_at(house->hub, 100);
    for (int64_t seq = 101; seq <= 103; seq++)
        hub_tell(house->hub, seq, seq == 102 ? "pears" : "apples", "x");
    static const struct {
        const char *name; int64_t since; const char *want; bool is_news;
    } backs[] = {
        { "all of it",          100, "id: 103\n",     false },
        { "the rest",           102, "id: 103\n",     false },
        { "too long ago",       99,  "event: again\n", false },
        { "nothing, then news", 103, "id: 203\n",     true },
        { "a newcomer",         -1,  "id: 204\n",     true },
        { "ahead of us",        999, "id: 205\n",     true },
    };
    for (size_t i = 0; i < COUNT(backs); i++) {
        house->since = backs[i].since;
        int to = listen_for(house, "apples", heard);
        if (backs[i].is_news)
            hub_tell(house->hub, 200 + (int64_t)i, "apples", "news");
        hear(to, backs[i].want, heard);
        CHECK_CONTAINS(backs[i].name, heard, backs[i].want);
        CHECK_INT(backs[i].name, strstr(heard, "id: 101") != NULL, i == 0);
        close(to);
    }
    for (int64_t seq = 300; seq < 300 + 2 * HUB_REMEMBERED; seq++)
        hub_tell(house->hub, seq, "apples", "many");
    house->since = 301;
    int to = listen_for(house, "apples", heard);
    hear(to, "again", heard);
    CHECK_CONTAINS("the memory is short", heard, "event: again\n");
    close(to);
    house_end(house);
}

TEST(what_let_a_listener_in_is_asked_before_each_word)
{
    Listening *house = house_begin();
    char heard[HEARD_BYTES];
    int to = listen_for(house, "apples", heard);
    hub_tell(house->hub, 1, "apples", "red");
    hear(to, "red", heard);
    CHECK("it was asked", atomic_load(&house->asked) > 0);
    atomic_store(&house->may, false);
    hub_tell(house->hub, 2, "apples", "secret");
    hear(to, NULL, heard);
    CHECK("nothing more is heard", strstr(heard, "secret") == NULL);
    close(to);
    house_end(house);
}

TEST(an_address_has_only_so_many_listeners)
{
    Listening *house = house_begin();
    char heard[HEARD_BYTES];
    static int to[HUB_OF_ADDRESS_MAX + 1];
    for (int i = 0; i < HUB_OF_ADDRESS_MAX + 1; i++)
        to[i] = listen_for(house, "apples", heard);
    CHECK_CONTAINS("one too many", heard, " 503 ");
    CHECK_INT("the others are there", hub_listeners(house->hub), HUB_OF_ADDRESS_MAX);
    for (int i = 0; i < HUB_OF_ADDRESS_MAX + 1; i++)
        close(to[i]);
    house_end(house);
}

/* The ear asks the database, as it does for what another node wrote. */
TEST(what_is_written_is_heard)
{
    Listening *house = house_begin();
    char heard[HEARD_BYTES];
    Db *db = test_database();
    db_begin(db);
    event_add(db, "apples", "before", TEST_NOW);
    CHECK("kept", db_commit(db));
    Ear *ear = ear_begin(house->hub, test_database_file());
    int to = listen_for(house, "apples", heard);
    db_begin(db);
    event_add(db, "apples", "undone", TEST_NOW);
    db_rollback(db);
    db_begin(db);
    event_add(db, "apples", "after", TEST_NOW);
    CHECK("kept", db_commit(db));
    hear(to, "after", heard);
    CHECK_CONTAINS("after", heard, "data: after");
    CHECK("not before", strstr(heard, "before") == NULL && strstr(heard, "undone") == NULL);
    close(to);
    ear_end(ear);
    test_database_close(db);
    house_end(house);
}

/* --- the one page that listens ---------------------------------------------------- */

static const char *header_of(const Reply *reply, const char *name)
{
    for (size_t i = 0; i < reply->header_count; i++)
        if (text_equal(reply->header[i].name, name))
            return reply->header[i].value;
    return "";
}

TEST(officers_hear_of_answers_to_their_own_questions_and_nobody_else_does)
{
    Journey *j = journey_begin();
    Arena *arena = db_arena(j->db);
    PersonId ann = journey_member(j, "Ann Example", "ann@example.org", j->branch.id);
    PersonId bea = journey_member(j, "Bea Example", "bea@example.org", j->other_branch.id);
    journey_member(j, "Cai Example", "cai@example.org", j->branch.id);
    journey_officer(j, ann, j->branch.id);
    journey_officer(j, bea, j->other_branch.id);
    Browser officer = browser_new(j), other = browser_new(j), member = browser_new(j), guest = browser_new(j);
    browser_sign_in(&officer, "ann@example.org");
    browser_sign_in(&other, "bea@example.org");
    browser_sign_in(&member, "cai@example.org");
    const char *base = text_format(arena, "/areas/%s/questions", j->branch.slug);
    browser_post(&officer, text_format(arena, "%s/new", base),
                 text_format(arena, "title=Why&closes=%s&lang=en", date_iso(arena, j->now + 5 * DAY_MS)));
    Rows rows = db_rows(j->db, "SELECT id FROM listening_question", no_args);
    const char *id = "";
    while (rows_next(&rows))
        id = id_text(arena, row_id(&rows, 0));

    const char *page = text_format(arena, "%s/%s/answers", base, id);
    const char *live = text_format(arena, "%s/live?since=0", page);
    const char *question = text_format(arena, "%s/%s", base, id);
    CHECK_CONTAINS("the page says where", browser_get(&officer, page).body, "/answers/live?since=0");
    Reply heard = browser_get(&officer, live);
    CHECK_TEXT("a stream", heard.content_type, "text/event-stream");
    CHECK_CONTAINS("of this question", heard.topic, id);
    CHECK_TEXT("not kept anywhere", header_of(&heard, "Cache-Control"), "no-store");
    CHECK_INT("an officer elsewhere", browser_get(&other, live).status, 404);
    CHECK_INT("a member", browser_get(&member, live).status, 404);
    CHECK_INT("a guest", browser_get(&guest, live).status, 401);

    CHECK_INT("an answer", browser_post(&member, question, "text=Because&lang=en").status, 303);
    db_begin(j->db);
    EventList events = events_after(j->db, 0);
    db_rollback(j->db);
    CHECK_INT("is told", events.count, 1);
    CHECK_CONTAINS("with its topic", events.item[0].topic, id);
    CHECK_TEXT("and nothing else", events.item[0].body, "");
    journey_end(j);
}
