import type { Report } from "../../core/report.ts";

/**
 * The report as JSON: `counts` at the top, a line for each member of a list, so that two reports
 * can be compared line by line. Comes in pieces, since a report may be larger than a text can be.
 */
export function* jsonOutput(report: Report): Generator<string, void, void> {
  const { schema, counts, verdict, ...rest } = report;
  const members = Object.entries({ counts, verdict, schema, ...rest });
  yield "{";
  for (const [index, [name, value]] of members.entries()) {
    yield `${index === 0 ? "" : ","}\n  ${JSON.stringify(name)}: `;
    if (Array.isArray(value)) yield* lines(value);
    else yield JSON.stringify(value);
  }
  yield "\n}\n";
}

function* lines(list: readonly unknown[]): Generator<string, void, void> {
  if (list.length === 0) {
    yield "[]";
    return;
  }
  yield "[";
  for (const [index, item] of list.entries())
    yield `${index === 0 ? "" : ","}\n    ${JSON.stringify(item)}`;
  yield "\n  ]";
}
