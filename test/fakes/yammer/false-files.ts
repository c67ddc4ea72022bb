import type { Reply } from "./context.ts";
import type { Dice } from "./dice.ts";
import { hashText } from "./dice.ts";
import type { Lies } from "./options.ts";

const page = "<!DOCTYPE html><html><head><title>Sign in to your account</title></head><body>Sign in</body></html>";
const text = (status: number, type: string, text: string): Reply => ({ kind: "text", status, type, text });

/** What stands where a file should be, with a status of success. */
const ANSWERS: readonly Reply[] = [
  text(200, "text/html; charset=utf-8", page),
  text(204, "application/octet-stream", ""),
  text(200, "application/octet-stream", ""),
  text(200, "application/json", `{"error":"try again later"}`),
  text(200, "application/xml", `<?xml version="1.0"?><response><error>busy</error></response>`),
];

/** Undefined where the file itself comes. An empty file is never answered falsely: nobody could tell. */
export function falseFiles(dice: Dice, lies: Lies): (fileId: string, sizeBytes: number) => Reply | undefined {
  const answered = new Map<string, number>();
  return (fileId, sizeBytes) => {
    if (sizeBytes === 0) return undefined;
    const before = answered.get(fileId) ?? 0;
    const isForEver = dice(lies.signInFiles, "sign in", fileId);
    if (!isForEver && (before >= lies.falseAnswers || !dice(lies.falseFiles, "false file", fileId))) return undefined;
    answered.set(fileId, before + 1);
    return ANSWERS[(hashText(`false ${fileId}`) + before) % ANSWERS.length];
  };
}
