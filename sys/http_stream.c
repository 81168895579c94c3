/* http_stream.c: answers that go on (server-sent events): one that waits costs
 * a record and no thread.
 *
 * While there is nothing to send the library's connection is suspended, out of
 * every poll; text, a heartbeat or the end resume it, and then the library asks
 * more_text() on the connection's thread. `is_parked` says that it is suspended
 * and that nobody has resumed it: it changes only under the stream's lock, so a
 * connection is resumed once for each time that it was parked. A client that
 * left while parked is noticed at the next heartbeat.
 *
 *   Source  WHATWG HTML, 9.2 "Server-sent events": a line that begins with a
 *           colon is a comment.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "sys/http_inside.h"

enum { BLOCK_BYTES = 64, FIRST_BYTES = 256 };

struct HttpStream {
    HttpServer            *server;
    HttpStreamOptions      options;
    HttpStream            *next, **place; /* among the server's */
    struct MHD_Connection *connection;    /* NULL before its answer and after its end */
    HttpConnection        *record;
    pthread_mutex_t        lock;
    int                    holders;
    bool                   is_parked, is_over;
    int64_t                beat_ms; /* when the next heartbeat is due */
    char                  *text;
    size_t                 length, capacity;
};

HttpStream *http_stream_new(HttpServer *server, const HttpStreamOptions *options)
{
    HttpStream *stream = heap_take(1, sizeof *stream);
    stream->server = server;
    stream->options = *options;
    stream->holders = 2;
    stream->beat_ms = http_now_ms() + HTTP_BEAT_MS;
    pthread_mutex_init(&stream->lock, NULL);
    return stream;
}

void http_stream_drop(HttpStream *stream)
{
    pthread_mutex_lock(&stream->lock);
    bool is_last = --stream->holders == 0;
    pthread_mutex_unlock(&stream->lock);
    if (!is_last)
        return;
    pthread_mutex_destroy(&stream->lock);
    heap_give(stream->text);
    heap_give(stream);
}

/* The lock is held. */
static void wake(HttpStream *stream)
{
    if (!stream->is_parked)
        return;
    stream->is_parked = false;
    MHD_resume_connection(stream->connection);
}

void http_stream_end(HttpStream *stream)
{
    pthread_mutex_lock(&stream->lock);
    stream->is_over = true;
    wake(stream);
    pthread_mutex_unlock(&stream->lock);
}

void http_stream_send(HttpStream *stream, const char *text, size_t length)
{
    pthread_mutex_lock(&stream->lock);
    if (length > HTTP_STREAM_BYTES_MAX - stream->length) {
        stream->is_over = true; /* it may come again, and ask for what it missed */
        if (stream->record != NULL)
            http_deadline_set(stream->record, 0);
    } else if (!stream->is_over) {
        if (stream->length + length > stream->capacity) {
            size_t need = stream->length + length, twice = 2 * stream->capacity;
            stream->capacity = need < FIRST_BYTES ? FIRST_BYTES : need < twice ? twice : need;
            stream->text = heap_grow(stream->text, stream->capacity, 1);
        }
        memcpy(stream->text + stream->length, text, length);
        stream->length += length;
    }
    wake(stream);
    pthread_mutex_unlock(&stream->lock);
}

/* --- on the connection's thread ------------------------------------------------- */

/* The lock is held. What was sent is forgotten, its memory too: most streams
 * wait most of the time. */
static ssize_t give_text(HttpStream *stream, char *out, size_t room)
{
    size_t count = stream->length < room ? stream->length : room;
    memcpy(out, stream->text, count);
    stream->length -= count;
    memmove(stream->text, stream->text + count, stream->length);
    if (stream->length == 0) {
        heap_give(stream->text);
        stream->text = NULL;
        stream->capacity = 0;
    }
    http_deadline_set(stream->record, http_now_ms() + HTTP_REPLY_MS);
    return (ssize_t)count;
}

/* The library lends us nearly all of a connection's memory to write into, and it
 * has wiped that before, so that it is all there. Nothing of ours stands in it
 * while we wait: whole pages of it go back to the kernel, which gives new ones,
 * full of zeros, when somebody writes there. That is 30 of 40 KiB. */
static void give_back_pages(char *out, size_t room)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), from = ((uintptr_t)out + page - 1) / page * page;
    uintptr_t upto = ((uintptr_t)out + room) / page * page;
    if (upto > from)
        madvise((void *)from, upto - from, MADV_DONTNEED); /* no harm when it does not */
}

static ssize_t more_text(void *context, uint64_t position, char *out, size_t room)
{
    static const char heartbeat[] = ":\n\n";
    (void)position;
    HttpStream *stream = context;
    int64_t now_ms = http_now_ms();
    pthread_mutex_lock(&stream->lock);
    bool is_due = now_ms >= stream->beat_ms, has_text = stream->length > 0;
    pthread_mutex_unlock(&stream->lock);
    bool may_go_on = (!is_due && !has_text) || stream->options.beat(stream->options.context);

    pthread_mutex_lock(&stream->lock);
    ssize_t count = 0;
    if (stream->is_over || !may_go_on || atomic_load(&stream->server->is_quiet)) {
        count = MHD_CONTENT_READER_END_OF_STREAM;
    } else if (has_text) {
        count = give_text(stream, out, room);
    } else if (is_due) {
        stream->beat_ms = now_ms + HTTP_BEAT_MS;
        count = sizeof heartbeat - 1;
        memcpy(out, heartbeat, sizeof heartbeat - 1);
        http_deadline_set(stream->record, now_ms + HTTP_REPLY_MS);
    } else if (stream->length == 0) {
        give_back_pages(out, room);
        http_deadline_set(stream->record, NEVER_MS);
        stream->is_parked = true;
        MHD_suspend_connection(stream->connection);
    } else {
        /* Text came between the two locks: parked and resumed at once, so that
         * the library asks again and beat() is asked before a byte leaves. */
        MHD_suspend_connection(stream->connection);
        MHD_resume_connection(stream->connection);
    }
    pthread_mutex_unlock(&stream->lock);
    return count;
}

static void unlink_stream(HttpStream *stream)
{
    HttpServer *server = stream->server;
    pthread_mutex_lock(&server->streams_lock);
    if (stream->place != NULL) {
        *stream->place = stream->next;
        if (stream->next != NULL)
            stream->next->place = stream->place;
        stream->place = NULL;
        atomic_fetch_sub(&server->counts.streams, 1);
    }
    pthread_mutex_unlock(&server->streams_lock);
}

/* The library has no more use for it. */
static void leave(void *context)
{
    HttpStream *stream = context;
    unlink_stream(stream);
    pthread_mutex_lock(&stream->lock);
    stream->is_over = true;
    stream->is_parked = false;
    stream->connection = NULL;
    stream->record = NULL;
    pthread_mutex_unlock(&stream->lock);
    stream->options.gone(stream->options.context);
    http_stream_drop(stream);
}

struct MHD_Response *http_stream_response(HttpStream *stream, struct MHD_Connection *connection)
{
    HttpServer *server = stream->server;
    pthread_mutex_lock(&stream->lock);
    stream->connection = connection;
    stream->record = http_connection_of(connection);
    pthread_mutex_unlock(&stream->lock);

    pthread_mutex_lock(&server->streams_lock);
    stream->next = server->streams;
    stream->place = &server->streams;
    if (stream->next != NULL)
        stream->next->place = &stream->next;
    server->streams = stream;
    atomic_fetch_add(&server->counts.streams, 1);
    pthread_mutex_unlock(&server->streams_lock);

    struct MHD_Response *response = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, BLOCK_BYTES, more_text, stream, leave);
    if (response == NULL)
        leave(stream);
    return response;
}

/* --- all of them ------------------------------------------------------------------ */

void http_streams_tick(HttpServer *server, int64_t now_ms)
{
    bool is_quiet = atomic_load(&server->is_quiet);
    pthread_mutex_lock(&server->streams_lock);
    for (HttpStream *at = server->streams; at != NULL; at = at->next) {
        pthread_mutex_lock(&at->lock);
        at->is_over |= is_quiet;
        if (at->is_over || now_ms >= at->beat_ms)
            wake(at);
        pthread_mutex_unlock(&at->lock);
    }
    pthread_mutex_unlock(&server->streams_lock);
}
