import { describe, expect, test } from "@jest/globals";
import { parseGate } from "../../lib/app/gate.ts";
import { assertSame, type Depends, factsOf } from "../../lib/cli/check/run-facts.ts";
import type { Mapping } from "../../lib/subjects/mapping/mapping.ts";
import { parseMapping } from "../../lib/subjects/mapping/parse-mapping.ts";
import { compileSmall, contextOf, bill as subject } from "../support/small-engine.ts";

const mappingOf = (paid: string): Mapping => {
  const text = `
name: rows
subject: bill
reads: csv
record:
  number: number
  total: total
  paid: ${paid}
`;
  const parsed = parseMapping(text, "rows.yaml", () => subject);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join("\n"));
  return parsed.mapping;
};

const { rows, unsupplied } = contextOf();
const gate = parseGate(
  "name: bills\nsubject: bill\nruleset: bills\nzone: Europe/Tallinn\n",
  "bills.yaml",
);
const input = (name: string, inode: string) => ({
  name,
  sizeBytes: 1,
  open: () => [],
  source: {
    ...{ kind: "file" as const, name, path: `/${name}` },
    stamp: { sizeBytes: 1, modified: "1", changed: "1", inode },
  },
});
const given: Depends = {
  plan: compileSmall({ rules: [{ must: "record.total > 0" }] }),
  judgedBy: { gate, rows, unsupplied, businessAt: "2026-11-22T10:00:00Z" },
  header: {},
  inputs: [input("a.csv", "1")],
  parts: [],
  mapping: mappingOf("{ column: paid, map: { y: true, n: false } }"),
  bounds: {},
};

/** What refuses to take up a run that was begun with the one, and is gone on with by the other. */
function refusal(begun: Depends, goneOn: Depends): string {
  const manifest = {
    ...{ schema: "holdpoint/run/1" as const, businessAt: "2026-11-22T10:00:00Z" },
    facts: factsOf(begun),
  };
  try {
    assertSame({ manifest, folder: undefined as never }, factsOf(goneOn));
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

describe("a run is taken up again", () => {
  test("where nothing has changed", () => {
    expect(
      refusal(given, {
        ...given,
        mapping: mappingOf("{ column: paid, map: { y: true, n: false } }"),
      }),
    ).toBe("");
  });

  test.each([
    ["the other way round", "{ column: paid, map: { y: false, n: true } }"],
    ["by other texts", "{ column: paid, map: { j: true, n: false } }"],
    ["with another default", "{ column: paid, map: { y: true, n: true }, else: false }"],
  ])("never where the mapping reads a value %s", (_, paid) => {
    expect(refusal(given, { ...given, mapping: mappingOf(paid) })).toContain("the mapping");
  });

  test("never where what has changed is called as an input is", () => {
    const inputs = [input("the gate", "1")];
    const changed = { ...given.judgedBy, gate: { ...gate, requiredTables: ["products"] } };
    const refused = refusal({ ...given, inputs }, { ...given, inputs, judgedBy: changed });
    expect(refused).toContain("something has changed: the gate;");
    const replaced = { ...given, inputs: [input("the gate", "2")] };
    expect(refusal({ ...given, inputs }, replaced)).toContain("the input the gate");
  });
});
