/* http_head.c: every byte of the head must belong to a part that we were shown.
 *
 * The library hides some of what it takes: it cuts values at a NUL, joins lines
 * that begin with a blank (and leaves the name of the first spoilt), takes a
 * bare LF for the end of a line. But it shows each part where it came to lie,
 * one behind the other. So the parts are laid out again: name, colon, blanks,
 * value, CR LF, next name. Where that leaves a gap, something was hidden, and
 * the request is refused. (One thing leaves none: a NUL among the line ends, in the
 * place of a CR. Nothing else can be hidden with it, and nginx refuses it.) If a later libmicrohttpd copies parts elsewhere, then
 * everything is refused, and the first test of the wire says so.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sys/http_head.h"

#include "base/text.h"

enum {
    BAD = 400, METHOD_NOT_ALLOWED = 405, TARGET_TOO_LONG = 414, EXPECTATION_FAILED = 417,
    TOO_MANY_HEADERS = 431, NOT_IMPLEMENTED = 501, VERSION_NOT_SUPPORTED = 505,
    BLANKS_MAX = 64,        /* behind a colon */
    LENGTH_DIGITS_MAX = 15, /* of a Content-Length: nothing overflows */
};

static bool is_token(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        char c = *at;
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && !(c >= '0' && c <= '9') && strchr("!#$%&'*+-.^_`|~", c) == NULL)
            return false;
    }
    return text[0] != '\0';
}

/* No control characters but the tab. */
static bool is_field_text(const char *text)
{
    for (const char *at = text; *at != '\0'; at++)
        if (((unsigned char)*at < 0x20 && *at != '\t') || *at == 0x7F)
            return false;
    return true;
}

static bool is_plain_target(const char *target)
{
    for (const char *at = target; *at != '\0'; at++)
        if ((unsigned char)*at <= 0x20 || *at == 0x7F || *at == '#')
            return false;
    return target[0] == '/';
}

static bool is_digits(const char *text)
{
    size_t length = strspn(text, "0123456789");
    return length > 0 && text[length] == '\0' && length <= LENGTH_DIGITS_MAX;
}

/* Addresses are compared as numbers: parts that lie elsewhere are no array. */
static uintptr_t behind(const char *part, size_t separator)
{
    return (uintptr_t)part + strlen(part) + separator;
}

static bool is_gapless(const HttpHead *head)
{
    if ((uintptr_t)head->target_at != behind(head->method, 1)
        || (uintptr_t)head->version != (uintptr_t)head->target_at + head->target_length + 1)
        return false;
    uintptr_t at = behind(head->version, 2);
    for (size_t i = 0; i < head->header_count; i++) {
        const HttpPair *header = &head->header[i];
        uintptr_t value = (uintptr_t)header->value, earliest = behind(header->name, 1);
        if ((uintptr_t)header->name != at || value < earliest || value - earliest > BLANKS_MAX)
            return false;
        at = behind(header->value, 2);
    }
    return at + 2 == (uintptr_t)head->method + head->size;
}

static int request_line_fault(const HttpHead *head)
{
    if (!text_equal(head->method, "GET") && !text_equal(head->method, "HEAD")
        && !text_equal(head->method, "POST"))
        return is_token(head->method) ? METHOD_NOT_ALLOWED : BAD;
    if (head->target_length > HTTP_TARGET_MAX)
        return TARGET_TOO_LONG;
    if (!is_plain_target(head->target))
        return BAD;
    if (!text_equal(head->version, "HTTP/1.1") && !http_head_is_old(head))
        return VERSION_NOT_SUPPORTED;
    return 0;
}

typedef struct {
    size_t      hosts, lengths, codings;
    const char *length, *coding;
    bool        expects_more;
} Framing;

static int header_fault(const HttpPair *header, Framing *framing)
{
    if (!is_token(header->name) || !is_field_text(header->value))
        return BAD;
    if (text_equal_ignoring_case(header->name, "Host")) {
        framing->hosts++;
    } else if (text_equal_ignoring_case(header->name, "Content-Length")) {
        framing->lengths++;
        framing->length = header->value;
    } else if (text_equal_ignoring_case(header->name, "Transfer-Encoding")) {
        framing->codings++;
        framing->coding = header->value;
    } else if (text_equal_ignoring_case(header->name, "Expect")
               && !text_equal_ignoring_case(header->value, "100-continue")) {
        return EXPECTATION_FAILED;
    }
    return 0;
}

static int framing_fault(const HttpHead *head, const Framing *framing)
{
    if (framing->hosts != 1 || framing->lengths > 1 || framing->codings > 1
        || (framing->lengths == 1 && framing->codings == 1))
        return BAD;
    if (framing->lengths == 1 && !is_digits(framing->length))
        return BAD;
    if (framing->codings == 1 && http_head_is_old(head))
        return BAD;
    if (framing->codings == 1 && !text_equal_ignoring_case(framing->coding, "chunked"))
        return NOT_IMPLEMENTED;
    bool has_body = framing->codings == 1
        || (framing->lengths == 1 && strspn(framing->length, "0") != strlen(framing->length));
    return has_body && !text_equal(head->method, "POST") ? BAD : 0;
}

int http_head_fault(const HttpHead *head)
{
    if (head->header_count > HTTP_HEADERS_MAX)
        return TOO_MANY_HEADERS;
    int fault = request_line_fault(head);
    if (fault != 0)
        return fault;
    if (!is_gapless(head))
        return BAD;

    Framing framing = {0};
    for (size_t i = 0; i < head->header_count; i++) {
        fault = header_fault(&head->header[i], &framing);
        if (fault != 0)
            return fault;
    }
    return framing_fault(head, &framing);
}

bool http_head_is_old(const HttpHead *head)
{
    return text_equal(head->version, "HTTP/1.0");
}
