/* purge_command.h: groundswell purge.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_PURGE_COMMAND_H
#define APP_PURGE_COMMAND_H

int purge_command(int argc, char **argv);

#endif
