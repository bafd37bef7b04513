import type { EventName } from "./event-kinds.ts";

/** An event before it has its envelope. */
export interface Told {
  readonly name: EventName;
  /** The case, submission, approval, pass, run or letter that it is about. */
  readonly subject?: string | undefined;
  /** Without the entry's id; what is undefined is left out. */
  readonly data: Readonly<Record<string, unknown>>;
}
