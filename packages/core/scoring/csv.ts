/** CSV as spreadsheets write it (RFC 4180), with comma, semicolon or tab, whichever the first line has most of. */

export interface CsvRow {
  /** 1.. as in the file; of its first line where a cell holds line breaks. */
  line: number;
  cells: string[];
}

/** Rows that hold anything. A quote that is never closed ends with the file. */
export function csvRows(text: string): CsvRow[] {
  const body = text.replace(/^\uFEFF/, "");
  const head = body.slice(0, body.search(/[\r\n]|$/));
  const [separator = ","] = [",", ";", "\t"].sort((a, b) => head.split(b).length - head.split(a).length);
  const rows: CsvRow[] = [];
  let row: CsvRow = { line: 1, cells: [] };
  let cell = "";
  let line = 1;
  let quoted = false;
  const endRow = () => {
    row.cells.push(cell.trim());
    if (row.cells.some((one) => one !== "")) rows.push(row);
    row = { line, cells: [] };
    cell = "";
  };
  for (let at = 0; at < body.length; at += 1) {
    const sign = body[at];
    if (sign === "\n") line += 1;
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (body[at + 1] === '"') cell += body[++at];
      else quoted = false;
    } else if (sign === '"' && cell.trim() === "") {
      quoted = true;
      cell = "";
    } else if (sign === separator) {
      row.cells.push(cell.trim());
      cell = "";
    } else if (sign === "\n") endRow();
    else if (sign !== "\r") cell += sign;
  }
  endRow();
  return rows;
}
