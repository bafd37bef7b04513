import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { folderWith } from "../support/cli.ts";
import { repository } from "../support/house.ts";
import { announcedIn, at, eventually, type Served, serve } from "../support/served.ts";

// Each test has a gate of its own, as a process; what is still running is ended.
const running: Served[] = [];
const started = async (...args: Parameters<typeof serve>): Promise<Served> => {
  const served = await serve(...args);
  running.push(served);
  return served;
};
afterEach(async () => {
  await Promise.all(
    running.splice(0).map(async (one) => one.process.exitCode ?? one.end("SIGKILL")),
  );
});

const data = ["--data", "data"];
const asMari = ["--as", "Mari", ...data];
const order = (name: string): string => join(repository, `examples/order/${name}.json`);

/** The short names of the cases of a rule that wait. */
async function casesOf(served: Served, rule: string): Promise<readonly string[]> {
  const { stdout } = await served.run("cases", "list", ...asMari);
  return stdout
    .split("\n")
    .filter((line) => line.includes(` ${rule} `))
    .map((line) => line.trim().split(/\s+/)[1] as string);
}

test("starts with the examples, stops when asked, and starts again without doubling them", async () => {
  const folder = folderWith();
  const first = await started(folder, ["--examples"]);
  expect(first.told()).toContain("16 examples submitted: 6 pass, 5 hold, 5 block");
  const waiting = await eventually(
    () => first.run("cases", "list", "--json", ...asMari),
    ({ stdout }) => JSON.parse(stdout).items.length === 39,
  );
  expect(await first.end("SIGTERM")).toBe(0);
  expect(first.told()).toContain("Stopped; all is kept in data.");
  expect(() => announcedIn(folder)).toThrow("ENOENT");

  const second = await started(folder, ["--examples"]);
  expect(second.told()).toContain("16 examples are already there: 6 pass, 5 hold, 5 block");
  const again = await second.run("cases", "list", "--json", ...asMari);
  const ids = ({ stdout }: { readonly stdout: string }): readonly string[] =>
    JSON.parse(stdout)
      .items.map(({ id }: { readonly id: string }) => id)
      .sort();
  expect(ids(again)).toEqual(ids(waiting));
  expect(await second.end("SIGINT")).toBe(0);
});

test("nobody else can read what is in the data folder", async () => {
  const folder = folderWith();
  await started(folder);
  const modes = ["data", "data/issuer.json", "data/server.json", "data/gate.db", "data/keys"].map(
    (name) => [name, (statSync(join(folder, name)).mode & 0o777).toString(8)],
  );
  expect(Object.fromEntries(modes)).toEqual({
    data: "700",
    "data/issuer.json": "600",
    "data/server.json": "600",
    "data/gate.db": "600",
    "data/keys": "700",
  });
});

test("goes on after kill -9: what was answered is there, once, and becomes a case", async () => {
  const folder = folderWith();
  const first = await started(folder);
  const submit = ["submit", order("hold"), "--gate", "order", "--json", "--as", "shop", ...data];
  const told = await first.run(...submit);
  expect(await first.end("SIGKILL")).toBe("SIGKILL");
  // It is still announced, and somebody else may answer there by now: nobody is told a token.
  expect(announcedIn(folder).url).toBe(first.url);
  const { stderr } = await at(folder, ["cases", "list", ...asMari]);
  expect(stderr).toContain("no gate runs on data: start one by `holdpoint serve`");
  const second = await started(folder);
  const again = await second.run(...submit);
  expect(JSON.parse(again.stdout).answer).toEqual(JSON.parse(told.stdout).answer);
  await eventually(
    () => casesOf(second, "ORD-02"),
    (cases) => cases.length === 1,
  );
});

test("a second signal ends it at once, whatever it is working on", async () => {
  const served = await started(folderWith());
  const socket = connect(Number(new URL(served.url).port), "127.0.0.1");
  socket.on("error", () => {});
  const taken = once(socket, "data"); // it says that it wants the body, which never comes whole
  socket.write(
    "POST /v1/gates/order/submissions HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n" +
      "Expect: 100-continue\r\n\r\n1",
  );
  expect(String(await taken)).toMatch(/^HTTP\/1\.1 100 /);
  served.process.kill("SIGINT");
  await eventually(
    async () => served.told(),
    (text) => text.includes("Stopping"),
  );
  expect(await served.end("SIGINT")).toBe("SIGINT");
  socket.destroy();
});

describe("does not start", () => {
  const refused = async (folder: string, ...args: readonly string[]) => {
    const { code, stdout, stderr } = await at(folder, ["serve", "--port", "0", ...args]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    return stderr;
  };

  test("on a port that is in use, and lets the folder go", async () => {
    const folder = folderWith();
    const { url } = await started(folderWith());
    const { port } = new URL(url);
    const { stderr } = await at(folder, ["serve", "--port", port, ...data]);
    expect(stderr).toContain(`port ${port} of 127.0.0.1 is in use`);
    await started(folder);
  });

  test("on a folder that another gate has", async () => {
    const folder = folderWith();
    await started(folder);
    expect(await refused(folder, ...data)).toMatch(/a gate is running on .*data already/);
  });

  test("on a folder that cannot be written", async () => {
    const folder = folderWith({ file: "" });
    expect(await refused(folder, "--data", "file/data")).toMatch(/file\/data cannot be made: /);
  });

  test("with a gate or a rule set that is wrong: every mistake is told, and nothing is served", async () => {
    const folder = folderWith({
      "gates/order.yaml":
        "name: order\nsubject: order\nruleset: order\nzone: Mars/Base\npolicy: { relase: split }\n",
      "gates/bills.yaml": "name: bills\nsubject: billing-run\nruleset: own\nzone: UTC\n",
      "rulesets/own/ruleset.yaml": "name: own\nsubject: billing-run\nrules: nonsense\n",
      "gates/shop.yaml": "name: shops\nsubject: order\nruleset: order\nzone: UTC\n",
    });
    const stderr = await refused(folder, ...data);
    for (const told of ["Mars/Base", "relase", "'own' cannot judge", "names itself 'shops'"])
      expect(stderr).toContain(told.replace("Mars/Base", "gates/order.yaml:4:7"));
  });

  test("with reference tables that are wrong: every mistake is told", async () => {
    const folder = folderWith({
      "tables/products.csv": "sku,name,status\nA,,nonsense\n",
      "tables/prodcts.csv": "sku\nA\n",
    });
    expect(await refused(folder, ...data, "--reference", "tables")).toContain(
      "tables/prodcts.csv: 'prodcts' is no table",
    );
    const rest = folderWith({ "tables/products.csv": "sku,name,status\nA,,nonsense\n" });
    expect(await refused(rest, ...data, "--reference", "tables")).toContain(
      "tables/products.csv:2",
    );
  });

  test("for other machines with tokens that are for this one", async () => {
    const stderr = await refused(folderWith(), "--host", "0.0.0.0", ...data);
    expect(stderr).toContain("name who signs in people by --issuer URL --audience NAME --jwks URL");
  });

  test.each([
    ["--issuer without its keys", ["--issuer", "https://a.example"], "needs --audience"],
    ["--jwks without an issuer", ["--jwks", "keys.json"], "belong to an --issuer"],
    [
      "keys that are none",
      ["--issuer", "a", "--audience", "b", "--jwks", "x.json"],
      "is no key set",
    ],
  ])("with %s", async (_what, args, told) => {
    expect(await refused(folderWith({ "x.json": "{}" }), ...args, ...data)).toContain(told);
  });
});

test("a real issuer's tokens are taken, and then those of this machine are not", async () => {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const keys = JSON.stringify({
    keys: [{ ...(await exportJWK(publicKey)), kid: "k", alg: "ES256" }],
  });
  const folder = folderWith({ "keys.json": keys });
  const issuer = "https://login.example";
  const flags = ["--issuer", issuer, "--audience", "gate", "--jwks", "keys.json"];
  const served = await started(folder, flags);
  expect(served.told()).toContain(issuer);
  const token = await new SignJWT({ holdpoint_roles: ["service_manager"], person: "mari" })
    .setProtectedHeader({ alg: "ES256", kid: "k" })
    .setIssuer(issuer)
    .setAudience("gate")
    .setSubject("mari")
    .setExpirationTime("5m")
    .sign(privateKey);
  expect(await served.run("cases", "list", "--token", token, ...data)).toMatchObject({ code: 0 });
  const { code, stderr } = await served.run("cases", "list", ...asMari);
  expect(code).toBe(3);
  expect(stderr).toContain("is not trusted here");
});

test("the log of the functions goes to standard error as JSON lines, where it is asked for", async () => {
  const served = await started(folderWith(), ["--verbose"]);
  let log = "";
  served.process.stderr?.on("data", (chunk: string) => {
    log += chunk;
  });
  await served.run("submit", order("pass"), "--gate", "order", "--as", "shop", ...data);
  await eventually(
    async () => log,
    (text) => text.includes("submission.judged"),
  );
  const lines = log
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map(({ message }) => message)).toContain("submission.judged");
});

test("tables that are loaded while it runs are read from the next submission on", async () => {
  const folder = folderWith({ "typo_domains.csv": "domain\ngmial.com\n" });
  const served = await started(folder);
  const before = await served.run("submit", order("pass"), "--gate", "order", "--as", "a", ...data);
  expect(before.stdout).toMatch(/ORD-06 .*needs .*products/);
  const products = join(repository, "examples/order/reference/products.ndjson");
  const store = ["--store", "data/reference.sqlite"];
  expect(await at(folder, ["reference", "load", "products", products, ...store])).toMatchObject({
    code: 0,
  });
  const after = await served.run("submit", order("pass"), "--gate", "order", "--as", "b", ...data);
  expect(after.stdout).not.toMatch(/ORD-06 .*needs .*products/);
});

test("a backup that is made while it runs is a gate of its own, with all that was there", async () => {
  const folder = folderWith();
  const served = await started(folder, ["--examples"]);
  await eventually(
    () => casesOf(served, "ORD-02"),
    (cases) => cases.length === 1,
  );
  const copy = folderWith();
  expect(await served.run("backup", join(copy, "data"), ...data)).toMatchObject({ code: 0 });
  const other = await started(copy, ["--examples"]);
  expect(other.told()).toContain("16 examples are already there");
  expect(await casesOf(other, "ORD-02")).toEqual(await casesOf(served, "ORD-02"));
  const rotation = ["keys", "rotate", "--text", "Restored from the backup", "--as", "Ops", ...data];
  expect(await other.run(...rotation)).toMatchObject({ code: 0 });
  const keys = async (one: Served) =>
    JSON.parse((await one.run("keys", "list", "--json", ...data)).stdout);
  const [mine, copied] = [await keys(served), await keys(other)];
  expect(copied.keys.map(({ kid }: { kid: string }) => kid)).toContain(mine.keys[0].kid);
  expect(copied.keys[0].kid).not.toBe(mine.keys[0].kid);
  const again = await served.run("backup", join(copy, "data"), ...data);
  expect(again).toMatchObject({ code: 3, stderr: expect.stringContaining("is there already") });
});

test("answers the API's description as a page of its own, and nothing beside its routes", async () => {
  const { url } = await started(folderWith(), ["--gate", "order"]);
  const status = async (path: string, init?: RequestInit) => (await fetch(url + path, init)).status;
  const page = await fetch(`${url}/docs`);
  expect(page.headers.get("content-type")).toMatch(/^text\/html/);
  for (const [, file] of (await page.text()).matchAll(/(?:href|src)="([^"]+)"/g))
    expect([file, await status(file as string)]).toEqual([file, 200]);
  expect(await status("/openapi.json")).toBe(200);
  expect(await status("/v1/gates")).toBe(401);
  for (const path of ["/", "/v1", "/docs/../package.json", "/docs/package.json", "/local/backup"])
    expect([path, await status(path)]).toEqual([path, 404]);
  const secret = { "x-holdpoint-control": "0".repeat(64) };
  expect(await status("/local/backup", { method: "POST", headers: secret, body: "/x" })).toBe(404);
  const large = { method: "POST", body: "x".repeat(1024 * 1024 + 1) };
  expect(await status("/v1/keys", large)).toBe(413);
});

test("a token is for whom it says, and a name makes one person and one account", async () => {
  const folder = folderWith();
  const token = async (...args: readonly string[]) => {
    const { stdout, stderr, code } = await at(folder, ["token", ...args, ...data]);
    if (code !== 0) return stderr;
    return JSON.parse(Buffer.from(stdout.split(".")[1] as string, "base64url").toString());
  };
  const role = ["--role", "service_manager"];
  expect(await token("--name", "Mari Tämm", ...role)).toMatchObject({
    sub: "mari-tamm",
    person: "mari-tamm",
    holdpoint_roles: ["service_manager"],
  });
  const second = ["--name", "Mari Tämm", "--login", "Second", "--role", "auditor"];
  expect(await token(...second, ...role)).toMatchObject({
    sub: "mari-tamm.second",
    person: "mari-tamm",
    holdpoint_roles: ["auditor", "service_manager"],
  });
  expect(await token("--name", "shop", "--machine", ...role)).not.toHaveProperty("person");
  const day = (await token("--name", "x", ...role, "--expires", "1d")) as {
    exp: number;
    iat: number;
  };
  expect(day.exp - day.iat).toBe(86_400);
  expect(await token("--name", "!!", ...role)).toContain("has no letter and no digit");
  expect(await token("--name", "x", "--role", "manager")).toContain("is no role");
  expect(await token("--name", "x", ...role, "--expires", "8")).toContain("write a time such as");
});

test("two processes that make the issuer at once make one", () => {
  const folder = folderWith();
  mkdirSync(join(folder, "data"));
  const script = join(folder, "both.sh");
  const one = `"${process.execPath}" "${join(repository, "bin/holdpoint.mjs")}" token --name a --role admin --data data`;
  writeFileSync(script, `${one} >one & ${one} >two & wait`);
  spawnSync("sh", [script], { cwd: folder, timeout: 120_000 });
  const kid = (name: string): unknown => {
    const [header = ""] = readFileSync(join(folder, name), "utf8").split(".");
    return JSON.parse(Buffer.from(header, "base64url").toString()).kid;
  };
  expect(kid("one")).toBe(kid("two"));
});
