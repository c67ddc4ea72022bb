/**
 * When an access token ends (milliseconds UTC), where it says so itself: Entra's are JWTs, whose middle part has `exp` in seconds. It is read and not proven, so it is
 * told to people and decides nothing. Null for every other token. Source: RFC 7519, section 4.1.4.
 */
export function endOfToken(token: string): number | null {
  const [, middle, signature] = token.split(".");
  if (middle === undefined || signature === undefined) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(middle, "base64url").toString("utf8"));
    const exp = typeof claims === "object" && claims !== null && "exp" in claims ? claims.exp : undefined;
    return typeof exp === "number" && Number.isFinite(exp) && exp > 0 ? exp * 1000 : null;
  } catch {
    return null;
  }
}
