/* live.mjs: a page that hears what happens while somebody looks at it.
 *
 * A secretary reads the answers to a question. Meanwhile a member gives one: the
 * page says so by itself, and shows it when asked to.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { demoEnter, homeGo, officeOf } from "../steps.mjs";

const ANSWER = "A lift home would help.";
let told = 0;

async function answersOpen(t, secretary, title) {
  await demoEnter(secretary, "secretary");
  const branch = await officeOf(secretary);
  await secretary.press(secretary.link("Questions to {1}", branch));
  await secretary.press(secretary.link("Ask a question"));
  await secretary.type(secretary.field("The question"), title);
  await secretary.press(secretary.button("Ask it"));
  await secretary.press(secretary.page.getByRole("listitem").filter({ hasText: title }).getByRole("link"));
}

function story(options) {
  return async (t) => {
    const title = `What would bring you here? (${++told})`;
    const secretary = await t.person(options);
    await answersOpen(t, secretary, title);
    const notice = secretary.page.getByText(secretary.say("More answers have come in."));
    t.check("nothing is said while nothing happens", !(await notice.isVisible()));

    const member = await t.person(options);
    await demoEnter(member, "member");
    await homeGo(member);
    await member.press(member.page.getByRole("link", { name: title, exact: true }).first());
    await member.type(member.field("Your answer"), ANSWER);
    await member.press(member.button("Give my answer"));

    await notice.waitFor({ state: "visible" });
    t.check("the page says that more has come in", await notice.isVisible());
    t.check("and does not change under one's eyes", !(await secretary.sees(ANSWER)));
    await secretary.look("more has come in");
    await secretary.press(secretary.link("Show them"));
    t.check("it is shown when asked for", await secretary.sees(ANSWER));
    t.check("and then nothing more is said", !(await notice.isVisible()));
  };
}

export const stories = {
  "on a small phone": story({ width: 320, hasTouch: true }),
  "by keyboard, in Welsh": story({ by: "keyboard", lang: "cy" }),
};
