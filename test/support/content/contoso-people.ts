/** The people of the demo network, one a line: key | name | mailbox | job title | department | office | joined | what is special.
 *  Special: admin, guest:<domain>, bot, left:<date>, suspended:<date>, pending, unlisted (in no Users.csv), nameless,
 *  moved:<new address in the official network>, renamed:<name there>, away (not in the official network). */
export const CONTOSO_PEOPLE = `
hannah | Hannah Whitfield | hannah.whitfield | Head of Learning and Development | Human Resources | London | 2019-04-02 | admin
priya | Priya Sharma | priya.sharma | HR Business Partner | Human Resources | London | 2019-05-14 |
marcus | Marcus Okafor | marcus.okafor | Operations Director | Operations | Leeds | 2019-06-03 |
tom | Tom Barnes | tom.barnes | Service Desk Lead | IT | Leeds | 2021-11-08 |
aoife | Aoife Quinn | aoife.quinn | Engineering Manager | Engineering | Dublin | 2020-01-20 |
samuel | Samuel Mensah | samuel.mensah | Financial Controller | Finance | London | 2019-09-09 |
grace | Grace Adeyemi | grace.adeyemi | Sales Director EMEA | Sales | London | 2019-08-19 |
leroy | Leroy Sinclair | leroy.sinclair | Customer Service Manager | Customer Service | Leeds | 2020-03-02 |
nadia | Nadia Haddad | nadia.haddad | Senior Counsel | Legal | Dubai | 2020-10-12 |
katrin | Katrin Baumann | katrin.baumann | Organisational Coach | Human Resources | Hamburg | 2019-07-01 | admin
juergen | Jürgen Vogt | juergen.vogt | Plant Manager | Operations | Hamburg | 2020-02-10 |
elodie | Élodie Lefèvre | elodie.lefevre | Responsable formation | Human Resources | Paris | 2020-05-04 |
thierry | Thierry Girard | thierry.girard | Directeur de projet | Engineering | Lyon | 2020-09-14 |
camille | Camille Rousseau | camille.rousseau | Cheffe d’équipe | Customer Service | Lyon | 2021-03-01 |
matthias | Matthias Lehmann | matthias.lehmann | Teamleiter Logistik | Operations | Hamburg | 2021-02-15 |
sabine | Sabine Hofmann | sabine.hofmann | Leiterin Controlling | Finance | München | 2019-11-04 |
lukas | Lukas Weiß | lukas.weiss | Software Engineer | Engineering | Wien | 2021-09-06 |
heike | Heike Schäfer | heike.schaefer | Referentin Personalentwicklung | Human Resources | München | 2020-06-22 |
stefan | Stefan Krämer | stefan.kraemer | Vertriebsleiter | Sales | Zürich | 2020-08-03 |
nele | Nele Zimmermann | nele.zimmermann | Product Owner | Engineering | Hamburg | 2022-04-04 |
rohan | Rohan Kapoor | rohan.kapoor | Data Engineering Lead | Engineering | London | 2020-11-30 |
zara | Zara Hughes | zara.hughes | Marketing Manager | Marketing | London | 2021-05-10 |
isla | Isla Fraser | isla.fraser | Regional Director North | Sales | Leeds | 2019-10-07 | renamed:Isla Fraser-Boyd
femi | Femi Nwosu | femi.nwosu | Product Owner | Engineering | London | 2021-08-16 |
ruth | Ruth Ellison | ruth.ellison | Executive Assistant | Operations | London | 2019-05-27 |
beth | Beth Carter | beth.carter | Plant Supervisor | Operations | Leeds | 2020-04-14 |
owen | Owen Hughes | owen.hughes | Team Lead Accounts | Finance | Leeds | 2022-01-10 |
megan | Megan Doyle | megan.doyle | Support Team Lead | Customer Service | Dublin | 2022-03-21 |
joanna | Joanna Grant | joanna.grant | Chief People Officer | Human Resources | London | 2019-04-02 |
lucy | Lucy Walsh | lucy.walsh | Talent Partner | Human Resources | Dublin | 2021-06-28 |
sylvie | Sylvie Moreau | sylvie.moreau | Responsable RH | Human Resources | Paris | 2019-12-02 |
remi | Rémi Fournier | remi.fournier | Chef de projet | Engineering | Lyon | 2021-10-11 |
nathalie | Nathalie Dubois | nathalie.dubois | Directrice commerciale | Sales | Paris | 2020-07-13 |
youssef | Youssef Benali | youssef.benali | Ingénieur qualité | Operations | Lyon | 2021-01-18 |
chloe | Chloé Mercier | chloe.mercier | Chargée de communication | Marketing | Paris | 2022-09-05 |
kenta | 田中 健太 | kenta.tanaka | Engineering Manager | Engineering | Tokyo | 2020-12-07 |
yoko | 佐藤 陽子 | yoko.sato | HR Manager | Human Resources | Tokyo | 2021-04-05 |
layla | ليلى منصور | layla.mansour | Regional HR Lead | Human Resources | Dubai | 2021-02-22 |
ahmed | أحمد النجار | ahmed.alnajjar | Sales Manager | Sales | Cairo | 2021-07-05 |
carmen | Carmen Ibáñez | carmen.ibanez | Jefa de operaciones | Operations | Madrid | 2021-03-15 |
mateo | Mateo Vidal | mateo.vidal | Analyst | Finance | Madrid | 2022-06-13 |
florian | Florian Fuchs | florian.fuchs | Schichtleiter | Operations | Hamburg | 2021-12-01 |
miriam | Miriam Keller | miriam.keller | Leiterin Kundendienst | Customer Service | Zürich | 2020-10-05 |
anja | Anja Winkler | anja.winkler | Betriebsrätin | Operations | Hamburg | 2020-01-13 |
bjoern | Björn Roth | bjoern.roth | IT-Leiter | IT | München | 2021-05-31 | moved:bjoern.roth@de.contoso.example
quentin | Quentin Chevalier | quentin.chevalier | Responsable support | IT | Paris | 2021-11-22 | moved:q.chevalier@fr.contoso.example
dinah | Dinah Stone | dinah.stone | Research Manager | Research | London | 2021-01-11 | moved:dinah.stone@research.contoso.example
noor | Noor Haddad | noor.haddad | Brand Lead | Marketing | Dubai | 2022-02-14 |
kwame | Kwame Mensah | kwame.mensah | Account Executive | Sales | London | 2022-05-09 |
ines | Inês Castro | ines.castro | Project Manager | Engineering | Madrid | 2022-06-07 |
greta | Greta Lindqvist | greta.lindqvist | Learning Specialist | Human Resources | London | 2022-01-31 |
dan | Dan O’Connor | dan.oconnor | Night Shift Lead | Operations | Leeds | 2022-10-03 |
patrick | Patrick Murray | patrick.murray | Head of Sales Operations | Sales | London | 2019-06-17 | left:2022-11-30
ute | Ute Groß | ute.gross | Leiterin Einkauf | Operations | München | 2019-08-26 | left:2023-03-31
vivian | Vivian Brandt | vivian.brandt | Programme Manager | Human Resources | London | 2020-02-24 | left:2023-08-18
mathieu | Mathieu Perrin | mathieu.perrin | Chef de produit | Marketing | Paris | 2021-02-08 | left:2023-06-30
derek | Derek Stone | derek.stone | Account Manager | Sales | Leeds | 2020-09-21 | suspended:2023-01-20
paula | Paula Nwosu | paula.nwosu | Team Lead | Customer Service | Leeds | | pending
ingrid | Ingrid Solberg | ingrid | Executive coach | | Oslo | 2022-05-16 | guest:solberg-coaching.example
tobias | Tobias Brandt | t.brandt | Lecturer | | Mannheim | 2022-09-20 | guest:hochschule.example
bot | Book Club Bot | bookclub-bot | | | | 2022-02-01 | bot away
callum | Callum Fraser | callum.fraser | | | | 2021-01-01 | unlisted away
ghost | | | | | | 2021-01-01 | nameless unlisted away
`;

/** Sub-groups of the demo network: key | name | privacy | founder | founded | changed | description. */
export const CONTOSO_GROUPS = `
women | Women in Leadership | public | hannah | 2022-02-07 | 2023-10-02 | Sponsorship, straight talk and stories from women who lead, and from everyone who wants to help.
ftm | First-time Managers | public | priya | 2022-02-14 | 2023-11-13 | Your first two years of leading people. No question is too basic, no answer is final.
book | Leadership Book Club | public | leroy | 2022-02-21 | 2023-09-04 | One book every six weeks. You may come without having finished it.
remote | Remote Teams Lab | public | aoife | 2022-03-14 | 2022-05-30 | Experiments with hybrid and remote work. We try, we measure, we tell.
dach | Coaching Circle DACH | public | katrin | 2022-05-09 | 2023-11-20 | Kollegiale Beratung für Führungskräfte in Deutschland, Österreich und der Schweiz.
cercle | Cercle du leadership | public | elodie | 2022-09-12 | 2023-10-16 | Managers francophones : pratiques, doutes et retours d’expérience.
mentor | Mentoring Exchange | public | lucy | 2022-10-10 | 2023-10-09 | Find a mentor, be a mentor, compare notes.
council | HR Leadership Council | private | joanna | 2022-03-01 | 2023-09-18 | Closed working group of the HR leads.
`;

/** Who belongs where besides those who wrote: the first is the admin, `+key` a second admin. */
export const CONTOSO_MEMBERS = `
women: hannah +grace isla nadia aoife zara lucy camille layla yoko carmen noor ruth dinah ines kwame
ftm: priya +tom greta owen megan femi kwame dan mateo nele rohan beth kenta lucy ahmed noor
book: leroy +ruth samuel dinah tobias kenta isla carmen greta mateo zara
remote: aoife +rohan kenta lukas bjoern femi dinah quentin ines
dach: katrin +heike juergen sabine matthias stefan lukas nele florian miriam anja bjoern tobias
cercle: elodie +sylvie thierry camille remi nathalie youssef chloe quentin
mentor: lucy +greta hannah samuel grace marcus mateo layla ahmed dan ines noor megan
council: joanna +hannah priya katrin elodie sylvie lucy layla yoko heike
`;
