import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as tls from "node:tls";
import { UserError } from "../errors.ts";

/**
 * Every certificate that is trusted: Node's own, `NODE_EXTRA_CA_CERTS`, the system's store (where companies put theirs), and the file named in `tls.ca`.
 * @throws UserError where that file is no certificate.
 */
export function trustedCertificates(options: { readonly workspace: string; readonly ca?: string | undefined }): string[] {
  const trusted = new Set<string>([...certificatesOf("default"), ...certificatesOf("system")]);
  if (options.ca !== undefined) trusted.add(readCertificates(resolve(options.workspace, options.ca), options.ca));
  return [...trusted];
}

function certificatesOf(store: "default" | "system"): readonly string[] {
  // Node below 22.15 cannot read the system's store.
  const read = (tls as { getCACertificates?: (type: string) => string[] }).getCACertificates;
  if (!read) return store === "default" ? tls.rootCertificates : [];
  return read(store);
}

/** TLS leaves out what it cannot read, and would then trust nobody without a word. */
function isCertificate(block: string): boolean {
  try {
    return new X509Certificate(block).raw.length > 0;
  } catch {
    return false;
  }
}

function readCertificates(path: string, given: string): string {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new UserError(`regroup.yaml: tls.ca names ${given}, which cannot be read.`, {
      hint: "Give the path of a PEM file, relative to the workspace.",
      cause,
    });
  }
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length > 0 && blocks.every(isCertificate)) return blocks.join("\n");
  throw new UserError(`regroup.yaml: tls.ca names ${given}, which holds no certificate in PEM form, or one that cannot be read.`, {
    hint: "Export the company's root certificate as Base-64 (PEM): it starts with -----BEGIN CERTIFICATE-----.",
  });
}
