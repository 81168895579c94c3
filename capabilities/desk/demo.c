/* demo.c: what a visitor of an invented movement finds on the desk: a view, tags
 * and notes, so that no page is empty.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/desk/desk.h"

#include "capabilities/desk/list.h"
#include "capabilities/desk/member.h"
#include "capabilities/desk/saved.h"
#include "capabilities/trail/trail.h"

enum { DEMO_EVERY = 5, DEMO_LATE = 3 };

static const struct { const char *en, *cy; } notes[] = {
    { "Prefers a call to a letter. Works shifts: the early evening is best.",
      "Gwell ganddi alwad na llythyr. Yn gweithio sifftiau: gyda'r hwyr cynnar sydd orau." },
    { "Offered to bring chairs to the next meeting.",
      "Wedi cynnig dod â chadeiriau i'r cyfarfod nesaf." },
    { "Has moved in with her sister and would like a lift.",
      "Wedi symud at ei chwaer a byddai'n hoffi lifft." },
};

void desk_fill_demo(Db *db, Scope scope, Lang lang, TimeMs now, Random *random)
{
    bool is_welsh = lang == LANG_CY;
    saved_add(db, scope, is_welsh ? "Newydd gyntaf" : "Newest first", "sort=-joined", true, now,
              random);
    saved_add(db, scope, is_welsh ? "Heb e-bost" : "Without e-mail", "mail=no&sort=name", true, now,
              random);
    TagId drives = tag_named(db, scope, is_welsh ? "gyrru" : "drives", now, random);
    TagId leaflets = tag_named(db, scope, is_welsh ? "taflenni" : "leaflets", now, random);

    ListQuery all = { .part = scope.area, .joined_until = INT64_MAX,
                      .typed = { .words = "", .pattern = { "%", "%", "%" } } };
    ListKey first = { .number = INT64_MIN, .text = "" };
    FoundList found = find_gathered(db, scope, &all, &first);
    ChosenList members = list_rows(db, scope, found.item, found.count, now);
    for (size_t i = 0; i < members.count; i++) {
        TimeMs at = now - (TimeMs)(i + 1) * DAY_MS;
        if (i % DEMO_EVERY == 0)
            tag_put_one(db, scope, drives, members.item[i].id, id_new(at, random), at);
        if (i % DEMO_LATE == 0)
            tag_put_one(db, scope, leaflets, members.item[i].id, id_new(at, random), at);
        if (i % DEMO_EVERY == 1 && i / DEMO_EVERY < COUNT(notes))
            note_add(db, scope, members.item[i].person, lang,
                     is_welsh ? notes[i / DEMO_EVERY].cy : notes[i / DEMO_EVERY].en, at, random);
    }
    trail_copy(db, scope, "list of members", (int64_t)members.count,
               is_welsh ? "Amlenni ar gyfer y cyfarfod blynyddol"
                        : "Envelopes for the annual meeting", now - 9 * DAY_MS);
}
