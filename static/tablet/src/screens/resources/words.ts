/** The French words of the directory on screen. Non-breaking spaces are written \u00a0. */
import type { Directory } from '../../domain/directory';
import type { Change, Opening } from '../../domain/opening';
import { dayAfter, weekday } from '../../domain/opening';
import { say, type Language } from '../../domain/phrases';

const DAYS = ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'];
const MONTHS = ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'];

/** « Ouvert jusqu’à 12 h 30 », « Ouvre demain à 9 h », « Horaires non connus ». */
export function sayOpening(opening: Opening): string {
  const { state, until, then } = opening;
  if (state === 'unknown') return opening.holiday ? 'Jour férié\u00a0: horaires à vérifier' : 'Horaires non connus';
  if (state === 'closed') {
    if (!until) return 'Fermé';
    return then === 'appointment' ? `Sur rendez-vous ${from(until)}` : `Ouvre ${from(until)}`;
  }
  const start = state === 'open' ? 'Ouvert' : 'Sur rendez-vous';
  if (!until) return state === 'open' ? 'Ouvert en permanence' : start;
  return `${start} ${to(until)}`;
}

function from({ day, days, minute }: Change): string {
  const hour = sayHour(minute);
  if (days === 0) return `à ${hour}`;
  return days === 1 ? `demain à ${hour}` : days < 7 ? `${DAYS[weekday(day)] ?? ''} à ${hour}` : `le ${sayDate(day)} à ${hour}`;
}

function to({ day, days, minute }: Change): string {
  // Midnight belongs to the day that ends.
  const last = minute === 0 ? dayAfter(day, -1) : day;
  const count = minute === 0 ? days - 1 : days;
  const hour = minute === 0 ? 'minuit' : sayHour(minute);
  if (count === 0) return `jusqu’à ${hour}`;
  return `jusqu’${count === 1 ? 'à demain' : count < 7 ? `à ${DAYS[weekday(last)] ?? ''}` : `au ${sayDate(last)}`}, ${hour}`;
}

export function sayHour(minute: number): string {
  const rest = minute % 60;
  return `${Math.floor(minute / 60)}\u00a0h${rest === 0 ? '' : `\u00a0${String(rest).padStart(2, '0')}`}`;
}

export function sayDate(day: string): string {
  const [, month, number] = day.split('-').map(Number);
  return `${number === 1 ? '1er' : String(number)} ${MONTHS[(month ?? 1) - 1] ?? ''}`;
}

export function sayDay(day: string): string {
  return `${sayDate(day)} ${day.slice(0, 4)}`;
}

export function sayWalk(minutes: number): string {
  if (minutes < 60) return `${minutes}\u00a0min à pied`;
  if (minutes < 180) return `${Math.floor(minutes / 60)}\u00a0h\u00a0${String(minutes % 60).padStart(2, '0')} à pied`;
  // Nobody walks there: the kilometres tell more than the hours.
  return `à ${Math.round((minutes * 75) / 1000).toLocaleString('fr-FR')}\u00a0km`;
}

/** The words of the contact form where it has some for a theme, the standard's own otherwise. */
export function themeName(code: string, directory: Directory, french: Language | undefined): string {
  return (french && say(french, `needs.${code}`)) || (directory.labels[code] ?? code);
}
