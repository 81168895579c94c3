/* hold.c: the public page of what is kept, room by room, out of the catalogue.
 *
 * The sentences about each column are the rooms' own and stand in English; headings,
 * grounds and sources are in the reader's language.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/rights/rights_store.h"

#include "capabilities/rights/rights_page.h"

typedef struct { const char *key, *words; } Said;

static const Said rooms[] = {
    { "access", WORDS("Who has access to what") },
    { "api", WORDS("Keys for programs") },
    { "approvals", WORDS("Acts that take two people") },
    { "consent", WORDS("What you may be written to about") },
    { "desk", WORDS("What officers note and list") },
    { "dues", WORDS("What you pay") },
    { "factors", WORDS("Passkeys") },
    { "feedback", WORDS("What you said about pages") },
    { "handbook", WORDS("The handbook") },
    { "helpdesk", WORDS("Questions to the help desk") },
    { "imports", WORDS("Lists that officers bring in") },
    { "listening", WORDS("What you answered") },
    { "meetings", WORDS("Meetings and offices") },
    { "members", WORDS("Your membership") },
    { "outbox", WORDS("Mails to you") },
    { "paper", WORDS("Letters and lists on paper") },
    { "people", WORDS("Your account and how you sign in") },
    { "profile", WORDS("Your profile") },
    { "rights", WORDS("What you asked about your data") },
    { "status", WORDS("The state of this site") },
    { "trail", WORDS("Who looked at what") },
    { "updates", WORDS("Letters to members in general") },
    { "welcome", WORDS("Your first weeks") },
};
static const Said grounds[] = {
    { "agreement", WORDS("Because you asked for it") },
    { "belonging", WORDS("Because you belong, or want to") },
    { "consent", WORDS("Because you said yes") },
    { "law", WORDS("Because the law wants it") },
    { "interests", WORDS("Because we could not work without it") },
};
static const Said sources[] = {
    { "the person", WORDS("you") },
    { "an officer", WORDS("an officer") },
    { "the program", WORDS("the program itself") },
    { "the register", WORDS("the electoral register") },
};

static const char *said(const Said list[], size_t count, Lang lang, const char *key)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(list[i].key, key))
            return say(lang, list[i].words);
    return NULL;
}

const char *hold_room(Lang lang, const char *room)
{
    const char *words = said(rooms, COUNT(rooms), lang, room);
    return words == NULL ? room : words; /* a new room: the test asks for its words */
}

const char *hold_ground(Lang lang, const char *basis)
{
    return said(grounds, COUNT(grounds), lang, basis);
}

const char *hold_source(Lang lang, const char *source)
{
    return said(sources, COUNT(sources), lang, source);
}

bool hold_begins(size_t line)
{
    if (catalogue_lines[line].about != 2)
        return false;
    for (size_t i = 0; i < line; i++)
        if (catalogue_lines[i].about == 2
            && text_equal(catalogue_lines[i].room, catalogue_lines[line].room))
            return false;
    return true;
}

Reply hold_show(Request *req)
{
    Page page = page_begin(req->arena, req->lang);
    hold_page(&page, req);
    return reply_page(req, say(req->lang, "What we hold and why"), page_end(&page));
}
