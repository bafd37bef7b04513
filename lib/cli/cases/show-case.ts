import { builtInTexts } from "../../core/built-in-texts.ts";
import { localizedText, messageOf } from "../../core/message.ts";
import type { Place } from "../../core/record.ts";
import type { RuleTexts } from "../../core/report.ts";
import type { Language, Localized } from "../../core/rule.ts";
import type { Violation } from "../../core/violation.ts";
import { type Client, itemsOf } from "../../http/client.ts";
import { counted } from "../counted.ts";
import type { ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import type { Palette } from "../outputs/palette.ts";
import { placeText } from "../outputs/place-text.ts";
import { plainText } from "../plain-text.ts";
import { connect, type RemoteFlags } from "../remote/connection.ts";
import { caseNamed } from "../remote/find-by-name.ts";
import { tell } from "../remote/tell.ts";
import {
  accountText,
  clockText,
  dueText,
  moneyText,
  saidText,
  shortId,
  whenText,
  wordText,
} from "../remote/words.ts";
import { reviewers } from "./reviewers.ts";

export interface ShowFlags extends RemoteFlags {
  readonly locale: Language;
  readonly samples: number;
}

type View = Awaited<ReturnType<Client["getCase"]>>;
type Item = Awaited<ReturnType<Client["pageViolations"]>>["items"][number];

/** `holdpoint cases show`: one case with its evidence, and what was said about it. */
export async function showCase(io: Io, flags: ShowFlags, name: string): Promise<ExitCode> {
  const client = await connect(io, flags, reviewers);
  const id = await caseNamed(client, name);
  const view = await client.getCase({ parameters: { case: id } });
  const { submission } = view;
  const violations: Item[] = [];
  const pages = (cursor: string | undefined) =>
    client.pageViolations({ parameters: { submission }, query: { case: id, limit: 200, cursor } });
  for await (const item of itemsOf(pages)) {
    if (violations.length === flags.samples && !flags.json) break;
    violations.push(item);
  }
  return tell(io, flags, { case: view, violations }, (palette) =>
    linesOf(view, violations, { palette, now: io.now(), language: flags.locale }),
  );
}

interface Showing {
  readonly palette: Palette;
  readonly now: Date;
  readonly language: Language;
}

function linesOf(view: View, violations: readonly Item[], showing: Showing): readonly string[] {
  const { palette, language } = showing;
  const texts = (view.texts ?? builtInTexts[view.rule]) as RuleTexts | undefined;
  const title = localizedText(texts?.title, language) || view.rule;
  const fix = localizedText(texts?.fix, language);
  const severity = palette[view.severity](view.severity.toUpperCase());
  return [
    `${severity}  ${palette.strong(`${view.rule}  ${plainText(title)}`)}`,
    "",
    ...factLines(view, showing),
    "",
    ...violations.flatMap((item) => evidenceLines(item, texts, showing)),
    ...moreLine(view.count - violations.length, palette),
    ...askedLines(view, showing),
    ...(fix === "" ? [] : [`  ${palette.strong("→")} ${plainText(fix)}`]),
    ...talkLines(view, showing),
    ...nextLines(view, palette),
  ];
}

function factLines(view: View, { palette, now }: Showing): readonly string[] {
  const { expected, atRisk, times, lease, assignee } = view;
  const due = `${clockText(times.due)} (${dueText(times.due, now)})`;
  const level = times.level === "L0" ? "" : `, escalated to ${times.level}`;
  const held = lease ?? undefined;
  const facts: readonly (readonly [string, string])[] = [
    ["case", view.id],
    ["version", String(view.version)],
    ["gate", `${view.gate}, submission ${view.submission}`],
    ["state", wordText(view.state)],
    ...(assignee ? [["given to", accountText(assignee)] as const] : []),
    ...(held
      ? [
          [
            "worked on by",
            `${accountText(held.by)}, ${whenText(held.until, now)} free again`,
          ] as const,
        ]
      : []),
    ["due", times.overdue ? palette.block(due + level) : due + level],
    ["at risk", `${moneyText(atRisk)}, ${counted(atRisk.customers, "customer")}`],
    ["if it went out", `${expected.contacts} contacts, ${expected.cost} ${expected.currency}`],
    ["violations", `${view.violations} (${view.count})`],
    ...(view.waivable ? [] : [["let through", letThroughText(view)] as const]),
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `  ${palette.quiet(name.padEnd(width))}  ${value}`);
}

const letThroughText = ({ facts }: View): string =>
  facts === undefined
    ? "never: it must be corrected"
    : "never, unless its rule accepts the answers";

/** What its rule asks people, and what somebody said of the same record before. */
function askedLines(view: View, { palette, now, language }: Showing): readonly string[] {
  const { facts = [], answeredBefore = [] } = view;
  const earlier = (name: string): readonly string[] =>
    answeredBefore
      .filter(({ fact }) => fact === name)
      .map(({ value, by, at, violations }) =>
        palette.quiet(
          `    ${value ? "yes" : "no"} of the same record before: ${accountText(by)}, ` +
            `${whenText(at, now)}, for ${violations}`,
        ),
      );
  return facts.flatMap(({ name, question, violations }) => [
    "",
    `  ${palette.strong(name)}  ${plainText(localizedText(question as Localized | undefined, language) || name)}  ` +
      palette.quiet(`violations ${violations}`),
    ...earlier(name),
  ]);
}

function evidenceLines(
  item: Item,
  texts: RuleTexts | undefined,
  showing: Showing,
): readonly string[] {
  const { palette, language } = showing;
  const ordinal = palette.quiet(String(item.ordinal ?? "").padStart(4));
  if (item.piece !== undefined) {
    const { place, code, reason } = item.piece;
    return [`${ordinal}  ${placeText(place as Place)}  ${code}: ${plainText(reason)}`];
  }
  const violation = item.violation as Violation | undefined;
  if (violation === undefined) return [];
  const { record, at, evidence, others = [] } = violation;
  const where = record
    ? `${plainText(record.key)}  ${plainText(at.slice(0, 3).join(" "))}`
    : "the submission";
  return [
    `${ordinal}  ${palette.strong(where)}`,
    `      ${plainText(messageOf(violation, texts, language))}`,
    ...evidence.map(({ expression, value }) =>
      palette.quiet(`      ${plainText(expression)} = ${plainText(value)}`),
    ),
    ...(others.length > 0
      ? [
          palette.quiet(
            `      see also ${plainText(
              others
                .slice(0, 3)
                .map(({ key }) => key)
                .join(", "),
            )}`,
          ),
        ]
      : []),
  ];
}

const moreLine = (more: number, palette: Palette): readonly string[] =>
  more > 0
    ? [palette.quiet(`      and ${counted(more, "more violation")}: --samples N shows them`)]
    : [];

function talkLines(view: View, { palette, now }: Showing): readonly string[] {
  const { questions, proposal, decision } = view;
  const quiet = (by: View["questions"][number]["by"], at: string): string =>
    palette.quiet(`${accountText(by)}, ${whenText(at, now)}`);
  return [
    ...questions.flatMap((question) => [
      "",
      `  ${palette.strong("?")} ${plainText(question.text)}  ${quiet(question.by, question.at)}`,
      question.answer === undefined
        ? `    ${palette.hold("not answered")}  ${palette.quiet(`question ${question.id}`)}`
        : `    ${plainText(question.answer.text)}  ${quiet(question.answer.by, question.answer.at)}`,
    ]),
    ...(proposal
      ? [
          "",
          `  proposed: ${saidText(proposal)}, ${plainText(proposal.reason.text)}  ${quiet(proposal.by, proposal.at)}`,
        ]
      : []),
    ...(decision
      ? [
          "",
          `  decided: ${palette.strong(saidText(decision))}, ${plainText(decision.reason.text)}  ${quiet(decision.by, decision.at)}` +
            (decision.approvedBy ? ` and ${accountText(decision.approvedBy)}` : ""),
        ]
      : []),
  ];
}

function nextLines(
  { id, state, approval, waivable, severity, facts = [] }: View,
  palette: Palette,
): readonly string[] {
  if (!["open", "assigned", "info_requested"].includes(state)) return [];
  const name = shortId(id);
  const lets = severity === "hold" ? "release" : waivable ? "false_positive" : "return";
  const answers = facts.map((fact) => `--answer ${fact.name}=yes|no`).join(" ");
  const attest = answers === "" ? "" : `    cases attest ${name} ${answers} --text "…"`;
  const next =
    approval === undefined
      ? `cases claim ${name}    cases decide ${name} ${lets} --text "…"${attest}    cases ask ${name} "…"`
      : `a second person is asked: cases approval ${shortId(approval)}`;
  return ["", palette.quiet(`  ${next}`)];
}
