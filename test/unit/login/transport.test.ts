import { expect, test } from "vitest";
import { UserError } from "../../../src/errors.ts";
import type { Transport } from "../../../src/http/transport.ts";
import { createTransport } from "../../../src/http/transport.ts";
import { sendOver } from "../../../src/login/transport.ts";

test("what a person has to mend before anything is sent is said as it is, not as a server that is not reached", async () => {
  const certificates = () => {
    throw new UserError("tls.ca names a file that cannot be read.", { hint: "Name another one." });
  };
  const send = sendOver(createTransport({ env: {}, certificates, trustedOrigins: [] }), new AbortController().signal);
  const asked = send({ method: "GET", url: "https://login.example.test/", headers: {} });
  await expect(asked).rejects.toMatchObject({ message: "tls.ca names a file that cannot be read.", exit: 2 });
});

test("nothing is sent to an address without TLS, whoever names it", async () => {
  let sent = 0;
  const transport: Transport = { send: () => Promise.reject(new Error(String(sent++))), close: () => undefined };
  const asked = sendOver(
    transport,
    new AbortController().signal,
  )({ method: "POST", url: "http://login.example.test/token", headers: {}, body: "refresh_token=s3cret" });
  await expect(asked).rejects.toMatchObject({ name: "UserError", exit: 3 });
  expect(sent).toBe(0);
});

test("a sign-in that never answers is told as that, to be tried again", async () => {
  const transport: Transport = {
    send: ({ signal }) => new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("canceled")))),
    close: () => undefined,
  };
  const asked = sendOver(transport, new AbortController().signal, 20)({ method: "GET", url: "https://login.example.test/", headers: {} });
  await expect(asked).rejects.toMatchObject({
    name: "RemoteError",
    recovery: "retry",
    message: expect.stringContaining("did not answer within") as string,
  });
});
