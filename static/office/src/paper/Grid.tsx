/** The doors from the top floor down, one line each, and a column per passage. One stop for the Tab key outside, arrows inside. */
import { For, Index, Show } from 'solid-js';

import { SLOTS } from '../../../tablet/src/domain/entries';
import { Icon } from '../../../tablet/src/screens/icons';
import { capital, doorName, floorMark, floorName, moment, OUTCOME_NAME, OUTCOME_SHORT, plate, SLOT_NAME } from '../../../tablet/src/screens/words';
import { outcomeOf, slotOf, withModifier } from './keys';
import type { Place, Row, Sheet } from './sheet';
import { headWords, knownDay, passageName } from './words';

export interface GridActions {
  onInterview: (place: Place) => void;
  onAddDoor: () => void;
  onAddPassage: () => void;
  onLeave: () => void;
  /** The head lacks something: its field is where the hands should go. */
  onHead: () => void;
}

export function focusCell({ row, column }: Place): void {
  const cell = document.querySelector<HTMLElement>(`[data-cell="${row}-${column}"]`);
  cell?.focus();
  cell?.scrollIntoView({ block: 'nearest' });
}

export function Grid(props: { sheet: Sheet } & GridActions) {
  const sheet = () => props.sheet;

  function move(place: Place): boolean {
    const inside = place.row >= 0 && place.row < sheet().rows().length && place.column >= 0 && place.column < sheet().columns().length;
    if (inside) {
      sheet().setActive(place);
      focusCell(place);
    }
    return inside;
  }
  function down({ row, column }: Place): void {
    if (!move({ row: row + 1, column })) props.onLeave();
  }
  /** Along the line, then the next one; past the last cell Tab leaves as it always does. */
  function along({ row, column }: Place, by: number): boolean {
    const width = sheet().columns().length;
    const next = row * width + column + by;
    return move({ row: Math.floor(next / width), column: ((next % width) + width) % width });
  }
  function answerSlot(event: KeyboardEvent, place: Place): void {
    const choice = slotOf(event);
    if (choice) {
      event.preventDefault();
      if (sheet().note(place, 'come_back', choice.slot)) down(place);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      sheet().setAsking(null);
      sheet().setSaid('');
    }
  }
  function command(event: KeyboardEvent, place: Place): boolean {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z') {
      const back = sheet().undo();
      if (back) move(back);
      return true;
    }
    if (withModifier(event)) return false;
    switch (event.key.toUpperCase()) {
      case 'I':
        props.onInterview(place);
        return true;
      case 'P':
        props.onAddPassage();
        return true;
      case '+':
        props.onAddDoor();
        return true;
      default:
        return false;
    }
  }
  function travel(event: KeyboardEvent, place: Place): boolean {
    const { row, column } = place;
    switch (event.key) {
      case 'ArrowDown':
        return move({ row: row + 1, column }) || true;
      case 'ArrowUp':
        return move({ row: row - 1, column }) || true;
      case 'ArrowLeft':
        return move({ row, column: column - 1 }) || true;
      case 'ArrowRight':
        return move({ row, column: column + 1 }) || true;
      case 'Home':
        return move({ row: 0, column }) || true;
      case 'End':
        return move({ row: sheet().rows().length - 1, column }) || true;
      case 'Enter':
        if (event.shiftKey) move({ row: row - 1, column });
        else down(place);
        return true;
      case 'Tab':
        return along(place, event.shiftKey ? -1 : 1);
      case 'Escape':
        props.onLeave();
        return true;
      case 'Delete':
      case 'Backspace':
        sheet().erase(place);
        return true;
      default:
        return false;
    }
  }
  function press(event: KeyboardEvent): void {
    const place = sheet().active();
    const asking = sheet().asking();
    if (asking) {
      answerSlot(event, asking);
      return;
    }
    const outcome = outcomeOf(event);
    if (outcome === null) {
      if (command(event, place) || travel(event, place)) event.preventDefault();
      return;
    }
    event.preventDefault();
    if (outcome === 'come_back') sheet().ask(place);
    else if (sheet().note(place, outcome, null)) down(place);
    if (sheet().problem()) props.onHead();
  }
  return (
    <div class="paper-scroll">
      <table class="paper-grid" role="grid" aria-label="Les portes, de haut en bas" aria-describedby="paper-keys" onKeyDown={press}>
        <thead>
          <tr>
            <th scope="col">Étage</th>
            <th scope="col">Porte</th>
            <Index each={sheet().columns()}>
              {(column, index) => (
                <th scope="col" class="paper-passage">
                  {passageName(index)}
                  <span>{column().passage.day ? headWords(column().passage) : 'en-tête à remplir'}</span>
                </th>
              )}
            </Index>
            <th scope="col" class="paper-known-head">Déjà su</th>
          </tr>
        </thead>
        <tbody>
          {/* By place, not by door: a line that changes stays under the hands. */}
          <Index each={sheet().rows()}>
            {(row, index) => (
              <tr classList={{ 'floor-top': row().span !== null }} data-door={row().door.id}>
                <Show when={row().span}>
                  {(span) => (
                    <th scope="rowgroup" class="paper-floor" rowspan={span()}>
                      <span aria-hidden="true">{floorMark(row().door.floor)}</span>
                      <span class="only-read">{floorName(row().door.floor)}</span>
                    </th>
                  )}
                </Show>
                <th scope="row" class="paper-plate">
                  {plate(row().door)}
                </th>
                <Index each={sheet().columns()}>{(_, column) => <Cell sheet={sheet()} row={row()} place={{ row: index, column }} />}</Index>
                <td class="paper-known">
                  <Known sheet={sheet()} row={row()} />
                </td>
              </tr>
            )}
          </Index>
        </tbody>
      </table>
    </div>
  );
}

function Cell(props: { sheet: Sheet; row: Row; place: Place }) {
  const line = () => props.sheet.linesOf(props.place.column).get(props.row.door.id) ?? null;
  const same = (place: Place | null) => place?.row === props.place.row && place.column === props.place.column;
  const asking = () => same(props.sheet.asking());
  const light = () => props.sheet.book.lights().get(line()?.id ?? '') ?? 'server';
  const interviewed = () => props.sheet.book.interviews().has(line()?.id ?? '');
  const where = () => `${capital(doorName(props.row.door))}, ${floorName(props.row.door.floor)}, ${passageName(props.place.column)}\u00a0: `;
  return (
    <td
      role="gridcell"
      class="paper-cell"
      data-cell={`${props.place.row}-${props.place.column}`}
      data-outcome={line()?.outcome}
      tabindex={same(props.sheet.active()) ? 0 : -1}
      onFocus={() => { props.sheet.setActive(props.place); if (!asking()) props.sheet.setAsking(null); }}
    >
      <span class="only-read">{where()}</span>
      <Show when={!asking()} fallback={<SlotAsked />}>
        <Show when={line()} fallback={<span class="paper-blank"><span class="only-read">rien de saisi</span></span>}>
          {(visit) => (
            <span class="paper-line" data-outcome={visit().outcome}>
              <Icon name={visit().outcome} />
              <span class="paper-word">
                {OUTCOME_SHORT[visit().outcome]}
                <Show when={visit().slot}>{(slot) => <small>{` ${SLOT_NAME[slot()]}`}</small>}</Show>
              </span>
              <Show when={visit().outcome === 'exchange'}>
                <span class="paper-talk">
                  <Show when={interviewed()} fallback={<><span class="only-read">, entretien avec la touche </span><kbd>I</kbd></>}>
                    <span class="only-read">, entretien saisi</span>
                    <Icon name="check" />
                  </Show>
                </span>
              </Show>
              <span class="paper-light" data-light={light()} title={light() === 'server' ? 'au serveur' : light() === 'kept' ? 'gardée ici' : ''} />
            </span>
          )}
        </Show>
      </Show>
    </td>
  );
}

function SlotAsked() {
  return (
    <span class="paper-slots" aria-hidden="true">
      <For each={SLOTS}>{(slot, index) => <span><kbd>{index() + 1}</kbd>{SLOT_NAME[slot].replace(/^(?:le |à |l’)/u, '')}</span>}</For>
    </span>
  );
}

function Known(props: { sheet: Sheet; row: Row }) {
  const known = () => props.sheet.knownAt(props.row);
  return (
    <Show when={known()}>
      {(visit) => (
        <span class="paper-last" title={`${OUTCOME_NAME[visit().outcome]}, ${moment(visit().at, new Date(props.sheet.book.now()))}`}>
          <span class="paper-dot" data-outcome={visit().outcome} aria-hidden="true">
            <Icon name={visit().outcome} />
          </span>
          <span>
            <span class="only-read">{`Dernier passage connu\u00a0: `}</span>
            {OUTCOME_SHORT[visit().outcome]}
            <small>{` ${knownDay(visit().at, props.sheet.book.now())}`}</small>
          </span>
        </span>
      )}
    </Show>
  );
}
