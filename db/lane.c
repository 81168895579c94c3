/* lane.c: a queue, a thread, one commit for all who wait.
 *
 * The waiting thread's own stack holds its ticket, so the queue allocates
 * nothing. While the lane commits one batch the next one gathers: the slower
 * the disk, the larger the batches.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "db/lane.h"

#include <pthread.h>
#include <semaphore.h>

enum { LOG_BYTES_MAX = 64 * 1024 * 1024, LOG_BYTES_IDLE = 4 * 1024 * 1024 };

typedef struct Ticket {
    LaneWork      *run;
    void          *work;
    LaneEnd        end;
    sem_t          finished;
    struct Ticket *next;
} Ticket;

struct Lane {
    Db             *writer;
    pthread_t       thread;
    pthread_mutex_t lock;
    pthread_cond_t  something_waits;
    Ticket         *first, **last;
    bool            is_stopping;
    void (*when_broken)(const char *why);
};

static LaneEnd run_one(Db *db, Ticket *ticket)
{
    db_savepoint(db);
    bool said_yes = ticket->run(db, ticket->work);
    if (said_yes && db_release(db))
        return LANE_DONE;
    db_undo(db);
    return LANE_REFUSED;
}

/* Runs a batch in one transaction; all of it fails when the database does. */
static void run_batch(Db *db, Ticket *batch)
{
    db_begin(db);
    for (Ticket *ticket = batch; ticket != NULL && !db_failed(db); ticket = ticket->next)
        ticket->end = run_one(db, ticket);

    bool is_kept = !db_failed(db) && db_commit(db);
    if (!is_kept) {
        for (Ticket *ticket = batch; ticket != NULL; ticket = ticket->next)
            ticket->end = LANE_FAILED;
        db_rollback(db);
    }
}

static Ticket *take_batch(Lane *lane, bool *is_last)
{
    pthread_mutex_lock(&lane->lock);
    while (lane->first == NULL && !lane->is_stopping)
        pthread_cond_wait(&lane->something_waits, &lane->lock);

    Ticket *batch = lane->first, **end = &lane->first;
    for (size_t i = 0; i < LANE_BATCH_MAX && *end != NULL; i++)
        end = &(*end)->next;
    lane->first = *end;
    *end = NULL;
    if (lane->first == NULL)
        lane->last = &lane->first;
    *is_last = lane->first == NULL;
    pthread_mutex_unlock(&lane->lock);
    return batch;
}

static void *lane_run(void *context)
{
    Lane *lane = context;
    for (;;) {
        bool is_last;
        Ticket *batch = take_batch(lane, &is_last);
        if (batch == NULL)
            return NULL;

        run_batch(lane->writer, batch);
        bool is_broken = db_trouble(lane->writer) == DB_BROKEN;
        while (batch != NULL) {
            Ticket *next = batch->next; /* the ticket is gone once its owner wakes */
            sem_post(&batch->finished);
            batch = next;
        }
        if (is_broken)
            lane->when_broken(db_why(lane->writer));

        int64_t log = db_log_bytes(lane->writer);
        if (log > LOG_BYTES_MAX || (is_last && log > LOG_BYTES_IDLE))
            db_checkpoint(lane->writer, log > LOG_BYTES_MAX);
    }
}

Lane *lane_start(Db *writer, void (*when_broken)(const char *why))
{
    Lane *lane = heap_take(1, sizeof *lane);
    lane->writer = writer;
    lane->when_broken = when_broken;
    lane->last = &lane->first;
    pthread_mutex_init(&lane->lock, NULL);
    pthread_cond_init(&lane->something_waits, NULL);
    if (pthread_create(&lane->thread, NULL, lane_run, lane) != 0)
        abort();
    return lane;
}

LaneEnd lane_do(Lane *lane, LaneWork *run, void *work)
{
    Ticket ticket = { .run = run, .work = work };
    sem_init(&ticket.finished, 0, 0);

    pthread_mutex_lock(&lane->lock);
    if (lane->is_stopping) {
        pthread_mutex_unlock(&lane->lock);
        sem_destroy(&ticket.finished);
        return LANE_FAILED;
    }
    *lane->last = &ticket;
    lane->last = &ticket.next;
    pthread_cond_signal(&lane->something_waits);
    pthread_mutex_unlock(&lane->lock);

    while (sem_wait(&ticket.finished) != 0)
        continue;
    sem_destroy(&ticket.finished);
    return ticket.end;
}

void lane_stop(Lane *lane)
{
    pthread_mutex_lock(&lane->lock);
    lane->is_stopping = true;
    pthread_cond_signal(&lane->something_waits);
    pthread_mutex_unlock(&lane->lock);
    pthread_join(lane->thread, NULL);
    db_checkpoint(lane->writer, true);
    db_close(lane->writer);
    pthread_mutex_destroy(&lane->lock);
    pthread_cond_destroy(&lane->something_waits);
    heap_give(lane);
}
