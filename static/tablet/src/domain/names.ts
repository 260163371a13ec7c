/** Names of a round, as a coordinator's browser sealed them to this tablet: outreach/domain/JOURNAL.md, "Names of a round". */
import { isUuid } from './ids';
import { isDay, isShape, isText } from './reading';

/** Who was promised something, and at which door. */
export interface NamedCase {
  entrance: string;
  /** Null: met at no door. */
  door: string | null;
  name: string;
  telephone: string;
}

export interface RoundNames {
  until: string;
  cases: ReadonlyMap<string, NamedCase>;
}

/** Null: it was made for another round, tablet or organisation, or is something else. A line that cannot be read is passed over. */
export function readRoundNames(value: unknown, mine: { round: string; organisation: string; device: string }): RoundNames | null {
  if (!isShape(value) || value.format !== 'palier-names/1' || !isDay(value.until) || !Array.isArray(value.doors)) return null;
  if (value.round !== mine.round || value.organisation !== mine.organisation || value.device !== mine.device) return null;
  return { until: value.until, cases: new Map((value.doors as unknown[]).flatMap(readLine)) };
}

function readLine(line: unknown): [string, NamedCase][] {
  if (!isShape(line) || !isUuid(line.case) || !isUuid(line.entrance) || !(line.door === null || isUuid(line.door)) || !isShape(line.names)) return [];
  const { name, telephone } = line.names;
  return [[line.case, { entrance: line.entrance, door: line.door, name: isText(name) ? name : '', telephone: isText(telephone) ? telephone : '' }]];
}
