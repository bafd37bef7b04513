/** What one machine takes at most, so that no client can make it fall over. */
export const limits: Readonly<Record<LimitName, number>> = {
  /** Of the request line and all headers together. */
  headerBytesMax: 16 * 1024,
  /** In which the headers of a request must have come, and then its body. */
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  /** In which a piece of a file must have come: as long as its address holds. */
  pieceTimeoutMs: 3_600_000,
  /** For which a connection without a request stays open. */
  idleTimeoutMs: 30_000,
  /** How often what is late is looked for. */
  lateCheckMs: 1_000,
  /** Connections beyond are closed at once. */
  connectionsMax: 1_024,
  /** Requests that are worked on at one time; the others hear 503 and come again. */
  requestsMax: 256,
  /** Bytes of bodies that are held at one time. */
  bodiesBytesMax: 128 * 1024 * 1024,
  /** Of a refused body, what is read and thrown away so that its sender hears why. */
  discardedBytesMax: 64 * 1024 * 1024,
};

type LimitName =
  | "headerBytesMax"
  | "headersTimeoutMs"
  | "requestTimeoutMs"
  | "pieceTimeoutMs"
  | "idleTimeoutMs"
  | "lateCheckMs"
  | "connectionsMax"
  | "requestsMax"
  | "bodiesBytesMax"
  | "discardedBytesMax";
