import type { Channel, Io } from "../io.ts";

/** Tells a person at a terminal how far the work is. */
export interface Progress {
  /** Told how many more bytes were read. */
  readonly bytes: (count: number) => void;
  /** Told how many more records were judged. */
  readonly records: (count: number) => void;
  /** Takes the last line away. */
  readonly end: () => void;
}

const silent: Progress = { bytes: () => {}, records: () => {}, end: () => {} };
const quietMs = 1000;
const intervalMs = 200;

/** Shown only on a terminal, and only of work that takes over a second. */
export function progressOn({ stderr, now }: Io, totalBytes: number | undefined): Progress {
  if (!stderr.isTerminal) return silent;
  const startMs = now().getTime();
  let [bytes, records, shownMs] = [0, 0, startMs + quietMs - intervalMs];
  let isShown = false;
  const show = (): void => {
    const nowMs = now().getTime();
    if (nowMs - shownMs < intervalMs) return;
    shownMs = nowMs;
    isShown = true;
    const line = progressText({ bytes, records, totalBytes, elapsedMs: nowMs - startMs });
    tell(stderr, `\r${line.slice(0, (stderr.columns ?? 80) - 1)}\u001b[K`);
  };
  return {
    bytes: (count) => {
      bytes += count;
      show();
    },
    records: (count) => {
      records += count;
      show();
    },
    end: () => {
      if (isShown) tell(stderr, "\r\u001b[K");
    },
  };
}

/** A terminal that has gone away stops no work. */
function tell(channel: Channel, text: string): void {
  channel.write(text).catch(() => {});
}

/** `12,000 records · 35 % · 4,000/s · 0:12 left` */
export function progressText(at: {
  readonly bytes: number;
  readonly records: number;
  readonly totalBytes: number | undefined;
  readonly elapsedMs: number;
}): string {
  const { bytes, records, totalBytes, elapsedMs } = at;
  const rate = Math.round((records * 1000) / Math.max(1, elapsedMs));
  const share = totalBytes ? Math.min(1, bytes / totalBytes) : undefined;
  return [
    `${numberText(records)} records`,
    ...(share === undefined ? [] : [`${Math.floor(share * 100)} %`]),
    `${numberText(rate)}/s`,
    ...(share ? [`${durationText((elapsedMs * (1 - share)) / share)} left`] : []),
  ].join(" · ");
}

const numberText = (value: number): string => value.toLocaleString("en-GB");

function durationText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = `${String(seconds % 60).padStart(2, "0")}`;
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
