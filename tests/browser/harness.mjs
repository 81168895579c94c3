/* harness.mjs: a browser, somebody who uses it, and claims that are counted.
 *
 *     export async function run(t) {
 *       const visitor = await t.person({ lang: "cy" });
 *       await visitor.go("/");
 *       t.check("the page greets", await visitor.sees("Croeso"));
 *     }
 *
 * A person has an own browser window. Everything the window does is watched:
 * a request to another origin, a line in the console, a script error or an
 * answer of 500 is a fault of the journey, found when it ends. look() examines
 * the page one is on: axe at two widths and in every theme, no sideways
 * scrolling at four widths, with larger letters and wider spacing, and the way
 * through it by keyboard.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { chromium } from "playwright-core";

import { wordsOf } from "./words.mjs";

export const SITE = process.env.SITE ?? "http://localhost:8080";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const WAIT_MS = 8000;
const JOURNEY_MS_MAX = 300_000;
const TAB_STOPS_MAX = 150;
const WIDTH_NARROW = 320;
const WIDTH_WIDE = 1280;
const WIDTHS_BETWEEN = [640 /* 1280 at 200 % */, 768];
const THEMES = ["dark", "contrast", "contrast-dark"];
const HEIGHT = 800;
const TRIES_MAX = 4; /* of a page that a busy machine asks one to load again */
const TARGET_PX = 44;

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
  "--disable-background-networking", "--disable-component-update",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
];

export function browserStart() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
}

/* Waits until the server answers; it was started a moment ago. */
export async function siteAwait() {
  for (let tries = 0; tries < 150; tries++) {
    try {
      return await fetch(SITE, { redirect: "manual" });
    } catch {
      await new Promise((done) => setTimeout(done, 100));
    }
  }
  throw new Error(`nobody answers at ${SITE}`);
}

/* "/areas/:area/members/:id" for all members of all places. */
export function kindOfPage(url) {
  return new URL(url, SITE).pathname
    .replace(/^\/areas\/[^/]+/, "/areas/:area")
    .replace(/\/[0-9a-f-]{32,36}(?=\/|$)/g, "/:id")
    .replace(/\/history\/[^/]+/, "/history/:version");
}

/* Refused before anything was tried, because too many waited. A failure of the
 * database is a 503 as well, but a page of ours, with our policy on it. */
function wasTooBusy(reply) {
  const headers = reply.headers();
  return reply.status() === 503 && "retry-after" in headers && !("content-security-policy" in headers);
}

/* ---- claims ---- */

export class Tally {
  passed = 0;
  failed = 0;
  journey = "";
  toldToWait = 0; /* answers "too busy", with a time to come again */
  looked = new Set(); /* pages that were examined already, by name */
  people = [];

  constructor(browser) {
    this.browser = browser;
  }

  check(claim, holds, detail = "") {
    if (holds) this.passed++;
    else {
      this.failed++;
      console.log(`FAIL ${this.journey}: ${claim}${detail === "" ? "" : `\n     ${detail}`}`);
    }
    return Boolean(holds);
  }

  equal(claim, got, want) {
    return this.check(claim, got === want, `got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
  }

  /* A claim that is a step: an error in it is a failure with its first lines. */
  async step(claim, act) {
    try {
      const answer = await act();
      this.check(claim, true);
      return answer;
    } catch (error) {
      throw new StepFault(claim, error);
    }
  }

  async person(options = {}) {
    const person = await Person.make(this, options);
    this.people.push(person);
    return person;
  }

  async journeyRun(name, run) {
    this.journey = name;
    this.people = [];
    let timer;
    const tooLong = new Promise((_, fail) => {
      timer = setTimeout(() => fail(new Error(`not after ${JOURNEY_MS_MAX / 1000} s`)), JOURNEY_MS_MAX);
    });
    try {
      await Promise.race([run(this), tooLong]);
    } catch (error) {
      const claim = error instanceof StepFault ? error.claim : "it goes on to its end";
      const at = this.people.map((one) => one.page.url().replace(SITE, "")).join(", ");
      const why = (error.cause ?? error).message.split("\n").slice(0, 12).join("\n     ");
      this.check(claim, false, `${why}\n     at ${at}`);
    }
    clearTimeout(timer);
    for (const person of this.people) {
      this.check("nothing is asked of other origins", person.foreign.length === 0, person.foreign.join(" "));
      this.check("the console stays silent", person.complaints.length === 0, person.complaints.join("\n     "));
      await person.leave();
    }
  }
}

class StepFault extends Error {
  constructor(claim, cause) {
    super(claim, { cause });
    this.claim = claim;
  }
}

/* ---- somebody in front of a browser ---- */

export class Person {
  requests = []; /* { url, body } of everything asked for */
  foreign = [];
  complaints = [];

  static async make(tally, { lang = "en", script = true, by = "mouse", opensIn = lang, width = WIDTH_WIDE, ...more }) {
    const person = new Person();
    Object.assign(person, { tally, lang, script, by, opensIn, width, say: wordsOf(lang) });
    person.context = await tally.browser.newContext({
      viewport: { width, height: HEIGHT },
      locale: opensIn === "cy" ? "cy-GB" : "en-GB",
      timezoneId: "Europe/London",
      javaScriptEnabled: script,
      reducedMotion: "reduce",
      serviceWorkers: "block",
      ...more,
    });
    person.context.setDefaultTimeout(WAIT_MS);
    person.context.on("request", (request) => person.#note(request));
    person.context.on("console", (line) => {
      const text = line.text();
      const isAnswer = /the server responded with a status of/.test(text); /* judged below */
      if (["error", "warning"].includes(line.type()) && !isAnswer) person.complaints.push(text);
    });
    person.context.on("weberror", (error) => person.complaints.push(String(error.error())));
    person.context.on("response", (reply) => {
      if (wasTooBusy(reply)) tally.toldToWait++;
      else if (reply.status() >= 400 && !person.#isRight(reply.status())) person.complaints.push(`${reply.status()} ${reply.url()}`);
    });
    person.page = await person.context.newPage();
    return person;
  }

  #note(request) {
    const url = request.url();
    this.requests.push({ url, body: request.postData() ?? "" });
    const isOurs = url.startsWith(`${SITE}/`) || url.startsWith("data:") || url.startsWith("about:");
    if (!isOurs) this.foreign.push(url);
  }

  /* A form with faults is answered 422; other refusals must be wanted. */
  wantsRefusal = false;
  #isRight(status) {
    return status === 422 || (this.wantsRefusal && status < 500);
  }

  async go(path) {
    for (let tries = 1; ; tries++) {
      this.reply = await this.page.goto(SITE + path, { waitUntil: "load" });
      if (!wasTooBusy(this.reply) || tries === TRIES_MAX) return this.reply;
      const after = Number(this.reply.headers()["retry-after"]);
      await new Promise((done) => setTimeout(done, after * 1000)); /* a person would, too */
    }
  }

  /* Goes where a refusal (404, 403 …) is the right answer. */
  async goRefused(path) {
    this.wantsRefusal = true;
    const reply = await this.go(path);
    this.wantsRefusal = false;
    return reply.status();
  }

  path() {
    return new URL(this.page.url()).pathname;
  }

  text() {
    return this.page.locator("main").innerText();
  }

  async sees(words) {
    return (await this.text()).includes(words);
  }

  /* Elements as a person would name them, by English words. */
  link(english, ...values) {
    return this.page.getByRole("link", { name: this.say(english, ...values), exact: true }).first();
  }

  button(english, ...values) {
    return this.page.getByRole("button", { name: this.say(english, ...values), exact: true }).first();
  }

  /* A field by its label; "(optional)" may stand behind it. */
  field(english, ...values) {
    const label = this.say(english, ...values).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const after = this.say("(optional)").replace(/[()]/g, "\\$&");
    return this.page.getByLabel(new RegExp(`^\\s*${label}\\s*(${after})?\\s*$`)).first();
  }

  heading(words) {
    return this.page.getByRole("heading", { name: words }).first();
  }

  radio(english, ...values) {
    return this.page.getByRole("radio", { name: this.say(english, ...values), exact: true }).first();
  }

  /* ---- doing things, by mouse or by keyboard alone (by: "keyboard") ---- */

  /* On a narrow page the ways on wait in the menu. */
  async #menuOpen(target) {
    const menu = this.page.locator("details[data-menu]:not([open]) > summary");
    if ((await target.count()) > 0 || !(await menu.isVisible())) return;
    if (this.by !== "keyboard") return menu.click();
    await this.#tabTo(menu);
    await this.page.keyboard.press("Enter");
  }

  /* Presses a link or a button that leads to another page. */
  async press(target) {
    await this.#menuOpen(target);
    await target.waitFor();
    const before = this.page.url();
    const loaded = this.page.waitForEvent("load");
    loaded.catch(() => undefined); /* when an earlier line here fails */
    if (this.by === "keyboard") {
      await this.#tabTo(target);
      await this.page.keyboard.press("Enter");
    } else await target.click();
    await loaded.catch(() => {
      throw new Error(`it was pressed, and nothing came after ${before}: ${target}`);
    });
  }

  async type(target, words) {
    if (this.by !== "keyboard") return target.fill(words);
    await this.#tabTo(target);
    await this.page.keyboard.press("Control+A");
    await this.page.keyboard.insertText(words);
  }

  /* Ticks a box, or chooses one of several. */
  async tick(target) {
    if (this.by !== "keyboard") return target.check();
    if ((await target.getAttribute("type")) === "radio") await this.#radioReach(target);
    else await this.#tabTo(target);
    if (!(await target.isChecked())) await this.page.keyboard.press("Space");
  }

  /* Tab stops once at a group; arrows go on in it. */
  async #radioReach(target) {
    const group = await target.getAttribute("name");
    const isInGroup = () => this.page.evaluate((name) => document.activeElement?.name === name, group);
    for (let stop = 0; stop < TAB_STOPS_MAX && !(await isInGroup()); stop++) await this.page.keyboard.press("Tab");
    const isThere = () => target.evaluate((element) => element === document.activeElement);
    for (let stop = 0; stop < TAB_STOPS_MAX && !(await isThere()); stop++) await this.page.keyboard.press("ArrowDown");
  }

  /* Onwards with Tab; after the end of the page it begins again. */
  async #tabTo(target) {
    await target.waitFor();
    for (let stop = 0; stop < TAB_STOPS_MAX; stop++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press("Tab");
      await this.#focusExamine();
    }
    throw new Error(`${TAB_STOPS_MAX} times Tab do not reach ${target}`);
  }

  async #focusExamine() {
    const fault = await this.page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return "";
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      const name = `${element.tagName} ${element.textContent.trim().slice(0, 40)}`;
      if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return `no focus ring: ${name}`;
      const isInView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
      return isInView ? "" : `focus is out of sight: ${name}`;
    });
    if (fault !== "" && !this.tally.looked.has(fault)) {
      this.tally.looked.add(fault);
      this.tally.check("one sees where the keyboard is", false, `${fault} on ${this.path()}`);
    }
  }

  /* ---- looking closely ---- */

  /* Examines the page one is on, once for each kind of page and language; the
   * state says what is special about it. */
  async look(state = "") {
    const name = kindOfPage(this.page.url()) + (state === "" ? "" : `, ${state}`);
    const key = `${name} ${this.lang}`;
    if (this.tally.looked.has(key)) return;
    this.tally.looked.add(key);
    if (this.script) await this.#examine(key);
    else await this.#examineTwin(key);
  }

  /* Without script nothing can be examined; so a second window gets the same
   * bytes for the page, and its script is kept away instead. */
  async #examineTwin(name) {
    this.twin ??= await Person.make(this.tally, { lang: this.lang, width: this.width });
    const [url, html] = [this.page.url(), await this.page.content()];
    await this.twin.context.unrouteAll();
    await this.twin.context.route("**/*", (route) => {
      const kind = route.request().resourceType();
      if (kind === "document") return route.fulfill({ contentType: "text/html; charset=utf-8", body: html });
      return kind === "stylesheet" ? route.continue() : route.abort();
    });
    await this.twin.page.goto(url);
    await this.twin.#examine(name);
  }

  async leave() {
    await this.twin?.context.close();
    await this.context.close();
  }

  async #examine(name) {
    this.tally.equal(`${name}: says its language`, await this.page.locator("html").getAttribute("lang"), this.lang);
    this.tally.equal(`${name}: has one h1`, await this.page.locator("h1").count(), 1);
    for (const width of [WIDTH_NARROW, ...WIDTHS_BETWEEN, WIDTH_WIDE]) {
      await this.page.setViewportSize({ width, height: HEIGHT });
      await this.#reflowCheck(`${name} at ${width}`);
      if (width === WIDTH_NARROW) await this.#stretchCheck(`${name} at ${width}`);
      if (!WIDTHS_BETWEEN.includes(width)) await this.#axeCheck(`${name} at ${width}`, false);
    }
    await this.#themesCheck(name);
    await this.page.setViewportSize({ width: this.width, height: HEIGHT });
  }

  /* Every theme as the server writes it, and what a device can ask for. */
  async #themesCheck(name) {
    const html = this.page.locator("html");
    const before = await html.getAttribute("data-theme");
    for (const theme of THEMES) {
      await html.evaluate((element, value) => (element.dataset.theme = value), theme);
      await this.#axeCheck(`${name}, ${theme}`, true);
    }
    await html.evaluate((element, value) => (element.dataset.theme = value), before);
    await this.page.emulateMedia({ colorScheme: "dark" });
    await this.#axeCheck(`${name}, on a dark device`, true);
    await this.page.emulateMedia({ colorScheme: "light", forcedColors: "active" });
    await this.#forcedCheck(`${name}, in the device's own colours`);
    await this.page.emulateMedia({ forcedColors: "none" });
  }

  /* Forced colours are painted, but axe looks at those of the style sheet; so
   * here each text is compared with the ground it really has. */
  async #forcedCheck(name) {
    const faults = await this.page.evaluate(() => {
      const parts = (text) => (text.match(/[\d.]+/g) ?? []).map(Number);
      const light = (text) => parts(text).slice(0, 3).map((part) => part / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0.05);
      const groundOf = (element) => {
        for (let at = element; at; at = at.parentElement) {
          const ground = getComputedStyle(at).backgroundColor;
          if ((parts(ground)[3] ?? 1) > 0.5) return ground;
        }
        return "rgb(255, 255, 255)";
      };
      return [...document.querySelectorAll("body *")]
        .filter((one) => one.getClientRects().length > 0 && !one.disabled && one.closest("svg") === null)
        .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ""))
        .filter((one) => {
          const [ink, ground] = [light(getComputedStyle(one).color), light(groundOf(one))];
          return Math.max(ink, ground) / Math.min(ink, ground) < 4.5;
        })
        .map((one) => `${one.tagName} ${one.textContent.trim().slice(0, 30)} ${getComputedStyle(one).color} on ${groundOf(one)}`);
    });
    this.tally.check(`${name}: everything can be read`, faults.length === 0, faults.slice(0, 4).join(" | "));
  }

  /* Larger letters, and the spacing of WCAG 1.4.12, in turn. */
  async #stretchCheck(name) {
    const html = this.page.locator("html");
    await html.evaluate((element) => (element.dataset.letters = "larger"));
    await this.#reflowCheck(`${name} with the largest letters`);
    await html.evaluate((element) => (element.dataset.letters = "usual"));
    await this.page.evaluate(() => {
      for (const element of document.body.querySelectorAll("*")) {
        element.style.setProperty("line-height", "1.5", "important");
        element.style.setProperty("letter-spacing", ".12em", "important");
        element.style.setProperty("word-spacing", ".16em", "important");
        if (element.tagName === "P") element.style.setProperty("margin-bottom", "2em", "important");
      }
    });
    await this.#reflowCheck(`${name} with wider spacing`);
    await this.page.evaluate(() => {
      for (const element of document.body.querySelectorAll("[style]")) element.removeAttribute("style");
    });
  }

  /* Tab from the top to the end: everything is reached, seen, and left again. */
  async tabThrough() {
    const name = kindOfPage(this.page.url());
    const key = `${name} by keyboard`;
    if (this.tally.looked.has(key)) return;
    this.tally.looked.add(key);
    const { wanted } = await this.page.evaluate(() => {
      const all = "a[href], button:not([disabled]), input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
      const seen = [...document.querySelectorAll(all)].filter((one) => one.getClientRects().length > 0 && !one.closest("details:not([open]) > :not(summary)"));
      const groups = new Set();
      let count = 0;
      for (const one of seen) {
        if (one.type === "radio" && groups.has(one.name)) continue;
        if (one.type === "radio") groups.add(one.name);
        count++;
      }
      document.activeElement?.blur();
      window.scrollTo(0, 0);
      window.tabbed = new Set();
      return { wanted: count };
    });
    /* A field for a time has a stop for each of its parts. */
    for (let stop = 0; stop < 2 * wanted + 10; stop++) {
      await this.page.keyboard.press("Tab");
      const isOut = await this.page.evaluate(() => {
        const at = document.activeElement;
        if (at && at !== document.body) window.tabbed.add(at.type === "radio" ? at.name : at);
        return !at || at === document.body;
      });
      if (isOut) break;
      await this.#focusExamine();
    }
    const reached = await this.page.evaluate(() => window.tabbed.size);
    this.tally.check(`${name}: everything is reached by Tab`, reached >= wanted, `${reached} of ${wanted}`);
  }

  /* No sideways scrolling, and nothing to press that is too small. */
  async #reflowCheck(name) {
    const { over, small } = await this.page.evaluate((least) => {
      const isInText = (element) => element.closest("p, li, td, th, dd, summary, pre, caption") !== null
        && element.parentElement.textContent.trim() !== element.textContent.trim();
      const small = [];
      for (const element of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
        const target = element.closest("label.choice") ?? element;
        const box = target.getBoundingClientRect();
        if (box.width === 0 || getComputedStyle(element).clipPath !== "none" || isInText(element)) continue;
        if (box.height < least - .5) small.push(`${element.textContent.trim().slice(0, 30)} (${Math.round(box.height)} px)`);
      }
      return { over: document.documentElement.scrollWidth - innerWidth, small };
    }, TARGET_PX);
    this.tally.check(`${name}: nothing to scroll sideways`, over <= 0, `${over} px too wide`);
    this.tally.check(`${name}: all targets are ${TARGET_PX} px high`, small.length === 0, small.join(", "));
  }

  /* In the dark only colours differ, so only they are examined again. */
  async #axeCheck(name, onlyColours) {
    if (!(await this.page.evaluate(() => "axe" in window))) await this.page.evaluate(AXE);
    const faults = await this.page.evaluate(async (only) => {
      const options = only
        ? { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } }
        : { rules: { "target-size": { enabled: true } } };
      const { violations } = await window.axe.run(document, { ...options, resultTypes: ["violations"] });
      return violations.map((one) => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
    }, onlyColours);
    this.tally.check(`${name}: axe finds nothing`, faults.length === 0, faults.join("\n     "));
  }
}
