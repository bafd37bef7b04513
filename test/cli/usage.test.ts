import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { cli } from "../support/cli.ts";
import { repository, sourceOf } from "../support/house.ts";

const COMMANDS = ["check", "rules check", "rules test", "rules doc", "rules explain", "rules new"];

test.each(["", "rules", ...COMMANDS])("`holdpoint %s --help` has examples", async (command) => {
  const args = [...command.split(" ").filter((word) => word !== ""), "--help"];
  const { code, stdout, stderr } = await cli(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const examples = stdout.match(new RegExp(`^ {2}holdpoint ${command}.*\\n {4,}\\S`, "gm")) ?? [];
  expect(examples.length).toBeGreaterThanOrEqual(2);
});

test("the reference has every command", () => {
  const reference = sourceOf("docs/cli.md");
  for (const command of COMMANDS) expect(reference).toContain(`## holdpoint ${command}\n`);
});

// What is typed, and what is answered: what was found and what would be right.
const REFUSED: readonly [line: string, message: string, help: string][] = [
  ["chekc", "there is no command 'chekc', did you mean check?", "holdpoint --help"],
  ["rules tset", "there is no command 'tset', did you mean test?", "holdpoint rules --help"],
  ["--bogus", "there is no command '--bogus'", "holdpoint --help"],
  ["check", "FILE is missing", "holdpoint check --help"],
  [
    "check a --gaet order",
    "there is no option --gaet, did you mean --gate?",
    "holdpoint check --help",
  ],
  ["check a -x", "there is no option -x", "holdpoint check --help"],
  ["check a --gate", "--gate needs a value", "holdpoint check --help"],
  ["check a --fail-on hodl", "--fail-on 'hodl', did you mean 'hold'?", "holdpoint check --help"],
  ["check a --locale fr", "--locale 'fr'", "holdpoint check --help"],
  [
    "check a --output jsno",
    "--output 'jsno': 'jsno' is no format, did you mean 'json'?",
    "holdpoint check --help",
  ],
  ["check a --output json=", "name a file after the equals sign", "holdpoint check --help"],
  ["check a --max-violations many", "--max-violations 'many'", "holdpoint check --help"],
  ["rules explain ORD-01", "FILE is missing", "holdpoint rules explain --help"],
];

test.each(REFUSED)("`holdpoint %s`: %s", async (line, message, help) => {
  const { code, stdout, stderr } = await cli(line.split(" "));
  expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  expect(stderr).toMatch(/^holdpoint: /);
  expect(stderr).toContain(message);
  expect(stderr).toContain(`See \`${help}\`.`);
});

test("nothing asked is nothing judged: the help, and exit code 3", async () => {
  for (const args of [[], ["rules"]]) {
    const { code, stdout } = await cli(args);
    expect({ code, stdout }).toEqual({ code: 3, stdout: expect.stringContaining("USAGE") });
  }
});

test("--version is the package's", async () => {
  const { version } = JSON.parse(sourceOf("package.json"));
  expect(await cli(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});

test("a stack trace is shown with --debug alone", async () => {
  const args = ["check", "none.json", "--gate", "order"];
  expect((await cli(args)).stderr).not.toMatch(/^\s+at /m);
  expect((await cli([...args, "--debug"])).stderr).toMatch(/^\s+at /m);
});

test("after -- everything is a file", async () => {
  const { code, stderr } = await cli(["check", "--gate", "order", "--", "--debug"]);
  expect({ code, stderr }).toEqual({
    code: 3,
    stderr: expect.stringContaining("--debug cannot be read"),
  });
});

test("documents that are made from the sources are fresh", () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(repository, "bin/documents.ts"), "--check"],
    {
      encoding: "utf8",
    },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
