/** Keys and types of a JSON value, nothing of its content: how the fake is held against real payloads without keeping these. */
export interface Shape {
  readonly types: readonly string[];
  /** Of objects. */
  readonly keys?: Readonly<Record<string, KeyShape>>;
  /** Of arrays, all items merged. */
  readonly items?: Shape;
}

export interface KeyShape extends Shape {
  /** In every object of this kind that was seen. */
  readonly always: boolean;
}

export function shapeOf(value: unknown): Shape {
  if (Array.isArray(value)) {
    const items = value
      .map(shapeOf)
      .reduce<Shape | undefined>((merged, shape) => (merged === undefined ? shape : merge(merged, shape)), undefined);
    return items === undefined ? { types: ["array"] } : { types: ["array"], items };
  }
  if (value === null || typeof value !== "object") return { types: [value === null ? "null" : typeof value] };
  const keys = Object.entries(value).map(([key, inner]) => [key, { ...shapeOf(inner), always: true }] as const);
  return { types: ["object"], keys: Object.fromEntries(keys.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

export function merge(a: Shape, b: Shape): Shape {
  const types = [...new Set([...a.types, ...b.types])].sort();
  const items = a.items !== undefined && b.items !== undefined ? merge(a.items, b.items) : (a.items ?? b.items);
  const keys = a.keys !== undefined && b.keys !== undefined ? mergeKeys(a.keys, b.keys) : (a.keys ?? b.keys);
  return { types, ...(items === undefined ? {} : { items }), ...(keys === undefined ? {} : { keys }) };
}

type Keys = NonNullable<Shape["keys"]>;

function mergeKeys(a: Keys, b: Keys): Keys {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return Object.fromEntries(
    names.map((name) => {
      const [left, right] = [a[name], b[name]];
      if (left === undefined || right === undefined) return [name, { ...(left ?? right ?? { types: [] }), always: false }];
      return [name, { ...merge(left, right), always: left.always && right.always }];
    }),
  );
}

/** Where a value does not fit a shape: a key that always is there is missing, a type was never seen, a key was never seen. */
export function misfits(shape: Shape, value: unknown, path = ""): string[] {
  const [type = ""] = shapeOf(value).types;
  if (!shape.types.includes(type)) return [`${path || "it"} is ${type}, and was only seen as ${shape.types.join(" or ")}`];
  if (Array.isArray(value))
    return shape.items === undefined ? [] : [...new Set(value.flatMap((item) => misfits(shape.items ?? shape, item, `${path}[]`)))];
  if (type !== "object" || shape.keys === undefined) return [];
  return keyMisfits(shape.keys, value as Readonly<Record<string, unknown>>, path);
}

function keyMisfits(keys: Keys, value: Readonly<Record<string, unknown>>, path: string): string[] {
  const place = (key: string): string => (path === "" ? key : `${path}.${key}`);
  const missing = Object.entries(keys).filter(([key, { always }]) => always && !(key in value));
  const inner = Object.entries(value).flatMap(([key, item]) => {
    const known = keys[key];
    return known === undefined ? [`${place(key)} was never seen`] : misfits(known, item, place(key));
  });
  return [...missing.map(([key]) => `${place(key)} is missing`), ...inner];
}
