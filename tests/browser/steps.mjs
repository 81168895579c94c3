/* steps.mjs: what several journeys do: come in, find, join, look into the mail.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */

/* The invented county's wards in the order of their postcodes, as
 * capabilities/places/places_demo_county.c has them: five to a district. */
const WARDS = [
  "Castle Mound", "Market Quarter", "Millgate", "Orchard Hill", "Station Road",
  "Sandover", "Pell Magna", "Pell Parva", "Saltings", "Windmill",
  "Kestrel Harbour", "Lighthouse", "North Strand", "St Brannock's", "Coppergate",
  "Marlford", "Hollin Edge", "Quarry Bank", "Ravensike", "Tarnside",
];

/* A postcode of the ward that a branch is named after: "ZE91 4AA". */
export function postcodeOf(branch) {
  const at = WARDS.findIndex((ward) => branch.startsWith(ward));
  if (at < 0) throw new Error(`no ward of the invented county is called ${branch}`);
  return `ZE9${Math.floor(at / 5)} ${(at % 5) + 1}AA`;
}

const DEMO_ROLES = {
  member: "A member",
  newcomer: "Someone who has just joined",
  secretary: "A branch secretary",
  admin: "An administrator of the whole movement",
  second: "Another administrator, for acts that take two people",
};

/* From any page of a demo, in by one click. */
export async function demoEnter(person, role) {
  if (person.page.url() === "about:blank") await person.go("/");
  await person.press(person.link("Enter as…"));
  const words = person.say(DEMO_ROLES[role]);
  const card = person.page.getByRole("listitem").filter({ has: person.page.getByRole("heading", { name: words, exact: true }) });
  await person.press(card.getByRole("button"));
  await languageChoose(person);
}

export const LANGUAGES = { en: "English", cy: "Cymraeg" };

/* At the foot of the page, unless it is in the person's language already. Who
 * signs in gets the language of their account. */
export async function languageChoose(person) {
  if ((await person.page.locator("html").getAttribute("lang")) === person.lang) return;
  await person.press(person.page.getByRole("contentinfo").getByRole("button", { name: LANGUAGES[person.lang] }));
}

export async function homeGo(person) {
  await person.press(person.page.getByRole("banner").getByRole("link").first());
}

/* The branch that an officer works for, from their first page. */
export async function officeOf(person) {
  const before = person.say("My work for {1}", "\u0000").split("\u0000")[0].trim();
  const heading = await person.page.getByRole("heading", { name: before }).last().innerText();
  return heading.slice(before.length).trim();
}

/* Types into the search for places, wherever it stands, and sends it. */
export async function findTyped(person, typed) {
  await person.type(person.field("Your postcode, or the name of your place"), typed);
  await person.press(person.button("Search"));
}

/* Opens the newest mail to an address in the demo's mailbox and its link. */
export async function mailOpen(person, mail) {
  await person.press(person.link("Mailbox"));
  await person.type(person.field("Only mail to this address"), mail);
  await person.press(person.button("Show"));
  await person.look();
  await person.press(person.page.getByRole("article").first().getByRole("link").first());
}

/* From a local party's page to being a member of it. */
export async function partyJoin(person, { name, mail, party }) {
  await person.press(person.link("Join {1}", party));
  await person.look();
  await person.type(person.field("Your name"), name);
  await person.type(person.field("Your e-mail address"), mail);
  await person.tick(person.page.locator("input[name=read]"));
  await person.press(person.button("Send me the link"));
  await person.look();
  await mailOpen(person, mail);
  await person.look("joining");
  await person.press(person.button("Yes, I join"));
}
