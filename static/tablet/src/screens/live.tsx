/** The tablet, made reactive: what reads `beat` is read again after each change of state, data or status. */
import { createContext, createEffect, createMemo, createSignal, on, onCleanup, useContext, type Accessor, type ParentProps } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';

import type { ExchangeStatus, Tablet } from '../domain/tablet';
import { sentenceOf } from './words';

export interface Live {
  tablet: Tablet;
  beat: Accessor<number>;
  state: Accessor<Tablet['state']>;
  status: Accessor<ExchangeStatus>;
  /** The present moment, every half minute. */
  now: Accessor<Date>;
}

const LiveContext = createContext<Live>();

export function LiveTablet(props: ParentProps<{ tablet: Tablet }>) {
  // The tablet is one object for the life of the page.
  // eslint-disable-next-line solid/reactivity
  const tablet = props.tablet;
  const [beat, setBeat] = createSignal(0);
  const [now, setNow] = createSignal(new Date());
  onCleanup(tablet.subscribe(() => setBeat((value) => value + 1)));
  const timer = setInterval(() => setNow(new Date()), 30_000);
  onCleanup(() => {
    clearInterval(timer);
  });
  const state = createMemo(() => (beat(), tablet.state));
  const status = createMemo(() => {
    beat();
    setNow(new Date());
    return tablet.status();
  });
  return <LiveContext.Provider value={{ tablet, beat, state, status, now }}>{props.children}</LiveContext.Provider>;
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error('No tablet around this screen.');
  return live;
}

export interface Loaded<T> {
  value: T | null;
  trouble: string | null;
}

/** Reads again after each beat, one reading at a time, and changes only what differs. */
export function createLoaded<T extends object>(read: () => Promise<T>): Loaded<T> {
  const { beat, state } = useLive();
  const [loaded, setLoaded] = createStore<Loaded<T>>({ value: null, trouble: null });
  const turn = { reading: false, again: false, gone: false };
  onCleanup(() => (turn.gone = true));

  async function once(): Promise<void> {
    try {
      const value = await read();
      if (!turn.gone) setLoaded(reconcile({ value, trouble: null }, { key: 'id', merge: false }));
    } catch (error) {
      if (!turn.gone) setLoaded('trouble', sentenceOf(error));
    }
  }
  async function load(): Promise<void> {
    turn.again = turn.reading;
    if (turn.reading) return;
    turn.reading = true;
    await once();
    turn.reading = false;
    if (turn.again) await load();
  }
  createEffect(
    on([beat, state], () => {
      if (state() === 'unlocked') void load();
    }),
  );
  return loaded;
}
