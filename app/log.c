/* log.c: what is written about a request.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/log.h"

#include <errno.h>
#include <unistd.h>

bool log_wants(LogLevel level, int status)
{
    switch (level) {
    case LOG_NONE:     return false;
    case LOG_ERRORS:   return status >= 500;
    case LOG_REQUESTS: return true;
    }
    return false;
}

static const char *method_name(const char *method)
{
    static const char *const known[] = { "GET", "HEAD", "POST" };
    for (size_t i = 0; i < COUNT(known); i++)
        if (text_equal(method, known[i]))
            return known[i];
    return "other";
}

/* An id that is not made of plain letters would end the JSON; ours always is. */
static bool is_plain(const char *id)
{
    for (const char *at = id; *at != '\0'; at++)
        if (text_hex_digit(*at) < 0 && *at != '-')
            return false;
    return strlen(id) <= 64;
}

size_t log_text(char out[LOG_LINE_MAX], const LogLine *line)
{
    CivilTime at = civil_utc(line->time);
    int length = snprintf(out, LOG_LINE_MAX,
        "{\"time\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ\",\"id\":\"%s\",\"method\":\"%s\","
        "\"route\":\"%.128s\",\"status\":%d,\"class\":\"%s\",\"ms\":%lld.%03lld,"
        "\"waited_ms\":%lld,\"lane_ms\":%lld.%03lld,\"bytes\":%llu}\n",
        at.year, at.month, at.day, at.hour, at.minute, at.second, (int)(line->time % SECOND_MS),
        is_plain(line->id) ? line->id : "", method_name(line->method),
        line->route == NULL ? "none" : line->route, line->status, load_name(line->load),
        (long long)(line->took_us / 1000), (long long)(line->took_us % 1000),
        (long long)line->waited_ms, (long long)(line->lane_us / 1000),
        (long long)(line->lane_us % 1000), (unsigned long long)line->bytes);
    return length < LOG_LINE_MAX ? (size_t)length : LOG_LINE_MAX - 1;
}

void log_write(const LogLine *line)
{
    char text[LOG_LINE_MAX];
    size_t length = log_text(text, line);
    while (write(STDERR_FILENO, text, length) < 0 && errno == EINTR)
        continue;
}
