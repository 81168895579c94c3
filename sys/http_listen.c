/* http_listen.c: sockets that listen, on TCP or on a path.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "sys/http.h"

enum { LISTEN_BACKLOG = 4096 };

static int close_with(int socket, int why)
{
    close(socket);
    errno = why;
    return -1;
}

int http_listen(const char *address, int port)
{
    struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) };
    struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    bool is_four = inet_pton(AF_INET, address, &four.sin_addr) == 1;
    if (!is_four && inet_pton(AF_INET6, address, &six.sin6_addr) != 1) {
        errno = EINVAL;
        return -1;
    }
    int one = 1;
    int listener = socket(is_four ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0)
        return -1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    const struct sockaddr *to = is_four ? (const struct sockaddr *)(const void *)&four
                                        : (const struct sockaddr *)(const void *)&six;
    if (bind(listener, to, is_four ? sizeof four : sizeof six) != 0
        || listen(listener, LISTEN_BACKLOG) != 0)
        return close_with(listener, errno);
    return listener;
}

/* A socket file whose program is gone refuses; one that is in use does not. */
static bool is_left_over(const struct sockaddr_un *name)
{
    struct stat about;
    if (lstat(name->sun_path, &about) != 0 || !S_ISSOCK(about.st_mode))
        return false;
    int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool is_refused = probe >= 0
        && connect(probe, (const struct sockaddr *)(const void *)name, sizeof *name) != 0
        && errno == ECONNREFUSED;
    if (probe >= 0)
        close(probe);
    return is_refused;
}

int http_listen_unix(const char *path)
{
    struct sockaddr_un name = { .sun_family = AF_UNIX };
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof name.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(name.sun_path, path, length + 1);
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0)
        return -1;
    if (is_left_over(&name))
        unlink(path);
    /* The mode first, so that there is no moment at which everybody may connect. */
    mode_t before = umask(0117);
    int bound = bind(listener, (const struct sockaddr *)(const void *)&name, sizeof name);
    int why = errno;
    umask(before);
    if (bound != 0)
        return close_with(listener, why);
    if (listen(listener, LISTEN_BACKLOG) != 0)
        return close_with(listener, errno);
    return listener;
}
