/* records.h: what is inside a backup: a database as a row of records, the same
 * for every engine.
 *
 *     schema …    which schema files had been applied, with their checksums
 *     file …      a small file beside the database (settings.conf)
 *     table       its name, columns and types
 *     row …       the values, in the order of the columns
 *     table end   how many rows, and the digest of all of them
 *     end         how many tables and rows
 *
 * A record is a letter, the length of its body, and the body. Numbers are
 * written seven bits a byte, low ones first (whole numbers folded so that
 * small negative ones are short). Text is UTF-8 and has a zero byte behind it,
 * so that it can be used where it lies.
 *
 * The digest of a table adds up the digests of its rows, so it does not
 * depend on their order, and two engines that sort differently agree.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_KEEP_RECORDS_H
#define APP_KEEP_RECORDS_H

#include "db/shapes.h"

enum {
    RECORD_BYTES_MAX = 16 * 1024 * 1024,
    RECORD_FILE_MAX = 256 * 1024,
    RECORD_NAME_MAX = 200,
};

typedef enum {
    RECORD_SCHEMA = 'S',
    RECORD_FILE = 'F',
    RECORD_TABLE = 'T',
    RECORD_ROW = 'R',
    RECORD_TABLE_END = 'E',
    RECORD_END = 'Z',
} RecordKind;

/* Order-free sum of digests. */
typedef struct { uint64_t word[4]; } RowSum;

void rowsum_add(RowSum *sum, const uint8_t *row, size_t count);
bool rowsum_equal(const RowSum *a, const RowSum *b);

/* --- writing: one record, built in a buffer of its own ---------------------------- */

typedef struct {
    uint8_t *bytes;    /* the record, ready to be kept */
    size_t   count, capacity;
    size_t   body_at;  /* where the body begins */
} RecordOut;

void record_schema(RecordOut *out, const char *room, const char *file, Hash checksum);
void record_file(RecordOut *out, const char *name, const char *bytes, size_t count);
void record_table(RecordOut *out, const Shape *table);
void record_row(RecordOut *out, const Shape *table, const SqlValue values[]);
void record_table_end(RecordOut *out, int64_t rows, const RowSum *sum);
void record_end(RecordOut *out, int64_t tables, int64_t rows);
void record_out_free(RecordOut *out);

/* --- reading ----------------------------------------------------------------------- */

typedef struct {
    RecordKind     kind;
    const uint8_t *body;
    size_t         count;
} Record;

/* The next record of bytes[*at..count); false at the end, and with *is_broken
 * when what is there is no record. */
bool record_next(const uint8_t *bytes, size_t count, size_t *at, Record *record, bool *is_broken);

/* Each is false when the body is not what its kind says. Texts lie in the body. */
bool record_is_schema(const Record *record, const char **room, const char **file, Hash *checksum);
bool record_is_file(const Record *record, const char **name, const char **bytes, size_t *count);
bool record_is_table(Arena *arena, const Record *record, Shape *table);
bool record_is_row(const Record *record, const Shape *table, SqlValue values[]);
bool record_is_table_end(const Record *record, int64_t *rows, RowSum *sum);
bool record_is_end(const Record *record, int64_t *tables, int64_t *rows);

#endif
