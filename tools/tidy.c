/* tidy.c: holds the house to its plan.
 *
 * The rules are in tidy_*.c, one thought each. What a compiler can hold is not
 * here: wrong types in templates, non-literal SQL and poisoned functions do
 * not compile. What only a test can hold is not here either.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/tidy.h"

#include <stdarg.h>

static void (*const rules[])(Tree *tree) = {
    rule_arrows, rule_foreign_keys, rule_objects, rule_sql,     rule_tables,
    rule_markup, rule_routes,       rule_scope,   rule_memory,  rule_switches,
    rule_data,    rule_stories,     rule_core_trio, rule_released, rule_words,
    rule_evidence, rule_catalogue,
};

void fault(Tree *tree, const char *path, int line, const char *rule, const char *format, ...)
{
    va_list values;
    tree->faults++;
    printf("%s:%d: %s: ", path, line, rule);
    va_start(values, format);
    vprintf(format, values);
    va_end(values);
    printf("\n");
}

static bool write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    if (file == NULL || fwrite(text, 1, strlen(text), file) != strlen(text)) {
        fprintf(stderr, "tidy: %s cannot be written\n", path);
        return false;
    }
    return fclose(file) == 0;
}

static int write_docs(Tree *tree)
{
    const char *docs = text_format(tree->arena, "%s/docs", tree->root);
    return write_file(text_format(tree->arena, "%s/routes.md", docs), routes_text(tree))
            && write_file(text_format(tree->arena, "%s/data.md", docs), data_text(tree))
        ? 0 : 1;
}

/* For the build, which stops where the catalogue has a fault. */
static int write_catalogue(Tree *tree, const char *path)
{
    rule_catalogue(tree);
    return tree->faults == 0 && write_file(path, catalogue_text(tree)) ? 0 : 1;
}

int main(int argc, char **argv)
{
    bool is_catalogue = argc == 4 && text_equal(argv[1], "--catalogue");
    bool is_writing = is_catalogue || (argc == 3 && text_equal(argv[1], "--write-docs"));
    if (argc < 2 || (argc > 3 && !is_catalogue) || (argv[1][0] == '-' && !is_writing)) {
        fprintf(stderr, "usage: tidy ROOT [BUILD_DIR]\n       tidy --write-docs ROOT\n"
                        "       tidy --catalogue ROOT FILE\n");
        return 2;
    }
    Tree tree = {
        .arena = arena_new(TIDY_ARENA_MAX),
        .root = is_writing ? argv[2] : argv[1],
        .build = is_writing || argc == 2 ? NULL : argv[2],
    };
    tree_read(&tree);
    if (is_writing) {
        int status = is_catalogue ? write_catalogue(&tree, argv[3]) : write_docs(&tree);
        arena_free(tree.arena);
        return status;
    }

    for (size_t i = 0; i < COUNT(rules); i++)
        rules[i](&tree);
    notes_on_length(&tree);
    printf("tidy: %zu files, %d %s%s\n", tree.files.count, tree.faults,
           tree.faults == 1 ? "fault" : "faults",
           tree.build == NULL ? " (objects not looked at: no build folder given)" : "");
    bool is_clean = tree.faults == 0;
    arena_free(tree.arena);
    return is_clean ? 0 : 1;
}
