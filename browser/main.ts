/* main.ts: what the script of every page begins with.
 *
 * Each part looks for its own marks in the page and leaves the rest alone. All
 * pages work without any of them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { confirmStart } from "./confirm";
import { counterStart } from "./counter";
import { eventsStart } from "./events";
import { findStart } from "./find";
import { leaveStart } from "./leave";
import { liveStart } from "./live";
import { menuStart } from "./menu";
import { passkeyStart } from "./passkey";

for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-confirm]")) confirmStart(link);
for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-leave]")) leaveStart(link);
for (const words of document.querySelectorAll<HTMLElement>("[data-counter]")) counterStart(words);
for (const region of document.querySelectorAll<HTMLElement>("[data-live]")) liveStart(region);
for (const region of document.querySelectorAll<HTMLElement>("[data-events]")) eventsStart(region);
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-find]")) findStart(form);
for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu]")) menuStart(menu);
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) passkeyStart(form);
