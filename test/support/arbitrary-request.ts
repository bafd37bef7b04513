import { roles } from "../../lib/app/caller.ts";
import { rolesFor } from "../../lib/app/review/policy/permissions.ts";
import { openapiDocument } from "../../lib/http/openapi.ts";
import { type NamedRoute, type RouteName, routes, routeTable } from "../../lib/http/routes.ts";
import fc from "./fast-check.ts";
import type { Ask, Asking } from "./gate-over-http.ts";

/** Things that are there, by the name of the path parameter that names them; a test fills them in. */
export type Known = Readonly<Record<string, readonly string[]>>;

/** What is chosen without knowing what is there: an index into the known names, or a name. */
interface Chosen {
  readonly route: RouteName;
  readonly names: Readonly<Record<string, number | string>>;
  readonly method: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly as: Asking | undefined;
}

/** A request of a choice, among the things that are there now. */
export function requestOf(chosen: Chosen, known: Known): Ask {
  const path = routeTable[chosen.route].path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const choice = chosen.names[name] as number | string;
    if (typeof choice === "string") return encodeURIComponent(choice);
    const there = known[name] ?? ["none"];
    return there[choice % there.length] as string;
  });
  const query = chosen.query.map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return {
    path,
    method: chosen.method,
    query: query.join("&"),
    headers: chosen.headers,
    ...(chosen.body !== undefined && { body: chosen.body }),
    ...(chosen.as && { as: chosen.as }),
  };
}

/** Requests for every route: half of them as they should be, half with something that should not be. */
export const arbitraryRequest = (): fc.Arbitrary<Chosen> =>
  fc.oneof(...routes.flatMap((route) => [wellFormed(route), hostile(route)]));

const wellFormed = (route: NamedRoute): fc.Arbitrary<Chosen> =>
  fc.record({
    route: fc.constant(route.name),
    names: namesFor(route, fc.nat(1_000)),
    method: fc.constant(route.method),
    query: fittingQuery(route),
    headers: fc.record(
      { "idempotency-key": fc.uuid() },
      { requiredKeys: route.key === "required" ? ["idempotency-key"] : [] },
    ) as fc.Arbitrary<Record<string, string>>,
    body: fittingBody(route),
    as: fc.constantFrom(...whoMay(route)),
  });

const hostile = (route: NamedRoute): fc.Arbitrary<Chosen> =>
  fc.record({
    route: fc.constant(route.name),
    names: namesFor(route, strangeName),
    method: fc.oneof({ arbitrary: fc.constant(route.method as string), weight: 20 }, strangeMethod),
    query: strangeQuery(route),
    headers: strangeHeaders(route),
    body: strangeBody(route),
    as: fc.oneof(
      { arbitrary: fc.constantFrom(...whoMay(route)), weight: 10 },
      { arbitrary: fc.constantFrom(...people), weight: 5 },
      fc.constant(undefined),
    ),
  });

const people: readonly Asking[] = [
  ...roles.map((role): Asking => ({ name: `${role}-1`, roles: [role], department: "service" })),
  { name: "shop", roles: ["submitter"], person: null, department: "sales" },
  { name: "sales", roles: ["functional_manager"], department: "sales" },
  { name: "manager-2", roles: ["service_manager", "second_approver"], department: "finance" },
  { name: "root", roles: ["admin", "service_manager"] },
  { name: "nobody", roles: [] },
];

function whoMay({ operation }: NamedRoute): readonly Asking[] {
  const allowed = operation === undefined ? roles : rolesFor(operation);
  return people.filter(
    (one) => one.name !== "root" && one.roles.some((role) => allowed.includes(role)),
  );
}

const strangeMethod = fc.constantFrom(
  "HEAD",
  "GET",
  "POST",
  "PUT",
  "DELETE",
  "PATCH",
  "OPTIONS",
  "TRACE",
  "get",
  "__proto__",
);

/** Texts that have broken something somewhere. */
const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "null",
    "__proto__",
    "constructor",
    "toString",
    "../../etc/passwd",
    "%00",
    "\u0000",
    "'; DROP TABLE cases; --",
    "${7*7}",
    "<script>",
    "\u202e",
    "I\u0307",
    "e\u0301",
    "\ud83d\ude00",
    "A".repeat(5_000),
    "-1",
    "1e309",
    "NaN",
    "0".repeat(40),
  ),
  fc.string({ unit: "binary", maxLength: 50 }),
  fc.string({ maxLength: 50 }),
);

const namesFor = (
  { path }: NamedRoute,
  name: fc.Arbitrary<number | string>,
): fc.Arbitrary<Readonly<Record<string, number | string>>> => {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, found]) => found as string);
  return fc.record(Object.fromEntries(names.map((one) => [one, name])));
};

const wellFormedText = hostileText.filter((text) => text.isWellFormed());
const strangeName: fc.Arbitrary<number | string> = fc.oneof(
  { arbitrary: fc.nat(1_000), weight: 8 },
  fc.constantFrom("0".repeat(40), `${"0".repeat(40)}.${"0".repeat(16)}`, "marks"),
  wellFormedText,
);

type Query = readonly (readonly [string, string])[];

function fittingQuery(route: NamedRoute): fc.Arbitrary<Query> {
  // A cursor that fits is one that a list gave.
  const taken = parametersOf(route).filter(({ name }) => name !== "cursor");
  const pairs = taken.map(({ name, required, schema }) => {
    const value = arbitrariesByName[name] ?? arbitraryFrom(schema);
    const pair = value.map((one): Query => [[name, String(one)]]);
    return required ? pair : fc.oneof({ arbitrary: fc.constant<Query>([]), weight: 3 }, pair);
  });
  return fc.tuple(...pairs).map((found) => found.flat());
}

/** Values that mean something in this test's gate. */
const arbitrariesByName: Readonly<Record<string, fc.Arbitrary<string>>> = {
  gate: fc.constantFrom("marks", "marks", "marks", "other"),
  record: fc.constantFrom("/subject/0", "1", "0a", "/subject/9"),
  rule: fc.constantFrom("MRK-01", "MRK-02", "nothing"),
};

const strangeQuery = (route: NamedRoute): fc.Arbitrary<Query> => {
  const name = fc.constantFrom("limit", "cursor", "gate", "mine", "state", "x", "__proto__", "");
  const strays = fc.array(fc.tuple(name, wellFormedText), { maxLength: 2 });
  return fc.tuple(fittingQuery(route), strays).map(([fitting, more]) => [...fitting, ...more]);
};

const headerText = fc.constantFrom(
  "",
  "*",
  "x",
  '"1"',
  '"2"',
  '"1-0123456789abcdef"',
  "text/html",
  "application/json",
  "\u00e4",
  "a b",
  "a".repeat(9_000),
);

/** Each header is mostly as it should be, so that a request has one thing wrong rather than ten. */
const seldom = (header: fc.Arbitrary<string>, weight = 12): fc.Arbitrary<string | undefined> =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight }, header);

const strangeHeaders = ({ key }: NamedRoute): fc.Arbitrary<Readonly<Record<string, string>>> => {
  const keys = fc.oneof(fc.uuid(), fc.constantFrom("k1", "k2", "k3"), headerText);
  return fc
    .record({
      "idempotency-key": key === "required" ? keys : seldom(keys, 2),
      "if-match": seldom(headerText),
      "if-none-match": seldom(headerText),
      "content-type": seldom(headerText),
      accept: seldom(headerText),
      "x-request-id": seldom(headerText),
      authorization: seldom(headerText, 40),
    })
    .map((headers) => {
      const sent = Object.entries(headers).filter(([, value]) => value !== undefined);
      return Object.fromEntries(sent) as Record<string, string>;
    });
};

// biome-ignore lint/suspicious/noExplicitAny: a document is looked at by its paths
const document = openapiDocument() as any;
const operationOf = ({ path, method }: NamedRoute) => document.paths[path][method.toLowerCase()];

interface Parameter {
  readonly name: string;
  readonly required?: boolean;
  readonly schema: Schema;
}
const parametersOf = (route: NamedRoute): readonly Parameter[] =>
  (operationOf(route).parameters ?? []).filter((one: { in: string }) => one.in === "query");

function fittingBody(route: NamedRoute): fc.Arbitrary<unknown> {
  if (route.body === undefined) return fc.constant(undefined);
  if (route.body === "submission") return orders;
  return arbitraryFrom(operationOf(route).requestBody.content["application/json"].schema);
}

function strangeBody(route: NamedRoute): fc.Arbitrary<unknown> {
  const fitting = fittingBody(route);
  if (route.body === undefined)
    return fc.oneof({ arbitrary: fitting, weight: 15 }, fc.constantFrom("{}", " "));
  return fc.oneof(
    { arbitrary: fitting, weight: 5 },
    { arbitrary: mutated(fitting), weight: 5 },
    brokenBytes(fitting),
    fc.constant(undefined),
  );
}

const orders: fc.Arbitrary<unknown> = fc
  .array(
    fc.record({
      order_number: fc.oneof(fc.uuid(), fc.constantFrom("A", "B")),
      order_date: fc.constantFrom("2026-11-20T09:00:00Z", "yesterday"),
      order_kind: fc.constant("sale"),
      currency: fc.constantFrom("EUR", "eur"),
      shipping_method: fc.constantFrom("parcel", "hold1", "hold1-hold2", "block", "never", "run"),
      totals: fc.record({ gross: fc.constantFrom("40.00", "20000.00", "x") }),
      items: fc.constant([{ sku: "A-1", quantity: "1", unit_price: "40.00" }]),
    }),
    { maxLength: 4 },
  )
  .map((subject) => ({ subject }));

const anyJson = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  hostileText,
  fc.double(),
  fc.constant([]),
  fc.constant({}),
);

/** What fits, with one thing that does not: another value, an unknown member, a missing one, depth. */
const mutated = (fitting: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(fitting, anyJson, fc.nat(4), fc.nat(20), hostileText)
    .map(([value, other, how, at, name]) => {
      if (how === 0 || typeof value !== "object" || value === null)
        return JSON.stringify(other) ?? "";
      const members = Object.entries(value);
      const place = at % Math.max(1, members.length);
      if (how === 1)
        return JSON.stringify(
          Object.fromEntries(members.map(([key, old], i) => [key, i === place ? other : old])),
        );
      if (how === 2)
        return JSON.stringify(Object.fromEntries(members.filter((_, i) => i !== place)));
      if (how === 3) return JSON.stringify(Object.fromEntries([...members, [name, other]]));
      const depth = 10 ** (1 + (at % 4));
      return `{"text":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    });

const brokenBytes = (fitting: fc.Arbitrary<unknown>): fc.Arbitrary<Uint8Array> =>
  fc.tuple(fitting, fc.nat(4), fc.nat(200)).map(([value, how, at]) => {
    const text = JSON.stringify(value) ?? "";
    if (how === 0) return Buffer.from(text.slice(0, at));
    if (how === 1) return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]);
    if (how === 2) return Buffer.from(text.replace("{", '{"text":"a","text":"b",'));
    if (how === 3) return Buffer.from(` ${" ".repeat(1024 * 1024)}${text}`);
    const bytes = Buffer.from(text);
    bytes[at % Math.max(1, bytes.length)] = 0xff;
    return bytes;
  });

type Schema = Readonly<Record<string, unknown>>;

/** Values that fit a JSON Schema of the document, as far as it uses them for what it takes. */
function arbitraryFrom(schema: Schema): fc.Arbitrary<unknown> {
  const { $ref, type } = schema;
  if (typeof $ref === "string") return arbitraryFrom(at($ref));
  // Of a case's violations these are the likely ones; others are refused like any that it lacks.
  if (schema["description"] === "Ordinals of violations, in ranges")
    return fc.constantFrom("0", "0", "0-1", "1", "7-3");
  if ("const" in schema) return fc.constant(schema["const"]);
  if (Array.isArray(schema["enum"])) return fc.constantFrom(...schema["enum"]);
  if (type === "integer")
    return fc.integer({ min: Number(schema["minimum"]), max: Number(schema["maximum"]) });
  if (type === "array") return fc.array(arbitraryFrom(schema["items"] as Schema), { maxLength: 3 });
  if (type === "object") return objectFrom(schema);
  if (type === "string") return textFrom(schema);
  throw new Error(`no values for ${JSON.stringify(schema)}`);
}

function objectFrom({ properties = {}, required = [] }: Schema): fc.Arbitrary<unknown> {
  const members = Object.entries(properties as Readonly<Record<string, Schema>>);
  return fc.record(
    Object.fromEntries(members.map(([name, schema]) => [name, arbitraryFrom(schema)])),
    { requiredKeys: required as never[] },
  );
}

const textFrom = ({ pattern, minLength = 0, maxLength = 100 }: Schema): fc.Arbitrary<string> =>
  typeof pattern === "string"
    ? fc.stringMatching(new RegExp(pattern.replaceAll(/\{1,2000\}|\{0,62\}/g, "{1,20}")))
    : fc.oneof(
        {
          arbitrary: fc.constantFrom("The new price list holds", "Agreed by telephone today"),
          weight: 4,
        },
        fc.string({
          minLength: Number(minLength),
          maxLength: Math.min(60, Number(maxLength)),
          unit: "grapheme",
        }),
      );

const at = (ref: string): Schema =>
  ref
    .slice(2)
    .split("/")
    .reduce((node, key) => node[key], document);
