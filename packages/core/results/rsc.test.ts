import { expect, it } from "vitest";
import { eventId, eventIdOf, eventRsc, parse, rsc } from "./rsc.ts";

it("reads the parts of an RSC without their fillers", () => {
  expect(parse("SSKM500M--------------FNL-000100--")).toEqual({
    discipline: "SSK",
    gender: "M",
    event: "500M",
    phase: "FNL",
    unit: "000100",
  });
  expect(parse("ALPXTE----------------8FNL000100--").phase).toBe("8FNL");
});

it("leads from a unit to its event and from the event's id back to its RSC", () => {
  expect(eventIdOf("BTHM12.5KMPU----------FNL-000100--")).toBe("BTHM12.5KMPU");
  expect(eventRsc("BTHM12.5KMPU")).toBe("BTHM12.5KMPU----------------------");
  expect(eventIdOf(eventRsc("CURXTEAM2"))).toBe("CURXTEAM2");
});

it.each([
  "",
  "SSKM500M",
  "sskm500m--------------fnl-000100--",
  "SSKM500M--------------FNL-000100---",
  "SSKM500M/../-----------FNL-000100--",
])("refuses %j as an RSC", (text) => {
  expect(rsc.safeParse(text).success).toBe(false);
});

it.each(["SSK", "SSKM", "SSKZ500M", "SSKM500M-", "SSKM500M/..", "SSKM1234567890123456789"])(
  "refuses %j as an event id",
  (text) => {
    expect(eventId.safeParse(text).success).toBe(false);
  },
);
