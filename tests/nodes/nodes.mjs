// nodes.mjs: what one node does, the other knows; what one node was, the other
// goes on being when it is killed.
//
// Two `groundswell serve` on one PostgreSQL database, with a mail server of our
// own. Environment: BIN, GROUNDSWELL_TEST_CLUSTER (tests/nodes/run.sh sets both).
//
// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

const cluster = process.env.GROUNDSWELL_TEST_CLUSTER;
const place = `postgres:host=${cluster}/run user=postgres dbname=nodes`;
const work = fs.mkdtempSync(path.join(os.tmpdir(), "groundswell-nodes-"));
const nodes = [];
const mails = []; // the Message-ID of everything that arrived

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// Polls until `claim` is true; says what was waited for when it never is.
async function until(claim, what, ms = 20000) {
  const end = Date.now() + ms;
  while (!(await claim())) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await pause(50);
  }
}

function sql(text) {
  return execFileSync("psql", ["-h", `${cluster}/run`, "-U", "postgres", "-d", "nodes", "-qtAc", text],
    { encoding: "utf8" }).trim();
}

// A mail server that takes everything.
function mailServer() {
  const server = net.createServer((socket) => {
    let isLetter = false, buffer = "";
    socket.on("error", () => {});
    socket.write("220 here\r\n");
    socket.on("data", (data) => {
      buffer += data.toString("latin1");
      for (let end = buffer.indexOf("\r\n"); end >= 0; end = buffer.indexOf("\r\n")) {
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        if (isLetter) {
          const id = /^Message-ID: *(\S+)/i.exec(line);
          if (id) mails.push(id[1]);
          if (line === ".") { isLetter = false; socket.write("250 taken\r\n"); }
        } else if (/^DATA/i.test(line)) { isLetter = true; socket.write("354 go on\r\n"); }
        else if (/^QUIT/i.test(line)) { socket.write("221 bye\r\n"); socket.end(); }
        else socket.write("250 fine\r\n");
      }
    });
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

function freePort() {
  return new Promise((done) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

async function startNode(name) {
  const port = await freePort();
  const child = spawn(process.env.BIN, ["serve", "--data", path.join(work, name), "--port", `${port}`],
    { detached: true, stdio: ["ignore", "ignore", fs.openSync(path.join(work, `${name}.log`), "a")] });
  const node = { name, port, child, cookie: {} };
  nodes.push(node);
  await until(async () => (await ask(node, "", "GET", "/")).status === 200, `${name} answers`);
  return node;
}

// One request; cookie is "session=…", or "" for a guest.
function ask(node, cookie, method, target, form = "") {
  return new Promise((done) => {
    const request = http.request({ host: "127.0.0.1", port: node.port, method, path: target, agent: false,
      timeout: 30000, headers: { Host: `localhost:${node.port}`, Cookie: cookie,
        "Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": Buffer.byteLength(form) } }, (reply) => {
      let body = "";
      reply.on("data", (piece) => { body += piece; });
      reply.on("end", () => done({ status: reply.statusCode, body, headers: reply.headers }));
      reply.on("error", () => done({ status: 0, body, headers: {} }));
    });
    request.on("error", () => done({ status: 0, body: "", headers: {} }));
    request.end(form);
  });
}

async function enter(node, role) {
  const reply = await ask(node, "", "POST", `/demo/enter/${role}`);
  assert.equal(reply.status, 303, `entering as ${role}`);
  return reply.headers["set-cookie"].map((line) => line.split(";")[0]).join("; ");
}

let a, b, mail, area;

before(async () => {
  execFileSync("psql", ["-h", `${cluster}/run`, "-U", "postgres", "-qc",
    "CREATE DATABASE nodes TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"]);
  execFileSync(process.env.BIN, ["demo", "--data", path.join(work, "a"), "--members", "300", "--seed", "1",
    "--database", place]);
  mail = await mailServer();
  const settings = path.join(work, "a", "settings.conf");
  fs.appendFileSync(settings, `\nmail_relay = smtp://127.0.0.1:${mail.address().port}\n`
    + "mail_from = movement@example.org\n");
  fs.mkdirSync(path.join(work, "b"));
  fs.copyFileSync(settings, path.join(work, "b", "settings.conf"));
  a = await startNode("a");
  b = await startNode("b");
});

function end(node, signal) {
  try { process.kill(-node.child.pid, signal); } catch { /* it is gone */ }
}

process.on("SIGTERM", () => {
  for (const node of nodes) end(node, "SIGKILL");
  process.exit(1);
});

after(async () => {
  for (const node of nodes) end(node, "SIGKILL");
  mail?.close();
  fs.rmSync(work, { recursive: true, force: true });
});

test("who signs in on one node is signed in on the other", async () => {
  const secretary = await enter(a, "secretary");
  a.cookie.secretary = secretary;
  const home = await ask(b, secretary, "GET", "/");
  assert.equal(home.status, 200);
  area = /href="\/areas\/([^"/]+)\/members"/.exec(home.body)?.[1];
  assert.ok(area, "the secretary's home page leads to her members");
  assert.equal((await ask(b, secretary, "GET", "/account")).status, 200);
  assert.notEqual((await ask(b, "", "GET", "/account")).status, 200);
});

test("what is written on one node is read on the other, and heard by its open pages", async () => {
  const secretary = a.cookie.secretary;
  const closes = new Date(Date.now() + 20 * 86400000).toISOString().slice(0, 10);
  const asked = await ask(a, secretary, "POST", `/areas/${area}/questions/new`,
    `title=Between+nodes&detail=&closes=${closes}&lang=en`);
  assert.equal(asked.status, 303);
  const id = sql("SELECT encode(id, 'hex') FROM listening_question WHERE title = 'Between nodes'");
  const answers = `/areas/${area}/questions/${id}/answers`;
  assert.match((await ask(b, secretary, "GET", answers)).body, /Between nodes/);

  let heard = "";
  const open = http.request({ host: "127.0.0.1", port: b.port, path: `${answers}/live?since=0`, agent: false,
    headers: { Host: `localhost:${b.port}`, Cookie: secretary, "Sec-Fetch-Site": "same-origin" } },
  (reply) => reply.on("data", (piece) => { heard += piece; }));
  open.on("error", () => {});
  open.end();
  await pause(500); // an event that comes before the page listens would be caught up with as well
  const member = await enter(a, "member");
  const answered = await ask(a, member, "POST", `/areas/${area}/questions/${id}`, "text=Because&lang=en");
  assert.equal(answered.status, 303);
  await until(() => /^data:/m.test(heard), "the other node's page hears of the answer");
  open.destroy();
});

test("access that ends on one node is over on the other with the next request", async () => {
  const secretary = a.cookie.secretary;
  assert.equal((await ask(b, secretary, "GET", `/areas/${area}/members`)).status, 200);
  sql(`UPDATE people_grant SET ended = 1 + valid_from WHERE role >= 2 AND person =
       (SELECT person FROM people_demo WHERE role_key = 'secretary')`);
  assert.notEqual((await ask(a, secretary, "GET", `/areas/${area}/members`)).status, 200);
  assert.notEqual((await ask(b, secretary, "GET", `/areas/${area}/members`)).status, 200);

  const newcomer = await enter(a, "newcomer");
  assert.equal((await ask(b, newcomer, "GET", "/account")).status, 200);
  assert.equal((await ask(a, newcomer, "POST", "/account/sessions/end-all")).status, 303);
  assert.notEqual((await ask(b, newcomer, "GET", "/account")).status, 200);
});

test("every mail is sent once, whichever node sends it", async () => {
  const many = 300, earlier = mails.length;
  sql(`INSERT INTO outbox_message (id, state, to_mail, subject, body, why, created, tries, next_try)
       SELECT decode(lpad(to_hex(now_ms), 12, '0') || lpad(to_hex(n), 20, '0'), 'hex'), 1, 'a@example.org', 'x',
              'y', 'test', now_ms, 0, 0
         FROM generate_series(1, ${many}) n,
              (SELECT CAST(extract(epoch FROM now()) * 1000 AS BIGINT) AS now_ms) t`);
  await until(() => sql("SELECT count(*) FROM outbox_message WHERE why = 'test' AND sent_at IS NULL") === "0",
    "all mails have left", 60000);
  assert.equal(mails.length - earlier, many, "as many arrived as were written");
  assert.equal(new Set(mails).size, mails.length, "and each of them once");
});

function run(...words) {
  try {
    return { code: 0, said: execFileSync(process.env.BIN, words, { encoding: "utf8", stdio: "pipe" }) };
  } catch (fault) {
    return { code: fault.status, said: fault.stderr };
  }
}

test("nothing is moved from or into a database that somebody serves", async () => {
  const file = path.join(work, "file");
  execFileSync(process.env.BIN, ["demo", "--data", file, "--members", "100", "--seed", "1"]);
  const database = `sqlite:${file}/groundswell.db`, elsewhere = `sqlite:${work}/moved/groundswell.db`;
  const served = run("move", "--from", place, "--to", elsewhere);
  assert.equal(served.code, 1);
  assert.match(served.said, /open\. Stop the movement's servers/);
  assert.equal(run("move", "--from", database, "--to", place).code, 1);

  const node = await startNode("file");
  const alive = run("move", "--from", database, "--to", elsewhere);
  assert.equal(alive.code, 1);
  assert.match(alive.said, /groundswell\.db open/);
  end(node, "SIGKILL");
  await until(() => run("move", "--from", database, "--to", elsewhere).code === 0, "moved once nobody is there");
  const again = run("move", "--from", database, "--to", elsewhere);
  assert.equal(again.code, 1);
  assert.match(again.said, /not empty/);
});

test("a node that is killed leaves the other at work", async () => {
  const before = sql("SELECT count(*) FROM trail_entry");
  end(a, "SIGKILL");
  const admin = await enter(b, "admin");
  assert.equal((await ask(b, admin, "GET", "/account")).status, 200);
  assert.equal((await ask(b, admin, "GET", `/areas/${area}/members`)).status, 200);
  assert.ok(BigInt(sql("SELECT count(*) FROM trail_entry")) > BigInt(before), "the look is written down");
  assert.equal((await ask(a, admin, "GET", "/")).status, 0, "the other is gone");
});

test("a node that loses its database says so, and finds it again by itself", async () => {
  const admin = await enter(b, "admin");
  execFileSync("tests/postgres.sh", ["stop", cluster, "immediate"], { stdio: "ignore" });
  const away = await ask(b, admin, "GET", "/account");
  assert.equal(away.status, 503);
  assert.ok(away.headers["retry-after"], "with a word about when to come back");
  execFileSync("tests/postgres.sh", ["start", cluster], { stdio: "ignore" });
  await until(async () => (await ask(b, admin, "GET", "/account")).status === 200, "it answers again");
  await enter(b, "member");
});

test("the audit chain is whole after all of it", () => {
  const said = execFileSync(process.env.BIN, ["trail", "check", "--data", path.join(work, "b")],
    { encoding: "utf8" });
  assert.match(said, /is whole/);
});
