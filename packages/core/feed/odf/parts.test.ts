import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeResult } from "./encode.ts";
import { parseMessage } from "./message.ts";
import { Parts } from "./parts.ts";
import { statementsOf } from "./statements.ts";
import { bytesOf, rejection, UNIT, xml, ZONE } from "./testing.ts";
import type { OdfElement } from "./xml.ts";

const result = (code: number, time: string, inside = "") =>
  `<Result SortOrder="1" ResultType="TIME" Result="${time}">${inside}<Competitor Code="${code}" Type="A" Bib="${code}"/></Result>`;

const AT = "2022-02-12T08:53:00.000Z";

/** What a document may hold around its results, the parts of it that end in the wrong place included. */
const PIECES = [
  result(1, "34.00"),
  result(1, "34.00").replace(">", " Colour='blue'>"),
  result(1, "x"),
  result(2, "34.10"),
  result(2, "34.10", "<ResultItems><ResultItem><Result Rank='1'></Result></ResultItem></ResultItems>"),
  result(3, "34.20", '<Speed Value="80"/>text'),
  result(4, "34.30", "<!--"),
  '<Result SortOrder="9"/>',
  '<Result ><Competitor Code="5"/></Result>',
  "<Result ><Competitor>",
  "</Competitor></Result>",
  "<!--",
  "-->",
  "<![CDATA[",
  "]]>",
  "<Note>",
  "</Note>",
  "<ExtendedInfos>",
  "</ExtendedInfos>",
  "text &amp; more",
  "&",
  "\n  ",
];

function read(content: string, unit: string, parts?: Parts): unknown {
  let answer: unknown;
  const refused = rejection(() => {
    const message = parseMessage(bytesOf(xml(content, { DocumentCode: unit })), ZONE, parts);
    const { root: _, unknown, ...rest } = message;
    answer = { ...rest, unknown, tree: treeOf(message.root), statements: statementsOf(message) };
  });
  parts?.release();
  return refused === "taken" ? answer : refused;
}

const treeOf = ({ name, attributes, children, parent }: OdfElement): object => ({
  name,
  attributes,
  above: parent?.name ?? null,
  children: children.map(treeOf),
});

test("whatever was read before, a document says what it says when it is read alone", () => {
  const document = fc.record({
    content: fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join("")),
    unit: fc.constantFrom(UNIT, "CURMTEAM4-------------PREL000101--"),
  });
  fc.assert(
    fc.property(fc.array(document, { maxLength: 8 }), (documents) => {
      const parts = new Parts();
      for (const { content, unit } of documents)
        expect(read(content, unit, parts)).toEqual(read(content, unit));
    }),
    { numRuns: 2000 },
  );
});

test("a rejection names the place in this document, not in the one where the same text stood before", () => {
  const parts = new Parts();
  read(result(1, "34.00") + result(2, "34.10"), UNIT, parts);
  expect(read(result(3, "1.0") + result(2, "34.10") + result(2, "34.10"), UNIT, parts)).toBe(
    "INVALID Result[3].Competitor.Code: is in the message twice",
  );
});

test("of a new version only what has changed is read", () => {
  const parts = new Parts();
  const version = (n: number) => {
    const entries = Array.from({ length: 30 }, (_, index) => ({
      competitor: String(index),
      bib: String(index),
      mark: { timeMs: index < n ? 34_000 + index : 40_000 },
    }));
    const header = { competition: "OWG2022", timeZone: ZONE, source: "X", version: n, at: AT };
    const bytes = encodeResult(header, { id: UNIT, entries }, "LIVE", new Map());
    const { root } = parseMessage(bytes, ZONE, parts);
    parts.release();
    return root.children[0]?.children ?? [];
  };
  const [before, after] = [version(1), version(2)];
  expect(after).toHaveLength(30);
  expect(after.filter((element) => !before.includes(element))).toHaveLength(1);
});
