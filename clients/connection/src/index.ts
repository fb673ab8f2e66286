/**
 * A connection to an Alongside server that loses nothing. Start with `createConnection`.
 *
 * The map, in reading order: `api.ts` (what you use), `connection.ts` (the one place with side effects),
 * and the pure parts that it drives.
 */
export { createConnection } from "./connection.js";
export { RefusalError } from "./refusal_error.js";
export type * from "./api.js";
export type * from "./generated/protocol.js";
export { LIMITS, REFUSAL_CODES, SUBPROTOCOL, CLOSE_CODES, closeVerdict } from "./generated/protocol.js";
