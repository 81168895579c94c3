/* json.h: writing JSON. What is put in is a value; brackets, commas and
 * escapes come by themselves.
 *
 *     JsonWriter json = json_begin(arena);
 *     json_open_object(&json, NULL);
 *     json_open_array(&json, "places");
 *     json_text(&json, NULL, name);
 *     json_end(&json);
 *     json_end(&json);
 *     return reply_json(req, json_of(&json));
 *
 * A name is given inside an object and NULL inside an array. Text is valid
 * UTF-8. "<", ">", "&" and U+2028, U+2029 are escaped too, so that the text is
 * harmless wherever it is pasted (RFC 8259 allows it).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_JSON_H
#define WEB_JSON_H

#include "base/text.h"

enum { JSON_DEPTH_MAX = 16 };

typedef struct {
    TextBuilder out;
    char        closing[JSON_DEPTH_MAX]; /* what each open bracket ends with */
    int         depth;
    bool        has_item; /* a comma is due before the next */
} JsonWriter;

JsonWriter json_begin(Arena *arena);
void       json_open_object(JsonWriter *json, const char *name);
void       json_open_array(JsonWriter *json, const char *name);
void       json_end(JsonWriter *json); /* of the innermost object or array */
void       json_text(JsonWriter *json, const char *name, const char *text);
void       json_int(JsonWriter *json, const char *name, int64_t number);
void       json_nothing(JsonWriter *json, const char *name);
void       json_bool(JsonWriter *json, const char *name, bool is_so);
const char *json_of(JsonWriter *json); /* everything must be closed */

#endif
