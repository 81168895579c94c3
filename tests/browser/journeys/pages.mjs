/* pages.mjs: every page that a link leads to, for everybody, in both languages.
 *
 * From the first page on, each link to a kind of page not yet seen is followed
 * and that page is examined: so no page can be forgotten here, and no link may
 * lead nowhere. Refusals are pages too.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { kindOfPage, SITE } from "../harness.mjs";
import { demoEnter } from "../steps.mjs";

const PAGES_MAX = 150;
const IS_FILE = /\.(ics|csv|vcf|pdf|xlsx|json)(\?|$)/;

/* Walks on from the page one is on; gives the kinds of pages that were seen. */
export async function pagesWalk(person, role, seen) {
  const kinds = new Set([kindOfPage(person.page.url())]);
  const ahead = [person.page.url().slice(SITE.length)];
  for (let i = 0; i < ahead.length && i < PAGES_MAX; i++) {
    if (IS_FILE.test(ahead[i])) { /* kept by the browser, not shown */
      await seen(ahead[i], (await person.page.request.get(SITE + ahead[i])).status(), false);
      continue;
    }
    const reply = await person.go(ahead[i]);
    const isPage = (reply.headers()["content-type"] ?? "").startsWith("text/html");
    if (!isPage) continue; /* for machines: /status.json */
    await seen(ahead[i], reply.status(), true);
    if (kindOfPage(ahead[i]).startsWith("/mailbox")) continue; /* mails are for those they are sent to */
    for (const link of await person.page.locator("a[href]").evaluateAll((all) => all.map((one) => one.href))) {
      const isOurs = link.startsWith(`${SITE}/`);
      const kind = isOurs ? kindOfPage(link) : "";
      if (!isOurs || kinds.has(kind)) continue;
      kinds.add(kind);
      ahead.push(link.slice(SITE.length));
    }
  }
  return kinds;
}

/* The least that must be found, so that a walk of nothing fails. */
const EXPECTED = {
  guest: ["/", "/display", "/style", "/style/sure", "/rights", "/what-we-hold", "/find", "/areas/:area", "/areas/:area/join", "/areas/:area/heard", "/sign-in", "/accessibility", "/conduct", "/demo", "/mailbox"],
  newcomer: ["/my-answers", "/account", "/areas/:area/questions/:id", "/areas/:area/access"],
  member: ["/my-answers", "/account", "/account/data", "/account/data/forget", "/areas/:area/questions/:id", "/areas/:area/access"],
  secretary: [
    "/areas/:area/members", "/areas/:area/members/:id", "/areas/:area/desk", "/areas/:area/copies", "/areas/:area/edit", "/areas/:area/history",
    "/areas/:area/history/:version", "/areas/:area/officers", "/areas/:area/trail", "/areas/:area/questions",
    "/areas/:area/questions/new", "/areas/:area/questions/:id/answers",
    "/areas/:area/access", "/areas/:area/access/give", "/areas/:area/access/one/:id",
    "/areas/:area/access/ended", "/areas/:area/access/gaps", "/areas/:area/approvals", "/approvals",
  ],
  admin: ["/areas/:area/members", "/areas/:area/trail", "/areas/:area/access"],
};

function walk(role, lang) {
  return async (t) => {
    const person = await t.person({ lang });
    await person.go("/");
    if (role !== "guest") await demoEnter(person, role);
    else await person.go("/find?q=ZE90+1AA");
    const firstKinds = role === "guest" ? ["/"] : [];
    const kinds = await pagesWalk(person, role, async (path, status, isPage) => {
      t.equal(`a link leads to a page: ${path}`, status, 200);
      if (status === 200 && isPage) await person.look(path === "/" ? `of ${role}` : "");
      if (status === 200 && isPage && lang === "en") await person.tabThrough();
    });
    for (const kind of EXPECTED[role]) t.check(`links lead ${role} to ${kind}`, kinds.has(kind) || firstKinds.includes(kind));
  };
}

/* What is refused says so in words, with a way on. */
function refusals(lang) {
  return async (t) => {
    const guest = await t.person({ lang });
    for (const [path, want] of [["/nothing-here", 404], ["/areas/nowhere", 404], ["/sign-in/link?token=old", 200]]) {
      t.equal(`${path} is answered rightly`, await guest.goRefused(path), want);
      t.check(`${path} shows a way on`, (await guest.page.getByRole("main").getByRole("link").count()) > 0);
      await guest.look(path);
    }
    const member = await t.person({ lang });
    await demoEnter(member, "member");
    const own = await member.page.locator('main a[href^="/areas/"]').first().getAttribute("href");
    for (const room of ["members", "trail", "access/give", "access/ended", "edit", "questions"]) {
      const status = await member.goRefused(`${own.split("/").slice(0, 3).join("/")}/${room}`);
      t.check(`a member may not see ${room}`, status === 403 || status === 404, `${status}`);
      t.check(`the refusal of ${room} shows a way on`, (await member.page.getByRole("main").getByRole("link").count()) > 0);
    }
    await member.look("refused");
  };
}

function faults(lang) {
  return async (t) => {
    const guest = await t.person({ lang, script: false });
    await guest.go("/sign-in");
    await guest.type(guest.field("Your e-mail address"), "nye@example");
    await guest.press(guest.button("Send me a link"));
    const summary = guest.page.getByRole("alert");
    t.check("the fault stands on top", (await summary.innerText()).includes(guest.say("Please look at this again")));
    await summary.getByRole("link").first().click();
    t.check("its link leads to the field", guest.page.url().endsWith("#mail"));
    t.equal("what was typed is still there", await guest.field("Your e-mail address").inputValue(), "nye@example");
    await guest.look("with a fault");
  };
}

export const stories = {};
for (const lang of ["en", "cy"]) {
  for (const role of Object.keys(EXPECTED)) stories[`${role}, ${lang}`] = walk(role, lang);
  stories[`refusals, ${lang}`] = refusals(lang);
  stories[`faults, ${lang}`] = faults(lang);
}
