/** What a team notes, as outreach/domain/JOURNAL.md fixes it. Names here are those of the wire. */

export const OUTCOMES = [
  'exchange', 'brief', 'refusal', 'absent', 'come_back', 'language_barrier', 'minor_alone', 'vacant', 'opposition',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const SLOTS = ['morning', 'midday', 'afternoon', 'late_afternoon', 'evening'] as const;
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
  /** The day that was promised, with `come_back` only. */
  day?: string | null;
  replaces: string | null;
  paper?: Paper | null;
  receipt?: string;
}
/** The household no longer asks us to stay away. */
export interface OppositionLiftedEntry extends LogEntry {
  kind: 'opposition_lifted';
  door: string;
}

export const MODES = ['doors', 'hall', 'outside', 'street'] as const;
export type Mode = (typeof MODES)[number];
/** A team's day on an entrance begins; `replaces` corrects who is there, or the mode. */
export interface SessionEntry extends LogEntry {
  kind: 'session';
  mode: Mode;
  workers: string[];
  replaces: string | null;
}
export interface SessionEndEntry extends LogEntry {
  kind: 'session_end';
  session: string;
}

export const MEETING_PLACES = ['hall', 'outside', 'street'] as const;
export type MeetingPlace = (typeof MEETING_PLACES)[number];
export const MEETING_OUTCOMES = ['exchange', 'brief', 'refusal'] as const;
export type MeetingOutcome = (typeof MEETING_OUTCOMES)[number];
/** Somebody was met, at no door. */
export interface EncounterEntry extends LogEntry {
  kind: 'encounter';
  session: string;
  place: MeetingPlace;
  outcome: MeetingOutcome;
  replaces: string | null;
  receipt?: string;
}
/** So many more people were seen; they add up. */
export interface HeadcountEntry extends LogEntry {
  kind: 'headcount';
  session: string;
  adults: number;
  children: number;
}
/** This tablet goes there, or gives it back (null). A hint to the others, on its day. */
export interface TakingEntry extends LogEntry {
  kind: 'taking';
  floors: { from: number; to: number } | null;
}
export interface DoorsEntry extends LogEntry {
  kind: 'doors';
  doors: DoorDefinition[];
}
/** These doors do not stand there. */
export interface DoorRemovalEntry extends LogEntry {
  kind: 'door_removal';
  doors: string[];
}
export interface DoorLabelEntry extends LogEntry, DoorLabel {
  kind: 'door_label';
  door: string;
}
/** It stands on another floor than its first label said. */
export interface DoorMoveEntry extends LogEntry {
  kind: 'door_move';
  door: string;
  floor: number;
}
/** The door is one with `into`; null: it stands by itself. */
export interface DoorMergeEntry extends LogEntry {
  kind: 'door_merge';
  door: string;
  into: string | null;
}
/** Of a visit, a session, an encounter or a headcount. */
export interface WithdrawalEntry extends LogEntry {
  kind: 'withdrawal';
  withdraws: string;
}
export type AnyLogEntry =
  | VisitEntry | OppositionLiftedEntry | SessionEntry | SessionEndEntry | EncounterEntry | HeadcountEntry | TakingEntry
  | DoorsEntry | DoorRemovalEntry | DoorLabelEntry | DoorMoveEntry | DoorMergeEntry | WithdrawalEntry;

export type CodedAnswers = Record<string, string | string[]>;

/** What every entry of the answers lane says: no device, author, counter, door or time. */
interface AnswersHead {
  format: 'palier-answers/1';
  id: string;
  organisation: string;
  round: string;
  entrance: string;
  day: string;
  salt: string;
}
/** What the receipt code of the exchange leaves on it (`domain/receipt-code.ts`). */
interface Receipted {
  receipt?: string;
}
export interface AnswersEntry extends AnswersHead, Receipted {
  kind: 'answers';
  form: { id: string; version: string };
  answers: CodedAnswers;
  counted: boolean;
  replaces: string | null;
}
export interface AnswersWithdrawalEntry extends AnswersHead {
  kind: 'answers_withdrawal';
  withdraws: string;
}

export const MATTERS = ['call_back', 'referral', 'procedure', 'right'] as const;
export type Matter = (typeof MATTERS)[number];
/** Of each matter in the order in which a case goes through them. */
export const CASE_STATES = {
  call_back: ['open', 'closed'],
  referral: ['proposed', 'sent', 'received', 'contacted', 'done', 'refused', 'lost'],
  procedure: ['triggered'],
  right: ['to_claim', 'filed', 'lost', 'declined', 'rejected', 'opened'],
} as const satisfies Record<Matter, readonly string[]>;
export type CaseState = (typeof CASE_STATES)[Matter][number];
export const ATTEMPTS = ['reached', 'no_answer', 'message', 'absent'] as const;
export type Attempt = (typeof ATTEMPTS)[number];
export const REASONS = ['right_opened', 'linked', 'no_further', 'lost_sight', 'moved', 'deceased', 'opposition'] as const;
export type Reason = (typeof REASONS)[number];
export const CONSENTS = ['call_back', 'pass_on', 'none'] as const;
export type Consent = (typeof CONSENTS)[number];

/** Where a case stands from an entry on. */
export interface Standing {
  state: CaseState;
  due: string | null;
  slot: Slot | null;
  /** Null: the team. */
  owner: string | null;
}
/** Something to follow up begins. Its door is in the sealed part. */
export interface CaseEntry extends AnswersHead, Standing, Receipted {
  kind: 'case';
  case: string;
  matter: Matter;
  theme: string | null;
  service: string | null;
  consent: Consent;
}
export interface CaseStepEntry extends AnswersHead, Standing {
  kind: 'case_step';
  case: string;
  /** The latest entries of the case that its maker knew. */
  after: string[];
  attempt: Attempt | null;
  reason: Reason | null;
}
/** A photo or a recording: all of it is in the sealed part. */
export interface AttachmentEntry extends AnswersHead, Receipted {
  kind: 'attachment';
}
export type AnyAnswersEntry = AnswersEntry | AnswersWithdrawalEntry | CaseEntry | CaseStepEntry | AttachmentEntry;

/** What the contact form says of information and consent, by its codes, and the day of it. */
export interface Agreed {
  informed: string | null;
  consent: string | null;
  day: string;
}

/** The sealed text of answers, a case or an attachment: which door it belongs to, and what identifies. */
export interface SealedText {
  format: 'palier-sealed/1';
  entry: string;
  organisation: string;
  /** Null where there was none: `visit` is then an encounter. */
  door: string | null;
  visit: string;
  device: string;
  author: string;
  made_at: string;
  identity: Record<string, string | string[]>;
  salt: string;
  /** The receipt code of the exchange. */
  receipt?: string;
  /** Of a case: what the resident was told and agreed to. */
  agreed?: Agreed;
}
export interface SealedAttachment extends SealedText {
  /** The answers it belongs to. */
  answers: string;
  field: string;
  name: string;
  /** A media type. */
  type: string;
  /** b64url. */
  data: string;
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
  day?: string | null;
  made_at: string;
  author: string;
  round: string;
  replaces: string | null;
  paper?: Paper | null;
}
/** What the own organisation's changes say beside what they are about. */
export interface OwnChange extends ChangeHead, ChangeOrder {
  made_at: string;
  author: string;
  round: string;
}
export type OppositionLiftedChange = OwnChange & { type: 'opposition_lifted' } & Pick<OppositionLiftedEntry, 'door'>;
export type SessionChange = OwnChange & { type: 'session' } & Pick<SessionEntry, 'mode' | 'workers' | 'replaces'>;
export type SessionEndChange = OwnChange & { type: 'session_end' } & Pick<SessionEndEntry, 'session'>;
export type EncounterChange = OwnChange & { type: 'encounter' } & Pick<EncounterEntry, 'session' | 'place' | 'outcome' | 'replaces'>;
export type HeadcountChange = OwnChange & { type: 'headcount' } & Pick<HeadcountEntry, 'session' | 'adults' | 'children'>;
export type TakingChange = OwnChange & { type: 'taking' } & Pick<TakingEntry, 'floors'>;
export type DoorMoveChange = ChangeHead & ChangeOrder & { type: 'door_move' } & Pick<DoorMoveEntry, 'door' | 'floor'>;
export type DoorMergeChange = ChangeHead & ChangeOrder & { type: 'door_merge' } & Pick<DoorMergeEntry, 'door' | 'into'>;
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
export type Change =
  | VisitChange | OppositionLiftedChange | SessionChange | SessionEndChange | EncounterChange | HeadcountChange | TakingChange
  | DoorsChange | DoorRemovalChange | DoorLabelChange | DoorMoveChange | DoorMergeChange | WithdrawalChange;
