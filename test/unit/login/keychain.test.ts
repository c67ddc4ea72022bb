import { expect, test } from "vitest";
import { keychainOf } from "../../../src/login/keychain.ts";
import { entryOf } from "../../support/keychain.ts";

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

test("a key that another process took away is not used for what is written next; while it cannot be compared, it is", async () => {
  const { state, open } = entryOf(null);
  const running = keychainOf(open);
  const first = await running.key();
  await keychainOf(open).forget();
  state.isLocked = true;
  expect(await running.key()).toEqual(first);
  state.isLocked = false;
  const second = await running.key();
  expect(second).not.toEqual(first);
  expect(await keychainOf(open).known()).toEqual(second);
});

test("a keychain that takes no new key leaves what is written without one", async () => {
  const { state, open } = entryOf(null);
  const running = keychainOf(open);
  await running.key();
  await keychainOf(open).forget();
  state.takesNothing = true;
  expect([await running.key(), await running.known()]).toEqual([undefined, undefined]);
});

test("reading anew forgets a key that is gone, and keeps the one at hand while the keychain is locked", async () => {
  const { state, open } = entryOf(null);
  const running = keychainOf(open);
  const first = await running.key();
  state.isLocked = true;
  expect(await running.anew()).toEqual(first);
  state.isLocked = false;
  await keychainOf(open).forget();
  expect([await running.anew(), await running.known()]).toEqual([undefined, undefined]);
});
