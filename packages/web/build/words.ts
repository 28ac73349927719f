/**
 * Compiles one language's words into the app: each text is put where it is said, so that a page carries its own words, in its
 * reader's language, and no others.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { type ESTree, type Plugin, parseSync, Visitor } from "vite";

const FOLDER = fileURLToPath(new URL("../src/language/messages/", import.meta.url));

/** What readers of other languages get. */
export const DEFAULT = "en";

/** Codes of all languages, one file each; the default first. */
export const LANGUAGES: readonly string[] = [
  DEFAULT,
  ...readdirSync(FOLDER)
    .map((file) => basename(file, ".ts"))
    .filter((code) => code !== DEFAULT)
    .sort(),
];

/** Where the reader's messages are imported from, and those of one language whoever reads. */
const READERS = /(^\.|\/language)\/language\.ts$/;
const ONE = /\/messages\/(\w+)\.ts$/;
/** A message that is more than a plain text is a module; so is what the messages of a file are made with. */
const MESSAGE = /\/messages\/(\w+)\.message\.([\w.]+?)(?:\.of\.\w+)?\.ts$/;
const HELPERS = /\/messages\/(\w+)\.helpers\.ts$/;
/** Messages that single pages say: each has them for itself, and no file is shared for their sake. */
const OF_PAGES =
  /^(home|schedule|sports|discipline|event|medals|athlete|country|search|gender|news\.changed|names\.games)\b/;
const PAGE = /\/src\/pages\/(\w+)\//;

export function words(language: string): Plugin {
  const books = new Map<string, Book>();
  const bookOf = (code: string) => {
    const book = books.get(code) ?? new Book(code, code === language);
    books.set(code, book);
    return book;
  };
  return {
    name: "words",
    config: () => ({
      define: { __LANGUAGES__: JSON.stringify(LANGUAGES.map((code) => bookOf(code).called())) },
    }),
    resolveId: (id) => (MESSAGE.test(id) || HELPERS.test(id) ? id : null),
    load(id) {
      const [, from, path = ""] = MESSAGE.exec(id) ?? [];
      if (from !== undefined) return { code: bookOf(from).message(path), moduleSideEffects: false };
      const [, of] = HELPERS.exec(id) ?? [];
      return of === undefined ? null : { code: bookOf(of).rest(), moduleSideEffects: false };
    },
    transform: {
      filter: { id: /\/src\/[^?]*\.tsx?$/, code: /language\.ts|\/messages\// },
      handler(code, id) {
        // Holds all of a language where nothing is compiled, as in tests.
        if (READERS.test(id)) return { code, moduleSideEffects: false };
        return said(code, id, (source) => {
          const one = READERS.test(source) ? language : ONE.exec(source)?.[1];
          return one === undefined ? undefined : bookOf(one);
        });
      },
    },
  };
}

/** A language's file: `export const fr: Messages = { … }`, and what its messages are made with. */
class Book {
  private readonly isReaders: boolean;
  private readonly stem: string;
  private readonly file: string;
  private readonly source: string;
  private readonly messages: ESTree.ObjectExpression;
  /** Of the statement that exports the messages. */
  private readonly span: ESTree.Span;
  /** What else the file declares. */
  private readonly helpers: string[] = [];

  /** @throws Error where the file holds no such object */
  constructor(code: string, isReaders: boolean) {
    this.isReaders = isReaders;
    this.stem = `${FOLDER}${code}`;
    this.file = `${this.stem}.ts`;
    this.source = readFileSync(this.file, "utf8");
    let found: readonly [ESTree.ObjectExpression, ESTree.Span] | undefined;
    for (const statement of parseSync(this.file, this.source).program.body) {
      const declared = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
      if (declared?.type === "FunctionDeclaration" && declared.id) this.helpers.push(declared.id.name);
      if (declared?.type !== "VariableDeclaration") continue;
      for (const { id, init } of declared.declarations) {
        const value = init && bare(init);
        if (id.type !== "Identifier") continue;
        if (id.name === code && value?.type === "ObjectExpression") found = [value, statement];
        else this.helpers.push(id.name);
      }
    }
    if (found === undefined) throw new Error(`${this.file} exports no object ${code}`);
    [this.messages, this.span] = found;
  }

  /** As a list of all languages has it. */
  called(): { code: string; name: string } {
    return { code: this.plain("code"), name: this.plain("name") };
  }

  /** What the names lead to, as far as they lead: after a text they name something of every text. */
  find(names: readonly string[]): { node: ESTree.Expression; depth: number } {
    let node: ESTree.Expression = this.messages;
    for (const [depth, name] of names.entries()) {
      if (node.type !== "ObjectExpression") return { node, depth };
      node = this.member(node, name);
    }
    return { node, depth: names.length };
  }

  slice({ start, end }: ESTree.Span): string {
    return this.source.slice(start, end);
  }

  /** Of the module that has this message, for the module that says it. */
  idOf(names: readonly string[], speaker: string): string {
    const [, page] = PAGE.exec(speaker) ?? [];
    const path = names.join(".");
    const of = page !== undefined && (OF_PAGES.test(path) || !this.isReaders) ? `.of.${page}` : "";
    return `${this.stem}.message.${path}${of}.ts`;
  }

  message(path: string): string {
    const { node } = this.find(path.split("."));
    return `import { ${this.helpers.join(", ")} } from "${this.stem}.helpers.ts";\nexport default ${this.slice(node)};\n`;
  }

  rest(): string {
    const { start, end } = this.span;
    return `${this.source.slice(0, start)}${this.source.slice(end)}\nexport { ${this.helpers.join(", ")} };\n`;
  }

  private plain(name: string): string {
    const { node } = this.find([name]);
    if (node.type !== "Literal") throw new Error(`${this.file}: ${name} is no plain text`);
    return String(node.value);
  }

  private member(of: ESTree.ObjectExpression, name: string): ESTree.Expression {
    for (const property of of.properties) {
      if (property.type !== "Property" || property.key.type === "PrivateIdentifier") continue;
      const key = property.key.type === "Identifier" ? property.key.name : this.slice(property.key);
      if (key === name) return bare(property.value);
    }
    throw new Error(`${this.file} has no message ${name}`);
  }
}

/** Without what only the compiler of types reads. */
function bare(node: ESTree.Expression): ESTree.Expression {
  return node.type === "TSAsExpression" || node.type === "TSSatisfiesExpression"
    ? bare(node.expression)
    : node;
}

const isText = (node: ESTree.Expression): boolean =>
  node.type === "Literal" || (node.type === "TemplateLiteral" && node.expressions.length === 0);

/** The module with its messages in their places; null where it has none. */
function said(code: string, id: string, bookOf: (source: string) => Book | undefined): string | null {
  const { program } = parseSync(id, code);
  const books = new Map<string, Book>();
  /** Where a name of `books` stands and what comes in its place. */
  const places = new Map<number, { end: number; text: string }>();
  for (const statement of program.body) {
    const book = statement.type === "ImportDeclaration" && bookOf(statement.source.value);
    if (!book) continue;
    for (const specifier of statement.specifiers) {
      if (specifier.type !== "ImportSpecifier" || specifier.imported.type !== "Identifier") continue;
      // Others are no messages.
      if (!/^(t|\w\w)$/.test(specifier.imported.name)) continue;
      books.set(specifier.local.name, book);
      places.set(specifier.local.start, { end: specifier.local.end, text: specifier.local.name });
    }
  }
  if (books.size === 0) return null;
  const modules = new Map<string, string>();
  new Visitor({
    MemberExpression(node) {
      const { root, names } = chainOf(node);
      const book = root.type === "Identifier" ? books.get(root.name) : undefined;
      if (book === undefined || names.length === 0 || places.has(root.start)) return;
      const path = names.map(({ name }) => name);
      const { node: message, depth } = book.find(path);
      const end = names[depth - 1]?.end ?? node.end;
      if (isText(message)) places.set(root.start, { end, text: book.slice(message) });
      else {
        const module = book.idOf(path.slice(0, depth), id);
        const name = modules.get(module) ?? `message${modules.size}`;
        modules.set(module, name);
        places.set(root.start, { end, text: name });
      }
    },
  }).visit(program);
  new Visitor({
    Identifier({ name, start }) {
      if (!books.has(name) || places.has(start)) return;
      throw new Error(
        `${id}: ${name} holds messages: it is followed by the name of one, and means nothing else`,
      );
    },
  }).visit(program);
  const imports = [...modules].map(([module, name]) => `import ${name} from "${module}";\n`);
  return imports.join("") + replaced(code, places);
}

/** `t.home.title`: its first name, and those that follow with where they end; what is computed ends the path. */
function chainOf(node: ESTree.Expression): {
  root: ESTree.Expression;
  names: { name: string; end: number }[];
} {
  let root = node;
  let names: { name: string; end: number }[] = [];
  while (root.type === "MemberExpression") {
    if (root.computed || root.property.type !== "Identifier") names = [];
    else names.unshift({ name: root.property.name, end: root.end });
    root = root.object;
  }
  return { root, names };
}

function replaced(code: string, places: ReadonlyMap<number, { end: number; text: string }>): string {
  let result = "";
  let from = 0;
  for (const [start, { end, text }] of [...places].sort(([left], [right]) => left - right)) {
    result += code.slice(from, start) + text;
    from = end;
  }
  return result + code.slice(from);
}
