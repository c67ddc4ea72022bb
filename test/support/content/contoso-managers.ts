/** First-time Managers: questions first. Format of the script: see contoso-script.ts. */
export const MANAGERS_SCRIPT = `
@ 2022-02-14 10:00 priya announcement +12 "This is the place for questions you would rather not ask your boss"
Every new manager in the company asks the same nine questions in the same order, and each one thinks they are the only one. That is a waste.

So: ask here. People who were new two years ago answer. HR reads along and only steps in when something is illegal.
> 25m tom +9
I will start then. I have been a team lead since November and I have no idea what to do with my Tuesdays.
>> 18m aoife laugh:7
The trick is to have meetings on Tuesdays so you can miss doing real work.
>> 40m priya +6
@tom block two hours, call it "think", and use the first one to write down what only you can do. The list will be short. Everything else can be given away.
> 2h owen
Hello from accounts. Six people, two of whom trained me. Slightly terrified.
> 1d greta +3
I collect the questions and answers and make a small page of them every quarter. So nothing gets lost.

@ 2022-03-01 09:17 tom question +11
How do I give feedback to someone who used to be my peer, and who is better at the job than I am?
> 11m aoife +8
Do not give feedback on the craft, you would lose and deserve it. Give it on what you see and they cannot: effects on others. "When the ticket was closed without a word, the customer rang three people."
> 34m marcus +4
Tell him what you just told us. "You are better at this than me, my job is a different one now." It costs you a minute of pride.
> 1h leroy +10
Let me tell you about Sandra. She had trained me, then I became her lead. For six weeks I avoided her desk. In week seven she came to mine and said: "Are you going to manage me at some point?" Best feedback I ever received, and she was right to be annoyed.
>> 25m tom +5
That is EXACTLY the desk thing I am doing. OK. Coffee with him tomorrow.
> 2d tom best +14
Report: we had the coffee. He said he had turned down the lead job, and was relieved it was me and not someone from outside. I worried for four months about nothing.

@ 2022-02-22 08:40 derek +1
@@priya are the slides of the induction day somewhere? I only have the print-out and a coffee stain.

cc: ~greta, ~hannah
> 1h greta +2
On the page of the learning team, under "Induction". I have added last year's as well.
> 2h derek
Thanks!
> 3d derek deleted
Found them, never mind.

@ 2022-04-12 11:35 callum +2
Agenda for Thursday:\v\t1. round of news\v\t2. one case\v\t3. Q&amp;A with HR &#8211; bring your own questions
> 40m owen
Can I bring the late-comers case, or is it too small?
>> 12m priya +2
Small cases are the best ones. Bring it.

@ 2022-05-03 09:10 rohan link:silence
> 25m femi +1
Seven minutes well spent. The part about silence after a question is gold.
> 2h aoife +3
Thank you. More links without comments, please, I can read.

@ 2022-09-20 10:15 aoife +6
Reminder to self and others: "Can I give you some feedback?" is only a question if no is an answer.
> 20m tom +2
Can I say no to this?
>> 5m aoife laugh:4
Yes. See how nice that feels?
> 1h rohan lost
Then what do you do with the feedback nobody wants to hear?
>> 2h priya +5
Write it down, sleep on it, and ask again tomorrow. If it is still important, it will still be true.

@ 2023-06-13 10:30 lucy +4 file:ramp
The ramp for the first ninety days, as asked for on Thursday. Version with fewer arrows.
> 30m kwame
Much better. I could follow it without Lucy standing next to it.
> 1d lucy file:ramp edited
Corrected the dates in week 7 and 8, sorry. Please use this one.
<<<
Corrected the dates in week 7, sorry. Please use this one.

@ 2022-03-29 13:45 owen question file:agenda +7
What do you talk about in one-to-ones? Mine are status reports with coffee.
> 15m priya +9
Ban status from them. Status goes into a shared list. Then the first ten minutes will be very quiet, and after that it gets interesting.
> 26m femi +3
I ask the same three every time: what took energy, what gave energy, what should I know. People come prepared now.
> 1h kenta +4
In my team nobody answers an open question at once. I send one question the day before. 前日に質問を送ると、話しやすくなります。
>> 20m priya +5
@kenta this helps with half of my British colleagues as well.
> 3h greta file:agenda +6
I made a one-page template out of your answers. Version 2 is attached, it has fewer boxes.
>> 2d owen
Tried it today. Forty minutes and not one project name. Thank you.

@ 2022-05-10 09:05 femi +8
Small thing that made a large difference: I stopped answering messages in the team channel during the first fifteen minutes. In eight of ten cases somebody else answers, and usually better. #delegation
> 31m rohan +4
Same. I mute myself with a timer.
> 50m samuel
And in the two cases of ten?
>> 14m femi +3
In the two cases they wait fifteen minutes. Nobody has died.
> 4h beth
On a night shift, fifteen minutes can be a lot. But I see the point for the things that are not on fire.

@ 2022-06-14 16:20 megan question +6
I have to tell someone on Thursday that the extension of the contract did not come through. She is good. It is only budget. I cannot sleep. How do you do it decently?
> 8m leroy +7
Say it in the first sentence. Not after the weather, not after the praise. Then be quiet. Count to ten in your head.
> 19m priya +9
What Leroy says. And do not say "I know how you feel". Have two things ready: the exact last day, and what you will do for her (reference, introductions, time for interviews). Ring me on Wednesday if you want to practise.
> 1h carmen +3
Do not make her comfort you. Cry afterwards, with us.
> 2d megan love:12
It was terrible and it was all right. She said "thank you for not wrapping it". Grace has already put her in touch with someone.
>> 6m grace +8
Interview is on Monday. She is good indeed.

@ 2022-08-30 11:00 nele question +5
Neu hier und neu in der Rolle (I can do English as well!). How much do you still code, or sell, or whatever you did before?
> 13m aoife +6
Enough to know when I am being told a story. Nothing on the critical path, ever.
> 28m rohan +2
One bug a week. Small. If I take something important, I become the bottleneck by Wednesday.
> 2h tom +7
I still take tickets when I want to feel competent. My coach says this is "interesting".
>> 9m aoife laugh:6
Coaches say "interesting" the way doctors say "hm".

@ 2022-10-11 10:10 dan +9
Evening all. Dan, nights in Leeds, new since last week. My team sees me for half an hour at handover and the rest is radio. All the advice here starts with "have a coffee with them". Any advice for people who never have a coffee at the same time?
> 35m beth +8
Welcome Dan! Walk one full round with a different person each night. Not to check. To carry something. That is where they talk.
> 1h florian +5
Bei uns in Hamburg genauso. I write a handover card by hand, three lines: what went well, what is odd, who did something nice. The third line is the important one, they read it aloud.
>> 45m dan +6
The third line. I like that. Starting tonight.
> 15h marcus +4
@dan I am in at 05:30 on Thursday. Coffee is on me, at a time when you are awake.
> 12d dan image:handover love:13
Our card board after two weeks. The third line has become a competition.
>> 20m florian
Sehr schön! Ours has fewer spelling mistakes, but less love.

@ 2022-11-15 14:30 owen question +4
Somebody in my team is always five to ten minutes late. The work is fine. Do I say something? The others have started to roll their eyes.
> 12m samuel +3
What does it cost? If the answer is "eyes", then the eyes are the topic, not the minutes.
> 40m beth +5
On a line, ten minutes is somebody else's break. In an office, ask first. It could be a school run.
> 1h aoife
Ask privately, be curious, do not open with "the others".
> 6h patrick +1
Old school answer: rules are rules. If you let it go now, you will have four of them by spring.
>> 30m priya +4
@patrick I half agree. Decide what the rule is, then say it to everyone, then keep to it. What does not work is an unspoken rule with eye-rolling as enforcement.
> 1d owen best +9
School run, indeed. We moved the stand-up to 9:15 and the problem is gone, mine and hers.

@ 2023-01-17 09:00 greta announcement +11 page:questions "The nine questions, third edition"
The page with your best answers is up to date again. New in this edition: handovers on shifts, contracts that end, and Tuesdays.

It is a shared note, so please edit it. If you disagree with an answer, add yours below and keep the old one.
> 22m tom +4
"Tuesdays" is its own chapter. I am so proud.
> 1h mateo
Muy útil, gracias. Could we have it in Spanish as well? I can do the first half.
>> 18m ines +3
And I the second half.
> 3h dan
Printed it and hung it in the break room. It has coffee on it already, so it is official.

@ 2023-02-21 15:15 kwame question link:feedback +7
I keep reading that the "feedback sandwich" is dead. What do I replace it with? I am hungry and confused.
> 10m zara laugh:8
Two separate meals.
> 27m priya +6
Praise when it happens, criticism when it happens, in different conversations. People who get both together learn to wait for the "but".
> 1h juergen +3
In der Produktion sagen wir es einfach. "This was wrong, do it like that, thanks." Nobody needs bread.
>> 36m beth +5
@juergen your people have known you for twenty years and know you like them. A new manager does not have that credit yet.
>> 50m juergen +4
Stimmt. I had not seen it as credit.
> 2h ingrid +8
As an external coach may I add one thing: ask before you give it. "Do you want to hear what I noticed?" In fifteen years two people have said no, and they were right.

@ 2023-03-28 10:40 noor question +3
My team is in three countries and the holidays never match. How do you plan anything in spring? Ramadan, Easter, and the end of the financial year are all in the same five weeks.
> 20m layla +6
Make one shared calendar with ALL the holidays, not only those of headquarters. Then ask the team to plan around it, not you. أنصحك بأن يكون التقويم مشتركًا.
> 45m samuel +2
The financial year cannot move. Everything that pretends to depend on it can.
> 2h kenta +1
Golden Week も忘れないでください。 (Please do not forget Golden Week, too.)
>> 15m noor
Added. And the Dublin bank holidays, of which there seem to be many.
>> 4m aoife laugh:4
We earned every one.

@ 2023-05-23 11:30 tom +16
Anniversary post. Eighteen months as a lead. What I would tell the man from November 2021:

- The first bad week is not a sign.
- You will be lonely at lunch for a while. Go anyway.
- Nobody ever complained that you listened too long.
- Write things down, but not about people.
- Your Tuesdays will be fine.
> 6m aoife love:5
Somebody is cutting onions in engineering.
> 14m owen +4
The lunch one. Nobody warns you about the lunch.
> 33m priya +8
I am putting this on the first page of the next edition. Any objections, @tom?
>> 9m tom
None. Please correct the commas.
> 2h greta edited +1
Commas corrected.
<<<
Comas corrected.

@ 2023-08-29 09:35 ahmed question +2
سؤال: كيف أرفض طلبًا من مديري دون أن أبدو غير متعاون؟
(How do I say no to my own manager without looking uncooperative?)
> 30m layla +5
قل نعم للهدف ولا للطريقة: "أريد أن أساعد، ولكن أي المهمتين نؤجل؟"
> 1h marcus +7
As a manager who hears it too rarely: "I can do A or B by Friday. Which?" I never mind that question. I mind finding out on Friday.
> 3h samuel +2
Bring the list. A no with a list is a plan, a no without one is a mood.
>> 1d ahmed +4
شكرًا للجميع. It worked, he chose B, and A turned out not to matter.

@ 2023-10-17 13:10 mateo question +3
Anyone else find the new performance form impossible? Seven fields, and field four and six are the same question.
> 11m megan +5
Six is four in a suit.
> 24m lucy +2
Talent team here. You are right, six was meant to be "what should we stop". We will fix the wording this week, sorry.
>> 2d lucy +6
Fixed. Please tell me about anything else before the 1st of November, after that it is frozen.
> 50m dan
Can it be filled in on a phone? My people do not have desks.
>> 1h lucy +3
@dan yes from now on, I just tested it on the train.

@ 2023-12-05 10:20 priya poll +5
What should the spring series for new managers start with?
[] The first ninety days = 28
[] Difficult conversations = 41
[] Delegation without guilt = 37
[] Leading people on shifts = 19
> 16m tom
Difficult conversations, please. I have one on Thursday and would like it to be in spring as well.
> 42m beth +4
The fourth always loses because the people it is for have no time to vote. Just saying.
>> 27m priya +9
@beth that is a good reason to do it anyway. We will run it at 06:15, at the plant, with breakfast.
>> 12m dan love:7
Finally somebody who knows when morning is.

@ 2024-01-23 09:50 femi +6
Does anyone else miss being good at something? I manage now, and at the end of the day I cannot point at anything.
> 17m aoife +9
I keep a list called "would not have happened". Two lines a week. It is embarrassing to write and good to read.
> 38m kenta +3
よく分かります。チームの成長を見るようにしています。 I look at what my team could not do a year ago.
> 1h hannah +7
This is the most honest question of the year and it is only January. I would like to build an evening around it, if I may, @femi.
`;
