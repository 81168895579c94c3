/* keep_command.h: backup, backup keygen, backup list, restore.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_KEEP_KEEP_COMMAND_H
#define APP_KEEP_KEEP_COMMAND_H

int backup_command(int argc, char **argv);
int keygen_command(int argc, char **argv);
int backups_command(int argc, char **argv);
int restore_command(int argc, char **argv);

#endif
