import type { IncomingHttpHeaders } from "node:http";

/** A call as it came over the wire. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An answer as it goes over the wire; headers by name and value in turn. */
export interface Told {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** A batch of which only a part is done. */
export interface Partly {
  /** What is done; nothing at all when absent. */
  readonly body?: Buffer;
  /** The answer to all of it, from the answer to what was done. */
  mend(told: Told | undefined): Told;
}

/** How a service speaks, and how it says no. */
export interface Service {
  readonly name: string;
  operationOf(asked: Asked): string;
  /** In its own words; `detail` chooses among them. */
  throttled(asked: Asked, detail: number): Told;
  failed(asked: Asked, detail: number): Told;
  /** Undefined where the call is no batch. */
  partly(asked: Asked, detail: number): Partly | undefined;
}
