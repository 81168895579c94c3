/* care.c: the code of conduct, the help lines, and a quick way out.
 *
 * Whoever reads this page may be watched, so it asks nothing, keeps nothing and
 * is the same for everybody; the address that the quick exit leads to learns
 * nothing of where one came from (Referrer-Policy in app/serve.c).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/care/care.h"

#include "capabilities/care/care_page.h"

static const char exit_address[] = "https://www.bbc.co.uk/weather";

static const HelpLine help_lines[] = {
    { WORDS("Emergency"), WORDS("When somebody is in danger now: police, ambulance, fire."),
      "999", "999" },
    { WORDS("Police"), WORDS("When something has happened and nobody is in danger now."),
      "101", "101" },
    { WORDS("National Domestic Abuse Helpline (Refuge)"),
      WORDS("For women in England, free, day and night."), "0808 2000 247", "08082000247" },
    { WORDS("Live Fear Free"),
      WORDS("In Wales, for everybody, about violence and abuse at home, free, day and night."),
      "0808 80 10 800", "08088010800" },
    { WORDS("Victim Support"),
      WORDS("In England and Wales, for whoever a crime was done to, reported or not, free, day and night."),
      "08 08 16 89 111", "08081689111" },
    { WORDS("Samaritans"), WORDS("When it is too much, whatever it is, free, day and night."),
      "116 123", "116123" },
};

static Reply conduct_show(Request *req)
{
    CareView view = { .line = help_lines, .count = COUNT(help_lines), .exit = exit_address };
    Page page = page_begin(req->arena, req->lang);
    care_conduct(&page, &view);
    return reply_page(req, say(req->lang, "How we treat each other"), page_end(&page));
}

static const Route routes[] = {
    { GET,  "/conduct", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, conduct_show,
      WORDS("read how we treat each other, and who helps at once"), false },
};

const Capability care_capability = {
    .name = "care",
    .routes = routes, .route_count = COUNT(routes),
};
