import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

/** Microsoft's sign-in on loopback, over TLS, with a certificate for tests (its key is public: it protects nothing). */
export interface Authority {
  /** `https://localhost:<port>` */
  readonly url: string;
  readonly tenant: string;
  readonly clientId: string;
  /** PEM to trust: NODE_EXTRA_CA_CERTS. */
  readonly certificate: string;
  /** Every request that came, `POST /contoso/oauth2/v2.0/token refresh_token`. */
  readonly log: string[];
  /** What happens to the next device codes: answers in this order, the last one stays. */
  devicePolls: ("pending" | "slow_down" | "granted" | "declined" | "expired" | { readonly error: string; readonly aadsts: number })[];
  /** Scopes that are refused as unknown (AADSTS500011). */
  readonly unknownScopes: Set<string>;
  /** The authorize page answers with this instead of a code. */
  refuseBrowser: { readonly error: string; readonly description: string } | undefined;
  /** Access tokens live this long. */
  tokenSeconds: number;
  /** Told of every access token that is given out: a service can then accept it. */
  onGrant: (token: string, scope: string) => void;
  /** Every refresh token that was given out ends now. */
  revoke(): void;
  /** Tokens that were given out, newest last, with their scope. */
  readonly granted: { readonly token: string; readonly scope: string }[];
  stop(): Promise<void>;
}

const HERE = new URL("./", import.meta.url);
export const certificateFile = fileURLToPath(new URL("cert.pem", HERE));

interface Code {
  readonly challenge: string;
  readonly redirect: string;
  readonly scope: string;
}

export async function startAuthority(): Promise<Authority> {
  const certificate = readFileSync(certificateFile, "utf8");
  const codes = new Map<string, Code>();
  const devices = new Map<string, { scope: string; polls: number }>();
  const refreshTokens = new Map<string, string>();
  const tenant = "contoso.example";
  const clientId = "11111111-2222-4333-8444-555555555555";
  const server: Server = createServer({ cert: certificate, key: readFileSync(new URL("key.pem", HERE)) }, (request, response) => {
    answer(request, response).catch((error: unknown) => send(response, 500, { error: String(error) }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `https://localhost:${(server.address() as AddressInfo).port}`;

  const self: Authority = {
    url,
    tenant,
    clientId,
    certificate,
    log: [],
    devicePolls: ["granted"],
    unknownScopes: new Set(),
    refuseBrowser: undefined,
    tokenSeconds: 3600,
    onGrant: () => undefined,
    revoke: () => refreshTokens.clear(),
    granted: [],
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = new URL(request.url ?? "/", url);
    const form = new URLSearchParams(request.method === "POST" ? await textOf(request) : "");
    self.log.push(`${request.method ?? ""} ${at.pathname} ${form.get("grant_type") ?? ""}`.trim());
    if (at.pathname.endsWith("/.well-known/openid-configuration")) send(response, 200, discovery());
    else if (at.pathname.endsWith("/oauth2/v2.0/authorize")) authorize(at, response);
    else if (at.pathname.endsWith("/oauth2/v2.0/devicecode")) startDevice(form, response);
    else if (at.pathname.endsWith("/oauth2/v2.0/token")) token(form, response);
    else send(response, 404, { error: "not_found", error_description: `no ${at.pathname} here: teach it in test/fakes/authority` });
  }

  function discovery() {
    const base = `${url}/${tenant}/oauth2/v2.0`;
    return {
      issuer: `${url}/${tenant}/v2.0`,
      authorization_endpoint: `${base}/authorize`,
      token_endpoint: `${base}/token`,
      device_authorization_endpoint: `${base}/devicecode`,
      jwks_uri: `${url}/${tenant}/discovery/v2.0/keys`,
      end_session_endpoint: `${base}/logout`,
      response_types_supported: ["code"],
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["RS256"],
    };
  }

  function authorize(at: URL, response: ServerResponse): void {
    const redirect = at.searchParams.get("redirect_uri") ?? "";
    const state = at.searchParams.get("state") ?? "";
    const scope = apiScope(at.searchParams.get("scope"));
    if (!/^http:\/\/localhost:\d+/.test(redirect)) return send(response, 400, refusal("invalid_request", 50011));
    const back = new URLSearchParams({ state });
    if (self.refuseBrowser) {
      back.set("error", self.refuseBrowser.error);
      back.set("error_description", self.refuseBrowser.description);
    } else if (self.unknownScopes.has(scope)) {
      back.set("error", "invalid_resource");
      back.set("error_description", "AADSTS500011: The resource principal was not found.");
    } else {
      const code = randomUUID();
      if (at.searchParams.get("code_challenge_method") !== "S256") return send(response, 400, refusal("invalid_request", 9002325));
      codes.set(code, { challenge: at.searchParams.get("code_challenge") ?? "", redirect, scope });
      back.set("code", code);
      back.set("client_info", clientInfo());
    }
    if (at.searchParams.get("response_mode") !== "form_post") return send(response, 400, refusal("invalid_request", 9000411));
    const fields = Array.from(back, ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`).join("");
    response.writeHead(200, { "content-type": "text/html" });
    response.end(`<!doctype html><form method="post" action="${redirect}">${fields}</form><script>document.forms[0].submit()</script>`);
  }

  function startDevice(form: URLSearchParams, response: ServerResponse): void {
    const scope = apiScope(form.get("scope"));
    if (self.unknownScopes.has(scope)) return send(response, 400, refusal("invalid_resource", 500011));
    const code = randomUUID();
    devices.set(code, { scope, polls: 0 });
    send(response, 200, {
      user_code: "ABCD-1234",
      device_code: code,
      verification_uri: `${url}/device`,
      expires_in: 900,
      interval: 1,
      message: "enter the code",
    });
  }

  function token(form: URLSearchParams, response: ServerResponse): void {
    if (form.get("client_id") !== clientId) return send(response, 400, refusal("unauthorized_client", 700016));
    switch (form.get("grant_type")) {
      case "authorization_code":
        return byCode(form, response);
      case "device_code":
      case "urn:ietf:params:oauth:grant-type:device_code":
        return byDevice(form, response);
      case "refresh_token":
        return byRefresh(form, response);
      default:
        return send(response, 400, refusal("unsupported_grant_type", 70003));
    }
  }

  function byCode(form: URLSearchParams, response: ServerResponse): void {
    const code = codes.get(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (!code || code.challenge !== challenge || code.redirect !== form.get("redirect_uri")) {
      return send(response, 400, refusal("invalid_grant", 501481));
    }
    codes.delete(form.get("code") ?? "");
    grant(code.scope, response);
  }

  function byDevice(form: URLSearchParams, response: ServerResponse): void {
    const device = devices.get(form.get("device_code") ?? "");
    if (!device) return send(response, 400, refusal("bad_verification_code", 70018));
    const poll = self.devicePolls[Math.min(device.polls++, self.devicePolls.length - 1)];
    if (poll === "granted") return grant(device.scope, response);
    if (poll === "pending") return send(response, 400, refusal("authorization_pending", 70016));
    if (poll === "slow_down") return send(response, 400, { error: "slow_down" });
    if (poll === "declined") return send(response, 400, refusal("authorization_declined", 65004));
    if (poll === "expired") return send(response, 400, refusal("expired_token", 70020));
    send(response, 400, refusal(poll?.error ?? "server_error", poll?.aadsts ?? 0));
  }

  function byRefresh(form: URLSearchParams, response: ServerResponse): void {
    const known = refreshTokens.has(form.get("refresh_token") ?? "");
    if (!known) return send(response, 400, refusal("invalid_grant", 50173));
    const scope = apiScope(form.get("scope"));
    if (self.unknownScopes.has(scope)) return send(response, 400, refusal("invalid_resource", 500011));
    // A refresh token is used once: the answer brings the next.
    refreshTokens.delete(form.get("refresh_token") ?? "");
    grant(scope, response);
  }

  function grant(scope: string, response: ServerResponse): void {
    const access = `access-${randomUUID()}`;
    const refresh = `refresh-${randomUUID()}`;
    refreshTokens.set(refresh, scope);
    self.granted.push({ token: access, scope });
    self.onGrant(access, scope);
    send(response, 200, {
      token_type: "Bearer",
      scope,
      expires_in: self.tokenSeconds,
      ext_expires_in: self.tokenSeconds,
      access_token: access,
      refresh_token: refresh,
      id_token: idToken(),
      client_info: clientInfo(),
    });
  }

  function idToken(): string {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      aud: clientId,
      iss: `${url}/${tenant}/v2.0`,
      iat: now,
      exp: now + 3600,
      oid: OBJECT_ID,
      sub: "subject",
      tid: TENANT_ID,
      preferred_username: "jane.doe@contoso.example",
      name: "Jane Doe",
      ver: "2.0",
    };
    return [{ alg: "none", typ: "JWT" }, claims].map(encoded).join(".") + ".";
  }

  return self;
}

const OBJECT_ID = "0a0a0a0a-1111-4222-8333-444444444444";
const TENANT_ID = "0b0b0b0b-1111-4222-8333-444444444444";

function clientInfo(): string {
  return encoded({ uid: OBJECT_ID, utid: TENANT_ID });
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** The one that is not OpenID's own. */
function apiScope(scopes: string | null): string {
  return (scopes ?? "").split(" ").find((scope) => scope.startsWith("https://")) ?? "";
}

function refusal(error: string, aadsts: number) {
  return {
    error,
    error_description: `AADSTS${aadsts}: what Microsoft says to jane.doe@contoso.example. Trace ID: 0000`,
    error_codes: [aadsts],
    timestamp: "2026-01-01 00:00:00Z",
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
  return text;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
}
