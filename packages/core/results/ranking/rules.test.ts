import { describe, expect, test } from "vitest";
import { irmCodes, irmOrder } from "./irm.ts";
import { ruleOf } from "./rules.ts";

describe("which rule an event is ranked by", () => {
  test.each([
    [
      "ALPWDH ALPMSG BTHM20KMIS BTHW10KMPU BTHXRELAY4 CCSM4X7.5KM CCSWSKIATHLN CCSW50KMMS LUGXRELAY5 SSKM500M",
      "time",
    ],
    [
      "ALPWGS ALPMAC ALPMTEAMAC BOBOTEAM4 BOBWMONO SKNWSINGLES SKNXTEAM2 LUGMSINGLES LUGWDOUBLES LUGODOUBLES",
      "time-sum",
    ],
    ["SJPWLH SJPMNH SJPMLHTEAM2 SJPXNHTEAM4 FSKMSINGLES FSKXICEDANCE FSKXPAIRS", "points-sum"],
    ["FRSMHP FRSWSS SBDMHP SBDWSS", "best-run"],
    ["FRSMBA SBDWBA", "best-two-tricks"],
    ["FRSMMO FRSWAE FRSXAET", "judged-knockout"],
    [
      "CCSMSPRINT CCSWTEAMSP2 SMTMSPRINT SMTWSPRINT FRSWSX SBDMSBX SBDXBXT STKM500M STKW3000MRY4 STKXRELAY4",
      "heats-place",
    ],
    ["ALPXTE SBDMPGS SSKWTEAMPU FRSMDM FRSWMOD FRSWDUALMO", "duel-bracket"],
    ["SSKMMS SSKWMS", "sprint-points"],
    ["NCBMNH10KM NCBMLH10KM NCBMLH4X5KM NCBMLHTEAMSP2", "gundersen"],
    ["SMTXRELAY2", "time"],
    ["FSKXTEAM", "team-placement-points"],
    ["CURMTEAM4 CURXTEAM2", "round-robin-playoff"],
    ["IHOMTEAM6 IHOWTEAM6", "groups-playoff"],
    ["XYZM100M ALPMXYZ CURMSINGLES SSKM500", "unknown"],
  ])("%s: %s", (ids, family) => {
    for (const id of ids.split(" ")) expect([id, ruleOf(id).family]).toEqual([id, family]);
  });
});

describe("IRM codes", () => {
  test("each discipline has its own", () => {
    expect([...irmCodes("FSK")]).toEqual(["WD", "DSQ", "DQB"]);
    expect(irmCodes("SSK").has("DQ") && irmCodes("SSK").has("DSQ")).toBe(true);
    expect(irmCodes("ALP").has("PEN")).toBe(false);
  });

  test("a discipline that isn't listed may use all", () => {
    expect(irmCodes("XYZ").has("PEN") && irmCodes("XYZ").has("FORFEIT_2")).toBe(true);
    expect(irmCodes("XYZ").has("NOPE")).toBe(false);
  });

  test("an unknown code is listed below all others", () => {
    expect(irmOrder("NOPE")).toBeGreaterThan(irmOrder("FORFEIT_2"));
    expect(irmOrder("DNF")).toBeLessThan(irmOrder("DSQ"));
  });
});
