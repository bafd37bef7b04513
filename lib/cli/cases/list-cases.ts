import { type Client, itemsOf } from "../../http/client.ts";
import { counted } from "../counted.ts";
import type { ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import type { Palette } from "../outputs/palette.ts";
import { type Cell, tableLines } from "../outputs/table.ts";
import { connect, type RemoteFlags } from "../remote/connection.ts";
import { tell } from "../remote/tell.ts";
import { accountText, dueText, moneyText, shortId, wordText } from "../remote/words.ts";
import { reviewers } from "./reviewers.ts";

export interface ListFlags extends RemoteFlags {
  readonly gate?: string;
  readonly severity?: "hold" | "block";
  readonly state?: readonly ("open" | "assigned" | "info_requested")[];
  readonly mine?: boolean;
  readonly max: number;
}

type Item = Awaited<ReturnType<Client["listQueue"]>>["items"][number];

/** `holdpoint cases list`: what waits for people, the worst first. */
export async function listCases(io: Io, flags: ListFlags): Promise<ExitCode> {
  const client = await connect(io, flags, reviewers);
  const { gate, severity, state, mine, max } = flags;
  const query = {
    ...(gate !== undefined && { gate }),
    ...(severity !== undefined && { severity }),
    ...(state !== undefined && state.length > 0 && { state: [...state] }),
    ...(mine && { mine: true as const }),
    limit: Math.min(200, max),
  };
  const items: Item[] = [];
  let isMore = false;
  for await (const item of itemsOf((cursor) => client.listQueue({ query: { ...query, cursor } }))) {
    isMore = items.length === max;
    if (isMore) break;
    items.push(item);
  }
  return tell(io, flags, { items }, (palette) => linesOf(io, items, isMore, palette));
}

function linesOf(
  io: Io,
  items: readonly Item[],
  isMore: boolean,
  palette: Palette,
): readonly string[] {
  if (items.length === 0) return ["Nothing waits."];
  const now = io.now();
  const { columns: width } = io.stdout;
  const table = tableLines(
    [
      { title: "", align: "right" },
      { title: "CASE" },
      { title: "GATE" },
      { title: "RULE" },
      { title: "SEVERITY" },
      { title: "COUNT", align: "right" },
      { title: "AT RISK", align: "right" },
      { title: "COST", align: "right" },
      { title: "DUE" },
      { title: "STATE", gives: true },
    ],
    items.map((item) => rowOf(item, now, palette)),
    { palette, ...(width !== undefined && { width }) },
  );
  const more = isMore ? `, and more wait: --max ${items.length * 2}` : "";
  return [
    ...table,
    "",
    palette.quiet(
      `${counted(items.length, "case")}, the worst first${more}. COST is what it would cost if it ` +
        "went out; `cases show CASE` has the evidence.",
    ),
  ];
}

function rowOf(item: Item, now: Date, palette: Palette): readonly (Cell | string)[] {
  const { severity, times, expected } = item;
  const due = dueText(times.due, now);
  return [
    String(item.rank),
    { text: shortId(item.id), paint: palette.strong },
    item.gate,
    item.rule,
    { text: severity.toUpperCase(), paint: palette[severity] },
    String(item.count),
    moneyText(item.atRisk),
    `${expected.cost} ${expected.currency}`,
    { text: due, ...(times.overdue && { paint: palette.block }) },
    stateText(item),
  ];
}

function stateText({ state, assignee, lease, openQuestions, approval }: Item): string {
  const holder = lease?.by ?? assignee;
  return [
    wordText(state),
    ...(holder === undefined ? [] : [`to ${accountText(holder)}`]),
    ...(openQuestions === 0 ? [] : [`(${counted(openQuestions, "question")})`]),
    ...(approval === undefined ? [] : ["· second person asked"]),
  ].join(" ");
}
