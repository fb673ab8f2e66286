import type { SocketLike } from "../../src/api.js";
import type { ClientFrame, ServerFrame } from "../../src/generated/protocol.js";

/** What a server does with a socket. */
export interface Acceptor {
  accept(wire: Wire): Peer | null;
}

export interface Peer {
  receive(frame: ClientFrame): void;
  gone(): void;
}

/** Frames under way on one socket: in order in each direction, delivered one at a time when told to. */
export class Wire {
  readonly toClient: (ServerFrame | { close: number })[] = [];
  readonly toServer: ClientFrame[] = [];
  readonly socket: FakeSocket;
  peer: Peer | null = null;
  open = false;
  over = false;

  constructor(
    readonly network: Network,
    readonly url: string,
    readonly protocol: string,
  ) {
    this.socket = new FakeSocket(this);
  }

  /** The server's end: what is queued still arrives, then the close. */
  closeByServer(code: number): void {
    this.peer = null;
    this.toServer.length = 0;
    this.toClient.push({ close: code });
  }

  /** Both ends lose it at once; nothing under way arrives. */
  cut(code = 1006): void {
    if (this.over) return;
    const { peer } = this;
    this.peer = null;
    this.end();
    peer?.gone();
    this.socket.onclose?.({ code });
  }

  /** Delivers one thing. False when there is nothing to deliver. */
  step(direction: "client" | "server"): boolean {
    if (this.over) return false;
    if (!this.open) return this.handshake();
    if (direction === "server") {
      const frame = this.toServer.shift();
      if (frame && this.peer) this.peer.receive(frame);
      return frame !== undefined;
    }
    const frame = this.toClient.shift();
    if (!frame) return false;
    if ("close" in frame) {
      this.end();
      this.socket.onclose?.({ code: frame.close });
    } else {
      this.network.log.push(frame);
      this.socket.onmessage?.({ data: JSON.stringify(frame) });
    }
    return true;
  }

  end(): void {
    this.over = true;
    this.socket.readyState = 3;
    this.toClient.length = 0;
    this.toServer.length = 0;
    this.network.wires.delete(this);
  }

  private handshake(): boolean {
    if (!this.network.reachable || this.network.socketsBlocked) {
      this.cut(1006);
      return true;
    }
    this.peer = this.network.acceptor?.accept(this) ?? null;
    if (!this.peer) {
      this.cut(1006);
      return true;
    }
    this.open = true;
    this.socket.readyState = 1;
    this.socket.onopen?.({});
    return true;
  }
}

export class FakeSocket implements SocketLike {
  readyState = 0;
  onopen: ((event: any) => void) | null = null;
  onmessage: ((event: any) => void) | null = null;
  onclose: ((event: any) => void) | null = null;
  onerror: ((event: any) => void) | null = null;

  constructor(private readonly wire: Wire) {}

  send(text: string): void {
    if (this.readyState !== 1) throw new DOMException("not open", "InvalidStateError");
    const frame = JSON.parse(text) as ClientFrame;
    this.wire.network.sent.push(frame);
    this.wire.toServer.push(frame);
  }

  close(): void {
    const { peer } = this.wire;
    this.wire.peer = null;
    this.wire.end();
    peer?.gone();
  }
}

export class Network {
  readonly wires = new Set<Wire>();
  /** Every frame that a client sent, and every one that arrived at a client. */
  readonly sent: ClientFrame[] = [];
  readonly log: ServerFrame[] = [];
  acceptor: Acceptor | null = null;
  reachable = true;
  /** Sockets asked for so far. */
  made = 0;
  /** A proxy lets no WebSocket through. */
  socketsBlocked = false;

  socket = (url: string, protocol: string): SocketLike => {
    const wire = new Wire(this, url, protocol);
    this.wires.add(wire);
    this.made += 1;
    return wire.socket;
  };

  /** Delivers until nothing is under way. */
  settle(): void {
    for (let moved = true; moved; ) {
      moved = false;
      for (const wire of [...this.wires]) {
        while (wire.step("server")) moved = true;
        while (wire.step("client")) moved = true;
      }
    }
  }

  cutAll(code = 1006): void {
    for (const wire of [...this.wires]) wire.cut(code);
  }
}
