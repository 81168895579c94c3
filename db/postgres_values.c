/* postgres_values.c: numbers, texts and bytes in PostgreSQL's binary form.
 *
 *   Source  PostgreSQL 15, src/backend/utils/adt: int8send, float8send,
 *           numeric_send; numbers are big-endian.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "db/postgres.h"

enum { NUMERIC_HEAD = 8, NUMERIC_NEGATIVE = 0x4000, NUMERIC_BASE = 10000 };

Oid postgres_type_of(SqlType type)
{
    switch (type) {
    case SQL_NULL:  return 0;
    case SQL_INT:   return PG_INT8;
    case SQL_REAL:  return PG_FLOAT8;
    case SQL_TEXT:  return PG_TEXT;
    case SQL_BYTES: return PG_BYTEA;
    }
    return 0;
}

static void put_64(char out[8], uint64_t bits)
{
    for (int i = 0; i < 8; i++)
        out[i] = (char)(unsigned char)(bits >> (56 - 8 * i));
}

static uint64_t get(const char *bytes, int count)
{
    uint64_t bits = 0;
    for (int i = 0; i < count; i++)
        bits = bits << 8 | (unsigned char)bytes[i];
    return bits;
}

static double real_of_bits(uint64_t bits)
{
    double real;
    memcpy(&real, &bits, sizeof real);
    return real;
}

static float small_real_of_bits(uint32_t bits)
{
    float real;
    memcpy(&real, &bits, sizeof real);
    return real;
}

void postgres_args(Args arguments, PgArgs *out)
{
    for (size_t i = 0; i < arguments.count; i++) {
        const SqlValue *value = &arguments.value[i];
        uint64_t bits = 0;
        out->format[i] = 1;
        out->value[i] = out->number[i];
        out->length[i] = 8;
        switch (value->type) {
        case SQL_NULL:
            out->value[i] = NULL;
            break;
        case SQL_INT:
            put_64(out->number[i], (uint64_t)value->number);
            break;
        case SQL_REAL:
            memcpy(&bits, &value->real, sizeof bits);
            put_64(out->number[i], bits);
            break;
        case SQL_TEXT:
        case SQL_BYTES:
            out->value[i] = value->length == 0 ? "" : value->bytes;
            out->length[i] = (int)value->length;
            break;
        }
    }
}

/* What sum() of BIGINT gives. Four heads of two bytes: how many digits, weight
 * of the first, sign, digits behind the point; then digits to the base 10000. */
static SqlValue numeric_value(const char *bytes, int length)
{
    if (length < NUMERIC_HEAD)
        return sql_null();
    int digits = (int)get(bytes, 2), weight = (int16_t)get(bytes + 2, 2);
    int sign = (int)get(bytes + 4, 2);
    double real = 0;
    int64_t whole = 0;
    bool is_whole = true, fits = weight < 4; /* below 10^16 */
    double scale = 1;
    for (int i = 0; i < digits && NUMERIC_HEAD + 2 * i + 2 <= length; i++) {
        int digit = (int)get(bytes + NUMERIC_HEAD + 2 * i, 2);
        if (i <= weight) {
            real = real * NUMERIC_BASE + digit;
            whole = fits ? whole * NUMERIC_BASE + digit : 0;
        } else {
            scale /= NUMERIC_BASE;
            real += digit * scale;
            is_whole = is_whole && digit == 0;
        }
    }
    for (int i = digits; i <= weight; i++) {
        real *= NUMERIC_BASE;
        whole = fits ? whole * NUMERIC_BASE : 0;
    }
    if (is_whole && fits)
        return sql_int(sign == NUMERIC_NEGATIVE ? -whole : whole);
    return sql_real(sign == NUMERIC_NEGATIVE ? -real : real);
}

SqlValue postgres_value(const PGresult *result, int row, int column)
{
    if (column >= PQnfields(result) || PQgetisnull(result, row, column))
        return sql_null();
    const char *bytes = PQgetvalue(result, row, column);
    int length = PQgetlength(result, row, column);
    switch (PQftype(result, column)) {
    case PG_BOOL:    return sql_int(bytes[0] != 0);
    case PG_INT2:    return sql_int((int16_t)get(bytes, 2));
    case PG_INT4:    return sql_int((int32_t)get(bytes, 4));
    case PG_OID:     return sql_int((int64_t)get(bytes, 4));
    case PG_INT8:    return sql_int((int64_t)get(bytes, 8));
    case PG_FLOAT4:  return sql_real((double)small_real_of_bits((uint32_t)get(bytes, 4)));
    case PG_FLOAT8:  return sql_real(real_of_bits(get(bytes, 8)));
    case PG_NUMERIC: return numeric_value(bytes, length);
    case PG_BYTEA:   return sql_bytes(bytes, (size_t)length);
    default: /* all kinds of text */
        return (SqlValue){ .type = SQL_TEXT, .text = bytes, .length = (size_t)length };
    }
}
