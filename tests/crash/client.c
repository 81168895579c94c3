/* client.c: HTTP/1.1 by hand, no more than our own pages need.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/crash/client.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { REQUEST_MAX = 16 * 1024, WAIT_S = 20 };

void client_close(Client *client)
{
    if (client->socket >= 0)
        close(client->socket);
    client->socket = -1;
}

static bool is_connected(Client *client)
{
    if (client->socket >= 0)
        return true;
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)client->port),
    };
    struct timeval wait = { .tv_sec = WAIT_S };
    int one = 1;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    client->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(client->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(client->socket, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    if (connect(client->socket, (const struct sockaddr *)(const void *)&address, sizeof address)
        == 0)
        return true;
    client_close(client);
    return false;
}

/* The value of a header of the last answer; NULL when it has none. */
static const char *header(const char *page, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = strstr(page, "\r\n"); line != NULL && line[2] != '\r';
         line = strstr(line + 2, "\r\n"))
        if (strncasecmp(line + 2, name, length) == 0 && line[2 + length] == ':')
            return line + 3 + length + strspn(line + 3 + length, " ");
    return NULL;
}

static bool read_answer(Client *client)
{
    size_t have = 0, want = 0;
    while (have < CLIENT_PAGE_MAX - 1) {
        ssize_t got = recv(client->socket, client->page + have, CLIENT_PAGE_MAX - 1 - have, 0);
        if (got <= 0)
            return false;
        have += (size_t)got;
        client->page[have] = '\0';
        const char *end = strstr(client->page, "\r\n\r\n");
        if (end == NULL)
            continue;
        if (want == 0) {
            const char *length = header(client->page, "Content-Length");
            want = (size_t)(end + 4 - client->page)
                + (length == NULL ? 0 : strtoul(length, NULL, 10));
        }
        if (have >= want)
            return true;
    }
    return false;
}

static void keep_cookie(Client *client)
{
    const char *cookie = header(client->page, "Set-Cookie");
    if (cookie == NULL)
        return;
    size_t length = strcspn(cookie, ";\r\n");
    if (length < CLIENT_COOKIE_MAX && memchr(cookie, '=', length) != NULL)
        snprintf(client->cookie, sizeof client->cookie, "%.*s", (int)length, cookie);
}

int client_ask(Client *client, const char *path, const char *form)
{
    char request[REQUEST_MAX], fields[256] = "";
    if (form != NULL)
        snprintf(fields, sizeof fields,
                 "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n"
                 "Sec-Fetch-Site: same-origin\r\n", strlen(form));
    int length = snprintf(request, sizeof request,
                          "%s %s HTTP/1.1\r\nHost: localhost:%d\r\n%s%s%s%s\r\n%s",
                          form == NULL ? "GET" : "POST", path, client->port,
                          client->cookie[0] == '\0' ? "" : "Cookie: ", client->cookie,
                          client->cookie[0] == '\0' ? "" : "\r\n", fields,
                          form == NULL ? "" : form);
    client->page[0] = '\0';
    bool is_answered = length < REQUEST_MAX && is_connected(client)
        && send(client->socket, request, (size_t)length, MSG_NOSIGNAL) == length
        && read_answer(client);
    if (!is_answered || strncmp(client->page, "HTTP/1.1 ", 9) != 0) {
        client_close(client);
        return 0;
    }
    keep_cookie(client);
    return (int)strtol(client->page + 9, NULL, 10);
}

bool client_link(const Client *client, size_t *at, const char *beginning, const char *ending,
                 char link[CLIENT_PATH_MAX])
{
    const char *href = client->page + *at;
    while ((href = strstr(href, "href=\"")) != NULL) {
        href += 6;
        size_t length = strcspn(href, "\""), end = strlen(ending);
        bool fits = strncmp(href, beginning, strlen(beginning)) == 0 && length >= end
            && length < CLIENT_PATH_MAX && strncmp(href + length - end, ending, end) == 0;
        if (fits) {
            snprintf(link, CLIENT_PATH_MAX, "%.*s", (int)length, href);
            *at = (size_t)(href + length - client->page);
            return true;
        }
    }
    return false;
}

int free_port(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t length = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), port = 0;
    if (bind(probe, (const struct sockaddr *)(const void *)&address, sizeof address) == 0
        && getsockname(probe, (struct sockaddr *)(void *)&address, &length) == 0)
        port = ntohs(address.sin_port);
    close(probe);
    return port;
}
