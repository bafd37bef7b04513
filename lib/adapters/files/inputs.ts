import { createReadStream, type Stats, statSync } from "node:fs";
import { resolve } from "node:path";
import { GateError } from "../../app/errors.ts";
import { cannotRead } from "./failures.ts";
import { fileSource, type InputSource, readSource } from "./input-source.ts";

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
 * there is told before anything is judged.
 *
 * @throws {GateError} `not_found`, `unavailable` or `invalid` with every input that is wrong.
 */
export function findInputs(
  names: readonly string[],
  folder: string,
  stdin: () => AsyncIterable<Uint8Array>,
): readonly Input[] {
  const found = names.map((name) => attempt(() => findInput(name, folder, stdin)));
  const wrong = found.filter((one) => one instanceof GateError);
  if (names.filter((name) => name === standardInput).length > 1)
    wrong.push(new GateError("invalid", "standard input (-) is named twice: it can be read once"));
  if (wrong.length > 0) throw together(wrong);
  return found as readonly Input[];
}

function attempt(find: () => Input): Input | GateError {
  try {
    return find();
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

function findInput(name: string, folder: string, stdin: () => AsyncIterable<Uint8Array>): Input {
  if (name === standardInput) {
    const label = "standard input";
    return { name: label, isFile: false, open: () => refusingEmpty(stdin(), label) };
  }
  const path = resolve(folder, name);
  const stats = statsOf(path, name);
  if (stats.isDirectory())
    throw new GateError("invalid", `${name} is a folder: name the files in it, as in ${name}/*`);
  const stream = () => refusingEmpty(readFile(path, name), name);
  if (!stats.isFile()) return { name, isFile: false, open: stream };
  if (stats.size === 0 && !path.startsWith("/proc/")) throw emptyInput(name);
  // What the system makes up while it is read has no size beforehand.
  if (stats.size === 0) return { name, isFile: false, open: stream };
  const source = fileSource(path, name);
  return {
    name,
    isFile: true,
    sizeBytes: source.stamp.sizeBytes,
    source,
    open: () => asynchronously(readSource(source)),
  };
}

async function* asynchronously(
  chunks: Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
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
