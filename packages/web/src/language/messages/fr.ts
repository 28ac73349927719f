/** French. Spaces before `: ; ! ?` and inside guillemets don't break. */

import { count } from "../plural.ts";
import type { Messages } from "./en.ts";

const one = count("fr");

/** By their codes. */
const DISCIPLINES: Readonly<Record<string, string>> = {
  ALP: "Ski alpin",
  BOB: "Bobsleigh",
  BTH: "Biathlon",
  CCS: "Ski de fond",
  CUR: "Curling",
  FRS: "Ski acrobatique",
  FSK: "Patinage artistique",
  IHO: "Hockey sur glace",
  LUG: "Luge",
  NCB: "Combiné nordique",
  SBD: "Snowboard",
  SJP: "Saut à ski",
  SKN: "Skeleton",
  SMT: "Ski-alpinisme",
  SSK: "Patinage de vitesse",
  STK: "Short-track",
};

type Words = readonly (readonly [pattern: RegExp, words: string])[];

/** Patterns speak of an event's id, `ALPMDH`, followed by its English name where that tells more. The first that fits. */
const EVENTS: Words = [
  [/^ALP.DH/, "Descente"],
  [/^ALP.SG/, "Super-G"],
  [/^ALP.GS/, "Slalom géant"],
  [/^ALP.SL/, "Slalom"],
  [/^ALP.AC/, "Combiné"],
  [/^ALP.(TC|TEAM)/, "Combiné par équipes"],
  [/^ALP.TE/, "Épreuve par équipes"],
  [/^BOB.MONO/, "Monobob"],
  [/^BOB.TEAM2/, "Bob à deux"],
  [/^BOB.TEAM4/, "Bob à quatre"],
  [/^(BTH|CCS|SMT)XRELAY.*?(\d)x([\d.]+) ?km.*/, "Relais mixte $2 × $3 km"],
  [/^(BTH|CCS|SMT|STK)XRELAY/, "Relais mixte"],
  [/^....(\d)X([\d.]+)KM/, "Relais $1 × $2 km"],
  [/^(BTH|CCS|SMT).RELAY/, "Relais"],
  [/^....([\d.]+)KM(IS)?\b/, "$1 km individuel"],
  [/^....([\d.]+)KMSP/, "Sprint $1 km"],
  [/^....([\d.]+)KMPU/, "Poursuite $1 km"],
  [/^....([\d.]+)KMMS/, "$1 km départ groupé"],
  [/^CCS.SKIATHLN.*?([\d.]+) ?km.*/, "Skiathlon $1 km"],
  [/^CCS.SKIATHLN/, "Skiathlon"],
  [/^CCS.TEAMSP/, "Sprint par équipes"],
  [/^(CCS|SMT).SPRINT/, "Sprint"],
  [/^CUR.TEAM2/, "Double mixte"],
  [/^(CUR|IHO).TEAM/, "Tournoi"],
  [/^FRS.MO\b/, "Bosses"],
  [/^FRS.(DM|MOD|DUAL)/, "Bosses en parallèle"],
  [/^FRS.AE\b/, "Sauts"],
  [/^FRS.(AET|TEAM)/, "Sauts par équipes"],
  [/^FRS.SX/, "Skicross"],
  [/^(FRS|SBD).BA/, "Big air"],
  [/^(FRS|SBD).SS/, "Slopestyle"],
  [/^(FRS|SBD).HP/, "Halfpipe"],
  [/^SBD.PGS/, "Slalom géant parallèle"],
  [/^SBD.PSL/, "Slalom parallèle"],
  [/^SBD.SBX/, "Snowboardcross"],
  [/^SBD.BXT/, "Snowboardcross par équipes"],
  [/^FSK.PAIRS/, "Couples"],
  [/^FSK.ICEDANCE/, "Danse sur glace"],
  [/^FSK.TEAM/, "Épreuve par équipes"],
  [/^LUG.SINGLES/, "Simple"],
  [/^LUG.DOUBLES/, "Double"],
  [/^LUG.(RELAY|TEAM)/, "Relais par équipes"],
  [/^(FSK|SKN).SINGLES/, "Individuel"],
  [/^SKN.(RELAY|TEAM)/, "Épreuve par équipes"],
  [/^NCB.(.H)(\d+)KM/, "$1, $2 km"],
  [/^NCB.(.H)(\d)X([\d.]+)KM/, "$1 par équipes, $2 × $3 km"],
  [/^(NCB|SJP).(.H)TEAM2/, "$2, équipes de deux"],
  [/^(NCB|SJP).(.H)TEAM/, "$2 par équipes"],
  [/^SJP.(.H)/, "$1"],
  [/^SSK.TEAMPU/, "Poursuite par équipes"],
  [/^SSK.MS/, "Départ groupé"],
  [/^STK.(\d+)MRY/, "Relais $1 m"],
  [/^(SSK|STK).(\d+)M\b/, "$2 m"],
];

/** Of ski jumping. */
const HILLS: Readonly<Record<string, string>> = { NH: "Tremplin normal", LH: "Grand tremplin" };

/** Who takes part, after the words above; those that say it themselves, and open events, take none. */
const WHO: Readonly<Record<string, string>> = { M: "hommes", W: "femmes", X: "mixte" };
const SAYS_WHO = /mixte|Couples|Danse|^Relais par/;

const IN_SKATING: Readonly<Record<string, string>> = {
  "Men's": " hommes",
  "Women's": " femmes",
  "Pairs'": " couples",
};

/** Phases and units. */
const STAGES: Words = [
  [/^(Quarter|1\/4 )finals$/i, "Quarts de finale"],
  [/^(Quarter|1\/4 )final/i, "Quart de finale"],
  [/^(Semi|1\/2 )finals$/i, "Demi-finales"],
  [/^(Semi|1\/2 )final/i, "Demi-finale"],
  [/^1\/8 Finals$/, "Huitièmes de finale"],
  [/^1\/8 Final/, "Huitième de finale"],
  [/^Finals$/, "Finales"],
  [/^(Small|B) Final$/, "Petite finale"],
  [/^(Big|A) Final$/, "Grande finale"],
  [/^Final Round$/, "Dernière manche"],
  [/^Final classification$/, "Classement final"],
  [/^(Gold Medal|Final) (Game|Match)$/, "Match pour l’or"],
  [/^Final(?= [A-D\d]|$)/, "Finale"],
  [/^Bronze Medal (Game|Match)$/, "Match pour le bronze"],
  [/^Heats$/, "Séries"],
  [/^Heat\b/, "Série"],
  [/^Run\b/, "Manche"],
  [/^1st (Round|Run)$/, "1re manche"],
  [/^(\d)(nd|rd|th) (Round|Run)$/, "$1e manche"],
  [/^Round[- ]Robin/, "Tournoi à la ronde"],
  [/^Round(?= \d)/, "Tour"],
  [/^Preliminary Round/, "Tour préliminaire"],
  [/^Group\b/, "Groupe"],
  [/^(Playoff Qualifiers|Qualification Playoffs?)$/, "Barrages"],
  [/^Repechages?/, "Repêchage"],
  [/^Qualification( Round)?$/, "Qualifications"],
  [/^Qualification Run/, "Manche de qualification"],
  [/^Elimination Run/, "Manche éliminatoire"],
  [/^Seeding Run/, "Manche de classement"],
  [/^Downhill$/, "Descente"],
  [/^Ski Jumping$/, "Saut à ski"],
  [/^Cross-Country$/, "Ski de fond"],
  [/^Rhythm Dance$/, "Danse rythmique"],
  [/^Free Dance$/, "Danse libre"],
];

/** Of what a place is named after: `Yanqing Sliding Centre`. */
const CENTRES: Readonly<Record<string, string>> = {
  "Alpine Skiing": "ski alpin",
  Biathlon: "biathlon",
  "Cross-Country": "ski de fond",
  Sliding: "glisse",
  "Ski Jump": "saut à ski",
};

const VENUES: Words = [
  [/^National Aquatics Cent(er|re)$/, "Centre aquatique national"],
  [/^Capital Indoor Stadium$/, "Palais omnisports de la Capitale"],
  [/^National Indoor Stadium$/, "Palais omnisports national"],
  [/^National Speed Skating Oval$/, "Anneau national de vitesse"],
  [/^(.+) Sports Cent(er|re)$/, "Centre sportif de $1"],
];

/** What the first pattern that fits makes of a name; the name itself where none does. */
function said(name: string, words: Words): string | undefined {
  const found = words.find(([pattern]) => pattern.test(name));
  return found && name.replace(...found);
}

function event(id: string, given: string): string {
  const subject = `${id} ${given}`;
  const found = EVENTS.find(([pattern]) => pattern.test(subject));
  if (found === undefined) return given;
  const [pattern, words] = found;
  const what = (pattern.exec(subject)?.[0] ?? "")
    .replace(pattern, words)
    .replace(/^.H\b/, (hill) => HILLS[hill] ?? hill)
    .replace(/(\d)\.(\d)/g, "$1,$2");
  const spaced = what.replace(/\b(\d\d)(\d{3})\b/, "$1 $2").replace(/(\d) (k?m\b|×)/g, "$1 $2");
  const who = WHO[id[3] ?? ""];
  if (who === undefined || SAYS_WHO.test(spaced)) return spaced;
  return `${spaced} ${who}${who === "mixte" && spaced.includes("équipes") ? "s" : ""}`;
}

function stage(given: string): string {
  const skating = /^(Men's|Women's|Pairs')? ?(Short Program|Free Skat)/.exec(given);
  if (skating) {
    const programme = skating[2] === "Short Program" ? "Programme court" : "Programme libre";
    return programme + (IN_SKATING[skating[1] ?? ""] ?? "");
  }
  return said(given, STAGES) ?? given;
}

function venue(given: string): string {
  const [, place, what = ""] =
    /^(.+?) (Alpine Skiing|Biathlon|Cross-Country|Sliding|Ski Jump)\w* Cent(?:er|re)$/.exec(given) ?? [];
  if (place !== undefined) return `Centre de ${CENTRES[what]} de ${place}`;
  return said(given, VENUES) ?? given;
}

const plural = (value: number) => (value < 2 ? "" : "s");

export const fr: Messages = {
  code: "fr",
  name: "Français",
  dir: "ltr",

  app: {
    skip: "Aller aux résultats",
    menu: "Principal",
    pages: {
      home: "Direct",
      schedule: "Calendrier",
      sports: "Sports",
      medals: "Médailles",
      search: "Recherche",
    },
    language: "Langue",
    zone: (zone) => `Les heures sont celles de votre fuseau horaire, ${zone}.`,
    unofficial: "Les résultats sont provisoires tant qu’ils ne sont pas officiels.",
    games: "Jeux d’hiver",
    newVersion: "Une nouvelle version s’ouvrira à votre prochaine visite.",
    notHere: "Cette langue n’est pas sur votre appareil et ne peut être chargée maintenant.",
  },
  missing: {
    title: "Rien ici",
    text: "Il n’y a pas de page à cette adresse.",
    home: "Voir ce qui se passe en ce moment",
  },
  current: {
    loading: "Chargement des résultats …",
    none: "Il n’y a pas encore de résultats. Cette page se met à jour d’elle-même.",
    unreachable: "Les résultats sont inaccessibles. Cette page réessaie d’elle-même.",
    nothingReported: "Rien n’a encore été communiqué.",
    lastChange: (when) => `Mis à jour ${when}`,
    asOf: (when, age) => `État : ${when}, ${age}`,
    reconnecting: "reconnexion",
    secondsAgo: "il y a quelques secondes",
  },
  medal: { gold: "Or", silver: "Argent", bronze: "Bronze" },
  total: "Total",
  column: { rank: "Rang", country: "Pays", competitor: "Concurrent", result: "Résultat", event: "Épreuve" },
  follow: (name) => `Suivre ${name}`,
  unfollow: (name) => `Ne plus suivre ${name}`,
  followed: "Suivi",
  status: {
    live: "En direct",
    paused: "Interrompu",
    underWay: "En cours",
    delayed: "Retardé",
    rescheduled: "Nouvel horaire",
    postponed: "Reporté",
    cancelled: "Annulé",
    provisional: "Provisoire",
    unofficial: "Officieux",
    official: "Officiel",
    protested: "Réclamation",
    startList: "Liste de départ",
    scheduled: "Prévu",
  },
  decides: { GSB: "Médailles", GS: "Médaille d’or", B: "Médaille de bronze" },
  gender: { M: "Hommes", W: "Femmes", X: "Mixte", O: "Open" },
  irm: {
    DNS: "N’a pas pris le départ",
    DNF: "N’a pas terminé",
    DSQ: "Disqualifié",
    DQ: "Disqualifié",
    DQB: "Disqualifié pour comportement antisportif",
    DQP: "Disqualifié en qualification",
    DQIC: "Disqualifié pour contact volontaire",
    NPS: "Non autorisé à partir",
    JNS: "Non parti, décision du jury",
    LAP: "Doublé",
    RAL: "Classé dernier",
    PEN: "Pénalité",
    YC: "Carton jaune",
    RC: "Carton rouge",
    WD: "Retrait",
    WDR: "Retrait",
    WO: "Forfait adverse",
    WOT: "Sans temps",
    LOT: "Dernier au temps",
    CANCEL: "Annulé",
    SUS: "Suspendu",
    FORFEIT: "Forfait",
    FORFEIT_2: "Forfait",
  },
  news: {
    changed: (line) => `Modifié : ${line}`,
    more: (events) =>
      one(events, {
        one: "Et du nouveau dans 1 autre épreuve.",
        other: `Et du nouveau dans ${events} autres épreuves.`,
      }),
  },

  home: {
    title: "Résultats en direct",
    description:
      "Les résultats des Jeux d’hiver en direct : les épreuves en cours et à venir, le tableau des médailles et les dernières médailles.",
    live: "En direct",
    next: "À suivre",
    finished: "Dernières médailles",
    noMark: "Pas encore de résultat",
    done: (done, entries) => `${done} sur ${entries} terminés`,
    idle: "Rien en ce moment.",
    first: (what, when) => `À suivre : ${what}, ${when}.`,
    over: (events) => `Les Jeux sont terminés : les ${events} épreuves sont jouées.`,
    noSchedule: "Le calendrier n’est pas encore paru.",
    noneFinished: "Aucune épreuve n’est encore jouée.",
    hint: "Une étoile suit un pays, un athlète ou une épreuve. Ce que vous suivez passe en premier, sur cet appareil.",
  },
  schedule: {
    title: "Calendrier",
    description: (day) =>
      `Toutes les courses, manches et rencontres du ${day}, avec leur état et leur horaire.`,
    days: "Jours",
    medalDay: (events) => `${events} épreuve${plural(events)} à médailles`,
    today: "Aujourd’hui",
    order: "Ordre",
    bySport: "Par sport",
    byTime: "Par heure",
    onlyMedals: "Médailles seulement",
    zones: (venue) => `Votre heure d’abord, puis l’heure de ${venue}.`,
    none: "Rien n’a lieu ce jour-là.",
    noMedals: "Aucune médaille n’est décernée ce jour-là.",
  },
  sports: {
    title: "Sports",
    description: "Tous les sports des Jeux d’hiver, leurs épreuves et leurs médailles.",
    none: "Le programme n’est pas encore paru.",
  },
  discipline: {
    description: (name) => `${name} : épreuves, résultats, médailles par pays et meilleurs athlètes.`,
    events: "Épreuves",
    medals: "Médailles par pays",
    athletes: "Meilleurs athlètes",
    notYet: "Pas encore de médailles.",
  },
  event: {
    title: "Épreuve",
    description: (what) => `${what} : liste de départ, résultats en direct et médailles.`,
    views: "Parties de cette épreuve",
    standings: "Classement",
    bracket: "Tableau",
    underWay: "En cours",
    provisional: "rangs provisoires",
    atVenue: (time) => `${time} sur place`,
    corrected: "Corrigé",
    noStartList: "La liste de départ n’est pas encore connue.",
    cancelled: "Annulé.",
    round: "Tour",
    open: "À venir",
    rank: "Rang",
    tied: "à égalité",
    start: "Départ",
    name: "Nom",
    bib: "Dos.",
    result: "Résultat",
    time: "Temps",
    points: "Points",
    behind: "Écart",
    medal: "Médaille",
    through: "Qualifié",
    onTheWay: "En course",
    next: "Ensuite",
    toCome: "Pas encore partis",
    goThrough: (places) => `Les ${places} premiers se qualifient`,
    lastRun: (places) => `Les ${places} premiers prennent le départ de la dernière manche`,
    members: (people) => one(people, { one: "1 joueur", other: `${people} joueurs` }),
    column: {
      lane: "Couloir",
      course: "Tracé",
      offset: "Départ",
      split: (n) => `Inter ${n}`,
      run: (n) => `Manche ${n}`,
      misses: "Fautes",
      penalties: "Pénalités + pioches",
      technical: "Éléments",
      components: "Compo\u00adsantes",
      deduction: "Déduc\u00adtions",
      distance: "Mètres",
      laps: "Tours",
      played: "Joués",
      won: "Gagnés",
      lost: "Perdus",
    },
    lane: {
      inner: "Intérieur",
      outer: "Extérieur",
      finishing: "Arrivée",
      crossing: "Opposé",
      red: "Rouge",
      blue: "Bleu",
    },
    behindLeader: "Écarts au premier",
    chart: (leader, others) => `Écarts à ${leader} : ${others}`,
    score: "Score",
    winner: "vainqueur",
    lastStone: "dernière pierre",
    period: (code) => {
      if (code === "PSS") return "TAB";
      if (code === "OT") return "Pr.";
      return code.replace(/^P(?=\d)/, "");
    },
    decidedIn: { OT: "Après prolongation", SO: "Aux tirs au but", EE: "Après un bout supplémentaire" },
    goals: (goals) => one(goals, { one: "1 but", other: `${goals} buts` }),
    news: {
      status: (event, status) => `${event} : ${status}.`,
      corrected: (reason) => `Corrigé : ${reason}.`,
      leads: (name, result) => (result === "" ? `${name} en tête.` : `${name} en tête en ${result}.`),
      behind: (places) => `${places}.`,
    },
  },
  medals: {
    title: "Tableau des médailles",
    description: "Le tableau des médailles, par l’or et par le total, pour chaque sport et chaque jour.",
    byGold: "Par l’or",
    byTotal: "Par le total",
    sport: "Sport",
    gender: "Genre",
    all: "Tous",
    decided: (done, total) => `${done} épreuve${plural(done)} jouée${plural(done)} sur ${total}`,
    none: "Aucune médaille n’a encore été décernée.",
    noneHere: "Aucune médaille ne correspond à ce choix.",
    show: (country) => `Médailles : ${country}`,
    page: (country) => `Tous les résultats : ${country}`,
    byDay: "Médailles par jour",
    day: "Jour",
    asTable: "Médailles par jour, en tableau",
  },
  athlete: {
    description: (name, country) => `${name}, ${country} : résultats et médailles.`,
    results: "Résultats",
    none: "Pas encore d’inscription.",
    medals: (total) => `${total} médaille${plural(total)}`,
  },
  country: {
    description: (name) => `${name} : médailles, résultats et épreuves à venir.`,
    medals: "Médailles",
    noMedals: "Pas encore de médailles.",
    place: (rank, byTotal) => `Rang ${rank} par l’or, ${byTotal} par le total`,
    next: "En cours et à venir",
    results: "Résultats",
    none: "Pas encore d’inscriptions.",
    more: (others) => `Afficher ${others} de plus`,
  },
  share: { link: "Partager", copied: "Lien copié" },
  search: {
    title: "Recherche",
    description: "Trouver des athlètes, des pays et des épreuves.",
    label: "Athlète, pays ou épreuve",
    countries: "Pays",
    sports: "Sports",
    events: "Épreuves",
    athletes: "Athlètes",
    found: (results) => `${results} résultat${plural(results)}`,
    none: (text) => `Rien ne s’appelle « ${text} ».`,
    more: (others) => `Et ${others} de plus.`,
    hint: "Les premières lettres suffisent. Un athlète se trouve dès sa première liste de départ.",
  },
  favourites: { title: "Suivis" },

  names: {
    discipline: (code, given) => DISCIPLINES[code] ?? given,
    event,
    phase: stage,
    unit: stage,
    venue,
    games: (given) => given.replace(/^(.+ \d{4}) Winter Games$/, "Jeux d’hiver de $1"),
    noc: {
      GBR: "Grande-Bretagne",
      HKG: "Hong Kong, Chine",
      TPE: "Taipei chinois",
      ROC: "Comité olympique russe",
      OAR: "Athlètes olympiques de Russie",
      COR: "Corée",
      AIN: "Athlètes neutres",
    },
  },
};
