import { RefusalError, type ErrorBody } from "@alongside/connection";

/** An upload that stands still for so long is given up. */
const STANDSTILL_MS = 60_000;

interface Going {
  /** The share of the file that is sent, 0 to 1. */
  onprogress: (share: number) => void;
  signal: AbortSignal;
}

/**
 * Sends a file as it is. `fetch` does not tell how far it is, so this is an XMLHttpRequest. Every failure is a
 * `RefusalError`, as in `api.ts`.
 */
export function upload<T>(path: string, file: Blob, { onprogress, signal }: Going): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let still: ReturnType<typeof setTimeout> | undefined;
    const moved = () => {
      clearTimeout(still);
      still = setTimeout(() => request.abort(), STANDSTILL_MS);
    };
    const end = (run: () => void) => {
      clearTimeout(still);
      signal.removeEventListener("abort", stop);
      run();
    };
    const stop = () => request.abort();
    request.upload.onprogress = (event) => {
      moved();
      if (event.lengthComputable) onprogress(event.loaded / event.total);
    };
    request.onload = () => end(() => answered(request, resolve, reject));
    request.onerror = () => end(() => reject(RefusalError.offline()));
    request.onabort = () => end(() => reject(signal.aborted ? signal.reason : RefusalError.offline()));
    signal.addEventListener("abort", stop);
    request.open("POST", `/api/v1${path}`);
    request.responseType = "json";
    request.setRequestHeader("content-type", "application/octet-stream");
    moved();
    request.send(file);
  });
}

function answered<T>(request: XMLHttpRequest, resolve: (value: T) => void, reject: (error: RefusalError) => void): void {
  const body: unknown = request.response;
  if (request.status >= 200 && request.status < 300) return resolve(body as T);
  if (typeof body === "object" && body !== null && "error" in body) return reject(new RefusalError((body as ErrorBody).error));
  // A proxy may refuse what is too large before the server sees it.
  const code = request.status === 413 ? "too_big" : "fault";
  reject(new RefusalError({ code, message: `The server answered ${request.status}.`, retry: "now" }));
}
