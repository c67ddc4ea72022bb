import { afterAll } from "vitest";
import { makeYard as make, type Yard } from "./yammer-api-yard.ts";

export { wholeScope, type Yard } from "./yammer-api-yard.ts";

const yards = new Set<Yard>();

/** Stops what a test file started, and fails where a fake met what it does not know: call at the top of the file. */
export function cleanUpYards(): void {
  afterAll(async () => {
    for (const yard of yards) await yard.stop();
  });
}

export async function makeYard(...given: Parameters<typeof make>): Promise<Yard> {
  const yard = await make(...given);
  yards.add(yard);
  return yard;
}
