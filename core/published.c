/* published.c: from the top down, each whole decides about its parts.
 *
 * What somebody who reads everything can work out about a part that is left
 * out: nothing but the sum of all that are left out beside it, if the whole is
 * shown; and that sum is of ten people or more and of two parts at least. If
 * the whole itself is left out to protect another, its parts must not give it
 * away: then one of them is left out at least, of ten people or more.
 *
 * Every comparison is of a count with a draw added: see published.h.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "core/published.h"

/* What a count and its draw must be together, so that the count is ten at least
 * with each draw. */
enum { LEAST_SUM = PUBLISHED_LEAST + PUBLISHED_STEP - 1 };

/* What is left out of one whole. */
typedef struct { int64_t parts, people; } LeftOut;

static bool is_tree(const PublishedNode node[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (node[i].count < 0 || node[i].draw < 0 || node[i].draw >= PUBLISHED_STEP
            || (node[i].above != PUBLISHED_TOP && node[i].above >= i))
            return false;
    return true;
}

/* Those of the whole who are in none of its parts; below nought when the parts
 * are too many. */
static int64_t rest_of(const PublishedNode node[], size_t count, size_t whole)
{
    int64_t rest = node[whole].count;
    for (size_t i = whole + 1; i < count; i++)
        if (node[i].above == whole)
            rest -= node[i].count;
    return rest;
}

static bool has_parts(const PublishedNode node[], size_t count, size_t whole)
{
    for (size_t i = whole + 1; i < count; i++)
        if (node[i].above == whole)
            return true;
    return false;
}

/* From the bottom up: parts stand behind their whole. */
static void add_draws(PublishedNode node[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool is_own = !has_parts(node, count, i) || rest_of(node, count, i) > 0;
        node[i].drawn = is_own ? node[i].draw : 0;
    }
    for (size_t i = count; i-- > 0;) {
        node[i].drawn %= PUBLISHED_STEP;
        if (node[i].above != PUBLISHED_TOP)
            node[node[i].above].drawn += node[i].drawn;
    }
}

static bool is_large(int64_t count, int draw)
{
    return count + draw >= LEAST_SUM;
}

static int64_t rounded(const PublishedNode *node)
{
    return (node->count + node->drawn) / PUBLISHED_STEP * PUBLISHED_STEP;
}

static LeftOut left_out(const PublishedNode node[], size_t count, size_t whole)
{
    LeftOut out = {0};
    for (size_t i = whole + 1; i < count; i++) {
        if (node[i].above != whole || node[i].is_shown)
            continue;
        out.parts++;
        out.people += node[i].count;
    }
    int64_t rest = rest_of(node, count, whole);
    if (rest > 0 && !is_large(rest, node[whole].drawn)) { /* could be had by subtraction, too */
        out.parts++;
        out.people += rest;
    }
    return out;
}

/* As everybody sees them: of those that are shown alike, the first. */
static size_t smallest_shown(const PublishedNode node[], size_t count, size_t whole)
{
    size_t at = count;
    for (size_t i = whole + 1; i < count; i++)
        if (node[i].above == whole && node[i].is_shown
            && (at == count || rounded(&node[i]) < rounded(&node[at])))
            at = i;
    return at;
}

static bool is_enough(LeftOut out, const PublishedNode *whole)
{
    if (whole->is_shown)
        return out.parts == 0 || (out.parts > 1 && is_large(out.people, whole->drawn));
    return is_large(out.people, whole->drawn);
}

static void decide(PublishedNode node[], size_t count, size_t whole)
{
    for (size_t i = whole + 1; i < count; i++)
        if (node[i].above == whole)
            node[i].is_shown = is_large(node[i].count, node[i].drawn);
    size_t smallest;
    while (!is_enough(left_out(node, count, whole), &node[whole])
           && (smallest = smallest_shown(node, count, whole)) < count)
        node[smallest].is_shown = false;
}

bool published_tree(PublishedNode node[], size_t count)
{
    bool is_fine = is_tree(node, count);
    for (size_t i = 0; i < count; i++) {
        node[i].is_shown = false;
        node[i].shown = 0;
        is_fine = is_fine && rest_of(node, count, i) >= 0;
    }
    if (!is_fine)
        return false;

    add_draws(node, count);
    for (size_t i = 0; i < count; i++)
        if (node[i].above == PUBLISHED_TOP)
            node[i].is_shown = is_large(node[i].count, node[i].drawn);
    for (size_t i = 0; i < count; i++)
        decide(node, count, i);
    for (size_t i = 0; i < count; i++)
        if (node[i].is_shown)
            node[i].shown = rounded(&node[i]);
    return true;
}
