/* schema_words.c: schema files are written in PostgreSQL's words; SQLite has
 * others for four of them, and tables that are to be STRICT.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "db/engine.h"
#include "db/migrate.h"

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static size_t word_at(const char *sql, const char *at, const char *word)
{
    size_t length = strlen(word);
    bool starts = at == sql || !is_word_char(at[-1]);
    return starts && strncmp(at, word, length) == 0 && !is_word_char(at[length]) ? length : 0;
}

/* Copies what must not be touched: comments and quoted text. */
static size_t copy_opaque(const char *at, TextBuilder *out)
{
    size_t length = 0;
    if (at[0] == '-' && at[1] == '-') {
        length = strcspn(at, "\n");
    } else if (at[0] == '\'' || at[0] == '"') {
        const char *end = strchr(at + 1, at[0]);
        length = end == NULL ? strlen(at) : (size_t)(end - at) + 1;
    }
    text_add_bytes(out, at, length);
    return length;
}

const char *migrate_sqlite_words(Arena *arena, const char *sql)
{
    static const struct { const char *theirs, *ours; } words[] = {
        { "BIGINT", "INTEGER" }, { "BYTEA", "BLOB" }, { "DOUBLE PRECISION", "REAL" },
        { "JSONB", "TEXT" },
    };
    TextBuilder out = text_builder(arena);
    const char *table = NULL; /* where the CREATE TABLE being read began */
    int depth = 0;
    for (const char *at = sql; *at != '\0';) {
        size_t used = copy_opaque(at, &out);
        for (size_t i = 0; used == 0 && i < COUNT(words); i++) {
            used = word_at(sql, at, words[i].theirs);
            if (used > 0)
                text_add(&out, words[i].ours);
        }
        if (used == 0) {
            if (word_at(sql, at, "CREATE TABLE") > 0)
                table = at;
            depth += (*at == '(') - (*at == ')');
            text_add_char(&out, *at);
            if (*at == ')' && depth == 0 && table != NULL) {
                const char *rowid = strstr(table, "BIGINT PRIMARY KEY");
                bool has_rowid = rowid != NULL && rowid < at;
                text_add(&out, has_rowid ? " STRICT" : " STRICT, WITHOUT ROWID");
                table = NULL;
            }
            used = 1;
        }
        at += used;
    }
    return text_of(&out);
}

const char *db_schema_words(Db *db, Arena *arena, const char *sql)
{
    return db->engine->schema_words(arena, sql);
}
