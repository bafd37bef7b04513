import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { cacheFolder, makePrivate } from "../lib/adapters/files/private-folder.ts";

// Before anything else is loaded: the next start then neither strips types nor compiles. In a folder
// of the user's own, since what lies there is run.
const folder = cacheFolder(process.env);
if (folder && makePrivate(join(folder, "code"))) enableCompileCache?.(join(folder, "code"));

const { main } = await import("../lib/cli/main.ts");
const { processIo } = await import("../lib/cli/io.ts");
process.exitCode = await main(process.argv.slice(2), processIo());
