import { describe, expect, test } from "vitest";
import { parseMessage } from "./message.ts";
import { bytesOf, parsed, rejection, UNIT, xml, ZONE } from "./testing.ts";
import { DOCUMENT_LIMIT_BYTES } from "./xml.ts";

const reject = (text: string | Uint8Array) =>
  rejection(() => parseMessage(typeof text === "string" ? bytesOf(text) : text, ZONE));

const ENTITY = (definitions: string, use: string) =>
  xml(`<Note Value="${use}"/>`).replace("<OdfBody", `<!DOCTYPE OdfBody [${definitions}]><OdfBody`);

describe("what is no ODF document is refused before anything is read from it", () => {
  const lols = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join("");
  test.each([
    ["nothing", ""],
    ["blank", "  \n"],
    ["JSON", '{"type":"mark"}'],
    ["half a document", xml("").slice(0, 300)],
    ["two roots", `${xml("")}<OdfBody/>`],
    ["an open element", "<OdfBody><Competition></OdfBody>"],
    ["an attribute without quotes", xml("").replace('Version="1"', "Version=1")],
    ["an attribute that comes twice", xml("").replace('Version="1"', 'Version="1" Version="2"')],
    ["an attribute that breaks the parser", xml("").replace('Version="1"', 'hasOwnProperty="1" Version="2"')],
    ["a DOCTYPE", ENTITY("", "x")],
    ["a DOCTYPE that names a file", `<!DOCTYPE OdfBody SYSTEM "file:///etc/passwd">${xml("")}`],
    ["an external entity", ENTITY('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;")],
    ["a billion laughs", ENTITY(`<!ENTITY l0 "lol">${lols}`, "&l9;")],
    ["an entity of HTML", xml("").replace("SSKRES1", "&eacute;")],
    ["an entity named like a method", xml("").replace("SSKRES1", "&toString;")],
    ["NUL", xml("").replace("SSKRES1", "SSK\0RES1")],
    ["NUL as a reference", xml("").replace("SSKRES1", "SSK&#0;RES1")],
    ["a lone surrogate as a reference", xml("").replace("SSKRES1", "&#xD800;")],
    ["another encoding in the declaration", xml("").replace("UTF-8", "ISO-8859-1")],
    ["UTF-16 in the declaration", xml("").replace("UTF-8", "utf-16")],
    ["UTF-16", new Uint8Array(Buffer.from(`\uFEFF${xml("")}`, "utf16le"))],
    ["Latin-1", new Uint8Array(Buffer.from(xml("").replace("SSKRES1", "é"), "latin1"))],
    ["half a character at the end", new Uint8Array([...bytesOf(xml("")), 0xc3])],
    ["elements a thousand deep", xml(`${"<Result>".repeat(1000)}${"</Result>".repeat(1000)}`)],
    ["unknown elements a thousand deep", xml(`${"<x>".repeat(1000)}${"</x>".repeat(1000)}`)],
    [
      "an element with a thousand attributes",
      xml(`<x ${Array.from({ length: 1000 }, (_, n) => `a${n}="1"`).join(" ")}/>`),
    ],
    ["a value of a million characters", xml(`<x a="${"a".repeat(1_000_000)}"/>`)],
    ["a comment of a million characters", xml(`<!--${"a".repeat(1_000_000)}-->`)],
  ])("%s", (_, text) => {
    expect(reject(text)).toMatch(/^NOT_XML document: /);
  });

  test.each([
    ["another root", "<OdfMessage/>"],
    ["another spelling of the root", xml("").replaceAll("OdfBody", "odfbody")],
    ["a prefixed root", xml("").replaceAll("OdfBody", "odf:OdfBody")],
    ["a namespace", xml("").replace("<OdfBody", '<OdfBody xmlns="http://example.org/odf"')],
    ["a namespace further down", xml('<Result xmlns="urn:x"/>')],
  ])("%s is no ODF", (_, text) => {
    expect(reject(text)).toMatch(/^NOT_ODF document: /);
  });

  test("a document over 10 MB", () => {
    const one = xml("").length;
    expect(reject(xml(" ".repeat(DOCUMENT_LIMIT_BYTES - one)))).toBe("taken");
    expect(reject(xml(" ".repeat(DOCUMENT_LIMIT_BYTES - one + 1)))).toMatch(/^BODY_TOO_LARGE document: /);
  });

  test("more elements than any message has", () => {
    expect(reject(xml("<Result/>".repeat(250_000)))).toMatch(/^BODY_TOO_LARGE document: /);
  });
});

describe("what is written differently and means the same is read the same", () => {
  const plain = parsed("").identity;
  test.each([
    ["a byte order mark", `\uFEFF${xml("")}`],
    ["no declaration", xml("").split("\n")[1] ?? ""],
    ["a declaration in lower case", xml("").replace("UTF-8", "utf-8")],
    ["single quotes", xml("").replaceAll('"', "'")],
    ["references to characters", xml("").replace("SSKRES1", "&#83;&#x53;KRES1")],
    [
      "comments and processing instructions",
      xml("").replace("<Competition", "<!-- c --><?p i?><Competition"),
    ],
    ["CDATA", xml("<![CDATA[ <Result/> ]]>")],
    [
      "schema hints",
      xml("").replace("<OdfBody", '<OdfBody xmlns:xsi="urn:xsi" xsi:noNamespaceSchemaLocation="x.xsd"'),
    ],
  ])("%s", (_, text) => {
    expect(parseMessage(bytesOf(text), ZONE).identity).toEqual(plain);
  });

  test("text beyond ASCII, wherever the pieces of the document end", () => {
    for (let pad = 0; pad < 4; pad++) {
      const name = "Ø".repeat(3_900);
      const filler = `<Note a="${"x".repeat(pad)}"/>`.repeat(2_000);
      const { root } = parsed(`${filler}<Participant GivenName="${name}"/>`, { DocumentType: "DT_PARTIC" });
      expect(root.children[0]?.children[0]?.attributes.GivenName).toBe(name);
    }
  });
});

describe("what the adapter doesn't know is counted and harms nothing", () => {
  test("attributes, elements with all that is in them, and text", () => {
    const { unknown, root } = parsed(
      '<Result Speed="9" Rank="1"/><Result Speed="8"/><Weather Air="-4"><Wind Speed="2"/></Weather>text',
    );
    expect(unknown).toEqual({ "Result@Speed": 2, Weather: 1, "Competition#text": 1 });
    expect(root.children[0]?.children.map(({ name }) => name)).toEqual(["Result", "Result"]);
  });

  test("at most 200 names, however many there are", () => {
    const { unknown } = parsed(Array.from({ length: 1000 }, (_, n) => `<x${n}/>`).join(""));
    expect(Object.keys(unknown)).toHaveLength(201);
    expect(Object.values(unknown).reduce((sum, count) => sum + count, 0)).toBe(1000);
  });

  test("names that mean something to the language", () => {
    const { unknown } = parsed('<__proto__/><Result __proto__="x" constructor="y"/>');
    expect(Object.entries(unknown)).toEqual([
      ["__proto__", 1],
      ["Result@constructor", 1],
    ]);
    expect(parsed("").identity.documentCode).toBe(UNIT);
  });
});
