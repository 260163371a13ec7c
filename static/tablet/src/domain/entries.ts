/** What a team notes, as outreach/domain/JOURNAL.md fixes it. Names here are those of the wire. */

export const OUTCOMES = [
  'exchange', 'brief', 'refusal', 'absent', 'come_back', 'language_barrier', 'minor_alone', 'vacant', 'opposition',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const SLOTS = ['morning', 'midday', 'afternoon', 'evening'] as const;
export type Slot = (typeof SLOTS)[number];

export type Side = 'left' | 'middle' | 'right';

/** How a door is called. At least one of side, number, letter is set. */
export interface DoorLabel {
  side: Side | null;
  number: number | null;
  letter: string | null;
}

export interface DoorDefinition extends DoorLabel {
  id: string;
  floor: number;
}

export interface Seen {
  epoch: string;
  number: number;
}

interface LogEntry {
  format: 'palier-entry/1';
  id: string;
  organisation: string;
  device: string;
  author: string;
  round: string;
  entrance: string;
  counter: number;
  seen: Seen | null;
  made_at: string;
  clock_error_ms: number | null;
  salt: string;
}

/** This was noted on paper and typed in later; without an hour on the sheet, the time of `made_at` is only a place in its day. */
export interface Paper {
  typed_at: string;
  hour_known: boolean;
}

export interface VisitEntry extends LogEntry {
  kind: 'visit';
  door: string;
  outcome: Outcome;
  slot: Slot | null;
  replaces: string | null;
  paper?: Paper | null;
}
export interface DoorsEntry extends LogEntry {
  kind: 'doors';
  doors: DoorDefinition[];
}
/** These doors do not stand there. The office says so; no tablet does, yet. */
export interface DoorRemovalEntry extends LogEntry {
  kind: 'door_removal';
  doors: string[];
}
export interface DoorLabelEntry extends LogEntry, DoorLabel {
  kind: 'door_label';
  door: string;
}
export interface WithdrawalEntry extends LogEntry {
  kind: 'withdrawal';
  withdraws: string;
}
export type AnyLogEntry = VisitEntry | DoorsEntry | DoorRemovalEntry | DoorLabelEntry | WithdrawalEntry;

export type CodedAnswers = Record<string, string | string[]>;

export interface AnswersEntry {
  format: 'palier-answers/1';
  kind: 'answers';
  id: string;
  organisation: string;
  round: string;
  entrance: string;
  day: string;
  form: { id: string; version: string };
  answers: CodedAnswers;
  counted: boolean;
  replaces: string | null;
  salt: string;
}
export interface AnswersWithdrawalEntry {
  format: 'palier-answers/1';
  kind: 'answers_withdrawal';
  id: string;
  organisation: string;
  round: string;
  entrance: string;
  day: string;
  withdraws: string;
  salt: string;
}

/** The sealed text of an answers entry: which door it belongs to, and what identifies. */
export interface SealedText {
  format: 'palier-sealed/1';
  entry: string;
  organisation: string;
  door: string;
  visit: string;
  device: string;
  author: string;
  made_at: string;
  identity: Record<string, string | string[]>;
  salt: string;
}

/** A change as the server feeds it. */
interface ChangeHead {
  number: number;
  /** The epoch in which `number` was given: an older one than the server's after a restore. */
  epoch: string;
  entrance: string;
  id: string;
}
/** What the order of changes about one door depends on. */
export interface ChangeOrder {
  corrected_at: string;
  device: string;
  counter: number;
  seen: Seen | null;
}
export interface VisitChange extends ChangeHead, ChangeOrder {
  type: 'visit';
  door: string;
  outcome: Outcome;
  slot: Slot | null;
  made_at: string;
  author: string;
  round: string;
  replaces: string | null;
  paper?: Paper | null;
}
export interface DoorsChange extends ChangeHead, ChangeOrder {
  type: 'doors';
  doors: DoorDefinition[];
}
export interface DoorRemovalChange extends ChangeHead, ChangeOrder {
  type: 'door_removal';
  doors: string[];
}
export interface DoorLabelChange extends ChangeHead, ChangeOrder {
  type: 'door_label';
  door: string;
  label: DoorLabel;
}
export interface WithdrawalChange extends ChangeHead {
  type: 'withdrawal';
  withdraws: string;
}
export type Change = VisitChange | DoorsChange | DoorRemovalChange | DoorLabelChange | WithdrawalChange;
