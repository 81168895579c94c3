/* write.c: rows as JSON (HAL, as OSDI has it), CSV and vCard. Each walks the
 * schema, so what has no field there is nowhere.
 *
 *   Source  RFC 6350 (vCard 4.0); RFC 4180; OSDI 1.2, "Hypermedia".
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/api/api_view.h"

#include "web/csv.h"

/* --- JSON ------------------------------------------------------------------------------ */

static void put_fields(JsonWriter *json, Arena *arena, const ApiSchema *schema,
                       const ApiValue *value);

static void put_value(JsonWriter *json, Arena *arena, const ApiField *field, const ApiValue *value)
{
    if (!value->is_set && field->may_be_null) {
        json_nothing(json, field->name);
        return;
    }
    switch (field->type) {
    case API_TEXT:
    case API_URL:
        json_text(json, field->name, value->text == NULL ? "" : value->text);
        return;
    case API_INT:
        json_int(json, field->name, value->number);
        return;
    case API_TIME:
        json_text(json, field->name, time_iso(arena, value->number));
        return;
    case API_TEXTS:
        json_open_array(json, field->name);
        for (size_t i = 0; i < value->count; i++)
            json_text(json, NULL, value->items[i].text);
        json_end(json);
        return;
    case API_OBJECT:
        json_open_object(json, field->name);
        put_fields(json, arena, field->of, value->items);
        json_end(json);
        return;
    case API_OBJECTS:
        json_open_array(json, field->name);
        for (size_t i = 0; i < value->count; i++) {
            json_open_object(json, NULL);
            put_fields(json, arena, field->of, value->items + i * field->of->count);
            json_end(json);
        }
        json_end(json);
        return;
    }
}

static void put_fields(JsonWriter *json, Arena *arena, const ApiSchema *schema,
                       const ApiValue *value)
{
    for (size_t i = 0; i < schema->count; i++)
        put_value(json, arena, &schema->field[i], &value[i]);
}

static void put_link(JsonWriter *json, const char *rel, const char *href)
{
    json_open_object(json, rel);
    json_text(json, "href", href);
    json_end(json);
}

static const char *whole(Request *req, const char *path)
{
    return text_format(req->arena, "%s%s", req->site->base_url, path);
}

static void put_row(JsonWriter *json, Request *req, const ApiOp *op, const ApiRow *row)
{
    put_fields(json, req->arena, op->schema, row->value);
    json_open_object(json, "_links");
    put_link(json, "self", whole(req, row->self));
    json_end(json);
}

const char *api_json_one(Request *req, const ApiOp *op, const ApiRow *row)
{
    JsonWriter json = json_begin(req->arena);
    json_open_object(&json, NULL);
    put_row(&json, req, op, row);
    json_end(&json);
    return json_of(&json);
}

/* The list's own address, from a cursor on. */
static const char *list_path(Request *req, const ApiAnswer *answer, const char *cursor)
{
    TextBuilder out = text_builder(req->arena);
    text_add_format(&out, "%s?per_page=%zu", req->path, answer->most);
    if (req_query(req, "lang")[0] != '\0')
        text_add_format(&out, "&lang=%s", query_escape(req->arena, req_query(req, "lang")));
    if (cursor[0] != '\0')
        text_add_format(&out, "&cursor=%s", query_escape(req->arena, cursor));
    return text_of(&out);
}

const char *api_json_list(Request *req, const ApiOp *op, const ApiAnswer *answer)
{
    JsonWriter json = json_begin(req->arena);
    json_open_object(&json, NULL);
    json_int(&json, "per_page", (int64_t)answer->most);
    json_open_object(&json, "_links");
    put_link(&json, "self", whole(req, list_path(req, answer, answer->cursor)));
    if (answer->next != NULL)
        put_link(&json, "next", whole(req, list_path(req, answer, answer->next)));
    json_end(&json);
    json_open_object(&json, "_embedded");
    json_open_array(&json, op->rel);
    for (size_t i = 0; i < answer->rows.count; i++) {
        json_open_object(&json, NULL);
        put_row(&json, req, op, &answer->rows.item[i]);
        json_end(&json);
    }
    json_end(&json);
    json_end(&json);
    json_end(&json);
    return json_of(&json);
}

const char *api_entry(Request *req)
{
    JsonWriter json = json_begin(req->arena);
    json_open_object(&json, NULL);
    json_text(&json, "motd", text_format(req->arena, "Welcome to %s.", req->site->movement));
    json_text(&json, "vendor_name", req->site->movement);
    json_text(&json, "product_name", "Groundswell");
    json_text(&json, "osdi_version", "1.2");
    json_int(&json, "max_pagesize", API_PAGE_MAX);
    json_text(&json, "namespace", "groundswell");
    json_open_object(&json, "_links");
    put_link(&json, "self", whole(req, "/api/v1"));
    put_link(&json, "docs", whole(req, "/api/v1/openapi.json"));
    put_link(&json, "groundswell:me", whole(req, "/api/v1/me"));
    for (size_t i = 0; i < api_op_count; i++)
        if (api_ops[i].rel != NULL && strchr(api_ops[i].path, ':') == NULL)
            put_link(&json, api_ops[i].rel, whole(req, api_ops[i].path));
    json_end(&json);
    json_end(&json);
    return json_of(&json);
}

/* --- CSV --------------------------------------------------------------------------------- */

/* Several things share a cell: "a@example.org; b@example.org". */
static const char *cell_of(Arena *arena, const ApiField *field, const ApiValue *value)
{
    if (!value->is_set)
        return "";
    switch (field->type) {
    case API_TEXT:
    case API_URL:  return value->text == NULL ? "" : value->text;
    case API_INT:  return text_format(arena, "%lld", (long long)value->number);
    case API_TIME: return time_iso(arena, value->number);
    case API_OBJECT:
    case API_TEXTS:
    case API_OBJECTS: break;
    }
    size_t step = field->of == NULL ? 1 : field->of->count;
    TextBuilder out = text_builder(arena);
    text_add(&out, "");
    for (size_t i = 0; i < value->count; i++)
        text_add_format(&out, "%s%s", i == 0 ? "" : "; ", value->items[i * step].text);
    return text_of(&out);
}

const char *api_csv(Request *req, const ApiOp *op, const ApiAnswer *answer)
{
    Csv csv = csv_begin(req->arena);
    for (size_t i = 0; i < op->schema->count; i++)
        csv_cell(&csv, op->schema->field[i].name);
    csv_row_end(&csv);
    for (size_t k = 0; k < answer->rows.count; k++) {
        for (size_t i = 0; i < op->schema->count; i++)
            csv_cell(&csv, cell_of(req->arena, &op->schema->field[i],
                                   &answer->rows.item[k].value[i]));
        csv_row_end(&csv);
    }
    return csv_text(&csv);
}

/* --- vCard --------------------------------------------------------------------------------- */

/* Backslash, comma, semicolon and line ends are escaped (RFC 6350, 3.4). */
static const char *card_text(Arena *arena, const char *text)
{
    TextBuilder out = text_builder(arena);
    text_add(&out, "");
    for (; *text != '\0'; text++) {
        if (*text == '\n') {
            text_add(&out, "\\n");
        } else if ((unsigned char)*text >= 0x20) {
            if (strchr("\\,;", *text) != NULL)
                text_add_char(&out, '\\');
            text_add_char(&out, *text);
        }
    }
    return text_of(&out);
}

/* Lines are at most 75 bytes long, cut between code points, and go on behind a
 * space (RFC 6350, 3.2). */
static void add_line(TextBuilder *out, const char *line)
{
    enum { LINE_BYTES = 75 };
    size_t room = LINE_BYTES;
    while (strlen(line) > room) {
        size_t cut = room;
        while (cut > 0 && ((unsigned char)line[cut] & 0xC0) == 0x80)
            cut--;
        text_add_bytes(out, line, cut);
        text_add(out, "\r\n ");
        line += cut;
        room = LINE_BYTES - 1;
    }
    text_add(out, line);
    text_add(out, "\r\n");
}

static const ApiValue *value_of(const ApiRow *row, const char *name)
{
    for (size_t i = 0; i < api_person.count; i++)
        if (text_equal(api_person.field[i].name, name))
            return &row->value[i];
    abort(); /* a name of ours, mistyped */
}

static void add_card(Arena *arena, TextBuilder *out, const ApiRow *row)
{
    add_line(out, "BEGIN:VCARD");
    add_line(out, "VERSION:4.0");
    add_line(out, text_format(arena, "UID:%s",
                              card_text(arena, value_of(row, "identifiers")->items[0].text)));
    add_line(out, text_format(arena, "FN:%s", card_text(arena, value_of(row, "full_name")->text)));
    add_line(out, text_format(arena, "N:%s;%s;;;",
                              card_text(arena, value_of(row, "family_name")->text),
                              card_text(arena, value_of(row, "given_name")->text)));
    const ApiValue *mail = value_of(row, "email_addresses"), *phone = value_of(row, "phone_numbers");
    for (size_t i = 0; i < mail->count; i++)
        add_line(out, text_format(arena, "EMAIL:%s", card_text(arena, mail->items[i].text)));
    for (size_t i = 0; i < phone->count; i++)
        add_line(out, text_format(arena, "TEL;VALUE=text:%s", card_text(arena, phone->items[i].text)));
    add_line(out, "END:VCARD");
}

const char *api_vcards(Request *req, const ApiAnswer *answer)
{
    TextBuilder out = text_builder(req->arena);
    text_add(&out, "");
    for (size_t i = 0; i < answer->rows.count; i++)
        add_card(req->arena, &out, &answer->rows.item[i]);
    return text_of(&out);
}
