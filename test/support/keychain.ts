import type { Entry } from "../../src/login/keychain.ts";

/** A keychain of one entry, that can be locked or full. */
export function entryOf(password: string | null) {
  const state = { password, isLocked: false, takesNothing: false };
  const answer = <T>(value: () => T) => (state.isLocked ? Promise.reject(new Error("locked")) : Promise.resolve(value()));
  const entry: Entry = {
    getPassword: () => answer(() => state.password),
    setPassword: (given) => (state.takesNothing ? Promise.reject(new Error("full")) : answer(() => void (state.password = given))),
    deletePassword: () => answer(() => (state.password = null)),
  };
  return { state, open: () => Promise.resolve(entry) };
}
