import type { Objects } from "../../lib/app/ports.ts";
import { environment, requireEnv } from "../../lib/environment.ts";

/**
 * The deployment's objects, for functions that seldom need them: the client of S3 is made when they
 * first do, so that no other start waits for it. Only what is large of a dossier lies there.
 */
export function deployedObjects(): Objects {
  const bucket = requireEnv(environment.objectsBucket);
  let made: Promise<Objects> | undefined;
  const make = async (): Promise<Objects> => {
    const [{ s3Client }, { s3Objects }] = await Promise.all([
      import("../../lib/adapters/s3/client.ts"),
      import("../../lib/adapters/s3/objects.ts"),
    ]);
    return s3Objects(s3Client(), bucket);
  };
  const objects = (): Promise<Objects> => {
    made ??= make();
    return made;
  };
  return {
    find: async (name) => (await objects()).find(name),
    read: async function* (name, range) {
      yield* (await objects()).read(name, range);
    },
    write: async (name, bytes, options) => (await objects()).write(name, bytes, options),
    list: async function* (prefix) {
      yield* (await objects()).list(prefix);
    },
    remove: async (names) => (await objects()).remove(names),
  };
}
