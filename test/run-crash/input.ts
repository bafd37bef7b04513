import {
  closeSync,
  cpSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { randomOf } from "../../lib/generate/random.ts";
import { orderLine } from "../support/cli.ts";
import { repository } from "../support/house.ts";
import type { CrashRunCommand } from "./crash-run.ts";
import { ran } from "./processes.ts";

/** What is handed in, in a folder of the test's own. */
export interface Input {
  readonly gate: string;
  /** By which the sender names it. */
  readonly key: string;
  /** As they are named on a command line. */
  readonly files: readonly string[];
  /** How a command is told of reference tables, where there are any. */
  readonly tables: readonly string[];
}

export const inputIn = (root: string, command: CrashRunCommand): Input =>
  command.of === "orders" ? ordersIn(root, command) : invoicesIn(root, command);

/** Tables that do not grow with the run: what each record reads alone would measure the tables. */
const smallTables = ["products", "sellers", "price_lists", "price_list_heads"];

function invoicesIn(root: string, { records, seed, folder }: CrashRunCommand): Input {
  const input = join(root, "in");
  const gate = "billing-run";
  if (folder === undefined) {
    const what = ["--records", `${records}`, "--defects", "1%", "--seed", `${seed}`];
    ran(["generate", gate, ...what, "--out", input], root);
  } else symlinkSync(folder, input);
  mkdirSync(join(root, "tables"));
  for (const name of smallTables)
    symlinkSync(join(input, `reference/${name}.ndjson`), join(root, `tables/${name}.ndjson`));
  const key = JSON.parse(readFileSync(join(input, "run.json"), "utf8")).idempotency_key;
  const files = ["in/run.json", "in/invoices.ndjson"];
  return { gate, key, files, tables: ["--reference", "tables"] };
}

/** Orders of the shop: some block, some have a number that another one has, far away in the file. */
function ordersIn(root: string, { records, seed }: CrashRunCommand): Input {
  cpSync(join(repository, "test/support/shop"), root, { recursive: true });
  const random = randomOf(seed, "orders");
  const file = openSync(join(root, "orders.ndjson"), "w");
  let lines = "";
  for (let n = 0; n < records; n++) {
    const chance = random.between(0, 9_999);
    const number =
      chance < 20 ? `BLOCK-${n}` : chance < 30 ? `N-${random.between(0, n)}` : `N-${n}`;
    lines += orderLine(number);
    if (lines.length < 1_000_000 && n < records - 1) continue;
    writeSync(file, lines);
    lines = "";
  }
  closeSync(file);
  return { gate: "shop", key: `orders-${seed}-${records}`, files: ["orders.ndjson"], tables: [] };
}
