import type { Agreement, AgreementClause, AgreementText, Language } from "@alongside/connection";

/** A new version of the agreement while somebody writes it: the same clauses in every language. Pure. */

export interface DraftClause {
  key: string;
  words: Record<Language, { title: string; text: string }>;
}

export const LANGUAGES: readonly Language[] = ["en", "es"];
const EMPTY = { title: "", text: "" };

const clausesOf = (texts: readonly AgreementText[], language: Language): readonly AgreementClause[] =>
  texts.find((text) => text.language === language)?.clauses ?? [];

/** The draft begins as the version in force. */
export function draftOf(agreement: Pick<Agreement, "texts">): DraftClause[] {
  const [first = "en"] = LANGUAGES;
  return clausesOf(agreement.texts, first).map((clause) => {
    const words = (language: Language) => {
      const found = clausesOf(agreement.texts, language).find((other) => other.key === clause.key);
      return found ? { title: found.title, text: found.text } : { ...EMPTY };
    };
    return { key: clause.key, words: { en: words("en"), es: words("es") } };
  });
}

/** A new clause at the end, with a key that no other has. */
export function withClause(draft: readonly DraftClause[]): DraftClause[] {
  let n = draft.length + 1;
  while (draft.some((clause) => clause.key === `clause_${n}`)) n += 1;
  return [...draft, { key: `clause_${n}`, words: { en: { ...EMPTY }, es: { ...EMPTY } } }];
}

export function without(draft: readonly DraftClause[], key: string): DraftClause[] {
  return draft.filter((clause) => clause.key !== key);
}

/** One place up or down. */
export function moved(draft: readonly DraftClause[], key: string, by: -1 | 1): DraftClause[] {
  const from = draft.findIndex((clause) => clause.key === key);
  const to = from + by;
  if (from < 0 || to < 0 || to >= draft.length) return [...draft];
  const next = [...draft];
  [next[from], next[to]] = [next[to]!, next[from]!];
  return next;
}

export function textsOf(draft: readonly DraftClause[]): AgreementText[] {
  return LANGUAGES.map((language) => ({
    language,
    clauses: draft.map(({ key, words }) => ({ key, title: words[language].title.trim(), text: words[language].text.trim() })),
  }));
}

/** What lacks words, as language and key; absent when nothing does. */
export function missing(draft: readonly DraftClause[]): { language: Language; key: string } | undefined {
  for (const language of LANGUAGES) {
    const empty = draft.find(({ words }) => !words[language].title.trim() || !words[language].text.trim());
    if (empty) return { language, key: empty.key };
  }
  return undefined;
}

export interface ClauseChange {
  key: string;
  before?: AgreementClause;
  after?: AgreementClause;
}

/** What a new version changes in one language: clauses that are new, gone or read differently, in their order. */
export function changes(before: readonly AgreementText[], after: readonly AgreementText[], language: Language): ClauseChange[] {
  const [old, now] = [clausesOf(before, language), clausesOf(after, language)];
  const found: ClauseChange[] = [];
  for (const clause of now) {
    const earlier = old.find((other) => other.key === clause.key);
    if (!earlier) found.push({ key: clause.key, after: clause });
    else if (earlier.title !== clause.title || earlier.text !== clause.text) found.push({ key: clause.key, before: earlier, after: clause });
  }
  for (const clause of old) if (!now.some((other) => other.key === clause.key)) found.push({ key: clause.key, before: clause });
  return found;
}

/** Whether a draft is anything but the version in force; its order counts too. */
export function differs(before: readonly AgreementText[], draft: readonly DraftClause[]): boolean {
  const after = textsOf(draft);
  const order = (texts: readonly AgreementText[]) => clausesOf(texts, "en").map((clause) => clause.key).join(" ");
  return order(before) !== order(after) || LANGUAGES.some((language) => changes(before, after, language).length > 0);
}
