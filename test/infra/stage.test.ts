import { App } from "aws-cdk-lib";
import { settings, stageIn } from "../../lib/infra/stage.ts";
import { sourceOf } from "../support/house.ts";

const stageOf = (context: Record<string, string>, shell = {}) =>
  stageIn(new App({ context }).node, shell);

test("without context it is dev, whose data may go, and which asks nothing of the account", () => {
  expect(stageOf({})).toEqual({
    name: "dev",
    tenant: "dev",
    region: "eu-central-1",
    keepsData: false,
    retentionDays: 1,
    signingKeys: 1,
    warm: 0,
    partsAtOnce: 5,
    addressRate: 10_000,
    callerRate: 1_000,
    traces: false,
    said: {},
  });
});

test("every other stage keeps its data for seven years, and has what a flood must not starve", () => {
  expect(stageOf({ stage: "prod", tenant: "acme" })).toMatchObject({
    name: "prod",
    tenant: "acme",
    keepsData: true,
    retentionDays: 2_557,
    reserved: { submit: 400, api: 100, openCases: 50 },
    partsAtOnce: 200,
  });
});

test("a region that is named goes before the shell's", () => {
  const shell = { region: "us-west-2", account: "111122223333" };
  expect(stageOf({}, shell)).toMatchObject({ region: "us-west-2", account: "111122223333" });
  expect(stageOf({ region: "eu-north-1" }, shell).region).toBe("eu-north-1");
});

test("an issuer and an audience make callers bring tokens", () => {
  const tokens = { issuer: "https://login.example", audience: "holdpoint" };
  const keysUrl = "https://login.example/.well-known/jwks.json";
  expect(stageOf(tokens).tokens).toEqual({ ...tokens, keysUrl });
  const elsewhere = { issuer: "https://login.example/", keys: "https://keys.example/jwks" };
  expect(stageOf({ ...tokens, ...elsewhere }).tokens?.keysUrl).toBe("https://keys.example/jwks");
});

const certificate = "arn:aws:acm:us-east-1:111122223333:certificate/0a-1b";

test("an address of one's own comes with its certificate", () => {
  const domain = { domain: "gate.example.org", certificate };
  expect(stageOf(domain).domain).toEqual({ name: "gate.example.org", certificate });
});

test.each<[Record<string, string>, RegExp]>([
  [{ stage: "Prod" }, /'Prod' is no name/],
  [{ stage: "a-b" }, /'a-b' is no name/],
  [{ stage: "a234567890123456x" }, /is no name/],
  [{ tenant: "acme corp" }, /'acme corp' is no name/],
  [{ tenant: "/acme" }, /is no name/],
  [{ region: "Frankfurt" }, /'Frankfurt' is none/],
  [{ issuer: "https://login.example" }, /need both/],
  [{ audience: "holdpoint" }, /need both/],
  [{ issuer: "http://login.example", audience: "holdpoint" }, /not at an address with https/],
  [
    { issuer: "https://login.example", audience: "h", keys: "http://x" },
    /not at an address with https/,
  ],
  [{ domain: "gate.example.org" }, /needs both/],
  [{ certificate }, /needs both/],
  [
    { domain: "gate.example.org", certificate: certificate.replace("us-east-1", "eu-west-1") },
    /us-east-1/,
  ],
  [{ domain: "https://gate.example.org", certificate }, /no host name/],
  [{ "retention-days": "0" }, /whole number from 1 to 36500/],
  [{ "retention-days": "7y" }, /whole number/],
  [{ "retention-days": "1e3" }, /whole number/],
  [{ "signing-keys": "11" }, /from 1 to 10/],
  [{ warm: "-1" }, /from 0 to 1000/],
  [{ warm: "1.5" }, /whole number/],
  [{ reserved: "400" }, /three whole numbers/],
  [{ reserved: "400/100/0" }, /three whole numbers/],
  [{ "parts-at-once": "0" }, /from 1 to 5000/],
  [{ "address-rate": "99" }, /from 100/],
  [{ traces: "yes" }, /write on or off/],
  [{ "origin-secret": "current" }, /a version's id/],
])("%j is refused", (context, message) => {
  expect(() => stageOf(context)).toThrow(message);
});

test("every mistake is told at once", () => {
  expect(() => stageOf({ stage: "X", warm: "x", traces: "x" })).toThrow(
    /'X' is no name[\s\S]*traces is 'x'[\s\S]*warm is 'x'/,
  );
});

test("docs/DEPLOY.md tells of every setting, in the words that are kept with it", () => {
  const page = sourceOf("docs/DEPLOY.md");
  for (const [name, { unset, means }] of Object.entries(settings))
    expect(page).toContain(`| \`${name}\` | ${unset} | ${means} |`);
});
