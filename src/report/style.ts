import { baseCss } from "../page/tokens.ts";

/** What reports add to the shared look. In the sheet, for the page's policy lets no style attribute through. */
export const reportCss = `${baseCss}
.note { margin-top: 1.5rem; }
.fidelity { margin-bottom: 1rem; }
.fidelity figcaption { margin: 0 0 0.25rem; }
.section .scroll { margin-top: 1.25rem; }
`;
