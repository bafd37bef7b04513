import { parseArgs } from "node:util";
import { drawn } from "../faults/fault.ts";
import { counted } from "../faults/faulty-engines.ts";
import { awsCrashHome } from "./aws-home.ts";
import { crash } from "./crash.ts";
import type { CrashHome } from "./home.ts";
import { powerCutAbsent } from "./power-cut.ts";
import { sqliteCrashHome } from "./sqlite-home.ts";

/**
 * `npm run test:crash -- --points 200 --seed 1 [--drop-unsynced | --aws [--fault-rate 300]]`: kills the gate
 * so often while people and machines talk to it, and tells what is not as it was answered. With `--aws`
 * it is the functions' bundles that die, over engines that speak DynamoDB, SQS and S3, and so many of
 * ten thousand calls go wrong besides. Exit code 1 when something is not as it was answered.
 */
const { values } = parseArgs({
  options: {
    points: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    "drop-unsynced": { type: "boolean", default: false },
    aws: { type: "boolean", default: false },
    "fault-rate": { type: "string", default: "300" },
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

const onSqlite = values.aws ? undefined : await sqliteCrashHome(dropUnsynced);
const onAws = values.aws
  ? await awsCrashHome(drawn(seed, Number(values["fault-rate"])))
  : undefined;

const started = performance.now();
const { kills, duringStart, tries, answered, abandoned, refused, found } = await crash(
  (onSqlite ?? onAws) as CrashHome,
  {
    ...{ points, seed },
    onPoint: (point) => {
      if (point % 25 === 0) tell(`  killed ${point} times`);
    },
  },
);
const seconds = ((performance.now() - started) / 1000).toFixed(0);
tell(
  `${kills} kills (${duringStart} of them while it started), seed ${seed}, in ${seconds} s\n` +
    `  ${tries} requests, ${answered} commands answered, ${abandoned} given up by their senders\n` +
    `  refused: ${[...refused].map(([why, times]) => `${times} × ${why}`).join(", ")}\n` +
    `  stored: ${found.submissions} submissions, ${found.actions} actions, ${found.cases} cases, ` +
    `${found.passes} passes`,
);
if (onSqlite !== undefined && dropUnsynced)
  tell(
    `  of ${onSqlite.cuts.unsynced} changes that nobody had synced, ${onSqlite.cuts.lost} were lost, ` +
      "wholly or in part",
  );
if (onAws !== undefined) {
  tell(`  of ${onAws.calls()} calls of AWS ${onAws.injected().length} went wrong:`);
  for (const [kind, times] of counted(onAws.injected(), (one) => one.kind))
    tell(`    ${times} × ${kind}`);
}
for (const mistake of found.mistakes.slice(0, 20)) tell(`WRONG: ${mistake}`);
if (found.mistakes.length > 20) tell(`… and ${found.mistakes.length - 20} more`);
tell(found.mistakes.length === 0 ? "  everything that was answered is there, once" : "");
process.exitCode = found.mistakes.length === 0 ? 0 : 1;
