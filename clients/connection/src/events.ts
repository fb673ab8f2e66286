/** The way around proxies that let no WebSocket through: events by SSE, commands by POST. */
import type { ClientFrame, Hello, Refusal, ServerFrame } from "./generated/protocol.js";
import { SseReader } from "./sse.js";
import { parseFrame } from "./transport.js";
import type { Transport, TransportEvents } from "./transport.js";

/** Commands that wait for their turn. */
const QUEUE_FRAMES = 512;
const ABNORMAL = 1006;

export interface EventsAccess {
  readonly fetch: typeof fetch;
  /** The WebSocket's address; the others stand beside it. */
  readonly url: string;
  readonly token: () => string | undefined;
}

export function openEvents(access: EventsAccess, hello: () => Hello, events: TransportEvents): Transport {
  const stream = new EventStream(access, events);
  void stream.run(hello());
  return {
    kind: "events",
    subscribes: false,
    send: (frame) => stream.post(frame),
    close: () => stream.close(),
  };
}

/** `wss://host/api/v1/ws` to `https://host/api/v1/<name>`. */
export function besideSocket(url: string, name: string): string {
  return url.replace(/^ws/, "http").replace(/\/ws$/, `/${name}`);
}

class EventStream {
  private abort = new AbortController();
  private over = false;
  private queue: ClientFrame[] = [];
  private posting = false;

  constructor(
    private readonly access: EventsAccess,
    private readonly events: TransportEvents,
  ) {}

  async run(hello: Hello): Promise<void> {
    try {
      const response = await this.request("events", hello);
      if (!response.ok || !response.body) return this.end(await refusalOf(response));
      this.end({ code: await this.readAll(response.body) });
    } catch {
      this.end({ code: ABNORMAL });
    }
  }

  /** One at a time, so that commands arrive in the order in which they were given. */
  post(frame: ClientFrame): boolean {
    if (this.over || this.queue.length >= QUEUE_FRAMES) return false;
    // Nothing hears a pong here: the stream is alive as long as it is read.
    if (frame.type === "pong") return true;
    this.queue.push(frame);
    void this.drain();
    return true;
  }

  close(): void {
    this.over = true;
    this.queue = [];
    this.abort.abort();
  }

  /** Reads to the end, and gives the close code. */
  private async readAll(body: ReadableStream<Uint8Array>): Promise<number> {
    const reader = body.getReader();
    const text = new TextDecoder();
    const lines = new SseReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.over) return ABNORMAL;
      for (const { event, data } of lines.read(text.decode(value, { stream: true }))) {
        if (event === "close") return closeCode(data);
        const frame = parseFrame(data);
        if (frame && !this.over) this.events.frame(frame);
      }
    }
  }

  private async drain(): Promise<void> {
    if (this.posting) return;
    this.posting = true;
    try {
      for (let frame = this.queue.shift(); frame && !this.over; frame = this.queue.shift()) {
        const answer = await this.command(frame);
        if (answer && !this.over) this.events.frame(answer);
      }
    } catch {
      // Whether the command arrived is not known: what waits for its answer repeats it elsewhere.
      this.end({ code: ABNORMAL });
    } finally {
      this.posting = false;
    }
  }

  private async command(frame: ClientFrame): Promise<ServerFrame | null> {
    const response = await this.request("commands", frame);
    const text = await response.text();
    const answer = parseFrame(text);
    if (answer) return answer;
    const refusal = errorBody(text);
    if (refusal) return errorFrame(frame.id, refusal);
    if (response.ok) return null;
    throw new Error(`no answer to a command, status ${response.status}`);
  }

  private request(name: string, body: unknown): Promise<Response> {
    const headers: Record<string, string> = { "content-type": "application/json" };
    const token = this.access.token();
    if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
    return this.access.fetch(besideSocket(this.access.url, name), {
      method: "POST",
      headers,
      body: JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      signal: this.abort.signal,
    });
  }

  private end(end: { code: number; refusal?: Refusal }): void {
    if (this.over) return;
    this.close();
    this.events.closed(end);
  }
}

function closeCode(data: string): number {
  try {
    const { code } = JSON.parse(data) as { code?: unknown };
    return typeof code === "number" ? code : ABNORMAL;
  } catch {
    return ABNORMAL;
  }
}

function errorFrame(re: number | undefined, refusal: Refusal): ServerFrame {
  return { type: "error", ...(re !== undefined && { re }), ...refusal };
}

function errorBody(text: string): Refusal | null {
  try {
    const body = JSON.parse(text) as { error?: Refusal };
    return typeof body.error?.code === "string" ? body.error : null;
  } catch {
    return null;
  }
}

/** A refusal of the whole stream, as the close code that a WebSocket would have got. */
async function refusalOf(response: Response): Promise<{ code: number; refusal?: Refusal }> {
  const refusal = errorBody(await response.text());
  if (!refusal) return { code: ABNORMAL };
  if (refusal.code === "suspended") return { code: 4002, refusal };
  if (refusal.retry === "reauthenticate") return { code: 4000, refusal };
  if (refusal.code === "malformed" || refusal.code === "forbidden" || refusal.code === "foreign_origin") {
    return { code: 4003, refusal };
  }
  return { code: 1013, refusal };
}
