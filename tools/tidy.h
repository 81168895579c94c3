/* tidy.h: what the rules of `make tidy` share: the tree, its files as tokens,
 * and how a fault is told.
 *
 *     tidy ROOT [BUILD_DIR]       checks; prints file:line: rule: sentence
 *     tidy --write-docs ROOT      writes docs/routes.md and docs/data.md
 *     tidy --catalogue ROOT FILE  writes the catalogue as C
 *
 * Each rule is a function over the whole tree. The numbers are those of the
 * rules in ARCHITECTURE.md.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TOOLS_TIDY_H
#define TOOLS_TIDY_H

#include "base/list.h"
#include "base/text.h"

enum {
    TIDY_ROOMS_MAX = 64,
    TIDY_FILE_MAX = 1024 * 1024, /* bytes; larger files are data and are passed over */
    TIDY_FUNCTION_LINES = 60,
    TIDY_FILE_LINES = 600,
};
#define TIDY_ARENA_MAX ((size_t)1024 * 1024 * 1024)

typedef enum {
    TOKEN_WORD,    /* identifier or keyword */
    TOKEN_NUMBER,
    TOKEN_STRING,  /* text: what stands between the quotes, escapes as written */
    TOKEN_CHAR,
    TOKEN_SIGN,    /* one character of punctuation */
    TOKEN_INCLUDE, /* text: the path; system: in <> */
    TOKEN_COMMENT, /* text: all of it, with its marks */
} TokenKind;

typedef struct {
    TokenKind   kind;
    const char *text;
    int         line;
    bool        is_directive; /* part of a # line */
    bool        is_system;    /* an include in <> */
} Token;

typedef LIST_OF(Token) TokenList;

typedef struct {
    const char *name;
    size_t      head, open, close; /* tokens: first of the declaration, "{", "}" */
} CFunction;

typedef LIST_OF(CFunction) CFunctionList;

typedef struct {
    const char   *path; /* from the root: "web/form.c" */
    const char   *text;
    size_t        length;
    bool          is_c;     /* .c or .h: tokens and functions are filled */
    TokenList     tokens;   /* without comments */
    TokenList     comments;
    CFunctionList functions;
} TidyFile;

typedef struct {
    Arena      *arena;
    const char *root;
    const char *build; /* NULL: the rules about objects are not checked */
    LIST_OF(TidyFile) files; /* sorted by path */
    const char *room[TIDY_ROOMS_MAX]; /* in the order of app/registry.c */
    size_t      room_count;
    int         faults;
} Tree;

/* Prints one fault and counts it. */
void fault(Tree *tree, const char *path, int line, const char *rule, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* --- reading C (tidy_scan.c) ------------------------------------------------ */

void scan_c(Arena *arena, TidyFile *file);
bool is_word(const Token *token, const char *text);
bool is_sign(const Token *token, char sign);
/* The token behind the bracket that closes tokens->item[open]; count if none. */
size_t behind_bracket(const TokenList *tokens, size_t open);
int line_of(const char *text, const char *at);
/* Comments blanked, so that lines stay where they are. */
const char *without_sql_comments(Arena *arena, const char *sql);

/* --- the tree (tidy_tree.c) --------------------------------------------------- */

void tree_read(Tree *tree);
const TidyFile *tree_file(const Tree *tree, const char *path); /* NULL: none */
bool path_ends(const char *path, const char *ending);
/* "members" for "capabilities/members/roll.c"; NULL elsewhere. */
const char *room_of(Arena *arena, const char *path);
int         room_place(const Tree *tree, const char *room); /* -1: not in the registry */
/* Tests, fuzz targets and benches, wherever they stand. */
bool is_test(const char *path);

/* --- rules --------------------------------------------------------------------- */

void rule_arrows(Tree *tree);       /* 1 */
void rule_foreign_keys(Tree *tree); /* 1, 4 */
void rule_objects(Tree *tree);      /* 2, 9 */
void rule_sql(Tree *tree);          /* 3 */
void rule_tables(Tree *tree);       /* 4 */
void rule_markup(Tree *tree);       /* 5 */
void rule_routes(Tree *tree);       /* 6 */
void rule_scope(Tree *tree);        /* 7 */
void rule_data(Tree *tree);         /* 8 */
void rule_catalogue(Tree *tree);    /* 8 */
void rule_memory(Tree *tree);       /* 10 */
void rule_switches(Tree *tree);     /* 10 */
void rule_stories(Tree *tree);      /* 12 */
void rule_core_trio(Tree *tree);    /* 12 */
void rule_released(Tree *tree);     /* 13 */
void rule_evidence(Tree *tree);     /* 14 */
void rule_words(Tree *tree);
void notes_on_length(const Tree *tree); /* 11: told, never a fault */

/* The texts of docs/routes.md and docs/data.md. */
const char *routes_text(const Tree *tree);
const char *data_text(Tree *tree);
/* The program's own copy of the catalogue, a C file. */
const char *catalogue_text(Tree *tree);

#endif
