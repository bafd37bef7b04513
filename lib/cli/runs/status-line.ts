import type { Io } from "../io.ts";

/** One line that says how far something is: on a terminal it stays one, elsewhere changes are told. */
export interface StatusLine {
  tell(text: string): void;
  end(): void;
}

const quietMs = 10_000;

export function statusLine({ stderr, now }: Pick<Io, "stderr" | "now">): StatusLine {
  let [shown, shownMs] = ["", 0];
  const write = (text: string): void => void stderr.write(text).catch(() => {});
  return {
    tell: (text) => {
      if (text === shown) return;
      const nowMs = now().getTime();
      // A log is no place for a line that changes each second.
      const isNews = text.split(":")[0] !== shown.split(":")[0];
      if (!stderr.isTerminal && !isNews && nowMs - shownMs < quietMs) return;
      [shown, shownMs] = [text, nowMs];
      const line = text.slice(0, (stderr.columns ?? 80) - 1);
      write(stderr.isTerminal ? `\r${line}\u001b[K` : `${text}\n`);
    },
    end: () => {
      if (stderr.isTerminal && shown !== "") write("\r\u001b[K");
    },
  };
}
