/**
 * XML as far as ODF needs it: elements and attributes of a vocabulary, UTF-8, without DTD and entities of its own. Read event by
 * event: what the vocabulary doesn't know is counted and never kept, so that memory is bounded by what is understood.
 */
import sax from "sax";
import { Rejected } from "../../results/commands.ts";
import type { Part, PartElement, Parts } from "./parts.ts";

/** Of the document, unpacked. */
export const DOCUMENT_LIMIT_BYTES = 10_000_000;
const DEPTH_LIMIT = 24;
const ATTRIBUTES_LIMIT = 64;
const VALUE_LIMIT = 4_000;
const ELEMENTS_LIMIT = 250_000;
/** Different names that are counted one by one. */
const UNKNOWN_LIMIT = 200;
const UNKNOWN_REST = "…";
/** Of what comes again and again, most of it unchanged: a result of a unit, in `OdfBody` and `Competition`. */
const PART_BEGINS = "<Result ";
const PART_ENDS = "</Result>";
const PART_DEPTH = 2;
/** Of sax, between markup. */
const IN_TEXT = (sax as unknown as { STATE: { TEXT: number } }).STATE.TEXT;
/** What lies in the parser at once; sax checks its own buffers (64 Ki) after each. */
const CHUNK_BYTES = 64 * 1024;

export interface OdfElement {
  readonly name: string;
  /** Those that are read, and aren't empty. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly OdfElement[];
  readonly parent: OdfElement | null;
}

interface Building extends PartElement {
  attributes: Record<string, string>;
  children: PartElement[];
}

/** Attributes by element. */
export type Names = ReadonlyMap<string, ReadonlySet<string>>;

export interface Vocabulary {
  /** What is kept. */
  read: Names;
  /** What may be there as well, and isn't needed. */
  passed: Names;
}

export interface Document {
  root: OdfElement;
  /** What isn't in the vocabulary, by `Element@Attribute`, `Element` or `Element#text`. */
  unknown: Record<string, number>;
}

/**
 * @param parts remembers what is read for the documents to come
 * @throws Rejected NOT_XML; NOT_ODF for another root or a namespace; BODY_TOO_LARGE
 */
export function parseXml(bytes: Uint8Array, root: string, vocabulary: Vocabulary, parts?: Parts): Document {
  if (bytes.length > DOCUMENT_LIMIT_BYTES) {
    throw rejected("BODY_TOO_LARGE", `is at most ${DOCUMENT_LIMIT_BYTES} bytes`);
  }
  const reading = new Reading(root, vocabulary, parts);
  try {
    if (hasControl(bytes)) throw rejected("NOT_XML", "has no control characters");
    const decoder = new TextDecoder("utf-8", { fatal: true });
    for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
      reading.take(decoder.decode(bytes.subarray(from, from + CHUNK_BYTES), { stream: true }));
    }
    reading.take(decoder.decode());
    return reading.end();
  } catch (cause) {
    if (cause instanceof Rejected) throw cause;
    // The decoder says so with a TypeError, and sax does where an attribute is named like a method it needs.
    throw rejected("NOT_XML", "is well-formed XML in UTF-8", cause);
  }
}

/** Where an element is, below `Competition`: `Result[3].Competitor`. The number counts from 1, where there are several. */
export function pathOf(element: OdfElement): string {
  const { name, parent } = element;
  if (parent === null || parent.parent === null) return "";
  const alike = parent.children.filter((sibling) => sibling.name === name);
  const step = alike.length > 1 ? `${name}[${alike.indexOf(element) + 1}]` : name;
  const above = pathOf(parent);
  return above === "" ? step : `${above}.${step}`;
}

/** One document on its way through the parser. */
class Reading {
  readonly #vocabulary: Vocabulary;
  readonly #rootName: string;
  readonly #parser = sax.parser(true, { strictEntities: true, position: false } as sax.SAXOptions);
  readonly #parts: Parts | undefined;
  #unknown = new Map<string, number>();
  readonly #values = new Map<string, string>();
  #root: Building | null = null;
  #open: Building | null = null;
  #depth = 0;
  /** Depth of the unknown element that is being passed over. */
  #skippedAt = Number.POSITIVE_INFINITY;
  #elements = 0;

  constructor(rootName: string, vocabulary: Vocabulary, parts: Parts | undefined) {
    this.#rootName = rootName;
    this.#vocabulary = vocabulary;
    this.#parts = parts;
    const parser = this.#parser;
    parser.position = 0;
    parser.onerror = (error) => {
      throw rejected("NOT_XML", "is well-formed XML in UTF-8", error);
    };
    parser.ondoctype = () => {
      throw rejected("NOT_XML", "has no DOCTYPE");
    };
    parser.onsgmldeclaration = parser.ondoctype;
    parser.onprocessinginstruction = ({ name, body }) => {
      const encoding = /encoding\s*=\s*["']([^"']*)/.exec(body)?.[1] ?? "UTF-8";
      if (name === "xml" && encoding.toUpperCase() !== "UTF-8") {
        throw rejected("NOT_XML", "is in UTF-8, and its declaration says so");
      }
    };
    parser.onopentagstart = (tag) => {
      tag.attributes = new Attributes() as unknown as sax.Tag["attributes"];
    };
    parser.onopentag = (tag) => this.#openElement(tag as sax.Tag);
    parser.onclosetag = () => this.#closeElement();
    parser.ontext = (text) => this.#text(text);
    parser.oncdata = parser.ontext;
  }

  take(text: string): void {
    let from = 0;
    while (this.#parts !== undefined) {
      const start = text.indexOf(PART_BEGINS, from);
      const end = start === -1 ? -1 : text.indexOf(PART_ENDS, start);
      if (end === -1) break;
      this.#write(text.slice(from, start));
      from = end + PART_ENDS.length;
      this.#part(text.slice(start, from), this.#parts);
    }
    this.#write(text.slice(from));
  }

  /** Where the cuts are is a guess. What is kept holds for any: the same text, read from the same state, ends in that state. */
  #part(text: string, parts: Parts): void {
    const above = this.#open;
    if (above === null || !this.#isInContent(above)) {
      this.#write(text);
      return;
    }
    const known = parts.find(text);
    if (known !== undefined) {
      this.#add(known, above);
      return;
    }
    const [already, unknown, size] = [above.children.length, this.#unknown, this.#elements];
    this.#unknown = new Map();
    this.#write(text);
    const own = this.#unknown;
    this.#unknown = unknown;
    for (const [name, count] of own) this.#count(name, count);
    if (!this.#isInContent(above)) return;
    const elements = above.children.slice(already);
    parts.keep(text, { elements, size: this.#elements - size, unknown: own });
  }

  /** Between the children of an element, where nothing has begun. */
  #isInContent(of: Building): boolean {
    const { state } = this.#parser as unknown as { state: number };
    if (state !== IN_TEXT || this.#open !== of || this.#depth !== PART_DEPTH || this.#skipping())
      return false;
    this.#parser.flush();
    return true;
  }

  #add({ elements, size, unknown }: Part, above: Building): void {
    this.#countElements(size);
    for (const [name, count] of unknown) this.#count(name, count);
    for (const element of elements) element.parent = above;
    if (above.children === NONE) above.children = [];
    above.children.push(...elements);
  }

  #write(text: string): void {
    if (text === "") return;
    // Counting characters one by one costs sax a sixth of its speed; it needs the sum, to know when to check its buffers.
    this.#parser.position += text.length;
    this.#parser.write(text);
  }

  end(): Document {
    this.#parser.close();
    if (this.#root === null) throw rejected("NOT_XML", "has a root element");
    return { root: this.#root, unknown: Object.fromEntries(this.#unknown) };
  }

  #openElement({ name, attributes }: sax.Tag): void {
    this.#depth += 1;
    if (this.#depth > DEPTH_LIMIT) throw rejected("NOT_XML", `is at most ${DEPTH_LIMIT} elements deep`);
    if (this.#depth === 1 && name !== this.#rootName) {
      throw rejected("NOT_ODF", `has the root element ${this.#rootName}`);
    }
    if (this.#depth === 1 && this.#root !== null) throw rejected("NOT_XML", "has one root element");
    if (this.#skipping()) return;
    const { read, passed } = this.#vocabulary;
    if (!read.has(name)) {
      this.#skippedAt = this.#depth;
      if (!passed.has(name)) this.#count(name);
      return;
    }
    this.#countElements(1);
    const element: Building = {
      name: this.#one(name),
      attributes: this.#kept(name, attributes),
      children: NONE,
      parent: this.#open,
    };
    if (this.#open === null) this.#root = element;
    else if (this.#open.children === NONE) this.#open.children = [element];
    else this.#open.children.push(element);
    this.#open = element;
  }

  #kept(element: string, attributes: Readonly<Record<string, string>>): Record<string, string> {
    const read = this.#vocabulary.read.get(element);
    const passed = this.#vocabulary.passed.get(element);
    const kept: Record<string, string> = {};
    for (const name in attributes) {
      const value = attributes[name] ?? "";
      if (value.length > VALUE_LIMIT)
        throw rejected("NOT_XML", `has values of at most ${VALUE_LIMIT} characters`);
      if (name === "xmlns" && value !== "") throw rejected("NOT_ODF", "is in no namespace");
      if (read?.has(name)) {
        if (value !== "") kept[name] = this.#one(value);
      } else if (!passed?.has(name)) this.#count(`${element}@${name}`);
    }
    return kept;
  }

  #closeElement(): void {
    if (this.#skippedAt === this.#depth) this.#skippedAt = Number.POSITIVE_INFINITY;
    else if (!this.#skipping()) this.#open = this.#open?.parent as Building | null;
    this.#depth -= 1;
  }

  #text(text: string): void {
    if (this.#open !== null && !this.#skipping() && /\S/.test(text)) this.#count(`${this.#open.name}#text`);
  }

  #countElements(count: number): void {
    this.#elements += count;
    if (this.#elements > ELEMENTS_LIMIT)
      throw rejected("BODY_TOO_LARGE", `has at most ${ELEMENTS_LIMIT} elements`);
  }

  #skipping(): boolean {
    return this.#depth >= this.#skippedAt;
  }

  #count(name: string, times = 1): void {
    const known = this.#unknown.size < UNKNOWN_LIMIT || this.#unknown.has(name);
    const counted = known && name.length <= 80 ? name : UNKNOWN_REST;
    this.#unknown.set(counted, (this.#unknown.get(counted) ?? 0) + times);
  }

  /** One copy of what comes again and again. A text that sax has put together from pieces becomes one piece by the way. */
  #one(value: string): string {
    const same = this.#values.get(value);
    if (same !== undefined) return same;
    this.#values.set(value, value);
    return value;
  }
}

const NONE: PartElement[] = [];

/** Control characters but tab and the ends of lines. In UTF-8 such a byte is never part of another character. */
function hasControl(bytes: Uint8Array): boolean {
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    if (byte < 0x20 && byte !== 0x9 && byte !== 0xa && byte !== 0xd) return true;
  }
  return false;
}

/**
 * The attributes of an element. sax passes over one that comes twice without a word; but it asks here before it adds one, which is
 * also the moment to count them.
 */
class Attributes {
  #asked = 0;

  hasOwnProperty(name: string): boolean {
    this.#asked += 1;
    if (this.#asked > ATTRIBUTES_LIMIT) {
      throw rejected("NOT_XML", `has at most ${ATTRIBUTES_LIMIT} attributes in an element`);
    }
    if (Object.hasOwn(this, name)) throw rejected("NOT_XML", "has each attribute of an element once");
    return false;
  }
}

function rejected(code: string, rule: string, cause?: unknown): Rejected {
  const why = cause instanceof Error ? ` (${cause.message.slice(0, 80)})` : "";
  return new Rejected({ code, detail: `document: ${rule}${why}`, field: "document", rule }, { cause });
}
