import fc from "fast-check";
import { expect, it } from "vitest";
import { cell } from "../audit/csv.ts";
import { csvRows } from "./csv.ts";

it.each([
  [
    "a,b\n1,2\n",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    "\uFEFFa;b\r\n1;2",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    "a\tb\n1\t2",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    'a,b\n"1, or ""one""",2',
    [
      ["a", "b"],
      ['1, or "one"', "2"],
    ],
  ],
  [
    "a,b\n\n,\n1,2",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  ['a\n"never closed', [["a"], ["never closed"]]],
])("a spreadsheet's file is read by its cells: %j", (text, cells) => {
  expect(csvRows(text).map((row) => row.cells)).toEqual(cells);
});

it("a row knows its line, past line breaks inside a cell", () => {
  expect(csvRows('a,b\n"x\ny",1\nz,2').map(({ line }) => line)).toEqual([1, 2, 4]);
});

it("any text in any cell is the same text when it is read, and never a formula", () => {
  const text = fc.string({ unit: "binary" }).filter((one) => one.trim() === one && one !== "");
  fc.assert(
    fc.property(text, text, (left, right) => {
      const written = `${cell("l")},${cell("r")}\r\n${cell(left)},${cell(right)}\r\n`;
      expect(cell(left)).not.toMatch(/^"?[=+\-@\t\r\n]/);
      const [, row] = csvRows(written);
      const read = (row?.cells ?? []).map((one) => one.replace(/^'(?=[=+\-@\t\r\n])/, ""));
      expect(read).toEqual([left, right]);
    }),
  );
});
