/** The texts of a row's cells. Quotes must be in order, as the row splitter tells. */
export function cellsOf(text: string, delimiter: string, hasQuotes: boolean): string[] {
  if (!hasQuotes) return text.split(delimiter);
  const cells: string[] = [];
  for (let at = 0; at <= text.length; ) {
    const end = text[at] === '"' ? closingQuote(text, at) + 1 : endOfCell(text, delimiter, at);
    cells.push(text[at] === '"' ? unquoted(text.slice(at + 1, end - 1)) : text.slice(at, end));
    at = end + 1;
  }
  return cells;
}

function closingQuote(text: string, opening: number): number {
  let quote = text.indexOf('"', opening + 1);
  while (text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
  return quote;
}

function endOfCell(text: string, delimiter: string, at: number): number {
  const end = text.indexOf(delimiter, at);
  return end < 0 ? text.length : end;
}

const unquoted = (text: string): string => (text.includes('"') ? text.replaceAll('""', '"') : text);
