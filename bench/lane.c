/* lane.c: durable writes a second through the write lane, by clients.
 *
 *     make lane            1, 16 and 64 clients, 3 s each, in a fresh folder of /var/tmp
 *     build/bench/lane "postgres:host=/run/postgresql dbname=scratch"
 *                          the same on a PostgreSQL database, in a table "visit" that it
 *                          makes anew; bench/lane_postgres.sh makes a whole cluster for it
 *
 * Each write inserts one small row with two indexes, the shape of a visit at
 * a door. Prints the disk's own fdatasync time beside it, because that is
 * what group commit hides.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "base/hash.h"
#include "db/lane.h"
#include "db/migrate.h"

enum { SECONDS = 3, CLIENTS_MAX = 64, SAMPLES_MAX = 400000 };

typedef struct {
    Lane    *lane;
    int      client;
    Arena   *arena;
    int64_t  written;
    int64_t *sample_us;
    size_t   samples;
} Client;

static volatile bool is_over;

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

typedef struct { Client *client; int64_t number; } Visit;

static bool write_visit(Db *db, void *work)
{
    Visit *visit = work;
    db_use_arena(db, visit->client->arena);
    db_put(db,
           "INSERT INTO visit (area, id, door, at, note) VALUES ($1, $2, $3, $4, $5)",
           args(sql_int(visit->client->client), sql_int(visit->number),
                sql_int(visit->number * 7919 % 100003), sql_int(visit->number), sql_text("talked")));
    return true;
}

static void *be_client(void *context)
{
    Client *client = context;
    while (!is_over) {
        Visit visit = { client, client->written };
        int64_t began = now_us();
        if (lane_do(client->lane, write_visit, &visit) != LANE_DONE)
            abort();
        if (client->samples < SAMPLES_MAX)
            client->sample_us[client->samples++] = now_us() - began;
        client->written++;
        arena_reset(client->arena);
    }
    return NULL;
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void broken(const char *why)
{
    fprintf(stderr, "%s\n", why);
    abort();
}

static void print_sync_time(const char *folder)
{
    char path[300], block[4096] = {0};
    snprintf(path, sizeof path, "%s/sync", folder);
    int file = open(path, O_CREAT | O_RDWR, 0600);
    int64_t sample[200];
    for (size_t i = 0; i < COUNT(sample); i++) {
        int64_t began = now_us();
        if (pwrite(file, block, sizeof block, (off_t)(i * sizeof block)) < 0 || fdatasync(file) != 0)
            abort();
        sample[i] = now_us() - began;
    }
    close(file);
    unlink(path);
    qsort(sample, COUNT(sample), sizeof sample[0], by_size);
    printf("fdatasync of this disk: p50 %lld us, p99 %lld us\n",
           (long long)sample[COUNT(sample) / 2], (long long)sample[COUNT(sample) * 99 / 100]);
}

static void run(const char *place, int clients)
{
    char why[256];
    Db *db = db_open(place, DB_WRITE, why, sizeof why);
    if (db == NULL)
        broken(why);
    Arena *arena = arena_new(ARENA_CHUNK_BYTES);
    db_script(db, "DROP TABLE IF EXISTS visit");
    db_script(db, db_schema_words(db, arena,
        "CREATE TABLE visit (area BIGINT, id BIGINT, door BIGINT, at BIGINT, note TEXT,"
        " PRIMARY KEY (area, id));"
        "CREATE INDEX visit_door ON visit (door); CREATE INDEX visit_at ON visit (area, at)"));
    arena_free(arena);
    Lane *lane = lane_start(db, broken);
    static Client client[CLIENTS_MAX];
    pthread_t thread[CLIENTS_MAX];
    is_over = false;
    int64_t began = now_us();
    for (int i = 0; i < clients; i++) {
        client[i] = (Client){ .lane = lane, .client = i, .arena = arena_new(ARENA_CHUNK_BYTES),
                              .sample_us = heap_take(SAMPLES_MAX, sizeof(int64_t)) };
        pthread_create(&thread[i], NULL, be_client, &client[i]);
    }
    sleep(SECONDS);
    is_over = true;
    int64_t written = 0;
    size_t samples = 0;
    for (int i = 0; i < clients; i++) {
        pthread_join(thread[i], NULL);
        written += client[i].written;
        samples += client[i].samples;
    }
    double seconds = (double)(now_us() - began) / 1e6;
    lane_stop(lane);

    int64_t *all = heap_take(samples + 1, sizeof *all), *at = all;
    for (int i = 0; i < clients; i++) {
        memcpy(at, client[i].sample_us, client[i].samples * sizeof *at);
        at += client[i].samples;
        heap_give(client[i].sample_us);
        arena_free(client[i].arena);
    }
    qsort(all, samples, sizeof *all, by_size);
    printf("%2d clients: %8.0f durable writes/s, p50 %5lld us, p99 %6lld us, max %6lld us\n",
           clients, (double)written / seconds, (long long)all[samples / 2],
           (long long)all[samples * 99 / 100], (long long)all[samples - 1]);
    heap_give(all);
}

int main(int argc, char **argv)
{
    char folder[] = "/var/tmp/groundswell-lane-XXXXXX";
    if (sodium_init() < 0 || mkdtemp(folder) == NULL)
        return 1;
    print_sync_time(folder);
    static const int clients[] = { 1, 16, 64 };
    for (size_t i = 0; i < COUNT(clients); i++) {
        char path[300];
        snprintf(path, sizeof path, "%s/lane-%d.db", folder, clients[i]);
        run(argc > 1 ? argv[1] : path, clients[i]);
        unlink(path);
    }
    return rmdir(folder) == 0 ? 0 : 1;
}
