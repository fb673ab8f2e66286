/** The usual way: one WebSocket. */
import type { SocketLike } from "./api.js";
import type { Hello } from "./generated/protocol.js";
import { SUBPROTOCOL } from "./generated/protocol.js";
import { helloFrame, parseFrame } from "./transport.js";
import type { Transport, TransportEvents } from "./transport.js";

/** RFC 6455, section 7.4.1: no close frame came. */
const ABNORMAL = 1006;
const OPEN = 1;

export type SocketFactory = (url: string, protocol: string) => SocketLike;

/** `hello` is asked for when the socket opens, so that it names the positions of that moment. */
export function openWebSocket(
  factory: SocketFactory,
  url: string,
  hello: () => Hello,
  events: TransportEvents,
): Transport {
  let socket: SocketLike | null = factory(url, SUBPROTOCOL);
  const detach = () => {
    if (socket) socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
    socket = null;
  };
  socket.onopen = () => socket?.send(JSON.stringify(helloFrame(hello())));
  socket.onmessage = (event: { data?: unknown }) => {
    const frame = parseFrame(event.data);
    if (frame) events.frame(frame);
  };
  socket.onerror = () => undefined; // A close follows and tells the code.
  socket.onclose = (event: { code?: number }) => {
    detach();
    events.closed({ code: event?.code ?? ABNORMAL });
  };
  return {
    kind: "websocket",
    subscribes: true,
    send(frame) {
      if (socket?.readyState !== OPEN) return false;
      socket.send(JSON.stringify(frame));
      return true;
    },
    close() {
      const old = socket;
      detach();
      old?.close(1000, "normal");
    },
  };
}
