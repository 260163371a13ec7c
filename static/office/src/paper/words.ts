/** The French words of the typing page that the tablet does not have. Non-breaking spaces are written \u00a0. */
import { parisYear } from '../../../tablet/src/domain/moments';
import { count } from '../../../tablet/src/screens/words';
import type { Passage } from './passages';
import type { Status } from './sender';

const weekday = new Intl.DateTimeFormat('fr-FR', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
const longDay = new Intl.DateTimeFormat('fr-FR', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

export function shortDay(day: string): string {
  return weekday.format(new Date(`${day}T12:00:00Z`));
}

const calendarDay = new Intl.DateTimeFormat('fr-FR', { day: 'numeric', month: 'short', timeZone: 'Europe/Paris' });
const calendarYear = new Intl.DateTimeFormat('fr-FR', { day: 'numeric', month: 'short', year: '2-digit', timeZone: 'Europe/Paris' });

/** The day of a moment, with its year where it is not this one. */
export function knownDay(iso: string, now: number): string {
  const at = Date.parse(iso);
  return (parisYear(at) === parisYear(now) ? calendarDay : calendarYear).format(at);
}

export function fullDay(day: string): string {
  return longDay.format(new Date(`${day}T12:00:00Z`)).replace(/ 1 /u, ' 1er ');
}

export function hourWords(hour: string): string {
  return hour.replace(/^0/u, '').replace(':', '\u00a0h\u00a0');
}

export function passageName(index: number): string {
  return index === 0 ? '1er passage' : `${index + 1}e passage`;
}

export function headWords({ day, hour }: Passage): string {
  return `${shortDay(day)}${hour ? `, ${hourWords(hour)}` : ''}`;
}

export function lines(number: number): string {
  return count(number, 'ligne', 'lignes');
}

/** What becomes of what was typed: what happened, what is kept, what to do. */
export function statusWords({ waiting, busy, trouble }: Status, writing = 0): string {
  if (writing > 0 && !trouble) return `${lines(writing + waiting)} en cours d’enregistrement…`;
  if (waiting === 0 && !trouble) return 'Tout est enregistré sur le serveur.';
  const kept = waiting > 1 ? `${lines(waiting)} sont gardées dans ce navigateur, scellées.` : waiting === 1 ? `${lines(1)} est gardée dans ce navigateur, scellée.` : '';
  if (busy && !trouble) return `${lines(waiting)} en route vers le serveur…`;
  switch (trouble) {
    case 'offline':
      return `Le serveur ne répond pas. ${kept} Palier réessaie tout seul\u00a0: vous pouvez continuer.`;
    case 'signed_out':
      return `Votre session est terminée. ${kept} Connectez-vous dans un autre onglet\u00a0: elles partiront ensuite toutes seules.`;
    case 'forbidden':
      return `Ce compte ne peut pas saisir de feuille. ${kept} Reconnectez-vous avec un compte de coordination.`;
    case 'busy':
      return `Le serveur est occupé. ${kept} Palier réessaie tout seul\u00a0: vous pouvez continuer.`;
    case 'strange':
      return `Le serveur a répondu autre chose que ce qui était attendu. ${kept} Rechargez la page\u00a0; si cela se répète, prévenez la personne qui s’occupe du serveur.`;
    default:
      return kept;
  }
}

export const NOT_KEPT =
  'Ce navigateur n’a pas pu garder la dernière ligne (mémoire pleine, navigation privée\u00a0?). Les lignes marquées « au serveur » ou « gardée » sont à l’abri. Ne tapez rien de plus ici\u00a0: rechargez la page pour voir ce qui est enregistré.';
