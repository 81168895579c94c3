/* reload_command.h: `groundswell reload`.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_RELOAD_COMMAND_H
#define APP_RELOAD_COMMAND_H

int reload_command(int argc, char **argv);

#endif
