import type { Random } from "../../lib/generate/random.ts";
import type { Holdings } from "./verify.ts";

/** One life of the gate's own process. */
export interface ServedGate {
  readonly url: string;
  /** Kills it as `kill -9` does, and waits until it is gone. */
  kill(): Promise<void>;
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<void>;
}

/** A life that begins: it can be killed at once, and answers later, or not where it was killed before. */
export interface Beginning {
  readonly kill: () => Promise<void>;
  readonly ready: Promise<ServedGate | undefined>;
}

/** What outlives the processes of a gate: where it keeps things, and what carries them around. */
export interface CrashHome {
  /** By login. */
  readonly tokens: ReadonlyMap<string, string>;
  /** Of the machine that submits. */
  readonly shop: string;
  begin(): Beginning;
  /** After each kill: whatever else goes wrong then. */
  afterKill(random: Random): void;
  /** Nothing else goes wrong from now on, so that what is under way can end. */
  calm(): void;
  /** Waits until nothing is on its way between functions, while the last process still lives. */
  settled(): Promise<void>;
  /** What is in it, when no process has it any more. */
  holdings(): Promise<Holdings>;
  close(): Promise<void>;
}
