/* mail.c: one message as MIME, and its way to the relay (libcurl).
 *
 * The text is UTF-8 in quoted-printable: plain letters stay readable for
 * whoever looks at the raw mail, and lines are short. Subjects and names that
 * are not plain ASCII are encoded words, cut between letters.
 *
 *   Source  RFC 5321 (SMTP), 5322 (header), 2045 6.7 (quoted-printable),
 *           2047 (encoded words).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sys/mail.h"

#include <sodium.h>

#include <curl/curl.h>

enum {
    LINE_MAX_CHARS = 76,     /* RFC 2045, 6.7 (5) */
    WORD_MAX_BYTES = 42,     /* of UTF-8 in one encoded word: 56 of base64, 68 in all */
    ADDRESS_MAX_BYTES = 254, /* RFC 5321, 4.5.3.1.3 */
    SUBJECT_MAX_BYTES = 800, /* below the 998 of a line */
    CONNECT_WAIT_S = 10,
    WAIT_S = 60,
    TEXT_MAX_BYTES = 256 * 1024,
};

/* --- the message ---------------------------------------------------------- */

static bool is_one_line(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < ' ' || *text == 127)
            return false;
    return true;
}

static bool is_plain(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text >= 127)
            return false;
    return true;
}

/* Fit to stand between < and >: printable ASCII, one "@", no brackets. */
static bool is_address(const char *text)
{
    const char *at = strchr(text, '@');
    return at != NULL && at != text && at[1] != '\0' && strlen(text) <= ADDRESS_MAX_BYTES
        && is_plain(text) && is_one_line(text) && strpbrk(text, " <>()[],;:\\\"") == NULL;
}

static void add_base64(TextBuilder *out, const char *bytes, size_t count)
{
    char encoded[sodium_base64_ENCODED_LEN(WORD_MAX_BYTES, sodium_base64_VARIANT_ORIGINAL)];
    sodium_bin2base64(encoded, sizeof encoded, (const unsigned char *)bytes, count,
                      sodium_base64_VARIANT_ORIGINAL);
    text_add(out, encoded);
}

static void add_encoded(TextBuilder *out, const char *text)
{
    for (const char *space = ""; *text != '\0'; space = "\r\n ") {
        size_t count = strlen(text);
        if (count > WORD_MAX_BYTES) {
            count = WORD_MAX_BYTES;
            while (((unsigned char)text[count] & 0xC0) == 0x80)
                count--;
        }
        text_add(out, space);
        text_add(out, "=?UTF-8?B?");
        add_base64(out, text, count);
        text_add(out, "?=");
        text += count;
    }
}

/* Header text: as it is when plain and short, else encoded. */
static void add_header_text(TextBuilder *out, const char *text)
{
    if (is_plain(text) && strstr(text, "=?") == NULL && strlen(text) <= LINE_MAX_CHARS - 12)
        text_add(out, text);
    else
        add_encoded(out, text);
}

static void add_quoted_printable(TextBuilder *out, const char *text)
{
    size_t column = 0;
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '\r')
            continue;
        if (c == '\n') {
            text_add(out, "\r\n");
            column = 0;
            continue;
        }
        bool ends_line = text[1] == '\n' || text[1] == '\r' || text[1] == '\0';
        bool is_space = c == ' ' || c == '\t';
        bool is_literal = is_space ? !ends_line : c > ' ' && c < 127 && c != '=';
        size_t width = is_literal ? 1 : 3;
        if (column + width > LINE_MAX_CHARS - 1) {
            text_add(out, "=\r\n");
            column = 0;
        }
        if (is_literal)
            text_add_char(out, (char)c);
        else
            text_add_format(out, "=%02X", c);
        column += width;
    }
    if (column > 0)
        text_add(out, "\r\n");
}

/* The name before an address, quoted or encoded. */
static void add_name(TextBuilder *out, const char *name)
{
    if (name[0] == '\0')
        return;
    if (is_plain(name) && strpbrk(name, "\"\\") == NULL && strlen(name) < LINE_MAX_CHARS / 2) {
        text_add_format(out, "\"%s\" ", name);
    } else {
        add_encoded(out, name);
        text_add_char(out, ' ');
    }
}

static const char *date_of(Arena *arena, TimeMs at)
{
    static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    CivilTime t = civil_utc(at);
    return text_format(arena, "%s, %d %s %d %02d:%02d:%02d +0000", days[t.weekday], t.day,
                       months[t.month - 1], t.year, t.hour, t.minute, t.second);
}

static bool has(const char *text)
{
    return text != NULL && text[0] != '\0';
}

/* An address in <>, and a name: neither can end its header line. */
static bool is_fit_for_list(const Mail *mail)
{
    const char *leave = has(mail->leave) ? mail->leave : "", *list = has(mail->list_id)
        ? mail->list_id : "";
    return is_plain(leave) && is_one_line(leave) && strpbrk(leave, " <>,") == NULL
        && is_plain(list) && is_one_line(list) && strpbrk(list, " <>()") == NULL;
}

/* RFC 2919; RFC 2369 and 8058. */
static void add_list(TextBuilder *out, const Mail *mail)
{
    if (has(mail->list_id))
        text_add_format(out, "List-Id: <%s>\r\n", mail->list_id);
    if (has(mail->leave))
        text_add_format(out, "List-Unsubscribe: <%s>\r\n"
                             "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
                        mail->leave);
}

static void add_part(TextBuilder *out, const char *type, const char *text)
{
    text_add_format(out, "Content-Type: text/%s; charset=UTF-8\r\n"
                         "Content-Transfer-Encoding: quoted-printable\r\n\r\n", type);
    add_quoted_printable(out, text);
}

/* The same twice, the plain one first (RFC 2046, 5.1.4). In quoted-printable no
 * line can begin with the boundary, because "=_" is not how "=" is written. */
static void add_twins(TextBuilder *out, const Mail *mail)
{
    static const char boundary[] = "=_twins";
    text_add_format(out, "Content-Type: multipart/alternative; boundary=\"%s\"\r\n\r\n--%s\r\n",
                    boundary, boundary);
    add_part(out, "plain", mail->text);
    text_add_format(out, "--%s\r\n", boundary);
    add_part(out, "html", mail->html);
    text_add_format(out, "--%s--\r\n", boundary);
}

const char *mail_wire(Arena *arena, const Relay *relay, const Mail *mail, TimeMs now)
{
    bool is_list = mail->list_id != NULL || mail->leave != NULL;
    const char *from_name = has(mail->from_name) ? mail->from_name : relay->from_name;
    bool is_fit = is_address(mail->to) && is_address(relay->from) && is_address(mail->message_id)
        && is_one_line(mail->subject) && is_one_line(from_name) && (!has(mail->reply_to) || is_address(mail->reply_to))
        && is_fit_for_list(mail) && (mail->html == NULL || strlen(mail->html) <= TEXT_MAX_BYTES)
        && strlen(mail->subject) <= SUBJECT_MAX_BYTES && strlen(mail->text) <= TEXT_MAX_BYTES;
    if (!is_fit)
        return NULL;

    TextBuilder out = text_builder(arena);
    text_add_format(&out, "Date: %s\r\nFrom: ", date_of(arena, now));
    add_name(&out, from_name);
    text_add_format(&out, "<%s>\r\nTo: <%s>\r\nSubject: ", relay->from, mail->to);
    add_header_text(&out, mail->subject);
    text_add_format(&out, "\r\nMessage-ID: <%s>\r\n", mail->message_id);
    if (has(mail->reply_to))
        text_add_format(&out, "Reply-To: <%s>\r\n", mail->reply_to);
    if (is_list)
        add_list(&out, mail);
    text_add(&out, is_list ? "MIME-Version: 1.0\r\n"
                           : "MIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\n");
    if (mail->html == NULL)
        add_part(&out, "plain", mail->text);
    else
        add_twins(&out, mail);
    return text_of(&out);
}

/* --- its way ---------------------------------------------------------------- */

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

static CURL *session_of(Relay *relay)
{
    if (relay->session == NULL) {
        curl_global_init(CURL_GLOBAL_DEFAULT);
        relay->session = curl_easy_init();
    }
    return relay->session;
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

MailEnd relay_send(Outside *outside, Arena *arena, const Mail *mail, const char **why)
{
    Relay *relay = outside->state;
    const char *wire = mail_wire(arena, relay, mail, clock_now());
    if (wire == NULL) {
        *why = "an address or the subject is not fit for a header";
        return MAIL_NEVER;
    }
    CURL *curl = session_of(relay);
    struct curl_slist *to = curl_slist_append(NULL, text_format(arena, "<%s>", mail->to));
    if (curl == NULL || to == NULL) {
        *why = "no memory for sending";
        return MAIL_LATER;
    }

    Upload upload = { .at = wire, .left = strlen(wire) };
    Ear ear = { .relay = relay, .arena = arena };
    char *error = arena_take(arena, CURL_ERROR_SIZE);
    set_up(curl, relay, &upload, to,
           text_format(arena, "<%s>", has(relay->bounces) ? relay->bounces : relay->from), error);
    if (relay->hear != NULL) {
        curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
        curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, hear);
        curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &ear);
    }
    CURLcode code = curl_easy_perform(curl);
    MailEnd end = end_of(curl, code, &upload);
    long answer = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
    *why = code == CURLE_OK
        ? ""
        : text_format(arena, "%s (answer %ld)", error[0] != '\0' ? error : curl_easy_strerror(code),
                      answer);
    curl_slist_free_all(to);
    return end;
}

bool relay_answers(Relay *relay, Arena *arena, const char **why)
{
    CURL *curl = session_of(relay);
    *why = "no memory for asking";
    if (curl == NULL)
        return false;
    char *error = arena_take(arena, CURL_ERROR_SIZE);
    Upload nothing = {0};
    set_up(curl, relay, &nothing, NULL, NULL, error);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 0L);
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "NOOP");
    CURLcode code = curl_easy_perform(curl);
    *why = code == CURLE_OK ? "" : error[0] != '\0' ? error : curl_easy_strerror(code);
    relay_close(relay);
    return code == CURLE_OK;
}

void relay_close(Relay *relay)
{
    if (relay->session != NULL)
        curl_easy_cleanup(relay->session);
    relay->session = NULL;
}
