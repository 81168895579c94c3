/* words_scan.c: a C tokenizer that knows strings, comments and calls.
 *
 * A template is scanned as C of the same length and lines in which everything
 * that is not C is blank.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/words_scan.h"

/* Who takes a message, and as which argument. */
static const struct { const char *name; int before; bool is_plural; } speakers[] = {
    { "WORDS", 0, false },           { "say", 1, false },        { "say_args", 2, false },
    { "SAY", 2, false },             { "say_n", 2, true },       { "say_n_args", 2, true },
    { "page_words", 2, false },      { "page_words_with", 2, false },
    { "page_words_n", 2, true },
};

typedef struct {
    Arena        *arena;
    const char   *at, *end;
    int           line;
    const char   *file;
    WordUses     *uses;
    CompileError *error;
} Scanner;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && is_blank(*at))
        at++;
    return at;
}

static void add_use(Scanner *scanner, const char *english, const char *many)
{
    if (*english == '\0' || (many != NULL && *many == '\0'))
        compile_fail(scanner->error, scanner->line, "an empty message");
    *LIST_ADD(scanner->arena, scanner->uses) =
        (WordUse){ english, many, scanner->file, scanner->line };
}

/* The literal argument at *at, which moves to the , or ) behind it; NULL when
 * the argument is not made of literals alone. */
static const char *read_message(Scanner *scanner, const char **at)
{
    *at = skip_blanks(*at, scanner->end);
    if (*at == scanner->end || **at != '"')
        return NULL;
    const char *message = c_literals_read(scanner->arena, at, scanner->end);
    if (message == NULL || *at == scanner->end || (**at != ',' && **at != ')')) {
        compile_fail(scanner->error, scanner->line,
                     "a message is one literal with no macros, no escapes but \\n \\t \\\" \\\\");
        return NULL;
    }
    return message;
}

/* `at` stands behind the ( of a call to speakers[speaker]. */
static void scan_call(Scanner *scanner, const char *at, size_t speaker)
{
    for (int i = 0; i < speakers[speaker].before; i++) {
        at = c_expression_end(at, scanner->end, ',');
        if (at == NULL)
            return;
        at++;
    }
    const char *english = read_message(scanner, &at);
    if (english == NULL)
        return;
    if (!speakers[speaker].is_plural) {
        add_use(scanner, english, NULL);
        return;
    }
    if (*at == ',')
        at++;
    const char *many = read_message(scanner, &at);
    if (many == NULL)
        compile_fail(scanner->error, scanner->line, "a plural wants two literals");
    else
        add_use(scanner, english, many);
}

static void scan_word(Scanner *scanner)
{
    const char *from = scanner->at;
    while (scanner->at < scanner->end && is_word_char(*scanner->at))
        scanner->at++;
    size_t length = (size_t)(scanner->at - from);
    const char *behind = skip_blanks(scanner->at, scanner->end);
    if (behind == scanner->end || *behind != '(')
        return;
    for (size_t i = 0; i < COUNT(speakers); i++)
        if (strlen(speakers[i].name) == length && strncmp(speakers[i].name, from, length) == 0)
            scan_call(scanner, behind + 1, i);
}

static void skip_to(Scanner *scanner, const char *behind)
{
    for (; scanner->at < behind; scanner->at++)
        scanner->line += *scanner->at == '\n';
}

/* Moves behind a comment, or to the end when it is not closed. */
static void skip_comment(Scanner *scanner)
{
    bool is_line = scanner->at[1] == '/';
    const char *stop = strstr(scanner->at + 2, is_line ? "\n" : "*/");
    skip_to(scanner, stop == NULL ? scanner->end : stop + (is_line ? 0 : 2));
}

static void scan_c(Scanner *scanner)
{
    while (scanner->at < scanner->end && scanner->error->line == 0) {
        char c = *scanner->at, next = scanner->at[1];
        if (is_word_char(c)) {
            scan_word(scanner);
        } else if (c == '/' && (next == '/' || next == '*')) {
            skip_comment(scanner);
        } else if (c == '"' || c == '\'') {
            const char *behind = c_quoted_end(scanner->at, scanner->end);
            skip_to(scanner, behind == NULL ? scanner->at + 1 : behind);
        } else {
            skip_to(scanner, scanner->at + 1);
        }
    }
}

/* --- templates ------------------------------------------------------------------ */

/* {{_ "…", …}} or {{_n "…" "…", …}}; `at` stands behind the braces. */
static void scan_template_words(Scanner *scanner, const char *at, const char *stop)
{
    bool is_plural = at + 1 < stop && at[1] == 'n' && (at + 2 == stop || !is_word_char(at[2]));
    at = skip_blanks(at + (is_plural ? 2 : 1), stop);
    const char *behind = stop;
    if (is_plural && at < stop && *at == '"')
        behind = c_quoted_end(at, stop);
    const char *english = behind == NULL ? NULL : c_literals_read(scanner->arena, &at, behind);
    const char *many =
        english == NULL || !is_plural ? NULL : c_literals_read(scanner->arena, &at, stop);
    if (english == NULL || (is_plural && many == NULL))
        compile_fail(scanner->error, scanner->line,
                     "a message is one literal with no escapes but \\n \\t \\\" \\\\");
    else
        add_use(scanner, english, many);
}

/* Copies {{…}}'s inside to the view of C. */
static void view_expression(Scanner *scanner, const char *source, char *view)
{
    const char *from = scanner->at + 2;
    const char *stop = c_expression_end(from, scanner->end, '}');
    if (stop == NULL) {
        compile_fail(scanner->error, scanner->line, "{{ is not closed by }}");
        return;
    }
    const char *inside = skip_blanks(from, stop);
    bool is_words = inside + 1 < stop && *inside == '_'
        && (!is_word_char(inside[1])
            || (inside[1] == 'n' && (inside + 2 == stop || !is_word_char(inside[2]))));
    if (is_words)
        scan_template_words(scanner, inside, stop);
    memcpy(view + (from - source), from, (size_t)(stop - from));
    skip_to(scanner, stop + 2);
}

/* Copies a % line to the view, but for its % and when it is %#. */
static void view_percent_line(Scanner *scanner, const char *source, char *view)
{
    size_t length = strcspn(scanner->at, "\n");
    if (scanner->at[1] != '#')
        memcpy(view + (scanner->at + 1 - source), scanner->at + 1, length - 1);
    scanner->at += length;
}

static void scan_template(Scanner *scanner)
{
    const char *source = scanner->at;
    size_t length = (size_t)(scanner->end - source);
    char *view = arena_take(scanner->arena, length + 1);
    for (size_t i = 0; i < length; i++)
        view[i] = source[i] == '\n' ? '\n' : ' ';

    bool is_line_start = true;
    while (scanner->at < scanner->end && scanner->error->line == 0) {
        if (is_line_start && *scanner->at == '%') {
            view_percent_line(scanner, source, view);
        } else if (strncmp(scanner->at, "{{", 2) == 0) {
            view_expression(scanner, source, view);
            is_line_start = false;
        } else {
            is_line_start = *scanner->at == '\n'
                || (is_line_start && (*scanner->at == ' ' || *scanner->at == '\t'));
            skip_to(scanner, scanner->at + 1);
        }
    }
    scanner->at = view;
    scanner->end = view + length;
    scanner->line = 1;
    scan_c(scanner);
}

bool words_scan(Arena *arena, const char *source, const char *file, WordUses *uses,
                CompileError *error)
{
    *error = (CompileError){0};
    Scanner scanner = { arena, source, source + strlen(source), 1, file, uses, error };
    size_t length = strlen(file);
    if (length > 5 && text_equal(file + length - 5, ".html"))
        scan_template(&scanner);
    else
        scan_c(&scanner);
    return error->line == 0;
}

static int compare_uses(const void *a, const void *b)
{
    const WordUse *left = a, *right = b;
    int order = strcmp(left->english, right->english);
    if (order == 0)
        order = strcmp(left->file, right->file);
    return order != 0 ? order : left->line - right->line;
}

void words_sort(WordUses *uses)
{
    if (uses->count > 0)
        qsort(uses->item, uses->count, sizeof *uses->item, compare_uses);
}
