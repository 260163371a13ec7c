/** Draws a building by its pattern: floors, doors per landing, numbering; the drawing follows while one chooses. */
import { createMemo, createSignal, For, Show } from 'solid-js';

import { HIGHEST_FLOOR, HIGHEST_NUMBER, LOWEST_FLOOR } from '../../domain/doors';
import type { DoorCard } from '../../domain/tablet';
import { useLive } from '../live';
import { count, floorMark, plate, sentenceOf } from '../words';
import type { At } from './notes';
import { beginsAt, fill, missing, mostPerFloor, type Numbering } from '../../domain/patterns';
import { Stepper } from './Stepper';
import './fill.css';

const NUMBERINGS: { value: Numbering; name: string; example: string }[] = [
  { value: 'landing', name: 'Par palier', example: '1, 2, 3… à chaque étage' },
  { value: 'continuous', name: 'À la suite', example: '1, 2, 3… de bas en haut' },
  { value: 'hundreds', name: 'Par centaines', example: '101, 102… 201, 202…' },
  { value: 'odd', name: 'Impairs', example: '1, 3, 5… de bas en haut' },
  { value: 'even', name: 'Pairs', example: '2, 4, 6… de bas en haut' },
  { value: 'letters', name: 'Lettres', example: 'A, B, C… à chaque étage' },
  { value: 'sides', name: 'Côtés', example: 'gauche, milieu, droite' },
];

export function FillForm(props: { at: At; standing: DoorCard[]; from: number; to: number; onDone: () => void }) {
  const { tablet } = useLive();
  // The floors proposed at first; the person goes on from there.
  // eslint-disable-next-line solid/reactivity
  const [from, setFrom] = createSignal(props.from);
  // eslint-disable-next-line solid/reactivity
  const [to, setTo] = createSignal(props.to);
  const [perFloor, setPerFloor] = createSignal(4);
  const [numbering, setNumbering] = createSignal<Numbering>('landing');
  const [trouble, setTrouble] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  const each = () => Math.min(perFloor(), mostPerFloor(numbering()));
  const [first, setFirst] = createSignal(1);
  const doors = createMemo(() => fill({ numbering: numbering(), perFloor: each(), from: from(), to: to(), first: first() }));
  const fresh = createMemo(() => missing(doors(), props.standing));

  async function draw(): Promise<void> {
    setBusy(true);
    setTrouble(null);
    try {
      await tablet.addDoors({ ...props.at, doors: fresh() });
      props.onDone();
    } catch (error) {
      setTrouble(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <div class="fill">
      <div class="fill-choices">
        <Stepper name="Du" value={from()} text={floorMark(from())} least={LOWEST_FLOOR} most={to()} onChange={setFrom} />
        <Stepper name="Au" value={to()} text={floorMark(to())} least={from()} most={HIGHEST_FLOOR} onChange={setTo} />
        <Stepper name="Portes par palier" value={each()} text={String(each())} least={1} most={mostPerFloor(numbering())} onChange={setPerFloor} />
        <Show when={beginsAt(numbering())}>
          <Stepper name="Premier numéro" value={first()} text={String(doors()[0]?.number ?? first())} least={1} most={HIGHEST_NUMBER} onChange={setFirst} />
        </Show>
      </div>
      <div class="numberings" role="group" aria-label="Numérotation">
        <For each={NUMBERINGS}>
          {(one) => (
            <button type="button" aria-pressed={numbering() === one.value} onClick={() => setNumbering(one.value)}>
              <strong>{one.name}</strong>
              <small>{one.example}</small>
            </button>
          )}
        </For>
      </div>
      <Preview doors={doors()} from={from()} to={to()} perFloor={each()} />
      <Show when={trouble()}>{(sentence) => <p class="notice danger" role="alert">{sentence()}</p>}</Show>
      <button type="button" class="button primary wide" disabled={fresh().length === 0 || busy()} onClick={() => void draw()}>
        {fresh().length === 0 ? 'Ces portes sont déjà là' : `Ajouter ${count(fresh().length, 'porte', 'portes')}`}
      </button>
    </div>
  );
}

function Preview(props: { doors: ReturnType<typeof fill>; from: number; to: number; perFloor: number }) {
  const floors = () => {
    const top = props.to;
    return Array.from({ length: top - props.from + 1 }, (_, index) => top - index);
  };
  return (
    <div class="preview" role="img" aria-label={`Aperçu\u00a0: ${count(floors().length, 'étage', 'étages')}, ${props.perFloor} par palier`}>
      <For each={floors()}>
        {(floor) => (
          <div class="preview-floor">
            <span class="preview-mark">{floorMark(floor)}</span>
            <For each={props.doors.filter((door) => door.floor === floor)}>{(door) => <span class="preview-door">{plate(door)}</span>}</For>
          </div>
        )}
      </For>
    </div>
  );
}
