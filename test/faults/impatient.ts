import { bulkSettings, clientSettings } from "../../lib/adapters/aws/client-settings.ts";

const fasterTimes = 8;

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

/** The product's own settings of clients, with less patience. */
export const impatient = faster(clientSettings);
/** The same, of those that carry megabytes. */
export const impatientInBulk = faster(bulkSettings);
