import { readFileSync } from "node:fs";
import { join } from "node:path";
import { comparedMax } from "../../lib/core/context.ts";
import { compileRules } from "../../lib/core/expression/compile.ts";
import type { JsonObject } from "../../lib/core/expression/value.ts";
import { judgeAll } from "../../lib/core/index.ts";
import { repository } from "../support/house.ts";
import { contextOf, readingsOf } from "../support/small-engine.ts";
import { packNamed } from "./packs.ts";

const file = join(repository, "rulesets/service-change/cases/two-changes.json");
const [change] = JSON.parse(readFileSync(file, "utf8")) as readonly JsonObject[];
const threeDaysMs = 3 * 86_400_000;

/** Changes of one service, each three days after the one before: none collides. */
const changes = (count: number): readonly JsonObject[] =>
  Array.from({ length: count }, (_, at) => {
    const start = Date.parse("2026-12-07T20:00:00Z") + at * threeDaysMs;
    return {
      ...change,
      change_id: `CH-${at}`,
      planned_start: new Date(start).toISOString(),
      planned_end: new Date(start + 3_600_000).toISOString(),
    };
  });

/** The violations of CHG-16 by changes that were submitted together. */
function collisions(count: number) {
  const { plan } = packNamed("service-change");
  const rules = plan.rules.filter(({ id }) => id === "CHG-16");
  const alone = { ...plan, rules, aggregates: [], code: compileRules(rules, plan.subject) };
  const { violations } = judgeAll(alone, readingsOf(changes(count)), contextOf());
  return violations.filter(({ check }) => check === "submitted");
}

test("changes that lie three days apart do not collide", () => {
  expect(collisions(20)).toEqual([]);
});

test("of more changes than can be compared, each is held by a fault, and none passes in silence", () => {
  const found = collisions(comparedMax + 1);
  expect(found.length).toBe(comparedMax + 1);
  expect(new Set(found.map(({ outcome }) => outcome))).toEqual(new Set(["fault"]));
  expect(new Set(found.map(({ severity }) => severity))).toEqual(new Set(["hold"]));
});
