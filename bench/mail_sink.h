/* mail_sink.h: a mail server on loopback that takes everything and writes down,
 * one line each, what it said yes to: the Message-ID and the address. The least
 * of RFC 5321 that a client needs, one thread for each connection. The line is
 * in the file before the sender hears "250".
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BENCH_MAIL_SINK_H
#define BENCH_MAIL_SINK_H

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINE_BYTES = 4000, BUFFER_BYTES = 64 * 1024 };

static int sink_log;

typedef struct { int peer; char bytes[BUFFER_BYTES]; size_t at, end; } Peer;

static bool next_line(Peer *peer, char line[LINE_BYTES])
{
    size_t length = 0;
    for (;;) {
        if (peer->at == peer->end) {
            ssize_t got = read(peer->peer, peer->bytes, sizeof peer->bytes);
            if (got <= 0)
                return false;
            peer->at = 0;
            peer->end = (size_t)got;
        }
        char c = peer->bytes[peer->at++];
        if (length + 1 < LINE_BYTES)
            line[length++] = c;
        if (c == '\n')
            break;
    }
    line[length] = '\0';
    return true;
}

static bool answer(Peer *peer, const char *words)
{
    return write(peer->peer, words, strlen(words)) == (ssize_t)strlen(words);
}

static bool take_mail(Peer *peer, const char *to)
{
    char line[LINE_BYTES], id[LINE_BYTES] = "-", noted[2 * LINE_BYTES];
    while (next_line(peer, line)) {
        if (strncasecmp(line, "Message-ID: <", 13) == 0) {
            snprintf(id, sizeof id, "%.*s", (int)strcspn(line + 13, ">"), line + 13);
        } else if (strcmp(line, ".\r\n") == 0) {
            int length = snprintf(noted, sizeof noted, "%s %s\n", id, to);
            if (write(sink_log, noted, (size_t)length) != length)
                return false;
            return answer(peer, "250 taken\r\n");
        }
    }
    return false;
}

static void *talk(void *state)
{
    static _Thread_local Peer peer;
    peer = (Peer){ .peer = (int)(intptr_t)state };
    char line[LINE_BYTES], to[LINE_BYTES] = "";
    bool goes_on = answer(&peer, "220 sink\r\n");
    while (goes_on && next_line(&peer, line)) {
        if (strncasecmp(line, "RCPT TO:<", 9) == 0)
            snprintf(to, sizeof to, "%.*s", (int)strcspn(line + 9, ">"), line + 9);
        if (strncasecmp(line, "DATA", 4) == 0)
            goes_on = answer(&peer, "354 go on\r\n") && take_mail(&peer, to);
        else if (strncasecmp(line, "QUIT", 4) == 0)
            goes_on = false;
        else
            goes_on = answer(&peer, "250 sink\r\n");
    }
    close(peer.peer);
    return NULL;
}

static void serve_for_ever(int listener)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) {
        int peer = accept(listener, NULL, NULL), one = 1;
        pthread_t thread;
        if (peer < 0)
            continue;
        setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (pthread_create(&thread, NULL, talk, (void *)(intptr_t)peer) == 0)
            pthread_detach(thread);
        else
            close(peer);
    }
}

/* A process of its own that ends with ours; its port in *port. */
static pid_t mail_sink_start(const char *log_path, int *port)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sink_log = open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (listener < 0 || sink_log < 0 || bind(listener, (struct sockaddr *)&address, length) != 0
        || listen(listener, 64) != 0
        || getsockname(listener, (struct sockaddr *)&address, &length) != 0)
        return -1;
    *port = ntohs(address.sin_port);
    pid_t child = fork();
    if (child == 0) {
        struct sigaction ignore = { .sa_handler = SIG_IGN };
        sigaction(SIGPIPE, &ignore, NULL);
        serve_for_ever(listener);
    }
    close(listener);
    return child;
}

#endif
