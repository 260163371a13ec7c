/** Surroundings for tests: a clock, timers and locks that the test holds, and a code key that is quick. */
import { textBytes } from '../domain/envelope';
import type { Bytes } from '../domain/ids';
import type { Environment, Locks, Windows } from '../store/environment';
import type { Passkeys } from '../store/passkey';

export interface TestEnvironment extends Environment {
  time: number;
  isOnline: boolean;
  timers: Set<{ at: number; work: () => void }>;
  /** Moves the clock and runs what was due. */
  pass(milliseconds: number): void;
  awaken(): void;
}

let databases = 0;

export function testEnvironment(fetch: Environment['fetch'], databaseName = `test-${(databases += 1)}`): TestEnvironment {
  const sleepers = new Set<() => void>();
  const env: TestEnvironment = {
    time: Date.parse('2026-11-23T10:00:00+01:00'),
    isOnline: true,
    timers: new Set(),
    now: () => env.time,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    fetch,
    later: (work, delay) => {
      const timer = { at: env.time + delay, work };
      env.timers.add(timer);
      return () => { env.timers.delete(timer); };
    },
    pass: (milliseconds) => {
      env.time += milliseconds;
      for (const timer of [...env.timers]) {
        if (timer.at > env.time) continue;
        env.timers.delete(timer);
        timer.work();
      }
    },
    online: () => env.isOnline,
    awakened: (listener) => sleepers.add(listener),
    awaken: () => { for (const listener of sleepers) listener(); },
    locks: testLocks(),
    windows: { tell: () => undefined, listen: () => undefined },
    deriveCodeKey: quickKey,
    passkeys: () => Promise.resolve(devicePasskeys()),
    databaseName,
    keepStorage: () => Promise.resolve(),
    storage: () => Promise.resolve({ persisted: true, usedBytes: 1, quotaBytes: 1_000_000_000 }),
  };
  return env;
}

/** A device that opens for its owner, as long as it is the same device. */
function devicePasskeys(): Passkeys {
  const inside = textBytes('in the device');
  const secretOf = async (id: Bytes, salt: Bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array([...inside, ...id, ...salt])));
  return {
    available: () => Promise.resolve(true),
    make: async () => {
      const [id, salt] = [crypto.getRandomValues(new Uint8Array(16)), crypto.getRandomValues(new Uint8Array(32))];
      return { id, salt, secret: await secretOf(id, salt) };
    },
    use: secretOf,
  };
}

async function quickKey(code: string, salt: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array([...textBytes(code), ...salt])));
}

export function testLocks(): Locks {
  const tails = new Map<string, Promise<unknown>>();
  const held = new Map<string, number>();
  const hold = <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
    held.set(name, (held.get(name) ?? 0) + 1);
    const run = (tails.get(name) ?? Promise.resolve()).then(work);
    tails.set(name, run.catch(() => undefined));
    return run.finally(() => held.set(name, (held.get(name) ?? 1) - 1));
  };
  return { hold, tryHold: (name, work) => ((held.get(name) ?? 0) > 0 ? Promise.resolve(null) : hold(name, work)) };
}

/** Two windows of one app. */
export function twoWindows(): [Windows, Windows] {
  const ears: [(() => void)[], (() => void)[]] = [[], []];
  const side = (own: 0 | 1): Windows => ({
    tell: () => { for (const listener of ears[own === 0 ? 1 : 0]) listener(); },
    listen: (listener) => { ears[own].push(listener); },
  });
  return [side(0), side(1)];
}
