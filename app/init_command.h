/* init_command.h: groundswell init --data DIR.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_INIT_COMMAND_H
#define APP_INIT_COMMAND_H

/* What stands after "init"; returns the process's exit status. */
int init_command(int argc, char **argv);
/* admin --data DIR --name N --mail M: another administrator, or a new one-time
 * link for one who has lost the way in. */
int admin_command(int argc, char **argv);
/* admin reset-factor --data DIR --mail M: for who lost what they sign in with. */
int reset_factor_command(int argc, char **argv);

#endif
