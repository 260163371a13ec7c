/** A door put right: its name, its floor, two homes behind it, or the one that it really is. */
import { createSignal, For, Match, Show, Switch } from 'solid-js';

import { HIGHEST_FLOOR, LOWEST_FLOOR } from '../../domain/doors';
import { nextLabel, readLabel } from '../../domain/patterns';
import type { At, DoorCard, Facade } from '../../domain/tablet';
import { Icon } from '../icons';
import { useLive } from '../live';
import { Sheet } from '../parts/Sheet';
import { capital, doorName, floorMark, floorName, plate, sentenceOf } from '../words';
import { LabelForm } from './LabelForm';
import { Stepper } from './Stepper';

interface EditSheetProps {
  at: At;
  door: DoorCard;
  facade: Facade;
  onClose: () => void;
}

type Step = 'name' | 'move' | 'split' | 'merge';

export function EditSheet(props: EditSheetProps) {
  const { tablet } = useLive();
  const [step, setStep] = createSignal<Step>('name');
  const [trouble, setTrouble] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  const landing = () => props.facade.floors.find(({ floor }) => floor === props.door.floor)?.doors ?? [];

  async function attempt(action: Promise<unknown>): Promise<void> {
    setBusy(true);
    setTrouble(null);
    try {
      await action;
      props.onClose();
    } catch (error) {
      setTrouble(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  }
  const part = (one: DoorCard['merged'][number]) => attempt(tablet.mergeDoor({ ...props.at, door: one.id, into: null }));
  return (
    <Sheet title={capital(doorName(props.door))} note={capital(floorName(props.door.floor))} onClose={props.onClose}>
      <Switch>
        <Match when={step() === 'name'}>
          <LabelForm door={props.door} standing={landing()} first={props.door} action="Renommer" busy={busy()} onLabel={(label) => void attempt(tablet.renameDoor({ ...props.at, door: props.door.id, label }))} />
          <div class="edit-ways">
            <button type="button" class="button" onClick={() => setStep('move')}>
              <Icon name="floors" /> Changer d’étage
            </button>
            <button type="button" class="button" onClick={() => setStep('split')}>
              <Icon name="doors" /> Deux logements derrière
            </button>
            <button type="button" class="button" onClick={() => setStep('merge')}>
              <Icon name="merge" /> C’est la même porte que…
            </button>
          </div>
          <For each={props.door.merged}>
            {(one) => (
              <p class="notice plain">
                <span>La {doorName(one)} ({floorName(one.floor)}) a été réunie avec celle-ci.</span>
                <button type="button" class="button" disabled={busy()} onClick={() => void part(one)}>
                  Séparer
                </button>
              </p>
            )}
          </For>
        </Match>
        <Match when={step() === 'move'}>
          <Move door={props.door} busy={busy()} onFloor={(floor) => void attempt(tablet.moveDoor({ ...props.at, door: props.door.id, floor }))} />
        </Match>
        <Match when={step() === 'split'}>
          <Split door={props.door} standing={landing()} busy={busy()} onSplit={(label, other) => void attempt(tablet.splitDoor({ ...props.at, door: props.door.id, label, other }))} />
        </Match>
        <Match when={step() === 'merge'}>
          <Merge door={props.door} facade={props.facade} busy={busy()} onInto={(into) => void attempt(tablet.mergeDoor({ ...props.at, door: props.door.id, into }))} />
        </Match>
      </Switch>
      <Show when={trouble()}>{(sentence) => <p class="notice danger" role="alert">{sentence()}</p>}</Show>
      <Show when={step() !== 'name'}>
        <button type="button" class="button quiet slot-back" onClick={() => setStep('name')}>
          <Icon name="back" /> Retour
        </button>
      </Show>
    </Sheet>
  );
}

function Move(props: { door: DoorCard; busy: boolean; onFloor: (floor: number) => void }) {
  // The floor it stands on now; the person goes on from there.
  // eslint-disable-next-line solid/reactivity
  const [floor, setFloor] = createSignal(props.door.floor);
  return (
    <>
      <Stepper name="Étage" value={floor()} text={floorMark(floor())} least={LOWEST_FLOOR} most={HIGHEST_FLOOR} onChange={setFloor} />
      <button type="button" class="button primary wide" disabled={props.busy || floor() === props.door.floor} onClick={() => { props.onFloor(floor()); }}>
        Mettre au {floorName(floor())}
      </button>
    </>
  );
}

type Label = Pick<DoorCard, 'side' | 'number' | 'letter'>;

/** What the two homes are called at first: 12A and 12B, or left and right. */
function proposed(door: DoorCard, standing: DoorCard[]): [Label, Label] {
  if (door.number === null && door.letter !== null) return [door, nextLabel(standing)];
  if (door.number === null) return [door, { ...door, side: door.side === 'right' ? 'left' : 'right' }];
  return door.letter === null ? [{ ...door, letter: 'A' }, { ...door, letter: 'B' }] : [door, { ...door, letter: String.fromCharCode(door.letter.charCodeAt(0) + 1) }];
}

function Split(props: { door: DoorCard; standing: DoorCard[]; busy: boolean; onSplit: (label: Label, other: Label) => void }) {
  // eslint-disable-next-line solid/reactivity
  const [one, two] = proposed(props.door, props.standing);
  const text = ({ number, letter }: Label) => `${number ?? ''}${letter ?? ''}`;
  const [first, setFirst] = createSignal(text(one));
  const [second, setSecond] = createSignal(text(two));
  const labels = () => [readLabel(first(), one.side), readLabel(second(), two.side)] as const;
  const ready = () => {
    const [label, other] = labels();
    return label && other && plate(label) !== plate(other) ? { label, other } : null;
  };
  return (
    <form
      class="label-form"
      onSubmit={(event) => {
        event.preventDefault();
        const both = ready();
        if (both) props.onSplit(both.label, both.other);
      }}
    >
      <p>Les passages déjà notés restent au premier logement.</p>
      <div class="split-names">
        <label class="field">
          <span>Premier logement</span>
          <input type="text" maxlength="5" autocomplete="off" spellcheck={false} value={first()} onInput={(event) => setFirst(event.currentTarget.value)} />
        </label>
        <label class="field">
          <span>Second logement</span>
          <input type="text" maxlength="5" autocomplete="off" spellcheck={false} value={second()} onInput={(event) => setSecond(event.currentTarget.value)} />
        </label>
      </div>
      <button type="submit" class="button primary wide" disabled={props.busy || ready() === null}>
        <Show when={ready()} fallback="Donnez deux noms différents">
          {(both) => <>Deux logements&nbsp;: {plate(both().label)} et {plate(both().other)}</>}
        </Show>
      </button>
    </form>
  );
}

/** Doors of the same landing first: a door counted twice is nearly always next to itself. */
function othersOf(facade: Facade, door: DoorCard): Facade['floors'] {
  const away = (floor: number) => Math.abs(floor - door.floor);
  return [...facade.floors].sort((one, other) => away(one.floor) - away(other.floor)).map(({ floor, doors }) => ({ floor, doors: doors.filter(({ id }) => id !== door.id) }));
}

function Merge(props: { door: DoorCard; facade: Facade; busy: boolean; onInto: (door: string) => void }) {
  const others = () => othersOf(props.facade, props.door);
  return (
    <>
      <p>
        La {doorName(props.door)} disparaît du dessin, et ses passages s’ajoutent à l’autre. Cela se défait.
      </p>
      <For each={others().filter(({ doors }) => doors.length > 0)}>
        {(floor) => (
          <div class="merge-floor" role="group" aria-label={capital(floorName(floor.floor))}>
            <span class="merge-mark" aria-hidden="true">
              {floorMark(floor.floor)}
            </span>
            <For each={floor.doors}>
              {(door) => (
                <button type="button" class="button" disabled={props.busy} aria-label={`Même porte que la ${doorName(door)}, ${floorName(door.floor)}`} onClick={() => { props.onInto(door.id); }}>
                  {plate(door)}
                </button>
              )}
            </For>
          </div>
        )}
      </For>
    </>
  );
}
