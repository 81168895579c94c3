/* published_attack.c: somebody who reads every published table for a year and owns
 * a solver.
 *
 * The movement is a region with parties and branches. Its counts are published
 * four times. The attacker knows the tree, how it is published (published.h), which
 * parties have people in no branch, and for every cell and every time how many came
 * and went since the first time: only where it began is unknown. That is more than
 * anybody outside can know, and what a branch secretary knows of the own branch.
 *
 * Unknown are, in whole numbers: each branch's count and each party's rest at the
 * beginning, and each cell's draw; a whole's is the sum of its parts', less fives. What was read gives bounds: of a shown cell the
 * sum of count and draw lies in its five; of one that is left out it is below the
 * threshold or not above the smallest shown one beside it. For each cell that is
 * below ten at some time the solver looks for another count that fits everything
 * that was read. Finds it none, the count is recovered.
 *
 * Method: integer linear programming (GLPK), as in A. Hundepool et al., "Statistical
 * Disclosure Control" (Wiley 2012), 4.3 (auditing protected tables), here over time.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/published_attack.h"

#include <glpk.h>

#include "base/base.h"

enum { TIMES = 4, NODES_MAX = 40, LEAST_SUM = PUBLISHED_LEAST + PUBLISHED_STEP - 1, TRIED_MS = 2000,
       VARIABLES = 4 * NODES_MAX, PEOPLE_MAX = 10000 };

typedef struct {
    size_t        count;
    PublishedNode node[TIMES][NODES_MAX];
    int64_t       came[TIMES][NODES_MAX]; /* into this very cell, since the first time */
    bool          is_leaf[NODES_MAX];
    bool          has_rest[NODES_MAX]; /* people in none of its parts */
    int64_t       rest[NODES_MAX];     /* at the beginning */
} Movement;

/* --- a movement, and what happens in it ------------------------------------------------ */

static void grow(Random *random, Movement *movement)
{
    *movement = (Movement){ .count = 1 };
    PublishedNode *first = movement->node[0];
    first[0].above = PUBLISHED_TOP;
    size_t parties = 1 + (size_t)random_below(random, 4);
    for (size_t i = 0; i < parties; i++)
        first[movement->count++] = (PublishedNode){ .above = 0 };
    for (size_t party = 1; party <= parties; party++) {
        size_t branches = (size_t)random_below(random, 6);
        for (size_t i = 0; i < branches; i++)
            first[movement->count++] = (PublishedNode){
                .above = party,
                .count = (int64_t)random_below(random, random_below(random, 3) == 0 ? 60 : 14),
            };
        movement->has_rest[party] = branches > 0 && random_below(random, 4) == 0;
        movement->rest[party] = movement->has_rest[party] ? 1 + (int64_t)random_below(random, 30) : 0;
        if (branches == 0)
            first[party].count = (int64_t)random_below(random, 30);
    }
    for (size_t i = 0; i < movement->count; i++) {
        movement->is_leaf[i] = true;
        first[i].draw = (int)random_below(random, PUBLISHED_STEP);
    }
    for (size_t i = 1; i < movement->count; i++)
        movement->is_leaf[first[i].above] = false;
}

/* A few come to some cells, a few go; then every whole is the sum of its parts. */
static void live(Random *random, Movement *movement, int time)
{
    PublishedNode *now = movement->node[time];
    for (size_t i = 0; i < movement->count; i++) {
        now[i] = movement->node[0][i];
        movement->came[time][i] = time == 0 ? 0 : movement->came[time - 1][i];
        if (!movement->is_leaf[i])
            now[i].count = movement->rest[i];
        else if (time > 0 && random_below(random, 3) == 0)
            movement->came[time][i] += (int64_t)random_below(random, 6) - 1;
        if (movement->is_leaf[i]) {
            if (movement->node[0][i].count + movement->came[time][i] < 0)
                movement->came[time][i] = -movement->node[0][i].count;
            now[i].count = movement->node[0][i].count + movement->came[time][i];
        }
    }
    for (size_t i = movement->count - 1; i > 0; i--)
        now[now[i].above].count += now[i].count;
}

/* --- what the attacker writes down ----------------------------------------------------- */

/* Columns: the beginning of a leaf or the rest of a whole; its draw; what is added to
 * the count; how many fives were taken from that. */
static int beginning_of(size_t node) { return 1 + (int)node; }
static int draw_of(size_t node) { return 1 + NODES_MAX + (int)node; }
static int drawn_of(size_t node) { return 1 + 2 * NODES_MAX + (int)node; }
static int fives_of(size_t node) { return 1 + 3 * NODES_MAX + (int)node; }

typedef struct {
    int    count;
    int    column[1 + VARIABLES];
    double factor[1 + VARIABLES];
} Sum;

static void sum_add(Sum *sum, int column, int factor)
{
    sum->count++;
    sum->column[sum->count] = column;
    sum->factor[sum->count] = factor;
}

static bool is_inside(const Movement *movement, size_t node, size_t whole)
{
    while (node != whole && node != 0)
        node = movement->node[0][node].above;
    return node == whole;
}

/* The count of a cell at a time is this sum of beginnings, and `known` more. */
static Sum count_of(const Movement *movement, size_t cell, int time, int64_t *known)
{
    Sum sum = {0};
    *known = 0;
    for (size_t i = 0; i < movement->count; i++) {
        if (!is_inside(movement, i, cell) || (!movement->is_leaf[i] && !movement->has_rest[i]))
            continue;
        sum_add(&sum, beginning_of(i), 1);
        *known += movement->is_leaf[i] ? movement->came[time][i] : 0;
    }
    return sum;
}

static void must_lie(glp_prob *problem, const Sum *sum, int64_t least, int64_t most, bool has_most)
{
    int row = glp_add_rows(problem, 1);
    glp_set_row_bnds(problem, row, !has_most ? GLP_LO : least == most ? GLP_FX : GLP_DB,
                     (double)least, (double)most);
    glp_set_mat_row(problem, row, sum->count, sum->column, sum->factor);
}

/* The most that the sum of a cell that is left out can be, from what is shown beside
 * it; -1 for no bound. */
static int64_t most_left_out(const PublishedNode node[], size_t count, size_t cell)
{
    if (node[cell].above == PUBLISHED_TOP)
        return LEAST_SUM - 1;
    int64_t smallest = -1;
    for (size_t i = 0; i < count; i++)
        if (node[i].above == node[cell].above && node[i].is_shown
            && (smallest < 0 || node[i].shown < smallest))
            smallest = node[i].shown;
    if (smallest < 0)
        return -1;
    int64_t most = smallest + PUBLISHED_STEP - 1;
    return most > LEAST_SUM - 1 ? most : LEAST_SUM - 1;
}

/* A column of whole numbers from least to most. */
static void column(glp_prob *problem, int at, int64_t least, int64_t most)
{
    glp_set_col_kind(problem, at, GLP_IV);
    glp_set_col_bnds(problem, at, least == most ? GLP_FX : GLP_DB, (double)least, (double)most);
}

static void draws(glp_prob *problem, const Movement *movement, size_t node, bool knows_draws)
{
    bool is_own = movement->is_leaf[node] || movement->has_rest[node];
    int draw = movement->node[0][node].draw;
    column(problem, draw_of(node), knows_draws ? draw : 0, knows_draws ? draw : PUBLISHED_STEP - 1);
    column(problem, drawn_of(node), 0, PUBLISHED_STEP - 1);
    column(problem, fives_of(node), 0, NODES_MAX);
    Sum sum = {0};
    sum_add(&sum, drawn_of(node), -1);
    sum_add(&sum, fives_of(node), -PUBLISHED_STEP);
    if (is_own)
        sum_add(&sum, draw_of(node), 1);
    for (size_t i = node + 1; i < movement->count; i++)
        if (movement->node[0][i].above == node)
            sum_add(&sum, drawn_of(i), 1);
    must_lie(problem, &sum, 0, 0, true);
}

static glp_prob *written_down(const Movement *movement, bool knows_draws)
{
    glp_prob *problem = glp_create_prob();
    glp_add_cols(problem, VARIABLES);
    for (int at = 1; at <= VARIABLES; at++)
        column(problem, at, 0, 0);
    for (size_t i = 0; i < movement->count; i++) {
        if (movement->is_leaf[i])
            column(problem, beginning_of(i), 0, PEOPLE_MAX);
        else if (movement->has_rest[i])
            column(problem, beginning_of(i), 1, PEOPLE_MAX);
        draws(problem, movement, i, knows_draws);
    }
    for (int time = 0; time < TIMES; time++) {
        for (size_t i = 0; i < movement->count; i++) {
            const PublishedNode *node = &movement->node[time][i];
            int64_t known;
            Sum sum = count_of(movement, i, time, &known);
            if (sum.count == 0)
                continue;
            must_lie(problem, &sum, node->is_shown ? PUBLISHED_LEAST - known : -known, 0, false);
            sum_add(&sum, drawn_of(i), 1);
            int64_t most = most_left_out(movement->node[time], movement->count, i);
            if (node->is_shown)
                must_lie(problem, &sum, node->shown - known, node->shown + PUBLISHED_STEP - 1 - known,
                         true);
            else if (most >= 0)
                must_lie(problem, &sum, -known, most - known, true);
        }
    }
    return problem;
}

/* --- the solver ------------------------------------------------------------------------- */

/* The largest (or smallest) that the sum can be; false when the solver comes to no end. */
static bool extreme(glp_prob *problem, const Sum *sum, bool is_largest, int64_t *found)
{
    for (int at = 1; at <= VARIABLES; at++)
        glp_set_obj_coef(problem, at, 0);
    for (int i = 1; i <= sum->count; i++)
        glp_set_obj_coef(problem, sum->column[i], 1);
    glp_set_obj_dir(problem, is_largest ? GLP_MAX : GLP_MIN);
    glp_smcp simplex;
    glp_init_smcp(&simplex);
    simplex.msg_lev = GLP_MSG_OFF;
    glp_iocp whole;
    glp_init_iocp(&whole);
    whole.msg_lev = GLP_MSG_OFF;
    whole.tm_lim = TRIED_MS;
    if (glp_simplex(problem, &simplex) != 0 || glp_get_status(problem) != GLP_OPT
        || glp_intopt(problem, &whole) != 0 || glp_mip_status(problem) != GLP_OPT)
        return false;
    double value = glp_mip_obj_val(problem);
    *found = (int64_t)(value + (value < 0 ? -0.5 : 0.5));
    return true;
}

static void attack_cell(PublishedAttack *attack, const Movement *movement, glp_prob *problem,
                        size_t cell)
{
    int time = 0;
    for (int i = 1; i < TIMES; i++)
        if (movement->node[i][cell].count < movement->node[time][cell].count)
            time = i;
    int64_t known, count = movement->node[time][cell].count, most, least;
    if (count >= PUBLISHED_LEAST)
        return;
    attack->cells++;
    Sum sum = count_of(movement, cell, time, &known);
    if (!extreme(problem, &sum, true, &most) || !extreme(problem, &sum, false, &least)) {
        attack->given_up++;
        return;
    }
    attack->recovered += most == least;
    attack->told_small += most != least && most + known < PUBLISHED_LEAST;
}

PublishedAttack published_attack(Random *random, int64_t attacks, bool knows_draws)
{
    PublishedAttack attack = {0};
    glp_term_out(GLP_OFF);
    for (int64_t i = 0; i < attacks; i++) {
        Movement movement;
        grow(random, &movement);
        for (int time = 0; time < TIMES; time++) {
            live(random, &movement, time);
            published_tree(movement.node[time], movement.count);
            for (size_t j = 0; j < movement.count; j++)
                attack.shown += movement.node[time][j].is_shown;
        }
        glp_prob *problem = written_down(&movement, knows_draws);
        for (size_t j = 0; j < movement.count; j++)
            attack_cell(&attack, &movement, problem, j);
        glp_delete_prob(problem);
    }
    glp_free_env();
    return attack;
}
