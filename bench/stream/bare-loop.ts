import { createReadStream } from "node:fs";

/** What reading NDJSON costs at the least: lines, and `JSON.parse` of each. Prints how many it read. */
const [path = ""] = process.argv.slice(2);
let count = 0;
let rest = "";
for await (const chunk of createReadStream(path, { encoding: "utf8", highWaterMark: 256 * 1024 })) {
  const lines = `${rest}${chunk}`.split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) {
    JSON.parse(line);
    count++;
  }
}
if (rest !== "") {
  JSON.parse(rest);
  count++;
}
console.log(count);
