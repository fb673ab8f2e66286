import { RefusalError, type ErrorBody, type Refusal } from "@alongside/connection";

/** An answer that takes longer is given up. */
const ANSWER_MS = 20_000;

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

function isErrorBody(body: unknown): body is ErrorBody {
  return typeof body === "object" && body !== null && "error" in body;
}

/** What a proxy or a broken server answered in place of our own refusal. */
function foreignAnswer(status: number): Refusal {
  return { code: status === 429 ? "rate_limited" : "fault", message: `The server answered ${status}.`, retry: "now" };
}

/**
 * One request to `/api/v1`. Every failure is a `RefusalError`: the server's refusal, or the code `offline`
 * when no answer came. `keepalive`: it is sent even when the page is left meanwhile, and has a small body.
 */
export async function request<T>(method: Method, path: string, body?: unknown, { keepalive = false } = {}): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(`/api/v1${path}`, {
      method,
      credentials: "same-origin",
      keepalive,
      signal: AbortSignal.timeout(ANSWER_MS),
      ...(body === undefined
        ? {}
        : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
  } catch {
    throw RefusalError.offline();
  }
  if (answer.status === 204) return undefined as T;
  const read: unknown = await answer.json().catch(() => undefined);
  if (answer.ok) return read as T;
  throw new RefusalError(isErrorBody(read) ? read.error : foreignAnswer(answer.status));
}

export const get = <T>(path: string) => request<T>("GET", path);
export const post = <T>(path: string, body?: unknown) => request<T>("POST", path, body ?? {});
export const put = <T>(path: string, body?: unknown) => request<T>("PUT", path, body ?? {});
export const patch = <T>(path: string, body: unknown) => request<T>("PATCH", path, body);
export const del = <T>(path: string) => request<T>("DELETE", path);

/** `query({ here: true, topic: "" })` is `?here=true`: what is empty is left out. */
export function query(values: Record<string, string | number | boolean | undefined>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== "" && value !== false) params.set(name, String(value));
  }
  const text = params.toString();
  return text ? `?${text}` : "";
}
