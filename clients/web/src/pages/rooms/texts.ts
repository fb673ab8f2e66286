import type { GuidelineRule, Language, NewRule } from "@alongside/connection";

/** The floor and the templates as the server's own files write them. */
interface WrittenRule {
  key: string;
  short: Record<Language, string>;
  text: Record<Language, string>;
}

export interface Template {
  key: string;
  name: Record<Language, string>;
  about: Record<Language, string>;
  rules: WrittenRule[];
}

/** Fetched only where a room is made or changed. */
export async function floorRules(language: Language): Promise<GuidelineRule[]> {
  const { default: floor } = await import("../../../../../src/guidelines/floor.json");
  return (floor as WrittenRule[]).map((rule) => ({ key: rule.key, short: rule.short[language], text: rule.text[language], floor: true }));
}

export async function templates(): Promise<Template[]> {
  const { default: library } = await import("../../../../../src/guidelines/templates.json");
  return library as Template[];
}

/** A template's rules, to change before they are used. */
export function rulesOf(template: Template, language: Language): NewRule[] {
  return template.rules.map((rule) => ({ short: rule.short[language], text: rule.text[language] }));
}

/** One topic more, tidied; unchanged when it is empty, there already, or one too many. Pure. */
export function withTopic(topics: readonly string[], typed: string, most: number): string[] {
  const topic = typed.replaceAll(",", " ").replace(/\s+/g, " ").trim();
  const same = topics.some((each) => each.toLocaleLowerCase() === topic.toLocaleLowerCase());
  return !topic || same || topics.length >= most ? [...topics] : [...topics, topic];
}

/** Rules that hold something. One with only half of its text is kept, so that the server or the form can say so. */
export function filled(rules: readonly NewRule[]): NewRule[] {
  return rules
    .map((rule) => ({ short: rule.short.trim(), text: rule.text.trim() }))
    .filter((rule) => rule.short || rule.text);
}
