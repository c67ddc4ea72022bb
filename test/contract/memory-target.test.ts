import { aRoom, memoryTarget, type MemoryTarget, type Stored } from "../support/memory-target.ts";
import { targetContract } from "./target-contract.ts";

targetContract("memory target", () => {
  const kept = memoryTarget();
  const open = (mode: "read" | "write"): MemoryTarget => {
    const target = memoryTarget({ mode });
    for (const [id, stored] of kept.items) target.items.set(id, stored);
    return mode === "write" ? kept : target;
  };
  return Promise.resolve({ open, close: () => Promise.resolve() });
});

targetContract("memory target with rooms of others", () => {
  const kept = memoryTarget();
  const theirs = (id: string, group: string): Stored => ({
    item: { ref: { kind: "thread", id }, kind: "thread", parent: null, title: id },
    owner: null,
    group,
  });
  for (const stored of [
    aRoom("77", "As it was", { description: "Old words", owners: ["somebody"] }),
    theirs("their-first", "77"),
    aRoom("their-room", "Theirs"),
    theirs("their-second", "their-room"),
  ])
    kept.items.set(stored.item.ref.id, stored);
  const open = (mode: "read" | "write"): MemoryTarget => {
    const target = memoryTarget({ mode });
    for (const [id, stored] of kept.items) target.items.set(id, stored);
    return mode === "write" ? kept : target;
  };
  const snapshot = () => [...kept.items.values()].filter(({ group }) => group === "77" || group === "their-room");
  return Promise.resolve({ open, close: () => Promise.resolve(), rooms: { adopted: "77", existing: "their-room", snapshot } });
});
