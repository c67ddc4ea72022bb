/** HR Leadership Council (private) and private conversations: what must never turn up in public. Format: see contoso-script.ts. */
export const COUNCIL_SCRIPT = `
@ 2022-03-01 09:00 joanna announcement +5 "Why this group is closed"
Eight of us decide things here that touch careers. So: no names of employees in writing, decisions with a date, and everything that can be told goes to the open groups within a week.
> 40m sylvie +1
D’accord. Je propose une rotation pour le compte rendu.
> 1h katrin +2
Einverstanden. I take the minutes in March.

@ 2022-05-11 14:20 priya +4
Salary bands: legal has no objection in five of seven countries. For France and Germany the works councils want to see the draft first, rightly. Proposal: publish in February, everywhere on the same day.
> 30m sylvie +2
Le CSE peut l’examiner en septembre.
> 55m katrin +1
Betriebsrat in Hamburg: Termin im Oktober, Anja ist informiert.
> 2h joanna +6
Decision of 11 May: same day, February. No country goes first, no country goes last.

@ 2022-11-03 10:30 lucy question +2
We lose one in three new managers from the line within eighteen months, back to the old role or out. Do we say so openly in the group for first-time managers?
> 25m priya +4
Yes, with the reason: two thirds of those who went back asked for it, and most are happy. Going back must not be a secret.
> 1h hannah +3
I would like one of them to tell it. Not us.
> 3h yoko
日本では難しいですが、賛成です。 Difficult in Japan, but I agree.

@ 2023-03-22 11:15 heike file:budget +1
Draft budget for the leadership programme, three scenarios. Not for circulation.
> 20m joanna +2
Scenario two, with the plants included. If we have to cut, we cut the venue and not the coaches.
> 2h elodie
Le scénario 2 me convient, avec une séance en français au moins.

@ 2023-09-18 13:40 layla question +1
How many of the unofficial learning groups do we want to adopt officially? I count seven, and the people in them do not wait for us.
> 18m hannah +5
All seven, if their owners say yes. They should keep their names and their tone.
> 50m katrin +2
Nur mit dem Einverständnis der Gruppen. Sonst gehen die Leute woandershin.
> 2h joanna +4
Agreed. Hannah asks the owners, in person.

@ 2024-01-12 10:10 hannah +3
Six owners said yes, one wants to think about it. The lab has nobody left to ask; I suggest we keep its experiments readable and close the door politely.
> 35m priya
Agreed.
> 1h lucy +1
Agreed. And thank Aoife.
`;

export const PRIVATE_SCRIPT = `
@ 2022-06-15 18:05 megan to:megan,priya
Can I ring you tomorrow at eight about Thursday? I would like to practise the first sentence.
> 12m priya
Of course. Eight is fine, I will be in the car.
>> 1d megan
It helped. Thank you.

@ 2022-11-16 09:10 owen to:owen,aoife,samuel
She told me about the school run. I do not want it in the channel, so I am keeping it vague.
> 20m samuel
Quite right.

@ 2023-04-20 15:00 hannah to:hannah,isla
I have just tried to call you. I am in the office until six and you can have all of it.
> 25m isla
On the train, back at five. Thank you for not asking in writing.

@ 2023-05-23 12:05 aoife to:aoife,tom file:cake
Happy anniversary, you. The cake is in the kitchen on three. Attached: the list of who may have a second slice.
> 9m tom
I am on the list twice. This is the best day of my leadership career.

@ 2023-11-22 08:55 joanna to:joanna,ruth
Would you consider doing that again at the spring meeting? Not as a favour to me.
> 1h ruth
Yes. Before I can think about it: yes.
`;
