/* backup_fuzz.c: whatever a backup's head, chunks or records hold, reading them
 * ends; what a row gives lies inside its record; and a row that was read is
 * written as one that reads the same.
 *
 * The first byte says what the rest is.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/keep/key.h"
#include "app/keep/records.h"
#include "app/keep/vault.h"
#include "fuzz/fuzz.h"

typedef struct { const uint8_t *bytes; size_t count, at; } Source;

static size_t source_read(void *state, void *bytes, size_t count)
{
    Source *source = state;
    size_t part = source->count - source->at < count ? source->count - source->at : count;
    if (part > 0)
        memcpy(bytes, source->bytes + source->at, part);
    source->at += part;
    return part;
}

static void read_vault(Arena *arena, const uint8_t *data, size_t size)
{
    VaultHeader header;
    Source source = { data, size, 0 };
    VaultEnd end = vault_check(arena, source_read, &source, &header);
    must(end == VAULT_FINE || vault_words(end)[0] != '\0');
    source.at = 0;
    VaultKey key = {{ 9 }};
    VaultIn *in = vault_in_begin(arena, source_read, &source, &key, NULL, &header, &end);
    const uint8_t *bytes;
    size_t count;
    while (in != NULL && vault_in_next(in, &bytes, &count, &end))
        continue;
    vault_in_end(in);
}

static void check_row(const Record *record, const Shape *shape)
{
    SqlValue values[TABLE_COLUMNS_MAX], again[TABLE_COLUMNS_MAX];
    if (!record_is_row(record, shape, values))
        return;
    for (size_t i = 0; i < shape->column_count; i++)
        if (values[i].type == SQL_TEXT || values[i].type == SQL_BYTES) {
            const uint8_t *at = values[i].bytes;
            must(at >= record->body && at + values[i].length <= record->body + record->count);
        }
    static RecordOut out;
    Record second;
    size_t at = 0;
    bool is_broken;
    record_row(&out, shape, values);
    must(record_next(out.bytes, out.count, &at, &second, &is_broken));
    must(record_is_row(&second, shape, again));
    for (size_t i = 0; i < shape->column_count; i++)
        must(again[i].type == values[i].type && again[i].length == values[i].length);
}

static void read_records(Arena *arena, const uint8_t *data, size_t size)
{
    Shape shape = {0};
    Record record;
    bool is_broken;
    for (size_t at = 0; record_next(data, size, &at, &record, &is_broken);) {
        const char *one, *two;
        Hash hash;
        size_t count;
        int64_t a, b;
        RowSum sum;
        Shape next;
        must(record.body + record.count <= data + size);
        (void)record_is_schema(&record, &one, &two, &hash);
        if (record_is_file(&record, &one, &two, &count))
            must(two[count] == '\0');
        (void)record_is_table_end(&record, &a, &sum);
        (void)record_is_end(&record, &a, &b);
        if (record_is_table(arena, &record, &next))
            shape = next;
        if (shape.column_count > 0)
            check_row(&record, &shape);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = fuzz_arena();
    if (size == 0)
        return 0;
    switch (data[0]) {
    case 'V': read_vault(arena, data + 1, size - 1); break;
    case 'K': {
        KeyFile key;
        if (text_is_utf8((const char *)data + 1, size - 1))
            (void)key_read(arena, text_copy_bytes(arena, (const char *)data + 1, size - 1), &key);
        break;
    }
    default: read_records(arena, data + 1, size - 1); break;
    }
    return 0;
}
