/* http_connections.c: every connection has a deadline, and is shut when it has
 * passed, whatever it sends.
 *
 * The library only knows silence: a byte a second keeps it waiting for ever. So
 * each connection has a record with one number, its deadline, which its thread
 * moves from step to step (head, body, answer, silence); a ticker looks at all
 * of them four times a second (12,000 looks are some 50 microseconds) and
 * shuts sockets that are late. The library then reads the end of the
 * connection and closes it in its own time.
 *
 * A socket's number is used again as soon as it is closed. That happens after
 * the library has told us, and then the record is taken out of its shard under
 * the shard's lock, which the ticker holds while it shuts: so it never shuts
 * somebody else's socket.
 *
 * Connections are counted by neighbourhood in a table of counters under a
 * secret hash: two that meet in one counter share its limit, which is wide.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/text.h"
#include "sys/http_address.h"
#include "sys/http_inside.h"
#include "sys/outside.h"

int64_t http_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t http_now_ms(void)
{
    return http_now_ns() / 1000000;
}

void http_deadline_set(HttpConnection *connection, int64_t deadline_ms)
{
    atomic_store(&connection->deadline_ms, deadline_ms);
}

HttpConnection *http_connection_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info == NULL ? NULL : info->socket_context;
}

/* --- who ------------------------------------------------------------------- */

static void peer_write(struct MHD_Connection *connection, char out[HTTP_ADDRESS_BYTES])
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    out[0] = '\0';
    if (info == NULL || info->client_addr == NULL)
        return;
    const void *address = info->client_addr;
    if (info->client_addr->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, out,
                  HTTP_ADDRESS_BYTES);
    else if (info->client_addr->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)address)->sin6_addr, out,
                  HTTP_ADDRESS_BYTES);
}

/* Mixes (D. Stafford's variant 13 of the SplitMix64 finaliser, 2011). */
static unsigned bucket_of(const HttpServer *server, uint64_t prefix)
{
    uint64_t mixed = prefix ^ server->bucket_key;
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBu;
    return (unsigned)((mixed ^ mixed >> 31) % BUCKETS);
}

/* False: there are too many of its neighbourhood. */
static bool count_in(HttpServer *server, HttpConnection *connection)
{
    uint64_t prefix = http_prefix(connection->peer);
    if (server->options.prefix_max == 0 || connection->is_proxy || prefix == 0)
        return true;
    connection->bucket = bucket_of(server, prefix);
    connection->is_counted = true;
    return atomic_fetch_add(&server->bucket[connection->bucket], 1) < server->options.prefix_max;
}

/* --- coming and going ------------------------------------------------------- */

static void connection_begin(HttpServer *server, struct MHD_Connection *from, void **state)
{
    HttpConnection *connection = heap_take(1, sizeof *connection);
    *state = connection;
    atomic_fetch_add(&server->counts.open, 1);
    connection->socket =
        MHD_get_connection_info(from, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    connection->shard = (unsigned)connection->socket % SHARDS;
    peer_write(from, connection->peer);
    connection->is_proxy = connection->peer[0] == '\0'
        || text_equal(connection->peer, server->options.proxy);
    int64_t deadline_ms = http_now_ms() + HTTP_HEAD_MS;
    if (!count_in(server, connection)) {
        atomic_fetch_add(&server->counts.crowded, 1);
        shutdown(connection->socket, SHUT_RDWR);
        deadline_ms = NEVER_MS;
    }
    atomic_init(&connection->deadline_ms, deadline_ms);

    HttpShard *shard = &server->shard[connection->shard];
    pthread_mutex_lock(&shard->lock);
    connection->next = shard->first;
    connection->place = &shard->first;
    if (shard->first != NULL)
        shard->first->place = &connection->next;
    shard->first = connection;
    pthread_mutex_unlock(&shard->lock);
}

static void connection_end(HttpServer *server, void **state)
{
    HttpConnection *connection = *state;
    if (connection == NULL)
        return;
    HttpShard *shard = &server->shard[connection->shard];
    pthread_mutex_lock(&shard->lock);
    *connection->place = connection->next;
    if (connection->next != NULL)
        connection->next->place = connection->place;
    pthread_mutex_unlock(&shard->lock);

    if (connection->is_counted)
        atomic_fetch_sub(&server->bucket[connection->bucket], 1);
    atomic_fetch_sub(&server->counts.open, 1);
    heap_give(connection);
    *state = NULL;
}

void http_connection_note(void *server, struct MHD_Connection *connection, void **state,
                          enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        connection_begin(server, connection, state);
    else
        connection_end(server, state);
}

/* --- the ticker --------------------------------------------------------------- */

static void shut_late(HttpServer *server, HttpShard *shard, int64_t now_ms)
{
    pthread_mutex_lock(&shard->lock);
    for (HttpConnection *at = shard->first; at != NULL; at = at->next) {
        if (atomic_load(&at->deadline_ms) > now_ms)
            continue;
        shutdown(at->socket, SHUT_RDWR);
        atomic_store(&at->deadline_ms, NEVER_MS);
        atomic_fetch_add(&server->counts.cut, 1);
    }
    pthread_mutex_unlock(&shard->lock);
}

static void *tick(void *context)
{
    HttpServer *server = context;
    while (!atomic_load(&server->is_stopping)) {
        int64_t now_ms = http_now_ms();
        for (size_t i = 0; i < SHARDS; i++)
            shut_late(server, &server->shard[i], now_ms);
        http_streams_tick(server, now_ms);
        sleep_ms(TICK_MS);
    }
    return NULL;
}

void http_connections_begin(HttpServer *server)
{
    Random random = entropy_random();
    server->bucket_key = random_below(&random, UINT64_MAX);
    for (size_t i = 0; i < SHARDS; i++)
        pthread_mutex_init(&server->shard[i].lock, NULL);
    pthread_mutex_init(&server->streams_lock, NULL);
    if (pthread_create(&server->ticker, NULL, tick, server) != 0)
        abort(); /* a server without deadlines is none */
}

void http_connections_end(HttpServer *server)
{
    atomic_store(&server->is_stopping, true);
    pthread_join(server->ticker, NULL);
}
