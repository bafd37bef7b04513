// A process of its own: a queue outlives the gate that dies. `buildApp`, since fauxqs' own start
// listens on every interface.
import { buildApp } from "fauxqs";
import { standing, timePath } from "./sqs-time.ts";

const [port, time] = process.argv.slice(2);
const app = await buildApp({ logger: false, host: "127.0.0.1" });

if (time === standing) {
  let nowMs = Date.now();
  Date.now = () => nowMs;
  app.post<{ Params: { ms: string } }>(`${timePath}/:ms`, async ({ params }) => {
    nowMs += Number(params.ms);
    return { nowMs };
  });
}
await app.listen({ port: Number(port), host: "127.0.0.1" });
