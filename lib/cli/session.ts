import type { CommandContext, StricliProcess } from "@stricli/core";
import type { ExitCode } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { refusalOf } from "./refusals.ts";

/** One run of the program: what commands are called with, and what they leave behind. */
export interface Session extends CommandContext {
  readonly io: Io;
  /** Whether stack traces are wanted. */
  readonly debug: boolean;
  readonly process: StricliProcess;
  /** Absent until a command ran. */
  code: ExitCode | undefined;
}

type Work<Flags, Args extends readonly unknown[]> = (
  io: Io,
  flags: Flags,
  ...args: Args
) => Promise<ExitCode>;

/**
 * A command's function, as Stricli calls it. The work is loaded when the command is called; what it
 * throws is told on standard error and becomes an exit code.
 */
export const working =
  <Flags, Args extends readonly unknown[]>(load: () => Promise<Work<Flags, Args>>) =>
  async () =>
    async function (this: Session, flags: Flags, ...args: Args): Promise<void> {
      try {
        const work = await load();
        this.code = await work(this.io, flags, ...args);
      } catch (error) {
        const { code, message } = refusalOf(error, this.debug);
        this.code = code;
        if (message !== "") this.process.stderr.write(message);
      }
    };
