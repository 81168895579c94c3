/* http_address.c: neighbourhoods, and what a proxy says.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sys/http_address.h"

#include <arpa/inet.h>

enum { SIX_BYTES = 7 };
/* The top byte tells the family. */
#define FOUR ((uint64_t)4 << 56)
#define SIX  ((uint64_t)6 << 56)

static uint64_t prefix_of_four(const uint8_t bytes[4])
{
    return FOUR | (uint64_t)bytes[0] << 16 | (uint64_t)bytes[1] << 8 | bytes[2];
}

uint64_t http_prefix(const char *address)
{
    static const uint8_t mapped[12] = { [10] = 0xFF, [11] = 0xFF };
    uint8_t bytes[16];
    if (inet_pton(AF_INET, address, bytes) == 1)
        return prefix_of_four(bytes);
    if (inet_pton(AF_INET6, address, bytes) != 1)
        return 0;
    if (memcmp(bytes, mapped, sizeof mapped) == 0)
        return prefix_of_four(bytes + sizeof mapped);
    uint64_t prefix = 0;
    for (size_t i = 0; i < SIX_BYTES; i++)
        prefix = prefix << 8 | bytes[i];
    return SIX | prefix;
}

bool http_forwarded(const char *header, char out[HTTP_ADDRESS_BYTES])
{
    const char *comma = strrchr(header, ',');
    const char *last = comma == NULL ? header : comma + 1;
    last += strspn(last, " \t");
    size_t length = strcspn(last, " \t");
    out[0] = '\0';
    if (length >= HTTP_ADDRESS_BYTES || last[length + strspn(last + length, " \t")] != '\0')
        return false;
    memcpy(out, last, length);
    out[length] = '\0';
    uint8_t bytes[16];
    if (inet_pton(AF_INET, out, bytes) == 1 || inet_pton(AF_INET6, out, bytes) == 1)
        return true;
    out[0] = '\0';
    return false;
}
