/** All Company: official tone, some noise, and the system's own messages. Format of the script: see contoso-script.ts. */
export const COMPANY_SCRIPT = `
@ 2022-02-07 08:30 joanna announcement +34 "Learning to lead: five open groups start this month"
Leadership is learnt between colleagues more than in seminar rooms. This month some of you start open groups for it: Women in Leadership, First-time Managers, a book club and more to come. They are yours. Nobody is sent, everybody is welcome.
> 19m grace +6
In!
> 50m femi
Is there one for people who do not lead anybody yet?
>> 22m hannah +8
@femi all of them.
> 2h carmen +3
¡Qué buena noticia!

@ 2022-02-14 09:55 priya system
created the group First-time Managers.

@ 2022-05-02 10:10 ruth question +2
Has anybody found a red umbrella in the big meeting room in London? It has survived four directors and I am attached to it.
> 40m zara +3
It is behind the plant. The plant is also from 2017.
>> 15m ruth love:7
Found. Thank you!

@ 2022-05-09 09:00 katrin system
created the group Coaching Circle DACH.

@ 2022-07-01 09:15 joanna announcement +28 "Results of the pulse survey"
Thank you to the 1,204 of you who answered. You told us: priorities are clearer than a year ago, there are still too many meetings, and you trust your direct manager more than you trust us. That is the right way round, and we will work on the second half.
> 25m juergen +4
Danke für die ehrlichen Zahlen. Bitte nächstes Mal auch auf Papier, nicht jeder hat einen Bildschirm.
> 1h beth +9
What @juergen says. Forty of mine would have answered.
>> 2h joanna +11
Agreed. The autumn one comes on paper too, in five languages.
> 4h derek
How do these compare with 2020?
>> 1d samuel +2
Not the same questions, so please do not compare. I have seen the chart that does.

@ 2022-09-12 09:00 elodie system
created the group Cercle du leadership.

@ 2022-10-20 12:00 zara link:award +19
We are on the list of the best places to learn in 2022, number 41 of 250. The jury mentions "informal learning groups run by employees". That is you.
> 14m leroy +5
Forty-one! Who is number forty, and can we read more books than they do?
> 1h elodie
Bravo à toutes et à tous !

@ 2022-12-20 15:30 joanna +41
To everyone who works through the holidays, in the plants, on the phones and in IT: thank you. To everyone else: do not write to them.
> 20m dan +17
Night shift says hello and thank you. There is a tree on the forklift.
> 6m florian +8
Bei uns auch! 🎄
> 1h leroy love:9
Phones are quiet so far. Do not say it aloud.

@ 2023-01-30 11:45 noor question deleted
Does anyone have two tickets for the exhibition on Saturday? Mine were cancelled.
> 1h zara
I may, I will write to you.

@ 2023-05-15 10:00 hannah announcement +22 "Open day of the learning groups, 14 June"
Twelve tables, one for each group and some for the curious. In London, Leeds, Hamburg, Paris and online. Bring a colleague who thinks this is all talk.
> 30m marcus +4
I am bringing two. They are quite convinced.
> 1h nathalie +2
Paris prépare des croissants. Beaucoup.
> 2h ahmed
هل يوجد بث مباشر للمشاركين من القاهرة؟
>> 20m hannah +1
Yes, from 10 to 12 London time, link on the page.
> 1d ines +3
We will have cakes in Madrid. I was told to.

@ 2023-06-15 09:20 zara image:openday +25
Open day in numbers, in one poster. 412 visitors, 86 new members, three marriages of ideas, no croissants left.
> 18m samuel laugh:10
The last number is the only one I could verify on site.
> 45m chloe +2
Le camembert des croissants, enfin un vrai diagramme circulaire.
> 2h joanna +8
Thank you. I have seldom seen people queue for a table about feedback.

@ 2023-10-02 13:30 juergen +7
[Tag::n/a]safety Yesterday was day 400 without an accident in Hamburg. Nobody did anything heroic. That&[Tag::n/a]39;s the point.
> 25m beth +9
Congratulations from Leeds. We are at 212 and jealous.
> 1h marcus +6
The quiet numbers are the best ones.

@ 2024-02-01 10:00 hannah announcement +26 "A home for the learning groups"
The groups you started become part of the official learning network this spring. Your conversations move with you: posts, answers, files and who said what. Nothing moves without the yes of the people who run the group. Questions, worries and wishes below, please.
> 12m aoife +5
Will the lab's failures be moved too? They are the best part.
>> 9m hannah +7
Especially the failures.
> 28m anja +4
Bleiben geschlossene Gruppen geschlossen? Das muss vorher schriftlich sein.
>> 40m hannah +6
@anja Ja. Private groups stay private, private messages stay where they are, and you will have it in writing before anything is copied.
> 2h thierry +3
Et mes provocations du jeudi ?
>> 15m elodie laugh:12
Elles sont patrimoine de l’entreprise.
> 1d tom +8
Does it work on Tuesdays?

@ 2023-12-19 14:40 leroy +23
Same procedure as last year: the phones are quiet, do not say it aloud. Thank you to the 31 colleagues from other departments who took a shift on the hotline this autumn. You were kind to customers and terrible with the hold music.
> 16m zara +5
I hummed. I thought I was on mute.
> 30m dan +9
Night shift, tree, forklift. The tree is bigger.
>> 12m beth +6
The forklift is not.
> 2h yoko +3
皆さん、良いお年を！
`;
