/** Cercle du leadership: in French, livelier, with a taste for debate. Format of the script: see contoso-script.ts. */
export const CERCLE_SCRIPT = `
@ 2022-09-12 09:20 elodie announcement +8 "Bienvenue dans le Cercle du leadership"
Bonjour à toutes et à tous ! Ce cercle est né d’une frustration : nos échanges les plus utiles avaient lieu à la machine à café, et seulement à Paris.

La règle du jeu : on part d’une situation vécue, on évite le jargon, et on a le droit de ne pas être d’accord. #leadership
> 17m thierry +5
Droit de ne pas être d’accord ? Vous allez le regretter.
>> 6m elodie laugh:7
@thierry C’est justement pour toi que je l’ai écrit.
> 1h camille +2
Bonjour de Lyon. Je dirige une équipe de douze personnes au service client depuis un an et demi.
> 3h remi
Présent ! Et si on faisait un déjeuner par trimestre, en vrai ?
> 1d chloe +3
Toute nouvelle à la communication, je viens surtout pour écouter.

@ 2022-10-06 14:00 thierry +7
Provocation du jeudi : le feedback permanent fatigue tout le monde. Mon meilleur chef m’a dit trois choses en quatre ans. Je me souviens des trois.
> 12m nathalie +4
Et combien de choses n’a-t-il pas dites, que tu aurais aimé savoir ?
> 33m camille +6
Au service client, quatre ans c’est une éternité : mes collègues restent dix-huit mois. S’ils attendent mon oracle, ils sont déjà partis.
> 1h youssef +3
Moi je distingue : la correction, tout de suite ; le jugement, rarement.
>> 25m thierry +5
@youssef Voilà une distinction que je vole immédiatement.
> 4h ingrid +2
Je confirme depuis Oslo, où l’on parle encore moins qu’à Lyon.

@ 2022-11-24 10:35 sylvie question +5
Une question délicate : un manager très compétent humilie les gens en réunion, « pour rire ». Personne ne porte plainte. Que faites-vous ?
> 14m elodie +8
Ne pas attendre la plainte. Un entretien, des faits datés, et la phrase : « Je ne te demande pas d’être moins drôle, je te demande d’arrêter ça. »
> 40m nadia +4
Du côté juridique : l’employeur a une obligation de prévention, plainte ou pas. Écrivez ce que vous constatez, avec les dates.
> 2h nathalie +3
J’ai eu ce manager. Ce qui l’a arrêté, c’est un pair qui a dit calmement : « Pas avec moi dans la salle. »
> 5d sylvie best +11
C’est fait. Il ne se rendait pas compte, ou faisait semblant. En tout cas la réunion de ce matin était différente. Merci.

@ 2023-01-12 11:15 remi file:retro +6
Notre compte rendu de la rétrospective annuelle, une page, sans langue de bois. Celui qui trouve le mot « synergie » gagne un café.
> 22m chloe laugh:5
Ligne 14 !
>> 8m remi
Je te dois un café.
> 1h youssef +2
Très clair, merci. La partie sur les délais fournisseurs vaut pour tout le site.
> 2h mathieu
Je peux la montrer au marketing ? Nous faisons les mêmes erreurs, avec de plus belles couleurs.

@ 2023-02-16 09:50 camille +9
Retour d’expérience : pendant un mois, j’ai remplacé le point quotidien par un tableau que chacun remplit avant neuf heures. Résultat : vingt minutes gagnées, mais deux personnes ont dit qu’elles ne se sentaient plus « vues ». J’ai gardé le tableau et remis un café debout le mardi.
> 19m elodie +4
J’aime bien que tu racontes aussi ce qui n’a pas marché.
> 45m quentin +1
Au support, on a essayé l’inverse : point quotidien, plus aucun tableau. Deux semaines de bonheur, puis le chaos.
> 3h thierry +6
Conclusion : il faut des deux. On aurait pu commencer par là, mais on n’aurait rien appris.

@ 2023-03-30 16:30 nathalie praise:camille celebrate:10
Bravo à @camille et à son équipe : première place au baromètre clients, devant Leeds et Dublin. Et sans une seule heure supplémentaire en mars.
> 7m leroy +5
Leeds salutes Lyon. Enjoy it, we are coming for you in June.
> 15m camille love:8
Merci ! Le mérite revient à Inès, Paul et Fatou, qui ont réécrit toutes les réponses types.
> 1h elodie
👏👏👏

@ 2023-05-04 10:05 mathieu question +3
Peut-on manager quelqu’un de vingt ans plus âgé sans se sentir ridicule ?
> 13m thierry +8
C’est moi, le quelqu’un. Oui. Demande-lui ce qu’il ferait, écoute vraiment, puis décide. Ce qui est ridicule, c’est de faire semblant de savoir.
> 50m sylvie +3
Et n’oublie pas son entretien de carrière. On croit toujours qu’ils n’en veulent plus.
>> 20m thierry +4
Exact. On ne m’a plus demandé ce que je voulais apprendre depuis 2014.
>> 1h elodie +9
@thierry Alors : que veux-tu apprendre ?
>> 2h thierry love:7
À me taire plus tôt. Et un peu d’arabe.

@ 2023-06-22 13:25 youssef deleted
Quelqu’un connaît-il un bon restaurant près de la Part-Dieu pour quinze personnes ?
> 1h remi +1
Chez Georges, mais il faut réserver la veille.

@ 2023-09-28 09:30 elodie poll +4
Thème du déjeuner d’automne ?
[] Dire non = 12
[] Manager à distance = 7
[] La reconnaissance = 10
[] Surprise de Thierry = 13
> 11m sylvie
J’ai peur du résultat.
> 26m thierry laugh:6
La démocratie a parlé.
> 2h chloe +2
Je ferai l’affiche. Quelqu’un a-t-il une photo de Thierry en train d’écouter ?
>> 9m remi laugh:9
Non, elle n’existe pas.

@ 2023-10-19 15:10 chloe image:affiche +7
L’affiche du déjeuner. Jeudi 9 novembre, 12 h 15, salle Saône à Lyon et salle Seine à Paris, les deux reliées en vidéo.
> 20m nathalie
Très réussie ! Paris sera là à huit.
> 1h quentin
Est-ce qu’on peut venir sans avoir lu l’article ?
>> 10m elodie +3
On peut toujours. Lis juste la première page.

@ 2023-11-13 08:45 camille +10
Merci pour ce déjeuner. Ma note pour ceux qui n’étaient pas là : dire non, ce n’est pas fermer une porte, c’est dire où est la porte. Et Thierry a écouté pendant quarante minutes. Nous avons des témoins.
> 16m remi laugh:8
Photo ratée, il bougeait.
> 38m thierry +6
J’apprends.
> 2h layla +3
أحسنت يا @thierry! (Leçon numéro un d’arabe : « bravo ».)
>> 30m thierry love:5
شكرًا !

@ 2024-01-11 10:00 elodie link:nonviolent +3
Pour commencer l’année, un article court sur la manière de formuler une demande plutôt qu’un reproche. J’aimerais vos exemples, les vrais.
> 1h youssef +2
Reproche : « Vous ne remplissez jamais la fiche. » Demande : « De quoi avez-vous besoin pour la remplir en deux minutes ? » Réponse : un stylo qui marche.
> 3h sylvie +1
Le stylo ! Toujours le stylo.
`;
