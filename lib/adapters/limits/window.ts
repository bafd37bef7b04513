/** How many requests one caller may make. */
export interface RateLimit {
  readonly perSecond: number;
}

/** Requests are counted in windows of this length: so much may come at once. */
export const windowSeconds = 10;

/** The number of the window of an instant, and whole seconds until the next one: at least 1. */
export function windowAt(at: string): { readonly window: number; readonly secondsLeft: number } {
  const seconds = Date.parse(at) / 1000;
  const window = Math.floor(seconds / windowSeconds);
  return { window, secondsLeft: Math.max(1, Math.ceil((window + 1) * windowSeconds - seconds)) };
}

export const perWindow = ({ perSecond }: RateLimit): number =>
  Math.max(1, Math.floor(perSecond * windowSeconds));
