/** The French words of the doorstep: outcomes, doors, floors, moments. Non-breaking spaces are written \u00a0. */
import { floorMark, floorName } from '../domain/door-words';
import type { MeetingPlace, Mode, Outcome, Slot } from '../domain/entries';
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

const SLOT_OF_TODAY: Record<Slot, string> = { morning: 'ce matin', midday: 'ce midi', afternoon: 'cet après-midi', late_afternoon: 'aujourd’hui en fin d’après-midi', evening: 'ce soir' };
const SLOT_OF_DAY: Record<Slot, string> = { morning: 'matin', midday: 'midi', afternoon: 'après-midi', late_afternoon: 'en fin d’après-midi', evening: 'soir' };

/** « mardi en fin d’après-midi », « ce soir », « demain », « le matin ». */
export function promise(day: string | null, slot: Slot | null, today: string): string {
  if (day === null) return slot ? SLOT_NAME[slot] : '';
  if (day === today && slot) return SLOT_OF_TODAY[slot];
  return slot ? `${dayName(day, today)} ${SLOT_OF_DAY[slot]}` : dayName(day, today);
}

/** « aujourd’hui », « hier », « demain », « mardi », « le 3 novembre ». */
export function dayName(day: string, today: string): string {
  const ahead = daysBetween(today, day);
  if (ahead === 0) return 'aujourd’hui';
  if (Math.abs(ahead) === 1) return ahead > 0 ? 'demain' : 'hier';
  const noon = new Date(`${day}T12:00:00Z`);
  if (ahead > 1 && ahead < 7) return weekday.format(noon);
  return `le ${dated(day.slice(0, 4) === today.slice(0, 4) ? shortDay : longDay, noon)}`;
}

/** A day that is over: « aujourd’hui », « hier », « mardi », « le 3 novembre ». */
export function pastDay(day: string, today: string): string {
  const since = daysBetween(day, today);
  return since > 1 && since < 7 ? weekday.format(new Date(`${day}T12:00:00Z`)) : dayName(day, today);
}

/** « Passage mardi par un partenaire. » */
export function partnerInFull(day: string, today: string): string {
  return `Passage ${pastDay(day, today)} par un partenaire.`;
}

/** What stands on a door where a partner was: « auj. », « hier », « mar. », « 3 nov. ». */
export function partnerWord(day: string, today: string): string {
  const since = daysBetween(day, today);
  if (since === 0) return 'auj.';
  if (since === 1) return 'hier';
  return (since < 7 ? shortWeekday : shortDate).format(new Date(`${day}T12:00:00Z`));
}

/** Whole days from one to the other. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T12:00:00Z`) - Date.parse(`${from}T12:00:00Z`)) / DAY);
}

export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

export function outcomeInFull(outcome: Outcome, slot: Slot | null, promised: { day: string | null; today: string } | null = null): string {
  const when = promised ? promise(promised.day, slot, promised.today) : slot ? SLOT_NAME[slot] : '';
  return when ? `${OUTCOME_NAME[outcome]} ${when}` : OUTCOME_NAME[outcome];
}

/** What stands on a door where somebody is expected: « Auj. », « Retard », « mar. ». */
export function dueWord(day: string, today: string): string {
  const ahead = daysBetween(today, day);
  if (ahead === 0) return 'Auj.';
  if (ahead < 0) return 'Retard';
  return ahead < 7 ? shortWeekday.format(new Date(`${day}T12:00:00Z`)) : OUTCOME_SHORT.come_back;
}

/** « aujourd’hui », « depuis hier », « depuis 5 jours », « demain ». */
export function dueInFull(day: string, today: string): string {
  const late = daysBetween(day, today);
  if (late <= 0) return dayName(day, today);
  return late === 1 ? 'depuis hier' : `depuis ${late}\u00a0jours`;
}

export const MODE_NAME: Record<Mode, string> = { doors: 'Porte à porte', hall: 'Hall', outside: 'Pied d’immeuble', street: 'Rue' };
export const MEETING_PLACE_NAME: Record<MeetingPlace, string> = { hall: 'Hall', outside: 'Pied d’immeuble', street: 'Rue' };

/** « l’étage 3 », « les étages 1 à 4 », « le rez-de-chaussée ». */
export function floorsName({ from, to }: { from: number; to: number }): string {
  if (from === to) return from === 0 ? 'le rez-de-chaussée' : `le ${floorName(from)}`;
  return `les étages ${floorMark(from)} à ${floorMark(to)}`;
}

/** « 80 m », « 1,2 km ». */
export function distanceName(metres: number): string {
  if (metres < 1000) return `${Math.max(10, Math.round(metres / 10) * 10)}\u00a0m`;
  return `${(metres / 1000).toLocaleString('fr-FR', { maximumFractionDigits: 1 })}\u00a0km`;
}

export function nthPassage(number: number): string {
  return number === 1 ? '1er passage' : `${number}e\u00a0passage`;
}

const DAY = 86_400_000;
const clock = new Intl.DateTimeFormat('fr-FR', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Paris' });
const dayKey = new Intl.DateTimeFormat('fr-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: 'Europe/Paris' });
const shortDay = new Intl.DateTimeFormat('fr-FR', { day: 'numeric', month: 'long', timeZone: 'Europe/Paris' });
const weekday = new Intl.DateTimeFormat('fr-FR', { weekday: 'long', timeZone: 'UTC' });
const shortDate = new Intl.DateTimeFormat('fr-FR', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const shortWeekday = new Intl.DateTimeFormat('fr-FR', { weekday: 'short', timeZone: 'UTC' });
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
