/** Leadership Book Club: opinions, jokes, and a bot that counts pages. Format of the script: see contoso-script.ts. */
export const BOOK_SCRIPT = `
@ 2022-02-21 12:00 leroy announcement +11 "First book: The Fearless Organization"
Welcome to the book club. Rules: six weeks a book, one open hour at the end, and you may talk without having finished. You may not pretend to have finished. We can tell.

First book: The Fearless Organization by Amy Edmondson. Copies in the libraries in London, Leeds and Hamburg. #book_club
> 21m ruth +4
Borrowed the London copy. Page one has a coffee ring, which I take as a recommendation.
> 1h samuel +3
Is there a chapter with numbers?
>> 12m dinah +5
@samuel chapter two. The hospital data is the reason I believe the rest.
> 3h kenta +2
日本語版があります：『恐れのない組織』。 There is a Japanese edition, so Tokyo joins.
> 1d isla
Audiobook counts?
>> 17m leroy +6
Audiobook counts. Summary videos do not count.

@ 2022-03-16 17:10 dinah +9
Half time. What struck me: the best hospital teams reported MORE mistakes. She nearly thought the study had failed. I keep thinking of our own incident figures and what a low number really says.
> 26m beth +10
In the plant I can tell you exactly what a low number says. It says the form has four pages.
>> 14m marcus +7
@beth which form? Send it to me.
>> 40m beth
Sent. You might want to print it single-sided and look at it from a distance.
>> 2d marcus +12
It is one page from Monday. I am ashamed it took a book.
> 1h juergen +2
In Hamburg it has two pages and one of them is empty. Progress.
> 4h samuel +1
A falling number nobody explains is worse than a rising one somebody does. Same in accounts.

@ 2022-04-04 13:00 leroy poll +3
Next book?
[] Thinking in Systems (Meadows) = 9
[] Radical Candor (Scott) = 14
[] The Culture Map (Meyer) = 17
[] Anything with fewer than 200 pages = 12
> 9m aoife laugh:10
Option four, the people's choice.
> 33m carmen +2
Culture Map, so we can finally explain Hamburg to Madrid.
>> 11m juergen +5
What is there to explain? We are just direct.
>> 7m carmen laugh:8
I rest my case.

@ 2022-04-06 09:30 bot
Reading plan for "The Culture Map": week 1 pages 1 to 60, week 2 to 114, week 3 to 162, week 4 to 201, week 5 to 242, week 6 the epilogue. Open hour on 18 May at 12:30.
> 2h ruth
Good bot.

@ 2022-05-19 10:20 yoko +12
Thank you for the open hour yesterday. In the discussion somebody said: "The Japanese colleagues are so quiet, we never know what they think." May I explain? We wait for a small pause. In your meetings there is none. 少しの間があると、話しやすいです。
> 16m grace +7
This went straight to my stomach. I am the one without pauses.
> 41m kenta +4
I have learnt to jump in like on a skipping rope. But I do not like it.
> 1h leroy +6
New rule for the open hour: after each question we count to five. I will do it with my fingers, on camera.
> 2h carmen +3
Five seconds! In Madrid that is a medical emergency. But yes.
> 1d yoko love:11
I saw the fingers in today's regional call. Thank you, @grace.

@ 2022-07-12 11:45 samuel link:candor +4
Review of "Radical Candor", by a man who reads balance sheets: one good chart, 240 pages of anecdotes about very rich people. The chart is on the cover.
> 10m zara +5
I loved it. The chapter about her dog changed how I talk to my team.
>> 13m samuel laugh:6
The dog had no budget responsibility.
> 29m priya +4
Both of you are right. The model is thin and the question is good: do I say nothing because I am kind, or because I am a coward?
>> 20m zara +2
That one hit me too.
> 1h isla
I would like a book by somebody who has been a middle manager for ten years and never gave a keynote.
>> 22m dinah +3
They have no time to write it.

@ 2022-10-04 12:30 isla question +3
Has anyone read "Turn the Ship Around"? My brother in the navy says it is the only one he recognises.
> 15m marcus +6
Read it twice. "I intend to" instead of "may I" is the cheapest thing I have ever introduced.
> 1h tobias +2
In teaching I use it together with its critics. A submarine crew cannot resign on Tuesday.
>> 24m marcus +3
Fair. Nor can they work from home.
> 4h dan +4
We say "I intend to" on nights now. Beth says "I intend to let you".

@ 2023-01-11 12:40 leroy announcement +8 "2023: four books, one of them a novel"
You have voted, I have ignored a little of it:

January: Quiet (Susan Cain)
April: The Remains of the Day (Kazuo Ishiguro). Yes, a novel. It is the best book on loyalty to the wrong boss that I know.
July: Turn the Ship Around
October: Four Thousand Weeks (Oliver Burkeman)
> 14m ruth love:5
The butler! As an executive assistant I have opinions.
> 38m nadia +2
Finally something for the evening.
> 2h kenta +3
『日の名残り』は大好きです。 I read it as a student and it was a different book then.
> 5h samuel
No numbers at all?
>> 8m leroy laugh:4
There is a silver spoon count.

@ 2023-02-15 12:20 lukas +7
Zu "Quiet": I work in an open-plan office with forty people and I put on headphones to be able to think. Page 89 made me angry, because the study was known when our office was built.
> 18m aoife +5
I had the walls priced once. It was cheaper to buy everybody headphones. So now you know.
> 1h rohan +3
We have a quiet car like on the train: one row, no talk, no questions. Demand is double the seats.
> 3h bjoern
In München stehen Telefonzellen. They are always full of people who are not telephoning.

@ 2023-05-10 13:15 ruth +16
On "The Remains of the Day". Stevens is so good at his job that he never asks what the job is for. I closed the book on the train and thought of three reports I have typed every month since 2017. I asked around: two of them nobody reads. I have stopped. Nobody has noticed in five weeks.
> 12m leroy +7
This is the best review this club has had.
> 25m samuel +8
The third one, the one that is read: that is me. Please do not stop it.
>> 9m ruth
I know. You are the only one who ever found a mistake in it.
> 1h dinah +3
"Dignity" is the word I will keep from it. He uses it so often that you see it is hollow.
> 2h kenta +5
年を取ると、結末がもっと悲しくなります。 The ending is sadder when you are older.
> 1d ahmed
أثرت فيّ جملته الأخيرة كثيرًا. I would not have chosen a novel, and I am glad.

@ 2023-06-05 09:30 bot
Reading plan for "Turn the Ship Around": two chapters a week. Open hour on 19 July at 12:30. 27 people have joined.
> 3h isla
28, the bot does not count my brother.

@ 2023-07-20 10:05 megan +6
My notes from the open hour on "Turn the Ship Around", in one line each:
- control without competence is chaos
- competence without clarity is a hobby
- "I intend to" needs somebody who knows what the boss worries about
- Dan told the story with the forklift, ask him
> 13m dan laugh:5
Please do not ask me.
> 40m beth laugh:7
It was a very slow forklift.
> 2h marcus +2
I intend to hear this story.

@ 2023-10-03 12:10 greta file:reading +5
The reading list for "Four Thousand Weeks", plus all titles so far with your ratings, as a table. Average 3.9 of 5. The novel won.
> 20m samuel +4
Standard deviation?
>> 15m greta +2
0.9 overall, 1.6 for Radical Candor.
>> 6m samuel
Thank you. That is the most satisfying sentence of the week.
> 1h mateo
¿Podemos proponer títulos en español? Con traducción al inglés, claro.
>> 30m leroy +3
@mateo please do! Two of mine would be García Márquez, which is cheating.

@ 2023-11-08 12:50 carmen +9
"Four Thousand Weeks" says: you will never get on top of things, so choose what to neglect. I have read it in the queue, at the dentist, and in a meeting. I neglected the meeting.
> 11m owen laugh:7
Was it mine?
>> 5m carmen
I choose to neglect this question.
> 36m femi +4
The bit about the joy of missing out gave me permission to leave two channels. I still know everything I need.
> 2h priya +3
As HR I worry a little when the answer to overload is philosophy. Sometimes the answer is a second person.
>> 50m samuel +6
I can confirm that philosophy is cheaper. That is why it is offered.
> 1d ingrid +2
With executives I ask for the list of what they will do badly on purpose. The silence is remarkable.

@ 2024-01-09 12:15 leroy question +5
Two years, nine books. Before I set up the third year: should this go on? We were 60 in the best month and 14 in December. I do not want to run a club out of habit, see Stevens.
> 17m ruth +8
Go on, but smaller. Fourteen people who talk are more than sixty who like.
> 39m dinah +3
Go on. And let somebody else choose for a year, so you can be on the other side of it.
> 1h isla +2
I will do spring, if I may start with Middlemarch.
>> 8m samuel laugh:8
How many pages?
>> 3m isla
I intend to not answer that.
`;
