import { expect, test } from "vitest";
import { linkParts } from "../src/app/links.ts";

test.each([
  ["No link here.", ["No link here."]],
  ["See https://example.org/a.", ["See ", "<https://example.org/a>", "."]],
  ["(https://example.org/a_(b))", ["(", "<https://example.org/a_(b)>", ")"]],
  ["https://a.org, https://b.org", ["<https://a.org>", ", ", "<https://b.org>"]],
  ["http://plain.org and https://", ["http://plain.org and https://"]],
])("%s", (text, expected) => {
  expect(linkParts(text).map((part) => (part.href ? `<${part.href}>` : part.text))).toEqual(expected);
});
