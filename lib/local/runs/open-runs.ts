import { availableParallelism } from "node:os";
import { folderObjects } from "../../adapters/objects-folder/objects.ts";
import { uploadsPath } from "../../adapters/objects-folder/piece-address.ts";
import { folderUploads } from "../../adapters/objects-folder/uploads.ts";
import type { GateStore } from "../../adapters/sqlite/gate-store.ts";
import { runLimits } from "../../app/large-run/run-limits.ts";
import type { RunPorts } from "../../app/large-run/run-ports.ts";
import type { TakingPieces } from "../http/receive-piece.ts";
import type { LocalReferences } from "../references.ts";
import { localRunMachine } from "./run-machine.ts";
import { uploadsKey } from "./uploads-key.ts";

export interface LocalRunsSettings {
  readonly folder: string;
  readonly store: GateStore;
  readonly references: LocalReferences;
  /** What addresses of uploads begin with: `http://127.0.0.1:4600`; asked when one is signed. */
  readonly baseUrl: () => string;
  /** Threads that judge; as many as there are processors when absent. */
  readonly workers?: number;
  readonly onEnded: () => void;
  readonly onFailure: (what: string, error: unknown) => void;
}

/** The ports of large submissions on one machine. */
export interface LocalRuns extends Pick<RunPorts, "runs" | "objects" | "uploads" | "machine"> {
  readonly pieces: TakingPieces;
  /** Takes up what was being judged when the process before this one ended. */
  takeUp(): Promise<void>;
  close(): Promise<void>;
}

/** Large submissions over a data folder: nothing is under way until `takeUp`. */
export function openLocalRuns(settings: LocalRunsSettings): LocalRuns {
  const { folder, store, baseUrl, workers } = settings;
  const objects = folderObjects(folder);
  const uploads = folderUploads(folder, {
    secret: uploadsKey(folder),
    baseUrl,
    now: () => new Date(),
  });
  const size = Math.max(1, workers ?? availableParallelism());
  const machine = localRunMachine({ ...settings, objects, size });
  return {
    runs: store.runs,
    objects,
    uploads,
    machine,
    pieces: {
      path: uploadsPath,
      sizeMaxBytes: runLimits.pieceSizeMaxBytes,
      take: uploads.receivePiece,
    },
    takeUp: machine.takeUp,
    close: machine.close,
  };
}
