/** The French words of what is promised: matters, states, reasons, days. */
import type { Keeping } from '../../domain/cases';
import type { Attempt, CaseState, Consent, Matter, Reason } from '../../domain/entries';
import type { CaseCard } from '../../domain/followups';
import type { IconName } from '../icons';
import { rightName } from './rights';
import { themeName } from './themes';

export const MATTER_NAME: Record<Matter, string> = { call_back: 'Rappel', referral: 'Orientation', procedure: 'Procédure danger', right: 'Droit' };

export const STATE_NAME: Record<CaseState, string> = {
  open: 'à faire', closed: 'clos', proposed: 'proposée', sent: 'transmise', received: 'reçue par le service', contacted: 'personne contactée',
  done: 'aboutie', refused: 'refusée', lost: 'perdue de vue', triggered: 'déclenchée',
  to_claim: 'à demander', filed: 'demande déposée', opened: 'droit ouvert', rejected: 'refusé par l’organisme', declined: 'elle n’en veut pas',
};

export const REASON_NAME: Record<Reason, string> = {
  linked: 'Mise en lien faite', right_opened: 'Droit ouvert', no_further: 'Sans suite, elle le souhaite ainsi', lost_sight: 'Perdue de vue',
  moved: 'Déménagement', deceased: 'Décès', opposition: 'Ne veut plus de contact',
};

/** How a right ends tells most of why already. */
export const REASONS_OF_RIGHTS: Partial<Record<CaseState, readonly Reason[]>> = {
  opened: ['right_opened'], rejected: [], declined: ['no_further', 'opposition'], lost: ['lost_sight', 'moved', 'deceased'],
};

export const MATTER_ICON: Record<Matter, IconName> = { call_back: 'phone', referral: 'pin', procedure: 'warning', right: 'star' };

export const ATTEMPT_NAME: Record<Attempt, string> = { absent: 'Passage, absente', no_answer: 'Pas de réponse', message: 'Message laissé', reached: 'Jointe' };

export const CONSENT_NAME: Record<Consent, { name: string; note: string }> = {
  pass_on: { name: 'Transmettre sa demande à ce service', note: 'son nom et son téléphone peuvent lui être donnés, à lui seul' },
  call_back: { name: 'La rappeler pour l’accompagner', note: 'l’équipe garde de quoi la joindre, rien n’est transmis' },
  none: { name: 'Rien : elle ira d’elle-même', note: 'ni nom ni téléphone ne sont gardés' },
};

export const KEEPING_NAME: Record<Keeping, string> = { late: 'En retard', due: 'Aujourd’hui', coming: 'À venir', open: 'Sans date', kept: 'Tenues' };

const weekday = new Intl.DateTimeFormat('fr-FR', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });
const short = new Intl.DateTimeFormat('fr-FR', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });

/** « mardi 24 novembre » of a day of the wire. */
export function dayName(day: string): string {
  return weekday.format(new Date(`${day}T00:00:00Z`)).replace(/ 1 /u, ' 1er ');
}

export function shortDay(day: string, today: string): string {
  if (day === today) return 'aujourd’hui';
  return day === daysFrom(today, 1) ? 'demain' : short.format(new Date(`${day}T00:00:00Z`));
}

export function daysFrom(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** What it is about, beside its matter. */
export function about({ matter, service, theme }: Pick<CaseCard, 'matter' | 'service' | 'theme'>): string {
  if (matter === 'right') return theme ? rightName(theme) : '';
  return service?.name ?? (theme ? themeName(theme) : '');
}
