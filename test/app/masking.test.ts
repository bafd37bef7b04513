import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { masked, maskingOf } from "../../lib/app/masking.ts";
import { messagesOf } from "../../lib/app/message.ts";
import { exposureOf, isPublicPlace, personalPaths } from "../../lib/app/personal-fields.ts";
import { exposureOf as riskOf, stakesOf } from "../../lib/app/review/policy/exposure.ts";
import { listOf, recordOf, STRING } from "../../lib/core/expression/types.ts";
import {
  compileRuleset,
  type JsonObject,
  judgeAll,
  type RecordKind,
  type Subject,
} from "../../lib/core/index.ts";
import { orderSubject } from "../../lib/subjects/order/index.ts";
import fc from "../support/fast-check.ts";
import { example } from "../support/gate-on-engines.ts";
import { repository } from "../support/house.ts";
import { bill, compileSmall, rowsOf } from "../support/small-engine.ts";

const personal = { type: STRING, required: false, personal: true } as const;
const subject: Subject = {
  ...bill,
  schema: {
    ...bill.schema,
    "Bill.customer": {
      fields: {
        ...bill.schema["Bill.customer"]!.fields,
        names: { type: listOf(STRING), required: false, personal: true },
        contacts: { type: listOf(recordOf("Bill.contact")), required: false },
      },
    },
    "Bill.contact": { fields: { phone: personal, kind: { type: STRING, required: false } } },
  },
};
const kind = subject.records[0] as RecordKind;

// A condition, and whether it reads a field of a person.
test.each<[string, boolean]>([
  ["record.total == 1.00", false],
  ["record.customer.id == 'x'", false],
  ["record.customer.email == 'x'", true],
  ["lower(record.customer.email) == 'x'", true],
  ["record.customer.names.size() == 0", true], // how many is told of them, too
  ["record.customer.names.exists(n, n == 'x')", true],
  ["record.customer.names.map(n, n).size() == 0", true],
  ["record.customer.contacts.all(c, c.kind == 'x')", false],
  ["record.customer.contacts.all(c, c.phone == 'x')", true],
  ["has(record.customer.email)", true],
  ["optional(record.customer.email).orElse('') == 'x'", true],
  ["record.customer.contacts.map(c, c.kind).size() == 0", false],
])("%s reads of a person: %s", (must, reads) => {
  const plan = compileSmall({ rules: [{ id: "TST-01", must }], subject });
  expect(exposureOf(subject.schema, plan.rules[0]!).readsPersonal).toBe(reads);
});

// A rule's lets and condition, a record, and what of its evidence stays readable.
test.each<[object, JsonObject, Record<string, boolean>]>([
  [
    { must: "record.total == 1.00 || record.customer.email == 'x'" },
    { total: "2.00", customer: { email: "mari@x.ee" } },
    { "record.total": true, "record.customer.email": false },
  ],
  [
    {
      let: { who: "lower(record.customer.email)", sum: "record.total" },
      must: "who == 'x' || sum == 1.00",
    },
    { total: "2.00", customer: { email: "MARI@x.ee" } },
    { "lower(record.customer.email)": false, "record.customer.email": false, "record.total": true },
  ],
  [
    { must: "record.customer.contacts.all(c, c.kind == 'home' || c.phone == '1')" },
    { customer: { contacts: [{ kind: "home" }, { kind: "work", phone: "+372555" }] } },
    {
      "record.customer.contacts[1]: c.kind": true,
      "record.customer.contacts[1]: c.phone": false,
    },
  ],
])("of %j", (rule, record, shown) => {
  const plan = compileSmall({ rules: [rule as never], subject });
  const readings = [reading({ number: "1", ...record })];
  const [violation] = judgeAll(plan, readings, context).violations;
  const kept = maskingOf(plan, "00").violation(violation!);
  expect(
    Object.fromEntries(
      kept.evidence.map(({ expression, value }) => [expression, value !== masked]),
    ),
  ).toEqual(shown);
  expect(JSON.stringify(kept)).not.toMatch(/mari|\+372/i);
});

test("message values of a person are masked, others stay", () => {
  const rule = {
    must: "record.customer.email == 'x'",
    values: { who: "record.customer.email", total: "record.total" },
    message: { en: "{who} {total}" },
  };
  const plan = compileSmall({ rules: [rule], subject });
  const record = { number: "1", total: "2.00", customer: { email: "mari@x.ee" } };
  const [violation] = judgeAll(plan, [reading(record)], context).violations;
  expect(maskingOf(plan, "00").violation(violation!).values).toEqual({
    who: { type: "string", value: masked },
    total: { type: "decimal", value: "2.00" },
  });
});

test("a natural key that a person makes stands as its salted digest, everywhere", () => {
  const named = { ...subject, records: [{ ...kind, key: ["customer.email"] }] };
  const plan = compileSmall({ rules: [{ must: "record.total == 1.00" }], subject: named });
  const record = { total: "2.00", customer: { email: "mari@x.ee" } };
  const [violation] = judgeAll(plan, [reading(record)], context).violations;
  const [one, other] = ["00", "01"].map((salt) => maskingOf(plan, salt).violation(violation!));
  expect(one?.record?.key).toMatch(/^[0-9a-f]{64}$/);
  expect(other?.record?.key).not.toBe(one?.record?.key);
  expect(other?.fingerprint).not.toBe(one?.fingerprint);
});

test("personal paths are those of the schema, in order", () => {
  expect(personalPaths(subject.schema, kind)).toEqual([
    "customer.contacts.phone",
    "customer.email",
    "customer.names",
  ]);
});

test.each<[string, boolean]>([
  ["/total", true],
  ["/lines/0/net", true],
  ["/customer/id", true],
  ["/customer/email", false],
  ["/customer", false], // all of it would be shown
  ["/customer/contacts/3/phone", false],
  ["/customer/contacts/3/kind", true],
  ["/unknown", false],
  ["/ext", false],
  ["", false],
])("the place %j names nobody: %s", (pointer, isPublic) => {
  expect(isPublicPlace(subject.schema, kind, pointer)).toBe(isPublic);
});

// Marked values in every personal field, in shapes that rules do not expect: none of it is kept.
test("nothing of a person leaves the shipped rules, whatever stands in her fields", () => {
  const plan = shippedOrderPlan();
  const paths = personalPaths(orderSubject.schema, orderSubject.records[0] as RecordKind);
  expect(paths.length).toBeGreaterThan(10);
  const mark = "ZQX";
  const value = fc.oneof(
    fc.constant(mark),
    fc.constant(`${mark}@gmial.com`),
    fc.constant(`+372 ${mark}`),
    fc.constant([mark]),
    fc.constant({ [`${mark}-name`]: mark }),
    fc.constant(`1985-13-${mark}`),
  );
  const sources = (["pass", "hold", "block"] as const).map((name) => example(name));
  const changes = fc.array(fc.tuple(fc.constantFrom(...paths), value), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(fc.constantFrom(...sources), changes, (source, marks) => {
      const record = JSON.parse(source);
      for (const [path, marked] of marks) put(record, path.split("."), marked);
      const readings = [reading(record)];
      const judged = { ...context, gate: "order" };
      const report = judgeAll(plan, readings, judged);
      const stakes = stakesOf(plan, readings, judged);
      const { violation } = maskingOf(plan, "00");
      const kept = JSON.stringify([
        report.violations.map(violation),
        messagesOf(report, plan, "id", "2026-01-01T00:00:00Z", (_, list) => riskOf(list, stakes)),
      ]);
      expect(kept).not.toContain(mark);
    }),
    { numRuns: 200 },
  );
});

const context = {
  gate: "test",
  businessAt: "2026-11-20T12:00:00Z",
  zone: "Europe/Tallinn",
  stage: "intake" as const,
  rows: rowsOf({}, subject),
  unsupplied: [],
  requiredTables: [],
};

function reading(value: JsonObject) {
  return {
    kind: "record" as const,
    position: { file: 0, offset: 0 },
    place: { file: "body" },
    value,
    digest: "00",
  };
}

function shippedOrderPlan() {
  const folder = join(repository, "rulesets/order");
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => ({ path: name, text: readFileSync(join(folder, name), "utf8") }));
  const compiled = compileRuleset({ files, subject: orderSubject });
  if (!compiled.ok) throw new Error("the shipped rules do not compile");
  return compiled.plan;
}

/** Sets a field, through lists into their first element, making what is not there. */
function put(target: Record<string, unknown>, [name, ...rest]: string[], value: unknown): void {
  const key = name as string;
  if (rest.length === 0) {
    target[key] = value;
    return;
  }
  const next = Array.isArray(target[key]) ? target[key][0] : target[key];
  const inner = typeof next === "object" && next !== null ? next : {};
  if (inner !== next) target[key] = inner;
  put(inner, rest, value);
}
