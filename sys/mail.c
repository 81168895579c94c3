/* mail.c: a message's way to the relay (libcurl), several of them at once.
 *
 * The connections stay open from one call to the next. How many there are at once
 * the relay has a say in: when it takes no more of them (421, or no connection
 * beside those that work), there are no more than those that work, and the mail
 * that met it goes over one of them; after a while one more is tried.
 *
 *   Source  RFC 5321 (SMTP; 4.2.1 for what 4xx and 421 mean).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sys/mail.h"

#include <curl/curl.h>

enum {
    CONNECT_WAIT_S = 10,
    WAIT_S = 60,
    LOOK_MS = 1000,     /* how long one look at the connections waits for news */
    TRIES_MAX = 6,      /* of one mail in one call */
    WIDER_AFTER = 1000, /* mails that went well: then one connection more */
};

static bool has(const char *text)
{
    return text != NULL && text[0] != '\0';
}

/* --- how libcurl is asked -------------------------------------------------------- */

typedef struct { const char *at; size_t left; bool is_asked; } Upload;

static size_t upload_read(char *out, size_t size, size_t count, void *state)
{
    Upload *upload = state;
    size_t part = size * count < upload->left ? size * count : upload->left;
    upload->is_asked = true;
    memcpy(out, upload->at, part);
    upload->at += part;
    upload->left -= part;
    return part;
}

static bool is_loopback(const char *url)
{
    const char *host = strstr(url, "://");
    host = host == NULL ? url : host + 3;
    return text_starts(host, "127.") || text_starts(host, "localhost")
        || text_starts(host, "[::1]");
}

struct RelaySession {
    CURLM *multi;
    CURL  *line[RELAY_LINES_MAX]; /* made when first needed */
    size_t width;                 /* how many the relay takes at once, as far as we know */
    size_t gone_well;             /* mails since then */
};

static RelaySession *session_of(Relay *relay)
{
    if (relay->session == NULL) {
        curl_global_init(CURL_GLOBAL_DEFAULT);
        relay->session = heap_take(1, sizeof *relay->session);
        relay->session->width = RELAY_LINES_MAX;
        relay->session->multi = curl_multi_init();
        curl_multi_setopt(relay->session->multi, CURLMOPT_MAXCONNECTS, (long)RELAY_LINES_MAX);
    }
    return relay->session;
}

static CURL *line_of(Relay *relay, size_t i)
{
    RelaySession *session = session_of(relay);
    if (session->line[i] == NULL)
        session->line[i] = curl_easy_init();
    return session->line[i];
}

/* The password travels in AUTH and in the lines after it, up to the answer. */
typedef struct { Relay *relay; Arena *arena; bool is_secret; } Ear;

static void hear_line(Ear *ear, char from, const char *line)
{
    static const char *const secret[] = { "AUTH ", "auth " };
    bool begins = false;
    for (size_t i = 0; i < COUNT(secret); i++)
        begins |= from == '>' && text_starts(line, secret[i]);
    if (begins)
        ear->is_secret = true;
    if (from == '<' && !text_starts(line, "334"))
        ear->is_secret = false;
    const char *shown = from == '>' && ear->is_secret
        ? (begins ? "AUTH (name and password, not shown)" : "(not shown)")
        : line;
    ear->relay->hear(ear->relay->listener, from, shown);
}

static int hear(CURL *curl, curl_infotype kind, char *bytes, size_t count, void *state)
{
    (void)curl;
    char from = kind == CURLINFO_TEXT ? '*' : kind == CURLINFO_HEADER_IN ? '<'
        : kind == CURLINFO_HEADER_OUT ? '>' : '\0';
    Ear *ear = state;
    for (size_t at = 0; from != '\0' && at < count;) {
        const char *end = memchr(bytes + at, '\n', count - at);
        size_t length = end == NULL ? count - at : (size_t)(end - bytes) - at;
        bool is_text = text_is_utf8(bytes + at, length);
        hear_line(ear, from, is_text ? text_trim(ear->arena, text_copy_bytes(ear->arena, bytes + at,
                                                                             length))
                                     : "(not text)");
        at += length + 1;
    }
    return 0;
}

static void set_up(CURL *curl, const Relay *relay, Upload *upload, struct curl_slist *to,
                   const char *from, char *error)
{
    bool has_password = relay->password != NULL && relay->password[0] != '\0';
    bool must_hide = has_password && !is_loopback(relay->url);
    curl_easy_reset(curl); /* keeps the connection */
    curl_easy_setopt(curl, CURLOPT_URL, relay->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* whatever the environment says */
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_WAIT_S);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)(relay->wait_s == 0 ? WAIT_S : relay->wait_s));
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(must_hide ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    if (relay->ca_file != NULL)
        curl_easy_setopt(curl, CURLOPT_CAINFO, relay->ca_file);
    if (relay->user != NULL && relay->user[0] != '\0') {
        curl_easy_setopt(curl, CURLOPT_USERNAME, relay->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, has_password ? relay->password : "");
    }
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, upload_read);
    curl_easy_setopt(curl, CURLOPT_READDATA, upload);
}

/* A refusal counts against the message only when it answers the message: its
 * addresses (curl: send error) or its text. A refused greeting or login is
 * ours to repair. */
static MailEnd end_of(CURL *curl, CURLcode code, const Upload *upload)
{
    long answer = 0;
    if (code == CURLE_OK)
        return MAIL_SENT;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
    bool is_about_message = code == CURLE_SEND_ERROR || upload->is_asked;
    return answer >= 500 && answer < 600 && is_about_message && code != CURLE_LOGIN_DENIED
        ? MAIL_NEVER
        : MAIL_LATER;
}

static TimeMs clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (TimeMs)now.tv_sec * SECOND_MS + now.tv_nsec / 1000000;
}

/* --- one mail ---------------------------------------------------------------------- */

/* On its way over one line. */
typedef struct {
    MailTry           *mail; /* NULL: the line is free */
    Upload             upload;
    Ear                ear;
    struct curl_slist *to;
    char              *error;
} Sending;

static void put_off(MailTry *mail, MailEnd end, const char *why)
{
    mail->end = end;
    mail->why = why;
}

/* False: it has ended already. */
static bool sending_begin(Sending *sending, Relay *relay, size_t line, Arena *arena, MailTry *mail)
{
    RelaySession *session = session_of(relay);
    const char *wire = mail_wire(arena, relay, &mail->mail, clock_now());
    if (wire == NULL) {
        put_off(mail, MAIL_NEVER, "an address or the subject is not fit for a header");
        return false;
    }
    CURL *curl = line_of(relay, line);
    *sending = (Sending){
        .upload = { .at = wire, .left = strlen(wire) },
        .ear    = { .relay = relay, .arena = arena },
        .to     = curl_slist_append(NULL, text_format(arena, "<%s>", mail->mail.to)),
        .error  = arena_take(arena, CURL_ERROR_SIZE),
    };
    if (curl == NULL || sending->to == NULL || session->multi == NULL) {
        curl_slist_free_all(sending->to);
        put_off(mail, MAIL_LATER, "no memory for sending");
        return false;
    }
    sending->mail = mail;
    set_up(curl, relay, &sending->upload, sending->to,
           text_format(arena, "<%s>", has(relay->bounces) ? relay->bounces : relay->from),
           sending->error);
    if (relay->hear != NULL) {
        curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
        curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, hear);
        curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &sending->ear);
    }
    curl_multi_add_handle(session->multi, curl);
    return true;
}

/* Whether the relay, or what is between, took no connection more, or wants a new
 * one, and has not heard a word of the mail: it may go over another line. */
static bool is_crowded(CURL *curl, CURLcode code, const Upload *upload)
{
    long answer = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
    bool is_cut = answer < 400 /* nothing was said against the mail */
        && (code == CURLE_COULDNT_CONNECT || code == CURLE_WEIRD_SERVER_REPLY
            || code == CURLE_GOT_NOTHING || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR);
    return !upload->is_asked && (answer == 421 || is_cut);
}

/* --- several at once ------------------------------------------------------------ */

typedef struct {
    Relay   *relay;
    Arena   *arena;
    MailTry *mail;  /* all of them */
    size_t   count;
    size_t   begun; /* the mails before this one were begun, or wait in `again` */
    MailTry *again[RELAY_LINES_MAX];
    size_t   again_count;
    Sending  sending[RELAY_LINES_MAX];
    size_t   under_way;
    bool     is_there; /* the relay has taken one of these mails */
    uint8_t *tries;
} Post;

static size_t width_of(const Post *post)
{
    size_t lines = relay_lines(post->relay), width = session_of(post->relay)->width;
    return width < lines ? width : lines;
}

/* Begins as many as may be under way at once. */
static void begin_some(Post *post)
{
    for (size_t i = 0; i < RELAY_LINES_MAX && post->under_way < width_of(post); i++) {
        while (post->sending[i].mail == NULL
               && (post->again_count > 0 || post->begun < post->count)) {
            MailTry *mail = post->again_count > 0 ? post->again[--post->again_count]
                                                  : &post->mail[post->begun++];
            if (sending_begin(&post->sending[i], post->relay, i, post->arena, mail)) {
                post->tries[mail - post->mail]++;
                post->under_way++;
            }
        }
    }
}

/* True: the relay wants fewer lines, or new ones, and this mail is tried again. */
static bool goes_again(Post *post, const Sending *sending, CURL *curl, CURLcode code)
{
    RelaySession *session = session_of(post->relay);
    long made = 0;
    if (!is_crowded(curl, code, &sending->upload)
        || post->tries[sending->mail - post->mail] >= TRIES_MAX)
        return false;
    curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &made);
    bool is_worn = made == 0; /* it had carried mails before: no more over this one */
    size_t others = post->under_way - 1;
    if (!is_worn && others == 0 && !post->is_there)
        return false;
    if (!is_worn) {
        session->width = others > 0 ? others : 1;
        session->gone_well = 0;
    }
    post->again[post->again_count++] = sending->mail;
    return true;
}

static void note_well(RelaySession *session)
{
    if (++session->gone_well < WIDER_AFTER)
        return;
    session->gone_well = 0;
    if (session->width < RELAY_LINES_MAX)
        session->width++;
}

static void end_one(Post *post, CURL *curl, CURLcode code)
{
    RelaySession *session = session_of(post->relay);
    size_t i = 0;
    while (session->line[i] != curl)
        i++;
    Sending *sending = &post->sending[i];
    if (!goes_again(post, sending, curl, code)) {
        long answer = 0;
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
        put_off(sending->mail, end_of(curl, code, &sending->upload),
                code == CURLE_OK ? "" : text_format(post->arena, "%s (answer %ld)",
                sending->error[0] != '\0' ? sending->error : curl_easy_strerror(code), answer));
        if (code == CURLE_OK) {
            note_well(session);
            post->is_there = true;
        }
    }
    curl_multi_remove_handle(session->multi, curl);
    curl_slist_free_all(sending->to);
    sending->mail = NULL;
    post->under_way--;
}

void relay_send_many(Outside *outside, Arena *arena, MailTry mail[], size_t count)
{
    Post post = { .relay = outside->state, .arena = arena, .mail = mail, .count = count,
                  .tries = arena_take(arena, count + 1) };
    CURLM *multi = session_of(post.relay)->multi;
    for (begin_some(&post); post.under_way > 0; begin_some(&post)) {
        int running, waiting;
        const CURLMsg *told;
        curl_multi_perform(multi, &running);
        bool has_news = false;
        while ((told = curl_multi_info_read(multi, &waiting)) != NULL) {
            has_news = true;
            if (told->msg == CURLMSG_DONE)
                end_one(&post, told->easy_handle, told->data.result);
        }
        if (!has_news)
            curl_multi_poll(multi, NULL, 0, LOOK_MS, NULL);
    }
}

MailEnd relay_send(Outside *outside, Arena *arena, const Mail *mail, const char **why)
{
    MailTry one = { .mail = *mail, .end = MAIL_LATER, .why = "" };
    relay_send_many(outside, arena, &one, 1);
    *why = one.why;
    return one.end;
}

size_t relay_lines(const Relay *relay)
{
    return relay->lines == 0 ? 1 : relay->lines < RELAY_LINES_MAX ? relay->lines : RELAY_LINES_MAX;
}

/* --- without a mail --------------------------------------------------------------- */

/* Over a connection that is there already, if one is. */
static CURLcode go_alone(CURLM *multi, CURL *curl)
{
    CURLcode code = CURLE_FAILED_INIT;
    int running = 1, waiting;
    curl_multi_add_handle(multi, curl);
    while (running > 0 && curl_multi_perform(multi, &running) == CURLM_OK)
        if (running > 0)
            curl_multi_poll(multi, NULL, 0, LOOK_MS, NULL);
    for (const CURLMsg *told; (told = curl_multi_info_read(multi, &waiting)) != NULL;)
        if (told->msg == CURLMSG_DONE)
            code = told->data.result;
    curl_multi_remove_handle(multi, curl);
    return code;
}

bool relay_answers(Relay *relay, Arena *arena, const char **why)
{
    CURL *curl = line_of(relay, 0);
    *why = "no memory for asking";
    if (curl == NULL)
        return false;
    char *error = arena_take(arena, CURL_ERROR_SIZE);
    Upload nothing = {0};
    set_up(curl, relay, &nothing, NULL, NULL, error);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 0L);
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "NOOP");
    CURLcode code = go_alone(session_of(relay)->multi, curl);
    *why = code == CURLE_OK ? "" : error[0] != '\0' ? error : curl_easy_strerror(code);
    relay_close(relay);
    return code == CURLE_OK;
}

void relay_close(Relay *relay)
{
    RelaySession *session = relay->session;
    relay->session = NULL;
    if (session == NULL)
        return;
    for (size_t i = 0; i < RELAY_LINES_MAX; i++)
        if (session->line[i] != NULL)
            curl_easy_cleanup(session->line[i]);
    curl_multi_cleanup(session->multi);
    heap_give(session);
}
