/* reload_command.c: asks the supervisor for a new worker and waits for the
 * outcome, so that a script knows it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/reload_command.h"

#include <errno.h>
#include <signal.h>

#include "app/options.h"
#include "app/supervisor_file.h"
#include "sys/outside.h"

enum { LOOK_MS = 20, WAIT_MAX_MS = 40 * 1000 };

int reload_command(int argc, char **argv)
{
    const char *data_dir = NULL;
    const Option options[] = { { "--data", &data_dir } };
    if (!options_read(argc, argv, options, COUNT(options)))
        return 2;
    if (data_dir == NULL) {
        fprintf(stderr, "groundswell: say where the data are: reload --data DIR\n");
        return 2;
    }
    Supervisor before, now;
    if (!supervisor_file_read(data_dir, &before)) {
        fprintf(stderr, "groundswell: nothing serves %s now; start it with: groundswell serve "
                        "--data %s\n", data_dir, data_dir);
        return 1;
    }
    if (kill(before.pid, SIGUSR2) != 0) {
        fprintf(stderr, "groundswell: process %d cannot be told: %s.\n", (int)before.pid,
                strerror(errno));
        return 1;
    }
    for (int waited_ms = 0; waited_ms < WAIT_MAX_MS; waited_ms += LOOK_MS) {
        sleep_ms(LOOK_MS);
        if (!supervisor_file_read(data_dir, &now))
            break;
        if (now.reloads > before.reloads) {
            printf("A new worker serves; the old one finishes what it has.\n");
            return 0;
        }
        if (now.kept > before.kept) {
            fprintf(stderr, "groundswell: the new version did not start to serve, so the old one "
                            "goes on; what it said stands in the log of the server.\n");
            return 1;
        }
    }
    fprintf(stderr, "groundswell: no answer; look into the log of the server.\n");
    return 1;
}
