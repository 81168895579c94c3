/* published.c: from the top down, each whole decides about its parts.
 *
 * What somebody who reads everything can work out about a part that is left
 * out: nothing but the sum of all that are left out beside it, if the whole is
 * shown; and that sum is of ten people or more and of two parts at least. If
 * the whole itself is left out to protect another, its parts must not give it
 * away: then one of them is left out at least, of ten people or more.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "core/published.h"

/* What is left out of one whole. */
typedef struct { int64_t parts, people; } LeftOut;

static bool is_tree(const PublishedNode node[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (node[i].count < 0 || (node[i].above != PUBLISHED_TOP && node[i].above >= i))
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
    if (rest > 0 && rest < PUBLISHED_LEAST) { /* could be had by subtraction, too */
        out.parts++;
        out.people += rest;
    }
    return out;
}

static size_t smallest_shown(const PublishedNode node[], size_t count, size_t whole)
{
    size_t at = count;
    for (size_t i = whole + 1; i < count; i++)
        if (node[i].above == whole && node[i].is_shown
            && (at == count || node[i].count < node[at].count))
            at = i;
    return at;
}

static bool is_enough(LeftOut out, bool is_whole_shown)
{
    if (is_whole_shown)
        return out.parts == 0 || (out.parts > 1 && out.people >= PUBLISHED_LEAST);
    return out.people >= PUBLISHED_LEAST;
}

static void decide(PublishedNode node[], size_t count, size_t whole)
{
    for (size_t i = whole + 1; i < count; i++)
        if (node[i].above == whole)
            node[i].is_shown = node[i].count >= PUBLISHED_LEAST;
    size_t smallest;
    while (!is_enough(left_out(node, count, whole), node[whole].is_shown)
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

    for (size_t i = 0; i < count; i++)
        if (node[i].above == PUBLISHED_TOP)
            node[i].is_shown = node[i].count >= PUBLISHED_LEAST;
    for (size_t i = 0; i < count; i++)
        decide(node, count, i);
    for (size_t i = 0; i < count; i++)
        if (node[i].is_shown)
            node[i].shown = (node[i].count + PUBLISHED_STEP / 2) / PUBLISHED_STEP * PUBLISHED_STEP;
    return true;
}
