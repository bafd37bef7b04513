import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cli } from "../support/cli.ts";
import { sourceOf } from "../support/house.ts";

const page = sourceOf("docs/writing-rules.md");
const blocks = [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, kind, text]) => ({
  kind: kind as string,
  text: text as string,
}));
const yaml = blocks.filter(({ kind }) => kind === "yaml").map(({ text }) => text);
const texts = blocks.filter(({ kind }) => kind === "text").map(({ text }) => text);

// All but what starts a server or goes to AWS: those have tests of their own.
const commands = blocks
  .filter(({ kind }) => kind === "sh")
  .flatMap(({ text }) => text.split("\n"))
  .filter((line) => line.startsWith("npx holdpoint ") && !line.includes(" serve"))
  .map((line) => line.replace(/\s+#.*$/, "").replace("npx holdpoint ", ""));

test("a rule is written, tested, tried and judged by as the page says, command by command", async () => {
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-tutorial-"));
  const run = async (command: string) => {
    const { code, stdout, stderr } = await cli(command.split(" "), { cwd: folder });
    return { command, code, said: stdout + stderr };
  };
  const path = join(folder, "rulesets/acme-orders/new-rules.yaml");
  const [rule, must, passes] = yaml as [string, string, string];
  const [mistake, found] = texts as [string, string];
  const [begin, firstTest, check, strict, explain, generate, tried, ...rest] = commands as string[];

  expect(await run(begin!)).toMatchObject({ code: 0 });
  expect(await run(firstTest!)).toMatchObject({ code: 0 });
  writeFileSync(path, rule.replace("item.quantity <=", "item.quantty <="));
  expect((await run(check!)).said).toContain(mistake.trim());
  writeFileSync(path, rule);
  for (const command of [check!, strict!]) expect(await run(command)).toMatchObject({ code: 0 });
  expect((await run(explain!)).said).toContain("outcome: no violation");
  expect(await run(generate!)).toMatchObject({ code: 0 });
  expect(await run(tried!)).toMatchObject({ code: 0, said: expect.stringContaining(found) });

  const better = rule.replace(/^ {2}must: .*\n/m, must);
  writeFileSync(path, better.replace(/^ {4}violate:\n/m, `${passes}    violate:\n`));
  expect(rest).toHaveLength(4);
  for (const command of rest) expect(await run(command)).toMatchObject({ command, code: 0 });
  expect(readFileSync(join(folder, "rulesets/acme-orders/rules.html"), "utf8")).toContain(
    "ACME-01",
  );
});
