/* lane_crash.c: kills lane_victim at any moment, again and again, and counts
 * the rows that were answered for and are not there.
 *
 *     lane_crash VICTIM SHIM FOLDER ROUNDS SEED WAY POWER lost|kept
 *
 * WAY: full, normal, early or trust (lane_victim.c). POWER: kill (the machine runs
 * on), cut (all that was not synced is gone), torn (some sectors of it stay);
 * with CRASH_DATABASE, a PostgreSQL place, also server (the database server is
 * killed and comes back under the victim, and then the victim is killed).
 * The last word is what must come out; the exit status says whether it did.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/crash/cut.h"
#include "tests/crash/lane_answer.h"
#include "tests/crash/look.h"

enum { THREADS = 16, LIFE_MAX_MS = 120, START_MAX_MS = 60000, AFTER_STRIKE_S = 1 };

typedef struct {
    const char *victim, *shim, *way, *power;
    char        place[PATH_MAX], folder[PATH_MAX], log[PATH_MAX];
    uint64_t    chance;
    int64_t     answered, lost, rounds_with_loss, dropped, broken, rows;
} Proof;

static uint64_t next_chance(Proof *proof)
{
    proof->chance = proof->chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return proof->chance >> 33;
}

/* Whether the shim is to model a power cut. */
static bool is_cut(const Proof *proof)
{
    return strcmp(proof->power, "cut") == 0 || strcmp(proof->power, "torn") == 0;
}

static pid_t start(const Proof *proof, int64_t round, int *answers)
{
    int ends[2];
    if (pipe(ends) != 0)
        return -1;
    pid_t child = fork();
    if (child != 0) {
        close(ends[1]);
        *answers = ends[0];
        return child;
    }
    char number[32], threads[32];
    snprintf(number, sizeof number, "%lld", (long long)round);
    snprintf(threads, sizeof threads, "%d", THREADS);
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    if (is_cut(proof)) {
        setenv("CUT_FOLDER", proof->folder, 1);
        setenv("CUT_LOG", proof->log, 1);
        setenv("LD_PRELOAD", proof->shim, 1);
    }
    execl(proof->victim, proof->victim, proof->way, proof->place, number, threads, (char *)NULL);
    _exit(127);
}

/* Reads answers for life_ms after the first, kills, and reads what is left. */
static bool live_and_die(const Proof *proof, pid_t child, int answers, int64_t life_ms,
                         uint32_t last[THREADS])
{
    struct timespec now, end = {0};
    bool has_begun = false, is_dead = false;
    bool must_strike = strcmp(proof->power, "server") == 0;
    for (;;) {
        LaneAnswer answer;
        int wait_ms = START_MAX_MS;
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (has_begun && !is_dead) {
            int64_t left = (end.tv_sec - now.tv_sec) * 1000 + (end.tv_nsec - now.tv_nsec) / 1000000;
            if (left <= 0 && must_strike) {
                if (!cluster_do("stop", "kill") || !cluster_do("start", ""))
                    return false;
                must_strike = false;
                clock_gettime(CLOCK_MONOTONIC, &end);
                end.tv_sec += AFTER_STRIKE_S;
            } else if (left <= 0) {
                kill(child, SIGKILL);
                is_dead = true;
            }
            wait_ms = left > 0 ? (int)left : wait_ms;
        }
        struct pollfd ready = { .fd = answers, .events = POLLIN };
        if (poll(&ready, 1, wait_ms) == 0) {
            if (!has_begun)
                kill(child, SIGKILL);
            continue;
        }
        ssize_t got = read(answers, &answer, sizeof answer);
        if (got != sizeof answer)
            break; /* the pipe is empty and its writer dead */
        if (answer.thread < THREADS && answer.number > last[answer.thread])
            last[answer.thread] = answer.number;
        if (!has_begun) {
            end = now;
            end.tv_nsec += life_ms % 1000 * 1000000;
            end.tv_sec += life_ms / 1000 + end.tv_nsec / 1000000000;
            end.tv_nsec %= 1000000000;
            has_begun = true;
        }
    }
    close(answers);
    waitpid(child, NULL, 0);
    return has_begun && is_dead;
}

static int64_t rows_where(Look *db, const char *format, int64_t a, int64_t b, int64_t c)
{
    char condition[128], sql[192];
    snprintf(condition, sizeof condition, format, (long long)a, (long long)b, (long long)c);
    snprintf(sql, sizeof sql, "SELECT count(*) FROM victim WHERE %s", condition);
    return look_number(db, sql);
}

/* What was answered for in this round, and all that was there before it. */
static void check(Proof *proof, int64_t round, const uint32_t last[THREADS])
{
    Look *db = look_open(proof->place);
    int64_t lost = 0;
    proof->broken += !look_is_whole(db);
    for (int i = 0; i < THREADS; i++) {
        int64_t rows = rows_where(db, "round = %lld AND thread = %lld AND number <= %lld", round,
                                  i, last[i]);
        proof->answered += last[i];
        lost += last[i] - (rows < 0 ? 0 : rows);
    }
    int64_t before = rows_where(db, "round < %lld", round, 0, 0);
    if (before < proof->rows)
        lost += proof->rows - before;
    proof->rows = look_number(db, "SELECT count(*) FROM victim");
    proof->lost += lost;
    proof->rounds_with_loss += lost > 0;
    look_close(db);
}

static bool do_round(Proof *proof, int64_t round)
{
    uint32_t last[THREADS] = {0};
    int answers = -1;
    pid_t child = start(proof, round, &answers);
    if (child < 0 || !live_and_die(proof, child, answers, 1 + (int64_t)(next_chance(proof) % LIFE_MAX_MS),
                                   last))
        return false;
    if (is_cut(proof)) {
        char shm[PATH_MAX + 8];
        int64_t dropped;
        CutHow how = strcmp(proof->power, "torn") == 0 ? CUT_SECTORS_STAY : CUT_NOTHING_STAYS;
        if (!cut_restore(proof->log, how, next_chance(proof), &dropped))
            return false;
        proof->dropped += dropped;
        snprintf(shm, sizeof shm, "%s-shm", proof->place);
        unlink(shm);
    }
    check(proof, round, last);
    return true;
}

int main(int argc, char **argv)
{
    static Proof proof;
    if (argc != 9 || realpath(argv[3], proof.folder) == NULL) {
        fprintf(stderr,
                "usage: lane_crash VICTIM SHIM FOLDER ROUNDS SEED WAY POWER lost|kept\n");
        return 2;
    }
    proof.victim = argv[1];
    proof.shim = argv[2];
    proof.way = argv[6];
    proof.power = argv[7];
    proof.chance = strtoull(argv[5], NULL, 10);
    const char *server = getenv("CRASH_DATABASE");
    if (server != NULL)
        snprintf(proof.place, sizeof proof.place, "%s", server);
    else
        snprintf(proof.place, sizeof proof.place, "%.4000s/victim.db", proof.folder);
    snprintf(proof.log, sizeof proof.log, "%.4000s.log", proof.folder);
    int64_t rounds = strtoll(argv[4], NULL, 10);
    for (int64_t round = 1; round <= rounds; round++) {
        if (!do_round(&proof, round)) {
            fprintf(stderr, "lane_crash: round %lld: the victim gave no answer: %s\n",
                    (long long)round, strerror(errno));
            return 1;
        }
    }
    bool must_lose = strcmp(argv[8], "lost") == 0;
    bool is_right = must_lose ? proof.lost > 0 : proof.lost == 0 && proof.broken == 0;
    printf("%-6s %-4s  %4lld rounds, %8lld acknowledged, %6lld lost in %lld rounds, %lld unsynced "
           "writes dropped, %lld broken files: %s\n",
           proof.way, proof.power, (long long)rounds, (long long)proof.answered,
           (long long)proof.lost, (long long)proof.rounds_with_loss, (long long)proof.dropped,
           (long long)proof.broken, is_right ? "as it must be" : "WRONG");
    return is_right ? 0 : 1;
}
