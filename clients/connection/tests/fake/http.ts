import type { ClientFrame, Hello, Refusal, ServerFrame } from "../../src/generated/protocol.js";
import type { Network } from "./network.js";
import { FakePeer } from "./peer.js";
import { refusal } from "./server.js";
import type { FakeServer } from "./server.js";

/** The same server by HTTP: `POST …/events` and `POST …/commands`. */
export class FakeHttp {
  /** Every address that was asked for. */
  readonly requests: string[] = [];
  /** Streams that are open; calling one breaks it off. */
  readonly streams = new Set<() => void>();
  /** Answers to commands that break off after the command was carried out. */
  loseAnswers = 0;
  blocked = false;

  constructor(
    private readonly server: FakeServer,
    private readonly network: Network,
    private readonly random: () => number,
  ) {}

  fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const url = String(input);
    this.requests.push(url);
    if (!this.network.reachable || this.blocked) throw new TypeError("Failed to fetch");
    const token = new Headers(init.headers).get("authorization")?.replace("Bearer ", "") ?? "";
    if (!this.server.accounts.has(token)) return no(401, refusal("unauthenticated", "Sign in.", { retry: "reauthenticate" }));
    const body: unknown = JSON.parse(String(init.body));
    if (url.endsWith("/events")) return this.events(token, body as Hello, init.signal ?? null);
    if (url.endsWith("/commands")) return this.command(token, body as ClientFrame);
    return no(404, refusal("no_route", "No such address."));
  };

  breakAll(): void {
    for (const stop of [...this.streams]) stop();
  }

  private events(token: string, hello: Hello, signal: AbortSignal | null): Response {
    const body = new ReadableStream<Uint8Array>({
      start: (stream) => {
        let over = false;
        const stop = (how: () => void) => {
          if (over) return;
          over = true;
          peer.gone();
          this.streams.delete(breakOff);
          how();
        };
        const breakOff = () => stop(() => stream.error(new TypeError("network error")));
        const write = (frame: ServerFrame) => {
          if (!over) for (const piece of this.pieces(frame)) stream.enqueue(piece);
        };
        const peer = new FakePeer(this.server, write, (code) => {
          if (!over) stream.enqueue(new TextEncoder().encode(`event: close\ndata: {"code":${code},"reason":""}\n\n`));
          stop(() => stream.close());
        });
        signal?.addEventListener("abort", () => stop(() => undefined));
        this.streams.add(breakOff);
        this.server.peers.add(peer);
        peer.hello({ ...hello, token });
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }

  private command(token: string, frame: ClientFrame): Response {
    this.network.sent.push(frame);
    const peer = new FakePeer(this.server, () => undefined, () => undefined);
    peer.account = token;
    const answer = peer.answer(frame);
    if (this.loseAnswers > 0) {
      this.loseAnswers -= 1;
      throw new TypeError("network error");
    }
    return answer ? Response.json(answer) : new Response(null, { status: 204 });
  }

  /** One event, cut into pieces anywhere, also inside a character. */
  private pieces(frame: ServerFrame): Uint8Array[] {
    const bytes = new TextEncoder().encode(`: comment\ndata: ${JSON.stringify(frame)}\n\n`);
    const at = Math.floor(this.random() * bytes.length);
    return [bytes.slice(0, at), bytes.slice(at)];
  }
}

function no(status: number, error: Refusal): Response {
  return Response.json({ error }, { status });
}
