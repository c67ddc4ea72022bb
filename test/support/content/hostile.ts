/** Bodies that break readers: each names what it breaks. All are plausible as something a person, or a careless tool,
 *  once pasted into a post. */
export const HOSTILE_BODIES: readonly { readonly breaks: string; readonly body: string }[] = [
  { breaks: "splitting fields on quote-comma-quote", body: 'The report said "yes","no","maybe" and nothing else.' },
  { breaks: "splitting records on quote-newline-quote", body: 'Minutes:\n"Agenda"\n"Actions"\n\n"Any other business"' },
  { breaks: "a lone quote at the end", body: 'He asked me to "think bigger"' },
  { breaks: "doubled quotes kept doubled", body: 'Already doubled ""quotes"" in the source, sorry.' },
  { breaks: "spreadsheets that calculate", body: '=HYPERLINK("https://www.example.com/","click me")' },
  { breaks: "spreadsheets that calculate (plus)", body: "+44 20 7946 0123 is my new number" },
  { breaks: "pages that do not escape", body: "<script>alert('xss')</script><img src=x onerror=alert(1)> is what the form sent back" },
  { breaks: "HTML entities decoded twice", body: "In the template write &amp;lt; when you mean &lt; & not <" },
  {
    breaks: "Markdown taken as markup",
    body: "# not a heading\n* not a list\n1. nor this\n```\nnor code\n``` and `ticks`, _under_scores_, **stars**",
  },
  { breaks: "carriage returns inside a cell", body: "first line\r\nsecond line\rthird line" },
  { breaks: "right-to-left override and marks", body: "Mixed \u202Eright-to-left\u202C text with \u200Fmarks\u200E and عربي in between" },
  { breaks: "emoji with joiners, flags and skin tones", body: "Great team 👩🏽‍💻👨‍👩‍👧‍👦 🇨🇭 🏳️‍🌈 é (e + U+0301: e\u0301)" },
  { breaks: "non-breaking and zero-width blanks", body: "10\u00A0000\u202F€ and a zero\u200Bwidth space\uFEFF here" },
  { breaks: "null as a word", body: "null" },
  { breaks: "a body that is only blanks", body: "   " },
  { breaks: "trimming", body: "  indented on purpose  " },
  { breaks: "reference markup that leads nowhere", body: "Use [[user:]] or [[user:abc]] or [Tag::] or [[ nested [Tag:1:x] ]] as examples" },
  { breaks: "template and regular expression replacement", body: "Cost is $1 or $& or ${amount} or %s or {{name}}" },
  { breaks: "SQL by concatenation", body: "Robert'); DROP TABLE message;-- joined the call" },
  { breaks: "path traversal in text that becomes a file name", body: "../../etc/passwd was the name of the upload, funny" },
  { breaks: "backslashes", body: "The share is \\\\files01\\teams\\new\\reports" },
  { breaks: "Windows-1252 seen as UTF-8", body: "It says â€œhelloâ€\u009d in the old system, can anybody fix the encoding?" },
];

export function longBody(chars: number): string {
  const paragraph =
    "We wrote down everything that was said in the two-day offsite, because people asked for it. Read the bold part if you are in a hurry; there is none, so good luck. ";
  return paragraph
    .repeat(Math.ceil(chars / paragraph.length))
    .slice(0, chars)
    .trim();
}
