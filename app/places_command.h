/* places_command.h: the map on the command line.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_PLACES_COMMAND_H
#define APP_PLACES_COMMAND_H

/* argv holds what stands behind the command's words. Both return the status
 * of the process: 0 fine, 1 it did not work, 2 wrongly called. */

/* --data DIR FOLDER [--quiet]: loads the map in FOLDER into DIR's database. */
int places_import_command(int argc, char **argv);

/* --data DIR: for each line of stdin "postcode TAB constituency code" on
 * stdout; "-" for the code when the postcode lies in no constituency. */
int places_lookup_command(int argc, char **argv);

#endif
