/* po_plural.c: a plural rule, read and written again as C.
 *
 * Precedence climbing over the operators that plural rules are made of. Each
 * operation is written in brackets and as unsigned long, so whatever the rule
 * says, the C is well formed, warning-free and without undefined behaviour.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/po_read.h"

typedef struct {
    Arena        *arena;
    const char   *at;
    int           line, depth;
    CompileError *error;
} Rule;

/* From loosest to tightest; longer signs before their beginnings. */
static const struct { const char *sign; int level; } operators[] = {
    { "||", 1 }, { "&&", 2 }, { "==", 3 }, { "!=", 3 }, { "<=", 4 }, { ">=", 4 },
    { "<", 4 },  { ">", 4 },  { "+", 5 },  { "-", 5 },  { "%", 6 },
};
enum { LEVEL_TIGHTEST = 6, RULE_DIGITS_MAX = 9 };

static const char *read_choice(Rule *rule);

static const char *rule_fail(Rule *rule, const char *why)
{
    compile_fail(rule->error, rule->line, "the plural rule %s", why);
    return "0UL";
}

static bool rule_failed(const Rule *rule)
{
    return rule->error->line > 0;
}

static void skip_blanks(Rule *rule)
{
    while (*rule->at == ' ' || *rule->at == '\t')
        rule->at++;
}

static bool take(Rule *rule, const char *sign)
{
    skip_blanks(rule);
    if (!text_starts(rule->at, sign))
        return false;
    rule->at += strlen(sign);
    return true;
}

static const char *read_atom(Rule *rule)
{
    if (rule->depth == PO_PLURAL_DEPTH_MAX)
        return rule_fail(rule, "is nested too deep");
    if (take(rule, "n"))
        return "n";
    if (take(rule, "(")) {
        rule->depth++;
        const char *inner = read_choice(rule);
        rule->depth--;
        return take(rule, ")") ? inner : rule_fail(rule, "has ( without )");
    }
    size_t digits = strspn(rule->at, "0123456789");
    if (digits == 0 || digits > RULE_DIGITS_MAX)
        return rule_fail(rule, "wants n, a number or ( here");
    int64_t value = 0;
    text_to_int(text_copy_bytes(rule->arena, rule->at, digits), 0, 999999999, &value);
    rule->at += digits;
    return text_format(rule->arena, "%lldUL", (long long)value);
}

static const char *take_operator(Rule *rule, int level)
{
    for (size_t i = 0; i < COUNT(operators); i++)
        if (operators[i].level == level && take(rule, operators[i].sign))
            return operators[i].sign;
    return NULL;
}

static const char *read_level(Rule *rule, int level)
{
    if (level > LEVEL_TIGHTEST)
        return read_atom(rule);
    const char *left = read_level(rule, level + 1);
    for (const char *sign; !rule_failed(rule) && (sign = take_operator(rule, level)) != NULL;) {
        const char *right = read_level(rule, level + 1);
        if (*sign == '%' && (right[0] < '1' || right[0] > '9'))
            rule_fail(rule, "may only take the remainder by a number above 0");
        left = text_format(rule->arena, "(unsigned long)(%s %s %s)", left, sign, right);
    }
    return left;
}

static const char *read_choice(Rule *rule)
{
    const char *claim = read_level(rule, 1);
    if (rule_failed(rule) || !take(rule, "?"))
        return claim;
    if (rule->depth == PO_PLURAL_DEPTH_MAX)
        return rule_fail(rule, "is nested too deep");
    rule->depth++;
    const char *yes = read_choice(rule);
    const char *no = take(rule, ":") ? read_choice(rule) : rule_fail(rule, "has ? without :");
    rule->depth--;
    return text_format(rule->arena, "(%s != 0 ? %s : %s)", claim, yes, no);
}

const char *po_plural_c(Arena *arena, const char *text, int line, CompileError *error)
{
    enum { RULE_BYTES_MAX = 400 };
    Rule rule = { .arena = arena, .at = text, .line = line, .error = error };
    if (strlen(text) > RULE_BYTES_MAX) {
        rule_fail(&rule, "is too long");
        return NULL;
    }
    const char *code = read_choice(&rule);
    skip_blanks(&rule);
    if (*rule.at != '\0')
        rule_fail(&rule, "does not end where it should");
    return rule_failed(&rule) ? NULL : code;
}
