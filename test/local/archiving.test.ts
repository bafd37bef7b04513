import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderArchive } from "../../lib/adapters/files/archive-folder.ts";
import { keyList } from "../../lib/app/pass/key-list.ts";
import { verifyArchive } from "../../lib/app/seal/verify/verify-archive.ts";
import { trustedIssuer } from "../../lib/cli/serve/trusted-issuer.ts";
import { archiveIn } from "../../lib/local/archiving.ts";
import { requestEvent } from "../../lib/local/http/request-event.ts";
import { openIssuer } from "../../lib/local/issuer.ts";
import { type LocalGate, openLocalGate } from "../../lib/local/local-gate.ts";
import { setFunctionLogs } from "../../lib/local/quiet-functions.ts";
import { marked, marksGate } from "../support/marks-gate.ts";
import { eventually } from "../support/served.ts";

setFunctionLogs(false);
const folder = mkdtempSync(join(tmpdir(), "holdpoint-"));
afterAll(() => rmSync(folder, { recursive: true }));

const failures: unknown[] = [];

async function opened(): Promise<LocalGate> {
  const trusted = await trustedIssuer({ host: "localhost" }, folder, folder);
  return openLocalGate({
    folder,
    active: [marksGate()],
    identity: { tenant: "acme", issuers: [trusted] },
    onFailure: (what, error) => failures.push([what, error]),
  });
}

async function submitTo(gate: LocalGate, key: string): Promise<number | undefined> {
  const bearer = { login: "shop", person: "Shop", roles: ["submitter"] } as const;
  const token = await (await openIssuer(folder)).mint(bearer, new Date(), 300);
  const headers = { authorization: `Bearer ${token}`, "idempotency-key": key };
  const event = requestEvent({
    ...{ id: key, method: "POST", target: "/v1/gates/marks/submissions" },
    rawHeaders: Object.entries({ ...headers, "content-type": "application/json" }).flat(),
    body: marked([{ number: key, marks: ["hold1"] }]),
    ...{ sourceIp: "127.0.0.1", receivedAt: new Date() },
  });
  return (await gate.answer(event)).statusCode;
}

const verified = (keys: object, through?: string) =>
  verifyArchive({
    source: folderArchive(archiveIn(folder)),
    ...{ keys, isArchive: true },
    ...(through !== undefined && { through }),
  });

test("a gate on one machine archives what it stores, and seals it when it stops", async () => {
  const gate = await opened();
  for (let n = 0; n < 5; n++) expect(await submitTo(gate, `first-${n}`)).toBe(200);
  const keys = await keyList(gate.store);
  // Each is judged, and its case opened.
  await eventually(
    () => verified(keys),
    ({ unsealed }) => unsealed === 10,
  );
  const before = new Date().toISOString();
  await gate.close();
  expect(await verified(keys, before)).toMatchObject({
    ...{ verdict: "intact", seals: 1, entries: 10, unsealed: 0, findings: [] },
  });
  expect(failures).toEqual([]);
});

test("it goes on where it was, also without knowing where that is", async () => {
  for (const [round, forgets] of [false, true].entries()) {
    if (forgets) rmSync(join(folder, "archived.json"));
    const gate = await opened();
    expect(await submitTo(gate, `again-${round}`)).toBe(200);
    const keys = await keyList(gate.store);
    await eventually(
      () => gate.store.entries.after(0, 1_000),
      (rows) => rows.length === 12 + 2 * round,
    );
    await gate.close();
    expect(await verified(keys)).toMatchObject({
      ...{ verdict: "intact", seals: 2 + round, entries: 12 + 2 * round, unsealed: 0 },
    });
  }
  expect(failures).toEqual([]);
});

test("a database of another time is archived whole, and what is there already stays as it is", async () => {
  writeFileSync(join(folder, "archived.json"), '{"number":3,"digest":"00"}');
  const gate = await opened();
  const keys = await keyList(gate.store);
  await gate.close();
  expect(await verified(keys)).toMatchObject({ verdict: "intact", entries: 14, unsealed: 0 });
  expect(readdirSync(archiveIn(folder))).toEqual(expect.arrayContaining(["entries", "seals"]));
});
