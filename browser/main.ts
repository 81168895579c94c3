/* main.ts: what the script of every page begins with.
 *
 * Each part looks for its own marks in the page and leaves the rest alone. All
 * pages work without any of them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { findStart } from "./find";

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-find]")) findStart(form);
