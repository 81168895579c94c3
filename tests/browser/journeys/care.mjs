/* care.mjs: whoever may be watched gets away from the page at once, and with
 * script Back does not bring it back.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
const AWAY = "https://www.bbc.co.uk/weather";

function leaves(options, act, back) {
  return async (t) => {
    const visitor = await t.person(options);
    await visitor.page.route(AWAY, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Weather</title><h1>Weather</h1>" }));
    await visitor.go("/find");
    await visitor.go("/conduct");
    await visitor.look("conduct");
    await Promise.all([visitor.page.waitForURL(AWAY), act(visitor)]);
    t.equal("the weather", visitor.page.url(), AWAY);
    await visitor.page.goBack();
    t.check(`Back leads to ${back}`, visitor.page.url().endsWith(back));
    t.equal("nothing else was asked elsewhere", visitor.foreign.splice(0).join(" "), AWAY);
  };
}

async function escape(visitor) {
  for (let i = 0; i < 3; i++) await visitor.page.keyboard.press("Escape");
}

async function press(visitor) {
  await visitor.page.locator("a[data-leave]").click();
}

export const stories = {
  "Escape three times leaves": leaves({}, escape, "/find"),
  "the link leaves, in Welsh, on a small phone": leaves({ lang: "cy", width: 320 }, press, "/find"),
  "without script the link is a link": leaves({ script: false }, press, "/conduct"),
};
