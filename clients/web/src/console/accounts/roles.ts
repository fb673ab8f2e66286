import type { Role } from "@alongside/connection";

/** In the order in which they are shown. */
export const ROLES: readonly Role[] = ["supporter", "staff", "oversight"];
