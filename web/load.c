/* load.c: the classes' names.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/load.h"

const char *load_name(LoadClass load)
{
    switch (load) {
    case LOAD_NONE:      return "none";
    case LOAD_SAFETY:    return "safety";
    case LOAD_SYNC:      return "sync";
    case LOAD_TAKE_PART: return "take-part";
    case LOAD_PUBLIC:    return "public";
    case LOAD_OFFICE:    return "office";
    case LOAD_SEARCH:    return "search";
    case LOAD_COUNT:     break;
    }
    return "none";
}
