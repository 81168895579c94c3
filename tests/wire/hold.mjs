/* hold.mjs PORT COUNT: keeps COUNT slow connections open: a byte of a head each
 * second, another connection for each that is closed. Says "held" when all are
 * there. For bench/slow_sockets.sh.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
import net from "node:net";

const [port, count] = process.argv.slice(2).map(Number);
const sockets = new Set();
let opened = 0;

function open() {
  const socket = net.connect({ host: "127.0.0.1", port });
  sockets.add(socket);
  socket.on("error", () => undefined);
  socket.on("data", () => undefined);
  socket.on("connect", () => {
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
    if (++opened === count) console.log(`held ${count}`);
  });
  socket.on("close", () => {
    sockets.delete(socket);
    setTimeout(open, 10);
  });
}
for (let at = 0; at < count; at++) setTimeout(open, at / 2);
/* Spread over the second, as strangers would be. */
let turn = 0;
setInterval(() => {
  turn = (turn + 1) % 20;
  let at = 0;
  for (const socket of sockets) if (at++ % 20 === turn && socket.writable) socket.write("a");
}, 50);
