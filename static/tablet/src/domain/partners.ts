/** Passages of partners in a joint round: at which door, on which day, and nothing else is ever told. */
import { isUuid } from './ids';
import { isDay, isShape } from './reading';

export interface PartnerVisit {
  door: string;
  /** The local day, `2026-11-24`. */
  day: string;
}

/** What is none is left out: a wrong line must not keep a round from its team. */
export function readPartnerVisits(value: unknown): PartnerVisit[] {
  return Array.isArray(value) ? value.filter(isPartnerVisit).map(({ door, day }) => ({ door, day })) : [];
}

function isPartnerVisit(value: unknown): value is PartnerVisit {
  return isShape(value) && isUuid(value.door) && isDay(value.day);
}

interface Shared {
  starts_on: string;
  ends_on: string;
  partner_visits?: readonly PartnerVisit[];
}

/** The days of each door, latest first, as long as the round lasts: a tablet that hears nothing from the server for weeks shows them no longer either. */
export function partnersOn(round: Shared | undefined, today: string): ReadonlyMap<string, readonly string[]> {
  const days = new Map<string, string[]>();
  if (!round || today < round.starts_on || today > round.ends_on) return days;
  for (const { door, day } of round.partner_visits ?? []) days.set(door, [...(days.get(door) ?? []), day]);
  for (const [door, its] of days) days.set(door, [...new Set(its)].sort().reverse());
  return days;
}
