import { describe, expect, it } from "vitest";
import { number } from "../../../src/counted.ts";
import { createProgress, duration } from "../../../src/cli/progress.ts";

function clocked(isQuiet = false) {
  const lines: string[] = [];
  let now = 1_000_000;
  const progress = createProgress({ isTty: false, isQuiet, now: () => now, write: (line) => void lines.push(line) });
  return { lines, progress, pass: (seconds: number) => void (now += seconds * 1000) };
}

describe("progress without a terminal", () => {
  it("says nothing of work that is soon done", () => {
    const { lines, progress, pass } = clocked();
    progress.start("Reading", 100, "messages");
    for (let n = 0; n < 9; n++) {
      pass(1);
      progress.advance(10);
    }
    progress.done();
    expect(lines).toEqual([]);
  });

  it("says every ten seconds how much, how fast and how long still", () => {
    const { lines, progress, pass } = clocked();
    progress.start("Reading", 3000, "messages");
    for (let n = 0; n < 20; n++) {
      pass(1);
      progress.advance(100);
    }
    expect(lines).toEqual(["Reading: 1,000 of 3,000 messages (100/s, 20 s left)", "Reading: 2,000 of 3,000 messages (100/s, 10 s left)"]);
  });

  it("says other counts beside, and a total that is thought of anew", () => {
    const { lines, progress, pass } = clocked();
    progress.start("Reading the network", 100, "requests");
    pass(20);
    progress.advance(8, { detail: "1 of 4 groups", total: 50 });
    expect(lines).toEqual(["Reading the network (1 of 4 groups): 8 of 50 requests (0.4/s, 2 min left)"]);
  });

  it("says no time left where the end is not known, or reached", () => {
    const { lines, progress, pass } = clocked();
    progress.start("Reading", 0, "records");
    pass(10);
    progress.advance(1234);
    progress.start("Importing", 5, "actions");
    pass(12);
    progress.advance(5);
    expect(lines).toEqual(["Reading: 1,234 records (123/s)", "Importing: 5 of 5 actions (0.4/s)"]);
  });

  it("a new piece of work counts from nothing", () => {
    const { lines, progress, pass } = clocked();
    progress.start("One", 10, "x");
    pass(5);
    progress.advance(10);
    progress.done();
    progress.start("Two", 40, "x");
    pass(10);
    progress.advance(10);
    expect(lines).toEqual(["Two: 10 of 40 x (1/s, 30 s left)"]);
  });

  it("is silent when it shall be", () => {
    const { lines, progress, pass } = clocked(true);
    progress.start("Reading", 10, "x");
    pass(60);
    progress.advance(1);
    expect(lines).toEqual([]);
  });
});

describe("numbers for people", () => {
  it.each([
    [0, "0 s"],
    [0.2, "1 s"],
    [89.5, "90 s"],
    [90, "2 min"],
    [3600, "60 min"],
    [5400, "1.5 h"],
    [86_400, "24.0 h"],
    [3_612_993, "41.8 days"],
  ])("%d seconds are %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  it("thousands are parted", () => {
    expect(number(1_234_567)).toBe("1,234,567");
  });
});
