/* tidy_objects.c: what the compiled files call and keep: the core nothing but
 * a few functions on memory, the rooms nothing of the machine.
 *
 * Reads the symbol tables of BUILD_DIR's objects as objdump prints them:
 *     0000000000000000 l     O .bss   0000000000000008 counter
 *     0000000000000000         *UND*  0000000000000000 memcpy
 * Wants a build without sanitizers, whose own calls would be reported.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/tidy.h"

#include <dirent.h>

enum { LINE_BYTES = 4096, OBJECTS_MAX = 4096 };

/* A name that ends in * is a beginning. */
static const char *const core_may_call[] = {
    "memcpy", "memmove", "memset", "memcmp", "memchr", "strlen", "__memcpy_chk",
    "__memmove_chk", "__memset_chk", "__stack_chk_fail", "_GLOBAL_OFFSET_TABLE_",
};

static const char *const rooms_may_not_call[] = {
    /* clock */
    "time", "clock", "clock_*", "gettimeofday", "timespec_get", "ftime",
    /* entropy */
    "randombytes*", "getrandom", "getentropy", "rand", "rand_r", "random", "srand*", "arc4random*",
    "drand48", "lrand48", "entropy_random",
    /* files */
    "fopen*", "freopen*", "fdopen", "open", "open64", "openat*", "creat*", "opendir", "stat",
    "stat64", "lstat*", "fstat*", "access", "unlink", "rename", "mkdir", "rmdir", "tmpfile*",
    "mkstemp*", "mmap*", "read", "write", "pread*", "pwrite*", "fsync", "fdatasync",
    /* sockets */
    "socket", "connect", "bind", "listen", "accept*", "send*", "recv*", "getaddrinfo",
    "gethostby*", "poll", "select", "epoll_*", "curl_*", "MHD_*",
    /* threads and processes */
    "pthread_*", "thrd_*", "sem_*", "fork", "vfork", "exec*", "posix_spawn*", "system", "popen",
    "kill", "sigaction", "signal", "sleep", "usleep", "nanosleep", "sleep_ms", "clock_now",
    /* what has its own door */
    "getenv", "setenv", "malloc", "calloc", "realloc", "free", "strdup", "sqlite3_*",
};

typedef struct {
    Tree       *tree;
    const char *item[OBJECTS_MAX];
    size_t      count;
} Objects;

static bool is_in(const char *name, const char *const list[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(list[i]);
        bool is_beginning = list[i][length - 1] == '*';
        if (is_beginning ? strncmp(name, list[i], length - 1) == 0 : strcmp(name, list[i]) == 0)
            return true;
    }
    return false;
}

static void find_objects(Objects *objects, const char *folder, const char *beginning)
{
    DIR *dir = opendir(folder);
    if (dir == NULL)
        return;
    const struct dirent *entry;
    while ((entry = readdir(dir)) != NULL) {
        if (text_starts(entry->d_name, beginning) && path_ends(entry->d_name, ".o")
            && !path_ends(entry->d_name, "_test.c.o") && objects->count < OBJECTS_MAX)
            objects->item[objects->count++] =
                text_format(objects->tree->arena, "%s/%s", folder, entry->d_name);
    }
    closedir(dir);
}

/* "…/libhouse.a.p/capabilities_trail_trail.c.o" -> "capabilities_trail_trail.c" */
static const char *source_of(Arena *arena, const char *object)
{
    const char *name = strrchr(object, '/') + 1;
    return text_copy_bytes(arena, name, strlen(name) - 2);
}

/* The section and the name of a line of the symbol table; false for others. */
static bool read_symbol(Arena *arena, const char *line, const char **section, const char **name)
{
    size_t digits = strspn(line, "0123456789abcdef");
    if (digits != 16 || line[16] != ' ' || strlen(line) < 26)
        return false;
    const char *at = line + 25; /* behind the address, a blank and seven flags */
    size_t length = strcspn(at, " \t\n");
    *section = text_copy_bytes(arena, at, length);
    const char *last = strrchr(line, ' ');
    *name = text_copy_bytes(arena, last + 1, strcspn(last + 1, "\n"));
    return true;
}

static bool is_writable(const char *section)
{
    bool is_relro = text_starts(section, ".data.rel.ro");
    return text_starts(section, ".bss") || text_starts(section, ".tdata")
        || text_starts(section, ".tbss") || text_equal(section, "*COM*")
        || (text_starts(section, ".data") && !is_relro);
}

typedef void SymbolRule(Tree *tree, const char *source, const char *section, const char *name);

static void for_symbols(const Objects *objects, SymbolRule *rule)
{
    Tree *tree = objects->tree;
    for (size_t i = 0; i < objects->count; i++) {
        const char *command = text_format(tree->arena, "objdump -t '%s'", objects->item[i]);
        FILE *symbols = popen(command, "r");
        char line[LINE_BYTES];
        size_t read = 0;
        while (symbols != NULL && fgets(line, sizeof line, symbols) != NULL) {
            const char *section, *name;
            if (!read_symbol(tree->arena, line, &section, &name))
                continue;
            read++;
            rule(tree, source_of(tree->arena, objects->item[i]), section, name);
        }
        if (symbols == NULL || pclose(symbols) != 0 || read == 0)
            fault(tree, objects->item[i], 1, "rule 9 (objects)", "objdump could not read it.");
    }
}

static void check_core(Tree *tree, const char *source, const char *section, const char *name)
{
    bool is_own = false; /* another part of the core, or this file's section symbols */
    if (text_equal(section, "*UND*")) {
        for (size_t i = 0; i < tree->files.count && !is_own; i++) {
            const TidyFile *file = &tree->files.item[i];
            bool is_core = text_starts(file->path, "core/") && !is_test(file->path);
            for (size_t j = 0; is_core && j < file->functions.count; j++)
                is_own |= text_equal(file->functions.item[j].name, name);
        }
        if (!is_own && !is_in(name, core_may_call, COUNT(core_may_call)))
            fault(tree, source, 1, "rule 2 (core)", "calls %s().", name);
    } else if (is_writable(section) && !text_equal(section, name)) {
        fault(tree, source, 1, "rule 2 (core)", "keeps writable data: %s.", name);
    }
}

static void check_room(Tree *tree, const char *source, const char *section, const char *name)
{
    if (text_equal(section, "*UND*") && is_in(name, rooms_may_not_call, COUNT(rooms_may_not_call)))
        fault(tree, source, 1, "rule 9 (rooms)", "calls %s().", name);
}

void rule_objects(Tree *tree)
{
    if (tree->build == NULL)
        return;
    static const struct { const char *folder, *beginning; SymbolRule *rule; } sets[] = {
        { "libcore.a.p", "core_", check_core },
        { "libhouse.a.p", "capabilities_", check_room },
    };
    for (size_t i = 0; i < COUNT(sets); i++) {
        Objects *objects = ARENA_NEW(tree->arena, Objects);
        objects->tree = tree;
        find_objects(objects, text_format(tree->arena, "%s/%s", tree->build, sets[i].folder),
                     sets[i].beginning);
        if (objects->count == 0)
            fault(tree, sets[i].folder, 1, "rule 9 (objects)",
                  "no objects in the build folder: build first.");
        for_symbols(objects, sets[i].rule);
    }
}
