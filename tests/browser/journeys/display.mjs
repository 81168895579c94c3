/* display.mjs: light, dark and larger letters, chosen once; and the first page is
 * small enough for a slow phone.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { SITE } from "../harness.mjs";
import { languageChoose } from "../steps.mjs";

const FIRST_PAGE_BYTES_MAX = 50 * 1024;

async function colourOf(person) {
  return person.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
}

function chosen(options) {
  return async (t) => {
    const visitor = await t.person(options);
    await visitor.go("/find");
    await languageChoose(visitor);
    const light = await colourOf(visitor);
    await visitor.press(visitor.link("Light, dark, larger letters"));
    await visitor.tick(visitor.radio("Dark"));
    await visitor.tick(visitor.radio("Largest"));
    await visitor.press(visitor.button("Keep"));
    t.check("it says that it is kept", await visitor.sees(visitor.say("Kept.")));
    t.check("the page is dark", (await colourOf(visitor)) !== light);
    await visitor.look("dark and large");

    await visitor.go("/find");
    t.equal("the server writes it on the page", await visitor.page.locator("html").getAttribute("data-theme"), "dark");
    t.check("the next page is dark from its first byte", (await visitor.reply.text()).includes('data-theme="dark" data-letters="larger"'));
    await visitor.press(visitor.link("Light, dark, larger letters"));
    t.check("the choice is shown", await visitor.radio("Dark").isChecked());
    await visitor.tick(visitor.radio("As my device does"));
    await visitor.press(visitor.button("Keep"));
    t.equal("and the device decides again", await colourOf(visitor), light);
  };
}

/* A question before something ends: a dialog with script, a page without. */
async function asked(t) {
  const visitor = await t.person();
  await visitor.go("/style");
  const opener = visitor.link("End it");
  await opener.click();
  const dialog = visitor.page.getByRole("dialog", { name: visitor.say("Do you want to end this?") });
  await t.step("a dialog asks", () => dialog.waitFor());
  await visitor.look("with a dialog");
  await visitor.page.keyboard.press("Escape");
  t.equal("Escape closes it", await dialog.count(), 0);
  t.check("the keyboard is where it was", await opener.evaluate((one) => one === document.activeElement));
  await opener.click();
  await dialog.waitFor();
  await visitor.press(dialog.getByRole("button"));
  t.check("it is said that it is over", await visitor.sees(visitor.say("That is over now.")));

  const plain = await t.person({ script: false });
  await plain.go("/style");
  await plain.press(plain.link("End it"));
  t.equal("without script it is a page", plain.path(), "/style/sure");
}

/* Everything that the first page needs, as it comes over the wire. */
async function firstPage(t) {
  const visitor = await t.person();
  const sizes = [];
  visitor.page.on("response", (reply) => sizes.push(reply.request().sizes().then((size) => [new URL(reply.url()).pathname, size.responseBodySize])));
  await visitor.go("/");
  await visitor.page.waitForLoadState("networkidle");
  const all = await Promise.all(sizes);
  const total = all.reduce((sum, [, size]) => sum + size, 0);
  console.log(`first page: ${total} bytes: ${all.map(([path, size]) => `${path} ${size}`).join(", ")}`);
  t.check("page, style and script have come", all.length >= 3);
  t.check(`the first page is at most ${FIRST_PAGE_BYTES_MAX} bytes`, total <= FIRST_PAGE_BYTES_MAX, `${total}`);
  t.check("all of it from here", all.every(([path]) => path.startsWith("/")) && visitor.requests.every(({ url }) => url.startsWith(`${SITE}/`) || url.startsWith("data:")));
}

/* On paper: words, no chrome, and black on white whatever the screen is. */
async function printed(t) {
  const visitor = await t.person({ colorScheme: "dark" });
  await visitor.go("/areas");
  await visitor.page.emulateMedia({ media: "print", colorScheme: "dark" });
  const paper = await visitor.page.evaluate(() => ({
    ink: getComputedStyle(document.body).color,
    nav: getComputedStyle(document.querySelector(".bar nav")).display,
  }));
  t.equal("letters are black", paper.ink, "rgb(0, 0, 0)");
  t.equal("there is nothing to press", paper.nav, "none");
}

export const stories = {
  "chosen, by keyboard": chosen({ by: "keyboard" }),
  "chosen in Welsh, without script, on a small phone": chosen({ lang: "cy", script: false, width: 320 }),
  "asked before something ends": asked,
  "the first page": firstPage,
  "on paper": printed,
};
