/* passkey.mjs: a passkey is made, signed in with, and removed, on a device that
 * Chromium plays (its virtual authenticator: an ES256 key, and a finger it knows).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { demoEnter } from "../steps.mjs";

async function deviceGive(person) {
  const devtools = await person.page.context().newCDPSession(person.page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true,
      isUserVerified: true, automaticPresenceSimulation: true,
    },
  });
  return { devtools, authenticatorId };
}

/* The device answers after the press, so the next page takes its time. */
async function pressAndAwait(person, target, until) {
  if (person.by === "keyboard") {
    await target.focus();
    await person.page.keyboard.press("Enter");
  } else {
    await target.click();
  }
  await until.waitFor();
}

async function signOut(person) {
  await person.go("/account");
  await person.press(person.button("Sign out"));
}

function wholeLife(options) {
  return async (t) => {
    const person = await t.person(options);
    const device = await deviceGive(person);
    await demoEnter(person, "member");
    await person.go("/account");
    await person.press(person.link("Add a passkey"));
    await person.look("without a passkey");
    await person.type(person.field("A name for it"), "The blue one");
    const card = person.page.getByRole("heading", { name: "The blue one", exact: true });
    await t.step("a passkey is made", () => pressAndAwait(person, person.button("Add a passkey"), card));
    await person.look("with a passkey");
    const { credentials } = await device.devtools.send("WebAuthn.getCredentials", { authenticatorId: device.authenticatorId });
    t.equal("the device has one key", credentials.length, 1);
    t.check("it can be found without a name", credentials[0].isResidentCredential);

    await person.type(person.field("A name for it"), "The same again");
    const said = person.page.getByText(person.say("Your device did not make a passkey. Perhaps it has one for this account already."));
    await t.step("the same device makes no second one", () => pressAndAwait(person, person.button("Add a passkey"), said));

    await signOut(person);
    await person.go("/sign-in?then=/account");
    await person.look("with a passkey to sign in");
    const account = person.page.getByRole("heading", { name: person.say("Your account"), exact: true });
    await t.step("one signs in with it", () => pressAndAwait(person, person.button("Sign in with a passkey"), account));
    t.check("the account says how", await person.sees(person.say("with a passkey")));

    await person.press(person.link("Your passkeys"));
    await person.press(person.button("Remove the passkey: {1}", "The blue one"));
    t.check("it is gone", await person.sees(person.say("You have none yet.")));
    await signOut(person);
    await person.go("/sign-in");
    const refused = person.page.getByRole("alert");
    await t.step("and opens nothing any more", () => pressAndAwait(person, person.button("Sign in with a passkey"), refused));
  };
}

/* The page says what works instead. */
async function withoutScript(t) {
  const person = await t.person({ script: false });
  await demoEnter(person, "member");
  await person.go("/account/passkeys");
  t.check("it says what works", await person.sees(person.say("This browser cannot make passkeys, or script is switched off. The link by e-mail works everywhere.")));
  t.check("no button that does nothing", !(await person.button("Add a passkey").isVisible()));
  await person.look("without script");
  await signOut(person);
  await person.go("/sign-in");
  t.check("the other way is there", await person.button("Send me a link").isVisible());
  t.check("and this one is not", !(await person.button("Sign in with a passkey").isVisible()));
}

export const stories = {
  "its whole life": wholeLife({}),
  "its whole life in Welsh, by keyboard, on a small phone": wholeLife({ lang: "cy", by: "keyboard", width: 320 }),
  "without script": withoutScript,
};
