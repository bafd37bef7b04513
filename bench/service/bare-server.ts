import { DatabaseSync } from "node:sqlite";
import fastify from "fastify";

/**
 * `node bare-server.ts FILE one|grouped`: what an insert costs that does nothing else. Fastify parses
 * the JSON, SQLite stores it in the mode that Holdpoint's store has (WAL, synchronous = FULL), and the answer
 * goes out after the commit. `one` commits each request by itself; `grouped` commits together what
 * has come in meanwhile. Prints its address.
 */
const [file, mode] = process.argv.slice(2) as [string, "one" | "grouped"];

const database = new DatabaseSync(file);
database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
database.exec(
  "CREATE TABLE submission (id INTEGER PRIMARY KEY, received_at TEXT, body TEXT) STRICT",
);
const insert = database.prepare("INSERT INTO submission (received_at, body) VALUES (?, ?)");

const insertNow = (body: string): number =>
  Number(insert.run(new Date().toISOString(), body).lastInsertRowid);

interface Waiting {
  readonly body: string;
  readonly resolve: (id: number) => void;
}
let waiting: Waiting[] = [];

function insertTogether(body: string): Promise<number> {
  if (waiting.length === 0) setImmediate(commit);
  return new Promise((resolve) => waiting.push({ body, resolve }));
}

function commit(): void {
  const group = waiting;
  waiting = [];
  database.exec("BEGIN IMMEDIATE");
  const ids = group.map(({ body }) => insertNow(body));
  database.exec("COMMIT");
  for (const [index, { resolve }] of group.entries()) resolve(ids[index]!);
}

const server = fastify();
server.post("/v1/gates/:gate/submissions", async (request) => {
  const body = JSON.stringify(request.body);
  return { id: mode === "one" ? insertNow(body) : await insertTogether(body) };
});
console.log(await server.listen({ host: "127.0.0.1", port: 0 }));
