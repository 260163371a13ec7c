/** What stands at the head of the sheet, passage by passage: day, hour if it is there, who knocked. */
import { createSignal, createUniqueId, For, Index, Show } from 'solid-js';

import { count } from '../../../tablet/src/screens/words';
import type { Passage } from './passages';
import type { Setup } from './setup';
import type { Column, Sheet } from './sheet';
import { fullDay, hourWords, lines, passageName } from './words';

export function Heads(props: { sheet: Sheet; setup: Setup; onReady: (column: number) => void }) {
  return (
    <div class="paper-heads">
      {/* By place: a head that changes keeps the field under the hands. */}
      <Index each={props.sheet.columns()}>{(column, index) => <Head sheet={props.sheet} setup={props.setup} column={column()} index={index} onReady={() => { props.onReady(index); }} />}</Index>
    </div>
  );
}

function Head(props: { sheet: Sheet; setup: Setup; column: Column; index: number; onReady: () => void }) {
  const [editing, setEditing] = createSignal<Passage | null>(null);
  const typed = () => props.sheet.linesOf(props.index).size;
  const worker = () => props.setup.workers.find(({ id }) => id === props.column.passage.author)?.name ?? 'une autre personne';
  function apply(): void {
    const changed = editing();
    if (changed && props.sheet.correctHead(props.index, changed)) {
      setEditing(null);
      props.onReady();
    }
  }
  return (
    <section class="paper-head" aria-label={passageName(props.index)} data-head={props.index}>
      <h2>{passageName(props.index)}</h2>
      <Show
        when={typed() > 0 && !editing()}
        fallback={
          <HeadFields
            sheet={props.sheet}
            setup={props.setup}
            index={props.index}
            passage={editing() ?? props.column.passage}
            onChange={(change) => {
              const draft = editing();
              if (draft) setEditing({ ...draft, ...change });
              else props.sheet.setHead(props.index, change);
            }}
            onEnter={() => { if (editing()) apply(); else props.onReady(); }}
          />
        }
      >
        <p class="paper-head-said">
          <strong>{fullDay(props.column.passage.day)}</strong>
          {props.column.passage.hour ? `, ${hourWords(props.column.passage.hour)}` : ', sans heure'}
          <span>
            {worker()} · {lines(typed())}
          </span>
        </p>
        <button type="button" class="button button-quiet" aria-label={`Corriger l’en-tête\u00a0: ${passageName(props.index)}`} onClick={() => setEditing(props.column.passage)}>
          Corriger
        </button>
      </Show>
      <Show when={editing()}>
        <div class="row">
          <button type="button" class="button" onClick={apply}>
            Corriger {count(typed(), 'la ligne', 'lignes').replace(/^1\u00a0/u, '')}
          </button>
          <button type="button" class="button button-quiet" onClick={() => setEditing(null)}>
            Laisser
          </button>
        </div>
      </Show>
    </section>
  );
}

interface FieldsProps {
  sheet: Sheet;
  setup: Setup;
  index: number;
  passage: Passage;
  onChange: (change: Partial<Passage>) => void;
  onEnter: () => void;
}

function HeadFields(props: FieldsProps) {
  const id = createUniqueId();
  const problem = (field: string) => {
    const found = props.sheet.problem();
    return found?.column === props.index && found.field === field ? found.sentence : null;
  };
  const outside = () => props.passage.day !== '' && (props.passage.day < props.setup.round.starts_on || props.passage.day > props.setup.round.ends_on);
  const enter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    props.onEnter();
  };
  return (
    <div class="paper-fields">
      <div class="field">
        <label for={`${id}-day`}>Jour</label>
        <input
          id={`${id}-day`} type="date" max={props.setup.today} data-field="day" value={props.passage.day} aria-invalid={problem('day') !== null}
          aria-describedby={`${id}-problem`} onInput={(event) => { props.onChange({ day: event.currentTarget.value }); }} onKeyDown={enter}
        />
      </div>
      <div class="field">
        <label for={`${id}-hour`}>Heure, si notée</label>
        <input
          id={`${id}-hour`} type="time" data-field="hour" value={props.passage.hour} aria-invalid={problem('hour') !== null}
          aria-describedby={`${id}-problem`} onInput={(event) => { props.onChange({ hour: event.currentTarget.value.slice(0, 5) }); }} onKeyDown={enter}
        />
      </div>
      <div class="field">
        <label for={`${id}-author`}>Qui a frappé</label>
        <select
          id={`${id}-author`} data-field="author" aria-invalid={problem('author') !== null} aria-describedby={`${id}-problem`}
          onChange={(event) => { props.onChange({ author: event.currentTarget.value }); }} onKeyDown={enter}
        >
          <option value="" selected={props.passage.author === ''}>Choisir…</option>
          <For each={props.setup.workers}>
            {(one) => <option value={one.id} selected={props.passage.author === one.id}>{one.active ? one.name : `${one.name} (compte fermé)`}</option>}
          </For>
        </select>
      </div>
      <div class="paper-head-problem" id={`${id}-problem`}>
        <Show when={problem('day') ?? problem('hour') ?? problem('author')}>{(sentence) => <p class="wrong" role="alert">{sentence()}</p>}</Show>
        <Show when={outside()}>
          <p class="hint">Ce jour est en dehors des dates de la tournée. Si c’est bien celui de la feuille, continuez.</p>
        </Show>
      </div>
    </div>
  );
}
