/* words.mjs: what the pages say, in the language they say it in.
 *
 *     const cy = wordsOf("cy");
 *     cy("Members of {1}", "Y Bryn")
 *
 * Journeys name what a person would look for by its English words; here they
 * become the words of locale/LANG.po, so that one journey is walked in both
 * languages. Asking for words that nobody translated is an error.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { existsSync, readdirSync, readFileSync } from "node:fs";

const LOCALE = new URL("../../locale/", import.meta.url);

/* Map from each msgid (and msgid_plural) to its first msgstr. */
function poRead(text) {
  const words = new Map();
  for (const block of text.split(/\n\s*\n/)) {
    const parts = {};
    let part = "";
    for (const line of block.split("\n")) {
      const [, keyword, piece] = line.match(/^(?:(msg\w+(?:\[\d\])?)\s+)?(".*")\s*$/) ?? [];
      if (piece === undefined) continue;
      part = keyword ?? part;
      parts[part] = (parts[part] ?? "") + JSON.parse(piece);
    }
    const said = parts.msgstr ?? parts["msgstr[5]"] ?? parts["msgstr[0]"];
    if (parts.msgid && said) words.set(parts.msgid, said);
    if (parts.msgid_plural && said) words.set(parts.msgid_plural, said);
  }
  return words;
}

function wordsFill(words, values) {
  return words.replace(/\{(\d)\}/g, (_, number) => values[Number(number) - 1] ?? `{${number}}`);
}

/* locale/LANG.po and, read as one with it, locale/LANG/ROOM.po. */
function poTexts(lang) {
  const folder = new URL(`${lang}/`, LOCALE);
  const rooms = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".po")).sort() : [];
  return [new URL(`${lang}.po`, LOCALE), ...rooms.map((name) => new URL(name, folder))]
    .map((file) => readFileSync(file, "utf8")).join("\n\n");
}

export function wordsOf(lang) {
  if (lang === "en") return (english, ...values) => wordsFill(english, values);
  const words = poRead(poTexts(lang));
  return (english, ...values) => {
    const said = words.get(english);
    if (said === undefined) throw new Error(`locale/${lang}.po does not say: ${english}`);
    return wordsFill(said, values);
  };
}
