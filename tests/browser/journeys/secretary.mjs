/* secretary.mjs: one evening of a secretary: the local page, a member, the trail.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { demoEnter, homeGo, LANGUAGES, officeOf } from "../steps.mjs";

async function pageWrite(t, secretary, branch, words) {
  await secretary.press(secretary.link("Write the local page"));
  await secretary.look();
  const before = await secretary.field("About us").inputValue();
  t.check("what stands there can be changed", before.length > 0);

  await secretary.type(secretary.field("About us"), words);
  await secretary.press(secretary.button("Preview"));
  const preview = secretary.page.getByRole("region", { name: secretary.say("Preview") });
  t.check("the preview shows the new words", (await preview.innerText()).includes(words));
  await secretary.look("preview");

  const visitor = await t.person({ lang: secretary.lang });
  const path = secretary.path().replace(/\/edit$/, "");
  await visitor.go(path);
  t.check("a preview is not yet public", !(await visitor.sees(words)));
  await secretary.press(secretary.button("Keep and show to everybody"));
  t.check("the page shows the new words", await secretary.sees(words));
  await visitor.go(path);
  t.check("everybody sees them", await visitor.sees(words));
  return before;
}

async function pageRestore(t, secretary, before, words) {
  await secretary.press(secretary.link("Earlier versions"));
  await secretary.look();
  const ofThisLanguage = secretary.page.getByRole("main").getByRole("listitem").filter({ hasText: `(${LANGUAGES[secretary.lang]})` });
  await secretary.press(ofThisLanguage.nth(1).getByRole("link"));
  t.check("the earlier version shows the earlier words", await secretary.sees(before.split("\n")[0]));
  await secretary.look();
  await secretary.press(secretary.button("Make this the current version"));
  t.check("the earlier words are current again", (await secretary.sees(before.split("\n")[0])) && !(await secretary.sees(words)));
}

async function memberOpen(t, secretary, branch) {
  await homeGo(secretary);
  await secretary.press(secretary.link("The list of members"));
  await secretary.look();
  const rows = secretary.page.getByRole("rowheader").getByRole("link");
  t.check("there are members", (await rows.count()) > 3);
  const name = await rows.nth(2).innerText();
  await secretary.press(rows.nth(2));
  t.equal("the member's page is there", await secretary.page.getByRole("heading", { level: 1 }).innerText(), name);
  await secretary.look();

  await homeGo(secretary);
  await secretary.press(secretary.link("The list of members"));
  await secretary.type(secretary.field("Name, number, e-mail or phone"), name.split(" ")[0]);
  await secretary.press(secretary.button("Show"));
  t.check("the name is found", await secretary.sees(name));
  await secretary.type(secretary.field("Name, number, e-mail or phone"), "Xyzzyx");
  await secretary.press(secretary.button("Show"));
  t.check("a name that nobody has is answered helpfully",
    await secretary.sees(secretary.say("Nobody here has a name like “{1}”. Try the beginning of the first or the last name.", "Xyzzyx")));
  await secretary.look("nobody of that name");
}

async function trailRead(t, secretary) {
  await homeGo(secretary);
  await secretary.press(secretary.link("Who looked at members"));
  const rows = secretary.page.getByRole("row");
  const newest = await rows.nth(1).innerText();
  t.check("the newest looks are those at members", newest.includes(secretary.say("looking after members")), newest);
  const all = await secretary.text();
  t.check("opening the member is among them", all.includes(secretary.say("open one member")));
  t.check("reading the list is among them", all.includes(secretary.say("see the list of members")));
  await secretary.look();
}

async function officersKeep(t, secretary) {
  await homeGo(secretary);
  await secretary.press(secretary.link("Who is named there"));
  await secretary.look();
  await secretary.type(secretary.field("Their e-mail address"), "nobody@example.org");
  await secretary.type(secretary.page.getByLabel(secretary.say("The name to show")).last(), "Nobody");
  await secretary.press(secretary.button("Show them on the page"));
  t.check("a stranger is not named, and one is told why", await secretary.sees(secretary.say("Please look at this again")));
  await secretary.look("with faults");
}

async function officerWrite(t, secretary) {
  await homeGo(secretary);
  await secretary.press(secretary.link("My local party"));
  const path = secretary.path();
  const visitor = await t.person({ lang: secretary.lang, script: secretary.script, by: secretary.by });
  await visitor.go(path);
  const before = visitor.say("Write to {1}", "\u0000").split("\u0000")[0].trim();
  const link = visitor.page.getByRole("main").getByRole("link", { name: before }).first();
  if (!t.check("an officer can be written to", (await link.count()) > 0)) return;
  await visitor.press(link);
  await visitor.look();
  t.check("no address of theirs is shown", !(await visitor.page.content()).includes("@example"));
}

function story(options) {
  return async (t) => {
    const secretary = await t.person(options);
    await demoEnter(secretary, "secretary");
    const branch = await officeOf(secretary);
    const words = `We changed this line: ${Object.values(options).join(" ")}.`;
    const before = await pageWrite(t, secretary, branch, words);
    await pageRestore(t, secretary, before, words);
    await memberOpen(t, secretary, branch);
    await trailRead(t, secretary);
    await officersKeep(t, secretary);
    await officerWrite(t, secretary);
  };
}

export const stories = {
  "by keyboard, in English": story({ by: "keyboard" }),
  "by keyboard, in Welsh": story({ by: "keyboard", lang: "cy" }),
  "without script, on a small phone": story({ script: false, width: 320 }),
};
