import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { cannotRead } from "../../adapters/files/failures.ts";
import { writeWhole } from "../../adapters/files/output-file.ts";
import { GateError } from "../../app/errors.ts";
import { bodySizeMaxBytes } from "../../app/submit.ts";
import type { Report } from "../../core/report.ts";
import type { Language } from "../../core/rule.ts";
import type { Client } from "../../http/client.ts";
import { usualKey } from "../../local/examples.ts";
import { submitters } from "../cases/reviewers.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { type Io, wantsColour } from "../io.ts";
import { paletteOf } from "../outputs/palette.ts";
import { connect, type RemoteFlags } from "../remote/connection.ts";
import { shortId, wordText } from "../remote/words.ts";
import { superseding } from "./superseding.ts";

export interface SubmitFlags extends RemoteFlags {
  readonly gate: string;
  readonly wait?: boolean;
  readonly idempotencyKey?: string;
  readonly supersedes?: string;
  readonly sent?: string;
  readonly pass?: string;
  readonly locale: Language;
}

type Answer = Awaited<ReturnType<Client["submit"]>>;
type Standing = Awaited<ReturnType<Client["getSubmission"]>>;

const [pollMs, pollMsMax] = [500, 5_000];
/** States of which nothing more comes. */
const released = ["released_auto", "released"];
const ended = ["rejected", "withdrawn", "superseded", "expired"];

/** `holdpoint submit`: hands a file to a gate, and waits, where asked, for what becomes of it. */
export async function runSubmit(io: Io, flags: SubmitFlags, file: string): Promise<ExitCode> {
  const { gate } = flags;
  const bytes = await read(io, file);
  const body = flags.supersedes === undefined ? bytes : superseding(bytes, flags.supersedes);
  if (flags.sent !== undefined) write(io, flags.sent, body);
  const client = await connect(io, flags, submitters);
  const idempotencyKey = flags.idempotencyKey ?? usualKey(body);
  const answer = await client.submit({ parameters: { gate }, body, idempotencyKey });
  if (!flags.json) await io.stdout.write(await answerText(io, answer, flags));
  const submission = answer.submission_id;
  const standing = flags.wait
    ? await decided(io, client, submission, flags)
    : await client.getSubmission({ parameters: { submission } });
  const isOut = released.includes(standing.state);
  if (flags.json) await io.stdout.write(`${JSON.stringify({ answer, standing }, null, 2)}\n`);
  if (flags.pass !== undefined && isOut) await keepPass(io, client, submission, flags.pass);
  else if (flags.pass !== undefined)
    await io.stderr.write(`no pass was written: the submission is ${wordText(standing.state)}\n`);
  return isOut ? exitCodes.clear : exitCodes.held;
}

async function read(io: Io, file: string): Promise<Uint8Array> {
  if (/\.(ndjson|jsonl|csv|tsv|xml|zip)$/i.test(file))
    throw new GateError(
      "invalid",
      `${file} is not JSON: a gate takes one record, a list of records or an envelope as JSON at once; ` +
        "`holdpoint run submit` hands in other formats, and files of any size",
    );
  if (file === "-") {
    const chunks: Uint8Array[] = [];
    for await (const chunk of io.stdin.open()) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(resolve(io.cwd, file));
  } catch (cause) {
    throw cannotRead(file, cause);
  }
  if (bytes.length <= bodySizeMaxBytes) return bytes;
  throw new GateError(
    "too_large",
    `${file} has ${bytes.length} bytes, and a gate takes at most ${bodySizeMaxBytes} (4 MiB) at once: ` +
      "`holdpoint run submit` hands in files of any size",
  );
}

function write(io: Io, path: string, content: string | Uint8Array): void {
  writeWhole(resolve(io.cwd, path), [
    typeof content === "string" ? content : Buffer.from(content).toString("utf8"),
  ]);
}

async function answerText(io: Io, answer: Answer, flags: SubmitFlags): Promise<string> {
  const { textOutput } = await import("../outputs/text.ts");
  const report = answer.report as unknown as Report;
  const palette = paletteOf(wantsColour(io, io.stdout));
  const { locale: language } = flags;
  const told = [
    ...textOutput({ report, titleOf: () => "", language, zone: "UTC", samples: 3, palette }),
  ];
  const id = answer.submission_id;
  const next =
    answer.verdict === "pass"
      ? "released: nothing was found that holds it"
      : `held: \`holdpoint submission show ${shortId(id)}\` tells where it stands`;
  return `${told.join("")}submission ${id}\n${next}\n`;
}

/** Asks again and again, ever less often, until it is released or has ended. */
async function decided(
  io: Io,
  client: Client,
  submission: string,
  { json }: SubmitFlags,
): Promise<Standing> {
  const forget = io.onEnd?.(
    () => `\nIt stays where it is: \`holdpoint submission show ${submission}\` asks again.\n`,
  );
  let told = "";
  try {
    for (let pauseMs = pollMs; ; pauseMs = Math.min(pollMsMax, pauseMs * 1.5)) {
      const standing = await client.getSubmission({ parameters: { submission } });
      const { state, waiting, violations } = standing;
      const line = `${wordText(state)}: ${waiting} of ${violations} violations wait for a decision\n`;
      if (line !== told && !json) await io.stderr.write(line);
      told = line;
      if (released.includes(state) || ended.includes(state)) return standing;
      await wait(pauseMs);
    }
  } finally {
    forget?.();
  }
}

async function keepPass(io: Io, client: Client, submission: string, path: string): Promise<void> {
  const { pass } = await client.issuePass({
    parameters: { submission },
    idempotencyKey: randomUUID(),
  });
  write(io, path, `${JSON.stringify(pass.envelope, null, 2)}\n`);
  await io.stderr.write(`the pass is written to ${path}, valid until ${pass.validUntil}\n`);
}
