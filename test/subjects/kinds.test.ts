import { readFileSync } from "node:fs";
import type { JsonObject } from "../../lib/core/expression/value.ts";
import { planKinds } from "../../lib/core/ruleset/kind-plans.ts";
import { complaintsInto } from "../../lib/core/ruleset/problem.ts";
import { schemaProblems } from "../../lib/core/schema-check.ts";
import { publishedSchemas, subjectSchemas } from "../../lib/subjects/published-schemas.ts";
import { readSubmission } from "../../lib/subjects/read-submission.ts";
import { subjectOf, subjects } from "../../lib/subjects/registry.ts";
import { submission } from "../../lib/subjects/submission.ts";
import { all } from "../support/readings.ts";

const kinds = Object.keys(subjects);
const subjectNamed = (kind: string) => subjects[kind]!;
const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const sample = (kind: string) => text(`test/subjects/samples/${kind}.json`);

test("the kinds are those that stand on the wire", () => {
  expect(kinds).toEqual(["billing-run", "campaign", "order", "inventory", "service-change"]);
  for (const kind of kinds) expect(subjectNamed(kind).kind).toBe(kind);
  expect(subjectOf("billing_run")).toBeUndefined();
  expect(subjectOf("constructor")).toBeUndefined();
});

describe.each(kinds)("%s", (kind) => {
  const subject = subjectNamed(kind);

  test("every field says what it is", () => {
    const silent = Object.entries(subject.schema).flatMap(([shape, { fields }]) =>
      Object.keys(fields)
        .filter((name) => !fields[name]?.doc)
        .map((name) => `${shape}.${name}`),
    );
    expect(silent).toEqual([]);
  });

  test("every table has its shape, its key and, where it is dated, its dates", () => {
    for (const [name, { shape, key, dated }] of Object.entries(subject.tables)) {
      const fields = subject.schema[shape]?.fields ?? {};
      for (const field of key) expect([name, field, fields[field]?.required]).toContain(true);
      expect([name, "valid_from" in fields && "valid_to" in fields]).toEqual([name, dated]);
    }
  });

  test("its expressions for dates, markets, currency and customer are of their types", () => {
    const collected = { problems: [], warnings: [] };
    const plans = planKinds(subject, complaintsInto(collected));
    expect(collected.problems).toEqual([]);
    expect(Object.keys(plans)).toEqual(subject.records.map(({ name }) => name));
    for (const plan of Object.values(plans)) expect(plan.effectiveOn).toBeDefined();
  });

  test("its natural keys are required, so that a schema error tells their absence", () => {
    for (const { shape, key } of subject.records)
      for (const field of key) expect(subject.schema[shape]?.fields[field]?.required).toBe(true);
  });

  test("the sample fits the published form, and the shapes that the engine checks", async () => {
    const envelope = JSON.parse(sample(kind)) as { subject: JsonObject };
    expect(subjectSchemas[kind]?.safeParse(envelope.subject).error?.issues ?? []).toEqual([]);

    const headers: JsonObject[] = [];
    const file = { name: `${kind}.json`, open: () => [Buffer.from(sample(kind))] };
    const onHeader = (header: JsonObject) => headers.push(header);
    const records = await all(readSubmission([file], { subject, onHeader }));
    expect(records.length).toBeGreaterThan(0);
    for (const record of records) {
      if (record.kind !== "record") throw new Error(record.reason);
      const type = subject.records.find(({ name }) => name === record.of) ?? subject.records[0]!;
      expect(schemaProblems(record.value, type.shape, subject.schema, 9)).toEqual([]);
      // What no shape has, the sender may have misspelt: a sample has none of it.
      expect(strangersIn(record.value, subject.schema[type.shape]?.fields)).toEqual([]);
    }
    const [{ run, ...rest }] = headers as [JsonObject];
    expect(submission.safeParse(rest).success).toBe(true);
    if (subject.run !== undefined)
      expect(schemaProblems(run as JsonObject, subject.run, subject.schema, 9)).toEqual([]);
  });
});

const strangersIn = (record: JsonObject, fields: object = {}): readonly string[] =>
  Object.keys(record).filter((name) => !Object.hasOwn(fields, name));

test.each(Object.keys(publishedSchemas))("%s is as its source says (npm run docs)", (path) => {
  expect(text(path)).toBe(publishedSchemas[path]?.());
});

test("published schemas tell which fields name a person", () => {
  const invoice = JSON.parse(text("schemas/billing-run.invoice.schema.json"));
  const buyer = invoice.properties.buyer.anyOf[0].properties;
  expect(buyer.name.anyOf[0]).toMatchObject({ "x-personal": true });
  expect(buyer.country.anyOf[0]["x-personal"]).toBeUndefined();
});
