/** Writes a draft at every answer: one write at a time, always of the newest, and says honestly whether it is kept. */
import { type Accessor, createSignal } from 'solid-js';

import { sentenceOf } from '../words';

export type Keeping = { state: 'kept' | 'keeping' } | { state: 'failed'; sentence: string };

export interface Saver {
  keeping: Accessor<Keeping>;
  /** Something changed: write it, at once or right after the write under way. */
  save(): void;
  /** Writes what is not written yet without waiting for the write under way: the page may be gone in a moment. True when all is kept. */
  flush(): Promise<boolean>;
  /** No write after this one. */
  stop(): void;
}

const RETRY = 2_000;

export function createSaver(write: () => Promise<void>): Saver {
  const [keeping, setKeeping] = createSignal<Keeping>({ state: 'kept' });
  let changes = 0;
  let issued = 0;
  let kept = 0;
  let stopped = false;
  let retry: ReturnType<typeof setTimeout> | undefined;

  async function issue(): Promise<boolean> {
    const change = changes;
    issued = change;
    clearTimeout(retry);
    try {
      await write();
      kept = Math.max(kept, change);
      if (kept !== changes) return issued === change ? await issue() : false;
      setKeeping({ state: 'kept' });
      return true;
    } catch (error) {
      issued = kept;
      setKeeping({ state: 'failed', sentence: sentenceOf(error) });
      if (!stopped) retry = setTimeout(() => void issue(), RETRY);
      return false;
    }
  }
  return {
    keeping,
    save() {
      if (stopped) return;
      changes += 1;
      if (keeping().state !== 'failed') setKeeping({ state: 'keeping' });
      if (issued === kept) void issue();
    },
    flush: () => (kept === changes ? Promise.resolve(true) : issue()),
    stop() {
      stopped = true;
      clearTimeout(retry);
    },
  };
}
