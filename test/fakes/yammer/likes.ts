import { num, type Payload, type World } from "./context.ts";
import { roll } from "./dice.ts";
import type { MessageTruth, PersonTruth } from "../../support/network/truth.ts";

/** `liked_by.names` holds the first three (2.4). */
const NAMES = 3;

/** Everybody who likes a message. REST tells no kind and no time (2.9). */
export function likersOf(world: World, message: MessageTruth): PersonTruth[] {
  const counted = message.reactions.filter(({ kind }) => kind === "like" || world.settings.behaviour.likes === "all-reactions");
  const people = counted.map(({ personId }) => world.live.person(personId));
  return people.filter((person) => person !== undefined);
}

/** What `users/liked_message` lists: with the lie `lostLikers` one fewer than the count says. */
export function listedLikers(world: World, message: MessageTruth): PersonTruth[] {
  const all = likersOf(world, message);
  const isShort = all.length > NAMES && world.dice(world.settings.lies.lostLikers, "likers", message.id);
  return isShort ? all.filter((_, n) => n !== Math.floor(roll(world.settings.seed, message.id) * (all.length - NAMES)) + NAMES) : all;
}

export function likedBy(world: World, message: MessageTruth): Payload {
  const likers = likersOf(world, message);
  const names = likers.slice(0, NAMES).map((person) => ({
    full_name: person.name,
    permalink: person.email.split("@")[0]?.replaceAll(".", "") ?? "",
    user_id: num(person.id),
    network_id: num(world.live.truth.network.id),
  }));
  return { count: likers.length, names };
}
