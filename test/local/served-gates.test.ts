import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ActivePlan } from "../../lib/app/ports.ts";
import { trustedIssuer } from "../../lib/cli/serve/trusted-issuer.ts";
import { requestEvent } from "../../lib/local/http/request-event.ts";
import { openIssuer } from "../../lib/local/issuer.ts";
import { type LocalGate, openLocalGate } from "../../lib/local/local-gate.ts";
import { setFunctionLogs } from "../../lib/local/quiet-functions.ts";
import { marked, marksGate } from "../support/marks-gate.ts";
import { eventually } from "../support/served.ts";

setFunctionLogs(false);
const folder = mkdtempSync(join(tmpdir(), "holdpoint-"));
afterAll(() => rmSync(folder, { recursive: true }));

const named = (name: string): ActivePlan => {
  const { gate, plan } = marksGate();
  return { gate: { ...gate, name }, plan };
};

async function opened(...gates: readonly string[]): Promise<LocalGate> {
  const trusted = await trustedIssuer({ host: "localhost" }, folder, folder);
  return openLocalGate({
    folder,
    active: gates.map(named),
    identity: { tenant: "acme", issuers: [trusted] },
    onFailure: () => {},
  });
}

async function post(gate: LocalGate, target: string, body: Uint8Array, key: string) {
  const isSender = target.endsWith("/submissions");
  const role = isSender ? "submitter" : "service_manager";
  const bearer = { login: role, person: role, roles: [role] } as const;
  const token = await (await openIssuer(folder)).mint(bearer, new Date(), 300);
  const headers = { authorization: `Bearer ${token}`, "idempotency-key": key };
  const rawHeaders = Object.entries({ ...headers, "content-type": "application/json" }).flat();
  const asked = { id: key, method: "POST", target, rawHeaders, body };
  const event = requestEvent({ ...asked, sourceIp: "127.0.0.1", receivedAt: new Date() });
  return (await gate.answer(event)).statusCode;
}

test("a gate that is served no more takes nothing in, and what it holds is decided all the same", async () => {
  const first = await opened("stays", "goes");
  const held = marked([{ number: "1", marks: ["hold1"] }]);
  expect(await post(first, "/v1/gates/goes/submissions", held, "a")).toBe(200);
  await first.close();

  const second = await opened("stays");
  try {
    // Nobody looks after its rules any more, and the tables that they read may not be open.
    expect(await post(second, "/v1/gates/goes/submissions", held, "b")).toBe(404);
    expect(await post(second, "/v1/gates/stays/submissions", held, "b")).toBe(200);
    expect(await post(second, "/v1/gates/goes/submissions", held, "a")).toBe(200); // a retry
    const [one] = await eventually(
      () => second.store.cases.waiting("goes", 10),
      (cases) => cases.length > 0,
    );
    const reason = { code: "one_off_agreed", text: "agreed with the customer on the phone" };
    const decision = Buffer.from(JSON.stringify({ decision: "release", reason }));
    expect(await post(second, `/v1/cases/${one?.id}/decision`, decision, "c")).toBe(200);
    expect((await second.store.submissions.find(one?.submission ?? ""))?.state).toBe("released");
  } finally {
    await second.close();
  }
});
