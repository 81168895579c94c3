/* dsn.c: walks the lines of a notification once. Which part a line belongs to
 * follows from the Content-Type lines after each boundary; boundaries are not
 * compared with each other, because real notifications get them wrong, and a
 * line that begins with "--" inside a status block cannot be one of its fields.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/outbox/dsn.h"

typedef struct { const char *at, *end; } Lines;

typedef enum { PART_HEAD, PART_PLAIN, PART_STATUS, PART_RETURNED } Part;

typedef struct {
    Arena     *arena;
    Dsn       *dsn;
    Part       part;
    bool       is_part_head; /* between a boundary and the empty line after it */
    bool       is_report;    /* the mail's own head says so */
    bool       has_status;
    DsnReport  now;
    bool       has_now;
} Reading;

/* One line with what is folded below it, without line ends; false at the end.
 * Bytes that are no text become "?". */
static bool next_line(Lines *lines, char line[DSN_VALUE_MAX + 100])
{
    size_t room = DSN_VALUE_MAX + 99, length = 0;
    if (lines->at == lines->end)
        return false;
    do {
        while (lines->at < lines->end && *lines->at != '\n') {
            char c = *lines->at++;
            if (c == '\r')
                continue;
            if (length < room)
                line[length++] = (c >= ' ' && c < 127) || c == '\t' ? c : '?';
        }
        if (lines->at < lines->end)
            lines->at++;
    } while (length > 0 && lines->at < lines->end && (*lines->at == ' ' || *lines->at == '\t'));
    line[length] = '\0';
    return true;
}

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* "Final-Recipient: rfc822; a@b" with this name gives what stands behind the
 * colon, trimmed. NULL: another line. */
static const char *value_of(Arena *arena, const char *line, const char *name)
{
    size_t length = 0;
    for (; name[length] != '\0'; length++)
        if (small(line[length]) != small(name[length]))
            return NULL;
    if (line[length] != ':')
        return NULL;
    return text_trim(arena, text_cut(arena, line + length + 1, DSN_VALUE_MAX));
}

static const char *lowered(Arena *arena, const char *text)
{
    char *copy = arena_copy(arena, text, strlen(text) + 1);
    for (char *at = copy; *at != '\0'; at++)
        *at = small(*at);
    return copy;
}

static bool has_words(Arena *arena, const char *text, const char *words)
{
    return strstr(lowered(arena, text), words) != NULL;
}

/* "rfc822;Ann@Example.org" -> "ann@example.org" */
static const char *address_of(Arena *arena, const char *value)
{
    const char *semicolon = strchr(value, ';');
    const char *address = text_trim(arena, semicolon == NULL ? value : semicolon + 1);
    size_t length = strlen(address);
    if (length > 1 && address[0] == '<' && address[length - 1] == '>')
        address = text_copy_bytes(arena, address + 1, length - 2);
    return strchr(address, '@') == NULL ? "" : lowered(arena, address);
}

/* "5.1.1 (bad mailbox)" -> "5.1.1"; "" when it is none. */
static const char *status_of(Arena *arena, const char *value)
{
    size_t length = strspn(value, "0123456789.");
    bool is_one = length >= 5 && length <= 11 && strchr("245", value[0]) != NULL && value[1] == '.';
    return is_one ? text_copy_bytes(arena, value, length) : "";
}

static void end_report(Reading *reading)
{
    if (reading->has_now && reading->dsn->count < DSN_REPORTS_MAX)
        reading->dsn->report[reading->dsn->count++] = reading->now;
    reading->has_now = false;
    reading->now = (DsnReport){ .address = "", .status = "", .action = DSN_OTHER };
}

static void read_status_line(Reading *reading, const char *line)
{
    Arena *arena = reading->arena;
    const char *value;
    if (line[0] == '\0') {
        end_report(reading);
    } else if ((value = value_of(arena, line, "Original-Recipient")) != NULL) {
        const char *address = address_of(arena, value);
        if (address[0] != '\0')
            reading->now.address = address;
        reading->has_now = true;
    } else if ((value = value_of(arena, line, "Final-Recipient")) != NULL) {
        if (reading->now.address[0] == '\0')
            reading->now.address = address_of(arena, value);
        reading->has_now = true;
    } else if ((value = value_of(arena, line, "Action")) != NULL) {
        reading->now.action = has_words(arena, value, "failed") ? DSN_FAILED
            : has_words(arena, value, "delayed")                ? DSN_DELAYED
                                                                : DSN_OTHER;
        reading->has_now = true;
    } else if ((value = value_of(arena, line, "Status")) != NULL) {
        reading->now.status = status_of(arena, value);
        reading->has_now = true;
    }
}

static void read_part_head(Reading *reading, const char *line)
{
    const char *type = value_of(reading->arena, line, "Content-Type");
    if (line[0] == '\0') {
        reading->is_part_head = false;
        return;
    }
    if (type == NULL)
        return;
    if (has_words(reading->arena, type, "message/delivery-status")
        || has_words(reading->arena, type, "message/global-delivery-status")) {
        reading->part = PART_STATUS;
        reading->has_status = true;
    } else if (has_words(reading->arena, type, "message/rfc822")
               || has_words(reading->arena, type, "message/global")
               || has_words(reading->arena, type, "rfc822-headers")) {
        reading->part = PART_RETURNED;
    }
}

static void read_returned_line(Reading *reading, const char *line)
{
    const char *id = value_of(reading->arena, line, "Message-ID");
    if (id == NULL || reading->dsn->message_id[0] != '\0')
        return;
    size_t length = strlen(id);
    if (length > 2 && id[0] == '<' && id[length - 1] == '>')
        reading->dsn->message_id = text_copy_bytes(reading->arena, id + 1, length - 2);
}

static void read_line(Reading *reading, const char *line)
{
    if (reading->part == PART_HEAD) {
        const char *type = value_of(reading->arena, line, "Content-Type");
        if (type != NULL)
            reading->is_report = has_words(reading->arena, type, "multipart/report");
        if (line[0] == '\0')
            reading->part = PART_PLAIN;
        return;
    }
    if (text_starts(line, "--") && reading->part != PART_RETURNED) {
        end_report(reading);
        reading->part = PART_PLAIN;
        reading->is_part_head = true;
    } else if (reading->is_part_head) {
        read_part_head(reading, line);
    } else if (reading->part == PART_STATUS) {
        read_status_line(reading, line);
    } else if (reading->part == PART_RETURNED) {
        read_returned_line(reading, line);
    }
}

bool dsn_read(Arena *arena, const char *bytes, size_t length, Dsn *dsn)
{
    if (length > DSN_BYTES_MAX)
        length = DSN_BYTES_MAX;
    *dsn = (Dsn){ .message_id = "" };
    Reading reading = { .arena = arena, .dsn = dsn };
    Lines lines = { .at = bytes, .end = bytes + length };
    char line[DSN_VALUE_MAX + 100];
    reading.now = (DsnReport){ .address = "", .status = "", .action = DSN_OTHER };
    while (next_line(&lines, line) && (reading.part != PART_PLAIN || reading.is_report))
        read_line(&reading, line);
    end_report(&reading);
    return reading.is_report && reading.has_status && dsn->count > 0;
}

bool dsn_is_for_good(const char *status)
{
    static const char *const good[] = { "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1" };
    for (size_t i = 0; i < COUNT(good); i++)
        if (text_equal(status, good[i]))
            return true;
    return false;
}
