/** Sentences in other languages and scripts, for made-up conversations. */
export interface PhraseBank {
  readonly starters: readonly string[];
  readonly questions: readonly string[];
  readonly replies: readonly string[];
  readonly topics: readonly string[];
}

export const GERMAN: PhraseBank = {
  topics: ["Delegation", "Feedback", "Mitarbeitergespräche", "Zielvereinbarungen", "Konflikte", "Vertrauen", "Arbeitslast"],
  starters: [
    "Gestern im Workshop kam das Thema {t} auf, und plötzlich wollten alle gleichzeitig reden. Ich fasse mal zusammen.",
    "Wir haben {t} bei uns in Hamburg umgestellt. Nach drei Monaten: weniger Besprechungen, mehr Streit, bessere Ergebnisse.",
    "Kleine Beobachtung zu {t}: Je länger die Folien, desto kürzer das Gespräch.",
    "Ich gebe zu, {t} fällt mir nach zwölf Jahren Führung immer noch schwer.",
  ],
  questions: [
    "Wie geht ihr mit {t} um, wenn der Betriebsrat noch nicht zugestimmt hat?",
    "Hat jemand eine gute Übung zu {t} für eine Runde von acht Leuten?",
    "Ab welcher Teamgröße lohnt sich bei {t} ein fester Rahmen?",
  ],
  replies: [
    "Das kenne ich nur zu gut. Bei uns half ein fester Termin alle zwei Wochen, 25 Minuten, ohne Laptop.",
    "Da bin ich anderer Meinung: Ohne klare Regel gewinnt immer der Lauteste.",
    "Danke fürs Teilen, das probieren wir in Zürich auch aus!",
    "Könntest du die Vorlage hochladen? Die Fußnote auf Seite 3 würde mich interessieren.",
    "Größter Aha-Moment für mich: erst zuhören, dann bewerten.",
    "Geht mir genauso.",
    "Wir hatten das 2019 schon einmal. Gescheitert ist es an der Zeiterfassung, nicht am Willen.",
    "Genau. Und bitte nicht noch ein Formular.",
    "Schöne Idee, ich bringe es am Donnerstag in die Runde ein.",
  ],
};

export const FRENCH: PhraseBank = {
  topics: ["la délégation", "le feedback", "les entretiens annuels", "le télétravail", "la reconnaissance", "les conflits"],
  starters: [
    "Petit retour d’expérience sur {t} : nous avons tout simplifié, et l’équipe lyonnaise respire.",
    "Hier, en réunion, quelqu’un a dit : « {t}, c’est l’affaire du chef ». Je ne suis pas d’accord.",
    "Je vous partage la fiche que nous utilisons pour {t}. Servez-vous.",
  ],
  questions: [
    "Comment abordez-vous {t} avec une équipe qui vient de changer trois fois de responsable ?",
    "Quelqu’un aurait-il un bon article sur {t}, en français si possible ?",
  ],
  replies: [
    "Merci, c’est très clair. Je teste dès lundi.",
    "Chez nous, ça n’a pas pris : trop de réunions, pas assez de suivi.",
    "Tout à fait d’accord, surtout sur le dernier point.",
    "Attention quand même : à Genève, le cadre juridique est différent.",
    "Bravo à toute l’équipe ! 👏",
    "Je suis preneuse de la fiche, merci d’avance.",
    "Avec le recul, j’aurais dû en parler plus tôt.",
  ],
};

export const ARABIC: PhraseBank = {
  topics: ["التفويض", "التغذية الراجعة", "العمل عن بعد", "بناء الثقة"],
  starters: ["تعلمت هذا الأسبوع درسًا مهمًا عن {t}: الإصغاء قبل النصيحة.", "جربنا في فريق دبي أسلوبًا جديدًا في {t}، والنتائج مشجعة حتى الآن."],
  questions: ["كيف تتعاملون مع {t} عندما يكون الفريق موزعًا بين القاهرة ودبي؟", "هل لدى أحد تجربة ناجحة في {t} مع المديرين الجدد؟"],
  replies: [
    "شكرًا على المشاركة، هذا مفيد جدًا.",
    "أتفق معك، والأهم هو المتابعة كل أسبوع.",
    "في تجربتي الأمر يحتاج إلى وقت وصبر.",
    "ممتاز 👏 سأعرض الفكرة على فريقي يوم الأحد.",
  ],
};

export const JAPANESE: PhraseBank = {
  topics: ["権限委譲", "フィードバック", "1on1", "心理的安全性"],
  starters: [
    "今週の勉強会では「{t}」について話し合いました。一番の学びは、まず聞くことでした。",
    "{t}のやり方を変えて三か月、チームの会話が増えました。",
  ],
  questions: ["{t}を始めるとき、最初の一歩は何が良いと思いますか？", "新任の管理職に{t}をどう説明していますか？"],
  replies: [
    "とても参考になりました。ありがとうございます。",
    "私のチームでも試してみます。",
    "大阪では少し事情が違いますが、考え方は同じだと思います。",
    "次回の会で詳しく聞かせてください。",
  ],
};

export const SPANISH: PhraseBank = {
  topics: ["la delegación", "el feedback", "las reuniones", "la confianza"],
  starters: [
    "Comparto lo que aprendimos sobre {t} en el taller de Madrid: menos reglas, más preguntas.",
    "Llevamos seis meses trabajando {t} y por fin se nota.",
  ],
  questions: ["¿Cómo trabajáis {t} con equipos que casi no se ven?", "¿Alguien tiene un ejercicio corto sobre {t}?"],
  replies: [
    "¡Muchas gracias! Justo lo que buscaba.",
    "No lo veo tan claro: sin seguimiento no sirve de nada.",
    "Totalmente de acuerdo, Inés lo explicó muy bien.",
    "¿Puedes subir la plantilla?",
  ],
};
