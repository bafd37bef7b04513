import { setFlagsFromString } from "node:v8";

/**
 * Has V8 collect what is no longer wanted sooner, and compile code in the thread that needs it: for
 * work of unknown size. Records of a large submission die young: left alone, each thread's heap grows to
 * three times what it holds before anybody looks, and each thread's compiler keeps 80 MB for code of
 * this size. The room for new objects stays as large as it is: in the main thread, whose limit nobody
 * can set any more, it would grow to 100 MB, and stay there. The largest functions of a compiled rule
 * set are left to the quicker compiler: optimizing one of them takes each thread 15 MB that its
 * allocator never gives back. All of it costs a few percent of time.
 */
export function spareMemory(): void {
  setFlagsFromString("--heap-growing-percent=20");
  setFlagsFromString("--no-concurrent-recompilation");
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--max-optimized-bytecode-size=15000");
}
