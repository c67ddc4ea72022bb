import type { Readable } from "node:stream";

/** From then on a body has to have come with a byte a millisecond (a kilobyte a second) on average: nobody waits for a drip until the end of days. */
const GRACE_MS = 10 * 60_000;

/** The chunks of a body; it fails where nothing comes for `idleMs`, or hardly anything for long. What its reader does meanwhile does not count. */
export async function* withoutIdling(body: Readable, idleMs: number): AsyncGenerator<Buffer> {
  let timer: NodeJS.Timeout | undefined;
  let waitedMs = 0;
  let size = 0;
  let since = 0;
  const wait = (): void => {
    since = performance.now();
    timer = setTimeout(() => body.destroy(new Error("nothing came for too long")), idleMs);
  };
  wait();
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      clearTimeout(timer);
      waitedMs += performance.now() - since;
      size += chunk.length;
      if (waitedMs > GRACE_MS && size < waitedMs) throw new Error("too little came for too long");
      yield chunk;
      wait();
    }
  } finally {
    clearTimeout(timer);
  }
}
