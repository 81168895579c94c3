/* abuse.mjs: what somebody tries who means harm, on real sockets, against the
 * program alone and behind nginx.
 *
 * The rows follow the abuse table that libraries and proxies were chosen by
 * (docs/abuse.md has it with what came of each) and trust.md, 1.1 and 7. Bytes
 * that only the program's own parser sees are rows of sys/http_test.c.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import { readFileSync } from "node:fs";

import { alone, behind, check, finish, leave, pause } from "./house.mjs";

const program = process.argv[2];
const SLOW_SOCKETS = 2000;
const START_S = Date.now();

/* ---- bytes ---- */

/* Whatever follows a refusal must not be answered: it is marked by its path. */
const next = (place) => `GET /smuggled HTTP/1.1\r\nHost: ${place.host}\r\nConnection: close\r\n\r\n`;
const host = (place) => `Host: ${place.host}\r\n`;
const many = (count, of) => Array.from({ length: count }, (_, at) => of(at)).join("");

/* name, bytes, the statuses that are a refusal here; 0 is a close without a word. */
const malformed = [
  ["a header of 64 KiB", (p) => `GET / HTTP/1.1\r\n${host(p)}X: ${"a".repeat(65536)}\r\n\r\n`, [400, 431, 0]],
  ["an address of 64 KiB", (p) => `GET /${"a".repeat(65536)} HTTP/1.1\r\n${host(p)}\r\n`, [400, 414, 0]],
  ["an address of 9 KiB", (p) => `GET /${"a".repeat(9216)} HTTP/1.1\r\n${host(p)}\r\n`, [414]],
  ["300 headers", (p) => `GET / HTTP/1.1\r\n${host(p)}${many(300, (at) => `X-${at}: y\r\n`)}\r\n${next(p)}`, [431]],
  ["65 headers", (p) => `GET / HTTP/1.1\r\n${host(p)}${many(64, (at) => `X-${at}: y\r\n`)}\r\n${next(p)}`, [431]],
  ["ten gigabytes announced", (p) => `POST /sign-in HTTP/1.1\r\n${host(p)}Content-Length: 10000000000\r\n\r\n${next(p)}`, [413]],
  ["more than can be counted", (p) => `POST /sign-in HTTP/1.1\r\n${host(p)}Content-Length: 99999999999999999999\r\n\r\n${next(p)}`, [400, 413]],
  ["two lengths", (p) => `POST /sign-in HTTP/1.1\r\n${host(p)}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab${next(p)}`, [400]],
  ["two lengths that agree", (p) => `POST /sign-in HTTP/1.1\r\n${host(p)}Content-Length: 1\r\nContent-Length: 1\r\n\r\na${next(p)}`, [400]],
  ["a length and pieces", (p) => `POST /sign-in HTTP/1.1\r\n${host(p)}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${next(p)}`, [400]],
  ["pieces and a length", (p) => `POST /sign-in HTTP/1.1\r\n${host(p)}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${next(p)}`, [400]],
  ["two codings", (p) => `POST /sign-in HTTP/1.1\r\n${host(p)}Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n${next(p)}`, [400, 501]],
  ["an unknown coding", (p) => `POST /sign-in HTTP/1.1\r\n${host(p)}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${next(p)}`, [400, 501]],
  ["pieces in HTTP/1.0", (p) => `POST /sign-in HTTP/1.0\r\n${host(p)}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${next(p)}`, [400, 501]],
  ["a coding behind a tab", (p) => `POST /sign-in HTTP/1.1\r\n${host(p)}Transfer-Encoding:\tchunked, x\r\n\r\n0\r\n\r\n${next(p)}`, [400, 501]],
  ["a blank before the colon", (p) => `GET / HTTP/1.1\r\n${host(p)}X : y\r\n\r\n${next(p)}`, [400]],
  ["a length behind a blank", (p) => `POST /sign-in HTTP/1.1\r\n${host(p)}Content-Length : 5\r\n\r\nabcde${next(p)}`, [400]],
  ["a header on two lines", (p) => `GET / HTTP/1.1\r\n${host(p)}X: y\r\n z\r\n\r\n${next(p)}`, [400]],
  ["NUL in a header", (p) => `GET / HTTP/1.1\r\n${host(p)}X: a\0b\r\n\r\n${next(p)}`, [400]],
  ["NUL in the address", (p) => `GET /a\0b HTTP/1.1\r\n${host(p)}\r\n${next(p)}`, [400]],
  ["two hosts", (p) => `GET / HTTP/1.1\r\n${host(p)}${host(p)}\r\n${next(p)}`, [400]],
  ["no host", (p) => `GET / HTTP/1.1\r\n\r\n${next(p)}`, [400]],
  ["a bad piece", (p) => `POST /sign-in HTTP/1.1\r\n${host(p)}Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n${next(p)}`, [400]],
  ["a piece of 2^64 bytes", (p) => `POST /sign-in HTTP/1.1\r\n${host(p)}Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\nab\r\n0\r\n\r\n${next(p)}`, [400, 413, 0]],
  ["a piece longer than it says", (p) => `POST /sign-in HTTP/1.1\r\n${host(p)}Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n${next(p)}`, [400]],
  ["TRACE", (p) => `TRACE / HTTP/1.1\r\n${host(p)}\r\n${next(p)}`, [405]],
  ["CONNECT", (p) => `CONNECT localhost:22 HTTP/1.1\r\n${host(p)}\r\n${next(p)}`, [400, 405]],
  ["HTTP/3", (p) => `GET / HTTP/3.0\r\n${host(p)}\r\n${next(p)}`, [400, 505]],
  ["no HTTP at all", () => "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n", [400, 0]],
];

async function refusesWhatIsMalformed(place) {
  for (const [name, bytes, wanted] of malformed) {
    const reply = await place.raw(bytes(place), { waitMs: 4000 });
    const claim = `${place.name}: ${name}`;
    check(`${claim} is refused`, wanted.includes(reply.status), `${reply.statuses}`);
    check(`${claim} ends the connection`, reply.isClosed, `${reply.statuses}`);
    check(`${claim}: nothing behind it is answered`, reply.statuses.every((status) => status >= 400), `${reply.statuses}`);
  }
}

async function servesWhatIsRight(place) {
  const form = { "Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded" };
  const lines = Object.entries(form).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const pieces = await place.raw(`POST /language HTTP/1.1\r\n${host(place)}${lines}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n4\r\nlang\r\n3;a=b\r\n=cy\r\n0\r\n\r\n`);
  check(`${place.name}: a body in pieces is read`, pieces.status === 303, `${pieces.statuses}`);
  const two = await place.raw(`GET / HTTP/1.1\r\n${host(place)}\r\nGET /find HTTP/1.1\r\n${host(place)}Connection: close\r\n\r\n`);
  check(`${place.name}: two requests in one go are answered`, `${two.statuses}` === "200,200", `${two.statuses}`);
  const most = await place.raw(`GET / HTTP/1.1\r\n${host(place)}Connection: close\r\n${many(55, (at) => `X-${at}: y\r\n`)}\r\n`);
  check(`${place.name}: many headers are read`, most.status === 200, `${most.statuses}`);
  const large = await place.post("/language", { lang: "cy", then: "a".repeat(250000) });
  check(`${place.name}: a body that just fits is read`, large.status === 303, `${large.statuses}`);
  const over = await place.post("/language", { lang: "cy", then: "a".repeat(270000) });
  check(`${place.name}: a body too large is refused`, [413, 0].includes(over.status), `${over.statuses}`);
  const undeclared = await place.raw(`POST /language HTTP/1.1\r\n${host(place)}${lines}Transfer-Encoding: chunked\r\n\r\n41eb0\r\n${"a".repeat(0x41eb0)}\r\n0\r\n\r\n${next(place)}`);
  check(`${place.name}: so is one that does not say how large it is`, [413, 502, 503, 0].includes(undeclared.status) && undeclared.statuses.length <= 1 && undeclared.isClosed, `${undeclared.statuses}`);
}

/* ---- whose site it is ---- */

async function answersToItsNameAlone(place) {
  const hosts = ["evil.example", `evil.example:${place.port}`, `localhost.evil.example:${place.port}`, `localhost:${place.port}.evil.example`,
    `localhost:${place.port + 1}`, `localhost:${place.port}@evil.example`, `evil.example#localhost:${place.port}`, `localhost:${place.port}, evil.example`, ""];
  for (const name of hosts) {
    const reply = await place.get("/", { Host: name });
    check(`${place.name}: "${name}" is not our name`, [400, 421, 444, 0].includes(reply.status), `${reply.statuses}`);
    check(`${place.name}: "${name}" is not said again`, !reply.heard.includes("evil"), reply.heard);
  }
  const whole = await place.raw(`GET http://evil.example/ HTTP/1.1\r\n${host(place)}Connection: close\r\n\r\n`);
  check(`${place.name}: a whole address of another is refused`, [400, 421].includes(whole.status) || whole.statuses.length === 0, `${whole.statuses}`);
  const forwarded = await place.get("/sign-in", { "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example", "X-Host": "evil.example" });
  check(`${place.name}: other headers name no host`, forwarded.status === 200 && !forwarded.heard.includes("evil"), `${forwarded.statuses}`);
}

/* ---- paths ---- */

async function knowsItsPathsOneWay(place) {
  const cookie = await place.enter("secretary");
  const tricks = ["/%2e%2e/account", "/areas/%2e%2e/account", "/areas/..%2faccount", "/areas/../account", "/./account", "//account", "/account/", "/account%2f",
    "/%61ccount%00", "/account%00.css", "/\\account", "/%5caccount", "/..\\account", "/%c0%ae%c0%ae/account", "/%e0%80%ae/account", "/account;a=b", "/%252e%252e/account",
    "/%ff", "/account%", "/account%2", "/account%zz", "/assets/../account", "/assets/%2e%2e%2faccount", "/account%20", "/account%0a", "/account%c2%a0", "/.git/config", "/settings.conf", "/groundswell.db"];
  for (const path of tricks) {
    const reply = await place.get(path, { Cookie: cookie });
    check(`${place.name}: ${path} is no page`, [400, 404].includes(reply.status), `${reply.statuses}`);
  }
  const same = await place.get("/%61ccount", { Cookie: cookie });
  check(`${place.name}: a letter written as its number is that letter`, same.status === 200, `${same.statuses}`);
}

/* ---- where one is sent ---- */

async function sendsNobodyElsewhere(place) {
  const targets = ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "/%0d%0aX-Injected: yes", "/\r\nX-Injected: yes", "/\nSet-Cookie: session=evil",
    "javascript:alert(1)", "/ https://evil.example", "/\tevil", "http:evil.example", "/a\u0000b", "/%5cevil.example", "///evil.example", "/\u2028X-Injected: yes"];
  for (const then of targets) {
    const reply = await place.post("/language", { lang: "cy", then });
    const where = reply.header("Location")[0] ?? "";
    check(`${place.name}: then=${JSON.stringify(then)} stays here`, reply.status >= 400 || (where.startsWith("/") && !/^\/[/\\]/.test(where)), `${reply.statuses} ${where}`);
    check(`${place.name}: then=${JSON.stringify(then)} adds no header`, reply.header("X-Injected").length === 0 && !reply.header("Set-Cookie").some((line) => line.includes("evil")), reply.head);
    const page = await place.get(`/sign-in?then=${encodeURIComponent(then)}`);
    check(`${place.name}: nor does /sign-in?then=`, page.header("X-Injected").length === 0 && !page.body.includes('value="https://evil'), page.head);
  }
}

/* ---- whose form it is ---- */

async function takesFormsOfItsOwnPagesAlone(place) {
  const cookie = await place.enter("secretary");
  const area = /\/areas\/([a-z0-9-]+)\/members/.exec((await place.get("/", { Cookie: cookie })).body)?.[1] ?? "none";
  const paths = [...readFileSync(new URL("../../docs/routes.md", import.meta.url), "utf8").matchAll(/^\| POST \| `([^`]+)` \| (?!holder)/gm)] /* a holder's form comes from mail programs, and borrows no session */
    .map((found) => found[1].replace(":area", area).replace(/:[a-z]+/g, "0".repeat(32)));
  check("routes.md has its forms", paths.length > 10, `${paths.length}`);
  const sites = ["same-origin", "same-site", "cross-site", "none", "nonsense", undefined];
  const origins = [place.base, "https://evil.example", "null", place.base.replace("localhost", "localhost.evil.example"), undefined];
  for (const path of paths)
    for (const site of sites)
      for (const origin of origins) {
        const isOurs = site === "same-origin" || (site === undefined && origin === place.base);
        if (isOurs && path === "/sign-out") continue; /* would end the session */
        const reply = await place.post(path, {}, { Cookie: isOurs ? undefined : cookie, "Sec-Fetch-Site": site, Origin: origin });
        const claim = `${place.name}: POST ${path} from ${site ?? "an old browser"}, ${origin ?? "no origin"}`;
        if (isOurs) check(`${claim} is taken`, reply.status !== 403 && reply.status !== 0, `${reply.statuses}`);
        else check(`${claim} is refused`, reply.status === 403, `${reply.statuses}`);
      }
  const still = await place.get("/account", { Cookie: cookie });
  check(`${place.name}: the one who was abused is signed in still`, still.status === 200, `${still.statuses}`);
  const framed = await place.get("/");
  check(`${place.name}: no page stands in another's frame`, framed.header("Content-Security-Policy")[0]?.includes("frame-ancestors 'none'"), framed.head);
}

/* ---- who one is ---- */

const mailOf = async (place) => (await place.get("/mailbox")).body;

async function signsInOnce(place) {
  const planted = `${place.isSecure ? "__Host-" : ""}session=${"a".repeat(43)}`;
  const entered = await place.post("/demo/enter/secretary", {}, { Cookie: planted });
  const given = place.cookies(entered);
  check(`${place.name}: signing in gives a new session`, given.includes("session=") && !given.includes("aaaaaaaa"), given);
  const before = await place.get("/account", { Cookie: planted });
  check(`${place.name}: a session that was planted opens nothing`, before.status === 401, `${before.statuses}`);
  for (const line of entered.header("Set-Cookie").filter((one) => one.includes("session=")))
    check(`${place.name}: the session is for this site and no script`, /HttpOnly/.test(line) && /SameSite=Lax/.test(line) && /Path=\//.test(line) && !/Domain/i.test(line) && /Secure/.test(line) === place.isSecure, line);

  const account = (await place.get("/account", { Cookie: given })).body;
  const mail = /[a-z0-9.+-]+@[a-z0-9.-]+/.exec(account)?.[0];
  check(`${place.name}: the account shows its address`, mail !== undefined);
  const asked = await place.post("/sign-in", { mail });
  const askedCookie = place.cookies(asked);
  const letters = await mailOf(place);
  const token = /\/sign-in\/link\?token=([A-Za-z0-9_-]+)/.exec(letters)?.[1];
  const code = /(?<![\w-])(\d{4} ?\d{4})(?![\w-])/.exec(letters)?.[1]?.replace(" ", "");
  check(`${place.name}: the mail has a link and a code`, token !== undefined && code !== undefined, `${token} ${code}`);

  for (let times = 0; times < 3; times++) await place.get(`/sign-in/link?token=${token}`); /* what mail scanners do */
  const first = await place.post("/sign-in/link", { token }, { Cookie: askedCookie });
  check(`${place.name}: the link signs in`, first.status === 303 && place.cookies(first).includes("session="), `${first.statuses}`);
  const again = await place.post("/sign-in/link", { token }, { Cookie: askedCookie });
  check(`${place.name}: once`, !place.cookies(again).includes("session="), again.head);
  const byCode = await place.post("/sign-in/code", { code }, { Cookie: askedCookie });
  check(`${place.name}: and its code not after it`, !place.cookies(byCode).includes("session="), byCode.head);
  const elsewhere = await place.post("/sign-in/code", { code });
  check(`${place.name}: nor in another browser`, !place.cookies(elsewhere).includes("session="), elsewhere.head);
  const made = await Promise.all(Array.from({ length: 8 }, () => place.post("/sign-in/link", { token }, { Cookie: askedCookie })));
  check(`${place.name}: nor eight times at once`, made.every((reply) => !place.cookies(reply).includes("session=")));

  const ended = await place.post("/sign-out", {}, { Cookie: given });
  check(`${place.name}: signing out is heard`, ended.status === 303, `${ended.statuses}`);
  const after = await place.get("/account", { Cookie: given });
  check(`${place.name}: and holds on the server`, after.status === 401, `${after.statuses}`);
}

/* A neighbour under the same domain can set cookies for us, but not __Host- ones. */
async function isNotTossedCookies(place) {
  const cookie = await place.enter("secretary");
  if (place.isSecure) {
    const bare = cookie.replaceAll("__Host-", "");
    const reply = await place.get("/account", { Cookie: bare });
    check(`${place.name}: a cookie without __Host- is none of ours`, reply.status === 401, `${reply.statuses}`);
    const both = await place.get("/account", { Cookie: `session=${"b".repeat(43)}; ${cookie}; session=${"c".repeat(43)}` });
    check(`${place.name}: and does not hide ours`, both.status === 200, `${both.statuses}`);
  }
  const crowd = many(200, (at) => `x${at}=y; `);
  const reply = await place.get("/", { Cookie: `${crowd}${cookie}` });
  check(`${place.name}: a heap of cookies is survived`, [200, 431, 400].includes(reply.status), `${reply.statuses}`);
}

/* ---- slow ones; all at the same time ---- */

/* Sends `first`, then a byte of `rest` each second; tells after how many seconds it was closed. */
function drip(place, first, rest, limitS) {
  return new Promise((done) => {
    const began = Date.now(), socket = place.dial();
    let at = 0, heard = "";
    const end = (isClosed) => {
      clearInterval(timer);
      clearTimeout(limit);
      socket.destroy();
      done({ isClosed, seconds: (Date.now() - began) / 1000, statuses: statusesIn(heard) });
    };
    const timer = setInterval(() => socket.write(rest(at++)), 1000);
    const limit = setTimeout(() => end(false), limitS * 1000);
    socket.on("data", (chunk) => { heard += chunk.toString("latin1"); });
    socket.on("close", () => end(true));
    socket.on("end", () => end(true));
    socket.write(first);
  });
}
const statusesIn = (heard) => [...heard.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((found) => Number(found[1]));

/* Each has its deadline in sys/http.h or deploy/nginx.conf; a busy machine has the same again. */
async function holdsNoDrip(place) {
  const letter = () => "a", piece = () => "1\r\na\r\n";
  const form = `POST /language HTTP/1.1\r\n${host(place)}Content-Type: application/x-www-form-urlencoded\r\n`;
  const drips = [
    ["a head by the letter", `GET / HTTP/1.1\r\n${host(place)}X: `, letter, 10],
    ["headers by the line", `GET / HTTP/1.1\r\n${host(place)}`, (at) => `X-${at}: y\r\n`, 10],
    ["an address by the letter", "GET /", letter, 10],
    ["nothing but empty lines", "\r\n", () => "\r\n", 10],
    ["a second head by the letter", `GET / HTTP/1.1\r\n${host(place)}\r\nGET / HTTP/1.1\r\n${host(place)}X: `, letter, 30],
    ["a body by the letter", `${form}Content-Length: 1000\r\n\r\n`, letter, 15],
    ["a body by the piece", `${form}Transfer-Encoding: chunked\r\n\r\n`, piece, 15],
  ];
  const ends = await Promise.all(drips.map(([, first, rest, deadlineS]) => drip(place, first, rest, 2 * deadlineS + 5)));
  ends.forEach((end, at) => {
    check(`${place.name}: ${drips[at][0]} is ended at its deadline`, end.isClosed, `open after ${end.seconds} s`);
    console.log(`     ${place.name}: ${drips[at][0]}: closed after ${end.seconds.toFixed(1)} s`);
  });
}

/* Asks for much and reads none of it. */
async function holdsNoReader(place) {
  const css = /\/assets\/[^"]+\.css/.exec((await place.get("/")).body)[0];
  const wanted = 900, socket = place.dial();
  socket.pause();
  socket.write(many(wanted, () => `GET ${css} HTTP/1.1\r\n${host(place)}\r\n`));
  await pause(45 * 1000);
  let heard = "", isClosed = false;
  socket.on("data", (chunk) => { heard += chunk.toString("latin1"); });
  socket.on("close", () => { isClosed = true; });
  socket.resume();
  await pause(2000);
  const got = statusesIn(heard).length;
  socket.destroy();
  check(`${place.name}: one who does not read is let go`, isClosed && got < wanted, `${got} answers, ${isClosed ? "closed" : "open"}`);
}

async function servesBesideSlowOnes(place) {
  const sockets = [];
  for (let at = 0; at < SLOW_SOCKETS; at++) {
    const socket = place.isSecure ? await dialPlain(place) : place.dial();
    socket.write(`GET / HTTP/1.1\r\nHost: localhost\r\nX-${at}: `);
    sockets.push(socket);
    if (at % 200 === 0) await pause(10);
  }
  const timer = setInterval(() => sockets.forEach((socket) => socket.destroyed || socket.write("a")), 1000);
  let served = 0;
  for (let at = 0; at < 50; at++) served += (await place.get(at % 2 === 0 ? "/" : "/find")).status === 200;
  clearInterval(timer);
  sockets.forEach((socket) => socket.destroy());
  check(`${place.name}: with ${SLOW_SOCKETS} slow sockets held, all pages are served`, served === 50, `${served} of 50`);
}

/* nginx's open port: a TLS handshake for each would be the test's load, not the attacker's. */
async function dialPlain(place) {
  return place.dial.call({ isSecure: false, port: place.plainPort });
}

/* ---- nginx's own ---- */

async function sendsToHttps(place) {
  const plain = { ...place, isSecure: false, port: place.plainPort, host: "localhost" };
  Object.setPrototypeOf(plain, Object.getPrototypeOf(place));
  const reply = await plain.get("/find?q=a", { Host: "localhost" });
  check("nginx: http leads to https", reply.status === 301 && reply.header("Location")[0] === "https://localhost/find?q=a", reply.head);
  const other = await plain.get("/", { Host: "evil.example" });
  check("nginx: another name gets no word", other.heard === "", other.head);
  const noName = await new Promise((done) => {
    const socket = place.dial({ servername: "evil.example" });
    socket.on("secureConnect", () => done("shaken"));
    socket.on("close", () => done("refused"));
  });
  check("nginx: another name gets no certificate", noName === "refused");
  const page = await place.get("/", { "Accept-Encoding": "gzip" });
  check("nginx: pages are not compressed", page.header("Content-Encoding").length === 0, page.head);
  const css = /\/assets\/[^"]+\.css/.exec(page.body)[0];
  const asset = await place.get(css, { "Accept-Encoding": "gzip" });
  check("nginx: styles are", asset.header("Content-Encoding")[0] === "gzip", asset.head);
  check("nginx: browsers keep to https", page.header("Strict-Transport-Security").length === 1, page.head);
}

/* What this machine's own address has no part in, another's has. */
async function limitsNeighbours(place) {
  const socket = { localAddress: "127.0.0.2" };
  const replies = await Promise.all(Array.from({ length: 1500 }, () => place.raw(`GET /assets/none HTTP/1.1\r\n${host(place)}Connection: close\r\n\r\n`, { waitMs: 20000, more: socket })));
  const refused = replies.filter((reply) => reply.status === 503).length;
  check("nginx: a flood from one neighbourhood is thinned", refused > 0, `${refused} of 1500`);
  check("nginx: others do not feel it", (await place.get("/")).status === 200);
}

/* ---- all of it ---- */

const [open, proxied] = await Promise.all([alone(program), behind(program)]);
const slow = Promise.all([holdsNoDrip(open), holdsNoDrip(proxied), holdsNoReader(open), holdsNoReader(proxied)]);
for (const place of [open, proxied]) {
  await refusesWhatIsMalformed(place);
  await servesWhatIsRight(place);
  await answersToItsNameAlone(place);
  await knowsItsPathsOneWay(place);
  await sendsNobodyElsewhere(place);
  await takesFormsOfItsOwnPagesAlone(place);
  await signsInOnce(place);
  await isNotTossedCookies(place);
}
await sendsToHttps(proxied);
await slow;
for (const place of [open, proxied]) await servesBesideSlowOnes(place);
await limitsNeighbours(proxied);
for (const place of [open, proxied]) {
  check(`${place.name}: the worker lived through it all`, !/ended by signal|starting it again/.test(place.server.log), place.server.log);
  await leave(place);
}
console.log(`     ${((Date.now() - START_S) / 1000).toFixed(0)} s`);
finish();
