import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const memory = "/dev/shm";

/**
 * Gives a run of tests one temporary folder, to all of its processes, and another one in memory where the
 * machine has such a disk; takes both away at the end. What a test leaves behind is in nobody's way,
 * neither of another run nor of the machine.
 */
export default function giveTemporaryRoot() {
  const root = mkdtempSync(join(tmpdir(), "holdpoint-tests-"));
  const made = [root];
  if (existsSync(memory)) {
    made.push(mkdtempSync(join(memory, "holdpoint-tests-")));
    symlinkSync(made[1], join(root, "in-memory"));
  }
  process.env.TMPDIR = root;
  process.once("exit", () => {
    for (const one of made) rmSync(one, { recursive: true, force: true, maxRetries: 3 });
  });
}
