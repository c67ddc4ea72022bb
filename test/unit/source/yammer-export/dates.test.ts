import { describe, expect, it } from "vitest";
import { parseInstant, plainInstant } from "../../../../src/source/yammer-export/dates.ts";

const noon = Date.UTC(2023, 0, 14, 12, 0, 0);

describe("dates of an export", () => {
  it.each([
    ["2023-01-14T12:00:00.000Z", noon],
    ["2023-01-14T12:00:00Z", noon],
    ["2023-01-14T12:00:00", noon],
    ["2023-01-14 12:00:00", noon],
    ["2023-01-14 12:00:00 UTC", noon],
    ["2023/01/14 12:00:00 +0000", noon],
    ["2023-01-14T13:00:00+01:00", noon],
    ["2023-01-14T07:30:00-0430", noon],
    ["2023-01-14T12:00:00.123456Z", noon + 123],
    ["Sat, 14 Jan 2023 12:00:00 GMT", noon],
    ["Sat Jan 14 12:00:00 2023", noon],
    ["14 January 2023 12:00:00 +0000", noon],
    ["2023-01-14", Date.UTC(2023, 0, 14)],
    ["2024-02-29T00:00:00Z", Date.UTC(2024, 1, 29)],
    ["1969-12-31T23:59:59Z", -1000],
    [" 2023-01-14T12:00:00Z ", noon],
  ])("%s is read", (text, ms) => {
    expect(parseInstant(text)).toBe(ms);
  });

  it.each(["", " ", "null", "NULL"])("%j is no date and nothing wrong", (text) => {
    expect(parseInstant(text)).toBeNull();
  });

  it.each(["yesterday", "2023-13-01T00:00:00Z", "2023-02-29T00:00:00Z", "2023-01-32", "2023-01-14T25:00:00Z", "14/01/2023", "1673697600"])(
    "%s is told apart from a date",
    (text) => {
      expect(parseInstant(text)).toBeUndefined();
    },
  );

  it("reads the plain form from the bytes alike", () => {
    for (const text of ["2023-01-14T12:00:00.000Z", "2000-02-29T23:59:59Z", "1970-01-01T00:00:00Z", "2199-12-31T23:59:59.999Z"]) {
      const bytes = Buffer.from(`x${text}x`);
      expect(plainInstant(bytes, 1, bytes.length - 1)).toBe(Date.parse(text));
    }
    for (const text of ["2023-02-30T00:00:00Z", "2023-01-1xT00:00:00Z", "2023-01-14T12:00:00+", "2023-01-14 12:00:00Z"]) {
      expect(plainInstant(Buffer.from(text), 0, text.length)).toBeUndefined();
    }
  });
});
