import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { remoteKeys } from "../../../lib/adapters/jwks/remote-keys.ts";
import { verifyToken } from "../../../lib/http/tokens.ts";
import { testIssuer } from "../../support/tokens.ts";

const now = "2026-11-23T09:00:00.000Z";
const issuer = testIssuer();
const header = `Bearer ${issuer.token()}`;

let server: Server;
let answer: { readonly status: number; readonly body: string };
let asked = 0;
beforeAll(async () => {
  server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});
beforeEach(() => {
  asked = 0;
});

const published = (): string => {
  const jwk = { ...issuer.publicKey.export({ format: "jwk" }), kid: "key-1", alg: "EdDSA" };
  return JSON.stringify({ keys: [jwk] });
};
const trusted = (port = (server.address() as AddressInfo).port) => [
  {
    issuer: "https://login",
    audience: "holdpoint",
    keys: remoteKeys(`http://127.0.0.1:${port}/jwks`),
  },
];

test("keys are read when they are first needed, and then kept", async () => {
  answer = { status: 200, body: published() };
  const issuers = trusted();
  expect(asked).toBe(0);
  for (let n = 0; n < 3; n++) expect((await verifyToken(header, issuers, now)).sub).toBe("shop");
  expect(asked).toBe(1);
});

test("a token that names a key that is not among them holds no better for being sent often", async () => {
  answer = { status: 200, body: published() };
  const issuers = trusted();
  const strange = `Bearer ${testIssuer("https://login", "key-2").token()}`;
  for (let n = 0; n < 5; n++)
    await expect(verifyToken(strange, issuers, now)).rejects.toMatchObject({
      code: "unauthenticated",
    });
  expect(asked).toBe(1); // the issuer is not flooded
});

// The token may be good: nobody can tell, so nobody is told that it is bad.
test.each([
  ["fails", 500, "{}"],
  ["is not JSON", 200, "<html>"],
  ["holds no keys", 200, "{}"],
])("an answer that %s says nothing about a token", async (_what, status, body) => {
  answer = { status, body };
  await expect(verifyToken(header, trusted(), now)).rejects.toMatchObject({ code: "unavailable" });
});

test("nor does an issuer that cannot be reached", async () => {
  await expect(verifyToken(header, trusted(1), now)).rejects.toMatchObject({ code: "unavailable" });
});
