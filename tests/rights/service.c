/* service.c: the real program under its rights: it serves, sends mail, and is
 * taken over.
 *
 *     service GROUNDSWELL SHIM WORK
 *
 * WORK is an empty folder. Ends with "N passed, N failed".
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/crash/client.h"
#include "tests/rights/acts.h"

enum { PATIENCE_MS = 20000, START_TRIES = 400, START_PAUSE_US = 25000, LOG_BYTES = 256 * 1024 };
#define SECRET "correct-horse-battery"

static char  data[600], password[600], outside[600], log_text[LOG_BYTES];
static size_t log_length;
static int   log_pipe = -1, passed, failed, port, relay_port;
static pid_t server, victim, relay;
static Client client;

static void claim(const char *words, bool holds)
{
    passed += holds;
    failed += !holds;
    printf("%s %s\n", holds ? "ok  " : "FAIL", words);
}

static void file_make(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0) {
        perror(path);
        exit(2);
    }
}

/* Replaced as careful programs do it: written beside, then renamed. */
static void file_replace(const char *path, const char *text)
{
    char beside[700];
    snprintf(beside, sizeof beside, "%s.new", path);
    file_make(beside, text);
    if (rename(beside, path) != 0)
        abort();
}

/* --- what the server says ------------------------------------------------------ */

/* Reads on until the words stand in what was said since `from`; false after a while. */
static bool hears(const char *words, size_t from)
{
    for (;;) {
        if (strstr(log_text + from, words) != NULL)
            return true;
        struct pollfd ready = { .fd = log_pipe, .events = POLLIN };
        if (log_length + 1 >= LOG_BYTES || poll(&ready, 1, PATIENCE_MS) <= 0)
            return false;
        ssize_t count = read(log_pipe, log_text + log_length, LOG_BYTES - 1 - log_length);
        if (count <= 0)
            return false;
        log_length += (size_t)count;
        log_text[log_length] = '\0';
    }
}

/* --- a mail relay ---------------------------------------------------------------- */

/* Takes everything; what it took is written to WORK/mail. */
static void relay_serve(int listener, const char *box)
{
    char line[2048];
    for (;;) {
        FILE *peer = fdopen(accept(listener, NULL, NULL), "r+");
        if (peer == NULL)
            continue;
        bool is_text = false;
        setvbuf(peer, NULL, _IONBF, 0);
        fputs("220 relay\r\n", peer);
        while (fgets(line, sizeof line, peer) != NULL) {
            FILE *mail = fopen(box, "a");
            if (mail != NULL && (fputs(line, mail) < 0 || fclose(mail) != 0))
                _exit(1);
            if (is_text && strcmp(line, ".\r\n") != 0)
                continue;
            fputs(strncmp(line, "DATA", 4) == 0         ? "354 go on\r\n"
                      : strncmp(line, "EHLO", 4) == 0   ? "250-relay\r\n250 AUTH PLAIN\r\n"
                      : strcmp(line, "AUTH PLAIN\r\n") == 0 ? "334 \r\n"
                      : line[0] == 'A' && !is_text      ? "235 come in\r\n"
                                                        : "250 taken\r\n", peer);
            is_text = strncmp(line, "DATA", 4) == 0;
        }
        fclose(peer);
    }
}

static void relay_start(const char *work)
{
    char box[700];
    snprintf(box, sizeof box, "%s/mail", work);
    relay_port = free_port();
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)relay_port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&at, sizeof at) != 0 || listen(listener, 16) != 0)
        abort();
    relay = fork();
    if (relay == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        relay_serve(listener, box);
    }
    close(listener);
}

static bool mail_has(const char *work, const char *words)
{
    char box[700];
    static char text[64 * 1024];
    snprintf(box, sizeof box, "%s/mail", work);
    for (int tries = 0; tries < START_TRIES; tries++) {
        FILE *file = fopen(box, "r");
        size_t count = file == NULL ? 0 : fread(text, 1, sizeof text - 1, file);
        text[count] = '\0';
        if (file != NULL)
            fclose(file);
        if (strstr(text, words) != NULL)
            return true;
        usleep(START_PAUSE_US);
    }
    return false;
}

/* --- the program -------------------------------------------------------------------- */

static void environment_set(const char *shim)
{
    char text[32], terces[sizeof SECRET];
    for (size_t i = 0; i < sizeof SECRET - 1; i++)
        terces[i] = SECRET[sizeof SECRET - 2 - i];
    terces[sizeof SECRET - 1] = '\0';
    setenv("LD_PRELOAD", shim, 1);
    setenv("SCENE_DATA", data, 1);
    setenv("SCENE_PASSWORD", password, 1);
    setenv("SCENE_OUTSIDE", outside, 1);
    setenv("SCENE_TERCES", terces, 1);
    snprintf(text, sizeof text, "%d", relay_port);
    setenv("SCENE_PORT", text, 1);
    snprintf(text, sizeof text, "%d", victim);
    setenv("SCENE_VICTIM", text, 1);
}

static bool server_answers(void)
{
    for (int tries = 0; tries < START_TRIES; tries++) {
        if (client_ask(&client, "/", NULL) == 200)
            return true;
        client_close(&client);
        usleep(START_PAUSE_US);
    }
    return false;
}

static void server_start(const char *program, const char *shim)
{
    int ends[2];
    char number[16];
    port = client.port = free_port();
    client.socket = -1;
    snprintf(number, sizeof number, "%d", port);
    if (pipe(ends) != 0)
        abort();
    server = fork();
    if (server == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        environment_set(shim);
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        execl(program, program, "serve", "--data", data, "--port", number, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    log_pipe = ends[0];
    claim("it starts under its rights and answers", server_answers());
}

static void server_stop(void)
{
    int status = 0;
    client_close(&client);
    kill(server, SIGTERM);
    waitpid(server, &status, 0);
    claim("it ends in order", WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* Has act `number` done by the worker; its end as a letter. */
static char act_ask(long number)
{
    char mark[32], request[200];
    size_t from = log_length;
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int count = snprintf(request, sizeof request,
                         "GET / HTTP/1.1\r\nHost: localhost:%d\r\nX-Act: %ld\r\n\r\n", port, number);
    if (connect(handle, (struct sockaddr *)&to, sizeof to) != 0
        || send(handle, request, (size_t)count, MSG_NOSIGNAL) != count)
        abort();
    snprintf(mark, sizeof mark, "act %ld: ", number);
    /* Either the act tells its end, or the supervisor tells the worker's. */
    char sign = '?';
    while (sign == '?') {
        const char *told = strstr(log_text + from, mark);
        if (told != NULL && strchr(told, '\n') != NULL)
            sign = told[strlen(mark)];
        else if (strstr(log_text + from, "worker ended by signal 31 (a forbidden call)") != NULL)
            sign = 'x';
        else if (!hears("\n", log_length))
            break;
    }
    close(handle);
    return sign;
}

/* --- the stories ----------------------------------------------------------------------- */

/* Each death costs a pause of the supervisor, so only some of the deadly ones. */
static bool is_tried(const Deed *act)
{
    static const char *const deadly[] = { "run /bin/true", "start a process",
                                          "socket: IPv4", "ptrace a process",
                                          "map memory to write and run" };
    if (act->want[1] != 'x')
        return strcmp(act->name, "exit") != 0;
    for (size_t i = 0; i < sizeof deadly / sizeof deadly[0]; i++)
        if (strcmp(act->name, deadly[i]) == 0)
            return true;
    return false;
}

static void taken_over(void)
{
    char words[200];
    claim("a taken-over worker finds no mail password in its memory", act_ask(-1) == '-');
    for (size_t i = 0; i < act_count; i++) {
        if (!is_tried(&acts[i]))
            continue;
        size_t from = log_length;
        char sign = act_ask((long)i), want = acts[i].want[1];
        snprintf(words, sizeof words, "a taken-over worker, %s: %c", acts[i].name, want);
        claim(words, sign == want);
        if (want == 'x') {
            claim("  the call is named", hears("groundswell: worker: a forbidden call, ", from));
            claim("  and others are served again", server_answers());
        }
    }
}

static void mail_leaves(const char *work)
{
    claim("somebody asks for a sign-in link",
          client_ask(&client, "/sign-in", "mail=ann%40example.org") == 303);
    claim("the jobs process signs in to the relay and sends it",
          mail_has(work, "RCPT TO:<ann@example.org>") && mail_has(work, "AUTH PLAIN"));
}

static void password_changes(const char *work)
{
    size_t from = log_length;
    file_replace(password, "another-password\n");
    claim("a replaced password file is noticed", hears("has been replaced", from));
    claim("and the jobs process begins again", hears("jobs ended with 0; starting it again", from));
    client_close(&client);
    claim("another link is asked for",
          client_ask(&client, "/sign-in", "mail=bob%40example.org") == 303);
    /* "\0movement\0another-password" in base64 */
    claim("it goes out with the new password",
          mail_has(work, "RCPT TO:<bob@example.org>")
              && mail_has(work, "AG1vdmVtZW50AGFub3RoZXItcGFzc3dvcmQ="));
}

/* Runs a command of the program on the data, silently; its exit status. */
static int command(const char *program, const char *const words[])
{
    const char *all[10] = { program };
    size_t count = 1;
    for (; words[count - 1] != NULL && count < 7; count++)
        all[count] = words[count - 1];
    all[count++] = "--data";
    all[count] = data;
    int status = -1;
    pid_t pid = fork();
    if (pid == 0) {
        int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
        dup2(nothing, STDOUT_FILENO);
        dup2(nothing, STDERR_FILENO);
        execv(program, (char *const *)(uintptr_t)all);
        _exit(127);
    }
    waitpid(pid, &status, 0);
    return status;
}

static void movement_make(const char *program, const char *work)
{
    char text[1000];
    const char *const made[] = { "secret", "outside" };
    snprintf(data, sizeof data, "%s/data", work);
    snprintf(password, sizeof password, "%s/secret/password", work);
    snprintf(outside, sizeof outside, "%s/outside", work);
    for (size_t i = 0; i < 2; i++) {
        snprintf(text, sizeof text, "%s/%s", work, made[i]);
        if (mkdir(text, 0700) != 0)
            abort();
    }
    static const char *const demo[] = { "demo", "--members", "300", "--seed", "1", NULL };
    static const char *const ann[] = { "admin", "--name", "Ann", "--mail", "ann@example.org", NULL };
    static const char *const bob[] = { "admin", "--name", "Bob", "--mail", "bob@example.org", NULL };
    if (command(program, demo) != 0 || command(program, ann) != 0 || command(program, bob) != 0) {
        fprintf(stderr, "the movement cannot be made\n");
        exit(2);
    }
    snprintf(text, sizeof text,
             "movement = Probe\nmail_relay = smtp://localhost:%d\nmail_from = us@example.org\n"
             "mail_user = movement\nmail_password_file = %s\nrights = on\ndemo = yes\n",
             relay_port, password);
    char path[700];
    snprintf(path, sizeof path, "%s/settings.conf", data);
    file_make(path, text);
    file_make(password, SECRET "\n");
    snprintf(path, sizeof path, "%s/backup.key", data);
    file_make(path, "a key\n");
    snprintf(path, sizeof path, "%s/spare.db", data);
    file_make(path, "rows\n");
    snprintf(path, sizeof path, "%s/letter", outside);
    file_make(path, "dear\n");
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: service GROUNDSWELL SHIM WORK\n");
        return 2;
    }
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    sigaction(SIGPIPE, &ignore, NULL);
    setvbuf(stdout, NULL, _IOLBF, 0);
    victim = fork();
    if (victim == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;)
            pause();
    }
    relay_start(argv[3]);
    movement_make(argv[1], argv[3]);
    server_start(argv[1], argv[2]);
    claim("figures tell its memory", client_ask(&client, "/metrics", NULL) == 200
              && strstr(client.page, "\nprocess_resident_memory_bytes ") != NULL
              && strstr(client.page, "\nprocess_resident_memory_bytes 0\n") == NULL);
    mail_leaves(argv[3]);
    password_changes(argv[3]);
    taken_over();
    server_stop();

    char log_file[700];
    struct stat status;
    snprintf(log_file, sizeof log_file, "%s/groundswell.db-wal", data);
    claim("the log was moved into the database at the end",
          stat(log_file, &status) != 0 || status.st_size == 0);
    if (failed > 0)
        printf("--- the server said:\n%s\n", log_text);
    kill(victim, SIGKILL);
    kill(relay, SIGKILL);
    printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
