/* statement_match.h: whose payment a line is. Pure.
 *
 * Sure is: the same words as a payment that a treasurer has decided before; a
 * membership number together with the right name or the right sum; one single
 * member of this very name who pays this very sum. Everything less is a guess
 * that a person decides.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_DUES_STATEMENT_MATCH_H
#define CAPABILITIES_DUES_STATEMENT_MATCH_H

#include "capabilities/dues/statement_read.h"
#include "capabilities/dues/statement_store.h"

/* The lines of a sheet that brought money, each with its prints and keys. */
LineList lines_of_sheet(Arena *arena, AreaId area, const Sheet *sheet,
                        const SheetColumns *columns);
/* Sets state and person of each line by the guesses about it. */
void lines_match(LineList *lines, const GuessList *guesses);
/* Those that stand in another statement count there. */
void lines_mark_before(LineList *lines, const int64_t number[], size_t count);
/* The name of a payer as lists sort it, "" for none: "MR A J SMITH" is "smith a j". */
const char *payer_key(Arena *arena, const char *payer, bool is_turned);

#endif
