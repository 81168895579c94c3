/* move_command.h: groundswell move --from PLACE --to PLACE
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_MOVE_COMMAND_H
#define APP_MOVE_COMMAND_H

int move_command(int argc, char **argv);

#endif
