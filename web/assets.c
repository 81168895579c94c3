/* assets.c: a dozen names; a loop finds one.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/assets.h"

const Asset *asset_by_path(const char *path)
{
    for (size_t i = 0; i < asset_count; i++)
        if (strcmp(assets[i].path, path) == 0)
            return &assets[i];
    return NULL;
}

const char *path_asset(const char *name)
{
    for (size_t i = 0; i < asset_count; i++)
        if (strcmp(assets[i].name, name) == 0)
            return assets[i].path;
    return "";
}
