/** Where the danger card was opened from. Which door stays in memory: a place in the browser's history never tells it. */
export interface DangerAt {
  round: string;
  entrance: string;
  door: string;
  visit: string | null;
}

let last: DangerAt | null = null;

export function rememberDanger(at: DangerAt): void {
  last = at;
}

/** The door behind the card, if it is of this entrance; after a restart only the entrance is known. */
export function dangerAt(round: string, entrance: string): { at: { round: string; entrance: string }; door: string | null; visit: string | null } {
  const known = last?.round === round && last.entrance === entrance ? last : null;
  return { at: { round, entrance }, door: known?.door ?? null, visit: known?.visit ?? null };
}
