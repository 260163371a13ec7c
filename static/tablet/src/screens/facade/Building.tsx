/** The building as it stands: roof, landings from the top, the hall and the ground below, cellars under it. */
import { createMemo, createSignal, For, Show } from 'solid-js';

import type { DoorCard, Facade } from '../../domain/tablet';
import { Icon } from '../icons';
import { floorMark, floorName } from '../words';
import { DoorTile } from './DoorTile';
import './building.css';

interface BuildingProps {
  facade: Facade;
  editing: boolean;
  /** Where the keyboard is: the last door touched. */
  active: string | null;
  onDoor: (door: DoorCard) => void;
  onAdd: (floor: number) => void;
}

const MOST_COLUMNS = 8;
const STEPS: Record<string, [number, number]> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export function Building(props: BuildingProps) {
  const [focused, setFocused] = createSignal<string | null>(null);
  const doors = createMemo(() => props.facade.floors.flatMap((floor) => floor.doors));
  const active = createMemo(() => [focused(), props.active].find((id) => doors().some((door) => door.id === id)) ?? doors()[0]?.id);
  const columns = createMemo(() => Math.min(MOST_COLUMNS, Math.max(2, ...props.facade.floors.map((floor) => floor.doors.length))) + (props.editing ? 1 : 0));
  const above = createMemo(() => props.facade.floors.filter((floor) => floor.floor >= 0));
  const below = createMemo(() => props.facade.floors.filter((floor) => floor.floor < 0));
  const top = () => props.facade.floors[0]?.floor ?? -1;

  function move(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (!step) return;
    const row = props.facade.floors.findIndex((floor) => floor.doors.some((door) => door.id === active()));
    const column = props.facade.floors[row]?.doors.findIndex((door) => door.id === active()) ?? 0;
    const landing = props.facade.floors[row + step[0]]?.doors;
    const next = landing?.[step[0] === 0 ? column + step[1] : Math.min(column, landing.length - 1)];
    if (!next) return;
    event.preventDefault();
    document.querySelector<HTMLElement>(`[data-door="${next.id}"]`)?.focus();
  }
  const landing = (floor: Facade['floors'][number]) => (
    <li class="floor" aria-label={floorName(floor.floor)}>
      <span class="floor-mark" aria-hidden="true">
        {floorMark(floor.floor)}
      </span>
      <div class="landing">
        <For each={floor.doors}>
          {(door) => (
            <DoorTile door={door} today={props.facade.today} active={door.id === active()} editing={props.editing} onFocus={() => setFocused(door.id)} onOpen={() => { props.onDoor(door); }} />
          )}
        </For>
        <Show when={props.editing}>
          <button type="button" class="door-add" aria-label={`Ajouter une porte, ${floorName(floor.floor)}`} onClick={() => { props.onAdd(floor.floor); }}>
            <Icon name="plus" />
          </button>
        </Show>
      </div>
    </li>
  );
  return (
    <section class="building" style={{ '--columns': columns(), '--floors': props.facade.floors.length }} aria-label="Façade" onKeyDown={move}>
      <Show when={props.editing}>
        <button type="button" class="button floor-add" onClick={() => { props.onAdd(top() + 1); }}>
          <Icon name="plus" /> Ajouter le {floorName(top() + 1)}
        </button>
      </Show>
      <Roof />
      <ol class="floors">
        <For each={above()}>{landing}</For>
      </ol>
      <Ground label={props.facade.entrance.label} />
      <Show when={below().length > 0}>
        <ol class="floors cellars">
          <For each={below()}>{landing}</For>
        </ol>
      </Show>
    </section>
  );
}

function Roof() {
  return (
    <div class="roof" aria-hidden="true">
      <svg class="roof-things" viewBox="0 0 200 26" preserveAspectRatio="xMinYMax meet">
        <path d="M16 26V9H40V26M13 9H43M22 9V5M28 9V4M34 9V5M150 26V3M142 6H158M144 10H156M146 14H154" />
      </svg>
    </div>
  );
}

function Ground(props: { label: string }) {
  return (
    <div class="ground" aria-hidden="true">
      <div class="hall">
        <span class="hall-name">{props.label}</span>
        <svg class="hall-door" viewBox="0 0 76 46">
          <path class="hall-canopy" d="M2 8H74V3H2Z" />
          <path class="hall-leaf" d="M14 46V8H37V46ZM39 46V8H62V46Z" />
          <path class="hall-glass" d="M18.5 13H32.5V30H18.5ZM43.5 13H57.5V30H43.5ZM33.5 35V39M42.5 35V39" />
        </svg>
      </div>
      <div class="ground-line" />
    </div>
  );
}
