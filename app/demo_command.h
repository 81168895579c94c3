/* demo_command.h: groundswell demo --data DIR --members N --seed S.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_DEMO_COMMAND_H
#define APP_DEMO_COMMAND_H

/* What stands after "demo"; returns the process's exit status. */
int demo_command(int argc, char **argv);

#endif
