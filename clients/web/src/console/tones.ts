/** The colours of a queue item's kind; a word always stands beside them. */
export type Tone = "care" | "danger" | "warn" | "accent" | "rest" | "plain";
