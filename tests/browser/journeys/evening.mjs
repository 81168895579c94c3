/* evening.mjs: a secretary's one evening a week, from beginning to end: five members
 * found, two new ones welcomed, the branch written to, a meeting called and minuted,
 * a messy spreadsheet of two hundred brought in and taken back.
 *
 *     PICTURES=FOLDER tests/browser/run.sh evening     keeps a picture of each step
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { demoEnter, homeGo } from "../steps.mjs";

const ROWS = 200;
const WAIT_TRIES = 60;

async function picture(person, name) {
  const folder = process.env.PICTURES;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  for (const width of [320, 768, 1280]) {
    await person.page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ["dark", "light"]) {
      await person.page.emulateMedia({ colorScheme });
      await person.page.screenshot({ path: join(folder, `${person.lang}-${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
  await person.page.setViewportSize({ width: person.width, height: 800 });
}

const mainLink = (person, english, ...values) => person.page.getByRole("main").getByRole("link", { name: person.say(english, ...values), exact: true }).first();

const membersLink = (person) => person.page.getByRole("main").locator("a[href$='/members']").first();

/* ---- five members ---- */

async function membersFind(t, secretary) {
  await homeGo(secretary);
  await picture(secretary, "0-home");
  await secretary.press(membersLink(secretary));
  const rows = await secretary.page.getByRole("main").locator("tbody tr").evaluateAll((all) => all.map((one) => ({
    name: one.querySelector("a").textContent.trim(),
    number: one.textContent.match(/\b1\d{5}\b/)[0],
  })));
  const search = (typed) => async () => {
    await secretary.type(secretary.page.getByRole("main").getByRole("searchbox").first(), typed);
    await secretary.press(secretary.button("Show"));
  };
  const [first, last] = rows[3].name.split(" ");
  const wanted = [
    ["by the whole name", rows[0].name, rows[0].name],
    ["by the beginning of the last name", rows[1].name.split(" ").at(-1).slice(0, 4), rows[1].name],
    ["by the number", rows[2].number, rows[2].name],
    ["last name first", `${last} ${first}`.toLowerCase(), rows[3].name],
  ];
  for (const [how, typed, name] of wanted) {
    await search(typed)();
    t.check(`a member is found ${how}`, await secretary.sees(name), typed);
  }
  await picture(secretary, "1-found");
  await secretary.press(secretary.page.getByRole("main").getByRole("link", { name: rows[3].name, exact: true }).first());
  t.check("whose page has their number", await secretary.sees(rows[3].number));
  await secretary.look();
  await picture(secretary, "2-member");
  await secretary.page.goBack();
  await search("zzz")();
  t.check("that nobody fits is said, and how to go on", await secretary.sees(secretary.say("Show everybody")));
  await secretary.look("nobody found");
  await search("")();
  await secretary.press(secretary.page.getByRole("main").getByRole("link", { name: secretary.say("Joined"), exact: true }).first());
  t.check("the list is in the order of joining", new URL(secretary.page.url()).search.includes("joined"));
}

/* ---- two who are new ---- */

async function newOnesWelcome(t, secretary) {
  for (const outcome of ["We spoke", "No answer"]) {
    await secretary.go(`${await areaOf(secretary)}/welcome`);
    const before = await waiting(secretary);
    t.check("somebody waits", before > 0);
    await picture(secretary, "3-calls");
    await secretary.look();
    await secretary.press(secretary.page.getByRole("main").locator("tbody a").first());
    await secretary.press(secretary.button("I take this on"));
    await secretary.tick(secretary.radio(outcome));
    if (outcome === "We spoke") await secretary.tick(secretary.page.getByRole("checkbox", { name: secretary.say("To come to a meeting"), exact: true }));
    await secretary.type(secretary.field("What the next one should know"), "Comes by the number 12 bus.");
    await secretary.look("taken on");
    await secretary.press(secretary.button("Keep"));
    await secretary.look("told");
    await picture(secretary, "4-call");
    await secretary.go(`${await areaOf(secretary)}/welcome`);
    t.equal("who was spoken to waits no more", await waiting(secretary), outcome === "We spoke" ? before - 1 : before);
  }
}

const waiting = (person) => person.page.getByRole("main").locator("tbody tr").count();

async function areaOf(person) {
  if (person.area) return person.area;
  await homeGo(person);
  const href = await membersLink(person).getAttribute("href");
  person.area = href.replace(/\/members$/, "");
  return person.area;
}

/* ---- a letter to the branch ---- */

async function branchWrite(t, secretary) {
  await secretary.go(`${await areaOf(secretary)}/letters`);
  await secretary.press(mainLink(secretary, "Write a letter"));
  await secretary.tick(secretary.radio("News from a local party or a region"));
  await secretary.type(secretary.field("Subject"), "The night bus");
  await secretary.type(secretary.page.getByRole("textbox", { name: secretary.say("The letter") }), "We ask the council for a **night bus**.\n\n- Come on Thursday\n- Bring a neighbour\n");
  await secretary.press(secretary.button("Keep it and look at it"));
  t.check("the draft is seen as it arrives", (await secretary.page.getByRole("main").locator("strong", { hasText: "night bus" }).count()) > 0);
  await secretary.look("a draft");
  await picture(secretary, "5-draft");
  await secretary.press(secretary.button("Send a test to me"));
  await secretary.press(mainLink(secretary, "Send it"));
  await secretary.look();
  await secretary.press(secretary.page.getByRole("main").locator("form[action$='/send'] button").first());
  for (let i = 0; i < WAIT_TRIES && !(await secretary.sees(secretary.say("Addressed"))); i++) {
    await new Promise((done) => setTimeout(done, 500));
    await secretary.page.reload();
  }
  t.check("how far it is stands there in numbers", await secretary.sees(secretary.say("Addressed")));
  await secretary.look("under way");
  await picture(secretary, "6-sent");
}

/* ---- a meeting ---- */

async function meetingHold(t, secretary) {
  await homeGo(secretary);
  await secretary.press(secretary.link("Call a meeting"));
  await secretary.type(secretary.field("Where"), "The Old Reading Room");
  await secretary.press(secretary.button("Keep the draft"));
  t.check("the notice is long enough, and it says so", await secretary.sees(secretary.say("The notice is long enough")));
  await secretary.type(secretary.field("What is spoken of"), "The night bus");
  await secretary.press(secretary.button("Add it"));
  await secretary.press(secretary.button("Call the meeting"));
  t.check("it is called", await secretary.sees(secretary.say("Notice of the meeting")));
  await picture(secretary, "7-called");
  await secretary.press(mainLink(secretary, "Who is here"));
  await secretary.press(mainLink(secretary, "To the minutes"));
  await secretary.press(secretary.link("Write: {1}", "The night bus"));
  await secretary.type(secretary.field("What was said"), "The last bus goes at nine.");
  await secretary.press(secretary.button("Keep"));
  await secretary.type(secretary.field("What was decided"), "We ask the council for a night bus.");
  await secretary.press(secretary.button("Write the decision down"));
  t.check("the decision is kept", await secretary.sees("We ask the council for a night bus."));
  await picture(secretary, "8-minuted");
}

/* ---- a messy spreadsheet ---- */

/* As a stall's list comes out of an old spreadsheet program: lines above the headings,
 * semicolons, last names first or in capitals, numbers without their nought, notes with
 * quotes, a row twice, a row without a name, an address that cannot be one. */
function messyList(tag) {
  const lines = ["Campaign stall;;;;;", `printed ${tag};;;;;`, "", "Surname;First name(s);E-mail;Mobile;Post code;Notes"];
  const names = ["Abbott", "Bevan", "CLEMENTS", "d'Arcy", "Ellis-Jones", "Ffoulkes", "Güneş", "O’Brien"];
  for (let i = 0; i < ROWS; i++) {
    const last = names[i % names.length];
    const mail = i % 4 === 3 ? "n/a" : `${tag}.${i} @example.org`.replace(" ", i % 7 === 0 ? " " : "");
    const phone = i % 3 === 0 ? `7700 900${String(i).padStart(3, "0")}` : `+44 (0)7700-900${String(i).padStart(3, "0")}`;
    const code = i % 5 === 0 ? "ze911aa" : "ZE91 1AA ";
    const note = i % 10 === 0 ? '"asked about ""housing""; two children"' : "";
    lines.push(`${last};${tag} ${i};${mail};${phone};${code};${note}`);
  }
  lines.push(lines[5], ";;nobody@example.org;;;no name", "Late;Row;not an address;;ZE91 1AA;");
  return Buffer.from(`\ufeff${lines.join("\r\n")}\r\n`, "utf8");
}

async function listReach(secretary, isThere) {
  for (let i = 0; i < WAIT_TRIES; i++) {
    if (await isThere()) return;
    await new Promise((done) => setTimeout(done, 500));
    await secretary.page.reload();
  }
  throw new Error("the list gets no further");
}

async function members(secretary) {
  await secretary.go(`${await areaOf(secretary)}/members`);
  return Number((await secretary.text()).match(/\b(\d[\d,]*)\b/)[1].replace(",", ""));
}

async function listBring(t, secretary, tag) {
  const before = await members(secretary);
  await secretary.go(`${await areaOf(secretary)}/imports`);
  await secretary.page.locator("#file").setInputFiles({ name: "stall.csv", mimeType: "text/csv", buffer: messyList(tag) });
  await secretary.press(secretary.button("Look at the list"));
  const checks = secretary.button("Check all rows");
  await listReach(secretary, async () => (await checks.count()) > 0);
  await secretary.look("its columns");
  await picture(secretary, "9-columns");
  t.equal("the row with the headings is found", await secretary.page.locator("#heading").inputValue(), "4");
  await secretary.press(checks);
  const run = secretary.page.getByRole("main").locator("form[action$='/run'] button");
  await listReach(secretary, async () => (await run.count()) > 0);
  await secretary.look("checked");
  await picture(secretary, "10-checked");
  await secretary.press(run);
  const back = mainLink(secretary, "Take this list back");
  await listReach(secretary, async () => (await back.count()) > 0);
  const written = secretary.path();
  t.equal("two hundred are members now", await members(secretary), before + ROWS);
  await secretary.go(written);
  await secretary.look("written");
  await picture(secretary, "11-written");
  if (secretary.script) {
    await back.press("Enter"); /* a dialog asks */
    await secretary.press(secretary.page.getByRole("dialog").getByRole("button", { name: secretary.say("Take it back"), exact: true }));
  } else {
    await secretary.press(back);
    await secretary.look();
    await secretary.press(secretary.page.getByRole("main").locator("form[action$='/undo'] button"));
  }
  await listReach(secretary, async () => (await members(secretary)) === before);
  t.equal("and all are gone again", await members(secretary), before);
}

let turn = 0;
function story(options) {
  return async (t) => {
    const secretary = await t.person(options);
    await demoEnter(secretary, "secretary");
    await membersFind(t, secretary);
    await newOnesWelcome(t, secretary);
    await branchWrite(t, secretary);
    await meetingHold(t, secretary);
    await listBring(t, secretary, `stall${++turn}`);
  };
}

export const stories = {
  "by keyboard": story({ by: "keyboard" }),
  "in Welsh, without script, on a small phone": story({ lang: "cy", script: false, width: 320 }),
};
