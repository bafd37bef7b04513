import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { bulkSettings, clientSettings } from "../../lib/adapters/aws/client-settings.ts";
import { attemptOf } from "./fault.ts";

const fasterTimes = 8;
/** Longer than any machine takes for an answer that does come. */
const unhurriedMs = 60_000;

type Settings = typeof clientSettings | typeof bulkSettings;

/** A client's settings, except that it waits for answers an eighth of the time. */
const faster = <T extends Settings>({ requestHandler, ...settings }: T) => ({
  ...settings,
  requestHandler: {
    ...requestHandler,
    requestTimeout: requestHandler.requestTimeout / fasterTimes,
    socketTimeout: requestHandler.socketTimeout / fasterTimes,
  },
});

/**
 * The product's own settings of clients, with less patience: for who asks again until it is answered.
 * What is answered may come too late for it, too, where the machine is busy.
 */
export const impatient = faster(clientSettings);
/** The same, of those that carry megabytes. */
export const impatientInBulk = faster(bulkSettings);

/** The product's own settings, of clients that give up no answer which comes: for wires on which all do. */
export const unhurried = {
  ...clientSettings,
  requestHandler: {
    ...clientSettings.requestHandler,
    connectionTimeout: unhurriedMs,
    requestTimeout: unhurriedMs,
    socketTimeout: unhurriedMs,
  },
};

const attemptAt = ({ headers }: { readonly headers: Readonly<Record<string, string>> }) =>
  attemptOf(headers["amz-sdk-request"]) as number;

type Handler = S3Client["config"]["requestHandler"];

type Faster = ReturnType<typeof faster>;
type Waiting = Required<Pick<S3ClientConfig, "requestHandler">>;

/** Settings of one client that waits as each of these says in one try after the other. */
function inTurn(settings: Faster, each: readonly Waiting[]) {
  const handlers = each.map(
    ({ requestHandler }): Handler => new S3Client({ requestHandler }).config.requestHandler,
  );
  const requestHandler: Handler = {
    ...(handlers[0] as Handler),
    handle: (request, options) => {
      const attempt = Math.min(attemptAt(request), handlers.length);
      return (handlers[attempt - 1] as Handler).handle(request, options);
    },
    destroy: () => {
      for (const handler of handlers) handler.destroy?.();
    },
  };
  return { ...settings, requestHandler };
}

/**
 * Settings of one client that is impatient in the first so many tries of each call, which faults
 * befall, and in no hurry in those behind them, which must succeed however busy the machine is.
 */
export const impatientAtFirst = (tries: number, settings: Faster = impatient) =>
  inTurn(settings, [...Array<Waiting>(tries).fill(settings), unhurried]);

/**
 * Of one client whose tries each wait longer, where faults befall any: of many who ask at once
 * somebody is answered in the end, however busy the machine is.
 */
export const lessAndLessHurried = (settings: Faster = impatient) =>
  inTurn(settings, [settings, clientSettings, unhurried]);
