/** What the tablet takes from its surroundings, so that tests can hold the clock, the dice and the network. */
import type { Random } from '../domain/ids';
import { deriveInWorker, type DeriveCodeKey } from './code-key';
import type { Passkeys } from './passkey';

/** One holder at a time, over every window of the app; in order of asking. */
export interface Locks {
  hold<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  /** Runs only if nobody holds the lock: null when somebody does. */
  tryHold<Result>(name: string, work: () => Promise<Result>): Promise<Result | null>;
}

/** Tells other windows of the app that something was written. */
export interface Windows {
  tell(): void;
  listen(listener: () => void): void;
}

export interface Environment {
  now(): number;
  random: Random;
  fetch(path: string, init: RequestInit): Promise<Response>;
  /** Runs once after a delay in milliseconds; returns the way to cancel. */
  later(work: () => void, delay: number): () => void;
  online(): boolean;
  /** Calls back when the network returns or the app comes to the front. */
  awakened(listener: () => void): void;
  locks: Locks;
  windows: Windows;
  deriveCodeKey: DeriveCodeKey;
  /** Comes when it is asked for: opening by a code waits for none of it. */
  passkeys(): Promise<Passkeys>;
  databaseName: string;
  /** Asks the browser never to throw our data away. */
  keepStorage(): Promise<void>;
  storage(): Promise<{ persisted: boolean; usedBytes: number; quotaBytes: number }>;
}

/** Windows that share a database share its locks and hear of each other's writes, and of nobody else's. */
export function browserEnvironment(databaseName = 'palier'): Environment {
  return {
    now: () => Date.now(),
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    fetch: (path, init) => fetch(path, init),
    later: (work, delay) => {
      const timer = setTimeout(work, delay);
      return () => { clearTimeout(timer); };
    },
    online: () => navigator.onLine,
    awakened: (listener) => {
      addEventListener('online', listener);
      addEventListener('offline', listener);
      document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') listener(); });
    },
    locks: browserLocks(databaseName),
    windows: browserWindows(databaseName),
    deriveCodeKey: deriveInWorker,
    passkeys: async () => (await import('./passkey')).browserPasskeys((length) => crypto.getRandomValues(new Uint8Array(length))),
    databaseName,
    keepStorage: async () => { await navigator.storage.persist(); },
    storage: async () => {
      const [persisted, { usage = 0, quota = 0 }] = await Promise.all([navigator.storage.persisted(), navigator.storage.estimate()]);
      return { persisted, usedBytes: usage, quotaBytes: quota };
    },
  };
}

function browserLocks(prefix: string): Locks {
  return {
    hold: async (name, work) => navigator.locks.request(`${prefix}-${name}`, work),
    tryHold: async (name, work) =>
      navigator.locks.request(`${prefix}-${name}`, { ifAvailable: true }, async (lock) => (lock === null ? null : work())),
  };
}

function browserWindows(name: string): Windows {
  let opened: BroadcastChannel | null = null;
  const channel = () => (opened ??= new BroadcastChannel(name));
  return {
    tell: () => { channel().postMessage('written'); },
    listen: (listener) => { channel().addEventListener('message', listener); },
  };
}
