/** One or several of a list: as large as a thumb; a menu, a scale or a search where that is quicker. */
import { createMemo, createSignal, createUniqueId, For, Match, Show, Switch } from 'solid-js';

import type { Choice, QuestionOf } from '../../../forms/interview';
import { Icon } from '../../icons';
import { count } from '../../words';
import { Picture, Words } from '../Words';
import { plainOf } from '../said';
import { useTalk } from '../talk';
import { describedBy, Frame } from './Frame';

type Chosen = QuestionOf<'one' | 'many'>;

/** More choices than a screen shows at once: one writes the first letters. */
const MANY = 12;
const SHOWN = 12;

export function Choices(props: { question: Chosen }) {
  const talk = useTalk();
  const id = createUniqueId();
  const selected = () => props.question.choices.filter((choice) => choice.selected).map((choice) => choice.value);
  const sections = createMemo(() => sectionsOf(props.question.choices));
  const isLong = () => props.question.choices.length > MANY && sections().length <= 1;

  function choose(choice: Choice, on: boolean): void {
    if (props.question.type === 'one') talk.answer(props.question, choice.value);
    else talk.answer(props.question, on ? [...selected(), choice.value] : selected().filter((value) => value !== choice.value));
  }
  const isMenu = () => props.question.look === 'menu' && props.question.type === 'one' && !isLong();
  return (
    <Frame id={id} question={props.question} of={isMenu() ? 'control' : 'group'} clearable={selected().length > 0} onClear={() => { talk.answer(props.question, null); }}>
      <Switch
        fallback={
          <For each={sections()}>
            {(section, index) => (
              <div role={section.title ? 'group' : undefined} aria-labelledby={section.title ? `${id}-section-${index()}` : undefined}>
                <Show when={section.title}>
                  {(title) => (
                    <p class="section" id={`${id}-section-${index()}`}>
                      {title()}
                    </p>
                  )}
                </Show>
                <List id={id} question={props.question} choices={section.choices} chips={section.title !== null} onChoose={choose} />
              </div>
            )}
          </For>
        }
      >
        <Match when={props.question.choices.length === 0}>
          <p class="soft">La liste de cette question n’est pas encore sur cette tablette. On peut continuer sans.</p>
        </Match>
        <Match when={isMenu()}>
          <Menu id={id} question={props.question} />
        </Match>
        <Match when={isLong()}>
          <Search id={id} question={props.question} onChoose={choose} />
        </Match>
      </Switch>
    </Frame>
  );
}

function List(props: { id: string; question: Chosen; choices: readonly Choice[]; chips: boolean; onChoose: (choice: Choice, on: boolean) => void }) {
  const pictured = createMemo(() => props.choices.some((choice) => choice.media.image !== null));
  const shape = createMemo(() => {
    if (props.question.look === 'likert' && props.choices.length <= 7) return 'scale';
    if (pictured()) return 'pictured';
    if (props.chips) return 'chips';
    const longest = Math.max(...props.choices.map((choice) => Math.max(choice.label.length, choice.other ? plainOf(choice.other.marks).length : 0)));
    return longest <= 12 ? 'short' : longest <= 26 ? 'medium' : 'long';
  });
  return (
    <div class={`choices ${shape()}`}>
      <For each={props.choices}>
        {(choice) => (
          <label class="choice" classList={{ none: choice.value === 'unknown' }}>
            <input
              type={props.question.type === 'one' ? 'radio' : 'checkbox'}
              name={`${props.id}-${props.question.name}`}
              value={choice.value}
              checked={choice.selected}
              onChange={(event) => { props.onChoose(choice, event.currentTarget.checked); }}
            />
            <Picture name={choice.media.image} alt={choice.marks.length === 0 ? choice.label : ''} />
            <span class="choice-words">
              <Words marks={choice.marks} other={choice.other} />
            </span>
          </label>
        )}
      </For>
    </div>
  );
}

function Menu(props: { id: string; question: Chosen }) {
  const talk = useTalk();
  const words = (choice: Choice) => (choice.other ? `${choice.label} · ${plainOf(choice.other.marks)}` : choice.label);
  return (
    <select
      class="written menu"
      id={props.id}
      aria-describedby={describedBy(props.id)}
      aria-invalid={props.question.problem !== null}
      disabled={props.question.fixed}
      onChange={(event) => { talk.answer(props.question, event.currentTarget.value || null); }}
    >
      <option value="">Choisir…</option>
      <For each={props.question.choices}>
        {(choice) => (
          <option value={choice.value} selected={choice.selected}>
            {words(choice)}
          </option>
        )}
      </For>
    </select>
  );
}

function Search(props: { id: string; question: Chosen; onChoose: (choice: Choice, on: boolean) => void }) {
  const [wanted, setWanted] = createSignal('');
  const indexed = createMemo(() => props.question.choices.map((choice) => ({ choice, text: flat(`${choice.label} ${choice.other ? plainOf(choice.other.marks) : ''}`) })));
  const found = createMemo(() => {
    const parts = flat(wanted()).split(/\s+/u).filter(Boolean);
    return indexed().filter(({ text }) => parts.every((part) => text.includes(part))).map(({ choice }) => choice);
  });
  // What is chosen stays in sight, whatever is written.
  const kept = createMemo(() => props.question.choices.filter((choice) => choice.selected));
  const offered = createMemo(() => found().filter((choice) => !choice.selected).slice(0, SHOWN));
  const more = () => found().filter((choice) => !choice.selected).length - offered().length;
  return (
    <>
      <div class="search">
        <Icon name="search" />
        <input
          class="written" type="search" autocomplete="off" placeholder="Premières lettres" aria-label={`Chercher dans la liste\u00a0: ${props.question.label}`}
          value={wanted()} onInput={(event) => { setWanted(event.currentTarget.value); }}
        />
      </div>
      <List id={props.id} question={props.question} choices={[...kept(), ...offered()]} chips={false} onChoose={props.onChoose} />
      <p class="soft" role="status">
        {found().length === 0 ? 'Rien de ce nom dans la liste.' : more() > 0 ? `Et ${count(more(), 'autre', 'autres')}\u00a0: écrivez les premières lettres.` : ''}
      </p>
    </>
  );
}

export function flat(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{Mn}/gu, '').toLowerCase();
}

interface Section {
  title: string | null;
  choices: Choice[];
}

/** Choices under their headings, in the order of the form; one group without heading where there is none, or where hardly two would share one. */
function sectionsOf(choices: readonly Choice[]): Section[] {
  const sections: Section[] = [];
  for (const choice of choices) {
    const open = sections.at(-1);
    if (open && open.title === choice.section) open.choices.push(choice);
    else sections.push({ title: choice.section, choices: [choice] });
  }
  return sections.length * 2 > choices.length && sections.length > 1 ? [{ title: null, choices: [...choices] }] : sections;
}
