import type { GuidelineLibrary, Language, NewRule } from "@alongside/connection";
import { get, query } from "../../app/api.ts";

/** What the guidelines of a new room begin with, in one language. */
export function guidelineLibrary(language: Language): Promise<GuidelineLibrary> {
  return get<GuidelineLibrary>(`/guideline-templates${query({ language })}`);
}

/** A template's rules in the room's language, to change before they are used. */
export async function templateRules(key: string, language: Language): Promise<NewRule[]> {
  const { templates } = await guidelineLibrary(language);
  return templates.find((template) => template.key === key)?.rules ?? [];
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
