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

static void leak_work(Work *work)
{
    if (work_is_for(work, PURPOSE_OVERSIGHT))
        work_rarely(work, say(work->req->lang, "Whose list was it?"), work_path(work, "leaked"));
}

enum { LATELY_DAYS = 30 };

void figures_work(Work *work)
{
    Request *req = work->req;
    leak_work(work);
    if (!work_is_for(work, PURPOSE_MEMBERSHIP))
        return;
    TimeMs since = 0;
    date_begins(req->arena, date_iso(req->arena, req->now - LATELY_DAYS * DAY_MS), &since);
    bool is_large = members_in(req->db, work->area) > LIST_GATHER_FIRST;
    work->desk = path_desk(req, work->slug);
    work_way(work, say(req->lang, "The list of members"), work_path(work, "members"));
    work_figure(work, figures_joined_since(req->db, work->area, since, is_large), false,
                  SAY(req->arena, req->lang, "Joined in {1} days", text_format(req->arena, "%d", LATELY_DAYS)),
                  text_format(req->arena, "%s?from=%s&sort=-joined", work_path(work, "members"),
                              date_iso(req->arena, since)));
    work_figure(work, figures_left_since(req->db, work->area, since), false,
                  SAY(req->arena, req->lang, "Left in {1} days", text_format(req->arena, "%d", LATELY_DAYS)),
                  text_format(req->arena, "%s#went", work->desk));
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
