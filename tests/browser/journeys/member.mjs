/* member.mjs: from a postcode to being heard.
 *
 * A secretary asks a question of the branch. Somebody who knows nobody types a
 * postcode, sees the local party, joins, and answers. The secretary reads the
 * answers and says what was done. The member sees it beside their own words.
 * The same story by keyboard alone in each language, and without script.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { demoEnter, findTyped, homeGo, languageChoose, officeOf, partyJoin, postcodeOf } from "../steps.mjs";

const ANSWER = "The last bus goes at eight. Could we begin at six? <b>&amp;</b>";

async function questionAsk(t, secretary, title) {
  await demoEnter(secretary, "secretary");
  await secretary.look("of a secretary");
  const branch = await officeOf(secretary);
  await secretary.press(secretary.link("Questions to {1}", branch));
  await secretary.look();
  await secretary.press(secretary.link("Ask a question"));
  await secretary.look();
  await secretary.type(secretary.field("The question"), title);
  await secretary.type(secretary.field("Why you ask, and what will happen with the answers"), "We plan the year.");
  await secretary.press(secretary.button("Ask it"));
  t.check("the question stands among those of the branch", await secretary.sees(title));
  return branch;
}

async function memberJoin(t, member, branch, name, mail) {
  await member.go("/");
  await languageChoose(member);
  await member.look("of a guest");
  const postcode = postcodeOf(branch);
  await findTyped(member, postcode.toLowerCase().replace(" ", ""));
  t.check("the postcode is shown in its proper form", await member.sees(postcode));
  await member.look("a postcode found");
  await member.press(member.link("Branch: {1}", branch));
  t.equal("the page of the branch is there", await member.page.getByRole("heading", { level: 1 }).innerText(), branch);
  await member.look();

  await partyJoin(member, { name, mail, party: branch });
  t.check("the new member is welcomed by name", await member.sees(member.say("Welcome, {1}", name)));
  await member.look();
}

async function questionAnswer(t, member, title) {
  await homeGo(member);
  await member.look("of a new member");
  await member.press(member.page.getByRole("link", { name: title, exact: true }).first());
  await member.look();
  await member.type(member.field("Your answer"), ANSWER);
  await member.press(member.button("Give my answer"));
  t.check("the answer is kept", await member.sees(member.say("Thank you. Your answer is kept. You can change it until the question closes.")));
  t.check("the answer stands as it was typed", await member.sees(ANSWER));
  await member.look("answered");
}

async function outcomeTell(t, secretary, branch, title, outcome) {
  await homeGo(secretary);
  await secretary.press(secretary.link("Questions to {1}", branch));
  const card = secretary.page.getByRole("listitem").filter({ hasText: title });
  await secretary.press(card.getByRole("link"));
  t.check("the answer can be read", await secretary.sees(ANSWER));
  await secretary.look();
  await secretary.type(secretary.field("We did"), outcome);
  await secretary.press(secretary.button("Tell them"));
  t.check("an outcome of no answer is not kept, and one is told why", await secretary.sees(secretary.say("Please look at this again")));
  await secretary.look("with faults");

  t.equal("what was typed is still there", await secretary.field("We did").inputValue(), outcome);
  await secretary.tick(secretary.page.getByRole("checkbox").first());
  await secretary.tick(secretary.radio("The answers ticked above"));
  await secretary.type(secretary.field("More about it"), "From next month on.");
  await secretary.press(secretary.button("Tell them"));
  t.check("what came of it stands there", await secretary.sees(outcome));
  await secretary.look("after an outcome");
}

async function outcomeSee(t, member, outcome) {
  await homeGo(member);
  t.check("what came of it stands on the first page", await member.sees(outcome));
  await member.press(member.link("What I said"));
  t.check("one's own words stand there", await member.sees(ANSWER));
  t.check("what came of them stands beside", await member.sees(outcome));
  await member.look("after an outcome");
  await homeGo(member);
  await member.press(member.link("Everything that was heard and done"));
  t.check("everybody can read it", await member.sees(outcome));
  await member.look();
}

let storiesTold = 0;

function story(options) {
  return async (t) => {
    const number = ++storiesTold;
    const title = `What would help you to come? (${number})`;
    const outcome = `Meetings begin at six (${number})`;
    const secretary = await t.person(options);
    const branch = await questionAsk(t, secretary, title);

    const member = await t.person({ ...options, opensIn: "en" });
    await memberJoin(t, member, branch, `Nye Newcomer ${number}`, `nye${number}@example.org`);
    await questionAnswer(t, member, title);
    await outcomeTell(t, secretary, branch, title, outcome);
    await outcomeSee(t, member, outcome);
  };
}

export const stories = {
  "by keyboard, in English": story({ by: "keyboard" }),
  "by keyboard, in Welsh": story({ by: "keyboard", lang: "cy" }),
  "without script, on a small phone": story({ script: false, width: 320 }),
  "without script, in Welsh": story({ script: false, lang: "cy" }),
  "with script, on a small phone": story({ width: 320, hasTouch: true }),
};
