import type { Connection, ConnectionOptions } from "./api.js";

export declare function createConnection(options?: ConnectionOptions): Connection;
