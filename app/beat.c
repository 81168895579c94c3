/* beat.c: a thread that sleeps, writes a row, and sleeps.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/beat.h"

#include <pthread.h>
#include <unistd.h>

#include "sys/outside.h"

enum { BEAT_ARENA_MAX = 1024 * 1024, NODE_BYTES = 64 };

struct Beat {
    const House    *house;
    Lane           *lane;
    Arena          *arena;
    TimeMs          started;
    pthread_t       thread;
    pthread_mutex_t lock;
    pthread_cond_t  ends;
    bool            is_ending;
};

StatusBeat beat_of(Arena *arena, const House *house, bool is_worker, TimeMs started, TimeMs now)
{
    char name[NODE_BYTES] = "";
    if (gethostname(name, sizeof name - 1) != 0 || name[0] == '\0')
        snprintf(name, sizeof name, "node");
    const char *set = house->settings->node;
    return (StatusBeat){
        .node = set[0] != '\0' ? set : text_copy(arena, name),
        .is_worker = is_worker, .started = started, .now = now, .version = PROGRAM_VERSION,
    };
}

static bool write_beat(Db *db, void *work)
{
    Beat *beat = work;
    db_use_arena(db, beat->arena);
    StatusBeat now = beat_of(beat->arena, beat->house, true, beat->started, clock_now());
    status_beat(db, &now);
    return true;
}

static void wait_a_beat(Beat *beat)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += STATUS_BEAT_MS / SECOND_MS;
    while (!beat->is_ending
           && pthread_cond_timedwait(&beat->ends, &beat->lock, &until) == 0)
        continue;
}

static void *run(void *context)
{
    Beat *beat = context;
    pthread_mutex_lock(&beat->lock);
    while (!beat->is_ending) {
        pthread_mutex_unlock(&beat->lock);
        arena_reset(beat->arena);
        lane_do(beat->lane, write_beat, beat); /* if it fails, that is what is told: a gap */
        pthread_mutex_lock(&beat->lock);
        wait_a_beat(beat);
    }
    pthread_mutex_unlock(&beat->lock);
    return NULL;
}

Beat *beat_start(const House *house, Lane *lane)
{
    Beat *beat = heap_take(1, sizeof *beat);
    beat->house = house;
    beat->lane = lane;
    beat->arena = arena_new(BEAT_ARENA_MAX);
    beat->started = clock_now();
    pthread_mutex_init(&beat->lock, NULL);
    pthread_cond_init(&beat->ends, NULL);
    if (pthread_create(&beat->thread, NULL, run, beat) != 0)
        abort();
    return beat;
}

void beat_stop(Beat *beat)
{
    pthread_mutex_lock(&beat->lock);
    beat->is_ending = true;
    pthread_cond_signal(&beat->ends);
    pthread_mutex_unlock(&beat->lock);
    pthread_join(beat->thread, NULL);
    pthread_mutex_destroy(&beat->lock);
    pthread_cond_destroy(&beat->ends);
    arena_free(beat->arena);
    heap_give(beat);
}
