/* approvals.mjs: one administrator proposes another, a second one agrees, and
 * members see it; then acts are stopped, and it takes two to let them go on.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { demoEnter, homeGo } from "../steps.mjs";

/* The address of a proposal to make somebody an administrator of the whole. */
async function propose(t, admin, typed) {
  await homeGo(admin);
  await admin.press(admin.link("Who has access"));
  await admin.type(admin.field("Name of a member"), typed);
  await admin.press(admin.button("Find"));
  await admin.look("of the movement");
  await admin.press(admin.page.getByRole("main").getByRole("heading", { level: 3 }).last().getByRole("link"));
  const title = admin.say("Give access to {1}", "\u0000").split("\u0000");
  const heading = await admin.page.getByRole("heading", { level: 1 }).innerText();
  const name = heading.slice(title[0].length, heading.length - title[1].length);
  await admin.look("of the movement");
  await admin.tick(admin.radio("Administrator: everything officers may do, reads the audit log, may make administrators"));
  await admin.press(admin.button("Give access"));
  t.check("it waits for a second person", await admin.sees(admin.say("A second person has to agree")));
  t.check("the proposer cannot agree", (await admin.button("I agree").count()) === 0);
  await admin.look("proposed by oneself");
  return { path: admin.path(), name };
}

async function secondAgrees(t, second, act) {
  await homeGo(second);
  await second.press(second.link("Read and decide"));
  t.check("it says what would happen", await second.sees(act.name));
  await second.look();
  await second.press(second.page.getByRole("row").filter({ hasText: act.name }).getByRole("link").first());
  await second.look("to agree to");
  await second.press(second.button("I agree"));
  t.check("it is done", await second.sees(second.say("done")));
  await second.look("done");
}

async function memberSees(t, options, act) {
  const member = await t.person({ lang: options.lang, script: options.script });
  await demoEnter(member, "member");
  await member.go(act.path);
  t.check("a member sees who stood behind it", await member.sees(member.say("Who stands behind it")));
  t.equal("and may change nothing", await member.page.getByRole("main").locator('form[method="post"]').count(), 0);
  await member.look("of a member");
}

async function stopAndGoOn(t, admin, second, act) {
  const list = act.path.replace(/\/[^/]+$/, "");
  await second.go(list);
  await second.page.locator("summary").filter({ hasText: second.say("Stop all such acts here") }).click();
  await second.type(second.field("Why they are stopped"), "Two lists for one conference");
  await second.press(second.button("Stop them"));
  t.check("everybody can read why", await second.sees("Two lists for one conference"));
  await second.look("stopped");
  await second.press(second.button("Propose to let them go on"));
  const going = second.path();
  await admin.go(going);
  await admin.press(admin.button("I agree"));
  t.check("and wait a day", await admin.sees(admin.say("Two people agree")));
  await admin.look("cooling");
}

function story(options, typed, stops) {
  return async (t) => {
    const admin = await t.person(options);
    await demoEnter(admin, "admin");
    const second = await t.person(options);
    await demoEnter(second, "second");
    const act = await propose(t, admin, typed);
    await secondAgrees(t, second, act);
    await memberSees(t, options, act);
    await admin.go("/approvals");
    await admin.look("nothing waits");
    if (stops) await stopAndGoOn(t, admin, second, act);
  };
}

export const stories = {
  "by keyboard": story({ by: "keyboard" }, "an", false),
  "in Welsh, on a small phone": story({ lang: "cy", width: 320 }, "el", false),
  "without script": story({ script: false }, "ma", true),
};
