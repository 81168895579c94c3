/* mail_text.c: one message as MIME.
 *
 * The text is UTF-8 in quoted-printable: plain letters stay readable for
 * whoever looks at the raw mail, and lines are short. Subjects and names that
 * are not plain ASCII are encoded words, cut between letters.
 *
 *   Source  RFC 5322 (header), 2045 6.7 (quoted-printable), 2047 (encoded words).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sys/mail.h"

#include <sodium.h>

enum {
    LINE_MAX_CHARS = 76,     /* RFC 2045, 6.7 (5) */
    WORD_MAX_BYTES = 42,     /* of UTF-8 in one encoded word: 56 of base64, 68 in all */
    ADDRESS_MAX_BYTES = 254, /* RFC 5321, 4.5.3.1.3 */
    SUBJECT_MAX_BYTES = 800, /* below the 998 of a line */
    TEXT_MAX_BYTES = 256 * 1024,
};

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
