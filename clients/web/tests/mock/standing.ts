import type { Agreement, AgreementClause, AgreementEdition, AgreementVersions, Certificate, CertificateState, Issuer, MyCertification, StandingStep } from "../../../connection/src/generated/protocol.ts";
import { roomId } from "./world.ts";

const DAY_MS = 86_400_000;
const at = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
const day = (days: number) => at(days).slice(0, 10);

const ISSUERS: Issuer[] = [
  { key: "us-or", kind: "state", name: "Oregon Health Authority", zone: "America/Los_Angeles", note: "The credential is called Peer Support Specialist." },
  { key: "us-az", kind: "state", name: "Arizona, AHCCCS" },
  { key: "mha", kind: "national", name: "Mental Health America" },
];

const FILE = { id: roomId(901), name: "certificate, front.pdf", format: "pdf", bytes: 240_000, added_at: at(-3) } as const;

function certificate(state: CertificateState, more: Partial<Certificate> = {}): Certificate {
  const draft = state === "draft";
  return {
    id: roomId(900),
    version: 1,
    kind: "state",
    issuer: draft ? { name: "" } : { key: "us-or", name: "Oregon Health Authority" },
    number: draft ? "" : "PSS-20417",
    ...(draft ? {} : { issued_on: day(-500), expires_on: day(132), submitted_at: at(-3) }),
    state,
    created_at: at(-4),
    files: draft ? [] : [FILE],
    ...more,
  };
}

const verified = (days: number, lapsed = false) =>
  certificate("verified", { expires_on: day(days), checked_on: day(-300), review_due_at: at(Math.min(65, days)), ...(lapsed ? { lapsed: true } : {}) });

const mine = (next: StandingStep, more: Partial<MyCertification>): MyCertification => ({
  standing: { state: "none" },
  certificates: [],
  agreement: { current: 2 },
  next,
  ...more,
});

const AGREED = { current: 2, version: 2, at: at(-200) };

/** Where the reader stands, by a flag. */
export function certification(flags: Set<string>): MyCertification {
  if (flags.has("draft")) return mine("finish", { certificates: [certificate("draft")] });
  if (flags.has("revise")) return mine("revise", { certificates: [certificate("revision_needed", { reason: "The last page is missing. Please add it." })] });
  if (flags.has("review")) return mine("wait", { certificates: [certificate("in_review")] });
  if (flags.has("rejected")) {
    return mine("wait_to_apply", { certificates: [certificate("rejected", { reason: "The issuer does not know this number." })], may_apply_at: at(55) });
  }
  if (flags.has("meanwhile")) return mine("agree", { certificates: [certificate("in_review")] });
  if (flags.has("agree")) return mine("agree", { standing: { state: "paused" }, certificates: [verified(132)] });
  if (flags.has("renew")) return mine("renew", { standing: { state: "active", until: at(20) }, certificates: [verified(20)], agreement: AGREED });
  if (flags.has("lapsed")) return mine("renew", { standing: { state: "lapsed", since: at(-2) }, certificates: [verified(-2, true)], agreement: AGREED });
  if (flags.has("stopped")) return mine("ask_staff", { standing: { state: "suspended", since: at(-2), reason: "We are looking into what happened on Sunday." }, certificates: [verified(132)], agreement: AGREED });
  if (flags.has("supporter") || flags.has("keeper")) return mine("nothing", { standing: { state: "active", until: at(132) }, certificates: [verified(132)], agreement: AGREED });
  return mine("apply", {});
}

const clause = (key: string, title: string, text: string): AgreementClause => ({ key, title, text });
const CLAUSES = [
  clause("share", "You share what you have lived", "You speak from your own experience and encourage others. You offer helpful information when somebody asks for it."),
  clause("no_therapy", "You give no treatment", "You give no counselling, therapy or other professional service here, even if you are qualified for it elsewhere."),
  clause("monitor", "You keep an eye on your rooms", "You write in your public rooms at least every one to two days. A room that nobody keeps is closed."),
];

export function agreement(flags: Set<string>): Agreement {
  const before = clause("monitor", "You keep an eye on your rooms", "You write in your public rooms every two days. A room that nobody keeps is closed.");
  const accepted = flags.has("newagreement") ? { current: 2, version: 1, at: at(-200), due_at: at(9) } : flags.has("keeper") ? AGREED : { current: 2 };
  return {
    version: 2,
    published_at: at(-5),
    sha256: "0".repeat(64),
    texts: [
      { language: "en", clauses: CLAUSES },
      { language: "es", clauses: CLAUSES },
    ],
    accepted,
    changes: flags.has("newagreement")
      ? [
          { language: "en", key: "monitor", what: "changed", before, after: CLAUSES[2]! },
          { language: "en", key: "share", what: "added", after: CLAUSES[0]! },
        ]
      : [],
  };
}

function versions(flags: Set<string>): AgreementVersions {
  const accepted = flags.has("keeper") || flags.has("newagreement");
  return {
    versions: [
      { version: 2, published_at: at(-5), sha256: "0".repeat(64), ...(flags.has("keeper") ? { accepted_at: at(-3) } : {}) },
      { version: 1, published_at: at(-5_000), sha256: "1".repeat(64), ...(accepted ? { accepted_at: at(-200) } : {}) },
    ],
  };
}

function edition(n: number, flags: Set<string>): AgreementEdition {
  const { versions: all } = versions(flags);
  const { texts, changes } = agreement(new Set(["newagreement"]));
  return { version: all.find((each) => each.version === n) ?? all[1]!, texts, changes: n > 1 ? changes : [] };
}

interface Answer {
  status: number;
  body?: unknown;
}

/** What the made-up server answers about certificates; undefined for the rest. */
export function answerStanding(asked: string, flags: Set<string>): Answer | undefined {
  if (asked === "GET /me/certification") return { status: 200, body: certification(flags) };
  if (asked === "GET /issuers") return { status: 200, body: { issuers: ISSUERS } };
  if (asked === "GET /agreement") return { status: 200, body: agreement(flags) };
  if (asked === "GET /agreement/versions") return { status: 200, body: versions(flags) };
  if (asked.startsWith("GET /agreement/versions/")) return { status: 200, body: edition(Number(asked.split("/").at(-1)), flags) };
  if (asked === "POST /me/agreement") return { status: 200, body: certification(new Set(["keeper"])) };
  if (!asked.includes("/me/certificates")) return undefined;
  if (asked.endsWith("/files")) {
    const refused = { error: { code: "file_refused", message: "", retry: "never" } };
    return flags.has("badfile") ? { status: 422, body: refused } : { status: 200, body: certificate("draft", { files: [FILE] }) };
  }
  if (asked.endsWith("/submit") || asked.endsWith("/withdraw")) return { status: 200, body: certification(new Set(["review"])) };
  return { status: 200, body: certificate("draft") };
}
