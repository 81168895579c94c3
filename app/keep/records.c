/* records.c: a database's rows as bytes, and back.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/keep/records.h"

enum {
    NUMBER_BYTES_MAX = 10,
    HEAD_BYTES_MAX = 1 + NUMBER_BYTES_MAX,
    /* Small types, not those of db.h, so that a change there changes no backup. */
    TYPE_NULL = 0, TYPE_INT = 1, TYPE_REAL = 2, TYPE_TEXT = 3, TYPE_BYTES = 4,
};

/* --- sums -------------------------------------------------------------------------- */

void rowsum_add(RowSum *sum, const uint8_t *row, size_t count)
{
    Hash hash = hash_of(row, count);
    for (size_t i = 0; i < COUNT(sum->word); i++) {
        uint64_t word = 0;
        for (size_t j = 0; j < 8; j++)
            word |= (uint64_t)hash.bytes[8 * i + j] << (8 * j);
        sum->word[i] += word;
    }
}

bool rowsum_equal(const RowSum *a, const RowSum *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* --- writing ------------------------------------------------------------------------ */

static void put(RecordOut *out, const void *bytes, size_t count)
{
    if (out->capacity - out->count < count) {
        out->capacity = 2 * out->capacity + count + 256;
        out->bytes = heap_grow(out->bytes, out->capacity, 1);
    }
    if (count > 0)
        memcpy(out->bytes + out->count, bytes, count);
    out->count += count;
}

static size_t number_bytes(uint8_t bytes[NUMBER_BYTES_MAX], uint64_t number)
{
    size_t count = 0;
    do {
        bytes[count] = (uint8_t)((number & 0x7F) | (number > 0x7F ? 0x80 : 0));
        number >>= 7;
        count++;
    } while (number > 0);
    return count;
}

static void put_number(RecordOut *out, uint64_t number)
{
    uint8_t bytes[NUMBER_BYTES_MAX];
    put(out, bytes, number_bytes(bytes, number));
}

static void put_byte(RecordOut *out, uint8_t byte)
{
    put(out, &byte, 1);
}

static void put_text(RecordOut *out, const char *text, size_t length)
{
    put_number(out, length);
    put(out, text, length);
    put_byte(out, 0);
}

/* Leaves room for the head, which is known at the end only. */
static void begin(RecordOut *out)
{
    static const uint8_t room[HEAD_BYTES_MAX];
    out->count = 0;
    put(out, room, sizeof room);
    out->body_at = sizeof room;
}

/* Puts the head before the body and moves both to the front. */
static void end(RecordOut *out, RecordKind kind)
{
    uint8_t head[HEAD_BYTES_MAX];
    size_t body = out->count - out->body_at;
    head[0] = (uint8_t)kind;
    size_t head_bytes = 1 + number_bytes(head + 1, body);
    memmove(out->bytes + head_bytes, out->bytes + out->body_at, body);
    memcpy(out->bytes, head, head_bytes);
    out->body_at = head_bytes;
    out->count = head_bytes + body;
}

void record_schema(RecordOut *out, const char *room, const char *file, Hash checksum)
{
    begin(out);
    put_text(out, room, strlen(room));
    put_text(out, file, strlen(file));
    put(out, checksum.bytes, sizeof checksum.bytes);
    end(out, RECORD_SCHEMA);
}

void record_file(RecordOut *out, const char *name, const char *bytes, size_t count)
{
    begin(out);
    put_text(out, name, strlen(name));
    put_text(out, bytes, count);
    end(out, RECORD_FILE);
}

static uint8_t type_number(SqlType type)
{
    switch (type) {
    case SQL_NULL:  return TYPE_NULL;
    case SQL_INT:   return TYPE_INT;
    case SQL_REAL:  return TYPE_REAL;
    case SQL_TEXT:  return TYPE_TEXT;
    case SQL_BYTES: return TYPE_BYTES;
    }
    return TYPE_NULL;
}

void record_table(RecordOut *out, const Shape *table)
{
    begin(out);
    put_text(out, table->name, strlen(table->name));
    put_number(out, table->column_count);
    for (size_t i = 0; i < table->column_count; i++) {
        put_text(out, table->column[i].name, strlen(table->column[i].name));
        put_byte(out, type_number(table->column[i].type));
    }
    end(out, RECORD_TABLE);
}

static void put_value(RecordOut *out, const SqlValue *value)
{
    uint64_t bits;
    put_byte(out, type_number(value->type));
    switch (value->type) {
    case SQL_NULL:
        break;
    case SQL_INT:
        bits = (uint64_t)value->number << 1;
        put_number(out, value->number < 0 ? ~bits : bits);
        break;
    case SQL_REAL:
        memcpy(&bits, &value->real, sizeof bits);
        for (int i = 0; i < 8; i++)
            put_byte(out, (uint8_t)(bits >> (8 * i)));
        break;
    case SQL_TEXT:
        put_text(out, value->text, value->length);
        break;
    case SQL_BYTES:
        put_number(out, value->length);
        put(out, value->bytes, value->length);
        break;
    }
}

void record_row(RecordOut *out, const Shape *table, const SqlValue values[])
{
    begin(out);
    for (size_t i = 0; i < table->column_count; i++)
        put_value(out, &values[i]);
    end(out, RECORD_ROW);
}

void record_table_end(RecordOut *out, int64_t rows, const RowSum *sum)
{
    begin(out);
    put_number(out, (uint64_t)rows);
    for (size_t i = 0; i < COUNT(sum->word); i++)
        for (int j = 0; j < 8; j++)
            put_byte(out, (uint8_t)(sum->word[i] >> (8 * j)));
    end(out, RECORD_TABLE_END);
}

void record_end(RecordOut *out, int64_t tables, int64_t rows)
{
    begin(out);
    put_number(out, (uint64_t)tables);
    put_number(out, (uint64_t)rows);
    end(out, RECORD_END);
}

void record_out_free(RecordOut *out)
{
    if (out->bytes != NULL)
        sodium_memzero(out->bytes, out->capacity);
    heap_give(out->bytes);
    *out = (RecordOut){0};
}

/* --- reading -------------------------------------------------------------------------- */

typedef struct {
    const uint8_t *at, *end;
    bool           is_broken;
} Body;

static uint64_t take_number(Body *body)
{
    uint64_t number = 0;
    for (unsigned shift = 0; shift < 64 && body->at < body->end; shift += 7) {
        uint8_t byte = *body->at++;
        uint64_t bits = byte & 0x7F;
        if (bits << shift >> shift != bits)
            break;
        number |= bits << shift;
        if (byte < 0x80)
            return number;
    }
    body->is_broken = true;
    return 0;
}

static const uint8_t *take(Body *body, uint64_t count)
{
    if (body->is_broken || count > (uint64_t)(body->end - body->at)) {
        body->is_broken = true;
        return NULL;
    }
    const uint8_t *bytes = body->at;
    body->at += count;
    return bytes;
}

/* Text that lies in the body; "" when it is none. */
static const char *take_text(Body *body, size_t *length)
{
    uint64_t count = take_number(body);
    const uint8_t *bytes = count > RECORD_BYTES_MAX ? NULL : take(body, count + 1);
    if (bytes == NULL || bytes[count] != 0 || !text_is_utf8((const char *)bytes, (size_t)count)) {
        body->is_broken = true;
        *length = 0;
        return "";
    }
    *length = (size_t)count;
    return (const char *)bytes;
}

static const char *take_name(Body *body)
{
    size_t length;
    const char *name = take_text(body, &length);
    if (length == 0 || length > RECORD_NAME_MAX)
        body->is_broken = true;
    return name;
}

static bool is_over(const Body *body)
{
    return !body->is_broken && body->at == body->end;
}

bool record_next(const uint8_t *bytes, size_t count, size_t *at, Record *record, bool *is_broken)
{
    *is_broken = false;
    if (*at == count)
        return false;
    Body body = { bytes + *at, bytes + count, false };
    uint8_t kind = *body.at++;
    uint64_t length = take_number(&body);
    const uint8_t *inside = length > RECORD_BYTES_MAX ? NULL : take(&body, length);
    *is_broken = inside == NULL || memchr("SFTREZ", kind, 6) == NULL;
    if (*is_broken)
        return false;
    *record = (Record){ (RecordKind)kind, inside, (size_t)length };
    *at = (size_t)(body.at - bytes);
    return true;
}

static Body body_of(const Record *record, RecordKind kind)
{
    return (Body){ record->body, record->body + record->count, record->kind != kind };
}

bool record_is_schema(const Record *record, const char **room, const char **file, Hash *checksum)
{
    Body body = body_of(record, RECORD_SCHEMA);
    *room = take_name(&body);
    *file = take_name(&body);
    const uint8_t *bytes = take(&body, sizeof checksum->bytes);
    if (bytes != NULL)
        memcpy(checksum->bytes, bytes, sizeof checksum->bytes);
    return is_over(&body);
}

bool record_is_file(const Record *record, const char **name, const char **bytes, size_t *count)
{
    Body body = body_of(record, RECORD_FILE);
    *name = take_name(&body);
    *bytes = take_text(&body, count);
    return is_over(&body) && *count <= RECORD_FILE_MAX;
}

static bool type_of(uint8_t number, SqlType *type)
{
    static const SqlType types[] = { SQL_NULL, SQL_INT, SQL_REAL, SQL_TEXT, SQL_BYTES };
    if (number >= COUNT(types))
        return false;
    *type = types[number];
    return true;
}

bool record_is_table(Arena *arena, const Record *record, Shape *table)
{
    Body body = body_of(record, RECORD_TABLE);
    *table = (Shape){ .name = text_copy(arena, take_name(&body)) };
    uint64_t columns = take_number(&body);
    if (columns == 0 || columns > TABLE_COLUMNS_MAX)
        return false;
    for (size_t i = 0; i < columns && !body.is_broken; i++) {
        ShapeColumn *column = &table->column[i];
        column->name = text_copy(arena, take_name(&body));
        const uint8_t *type = take(&body, 1);
        if (type == NULL || !type_of(*type, &column->type) || column->type == SQL_NULL)
            return false;
    }
    table->column_count = (size_t)columns;
    return is_over(&body);
}

static SqlValue take_value(Body *body, SqlType wanted)
{
    const uint8_t *number = take(body, 1), *bytes = NULL;
    SqlType type;
    if (number == NULL || !type_of(*number, &type) || (type != wanted && type != SQL_NULL)) {
        body->is_broken = true;
        return sql_null();
    }
    uint64_t bits = 0;
    double real;
    SqlValue value = { .type = type };
    switch (type) {
    case SQL_NULL:
        return value;
    case SQL_INT:
        bits = take_number(body);
        return sql_int((bits & 1) != 0 ? (int64_t)~(bits >> 1) : (int64_t)(bits >> 1));
    case SQL_REAL:
        bytes = take(body, 8);
        for (unsigned i = 0; i < 8 && bytes != NULL; i++)
            bits |= (uint64_t)bytes[i] << (8 * i);
        memcpy(&real, &bits, sizeof real);
        return sql_real(real);
    case SQL_TEXT:
        value.text = take_text(body, &value.length);
        return value;
    case SQL_BYTES:
        bits = take_number(body);
        value.bytes = take(body, bits);
        value.length = value.bytes == NULL ? 0 : (size_t)bits;
        return value;
    }
    return value;
}

bool record_is_row(const Record *record, const Shape *table, SqlValue values[])
{
    Body body = body_of(record, RECORD_ROW);
    for (size_t i = 0; i < table->column_count && !body.is_broken; i++)
        values[i] = take_value(&body, table->column[i].type);
    return is_over(&body);
}

bool record_is_table_end(const Record *record, int64_t *rows, RowSum *sum)
{
    Body body = body_of(record, RECORD_TABLE_END);
    uint64_t count = take_number(&body);
    const uint8_t *bytes = take(&body, sizeof sum->word);
    *sum = (RowSum){0};
    for (size_t i = 0; i < sizeof sum->word && bytes != NULL; i++)
        sum->word[i / 8] |= (uint64_t)bytes[i] << (8 * (i % 8));
    *rows = (int64_t)count;
    return is_over(&body) && count <= INT64_MAX;
}

bool record_is_end(const Record *record, int64_t *tables, int64_t *rows)
{
    Body body = body_of(record, RECORD_END);
    uint64_t table_count = take_number(&body), row_count = take_number(&body);
    *tables = (int64_t)table_count;
    *rows = (int64_t)row_count;
    return is_over(&body) && table_count <= TABLES_MAX && row_count <= INT64_MAX;
}
