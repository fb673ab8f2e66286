// socket.io with WebSockets only: a room's members get what one of them says.
import { createServer } from "node:http";
import { Server } from "socket.io";

const server = createServer();
const io = new Server(server, { transports: ["websocket"], perMessageDeflate: false, pingInterval: 25_000 });

io.on("connection", (member) => {
  const room = String(member.handshake.query.room);
  member.join(room);
  member.on("m", (message) => io.to(room).emit("m", message));
});

server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => {
  console.log(`listening on 127.0.0.1:${server.address().port}`);
});
