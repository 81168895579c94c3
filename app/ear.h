/* ear.h: hears what happened, on whichever node, by asking the database.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_EAR_H
#define APP_EAR_H

#include "app/hub.h"

typedef struct Ear Ear;

/* Tells the hub, from a thread of its own with a reader of its own on this
 * place; NULL after one sentence on stderr. */
Ear *ear_begin(Hub *hub, const char *place);
void ear_end(Ear *ear);

#endif
