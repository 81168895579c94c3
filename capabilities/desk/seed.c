/* seed.c: made-up people in a list that leaves the house, and finding the list again.
 *
 *   Limits  who compares two copies sees who stands in one alone, and an address with
 *           a "+" can be guessed; the spaced telephone numbers (capabilities/trail/
 *           copy.c) are a second mark beside it. Never in a list that the law asks for.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/desk/seed.h"

#include "capabilities/desk/export_page.h"
#include "capabilities/trail/trail.h"

enum { NAMES = 64, TYPED_MAX = 254, JOINED_WITHIN_DAYS = 1000 };

static const char *const first_names[64] = {
    "Aled", "Alison", "Amina", "Andrew", "Angela", "Anwen", "Arthur", "Barbara", "Bethan",
    "Brian", "Carol", "Catrin", "Ceri", "Chloe", "Claire", "Craig", "Daniel", "David", "Deborah",
    "Dylan", "Edith", "Eleri", "Elin", "Emma", "Farah", "Fiona", "Frank", "Gareth", "Gemma",
    "George", "Geraint", "Gwen", "Hannah", "Heather", "Helen", "Huw", "Ian", "Imran", "Irene",
    "Jack", "Janet", "Jasmine", "Joan", "Karen", "Keith", "Kelly", "Laura", "Lewis", "Lowri",
    "Margaret", "Mark", "Megan", "Nadia", "Neil", "Nia", "Owen", "Patricia", "Paul", "Rhian",
    "Robert", "Ruth", "Sarah", "Simon", "Wendy",
};
static const char *const last_names[64] = {
    "Abbott", "Ahmed", "Allen", "Atkinson", "Bailey", "Barker", "Bevan", "Booth", "Bowen",
    "Carter", "Chapman", "Collins", "Cooper", "Davies", "Dawson", "Dixon", "Edwards", "Ellis",
    "Evans", "Foster", "Fox", "Gibson", "Grant", "Griffiths", "Hall", "Harris", "Hughes", "Hunt",
    "Jackson", "James", "Jenkins", "Kaur", "Khan", "Knight", "Lawson", "Lloyd", "Marsh", "Mason",
    "Miller", "Morris", "Murray", "Newton", "Nicholls", "Owens", "Palmer", "Parry", "Patel",
    "Pearce", "Powell", "Price", "Reid", "Roberts", "Rowe", "Saunders", "Shaw", "Simpson",
    "Spencer", "Thomas", "Turner", "Walsh", "Watkins", "Webb", "Wilson", "Young",
};

/* "help@example.org" as "help+carys.lewis7@example.org". */
static const char *seed_mail(Arena *arena, const char *help_mail, const char *name, unsigned chance)
{
    const char *at = strchr(help_mail, '@');
    if (at == NULL)
        return "";
    TextBuilder out = text_builder(arena);
    text_add_bytes(&out, help_mail, (size_t)(at - help_mail));
    text_add_char(&out, '+');
    for (const char *letter = name; *letter != '\0'; letter++)
        text_add_char(&out, *letter == ' ' ? '.' : (char)(*letter | 0x20));
    text_add_format(&out, "%u%s", chance % 100, at);
    return text_of(&out);
}

Seed seed_made(Arena *arena, const char *help_mail, int64_t number, TimeMs now, Random *random)
{
    unsigned char chance[8];
    random_bytes(random, chance, sizeof chance);
    const char *name = text_format(arena, "%s %s", first_names[chance[0] % NAMES],
                                   last_names[chance[1] % NAMES]);
    TimeMs days = (chance[2] | chance[3] << 8) % JOINED_WITHIN_DAYS;
    return (Seed){
        .name = name, .key = members_search_words(arena, name), .number = number,
        .mail = seed_mail(arena, help_mail, name, chance[4]), .joined = now - days * DAY_MS,
    };
}

SeedList seeds_of(Request *req, const Export *made)
{
    SeedList list = seeds_kept(req->db, req->scope, made->id);
    if (list.count > 0)
        return list;
    int64_t count = 1 + made->people / SEED_FOR_EACH;
    for (int64_t i = 0; i < count && i < SEEDS_MAX; i++) {
        Seed seed = seed_made(req->arena, req->site->help_mail, members_number_take(req->db),
                              req->now, req->random);
        seed_keep(req->db, req->scope, made, i, &seed, req->now);
    }
    return seeds_kept(req->db, req->scope, made->id);
}

/* --- a list that turned up ------------------------------------------------------------ */

static const Field leak_fields[] = {
    { "who", FIELD_LINE, WORDS("A name or an e-mail address from the list"),
      WORDS("Best several, one after the other: each list has a few people in it who are made up, "
            "other ones in each."),
      .required = true, .max = TYPED_MAX },
};

static Reply leak_reply(Request *req, LeakView *view, int status)
{
    Page page = page_begin(req->arena, req->lang);
    leak_page(&page, view);
    return reply_page_status(req, status, say(req->lang, "Whose list was it?"), page_end(&page));
}

Reply leak_show(Request *req)
{
    Form form = form_blank(req, leak_fields, COUNT(leak_fields));
    return leak_reply(req, &(LeakView){ .req = req, .form = &form }, 200);
}

/* A POST: what is looked for stands in no address, and that it was is written down. */
Reply leak_find(Request *req)
{
    Form form = form_read(req, leak_fields, COUNT(leak_fields));
    LeakView view = { .req = req, .form = &form };
    if (!form_ok(&form))
        return leak_reply(req, &view, 422);
    view.is_asked = true;
    view.leaks = leaks_of(req->db, req->scope, req->lang, form_text(&form, 0));
    trail_change(req->db, req->scope, "desk.leak", req->scope.area.id, req->now);
    return leak_reply(req, &view, 200);
}
