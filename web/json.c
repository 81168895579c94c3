/* json.c: JSON out, RFC 8259.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/json.h"

JsonWriter json_begin(Arena *arena)
{
    return (JsonWriter){ .out = text_builder(arena) };
}

static void add_quoted(TextBuilder *out, const char *text)
{
    text_add_char(out, '"');
    for (const char *at = text; *at != '\0';) {
        size_t plain = strcspn(at, "\"\\<>&\xE2"
                                   "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0A\x0B\x0C\x0D\x0E\x0F"
                                   "\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1A\x1B\x1C\x1D\x1E"
                                   "\x1F\x7F");
        text_add_bytes(out, at, plain);
        at += plain;
        if (*at == '\0')
            break;
        if (*at == '\xE2') { /* perhaps a line or paragraph separator */
            bool is_separator = at[1] == '\x80' && (at[2] == '\xA8' || at[2] == '\xA9');
            text_add(out, !is_separator ? "\xE2" : at[2] == '\xA8' ? "\\u2028" : "\\u2029");
            at += is_separator ? 3 : 1;
        } else {
            if (*at == '"' || *at == '\\')
                text_add_format(out, "\\%c", *at);
            else
                text_add_format(out, "\\u%04x", (unsigned char)*at);
            at++;
        }
    }
    text_add_char(out, '"');
}

static void item(JsonWriter *json, const char *name)
{
    if (json->has_item)
        text_add_char(&json->out, ',');
    json->has_item = true;
    if (name == NULL)
        return;
    add_quoted(&json->out, name);
    text_add_char(&json->out, ':');
}

static void bracket(JsonWriter *json, const char *name, char opening, char closing)
{
    item(json, name);
    if (json->depth == JSON_DEPTH_MAX)
        abort();
    json->closing[json->depth++] = closing;
    json->has_item = false;
    text_add_char(&json->out, opening);
}

void json_open_object(JsonWriter *json, const char *name)
{
    bracket(json, name, '{', '}');
}

void json_open_array(JsonWriter *json, const char *name)
{
    bracket(json, name, '[', ']');
}

void json_end(JsonWriter *json)
{
    if (json->depth == 0)
        abort();
    text_add_char(&json->out, json->closing[--json->depth]);
    json->has_item = true;
}

void json_text(JsonWriter *json, const char *name, const char *text)
{
    item(json, name);
    add_quoted(&json->out, text);
}

void json_int(JsonWriter *json, const char *name, int64_t number)
{
    item(json, name);
    text_add_format(&json->out, "%lld", (long long)number);
}

void json_nothing(JsonWriter *json, const char *name)
{
    item(json, name);
    text_add(&json->out, "null");
}

void json_bool(JsonWriter *json, const char *name, bool is_so)
{
    item(json, name);
    text_add(&json->out, is_so ? "true" : "false");
}

const char *json_of(JsonWriter *json)
{
    if (json->depth != 0)
        abort();
    return text_of(&json->out);
}
