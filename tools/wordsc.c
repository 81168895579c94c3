/* wordsc.c: the translators' file becomes a table, and tells what it lacks.
 *
 *     wordsc PARTS words_cy.c        the table, for web/words.c
 *     wordsc --missing PARTS FILES…  what has no translation, and what
 *                                    nobody says any more; 1 if any
 *     wordsc --template FILES…       an empty .pot for a new language
 *
 * PARTS are the .po files of one language, read as one: locale/cy.po with the
 * header, then locale/cy/ROOM.po without any. FILES are C sources and page
 * templates, without the tests.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/po_read.h"
#include "tools/words_scan.h"

static int usage(void)
{
    fputs("usage: wordsc IN.po... OUT.c\n"
          "       wordsc --missing IN.po... FILES...\n"
          "       wordsc --template FILES...\n", stderr);
    return 2;
}

static bool complain(const char *path, const CompileError *error)
{
    fprintf(stderr, "%s:%d: %s\n", path, error->line, error->message);
    return false;
}

/* --- one language in several files ----------------------------------------------- */

enum { PARTS_MAX = 200 };

static struct {
    const char *path[PARTS_MAX];
    int         first_line[PARTS_MAX]; /* in all of them together */
    size_t      count;
} parts;

static bool is_part(const char *path)
{
    size_t length = strlen(path);
    return length > 3 && text_equal(path + length - 3, ".po");
}

/* The file that a line of all of them together stands in; *line becomes its own. */
static const char *part_of(int *line)
{
    size_t i = parts.count - 1;
    while (i > 0 && parts.first_line[i] > *line)
        i--;
    *line -= parts.first_line[i] - 1;
    return parts.path[i];
}

static int lines_of(const char *source)
{
    int lines = 0;
    for (; *source != '\0'; source++)
        lines += *source == '\n';
    return lines;
}

/* Reads the .po files that *paths begins with, and moves it behind them. */
static bool po_load(Arena *arena, char ***paths, PoFile *po)
{
    TextBuilder all = text_builder(arena);
    int line = 1;
    for (; **paths != NULL && is_part(**paths); ++*paths) {
        const char *source = file_read(arena, **paths);
        if (source == NULL)
            return false;
        if (parts.count == PARTS_MAX) {
            fprintf(stderr, "wordsc: more than %d files of one language\n", PARTS_MAX);
            return false;
        }
        parts.path[parts.count] = **paths;
        parts.first_line[parts.count++] = line;
        text_add(&all, source);
        text_add(&all, "\n\n"); /* so that nothing runs on into the next file */
        line += lines_of(source) + 2;
    }
    if (parts.count == 0) {
        usage();
        return false;
    }
    CompileError error;
    if (po_read(arena, text_of(&all), po, &error))
        return true;
    const char *path = part_of(&error.line);
    return complain(path, &error);
}

static bool uses_load(Arena *arena, char **paths, WordUses *uses)
{
    bool is_fine = true;
    for (; *paths != NULL; paths++) {
        CompileError error;
        const char *source = file_read(arena, *paths);
        if (source == NULL)
            is_fine = false;
        else if (!words_scan(arena, source, *paths, uses, &error))
            is_fine = complain(*paths, &error);
    }
    words_sort(uses);
    return is_fine;
}

/* --- the table -------------------------------------------------------------------- */

static void add_literal(TextBuilder *out, const char *text)
{
    c_literal_add(out, text, strlen(text));
}

static void add_word(TextBuilder *out, const PoFile *po, const PoEntry *entry)
{
    text_add(out, "    { ");
    add_literal(out, entry->english);
    text_add(out, ", ");
    if (entry->many == NULL)
        text_add(out, "NULL");
    else
        add_literal(out, entry->many);
    text_add(out, ", (const char *const[]){ ");
    unsigned count = entry->many == NULL ? 1 : po->form_count;
    for (unsigned i = 0; i < count; i++) {
        if (i > 0)
            text_add(out, ", ");
        add_literal(out, entry->forms[i]);
    }
    text_add(out, " } },\n");
}

static int write_table(Arena *arena, char **paths)
{
    PoFile po;
    if (!po_load(arena, &paths, &po))
        return 1;
    if (paths[0] == NULL || paths[1] != NULL)
        return usage();
    const char *out_path = paths[0];
    TextBuilder out = text_builder(arena);
    text_add_format(&out,
                    "/* Made by tools/wordsc from %s. */\n#include \"web/words.h\"\n\n"
                    "static unsigned form_of(unsigned long n)\n{\n    (void)n;\n"
                    "    unsigned long form = %s;\n"
                    "    return form < %u ? (unsigned)form : 0;\n}\n\n"
                    "static const Word words[] = {\n",
                    parts.path[0], po.plural_c, po.form_count);
    size_t count = 0;
    for (size_t i = 0; i < po.entries.count; i++)
        if (po.entries.item[i].is_translated) {
            add_word(&out, &po, &po.entries.item[i]);
            count++;
        }
    text_add_format(&out, "    { NULL, NULL, NULL },\n};\n\n"
                    "const WordTable words_%s = { words, %zu, %u, form_of };\n",
                    po.language, count, po.form_count);
    return file_write(arena, out_path, &out) ? 0 : 1;
}

/* --- what is missing ------------------------------------------------------------------ */

static bool same_many(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : text_equal(a, b);
}

/* Why a use has no words in this language, or NULL when it has. */
static const char *use_fault(const PoFile *po, const WordUse *use)
{
    const PoEntry *entry = po_find(po, use->english);
    if (entry == NULL)
        return "is not in the file";
    if (!same_many(entry->many, use->many))
        return "has another plural in the file";
    return entry->is_translated ? NULL : "is not translated, or fuzzy";
}

static size_t report_missing(const PoFile *po, const WordUses *uses)
{
    size_t count = 0;
    for (size_t i = 0; i < uses->count; i++) {
        const WordUse *use = &uses->item[i], *before = i > 0 ? use - 1 : NULL;
        bool is_told = before != NULL && text_equal(before->english, use->english)
            && same_many(before->many, use->many);
        const char *fault = use_fault(po, use);
        if (is_told || fault == NULL)
            continue;
        printf("%s:%d: \"%s\" %s (%s)\n", use->file, use->line, use->english, fault, parts.path[0]);
        count++;
    }
    return count;
}

static size_t report_unused(const PoFile *po, const WordUses *uses)
{
    size_t count = 0, use = 0;
    for (size_t i = 0; i < po->entries.count; i++) {
        const PoEntry *entry = &po->entries.item[i];
        while (use < uses->count && strcmp(uses->item[use].english, entry->english) < 0)
            use++;
        if (use < uses->count && text_equal(uses->item[use].english, entry->english))
            continue;
        int line = entry->line;
        const char *path = part_of(&line);
        printf("%s:%d: \"%s\" is said nowhere\n", path, line, entry->english);
        count++;
    }
    return count;
}

static int list_missing(Arena *arena, char **paths)
{
    PoFile po;
    WordUses uses = {0};
    bool is_read = po_load(arena, &paths, &po);
    if (!uses_load(arena, paths, &uses) || !is_read)
        return 1;
    size_t missing = report_missing(&po, &uses);
    size_t unused = report_unused(&po, &uses);
    printf("%s: %zu messages, %zu missing, %zu said nowhere\n", parts.path[0], po.entries.count,
           missing, unused);
    return missing + unused > 0 ? 1 : 0;
}

/* --- an empty file for translators ------------------------------------------------------- */

static void print_string(const char *keyword, const char *text)
{
    printf("%s \"", keyword);
    for (; *text != '\0'; text++) {
        if (*text == '\n' || *text == '\t')
            printf("\\%c", *text == '\n' ? 'n' : 't');
        else if (*text == '"' || *text == '\\')
            printf("\\%c", *text);
        else
            putchar(*text);
    }
    puts("\"");
}

static int print_template(Arena *arena, char **paths)
{
    WordUses uses = {0};
    if (!uses_load(arena, paths, &uses))
        return 1;
    puts("msgid \"\"\nmsgstr \"\"\n\"Project-Id-Version: Groundswell\\n\"\n\"Language: xx\\n\"\n"
         "\"MIME-Version: 1.0\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
         "\"Content-Transfer-Encoding: 8bit\\n\"\n"
         "\"Plural-Forms: nplurals=2; plural=(n != 1);\\n\"");
    for (size_t i = 0; i < uses.count;) {
        const WordUse *first = &uses.item[i];
        putchar('\n');
        const char *many = NULL;
        for (; i < uses.count && text_equal(uses.item[i].english, first->english); i++) {
            printf("#: %s:%d\n", uses.item[i].file, uses.item[i].line);
            many = many == NULL ? uses.item[i].many : many;
        }
        print_string("msgid", first->english);
        if (many != NULL)
            print_string("msgid_plural", many);
        puts(many == NULL ? "msgstr \"\"" : "msgstr[0] \"\"\nmsgstr[1] \"\"");
    }
    return 0;
}

int main(int argc, char **argv)
{
    Arena *arena = arena_new(COMPILE_ARENA_MAX);
    int status = argc < 3                  ? usage()
        : text_equal(argv[1], "--missing")  ? list_missing(arena, argv + 2)
        : text_equal(argv[1], "--template") ? print_template(arena, argv + 2)
                                            : write_table(arena, argv + 1);
    arena_free(arena);
    return status;
}
