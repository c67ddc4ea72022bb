import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { contosoDirectory, contosoNetwork } from "./content/contoso.ts";
import { writeExportZip } from "./export-zip.ts";
import type { NetworkTruth } from "./network/truth.ts";

/** Writes the demo fixture into `folder`. Twice the same script gives twice the same bytes. */
export async function buildFixture(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const truth = contosoNetwork();
  await writeExportZip(truth, join(folder, "contoso-export.zip"), {
    since: "2019-01-01T00:00:00.000Z",
    until: "2024-02-05T23:59:59.000Z",
    compression: 9,
  });
  await writeFile(join(folder, "members.csv"), membersCsv(truth));
  await writeFile(
    join(folder, "directory.csv"),
    csv([
      ["id", "name", "email", "department"],
      ...contosoDirectory().map((entry) => [entry.id, entry.name, entry.email, entry.department]),
    ]),
  );
}

/** Who belongs where, as somebody would keep it in a sheet: by group name and address. */
export function membersCsv(truth: NetworkTruth): string {
  const people = new Map(truth.people.map((person) => [person.id, person]));
  const groups = new Map(truth.groups.map((group) => [group.id, group]));
  const rows = truth.memberships.map(({ groupId, personId, role }) => [
    groups.get(groupId)?.name ?? groupId,
    people.get(personId)?.email ?? "",
    role,
  ]);
  return csv([["group", "email", "role"], ...rows.filter((row) => row[1] !== "")]);
}

/** A plain CSV, quoted only where it must be. */
function csv(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => `${row.map(cell).join(",")}\n`).join("");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildFixture(join(dirname(fileURLToPath(import.meta.url)), "..", "..", "fixtures"));
}
