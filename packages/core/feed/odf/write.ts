/** XML text. */

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Attributes that are undefined or empty are left out; without children the element is empty. */
export function element(name: string, attributes: Attributes, children: readonly string[] = []): string {
  let open = `<${name}`;
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== "") open += ` ${attribute}="${escaped(String(value))}"`;
  }
  const inside = children.join("");
  return inside === "" ? `${open}/>` : `${open}>${inside}</${name}>`;
}

/** An element around others; nothing where there are none. */
export function list(name: string, children: readonly string[]): string {
  return children.length === 0 ? "" : element(name, {}, children);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  // As they stand, an attribute would turn them into spaces.
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"\t\n\r]/g, (character) => ENTITIES[character] ?? character);
}
