import { describe, expect, test } from "vitest";
import type { Key } from "../../../../src/model/key.ts";
import { downloadName, isPicture, shownName, storedExtension, storedPath } from "../../../../src/target/static-site/names.ts";
import { pathOf, placeOf, relative, resolve, topicPath } from "../../../../src/target/static-site/paths.ts";

describe("file names", () => {
  test.each([
    ["a.PNG", "png", "a.PNG"],
    ["report.final.pdf", "pdf", "report.final.pdf"],
    ["page.html", "txt", "page.html.txt"],
    ["logo.svg", "txt", "logo.svg.txt"],
    ["run.exe", "bin", "run.exe.bin"],
    ["evil\u202egnp.exe", "bin", "evilgnp.exe.bin"],
    ["a\u202e/../..\\b:c?.pdf", "pdf", "a_.._.._b_c_.pdf"],
    ["CON.txt", "txt", "_CON.txt"],
    ["..", "bin", "file.bin"],
    ["a.txt. ", "bin", "a.txt.bin"],
    ["", "bin", "file.bin"],
    [null, "bin", "file.bin"],
    [`${"x".repeat(300)}.docx`, "docx", `${"x".repeat(120)}.docx`],
  ])("%j is stored as .%s and saved as %j", (name, extension, saved) => {
    expect(storedExtension(name)).toBe(extension);
    expect(downloadName(name)).toBe(saved);
  });

  test("pictures are known by what they are stored as", () => {
    expect(isPicture("a.jpeg")).toBe(true);
    expect(isPicture("a.svg")).toBe(false);
    expect(shownName(" a\u202eb\0 ")).toBe("ab");
    expect(() => storedPath("", "../../x", "a.png")).toThrow("sha256");
  });
});

describe("paths", () => {
  test.each([
    ["contoso/person/7", "", 1, "p/contoso/7.html"],
    ["contoso/person/7", "private/", 2, "private/p/contoso/7-2.html"],
    ["contoso/group/0", "", 2, "g/contoso/0-2.html"],
    ["contoso/group/12#members", "private/", 1, "private/g/contoso/12-members.html"],
    ["contoso/group/12#members", "", 3, "g/contoso/12-members-3.html"],
    ["contoso/thread/9223372036854775807", "private/", 1, "private/t/contoso/9223372036854775807.html"],
  ] as const)("%s has a page and the page has it", (key, tree, page, path) => {
    expect(pathOf(key as Key, tree, page)).toBe(path);
    expect(placeOf(path)).toMatchObject({ key, tree, page });
  });

  test.each([
    "contoso/thread/../../x",
    "contoso/thread/1/2",
    "../person/1",
    "contoso/message/1",
    "contoso/person/1#members",
    "Contoso/thread/1",
    "contoso/thread/1#x",
  ])("%s has none", (key) => {
    expect(pathOf(key as Key, "")).toBeUndefined();
  });

  test("addresses are relative and stay inside", () => {
    expect(relative("t/contoso/1.html", "files/a.png")).toBe("../../files/a.png");
    expect(resolve("t/contoso/1.html", "../../files/a.png#x")).toBe("files/a.png");
    expect(resolve("index.html", "../etc/passwd")).toBeUndefined();
  });

  test("topics that differ only in case share a page, others never do", () => {
    expect(topicPath("Idea")).toBe(topicPath("iDEA"));
    expect(topicPath("C++")).not.toBe(topicPath("C#"));
    expect(topicPath("日本語")).toMatch(/^topics\/[0-9a-f]{10}\.html$/);
    expect(topicPath("../../../Über Uns!", 2)).toMatch(/^topics\/u-ber-uns-[0-9a-f]{10}-p2\.html$/);
  });
});
