import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { clockIn, timeOf } from "../../../src/cli/times.ts";

const read = (text: string, zone = "Europe/Berlin") => new Date(timeOf(text, "--until", zone)).toISOString();

describe("a time that people write", () => {
  it.each([
    ["2026-11-30T18:00", "Europe/Berlin", "2026-11-30T17:00:00.000Z"],
    ["2026-06-30 18:00:30", "Europe/Berlin", "2026-06-30T16:00:30.000Z"],
    ["2026-11-30T18:00", "UTC", "2026-11-30T18:00:00.000Z"],
    ["2026-11-30T18:00", "America/St_Johns", "2026-11-30T21:30:00.000Z"],
    ["2026-11-30T18:00Z", "Europe/Berlin", "2026-11-30T18:00:00.000Z"],
    ["2026-11-30T18:00+05:30", "Europe/Berlin", "2026-11-30T12:30:00.000Z"],
    ["2026-11-30T18:00-0800", "Europe/Berlin", "2026-12-01T02:00:00.000Z"],
  ])("%s in %s", (text, zone, expected) => {
    expect(read(text, zone)).toBe(expected);
  });

  it("is the end of the day where it is a day, also of one with 23 or 25 hours", () => {
    expect(read("2026-11-30")).toBe("2026-11-30T23:00:00.000Z");
    expect(read("2026-03-29")).toBe("2026-03-29T22:00:00.000Z");
    expect(read("2026-10-25")).toBe("2026-10-25T23:00:00.000Z");
    expect(read("2024-02-29", "UTC")).toBe("2024-03-01T00:00:00.000Z");
  });

  it.each(["", "tomorrow", "2026-02-30", "2026-13-01", "30.11.2026", "2026-11-30T25:00", "2026-11-30T18:61", "2026-11-30T18", "18:00"])(
    "is not %j, and the option is named",
    (text) => {
      expect(() => read(text)).toThrow(UserError);
      expect(() => read(text)).toThrow(/^--until: read/);
    },
  );

  it("is shown as the clocks of the zone show it", () => {
    expect(clockIn(Date.UTC(2026, 10, 30, 17, 5), "Europe/Berlin")).toBe("2026-11-30 18:05");
    expect(clockIn(Date.UTC(2026, 10, 30, 23, 0), "Europe/Berlin")).toBe("2026-12-01 00:00");
  });
});
