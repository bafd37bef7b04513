import type { Measured, MeasuredPeer } from "./engine-race.ts";
import type { EngineResult } from "./results-text.ts";

/** What was aimed at, and what was found in the worse of the two variants. */
export interface Target {
  readonly what: string;
  readonly wanted: string;
  readonly found: string;
  readonly met: boolean;
  /** By how much it was missed, and why. */
  readonly why: string;
}

export function targetsOf(engine: EngineResult): readonly Target[] {
  const variants = [engine.strings, engine.numbers];
  return [
    atMost("time over the hand-written one", 1.25, variants, (m) => m.handwritten.median),
    atLeast(
      "times as fast as the fastest engine whose rules are data",
      8,
      variants,
      (m) => fastestData(m).ratio.median,
      (m) => againstData(m),
    ),
    atLeast("times as fast as zod", 3, variants, (m) => peerNamed(m, "zod").ratio.median),
    atMost("time with explanations over outcomes alone", 3, variants, (m) => m.explained.median),
  ];
}

type Figure = (m: Measured) => number;
type Why = (m: Measured) => string;

function atMost(
  what: string,
  limit: number,
  variants: readonly Measured[],
  figure: Figure,
): Target {
  const found = variants.map(figure);
  const worst = Math.max(...found);
  return {
    ...{ what, wanted: `at most ${limit}`, found: texts(found), met: worst <= limit },
    why: `by ${(100 * (worst / limit - 1)).toFixed(0)} %`,
  };
}

function atLeast(
  what: string,
  limit: number,
  variants: readonly Measured[],
  figure: Figure,
  why: Why = () => "",
): Target {
  const found = variants.map(figure);
  const worst = variants[found.indexOf(Math.min(...found))]!;
  const by = `by ${(100 * (1 - figure(worst) / limit)).toFixed(0)} %`;
  const reason = why(worst);
  return {
    ...{ what, wanted: `at least ${limit}`, found: texts(found) },
    met: Math.min(...found) >= limit,
    why: reason === "" ? by : `${by}; ${reason}`,
  };
}

const texts = (figures: readonly number[]): string =>
  `${figures[0]!.toFixed(2)} (text), ${figures[1]!.toFixed(2)} (numbers)`;

function fastestData(m: Measured): MeasuredPeer {
  const peers = m.peers.filter(({ rulesAre }) => rulesAre === "data");
  return peers.reduce((a, b) => (a.ratio.median <= b.ratio.median ? a : b));
}

/** How far even the limit is from that engine, so that the gap is seen for what it is. */
function againstData(m: Measured): string {
  const { name, ratio, agreement } = fastestData(m);
  const limit = ratio.median * m.handwritten.median;
  const wrong = ((100 * agreement.differing) / agreement.pairs).toFixed(1);
  return (
    `${name}, which gives ${wrong} % of its outcomes wrong; the hand-written limit itself is ` +
    `${limit.toFixed(1)} times as fast as it`
  );
}

const peerNamed = (m: Measured, name: string): MeasuredPeer =>
  m.peers.find((peer) => peer.package === name)!;
