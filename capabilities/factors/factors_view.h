/* factors_view.h: what the pages of this room are drawn from.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_FACTORS_FACTORS_VIEW_H
#define CAPABILITIES_FACTORS_FACTORS_VIEW_H

#include "capabilities/factors/factors_store.h"
#include "web/form.h"

typedef struct {
    PasskeyList passkeys;
    const Form *form;
    bool        is_wrong, is_full;
} PasskeysView;

void passkeys_page(Page *page, const PasskeysView *view);
void passkeys_card(Page *page, size_t count);

#endif
