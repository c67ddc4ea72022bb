import { makeCanvas, type Canvas, type Colour } from "./canvas.ts";

const CREAM: Colour = [250, 246, 238];
const INK: Colour = [38, 44, 58];
const CORAL: Colour = [222, 98, 76];
const TEAL: Colour = [38, 128, 128];
const SAND: Colour = [226, 200, 150];
const MIST: Colour = [214, 222, 226];
const WHITE: Colour = [255, 255, 255];
const WIDTH = 720;
const HEIGHT = 440;

function titled(title: string, subtitle: string): Canvas {
  const canvas = makeCanvas(WIDTH, HEIGHT, CREAM);
  canvas.box(0, 0, 12, HEIGHT, CORAL);
  canvas.text(title, 48, 40, 26, INK);
  canvas.text(subtitle, 48, 82, 13, TEAL);
  return canvas;
}

/** Three bars: the poster from the pay workshop. */
export function salaryPoster(): Buffer {
  const canvas = titled("What happens when we ask", "62 requests, two years, one region");
  const bars = [["With a number", 0.78, TEAL], ["Without a number", 0.44, CORAL], ["By somebody else", 0.61, SAND]] as const; // prettier-ignore
  for (const [n, [label, share, colour]] of bars.entries()) {
    const y = 140 + n * 92;
    canvas.text(label, 48, y, 15, INK);
    canvas.box(48, y + 26, 560, 34, MIST, 17);
    canvas.box(48, y + 26, 560 * share, 34, colour, 17);
    canvas.text(String(Math.round(share * 100)), 628, y + 32, 22, INK);
  }
  return canvas.png();
}

/** Cards on a board, three lines each, the last one underlined in red. */
export function handoverBoard(): Buffer {
  const canvas = makeCanvas(WIDTH, HEIGHT, [92, 74, 58]);
  canvas.box(18, 18, WIDTH - 36, HEIGHT - 36, [206, 176, 132], 8);
  const papers: readonly Colour[] = [WHITE, [255, 240, 176], [214, 234, 220], [252, 222, 214]];
  for (let n = 0; n < 12; n++) {
    const x = 48 + (n % 4) * 160 + ((n * 7) % 13);
    const y = 44 + Math.floor(n / 4) * 124 + ((n * 5) % 11);
    canvas.box(x + 4, y + 5, 136, 98, [168, 138, 98], 4);
    canvas.box(x, y, 136, 98, papers[(n * 3) % papers.length] ?? WHITE, 4);
    canvas.dot(x + 68, y + 8, 6, n % 2 === 0 ? CORAL : TEAL);
    for (const line of [0, 1, 2]) canvas.line(x + 16, y + 30 + line * 24, x + 70 + ((n * 29 + line * 37) % 50), y + 30 + line * 24, 4, INK);
    canvas.line(x + 16, y + 86, x + 100, y + 86, 2, CORAL);
  }
  return canvas.png();
}

/** The poster of the French lunch. */
export function lunchPoster(): Buffer {
  const canvas = makeCanvas(WIDTH, HEIGHT, TEAL);
  canvas.dot(560, 230, 190, [46, 142, 140]);
  canvas.dot(560, 230, 138, CREAM);
  canvas.dot(560, 230, 104, [240, 230, 212]);
  canvas.line(384, 130, 384, 330, 8, CREAM);
  for (const offset of [-16, 0, 16]) canvas.line(384 + offset, 110, 384 + offset, 176, 5, CREAM);
  canvas.line(368, 178, 400, 178, 7, CREAM);
  canvas.text("Dire non", 48, 80, 40, CREAM);
  canvas.text("Cercle du leadership", 48, 152, 15, SAND);
  canvas.text("Jeudi 9 novembre", 48, 254, 21, CREAM);
  canvas.text("12:15", 48, 296, 21, CREAM);
  canvas.text("Lyon + Paris", 48, 352, 17, SAND);
  return canvas.png();
}

/** Forty-one pairs as arcs between two rows; the faded ones no longer meet. */
export function matchesPicture(): Buffer {
  const canvas = titled("41 pairs, 33 still meeting", "two rounds, four months on");
  for (let n = 0; n < 41; n++) {
    const x1 = 60 + n * 15;
    const x2 = 60 + ((n * 17) % 41) * 15;
    const hasEnded = n % 5 === 3;
    canvas.line(x1, 150, x2, 390, hasEnded ? 1.2 : 2.2, hasEnded ? MIST : n % 2 === 0 ? TEAL : CORAL);
  }
  for (let n = 0; n < 41; n++) {
    canvas.dot(60 + n * 15, 150, 5.5, INK);
    canvas.dot(60 + n * 15, 390, 5.5, INK);
  }
  return canvas.png();
}

/** Hours without interruption, before and after, by team. */
export function focusChart(): Buffer {
  const canvas = titled("Uninterrupted hours a week", "before and after six months of experiments");
  const teams = [["Vienna", 9, 15], ["London", 7, 12], ["Paris", 8, 8], ["Tokyo", 14, 9]] as const; // prettier-ignore
  canvas.line(60, 370, 670, 370, 2, INK);
  for (const [n, [team, before, after]] of teams.entries()) {
    const x = 84 + n * 152;
    canvas.box(x, 370 - before * 15, 44, before * 15, MIST, 4);
    canvas.box(x + 52, 370 - after * 15, 44, after * 15, after < before ? CORAL : TEAL, 4);
    canvas.text(String(before), x + 8, 370 - before * 15 - 24, 15, INK);
    canvas.text(String(after), x + 60, 370 - after * 15 - 24, 15, INK);
    canvas.text(team, x + 2, 388, 15, INK);
  }
  return canvas.png();
}

/** Big numbers from the open day. */
export function openDayPoster(): Buffer {
  const canvas = makeCanvas(WIDTH, HEIGHT, INK);
  canvas.text("Open day of the learning groups", 48, 44, 22, CREAM);
  const numbers = [["412", "visitors", TEAL], ["86", "new members", CORAL], ["0", "croissants left", SAND]] as const; // prettier-ignore
  for (const [n, [number, label, colour]] of numbers.entries()) {
    const y = 110 + n * 104;
    canvas.box(48, y, 624, 88, [50, 58, 76], 12);
    canvas.box(48, y, 10, 88, colour, 5);
    canvas.text(number, 86, y + 20, 48, colour);
    canvas.text(label, 300, y + 34, 22, CREAM);
  }
  return canvas.png();
}
