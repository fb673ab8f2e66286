import type { Certificate, CertificateState, MyCertification } from "@alongside/connection";

/** The one that is being worked on: a draft, in review, or to be revised. */
export function openOne(mine: MyCertification): Certificate | undefined {
  const order: CertificateState[] = ["revision_needed", "draft", "in_review"];
  return order.map((state) => mine.certificates.find((each) => each.state === state)).find(Boolean);
}

/** The one that counts now, else the one that counted last. */
export function verifiedOne(mine: MyCertification): Certificate | undefined {
  const verified = mine.certificates.filter((each) => each.state === "verified");
  return verified.find((each) => !each.lapsed) ?? verified[0];
}

/** The last decision that went against somebody. */
export function rejectedOne(mine: MyCertification): Certificate | undefined {
  return mine.certificates.find((each) => each.state === "rejected");
}

/** Where somebody is on the way: 1 the certificate, 2 the look at it, 3 the agreement, 4 there. Pure. */
export function stepOf({ next, certificates }: Pick<MyCertification, "next" | "certificates">): 1 | 2 | 3 | 4 {
  const looking = certificates.some((each) => each.state === "in_review") && !certificates.some((each) => each.state === "verified");
  if (next === "wait" || (next === "agree" && looking)) return 2;
  if (next === "agree") return 3;
  if (next === "nothing") return 4;
  const holds = certificates.some((each) => each.state === "verified" && !each.lapsed);
  return (next === "renew" || next === "ask_staff") && holds ? 4 : 1;
}

/** Whole days until an instant, at least 0. */
export function daysUntil(at: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(at) - now) / 86_400_000));
}

/** From here on the end of a certificate is said on home (policy 1.4: the first reminder). */
export const SOON_DAYS = 60;
