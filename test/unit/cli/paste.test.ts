import { PassThrough } from "node:stream";
import { afterEach, describe, expect, test, vi } from "vitest";
import { askForAnother, pasteToken, type Asking } from "../../../src/cli/paste.ts";
import { RemoteError } from "../../../src/errors.ts";

const use = { network: "contoso.com", account: "1" };
const busy = () => new RemoteError("Yammer answered 503", { recovery: "abort", status: 503 });

/** Somebody who pastes these, one after the other, and leaves where there is none. */
function seat(given: { readonly tokens: readonly string[]; readonly useOf: Asking["useOf"] }) {
  const tokens = [...given.tokens];
  const said: string[] = [];
  const slept: number[] = [];
  let asked = 0;
  const ask = askForAnother({
    say: (line) => void said.push(line),
    hold: () => () => undefined,
    useOf: given.useOf,
    signal: new AbortController().signal,
    sleep: (ms) => Promise.resolve(void slept.push(ms)),
    paste: () => {
      asked++;
      const token = tokens.shift();
      return token === undefined ? Promise.reject(new DOMException("left", "AbortError")) : Promise.resolve(token);
    },
  });
  return { ask, said, slept, asked: () => asked };
}

afterEach(() => vi.restoreAllMocks());

test.each(["before", "meanwhile"])("a pipe that stays open is not waited for after a stop (%s)", async (when) => {
  vi.spyOn(process, "stdin", "get").mockReturnValue(new PassThrough() as unknown as typeof process.stdin);
  const controller = new AbortController();
  if (when === "before") controller.abort();
  const pasted = pasteToken(controller.signal);
  controller.abort();
  await expect(pasted).rejects.toMatchObject({ name: "AbortError" });
});

describe("another token is asked for", () => {
  test("once: whoever left is not asked again while the run ends", async () => {
    const person = seat({ tokens: [], useOf: () => Promise.resolve(use) });
    await expect(person.ask(use)).rejects.toMatchObject({ name: "AbortError" });
    await expect(person.ask(use)).rejects.toMatchObject({ name: "AbortError" });
    expect(person.asked()).toBe(1);
    expect(person.said).toHaveLength(1);
  });

  test("and tried again where the service does not answer just now, before anybody is asked for one more", async () => {
    let failures = 3;
    const person = seat({ tokens: ["good"], useOf: () => (failures-- > 0 ? Promise.reject(busy()) : Promise.resolve(use)) });
    expect(await person.ask(use)).toBe("good");
    expect([person.asked(), person.slept]).toEqual([1, [2000, 4000, 8000]]);
    expect(person.said.filter((line) => line.includes("could not be tried: Yammer answered 503"))).toHaveLength(1);
  });

  test("and where it never answers, the person is asked, and the request that is waiting has not failed", async () => {
    const person = seat({
      tokens: ["first", "second"],
      useOf: (token) => (token === "first" ? Promise.reject(busy()) : Promise.resolve(use)),
    });
    expect(await person.ask(use)).toBe("second");
    expect(person.slept.at(-1)).toBe(60_000);
    expect(person.said.at(-1)).toContain("Paste it again, or another one.");
  });
});
