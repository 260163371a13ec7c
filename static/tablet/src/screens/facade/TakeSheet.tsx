/** « Je prends les étages 1 à 4 » : a hint to the other tablets, for today. It locks nothing. */
import { createMemo, createSignal, For, Show } from 'solid-js';

import type { At, Facade } from '../../domain/tablet';
import { useLive } from '../live';
import { Sheet } from '../parts/Sheet';
import { capital, floorMark, floorsName, sentenceOf } from '../words';
import { Stepper } from './Stepper';

interface Floors {
  from: number;
  to: number;
}

/** All of it, and its halves and thirds where it is tall enough. `floors`: lowest first. */
export function sharesOf(floors: readonly number[]): Floors[] {
  const shares = [1, 2, ...(floors.length > 5 ? [3] : [])];
  return shares.flatMap((parts) =>
    Array.from({ length: parts }, (_, part) => floors.slice(Math.floor((part * floors.length) / parts), Math.floor(((part + 1) * floors.length) / parts)))
      .filter((some) => some.length > 0)
      .map((some) => ({ from: some[0] ?? 0, to: some.at(-1) ?? 0 })),
  );
}

export function TakeSheet(props: { at: At; facade: Facade; onClose: () => void }) {
  const { tablet } = useLive();
  const floors = createMemo(() => props.facade.floors.map(({ floor }) => floor).sort((one, other) => one - other));
  const mine = () => props.facade.takings.find((taken) => taken.mine) ?? null;
  const [trouble, setTrouble] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  // The floors shown at first; the person goes on from there.
  // eslint-disable-next-line solid/reactivity
  const [from, setFrom] = createSignal(mine()?.from ?? floors()[0] ?? 0);
  // eslint-disable-next-line solid/reactivity
  const [to, setTo] = createSignal(mine()?.to ?? floors().at(-1) ?? 0);

  async function take(some: Floors | null): Promise<void> {
    setBusy(true);
    try {
      await tablet.takeFloors({ ...props.at, floors: some });
      props.onClose();
    } catch (error) {
      setTrouble(sentenceOf(error));
      setBusy(false);
    }
  }
  return (
    <Sheet title="Je prends…" note="Pour se répartir entre tablettes. Rien n’est bloqué, et demain c’est oublié." onClose={props.onClose}>
      <div class="shares" role="group" aria-label="Étages proposés">
        <For each={sharesOf(floors())}>
          {(some) => (
            <button type="button" class="button share" disabled={busy()} onClick={() => void take(some)}>
              {capital(floorsName(some))}
            </button>
          )}
        </For>
      </div>
      <div class="fill-choices">
        <Stepper name="Du" value={from()} text={floorMark(from())} least={floors()[0] ?? 0} most={to()} onChange={setFrom} />
        <Stepper name="Au" value={to()} text={floorMark(to())} least={from()} most={floors().at(-1) ?? 0} onChange={setTo} />
      </div>
      <button type="button" class="button primary wide" disabled={busy()} onClick={() => void take({ from: from(), to: to() })}>
        Je prends {floorsName({ from: from(), to: to() })}
      </button>
      <Show when={trouble()}>{(sentence) => <p class="notice danger" role="alert">{sentence()}</p>}</Show>
      <Show when={mine()}>
        <button type="button" class="button wide" disabled={busy()} onClick={() => void take(null)}>
          Rendre ces étages
        </button>
      </Show>
    </Sheet>
  );
}
