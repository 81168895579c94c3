/* meetings.mjs: a secretary calls a meeting with notice enough, marks who is there, and
 * minutes it; members find it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { demoEnter, homeGo } from "../steps.mjs";

async function meetingCall(t, secretary) {
  await homeGo(secretary);
  await secretary.press(secretary.link("Call a meeting"));
  await secretary.look();
  await secretary.press(secretary.button("Keep the draft"));
  t.check("a meeting is somewhere", await secretary.sees(secretary.say("Please say where people meet, or give a link.")));
  await secretary.look("with faults");
  await secretary.type(secretary.field("Where"), "The Old Reading Room");
  await secretary.press(secretary.button("Keep the draft"));
  t.check("it is said at once that the notice is long enough", await secretary.sees(secretary.say("The notice is long enough")));
  await secretary.look();
  await secretary.type(secretary.field("What is spoken of"), "The night bus");
  await secretary.press(secretary.button("Add it"));
  t.check("the item stands on the agenda", await secretary.sees("The night bus"));
  await secretary.press(secretary.button("Up: {1}", "The night bus"));
  await secretary.press(secretary.button("Call the meeting"));
  t.check("it is called", await secretary.sees(secretary.say("Notice of the meeting")));
  await secretary.look("called");
}

async function meetingMinute(t, secretary) {
  await secretary.press(secretary.page.getByRole("main").getByRole("link", { name: secretary.say("Who is here"), exact: true }));
  await secretary.look();
  t.check("nobody is there yet", await secretary.sees(secretary.say("Nobody is marked yet. Press “Is here” beside a name, or find somebody.")));
  await secretary.press(secretary.page.getByRole("main").getByRole("link", { name: secretary.say("To the minutes"), exact: true }));
  await secretary.look();
  await secretary.press(secretary.link("Write: {1}", "The night bus"));
  await secretary.look();
  await secretary.type(secretary.field("What was said"), "The last bus goes at nine.");
  await secretary.press(secretary.button("Keep"));
  await secretary.type(secretary.field("What was decided"), "We ask the council for a night bus.");
  await secretary.press(secretary.button("Write the decision down"));
  t.check("the decision is kept", await secretary.sees("We ask the council for a night bus."));
  t.check("and the text before it", (await secretary.field("What was said").inputValue()) === "The last bus goes at nine.");
}

function story(options) {
  return async (t) => {
    const secretary = await t.person(options);
    await demoEnter(secretary, "secretary");
    await meetingCall(t, secretary);
    await meetingMinute(t, secretary);
    const member = await t.person(options);
    await demoEnter(member, "member");
    t.check("a member finds it on the first page", await member.sees("The Old Reading Room") || await member.sees(member.say("Where we meet next")));
    await member.look("of a member");
  };
}

export const stories = {
  "by keyboard, in English": story({ by: "keyboard" }),
  "by keyboard, in Welsh": story({ by: "keyboard", lang: "cy" }),
  "without script, on a small phone": story({ script: false, width: 320 }),
};
