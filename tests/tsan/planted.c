/* planted.c: a race on purpose: work in the lane counts what its waiters read
 * without waiting. ThreadSanitizer must see it, or its silence elsewhere says
 * nothing.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <pthread.h>

#include "db/lane.h"

static int counted;

static bool count_one(Db *db, void *work)
{
    (void)db;
    (void)work;
    counted++;
    return true;
}

static void never_broken(const char *why)
{
    (void)why;
}

static void *count_many(void *context)
{
    for (int i = 0; i < 100; i++)
        lane_do(context, count_one, NULL);
    return NULL;
}

int main(int argc, char **argv)
{
    char why[256];
    db_start();
    Db *db = db_open(argc > 1 ? argv[1] : ":memory:", DB_WRITE, why, sizeof why);
    if (db == NULL)
        return 2;
    Lane *lane = lane_start(db, never_broken);
    pthread_t thread;
    if (pthread_create(&thread, NULL, count_many, lane) != 0)
        return 2;
    int seen = 0;
    for (int i = 0; i < 100000; i++)
        seen += *(volatile int *)&counted > 0;
    pthread_join(thread, NULL);
    lane_stop(lane);
    printf("seen %d\n", seen > 0);
    return 0;
}
