import { createHash, hash as sha256, type Hash } from "node:crypto";

export interface TextDigest {
  add(part: string): void;
  /** In hexadecimal. Nothing may be added afterwards. */
  end(): string;
}

/** Larger pieces gain nothing and keep 30 MB of small texts alive (measured with 64 Ki). */
const HASHED_CHARS = 8192;

/** sha256 of a text that comes in parts, hashed in large pieces: each piece costs a microsecond. What is short, as most conversations are, is one. */
export function textDigest(): TextDigest {
  let hash: Hash | undefined;
  let text = "";
  return {
    add(part) {
      text += part;
      if (text.length < HASHED_CHARS) return;
      hash = (hash ?? createHash("sha256")).update(text);
      text = "";
    },
    end: () => hash?.update(text).digest("hex") ?? sha256("sha256", text),
  };
}
