import { asList, asMap, kindOf } from "./fields.ts";
import { type Complaints, lineAndColumn, type Problem, type Spot } from "./problem.ts";
import type { MapTree, Text, Tree } from "./tree.ts";

/** Rules in one rule set. */
export const rulesMax = 5000;

/** Where an entry of a rule file begins, and its id where it has one. */
interface RuleStart {
  readonly spot: Spot;
  readonly id: string | undefined;
}

/** Mistakes in the writing of a file, with the rule in which they stand. */
export function attributed(problems: readonly Problem[], files: readonly Tree[]): Problem[] {
  const starts = files.flatMap((file) => (file.kind === "list" ? file.items.map(startOf) : []));
  return problems.map((problem) => {
    if (problem.rule !== undefined) return problem;
    const before = starts.filter(({ spot }) => isBefore(spot, problem));
    const id = before.at(-1)?.id;
    return id === undefined ? problem : { ...problem, rule: id };
  });
}

function startOf(item: Tree): RuleStart {
  const entries = item.kind === "map" ? item.entries : [];
  const id = entries.find(({ key }) => key.value === "id")?.value;
  return { spot: item.spot, id: id?.kind === "text" ? id.value : undefined };
}

function isBefore(spot: Spot, { file, line, column }: Problem): boolean {
  const start = lineAndColumn(spot);
  if (spot.source.path !== file) return false;
  return start.line < line || (start.line === line && start.column <= column);
}

/** A rule that was found in a file, by its id. */
export interface RuleEntry {
  readonly id: string;
  readonly map: MapTree;
}

/** The rules of all files; ids that are missing, ill-formed or used twice are told. */
export function readRuleEntries(
  files: readonly Tree[],
  header: Spot,
  complaints: Complaints,
): readonly RuleEntry[] {
  const lists = files.flatMap((file) => asList(file, "a rule file", complaints) ?? []);
  const maps = lists.flatMap(({ items }) =>
    items.flatMap((item) => asMap(item, "a rule", complaints) ?? []),
  );
  if (maps.length === 0 && complaints.count() === 0)
    complaints.wrong(header, "the rule set has no rules: write them into YAML files beside it");
  if (maps.length > rulesMax)
    complaints.wrong(header, `the rule set has ${maps.length} rules, at most ${rulesMax} are read`);
  const first = new Map<string, Spot>();
  return maps.slice(0, rulesMax).flatMap((map) => {
    const id = readId(map, first, complaints);
    return id === undefined ? [] : [{ id, map }];
  });
}

function readId(map: MapTree, first: Map<string, Spot>, complaints: Complaints) {
  const entry = map.entries.find(({ key }) => key.value === "id");
  if (entry === undefined) {
    complaints.wrong(map.spot, "'id' is missing: a rule has one, such as ORD-01");
    return undefined;
  }
  const id = entry.value.kind === "text" ? entry.value : undefined;
  if (id === undefined || !/^[A-Z]{2,5}-\d{2,3}$/.test(id.value)) {
    complaints.wrong(
      entry.value.spot,
      `the id is ${kindOf(entry.value)}, but must be 2 to 5 capitals, '-' and 2 or 3 digits, ` +
        "such as ORD-01",
    );
    return id?.value;
  }
  tellTwice(id, first, complaints);
  return id.value;
}

function tellTwice(id: Text, first: Map<string, Spot>, complaints: Complaints): void {
  const earlier = first.get(id.value);
  if (earlier === undefined) {
    first.set(id.value, id.spot);
    return;
  }
  const place = `${earlier.source.path}:${lineAndColumn(earlier).line}`;
  complaints
    .about(id.value)
    .wrong(id.spot, `the id '${id.value}' is taken by the rule at ${place}: give this one another`);
}
