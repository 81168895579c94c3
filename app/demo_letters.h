/* demo_letters.h: what a demo movement has written to its people.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_DEMO_LETTERS_H
#define APP_DEMO_LETTERS_H

#include "web/policy.h"
#include "db/db.h"

typedef struct {
    AreaId          root, party, branch;
    PersonId        admin, secretary;
    const PersonId *member; /* of the branch */
    size_t          members;
    TimeMs          now;
    Arena          *scratch; /* the database's own; emptied after each member */
} DemoLetters;

/* With randomness of its own, so that what else is invented stays as it was. */
void demo_letters(Db *db, const DemoLetters *letters);

#endif
