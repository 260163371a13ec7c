/** The journal's codes in French, for coordinators. */
export const KINDS: Record<string, string> = {
  visit: 'Un passage à une porte',
  doors: 'Des portes ajoutées',
  door_removal: 'Des portes retirées',
  door_label: 'Une porte renommée',
  withdrawal: 'L’annulation d’un passage',
  answers: 'Les réponses d’un foyer',
  answers_withdrawal: 'L’annulation de réponses',
  case: 'Une suite promise',
  case_step: 'Ce qu’est devenue une suite',
};

export const OUTCOMES: Record<string, string> = {
  exchange: 'Échange',
  brief: 'Échange bref, dépliant remis',
  refusal: 'Refus',
  absent: 'Personne',
  come_back: 'Revenir',
  language_barrier: 'Barrière de langue',
  minor_alone: 'Mineur seul',
  vacant: 'Logement vide',
  opposition: 'Ne pas repasser',
};

const SIDES: Record<string, string> = { left: 'gauche', middle: 'milieu', right: 'droite' };

/** « 3e étage, gauche, n° 12 » of whatever of it is there. */
export function doorName(door: Record<string, unknown>): string {
  const { floor, side, number, letter } = door;
  const parts = [
    typeof floor !== 'number' ? null : floor === 0 ? 'rez-de-chaussée' : floor < 0 ? `sous-sol ${-floor}` : floor === 1 ? '1er étage' : `${floor}e étage`,
    typeof side === 'string' ? (SIDES[side] ?? side) : null,
    typeof number === 'number' ? `n° ${number}` : null,
    typeof letter === 'string' ? `porte ${letter}` : null,
  ];
  return parts.filter((part) => part !== null).join(', ');
}

/** A moment or a day of the wire, as people write it; the text itself when it is none. */
export function readableMoment(text: string): string {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) return text;
  const day: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' };
  const options: Intl.DateTimeFormatOptions = text.includes('T') ? { ...day, hour: '2-digit', minute: '2-digit' } : day;
  return new Intl.DateTimeFormat('fr-FR', { ...options, timeZone: 'Europe/Paris' }).format(moment);
}
