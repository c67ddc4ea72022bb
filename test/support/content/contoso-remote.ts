/** Remote Teams Lab: loud in 2022, silent since. Format of the script: see contoso-script.ts. */
export const REMOTE_SCRIPT = `
@ 2022-03-14 10:25 aoife announcement +13 "Remote Teams Lab: less opinion, more experiment"
There are nine hundred opinions on hybrid work in this company and no data. In this group we run small experiments: two weeks, one change, one number before and after. Then we tell the others, especially if it failed. #hybrid_work
> 12m rohan +6
I have a number: 31 hours of meetings a week. Mine. Please experiment on me.
> 30m lukas +4
Experiment 1: no meetings before eleven. I volunteer the whole Vienna team.
> 1h femi +2
Experiment 2: written stand-up, in the thread, until 9:30.
> 3h dinah +5
If you tell me what you count and when, I will help you count it properly.
> 1d bjoern +1
Und Experiment 3: Kamera aus bei Besprechungen über 30 Minuten.

@ 2022-04-01 11:10 lukas +9 file:nomeet
Result of experiment 1, nothing before eleven, two weeks, nine people: meeting hours per head from 17 to 12. Two complaints, both from people who are not in our team. Table attached. We keep it.
> 15m rohan +3
Did the meetings vanish or move to the afternoon?
>> 9m lukas +5
A third vanished. The afternoon is fuller, but the mornings are worth it.
> 40m kenta +2
For us in Tokyo your eleven is our evening. 夜七時です。 So the experiment has a price here.
>> 18m lukas +4
@kenta You are right, we had not thought of that. The Thursday call stays at nine.
> 2h samuel
Please mark the y axis. It starts at ten.

@ 2022-04-26 14:45 femi question +5
The written stand-up works for everybody except for one person, who is brilliant and writes "ok". Any ideas?
> 8m aoife +7
Ask for a voice note.
> 24m quentin +2
Chez nous il envoie un dessin. Nous comprenons tout.
>> 31m femi +3
Voice note it is. It is three minutes long and contains everything. He hates typing. I never asked!

@ 2022-05-24 09:40 rohan +8
Experiment 4, unplanned: the video system was down on Monday. Of eleven meetings, seven were replaced by a mail, three by a phone call, and one we have forgotten to repeat.
> 10m aoife laugh:14
Who do I pay to have it break more often?
> 26m bjoern +3
IT here. It was not on purpose. We could be talked into it.
> 2h ruth +2
I saw eleven diaries become empty at 9:02. It was like snow.

@ 2022-06-20 13:05 ines +4
New here. Has anyone an experiment for the moment when six people sit in a room and two are on the screen? The two might as well be fish.
> 13m dinah +6
Everybody on their own laptop, even in the room. Ugly and fair.
> 50m carmen +1
Or a person in the room whose only job is to speak for the fish.
>> 20m ines +5
We tried the speaker for the fish today. It works! And he now has the nickname you expect.

@ 2022-07-04 09:20 quentin link:asynchrone
Une lecture pour les insomniaques du fuseau horaire : comment travailler en asynchrone sans devenir un robot.
> 2h kenta +3
"Asynchronous" は、東京ではふつうの毎日です。 It is simply our everyday life.
> 1d lukas link:statusblog
And this one, from a team in four time zones. Skip the first half.

@ 2022-07-19 10:15 dinah image:focus +10
Half a year in one picture: hours of uninterrupted work per week, by team, before and after. Vienna and London gained, Paris did not, Tokyo lost. The last bar is the reason I post this: our good habits are somebody else's evening.
> 21m kenta +8
Thank you for showing the last bar.
> 45m aoife +5
That one is on us. Proposal: calls with Tokyo rotate, every third at our 7 a.m.
>> 12m rohan +2
7 a.m. I said what I said about experimenting on me. Fine.
> 3h quentin
Pour Paris, c’est le déménagement : trois semaines dans les cartons.

@ 2022-09-06 11:00 femi +3
Who keeps the list of experiments? The page is from May and half of the links are dead.
> 1h aoife +1
I did. Then came the release. Volunteers?
> 6h lukas
I can do it in October.

@ 2022-10-25 15:20 lukas lost
List of experiments, autumn edition.
> 30m femi +1
Great list, thank you! Number 7 was ours, not Dublin's, but who is counting.
> 2h dinah
I am, professionally.

@ 2022-11-29 10:50 callum +1
Does the lab still meet on Tuesdays? I was in the room alone.
> 2h aoife +2
Sorry! We moved to "when somebody has something". Nobody has had something since October.

@ 2023-03-07 09:25 ghost
Is there a template for the two-week experiment? The link in the first post is broken.
> 1d dinah +1
I still have a copy, write to me.

@ 2023-09-19 16:10 quentin question
Le groupe est-il encore actif ?
`;
