/* access.mjs: a secretary gives access within a minute, by keyboard alone;
 * everybody who belongs sees it; it ends, and one press brings it back.
 *
 * The seconds that are printed are what a person would need: what the pages
 * took, and a pause for each thing a person does. Nothing is judged by them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { demoEnter, homeGo, officeOf } from "../steps.mjs";

/* Pauses of somebody who has not done it before, on a phone: to read a page,
 * to make up one's mind, to hit one key (slow thumbs: 25 words a minute). */
const READ_S = 4;
const DECIDE_S = 2;
const KEY_S = 0.48;
const STOP_S = 0.25; /* from one thing to the next with Tab or an arrow */

/* Counts what is pressed; gives back the count so far. */
function keysWatch(person) {
  const count = { stops: 0, presses: 0, letters: 0 };
  const keyboard = person.page.keyboard;
  const [press, insertText] = [keyboard.press.bind(keyboard), keyboard.insertText.bind(keyboard)];
  keyboard.press = (key) => {
    if (key === "Tab" || key === "ArrowDown") count.stops++;
    else if (key === "Enter" || key === "Space") count.presses++;
    return press(key);
  };
  keyboard.insertText = (text) => {
    count.letters += text.length;
    return insertText(text);
  };
  return count;
}

/* A member of the branch who is no officer, and a beginning of the last name. */
async function memberPick(secretary, at) {
  await homeGo(secretary);
  await secretary.press(secretary.link("The list of members"));
  const names = await secretary.page.getByRole("table").getByRole("link").allInnerTexts();
  return names[names.length - 1 - at];
}

async function accessGive(t, secretary, name) {
  await homeGo(secretary);
  await secretary.press(secretary.link("Who has access"));
  await secretary.look("of an officer");

  const count = keysWatch(secretary);
  const began = Date.now();
  const typed = name.split(" ").at(-1).slice(0, 5);
  await secretary.type(secretary.field("Name of a member"), typed);
  await secretary.press(secretary.button("Find"));
  const found = secretary.page.getByRole("main").getByRole("link", { name, exact: true }).first();
  await secretary.press(found);
  await secretary.tick(secretary.radio("Membership officer: sees the list of members and looks after them"));
  await secretary.press(secretary.button("Give access"));
  const machine_s = (Date.now() - began) / 1000;
  const person_s = 3 * READ_S + 4 * DECIDE_S + count.letters * KEY_S + count.stops * STOP_S + count.presses * KEY_S;
  if (secretary.by === "keyboard") {
    console.log(`access is given in ${Math.round(machine_s + person_s)} s: ${count.letters} letters, ${count.stops} stops, ` +
      `${count.presses} presses, ${Math.round(person_s)} s for the person, ${machine_s.toFixed(1)} s for the machine`);
    t.check("four presses give access: find, choose the member, choose what for, give", count.presses <= 4, `${count.presses}`);
  }
  t.check("it is said to be done", await secretary.sees(name));
  t.check("the status says so", (await secretary.page.getByRole("status").count()) === 1);
  await secretary.look("just given");
  return secretary.path();
}

async function everybodySees(t, secretary, name) {
  const member = await t.person({ lang: secretary.lang, script: secretary.script });
  await demoEnter(member, "member");
  await member.go(secretary.path().replace(/\/access\/.*/, ""));
  await member.press(member.link("Who has access here"));
  await member.look("of a member");
  t.check("a member sees who has it", await member.sees(name));
  t.check("and what for", await member.sees(member.say("Membership officer")));
  t.check("and why", await member.sees(member.say("Elected at a meeting")));
  t.equal("and may change nothing", await member.page.getByRole("main").locator('form[method="post"]').count(), 0);
}

async function accessEnd(t, secretary, gift, name) {
  await secretary.go(gift);
  await secretary.press(secretary.button("End it now"));
  t.check("an end needs a reason", await secretary.sees(secretary.say("Please look at this again")));
  await secretary.look("with a fault");
  await secretary.tick(secretary.radio("It was a mistake"));
  await secretary.press(secretary.button("End it now"));
  t.check("it is over", await secretary.sees(secretary.say("Ended")));
  await secretary.look("just ended");
  await secretary.press(secretary.button("Give it again, until the same day"));
  t.check("one press gives it again", await secretary.sees(secretary.say("End it now")));

  await secretary.press(secretary.link("Who has access"));
  await secretary.press(secretary.link("Access that is over"));
  t.check("what is over stays known", await secretary.sees(name));
  await secretary.look();
}

async function nobodyFound(t, secretary) {
  await homeGo(secretary);
  await secretary.press(secretary.link("Who has access"));
  await secretary.type(secretary.field("Name of a member"), "Xyzzyx");
  await secretary.press(secretary.button("Find"));
  t.check("a name that nobody has is answered helpfully",
    await secretary.sees(secretary.say("Nobody here has a name like “{1}”. Try the beginning of the first or the last name.", "Xyzzyx")));
  await secretary.look("nobody of that name");
}

function story(options, at) {
  return async (t) => {
    const secretary = await t.person(options);
    await demoEnter(secretary, "secretary");
    await officeOf(secretary);
    const name = await memberPick(secretary, at);
    const gift = await accessGive(t, secretary, name);
    await everybodySees(t, secretary, name);
    await accessEnd(t, secretary, gift, name);
    await nobodyFound(t, secretary);
  };
}

export const stories = {
  "by keyboard, on a phone": story({ by: "keyboard", width: 375 }, 0),
  "by keyboard, in Welsh": story({ by: "keyboard", lang: "cy" }, 1),
  "without script, on a small phone": story({ script: false, width: 320 }, 2),
};
