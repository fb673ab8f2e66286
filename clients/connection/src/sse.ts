/** Reads a stream of server-sent events (HTML Living Standard, section 9.2), of which only `data` matters. */

/** Longest event that is taken in, in characters: a snapshot of 50 long messages is far below it. */
export const EVENT_CHARACTERS = 4 * 1024 * 1024;

export class SseReader {
  private rest = "";
  private data: string[] = [];
  private size = 0;

  /** Takes the next piece of text, cut anywhere, and gives the data of the events that it completes. */
  read(piece: string): string[] {
    const text = this.rest + piece;
    // A carriage return at the end may be half of a line end: it waits for the next piece.
    const ready = text.endsWith("\r") ? text.slice(0, -1) : text;
    const lines = ready.split(/\r\n|\n|\r/);
    this.rest = (lines.pop() ?? "") + text.slice(ready.length);
    if (this.rest.length + this.size > EVENT_CHARACTERS) throw new RangeError("An event is too long.");
    return lines.flatMap((line) => this.line(line));
  }

  private line(line: string): string[] {
    if (line === "") return this.flush();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    if (field !== "data") return [];
    const value = colon < 0 ? "" : line.slice(colon + 1);
    const data = value.startsWith(" ") ? value.slice(1) : value;
    this.data.push(data);
    this.size += data.length;
    return [];
  }

  private flush(): string[] {
    if (this.data.length === 0) return [];
    const data = this.data.join("\n");
    this.data = [];
    this.size = 0;
    return [data];
  }
}
