import { toId, ALL_COMPANY, type Id } from "../../model/key.ts";
import type { SourceRecord } from "../source.ts";

/** People and groups by what a list of members calls them: learnt from the records of all inputs. */
export class Directory {
  private readonly networks = new Map<string, Names>();

  learn(record: SourceRecord): void {
    if (record.kind === "person") {
      const { people, emails, directoryIds } = this.of(record.network);
      people.add(record.id);
      if (record.email !== null) emails.set(record.email.trim().toLowerCase(), record.id);
      if (record.directoryId) directoryIds.set(record.directoryId, record.id);
    } else if (record.kind === "group") {
      const { groups, groupNames } = this.of(record.network);
      groups.add(record.id);
      if (record.name === null) return;
      const name = record.name.trim().toLowerCase();
      groupNames.set(name, (groupNames.get(name) ?? new Set()).add(record.id));
    } else if (record.kind === "network") {
      this.of(record.network);
    }
  }

  /** Every group of that id or name, in any network. */
  groups(written: string): { readonly network: string; readonly id: Id }[] {
    const id = toId(written);
    const name = written.toLowerCase();
    return [...this.networks].flatMap(([network, { groups, groupNames }]) => {
      if (name === "all company" || id === ALL_COMPANY) return [{ network, id: ALL_COMPANY }];
      if (id !== undefined && groups.has(id)) return [{ network, id }];
      return [...(groupNames.get(name) ?? [])].map((found) => ({ network, id: found }));
    });
  }

  person(network: string, who: { readonly userId: string; readonly email: string; readonly directoryId: string }): Id | undefined {
    const { people, emails, directoryIds } = this.of(network);
    const id = toId(who.userId) ?? toId(who.directoryId);
    if (id !== undefined && people.has(id)) return id;
    return emails.get(who.email.toLowerCase()) ?? directoryIds.get(who.directoryId.toLowerCase());
  }

  private of(network: string): Names {
    let names = this.networks.get(network);
    if (!names) {
      names = { people: new Set(), emails: new Map(), directoryIds: new Map(), groups: new Set(), groupNames: new Map() };
      this.networks.set(network, names);
    }
    return names;
  }
}

interface Names {
  readonly people: Set<Id>;
  readonly emails: Map<string, Id>;
  readonly directoryIds: Map<string, Id>;
  readonly groups: Set<Id>;
  readonly groupNames: Map<string, Set<Id>>;
}
