/* life.mjs: the worker is stopped, replaced and killed while people use it.
 *
 * A client here keeps its connection as a browser does. What counts as a
 * failure is a request that was sent and not answered whole.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { copyFileSync, readFileSync, readlinkSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { alone, behind, check, finish, leave, pause, run, work, workerOf } from "./house.mjs";

const program = process.argv[2];
const CLIENTS = 16;
const CRASHES = 8;

/* ---- people ---- */

class Client {
  constructor(place, makeRequest) {
    Object.assign(this, { place, makeRequest, served: 0, shed: 0, failures: [], opened: 0, isWanted: true, lastAt: Date.now(), longestMs: 0 });
  }

  connect() {
    const socket = this.place.dial();
    this.socket = socket;
    this.openedAt = Date.now();
    this.opened++;
    this.heard = "";
    this.isOpen = true;
    socket.on("data", (chunk) => { this.heard += chunk.toString("latin1"); this.wake?.(); });
    socket.on("close", () => { if (this.socket === socket) this.isOpen = false; this.wake?.(); });
  }

  /* The whole answer, or what came of it. */
  async answer() {
    for (;;) {
      const head = this.heard.indexOf("\r\n\r\n");
      if (head >= 0) {
        const length = Number(/content-length: (\d+)/i.exec(this.heard.slice(0, head))?.[1] ?? 0);
        if (this.heard.length >= head + 4 + length) {
          const isLast = /connection: close/i.test(this.heard.slice(0, head));
          const status = Number(this.heard.slice(9, 12));
          /* Refused for want of time (a busy machine), whole and with its number: no failure of the wire. */
          const isShed = status === 503 && /\nrequest-id:|\nretry-after: [2-9]\r/i.test(this.heard.slice(0, head)) && !this.heard.includes("Back in a moment");
          this.heard = this.heard.slice(head + 4 + length);
          return { status, isLast, isShed };
        }
      }
      if (!this.isOpen) return { status: 0, isCut: this.heard !== "" };
      await new Promise((done) => { this.wake = done; });
    }
  }

  async go() {
    while (this.isWanted) {
      if (!this.isOpen) this.connect();
      const sentAt = Date.now();
      this.socket.write(this.makeRequest(this));
      const reply = await this.answer();
      if (reply.status === 200 || reply.status === 303) {
        this.served++;
        this.longestMs = Math.max(this.longestMs, Date.now() - sentAt);
      } else if (reply.isShed) {
        this.shed++;
      } else {
        this.failures.push({ ...reply, sentAt, openedAt: this.openedAt, at: Date.now() });
        if (reply.status === 0) await pause(2); /* a person is not faster */
      }
      if (reply.isLast || reply.status === 0) {
        this.socket.destroy();
        this.isOpen = false;
      }
    }
    this.socket?.destroy();
  }
}

function crowd(place, makers) {
  const clients = Array.from({ length: CLIENTS }, (_, at) => new Client(place, makers[at % makers.length]));
  const all = Promise.all(clients.map((client) => client.go()));
  return {
    clients,
    served: () => clients.reduce((sum, client) => sum + client.served, 0),
    shed: () => clients.reduce((sum, client) => sum + client.shed, 0),
    failures: () => clients.flatMap((client) => client.failures),
    end: async () => {
      clients.forEach((client) => { client.isWanted = false; });
      await all;
    },
  };
}

const read = (place, path) => () => `GET ${path} HTTP/1.1\r\nHost: ${place.host}\r\n\r\n`;

/* A secretary asks questions: each is a durable change. */
async function write(place) {
  const cookie = await place.enter("secretary");
  const area = /\/areas\/([a-z0-9-]+)\/members/.exec((await place.get("/", { Cookie: cookie })).body)?.[1];
  const closes = new Date(Date.now() + 5 * 86400 * 1000).toISOString().slice(0, 10);
  let number = 0;
  return () => {
    const body = `title=Question+${++number}&detail=&closes=${closes}&lang=en`;
    return `POST /areas/${area}/questions/new HTTP/1.1\r\nHost: ${place.host}\r\nCookie: ${cookie}\r\nSec-Fetch-Site: same-origin\r\n`
      + `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  };
}

const brief = (failures) => JSON.stringify(failures.slice(0, 5));

/* ---- a new version takes over ---- */

async function takesOverUnderLoad(place) {
  const people = crowd(place, [read(place, "/"), await write(place), read(place, "/find?q=leeds"), read(place, "/sign-in")]);
  await pause(500);
  const before = workerOf(place);
  for (let times = 1; times <= 5; times++) {
    const reload = await run(program, ["reload", "--data", place.data]);
    check(`${place.name}: a new worker takes over`, reload.code === 0, reload.log);
    await pause(300);
  }
  const served = people.served();
  await pause(500);
  await people.end();
  check(`${place.name}: it is another`, workerOf(place) !== before);
  check(`${place.name}: it serves`, people.served() > served, `${served}`);
  check(`${place.name}: five times under load, and no request failed`, people.failures().length === 0, brief(people.failures()));
  console.log(`     ${place.name}: 5 reloads, ${people.served()} requests, ${people.failures().length} failed, ${people.shed()} told to come again, longest ${Math.max(...people.clients.map((client) => client.longestMs))} ms`);
}

/* ---- a stop ---- */

async function stopsWithoutCutting(place) {
  const people = crowd(place, [read(place, "/"), await write(place), read(place, "/areas")]);
  await pause(700);
  const toldAt = Date.now();
  place.server.kill("SIGTERM");
  const code = await place.server.ended;
  await people.end();
  /* Who came later found the door closing; behind nginx that is a page that says so. */
  const cut = people.failures().filter((one) => one.isCut || (one.openedAt < toldAt && one.sentAt < toldAt && one.status === 0));
  check(`${place.name}: a stop ends well`, code === 0, `${code}`);
  check(`${place.name}: and cuts no answer`, cut.length === 0, brief(cut));
  console.log(`     ${place.name}: stopped in ${Date.now() - toldAt} ms, ${people.served()} requests before, ${cut.length} cut`);
  if (place.nginx !== undefined) await leave(place);
}

/* ---- a crash ---- */

async function livesThroughCrashes(place) {
  const people = crowd(place, [read(place, "/"), read(place, "/find?q=leeds")]);
  const gaps = [];
  await pause(500);
  for (let times = 0; times < CRASHES; times++) {
    const worker = workerOf(place), killedAt = Date.now();
    process.kill(worker, times % 2 === 0 ? "SIGKILL" : "SIGSEGV");
    let reply = await place.get("/");
    if (reply.status === 0 || reply.status === 503) reply = await place.get("/"); /* was in the hands of the one that died */
    gaps.push(Date.now() - killedAt);
    check(`${place.name}: after crash ${times + 1} somebody who comes is served`, reply.status === 200, `${reply.statuses}`);
    for (let tries = 0; tries < 100 && workerOf(place) === worker; tries++) await pause(20);
    check(`${place.name}: by another worker`, workerOf(place) !== worker);
    await pause(600);
  }
  const before = people.served();
  await pause(300);
  await people.end();
  check(`${place.name}: all go on`, people.served() > before);
  const failures = people.failures();
  if (place.nginx !== undefined) check(`${place.name}: of ${CRASHES} crashes at most one is seen`, failures.length <= 1, brief(failures));
  else check(`${place.name}: each loses at most what was on its way`, failures.length <= CLIENTS * CRASHES, `${failures.length}`);
  if (failures.length > 0 && place.nginx !== undefined) console.log(`     seen: ${brief(failures)}`);
  console.log(`     ${place.name}: ${CRASHES} crashes, ${people.served()} requests, ${failures.length} failed, ${people.shed()} told to come again; from the kill to the next answer ${gaps.join(", ")} ms; `
    + `longest wait of anybody ${Math.max(...people.clients.map((client) => client.longestMs))} ms`);
}

/* ---- versions ---- */

const exeOf = (place) => readlinkSync(`/proc/${workerOf(place)}/exe`);

async function keepsTheOldVersionWhenTheNewIsNone() {
  const copy = join(work, "groundswell-installed");
  copyFileSync(program, copy);
  const place = await alone(copy);
  const install = (make) => {
    make(`${copy}.new`);
    renameSync(`${copy}.new`, copy);
  };
  const executable = (text) => (path) => writeFileSync(path, text, { mode: 0o755 });

  install(executable("#!/bin/sh\nexit 1\n"));
  const broken = await run(program, ["reload", "--data", place.data]);
  check("a new version that ends at once is not taken", broken.code === 1 && /old one goes on/.test(broken.log), broken.log);
  check("and the old one goes on", (await place.get("/")).status === 200);
  process.kill(workerOf(place), "SIGKILL");
  await pause(300);
  check("even over a crash", (await place.get("/")).status === 200 && exeOf(place).endsWith("(deleted)"), exeOf(place));

  install((path) => copyFileSync("/bin/sleep", path)); /* knows no `process worker`: ends at once too */
  const stranger = await run(program, ["reload", "--data", place.data]);
  check("nor is one that is another program", stranger.code === 1, stranger.log);

  install((path) => copyFileSync(program, path));
  const settings = join(place.data, "settings.conf");
  writeFileSync(settings, readFileSync(settings, "utf8").replace("movement = Groundswell", "movement = Renamed"));
  const good = await run(program, ["reload", "--data", place.data]);
  check("one that serves is taken", good.code === 0, good.log);
  check("it is the file that lies there now", exeOf(place) === copy, exeOf(place));
  check("and it reads the settings anew", (await place.get("/")).body.includes("Renamed"));

  writeFileSync(settings, "nonsense\n");
  const faulty = await run(program, ["reload", "--data", place.data]);
  check("settings that cannot be read are not taken", faulty.code === 1, faulty.log);
  check("and the ones before stay", (await place.get("/")).body.includes("Renamed"));
  await leave(place);
  const nobody = await run(program, ["reload", "--data", place.data]);
  check("nothing to reload is said", nobody.code === 1 && /nothing serves/.test(nobody.log), nobody.log);
}

/* ---- pages that listen ---- */

/* Server-sent events on a socket of their own. */
class Ear {
  constructor(place, path, headers) {
    this.socket = place.dial();
    this.heard = "";
    this.isOpen = true;
    this.socket.on("data", (chunk) => { this.heard += chunk.toString("latin1"); });
    this.socket.on("close", () => { this.isOpen = false; });
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
    this.socket.write(`GET ${path} HTTP/1.1\r\nHost: ${place.host}\r\n${lines}\r\n`);
  }

  async until(isSo, tries = 400) {
    for (let at = 0; at < tries && !isSo(); at++) await pause(50);
    return isSo();
  }

  hears(words) { return this.until(() => this.heard.includes(words)); }
  /* nginx keeps its connection when the stream is over. */
  ends() { return this.until(() => !this.isOpen || this.heard.endsWith("\r\n0\r\n\r\n")); }
}

async function listensThroughAll(place) {
  const officer = await place.enter("secretary"), member = await place.enter("member");
  const area = /\/areas\/([a-z0-9-]+)\/members/.exec((await place.get("/", { Cookie: officer })).body)?.[1];
  const closes = new Date(Date.now() + 5 * 86400 * 1000).toISOString().slice(0, 10);
  await place.post(`/areas/${area}/questions/new`, { title: "What next?", detail: "", closes, lang: "en" }, { Cookie: officer });
  const list = (await place.get(`/areas/${area}/questions`, { Cookie: officer })).body;
  const question = new RegExp(`/areas/[a-z0-9-]+/questions/([0-9a-f]{32})/answers`).exec(list)?.[1];
  const path = `/areas/${area}/questions/${question}`;
  const say = (text) => place.post(path, { text, lang: "en" }, { Cookie: member });
  const live = /data-events="([^"]+)"/.exec((await place.get(`${path}/answers`, { Cookie: officer })).body)?.[1];
  check(`${place.name}: the officers' page listens`, live?.startsWith(`${path}/answers/live?since=`), live);

  const stranger = await place.get(live, { Cookie: member });
  check(`${place.name}: a member may not`, stranger.status === 404, `${stranger.statuses}`);
  const first = new Ear(place, live, { Cookie: officer });
  check(`${place.name}: a stream begins at once`, await first.hears("text/event-stream"), first.heard);
  check(`${place.name}: an answer is given`, (await say("More tea.")).status === 303);
  check(`${place.name}: and heard`, await first.hears("event: change"), first.heard);
  const id = /id: (\d+)/.exec(first.heard)?.[1];

  const reload = await run(program, ["reload", "--data", place.data]);
  check(`${place.name}: a new worker takes over`, reload.code === 0, reload.log);
  check(`${place.name}: the stream ends with the old one`, await first.ends(), first.heard);
  check(`${place.name}: an answer is given meanwhile`, (await say("More biscuits.")).status === 303);
  const second = new Ear(place, live, { Cookie: officer, "Last-Event-ID": id });
  check(`${place.name}: it is heard by who comes back`, await second.hears("event: "), second.heard);

  await place.post("/sign-out", {}, { Cookie: officer });
  await say("More cake.");
  check(`${place.name}: the stream ends with the session`, await second.ends(), second.heard);
  check(`${place.name}: without a further word`, second.heard.split("event: ").length === 2, second.heard);
  const third = await place.get(live, { Cookie: officer });
  check(`${place.name}: and does not begin again`, third.status === 401, `${third.statuses}`);
}

/* ---- all of it ---- */

await keepsTheOldVersionWhenTheNewIsNone();
for (const make of [alone, behind]) {
  const place = await make(program);
  await listensThroughAll(place);
  await takesOverUnderLoad(place);
  await livesThroughCrashes(place);
  await stopsWithoutCutting(place);
}
finish();
