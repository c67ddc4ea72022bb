import type { DataRecord } from "../../src/source/source.ts";
import { memorySource } from "../support/memory-source.ts";
import { sourceContract } from "./source-contract.ts";

const network = "contoso.com";
const people = Array.from({ length: 25 }, (_, n): DataRecord => ({
  kind: "person",
  network,
  id: n + 1,
  name: `Person ${n + 1}`,
  email: null,
}));
const topics = Array.from({ length: 9 }, (_, n): DataRecord => ({ kind: "topic", network, id: n + 1, name: `topic${n + 1}` }));
const file: DataRecord = { kind: "file", type: "file", network, id: 7, fileId: 5, name: "a.txt", locator: "files/7.txt", isPrivate: false };
const bytes = new TextEncoder().encode("bytes");

sourceContract("the in-memory source", () =>
  Promise.resolve({
    create: () =>
      memorySource({
        network,
        files: [
          { file: "one/Users.csv", rows: people },
          { file: "one/Topics.csv", rows: [...topics, { kind: "skip", reason: "bad-id: id", policy: false }, file] },
        ],
        bytes: { "files/7.txt": bytes },
        rowsPerPage: 4,
      }),
    rows: { "one/Users.csv": 25, "one/Topics.csv": 11 },
    counts: { person: 25, topic: 9, file: 1 },
    bytes: { "7": bytes },
  }),
);
