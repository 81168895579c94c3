/* embed.c: turns files into C, so that the program is one file.
 *
 *     embed assets OUT.c FILE...    web/assets.h's table
 *     embed schema OUT.c FILE...    db/migrate.h's table; FILE is
 *                                   capabilities/ROOM/schema/0001_x.sql,
 *                                   or db/schema/0001_x.sql, whose room is "db"
 *     embed texts OUT.c FILE...     web/texts.h's table; FILE is
 *                                   capabilities/ROOM/first/LANG/10-name.md
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/hash.h"
#include "base/text.h"

enum { FILE_MAX = 16 * 1024 * 1024 };

static void die(const char *file, const char *why)
{
    fprintf(stderr, "embed: %s: %s\n", file, why);
    exit(1);
}

static unsigned char *read_file(Arena *arena, const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        die(path, "cannot be opened");
    unsigned char *bytes = arena_take(arena, FILE_MAX);
    *length = fread(bytes, 1, FILE_MAX, file);
    if (ferror(file) || *length == FILE_MAX)
        die(path, "cannot be read, or is too large");
    fclose(file);
    return bytes;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static const char *type_of(const char *name)
{
    static const struct { const char *ending, *type; } types[] = {
        { ".css", "text/css; charset=utf-8" },
        { ".js", "text/javascript; charset=utf-8" },
        { ".wasm", "application/wasm" },
        { ".svg", "image/svg+xml" },
        { ".webmanifest", "application/manifest+json" },
        { ".png", "image/png" },
        { ".woff2", "font/woff2" },
        { ".words", "text/plain; charset=utf-8" },
    };
    size_t length = strlen(name);
    for (size_t i = 0; i < COUNT(types); i++) {
        size_t ending = strlen(types[i].ending);
        if (length > ending && strcmp(name + length - ending, types[i].ending) == 0)
            return types[i].type;
    }
    die(name, "of a kind that embed does not know");
    return NULL;
}

static void write_bytes(FILE *out, const unsigned char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        fprintf(out, "%u,%s", bytes[i], i % 24 == 23 ? "\n" : "");
}

/* Bytes above 127 do not fit into a char without a sign of their own. */
static void write_signed(FILE *out, const unsigned char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        fprintf(out, "%d,%s", (signed char)bytes[i], i % 24 == 23 ? "\n" : "");
}

static void write_asset_bytes(FILE *out, Arena *arena, char **files, int count)
{
    for (int i = 0; i < count; i++) {
        size_t length;
        unsigned char *bytes = read_file(arena, files[i], &length);
        fprintf(out, "static const unsigned char asset_%d[] = {\n", i);
        write_bytes(out, bytes, length);
        fprintf(out, "0 };\n"); /* a zero more, so that no array is empty */
        arena_reset(arena);
    }
}

static void write_assets(FILE *out, Arena *arena, char **files, int count)
{
    fprintf(out, "#include \"web/assets.h\"\n");
    write_asset_bytes(out, arena, files, count);
    fprintf(out, "const Asset assets[] = {\n");
    for (int i = 0; i < count; i++) {
        size_t length;
        unsigned char *bytes = read_file(arena, files[i], &length);
        const char *name = base_name(files[i]);
        Hash hash = hash_of(bytes, length);
        fprintf(out, "    { \"%s\", \"/assets/%02x%02x%02x%02x%02x/%s\", \"%s\", asset_%d, %zu, NULL, 0 },\n",
                name, hash.bytes[0], hash.bytes[1], hash.bytes[2], hash.bytes[3], hash.bytes[4],
                name, type_of(name), i, length);
        arena_reset(arena);
    }
    fprintf(out, "};\nconst size_t asset_count = %d;\n", count);
}

/* "…/capabilities/trail/schema/0001_trail.sql" -> "trail" */
/* The folder that the schema folder is in. */
static const char *room_of(Arena *arena, const char *path)
{
    const char *end = strstr(path, "/schema/"), *start = end;
    while (start != NULL && start > path && start[-1] != '/')
        start--;
    if (end == NULL || start == end)
        die(path, "is not ROOM/schema/FILE");
    return text_copy_bytes(arena, start, (size_t)(end - start));
}

static void write_schema(FILE *out, Arena *arena, char **files, int count)
{
    fprintf(out, "#include \"db/migrate.h\"\n");
    for (int i = 0; i < count; i++) {
        size_t length;
        unsigned char *bytes = read_file(arena, files[i], &length);
        fprintf(out, "static const unsigned char schema_%d[] = {\n", i);
        write_bytes(out, bytes, length);
        fprintf(out, "0 };\n");
        arena_reset(arena);
    }
    fprintf(out, "const Migration migrations[] = {\n");
    for (int i = 0; i < count; i++) {
        fprintf(out, "    { \"%s\", \"%s\", (const char *)schema_%d },\n", room_of(arena, files[i]),
                base_name(files[i]), i);
        arena_reset(arena);
    }
    fprintf(out, "};\nconst size_t migration_count = %d;\n", count);
}

static void write_texts(FILE *out, Arena *arena, char **files, int count)
{
    fprintf(out, "#include \"web/texts.h\"\n");
    for (int i = 0; i < count; i++) {
        size_t length;
        unsigned char *bytes = read_file(arena, files[i], &length);
        fprintf(out, "static const char text_%d[] = {\n", i);
        write_signed(out, bytes, length);
        fprintf(out, "0 };\n");
        arena_reset(arena);
    }
    fprintf(out, "const Text texts[] = {\n");
    for (int i = 0; i < count; i++) {
        const char *name = strstr(files[i], "capabilities/");
        fprintf(out, "    { \"%s\", text_%d },\n", name == NULL ? files[i] : name, i);
    }
    fprintf(out, "};\nconst size_t text_count = %d;\n", count);
}

int main(int argc, char **argv)
{
    if (argc < 4 || sodium_init() < 0) {
        fprintf(stderr, "usage: embed assets|schema|texts OUT.c FILE...\n");
        return 2;
    }
    FILE *out = fopen(argv[2], "w");
    if (out == NULL)
        die(argv[2], "cannot be written");
    Arena *arena = arena_new((size_t)4 * FILE_MAX);
    fprintf(out, "/* Made by tools/embed; the sources are the files named here. */\n");
    if (text_equal(argv[1], "assets"))
        write_assets(out, arena, argv + 3, argc - 3);
    else if (text_equal(argv[1], "texts"))
        write_texts(out, arena, argv + 3, argc - 3);
    else
        write_schema(out, arena, argv + 3, argc - 3);
    arena_free(arena);
    if (fclose(out) != 0)
        die(argv[2], "cannot be written");
    return 0;
}
