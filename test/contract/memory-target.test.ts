import { memoryTarget, type MemoryTarget } from "../support/memory-target.ts";
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
