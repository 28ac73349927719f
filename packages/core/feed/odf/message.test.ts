import { describe, expect, test } from "vitest";
import { identityText, laneOf } from "./message.ts";
import { parsed, rejection, stated, UNIT } from "./testing.ts";

const reject = (header: Record<string, string>) => rejection(() => parsed("", header));

describe("the envelope says what the message is a version of", () => {
  test("identity, version, status, and the instant from the clocks at the venue", () => {
    const message = parsed("", { Version: "12", Time: "165300120", DocumentSubcode: "A", Language: "ENG" });
    expect(message).toMatchObject({
      identity: {
        competition: "OWG2022",
        documentCode: UNIT,
        subcode: "A",
        type: "DT_RESULT",
        subtype: "",
        language: "ENG",
        source: "SSKRES1",
      },
      version: 12,
      status: "LIVE",
      test: false,
      at: "2022-02-12T08:53:00.120Z",
      logicalDate: "2022-02-12",
      hasContent: true,
    });
  });

  test.each([
    "CompetitionCode",
    "DocumentCode",
    "DocumentSubcode",
    "DocumentType",
    "DocumentSubtype",
    "Language",
    "Source",
  ])("another %s is another document", (attribute) => {
    const other: Record<string, string> = {
      CompetitionCode: "OWG2026",
      DocumentCode: "SSKW500M--------------FNL-000100--",
      DocumentType: "DT_CUMULATIVE_RESULT",
    };
    const { identity } = parsed("", { [attribute]: other[attribute] ?? "XYZ" });
    expect(identityText(identity)).not.toBe(identityText(parsed("").identity));
  });

  test("what is empty is the same as what isn't there", () => {
    const empty = parsed("").root;
    const message = parsed('<Result Rank="" IRM=""/>');
    expect(message.root.children[0]?.children[0]?.attributes).toEqual({});
    expect(empty.attributes.DocumentSubcode).toBeUndefined();
    expect(parsed("", { ResultStatus: "" }).status).toBeNull();
  });

  test("the parts of an identity can't be shifted into each other", () => {
    const subcode = parsed("", { DocumentSubcode: "X" }).identity;
    const subtype = parsed("", { DocumentSubtype: "X" }).identity;
    expect(identityText(subcode)).not.toBe(identityText(subtype));
    expect(reject({ DocumentSubcode: "A/B" })).toMatch(/^INVALID DocumentSubcode: /);
  });

  test("start lists, results and corrections of a unit share a lane; others don't", () => {
    const lane = (header: Record<string, string>) => laneOf(parsed("", header).identity);
    expect(lane({ ResultStatus: "OFFICIAL", Version: "9" })).toBe(lane({}));
    expect(lane({ DocumentCode: "SSKM500M--------------FNL-000200--" })).not.toBe(lane({}));
  });

  test("a message without content takes one back, and states nothing", () => {
    expect(parsed(null).hasContent).toBe(false);
    expect(stated(null)).toEqual([]);
    expect(parsed("").hasContent).toBe(true);
  });
});

test("a message has one content", () => {
  expect(rejection(() => parsed("</Competition><Competition>"))).toBe(
    "INVALID Competition: is there at most once",
  );
});

describe("a broken envelope is refused with the attribute that breaks it", () => {
  test.each(["x", "0", "-1", "1.5", "1e3", " 1", "01", "99999999999999999999", "٣"])(
    "Version %s",
    (Version) => {
      expect(reject({ Version })).toBe("INVALID Version: is a whole number from 1 to 999999999");
    },
  );

  test.each([
    "CompetitionCode",
    "DocumentCode",
    "DocumentType",
    "Version",
    "FeedFlag",
    "Date",
    "Time",
    "LogicalDate",
    "Source",
  ])("no %s", (attribute) => {
    expect(reject({ [attribute]: "" })).toBe(`INVALID ${attribute}: is missing`);
  });

  test.each([
    [{ CompetitionCode: "winter games" }, "INVALID CompetitionCode"],
    [{ DocumentCode: UNIT.slice(1) }, "INVALID DocumentCode"],
    [{ DocumentCode: UNIT.toLowerCase() }, "INVALID DocumentCode"],
    [{ DocumentCode: "SSKM--500M------------FNL-000100--" }, "INVALID DocumentCode"],
    [{ DocumentCode: "XYZM500M--------------FNL-000100--" }, "UNKNOWN_DISCIPLINE DocumentCode"],
    [{ DocumentType: "DT_WEATHER" }, "UNKNOWN_TYPE DocumentType"],
    [{ DocumentType: "DT_PARTIC_UPDATE" }, "UNKNOWN_TYPE DocumentType"],
    [{ DocumentType: "toString" }, "UNKNOWN_TYPE DocumentType"],
    [{ ResultStatus: "FINISHED" }, "INVALID ResultStatus"],
    [{ FeedFlag: "X" }, "INVALID FeedFlag"],
    [{ Date: "2022-02-30" }, "INVALID Date"],
    [{ Date: "12.02.2022" }, "INVALID Date"],
    [{ Time: "240000000" }, "INVALID Time"],
    [{ Time: "16:53:00" }, "INVALID Time"],
    [{ LogicalDate: "today" }, "INVALID LogicalDate"],
    [{ DocumentCode: "SSK-------------------------------" }, "taken"],
    [{ DocumentCode: "GEN-------------------------------", DocumentType: "DT_MEDALS" }, "taken"],
  ])("%o", (header, expected) => {
    expect(reject(header as unknown as Record<string, string>).split(":")[0]).toBe(expected);
  });
});
