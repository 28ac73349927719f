/**
 * Parts of documents as they were read last. A source sends a document anew with each change, and most of it is the same to
 * the letter: what stood in the same place of a document before need not be read again.
 */
import type { OdfElement } from "./xml.ts";

export interface PartElement extends OdfElement {
  parent: OdfElement | null;
}

/** Whole elements, one after the other, that stood in the content of an element. */
export interface Part {
  elements: readonly PartElement[];
  /** How many elements these are, with all in them. */
  size: number;
  unknown: ReadonlyMap<string, number>;
}

/** Of text that one generation remembers; there are two. The results of ten units of 200 entries; as objects some 6 MB. */
const REMEMBERED_CHARACTERS = 1_000_000;

/** For one document at a time: `release` ends it. One per warm process. */
export class Parts {
  #young = new Map<string, Part>();
  #old = new Map<string, Part>();
  #characters = 0;
  #lent: Part[] = [];

  find(text: string): Part | undefined {
    const young = this.#young.get(text);
    const part = young ?? this.#old.get(text);
    // An element has one place: the same text a second time is read by itself.
    if (part === undefined || part.elements.some(({ parent }) => parent !== null)) return undefined;
    this.#lent.push(part);
    if (young === undefined) this.#remember(Buffer.from(text).toString(), part);
    return part;
  }

  keep(text: string, part: Part): void {
    this.#lent.push(part);
    // A copy: a slice would hold the document that it was cut out of.
    this.#remember(Buffer.from(text).toString(), part);
  }

  /** Whatever was read of the document has been used: its parts let go of the rest of it. */
  release(): void {
    for (const { elements } of this.#lent) for (const element of elements) element.parent = null;
    this.#lent = [];
  }

  #remember(text: string, part: Part): void {
    if (this.#characters > REMEMBERED_CHARACTERS) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#characters = 0;
    }
    this.#young.set(text, part);
    this.#characters += text.length;
  }
}
