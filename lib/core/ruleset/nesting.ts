import { CST, Lexer } from "yaml";

/** Levels of lists and maps within each other. */
export const nestingMax = 40;
const indentationMax = 400;

/**
 * The offset at which lists and maps nest deeper than `nestingMax` levels, if any. Asked before a
 * text is parsed, because the parser recurses: a text made of brackets would use up its stack.
 */
export function nestsTooDeep(text: string): number | undefined {
  let [offset, flow, chain] = [0, 0, 0];
  let scalarFollows = false;
  for (const lexeme of new Lexer().lex(text)) {
    const type = CST.tokenType(lexeme);
    if (!scalarFollows && isMark(type)) {
      scalarFollows = type === "scalar";
      continue;
    }
    if (!scalarFollows) {
      flow = Math.max(0, flow + opened(type));
      chain = type === "newline" ? 0 : chain + (isIndicator(type, flow) ? 1 : 0);
      const indents = type === "space" && (offset === 0 || text[offset - 1] === "\n");
      if (flow > nestingMax || chain > nestingMax || (indents && lexeme.length > indentationMax))
        return offset;
    }
    scalarFollows = false;
    offset += lexeme.length;
  }
  return undefined;
}

function opened(type: CST.TokenType | null): number {
  if (type === "flow-seq-start" || type === "flow-map-start") return 1;
  return type === "flow-seq-end" || type === "flow-map-end" ? -1 : 0;
}

/** Indicators that open a level where they stand in a row: `- - -`, `? ? ?`. */
function isIndicator(type: CST.TokenType | null, flow: number): boolean {
  return type === "explicit-key-ind" || (type === "seq-item-ind" && flow === 0);
}

/** Marks that the lexer adds and that are not in the text. */
function isMark(type: CST.TokenType | null): boolean {
  return type === "doc-mode" || type === "flow-error-end" || type === "scalar";
}
