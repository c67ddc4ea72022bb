import { expect, test } from "vitest";
import { recent } from "../../src/recent.ts";

test("the newest entries are remembered, and one that is set again is new again", () => {
  const seen = recent<number>(2);
  seen.set("a", 1);
  seen.set("b", 2);
  seen.set("a", 3);
  seen.set("c", 4);
  expect([seen.get("a"), seen.has("b"), seen.get("c")]).toEqual([3, false, 4]);
});
