import { readFileSync } from "node:fs";
import { join } from "node:path";
import { takenNow } from "../../lib/local/snapshot-days.ts";
import { cli, folderWith } from "../support/cli.ts";
import { repository } from "../support/house.ts";

const folder = join(repository, "examples/inventory");
const moved = (body: string, now: string): string =>
  Buffer.from(takenNow(Buffer.from(body), new Date(now))).toString();
const snapshot = JSON.stringify({
  submitted_at: "2026-11-21T06:05:00+02:00",
  subject: { snapshot_id: "SN-2026-11-21", as_of: "2026-11-21T06:00:00+02:00", due: "2027-02-28" },
});

// What is submitted, when it is sent, and what of it changes.
test.each([
  [
    "a day and a minute later",
    snapshot,
    "2026-11-22T06:06:00+02:00",
    ["2026-11-22T06:00", "2027-03-01"],
  ],
  [
    "a minute less than a day later",
    snapshot,
    "2026-11-22T06:04:00+02:00",
    ["2026-11-21T06:00", "2027-02-28"],
  ],
  ["before", snapshot, "2026-11-01T00:00:00Z", ["2026-11-21T06:00", "2027-02-28"]],
])("%s", (_, body, now, [asOf, due]) => {
  const { subject } = JSON.parse(moved(body as string, now as string));
  expect(subject.as_of.slice(0, 16)).toBe(asOf);
  expect(subject.due).toBe(due);
  expect(subject.snapshot_id).toBe("SN-2026-11-21");
});

test.each([
  ["another kind", '{"submitted_at":"2026-01-01T00:00:00Z","subject":{"order_date":"2026-01-01"}}'],
  ["no JSON", '{"2026-01-01"'],
  ["no date of submission", '{"subject":{"snapshot_id":"S","as_of":"2026-01-01"}}'],
])("%s stays as it is", (_, body) => {
  expect(moved(body, "2026-11-22T00:00:00Z")).toBe(body);
});

test.each(["pass", "hold", "block"])(
  "the example '%s' of an inventory does what its name says a year later",
  async (name) => {
    const now = "2027-11-24T12:00:00+02:00";
    const body = moved(readFileSync(join(folder, `${name}.json`), "utf8"), now);
    const { stdout } = await cli([
      ...["check", join(folderWith({ "moved.json": body }), "moved.json"), "--gate", "inventory"],
      ...[
        "--as-of",
        now.slice(0, 10),
        "--reference",
        join(folder, "reference"),
        "--output",
        "json",
      ],
    ]);
    expect(JSON.parse(stdout).verdict).toBe(name);
  },
);
