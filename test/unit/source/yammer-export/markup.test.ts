import { describe, expect, it } from "vitest";
import { referencesOf } from "../../../../src/source/yammer-export/markup.ts";

describe("references in a body", () => {
  it.each([
    ["[[user:12]] hello", [12]],
    ["hello [User:12:ann] and [User:13]", [12, 13]],
    ["[[user:12]] [[user:12]] [User:12:ann]", [12]],
    ["thanks\ncc: User:12:ann, User:13:bob", [12, 13]],
    ["thanks cc: User:12:ann", [12]],
    ["[[user:9223372036854775807]]", ["9223372036854775807"]],
    ["[[user:9223372036854775808]]", []],
    ["[[user:]] [[user:x]] [[user:1", []],
    ["cc: User:12:ann and others", []],
    ["[[[user:5]]]", [5]],
    ["", []],
  ])("%j mentions %j", (body, mentions) => {
    expect(referencesOf(body).mentions).toEqual(mentions);
  });

  it.each([
    [
      "[Tag:31:leadership] and [Tag:32:trust]",
      [
        { id: 31, name: "leadership" },
        { id: 32, name: "trust" },
      ],
    ],
    ["[[tag:31]]", [{ id: 31, name: "31" }]],
    ["[Tag::n/a]", []],
    ["&[Tag::n/a]39;", []],
    ["[Tag:31:a] [Tag:31:b]", [{ id: 31, name: "a" }]],
  ])("%j has topics %j", (body, topics) => {
    expect(referencesOf(body).topics).toEqual(topics);
  });
});
