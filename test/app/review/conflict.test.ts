import { readFileSync } from "node:fs";
import { join } from "node:path";
import { keyReusedReason, movedReason } from "../../../lib/app/errors.ts";
import { conflictReasons } from "../../../lib/app/review/conflict.ts";
import { repository } from "../../support/house.ts";

test("the page explains every way of being too late, and no other", () => {
  const page = readFileSync(join(repository, "docs/review.md"), "utf8");
  const [, section] = /## Too late, or not so\n(.*?)\n## /s.exec(page) ?? [];
  const explained = [...section!.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, reason]) => reason);
  expect(explained).toEqual([...conflictReasons]);
});

test("the words that every use case shares are among them", () => {
  expect(conflictReasons).toContain(keyReusedReason);
  expect(conflictReasons).toContain(movedReason);
});
