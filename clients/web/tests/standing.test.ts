import type { Certificate, StandingStep } from "@alongside/connection";
import { expect, test } from "vitest";
import { stepOf } from "../src/pages/supporter/certification.ts";

const certificate = (state: Certificate["state"], lapsed = false) => ({ state, ...(lapsed ? { lapsed } : {}) }) as Certificate;
const VERIFIED = certificate("verified");
const OVER = certificate("verified", true);
const ASKED = certificate("in_review");

test.each<[StandingStep, Certificate[], number]>([
  ["apply", [], 1],
  ["finish", [certificate("draft")], 1],
  ["wait", [ASKED], 2],
  ["agree", [ASKED], 2],
  ["agree", [VERIFIED], 3],
  ["nothing", [VERIFIED], 4],
  ["renew", [VERIFIED], 4],
  ["renew", [OVER], 1],
  ["ask_staff", [VERIFIED], 4],
  ["ask_staff", [OVER], 1],
])("%s with %j is step %i", (next, certificates, step) => expect(stepOf({ next, certificates })).toBe(step));
