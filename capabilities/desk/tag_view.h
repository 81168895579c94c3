/* tag_view.h: what the page of tags for many members shows.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_DESK_TAG_VIEW_H
#define CAPABILITIES_DESK_TAG_VIEW_H

#include "capabilities/desk/tag.h"
#include "web/form.h"

typedef struct {
    Request    *req;
    const Form *form;
    TagList     tags;
    int64_t     members;
} TagView;

#endif
