/* mail.c: a letter to many: how fast it is addressed and sent, and what is left
 * of it when the sender is killed.
 *
 *     build/bench/mail figures [PEOPLE [CONNECTIONS [PLACE]]]
 *     build/bench/mail killed ROUNDS [SEED [CONNECTIONS [PLACE]]]
 *
 * 100000 people, 4 connections, a fresh SQLite file; 50 rounds for the proof.
 * PLACE is what db_open() takes: an empty PostgreSQL database. "killed" sends a
 * letter to 1,000 people a round and kills the sender (SIGKILL) so many times at any
 * moment; then lets it end. Every mail must have reached the server, and for each
 * kill no more of them twice than there are connections: the one under way on
 * each. Ends with "N passed, N failed".
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "app/registry.h"
#include "base/clock.h"
#include "bench/mail_sink.h"
#include "capabilities/consent/consent.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"
#include "capabilities/places/places.h"
#include "capabilities/updates/updates_store.h"
#include "db/migrate.h"
#include "sys/mail.h"

enum { PEOPLE_A_KILL = 1000, PEOPLE_MAX = 100000, PER_TRANSACTION = 5000, LIFE_MAX_MS = 150, LINES = 4 };
#define LOG_BYTES_MAX ((int64_t)64 * 1024 * 1024)
#define START ((TimeMs)1795176000000)
#define ROUND_MS ((TimeMs)3 * MINUTE_MS) /* a dead sender's hold is over by then */

typedef struct {
    Db     *db;
    Arena  *arena;
    Random  random;
    Site    site;
    Relay   relay;
    Outside outside;
    char    folder[200], place[300], log[300];
    bool    is_own; /* a file in the folder, to be removed */
    int     port;
    size_t  lines; /* connections at once */
    AreaId  area;
} Bench;

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void must(bool is_so, const char *what)
{
    if (is_so)
        return;
    fprintf(stderr, "mail: %s\n", what);
    exit(1);
}

/* --- the house ---------------------------------------------------------------- */

static void open_database(Bench *bench)
{
    char why[300] = "";
    bench->arena = arena_new((size_t)1024 * 1024 * 1024);
    bench->db = db_open(bench->place, DB_WRITE, why, sizeof why);
    must(bench->db != NULL, why);
    db_use_arena(bench->db, bench->arena);
}

static void bench_begin(Bench *bench, const char *place)
{
    snprintf(bench->folder, sizeof bench->folder, "/var/tmp/groundswell-mail-XXXXXX");
    must(mkdtemp(bench->folder) != NULL, "no folder in /var/tmp");
    bench->is_own = place == NULL;
    snprintf(bench->place, sizeof bench->place, "%s",
             place != NULL ? place : text_format(arena_new(4096), "%s/mail.db", bench->folder));
    snprintf(bench->log, sizeof bench->log, "%s/log", bench->folder);
    must(mail_sink_start(bench->log, &bench->port) > 0, "no mail server");
    bench->random = random_from_seed(7);
    bench->site = (Site){ .movement = "Bench", .base_url = "https://bench.example",
                          .host = "bench.example" };
    db_start();
    registry_use();
    open_database(bench);
    const char *rooms[REGISTRY_MAX], *why = "";
    size_t count = registry_rooms(rooms);
    must(db_migrate(bench->db, bench->arena, rooms, count, START, &why, NULL) == MIGRATE_READY,
         why);
}

static void bench_end(Bench *bench)
{
    db_close(bench->db);
    if (!bench->is_own)
        return;
    static const char *const ending[] = { "", "-wal", "-shm", "-unsynced" };
    for (size_t i = 0; i < COUNT(ending); i++) {
        char path[400];
        snprintf(path, sizeof path, "%s%s", bench->place, ending[i]);
        unlink(path);
    }
    unlink(bench->log);
    rmdir(bench->folder);
}

static void add_people(Bench *bench, int64_t people)
{
    must(places_load_demo_county(bench->db, START), "no map");
    Place party, movement;
    db_begin(bench->db);
    must(place_movement(bench->db, &movement), "no movement");
    party = place_children(bench->db, place_children(bench->db, movement.id).item[0].id).item[0];
    bench->area = party.id;
    for (int64_t i = 0; i < people; i++) {
        if (i % PER_TRANSACTION == 0) {
            must(db_commit(bench->db), db_why(bench->db));
            db_checkpoint(bench->db, false);
            arena_reset(bench->arena);
            db_begin(bench->db);
        }
        PersonId person = person_add(bench->db, "Somebody", text_format(bench->arena,
                                     "p%lld@example.org", (long long)i), LANG_EN, START,
                                     &bench->random);
        people_make_member(bench->db, person, bench->area, START, &bench->random);
        consent_give(bench->db, &(NewConsent){ .subject = consent_subject(person),
                     .topic = TOPIC_LOCAL_NEWS, .channel = CHANNEL_JOINING, .at = START },
                     &bench->random);
    }
    must(db_commit(bench->db), db_why(bench->db));
}

static Job job_of(Bench *bench, TimeMs now)
{
    bench->relay = (Relay){ .url = text_format(bench->arena, "smtp://127.0.0.1:%d", bench->port),
                            .from = "post@bench.example", .from_name = "Bench",
                            .lines = bench->lines };
    bench->outside = (Outside){ .has_relay = true, .send_mail = relay_send, .state = &bench->relay,
                                .send_mails = relay_send_many,
                                .mails_at_once = relay_lines(&bench->relay) };
    return (Job){ .db = bench->db, .arena = bench->arena, .site = &bench->site,
                  .outside = &bench->outside, .random = &bench->random, .now = now };
}

static EditionId write_letter(Bench *bench)
{
    Edition letter = {
        .subject = "News of the party", .list = "local-news", .why = "a bench",
        .text = "Hello,\n\nwe meet on Thursday.\n\nTo stop this: {leave}\n",
        .html = "<!doctype html><html lang=\"en\"><title>News</title><p>We meet on Thursday.</p>"
                "<p><a href=\"https://{leave}\">Stop it</a></p></html>",
    };
    db_begin(bench->db);
    EditionId id = outbox_edition(bench->db, &letter, START, &bench->random);
    must(db_commit(bench->db), db_why(bench->db));
    return id;
}

/* As the job of the room updates does it: a thousand at a time. */
static int64_t address_all(Bench *bench, EditionId edition)
{
    AudienceCursor cursor = {0};
    Audience audience = { .root = bench->area, .topic = TOPIC_LOCAL_NEWS, .pace = PACE_AT_ONCE };
    int64_t count = 0;
    while (!cursor.is_over) {
        arena_reset(bench->arena);
        db_begin(bench->db);
        PermissionList list = consent_audience(bench->db, &audience, &cursor, LETTER_FILL, START + 1);
        for (size_t i = 0; i < list.count; i++)
            outbox_edition_to(bench->db, edition, &list.item[i], START + 1, &bench->random);
        must(db_commit(bench->db), db_why(bench->db));
        count += (int64_t)list.count;
    }
    return count;
}

static int64_t waiting(Bench *bench, EditionId edition)
{
    arena_reset(bench->arena);
    db_begin(bench->db);
    int64_t count = outbox_edition_count(bench->db, edition).waiting;
    db_rollback(bench->db);
    return count;
}

/* --- figures ------------------------------------------------------------------------ */

static int figures(Bench *bench, int64_t people)
{
    add_people(bench, people);
    EditionId edition = write_letter(bench);
    int64_t began = now_us();
    int64_t count = address_all(bench, edition);
    double queued_s = (double)(now_us() - began) / 1e6;
    printf("%lld people addressed in %.2f s (%.0f a second)\n", (long long)count, queued_s,
           (double)count / queued_s);

    Job job = job_of(bench, START + 2);
    began = now_us();
    int64_t rounds = 0;
    do {
        job.now = START + 2 + (now_us() - began) / 1000;
        arena_reset(bench->arena);
        bench->relay.url = text_format(bench->arena, "smtp://127.0.0.1:%d", bench->port);
        rounds++;
        if (db_log_bytes(bench->db) > LOG_BYTES_MAX) /* as the jobs process does */
            db_checkpoint(bench->db, false);
    } while (outbox_capability.job(&job));
    double sent_s = (double)(now_us() - began) / 1e6;
    printf("%lld mails sent in %.2f s (%.0f a second), in %lld batches; %lld wait\n",
           (long long)count, sent_s, (double)count / sent_s, (long long)rounds,
           (long long)waiting(bench, edition));
    relay_close(&bench->relay);
    return 0;
}

/* --- killed ---------------------------------------------------------------------------- */

static void send_until_killed(Bench *bench, TimeMs from)
{
    open_database(bench); /* the parent's handle is not ours */
    Job job = job_of(bench, from);
    int64_t began = now_us();
    do {
        job.now = from + (now_us() - began) / 1000;
        arena_reset(bench->arena);
        bench->relay.url = text_format(bench->arena, "smtp://127.0.0.1:%d", bench->port);
    } while (outbox_capability.job(&job));
    relay_close(&bench->relay);
    db_close(bench->db);
    _exit(0);
}

static bool is_killed(pid_t child, uint64_t life_ms)
{
    int status;
    struct timespec life = { .tv_nsec = (long)life_ms * 1000000 };
    if (life_ms > 0) {
        nanosleep(&life, NULL);
        kill(child, SIGKILL);
    }
    waitpid(child, &status, 0);
    return WIFSIGNALED(status);
}

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void count_log(const char *path, int64_t *different, int64_t *lines)
{
    static const char *line[2 * PEOPLE_MAX];
    Arena *arena = arena_new((size_t)64 * 1024 * 1024);
    char text[400];
    size_t count = 0;
    FILE *file = fopen(path, "r");
    must(file != NULL, "no log");
    while (count < COUNT(line) && fgets(text, sizeof text, file) != NULL)
        line[count++] = text_copy(arena, text);
    fclose(file);
    qsort(line, count, sizeof line[0], compare_lines);
    *lines = (int64_t)count;
    *different = 0;
    for (size_t i = 0; i < count; i++)
        *different += i == 0 || strcmp(line[i], line[i - 1]) != 0;
    arena_free(arena);
}

static int killed(Bench *bench, int rounds, uint64_t seed)
{
    /* More than it sends in the longest life, so that it is killed as often as asked. */
    add_people(bench, rounds > PEOPLE_MAX / PEOPLE_A_KILL ? PEOPLE_MAX : rounds * PEOPLE_A_KILL);
    EditionId edition = write_letter(bench);
    int64_t count = address_all(bench, edition);
    Random chance = random_from_seed(seed);
    int kills = 0, round = 0;
    db_close(bench->db);
    fflush(stdout);
    for (bool is_over = false; !is_over; round++) {
        bool is_last = round >= rounds;
        pid_t child = fork();
        must(child >= 0, "no process");
        if (child == 0)
            send_until_killed(bench, START + MINUTE_MS + round * ROUND_MS);
        bool was = is_killed(child, is_last ? 0 : 1 + random_below(&chance, LIFE_MAX_MS));
        kills += was;
        is_over = is_last && !was;
    }
    open_database(bench);
    int64_t left = waiting(bench, edition), different, lines;
    count_log(bench->log, &different, &lines);
    bool is_good = left == 0 && different == count && lines - different <= kills * (int64_t)bench->lines
        && kills == rounds;
    printf("%lld mails, %d kills: %lld arrived, %lld lost, %lld arrived twice, %lld still wait\n",
           (long long)count, kills, (long long)different, (long long)(count - different),
           (long long)(lines - different), (long long)left);
    printf("%d passed, %d failed\n", is_good, !is_good);
    return is_good ? 0 : 1;
}

int main(int argc, char **argv)
{
    static Bench bench;
    int64_t number = 0, seed = 1, connections = LINES;
    bool is_figures = argc == 1 || strcmp(argv[1], "figures") == 0;
    int line = is_figures ? 3 : 4;
    bool is_killing = argc > 1 && strcmp(argv[1], "killed") == 0;
    if ((!is_figures && !is_killing)
        || (argc > 2 && !text_to_int(argv[2], 1, 10000000, &number))
        || (is_killing && argc > 3 && !text_to_int(argv[3], 0, INT64_MAX, &seed))
        || (argc > line && !text_to_int(argv[line], 1, RELAY_LINES_MAX, &connections))) {
        fprintf(stderr, "usage: mail figures [PEOPLE [CONNECTIONS [PLACE]]]\n"
                        "       mail killed ROUNDS [SEED [CONNECTIONS [PLACE]]]\n");
        return 2;
    }
    int place = line + 1;
    bench.lines = (size_t)connections;
    bench_begin(&bench, argc > place ? argv[place] : NULL);
    int status = is_figures ? figures(&bench, number == 0 ? 100000 : number)
                            : killed(&bench, number == 0 ? 50 : (int)number, (uint64_t)seed);
    bench_end(&bench);
    return status;
}
