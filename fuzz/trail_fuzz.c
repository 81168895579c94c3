/* trail_fuzz.c: whatever stands in an exported trail and in a file of heads, verifying
 * it ends; what is whole has an entry for each line.
 *
 * A zero byte parts the two files.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/trail_verify.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data, *end = size == 0 ? NULL : memchr(bytes, '\0', size);
    size_t first = end == NULL ? size : (size_t)(end - bytes);
    TrailVerdict verdict = trail_verify(&(TrailEvidence){
        .trail = { bytes, first },
        .heads = { end == NULL ? bytes : end + 1, end == NULL ? 0 : size - first - 1 },
    });
    int64_t lines = -1;
    for (size_t i = 0; i < first; i++)
        lines += bytes[i] == '\n';
    if (verdict.is_whole && verdict.entries != lines)
        abort();
    return 0;
}
