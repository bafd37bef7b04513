import { existsSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./house.ts";

/**
 * Declares tests on real data, which lies beside the repository and is never copied into it. Without the
 * data they are skipped by name, so that a fresh machine sees what it did not run; where
 * HOLDPOINT_REQUIRE_REAL_DATA is set, as in `.ci/run`, they fail instead.
 */
export function describeOnRealData(
  name: string,
  folder: string,
  tests: (path: string) => void,
): void {
  const path = join(repository, "../shared/data", folder);
  if (existsSync(path)) {
    describe(name, () => tests(path));
  } else if (process.env.HOLDPOINT_REQUIRE_REAL_DATA) {
    test(`${name}: real data is here`, () => {
      throw new Error(`${path} is missing, and HOLDPOINT_REQUIRE_REAL_DATA is set`);
    });
  } else {
    test.skip(`${name} (skipped: no real data)`, () => {});
  }
}
