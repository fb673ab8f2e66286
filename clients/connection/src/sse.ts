/** Reads a stream of server-sent events (HTML Living Standard, section 9.2), of which only `event` and `data` matter. */

/** Longest event that is taken in, in characters: a snapshot of 50 long messages is far below it. */
export const EVENT_CHARACTERS = 4 * 1024 * 1024;

export interface SseEvent {
  /** "message" when the stream names none. */
  readonly event: string;
  readonly data: string;
}

export class SseReader {
  private rest = "";
  private event = "message";
  private data: string[] = [];
  private size = 0;

  /** Takes the next piece of text, cut anywhere, and gives the events that it completes. */
  read(piece: string): SseEvent[] {
    const text = this.rest + piece;
    // A carriage return at the end may be half of a line end: it waits for the next piece.
    const ready = text.endsWith("\r") ? text.slice(0, -1) : text;
    const lines = ready.split(/\r\n|\n|\r/);
    this.rest = (lines.pop() ?? "") + text.slice(ready.length);
    if (this.rest.length + this.size > EVENT_CHARACTERS) throw new RangeError("An event is too long.");
    return lines.flatMap((line) => this.line(line));
  }

  private line(line: string): SseEvent[] {
    if (line === "") return this.flush();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const rest = colon < 0 ? "" : line.slice(colon + 1);
    const value = rest.startsWith(" ") ? rest.slice(1) : rest;
    if (field === "event") this.event = value;
    if (field === "data") {
      this.data.push(value);
      this.size += value.length;
    }
    return [];
  }

  private flush(): SseEvent[] {
    const { event, data } = this;
    this.event = "message";
    this.data = [];
    this.size = 0;
    return data.length > 0 ? [{ event, data: data.join("\n") }] : [];
  }
}
