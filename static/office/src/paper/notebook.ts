/** The sheet being typed: what is known at the entrance, what was typed here, and whether it has arrived. Every key makes an entry at once. */
import { createSignal, type Accessor } from 'solid-js';

import { doorId, labelOf, sameLabel } from '../../../tablet/src/domain/doors';
import { doorsOf, NOTHING_KNOWN, withChanges, withEntry, type EntranceFacts } from '../../../tablet/src/domain/entrance';
import type { AnyLogEntry, DoorDefinition, DoorLabel, Outcome, Slot } from '../../../tablet/src/domain/entries';
import { makeAnswersWithdrawal } from '../../../tablet/src/domain/making';
import { isShape, isText, readChange } from '../../../tablet/src/domain/reading';
import { pack, type Made } from '../../../tablet/src/store/packing';
import { handOf, makeInterview, makeLine, makeNow, placeOf, type Desk, type Interviewed } from './making';
import type { Outbox } from './outbox';
import { momentOf, type Passage } from './passages';
import { Sender, type Line, type Status } from './sender';
import type { Setup } from './setup';

/** Where a line is: being written, kept in this browser, or at the server. */
export type Light = 'writing' | 'kept' | 'server';

export interface State {
  epoch: string;
  serverTime: number;
  changes: unknown[];
}

export function readState(body: unknown): State | null {
  if (!isShape(body) || !isText(body.epoch) || !isText(body.server_time) || !Array.isArray(body.changes)) return null;
  const serverTime = Date.parse(body.server_time);
  return Number.isNaN(serverTime) ? null : { epoch: body.epoch, serverTime, changes: body.changes };
}

interface Finished {
  /** Its id. */
  answers: string;
  given: Omit<Interviewed, 'replaces'>;
}

export class Notebook implements Desk {
  readonly facts: Accessor<EntranceFacts>;
  readonly lights: Accessor<ReadonlyMap<string, Light>>;
  readonly status: Accessor<Status>;
  /** A sentence when a line could not be kept in this browser. */
  readonly broken: Accessor<boolean>;
  /** Visit → the interview finished for it on this page. Only in memory: nowhere else is this link clear. */
  readonly interviews: Accessor<ReadonlyMap<string, Finished>>;
  readonly sender: Sender;
  readonly random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  #setFacts;
  #setLights;
  #setBroken;
  #setInterviews;
  #clockError = 0;
  /** Visits typed since the page opened, the last one last. */
  readonly #typed: string[] = [];
  #last: Promise<unknown> = Promise.resolve();

  constructor(readonly setup: Setup, private readonly outbox: Outbox, line: Line) {
    const [facts, setFacts] = createSignal(NOTHING_KNOWN);
    const [lights, setLights] = createSignal<ReadonlyMap<string, Light>>(new Map());
    const [status, setStatus] = createSignal<Status>({ waiting: 0, busy: false, trouble: null, quarantined: 0 });
    const [broken, setBroken] = createSignal(false);
    const [interviews, setInterviews] = createSignal<ReadonlyMap<string, Finished>>(new Map());
    this.facts = facts;
    this.lights = lights;
    this.status = status;
    this.broken = broken;
    this.interviews = interviews;
    this.#setFacts = setFacts;
    this.#setLights = setLights;
    this.#setBroken = setBroken;
    this.#setInterviews = setInterviews;
    this.sender = new Sender(outbox, line, (news, arrived) => {
      setStatus(news);
      if (arrived.length > 0) this.#shine(arrived, 'server');
    });
  }

  /** How many lines are being sealed and kept: of these, `status` does not know yet. */
  writing(): number {
    return [...this.lights().values()].filter((light) => light === 'writing').length;
  }

  now(): number {
    return Date.now() + this.#clockError;
  }

  /** Adds what the server tells to what is known; telling it again changes nothing. */
  learn(state: State): void {
    this.#clockError = state.serverTime - Date.now();
    const changes = state.changes.flatMap((change) => readChange(change) ?? []);
    this.#setFacts((facts) => withChanges(facts, changes, state.epoch));
  }

  /** A line of the sheet; over one that stands there, it corrects it. Returns the visit's id at once. */
  note(passage: Passage, row: number, door: string, said: { outcome: Outcome; slot: Slot | null }, replaces: string | null): string {
    const line = { door, ...said, replaces, author: passage.author, at: momentOf(passage, row), hourKnown: passage.hour !== '' };
    const made = makeLine(this, line);
    this.#typed.push(made.id);
    this.#write([{ made, sealedText: null }], made);
    const finished = replaces === null ? undefined : this.interviews().get(replaces);
    if (finished && replaces !== null && said.outcome === 'exchange') void this.#follow(replaces, made.id, finished);
    return made.id;
  }

  /** The line was wrong: nobody knocked. Answers typed here for it go with it. */
  withdraw(visit: string): void {
    const author = this.facts().visits.find(({ id }) => id === visit)?.author;
    if (author === undefined) return;
    const made = makeNow(this, author, { kind: 'withdrawal', withdraws: visit }, this.facts());
    const at = this.facts().visits.find(({ id }) => id === visit)?.at ?? this.now();
    const finished = this.interviews().get(visit);
    const extra = finished ? [{ made: makeAnswersWithdrawal(finished.answers, handOf(this, author, at), placeOf(this)), sealedText: null }] : [];
    if (finished) this.#forget(visit);
    this.#write([{ made, sealedText: null }, ...extra], made);
  }

  /** Takes back the last line typed on this page that still stands; returns it, or null. */
  undo(): string | null {
    const withdrawn = new Set(this.facts().withdrawn);
    const last = this.#typed.findLast((id) => !withdrawn.has(id)) ?? null;
    if (last !== null) this.withdraw(last);
    return last;
  }

  /** A door that is on paper and not known. Returns its id, or null when another one there is called so already. */
  async addDoor(author: string, floor: number, label: DoorLabel): Promise<string | null> {
    const door: DoorDefinition = { id: await doorId(this.setup.entrance, floor, label), floor, ...labelOf(label) };
    const standing = doorsOf(this.facts()).map((one) => one.door);
    if (standing.some((other) => other.id === door.id || (other.floor === floor && sameLabel(other, label)))) return null;
    const made = makeNow(this, author, { kind: 'doors', doors: [door] }, this.facts());
    this.#write([{ made, sealedText: null }], made);
    return door.id;
  }

  /** Kept, sealed, when the promise resolves: only then the form may go. */
  async finish(visit: string, given: Omit<Interviewed, 'replaces'>, before = this.interviews().get(visit)): Promise<void> {
    const fact = this.facts().visits.find(({ id }) => id === visit);
    if (!fact) throw new Error('The visit is gone.');
    const { door, author, at } = fact;
    const made = makeInterview(this, { door, visit, author, at }, { ...given, replaces: before?.answers ?? null });
    await this.#keep([made]);
    this.#setInterviews((known) => new Map([...known, [visit, { answers: made.made.id, given }]]));
    await this.sender.soon();
  }

  /** The interview of a line that was corrected belongs to the line that stands there now, and to its day. */
  async #follow(from: string, to: string, finished: Finished): Promise<void> {
    this.#forget(from);
    await this.finish(to, finished.given, finished).catch(() => this.#setBroken(true));
  }

  #forget(visit: string): void {
    this.#setInterviews((known) => new Map([...known].filter(([id]) => id !== visit)));
  }

  #write(all: Made[], entry: AnyLogEntry): void {
    this.#setFacts((facts) => withEntry(facts, entry));
    this.#shine([entry.id], 'writing');
    this.#keep(all)
      .then(async () => this.sender.soon())
      .then(
        () => { this.#shine([entry.id], 'kept'); },
        () => { this.#setBroken(true); },
      );
  }

  /** In the order of typing: a door's visit never leaves before the door. */
  #keep(all: Made[]): Promise<void> {
    const turn = this.#last.then(async () => {
      const { recipient, transport, entrance } = this.setup;
      await this.outbox.keep(entrance, await Promise.all(all.map((one) => pack(one, [recipient], transport))));
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  #shine(ids: readonly string[], light: Light): void {
    this.#setLights((known) => {
      const lights = new Map(known);
      for (const id of ids) if (lights.get(id) !== 'server' || light === 'server') lights.set(id, light);
      return lights;
    });
  }
}
