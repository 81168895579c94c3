/* http_test.c: bytes on a socket, as a browser would never send them, and what
 * the real library with our checks around it makes of them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/text.h"
#include "sys/http.h"
#include "sys/http_address.h"
#include "sys/outside.h"
#include "tests/check.h"

enum { BODY_MAX = 1000, HEARD_BYTES = 64 * 1024, WAIT_TRIES = 5000 };

/* A server of one thread that says "fine" and counts. */
typedef struct {
    HttpServer *server;
    int         listener, port, answered;
    char        address[HTTP_ADDRESS_BYTES]; /* of the last request */
    size_t      body_length;
    HttpStream *stream; /* the next answer, or NULL */
    bool        is_full; /* admit() says no */
} Wire;

static void say_fine(void *context, const HttpRequest *request, HttpReply *reply)
{
    Wire *wire = context;
    wire->answered++;
    snprintf(wire->address, sizeof wire->address, "%s", request->address);
    wire->body_length = request->body_length;
    *reply = (HttpReply){ .status = request->is_body_too_large ? 413 : 200, .body = "fine",
                          .body_length = 4, .stream = wire->stream };
}

static bool admit(void *context, const HttpRequest *head, HttpReply *reply)
{
    const Wire *wire = context;
    *reply = (HttpReply){ .status = 503, .body = "full", .body_length = 4 };
    return !wire->is_full || text_equal(head->target, "/alarm");
}

static Wire *wire_begin(unsigned prefix_max, const char *proxy)
{
    Wire *wire = heap_take(1, sizeof *wire);
    wire->listener = http_listen("127.0.0.1", 0);
    struct sockaddr_in name;
    socklen_t length = sizeof name;
    getsockname(wire->listener, (struct sockaddr *)(void *)&name, &length);
    wire->port = ntohs(name.sin_port);
    wire->server = http_start(&(HttpOptions){
        .listen_socket = wire->listener, .threads = 1, .connections_max = 100,
        .prefix_max = prefix_max, .body_max = BODY_MAX, .proxy = proxy,
        .admit = admit, .answer = say_fine, .context = wire,
    });
    CHECK("it starts", wire->server != NULL);
    return wire;
}

static void wire_end(Wire *wire)
{
    http_stop(wire->server);
    close(wire->listener);
    heap_give(wire);
}

static int dial(const Wire *wire)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)wire->port) };
    struct timeval patience = { .tv_sec = 20 };
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    int socket_of = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(socket_of, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    CHECK_INT("connected", connect(socket_of, (struct sockaddr *)(void *)&to, sizeof to), 0);
    return socket_of;
}

/* Reads until `until` was heard, or, when that is NULL, to the end. */
static void hear(int from, const char *until, char heard[HEARD_BYTES])
{
    size_t length = 0;
    heard[0] = '\0';
    while (length + 1 < HEARD_BYTES && (until == NULL || strstr(heard, until) == NULL)) {
        ssize_t more = recv(from, heard + length, HEARD_BYTES - 1 - length, 0);
        if (more <= 0)
            return;
        length += (size_t)more;
        heard[length] = '\0';
    }
}

/* "200 200": the statuses in all that was heard. */
static const char *statuses(Arena *arena, const char *heard)
{
    TextBuilder out = text_builder(arena);
    text_add(&out, "");
    for (const char *at = heard; (at = strstr(at, "HTTP/1.1 ")) != NULL; at += 9)
        text_add_format(&out, "%s%.3s", out.length == 0 ? "" : " ", at + 9);
    return text_of(&out);
}

#define HOST "Host: a.example\r\n"
#define LAST "Connection: close\r\n"
#define NEXT "GET /next HTTP/1.1\r\n" HOST LAST "\r\n"
#define ROW(name, bytes, want, answered) { name, bytes, sizeof(bytes) - 1, want, answered }

static const struct { const char *name, *bytes; size_t length; const char *want; int answered; } rows[] = {
    ROW("a plain request", "GET / HTTP/1.1\r\n" HOST LAST "\r\n", "200", 1),
    ROW("two of them", "GET / HTTP/1.1\r\n" HOST "\r\n" NEXT, "200 200", 2),
    ROW("a query", "GET /find?q=a%20b&c=d&=&& HTTP/1.1\r\n" HOST LAST "\r\n", "200", 1),
    ROW("no blank, many blanks, nothing", "GET / HTTP/1.1\r\nHost:a\r\nX:   b\r\nY:\r\nZ: \r\n" LAST "\r\n", "200", 1),
    ROW("an empty line before", "\r\nGET / HTTP/1.1\r\n" HOST LAST "\r\n", "200", 1),
    ROW("old HTTP is answered once", "GET / HTTP/1.0\r\n" HOST "Connection: keep-alive\r\n\r\n" NEXT, "200", 1),
    ROW("a body", "POST / HTTP/1.1\r\n" HOST LAST "Content-Length: 3\r\n\r\na=b", "200", 1),
    ROW("a body in pieces", "POST / HTTP/1.1\r\n" HOST LAST "Transfer-Encoding: chunked\r\n\r\n2;x=y\r\na=\r\n1\r\nb\r\n0\r\n\r\n", "200", 1),
    ROW("nothing to read", "POST / HTTP/1.1\r\n" HOST LAST "Content-Length: 0\r\n\r\n", "200", 1),

    ROW("no host", "GET / HTTP/1.1\r\n\r\n" NEXT, "400", 0),
    ROW("two hosts", "GET / HTTP/1.1\r\n" HOST HOST "\r\n" NEXT, "400", 0),
    ROW("two lengths", "POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab" NEXT, "400", 0),
    ROW("two lengths that agree", "POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nContent-Length: 1\r\n\r\na" NEXT, "400", 0),
    ROW("a list of lengths", "POST / HTTP/1.1\r\n" HOST "Content-Length: 1, 1\r\n\r\na" NEXT, "400 400", 0),
    ROW("a length with a sign", "POST / HTTP/1.1\r\n" HOST "Content-Length: +1\r\n\r\na" NEXT, "400 400", 0),
    ROW("a length in hex", "POST / HTTP/1.1\r\n" HOST "Content-Length: 0x1\r\n\r\na" NEXT, "400 400", 0),
    ROW("no length at all", "POST / HTTP/1.1\r\n" HOST "Content-Length:\r\n\r\na" NEXT, "400 400", 0),
    ROW("length and pieces", "POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" NEXT, "400", 0),
    ROW("pieces and length", "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" NEXT, "400", 0),
    ROW("two codings", "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" NEXT, "400", 0),
    ROW("an unknown coding", "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" NEXT, "501", 0),
    ROW("a coding with a tail", "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked \r\n\r\n0\r\n\r\n" NEXT, "501", 0),
    ROW("pieces in old HTTP", "POST / HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" NEXT, "400", 0),
    ROW("a GET with a body", "GET / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc" NEXT, "400", 0),
    ROW("a bad piece", "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n" NEXT, "400", 0),
    ROW("a piece too short", "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n" NEXT, "400", 0),

    ROW("a blank before the colon", "GET / HTTP/1.1\r\n" HOST "X : y\r\n\r\n" NEXT, "400", 0),
    ROW("a tab before the colon", "GET / HTTP/1.1\r\n" HOST "X\t: y\r\n\r\n" NEXT, "400", 0),
    ROW("a length hidden so", "POST / HTTP/1.1\r\n" HOST "Content-Length : 1\r\n\r\na" NEXT, "400", 0),
    ROW("no name", "GET / HTTP/1.1\r\n" HOST ": y\r\n\r\n" NEXT, "400", 0),
    ROW("no colon", "GET / HTTP/1.1\r\n" HOST "X\r\n\r\n" NEXT, "400", 0),
    ROW("a value on two lines", "GET / HTTP/1.1\r\n" HOST "X: a\r\n b\r\n\r\n" NEXT, "400", 0),
    ROW("a length on two lines", "POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\n 0\r\n\r\na" NEXT, "400", 0),
    ROW("the first header on two lines", "GET / HTTP/1.1\r\n X: a\r\n" HOST "\r\n" NEXT, "400", 0),
    ROW("NUL in a value", "GET / HTTP/1.1\r\n" HOST "X: a\0b\r\n\r\n" NEXT, "400", 0),
    ROW("NUL at its end", "GET / HTTP/1.1\r\n" HOST "X: a\0\r\n\r\n" NEXT, "400", 0),
    ROW("NUL before it", "GET / HTTP/1.1\r\n" HOST "X:\0a\r\n\r\n" NEXT, "400", 0),
    ROW("NUL for the CR, which cannot be seen", "GET / HTTP/1.1\r\n" HOST "X: a\0\n" LAST "\r\n", "200", 1),
    ROW("NUL in a name", "GET / HTTP/1.1\r\n" HOST "X\0Y: a\r\n\r\n" NEXT, "400", 0),
    ROW("NUL in the target", "GET /a\0b HTTP/1.1\r\n" HOST "\r\n" NEXT, "400", 0),
    ROW("NUL in the method", "GET\0 / HTTP/1.1\r\n" HOST "\r\n" NEXT, "400", 0),
    ROW("a bell in a value", "GET / HTTP/1.1\r\n" HOST "X: \a\r\n\r\n" NEXT, "400", 0),
    ROW("a lone CR in a value", "GET / HTTP/1.1\r\n" HOST "X: a\rb\r\n\r\n" NEXT, "400", 0),
    ROW("a bare LF", "GET / HTTP/1.1\r\n" HOST "X: a\n\r\n" NEXT, "400", 0),
    ROW("a bare LF after the target", "GET / HTTP/1.1\n" HOST "\r\n" NEXT, "400", 0),
    ROW("a bare LF at the end", "GET / HTTP/1.1\r\n" HOST "\n" NEXT, "400", 0),

    ROW("a method we do not have", "PUT / HTTP/1.1\r\n" HOST "\r\n" NEXT, "405", 0),
    ROW("TRACE", "TRACE / HTTP/1.1\r\n" HOST "\r\n" NEXT, "405", 0),
    ROW("CONNECT", "CONNECT a.example:80 HTTP/1.1\r\n" HOST "\r\n" NEXT, "405", 0),
    ROW("a small get", "get / HTTP/1.1\r\n" HOST "\r\n" NEXT, "405", 0),
    ROW("a whole address", "GET http://a.example/ HTTP/1.1\r\n" HOST "\r\n" NEXT, "400", 0),
    ROW("a fragment", "GET /#a HTTP/1.1\r\n" HOST "\r\n" NEXT, "400", 0),
    ROW("two blanks", "GET  / HTTP/1.1\r\n" HOST "\r\n" NEXT, "400", 0),
    ROW("a blank in the target", "GET /a b HTTP/1.1\r\n" HOST "\r\n" NEXT, "400", 0),
    ROW("a blank after the version", "GET / HTTP/1.1 \r\n" HOST "\r\n" NEXT, "400", 0),
    ROW("no version", "GET /\r\n" HOST "\r\n" NEXT, "400", 0),
    ROW("a later HTTP", "GET / HTTP/1.2\r\n" HOST "\r\n" NEXT, "505", 0),
    ROW("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505", 0),
    ROW("another expectation", "POST / HTTP/1.1\r\n" HOST "Expect: 200-fine\r\nContent-Length: 1\r\n\r\na" NEXT, "417", 0),
    ROW("a body declared too large", "POST / HTTP/1.1\r\n" HOST "Content-Length: 1001\r\n\r\n" NEXT, "413", 1),
    ROW("ten gigabytes", "POST / HTTP/1.1\r\n" HOST "Content-Length: 10000000000\r\n\r\n" NEXT, "413", 1),
};

/* The library answers a length that is no number by itself, and says it twice
 * (0.9.75); nothing else is answered. */
TEST(what_two_programs_could_read_differently_is_refused_and_nothing_behind_it_is_answered)
{
    Wire *wire = wire_begin(0, "");
    Arena *arena = arena_new((size_t)1024 * 1024);
    char *heard = arena_take(arena, HEARD_BYTES);
    for (size_t i = 0; i < COUNT(rows); i++) {
        wire->answered = 0;
        int to = dial(wire);
        CHECK_INT(rows[i].name, send(to, rows[i].bytes, rows[i].length, MSG_NOSIGNAL),
                  rows[i].length);
        hear(to, NULL, heard);
        close(to);
        CHECK_TEXT(rows[i].name, statuses(arena, heard), rows[i].want);
        CHECK_INT(rows[i].name, wire->answered, rows[i].answered);
    }
    arena_free(arena);
    wire_end(wire);
}

static const char *with_headers(Arena *arena, size_t count, const char *rest)
{
    TextBuilder out = text_builder(arena);
    text_add(&out, "GET / HTTP/1.1\r\n" HOST);
    for (size_t i = 1; i < count; i++)
        text_add_format(&out, "X-%zu: y\r\n", i);
    text_add_format(&out, "\r\n%s", rest);
    return text_of(&out);
}

static void check_sizes(Wire *wire, Arena *arena, char *heard)
{
    const char *long_target = text_format(arena, "GET /%0*d HTTP/1.1\r\n" HOST "\r\n" NEXT, HTTP_TARGET_MAX, 0);
    const struct { const char *name, *bytes, *want; int answered; } sizes[] = {
        { "64 headers", with_headers(arena, HTTP_HEADERS_MAX, NEXT), "200 200", 2 },
        { "65 headers", with_headers(arena, HTTP_HEADERS_MAX + 1, NEXT), "431", 0 },
        { "300 headers", with_headers(arena, 300, NEXT), "431", 0 },
        { "a target of 8 KiB and a byte", long_target, "414", 0 },
        { "an undeclared body too large",
          text_format(arena, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
                             "7d0\r\n%02000d\r\n0\r\n\r\n" NEXT, 0), "413", 1 },
        { "one without end",
          text_format(arena, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
                             "bb8\r\n%03000d\r\n", 0), "", 0 },
    };
    for (size_t i = 0; i < COUNT(sizes); i++) {
        wire->answered = 0;
        int to = dial(wire);
        send(to, sizes[i].bytes, strlen(sizes[i].bytes), MSG_NOSIGNAL);
        hear(to, NULL, heard);
        close(to);
        CHECK_TEXT(sizes[i].name, statuses(arena, heard), sizes[i].want);
        CHECK_INT(sizes[i].name, wire->answered, sizes[i].answered);
    }
}

TEST(too_much_of_anything_is_refused_and_ends_the_connection)
{
    Wire *wire = wire_begin(0, "");
    Arena *arena = arena_new((size_t)1024 * 1024);
    check_sizes(wire, arena, arena_take(arena, HEARD_BYTES));
    arena_free(arena);
    wire_end(wire);
}

static void wait_for(const char *what, const atomic_uint *count, unsigned want)
{
    for (int i = 0; i < WAIT_TRIES && atomic_load(count) != want; i++)
        sleep_ms(1);
    CHECK_INT(what, atomic_load(count), want);
}

TEST(a_neighbourhood_has_only_so_many_connections_and_gets_them_back)
{
    Wire *wire = wire_begin(3, "");
    char heard[HEARD_BYTES];
    int to[4];
    for (size_t i = 0; i < COUNT(to); i++)
        to[i] = dial(wire);
    for (size_t i = 0; i < COUNT(to); i++) {
        static const char request[] = "GET / HTTP/1.1\r\n" HOST LAST "\r\n";
        send(to[i], request, sizeof request - 1, MSG_NOSIGNAL);
        hear(to[i], NULL, heard);
        CHECK_INT("three are served", strstr(heard, "200") != NULL, i < 3);
        close(to[i]);
    }
    wait_for("all are gone", &http_counts(wire->server)->open, 0);
    int again = dial(wire);
    send(again, NEXT, strlen(NEXT), MSG_NOSIGNAL);
    hear(again, NULL, heard);
    CHECK_CONTAINS("and then the next is", heard, "200");
    close(again);
    CHECK_INT("one was turned away", atomic_load(&http_counts(wire->server)->crowded), 1);
    wire_end(wire);
}

TEST(a_connection_carries_a_thousand_requests)
{
    Wire *wire = wire_begin(0, "");
    static const char request[] = "GET / HTTP/1.1\r\n" HOST "\r\n";
    static char heard[HEARD_BYTES];
    int to = dial(wire);
    for (int i = 1; i <= HTTP_REQUESTS_MAX; i++) {
        send(to, request, sizeof request - 1, MSG_NOSIGNAL);
        hear(to, "fine", heard);
        CHECK_INT("the last says that it is", strstr(heard, "Connection: close") != NULL,
                  i == HTTP_REQUESTS_MAX);
    }
    CHECK_INT("and it is", recv(to, heard, sizeof heard, 0), 0);
    close(to);
    wire_end(wire);
}

TEST(when_there_is_too_much_to_do_the_body_is_not_read_and_the_connection_ends)
{
    Wire *wire = wire_begin(0, "");
    wire->is_full = true;
    static const char request[] = "POST /x HTTP/1.1\r\n" HOST "Content-Length: 900\r\n\r\n";
    static const char alarm_request[] = "GET /alarm HTTP/1.1\r\n" HOST LAST "\r\n";
    char heard[HEARD_BYTES];
    int to = dial(wire);
    send(to, request, sizeof request - 1, MSG_NOSIGNAL);
    hear(to, NULL, heard);
    CHECK_CONTAINS("not now", heard, "503");
    close(to);
    to = dial(wire);
    send(to, alarm_request, sizeof alarm_request - 1, MSG_NOSIGNAL);
    hear(to, NULL, heard);
    CHECK_CONTAINS("but this", heard, "200");
    close(to);
    CHECK_INT("one was let through", wire->answered, 1);
    wire_end(wire);
}

/* --- who it is --------------------------------------------------------------------- */

TEST(the_last_proxy_is_believed_when_it_is_ours_and_only_the_last)
{
    static const struct { const char *name, *proxy, *header, *want; } hops[] = {
        { "no proxy", "", "X-Forwarded-For: 1.2.3.4\r\n", "127.0.0.1" },
        { "ours", "127.0.0.1", "X-Forwarded-For: 1.2.3.4\r\n", "1.2.3.4" },
        { "the last of many", "127.0.0.1", "X-Forwarded-For: 6.6.6.6, 1.2.3.4\r\n", "1.2.3.4" },
        { "of the last header", "127.0.0.1",
          "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 2001:db8::1\r\n", "2001:db8::1" },
        { "nonsense", "127.0.0.1", "X-Forwarded-For: 1.2.3.4, me\r\n", "127.0.0.1" },
        { "none", "127.0.0.1", "", "127.0.0.1" },
        { "another proxy", "127.0.0.2", "X-Forwarded-For: 1.2.3.4\r\n", "127.0.0.1" },
    };
    Arena *arena = arena_new((size_t)1024 * 1024);
    for (size_t i = 0; i < COUNT(hops); i++) {
        Wire *wire = wire_begin(1, hops[i].proxy);
        char heard[HEARD_BYTES];
        int to = dial(wire);
        const char *request =
            text_format(arena, "GET / HTTP/1.1\r\n" HOST LAST "%s\r\n", hops[i].header);
        send(to, request, strlen(request), MSG_NOSIGNAL);
        hear(to, NULL, heard);
        close(to);
        CHECK_TEXT(hops[i].name, wire->address, hops[i].want);
        wire_end(wire);
    }
    arena_free(arena);
}

TEST(neighbours_share_a_prefix_and_strangers_do_not)
{
    static const struct { const char *name, *one, *other; bool is_same; } pairs[] = {
        { "a /24", "203.0.113.1", "203.0.113.254", true },
        { "the next /24", "203.0.113.1", "203.0.112.1", false },
        { "a /56", "2001:db8:0:1100::1", "2001:db8:0:11ff:8::9", true },
        { "the next /56", "2001:db8:0:1100::1", "2001:db8:0:1200::1", false },
        { "four in six", "203.0.113.1", "::ffff:203.0.113.9", true },
        { "four and six", "0.0.0.0", "::", false },
    };
    for (size_t i = 0; i < COUNT(pairs); i++)
        CHECK_INT(pairs[i].name, http_prefix(pairs[i].one) == http_prefix(pairs[i].other),
                  pairs[i].is_same);
    CHECK_INT("no address", http_prefix("unix"), 0);
    CHECK("an address", http_prefix("0.0.0.0") != 0);
}

/* --- streams ----------------------------------------------------------------------- */

typedef struct { atomic_uint gone, beats; atomic_bool may_go_on; } Listener;

static bool listener_beat(void *context)
{
    Listener *listener = context;
    atomic_fetch_add(&listener->beats, 1);
    return atomic_load(&listener->may_go_on);
}

static void listener_gone(void *context)
{
    atomic_fetch_add(&((Listener *)context)->gone, 1);
}

static int stream_open(Wire *wire, Listener *listener, char *heard)
{
    static const char request[] = "GET /live HTTP/1.1\r\n" HOST "\r\n";
    atomic_store(&listener->may_go_on, true);
    wire->stream = http_stream_new(wire->server, &(HttpStreamOptions){
        .beat = listener_beat, .gone = listener_gone, .context = listener });
    int to = dial(wire);
    send(to, request, sizeof request - 1, MSG_NOSIGNAL);
    hear(to, "\r\n\r\n", heard);
    CHECK_CONTAINS("it begins", heard, "200");
    return to;
}

TEST(a_stream_carries_text_from_any_thread_until_it_ends)
{
    Wire *wire = wire_begin(0, "");
    char heard[HEARD_BYTES];
    Listener listener = {0};
    int to = stream_open(wire, &listener, heard);
    http_stream_send(wire->stream, "data: one\n\n", 11);
    hear(to, "data: one", heard);
    CHECK_CONTAINS("one", heard, "data: one\n\n");
    http_stream_send(wire->stream, "data: two\n\n", 11);
    hear(to, "data: two", heard);
    CHECK_CONTAINS("two", heard, "data: two\n\n");
    http_stream_end(wire->stream);
    hear(to, NULL, heard);
    wait_for("told", &listener.gone, 1);
    http_stream_drop(wire->stream);
    close(to);
    wire_end(wire);
}

TEST(nothing_is_sent_any_more_to_one_who_may_not_hear_it)
{
    Wire *wire = wire_begin(0, "");
    char heard[HEARD_BYTES];
    Listener listener = {0};
    int to = stream_open(wire, &listener, heard);
    atomic_store(&listener.may_go_on, false);
    http_stream_send(wire->stream, "data: secret\n\n", 14);
    hear(to, NULL, heard);
    CHECK("nothing was heard", strstr(heard, "secret") == NULL);
    wait_for("told", &listener.gone, 1);
    http_stream_drop(wire->stream);
    close(to);
    wire_end(wire);
}

TEST(a_reader_who_is_too_slow_is_cut_and_a_stop_ends_all)
{
    Wire *wire = wire_begin(0, "");
    char heard[HEARD_BYTES], text[4096];
    Listener slow = {0}, other = {0};
    memset(text, 'x', sizeof text);
    int to = stream_open(wire, &slow, heard);
    HttpStream *first = wire->stream;
    for (int i = 0; i < WAIT_TRIES && atomic_load(&slow.gone) == 0; i++) {
        for (int k = 0; k < 4; k++)
            http_stream_send(first, text, sizeof text);
        sleep_ms(1);
    }
    wait_for("it was cut", &slow.gone, 1);
    http_stream_drop(first);
    close(to);
    to = stream_open(wire, &other, heard);
    http_stream_drop(wire->stream);
    wire_end(wire);
    CHECK_INT("a stop ends what waits", atomic_load(&other.gone), 1);
    close(to);
}

TEST(a_socket_of_a_path_is_its_owners_and_its_groups)
{
    char folder[] = "/tmp/groundswell-test-XXXXXX";
    CHECK("a folder", mkdtemp(folder) != NULL);
    Arena *arena = arena_new((size_t)1024 * 1024);
    const char *path = text_format(arena, "%s/http.sock", folder);
    int first = http_listen_unix(path);
    CHECK("listens", first >= 0);
    CHECK_INT("not beside another", http_listen_unix(path), -1);
    close(first);
    int second = http_listen_unix(path);
    CHECK("but in its place when it is gone", second >= 0);
    close(second);
    CHECK_INT("not over a file that is none", http_listen_unix("/etc/hostname"), -1);
    unlink(path);
    rmdir(folder);
    arena_free(arena);
}
