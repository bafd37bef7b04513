import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GateError } from "../../lib/app/errors.ts";
import { parseGate } from "../../lib/app/gate.ts";
import { repository } from "../support/house.ts";

const shipped = readdirSync(join(repository, "gates")).filter((file) => file.endsWith(".yaml"));

test.each(shipped)("gates/%s is a gate, named as its file", (file) => {
  const gate = parseGate(readFileSync(join(repository, "gates", file), "utf8"), file);
  expect(`${gate.name}.yaml`).toBe(file);
});

test("what is left out has its default", () => {
  expect(parseGate("name: a\nsubject: order\nruleset: order\nzone: UTC\n", "a.yaml")).toEqual({
    name: "a",
    subject: "order",
    ruleset: "order",
    zone: "UTC",
    stage: "intake",
    requiredTables: [],
    policy: { release: "all-or-nothing" },
  });
});

const good = "name: a\nsubject: order\nruleset: order\nzone: UTC\n";

// A gate's text, and each mistake as it is told.
test.each<[string, readonly RegExp[]]>([
  ["", [/^g\.yaml:1:1: .* \[gate\]$/]],
  ["name: [", [/^g\.yaml:1:\d+: /]],
  ["name: A b\nsubject: order\nruleset: order\nzone: UTC\n", [/^g\.yaml:1:7: name: must be kebab/]],
  [good.replace("UTC", "Tallinn"), [/^g\.yaml:4:7: zone: is no IANA time zone/]],
  [good.replace("UTC", "+02:00"), [/^g\.yaml:4:7: zone: is no IANA time zone/]],
  [`${good}stage: takein\n`, [/^g\.yaml:5:8: stage: /]],
  [`${good}polcy: {}\n`, [/polcy/]],
  [`${good}policy: { releese: split }\n`, [/^g\.yaml:5:9: policy: .*releese/]],
  [`${good}name: b\n`, [/unique/]],
  ["name: 1\nzone: x\n", [/name: /, /subject: /, /ruleset: /, /zone: /]],
])("%j: %j", (text, messages) => {
  let found: GateError | undefined;
  try {
    parseGate(text, "g.yaml");
  } catch (error) {
    found = error as GateError;
  }
  expect(found).toBeInstanceOf(GateError);
  expect(found?.mistakes).toHaveLength(messages.length);
  for (const [index, message] of messages.entries())
    expect(found?.mistakes[index]?.message).toMatch(message);
});
