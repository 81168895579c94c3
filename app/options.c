/* options.c: reading what was typed after a command.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/options.h"

#include "base/text.h"

bool options_read(int argc, char **argv, const Option options[], size_t count)
{
    for (int i = 0; i < argc; i += 2) {
        size_t at = 0;
        while (at < count && !text_equal(options[at].name, argv[i]))
            at++;
        if (at == count) {
            fprintf(stderr, "groundswell: \"%s\" is not known here; see groundswell help.\n",
                    argv[i]);
            return false;
        }
        if (i + 1 == argc || *options[at].value != NULL) {
            fprintf(stderr, "groundswell: %s wants one value.\n", argv[i]);
            return false;
        }
        *options[at].value = argv[i + 1];
    }
    return true;
}
