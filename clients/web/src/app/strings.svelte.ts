import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import type { Language } from "@alongside/connection";

// Both languages run left to right, and these texts also become titles and labels, where isolation marks would show.
const bundle = (language: Language) => new FluentBundle(language, { useIsolating: false });
const bundles: Record<Language, FluentBundle> = { en: bundle("en"), es: bundle("es") };

/** Adds texts by their paths, `…/strings/LANGUAGE/FILE.ftl`. An entry brings its own before anything is shown. */
export function addTexts(texts: Record<string, string>): void {
  for (const [path, text] of Object.entries(texts)) {
    for (const [language, made] of Object.entries(bundles)) {
      if (!path.includes(`/strings/${language}/`)) continue;
      for (const error of made.addResource(new FluentResource(text))) throw error;
    }
  }
}

// Those of `further_strings.ts` come with the pages that need them.
addTexts(
  import.meta.glob<string>(["../strings/*/*.ftl", "!../strings/*/{contact,duty,notifications,supporter}.ftl"], {
    eager: true,
    query: "?raw",
    import: "default",
  }),
);

let language = $state<Language>("en");

/** The language of the page. Reading it in a component makes that follow changes. */
export function currentLanguage(): Language {
  return language;
}

export function setLanguage(next: Language): void {
  language = next;
  document.documentElement.lang = next;
}

/** The first language that the browser prefers and we speak. */
export function preferredLanguage(wanted: readonly string[] = navigator.languages): Language {
  for (const tag of wanted) {
    if (tag.startsWith("es")) return "es";
    if (tag.startsWith("en")) return "en";
  }
  return "en";
}

export function has(id: string): boolean {
  return bundles[language].hasMessage(id);
}

/** The words for `id` in the page's language. A test fails for ids that a language lacks. */
export function t(id: string, args?: Record<string, FluentVariable>): string {
  const message = bundles[language].getMessage(id);
  if (!message?.value) throw new Error(`No string "${id}" in ${language}`);
  return bundles[language].formatPattern(message.value, args);
}
