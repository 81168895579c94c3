/* registry.c: THE list. A room is added by its folder and one line here; the
 * order is the order of dependence.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/registry.h"

#include "capabilities/access/access.h"
#include "capabilities/dues/dues.h"
#include "capabilities/api/api.h"
#include "capabilities/approvals/approvals.h"
#include "capabilities/care/care.h"
#include "capabilities/audit/audit.h"
#include "capabilities/consent/consent.h"
#include "capabilities/desk/desk.h"
#include "capabilities/factors/factors.h"
#include "capabilities/feedback/feedback.h"
#include "capabilities/handbook/handbook.h"
#include "capabilities/helpdesk/helpdesk.h"
#include "capabilities/imports/imports.h"
#include "capabilities/listening/listening.h"
#include "capabilities/meetings/meetings.h"
#include "capabilities/members/members.h"
#include "capabilities/numbers/numbers.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/paper/paper.h"
#include "capabilities/people/people.h"
#include "capabilities/places/places.h"
#include "capabilities/profile/profile.h"
#include "capabilities/rights/rights.h"
#include "capabilities/status/status.h"
#include "capabilities/style/style.h"
#include "capabilities/trail/trail.h"
#include "capabilities/welcome/welcome.h"
#include "capabilities/updates/updates.h"

static const Capability *const rooms[] = {
    &trail_capability,
    &places_capability,
    &numbers_capability,
    &outbox_capability,
    &audit_capability,
    &people_capability,
    &factors_capability,
    &consent_capability,
    &status_capability,
    &approvals_capability,
    &rights_capability,
    &members_capability,
    &access_capability,
    &dues_capability,
    &profile_capability,
    &welcome_capability,
    &desk_capability,
    &imports_capability,
    &paper_capability,
    &updates_capability,
    &meetings_capability,
    &handbook_capability,
    &helpdesk_capability,
    &feedback_capability,
    &listening_capability,
    &care_capability,
    &style_capability,
    &api_capability,
};
_Static_assert(COUNT(rooms) <= REGISTRY_MAX, "raise REGISTRY_MAX");

static Route  routes[REGISTRY_ROUTES_MAX];
static size_t route_count;

void registry_use(void)
{
    if (route_count > 0)
        return;
    capabilities_use(rooms, COUNT(rooms));
    for (size_t i = 0; i < COUNT(rooms); i++) {
        for (size_t j = 0; j < rooms[i]->route_count; j++) {
            if (route_count == REGISTRY_ROUTES_MAX)
                abort(); /* raise REGISTRY_ROUTES_MAX */
            routes[route_count++] = rooms[i]->routes[j];
        }
    }
}

size_t registry_rooms(const char *names[REGISTRY_MAX])
{
    for (size_t i = 0; i < COUNT(rooms); i++)
        names[i] = rooms[i]->name;
    return COUNT(rooms);
}

const Route *registry_routes(size_t *count)
{
    *count = route_count;
    return routes;
}
