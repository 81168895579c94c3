/* looks.c: who looked at members of a place: when, in which role, what for,
 * how many. The room of the log itself is trail; it comes before places, so
 * the page that needs both is here.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/people/looks.h"

const char *path_trail(const Request *req, const char *area_slug)
{
    return text_format(req->arena, "/areas/%s/trail", area_slug);
}

/* What a route is for, in words; its path when there is no such route now. */
static const char *route_words(const char *path)
{
    size_t count;
    const Capability *const *all = capabilities_all(&count);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < all[i]->route_count; j++)
            if (text_equal(all[i]->routes[j].path, path))
                return all[i]->routes[j].in_words;
    return path;
}

static const char *const role_values[] = { "", "member", "officer", "admin", NULL };
static const char *const role_words[] = { WORDS("In any role"), WORDS("Members"), WORDS("Officers"),
                                          WORDS("Administrators"), NULL };
static const Role roles[] = { ROLE_NONE, ROLE_MEMBER, ROLE_OFFICER, ROLE_ADMIN };
static const Filter looks_filters[] = {
    { "role", WORDS("In which role"), role_values, role_words },
};

Reply looks_show(Request *req)
{
    LooksView view = {
        .area_name   = req->area_name, .area_slug = req->area_slug,
        .sift        = sift_read_with(req, path_trail(req, req->area_slug), NULL, 0, looks_filters,
                                      COUNT(looks_filters)),
        .shows_check = who_has(&req->who, ROLE_ADMIN, PURPOSE_MEMBERSHIP),
    };
    int64_t before = 0;
    text_to_int(view.sift.after, 1, INT64_MAX, &before);
    view.looks = looks_within(req->db, req->scope, roles[view.sift.chosen[0]], before);
    if (view.looks.count > LOOKS_PAGE) {
        view.looks.count = LOOKS_PAGE;
        sift_next(&view.sift, text_format(req->arena, "%lld",
                                          (long long)view.looks.item[LOOKS_PAGE - 1].seq), (Id){{0}});
    }
    for (size_t i = 0; i < view.looks.count; i++)
        view.looks.item[i].what = route_words(view.looks.item[i].what);
    if (view.shows_check)
        view.check = trail_check_newest(req->db, req->arena);

    Page page = page_begin(req->arena, req->lang);
    looks_page(&page, &view);
    return reply_page(req, say(req->lang, "Who looked at members"), page_end(&page));
}
