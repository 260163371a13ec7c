/** A door that is on paper and not known here. */
import { createSignal, Show } from 'solid-js';

import { HIGHEST_FLOOR, HIGHEST_NUMBER, isFloor, isLabel, LOWEST_FLOOR } from '../../../tablet/src/domain/doors';
import type { DoorLabel, Side } from '../../../tablet/src/domain/entries';
import { SENTENCES } from '../../../tablet/src/domain/sentences';

export function AddDoor(props: { floor: number; onAdd: (floor: number, label: DoorLabel) => Promise<boolean>; onClose: () => void }) {
  const [problem, setProblem] = createSignal<string | null>(null);

  async function add(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    setProblem(null);
    const given = new FormData(form);
    const text = (name: string) => (given.get(name) as string).trim();
    const floor = text('floor') === '' ? Number.NaN : Number(text('floor'));
    const label = { side: (text('side') || null) as Side | null, number: text('number') === '' ? null : Number(text('number')), letter: text('letter').toUpperCase() || null };
    if (!isFloor(floor)) setProblem(SENTENCES.badFloor);
    else if (!isLabel(label)) setProblem(SENTENCES.badLabel);
    else if (!(await props.onAdd(floor, label))) setProblem(SENTENCES.labelTaken);
    if (problem() === SENTENCES.badFloor) form.querySelector<HTMLInputElement>('[name=floor]')?.select();
    else if (problem()) form.querySelector<HTMLSelectElement>('[name=side]')?.focus();
  }
  function press(event: KeyboardEvent & { currentTarget: HTMLFormElement }): void {
    if (event.key === 'Escape') props.onClose();
    // In a field Enter submits by itself; on a list it would do nothing.
    if (event.key === 'Enter' && event.target instanceof HTMLSelectElement) {
      event.preventDefault();
      event.currentTarget.requestSubmit();
    }
  }
  return (
    <form class="paper-add card" aria-labelledby="paper-add" novalidate onSubmit={(event) => void add(event)} onKeyDown={press}>
      <h2 id="paper-add">Ajouter une porte</h2>
      <div class="paper-add-fields">
        <div class="field">
          <label for="add-floor">Étage (0 = rez-de-chaussée)</label>
          <input id="add-floor" name="floor" type="number" inputmode="numeric" min={LOWEST_FLOOR} max={HIGHEST_FLOOR} value={props.floor} ref={(input) => { queueMicrotask(() => { input.focus(); input.select(); }); }} aria-describedby="add-problem" />
        </div>
        <div class="field">
          <label for="add-side">Côté</label>
          <select id="add-side" name="side">
            <option value="">Aucun</option>
            <option value="left">Gauche</option>
            <option value="middle">Milieu</option>
            <option value="right">Droite</option>
          </select>
        </div>
        <div class="field">
          <label for="add-number">Numéro</label>
          <input id="add-number" name="number" type="number" inputmode="numeric" min="1" max={HIGHEST_NUMBER} />
        </div>
        <div class="field">
          <label for="add-letter">Lettre</label>
          <input id="add-letter" name="letter" maxlength="1" autocomplete="off" />
        </div>
      </div>
      <div id="add-problem" role="alert">
        <Show when={problem()}>{(sentence) => <p class="wrong">{sentence()}</p>}</Show>
      </div>
      <div class="row">
        <button type="submit" class="button">Ajouter</button>
        <button type="button" class="button button-quiet" onClick={() => { props.onClose(); }}>
          Fermer
        </button>
      </div>
    </form>
  );
}
