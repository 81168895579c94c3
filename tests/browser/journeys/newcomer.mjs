/* newcomer.mjs: from knowing nobody to a first step done, in two minutes and seven
 * fields at most.
 *
 * Somebody types a postcode, joins, opens the mail, is signed in and does the first
 * of their steps. What a person would need for it is counted as they go: some seconds
 * to read each page, to find each field, and to type each letter. So the claim is the
 * same on every machine; how long the machine itself took is printed beside it. Then
 * the officers of that place see that somebody is new, take the call on, and note it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { demoEnter, findTyped, homeGo, languageChoose, mailOpen, officeOf, postcodeOf } from "../steps.mjs";

const READ_PAGE_S = 4;
const FIND_FIELD_S = 1.5;
const TYPE_LETTER_S = 0.25;
const MAIL_S = 8; /* until it has come and is opened */
const PATH_S_MAX = 120;
const FIELDS_MAX = 7;

class Stopwatch {
  human = 0;
  fields = 0;
  began = Date.now();

  constructor(person) {
    this.person = person;
  }

  async press(target) {
    this.human += READ_PAGE_S;
    await this.person.press(target);
  }

  async type(target, words) {
    this.fields++;
    this.human += FIND_FIELD_S + words.length * TYPE_LETTER_S;
    await this.person.type(target, words);
  }

  async tick(target) {
    this.fields++;
    this.human += FIND_FIELD_S;
    await this.person.tick(target);
  }
}

/* The form of the door, whichever of its fields this movement asks for. */
async function doorFill(t, watch, name, mail) {
  const { person } = watch;
  await watch.type(person.field("Your name"), name);
  await watch.type(person.field("Your e-mail address"), mail);
  watch.fields += (await person.page.getByRole("radio").count()) > 0 ? 1 : 0; /* the rate, chosen already */
  for (const box of await person.page.getByRole("main").getByRole("checkbox").all()) {
    await watch.tick(box);
  }
  await watch.press(person.button("Send me the link"));
}

async function newcomerJoin(t, person, branch, name, mail) {
  await person.go("/");
  await languageChoose(person);
  const watch = new Stopwatch(person);
  const postcode = postcodeOf(branch);
  watch.fields++;
  watch.human += READ_PAGE_S + FIND_FIELD_S + postcode.length * TYPE_LETTER_S;
  await findTyped(person, postcode);
  await watch.press(person.link("Branch: {1}", branch));
  await watch.press(person.link("Join {1}", branch));
  await person.look("of a newcomer");
  await doorFill(t, watch, name, mail);
  watch.human += MAIL_S;
  await mailOpen(person, mail);
  await watch.press(person.button("Yes, I join"));
  t.check("they are welcomed by name", await person.sees(person.say("Welcome, {1}", name)));
  await person.look("of a newcomer");

  const first = person.page.getByRole("listitem").filter({ has: person.page.getByRole("heading", { level: 3 }) }).first();
  const title = (await first.getByRole("heading", { level: 3 }).innerText()).trim();
  await watch.press(first.getByRole("button", { name: person.say("I have done it: {1}", title), exact: true }));
  t.check("the first step is done", await person.sees(person.say("Done or skipped")));
  await person.look("with a step done");
  t.check(`at most ${FIELDS_MAX} fields`, watch.fields <= FIELDS_MAX, `${watch.fields}`);
  t.check(`at most ${PATH_S_MAX} s for a person`, watch.human <= PATH_S_MAX, `${watch.human} s`);
  console.log(`newcomer: ${watch.fields} fields, ${Math.round(watch.human)} s of reading and typing, ${Math.round((Date.now() - watch.began) / 1000)} s of this machine with looking at each page`);
  return title;
}

/* Back and forth: what was done can be taken back, what is not for one is skipped. */
async function stepsUndo(t, person, title) {
  await person.press(person.button("Take that back: {1}", title));
  t.check("a step is taken back", !(await person.sees(person.say("Done or skipped"))));
  await person.press(person.button("Not for me: {1}", title));
  t.check("and skipped", await person.sees(person.say("Skipped")));
  await homeGo(person);
  t.check("the first page knows the steps", await person.sees(person.say("Your first steps")));
}

async function profileTell(t, person) {
  await person.press(person.link("My profile"));
  await person.look("of a newcomer");
  await person.press(person.link("Change: {1}", person.say("What I can do")));
  await person.look("what I can do");
  await person.tick(person.page.getByRole("checkbox", { name: person.say("Video editing"), exact: true }));
  await person.press(person.button("Keep"));
  t.check("what was said stands there", await person.sees(person.say("Video editing")));
  await person.press(person.link("Change: {1}", person.say("When I am free")));
  await person.look("when I am free");
  await person.press(person.link("Leave it as it was"));
  await person.go("/welcome");
  t.check("the steps follow it", (await person.page.content()).includes(person.say("Make one thing")));
}

async function callMake(t, secretary, name) {
  await secretary.go("/my-party");
  await secretary.press(secretary.link("To the list"));
  await secretary.look("with somebody who waits");
  await secretary.press(secretary.page.getByRole("link", { name, exact: true }).first());
  await secretary.look("one call");
  await secretary.press(secretary.button("I take this on"));
  await secretary.tick(secretary.radio("We spoke"));
  await secretary.tick(secretary.page.getByRole("checkbox", { name: secretary.say("To come to a meeting"), exact: true }));
  await secretary.press(secretary.button("Keep"));
  t.check("who was spoken with waits no more", (await secretary.page.getByRole("link", { name, exact: true }).count()) === 0);
}

let storiesTold = 0;

function story(options) {
  return async (t) => {
    const name = `Nia Newydd ${++storiesTold}`;
    const secretary = await t.person(options);
    await demoEnter(secretary, "secretary");
    const branch = await officeOf(secretary);
    const person = await t.person({ ...options, opensIn: "en" });
    const title = await newcomerJoin(t, person, branch, name, `nia${storiesTold}@example.org`);
    await stepsUndo(t, person, title);
    await profileTell(t, person);
    await callMake(t, secretary, name);
  };
}

export const stories = {
  "with a mouse, in English": story({}),
  "in Welsh, by keyboard, without script": story({ by: "keyboard", lang: "cy", script: false }),
  "by keyboard, on a small phone": story({ by: "keyboard", width: 320 }),
};
