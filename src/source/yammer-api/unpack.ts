import { pipeline, type Transform } from "node:stream";
import { createBrotliDecompress, createInflate, createUnzip } from "node:zlib";
import type { Received } from "../../http/transport.ts";
import { isPacked } from "./identity.ts";
import type { Judged, Told } from "./not-the-file.ts";

const UNPACKERS: Readonly<Record<string, () => Transform>> = {
  gzip: createUnzip,
  "x-gzip": createUnzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * A body that was packed although nobody asked for that, unpacked; then it has no length and no validator. Where it has packed exactly the size that was told, it is
 * the file as it was uploaded (an archive that its server takes for an encoding), and stays as it is.
 */
export function unpacked(response: Received, told: Told): Judged {
  const { headers, body } = response;
  // A part of something packed is a part of nothing: who asked for it sees that.
  if (!isPacked(response) || response.status !== 200) return { response };
  const plain = { ...headers, "content-encoding": undefined };
  if (told.sizeBytes != null && String(headers["content-length"]) === String(told.sizeBytes))
    return { response: { ...response, headers: plain } };
  const make = UNPACKERS[String(headers["content-encoding"]).trim().toLowerCase()];
  if (make === undefined) return { why: "answered with bytes that are packed in a way nobody asked for" };
  const through = make();
  // Whoever reads it learns how it ended.
  pipeline(body, through, () => undefined);
  const nothingExact = { "content-length": undefined, etag: undefined, "last-modified": undefined };
  return { response: { ...response, headers: { ...plain, ...nothingExact }, body: through } };
}
