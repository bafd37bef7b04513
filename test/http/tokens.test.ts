import { generateKeyPairSync, sign } from "node:crypto";
import { createLocalJWKSet } from "jose";
import { rememberTokens } from "../../lib/http/remembered-tokens.ts";
import { type TrustedIssuer, verifyToken } from "../../lib/http/tokens.ts";
import { type GateOverHttp, gateOverHttp } from "../support/gate-over-http.ts";
import { marksGate } from "../support/marks-gate.ts";
import { hmacWith, signedToken, testIssuer } from "../support/tokens.ts";

const now = "2026-11-23T09:00:00.000Z";
const nowSeconds = Date.parse(now) / 1_000;
const other = testIssuer("https://other");

let gate: GateOverHttp;
beforeAll(async () => {
  gate = await gateOverHttp([marksGate()]);
});
afterAll(async () => gate.close());

const me = (headers: Readonly<Record<string, string>>) => gate.ask({ path: "/v1/me", headers });
const withToken = (token: string) => me({ authorization: `Bearer ${token}` });
const token = (...args: Parameters<typeof gate.issuer.token>): string => gate.issuer.token(...args);

/** The claims that a token of an attacker's own making would have. */
const claims = { iss: "https://login", aud: "holdpoint", sub: "mari", exp: 32_472_144_000 };

// What is wrong with a token, and the header that carries it.
const REFUSED: readonly [what: string, authorization: () => string | undefined][] = [
  ["none", () => undefined],
  ["an empty header", () => ""],
  ["a scheme without a token", () => "Bearer"],
  ["another scheme", () => "Basic bWFyaTptYXJp"],
  ["a signature of AWS that no gateway has checked", () => "AWS4-HMAC-SHA256 Credential=AKIA/x"],
  ["two tokens in two headers", () => `Bearer ${token()},Bearer ${token()}`],
  ["two tokens in one header", () => `Bearer ${token()} ${token()}`],
  ["no token at all", () => "Bearer abc"],
  ["a token of five parts (encrypted)", () => "Bearer a.b.c.d.e"],
  ["an expired one", () => `Bearer ${token({ exp: nowSeconds - 31 })}`],
  ["one that is not valid yet", () => `Bearer ${token({ nbf: nowSeconds + 31 })}`],
  ["one without an end", () => `Bearer ${token({ exp: undefined })}`],
  ["an end that is no number", () => `Bearer ${token({ exp: "never" })}`],
  ["another audience", () => `Bearer ${token({ aud: "shop" })}`],
  ["no audience", () => `Bearer ${token({ aud: undefined })}`],
  ["another issuer", () => `Bearer ${other.token()}`],
  [
    "another issuer's key under our issuer's name",
    () => `Bearer ${other.token({ iss: "https://login" })}`,
  ],
  ["a key that is not published", () => `Bearer ${testIssuer("https://login", "key-2").token()}`],
  ["an issuer with a slash more", () => `Bearer ${token({ iss: "https://login/" })}`],
  ["no issuer", () => `Bearer ${token({ iss: undefined })}`],
  ["no subject", () => `Bearer ${token({ sub: undefined })}`],
  ["an empty subject", () => `Bearer ${token({ sub: " " })}`],
  ["a subject that is no text", () => `Bearer ${token({ sub: 7 })}`],
  ["a token for another purpose", () => `Bearer ${token({}, { typ: "logout+jwt" })}`],
  ["a critical header that nobody knows", () => `Bearer ${token({}, { crit: ["x"], x: 1 })}`],
  ["a changed payload", () => `Bearer ${withOtherPayload(token({ sub: "mari" }))}`],
  ["a cut signature", () => `Bearer ${token().slice(0, -2)}`],
  ["alg none", () => `Bearer ${signedToken({ alg: "none" }, claims, () => Buffer.alloc(0))}`],
  [
    "alg none with a signature",
    () => `Bearer ${signedToken({ alg: "none", kid: "key-1" }, claims, () => Buffer.from("x"))}`,
  ],
  [
    "alg NONE",
    () => `Bearer ${signedToken({ alg: "NONE", kid: "key-1" }, claims, () => Buffer.from("x"))}`,
  ],
  [
    "HS256 with the public key as its secret",
    () =>
      `Bearer ${signedToken({ alg: "HS256", kid: "key-1" }, claims, hmacWith(gate.issuer.publicKey))}`,
  ],
  ["a key of its own in its header", () => `Bearer ${withOwnKey()}`],
  ["a name of itself that is no text", () => `Bearer ${token({ person: 7 })}`],
  ["a header that is larger than any token", () => `Bearer ${token({ x: "x".repeat(20_000) })}`],
];

test.each(REFUSED)("%s: 401, with what would be right", async (_what, authorization) => {
  const value = authorization();
  const told = await me(value === undefined ? {} : { authorization: value });
  expect(told.status).toBe(401);
  expect(told.problem).toMatchObject({ code: "unauthenticated", status: 401 });
  expect(told.headers["www-authenticate"]).toMatch(/^Bearer realm="holdpoint"/);
  expect(told.problem.reason).toBe(
    value === undefined || value === "" ? "no_token" : "invalid_token",
  );
});

test("at least as many ways are refused as are known", () => {
  expect(REFUSED.length).toBeGreaterThanOrEqual(34);
});

test.each<[string, () => string]>([
  ["of the scheme in any case", () => `bearer ${token()}`],
  ["of the type of access tokens", () => `Bearer ${token({}, { typ: "at+jwt" })}`],
  ["that names no type", () => `Bearer ${token({}, { typ: undefined })}`],
  ["for several audiences", () => `Bearer ${token({ aud: ["shop", "holdpoint"] })}`],
  [
    "that ended within what clocks may differ by",
    () => `Bearer ${token({ exp: nowSeconds - 29 })}`,
  ],
])("a token %s signs in", async (_what, authorization) => {
  const told = await me({ authorization: authorization() });
  expect(told.status).toBe(200);
  expect(told.body.principal).toBe("https://login|shop");
});

test("the algorithms of the list verify, and no other", async () => {
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const keys = createLocalJWKSet({
    keys: [
      { ...ec.publicKey.export({ format: "jwk" }), kid: "ec" } as never,
      { ...rsa.publicKey.export({ format: "jwk" }), kid: "rsa" } as never,
    ],
  });
  const trusted: TrustedIssuer = { issuer: claims.iss, audience: claims.aud, keys };
  const es256 = (text: string) =>
    sign("sha256", Buffer.from(text), { key: ec.privateKey, dsaEncoding: "ieee-p1363" });
  const rs256 = (text: string) => sign("sha256", Buffer.from(text), rsa.privateKey);
  const verify = (alg: string, kid: string, signature: (text: string) => Uint8Array) =>
    verifyToken(`Bearer ${signedToken({ alg, kid }, claims, signature)}`, [trusted], now);
  expect((await verify("ES256", "ec", es256)).sub).toBe("mari");
  expect((await verify("RS256", "rsa", rs256)).sub).toBe("mari");
  await expect(verify("PS256", "rsa", rs256)).rejects.toMatchObject({ code: "unauthenticated" });
  await expect(verify("ES256", "rsa", es256)).rejects.toMatchObject({ code: "unauthenticated" });
  await expect(verify("RS256", "ec", rs256)).rejects.toMatchObject({ code: "unauthenticated" });
});

test("keys that cannot be read say nothing about a token: 503", async () => {
  const keys = () => Promise.reject(Object.assign(new TypeError("fetch failed")));
  const trusted = { ...gate.issuer.trusted, keys };
  await expect(verifyToken(`Bearer ${token()}`, [trusted], now)).rejects.toMatchObject({
    code: "unavailable",
  });
});

describe("a token that holds, of someone who may not", () => {
  const submission = `/v1/submissions/${"0".repeat(40)}`;

  test("without a role: 403 for all that has roles", async () => {
    const told = await gate.ask({
      method: "POST",
      path: "/v1/gates/marks/submissions",
      headers: { authorization: `Bearer ${token()}`, "idempotency-key": "k" },
      body: { subject: [] },
    });
    expect(told).toMatchObject({
      status: 403,
      problem: { code: "forbidden", reason: "role_missing" },
    });
  });

  test("public routes ask for nobody, and refuse no wrong token", async () => {
    for (const authorization of [undefined, "Bearer wrong"])
      expect(
        (await gate.ask({ path: "/openapi.json", headers: authorization ? { authorization } : {} }))
          .status,
      ).toBe(200);
    expect((await gate.ask({ path: submission })).status).toBe(401);
  });
});

test("what a problem says names no claim's value", async () => {
  const told = await withToken(token({ aud: "Mari Maasikas", person: "Mari Maasikas" }));
  expect(told.text).not.toContain("Mari");
});

function withOtherPayload(text: string): string {
  const [header, payload, signature] = text.split(".") as [string, string, string];
  const read = JSON.parse(Buffer.from(payload, "base64url").toString());
  const changed = Buffer.from(JSON.stringify({ ...read, sub: "maria" })).toString("base64url");
  return `${header}.${changed}.${signature}`;
}

function withOwnKey(): string {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const header = { alg: "EdDSA", kid: "key-1", jwk: publicKey.export({ format: "jwk" }) };
  return signedToken(header, claims, (text) => sign(null, Buffer.from(text), privateKey));
}

describe("a token that held is remembered", () => {
  const at = (seconds: number): string => new Date(Date.parse(now) + seconds * 1_000).toISOString();
  const counting = () => {
    let asked = 0;
    const keys: TrustedIssuer["keys"] = (...args) => {
      asked += 1;
      return gate.issuer.trusted.keys(...args);
    };
    return { trusted: [{ ...gate.issuer.trusted, keys }], asked: () => asked };
  };

  test("for a minute, and not before or after it", async () => {
    const { trusted, asked } = counting();
    const verify = rememberTokens(trusted);
    const header = `Bearer ${token()}`;
    for (const seconds of [0, 1, 59]) await verify(header, at(seconds));
    expect(asked()).toBe(1);
    await verify(header, at(60));
    expect(asked()).toBe(2);
    await verify(header, at(-1));
    expect(asked()).toBe(3);
  });

  test("but not beyond its end", async () => {
    const verify = rememberTokens(counting().trusted);
    const header = `Bearer ${token({ exp: nowSeconds + 10 })}`;
    await verify(header, at(0));
    await verify(header, at(39));
    await expect(verify(header, at(41))).rejects.toMatchObject({ code: "unauthenticated" });
  });

  test("one that does not hold is looked at each time, and one letter makes another token", async () => {
    const { trusted, asked } = counting();
    const verify = rememberTokens(trusted);
    const good = `Bearer ${token()}`;
    await verify(good, at(0));
    const bad = `Bearer ${withOtherPayload(token())}`;
    for (const header of [bad, bad, good.slice(0, -1)])
      await expect(verify(header, at(1))).rejects.toMatchObject({ code: "unauthenticated" });
    expect(asked()).toBe(4);
  });

  test("no more than a thousand at a time", async () => {
    const { trusted, asked } = counting();
    const verify = rememberTokens(trusted);
    const headers = Array.from({ length: 1_001 }, (_, n) => `Bearer ${token({ jti: String(n) })}`);
    for (const header of headers) await verify(header, at(0));
    await verify(headers[1]!, at(1));
    expect(asked()).toBe(1_001);
    await verify(headers[0]!, at(1));
    expect(asked()).toBe(1_002);
  });
});
