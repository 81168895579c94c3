/* find.mjs: whatever somebody types, the answer helps; and where they are stays
 * on their phone.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { SITE } from "../harness.mjs";
import { findTyped } from "../steps.mjs";

const NO_SUCH = "There is no such postcode, or not any more. Please look at it again; if it is right, try the postcode of a neighbour, or look for the name of your place.";
const NO_NAME = "We found no postcode and no place “{1}”. Please look at the spelling, try a larger place nearby, or a postcode such as {2}.";
const EXAMPLES = ["ZE90 1AA", "Thornwick"];
const QUOTE = "'; DROP TABLE places_area; --";
const SCRIPT = "<script>alert(1)</script>";
const EMOJI = "😀".repeat(2560); /* 10 kB */
const FIELD_MAX = 200; /* what the field takes of it */

const ANSWERS = [
  { typed: "sw1a1aa", sentence: NO_SUCH, shows: "SW1A 1AA" },
  { typed: "SW1A", sentence: NO_SUCH, shows: "SW1A" },
  { typed: "BT1 1AA", sentence: "{1} is in Northern Ireland. The open list of postcodes has none from there, so please choose your constituency by its name.", values: ["BT1 1AA"] },
  { typed: "JE2 3AB", sentence: "{1} is in the Channel Islands or the Isle of Man. They have parliaments of their own and are not on this map.", values: ["JE2 3AB"] },
  { typed: "BF1 2AU", sentence: "{1} is an address of the armed forces and on no map. Please use the postcode where you are registered to vote.", values: ["BF1 2AU"] },
  { typed: "ZE90 1BA", sentence: NO_SUCH, shows: "ZE90 1AZ" },
  { typed: "ZE93 9ZZ", sentence: "This postcode exists, but nobody has put it on the map yet, so we cannot tell which local party is yours. Try the postcode of a neighbour, or look for the name of your place." },
  { typed: "ZE90", sentence: "All postcodes that begin like this belong to one local party:" },
  { typed: "Llanfairpwllgwyngyll", sentence: NO_NAME, values: ["Llanfairpwllgwyngyll", EXAMPLES[0]] },
  { typed: QUOTE, sentence: NO_NAME, values: [QUOTE, EXAMPLES[0]] },
  { typed: SCRIPT, sentence: NO_NAME, values: [SCRIPT, EXAMPLES[0]] },
  { typed: "😀 😀", sentence: NO_NAME, values: ["😀 😀", EXAMPLES[0]] },
  { typed: "?!", sentence: NO_NAME, values: ["?!", EXAMPLES[0]] },
  { typed: EMOJI, sentence: "That is too long to be a postcode or a name. Please type only one of them, for example {1} or {2}.", values: EXAMPLES },
];

/* One postcode in the ways that people write it. */
const SPELLINGS = ["ze901aa", " ZE90  1AA ", "Ze9O1aa", "ze90-1aa", "ZE90 IAA"];

function everythingTyped(options) {
  return async (t) => {
    const visitor = await t.person(options);
    visitor.page.on("dialog", (dialog) => {
      t.check("nothing that was typed is run as a script", false);
      dialog.dismiss();
    });
    await visitor.go("/find");
    for (const { typed, sentence, values = [], shows = "" } of ANSWERS) {
      await findTyped(visitor, typed.slice(0, FIELD_MAX));
      const name = typed.length > 40 ? "10 kB of emoji" : typed;
      const want = visitor.say(sentence, ...values);
      const got = await visitor.text();
      t.check(`“${name}” is answered helpfully`, got.includes(want), `want ${want}\n     got ${got.slice(0, 600)}`);
      t.check(`“${name}” shows ${shows}`, got.includes(shows));
      await visitor.look(name.replace(/[^\p{L}\p{N}]+/gu, " ").trim() || typed);
    }
    for (const typed of SPELLINGS) {
      await findTyped(visitor, typed);
      t.check(`“${typed}” is read as ZE90 1AA`, await visitor.sees("ZE90 1AA") && await visitor.sees("Castle Mound"));
    }
    await visitor.look("a postcode found");
  };
}

/* A link made by hand can be longer than any field: up to 8 KiB our own page
 * answers; what is longer is refused at the wire, in one plain sentence. */
async function tooLongAddress(t) {
  const visitor = await t.person();
  const status = await visitor.goRefused(`/find?q=${encodeURIComponent("😀".repeat(600))}`);
  t.equal("7 kB of address are too long", status, 414);
  t.check("and are answered in words", (await visitor.text()).length > 20);
  t.check("with a way on", (await visitor.page.getByRole("link").count()) > 0);
  await visitor.look("a long address");

  const reply = await visitor.page.request.get(`${SITE}/find?q=${encodeURIComponent(EMOJI)}`);
  t.equal("10 kB of emoji are refused at the wire", reply.status(), 414);
  t.check("and are answered in words, too", (await reply.text()).length > 20);
}

function typing(lang) {
  return async (t) => {
    const visitor = await t.person({ lang });
    await visitor.go("/find");
    const field = visitor.field("Your postcode, or the name of your place");
    const hint = visitor.page.locator("[data-find-hint]");
    const says = (sentence, ...values) => hint.filter({ hasText: visitor.say(sentence, ...values) }).waitFor();
    const suggested = visitor.page.locator("[data-find-list]").getByRole("link");

    await field.focus();
    await visitor.page.keyboard.type("ze901", { delay: 20 });
    await t.step("a postcode is set in its form while it is typed", () => says("{1}… – go on, or press Enter", "ZE90 1"));
    await visitor.page.keyboard.type("aa", { delay: 20 });
    await t.step("and known when it is whole", () => says("{1} – press Enter to search", "ZE90 1AA"));
    await t.step("its branch is suggested", () => suggested.filter({ hasText: "Castle Mound" }).waitFor());
    await visitor.look("suggestions");

    await field.fill("bt11aa");
    await t.step("Northern Ireland is known at once", () => says("{1} is in Northern Ireland. Press Enter to see its local parties.", "BT1 1AA"));
    await field.fill("kestrel");
    await t.step("places are suggested by name", () => suggested.filter({ hasText: "Kestrel Harbour" }).waitFor());
    await field.focus();
    await visitor.page.keyboard.press("ArrowDown");
    t.check("the down arrow goes to the first", await suggested.first().evaluate((one) => one === document.activeElement));
    await visitor.page.keyboard.press("Escape");
    t.check("Escape goes back", await field.evaluate((one) => one === document.activeElement));
    await field.fill("kestrel h");
    await suggested.filter({ hasText: "Kestrel Harbour" }).waitFor();
    await visitor.page.keyboard.press("ArrowDown");
    const loaded = visitor.page.waitForEvent("load");
    await visitor.page.keyboard.press("Enter");
    await loaded;
    t.check("Enter leads there", visitor.path().startsWith("/areas/"));
  };
}

/* A position with digits that nothing else has. */
const POSITION = { latitude: 57.1234567, longitude: 2.0123456, accuracy: 20 };
const TRACES = ["57.1", "5712", "2.012", "20123"];

function near(lang) {
  return async (t) => {
    const visitor = await t.person({ lang, geolocation: POSITION, permissions: ["geolocation"] });
    await visitor.go("/find");
    await visitor.button("Use where I am").click();
    const first = visitor.page.locator("[data-find-list] li").first();
    await t.step("the nearest local party is found", () => first.filter({ hasText: visitor.lang === "cy" ? "Caer Ddraen" : "Thornwick" }).waitFor());
    t.check("with how far it is", /\d km/.test(await first.innerText()), await first.innerText());
    await visitor.look("the nearest");

    const asked = visitor.requests.filter(({ url, body }) => TRACES.some((trace) => `${url.slice(SITE.length)} ${body}`.includes(trace)));
    t.check("no request carries the position", asked.length === 0, asked.map((one) => one.url).join(" "));
    t.check("the list of all was asked for instead", visitor.requests.some(({ url }) => url.endsWith("/find/centres")));

    const shy = await t.person({ lang });
    await shy.context.clearPermissions();
    await shy.go("/find");
    await shy.button("Use where I am").click();
    const sentence = shy.say("We could not tell where you are. A postcode or a name works as well.");
    await t.step("who does not say where they are is told what else works", () =>
      shy.page.locator("[data-find-hint]").filter({ hasText: sentence }).waitFor());
  };
}

export const stories = {
  "everything typed, in English": everythingTyped({ by: "keyboard" }),
  "everything typed, in Welsh, without script": everythingTyped({ lang: "cy", script: false }),
  "a long address": tooLongAddress,
  "while typing, in English": typing("en"),
  "while typing, in Welsh": typing("cy"),
  "where I am, in English": near("en"),
  "where I am, in Welsh": near("cy"),
};
