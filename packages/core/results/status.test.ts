import { describe, expect, it } from "vitest";
import type { EventStatus } from "./outcome/outcome.ts";
import { quietUntil } from "./status.ts";

const unit = (status: EventStatus, start: string) => ({ status, start: `2026-02-10T${start}:00.000Z` });

describe("nothing is expected", () => {
  it("before the first start list comes, a good hour before the first start", () => {
    const units = [unit("SCHEDULED", "12:00"), unit("SCHEDULED", "10:00"), unit("RESCHEDULED", "14:00")];
    expect(quietUntil(units)).toBe("2026-02-10T08:45:00.000Z");
  });

  it("between the start list and the minutes before the start", () => {
    expect(quietUntil([unit("START_LIST", "10:00"), unit("SCHEDULED", "12:00")])).toBe(
      "2026-02-10T09:55:00.000Z",
    );
  });

  it("between one unit that is official and the next, whatever was cancelled", () => {
    const units = [unit("OFFICIAL", "08:00"), unit("CANCELLED", "09:00"), unit("SCHEDULED", "18:00")];
    expect(quietUntil(units)).toBe("2026-02-10T16:45:00.000Z");
  });

  it.each(["LIVE", "INTERMEDIATE", "UNOFFICIAL", "PROTESTED", "PARTIAL", "DELAYED", "POSTPONED"] as const)(
    "can't be said while a unit is %s",
    (status) => {
      expect(quietUntil([unit(status, "10:00"), unit("SCHEDULED", "18:00")])).toBeUndefined();
    },
  );

  it("need not be said when all is over", () => {
    expect(quietUntil([unit("OFFICIAL", "10:00")])).toBeUndefined();
    expect(quietUntil([])).toBeUndefined();
  });
});
