import picocolors from "picocolors";

/** What colours mean in output; without colour each gives its text as it is. */
export interface Palette {
  readonly block: (text: string) => string;
  readonly hold: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly pass: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly quiet: (text: string) => string;
}

export function paletteOf(isColoured: boolean): Palette {
  const colours = picocolors.createColors(isColoured);
  return {
    block: (text) => colours.bold(colours.red(text)),
    hold: (text) => colours.bold(colours.yellow(text)),
    warn: (text) => colours.cyan(text),
    pass: (text) => colours.bold(colours.green(text)),
    strong: (text) => colours.bold(text),
    quiet: (text) => colours.dim(text),
  };
}
