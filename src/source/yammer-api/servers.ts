import { isAbort, RemoteError, UserError } from "../../errors.ts";
import type { HttpClient } from "../../http/client.ts";
import { MAX_WAIT_MS } from "../../http/retry.ts";
import type { Received } from "../../http/transport.ts";

/** The servers that files come from, and how they have answered in this run. */
export interface Servers {
  /** One answer, its body still on the wire. @throws RemoteError with recovery "skip" for what concerns this file only; whatever else ends the run. */
  ask(url: URL, wanted: WantedAnswer, signal: AbortSignal): Promise<Received>;
}

export interface WantedAnswer {
  readonly headers: Readonly<{ [name: string]: string }>;
  /** Statuses that come back beside those of success and of redirects. */
  readonly accept: readonly number[];
  /** Tries, where fewer are wanted than the client's patience. */
  readonly most?: number | undefined;
}

export interface ServersOptions {
  readonly baseUrl: URL;
  /** The API itself: signed, and paid from its budget. What it answers with 401 is a RemoteError: a file may be refused though the token is good. */
  readonly api: HttpClient;
  /** Another host: unsigned, and what it wants (429) keeps nobody from the others. */
  readonly elsewhere: (host: string) => HttpClient;
  /** Asks the API for what it always answers. @throws what ends a run: the API is gone, or the token is. */
  readonly prove: (signal: AbortSignal) => Promise<void>;
  /** How often the token has become another one. */
  readonly tokenChanges: () => number;
}

/** So many files in a row that a server fails after every try: each further one is tried once, until one comes. */
const FAILURES_TO_HURRY = 3;
/** So many files in a row to which a host says nothing at all, and it is asked no more in this run. */
const SILENCES_TO_LEAVE = 2;
/** So many hosts in a row that say nothing: is it this machine that is offline? */
const SILENT_HOSTS_TO_PROVE = 3;

interface Conduct {
  failures: number;
  silences: number;
}

/**
 * One file that its server cannot give, whatever it does instead (refuse the token, break off, answer nonsense), must not keep the others away, nor end every run at
 * the same place. So a failure is of the file as long as the API answers something else; a host that says nothing twice is left; and only an API that is gone, or
 * takes the token no more, ends the run.
 */
export function createServers({ baseUrl, api, elsewhere, prove, tokenChanges }: ServersOptions): Servers {
  const records = new Map<string, Conduct>();
  let silentHosts = 0;

  function recordOf(host: string): Conduct {
    const record = records.get(host) ?? { failures: 0, silences: 0 };
    records.set(host, record);
    return record;
  }

  /** @throws what ends the run, where it is not the file. */
  async function blame(url: URL, error: RemoteError | UserError, signal: AbortSignal): Promise<RemoteError> {
    const record = recordOf(url.host);
    const status = statusOf(error);
    const isOurs = url.origin === baseUrl.origin;
    if (status === 429 && isOurs && waitOf(error) > MAX_WAIT_MS) throw error;
    const isSilent = status === undefined;
    record.silences = isSilent ? record.silences + 1 : 0;
    record.failures = isSilent || status === 429 || status >= 500 ? record.failures + 1 : 0;
    if (isOurs) {
      if (isSilent || status === 429 || record.failures === FAILURES_TO_HURRY) await prove(signal);
    } else if (isSilent && record.silences === SILENCES_TO_LEAVE && ++silentHosts >= SILENT_HOSTS_TO_PROVE) {
      await prove(signal);
      silentHosts = 0;
    }
    if (!isSilent) return skip(refusal(url, status, isOurs), status);
    return skip(isOurs ? `the server gives no answer to this one: ${error.message}` : error.message);
  }

  return {
    async ask(url, { headers, accept, most: wanted }, signal) {
      const isOurs = url.origin === baseUrl.origin;
      const record = recordOf(url.host);
      if (!isOurs && record.silences >= SILENCES_TO_LEAVE) throw skip(`${url.host} did not answer in this run`);
      const most = record.failures >= FAILURES_TO_HURRY ? 1 : wanted;
      const client = isOurs ? api : elsewhere(url.host);
      const request = { url, bucket: "other", headers, accept, ...(most === undefined ? {} : { tries: { most } }) };
      const open = () => client.open(request, signal).catch(ofThisFile);
      const changes = tokenChanges();
      let answer = await open();
      if (isOurs && answer instanceof Error && statusOf(answer) === 401) {
        // Is it the token, or the file? Whoever proves it, or another lane, may have got another token meanwhile.
        await prove(signal);
        if (tokenChanges() > changes) answer = await open();
      }
      if (answer instanceof Error) throw await blame(url, answer, signal);
      Object.assign(record, { failures: 0, silences: 0 });
      silentHosts = 0;
      return answer;
    },
  };
}

/** What may be of the file only is given back; a stop, an error of ours, and what is of the file for certain, are thrown. */
function ofThisFile(error: unknown): RemoteError | UserError {
  const isOpen = (error instanceof RemoteError && error.recovery !== "skip") || error instanceof UserError;
  if (isOpen && !isAbort(error)) return error;
  throw error;
}

/** Elsewhere a 401 is a UserError with the answer behind it. A certificate that nobody trusts is no answer. */
function statusOf(error: RemoteError | UserError): number | undefined {
  if (error instanceof RemoteError) return error.status;
  return error.cause instanceof RemoteError ? error.cause.status : undefined;
}

function waitOf(error: Error): number {
  const said = [error, error.cause].map((each) => (each instanceof RemoteError ? (each.retryAfterMs ?? 0) : 0));
  return Math.max(...said);
}

function refusal(url: URL, status: number, isOurs: boolean): string {
  if (status === 403 && (isOurs || /\.sharepoint\.(com|us|cn)$/i.test(url.hostname)))
    return "the server refuses it (403): files in SharePoint want a permission of their own there. Let the account read the group's site, and export again";
  if (status === 401 || status === 403) return `the server refuses it (${status})`;
  return status === 404 ? "the server does not have it (404)" : `the server answered ${status}`;
}

export function skip(message: string, status?: number): RemoteError {
  return new RemoteError(message, { recovery: "skip", ...(status === undefined ? {} : { status }) });
}
