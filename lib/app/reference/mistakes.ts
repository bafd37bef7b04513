import { GateError, type Mistake } from "../errors.ts";

/** Mistakes that one message tells; more are counted. */
const toldMax = 100;

/** Gathers what is wrong with tables, so that all is told at once, in bounded memory. */
export interface Mistakes {
  add(message: string): void;
  readonly count: () => number;
  /** @throws {GateError} `invalid` with every mistake, where there is one. */
  throwIfAny(): void;
}

export function gatherMistakes(): Mistakes {
  const told: string[] = [];
  let count = 0;
  return {
    add: (message) => {
      count++;
      if (told.length < toldMax) told.push(message);
    },
    count: () => count,
    throwIfAny: () => {
      if (count > 0) throw refusal(told, count - told.length);
    },
  };
}

function refusal(told: readonly string[], more: number): GateError {
  const end = more > 0 ? `\nand ${more} more` : "";
  const mistakes: readonly Mistake[] = told.map((message) => ({ message }));
  return new GateError("invalid", `the reference tables are wrong:\n${told.join("\n")}${end}`, {
    mistakes,
  });
}
