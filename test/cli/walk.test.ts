import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CliResult, folderWith } from "../support/cli.ts";
import { repository, sourceOf } from "../support/house.ts";
import { eventually, type Served, serve } from "../support/served.ts";

// A person's day at a terminal, from what a shop hands in to what downstream verifies. One gate whose
// limit of four eyes is low enough for the example order.
const asMari = ["--as", "Mari", "--department", "service"] as const;
const asJaan = ["--as", "Jaan", "--department", "finance"] as const;
const asShop = ["--as", "shop"] as const;
const data = ["--data", "data"] as const;

let served: Served;
let folder: string;

beforeAll(async () => {
  const gate = sourceOf("gates/order.yaml").replace('NOK: "115000"', 'NOK: "2000"');
  const hold = readFileSync(join(repository, "examples/order/hold.json"), "utf8");
  folder = folderWith({
    "gates/order.yaml": gate,
    "small.json": hold,
    "other.json": hold.replaceAll("N-4001", "N-4002"),
    "wrong.json": hold.replaceAll("N-4001", "N-4003"),
    "right.json": hold.replaceAll("N-4001", "N-4003").replaceAll("gmial.com", "gmail.com"),
    "large.json": largeOrder(JSON.parse(hold)),
  });
  served = await serve(folder, ["--gate", "order"]);
});

afterAll(() => served.end("SIGTERM"));

/** The same order with ten of everything: above the limit of one person. */
function largeOrder(order: {
  order_number: string;
  items: { quantity: string; line_total: string }[];
  totals: Record<string, string>;
}): string {
  const times = (text: string): string => (Number(text) * 10).toFixed(2);
  const totals = Object.fromEntries(
    Object.entries(order.totals).map(([name, text]) => [name, times(text)]),
  );
  const items = order.items.map((item) => ({
    ...item,
    quantity: String(Number(item.quantity) * 10),
    line_total: times(item.line_total),
  }));
  return JSON.stringify({ ...order, order_number: "N-9001", items, totals });
}

const ok = (result: CliResult): CliResult => {
  expect(result).toMatchObject({ code: 0, stderr: "" });
  return result;
};

async function submitted(file: string, ...more: readonly string[]): Promise<string> {
  const args = ["submit", file, "--gate", "order", "--json", ...asShop, ...data, ...more];
  return JSON.parse((await served.run(...args)).stdout).answer.submission_id;
}

/** The whole names of a submission's waiting cases, once there are so many. */
const waiting = (submission: string, count = 1): Promise<readonly string[]> =>
  eventually(
    async () => {
      const { stdout } = await served.run("cases", "list", "--json", ...asMari, ...data);
      return JSON.parse(stdout)
        .items.map(({ id }: { id: string }) => id)
        .filter((id: string) => id.startsWith(submission));
    },
    (ids) => ids.length === count,
  );

test("a held order is claimed, decided and released; its pass verifies offline, and its replay is equal", async () => {
  const told = await served.run("submit", "small.json", "--gate", "order", ...asShop, ...data);
  expect(told.code).toBe(1);
  expect(told.stdout).toContain("contact data unusable");
  const submission = await submitted("small.json");
  const [id] = (await waiting(submission)) as [string];
  const name = `${id.slice(0, 6)}.${id.split(".")[1]?.slice(0, 6)}`;
  const list = ok(await served.run("cases", "list", ...asMari, ...data));
  expect(list.stdout).toContain(name);
  const shown = ok(await served.run("cases", "show", name, ...asMari, ...data));
  expect(shown.stdout).toContain("record.customer.email = innkjop@gmial.com");
  const estonian = await served.run("cases", "show", name, "--locale", "et", ...asMari, ...data);
  expect(estonian.stdout).toContain("Tellimus N-4001");

  const claim = await served.run("cases", "claim", name, ...asMari, ...data);
  expect(ok(claim).stdout).toContain("is yours, nobody else's until");
  const text = ["--text", "The customer confirmed the address by phone"];
  const late = await served.run(
    "cases",
    "decide",
    name,
    "release",
    ...text,
    ...asJaan,
    "--role",
    "service_manager",
    ...data,
  );
  expect(late).toMatchObject({ code: 3, stderr: expect.stringContaining("leased") });
  const decides = ["cases", "decide", name, "release", ...text];
  const author = await served.run(...decides, ...asShop, "--role", "service_manager", ...data);
  expect(author).toMatchObject({ code: 3, stderr: expect.stringContaining("author_decides") });
  const decide = [...decides, ...asMari, ...data];
  expect(ok(await served.run(...decide)).stdout).toMatch(/^decided: release/);
  // What was decided is in no list any more, and its short names still do.
  const decided = await served.run("cases", "show", name, ...asMari, ...data);
  expect(ok(decided).stdout).toMatch(/state +released/);
  const out = await served.run("submission", "show", id.slice(0, 12), ...asMari, ...data);
  expect(ok(out).stdout).toContain("released");
  expect(
    (await served.run("submit", "small.json", "--gate", "order", ...asShop, ...data)).code,
  ).toBe(0);

  const files = ["--keys", "keys.json", "--recalls", "recalls.json", "--gate", "order"];
  await served.run(
    "pass",
    "get",
    submission,
    "--out",
    "pass.json",
    ...asMari,
    "--role",
    "service_manager",
    ...data,
  );
  ok(await served.run("keys", "list", "--out", "keys.json", ...data));
  ok(await served.run("pass", "recalls", "--out", "recalls.json", ...asMari, ...data));
  const verified = await served.run("pass", "verify", "pass.json", "--for", "small.json", ...files);
  expect(ok(verified).stdout).toContain("valid: 1 record may go out until");
  const other = await served.run("pass", "verify", "pass.json", "--for", "other.json", ...files);
  expect(other).toMatchObject({ code: 1, stdout: expect.stringContaining("nothing may go out") });

  const asAud = ["--as", "Aud", ...data];
  const replay = ok(await served.run("audit", "replay", submission, ...asAud));
  expect(replay.stdout).toMatch(/^equal: judged again to the byte/);
  const trail = ok(await served.run("audit", "show", submission, ...asAud)).stdout;
  for (const what of [
    "judged",
    "case opened",
    "case claimed",
    "attempt refused",
    "decision made",
    "pass issued",
  ])
    expect(trail).toContain(what);
});

test("above the limit two people decide, the second one on what she saw", async () => {
  const submission = await submitted("large.json");
  const [id] = (await waiting(submission)) as [string];
  const text = ["--text", "The customer confirmed the large order by phone"];
  const decides = ["cases", "decide", id, "release", ...text, ...asMari, ...data];
  expect(ok(await served.run(...decides)).stdout).toMatch(/^not yet: a second person is asked/);
  const list = ["cases", "approvals", "--json", ...asJaan, ...data];
  const [{ id: early }] = JSON.parse(ok(await served.run(...list)).stdout).items;
  // Whoever asked takes it back as the manager that she is.
  const back = ["cases", "refuse", early, "--note", "asked too early", ...asMari, ...data];
  expect(ok(await served.run(...back)).stdout).toContain("is refused");
  expect(ok(await served.run(...decides)).stdout).toMatch(/^not yet: a second person is asked/);
  const { stdout } = ok(await served.run(...list));
  const [{ id: approval, binding, why }] = JSON.parse(stdout).items;
  expect(why).toContain("money_at_risk");
  const table = ok(await served.run("cases", "approvals", ...asJaan, ...data)).stdout;
  expect(table).toContain(binding.slice(0, 12));
  expect(table).toContain("mari");
  const consent = ["cases", "approve", approval, "--binding"];
  const own = await served.run(
    ...consent,
    binding,
    ...asMari,
    "--role",
    "second_approver",
    ...data,
  );
  expect(own).toMatchObject({ code: 3, stderr: expect.stringContaining("same_person") });
  const blind = await served.run(...consent, "0123456789ab", ...asJaan, ...data);
  expect(blind).toMatchObject({ code: 3, stderr: expect.stringContaining("is not what") });
  const shown = ok(await served.run("cases", "approval", approval, ...asJaan, ...data)).stdout;
  expect(shown).toContain("confirmed the large order by phone");
  const done = await served.run(...consent, binding.slice(0, 12), ...asJaan, ...data);
  expect(ok(done).stdout).toMatch(/^approved: release/);
  const standing = await served.run("submission", "show", submission, ...asMari, ...data);
  expect(standing.stdout).toMatch(/state +released/);
});

test("a correction takes the place of what it corrects, and waiting ends when it is decided elsewhere", async () => {
  const wrong = await submitted("wrong.json");
  await waiting(wrong);
  const waits = served.run("submit", "wrong.json", "--gate", "order", "--wait", ...asShop, ...data);
  const supersede = ["--supersedes", wrong, "--sent", "sent.json"];
  const right = await submitted("right.json", ...supersede);
  expect(right).not.toBe(wrong);
  expect(await waits).toMatchObject({ code: 1, stderr: expect.stringContaining("superseded") });
  const sent = readFileSync(join(folder, "sent.json"), "utf8");
  expect(JSON.parse(sent)).toMatchObject({
    supersedes: wrong,
    subject: { order_number: "N-4003" },
  });
  await served.run(
    "pass",
    "get",
    right,
    "--out",
    "right.pass",
    ...asMari,
    "--role",
    "service_manager",
    ...data,
  );
  await served.run("keys", "list", "--out", "keys.json", ...data);
  const verify = ["pass", "verify", "right.pass", "--for", "sent.json", "--keys", "keys.json"];
  expect(await served.run(...verify)).toMatchObject({ code: 0 });
});

test("what is sent in a pipeline gives its pass when a person has released it", async () => {
  const submit = [
    "submit",
    "other.json",
    "--gate",
    "order",
    "--wait",
    "--pass",
    "p.json",
    ...asShop,
  ];
  const waits = served.run(...submit, ...data);
  const [id] = (await waiting(await submitted("other.json"))) as [string];
  const ask = await served.run("cases", "ask", id, "Is this address right?", ...asMari, ...data);
  expect(ok(ask).stdout).toContain("is asked");
  const answer = await served.run(
    "cases",
    "answer",
    id,
    "Yes, it is their own domain",
    ...asShop,
    ...data,
  );
  expect(ok(answer).stdout).toContain("is answered");
  const shown = ok(await served.run("cases", "show", id, ...asMari, ...data)).stdout;
  expect(shown).toContain("Yes, it is their own domain");
  const propose = ["cases", "propose", id, "release", "--text", "The domain is the customer's own"];
  ok(await served.run(...propose, "--as", "Ann", "--role", "service_analyst", ...data));
  const text = ["--text", "The domain is the customer's own one"];
  ok(await served.run("cases", "decide", id, "false_positive", ...text, ...asMari, ...data));
  expect(await waits).toMatchObject({ code: 0, stderr: expect.stringContaining("is written to") });
  expect(JSON.parse(readFileSync(join(folder, "p.json"), "utf8"))).toHaveProperty("signatures");
});

test("a partial release lets the clean records go, and each of them is proven by itself", async () => {
  const order = (name: string): string =>
    readFileSync(join(repository, `examples/order/${name}.json`), "utf8");
  const clean = order("pass").trim();
  writeFileSync(
    join(folder, "both.json"),
    `[${clean}, ${order("hold").replaceAll("N-4001", "N-5001")}]`,
  );
  const submission = await submitted("both.json");
  await waiting(submission);
  const text = ["--text", "The clean order must not wait for the other"];
  const release = await served.run(
    "submission",
    "release",
    submission,
    ...text,
    ...asMari,
    ...data,
  );
  if (release.stdout.startsWith("not yet")) {
    const { stdout } = await served.run("cases", "approvals", "--json", ...asJaan, ...data);
    const [{ id, binding }] = JSON.parse(stdout).items;
    ok(await served.run("cases", "approve", id, "--binding", binding, ...asJaan, ...data));
  }
  const get = [
    "pass",
    "get",
    submission,
    "--json",
    "--out",
    "part.json",
    ...asMari,
    "--role",
    "service_manager",
  ];
  await served.run(...get, ...data);
  const pass = JSON.parse(readFileSync(join(folder, "part.json"), "utf8"));
  expect(pass).toMatchObject({ kind: "part", records: 1 });
  writeFileSync(join(folder, "part.pass"), JSON.stringify(pass.envelope));
  writeFileSync(join(folder, "record.json"), clean);
  await served.run("keys", "list", "--out", "keys.json", ...data);
  ok(
    await served.run(
      "pass",
      "proof",
      pass.id,
      "/0",
      "--out",
      "proof.json",
      ...asMari,
      "--role",
      "service_manager",
      ...data,
    ),
  );
  const verify = ["pass", "verify", "part.pass", "--proof", "proof.json", "--keys", "keys.json"];
  expect(await served.run(...verify, "--record", "record.json")).toMatchObject({ code: 0 });
  expect(await served.run(...verify, "--record", "small.json")).toMatchObject({ code: 1 });
  const recall = [
    "pass",
    "recall",
    pass.id,
    "--text",
    "It was sent to the wrong customer",
    ...asMari,
  ];
  ok(await served.run(...recall, ...data));
  await served.run("pass", "recalls", "--out", "recalls.json", ...asMari, ...data);
  const recalled = [...verify, "--record", "record.json", "--recalls", "recalls.json"];
  expect(await served.run(...recalled)).toMatchObject({
    code: 1,
    stdout: expect.stringContaining("recalls"),
  });
});

// A command line, and what it is told.
const REFUSED: readonly [args: readonly string[], told: RegExp][] = [
  [["cases", "list"], /nobody is signed in: give --token/],
  [["cases", "list", "--token", "a", "--as", "b"], /sign in as one of them/],
  [["cases", "list", "--as", "Mari", "--role", "admin"], /'read-cases' is for the roles/],
  [["cases", "list", "--url", "nonsense", "--as", "Mari"], /is no address/],
  [
    ["cases", "list", "--url", "http://127.0.0.1:59999", "--as", "Mari"],
    /ECONNREFUSED\): is it running/,
  ],
  [["cases", "show", "abcd", "--as", "Mari"], /there is no case that waits 'abcd'/],
  [["cases", "show", "../../x", "--as", "Mari"], /there is no case that waits/],
  [["cases", "show", `${"0".repeat(40)}.${"0".repeat(16)}`, "--as", "Mari"], /not_found/],
  [["cases", "decide", "abcd", "relase", "--text", "x"], /did you mean 'release'/],
  [["submission", "show", "0".repeat(40), "--as", "Mari"], /not_found/],
  [["submit", "small.json", "--gate", "orders", "--as", "shop"], /there is no gate/],
  [["submit", "orders.csv", "--gate", "order", "--as", "shop"], /is not JSON/],
  [["submit", "absent.json", "--gate", "order", "--as", "shop"], /no such file/],
  [["pass", "verify", "small.json", "--keys", "small.json"], /say what is about to go out/],
  [
    ["cases", "answer", "abcd", "yes", "--data", "elsewhere", "--as", "a"],
    /no gate runs on elsewhere/,
  ],
  [
    ["keys", "rotate", "--text", "Nobody asked for it", "--as", "Mari", "--role", "auditor"],
    /'rotate-keys' is for the roles/,
  ],
  [["backup", "data", "--data", "absent"], /there is no folder absent/],
  [["backup", "small.json"], /small\.json is there already/],
  [["pass", "recall", "abcd", "--text", "Nobody asked for it", "--as", "Mari"], /no pass 'abcd'/],
];

test.each(REFUSED)("%j is refused with what would be right", async (args, told) => {
  const { code, stdout, stderr } = await served.run(
    ...args,
    ...(args.includes("--data") || args[1] === "verify" ? [] : data),
  );
  expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  expect(stderr).toMatch(told);
  expect(stderr).not.toMatch(/mistake of Holdpoint|\n +at /);
});
