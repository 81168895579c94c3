/* notify.c: sd_notify(3) by hand.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sys/notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int     notify_socket = -1;
static int64_t period_ms = -1; /* half of what systemd waits for */
static TimeMs  said_at;

static void listen_to(const char *path)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof to.sun_path || (path[0] != '/' && path[0] != '@'))
        return;
    memcpy(to.sun_path, path, length);
    if (path[0] == '@')
        to.sun_path[0] = '\0'; /* an abstract name */
    notify_socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    if (notify_socket >= 0
        && connect(notify_socket, (const struct sockaddr *)(const void *)&to, size) != 0) {
        close(notify_socket);
        notify_socket = -1;
    }
}

void notify_begin(void)
{
    const char *path = getenv("NOTIFY_SOCKET"), *wait_us = getenv("WATCHDOG_USEC");
    const char *whom = getenv("WATCHDOG_PID");
    bool is_for_us = whom == NULL || strtol(whom, NULL, 10) == getpid();
    if (path != NULL)
        listen_to(path);
    if (wait_us != NULL && is_for_us)
        period_ms = strtoll(wait_us, NULL, 10) / 1000 / 2;
    if (period_ms <= 0 || notify_socket < 0)
        period_ms = -1;
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
}

void notify_say(const char *words)
{
    if (notify_socket >= 0 && send(notify_socket, words, strlen(words), MSG_NOSIGNAL) < 0)
        fprintf(stderr, "groundswell: systemd does not hear us\n");
}

int notify_alive(TimeMs now)
{
    if (period_ms < 0)
        return -1;
    if (now - said_at >= period_ms || now < said_at) {
        said_at = now;
        notify_say("WATCHDOG=1");
    }
    return (int)(said_at + period_ms - now);
}
