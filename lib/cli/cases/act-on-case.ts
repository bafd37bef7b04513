import { GateError } from "../../app/errors.ts";
import type { Answers, Decision, ReasonCode } from "../../app/review/case.ts";
import { localIssuer } from "../../local/issuer.ts";
import type { ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { type CommandFlags, commandOf, connect, type KeyedFlags } from "../remote/connection.ts";
import { caseNamed } from "../remote/find-by-name.ts";
import { tellActed } from "../remote/tell.ts";
import { clockText, shortId, wordText } from "../remote/words.ts";
import { bearerOf } from "../token/bearer.ts";
import { reviewers, submitters } from "./reviewers.ts";

/** `holdpoint cases claim`: takes a case to work on it. */
export async function claimCase(io: Io, flags: CommandFlags, name: string): Promise<ExitCode> {
  const { client, asked, id } = await found(io, flags, name);
  const acted = await client.claimCase(asked);
  const { until } = acted.entry.facts;
  const hours = typeof until === "string" ? `, nobody else's until ${clockText(until)}` : "";
  return tellActed(io, flags, acted, () => `${shortId(id)} is yours${hours}`);
}

/** `holdpoint cases unclaim`: gives it back. */
export async function unclaimCase(io: Io, flags: CommandFlags, name: string): Promise<ExitCode> {
  const { client, asked, id } = await found(io, flags, name);
  const acted = await client.unclaimCase(asked);
  return tellActed(io, flags, acted, () => `${shortId(id)} is given back`);
}

export interface AssignFlags extends CommandFlags {
  readonly principal?: string;
  readonly person?: string;
  readonly theirDepartment?: string;
}

/** `holdpoint cases assign`: gives it to somebody. */
export async function assignCase(
  io: Io,
  flags: AssignFlags,
  name: string,
  to: string,
): Promise<ExitCode> {
  const { client, asked, id } = await found(io, flags, name);
  // Accounts of this machine's own issuer are known by their name alone.
  const own = bearerOf({ name: to, role: [] });
  const assignee = {
    principal: flags.principal ?? `${localIssuer}|${own.login}`,
    person: flags.person ?? (own.person as string),
    ...(flags.theirDepartment !== undefined && { department: flags.theirDepartment }),
  };
  const acted = await client.assignCase({ ...asked, body: { assignee } });
  return tellActed(io, flags, acted, () => `${shortId(id)} is given to ${assignee.person}`);
}

/** `holdpoint cases ask`: asks the sender; the clock stands still until the answer. */
export async function askAbout(
  io: Io,
  flags: CommandFlags,
  name: string,
  text: string,
): Promise<ExitCode> {
  const { client, asked, id } = await found(io, flags, name);
  const acted = await client.ask({ ...asked, body: { text } });
  return tellActed(io, flags, acted, () => `the sender of ${shortId(id)} is asked`);
}

/** `holdpoint cases answer`: answers the one question that is open, or the one that is named. */
export async function answerQuestion(
  io: Io,
  flags: KeyedFlags & { readonly question?: string },
  name: string,
  text: string,
): Promise<ExitCode> {
  const client = await connect(io, flags, submitters);
  const id = await caseNamed(client, name);
  const question = flags.question ?? (await openQuestion(client, id));
  const { idempotencyKey } = commandOf(flags);
  const asked = { parameters: { case: id, question }, body: { text }, idempotencyKey };
  const acted = await client.answerQuestion(asked);
  return tellActed(io, flags, acted, () => `the question about ${shortId(id)} is answered`);
}

async function openQuestion(
  client: Awaited<ReturnType<typeof connect>>,
  id: string,
): Promise<string> {
  const { questions } = await client.getCase({ parameters: { case: id } });
  const open = questions.filter(({ answer }) => answer === undefined);
  if (open.length === 1) return (open[0] as (typeof open)[number]).id;
  throw new GateError(
    open.length === 0 ? "conflict" : "invalid",
    open.length === 0
      ? `nothing is asked about ${shortId(id)}`
      : `${open.length} questions are open: name one by --question ${open.map((one) => one.id).join(" or ")}`,
  );
}

export interface ReasonedFlags extends CommandFlags {
  readonly because: ReasonCode;
  readonly text: string;
}

export interface DecideFlags extends ReasonedFlags {
  readonly violations?: string;
}

/** One answer as it was written: `same_need=yes`. */
export interface GivenAnswer {
  readonly fact: string;
  readonly value: boolean;
}

export interface ProposeFlags extends ReasonedFlags {
  readonly answer?: readonly GivenAnswer[];
}

export interface AttestFlags extends DecideFlags {
  readonly answer: readonly GivenAnswer[];
}

/** @throws {GateError} `invalid` where one fact has two answers. */
function answersIn(given: readonly GivenAnswer[]): Answers {
  const answers = new Map<string, boolean>();
  for (const { fact, value } of given) {
    if (answers.has(fact) && answers.get(fact) !== value)
      throw new GateError("invalid", `--answer says yes and no to ${fact}: say one of them`);
    answers.set(fact, value);
  }
  return Object.fromEntries(answers);
}

/** `holdpoint cases propose`: an analyst's draft. */
export async function proposeOn(
  io: Io,
  flags: ProposeFlags,
  name: string,
  decision: Decision,
): Promise<ExitCode> {
  const { client, asked, id } = await found(io, flags, name);
  const { because: code, text, answer = [] } = flags;
  const answers = answer.length === 0 ? {} : { answers: answersIn(answer) };
  const body = { decision, ...answers, reason: { code, text } };
  const acted = await client.propose({ ...asked, body });
  return tellActed(io, flags, acted, () => `proposed for ${shortId(id)}: ${wordText(decision)}`);
}

/** `holdpoint cases decide`: decides on a case, or on some of its violations. */
export const decideOn = (
  io: Io,
  flags: DecideFlags,
  name: string,
  decision: Decision,
): Promise<ExitCode> => decided(io, flags, name, { decision });

/** `holdpoint cases attest`: answers what its rule asks; it is judged again with the answers. */
export const attestFor = (io: Io, flags: AttestFlags, name: string): Promise<ExitCode> =>
  decided(io, flags, name, { decision: "attest", answers: answersIn(flags.answer) });

async function decided(
  io: Io,
  flags: DecideFlags,
  name: string,
  said: { readonly decision: Decision; readonly answers?: Answers },
): Promise<ExitCode> {
  const { client, asked, id } = await found(io, flags, name);
  const { because: code, text, violations } = flags;
  const reason = { code, text };
  const body = { ...said, reason, ...(violations !== undefined && { violations }) };
  const acted = await client.decide({ ...asked, body });
  const { action, approval } = acted.entry;
  return tellActed(io, flags, acted, ({ hold, pass }) =>
    action === "approval.requested"
      ? `${hold("not yet")}: a second person is asked, ${shortId(approval ?? "")}; see \`cases approval ${shortId(approval ?? "")}\``
      : `${pass("decided")}: ${wordText(said.decision)} for ${shortId(id)}${violations === undefined ? "" : `, violations ${violations}`}`,
  );
}

async function found(io: Io, flags: CommandFlags, name: string) {
  const client = await connect(io, flags, reviewers);
  const id = await caseNamed(client, name);
  return { client, id, asked: { parameters: { case: id }, ...commandOf(flags) } };
}
