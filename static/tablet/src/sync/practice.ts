/**
 * The exercise: the same tablet over other surroundings. Its keys are made on the spot, its database is its own, and the only network
 * it knows is a function that answers its enrolment with an invented building and then nothing any more: nothing can leave it.
 */
import { makeKeyPair, shortFingerprint } from '../../../sealing/age';
import { practiceGround, type PracticeGround } from '../domain/practice';
import { SENTENCES, Sentence } from '../domain/sentences';
import type { Tablet } from '../domain/tablet';
import { forgetDatabase } from '../store/database';
import { browserEnvironment, type Environment } from '../store/environment';
import { openTablet } from './open-tablet';

export const PRACTICE_DATABASE = 'palier-practice';

export interface Practice {
  tablet: Tablet;
  /** Forgets everything of the exercise. */
  end: () => Promise<void>;
}

/** Begins anew each time. Forms, cards and the directory are those of the real tablet, which is asked for nothing else; locking locks the real one. */
export async function openPractice(real: Tablet, surroundings: Partial<Environment> = {}): Promise<Practice> {
  await forgetDatabase(PRACTICE_DATABASE);
  const env = { ...browserEnvironment(PRACTICE_DATABASE), ...surroundings };
  const [organisation, transport] = await Promise.all([makeKeyPair(), makeKeyPair()]);
  const names = { organisation: real.organisationName() ?? 'Exercice', worker: real.currentWorker()?.name ?? 'Vous' };
  const ground = await practiceGround(env.now(), env.random, { organisation: organisation.recipient, transport: transport.recipient }, names, await nearby(real));
  const teacher = new Teacher(ground, env);
  const tablet = await openTablet({
    ...env,
    databaseName: PRACTICE_DATABASE,
    fetch: teacher.fetch,
    online: () => teacher.present,
    later: teacher.later,
    awakened: () => undefined,
    keepStorage: () => Promise.resolve(),
    // No code is ever typed: what it would protect is invented.
    deriveCodeKey: () => Promise.resolve(env.random(32)),
  });
  await tablet.enrol(`${TOKEN}.${await shortFingerprint(organisation.recipient)}`);
  await tablet.chooseSecrets(ground.worker, { long: { opens: 'digits', code: '2718281829' }, short: '314159' });
  teacher.leave();
  return {
    tablet: withDefinitionsOf(real, tablet),
    end: async () => {
      teacher.dismiss();
      tablet.lockForGood();
      await forgetDatabase(PRACTICE_DATABASE);
    },
  };
}

/** The building stands where the team works, so that the directory knows what is near; without a round, in the middle of the country. */
async function nearby(real: Tablet): Promise<{ lon: number; lat: number }> {
  const rounds = await real.rounds().catch(() => []);
  const { lon, lat } = rounds.flatMap(({ entrances }) => entrances)[0] ?? { lon: 2.35, lat: 46.6 };
  return { lon, lat };
}

const TOKEN = 'exercice-exercice-exercice';

function withDefinitionsOf(real: Tablet, practice: Tablet): Tablet {
  const lent: Partial<Tablet> = {
    contact: () => real.contact(),
    form: (id) => real.form(id),
    formByHash: (hash) => real.formByHash(hash),
    // What belongs to a round of the real tablet has a name with a `/` in it, and stays there.
    file: (name) => (name.includes('/') ? practice.file(name) : real.file(name)),
    formMedia: (hash, name) => real.formMedia(hash, name),
    otherForms: (entrance, door) => real.otherForms(entrance, door),
    basemap: () => real.basemap(),
    lock: () => { real.lock(); },
    lockForGood: () => { real.lockForGood(); },
    // What is invented is handed to nobody, and what a neighbour really noted is not kept where it would be forgotten.
    giveCopies: () => Promise.resolve({ parts: [], left: 0 }),
    confirmCopies: notHere,
    takeCopies: notHere,
    receiptsToBring: () => [],
    takeReceipts: notHere,
  };
  return Object.assign(Object.create(practice) as Tablet, lent);
}

function notHere(): Promise<never> {
  return Promise.reject(new Sentence(SENTENCES.copyInPractice));
}

/** Who hands out the building, and then leaves the room. */
class Teacher {
  present = true;
  private dismissed = false;

  constructor(private readonly ground: PracticeGround, private readonly env: Environment) {}

  fetch = (path: string): Promise<Response> => {
    if (!this.present) return Promise.reject(new TypeError('There is no network in an exercise.'));
    const { epoch, bundle, changes } = this.ground;
    const head = { epoch, server_time: new Date(this.env.now()).toISOString(), bundle_hash: 'exercice' };
    if (path === '/api/v1/enrolments') return Promise.resolve(Response.json({ ...head, device_token: 'exercice', bundle }, { status: 201 }));
    if (path !== '/api/v1/changes') return Promise.reject(new TypeError('There is no network in an exercise.'));
    const cursors = { [changes[0]?.entrance ?? '']: changes.length };
    return Promise.resolve(Response.json({ ...head, bundle: null, changes, cursors, more: false }));
  };

  /** Timers of an exercise that is over wake nobody. */
  later = (work: () => void, delay: number): (() => void) => this.env.later(() => { if (!this.dismissed) work(); }, delay);

  leave(): void {
    this.present = false;
  }

  dismiss(): void {
    this.dismissed = true;
  }
}
