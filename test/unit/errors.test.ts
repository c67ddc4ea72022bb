import { expect, it } from "vitest";
import { pauseOrStop } from "../../src/errors.ts";

it("a loop that waits for nothing outside still lets a timer stop it", async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 0);
  const loop = async () => {
    for (;;) await pauseOrStop(controller.signal);
  };
  await expect(loop()).rejects.toMatchObject({ name: "AbortError" });
});
