/* json_test.c: what comes out is JSON, whatever goes in.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/json.h"

#include <jansson.h>

#include "tests/check.h"

static const struct { const char *name, *text, *want; } texts[] = {
    { "plain words",          "Leeds",            "\"Leeds\"" },
    { "a quotation mark",     "a\"b\\",           "\"a\\\"b\\\\\"" },
    { "a script's end",       "</script>&",       "\"\\u003c/script\\u003e\\u0026\"" },
    { "control characters",   "a\n\x01\x7F",      "\"a\\u000a\\u0001\\u007f\"" },
    { "Welsh",                "Tŷ",               "\"Tŷ\"" },
    { "a line separator",     "a\xE2\x80\xA8" "b", "\"a\\u2028b\"" },
    { "a euro, which starts like one", "€",       "\"€\"" },
};

TEST(json_text_is_escaped_and_reads_back)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(texts); i++) {
        JsonWriter json = json_begin(arena);
        json_text(&json, NULL, texts[i].text);
        const char *written = json_of(&json);
        CHECK_TEXT(texts[i].name, written, texts[i].want);
        json_t *read = json_loads(written, JSON_DECODE_ANY, NULL);
        CHECK_TEXT(texts[i].name, json_string_value(read), texts[i].text);
        json_decref(read);
    }
    arena_free(arena);
}

TEST(json_brackets_and_commas_come_by_themselves)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    JsonWriter json = json_begin(arena);
    json_open_object(&json, NULL);
    json_open_array(&json, "a");
    json_int(&json, NULL, -1);
    json_open_object(&json, NULL);
    json_end(&json);
    json_open_array(&json, NULL);
    json_end(&json);
    json_end(&json);
    json_bool(&json, "b", true);
    json_text(&json, "c", "");
    json_end(&json);
    CHECK_TEXT("nested", json_of(&json), "{\"a\":[-1,{},[]],\"b\":true,\"c\":\"\"}");
    arena_free(arena);
}
