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
#include <time.h>

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
    LaneCounts      counts;
    void (*when_broken)(const char *why);
};

typedef enum {
    BATCH_ENDED,      /* each ticket has its end */
    BATCH_AGAIN,      /* another transaction stood in the way */
    BATCH_CAREFULLY,  /* some of it must be undone: only with savepoints */
} BatchEnd;

static void end_all(Ticket *batch, LaneEnd end)
{
    for (Ticket *ticket = batch; ticket != NULL; ticket = ticket->next)
        ticket->end = end;
}

/* Commits; or undoes all, and says what that means. */
static BatchEnd end_batch(Db *db, Ticket *batch)
{
    if (!db_failed(db) && db_commit(db))
        return BATCH_ENDED;
    DbTrouble why = db_last_trouble(db);
    bool is_unsure = db_is_unsure(db);
    db_rollback(db);
    if (why == DB_AGAIN)
        return BATCH_AGAIN;
    end_all(batch, is_unsure ? LANE_UNSURE : LANE_FAILED);
    return BATCH_ENDED;
}

/* Each piece can be undone alone. */
static BatchEnd run_carefully(Db *db, Ticket *batch)
{
    db_begin(db);
    for (Ticket *ticket = batch; ticket != NULL && !db_failed(db); ticket = ticket->next) {
        db_savepoint(db);
        ticket->end = LANE_DONE;
        if (!ticket->run(db, ticket->work) || !db_release(db)) {
            db_undo(db);
            ticket->end = LANE_REFUSED;
        }
    }
    return end_batch(db, batch);
}

/* In the hope that nothing has to be undone. */
static BatchEnd run_boldly(Db *db, Ticket *batch)
{
    db_begin(db);
    bool must_undo = false;
    for (Ticket *ticket = batch; ticket != NULL && !db_failed(db) && !must_undo;
         ticket = ticket->next) {
        int64_t before = db_writings(db);
        ticket->end = ticket->run(db, ticket->work) ? LANE_DONE : LANE_REFUSED;
        must_undo = ticket->end == LANE_REFUSED && db_writings(db) != before;
    }
    if (must_undo && !db_failed(db)) {
        db_rollback(db);
        return BATCH_CAREFULLY;
    }
    BatchEnd end = end_batch(db, batch);
    bool is_somebodys = db_last_trouble(db) == DB_REFUSED || db_last_trouble(db) == DB_MISTAKE;
    return end == BATCH_ENDED && is_somebodys ? BATCH_CAREFULLY : end;
}

/* Apart from others that wait for the same; nobody needs it to be unguessable. */
static void wait_a_little(int tries)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    long most_ns = 1000000L << tries;
    struct timespec pause = { .tv_nsec = now.tv_nsec % most_ns };
    nanosleep(&pause, NULL);
}

static void run_batch(Db *db, Ticket *batch)
{
    BatchEnd end = db_is_remote(db) ? run_boldly(db, batch) : run_carefully(db, batch);
    for (int tries = 1; end != BATCH_ENDED && tries < LANE_TRIES_MAX; tries++) {
        if (end == BATCH_AGAIN)
            wait_a_little(tries);
        end = run_carefully(db, batch);
    }
    if (end != BATCH_ENDED)
        end_all(batch, LANE_FAILED);
}

/* --- figures ------------------------------------------------------------------ */

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void add(atomic_uint_least64_t *count, uint64_t more)
{
    atomic_fetch_add_explicit(count, more, memory_order_relaxed);
}

static void note_batch(Lane *lane, const Ticket *batch, int64_t took_us)
{
    uint64_t works = 0, failed = 0;
    for (; batch != NULL; batch = batch->next) {
        works++;
        failed += batch->end == LANE_FAILED || batch->end == LANE_UNSURE;
    }
    size_t size = 0, time = 0;
    while (size + 1 < LANE_BUCKETS && works > (uint64_t)1 << size)
        size++;
    while (time + 1 < LANE_BUCKETS && took_us > (int64_t)250 << time)
        time++;
    add(&lane->counts.works, works);
    add(&lane->counts.failed, failed);
    add(&lane->counts.batch[size], 1);
    add(&lane->counts.took[time], 1);
    add(&lane->counts.took_us, (uint64_t)took_us);
    atomic_store_explicit(&lane->counts.log_bytes, db_log_bytes(lane->writer), memory_order_relaxed);
}

const LaneCounts *lane_counts(const Lane *lane)
{
    return &lane->counts;
}

/* --- batches ------------------------------------------------------------------ */

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

static void wake(Lane *lane, Ticket *batch)
{
    while (batch != NULL) {
        atomic_fetch_sub_explicit(&lane->counts.waiting, 1, memory_order_relaxed);
        Ticket *next = batch->next; /* the ticket is gone once its owner wakes */
        sem_post(&batch->finished);
        batch = next;
    }
}

/* Nothing of what still waits was begun, and nothing more is taken. */
static void turn_all_away(Lane *lane)
{
    pthread_mutex_lock(&lane->lock);
    lane->is_stopping = true;
    end_all(lane->first, LANE_FAILED);
    wake(lane, lane->first);
    lane->first = NULL;
    lane->last = &lane->first;
    pthread_mutex_unlock(&lane->lock);
}

static void *lane_run(void *context)
{
    Lane *lane = context;
    for (;;) {
        bool is_last;
        Ticket *batch = take_batch(lane, &is_last);
        if (batch == NULL)
            return NULL;

        int64_t began_us = now_us();
        run_batch(lane->writer, batch);
        note_batch(lane, batch, now_us() - began_us);
        bool is_broken = db_trouble(lane->writer) == DB_BROKEN && !db_heals(lane->writer);
        wake(lane, batch);
        if (is_broken) {
            turn_all_away(lane);
            lane->when_broken(db_why(lane->writer));
        }

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
    atomic_fetch_add_explicit(&lane->counts.waiting, 1, memory_order_relaxed);
    *lane->last = &ticket;
    lane->last = &ticket.next;
    pthread_cond_signal(&lane->something_waits);
    pthread_mutex_unlock(&lane->lock);

    while (sem_wait(&ticket.finished) != 0)
        continue;
    sem_destroy(&ticket.finished);
    return ticket.end;
}

LaneEnd lane_do_timed(Lane *lane, LaneWork *run, void *work, int64_t *took_us)
{
    int64_t began_us = now_us();
    LaneEnd end = lane_do(lane, run, work);
    *took_us += now_us() - began_us;
    return end;
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
