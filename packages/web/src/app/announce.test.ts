import { describe, expect, it } from "vitest";
import { Announcer } from "./announce.ts";

describe("announcements", () => {
  it("come together: what is decided during a pause is said in one text after it", () => {
    const said: string[] = [];
    const pauses: (() => void)[] = [];
    const announcer = new Announcer(
      (text) => said.push(text),
      (run) => pauses.push(run),
    );
    announcer.add([]);
    expect(pauses).toHaveLength(0);
    announcer.add(["A."]);
    announcer.add(["B."]);
    announcer.add(["C.", "D.", "E.", "F."]);
    expect(said).toEqual(["A."]);
    pauses.shift()?.();
    expect(said).toEqual(["A.", "B. C. D. And news of 2 more events."]);
    pauses.shift()?.();
    expect(pauses).toHaveLength(0);
    announcer.add(["G."]);
    expect(said.at(-1)).toBe("G.");
  });
});
