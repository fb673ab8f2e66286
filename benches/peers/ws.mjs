// npm's ws, as its documentation says it: a loop over the members of a room.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const rooms = new Map();
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const server = createServer();

server.on("upgrade", (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (member) => {
    const room = rooms.get(request.url) ?? new Set();
    rooms.set(request.url, room.add(member));
    member.on("message", (text) => {
      for (const other of room) other.send(text, { binary: false });
    });
    member.on("close", () => room.delete(member));
    member.on("error", () => {});
  });
});

server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => {
  console.log(`listening on 127.0.0.1:${server.address().port}`);
});
