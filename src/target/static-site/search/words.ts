/** One word of a text: as it is looked up, and where it stands. */
export interface Span {
  /** Lower case, without accents; of scripts that write no blanks, two characters, or the last one of a run. */
  readonly term: string;
  /** In UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** The last character of a longer run: found by those who look for it alone, left out when the run itself is looked for. */
  readonly isTail: boolean;
}

export interface Words {
  spans(text: string): Span[];
  /** Whether a word of this spelling may be completed and corrected: scripts without blanks are looked up by pairs instead. */
  isSpelled(term: string): boolean;
}

/**
 * How texts become words. The index is made with it and the page asks with it: what differed between the two could not be found. It
 * travels into the page as its source, so it refers to nothing outside of itself.
 */
export function searchWords(): Words {
  /** What a longer word is cut to, in the index and in the question alike. */
  const MAX_TERM = 40;
  const WORD = /[\p{L}\p{N}\p{M}\u00ad\u200c\u200d]+/gu;
  const UNSPACED = /([\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]+)/u;
  const SIMPLE = /^[a-z0-9]+$/;
  /** Accents of Latin, Greek and Cyrillic, vowel signs of Arabic and Hebrew, and what is not seen. Marks of other scripts are letters. */
  const UNHEARD = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u0655\u0670\u0640\u00ad\u200c\u200d]|[^\p{L}\p{N}\p{M}]/gu;
  const LETTERS: Readonly<Record<string, string>> = {
    ß: "ss",
    æ: "ae",
    œ: "oe",
    ø: "o",
    đ: "d",
    ð: "d",
    þ: "th",
    ł: "l",
    ħ: "h",
    ı: "i",
    ς: "σ",
    ى: "ي",
    ة: "ه", // prettier-ignore
  };
  const ODD = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "gu");

  function fold(word: string): string {
    const lower = word.toLowerCase();
    if (SIMPLE.test(lower)) return lower;
    return lower
      .normalize("NFKD")
      .toLowerCase()
      .replace(UNHEARD, "")
      .replace(ODD, (letter) => LETTERS[letter] ?? letter)
      .normalize("NFC");
  }

  function cut(term: string): string {
    return term.length <= MAX_TERM ? term : term.slice(0, MAX_TERM).replace(/[\ud800-\udbff]$/, "");
  }

  /** Pairs of neighbours: without a dictionary nobody knows where a word of these scripts ends. */
  function addPairs(out: Span[], run: string, at: number): void {
    const characters: { readonly term: string; readonly start: number; readonly end: number }[] = [];
    let start = at;
    for (const character of run) {
      const term = fold(character);
      if (term !== "") characters.push({ term, start, end: start + character.length });
      start += character.length;
    }
    for (const [index, { term, start: from, end }] of characters.entries()) {
      const next = characters[index + 1];
      if (next === undefined) out.push({ term, start: from, end, isTail: index > 0 });
      else out.push({ term: term + next.term, start: from, end: next.end, isTail: false });
    }
  }

  return {
    spans(text) {
      const out: Span[] = [];
      for (const match of text.matchAll(WORD)) {
        let start = match.index;
        const pieces = SIMPLE.test(match[0]) ? [match[0]] : match[0].split(UNSPACED);
        for (const [index, piece] of pieces.entries()) {
          if (index % 2 === 1) addPairs(out, piece, start);
          else {
            const term = cut(fold(piece));
            if (term !== "") out.push({ term, start, end: start + piece.length, isTail: false });
          }
          start += piece.length;
        }
      }
      return out;
    },
    isSpelled: (term) => !UNSPACED.test(term),
  };
}
