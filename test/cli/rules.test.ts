import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cli, orderLine, shop } from "../support/cli.ts";

const inShop = (folder: string) => (args: string, stdin?: string) =>
  cli(args.split(" "), { cwd: folder, ...(stdin !== undefined && { stdin }) });

const wrongRules = `- id: TST-01
  title: { en: A, et: A, ro: A, nb: A }
  severity: hold
  missing: hold
  source: test
  prevents: Nothing.
  must: record.nothing == 1
  message: { en: "{gone}", et: "x", ro: "x", nb: "x" }
`;

describe("rules check", () => {
  test("finds no mistake in what is right", async () => {
    const { code, stdout } = await inShop(shop())("rules check");
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: "rulesets/shop: 5 rules without a mistake\n",
    });
  });

  test("tells all mistakes of all rule sets at once, each with its line and a caret", async () => {
    const run = inShop(
      shop({
        "rulesets/bad/ruleset.yaml": "name: bad\nsubject: order\nlanguages: [en, et, ro, nb]\n",
        "rulesets/bad/rules.yaml": wrongRules,
      }),
    );
    const { code, stdout } = await run("rules check");
    expect(code).toBe(3);
    expect(stdout).toMatch(
      /^rulesets\/bad\/rules\.yaml:7:16: .*unknown field 'nothing' on Order.* \[TST-01\]\n {4} {2}must: record\.nothing == 1\n {4} {15}\^$/m,
    );
    expect(stdout).toContain("unknown placeholder '{gone}'");
    expect(stdout).toContain("rulesets/shop: 5 rules without a mistake");
  });

  test.each([
    ["rules check shp", "there is no rule set 'shp', did you mean 'shop'?"],
    ["rules check ./gates", "./gates has no ruleset.yaml"],
    ["rules check ./none", "there is no folder ./none"],
  ])("%s: %s", async (args, message) => {
    const { code, stderr } = await inShop(shop())(args);
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining(message) });
  });
});

describe("rules test", () => {
  test("passes when every case comes out as expected", async () => {
    const { code, stdout } = await inShop(shop())("rules test");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^rulesets\/shop: \d+ cases as expected, 0 not/m);
  });

  test("tells the place of a case that does not, and what no case shows", async () => {
    const folder = shop();
    const path = join(folder, "rulesets/shop/rules.yaml");
    const text = readFileSync(path, "utf8");
    writeFileSync(
      path,
      text
        .replace("set: { /order_number: BLOCK-1 }, says", "set: { /order_number: PASS-9 }, says")
        .replace("    violate: [cases/twice.json]\n", ""),
    );
    const run = inShop(folder);
    const { code, stdout } = await run("rules test");
    expect(code).toBe(3);
    expect(stdout).toMatch(
      /^rulesets\/shop\/rules\.yaml:\d+:\d+: violate: it was not violated.* \[TST-01\]$/m,
    );
    expect(stdout).toContain("rulesets/shop: not shown: no case violates it [TST-05]");
  });

  test("with --strict, what no case shows fails as well", async () => {
    const folder = shop();
    const path = join(folder, "rulesets/shop/rules.yaml");
    writeFileSync(
      path,
      readFileSync(path, "utf8").replace("    violate: [cases/twice.json]\n", ""),
    );
    expect((await inShop(folder)("rules test")).code).toBe(0);
    expect((await inShop(folder)("rules test --strict")).code).toBe(3);
  });

  test("refuses a rule set that is wrong", async () => {
    const folder = shop({ "rulesets/shop/more.yaml": wrongRules });
    expect((await inShop(folder)("rules test")).code).toBe(3);
  });
});

describe("rules doc", () => {
  test("writes pages that are then fresh, until a rule changes", async () => {
    const folder = shop();
    const run = inShop(folder);
    expect((await run("rules doc --check")).code).toBe(3);
    expect(await run("rules doc")).toMatchObject({
      code: 0,
      stdout: "rulesets/shop/README.md is written\nrulesets/shop/rules.html is written\n",
    });
    expect((await run("rules doc --check")).code).toBe(0);
    const page = readFileSync(join(folder, "rulesets/shop/README.md"), "utf8");
    expect(page).toContain(
      "| [TST-05](#tst-05-a-number-once) | A number once | hold | set | hold |",
    );
    expect(page).toContain('must: !record.order_number.startsWith("BLOCK")');

    const path = join(folder, "rulesets/shop/rules.yaml");
    writeFileSync(path, readFileSync(path, "utf8").replace("severity: warn", "severity: hold"));
    expect(await run("rules doc --check")).toMatchObject({
      code: 3,
      stderr:
        "rulesets/shop/README.md is stale: write it with `holdpoint rules doc rulesets/shop`\n" +
        "rulesets/shop/rules.html is stale: write it with `holdpoint rules doc rulesets/shop`\n",
    });
  });

  test("a page to open in a browser has every rule, and nothing of a rule becomes markup", async () => {
    const hostile = '</script><img src="x" onerror="alert(1)">';
    const folder = shop();
    const path = join(folder, "rulesets/shop/rules.yaml");
    const rules = readFileSync(path, "utf8");
    writeFileSync(path, rules.replace("source: ", `source: '${hostile}' #`));
    await inShop(folder)("rules doc");
    const page = readFileSync(join(folder, "rulesets/shop/rules.html"), "utf8");
    const ids = [...rules.matchAll(/^- id: (.*)$/gm)].map(([, id]) => id);
    expect([...page.matchAll(/<tbody id="(.*?)"/g)].map(([, id]) => id)).toEqual(ids);
    expect(page).not.toContain("<img");
    expect(page).toContain("&lt;/script&gt;&lt;img src=&quot;x&quot;");
  });
});

describe("rules explain", () => {
  const folder = shop({
    "orders.ndjson":
      orderLine("PASS-1") +
      orderLine("HOLD-1", { market: "LV" }) +
      orderLine("HOLD-2") +
      orderLine("PASS-1"),
    "broken.json": "{",
    "tables/products.ndjson": '{"sku": "A-1", "status": "recalled"}\n',
  });
  const run = inShop(folder);

  test.each([
    [
      "TST-02 orders.ndjson --record HOLD-1",
      [
        "the rule = failed, hold",
        '  when startsWith(record.order_number, "HOLD") = true',
        '  must record.market == "EE" = false',
        "    record.market = LV",
        "outcome: failed (hold)",
        "  The market is wrong.",
      ],
    ],
    ["TST-02 orders.ndjson --record HOLD-2", ["the rule = missing, hold: record.market is absent"]],
    ["TST-02 orders.ndjson", ["the rule = not_applicable", "outcome: no violation"]],
    ["TST-05 orders.ndjson", ["the rule = failed, hold", "PASS-1 stands twice."]],
    ["TST-04 orders.ndjson", ["not available: products"]],
    [
      "TST-04 orders.ndjson --reference tables",
      ["item 0 = {sku: A-1", "must products[item.sku].status"],
    ],
    ["TST-01 orders.ndjson --locale et", ["TST-01  Number ei ütle block"]],
  ])("%s", async (args, lines) => {
    const { code, stdout } = await run(`rules explain ${args} --gate shop`);
    expect(code).toBe(0);
    for (const line of lines) expect(stdout).toContain(line);
  });

  test.each([
    ["TST-99 orders.ndjson --gate shop", "there is no rule 'TST-99'"],
    ["TST-02 orders.ndjson --gate shop --record HOLD-9", "has no record 'HOLD-9', did you mean"],
    ["TST-02 broken.json --gate shop", "has no order with a natural key (broken.json:1:"],
    ["TST-02 orders.ndjson", "--gate is missing"],
  ])("%s: %s", async (args, message) => {
    const { code, stderr } = await run(`rules explain ${args}`);
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining(message) });
  });
});

describe("rules new", () => {
  test("scaffolds a rule that passes check and test at once", async () => {
    const folder = shop();
    const run = inShop(folder);
    expect((await run("rules new TST-77 --gate shop")).code).toBe(0);
    expect(existsSync(join(folder, "rulesets/shop/new-rules.yaml"))).toBe(true);
    expect((await run("rules check")).stdout).toContain("6 rules without a mistake");
    expect((await run("rules test --strict")).code).toBe(0);
    const rule = readFileSync(join(folder, "rulesets/shop/new-rules.yaml"), "utf8");
    for (const language of ["en", "et", "ro", "nb"]) expect(rule).toContain(`    ${language}: "`);
  });

  test("adds to the end of a theme and keeps what stands there", async () => {
    const folder = shop();
    const run = inShop(folder);
    const path = join(folder, "rulesets/shop/rules.yaml");
    const before = readFileSync(path, "utf8");
    expect((await run("rules new TST-77 --gate shop --theme rules")).code).toBe(0);
    expect((await run("rules new TST-78 --ruleset rulesets/shop --theme rules")).code).toBe(0);
    expect(readFileSync(path, "utf8").startsWith(before)).toBe(true);
    expect((await run("rules test --strict")).code).toBe(0);
  });

  test("begins a rule set and a gate where there is none, and keeps a gate that is there", async () => {
    const folder = shop({ "gates/second.yaml": "name: second # mine\n" });
    const run = inShop(folder);
    const begun = await run("rules new ACME-01 --ruleset rulesets/first --subject campaign");
    expect(begun).toMatchObject({ code: 0 });
    expect(begun.stdout).toContain("rulesets/first/ruleset.yaml and gates/first.yaml");
    expect((await run("rules test first --strict")).code).toBe(0);
    expect(readFileSync(join(folder, "gates/first.yaml"), "utf8")).toContain("ruleset: first");
    expect((await run("rules new ACME-01 --ruleset rulesets/second --subject order")).code).toBe(0);
    expect(readFileSync(join(folder, "gates/second.yaml"), "utf8")).toBe("name: second # mine\n");
  });

  test.each([
    ["TST-77 --ruleset rulesets/shop --subject order", "rulesets/shop is there already"],
    ["TST-77 --ruleset rulesets/Our --subject order", "'Our' is no name of a rule set"],
    ["TST-77 --ruleset rulesets/our --subject ordr", "did you mean 'order'?"],
    ["TST-77 --gate shop --subject order", "--subject begins a rule set, and goes with --ruleset"],
    ["tst --ruleset rulesets/our --subject order", "'tst' cannot be added:"],
    ["TST-01 --gate shop", "there is a rule TST-01 already, at rulesets/shop/rules.yaml"],
    ["tst-1 --gate shop", "'tst-1' cannot be added:"],
    ["TST-77", "--gate is missing"],
    ["TST-77 --gate shop --theme ../x", "'../x' is no theme"],
    ["TST-77 --gate order", "ships with Holdpoint"],
  ])("%s: %s", async (args, message) => {
    const folder = shop();
    const { code, stderr } = await inShop(folder)(`rules new ${args}`);
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining(message) });
    expect(existsSync(join(folder, "rulesets/shop/new-rules.yaml"))).toBe(false);
    expect(existsSync(join(folder, "rulesets/our"))).toBe(false);
  });
});
