/* probe.c: enters each kind of process as the program does, and tries things.
 *
 *     probe acts       every act of acts.c in every process, against the table
 *     probe sweep      every system call by number: a line each, for calls.txt
 *     probe threads    what happens to a thread that was there before
 *
 * Links the house and is no part of the program. Ends with "N passed, N failed".
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <seccomp.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/confine.h"
#include "app/database.h"
#include "app/registry.h"
#include "base/text.h"
#include "sys/child.h"
#include "sys/landlock.h"
#include "tests/rights/acts.h"

enum { CALLS = 512, PATIENCE_S = 3, MAY = '+', NO = '-', DIES = 'x', ODD = '?' };

static const RightsProcess columns[ACT_PROCESSES] = { RIGHTS_SUPERVISOR, RIGHTS_WORKER,
                                                      RIGHTS_JOBS, RIGHTS_CHILD };
static Scene    scene;
static Settings settings;
static House    house;
static Arena   *arena;
static int      passed, failed;

static void claim(const char *words, bool holds)
{
    passed += holds;
    failed += !holds;
    if (!holds)
        printf("FAIL %s\n", words);
}

/* --- the scene ------------------------------------------------------------------ */

static int listen_somewhere(int *port)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof at;
    int handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (handle < 0 || bind(handle, (struct sockaddr *)&at, size) != 0 || listen(handle, 64) != 0
        || getsockname(handle, (struct sockaddr *)&at, &size) != 0)
        abort();
    *port = ntohs(at.sin_port);
    return handle;
}

static void file_make(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
        abort();
}

/* Every act finds the scene as it was. */
static void scene_set(void)
{
    file_make(text_format(arena, "%s/settings.conf", scene.data), "movement = Probe\n");
    file_make(text_format(arena, "%s/backup.key", scene.data), "secret\n");
    file_make(text_format(arena, "%s/spare.db", scene.data), "rows\n");
    file_make(scene.password, "hunter2\n");
    file_make(text_format(arena, "%s/letter", scene.outside), "dear\n");
    static const char *const made[] = { "new", "folder", "passwd", "settings.old", "device" };
    for (size_t i = 0; i < COUNT(made); i++)
        remove(text_format(arena, "%s/%s", scene.data, made[i]));
    remove(text_format(arena, "%s/new", scene.outside));
}

static void scene_begin(const char *work)
{
    arena = arena_new(ARENA_REQUEST_MAX);
    snprintf(scene.data, sizeof scene.data, "%s/data", work);
    snprintf(scene.password, sizeof scene.password, "%s/secret/password", work);
    snprintf(scene.outside, sizeof scene.outside, "%s/outside", work);
    const char *const folder[] = { scene.data, text_format(arena, "%s/secret", work),
                                   scene.outside };
    for (size_t i = 0; i < COUNT(folder); i++)
        if (mkdir(folder[i], 0700) != 0)
            abort();
    listen_somewhere(&scene.relay_port);
    listen_somewhere(&scene.other_port);
    scene.held = STDIN_FILENO;
    scene.victim = fork();
    if (scene.victim == 0)
        for (;;)
            pause();

    settings = settings_default(arena);
    settings.mail_relay = text_format(arena, "smtp://127.0.0.1:%d", scene.relay_port);
    settings.mail_from = "movement@example.org";
    settings.mail_password_file = scene.password;
    house = (House){ .data_dir = scene.data, .settings = &settings,
                     .site = settings_site(arena, &settings) };
    house.database = text_format(arena, "%s/groundswell.db", scene.data);
    scene_set();
    Db *db = app_database_open_at(house.database, DB_WRITE, arena);
    if (db == NULL)
        abort();
    db_close(db);
}

/* --- entering ------------------------------------------------------------------- */

/* As supervise() does, and what it starts. */
static void enter(RightsProcess process)
{
    static Rights kept;
    Arena *rows = arena_new(ARENA_REQUEST_MAX);
    bool is_in = confine_supervisor(&house);
    if (is_in && process == RIGHTS_WORKER)
        is_in = confine_worker(&house, rows) != NULL;
    if (is_in && process == RIGHTS_JOBS)
        is_in = confine_jobs(&house, rows, &kept) != NULL;
    if (!is_in)
        _exit(99);
}

typedef struct {
    const Deed *act;  /* NULL: a call */
    int        call, pipe;
} Try;

static int call_try(int call)
{
    static uint32_t word;
    if (call == SYS_futex) /* of -1 it says ENOSYS by itself */
        return syscall(call, &word, 1, 1, NULL, NULL, 0) < 0 ? errno : 0;
    return syscall(call, -1L, -1L, -1L, -1L, -1L, -1L) < 0 ? errno : 0;
}

static bool is_refusal(int error)
{
    return error == EPERM || error == ENOSYS || error == EACCES;
}

static char sign_of(const Try *one)
{
    if (one->act != NULL)
        return one->act->run(&scene) == 0 ? MAY : NO;
    return is_refusal(call_try(one->call)) ? NO : MAY;
}

/* On a thread that is younger than the rules, as everything in the worker is. */
static void *try_on_thread(void *context)
{
    const Try *one = context;
    char sign = sign_of(one);
    ssize_t count = write(one->pipe, &sign, 1);
    (void)count;
    return NULL;
}

static bool try_as_reader(void *context, ChildOut *out)
{
    char sign = sign_of(context);
    return child_say(out, &sign, 1);
}

static char reader_ends(Try *one)
{
    const ChildLimits limits = { .memory_bytes = 64 << 20, .cpu_s = PATIENCE_S,
                                 .wait_ms = PATIENCE_S * SECOND_MS, .output_bytes = 1 };
    Child child;
    char sign = ODD;
    if (!child_begin(&child, try_as_reader, one, &limits, RIGHTS_STRICT))
        return ODD;
    size_t count = child_read(&child, &sign, 1);
    ChildEnd end = child_end(&child);
    bool went_through = end == CHILD_CRASHED || end == CHILD_SLOW || end == CHILD_DONE;
    return count == 1 ? sign : end == CHILD_FORBIDDEN ? DIES : went_through ? MAY : ODD;
}

static char process_ends(Try *one, RightsProcess process)
{
    int ends[2], status;
    char sign = ODD;
    if (pipe2(ends, O_CLOEXEC) != 0)
        abort();
    one->pipe = ends[1];
    pid_t pid = fork();
    if (pid == 0) {
        pthread_t thread;
        dup2(open("/dev/null", O_WRONLY), STDERR_FILENO); /* last words */
        alarm(PATIENCE_S); /* for calls that wait */
        enter(process);
        if (pthread_create(&thread, NULL, try_on_thread, one) == 0)
            pthread_join(thread, NULL);
        _exit(0);
    }
    close(ends[1]);
    waitpid(pid, &status, 0);
    ssize_t count = read(ends[0], &sign, 1);
    close(ends[0]);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
        return DIES;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 99)
        return ODD;
    return count == 1 ? sign : MAY; /* it ended, or became another program */
}

static char ends(Try *one, RightsProcess process)
{
    return process == RIGHTS_CHILD ? reader_ends(one) : process_ends(one, process);
}

/* --- acts ------------------------------------------------------------------------- */

static void acts_try(void)
{
    static const char *const short_name[] = { "supervisor", "worker", "jobs", "reader" };
    int version = landlock_version();
    printf("S supervisor, W worker, J jobs, R reader of one file: + works, - is refused, x is the "
           "end; Landlock %d\n\n%-36s S W J R\n", version, "");
    for (size_t i = 0; i < act_count; i++) {
        Try one = { .act = &acts[i] };
        char signs[ACT_PROCESSES];
        printf("%-36s", acts[i].name);
        for (int p = 0; p < ACT_PROCESSES; p++) {
            scene_set();
            char sign = ends(&one, columns[p]);
            printf(" %c", sign);
            signs[p] = sign;
        }
        printf("%s\n", acts[i].landlock > version ? "  (this kernel cannot)" : "");
        for (int p = 0; p < ACT_PROCESSES && acts[i].landlock <= version; p++) {
            char words[200];
            snprintf(words, sizeof words, "%s, %s: \"%c\" is right", acts[i].name, short_name[p],
                     acts[i].want[p]);
            claim(words, acts[i].want[p] == '.' || signs[p] == acts[i].want[p]);
        }
    }
}

/* --- all calls ----------------------------------------------------------------------- */

/* Harmless arguments: -1 is no descriptor, no address, no number of anything. */
static void calls_sweep(void)
{
    printf("# number name supervisor worker jobs reader\n");
    for (int call = 0; call < CALLS; call++) {
        char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, call);
        if (name == NULL && call < 424)
            continue; /* no such number on this machine */
        printf("%d %s", call, name == NULL ? "new" : name);
        for (int p = 0; p < ACT_PROCESSES; p++)
            printf(" %c", ends(&(Try){ .call = call }, columns[p]));
        printf("\n");
        fflush(stdout);
    }
}

/* --- threads that were there before ------------------------------------------------------ */

typedef struct {
    pthread_barrier_t barrier;
    int               opened;
} Elder;

static void *elder_live(void *context)
{
    Elder *elder = context;
    pthread_barrier_wait(&elder->barrier); /* it is there */
    pthread_barrier_wait(&elder->barrier); /* now rights are given up */
    elder->opened = open("/etc/passwd", O_RDONLY);
    pthread_barrier_wait(&elder->barrier);
    pthread_barrier_wait(&elder->barrier); /* the story is told */
    char *const none[] = { NULL };
    execve("/bin/true", none, none);
    return NULL;
}

/* Exit status: 1 the elder kept its files, 2 nobody complained. */
static int elder_story(void)
{
    Elder elder = {0};
    pthread_t thread;
    char why[200];
    Rights rights = { .process = RIGHTS_WORKER };
    dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    pthread_barrier_init(&elder.barrier, NULL, 2);
    if (pthread_create(&thread, NULL, elder_live, &elder) != 0)
        return 99;
    pthread_barrier_wait(&elder.barrier);
    bool is_all = rights_give_up(&rights, why, sizeof why);
    pthread_barrier_wait(&elder.barrier);
    pthread_barrier_wait(&elder.barrier); /* it has opened what it could */
    int story = (elder.opened >= 0 ? 1 : 0) | (is_all ? 2 : 0);
    FILE *told = fopen("/dev/null", "r"); /* of our own: refused */
    story |= told != NULL ? 4 : 0;
    ssize_t count = write(house.listener, &story, sizeof story);
    (void)count;
    pthread_barrier_wait(&elder.barrier);
    pthread_join(thread, NULL); /* the filter reached it: this process ends here */
    return 0;
}

static void threads_try(void)
{
    int ends_[2], story = 0, status;
    if (pipe(ends_) != 0)
        abort();
    house.listener = ends_[1];
    pid_t pid = fork();
    if (pid == 0)
        _exit(elder_story());
    close(ends_[1]);
    waitpid(pid, &status, 0);
    claim("a story is told", read(ends_[0], &story, sizeof story) == (ssize_t)sizeof story);
    claim("Landlock does not reach an elder thread (the pitfall)", (story & 1) != 0);
    claim("giving up rights among threads is told as a fault", (story & 2) == 0);
    claim("the thread that asked is bound", (story & 4) == 0);
    claim("the filter reaches an elder thread", WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
}

int main(int argc, char **argv)
{
    char work[PATH_MAX];
    const char *room = getenv("TMPDIR");
    snprintf(work, sizeof work, "%s/groundswell-probe-XXXXXX", room == NULL ? "/tmp" : room);
    if (argc > 1 && text_equal(argv[1], "started"))
        return 0; /* run_own_program() */
    if (argc != 2 || sodium_init() < 0 || mkdtemp(work) == NULL) {
        fprintf(stderr, "usage: probe acts|sweep|threads\n");
        return 2;
    }
    if (rights_missing(false)[0] != '\0') {
        fprintf(stderr, "Not tried here: %s.\n0 passed, 0 failed\n", rights_missing(false));
        return 0;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    db_start();
    registry_use();
    scene_begin(work);
    if (text_equal(argv[1], "acts"))
        acts_try();
    else if (text_equal(argv[1], "sweep"))
        calls_sweep();
    else
        threads_try();
    kill(scene.victim, SIGKILL);
    waitpid(scene.victim, NULL, 0);
    if (!text_equal(argv[1], "sweep"))
        printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
