import { encodePng } from "./png.ts";

export type Colour = readonly [red: number, green: number, blue: number];

/** Letters as strokes on a grid four wide and six high: a font small enough to read here. `|` lifts the pen. */
const STROKES: Readonly<Record<string, string>> = {
  A: "0,6 2,0 4,6|0.8,4 3.2,4", B: "0,3 0,0 3,0 3.7,1 3.7,2 3,3 0,3 0,6 3,6 4,5 4,4 3,3", C: "4,1 3,0 1,0 0,1 0,5 1,6 3,6 4,5",
  D: "0,0 0,6 2.5,6 4,4.5 4,1.5 2.5,0 0,0", E: "3.7,0 0,0 0,6 3.7,6|0,3 3,3", F: "3.7,0 0,0 0,6|0,3 3,3",
  G: "4,1 3,0 1,0 0,1 0,5 1,6 3,6 4,5 4,3.2 2.5,3.2", H: "0,0 0,6|4,0 4,6|0,3 4,3", I: "0,0 0,6", J: "3,0 3,5 2,6 1,6 0,5",
  K: "0,0 0,6|4,0 0,3.5|1.3,2.6 4,6", L: "0,0 0,6 3.5,6", M: "0,6 0,0 2.5,3.5 5,0 5,6", N: "0,6 0,0 4,6 4,0",
  O: "1,0 3,0 4,1 4,5 3,6 1,6 0,5 0,1 1,0", P: "0,6 0,0 3,0 4,1 4,2.3 3,3.3 0,3.3", Q: "1,0 3,0 4,1 4,5 3,6 1,6 0,5 0,1 1,0|2.5,4.5 4.2,6.2",
  R: "0,6 0,0 3,0 4,1 4,2.3 3,3.3 0,3.3|2,3.3 4,6", S: "4,1 3,0 1,0 0,1 0,2 1,3 3,3 4,4 4,5 3,6 1,6 0,5", T: "0,0 4,0|2,0 2,6",
  U: "0,0 0,5 1,6 3,6 4,5 4,0", V: "0,0 2,6 4,0", W: "0,0 1.3,6 2.5,2 3.7,6 5,0", X: "0,0 4,6|4,0 0,6", Y: "0,0 2,3 4,0|2,3 2,6",
  Z: "0,0 4,0 0,6 4,6", "0": "1,0 3,0 4,1 4,5 3,6 1,6 0,5 0,1 1,0", "1": "0,1.2 1.5,0 1.5,6", "2": "0,1 1,0 3,0 4,1 4,2 0,6 4,6",
  "3": "0,0.7 1,0 3,0 4,1 4,2 3,3 1.5,3|3,3 4,4 4,5 3,6 1,6 0,5.3", "4": "3,6 3,0 0,4 4,4",
  "5": "3.8,0 0.4,0 0,2.7 1,2.3 3,2.3 4,3.3 4,5 3,6 1,6 0,5.3", "6": "3.6,0.5 3,0 1,0 0,1.5 0,5 1,6 3,6 4,5 4,3.8 3,2.8 1,2.8 0,3.8",
  "7": "0,0 4,0 1.4,6", "8": "1,3 0,2 0,1 1,0 3,0 4,1 4,2 3,3 1,3 0,4 0,5 1,6 3,6 4,5 4,4 3,3",
  "9": "0.4,5.5 1,6 3,6 4,4.5 4,1 3,0 1,0 0,1 0,2.2 1,3.2 3,3.2 4,2.2", ".": "0,6 0,6", ",": "0.4,5.8 0,7", "-": "0,3 2.2,3",
  ":": "0,2 0,2|0,5.4 0,5.4", "+": "0,3 3,3|1.5,1.5 1.5,4.5", "'": "0,0 0,1.3", "/": "0,6 3,0",
}; // prettier-ignore

export interface Canvas {
  readonly box: (x: number, y: number, width: number, height: number, colour: Colour, radius?: number) => void;
  readonly dot: (x: number, y: number, radius: number, colour: Colour) => void;
  readonly line: (x1: number, y1: number, x2: number, y2: number, thickness: number, colour: Colour) => void;
  /** Capitals and figures; `y` is the top. Returns the width drawn. */
  readonly text: (words: string, x: number, y: number, height: number, colour: Colour) => number;
  readonly png: () => Buffer;
}

/** A drawing surface with smooth edges: every shape is a distance, and a pixel is as covered as it is near. */
export function makeCanvas(width: number, height: number, background: Colour): Canvas {
  const pixels = new Uint8Array(width * height * 3);
  for (let at = 0; at < pixels.length; at++) pixels[at] = background[at % 3] ?? 0;

  function paint(bounds: readonly [number, number, number, number], colour: Colour, distance: (x: number, y: number) => number): void {
    const [left, top, right, bottom] = bounds;
    for (let y = Math.max(0, Math.floor(top - 1)); y < Math.min(height, bottom + 1); y++) {
      for (let x = Math.max(0, Math.floor(left - 1)); x < Math.min(width, right + 1); x++) {
        const cover = Math.min(1, Math.max(0, 0.5 - distance(x + 0.5, y + 0.5)));
        if (cover === 0) continue;
        for (const channel of [0, 1, 2] as const) {
          const at = (y * width + x) * 3 + channel;
          const old = pixels[at] ?? 0;
          pixels[at] = Math.round(old + (colour[channel] - old) * cover);
        }
      }
    }
  }

  const line: Canvas["line"] = (x1, y1, x2, y2, thickness, colour) => {
    const half = thickness / 2;
    const bounds = [Math.min(x1, x2) - half, Math.min(y1, y2) - half, Math.max(x1, x2) + half, Math.max(y1, y2) + half] as const;
    paint(bounds, colour, (x, y) => segmentDistance(x, y, [x1, y1, x2, y2]) - half);
  };
  return {
    line,
    box: (x, y, w, h, colour, radius = 0) => {
      paint([x, y, x + w, y + h], colour, (px, py) => boxDistance(px - x - w / 2, py - y - h / 2, w / 2, h / 2, radius));
    },
    dot: (x, y, radius, colour) => {
      paint([x - radius, y - radius, x + radius, y + radius], colour, (px, py) => Math.hypot(px - x, py - y) - radius);
    },
    text: (words, x, y, size, colour) => drawText(line, words, [x, y], size, colour),
    png: () => encodePng(width, height, pixels),
  };
}

function segmentDistance(x: number, y: number, [x1, y1, x2, y2]: readonly [number, number, number, number]): number {
  const dx = x2 - x1;
  const dy = y2 - y1;
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / length));
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}

function boxDistance(x: number, y: number, halfWidth: number, halfHeight: number, radius: number): number {
  const dx = Math.abs(x) - halfWidth + radius;
  const dy = Math.abs(y) - halfHeight + radius;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
}

function drawText(line: Canvas["line"], words: string, [x, y]: readonly [number, number], size: number, colour: Colour): number {
  const unit = size / 6;
  let pen = x;
  for (const letter of words.toUpperCase()) {
    const strokes = STROKES[letter];
    if (strokes === undefined) {
      pen += unit * 3;
      continue;
    }
    let right = 0;
    for (const stroke of strokes.split("|")) {
      const points = stroke.split(" ").map((point) => point.split(",").map(Number));
      for (let n = 1; n < points.length; n++) {
        const [x1 = 0, y1 = 0] = points[n - 1] ?? [];
        const [x2 = 0, y2 = 0] = points[n] ?? [];
        right = Math.max(right, x1, x2);
        line(pen + x1 * unit, y + y1 * unit, pen + x2 * unit, y + y2 * unit, Math.max(1.4, unit * 0.85), colour);
      }
    }
    pen += (right + 1.9) * unit;
  }
  return pen - x;
}
