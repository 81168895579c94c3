/* tidy_tree.c: reading the tree: every text file of ours, and the order of the
 * rooms from app/registry.c.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/tidy.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

static const char *const passed_over[] = { ".", "..", ".git", "node_modules", "build", ".build",
                                           "var", "browser-report", "package-lock.json" };

static const char *const text_endings[] = {
    ".c", ".h", ".sql", ".html", ".css", ".ts", ".mjs", ".js", ".sh", ".md", ".po", ".build",
    ".txt", ".json", ".dict", ".lua", ".conf", ".service", ".yml", ".py", ".pl",
};
static const char *const text_names[] = { "Makefile", "run", "test", ".gitignore", "LICENSE" };

bool path_ends(const char *path, const char *ending)
{
    size_t length = strlen(path), end = strlen(ending);
    return length >= end && strcmp(path + length - end, ending) == 0;
}

bool is_test(const char *path)
{
    return path_ends(path, "_test.c") || text_starts(path, "tests/")
        || text_starts(path, "fuzz/") || text_starts(path, "bench/");
}

const char *room_of(Arena *arena, const char *path)
{
    static const char folder[] = "capabilities/";
    if (!text_starts(path, folder))
        return NULL;
    const char *room = path + sizeof folder - 1, *slash = strchr(room, '/');
    return slash == NULL ? NULL : text_copy_bytes(arena, room, (size_t)(slash - room));
}

int room_place(const Tree *tree, const char *room)
{
    for (size_t i = 0; i < tree->room_count; i++)
        if (text_equal(tree->room[i], room))
            return (int)i;
    return -1;
}

const TidyFile *tree_file(const Tree *tree, const char *path)
{
    for (size_t i = 0; i < tree->files.count; i++)
        if (text_equal(tree->files.item[i].path, path))
            return &tree->files.item[i];
    return NULL;
}

static bool is_among(const char *name, const char *const list[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(name, list[i]))
            return true;
    return false;
}

static bool is_text_file(const char *name)
{
    for (size_t i = 0; i < COUNT(text_endings); i++)
        if (path_ends(name, text_endings[i]))
            return true;
    return is_among(name, text_names, COUNT(text_names));
}

static void read_file(Tree *tree, const char *path, size_t size)
{
    FILE *file = fopen(text_format(tree->arena, "%s/%s", tree->root, path), "rb");
    if (file == NULL) {
        fault(tree, path, 1, "tree", "cannot be read: %s.", strerror(errno));
        return;
    }
    char *bytes = arena_take(tree->arena, size + 1);
    size_t length = fread(bytes, 1, size, file);
    fclose(file);
    TidyFile *made = LIST_ADD(tree->arena, &tree->files);
    *made = (TidyFile){
        .path = path, .text = bytes, .length = length,
        .is_c = path_ends(path, ".c") || path_ends(path, ".h"),
    };
    if (memchr(bytes, '\0', length) != NULL || !text_is_utf8(bytes, length))
        fault(tree, path, 1, "tree", "is not UTF-8 text.");
    else if (made->is_c)
        scan_c(tree->arena, made);
}

static void read_folder(Tree *tree, const char *folder)
{
    DIR *dir = opendir(text_format(tree->arena, "%s/%s", tree->root, folder));
    if (dir == NULL)
        return;
    const struct dirent *entry;
    while ((entry = readdir(dir)) != NULL) {
        if (is_among(entry->d_name, passed_over, COUNT(passed_over)))
            continue;
        const char *path = folder[0] == '\0'
            ? text_copy(tree->arena, entry->d_name)
            : text_format(tree->arena, "%s/%s", folder, entry->d_name);
        struct stat about;
        if (lstat(text_format(tree->arena, "%s/%s", tree->root, path), &about) != 0)
            continue;
        if (S_ISDIR(about.st_mode))
            read_folder(tree, path);
        else if (S_ISREG(about.st_mode) && about.st_size <= TIDY_FILE_MAX
                 && is_text_file(entry->d_name))
            read_file(tree, path, (size_t)about.st_size);
    }
    closedir(dir);
}

/* Words like trail_capability between the braces of `rooms[]`. */
static void read_rooms(Tree *tree)
{
    static const char ending[] = "_capability";
    const TidyFile *registry = tree_file(tree, "app/registry.c");
    if (registry == NULL) {
        fault(tree, "app/registry.c", 1, "1 arrows", "is missing: the order of the rooms.");
        return;
    }
    const TokenList *tokens = &registry->tokens;
    for (size_t i = 0; i + 4 < tokens->count; i++) {
        if (!is_word(&tokens->item[i], "rooms") || !is_sign(&tokens->item[i + 4], '{'))
            continue;
        size_t end = behind_bracket(tokens, i + 4);
        for (size_t j = i; j < end; j++) {
            const char *word = tokens->item[j].text;
            if (tokens->item[j].kind == TOKEN_WORD && path_ends(word, ending)
                && tree->room_count < TIDY_ROOMS_MAX)
                tree->room[tree->room_count++] =
                    text_copy_bytes(tree->arena, word, strlen(word) - (sizeof ending - 1));
        }
        return;
    }
}

static int compare_files(const void *a, const void *b)
{
    return strcmp(((const TidyFile *)a)->path, ((const TidyFile *)b)->path);
}

void tree_read(Tree *tree)
{
    read_folder(tree, "");
    if (tree->files.count > 0)
        qsort(tree->files.item, tree->files.count, sizeof tree->files.item[0], compare_files);
    read_rooms(tree);
}
