/* sqlist.c: collects the SQL of every store into one table.
 *
 *     sqlist OUT.c capabilities/x/x_store.c...
 *
 * SQL stands in db_rows(db, "…", …) and db_run(db, "…", …) as adjacent
 * literals; anything else there is an error.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/text.h"

enum { FILE_MAX = 1024 * 1024 };

static void die(const char *file, int line, const char *why)
{
    fprintf(stderr, "%s:%d: %s\n", file, line, why);
    exit(1);
}

static const char *read_file(Arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        die(path, 0, "cannot be opened");
    char *text = arena_take(arena, FILE_MAX);
    size_t length = fread(text, 1, FILE_MAX - 1, file);
    fclose(file);
    if (length == FILE_MAX - 1)
        die(path, 0, "is too large");
    return text;
}

static int line_of(const char *text, const char *at)
{
    int line = 1;
    for (; text < at; text++)
        line += *text == '\n';
    return line;
}

static const char *skip_string(const char *at)
{
    for (at++; *at != '"' && *at != '\0'; at++)
        if (*at == '\\')
            at++;
    return *at == '"' ? at + 1 : at;
}

static const char *skip_space(const char *at)
{
    for (;;) {
        at += strspn(at, " \t\r\n");
        if (at[0] != '/' || at[1] != '*')
            return at;
        const char *end = strstr(at, "*/");
        at = end == NULL ? at + strlen(at) : end + 2;
    }
}

/* Past the comma that ends the first argument. */
static const char *skip_argument(const char *at)
{
    int depth = 0;
    for (; *at != '\0'; at++) {
        if (*at == '(')
            depth++;
        if (*at == ')')
            depth--;
        if (*at == ',' && depth == 0)
            return at + 1;
        if (*at == '"')
            at = skip_string(at) - 1;
    }
    return at;
}

/* Writes one call's literals; returns how many there were. */
static int write_literals(FILE *out, const char *at)
{
    int count = 0;
    for (at = skip_space(at); *at == '"'; at = skip_space(at)) {
        const char *end = skip_string(at);
        fprintf(out, "%.*s ", (int)(end - at), at);
        at = end;
        count++;
    }
    return count;
}

static int write_file(FILE *out, const char *path, const char *text)
{
    int statements = 0;
    for (const char *at = text; *at != '\0';) {
        if (at[0] == '/' && at[1] == '*') {
            at = skip_space(at);
            continue;
        }
        if (*at == '"') {
            at = skip_string(at);
            continue;
        }
        bool is_word_start = at == text || strchr("_", at[-1]) == NULL;
        if (is_word_start && (text_starts(at, "db_rows(") || text_starts(at, "db_run("))) {
            int line = line_of(text, at);
            at = skip_argument(strchr(at, '(') + 1);
            fprintf(out, "    { \"%s\", %d,\n      ", path, line);
            if (write_literals(out, at) == 0)
                die(path, line, "the SQL is not a literal");
            fprintf(out, "},\n");
            statements++;
            continue;
        }
        at++;
    }
    return statements;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: sqlist OUT.c STORE.c...\n");
        return 2;
    }
    FILE *out = fopen(argv[1], "w");
    if (out == NULL)
        die(argv[1], 0, "cannot be written");
    Arena *arena = arena_new((size_t)8 * FILE_MAX);
    int count = 0;
    fprintf(out, "#include \"tests/statements.h\"\nconst StoreStatement store_statements[] = {\n");
    for (int i = 2; i < argc; i++) {
        arena_reset(arena);
        const char *name = strstr(argv[i], "capabilities/");
        count += write_file(out, name == NULL ? argv[i] : name, read_file(arena, argv[i]));
    }
    fprintf(out, "};\nconst size_t store_statement_count = %d;\n", count);
    arena_free(arena);
    return fclose(out) == 0 ? 0 : 1;
}
