import { expect, test } from "vitest";
import { keychainOf, type Entry } from "../../../src/login/keychain.ts";

function entryOf(password: string | null) {
  const state = { password, isLocked: false };
  const answer = <T>(value: () => T) => (state.isLocked ? Promise.reject(new Error("locked")) : Promise.resolve(value()));
  const entry: Entry = {
    getPassword: () => answer(() => state.password),
    setPassword: (given) => answer(() => void (state.password = given)),
    deletePassword: () => answer(() => (state.password = null)),
  };
  return { state, open: () => Promise.resolve(entry) };
}

test("a key is made once, small enough for every keychain, and every process gets the same", async () => {
  const { state, open } = entryOf(null);
  const key = await keychainOf(open).key();
  expect(key).toHaveLength(32);
  expect(state.password?.length).toBeLessThan(2560);
  expect(await keychainOf(open).known()).toEqual(key);
  expect(await keychainOf(open).key()).toEqual(key);
});

test("a keychain that is locked in the middle of a run does not end it, and its key is never made anew", async () => {
  const { state, open } = entryOf(null);
  const running = keychainOf(open);
  const key = await running.key();
  const before = state.password;
  state.isLocked = true;
  expect(await running.known()).toEqual(key);
  const later = keychainOf(open);
  expect([await later.known(), await later.key()]).toEqual([undefined, undefined]);
  state.isLocked = false;
  expect(state.password).toBe(before);
  expect(await later.known()).toEqual(key);
});

test("forgetting takes the key out of the keychain and out of memory", async () => {
  const { state, open } = entryOf(null);
  const keychain = keychainOf(open);
  await keychain.key();
  await keychain.forget();
  expect([state.password, await keychain.known()]).toEqual([null, undefined]);
});
