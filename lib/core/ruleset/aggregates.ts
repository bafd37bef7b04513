import type { Node } from "../expression/node.ts";
import type { AggregateDraft } from "../expression/scope.ts";
import { textOf } from "../expression/text-of.ts";
import { recordOf, type Type } from "../expression/types.ts";
import type { Aggregate } from "../plan.ts";
import type { RecordKind, Subject } from "../subject.ts";
import { checkText, expressionsIn } from "./expressions.ts";
import type { AggregateText } from "./header.ts";
import { withNames } from "./nodes.ts";
import type { Complaints } from "./problem.ts";
import { runScope } from "./scopes.ts";

/** The aggregates of a rule set; equal ones are remembered once. */
export interface AggregateShelf {
  /** Takes an aggregate over records of a kind, with its parameters filled in; gives its id. */
  take(kind: RecordKind, draft: AggregateDraft, params: ReadonlyMap<string, Node>): string;
  readonly all: () => readonly Aggregate[];
  /** The types of the named ones. */
  readonly named: Readonly<Record<string, Type>>;
}

/** Checks the header's aggregates and puts them on a shelf, where the rules' will join them. */
export function shelveAggregates(
  texts: readonly AggregateText[],
  subject: Subject,
  complaints: Complaints,
): AggregateShelf {
  const byContent = new Map<string, Aggregate>();
  const ids = new Set<string>();
  const named: Record<string, Type> = {};
  for (const text of texts) {
    const draft = checkAggregate(text, subject, complaints);
    if (draft === undefined) continue;
    named[text.name] = draft.type;
    ids.add(text.name);
    byContent.set(contentOf(text.of, draft), {
      ...draft,
      id: text.name,
      name: text.name,
      of: text.of.name,
    });
  }
  const take: AggregateShelf["take"] = (kind, draft, params) => {
    const filled = filledIn(draft, params);
    const content = contentOf(kind, filled);
    const known = byContent.get(content);
    if (known) return known.id;
    const id = unusedId(describe(filled), ids);
    ids.add(id);
    byContent.set(content, { ...filled, id, of: kind.name });
    return id;
  };
  return { take, all: () => [...byContent.values()], named };
}

function checkAggregate(
  { of, name, value }: AggregateText,
  subject: Subject,
  complaints: Complaints,
): AggregateDraft | undefined {
  const drafts: AggregateDraft[] = [];
  const collect = (draft: AggregateDraft) => {
    drafts.push(draft);
    return name;
  };
  const run = { record: recordOf(of.shape), named: {}, rules: new Set<string>(), collect };
  const scope = runScope(subject, run);
  const node = checkText(value, undefined, expressionsIn(scope, complaints));
  if (node === undefined) return undefined;
  const [draft] = drafts;
  if (draft?.how === "numbers") {
    complaints.wrong(
      value.spot,
      `aggregate '${name}' would keep millions of numbers in each report: ` +
        "write records.numbers(…) in a rule",
    );
    return undefined;
  }
  if (node.op === "aggregate" && drafts.length === 1) return draft;
  complaints.wrong(
    value.spot,
    `aggregate '${name}' must be one call such as records.sum(r, r.amount): ` +
      "compute with it in rules",
  );
  return undefined;
}

function filledIn(draft: AggregateDraft, params: ReadonlyMap<string, Node>): AggregateDraft {
  return {
    ...draft,
    ...(draft.value && { value: withNames(draft.value, params) }),
    ...(draft.where && { where: withNames(draft.where, params) }),
    ...(draft.key && { key: withNames(draft.key, params) }),
  };
}

const contentOf = (kind: RecordKind, draft: AggregateDraft): string => {
  const { how, variable, key, value, where } = draft;
  return JSON.stringify([kind.name, how, variable, key, value, where]);
};

/** What an explanation shows of it: `sum(r.total where r.total > 0)`. */
function describe({ how, key, value, where }: AggregateDraft): string {
  const parts = [key, value].filter((node) => node !== undefined).map(textOf);
  const condition = where === undefined ? [] : [`where ${textOf(where)}`];
  return `${how}(${[parts.join(", "), ...condition].filter((part) => part !== "").join(" ")})`;
}

function unusedId(id: string, ids: ReadonlySet<string>): string {
  for (let n = 2, next = id; ; n++) {
    if (!ids.has(next)) return next;
    next = `${id} (${n})`;
  }
}
