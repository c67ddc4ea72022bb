/** Coaching Circle DACH: in German, calmer, with a dry sense of humour. Format of the script: see contoso-script.ts. */
export const DACH_SCRIPT = `
@ 2022-05-09 08:45 katrin announcement +9 "Willkommen im Coaching Circle DACH"
Guten Morgen zusammen, hier entsteht ein Kreis für kollegiale Beratung. Das Format ist einfach: Eine Person bringt einen Fall mit, fünf hören zu, fragen nach und raten erst zum Schluss. 60 Minuten, alle drei Wochen, immer donnerstags um 16 Uhr.

Was hier geschrieben wird, bleibt unter Kolleginnen und Kollegen. #coaching
> 30m juergen +2
Ich bin dabei, aber eher als Beobachter. Mit Stuhlkreisen hatte ich bisher wenig Glück.
>> 15m katrin +6
@juergen Es gibt Tische. Versprochen.
> 2h heike +3
Aus München sind wir zu dritt. Wer bringt den ersten Fall mit?
> 1d stefan +4
Ich. Mein bester Verkäufer will keine Führung übernehmen, und ich weiß nicht, ob ich ihn überreden oder in Ruhe lassen soll.

@ 2022-05-20 09:10 stefan +8
Danke für gestern. Zwischenstand zu meinem Fall: Ich habe ihn gefragt, was er stattdessen will. Er will die schwierigen Kunden und einen Lehrling. Darauf wäre ich nie gekommen, weil ich nur eine Leiter kannte.
> 25m katrin +5
Genau das meinte Florian mit der Frage: »Wessen Ziel ist das eigentlich?«
> 1h florian
Die Frage hat mir meine Mutter beigebracht.
> 4h juergen +7
Ich nehme den Stuhlkreis zurück.

@ 2022-06-28 11:20 matthias question +5
Wie macht ihr das mit Feedback, wenn im selben Raum der Betriebsrat, der Schichtleiter und der Staplerfahrer sitzen? Ich möchte nicht, dass jemand sein Gesicht verliert.
> 40m anja +8
Betriebsrätin hier. Im großen Kreis nur über Abläufe reden, nie über Personen. Und mich vorher anrufen, nicht nachher. Dann bin ich auf eurer Seite.
> 1h florian +4
Wir machen es im Gehen. Auf dem Weg zum Tor sagt man Dinge, die man am Tisch nicht sagt.
>> 20m matthias
@florian Das probiere ich am Montag.
> 3h sabine +3
Im Controlling sitzen wir alle. Vielleicht ist das unser Problem.

@ 2022-09-22 16:05 heike file:kollegiale +7
Das Protokollblatt für die kollegiale Beratung, überarbeitet nach sechs Runden. Eine Seite, keine Ankreuzfelder. Die Phasen stehen links, rechts ist Platz für das, was man eigentlich sagen wollte.
> 18m miriam +2
Danke! Der Platz rechts ist bei mir immer zu klein.
> 2h lukas
Gibt es das auch als Textdatei? Ich würde es gern in unser Wiki übernehmen.
>> 30m heike
@lukas Schicke ich dir, mit Umlauten.

@ 2022-11-17 08:55 tobias +6
Als Gast aus der Hochschule: In unserer Auswertung von 40 kollegialen Beratungen hat die Phase »nur Fragen« den größten Einfluss auf die Zufriedenheit. Nicht die Ratschläge. Die Ratschläge hatte die Hälfte nach vier Wochen vergessen.
> 22m sabine +3
Gibt es Zahlen dazu? Und was heißt »Zufriedenheit« genau?
>> 1h tobias +4
Fünfstufige Skala, direkt danach und nach vier Wochen, n = 212. Ich lege die Tabelle nächste Woche dazu. Und ja, Zufriedenheit ist nicht Wirkung, da haben Sie recht.
> 3h juergen laugh:6
Ratschläge sind auch Schläge, sagt meine Frau. Jetzt habe ich es wissenschaftlich.

@ 2023-01-19 10:30 nele question +6
Ich bin seit fünf Monaten Product Owner und habe das Gefühl, dass ich nur noch Sätze sage wie »Ich nehme das mal mit«. Wohin nehme ich das alles mit?
> 12m lukas laugh:9
In den großen Sack, wo auch die Maßnahmen aus der Retrospektive wohnen.
> 35m miriam +4
Ich habe ein Heft dafür. Freitags streiche ich die Hälfte durch und sage den Leuten, dass ich es getan habe. Das Zweite ist wichtiger.
> 1h katrin best +8
Versuche eine Woche lang den Satz: »Das nehme ich nicht mit. Wer möchte?« Und dann aushalten.
>> 8d nele +10
Bericht nach einer Woche: dreimal Stille, zweimal hat sich jemand gemeldet, einmal war das Thema gar keines. Ich bin bekehrt.

@ 2023-02-09 13:40 ute +4
Ich verlasse das Unternehmen Ende März und möchte mich aus diesem Kreis nicht still verabschieden. Drei Dinge habe ich hier gelernt: fragen, schweigen, und dass man in Zürich pünktlicher ist als in München.
> 10m stefan +5
Das Dritte stimmt. Du wirst fehlen, @ute.
> 24m heike love:7
Der Einkauf wird leiser ohne dich, und das ist kein Kompliment an den Einkauf.
> 1h katrin +6
Danke für deine Geschichten und deine Geduld mit unseren Umwegen.

@ 2023-04-27 15:25 juergen +13
Ich habe heute einen Fehler öffentlich zugegeben. Vor siebzig Leuten, Frühschicht, mit Mikrofon. Falsche Planung der Wartung, meine Entscheidung, Samstagsschicht umsonst. Danach war es sehr still, und dann hat einer geklatscht. Ich weiß bis heute nicht, ob ironisch.
> 14m anja +9
Nicht ironisch. Ich stand daneben.
> 31m florian +4
Die Frühschicht redet davon. Gut.
> 2h bjoern +2
Respekt. In der IT schreiben wir dafür ein Dokument mit dem Titel »Lessons Learned«, das keiner liest.
> 3h katrin +7
@juergen Erinnerst du dich an die Sache mit dem Stuhlkreis?
>> 10m juergen laugh:8
Bitte nicht in diesem Kanal.

@ 2023-06-15 09:15 miriam question +3
Größere Frage: Dürft ihr in euren Teams offen über Überlastung reden? Bei uns in Zürich ist »streng« ein Lob.
> 27m anja +6
Offen reden ja. Die Gefährdungsbeurteilung ist aber kein Gefühl, die ist Pflicht. Holt euch das Formular.
> 1h sabine +4
Ich habe im Team gefragt: »Was lassen wir diesen Monat weg?« Es kam eine Liste mit elf Punkten. Neun davon hat niemand vermisst.
> 5h tobias
Dazu passt die Forschung zu »Subtraktion«: Menschen fügen lieber hinzu, als wegzunehmen. Ich suche die Quelle heraus.
>> 1d tobias link:subtract +3
Hier die versprochene Quelle.

@ 2023-09-21 16:50 katrin poll +2
Welchen Rhythmus wünscht ihr euch ab Oktober?
[] Alle drei Wochen wie bisher = 14
[] Alle zwei Wochen, dafür 45 Minuten = 9
[] Monatlich, 90 Minuten = 5
> 20m matthias
Wie bisher. Der Schichtplan kennt nur drei Wochen.
> 1h bjoern
45 Minuten reichen nie, das wissen wir doch alle.

@ 2023-11-23 08:40 florian +8
Heute Nacht hat ein junger Kollege zu mir gesagt: »Chef, du fragst in letzter Zeit so viel.« Ich nehme das als Zeugnis.
> 25m katrin love:9
Rahmen und aufhängen.
> 1h juergen +3
Bei mir fragen sie, ob ich krank bin.
> 2h nele laugh:4
Ich nehme das mal NICHT mit. 😄

@ 2024-01-18 11:10 sabine +4
Hinweis in eigener Sache: Am 8. Februar stelle ich meinen Fall vor. Thema: »Die Zahl stimmt, aber keiner glaubt sie.« Ich brauche fünf Leute, die nicht aus dem Controlling kommen.
> 13m stefan
Vertrieb ist dabei. Wir glauben grundsätzlich keiner Zahl, die nicht von uns ist.
> 40m lukas +1
Ich bringe einen Graphen mit.

@ 2023-12-07 15:10 anja +7
Zum Jahresende eine Bitte: Wenn ihr im Januar wieder »nur kurz« am Sonntag eine Mail schreibt, dann stellt den Versand auf Montag. Die Leute antworten sonst, und zwar alle.
> 12m bjoern +3
Technisch kein Problem, ich stelle es gern für alle als Voreinstellung ein.
>> 18m anja +5
@bjoern Das unterschreibe ich sofort. Wörtlich, das braucht eine Vereinbarung.
> 1h juergen +4
Und wer sonntags Schicht hat?
>> 25m anja +3
Der bekommt am Montag keine.
> 3h sabine laugh:5
Die erste Betriebsvereinbarung, die in einem Beitrag entsteht.
`;
