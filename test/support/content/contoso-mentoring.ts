/** Mentoring Exchange, founded late in 2022 and growing. Format of the script: see contoso-script.ts. */
export const MENTORING_SCRIPT = `
@ 2022-10-10 10:10 lucy announcement +9 "Mentoring Exchange: how it works"
One hour a month, six months, across departments. You choose the topic, we look for the person. No forms for the boss, no reports, no certificates.

To join, answer this post with two lines: what you want to think about, and what you could help somebody else think about. Everybody does both. #mentoring
> 28m mateo +3
Think about: whether I want to lead people at all. Help with: spreadsheets, Spanish, and being new.
> 35m grace +6
Think about: how to slow down. Help with: asking for money.
> 52m dan +5
Think about: getting off nights in a few years. Help with: anything that happens at 3 a.m.
> 2h marcus +4
Think about: what I do not hear any more, now that I am a director. Help with: production, unions, bad news.
> 4h ahmed +1
Think about: العمل مع المقر الرئيسي من بعيد (working with headquarters from far away). Help with: negotiating in three languages.
> 1d ines
Think about: saying no early. Help with: planning, and Portuguese cakes.
>> 16m lucy laugh:6
@ines you have just had eleven applications.

@ 2022-11-08 09:35 greta +7
First round is matched: nineteen pairs. The furthest is Tokyo and Leeds, the nearest sit on the same floor and had never spoken. You have mail with a name and one opening question.
> 20m dan +4
Mine is a controller from Munich. What do I ask a controller from Munich?
>> 12m sabine +7
@dan Ask me why I check everything twice. I would like to know, too.
> 1h kenta
Mine is from the plant in Leeds. 楽しみです！
> 3h noor +1
My opening question was "What did you stop doing last year?" and we talked for eighty minutes.

@ 2022-12-13 14:05 hannah question +5
For the mentors: what do you do when your mentee only wants you to solve things?
> 18m samuel +4
I ask what they have already ruled out. There is always a list.
> 44m ingrid +6
I say: "I have an idea. You can have it in ten minutes. What is yours?" In nine cases of ten I never need to give mine.
> 2h marcus +2
I confess I solve them. I enjoy it. I suppose that is the problem.
>> 25m hannah +5
It is at least an honest problem.

@ 2023-02-02 11:20 mateo +11
Three months in. My mentor asked me in the first hour what I was afraid of, and I said "being bad at it in front of people who liked me before". We have talked of little else, and last week I took over a small team for the quarter. She did not advise me once.
> 9m lucy love:6
This made my week.
> 30m beth +4
Who is she?
>> 14m mateo +3
She said I should say "a plant supervisor from Leeds" and leave it at that, @beth.
>> 6m beth laugh:9
No idea who that could be.

@ 2023-04-18 10:45 layla +5
اقتراح: لقاء تعارف قصير بين المرشدين والمتدربين في دبي يوم الخميس القادم الساعة العاشرة صباحًا.

(Short get-together for mentors and mentees in Dubai, Thursday at ten. Coffee is on us.)
> 40m noor +1
سأحضر إن شاء الله.
> 2h ahmed
هل يمكن الانضمام من القاهرة عبر الإنترنت؟
>> 15m layla
بالتأكيد، سأرسل الرابط.

@ 2023-05-09 15:30 owen question +4
My mentee cancels. Third time. Do I say something, or is it up to her?
> 12m lucy +3
Say something once, kindly, with a door in it: "Is this still the right thing at the right time?"
> 36m megan +5
I was that mentee once. I cancelled because I had not done what I had promised and was ashamed. Tell her there is no homework.
>> 1d owen +8
It was exactly that. There is no homework any more. We talked about her allotment and, by accident, about everything else.

@ 2023-06-27 09:50 greta file:pairs image:matches +8
Numbers after two rounds, as a table and as a picture: 41 pairs, 33 still meeting after four months. The best predictor is not the topic, it is whether the first meeting happened within two weeks.
> 17m samuel +4
Nice. Could be cause or could be that keen people meet sooner.
>> 22m greta +3
Absolutely. For round three we book the first hour for everybody, then we will see.
> 1h dinah +2
A natural experiment! Please keep the list of who would have been late.
> 4h joanna +5
Thirty-three of forty-one is better than any programme we have paid for.

@ 2023-08-17 16:00 vivian +6
My last day is tomorrow. To my mentee, you know who you are: keep asking the second question. To the others: ask for a mentor before you think you need one.
> 11m lucy love:8
Thank you for four rounds, a hundred mails and the good biscuits.
> 26m hannah +6
You built half of this, @vivian. It will show.
> 2h isla
Good luck!

@ 2023-10-09 10:00 greta announcement +7 "Round four: first hours are already in your calendar"
What we learnt in June is now the rule: your first hour is booked, in the second week, and you may move it once. 52 pairs this time, twelve of them across three time zones. The list of opening questions is in the attached file.
> 14m femi +3
"What would you do if nobody promoted you for five years?" Who wrote this? I am not ready.
>> 9m samuel +5
Finance.
> 47m kwame +1
Could we have a round for people who leave and come back? My mentee is on parental leave.
>> 31m lucy +4
Yes. Pause, do not end. I will add it to the page.
> 3h yoko +2
東京からは六組です。よろしくお願いします。

@ 2023-12-14 11:35 noor praise:greta celebrate:12
@greta has matched 112 pairs by hand, with index cards, on the floor. I have seen a photo of the floor.
> 8m grace +3
Hero.
> 20m greta love:9
The cat helped. Some of you were matched by the cat.
>> 5m aoife laugh:11
That explains a lot about mine, and it is the best one so far.

@ 2024-01-25 09:15 dan +14
Update from me. I start as day shift lead in March. Sabine made me calculate what nights really cost me, in hours of daylight, with a formula. Then she asked what I would pay for one. That was that.
> 10m sabine love:7
The formula was correct. I checked it twice.
> 23m beth +6
Nights will miss you. Days do not know what they are getting.
> 1h marcus +4
I heard something there that I would not have heard otherwise. Thank you, both.

@ 2023-07-11 14:20 ahmed question +3
My mentee is more senior than I am, in another country, and very polite. Is anything I say useful to her, or is she being kind?
> 22m samuel +4
Ask her what she did differently last month. If the answer has a date in it, it was useful.
> 50m ingrid +3
Seniority is about the organisation chart. A mentor needs only to be standing somewhere else.
> 1d ahmed +6
سألتها. She named three things and the dates. I am going to believe her.
`;
