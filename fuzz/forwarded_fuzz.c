/* forwarded_fuzz.c: what a proxy says is an address or nothing, and an address
 * has a neighbourhood.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fuzz/fuzz.h"
#include "sys/http_address.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = fuzz_arena();
    const char *header = text_copy_bytes(arena, (const char *)data, size);
    char address[HTTP_ADDRESS_BYTES], again[HTTP_ADDRESS_BYTES];
    bool is_one = http_forwarded(header, address);
    must(is_one == (address[0] != '\0'));
    must(is_one == (http_prefix(address) != 0));
    if (!is_one)
        return 0;
    must(strspn(address, "0123456789abcdefABCDEF:.") == strlen(address));
    must(strstr(header, address) != NULL);
    must(http_forwarded(text_format(arena, "6.6.6.6, %s", address), again) && text_equal(again, address));
    return 0;
}
