/* client.h: a browser that fits in a page: one keep-alive connection to
 * loopback, one cookie, forms and links by their text.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_CRASH_CLIENT_H
#define TESTS_CRASH_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

enum { CLIENT_PAGE_MAX = 512 * 1024, CLIENT_COOKIE_MAX = 512, CLIENT_PATH_MAX = 512 };

typedef struct {
    int  port, socket; /* socket -1: not connected */
    char cookie[CLIENT_COOKIE_MAX]; /* "session=…", kept when the server sets it */
    char page[CLIENT_PAGE_MAX];     /* head and body of the last answer, NUL-terminated */
} Client;

/* The status of the answer; 0 when the connection ended before all of it came.
 * form: "a=1&b=2", or NULL for a GET. */
int  client_ask(Client *client, const char *path, const char *form);
void client_close(Client *client);

/* The first address in the last page, from *at on, that begins and ends so;
 * moves *at behind it. */
bool client_link(const Client *client, size_t *at, const char *beginning, const char *ending,
                 char link[CLIENT_PATH_MAX]);

/* A port of loopback that nobody has now. */
int free_port(void);

#endif
