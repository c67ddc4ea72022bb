import { expect, test } from "vitest";
import { keptStatements } from "../../../src/store/statements.ts";
import { cleanUpStores, makeStore } from "../../support/loaded-store.ts";

cleanUpStores();

const numbers = "SELECT value AS n FROM json_each(?)";

/** A reader that counts how many statements it has prepared. */
function counted() {
  const { db } = makeStore().store;
  let prepared = 0;
  const read = keptStatements(
    new Proxy(db, {
      get(target, name) {
        if (name !== "prepare") return Reflect.get(target, name) as unknown;
        prepared++;
        return target.prepare.bind(target);
      },
    }),
  );
  return { read: (values: readonly number[]) => read<{ n: number }>(numbers, [JSON.stringify(values)]), prepared: () => prepared };
}

test("one statement serves any number of readings that follow each other", () => {
  const { read, prepared } = counted();
  for (let n = 0; n < 1000; n++) expect([...read([n, n + 1])]).toEqual([{ n }, { n: n + 1 }]);
  expect(prepared()).toBe(1);
});

test("a reading inside a reading of the same text has a statement of its own, and both are used again", () => {
  const { read, prepared } = counted();
  for (let round = 0; round < 3; round++) {
    const pairs: [number, number][] = [];
    for (const { n } of read([1, 2])) for (const inner of read([3, 4])) pairs.push([n, inner.n]);
    expect(pairs).toEqual([
      [1, 3],
      [1, 4],
      [2, 3],
      [2, 4],
    ]);
  }
  expect(prepared()).toBe(2);
});

test("a reading that is left before its end gives its statement back", () => {
  const { read, prepared } = counted();
  for (let n = 0; n < 10; n++) {
    for (const row of read([n, n + 1])) {
      expect(row.n).toBe(n);
      break;
    }
  }
  expect(prepared()).toBe(1);
});
