/* tidy_arrows.c: includes and foreign keys follow the arrows of the plan.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/tidy.h"

enum { TARGETS_MAX = 6 };

/* Who may include whom, by folder. Rooms have their own rule below. */
static const struct { const char *folder, *targets[TARGETS_MAX]; } arrows[] = {
    { "base/",  { "base/" } },
    { "core/",  { "core/" } },
    { "db/",    { "base/", "db/" } },
    { "web/",   { "base/", "db/", "web/" } },
    { "sys/",   { "base/", "sys/" } },
    { "tools/", { "base/", "tools/" } },
    { "capabilities/", { "base/", "core/", "db/", "web/" } },
    { "app/",   { "" } },
};

/* The pure core knows the language and nothing of the machine. */
static const char *const core_headers[] = { "stdint.h", "stddef.h", "stdbool.h", "string.h",
                                            "limits.h", "float.h" };

/* Libraries that have one door. */
static const struct { const char *header, *home; } doors[] = {
    { "sqlite3.h", "db/" },
    { "libpq-fe.h", "db/" },
    { "microhttpd.h", "sys/" },
    { "curl/curl.h", "sys/" },
    { "seccomp.h", "sys/" },
};

static bool is_earlier_door(Tree *tree, const char *path, const char *target)
{
    const char *own = room_of(tree->arena, path), *other = room_of(tree->arena, target);
    if (own == NULL || other == NULL)
        return false;
    if (text_equal(own, other))
        return true;
    int own_place = room_place(tree, own), other_place = room_place(tree, other);
    const char *door = text_format(tree->arena, "capabilities/%s/%s.h", other, other);
    return text_equal(target, door) && other_place >= 0 && other_place < own_place;
}

static void check_target(Tree *tree, const char *path, int line, const char *target)
{
    for (size_t i = 0; i < COUNT(arrows); i++) {
        if (!text_starts(path, arrows[i].folder))
            continue;
        for (size_t j = 0; j < TARGETS_MAX && arrows[i].targets[j] != NULL; j++)
            if (text_starts(target, arrows[i].targets[j]))
                return;
        if (is_earlier_door(tree, path, target))
            return;
        fault(tree, path, line, "rule 1 (arrows)", "may not include \"%s\".", target);
        return;
    }
}

static void check_system(Tree *tree, const char *path, int line, const char *header)
{
    for (size_t i = 0; i < COUNT(doors); i++)
        if (text_equal(header, doors[i].header) && !text_starts(path, doors[i].home))
            fault(tree, path, line, "rule 1 (arrows)", "<%s> has its only door in %s.", header,
                  doors[i].home);
    if (!text_starts(path, "core/"))
        return;
    for (size_t i = 0; i < COUNT(core_headers); i++)
        if (text_equal(header, core_headers[i]))
            return;
    fault(tree, path, line, "rule 1 (arrows)", "the core may not include <%s>.", header);
}

static void check_c(Tree *tree, const TidyFile *file)
{
    for (size_t i = 0; i < file->tokens.count; i++) {
        const Token *token = &file->tokens.item[i];
        if (token->kind != TOKEN_INCLUDE)
            continue;
        if (token->is_system)
            check_system(tree, file->path, token->line, token->text);
        else
            check_target(tree, file->path, token->line, token->text);
    }
}

static void check_template(Tree *tree, const TidyFile *file)
{
    static const char word[] = "\n%include \"";
    const char *text = text_format(tree->arena, "\n%s", file->text);
    for (const char *at = text; (at = strstr(at, word)) != NULL;) {
        at += sizeof word - 1;
        const char *target = text_copy_bytes(tree->arena, at, strcspn(at, "\"\n"));
        check_target(tree, file->path, line_of(text, at) - 1, target);
    }
}

void rule_arrows(Tree *tree)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.item[i];
        const char *room = room_of(tree->arena, file->path);
        if (room != NULL && path_ends(file->path, text_format(tree->arena, "/%s/%s.h", room, room))
            && room_place(tree, room) < 0)
            fault(tree, file->path, 1, "rule 1 (arrows)", "this room is not in app/registry.c.");
        if (is_test(file->path))
            continue;
        if (file->is_c)
            check_c(tree, file);
        else if (path_ends(file->path, "_page.html"))
            check_template(tree, file);
    }
}

/* --- schema ------------------------------------------------------------------ */

static const char *word_at(Arena *arena, const char *at)
{
    at += strspn(at, " \t\n\"");
    return text_copy_bytes(arena, at, strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789_"));
}

/* The place of the room that owns a table, -1 for none. */
static int owner_of(const Tree *tree, Arena *arena, const char *table)
{
    for (size_t i = 0; i < tree->room_count; i++)
        if (text_starts(table, text_format(arena, "%s_", tree->room[i])))
            return (int)i;
    return -1;
}

static void check_references(Tree *tree, const TidyFile *file, const char *sql, int own)
{
    static const char word[] = "REFERENCES ";
    for (const char *at = sql; (at = strstr(at, word)) != NULL;) {
        at += sizeof word - 1;
        const char *table = word_at(tree->arena, at);
        int owner = owner_of(tree, tree->arena, table);
        if (owner < 0 || owner > own)
            fault(tree, file->path, line_of(sql, at), "rule 1 (foreign keys)",
                  "%s belongs to no earlier room.", table);
    }
}

static void check_names(Tree *tree, const TidyFile *file, const char *sql, const char *room)
{
    static const char *const makes[] = { "CREATE TABLE ", "CREATE VIEW ", "CREATE INDEX ",
                                         "CREATE UNIQUE INDEX " };
    const char *prefix = text_format(tree->arena, "%s_", room);
    for (size_t i = 0; i < COUNT(makes); i++) {
        for (const char *at = sql; (at = strstr(at, makes[i])) != NULL;) {
            at += strlen(makes[i]);
            const char *name = word_at(tree->arena, at);
            if (!text_starts(name, prefix))
                fault(tree, file->path, line_of(sql, at), "rule 4 (tables)",
                      "what this room makes is called %s…, not %s.", prefix, name);
        }
    }
}

void rule_foreign_keys(Tree *tree)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.item[i];
        const char *room = room_of(tree->arena, file->path);
        if (room == NULL || !path_ends(file->path, ".sql"))
            continue;
        const char *sql = without_sql_comments(tree->arena, file->text);
        check_references(tree, file, sql, room_place(tree, room));
        check_names(tree, file, sql, room);
    }
}
