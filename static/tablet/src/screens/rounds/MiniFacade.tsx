/** The progress of an entrance as a small building: one window per door, filled from the ground up by what happened. Not which door. */
import { createMemo, For } from 'solid-js';

import type { EntranceCard } from '../../domain/tablet';

const WIDTH = 48;
const HEIGHT = 60;
const MOST = 96;

type Kind = 'contact' | 'again' | 'seen' | 'left';

/** How many windows of each kind: exact up to 96 doors, in proportion above. */
function tally(entrance: EntranceCard): [Kind, number][] {
  const part = entrance.doors > MOST ? MOST / entrance.doors : 1;
  const contact = Math.round(entrance.contacts * part);
  const again = Math.round(Math.min(entrance.comeBack, entrance.doors - entrance.contacts) * part);
  const seen = Math.max(0, Math.round(entrance.visited * part) - contact - again);
  const all = Math.min(entrance.doors, MOST);
  return [
    ['contact', contact],
    ['again', again],
    ['seen', seen],
    ['left', Math.max(0, all - contact - again - seen)],
  ];
}

export function MiniFacade(props: { entrance: EntranceCard }) {
  const paths = createMemo(() => {
    const kinds = tally(props.entrance);
    const all = kinds.reduce((total, [, number]) => total + number, 0);
    const columns = Math.max(2, Math.min(8, Math.ceil(Math.sqrt(all * 0.62))));
    const rows = Math.max(1, Math.ceil(all / columns));
    const step = Math.min((WIDTH - 10) / columns, (HEIGHT - 16) / rows);
    const size = Math.max(1.6, step - 1.6);
    const left = (WIDTH - step * columns) / 2 + (step - size) / 2;
    let index = 0;
    return kinds.map(([kind, number]) => {
      let path = '';
      for (let drawn = 0; drawn < number; drawn += 1, index += 1) {
        const x = left + (index % columns) * step;
        const y = HEIGHT - 6 - (Math.floor(index / columns) + 1) * step;
        path += `M${x.toFixed(1)} ${y.toFixed(1)}h${size.toFixed(1)}v${size.toFixed(1)}h-${size.toFixed(1)}z`;
      }
      return { kind, path };
    });
  });
  return (
    <svg class="mini" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path class="mini-wall" classList={{ bare: props.entrance.doors === 0 }} d="M3 57.5V7H45V57.5ZM1 7V4.5H47V7" />
      <For each={paths()}>{(one) => <path class={`mini-${one.kind}`} d={one.path} />}</For>
      <path class="mini-ground" d="M0 58H48" />
    </svg>
  );
}
