import type { Report } from "../../core/report.ts";
import type { Language } from "../../core/rule.ts";
import { type Client, itemsOf } from "../../http/client.ts";
import { reviewers } from "../cases/reviewers.ts";
import { counted } from "../counted.ts";
import type { ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import type { Palette } from "../outputs/palette.ts";
import { tableLines } from "../outputs/table.ts";
import { connect, type RemoteFlags } from "../remote/connection.ts";
import { submissionNamed } from "../remote/find-by-name.ts";
import { tell } from "../remote/tell.ts";
import { accountText, clockText, shortId, whenText, wordText } from "../remote/words.ts";

type Standing = Awaited<ReturnType<Client["getSubmission"]>>;
type Item = Awaited<ReturnType<Client["pageViolations"]>>["items"][number];

/** `holdpoint submission show`: where it stands, and what became of its violations. */
export async function showSubmission(io: Io, flags: RemoteFlags, name: string): Promise<ExitCode> {
  const client = await connect(io, flags, reviewers);
  const submission = await submissionNamed(client, name);
  const view = await client.getSubmission({ parameters: { submission } });
  const violations: Item[] = [];
  const pages = (cursor: string | undefined) =>
    client.pageViolations({ parameters: { submission }, query: { limit: 200, cursor } });
  for await (const item of itemsOf(pages)) violations.push(item);
  return tell(io, flags, { submission: view, violations }, (palette) => [
    ...standingLines(view, io.now(), palette),
    ...violationTable(violations, palette),
    ...nextLines(view, palette),
  ]);
}

function standingLines(view: Standing, now: Date, palette: Palette): readonly string[] {
  const { counts, submittedBy, releases, waiting, violations } = view;
  const { received, passed, held, blocked, unreadable } = counts;
  const facts: readonly (readonly [string, string])[] = [
    ["submission", view.id],
    ["gate", view.gate],
    ["state", palette.strong(wordText(view.state))],
    ["verdict", palette[view.verdict](view.verdict)],
    [
      "records",
      `${received} received = ${passed} passed + ${held} held + ${blocked} blocked + ${unreadable} unreadable`,
    ],
    ["violations", violations === 0 ? "none" : `${violations}, of which ${waiting} wait`],
    ["received", `${clockText(view.receivedAt)} (${whenText(view.receivedAt, now)})`],
    ["from", accountText(submittedBy)],
    ["version", String(view.version)],
    ...(view.supersedes ? [["corrects", view.supersedes] as const] : []),
    ...(view.supersededBy ? [["corrected by", view.supersededBy] as const] : []),
    ...releases.map(
      ({ at, kind, records, by }) =>
        [
          "released",
          `${counted(records, "record")} (${kind}), ${clockText(at)}, by ${kind === "auto" ? "the gate" : accountText(by)}`,
        ] as const,
    ),
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${palette.quiet(name.padEnd(width))}  ${value}`);
}

/** One line for what stands alike: a rule, a case, a state. */
function violationTable(items: readonly Item[], palette: Palette): readonly string[] {
  const reviewed = items.filter(({ ordinal }) => ordinal !== undefined);
  if (reviewed.length === 0) return [];
  const groups = Map.groupBy(
    reviewed,
    (item) => `${item.rule} ${item.case ?? ""} ${item.state ?? ""}`,
  );
  const rows = [...groups.values()].map((group) => {
    const { rule, severity, case: id, state } = group[0] as Item;
    return [
      rule,
      { text: severity.toUpperCase(), paint: palette[severity] },
      String(group.length),
      id === undefined ? "not opened yet" : shortId(id),
      state === undefined ? "waits" : wordText(state),
    ];
  });
  const columns = [
    { title: "RULE" },
    { title: "SEVERITY" },
    { title: "COUNT", align: "right" as const },
    { title: "CASE" },
    { title: "STATE" },
  ];
  return ["", ...tableLines(columns, rows, { palette })];
}

function nextLines({ id, state }: Standing, palette: Palette): readonly string[] {
  const next: Readonly<Record<string, string>> = {
    held: `cases list    submission withdraw ${shortId(id)} --text "…"`,
    released: `pass get ${id}`,
    released_auto: `pass get ${id}`,
    partially_released: `pass get ${id}    cases list`,
  };
  return next[state] === undefined ? [] : ["", palette.quiet(next[state])];
}

export interface ListHeldFlags extends RemoteFlags {
  readonly gate?: string;
}

/** `holdpoint submission list`: what is held, the longest waiting first. */
export async function listHeld(io: Io, flags: ListHeldFlags): Promise<ExitCode> {
  const client = await connect(io, flags, reviewers);
  const gates =
    flags.gate === undefined
      ? (await client.listGates({})).items.map(({ name }) => name)
      : [flags.gate];
  const items: Standing[] = [];
  for (const gate of gates)
    for await (const item of itemsOf((cursor) =>
      client.listHeld({ query: { gate, limit: 200, cursor } }),
    ))
      items.push(item);
  return tell(io, flags, { items }, (palette) => {
    if (items.length === 0) return ["Nothing is held."];
    const columns = ["SUBMISSION", "GATE", "VERDICT", "STATE", "WAIT", "RECEIVED", "FROM"];
    return tableLines(
      columns.map((title) => ({ title, ...(title === "FROM" && { gives: true as const }) })),
      items.map((item) => [
        { text: shortId(item.id), paint: palette.strong },
        item.gate,
        { text: item.verdict, paint: palette[item.verdict] },
        wordText(item.state),
        `${item.waiting} of ${item.violations}`,
        whenText(item.receivedAt, io.now()),
        accountText(item.submittedBy),
      ]),
      { palette, ...(io.stdout.columns !== undefined && { width: io.stdout.columns }) },
    );
  });
}

export interface ReportFlags extends RemoteFlags {
  readonly locale: Language;
  readonly samples: number;
}

/** `holdpoint submission report`: all that judging gave, as `check` shows it. */
export async function showReport(io: Io, flags: ReportFlags, name: string): Promise<ExitCode> {
  const client = await connect(io, flags, reviewers);
  const submission = await submissionNamed(client, name);
  const report = await client.getReport({ parameters: { submission } });
  const { textOutput } = await import("../outputs/text.ts");
  return tell(io, flags, report, (palette) => {
    const { locale: language, samples } = flags;
    const showing = {
      report: report as unknown as Report,
      titleOf: () => "",
      language,
      zone: "UTC",
    };
    return [[...textOutput({ ...showing, samples, palette })].join("").trimEnd()];
  });
}
