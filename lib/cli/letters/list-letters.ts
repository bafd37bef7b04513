import { type Client, itemsOf } from "../../http/client.ts";
import { administrators } from "../cases/reviewers.ts";
import { counted } from "../counted.ts";
import type { ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import type { Palette } from "../outputs/palette.ts";
import { type Cell, tableLines } from "../outputs/table.ts";
import { plainText } from "../plain-text.ts";
import { type Connected, connect, type RemoteFlags } from "../remote/connection.ts";
import { letterNamed, submissionNamed } from "../remote/find-by-name.ts";
import { tell } from "../remote/tell.ts";
import { shortId, whenText } from "../remote/words.ts";

/** Which letters are meant. */
export interface LetterFilters {
  readonly gate?: string;
  readonly rule?: string;
  readonly because?: "received" | "buried";
  readonly reason?: string;
  readonly submission?: string;
}

export interface ListLettersFlags extends LetterFilters, RemoteFlags {
  readonly state?: "dead" | "redriven" | "discarded";
  readonly max: number;
}

export type LetterItem = Awaited<ReturnType<Client["listLetters"]>>["items"][number];

/** `holdpoint letters list`: dead messages, those that have lain longest first. */
export async function listLetters(io: Io, flags: ListLettersFlags): Promise<ExitCode> {
  const client = await connect(io, flags, administrators);
  const { max } = flags;
  const items: LetterItem[] = [];
  let isMore = false;
  for await (const item of lettersOf(client, flags)) {
    isMore = items.length === max;
    if (isMore) break;
    items.push(item);
  }
  return tell(io, flags, { items }, (palette) => linesOf(io, items, isMore, palette));
}

/** All letters that fit the filters, page after page. */
export async function* lettersOf(
  client: Connected,
  { gate, rule, because, reason, state, submission }: Omit<ListLettersFlags, "max">,
): AsyncGenerator<LetterItem> {
  const of = submission === undefined ? undefined : await submissionNamed(client, submission);
  const query = {
    ...(gate !== undefined && { gate }),
    ...(rule !== undefined && { rule }),
    ...(because !== undefined && { because }),
    ...(reason !== undefined && { reason }),
    ...(state !== undefined && { state }),
    ...(of !== undefined && { submission: of }),
    limit: 200,
  };
  yield* itemsOf((cursor) => client.listLetters({ query: { ...query, cursor } }));
}

function linesOf(
  io: Io,
  items: readonly LetterItem[],
  isMore: boolean,
  palette: Palette,
): readonly string[] {
  if (items.length === 0) return ["Nothing lies dead."];
  const { columns: width } = io.stdout;
  const table = tableLines(
    [
      { title: "LETTER" },
      { title: "GATE" },
      { title: "RULE" },
      { title: "STATE" },
      { title: "DIED" },
      { title: "TIMES", align: "right" },
      { title: "BECAUSE", gives: true },
    ],
    items.map((item) => rowOf(item, io.now(), palette)),
    { palette, ...(width !== undefined && { width }) },
  );
  const more = isMore ? `, and more: --max ${items.length * 2}` : "";
  return [
    ...table,
    "",
    palette.quiet(
      `${counted(items.length, "letter")}, the oldest first${more}. \`letters redrive LETTER\` ` +
        "sends one again, once what hinders it is corrected.",
    ),
  ];
}

const rowOf = (item: LetterItem, now: Date, palette: Palette): readonly (Cell | string)[] => [
  { text: shortId(item.id), paint: palette.strong },
  item.gate ?? "–",
  item.rule ?? "–",
  { text: item.state, ...(item.state === "dead" && { paint: palette.hold }) },
  whenText(item.diedAt, now),
  String(item.deaths),
  item.reason ?? `came back ${counted(item.receives, "time")}`,
];

/** `holdpoint letters show`: one with its body. */
export async function showLetter(io: Io, flags: RemoteFlags, name: string): Promise<ExitCode> {
  const client = await connect(io, flags, administrators);
  const letter = await client.getLetter({
    parameters: { letter: await letterNamed(client, name) },
  });
  return tell(io, flags, letter, (palette) => [
    `${palette.strong(letter.id)}  ${letter.state}`,
    `  ${letter.reason === undefined ? `came back ${counted(letter.receives, "time")}` : plainText(letter.reason)}`,
    `  died ${whenText(letter.diedAt, io.now())}, ${counted(letter.deaths, "time")} in all; version ${letter.version}`,
    ...(letter.gate === undefined ? [] : [`  gate ${letter.gate}, rule ${letter.rule ?? "–"}`]),
    ...(letter.redrivable || letter.state !== "dead"
      ? []
      : ["  no message that a consumer knows: it cannot be sent again"]),
    ...(letter.bodyOmittedBytes === undefined
      ? []
      : [`  ${counted(letter.bodyOmittedBytes, "byte")} of it are not kept`]),
    "",
    plainText(letter.body),
  ]);
}
