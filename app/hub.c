/* hub.c: listeners by topic, and a short memory.
 *
 * A listener keeps the request that opened it, in short: its target, its Host
 * and its cookies. Asking that again is how it is known, at each heartbeat and
 * before each event, whether it may go on: by the same route, session and
 * grants as everything else.
 *
 * One lock guards it all. Under it only text is handed to streams, which do not
 * wait for anybody.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/hub.h"

#include <pthread.h>

#include "base/text.h"

enum {
    BUCKETS = 1024,
    KEPT_MAX = 4, /* headers of one listener */
    TOLD_BYTES = HUB_BODY_MAX * 2 + 128,
    CATCH_UP_MAX = HTTP_STREAM_BYTES_MAX / 2, /* bytes; who missed more looks at the page again */
};

typedef struct Listener {
    struct Listener *next, **place;
    Hub             *hub;
    HttpStream      *stream;
    char            *topic;
    Hash             whose;
    const char      *target, *address;
    NameValue        header[KEPT_MAX];
    size_t           header_count;
    char            *words; /* what these point into */
} Listener;

typedef struct {
    int64_t seq;
    char   *topic, *body;
} Remembered;

struct Hub {
    pthread_mutex_t lock;
    HubMay         *may;
    void           *context;
    Listener       *bucket[BUCKETS];
    size_t          count;
    Remembered      memory[HUB_REMEMBERED]; /* a ring */
    size_t          remembered, next;
    int64_t         newest, forgotten; /* what lies at or before `forgotten` is not known any more */
    char            text[TOLD_BYTES];
};

Hub *hub_begin(HubMay *may, void *context)
{
    Hub *hub = heap_take(1, sizeof *hub);
    hub->may = may;
    hub->context = context;
    pthread_mutex_init(&hub->lock, NULL);
    return hub;
}

void hub_end(Hub *hub)
{
    for (size_t i = 0; i < HUB_REMEMBERED; i++) {
        heap_give(hub->memory[i].topic);
        heap_give(hub->memory[i].body);
    }
    pthread_mutex_destroy(&hub->lock);
    heap_give(hub);
}

void hub_begin_at(Hub *hub, int64_t seq)
{
    pthread_mutex_lock(&hub->lock);
    hub->newest = hub->forgotten = seq;
    pthread_mutex_unlock(&hub->lock);
}

size_t hub_listeners(Hub *hub)
{
    pthread_mutex_lock(&hub->lock);
    size_t count = hub->count;
    pthread_mutex_unlock(&hub->lock);
    return count;
}

/* FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo, 1991); topics are ours. */
static size_t bucket_of(const char *topic)
{
    uint32_t mixed = 2166136261u;
    for (; *topic != '\0'; topic++)
        mixed = (mixed ^ (unsigned char)*topic) * 16777619u;
    return mixed % BUCKETS;
}

/* --- telling ------------------------------------------------------------------ */

/* As the event stream format wants it: each line of the body with its name. */
static size_t write_event(char out[TOLD_BYTES], int64_t seq, const char *event, const char *body)
{
    int written = snprintf(out, TOLD_BYTES, "id: %lld\nevent: %s\ndata: ", (long long)seq, event);
    size_t length = written < 0 ? 0 : (size_t)written;
    for (const char *at = body; *at != '\0' && length + 16 < TOLD_BYTES; at++) {
        if (*at == '\r')
            continue;
        out[length++] = *at;
        if (*at == '\n')
            length += (size_t)snprintf(out + length, TOLD_BYTES - length, "data: ");
    }
    memcpy(out + length, "\n\n", 3);
    return length + 2;
}

static char *copy_cut(const char *text, size_t most)
{
    size_t length = strnlen(text, most);
    char *copy = heap_take(length + 1, 1);
    memcpy(copy, text, length);
    return copy;
}

static void remember(Hub *hub, int64_t seq, const char *topic, const char *body)
{
    Remembered *place = &hub->memory[hub->next];
    if (hub->remembered == HUB_REMEMBERED) {
        hub->forgotten = place->seq;
        heap_give(place->topic);
        heap_give(place->body);
    } else {
        hub->remembered++;
    }
    *place = (Remembered){ seq, copy_cut(topic, HUB_TOPIC_MAX), copy_cut(body, HUB_BODY_MAX) };
    hub->next = (hub->next + 1) % HUB_REMEMBERED;
}

void hub_tell(Hub *hub, int64_t seq, const char *topic, const char *body)
{
    pthread_mutex_lock(&hub->lock);
    if (seq > hub->newest) {
        hub->newest = seq;
        remember(hub, seq, topic, body);
        size_t length = write_event(hub->text, seq, "change", body);
        for (Listener *at = hub->bucket[bucket_of(topic)]; at != NULL; at = at->next)
            if (text_equal(at->topic, topic))
                http_stream_send(at->stream, hub->text, length);
    }
    pthread_mutex_unlock(&hub->lock);
}

void hub_forget(Hub *hub, int64_t seq)
{
    pthread_mutex_lock(&hub->lock);
    hub->newest = hub->forgotten = seq;
    size_t length = write_event(hub->text, seq, "again", "");
    for (size_t i = 0; i < BUCKETS; i++)
        for (Listener *at = hub->bucket[i]; at != NULL; at = at->next)
            http_stream_send(at->stream, hub->text, length);
    pthread_mutex_unlock(&hub->lock);
}

/* What the listener missed since the last event it knows. A page that was just
 * made may know of more than was told here: it missed nothing. */
static void catch_up(Hub *hub, Listener *listener, int64_t since)
{
    if (since < 0 || since > hub->newest)
        since = hub->newest;
    if (since < hub->forgotten) {
        size_t length = write_event(hub->text, hub->newest, "again", "");
        http_stream_send(listener->stream, hub->text, length);
        return;
    }
    size_t sent = 0, oldest = (hub->next + HUB_REMEMBERED - hub->remembered) % HUB_REMEMBERED;
    for (size_t i = 0; i < hub->remembered && sent < CATCH_UP_MAX; i++) {
        const Remembered *past = &hub->memory[(oldest + i) % HUB_REMEMBERED];
        if (past->seq <= since || !text_equal(past->topic, listener->topic))
            continue;
        size_t length = write_event(hub->text, past->seq, "change", past->body);
        bool is_much = sent + length > CATCH_UP_MAX;
        if (is_much)
            length = write_event(hub->text, hub->newest, "again", "");
        http_stream_send(listener->stream, hub->text, length);
        sent += is_much ? CATCH_UP_MAX : length;
    }
}

/* --- listening ------------------------------------------------------------------ */

static bool listener_beat(void *context)
{
    const Listener *listener = context;
    Incoming asked = {
        .method = "GET", .target = listener->target, .body = "", .address = listener->address,
        .header_count = listener->header_count, .is_again = true,
    };
    memcpy(asked.header, listener->header, sizeof listener->header);
    return listener->hub->may(listener->hub->context, &asked, listener->topic);
}

static void listener_gone(void *context)
{
    Listener *listener = context;
    Hub *hub = listener->hub;
    pthread_mutex_lock(&hub->lock);
    *listener->place = listener->next;
    if (listener->next != NULL)
        listener->next->place = listener->place;
    hub->count--;
    pthread_mutex_unlock(&hub->lock);
    http_stream_drop(listener->stream);
    heap_give(listener->words);
    heap_give(listener->topic);
    heap_give(listener);
}

static const char *keep_text(char **at, const char *text)
{
    size_t bytes = strlen(text) + 1;
    char *copy = *at;
    memcpy(copy, text, bytes);
    *at += bytes;
    return copy;
}

static bool is_kept(const char *name)
{
    return text_equal_ignoring_case(name, "Host") || text_equal_ignoring_case(name, "Cookie");
}

/* All in one piece of memory: there are thousands of these. */
static void keep_asked(Listener *listener, const Incoming *in)
{
    NameValue kept[KEPT_MAX];
    size_t count = 0, bytes = strlen(in->target) + 1 + strlen(in->address) + 1;
    for (size_t i = 0; i < in->header_count && count < KEPT_MAX; i++)
        if (is_kept(in->header[i].name)) {
            kept[count++] = in->header[i];
            bytes += strlen(in->header[i].name) + 1 + strlen(in->header[i].value) + 1;
        }
    char *at = listener->words = heap_take(bytes, 1);
    listener->target = keep_text(&at, in->target);
    listener->address = keep_text(&at, in->address);
    for (size_t i = 0; i < count; i++)
        listener->header[i] =
            (NameValue){ keep_text(&at, kept[i].name), keep_text(&at, kept[i].value) };
    listener->header_count = count;
}

/* The lock is held. */
static bool has_room(const Hub *hub, Hash whose, bool is_session)
{
    size_t own = 0;
    for (size_t i = 0; i < BUCKETS; i++)
        for (const Listener *at = hub->bucket[i]; at != NULL; at = at->next)
            own += memcmp(&at->whose, &whose, sizeof whose) == 0;
    return hub->count < HUB_LISTENERS_MAX
        && own < (size_t)(is_session ? HUB_OF_SESSION_MAX : HUB_OF_ADDRESS_MAX);
}

HttpStream *hub_listen(Hub *hub, HttpServer *server, const Incoming *in, const Reply *reply)
{
    bool is_session = !hash_equal(reply->listener, hash_of_text(in->address));
    pthread_mutex_lock(&hub->lock);
    bool may_listen = has_room(hub, reply->listener, is_session);
    if (!may_listen) {
        pthread_mutex_unlock(&hub->lock);
        return NULL;
    }
    Listener *listener = heap_take(1, sizeof *listener);
    listener->hub = hub;
    listener->whose = reply->listener;
    listener->topic = copy_cut(reply->topic, HUB_TOPIC_MAX);
    keep_asked(listener, in);
    listener->stream = http_stream_new(server, &(HttpStreamOptions){
        .beat = listener_beat, .gone = listener_gone, .context = listener });
    Listener **first = &hub->bucket[bucket_of(listener->topic)];
    listener->next = *first;
    listener->place = first;
    if (listener->next != NULL)
        listener->next->place = &listener->next;
    *first = listener;
    hub->count++;
    catch_up(hub, listener, reply->since);
    HttpStream *stream = listener->stream;
    pthread_mutex_unlock(&hub->lock);
    return stream;
}
