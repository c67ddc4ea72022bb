import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

const ENOUGH_BYTES = 15e6;
const LOOK_EVERY_MS = 50;

/**
 * A long read makes and drops objects without end, and V8 answers by doubling the space for young ones, again and again, up to 64 MB and more.
 * Beyond 15 MB that buys no speed here (measured), so from then on it grows no further. The size itself can only be set when Node starts.
 */
export function holdYoungGeneration(): { readonly end: () => void } {
  const timer = setInterval(() => {
    const young = getHeapSpaceStatistics().find((space) => space.space_name === "new_space");
    if (!young || young.space_size < ENOUGH_BYTES) return;
    setFlagsFromString("--semi-space-growth-factor=1");
    setFlagsFromString("--heap-growing-percent=40");
    clearInterval(timer);
  }, LOOK_EVERY_MS);
  timer.unref();
  return { end: () => clearInterval(timer) };
}
