import { SaxesParser } from "saxes";

/** Something with content in a document. */
export interface Leaf {
  /** Names from the root, which is left out: `cac:InvoiceLine/cbc:ID`, `…/@unitCode`. */
  readonly path: string;
  readonly value: string;
}

/** Every element and attribute that has content; namespace declarations have none. */
export function leavesOf(document: string): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const names: string[] = [];
  const texts: string[] = [];
  const add = (value: string, attribute?: string): void => {
    const path = names.slice(1);
    if (attribute !== undefined) path.push(`@${attribute}`);
    leaves.push({ path: path.join("/"), value: value.trim() });
  };
  const parser = new SaxesParser({ xmlns: true });
  parser.on("opentag", ({ name, attributes }) => {
    names.push(name);
    texts.push("");
    for (const { name: attribute, value } of Object.values(attributes))
      if (!/^xmlns(:|$)/.test(attribute) && value.trim() !== "") add(value, attribute);
  });
  const text = (found: string): void => {
    texts[texts.length - 1] += found;
  };
  parser.on("text", text);
  parser.on("cdata", text);
  parser.on("closetag", () => {
    const found = texts.pop() ?? "";
    if (found.trim() !== "") add(found);
    names.pop();
  });
  parser.write(document).close();
  return leaves;
}
