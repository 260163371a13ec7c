/** A small elevation in ink: the block, its landings, one lit door. Decoration. */
import { For } from 'solid-js';

import './elevation.css';

const FLOORS = [0, 1, 2, 3, 4];
const BAYS = [0, 1, 2, 3, 4, 5];
const LIT = new Set(['1-4', '2-1', '3-2']);

export function Elevation() {
  return (
    <svg class="elevation" viewBox="0 0 240 172" aria-hidden="true">
      <path class="elevation-ground" d="M0 160H240M14 160l-8 8M44 160l-8 8M74 160l-8 8M104 160l-8 8M134 160l-8 8M164 160l-8 8M194 160l-8 8M224 160l-8 8" />
      <path class="elevation-wall" d="M32 160V22H208V160M26 22H214V16H26ZM60 16V8H70V16M176 16V4M170 7H182" />
      <For each={FLOORS}>
        {(floor) => (
          <For each={BAYS}>
            {(bay) => <rect class="elevation-door" classList={{ lit: LIT.has(`${floor}-${bay}`) }} x={44 + bay * 27} y={30 + floor * 26} width="15" height="20" rx="1" />}
          </For>
        )}
      </For>
      <path class="elevation-slab" d="M32 50H208M32 76H208M32 102H208M32 128H208" />
    </svg>
  );
}
