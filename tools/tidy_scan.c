/* tidy_scan.c: C as tokens: enough to know what is code, text or comment, and
 * where functions begin and end.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/tidy.h"

typedef struct {
    Arena      *arena;
    TidyFile   *file;
    const char *at, *end;
    int         line;
    bool        is_directive;
} Scan;

static bool is_word_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word_char(char c)
{
    return is_word_start(c) || is_digit(c);
}

bool is_word(const Token *token, const char *text)
{
    return token->kind == TOKEN_WORD && strcmp(token->text, text) == 0;
}

bool is_sign(const Token *token, char sign)
{
    return token->kind == TOKEN_SIGN && token->text[0] == sign;
}

int line_of(const char *text, const char *at)
{
    int line = 1;
    for (; text < at; text++)
        line += *text == '\n';
    return line;
}

/* Adds the token [from, to) and goes on at `next`, counting lines. */
static void add(Scan *scan, TokenKind kind, const char *from, const char *to, const char *next)
{
    TokenList *list = kind == TOKEN_COMMENT ? &scan->file->comments : &scan->file->tokens;
    *LIST_ADD(scan->arena, list) = (Token){
        .kind = kind, .text = text_copy_bytes(scan->arena, from, (size_t)(to - from)),
        .line = scan->line, .is_directive = scan->is_directive,
    };
    for (; scan->at < next; scan->at++)
        scan->line += *scan->at == '\n';
}

static void scan_comment(Scan *scan)
{
    bool is_line = scan->at[1] == '/';
    const char *stop = strstr(scan->at + 2, is_line ? "\n" : "*/");
    const char *to = stop == NULL ? scan->end : is_line ? stop : stop + 2;
    add(scan, TOKEN_COMMENT, scan->at, to, to);
}

static void scan_quoted(Scan *scan)
{
    char quote = *scan->at;
    const char *to = scan->at + 1;
    while (to < scan->end && *to != quote && *to != '\n')
        to += *to == '\\' && to + 1 < scan->end ? 2 : 1;
    if (to > scan->end)
        to = scan->end;
    const char *next = to < scan->end && *to == quote ? to + 1 : to;
    add(scan, quote == '"' ? TOKEN_STRING : TOKEN_CHAR, scan->at + 1, to, next);
}

/* `at` stands on "#": an include is one token, other lines are scanned on. */
static void scan_directive(Scan *scan)
{
    scan->is_directive = true;
    const char *at = scan->at + 1;
    at += strspn(at, " \t");
    if (!text_starts(at, "include")) {
        add(scan, TOKEN_SIGN, scan->at, scan->at + 1, scan->at + 1);
        return;
    }
    at += strcspn(at, "\"<\n");
    const char *to = at + 1 + strcspn(at + 1, "\">\n");
    bool is_system = *at == '<';
    add(scan, TOKEN_INCLUDE, at + 1, to, *to == '\n' ? to : to + 1);
    scan->file->tokens.item[scan->file->tokens.count - 1].is_system = is_system;
}

static void scan_blank(Scan *scan)
{
    bool is_joined = scan->at[0] == '\\' && scan->at + 1 < scan->end && scan->at[1] == '\n';
    if (is_joined)
        scan->at++;
    if (*scan->at == '\n') {
        scan->line++;
        scan->is_directive = scan->is_directive && is_joined;
    }
    scan->at++;
}

static void scan_one(Scan *scan)
{
    const char *at = scan->at;
    if (strchr(" \t\r\n\f\v\\", *at) != NULL) {
        scan_blank(scan);
    } else if (at[0] == '/' && (at[1] == '*' || at[1] == '/')) {
        scan_comment(scan);
    } else if (*at == '"' || *at == '\'') {
        scan_quoted(scan);
    } else if (*at == '#') {
        scan_directive(scan);
    } else if (is_word_start(*at) || is_digit(*at)) {
        const char *to = at;
        while (to < scan->end && (is_word_char(*to) || (*to == '.' && is_digit(*at))))
            to++;
        add(scan, is_digit(*at) ? TOKEN_NUMBER : TOKEN_WORD, at, to, to);
    } else {
        add(scan, TOKEN_SIGN, at, at + 1, at + 1);
    }
}

size_t behind_bracket(const TokenList *tokens, size_t open)
{
    int depth = 0;
    for (size_t i = open; i < tokens->count; i++) {
        if (tokens->item[i].kind != TOKEN_SIGN)
            continue;
        if (strchr("([{", tokens->item[i].text[0]) != NULL)
            depth++;
        else if (strchr(")]}", tokens->item[i].text[0]) != NULL && --depth == 0)
            return i + 1;
    }
    return tokens->count;
}

/* The function whose declaration begins at `head` and whose "{" is at `open`:
 * its name stands before the first parenthesis. */
static void add_function(Arena *arena, TidyFile *file, size_t head, size_t open, size_t behind)
{
    const Token *token = file->tokens.item;
    size_t paren = head;
    while (paren < open && !is_sign(&token[paren], '('))
        paren++;
    bool is_attribute = paren > head && is_word(&token[paren - 1], "__attribute__");
    if (is_attribute) {
        paren = behind_bracket(&file->tokens, paren);
        while (paren < open && !is_sign(&token[paren], '('))
            paren++;
    }
    if (paren == open || paren == head || token[paren - 1].kind != TOKEN_WORD)
        return;
    *LIST_ADD(arena, &file->functions) =
        (CFunction){ token[paren - 1].text, head, open, behind - 1 };
}

static void find_functions(Arena *arena, TidyFile *file)
{
    const TokenList *tokens = &file->tokens;
    size_t head = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        const Token *token = &tokens->item[i];
        if (token->is_directive || is_sign(token, ';')) {
            head = i + 1;
        } else if (is_sign(token, '{')) {
            size_t behind = behind_bracket(tokens, i);
            bool is_body = i > head && is_sign(&tokens->item[i - 1], ')');
            if (is_body)
                add_function(arena, file, head, i, behind);
            i = behind - 1;
            if (is_body)
                head = behind;
        }
    }
}

void scan_c(Arena *arena, TidyFile *file)
{
    Scan scan = {
        .arena = arena, .file = file, .at = file->text, .end = file->text + file->length,
        .line = 1,
    };
    while (scan.at < scan.end)
        scan_one(&scan);
    find_functions(arena, file);
}

const char *without_sql_comments(Arena *arena, const char *sql)
{
    char *copy = arena_copy(arena, sql, strlen(sql) + 1);
    for (char *at = copy; (at = strstr(at, "--")) != NULL;)
        for (; *at != '\0' && *at != '\n'; at++)
            *at = ' ';
    return copy;
}
