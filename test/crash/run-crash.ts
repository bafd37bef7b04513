import { parseArgs } from "node:util";
import { crash } from "./crash.ts";
import { powerCutAbsent } from "./power-cut.ts";

/**
 * `npm run test:crash -- --points 200 --seed 1 [--drop-unsynced]`: kills the gate so often while people and
 * machines talk to it, and tells what is not as it was answered. Exit code 1 when there is such a thing.
 */
const { values } = parseArgs({
  options: {
    points: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    "drop-unsynced": { type: "boolean", default: false },
  },
});
const [points, seed, dropUnsynced] = [
  Number(values.points),
  Number(values.seed),
  values["drop-unsynced"],
];
const tell = (text: string): void => void process.stdout.write(`${text}\n`);

const absent = dropUnsynced ? powerCutAbsent() : undefined;
if (absent !== undefined) throw new Error(`unsynced writes cannot be dropped here: ${absent}`);

const started = performance.now();
const { kills, duringStart, cuts, tries, answered, abandoned, refused, found } = await crash({
  ...{ points, seed, dropUnsynced },
  onPoint: (point) => {
    if (point % 25 === 0) tell(`  killed ${point} times`);
  },
});
const seconds = ((performance.now() - started) / 1000).toFixed(0);
tell(
  `${kills} kills (${duringStart} of them while it started), seed ${seed}, in ${seconds} s\n` +
    `  ${tries} requests, ${answered} commands answered, ${abandoned} given up by their senders\n` +
    `  refused: ${[...refused].map(([why, times]) => `${times} × ${why}`).join(", ")}\n` +
    `  stored: ${found.submissions} submissions, ${found.actions} actions, ${found.cases} cases, ` +
    `${found.passes} passes`,
);
if (dropUnsynced)
  tell(
    `  of ${cuts.unsynced} changes that nobody had synced, ${cuts.lost} were lost, wholly or in part`,
  );
for (const mistake of found.mistakes.slice(0, 20)) tell(`WRONG: ${mistake}`);
if (found.mistakes.length > 20) tell(`… and ${found.mistakes.length - 20} more`);
tell(found.mistakes.length === 0 ? "  everything that was answered is there, once" : "");
process.exitCode = found.mistakes.length === 0 ? 0 : 1;
