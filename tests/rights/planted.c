/* planted.c: a fault in a parser, for tests.
 *
 * Preloaded into the program, it takes the place of jansson's door. A file whose
 * text holds one of these words does what a file might that has found a fault:
 *
 *     FALL    writes to where nothing is
 *     TURN    goes round for ever
 *     EAT     takes memory without end
 *     RUN     starts a program
 *     LIE     says nothing, and that all is well
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct json_t json_t;
typedef json_t *Loads(const char *bytes, size_t length, size_t flags, void *error);
json_t *json_loadb(const char *bytes, size_t length, size_t flags, void *error);

static int has(const char *bytes, size_t length, const char *word)
{
    return memmem(bytes, length, word, strlen(word)) != NULL;
}

static void eat(void)
{
    enum { BITE = 16 << 20 };
    for (;;) {
        char *bite = mmap(NULL, BITE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (bite == MAP_FAILED)
            abort();
        memset(bite, 1, BITE);
    }
}

json_t *json_loadb(const char *bytes, size_t length, size_t flags, void *error)
{
    char *const none[] = { NULL };
    volatile char *volatile nowhere = NULL;
    if (has(bytes, length, "FALL"))
        *nowhere = 1;
    while (has(bytes, length, "TURN"))
        continue;
    if (has(bytes, length, "EAT"))
        eat();
    if (has(bytes, length, "RUN"))
        execve("/bin/true", none, none);
    if (has(bytes, length, "LIE"))
        _exit(0);
    return ((Loads *)(uintptr_t)dlsym(RTLD_NEXT, "json_loadb"))(bytes, length, flags, error);
}
