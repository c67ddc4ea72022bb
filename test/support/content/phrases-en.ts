/** English sentences for made-up conversations. `{t}` is what the talk is about. */
export const TOPICS_EN = [
  "delegation",
  "feedback",
  "one-to-ones",
  "hybrid meetings",
  "goal setting",
  "conflict",
  "coaching",
  "psychological safety",
  "workload",
  "career talks",
  "saying no",
  "recognition",
  "onboarding",
  "change fatigue",
  "difficult conversations",
  "mentoring",
  "decision making",
  "burnout",
  "trust",
  "retrospectives",
] as const;

export const STARTERS_EN = [
  "Something I learned this week about {t}: the plan matters less than the check-in after it.",
  "We tried a new format for {t} in our team and I would like to compare notes.",
  "I have been reading a lot on {t} lately and most of it contradicts the rest. What has actually worked for you?",
  "Sharing a small win: our work on {t} paid off, the survey score went from 62 to 78 in two quarters.",
  "Honest confession: I have avoided {t} for most of this year.",
  "Notes from yesterday's session on {t} are below. Thanks to everyone who stayed past six.",
  "My team in Leeds does {t} very differently from the one in Toronto and both think the other is wrong.",
  "Three people asked me about {t} in one week, so I am writing it down once.",
  "After the reorganisation, {t} is the first thing that fell off the table. I want it back.",
  "A customer taught me more about {t} in one call than the last two trainings did.",
  "If you are in the London office on Thursday, come and talk about {t} over lunch. Room 4.12, bring your own sandwich.",
  "Here is the template we use for {t}. Take it, change it, tell me what is missing.",
] as const;

export const QUESTIONS_EN = [
  "How do you handle {t} when half of the team is in another time zone?",
  "Does anyone have a good exercise on {t} for a group of twelve? I have forty minutes.",
  "What do you do when someone senior to you is the problem with {t}?",
  "Has anyone combined {t} with the new performance cycle? It feels like doing everything twice.",
  "Is there research on {t} that is readable without a psychology degree?",
  "Who can recommend an external speaker on {t}? Budget is small but not zero.",
  "New manager here. Where would you start with {t} if you had one hour a week?",
  "Would you put {t} on the agenda of the first team meeting, or wait until people know you?",
] as const;

export const REPLIES_EN = [
  "We had the same thing last spring. What helped was writing down who decides what, on one page, and arguing about that page instead of about each other.",
  "Not sure I agree. In my experience people say they want this and then nobody turns up.",
  "This. So much this.",
  "Could you share the slides? My team would love this.",
  "I tried it on Tuesday. Two of five people hated it, three want to keep it. I call that a success.",
  "In our plant it is different: shifts change at two, so anything after lunch loses half the people.",
  "Small addition: put the hardest topic first. Energy is a budget.",
  "We stopped doing that in March and nobody noticed, which tells you something.",
  "Happy to talk you through it, I have half an hour on Wednesday.",
  "I would be careful with the numbers, the sample is eleven people.",
  "My manager did this for me eight years ago and I still remember the sentence he used.",
  "Agree with the first half. The second half only works if the team trusts you already.",
  "Thank you, this is exactly the nudge I needed today.",
  "Works until the first deadline. Then old habits win. Any trick for that?",
  "We use a shared document with three columns: done, stuck, grateful. Takes four minutes.",
  "Can we invite someone from finance? They always see the part we forget.",
  "I was sceptical and I was wrong. Glad you pushed.",
  "Counter-example: the Osaka team does the opposite and has the lowest turnover of all.",
  "Which book was that from? I can find only the article.",
  "+1",
  "Thanks for the honesty. It takes something to post that where your boss can read it.",
  "Following, I have the same question.",
  "Let us take this offline, I have an example that should not be written down.",
  "Update: we ran it again, this time with a timer. Much better.",
  "I put it on the agenda for the next round, first Monday of the month at nine.",
  "Short answer: ask them. Long answer: ask them twice, in different weeks.",
  "That is a fair point and I had not seen it from that side.",
  "Congratulations! Well deserved.",
  "The link is behind a login for me. Could you attach the file?",
  "I disagree politely and completely. 😄",
] as const;

export const ANNOUNCEMENTS_EN: readonly (readonly [string, string])[] = [
  [
    "Spring leadership programme: registration is open",
    "Twelve places, six evenings, one real project. Send two sentences about why now, not a CV. Closing date is the last Friday of the month.",
  ],
  [
    "Results of the pulse survey",
    "Thank you to the 412 people who answered. Top three: clearer priorities, fewer meetings, more time with your manager. The full deck is attached to the page.",
  ],
  [
    "Moving our monthly call to Thursdays",
    "Mondays collided with the sales stand-up. From next month we meet on the second Thursday at 15:00 London time.",
  ],
  [
    "Mentor matching, round four",
    "Thirty-one pairs this time. You will get a mail with a name and one question to start with. Please meet once before the end of the month.",
  ],
  [
    "New guide for hiring conversations",
    "It is eight pages, four of them are questions you can use tomorrow. Comments are welcome until the 20th.",
  ],
];

export const POLLS_EN: readonly { readonly question: string; readonly options: readonly string[] }[] = [
  { question: "Which slot works best for the open hour?", options: ["Tuesday 8:30", "Wednesday 12:00", "Thursday 16:00"] },
  { question: "What should the next session be about?", options: ["Delegation", "Feedback", "Hybrid meetings", "Surprise us"] },
  { question: "Cameras in team meetings?", options: ["Always on", "On when speaking", "Nobody's business"] },
];

export const PRAISE_EN = [
  "for keeping thirty people calm on the worst Monday of the year. We noticed.",
  "for taking over the workshop with an hour's notice and making it better than planned.",
  "for saying the uncomfortable thing kindly.",
  "for two years of running this group in your lunch breaks.",
] as const;

export const LINKS_EN: readonly { readonly url: string; readonly title: string; readonly description: string }[] = [
  {
    url: "https://www.example.com/articles/the-feedback-fallacy",
    title: "The feedback fallacy",
    description: "Why telling people what we think of their performance does not help them thrive.",
  },
  {
    url: "https://learning.example.org/courses/coaching-101",
    title: "Coaching skills in 30 days",
    description: "A free course, ten minutes a day.",
  },
  {
    url: "https://blog.example.net/2023/04/remote-rituals/",
    title: "Five rituals for remote teams",
    description: "Small habits, tested in four companies.",
  },
  { url: "https://video.example.com/watch?v=d4Xk2&t=95", title: "Talk: leading without authority", description: "" },
  {
    url: "https://www.example.org/research/psychological-safety.pdf",
    title: "Psychological safety and learning behaviour in teams",
    description: "The study everyone quotes.",
  },
];
