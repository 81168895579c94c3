/* card.c: how the place is doing, on its desk: who came and who went, month by month.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/desk/figures_view.h"

#include "capabilities/desk/figures_page.h"
#include "capabilities/desk/list.h"

static void fill(ChartValue value[FIGURES_MONTHS], const Months *months, const MonthCounts *counts)
{
    for (int i = 0; i < FIGURES_MONTHS; i++)
        value[i] = (ChartValue){ .label = months->label[i], .value = counts->month[i] };
}

void figures_card(Page *page, Request *req)
{
    int64_t members = members_in(req->db, req->scope.area);
    Months months = months_until(req->arena, req->lang, req->now);
    MonthCounts joined =
        figures_joined(req->db, req->scope, &months, members > LIST_GATHER_FIRST);
    MonthCounts left = figures_left(req->db, req->scope, &months);
    FiguresView view = { .req = req, .joined = joined.all, .left = left.all };
    fill(view.came, &months, &joined);
    fill(view.went, &months, &left);
    figures_cards(page, &view);
}

void figures_waits(DeskWaits *waits)
{
    Request *req = waits->req;
    StateCounts states = figures_states(req->db, req->scope);
    const char *list = text_format(req->arena, "/areas/%s/members", req->area_slug);
    if (states.applied > 0)
        desk_wait_add(waits,
                      say_n(req->arena, req->lang, "{1} person wants to join and waits for your yes",
                            "{1} people want to join and wait for your yes", states.applied),
                      text_format(req->arena, "%s?state=applied", list), 0);
    if (states.lapsed > 0)
        desk_wait_add(waits,
                      say_n(req->arena, req->lang, "{1} membership has lapsed: a call may bring them back",
                            "{1} memberships have lapsed: a call may bring them back", states.lapsed),
                      text_format(req->arena, "%s?state=lapsed", list), 0);
}
