import { createReadStream, type Stats, statSync } from "node:fs";
import { resolve } from "node:path";
import { GateError } from "../../app/errors.ts";
import { formatByContent, formatByName } from "../../subjects/readers/format.ts";
import type { Bytes } from "../../subjects/readers/reader.ts";
import type { Refusal } from "../../subjects/readers/reading.ts";
import { cannotRead } from "./failures.ts";
import {
  type FileSource,
  fileSource,
  type InputSource,
  readSource,
  sizeOf,
} from "./input-source.ts";

/** An input of a submission, found and looked at, not yet read. */
export interface Input {
  /** As it was named: what places in it are told by. */
  readonly name: string;
  /** Absent where it is not known before it is read: a pipe, a device, standard input. */
  readonly sizeBytes?: number;
  /** Whether it can be opened more than once. */
  readonly isFile: boolean;
  /** Where its bytes lie, so that any thread can open it; absent for what can be read but once. */
  readonly source?: InputSource;
  /**
   * Its bytes. Empty input is refused: a file without bytes is a job that failed upstream.
   *
   * @throws {GateError} `not_found`, `unavailable` or `invalid`, while it is read.
   */
  readonly open: () => AsyncIterable<Uint8Array>;
}

/** What `-` stands for. */
export const standardInput = "-";

/**
 * Finds inputs. Paths are relative to a folder; each is looked at now, so that a file that is not
 * there is told before anything is judged. A folder stands for the files in it, and an archive for
 * those packed in it, each in the order of their names.
 *
 * @throws {GateError} `not_found`, `unavailable` or `invalid` with every input that is wrong.
 */
export async function findInputs(
  names: readonly string[],
  folder: string,
  stdin: () => AsyncIterable<Uint8Array>,
): Promise<readonly Input[]> {
  const found: (Input | GateError)[] = [];
  for (const name of names) {
    const inputs = await attempt(() => inputsOf(name, folder, stdin));
    if (inputs instanceof GateError) found.push(inputs);
    else for (const input of inputs) found.push(input);
  }
  const wrong = found.filter((one) => one instanceof GateError);
  if (names.filter((name) => name === standardInput).length > 1)
    wrong.push(new GateError("invalid", "standard input (-) is named twice: it can be read once"));
  if (wrong.length > 0) throw together(wrong);
  return found as readonly Input[];
}

async function attempt(
  find: () => Promise<readonly Input[]>,
): Promise<readonly Input[] | GateError> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof GateError) return error;
    throw error;
  }
}

function together(wrong: readonly GateError[]): GateError {
  const [first] = wrong as [GateError];
  if (wrong.length === 1) return first;
  return new GateError(first.code, wrong.map(({ message }) => message).join("\n"));
}

async function inputsOf(
  name: string,
  folder: string,
  stdin: () => AsyncIterable<Uint8Array>,
): Promise<readonly Input[]> {
  if (name === standardInput) {
    const label = "standard input";
    return [{ name: label, isFile: false, open: () => refusingEmpty(stdin(), label) }];
  }
  const path = resolve(folder, name);
  const stats = statsOf(path, name);
  if (stats.isDirectory()) return inFolder(path, name);
  const stream = () => refusingEmpty(readFile(path, name), name);
  if (!stats.isFile()) return [{ name, isFile: false, open: stream }];
  if (stats.size === 0 && !path.startsWith("/proc/")) throw emptyInput(name);
  // What the system makes up while it is read has no size beforehand.
  if (stats.size === 0) return [{ name, isFile: false, open: stream }];
  const source = fileSource(path, name);
  return isArchive(source) ? inArchive(source) : [inputOf(source)];
}

const inputOf = (source: InputSource): Input => ({
  name: source.name,
  isFile: true,
  sizeBytes: sizeOf(source),
  source,
  open: () => asynchronously(readSource(source)),
});

async function inFolder(path: string, name: string): Promise<readonly Input[]> {
  const { folderSources } = await import("./folder.ts");
  const inputs: Input[] = [];
  for (const source of folderSources(path, name)) {
    if (source.kind === "file" && isArchive(source))
      for (const input of await inArchive(source)) inputs.push(input);
    else inputs.push(inputOf(unlessEmpty(source)));
  }
  if (inputs.length > 0) return inputs;
  throw new GateError("invalid", `${name} is a folder without files: what should fill it did not`);
}

async function inArchive(source: FileSource): Promise<readonly Input[]> {
  const { archiveSources } = await import("./archive.ts");
  const entries = await archiveSources(source);
  if (entries.length > 0) return entries.map((entry) => inputOf(unlessEmpty(entry)));
  const { name } = source;
  throw new GateError(
    "invalid",
    `${name} is an archive without files: what should fill it did not`,
  );
}

/** What was named is refused without bytes; among others it is held, and not passed over. */
const unlessEmpty = (source: InputSource): InputSource =>
  source.kind === "unreadable" || sizeOf(source) > 0
    ? source
    : { kind: "unreadable", name: source.name, refusal: emptyRefusal };

const emptyRefusal: Refusal = {
  code: "empty",
  reason: "it has no bytes: what should have written it did not",
};

/** Told by its name, and where that tells nothing by its first bytes. */
function isArchive(source: FileSource): boolean {
  const named = formatByName(source.name);
  if (named !== undefined || source.name.endsWith(".json")) return named === "zip";
  const head = { start: 0, end: Math.min(headBytes, source.stamp.sizeBytes) };
  for (const chunk of readSource(source, head) as Iterable<Uint8Array>)
    return formatByContent(chunk) === "zip";
  return false;
}

const headBytes = 4;

async function* asynchronously(chunks: Bytes): AsyncGenerator<Uint8Array, void, void> {
  yield* chunks;
}

function statsOf(path: string, name: string): Stats {
  try {
    return statSync(path);
  } catch (cause) {
    throw cannotRead(name, cause);
  }
}

async function* readFile(path: string, name: string): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw cannotRead(name, cause);
  }
}

async function* refusingEmpty(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array, void, void> {
  let isEmpty = true;
  for await (const chunk of bytes) {
    if (chunk.length > 0) isEmpty = false;
    yield chunk;
  }
  if (isEmpty) throw emptyInput(name);
}

const emptyInput = (name: string): GateError =>
  new GateError(
    "invalid",
    `${name} has no bytes: what should have written it did not; a submission without records is []`,
  );
