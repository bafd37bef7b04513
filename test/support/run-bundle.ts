// A process that does what Lambda does with a bundle: imports it, hands it an event, takes its
// answer. node run-bundle.ts INDEX EVENT ANSWER; what it prints is the function's log.
import { readFileSync, writeFileSync } from "node:fs";

const [index, event, answer] = process.argv.slice(2) as [string, string, string];
const { handler } = await import(index);
const context = { awsRequestId: "request-1", functionName: "bundle" };
const told = await handler(JSON.parse(readFileSync(event, "utf8")), context);
writeFileSync(answer, JSON.stringify(told));
