// A process of its own: a queue outlives the gate that dies. `buildApp`, since fauxqs' own start
// listens on every interface.
import { buildApp } from "fauxqs";

const app = await buildApp({ logger: false, host: "127.0.0.1" });
await app.listen({ port: Number(process.argv[2]), host: "127.0.0.1" });
