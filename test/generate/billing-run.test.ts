import { schemaProblems } from "../../lib/core/schema-check.ts";
import { generate } from "../../lib/generate/generate.ts";
import type { GeneratedRecord } from "../../lib/generate/generated.ts";
import { ibanOf, referenceOf, registryCodeOf, vatIdOf } from "../../lib/generate/identifiers.ts";
import { randomOf } from "../../lib/generate/random.ts";
import { billingRunSubject } from "../../lib/subjects/billing-run/index.ts";
import { run } from "../core/expression/functions/evaluation.ts";
import fc from "../support/fast-check.ts";

const made = (records: number, defectsPerTenThousand: number, seed: number) => {
  const generation = generate("billing-run", { records, defectsPerTenThousand, seed });
  return { all: [...generation.records()], ...generation.finish() };
};

const numbersOf = (all: readonly GeneratedRecord[]) =>
  all.map(({ value }) => value["invoice_number"]);

describe("a generated billing run", () => {
  test("is the same for the same request, and another for another seed", () => {
    expect(JSON.stringify(made(300, 500, 7))).toBe(JSON.stringify(made(300, 500, 7)));
    expect(JSON.stringify(made(300, 500, 8))).not.toBe(JSON.stringify(made(300, 500, 7)));
  });

  test("has the records of a shorter one with the same seed, but for defects in turn", () => {
    const [short, long] = [made(200, 0, 3), made(400, 0, 3)];
    expect(long.all.slice(0, 200).map(({ value }) => value)).toEqual(
      short.all.map(({ value }) => value),
    );
  });

  test.each([0, 1, 2])("fits its schema, header and tables too (seed %i)", (seed) => {
    const { all, header, rows } = made(400, 0, seed);
    const { schema, tables } = billingRunSubject;
    const problemsOf = (value: object, shape: string) =>
      schemaProblems(value as never, shape, schema, 5);
    for (const { value, rows: own } of all) {
      expect(problemsOf(value, "Invoice")).toEqual([]);
      for (const [table, list] of Object.entries(own))
        for (const row of list) expect(problemsOf(row, tables[table]?.shape ?? "")).toEqual([]);
    }
    for (const [table, list] of Object.entries(rows))
      for (const row of list) expect(problemsOf(row, tables[table]?.shape ?? "")).toEqual([]);
    expect(problemsOf((header?.["subject"] ?? {}) as object, "BillingRun")).toEqual([]);
  });

  test("counts up its numbers without a gap when it is clean", () => {
    const numbers = numbersOf(made(500, 0, 3).all);
    expect(numbers).toEqual(Array.from({ length: 500 }, (_, i) => `EE-${400_001 + i}`));
  });

  test("plants as many defects as were asked for, every kind that fits, and tells each", () => {
    const { all, defects } = made(6_000, 2_000, 3);
    const truths = all.flatMap((record) => record.defects);
    const defective = new Set(truths.map(({ line }) => line));
    expect(defective.size).toBeGreaterThan(500);
    expect(new Set(truths.map(({ defect }) => defect)).size).toBeGreaterThanOrEqual(25);
    // So many of the few credit notes are wrong that it is one mistake, not many.
    const ofTheRun = defects.flatMap(({ expected }) => expected.map(({ rule }) => rule)).sort();
    const absent = ["BIL-47", "BIL-92", "BIL-95"];
    const besidePast = ["BIL-44", "BIL-45", "BIL-46", "BIL-51", "BIL-52"];
    expect(ofTheRun).toEqual(
      ["BIL-33", "BIL-43", "BIL-49", "BIL-50", "BIL-65", ...absent, ...besidePast].sort(),
    );
  });

  test("is clean where no defects were asked for", () => {
    const { all, defects } = made(1_000, 0, 4);
    expect(all.flatMap((record) => record.defects)).toEqual([]);
    expect(defects).toEqual([]);
  });
});

const countries = fc.constantFrom("EE" as const, "NO" as const, "RO" as const);

test("made identifiers pass the rule language's checks", () => {
  fc.assert(
    fc.property(countries, fc.nat(1_000_000), (country, seed) => {
      const random = randomOf(seed, "test");
      const code = registryCodeOf(country, random);
      expect(run("iban", ibanOf(country, random))).toBe(true);
      expect(run("registryCode", code, country)).toBe(true);
      expect(run("vatId", vatIdOf(country, code, random))).toBe(true);
    }),
  );
});

test("made payment references pass their scheme's check", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("EE_731" as const, "NO_KID10" as const, "RF" as const),
      fc.integer({ min: 1, max: 99_999_999 }),
      (scheme, body) => {
        const reference = referenceOf(scheme, String(body));
        expect(run("paymentReference", reference, scheme)).toBe(true);
      },
    ),
  );
});
