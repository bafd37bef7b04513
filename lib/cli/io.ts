import { writeSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { GateError } from "../app/errors.ts";

/** What a command sees of the process that runs it, so that tests run commands without one. */
export interface Io {
  readonly stdin: Source;
  readonly stdout: Channel;
  readonly stderr: Channel;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly now: () => Date;
  /**
   * Calls back when a person or the system ends the process, just before it ends; what is given is
   * told on standard error. Ask what comes of it to be told no more.
   */
  readonly onEnd?: (told: () => string) => () => void;
  /**
   * Calls back when a person or the system asks the process to end; asked a second time, it ends at
   * once. Absent where nobody can ask.
   */
  readonly onStop?: (stop: () => void) => () => void;
}

export interface Source {
  readonly isTerminal: boolean;
  readonly open: () => AsyncIterable<Uint8Array>;
}

export interface Channel {
  readonly isTerminal: boolean;
  /** How wide a terminal is; absent for what is none. */
  readonly columns?: number;
  /** @throws {ChannelError} when it cannot be written, or whoever reads it has gone. */
  readonly write: (text: string) => Promise<void>;
}

/** A channel that cannot be written. */
export class ChannelError extends Error {
  /** The reader closed its end, as `head` does when it has seen enough: nobody need be told. */
  readonly isClosed: boolean;

  constructor(cause: Error) {
    super(cause.message, { cause });
    this.name = "ChannelError";
    this.isClosed = "code" in cause && (cause.code === "EPIPE" || cause.code === "ECONNRESET");
  }
}

/** The process as it is. */
export function processIo(): Io {
  return {
    stdin: { isTerminal: process.stdin.isTTY === true, open: () => readInput(process.stdin) },
    stdout: channelOf(process.stdout),
    stderr: channelOf(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    now: () => new Date(),
    onEnd: onSignals,
    onStop: onFirstSignal,
  };
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function onSignals(told: () => string): () => void {
  const end = (signal: NodeJS.Signals): void => {
    stop();
    try {
      writeSync(process.stderr.fd, told());
    } catch {
      // Who ended us may have gone as well.
    }
    // As if nobody had listened: whoever waits for us learns which signal it was.
    process.kill(process.pid, signal);
  };
  const stop = (): void => {
    for (const signal of signals) process.off(signal, end);
  };
  for (const signal of signals) process.on(signal, end);
  return stop;
}

function onFirstSignal(stop: () => void): () => void {
  const first = (): void => {
    forget();
    stop();
  };
  // From then on nobody listens, so that a second signal does what signals do.
  const forget = (): void => {
    for (const signal of signals) process.off(signal, first);
  };
  for (const signal of signals) process.on(signal, first);
  return forget;
}

async function* readInput(stdin: Readable): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* stdin as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw new GateError("unavailable", `standard input could not be read: ${messageOf(cause)}`, {
      cause,
    });
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

function channelOf(stream: Writable & { readonly isTTY?: boolean; readonly columns?: number }) {
  // Without a listener a closed pipe would crash the process; each write is told by its callback.
  stream.on("error", () => {});
  return {
    isTerminal: stream.isTTY === true,
    ...(stream.columns && { columns: stream.columns }),
    write: (text: string) =>
      new Promise<void>((written, failed) => {
        stream.write(text, (error) => (error ? failed(new ChannelError(error)) : written()));
      }),
  };
}

/** Whether to colour what goes to a channel: on a terminal only, and never against NO_COLOR. */
export const wantsColour = ({ env }: Io, channel: Channel): boolean =>
  channel.isTerminal && !env["NO_COLOR"] && env["TERM"] !== "dumb";
