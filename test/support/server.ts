import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";

const certificates = join(import.meta.dirname, "tls");
export const testAuthority = join(certificates, "ca.pem");

export interface Listening {
  readonly port: number;
  readonly url: string;
  readonly requests: { readonly method: string; readonly url: string; readonly headers: IncomingMessage["headers"] }[];
  readonly close: () => Promise<void>;
}

/** A small server on loopback, which remembers what it was asked. */
export async function listen(answer: RequestListener, options: { readonly tls?: boolean } = {}): Promise<Listening> {
  const requests: Listening["requests"] = [];
  const onRequest: RequestListener = (request, response) => {
    requests.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers });
    answer(request, response);
  };
  const server = options.tls
    ? createTlsServer(
        { key: readFileSync(join(certificates, "server.key")), cert: readFileSync(join(certificates, "server.pem")) },
        onRequest,
      )
    : createServer(onRequest);
  const port = await start(server);
  return { port, url: `${options.tls ? "https" : "http"}://127.0.0.1:${port}`, requests, close: () => stop(server) };
}

/** A proxy that knows CONNECT and nothing else, and takes every name to one port of this machine; with `refusal` it answers that status instead. */
export async function connectProxy(to: number, { refusal }: { readonly refusal?: number } = {}): Promise<Listening> {
  const requests: Listening["requests"] = [];
  const server = createServer((_request, response) => response.writeHead(405).end("CONNECT only"));
  server.on("connect", (request: IncomingMessage, client: Socket) => {
    requests.push({ method: "CONNECT", url: request.url ?? "", headers: request.headers });
    if (refusal !== undefined) return void client.end(`HTTP/1.1 ${refusal} No\r\ncontent-length: 2\r\n\r\n[]`);
    const upstream = connect(to, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [upstream, client]) socket.on("error", () => (upstream.destroy(), client.destroy()));
  });
  const port = await start(server);
  return { port, url: `http://127.0.0.1:${port}`, requests, close: () => stop(server) };
}

async function start(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
