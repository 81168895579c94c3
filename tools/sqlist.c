/* sqlist.c: collects the SQL of every store into one table.
 *
 *     sqlist OUT.c capabilities/x/x_store.c...
 *
 * SQL stands in db_rows(db, "…", …), db_run(db, "…", …) and db_put(…) as adjacent
 * literals; anything else there is an error. Beside it stands a letter for each
 * argument, from the sql_…() that makes it: i number, r real, t text, b bytes,
 * d an id (bytes, or NULL), ? something else.
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

/* Writes one call's literals and moves *at behind them; how many there were. */
static int write_literals(FILE *out, const char **at)
{
    int count = 0;
    for (*at = skip_space(*at); **at == '"'; *at = skip_space(*at)) {
        const char *end = skip_string(*at);
        fprintf(out, "%.*s ", (int)(end - *at), *at);
        *at = end;
        count++;
    }
    return count;
}

/* The letter of the first sql_…() between at and end. */
static char letter_of(const char *at, const char *end)
{
    static const struct { const char *call; char letter; } kinds[] = {
        { "sql_int(", 'i' }, { "sql_real(", 'r' }, { "sql_text(", 't' }, { "sql_bytes(", 'b' },
        { "sql_hash(", 'b' }, { "sql_id(", 'd' },
    };
    for (; at < end; at++)
        for (size_t i = 0; i < COUNT(kinds); i++)
            if (text_starts(at, kinds[i].call))
                return kinds[i].letter;
    return '?';
}

/* Writes the letters of args(…), which may begin at `at`. */
static void write_types(FILE *out, const char *at)
{
    at = skip_space(*at == ',' ? at + 1 : at);
    if (!text_starts(at, "args(")) {
        if (text_starts(at, "no_args"))
            fprintf(out, ", \"\"");
        else
            fprintf(out, ", NULL");
        return;
    }
    fprintf(out, ", \"");
    at += strlen("args(");
    for (bool is_last = false; !is_last;) {
        const char *end = at;
        int depth = 0;
        while (*end != '\0' && (depth > 0 || (*end != ',' && *end != ')'))) {
            depth += (strchr("([{", *end) != NULL) - (strchr(")]}", *end) != NULL);
            end++;
        }
        fputc(letter_of(at, end), out);
        is_last = *end != ',';
        at = end + 1;
    }
    fprintf(out, "\"");
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
        if (is_word_start && (text_starts(at, "db_rows(") || text_starts(at, "db_run(")
                              || text_starts(at, "db_put("))) {
            int line = line_of(text, at);
            at = skip_argument(strchr(at, '(') + 1);
            fprintf(out, "    { \"%s\", %d,\n      ", path, line);
            if (write_literals(out, &at) == 0)
                die(path, line, "the SQL is not a literal");
            write_types(out, at);
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
