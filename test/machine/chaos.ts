import type { Json } from "../../lib/infra/run-machine/states-language.ts";
import type { MachineWorld } from "./interpreter.ts";

/** What may befall a call of a function. */
export const mishaps = ["lost", "unanswered", "killed", "twice", "late"] as const;
export type Mishap = (typeof mishaps)[number];

export interface Chaos {
  readonly invoke: MachineWorld["invoke"];
  /** How often each has happened. */
  readonly counts: Readonly<Record<Mishap, number>>;
  /** Waits until every call that came late has ended. */
  settled(): Promise<void>;
}

/**
 * Has a share of all calls go wrong, by a seed: `lost` never arrives, `unanswered` is done and nobody
 * hears of it, `killed` loses its process on the way, `twice` is done twice at once, and `late` is
 * given up and done when others have long gone on.
 *
 * @param kill ends the processes of a function.
 */
export function chaotic(
  invoke: MachineWorld["invoke"],
  { rate, random, kill }: { rate: number; random: () => number; kill: (lambda: string) => void },
): Chaos {
  const counts: Record<Mishap, number> = { lost: 0, unanswered: 0, killed: 0, twice: 0, late: 0 };
  const late: Promise<unknown>[] = [];
  let calls = 0;
  /** By calls, not by time: what is late comes after so many others, on any machine. */
  let due: { readonly at: number; readonly begin: () => void }[] = [];
  const befalling: Readonly<Record<Mishap, (lambda: string, event: Json) => Promise<Json>>> = {
    lost: async () => {
      throw failed("Lambda.ServiceException");
    },
    unanswered: async (lambda, event) => {
      await invoke(lambda, event);
      throw failed("Lambda.SdkClientException");
    },
    killed: (lambda, event) => {
      const timer = setTimeout(() => kill(lambda), random() * killedWithinMs);
      return invoke(lambda, event).finally(() => clearTimeout(timer));
    },
    twice: async (lambda, event) => {
      const both = await Promise.allSettled([invoke(lambda, event), invoke(lambda, event)]);
      const answered = both.find(({ status }) => status === "fulfilled") ?? both[0];
      if (answered.status === "rejected") throw answered.reason;
      return answered.value;
    },
    late: async (lambda, event) => {
      // What comes of it is nobody's business any more: it may fail, and must do no harm.
      const begin = () => late.push(invoke(lambda, event).catch(() => {}));
      due.push({ at: calls + 1 + Math.floor(random() * lateCallsMax), begin });
      throw failed("Sandbox.Timedout");
    },
  };
  return {
    counts,
    settled: async () => {
      beginDue(Number.POSITIVE_INFINITY);
      await Promise.all(late);
    },
    invoke: async (lambda, event) => {
      beginDue(++calls);
      if (random() >= rate) return invoke(lambda, event);
      const mishap = mishaps[Math.floor(random() * mishaps.length)] as Mishap;
      counts[mishap]++;
      return befalling[mishap](lambda, event);
    },
  };

  function beginDue(upTo: number): void {
    const [now, later] = [due.filter(({ at }) => at <= upTo), due.filter(({ at }) => at > upTo)];
    due = later;
    for (const { begin } of now) begin();
  }
}

const killedWithinMs = 500;
const lateCallsMax = 40;

const failed = (name: string): Error =>
  Object.assign(new Error(JSON.stringify({ errorType: name, errorMessage: name })), { name });
