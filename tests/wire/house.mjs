/* house.mjs: a movement of its own for each test, alone or with nginx in front;
 * sockets that say anything; and a tally.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";

const ROOT = new URL("../../", import.meta.url).pathname;
export const work = mkdtempSync(join(tmpdir(), "groundswell-wire-"));
const children = new Set();
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(work, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/* ---- counting ---- */

export const tally = { passed: 0, failed: 0 };
export function check(claim, isSo, why = "") {
  if (isSo) tally.passed++;
  else {
    tally.failed++;
    console.log(`FAIL ${claim}${why === "" ? "" : `: ${why}`}`);
  }
}
export function finish() {
  console.log(`${tally.passed} passed, ${tally.failed} failed`);
  process.exit(tally.failed === 0 ? 0 : 1);
}

/* ---- programs ---- */

export async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

function start(command, args, log) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  children.add(child);
  child.log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => { child.log += text; });
  child.ended = new Promise((done) => child.once("exit", (code, signal) => {
    children.delete(child);
    done(code ?? signal);
  }));
  child.what = log;
  return child;
}

function must(command, args) {
  const done = spawnSync(command, args, { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${command} ${args.join(" ")}: ${done.stderr}${done.stdout}`);
  return done.stdout;
}

async function awaitAnswer(place, child) {
  for (let tries = 0; tries < 600; tries++) {
    if ((await place.get("/").catch(() => ({ status: 0 }))).status === 200) return;
    if (child.exitCode !== null) break;
    await pause(50);
  }
  throw new Error(`nothing answers at ${place.base}: ${child.log}`);
}

/* The demo movement is made once and copied. */
let pattern;
function dataOf(program, name, settings) {
  if (pattern === undefined) {
    pattern = join(work, "pattern");
    must(program, ["demo", "--data", pattern, "--members", "200", "--seed", "1"]);
  }
  const data = join(work, name);
  cpSync(pattern, data, { recursive: true });
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}\n`).join("");
  writeFileSync(join(data, "settings.conf"), `movement = Groundswell\ndemo = yes\n${lines}`);
  return data;
}

const hasSix = existsSync("/proc/net/if_inet6") && readFileSync("/proc/net/if_inet6", "utf8").includes("lo");

/* deploy/nginx.conf with other names, paths and ports, and no more than that. */
function nginxConf(folder, ports, socket) {
  const six = hasSix ? "[::1]" : "127.0.0.1";
  let conf = readFileSync(join(ROOT, "deploy/nginx.conf"), "utf8")
    .replaceAll("/etc/letsencrypt/live/movement.example.org/", `${folder}/`)
    .replaceAll("movement.example.org", "localhost")
    .replaceAll("/run/groundswell/http.sock", socket)
    .replaceAll("/var/log/nginx/", `${folder}/`)
    .replaceAll("/var/www/acme", folder)
    .replace(/listen (\[::\]:)?(80|443)\b/g, (_, isSix, port) => `listen ${isSix ? six : "127.0.0.1"}:${ports[port]}`);
  if (!hasSix) conf = [...new Set(conf.split("\n").map((line, at) => (line.includes("listen") ? line : `${line}\u0000${at}`)))].join("\n").replace(/\u0000\d+/g, "");
  writeFileSync(join(folder, "groundswell.conf"), conf);
  const user = process.getuid() === 0 ? "user root;\n" : "";
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(" ");
  writeFileSync(join(folder, "nginx.conf"), `${user}daemon off; pid ${folder}/nginx.pid; worker_processes 1;
worker_rlimit_nofile 16384; error_log ${folder}/error.log;
events { worker_connections 8192; }
http { include /etc/nginx/mime.types; ${temporary} include ${folder}/groundswell.conf; }
`);
}

/* ---- places: where one can connect ---- */

class Place {
  constructor(name, port, isSecure) {
    Object.assign(this, { name, port, isSecure });
    this.base = `${isSecure ? "https" : "http"}://localhost:${port}`;
    this.host = `localhost:${port}`;
  }

  dial(more = {}) {
    const socket = this.isSecure
      ? tls.connect({ host: "127.0.0.1", port: this.port, servername: "localhost", rejectUnauthorized: false, ALPNProtocols: ["http/1.1"], ...more })
      : net.connect({ host: "127.0.0.1", port: this.port, ...more });
    socket.on("error", () => undefined);
    socket.setNoDelay(true);
    return socket;
  }

  /* Sends bytes as they are and listens until the end, or for `waitMs` without a word. */
  raw(bytes, { waitMs = 1500, more } = {}) {
    return new Promise((done) => {
      const socket = this.dial(more);
      let heard = "", timer;
      const end = (isClosed) => {
        clearTimeout(timer);
        socket.destroy();
        done({ heard, isClosed, statuses: statusesOf(heard), status: statusesOf(heard)[0] ?? 0 });
      };
      const wait = () => {
        clearTimeout(timer);
        timer = setTimeout(() => end(false), waitMs);
      };
      socket.on("data", (chunk) => { heard += chunk.toString("latin1"); wait(); });
      socket.on("close", () => end(true));
      socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
      wait();
    });
  }

  /* A whole, well-made request. Told to come again, for want of time, it does, as people do:
   * other tests may keep this machine busy. */
  async send(method, path, options = {}) {
    let reply = await this.sendOnce(method, path, options);
    for (let tries = 0; tries < 5 && isShed(reply); tries++) {
      await pause(500);
      reply = await this.sendOnce(method, path, options);
    }
    return reply;
  }

  async sendOnce(method, path, { headers = {}, body, more } = {}) {
    const all = { Host: this.host, Connection: "close", ...headers };
    if (body !== undefined) all["Content-Length"] = Buffer.byteLength(body);
    if (method === "POST" && body === undefined) all["Content-Length"] = 0;
    const lines = Object.entries(all).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${value}\r\n`);
    const reply = await this.raw(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body ?? ""}`, { waitMs: 10000, more });
    const [head, ...rest] = reply.heard.split("\r\n\r\n");
    reply.head = head;
    reply.body = rest.join("\r\n\r\n");
    reply.header = (name) => head.split("\r\n").slice(1)
      .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
      .map((line) => line.slice(name.length + 1).trim());
    return reply;
  }

  get(path, headers, more) {
    return this.send("GET", path, { headers, more });
  }

  post(path, form, headers) {
    return this.send("POST", path, {
      body: new URLSearchParams(form).toString(),
      headers: { "Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded", ...headers },
    });
  }

  /* The cookies a reply sets, as a Cookie header. */
  cookies(reply) {
    return reply.header("Set-Cookie").map((line) => line.split(";")[0]).filter((pair) => !pair.endsWith("=")).join("; ");
  }

  async enter(role) {
    return this.cookies(await this.post(`/demo/enter/${role}`, {}));
  }
}

/* Not nginx's own refusal, which names no time, nor its page for a program that is away. */
function isShed(reply) {
  return reply.status === 503 && reply.header("Retry-After").length > 0 && !reply.body.includes("Back in a moment");
}

export function statusesOf(heard) {
  return [...heard.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((found) => Number(found[1]));
}

let count = 0;

/* The program with its own port. */
export async function alone(program, settings = {}) {
  const port = await freePort();
  const data = dataOf(program, `alone-${++count}`, { base_url: `http://localhost:${port}`, listen: `127.0.0.1:${port}`, ...settings });
  const place = new Place("alone", port, false);
  place.data = data;
  place.server = start(program, ["serve", "--data", data]);
  await awaitAnswer(place, place.server);
  return place;
}

/* The program on a UNIX socket, and nginx with a certificate made here. */
export async function behind(program, settings = {}) {
  const ports = { 80: await freePort(), 443: await freePort() };
  const folder = join(work, `nginx-${++count}`);
  mkdirSync(folder);
  must("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
    "-subj", "/CN=localhost", "-keyout", join(folder, "privkey.pem"), "-out", join(folder, "fullchain.pem")]);
  const socket = join(folder, "http.sock");
  const data = dataOf(program, `behind-${count}`, { base_url: `https://localhost:${ports[443]}`, listen: `unix:${socket}`, ...settings });
  nginxConf(folder, ports, socket);
  const place = new Place("behind nginx", ports[443], true);
  Object.assign(place, { data, plainPort: ports[80], socket });
  place.server = start(program, ["serve", "--data", data]);
  place.nginx = start("nginx", ["-p", folder, "-c", join(folder, "nginx.conf")]);
  await awaitAnswer(place, place.nginx);
  return place;
}

export async function leave(place) {
  place.server.kill("SIGTERM");
  await place.server.ended;
  if (place.nginx !== undefined) {
    place.nginx.kill("SIGTERM");
    await place.nginx.ended;
  }
}

/* The worker's process number, as the supervisor tells it. */
export function workerOf(place) {
  return Number(/worker (\d+)/.exec(readFileSync(join(place.data, "supervisor.pid"), "utf8"))[1]);
}

export function run(program, args) {
  const child = start(program, args);
  return child.ended.then((code) => ({ code, log: child.log }));
}
