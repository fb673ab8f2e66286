import { expect, test } from "vitest";
import { linkKind } from "../src/console/issuer_link.ts";
import directory from "../../../src/certification/issuers/issuers.json" with { type: "json" };

test("a link is called a registry only where its address speaks of looking somebody up", () => {
  for (const [url, kind] of [
    [undefined, "none"],
    ["", "none"],
    ["https://a b[", "none"],
    ["https://example.org", "home"],
    ["https://example.org/", "home"],
    ["https://example.org/about-us/", "page"],
    ["https://example.org/?page=registered", "page"],
    ["https://registry.example.org", "registry"],
    ["https://example.org/certification/Verify", "registry"],
    ["https://example.org/certification/listing", "registry"],
    ["https://example.org/members-listings", "registry"],
    ["https://listening.example.org/", "home"],
    ["https://example.org/renewing.html", "page"],
  ] as const) {
    expect(linkKind(url), String(url)).toBe(kind);
  }
});

test("of the directory that comes with the program, few links are registries, and nothing else is called one", () => {
  const registries = directory.issuers.filter((each) => linkKind("registry_url" in each ? each.registry_url : undefined) === "registry");
  expect(registries.map((each) => each.key)).toEqual(["us-nc", "us-or", "nff"]);
});
