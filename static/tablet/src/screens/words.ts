/** The French words of the doorstep: outcomes, doors, floors, moments. Non-breaking spaces are written \u00a0. */
import type { Outcome, Slot } from '../domain/entries';
import { SENTENCES, Sentence } from '../domain/sentences';

export { capital, count, doorName, floorMark, floorName, plate } from '../domain/door-words';

export const OUTCOME_NAME: Record<Outcome, string> = {
  exchange: 'Échange',
  brief: 'Bref, tract remis',
  refusal: 'Refus',
  absent: 'Absent',
  come_back: 'Revenir',
  language_barrier: 'Barrière de langue',
  minor_alone: 'Mineur seul',
  vacant: 'Vacant, inaccessible',
  opposition: 'Ne pas repasser',
};

/** What fits on a door 52 px wide. */
export const OUTCOME_SHORT: Record<Outcome, string> = {
  exchange: 'Échange',
  brief: 'Bref',
  refusal: 'Refus',
  absent: 'Absent',
  come_back: 'Revenir',
  language_barrier: 'Langue',
  minor_alone: 'Mineur',
  vacant: 'Vacant',
  opposition: 'Opposé',
};

export const SLOT_NAME: Record<Slot, string> = { morning: 'le matin', midday: 'à midi', afternoon: 'l’après-midi', late_afternoon: 'en fin d’après-midi', evening: 'le soir' };
export const SLOT_HOURS: Record<Slot, string> = { morning: '9\u00a0h – 12\u00a0h', midday: '12\u00a0h – 14\u00a0h', afternoon: '14\u00a0h – 17\u00a0h', late_afternoon: '17\u00a0h – 19\u00a0h', evening: '19\u00a0h – 21\u00a0h' };

export function outcomeInFull(outcome: Outcome, slot: Slot | null): string {
  return slot ? `${OUTCOME_NAME[outcome]} ${SLOT_NAME[slot]}` : OUTCOME_NAME[outcome];
}

const DAY = 86_400_000;
const clock = new Intl.DateTimeFormat('fr-FR', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Paris' });
const dayKey = new Intl.DateTimeFormat('fr-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: 'Europe/Paris' });
const shortDay = new Intl.DateTimeFormat('fr-FR', { day: 'numeric', month: 'long', timeZone: 'Europe/Paris' });
const longDay = new Intl.DateTimeFormat('fr-FR', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'Europe/Paris' });

export function sameDay(a: Date, b: Date): boolean {
  return dayKey.format(a) === dayKey.format(b);
}

export function hour(at: Date): string {
  return clock.format(at).replace(/^0/u, '').replace(':', '\u00a0h\u00a0');
}

/** The first of a month is « 1er » in French, which Intl does not say. */
function dated(format: Intl.DateTimeFormat, at: Date): string {
  return format.format(at).replace(/^1 /u, '1er ');
}

/** « aujourd’hui à 18 h 05 », « hier à 10 h 20 », « le 3 novembre à 9 h 00 ». */
export function moment(iso: string, now: Date): string {
  const at = new Date(iso);
  if (sameDay(at, now)) return `aujourd’hui à ${hour(at)}`;
  if (sameDay(at, new Date(now.getTime() - DAY))) return `hier à ${hour(at)}`;
  const day = at.getUTCFullYear() === now.getUTCFullYear() ? shortDay : longDay;
  return `le ${dated(day, at)} à ${hour(at)}`;
}

/** « à l’instant », « il y a 5 min », then as `moment`. */
export function ago(iso: string, now: Date): string {
  const minutes = Math.floor((now.getTime() - new Date(iso).getTime()) / 60_000);
  if (minutes < 1) return 'à l’instant';
  return minutes < 60 ? `il y a ${minutes}\u00a0min` : moment(iso, now);
}

export function period(startsOn: string, endsOn: string): string {
  return `du ${dated(shortDay, new Date(`${startsOn}T12:00:00Z`))} au ${dated(longDay, new Date(`${endsOn}T12:00:00Z`))}`;
}

/** Only our own sentences are shown: what the browser or a library says is in English, for programmers, and may hold what was typed. */
export function sentenceOf(error: unknown): string {
  return error instanceof Sentence ? error.message : SENTENCES.unexpected;
}
