/** What was promised, as the screens see it. */
import type { Named } from './bundle';
import type { Keeping } from './cases';
import type { Attempt, CaseState, Consent, DoorDefinition, Matter, Reason, Slot } from './entries';

export interface CaseCard {
  id: string;
  matter: Matter;
  state: CaseState;
  keeping: Keeping;
  due: string | null;
  slot: Slot | null;
  /** Null: the team. */
  owner: Named | null;
  mine: boolean;
  theme: string | null;
  service: { id: string; name: string; structure: string } | null;
  consent: Consent;
  attempts: number;
  reason: Reason | null;
  openedOn: string;
  entrance: string;
  /** This tablet's own, or what the coordination sealed to it for this round: the door of the others is unknown here. */
  door: string | null;
  /** Sealed to this tablet for this round; null where nobody did. */
  named: { name: string; telephone: string } | null;
  /** The visit at which it was promised has been withdrawn, and nobody has said since that it holds all the same. */
  doubtful: boolean;
  /** Something of it is not at the server yet. */
  waiting: boolean;
}

/** A door to come back to on a day. */
export interface DoorPromise {
  door: DoorDefinition;
  due: string;
  slot: Slot | null;
  keeping: Keeping;
}

export interface EntrancePromises {
  id: string;
  label: string;
  address: string;
  cases: (CaseCard & { at: DoorDefinition | null })[];
  doors: DoorPromise[];
}

export interface CaseNote {
  round: string;
  entrance: string;
  /** Null at an encounter. */
  door: string | null;
  /** The visit or the encounter at which it was said, when it is known. */
  visit: string | null;
  matter: Matter;
  consent: Consent;
  theme?: string | null;
  service?: string | null;
  due?: string | null;
  slot?: Slot | null;
  owner?: string | null;
  /** Sealed with the door; nothing of it without a consent. */
  identity?: Record<string, string>;
}

export interface CaseStep {
  case: string;
  state?: CaseState;
  due?: string | null;
  slot?: Slot | null;
  owner?: string | null;
  attempt?: Attempt | null;
  reason?: Reason | null;
}

export interface FollowUps {
  /** Durable when the promise resolves. Returns the case id. */
  openCase(note: CaseNote): Promise<string>;
  /** What is not said stays as it is. */
  stepCase(step: CaseStep): Promise<void>;
  /** It holds, although the visit at which it was promised has been withdrawn. */
  keepCase(id: string): Promise<void>;
  /** This tablet's own at a door (whatever ids the door has), those that are open first. */
  casesAt(doors: readonly string[]): Promise<CaseCard[]>;
  /** Of a round, entrance by entrance in the order of the walk: what is open, and what was kept of late. Never at doors that ask us to stay away. */
  promises(round: string): Promise<EntrancePromises[]>;
  /** Who may own a case: everybody of the team, as far as the server has told. */
  colleagues(): Promise<Named[]>;
}
