import { describe, expect, it } from "vitest";
import { attachmentsOf } from "../../../../src/source/yammer-export/attachments.ts";

describe("the attachments column", () => {
  it.each([
    ["", []],
    ["uploadedfile:12", [{ kind: "file", id: 12 }]],
    [
      "uploadedfile:12, uploadedfile:13",
      [
        { kind: "file", id: 12 },
        { kind: "file", id: 13 },
      ],
    ],
    ["page:5", [{ kind: "page", id: 5 }]],
    ["opengraphobject:9", [{ kind: "link", id: 9 }]],
    ["opengraphobject:[9 : https://a.example/x,y?z=[1]#k:v]", [{ kind: "link", id: 9, url: "https://a.example/x,y?z=[1]#k:v" }]],
    [
      'opengraphobject:[9 : https://a.example/ : title="A, B: ""C"" [d]\nnext" : description=""], uploadedfile:12',
      [
        { kind: "link", id: 9, url: "https://a.example/", title: 'A, B: ""C"" [d]\nnext', description: "" },
        { kind: "file", id: 12 },
      ],
    ],
    [
      'opengraphobject:[9 : https://a.example/ : title="x] , y" : description="z], not one: 5"]',
      [{ kind: "link", id: 9, url: "https://a.example/", title: "x] , y", description: "z], not one: 5" }],
    ],
    [
      'opengraphobject:[9 : https://a.example/[1],page:[2]#x : title="see [1], page:5 too" : description=""], page:6',
      [
        { kind: "link", id: 9, url: "https://a.example/[1],page:[2]#x", title: "see [1], page:5 too", description: "" },
        { kind: "page", id: 6 },
      ],
    ],
    ["uploadedfile:12, uploadedfile:12", [{ kind: "file", id: 12 }]],
    [
      "uploadedfile:12,opengraphobject:9",
      [
        { kind: "file", id: 12 },
        { kind: "link", id: 9 },
      ],
    ],
    ["UploadedFile:9007199254740993", [{ kind: "file", id: "9007199254740993" }]],
  ])("%j", (text, refs) => {
    expect(attachmentsOf(text)).toEqual({ refs, modules: [], odd: [] });
  });

  it("does not take a poll for an attachment", () => {
    expect(attachmentsOf("ymodule:77, uploadedfile:1")).toEqual({ refs: [{ kind: "file", id: 1 }], modules: ["77"], odd: [] });
  });

  it("never keeps an address that is none of the web", () => {
    const { refs, odd } = attachmentsOf('opengraphobject:[9 : javascript:alert(1) : title="x" : description="y"]');
    expect(refs).toEqual([{ kind: "link", id: 9, url: null, title: "x", description: "y" }]);
    expect(odd).toEqual(['opengraphobject:[9 : javascript:alert(1) : title="x" : description="y"]']);
  });

  it.each(["nonsense", "uploadedfile:abc", "hologram:5", "opengraphobject:[9 : https://a.example/", "uploadedfile:", ", ,"])(
    "keeps %j as it was",
    (text) => {
      expect(attachmentsOf(text)).toEqual({ refs: [], modules: [], odd: [text] });
    },
  );

  it("finds what follows an item it cannot read", () => {
    expect(attachmentsOf("hologram:5, uploadedfile:abc, uploadedfile:12").refs).toEqual([{ kind: "file", id: 12 }]);
  });
});
