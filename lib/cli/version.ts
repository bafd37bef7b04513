import { packageVersion } from "../adapters/files/shipped.ts";

/** The version that `--version` shows. */
export const version: string = packageVersion();
