import { exitCodes, isAbort, UserError } from "../errors.ts";
import type { Trouble } from "./network.ts";

/**
 * What Microsoft's sign-in answers when it refuses, in words with a way out. Codes: learn.microsoft.com, "Microsoft Entra authentication and
 * authorization error codes"; OAuth words: RFC 6749 and RFC 8628.
 */
interface Refusal {
  readonly codes: readonly string[];
  readonly what: string;
  readonly hint: string;
}

const AGAIN = "Run `regroup login` again";

const refusals: readonly Refusal[] = [
  {
    codes: [
      ...[
        "53000",
        "53001",
        "53002",
        "53003",
        "53004",
        "53011",
        "530003",
        "530021",
        "530031",
        "530032",
        "530033",
        "530034",
        "530035",
        "530036",
      ],
      ...["530084", "50005", "50097", "device_authentication_failed"],
    ],
    what: "a Conditional Access rule of this organisation does not allow this way of signing in",
    hint: "Many organisations block device codes and unmanaged devices. Sign in with the browser on a managed device (`regroup login --browser`), or ask an administrator for an exception for this app.",
  },
  {
    codes: ["700016", "unauthorized_client"],
    what: "this organisation does not know the app (client id)",
    hint: "Check `microsoft.client_id` and `microsoft.tenant` in regroup.yaml against the app registration in Entra.",
  },
  {
    codes: ["90002", "900023", "50020", "50059", "50194", "90072"],
    what: "there is no such organisation (tenant), or this account does not belong to it",
    hint: "Set `microsoft.tenant` in regroup.yaml to the tenant id or a verified domain, and sign in with an account of it.",
  },
  {
    codes: ["7000218", "invalid_client"],
    what: "the app is registered as one with a secret",
    hint: 'In Entra, under the app\'s Authentication, set "Allow public client flows" to Yes and add the platform "Mobile and desktop applications" with http://localhost.',
  },
  {
    codes: ["500021", "500022"],
    what: "the network of your company lets nobody sign in to this organisation (tenant restrictions)",
    hint: "Sign in from a network that allows it, or ask whoever runs the proxy to add the organisation of `microsoft.tenant`.",
  },
  {
    codes: ["500011", "650052", "500014"],
    what: "this organisation has no Viva Engage (Yammer) that an app can ask for",
    hint: 'Check `microsoft.tenant` in regroup.yaml. If it is right, an administrator has to enable Viva Engage there (Entra: Enterprise applications, "Viva Engage" or "Yammer").',
  },
  {
    codes: ["650057", "650053", "70011", "28002", "invalid_scope", "invalid_resource"],
    what: "the app has no permission for Viva Engage",
    hint: 'In Entra, under the app\'s API permissions, add the delegated permission access_as_user of the API "Yammer", then run `regroup login` again.',
  },
  {
    codes: ["50055", "50142", "50144"],
    what: "the password of this account has to be changed",
    hint: `Change it in a browser (https://myaccount.microsoft.com), then run \`regroup login\` again.`,
  },
  {
    codes: ["50011"],
    what: "the app does not know the address that sign-in returns to",
    hint: 'In Entra, under the app\'s Authentication, add the platform "Mobile and desktop applications" with http://localhost.',
  },
  {
    codes: ["90094", "90093", "65001", "consent_required"],
    what: "nobody has consented to this app reading Viva Engage",
    hint: 'An administrator grants it in Entra: the app\'s API permissions, "Yammer", access_as_user, "Grant admin consent".',
  },
  { codes: ["65004", "access_denied", "authorization_declined"], what: "the sign-in was declined", hint: `${AGAIN} and accept.` },
  {
    codes: ["50105"],
    what: "this account is not assigned to the app",
    hint: "An administrator assigns it in Entra: Enterprise applications, this app, Users and groups.",
  },
  {
    codes: ["50057", "50053", "50034"],
    what: "this account is disabled, locked or unknown",
    hint: "Sign in with another account, or ask an administrator.",
  },
  {
    codes: ["50076", "50079", "50072", "50074", "50158"],
    what: "the organisation wants a second proof of who you are",
    hint: `${AGAIN}: the browser asks for it.`,
  },
  {
    codes: [
      "70043",
      "700082",
      "700084",
      "70000",
      "70008",
      "700081",
      "50173",
      "50078",
      "50089",
      "invalid_grant",
      "bad_token",
      "no_tokens_found",
      "no_account_found",
    ],
    what: "the sign-in has ended (it expired, or was revoked: a new password does that)",
    hint: "Run `regroup login`, then the same command again: it goes on where it stopped. An admin role that was given for some hours may have ended too.",
  },
  {
    codes: ["expired_token", "code_expired", "device_code_expired"],
    what: "nobody entered the code in time",
    hint: `${AGAIN}: it shows a new code. If the page showed an error instead (such as 53003), the organisation blocks codes: \`regroup login --browser\`.`,
  },
  {
    codes: ["interaction_required", "login_required"],
    what: "Microsoft wants to ask you something",
    hint: "Run `regroup login`, then the same command again: it goes on where it stopped.",
  },
];

/** Spellings of the resource that this organisation does not have: the next one is tried. */
const wrongScope: ReadonlySet<string> = new Set([
  ...["500011", "500014", "650052", "650053", "650057", "70011", "28002", "invalid_scope", "invalid_resource"],
]);

/** Words that stand beside many numbers: they count only where no number says more. */
const general: ReadonlySet<string> = new Set([
  ...[
    "invalid_grant",
    "invalid_client",
    "interaction_required",
    "login_required",
    "access_denied",
    "unauthorized_client",
    "invalid_resource",
  ],
]);

/** `AADSTS50076`, `50076` in errorNo, and the OAuth word, as far as the error tells them. */
export function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const field = (name: string) => {
    const value = Object.entries(error).find(([key]) => key === name)?.[1] as unknown;
    return typeof value === "string" ? [value] : [];
  };
  const numbers = Array.from(error.message.matchAll(/AADSTS(\d{5,7})/g), (match) => match[1] ?? "");
  return [...numbers, ...field("errorNo"), ...field("subError"), ...field("errorCode")].filter((code) => code !== "");
}

export function isWrongScope(error: unknown): boolean {
  return codesOf(error).some((code) => wrongScope.has(code));
}

/** What MSAL threw, as an error that a person can act on. Nothing of its message is passed on: it may name accounts. */
export function explainRefusal(error: unknown, { failure, codes: answered }: Trouble): unknown {
  if (isAbort(error) || error instanceof UserError) return error;
  if (failure !== undefined) return failure;
  const codes = [...answered, ...codesOf(error)];
  const number = codes.find((code) => /^\d+$/.test(code));
  const telling = number === undefined ? codes : codes.filter((code) => !general.has(code));
  const known = telling.flatMap((code) => refusals.find((refusal) => refusal.codes.includes(code)) ?? [])[0];
  if (known) {
    return new UserError(`Microsoft refused the sign-in: ${known.what}${number === undefined ? "" : ` (AADSTS${number})`}.`, {
      hint: known.hint,
      exit: exitCodes.access,
      cause: error,
    });
  }
  if (codes.length === 0) return error;
  return new UserError(`Microsoft refused the sign-in (${shown(codes)}).`, {
    hint: `${AGAIN}. If it says the same, look it up at https://login.microsoftonline.com/error${number === undefined ? "" : `?code=${number}`}, or show it to an administrator.`,
    exit: exitCodes.access,
    cause: error,
  });
}

function shown(codes: readonly string[]): string {
  const number = codes.find((code) => /^\d+$/.test(code));
  if (number !== undefined) return `AADSTS${number}`;
  return (codes.find((code) => /^[a-z_]{3,80}$/.test(code)) ?? "no known code").replaceAll("_", " ");
}
