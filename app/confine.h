/* confine.h: what each process of a running movement keeps, and the moment in
 * which it gives up the rest.
 *
 * Each process calls its function once, before its first thread. The database
 * is opened first, because rights are to the files that are there then.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_CONFINE_H
#define APP_CONFINE_H

#include "app/worker.h"
#include "db/db.h"
#include "sys/rights.h"

/* Says on stderr, once, what this machine cannot take away. False: the
 * settings say `strict`, so there is no start. */
bool confine_is_possible(const House *house);

/* False after one sentence: the process may not go on. */
bool confine_supervisor(const House *house);

/* Each opens the database for writing, forgets what it need not know, and
 * gives up its rights; NULL after one sentence. The arena is the database's.
 * tests/rights/ enters the same way. */
Db *confine_worker(const House *house, Arena *arena);
/* *rights: what was kept; it lives as long as the process. */
Db *confine_jobs(const House *house, Arena *arena, Rights *rights);

#endif
