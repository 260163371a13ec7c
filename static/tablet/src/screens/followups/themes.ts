/** Themes by their code, in few words: those that our contact form offers; of others, the code read aloud. */
const NAMES: Record<string, string> = {
  'difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits': 'Connaître ses droits',
  'difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives': 'Papiers, courriers',
  'numerique--acceder-a-des-services-en-ligne': 'Démarches en ligne',
  'numerique--maitriser-les-fondamentaux-du-numerique': 'Apprendre l’ordinateur',
  'lecture-ecriture-calcul--maitriser-le-francais': 'Apprendre le français',
  'difficultes-financieres--prevenir-une-degradation-de-la-situation-financiere': 'Tenir le budget',
  'difficultes-financieres--situation-dendettement-surendettement': 'Dettes',
  'equipement-et-alimentation--alimentation': 'Aide alimentaire',
  'logement-hebergement--reduire-les-impayes-de-loyer': 'Loyers en retard',
  'logement-hebergement--se-maintenir-dans-le-logement': 'Garder son logement',
  'sante--acces-aux-soins': 'Se faire soigner',
  'equipement-et-alimentation--aide-menagere': 'Aide à la maison',
  'famille--soutien-aidants': 'Aider un proche',
  'famille--soutien-a-la-parentalite-et-a-leducation': 'Les enfants, l’école',
  'remobilisation--lien-social': 'Voir du monde',
  'remobilisation--activites-sportives-et-culturelles': 'Sport, culture',
  'mobilite--mobilite-douce-partagee-collective': 'Se déplacer',
};

export function themeName(code: string): string {
  const words = (code.split('--')[1] ?? code).replaceAll('-', ' ');
  return NAMES[code] ?? words.charAt(0).toUpperCase() + words.slice(1);
}
