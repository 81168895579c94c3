/* jobs.c: the process that acts outside: it asks each room in turn for a
 * piece of work, and sleeps a little when there is none.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <signal.h>

#include "app/beat.h"
#include "app/confine.h"
#include "app/keep/backup.h"
#include "app/keep/key.h"
#include "app/keep/state.h"
#include "app/registry.h"
#include "app/worker.h"
#include "base/clock.h"
#include "db/events.h"
#include "sys/apart.h"
#include "sys/mail.h"
#include "sys/outside.h"

enum {
    IDLE_MS = 250, EXIT_BROKEN = 3, ROOMS_MAX = 64,
    CACHE_MIB = 64, /* a long list falls all over the indexes of names; taken as it is needed */
};
#define PRUNE_EVERY_MS HOUR_MS
/* A letter to many is a commit for each mail, some tens of kilobytes of log each;
 * the lane moves the log only after a write of its own. */
#define LOG_BYTES_MAX ((int64_t)64 * 1024 * 1024)

static volatile sig_atomic_t is_ending;

static void note_end(int signal_number)
{
    (void)signal_number;
    is_ending = 1;
}

static bool look_up(Job *job)
{
    job->now = clock_now();
    return !is_ending;
}

/* True when some room did something and may have more. */
static bool do_round(const Capability *const *all, size_t count, Job *job)
{
    bool did = false;
    for (size_t i = 0; i < count && !is_ending; i++) {
        if (all[i]->job == NULL)
            continue;
        arena_reset(job->arena);
        db_use_arena(job->db, job->arena);
        job->now = clock_now();
        did |= all[i]->job(job);
    }
    return did;
}

/* Once an hour, room by room, and again while a room has more; a piece each round, so
 * that whoever writes waits for one piece at most. */
static bool prune_round(const Capability *const *all, size_t count, Job *job)
{
    static TimeMs due[ROOMS_MAX];
    bool has_more = false;
    for (size_t i = 0; i < count && i < ROOMS_MAX && !is_ending; i++) {
        job->now = clock_now();
        if (all[i]->prune == NULL || job->now < due[i])
            continue;
        arena_reset(job->arena);
        db_use_arena(job->db, job->arena);
        bool is_more = all[i]->prune(job);
        due[i] = is_more ? 0 : job->now + PRUNE_EVERY_MS;
        has_more |= is_more;
    }
    return has_more;
}

/* Once a minute: events that nobody asks for any more. */
static void prune_events(Job *job)
{
    static TimeMs pruned;
    TimeMs now = clock_now();
    if (now - pruned < MINUTE_MS)
        return;
    pruned = now;
    arena_reset(job->arena);
    db_use_arena(job->db, job->arena);
    db_begin(job->db);
    events_prune(job->db, now);
    db_commit(job->db);
}

typedef struct {
    const House *house;
    Job         *job;
    TimeMs       started, beaten;
} Alive;

/* Says that mails are being looked after, when it is time to. */
static void note_alive(Alive *alive)
{
    Job *job = alive->job;
    job->now = clock_now();
    if (job->now - alive->beaten < STATUS_BEAT_MS)
        return;
    alive->beaten = job->now;
    arena_reset(job->arena);
    db_use_arena(job->db, job->arena);
    StatusBeat beat = beat_of(job->arena, alive->house, false, alive->started, job->now);
    beat.backup = keep_last_read(job->arena, alive->house->data_dir).good_at;
    db_begin(job->db);
    status_beat(job->db, &beat);
    db_commit(job->db);
}

/* While a backup is made. */
static bool goes_on(void *context)
{
    if (!is_ending)
        note_alive(context);
    return !is_ending;
}

int jobs_run(const House *house)
{
    struct sigaction action = { .sa_handler = note_end };
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);

    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Rights rights;
    Db *db = confine_jobs(house, arena, &rights);
    if (db == NULL)
        return EXIT_BROKEN;
    db_cache(db, CACHE_MIB);
    Relay relay = settings_relay(house->settings);
    Outside outside = {
        .has_relay = relay.url[0] != '\0', .send_mail = relay_send, .state = &relay,
        .send_mails = relay_send_many, .mails_at_once = relay_lines(&relay),
        .apart = apart_run, .rights = (int)house->settings->rights,
    };
    KeepIdentity identity;
    bool has_identity = keep_identity(arena, house->data_dir, &identity);
    outside.sign_secret = has_identity ? identity.sign_secret : NULL;
    Random random = entropy_random();
    Job job = {
        .db = db, .arena = arena, .site = &house->site, .outside = &outside, .random = &random,
        .look_up = look_up,
    };
    size_t count;
    const Capability *const *all = capabilities_all(&count);
    Alive alive = { .house = house, .job = &job, .started = clock_now() };
    BackupTurn backup = { .watch = { .is_silent = true, .goes_on = goes_on, .context = &alive } };
    while (!is_ending) {
        backup_turn(&backup, house->data_dir, house->settings, clock_now());
        bool did = do_round(all, count, &job);
        did |= prune_round(all, count, &job);
        if (db_log_bytes(db) > LOG_BYTES_MAX)
            db_checkpoint(db, false);
        prune_events(&job);
        note_alive(&alive);
        if (db_trouble(db) == DB_BROKEN) {
            fprintf(stderr, "groundswell: jobs: the database failed: %s\n", db_why(db));
            return EXIT_BROKEN;
        }
        if (rights_are_stale(&rights)) {
            fprintf(stderr, "groundswell: jobs: a file of the settings or of the network has been "
                            "replaced\n");
            break; /* rights are to the old one: begin again with the new one */
        }
        if (!did)
            sleep_ms(IDLE_MS);
    }
    relay_close(&relay);
    db_close(db);
    arena_free(arena);
    return 0;
}
