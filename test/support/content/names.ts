/** People and offices for made-up networks. `ascii` is what the e-mail address uses where the name is not Latin. */
export interface NameBank {
  readonly language: Language;
  readonly first: readonly string[];
  readonly last: readonly string[];
  readonly offices: readonly string[];
}

export type Language = "en" | "de" | "fr" | "ar" | "ja" | "es";

/** `name|ascii` where they differ. */
export const NAME_BANKS: readonly NameBank[] = [
  {
    language: "en",
    first:
      "Priya Marcus Aoife Tom Hannah Leroy Grace Samuel Nadia Owen Beth Kwame Isla Rohan Megan Tobias Ruth Callum Zara Femi Joanna Patrick Lucy Derek".split(
        " ",
      ),
    last: "Sharma Whitfield O’Connor Barnes Okafor Sinclair Mensah Patel Hughes Lindqvist Carter Nwosu Fraser Kapoor Doyle Brandt Ellison Murray Haddad Adeyemi Grant Quinn Walsh Stone".split(
      " ",
    ),
    offices: ["London", "Dublin", "Leeds", "Toronto", "Bengaluru"],
  },
  {
    language: "de",
    first:
      "Katrin Jürgen|juergen Anja Matthias Sabine Lukas Heike Stefan Ute Florian Miriam Björn|bjoern Claudia Ralf Nele Jörg|joerg".split(
        " ",
      ),
    last: "Müller|mueller Schäfer|schaefer Vogt Krämer|kraemer Baumann Lehmann Weiß|weiss Hofmann Zimmermann Böhm|boehm Keller Roth Haas Winkler Groß|gross Fuchs".split(
      " ",
    ),
    offices: ["Hamburg", "München", "Wien", "Zürich"],
  },
  {
    language: "fr",
    first:
      "Élodie|elodie Mathieu Camille Benoît|benoit Aurélie|aurelie Thierry Sylvie Rémi|remi Nathalie Youssef Chloé|chloe François|francois".split(
        " ",
      ),
    last: "Lefèvre|lefevre Moreau Girard Benali Dubois Chevalier Rousseau Fournier Gauthier Perrin Mercier Blanchard".split(" "),
    offices: ["Paris", "Lyon", "Genève", "Montréal"],
  },
  {
    language: "ar",
    first: "ليلى|layla أحمد|ahmed نور|noor سامي|sami هدى|huda خالد|khaled مريم|maryam يوسف|yousef".split(" "),
    last: "الهاشمي|alhashimi منصور|mansour النجار|alnajjar حداد|haddad عبدالله|abdullah السيد|elsayed قاسم|qasim العلي|alali".split(" "),
    offices: ["Dubai", "Cairo"],
  },
  {
    language: "ja",
    first: "美咲|misaki 健太|kenta 陽子|yoko 大輔|daisuke 恵|megumi 翔|sho 直美|naomi 拓也|takuya".split(" "),
    last: "佐藤|sato 田中|tanaka 高橋|takahashi 山本|yamamoto 渡辺|watanabe 中村|nakamura 小林|kobayashi 伊藤|ito".split(" "),
    offices: ["Tokyo", "Osaka"],
  },
  {
    language: "es",
    first: "Lucía|lucia Mateo Carmen Joaquín|joaquin Inés|ines Rafael Beatriz Andrés|andres".split(" "),
    last: "García|garcia Ibáñez|ibanez Romero Núñez|nunez Castro Peña|pena Vidal Ortega".split(" "),
    offices: ["Madrid", "Bogotá"],
  },
];

export const DEPARTMENTS = [
  "Human Resources",
  "Finance",
  "Engineering",
  "Sales",
  "Customer Service",
  "Operations",
  "Legal",
  "Marketing",
  "IT",
  "Research",
] as const;

export const JOB_TITLES = [
  "Team Lead",
  "Head of Operations",
  "HR Business Partner",
  "Engineering Manager",
  "Account Executive",
  "Project Manager",
  "Learning Specialist",
  "Regional Director",
  "Analyst",
  "Product Owner",
  "Service Desk Lead",
  "Plant Supervisor",
  "Controller",
  "Coach",
  "Executive Assistant",
  "Data Engineer",
] as const;

/** Group names with a language and a one-line description; numbered when a network needs more than there are. */
export const GROUP_SEEDS: readonly { readonly name: string; readonly language: Language; readonly description: string }[] = [
  {
    name: "First-time Managers",
    language: "en",
    description: "For everyone in their first two years of leading people. No question is too basic.",
  },
  { name: "Leadership Book Club", language: "en", description: "One book every six weeks. You may join without having finished it." },
  { name: "Führung im Alltag", language: "de", description: "Kleine Fragen aus dem Führungsalltag, ehrliche Antworten." },
  { name: "Women in Leadership", language: "en", description: "Stories, sponsors and straight talk." },
  { name: "Cercle du leadership", language: "fr", description: "Échanges entre managers francophones." },
  { name: "Remote & Hybrid Teams", language: "en", description: "What works when the team is never in one room." },
  { name: "Mentoring Exchange", language: "en", description: "Find a mentor, be a mentor, compare notes." },
  { name: "القيادة والتعلم", language: "ar", description: "مساحة لتبادل الخبرات بين المديرين" },
  { name: "リーダーシップ研究会", language: "ja", description: "月に一度、事例を持ち寄って学ぶ会です。" },
  { name: "HR Leadership Council", language: "en", description: "Closed group of the HR leads." },
  { name: "Liderazgo Iberia", language: "es", description: "Aprender a liderar, en español." },
  { name: "Coaching Corner", language: "en", description: "Practise a coaching conversation every Friday." },
  { name: "Innovation Lab “Kiosk”", language: "en", description: "Small bets, quick tests, shared results." },
  { name: "Lean, Agile, and Other Religions", language: "en", description: "Ways of working, with the arguments left in." },
  { name: "Projektleiter:innen-Stammtisch", language: "de", description: "Donnerstags, erst fachlich, dann menschlich." },
  { name: "Café des projets", language: "fr", description: "Retours d’expérience, sans diapositives." },
  { name: "Safety first", language: "en", description: "Plant and site safety: near misses are gifts." },
  { name: "Sales Coaching EMEA", language: "en", description: "Deals won, deals lost, what we learned." },
  { name: "Engineering Leads", language: "en", description: "From senior engineer to someone who runs a team." },
  { name: "Diversity & Inclusion Allies", language: "en", description: "Learning in public, kindly." },
  { name: "Onboarding Buddies", language: "en", description: "For those who look after new colleagues." },
  { name: "Negotiation Practice", language: "en", description: "One case a month, played both ways." },
  { name: "Public Speaking Club", language: "en", description: "Seven minutes, friendly audience." },
  { name: "Kanban <3", language: "en", description: "WIP limits & friends." },
];
