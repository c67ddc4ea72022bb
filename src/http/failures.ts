import { codeOf, exitCodes, RemoteError, UserError } from "../errors.ts";

/** What went wrong on the wire, as what to do about it. */

/** Begins the code of what a proxy answered instead of opening a way: its status, or DOWN. */
export const PROXY_CODE = "EPROXY";

const UNTRUSTED: ReadonlySet<string> = new Set([
  ...["SELF_SIGNED_CERT_IN_CHAIN", "DEPTH_ZERO_SELF_SIGNED_CERT", "UNABLE_TO_GET_ISSUER_CERT", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"],
  ...["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "CERT_UNTRUSTED", "CERT_SIGNATURE_FAILURE", "INVALID_CA"],
]);
const CLOCK =
  "Check the clock of this machine. If it is right, whoever runs the server (or a proxy in between) has to renew the certificate.";
const BAD_CERTIFICATE: ReadonlyMap<string, { readonly what: string; readonly hint: string }> = new Map([
  ["CERT_HAS_EXPIRED", { what: "has ended", hint: CLOCK }],
  ["CERT_NOT_YET_VALID", { what: "is not valid yet", hint: CLOCK }],
  [
    "ERR_TLS_CERT_ALTNAME_INVALID",
    {
      what: "is for another host",
      hint: "Check the address in regroup.yaml. If it is right, a proxy or the sign-in page of a guest network answers instead: open the address in a browser once.",
    },
  ],
]);

/** @returns UserError where a person can mend it, else RemoteError: `retry` for what passes by itself. */
export function failureOf(error: unknown, service: string, host: string): UserError | RemoteError {
  const code = deepCode(error);
  if (UNTRUSTED.has(code)) {
    return new UserError(`The certificate of ${host} is not signed by anybody this machine trusts (${code}).`, {
      hint: "A proxy of your company probably reads along. Put its root certificate (PEM) into regroup.yaml: `tls: { ca: company-ca.pem }`, or set NODE_EXTRA_CA_CERTS.",
      exit: exitCodes.access,
      cause: error,
    });
  }
  const fault = BAD_CERTIFICATE.get(code);
  if (fault) {
    return new UserError(`The certificate of ${host} ${fault.what} (${code}).`, {
      hint: fault.hint,
      exit: exitCodes.access,
      cause: error,
    });
  }
  if (code.startsWith(PROXY_CODE)) return ofProxy(code.slice(PROXY_CODE.length), service, host, error);
  if (code === "EPRIVATE") {
    return new RemoteError(`${service} sent us to a private address (${host}), which is refused`, { recovery: "skip", cause: error });
  }
  return new RemoteError(`${service} (${host}) could not be reached${code === "" ? "" : `: ${code}`}`, { recovery: "retry", cause: error });
}

/** A proxy that refuses speaks for itself, not for the server behind it. */
function ofProxy(status: string, service: string, host: string, cause: unknown): UserError | RemoteError {
  if (status === "407") {
    return new UserError(
      `The proxy lets nobody through to ${host} without a user name and a password (407), or refuses those that it got.`,
      {
        hint: "Set HTTPS_PROXY to http://user:password@host:port, with special characters URL-escaped. A proxy that wants Windows' own sign-in (NTLM, Kerberos) needs an exception for this computer.",
        exit: exitCodes.access,
        cause,
      },
    );
  }
  if (/^4\d\d$/.test(status)) {
    return new UserError(`The proxy does not let anybody through to ${host} (${status}).`, {
      hint: "Ask whoever runs the proxy to allow this address. Where it is reached without a proxy, name it in NO_PROXY.",
      exit: exitCodes.access,
      cause,
    });
  }
  const what = status === "DOWN" ? "the proxy in HTTPS_PROXY does not answer" : `the proxy answered ${status}`;
  return new RemoteError(`${service} (${host}) could not be reached: ${what}`, { recovery: "retry", cause });
}

function deepCode(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const code = codeOf(at);
    if (code !== "" && code !== "ERR_NETWORK" && code !== "ERR_BAD_REQUEST" && code !== "ERR_BAD_RESPONSE") return code;
  }
  return codeOf(error);
}
