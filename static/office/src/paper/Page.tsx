/** The typing page: heads, grid, keys; what has arrived and what has not; interviews over it. */
import { createMemo, createSignal, For, onCleanup, onMount, Show } from 'solid-js';

import type { DoorLabel, Outcome, Slot } from '../../../tablet/src/domain/entries';
import { Icon } from '../../../tablet/src/screens/icons';
import type { Interview } from '../../../tablet/src/forms/interview';
import { capital, doorName, floorName, sentenceOf } from '../../../tablet/src/screens/words';
import { AddDoor } from './AddDoor';
import { focusCell, Grid } from './Grid';
import { Heads } from './Heads';
import { InterviewDialog } from './InterviewDialog';
import { Legend } from './Legend';
import type { Setup } from './setup';
import type { Place, Row, Sheet } from './sheet';
import { StatusBar } from './StatusBar';
import { openTalk } from './talks';
import { passageName } from './words';

const CAUTION =
  'Cet échange a été saisi un autre jour ou sur un autre poste. Palier ne peut pas savoir si son entretien l’a été aussi\u00a0: le serveur ne connaît pas ce lien. Vérifiez la case « Saisi » de la feuille.';

interface Talk {
  visit: string;
  title: string;
  caution: string | null;
  interview: Interview;
  place: Place;
}

export function Page(props: { sheet: Sheet; setup: Setup; typedBefore: number }) {
  // One page stands for one sheet.
  // eslint-disable-next-line solid/reactivity
  const { sheet, setup } = props;
  const { book } = sheet;
  const [adding, setAdding] = createSignal(false);
  const [talk, setTalk] = createSignal<Talk | null>(null);
  const [trouble, setTrouble] = createSignal<string | null>(null);
  /** Interviews put aside, by visit: in memory only. */
  const aside = new Map<string, string>();

  const toType = createMemo(() => waitingTalks(sheet));

  function toGrid(column: number): void {
    const empty = sheet.rows().findIndex((_, row) => sheet.lineAt({ row, column }) === null);
    const place = { row: Math.max(0, empty), column };
    sheet.setActive(place);
    if (sheet.rows().length > 0) focusCell(place);
    else setAdding(true);
  }
  function toHead(): void {
    const problem = sheet.problem();
    if (problem) document.querySelector<HTMLElement>(`[data-head="${problem.column}"] [data-field="${problem.field}"]`)?.focus();
  }
  function addPassage(): void {
    sheet.addPassage();
    queueMicrotask(() => { document.querySelector<HTMLElement>(`[data-head="${sheet.columns().length - 1}"] [data-field="day"]`)?.focus(); });
  }
  async function addDoor(floor: number, label: DoorLabel): Promise<boolean> {
    const author = sheet.columns()[sheet.active().column]?.passage.author || setup.workers[0]?.id;
    const door = author === undefined ? null : await book.addDoor(author, floor, label);
    if (door === null) return false;
    setAdding(false);
    const row = sheet.rows().findIndex((one) => one.door.id === door);
    const place = { row, column: sheet.active().column };
    sheet.setActive(place);
    sheet.setSaid(`Ajoutée\u00a0: ${rowName(sheet.rows()[row])}.`);
    focusCell(place);
    return true;
  }
  async function interview(place: Place): Promise<void> {
    setTrouble(null);
    const line = sheet.lineAt(place);
    const row = sheet.rows()[place.row];
    if (!line || !row || line.outcome !== 'exchange') {
      sheet.setSaid('Un entretien se saisit sur une porte où il y a eu un échange.');
      return;
    }
    try {
      const opened = await openTalk(setup, aside.get(line.id) ?? null);
      const known = book.lights().has(line.id) || book.interviews().has(line.id);
      setTalk({ visit: line.id, title: rowName(row), caution: known ? null : CAUTION, interview: opened, place });
    } catch (error) {
      setTrouble(sentenceOf(error));
    }
  }
  function closeTalk(): void {
    const open = talk();
    setTalk(null);
    open?.interview.dispose();
    if (open) focusCell(open.place);
  }
  async function finishTalk(open: Talk, answers: Record<string, string | string[]>, identity: Record<string, string | string[]>): Promise<void> {
    if (!setup.form) return;
    await book.finish(open.visit, { form: setup.form, answers, identity });
    aside.delete(open.visit);
    sheet.setSaid(`${open.title}\u00a0: entretien saisi.`);
    closeTalk();
  }
  function fromLegend(outcome: Outcome): void {
    const place = sheet.active();
    if (outcome === 'come_back') sheet.ask(place);
    else sheet.note(place, outcome, null);
    if (sheet.problem()) toHead();
    else focusCell(place);
  }
  function slotFromLegend(slot: Slot | null): void {
    const place = sheet.asking();
    if (!place) return;
    sheet.note(place, 'come_back', slot);
    focusCell(place);
  }
  const leaving = (event: BeforeUnloadEvent) => {
    if (book.writing() + book.status().waiting > 0 || talk() !== null || aside.size > 0) event.preventDefault();
  };
  onMount(() => {
    window.addEventListener('beforeunload', leaving);
    const column = sheet.columns().findIndex((one) => one.passage.day === '' || one.passage.author === '');
    if (column >= 0) document.querySelector<HTMLElement>(`[data-head="${column}"] [data-field="day"]`)?.focus();
  });
  onCleanup(() => { window.removeEventListener('beforeunload', leaving); });

  return (
    <div class="paper">
      <div class="paper-main">
        <Show when={props.typedBefore > 0}>
          <p class="notice notice-quiet">
            {props.typedBefore > 1 ? `${props.typedBefore} passages de cette entrée sont déjà saisis` : 'Une feuille de cette entrée est déjà saisie'} dans cette tournée&nbsp;: vérifiez
            le jour avant d’en saisir une autre. Les lignes ci-dessous se corrigent sur place.
          </p>
        </Show>
        <Heads sheet={sheet} setup={setup} onReady={toGrid} />
        <div class="row paper-tools">
          <button type="button" class="button button-quiet" onClick={addPassage}>
            Ajouter un passage
          </button>
          <button type="button" class="button button-quiet" onClick={() => setAdding(true)}>
            Ajouter une porte
          </button>
        </div>
        <Show when={adding()}>
          <AddDoor floor={sheet.rows()[sheet.active().row]?.door.floor ?? 0} onAdd={addDoor} onClose={() => { setAdding(false); focusCell(sheet.active()); }} />
        </Show>
        <Show when={trouble()}>{(sentence) => <p class="notice notice-bad" role="alert">{sentence()}</p>}</Show>
        <Show when={sheet.rows().length > 0} fallback={<Show when={!adding()}><p class="notice notice-quiet">Aucune porte n’est connue à cette entrée. Ajoutez celles de la feuille, étage par étage.</p></Show>}>
          <Grid
            sheet={sheet} onInterview={(place) => void interview(place)} onAddDoor={() => setAdding(true)} onAddPassage={addPassage} onHead={toHead}
            onLeave={() => { document.querySelector<HTMLElement>('[data-after-grid]')?.focus(); }}
          />
        </Show>
        <section class="paper-after" data-after-grid tabindex="-1" aria-label="Après la grille">
          <Show when={toType().length > 0}>
            <h2>Entretiens à saisir</h2>
            <ul class="lines">
              <For each={toType()}>
                {(one) => (
                  <li>
                    <span class="line-name">{one.title}, {passageName(one.place.column)}</span>
                    <button type="button" class="button button-quiet" aria-label={`Saisir l’entretien\u00a0: ${one.title}, ${passageName(one.place.column)}`} onClick={() => void interview(one.place)}>
                      Saisir l’entretien
                    </button>
                  </li>
                )}
              </For>
            </ul>
          </Show>
          <div class="row">
            <Show when={setup.addresses.next}>
              {(address) => <a class="button" href={withHead(address(), sheet)}>Feuille suivante&nbsp;: {setup.next}</a>}
            </Show>
            <a class="button button-quiet" href={setup.addresses.list}>Choisir une autre entrée</a>
          </div>
        </section>
      </div>
      <aside class="paper-side" aria-label="Touches et enregistrement">
        <StatusBar book={book} setup={setup} />
        <Legend asking={sheet.asking() !== null} onOutcome={fromLegend} onSlot={slotFromLegend} />
      </aside>
      <p class="only-read" role="status">{sheet.said()}</p>
      <Show when={talk()} keyed>
        {(open) => (
          <InterviewDialog
            title={open.title} caution={open.caution} interview={open.interview} onFinish={(answers, identity) => finishTalk(open, answers, identity)}
            onClose={(state) => { aside.set(open.visit, state); closeTalk(); }}
          />
        )}
      </Show>
      <p class="paper-hint"><Icon name="lock" /> Chaque ligne est scellée dans ce navigateur dès la touche.</p>
    </div>
  );
}

/** Exchanges typed on this page whose interview is still to type. */
function waitingTalks(sheet: Sheet): { title: string; place: Place }[] {
  return sheet.columns().flatMap((_, column) =>
    sheet.rows().flatMap((row, index) => {
      const line = sheet.linesOf(column).get(row.door.id);
      const waits = line?.outcome === 'exchange' && sheet.book.lights().has(line.id) && !sheet.book.interviews().has(line.id);
      return waits ? [{ title: rowName(row), place: { row: index, column } }] : [];
    }),
  );
}

function rowName(row: Row | undefined): string {
  return row ? `${capital(doorName(row.door))}, ${floorName(row.door.floor)}` : '';
}

/** The next sheet of a pile has most often the same day and the same hands. */
function withHead(address: string, sheet: Sheet): string {
  const last = sheet.columns().at(-1)?.passage;
  const more = last?.day ? `&jour=${last.day}&qui=${last.author}` : '';
  return `${address}${more}`;
}
