/** One try may take this long, of which connecting this long; there are this many tries. */
export const connectTimeoutMs = 1_000;
export const requestTimeoutMs = 4_000;
export const attemptsMax = 3;
/** Connections that one client holds open; more calls than that wait for each other. */
const socketsMax = 100;

/**
 * What every client of AWS is made with, so that its calls end: within `attemptsMax` tries of
 * `requestTimeoutMs` each. Between tries it pauses a random time that doubles, and once most tries
 * fail it spends its budget and tries no more (the SDK's standard mode).
 */
export const clientSettings = {
  maxAttempts: attemptsMax,
  retryMode: "standard",
  requestHandler: {
    connectionTimeout: connectTimeoutMs,
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true, // otherwise the SDK only warns
    // The request is over for the SDK when the answer begins: one that then stalls would be waited for.
    socketTimeout: requestTimeoutMs,
    httpAgent: { keepAlive: true, maxSockets: socketsMax },
    httpsAgent: { keepAlive: true, maxSockets: socketsMax },
  },
} as const;

/** A body that gives nothing for so long is broken off. */
const idleTimeoutMs = 10_000;

/** As `clientSettings`, for calls that carry megabytes. */
export const bulkSettings = {
  ...clientSettings,
  requestHandler: {
    ...clientSettings.requestHandler,
    requestTimeout: 5 * requestTimeoutMs,
    socketTimeout: idleTimeoutMs,
  },
} as const;
