/** Women in Leadership: the largest and warmest group. Format of the script: see contoso-script.ts. */
export const WOMEN_SCRIPT = `
@ 2022-02-07 09:04 hannah announcement +19 "Welcome to Women in Leadership"
Good morning everyone. Eleven of us have met for lunch every second Tuesday since 2019, and the table has become too small. So here we are.

Three promises: we talk about real situations, we do not quote each other outside, and nobody has to be inspiring before coffee.

Say hello and tell us one thing you would like to be better at by summer. #women_in_leadership
> 22m grace +8
Grace, sales, London. By summer I want to stop answering my own questions in meetings.
> 14m isla +6
Isla from Leeds. I would like to negotiate for myself as well as I do for customers.
> 41m aoife +9
Aoife, engineering, Dublin. One of two women in a department of ninety. I would like to be better at leaving on time. 😅
>> 9m grace
@aoife two of ninety? We are having coffee.
> 1h nadia +4
Nadia, legal, Dubai. I prepare too long. I want to say the 80 percent answer on the day instead of the 100 percent answer on Friday.
> 3h ruth +7
Ruth. I have run the diary of four directors and seen all the meetings from the corner of the room. I want to say something in one.
>> 20m hannah love:6
@ruth I would pay for a ticket.
> 1d layla +3
صباح الخير من دبي. أنا ليلى من الموارد البشرية، وأتطلع إلى التعلم معكن. And in English: I want to learn to ask for a sponsor and not only for advice.
> 5h zara +2
Zara, marketing. Public speaking without the voice going up at the end?

@ 2022-03-08 08:31 grace +24
Today is the 8th of March, and my inbox has four pictures of flowers. Instead of flowers, here is a wish list I collected on my floor this morning:

1. Put the name of the person who had the idea into the minutes.
2. Ask the men to take notes too.
3. No networking events at 18:30. We have children, parents and gyms.
4. Publish the salary bands.
> 16m samuel +11
Number 2 costs nothing and I will start at ten o'clock. Number 4: finance is not the obstacle, happy to say so where it helps.
>> 12m grace
@samuel I am quoting you in the next steering committee. You have been warned.
> 45m marcus +3
Number 3 I had never thought about. We moved the shift dinner to a breakfast last year because of the buses, and twice as many people came. Same principle.
> 2h priya +6
On 4: we are working on it in the People team and I can share more in May. It is slower than I like, for boring legal reasons, not for lack of will.
> 1h patrick
With respect, bands cut both ways. My best people are paid outside them and would not be happy to see that in print.
>> 35m isla +13
@patrick if they are paid outside for a reason, the reason will survive print.
>> 1h patrick +2
Fair. I need to think about which ones would survive.

@ 2022-04-05 13:20 isla question +9
My request for promotion was answered with "you need more visibility". Nobody could tell me what that is. How have you translated that sentence into something you can do?
> 18m hannah +7
Ask for the meeting in which your name should come up and does not. Then ask who is in it. That is what visibility means nine times out of ten.
> 33m grace best +15
I have been on the other side of that table. "Visibility" was our word for "I could not defend her with a concrete example when finance asked". So: give your boss two stories with a number in each, in writing, a week before the talk. Make them easy to repeat.
> 2h nadia +3
And ask for the sentence in writing. The act of writing it tends to sharpen it.
> 1d isla +10
Did both. My director needed ten minutes to write the mail and then said "this is really thin, isn't it". Talk is moved to next week, with examples. Thank you!
>> 15m ruth
The power of an empty page.

@ 2022-05-17 10:05 zara link:apology +12
For everyone who begins mails with "Sorry to bother you": I counted mine for a week. Thirty-one. Has anybody managed to stop?
> 7m aoife laugh:8
Sorry to reply so late, but no.
> 26m megan +2
I replaced it with "thank you for waiting". Feels odd for three days and then normal.
> 50m leroy +4
In customer service we teach people to apologise only for what we did. "I'm sorry about the late delivery", yes. "Sorry, me again", no. Same rule inside the house.
> 3h yoko +5
In Japanese it is nearly impossible, すみません is half of our grammar. 😊 I try to change the first word only: ありがとうございます.

@ 2022-06-07 12:10 vivian +3
The speaker list for autumn is taking shape. @? has said yes and needs a moderator. Who wants to?
> 35m zara +2
I do! Is it the same format as in spring?
>> 1h vivian
Shorter. Twenty minutes talk, forty minutes questions.

@ 2022-06-21 15:40 hannah poll +3
Which session would help you most in autumn?
[] Negotiating your own pay = 31
[] Finding a sponsor = 22
[] Speaking up in large meetings = 17
[] Coming back after parental leave = 14
> 12m carmen
Fourth one please. I come back in January and I already dream about the inbox.
> 1h camille
La quatrième aussi, et pas seulement pour les mères : mon collègue revient de congé paternité et personne ne lui demande rien.
>> 30m hannah +5
Très juste. We will invite fathers and call it "Coming back", nothing more.

@ 2022-09-13 09:25 lucy +14
"Coming back" took place yesterday, fourteen people, five of them men. What I wrote down:

- Agree before the leave on what you will NOT do in the first month.
- The buddy must not be your deputy. The deputy has an interest in the gap.
- Hand over decisions, not only tasks.
- Nobody remembers the first week. Everybody remembers whether you had a laptop.
> 40m carmen love:4
The laptop. 😂 Mine arrived on day nine after the last one. Thank you for the notes, I have sent them to my manager with the subject "no pressure".
> 1h owen +6
I was one of the five. I had not expected to be allowed to say that I was bored at home AND sad to come back. It helped.
> 4h joanna +8
Reading along. Decision from my side: from October the checklist is part of the official leave letter, with the laptop as line one.
>> 10m hannah
That was quick! Thank you @joanna.

@ 2022-10-18 11:15 nadia question +6
How do you interrupt someone who interrupts you? Four men and I, weekly call, I measured: average 40 seconds before somebody jumps in.
> 9m grace +8
"Hold that thought, I have two more sentences." Said warmly. Then say exactly two.
> 22m marcus +10
Ask an ally. I chair two such calls and I do not notice it while it happens. If someone had told me beforehand, I would have stopped it. Tell the chair.
> 1h isla +2
Or take the chair. Rotating chairs changed our regional call within a month.
> 2h rohan +3
We have a rule that the speaker drags a little flag on the shared board. Silly, and it works, because engineers respect a mutex.
>> 14m aoife laugh:11
@rohan a lock on women speaking. Let us rephrase that before it goes on a slide.
>> 6m rohan
Noted. 🫣
> 1d nadia +7
Told the chair. He was shocked and counted along today: 95 seconds. Progress, with a witness.

@ 2023-01-24 08:50 grace +17 image:salary
The poster from the pay workshop, for those who could not come. The middle bar is the one that shocked the room: people who ask with a number get asked about the number, people who ask without get asked about their loyalty.
> 28m samuel +3
The sample is 62 requests in two years in one region. Direction clear, size not. Please do not turn it into "34 percent" on a slide.
>> 17m grace laugh:5
@samuel that is why you are invited to everything.
> 2h dinah +6
Research colleague here: it matches what the literature says about negotiating without a reference point. I can bring the papers to the next round.
> 3h noor
Could I use the picture in our regional newsletter? With Samuel's footnote, of course.
>> 20m grace
Yes, with the footnote in bold.

@ 2023-03-08 08:02 zara +21
One year after the wish list of Grace, an honest score:
1. Names in minutes: yes, in four of six departments.
2. Men taking notes: @samuel has not missed a week, others have.
3. No events at 18:30: nearly.
4. Salary bands: published on 1 February. 🎉
> 11m grace celebrate:14
I may need a minute.
> 35m priya +9
It took eleven months and one very patient lawyer. Thank you @nadia.
>> 50m nadia +6
The lawyer was not patient. The lawyer had a list.
> 2h leroy
Point 2: guilty. Mine starts today.
> 1d elodie +4
Nous l’avons repris à Paris, points 1 à 3. Pour le 4, le comité d’entreprise est d’accord, la date arrive.

@ 2023-04-20 14:10 isla redacted
The text of this post was removed.
> 25m ruth +3
Thank you for writing this. I read it twice.
> 1h hannah +2
I have called you. For everyone else: if something like this happens to you, the confidential line is on the People page, and so is my number.

@ 2023-05-11 10:30 ines +11
A small story. In the steering meeting a supplier kept explaining my own project to me. My director (male, tall, quiet) said: "I will stop you there, she wrote it." Seven words in total, and the rest of the meeting was normal. I did not know I needed that.
> 19m ruth love:9
"She wrote it." Embroider it on a cushion.
> 44m kwame +4
Question from the other side: when is this help and when is it stepping on your toes? I never know whether to speak up.
>> 30m ines +10
@kwame if I am in the middle of answering, leave me. If I have stopped talking, help.
>> 2h aoife +5
That is the clearest definition of allyship I have read this year, and I had to do the e-learning.

@ 2023-07-05 09:45 layla +6
سؤال للزميلات في المنطقة: هل هناك من ترغب في مجموعة صغيرة باللغة العربية؟ نلتقي مرة في الشهر عبر الإنترنت.

(A small group in Arabic, once a month, online. Who is in?)
> 1h noor +2
أنا معك بكل سرور.
> 2h nadia
وأنا أيضًا. الأحد صباحًا يناسبني.
> 1d ahmed +1
هل يمكن للرجال الحضور للاستماع؟
>> 25m layla +4
طبعًا، أهلًا وسهلًا @ahmed.

@ 2023-09-12 11:00 hannah announcement +15 file:guide "Sponsorship circle: places for the second round"
Sponsor is not mentor. A mentor talks with you, a sponsor talks about you when you are not in the room.

Twelve pairs, six months, starting on 16 October. The two-page guide is attached. If you want to be sponsored, write to me with one sentence on the room you are not in. If you want to sponsor, write to me with one sentence on the room you are in. #sponsorship
> 15m marcus +7
I am in. Room: the investment committee.
> 38m joanna +6
Room: the executive meeting. Happy to take two.
> 1h megan
One sentence sent. It took me the whole train ride from Dublin to Cork.
> 2h carmen +1
¿También para España? I would love to, if the hours can be after 10.
>> 12m hannah
@carmen of course, and you set the hour.
> 1d dinah
Is anybody measuring this? If not, may I? Simple before-and-after, four questions.
>> 40m hannah +4
Yes please. I would rather have four honest questions than a glossy brochure.

@ 2023-11-21 12:35 grace praise:ruth celebrate:17
@ruth chaired the all-hands for the first time yesterday. Two years ago she wrote here that she wanted to say something in one meeting. Four hundred people heard her.
> 4m hannah love:6
I did pay for a ticket.
> 13m isla
Bravo!
> 21m aoife +2
You cut off the CFO at minute nine. Politely. I have it on tape.
> 52m samuel laugh:9
Finance confirms: he was over time.
> 3h ruth love:21
I do not know what to say, so I will say it in a meeting. Thank you, all of you.

@ 2024-01-16 09:10 zara question +4
We are planning the 8th of March. No flowers. What is on the wish list this year?
> 33m nadia +3
Flexible hours in the shift plants, not only in the offices.
> 47m beth +8
From one of those plants: thank you for saying it. Swap boards for shifts would do more than any keynote.
> 1h kwame +2
Paternity leave of the same length in all countries.
> 1d priya +2
Noted, both. I will come with numbers in February, so that we ask for something finance can calculate.

@ 2022-12-06 13:10 dinah +10
I was asked today to present "the female perspective" on the research budget. I presented the budget.
> 9m grace laugh:9
And what does the female budget look like?
>> 14m dinah laugh:12
Like the male one, with a source for every figure.
> 41m samuel +5
I was in the room. It was the only presentation without the word "roughly".
> 2h yoko +3
Thank you for this. 次は私もそうします。 Next time I will do the same.

@ 2023-08-08 10:15 carmen +6
One year back from leave. What helped was not the checklist, although the laptop was there. It was that Owen forwarded nothing to me on day one and said "ask me for what you miss". I missed four things. There had been nine hundred mails.
> 25m owen +7
I deleted the other 896. Please do not tell anyone.
> 1h joanna laugh:8
I have seen nothing.
> 4h camille +2
Quatre sur neuf cents ! Je le garde pour mon équipe.
`;
