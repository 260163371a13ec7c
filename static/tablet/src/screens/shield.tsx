/** A short pause in which no tap counts, so that the second half of a double tap lands on nothing. */
import { createSignal, Show } from 'solid-js';

const [shielded, setShielded] = createSignal(false);
let timer: ReturnType<typeof setTimeout> | undefined;

export function shieldFor(milliseconds: number): void {
  clearTimeout(timer);
  setShielded(true);
  timer = setTimeout(() => setShielded(false), milliseconds);
}

export function Shield() {
  return (
    <Show when={shielded()}>
      <div class="shield" />
    </Show>
  );
}
