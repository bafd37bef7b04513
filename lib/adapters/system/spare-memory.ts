import { setFlagsFromString } from "node:v8";

/**
 * Has V8 collect what is no longer wanted sooner, and compile code in the thread that needs it: for
 * work of unknown size. Records of a large submission die young: left alone, each thread's heap grows to
 * three times what it holds before anybody looks, and each thread's compiler keeps 80 MB for code of
 * this size. The room for new objects stays as large as it is: in the main thread, whose limit nobody
 * can set any more, it would grow to 100 MB, and stay there. What is optimized goes from the plainest code
 * to the best at once, and the largest functions of a compiled rule set are left as they are: compiling
 * one of them takes each thread up to 40 MB that its allocator never gives back. All of it costs a few
 * percent of time.
 */
export function spareMemory(): void {
  setFlagsFromString("--heap-growing-percent=20");
  setFlagsFromString("--no-concurrent-recompilation");
  spareNewSpace();
  setFlagsFromString("--max-optimized-bytecode-size=15000");
  setFlagsFromString("--no-maglev");
}

/**
 * Leaves the room for new objects as it is at the start, for as long as the process lives. Costs no time that
 * can be measured, and spares a submission of 2,000 invoices with every table 100 MB of 500.
 */
export function spareNewSpace(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}

/**
 * Does work that leaves little behind, such as compiling rules, with the room for new objects as it is
 * at the start: it would grow to 128 MB meanwhile and stay there for as long as the process lives.
 * Afterwards it grows with what is needed.
 */
export async function sparingNewSpace<Result>(work: () => Promise<Result>): Promise<Result> {
  spareNewSpace();
  try {
    return await work();
  } finally {
    setFlagsFromString(`--semi-space-growth-factor=${growthFactorDefault}`);
  }
}

/** V8's own. */
const growthFactorDefault = 2;
