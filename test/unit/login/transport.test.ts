import { expect, test } from "vitest";
import { UserError } from "../../../src/errors.ts";
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
