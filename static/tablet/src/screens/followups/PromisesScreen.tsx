/** « Promesses »: what is late, due today and to come in the round, entrance by entrance; one tap leads to the door. */
import { createMemo, createSignal, For, Show } from 'solid-js';

import type { Keeping } from '../../domain/cases';
import type { DoorDefinition, Slot } from '../../domain/entries';
import type { CaseCard, EntrancePromises } from '../../domain/followups';
import { parisDay } from '../../domain/moments';
import { Icon, type IconName } from '../icons';
import { createLoaded, useLive } from '../live';
import type { PageProps } from '../pages';
import { back, closeSheet, go, goFromSheet, openSheet, sheetOpen } from '../place';
import { capital, count, doorName, floorName, SLOT_NAME } from '../words';
import { CaseSheet } from './CaseSheet';
import { NamedLine } from './Named';
import { wantDoor } from './next';
import { about, KEEPING_NAME, MATTER_ICON, MATTER_NAME, shortDay, STATE_NAME } from './words';
import './followups.css';

interface Line {
  id: string;
  keeping: Keeping;
  icon: IconName;
  what: string;
  where: string;
  due: string | null;
  slot: Slot | null;
  door: string | null;
  entrance: EntrancePromises;
  case: CaseCard | null;
}

const GROUPS: readonly Keeping[] = ['late', 'due', 'coming', 'open', 'kept'];

export function PromisesScreen(props: PageProps) {
  const { tablet, now } = useLive();
  const loaded = createLoaded(async () => {
    const rounds = await tablet.rounds();
    const today = parisDay(now().getTime());
    const round = rounds.find(({ id }) => id === props.round) ?? rounds.find(({ startsOn, endsOn }) => startsOn <= today && today <= endsOn) ?? rounds[0];
    return { id: 'promises', round: round?.id ?? '', name: round?.name ?? '', entrances: round ? await tablet.promises(round.id) : [] };
  });
  const [mine, setMine] = createSignal(false);
  const [open, setOpen] = createSignal<Line | null>(null);
  const lines = createMemo(() => (loaded.value?.entrances ?? []).flatMap(linesOf).filter((line) => !mine() || (line.case?.mine ?? true)));
  const today = () => parisDay(now().getTime());

  function toDoor(line: Line): void {
    wantDoor(line.door);
    const to = { at: 'facade', round: loaded.value?.round ?? '', entrance: line.entrance.id } as const;
    if (sheetOpen()) goFromSheet(to);
    else go(to);
  }
  function look(line: Line): void {
    setOpen(line);
    openSheet();
  }
  return (
    <>
      <header class="top">
        <button type="button" class="icon-button" aria-label="Retour" onClick={back}>
          <Icon name="back" />
        </button>
        <div class="top-names">
          <h1>Promesses</h1>
          <p class="soft">{loaded.value?.name}</p>
        </div>
      </header>
      <main class="promises">
        <Show when={loaded.trouble}>{(trouble) => <p class="notice danger" role="alert">{trouble()}</p>}</Show>
        <div class="segments" role="group" aria-label="Promesses affichées">
          <button type="button" aria-pressed={!mine()} onClick={() => setMine(false)}>Toutes</button>
          <button type="button" aria-pressed={mine()} onClick={() => setMine(true)}>Les miennes</button>
        </div>
        <Show when={loaded.value && lines().length === 0}>
          <p class="nothing">Rien n’est promis ici. Un rappel, une orientation ou «&nbsp;revenir tel jour&nbsp;» apparaîtra dans cette liste.</p>
        </Show>
        <For each={GROUPS}>
          {(keeping) => {
            const its = createMemo(() => lines().filter((line) => line.keeping === keeping));
            return (
              <Show when={its().length > 0}>
                <section class="promise-group" data-keeping={keeping} aria-labelledby={`promises-${keeping}`}>
                  <h2 id={`promises-${keeping}`}>
                    {KEEPING_NAME[keeping]} <span class="promise-count">{its().length}</span>
                  </h2>
                  <ul>
                    <For each={its()}>{(line) => <PromiseLine line={line} today={today()} onDoor={() => { toDoor(line); }} onLook={() => { look(line); }} />}</For>
                  </ul>
                </section>
              </Show>
            );
          }}
        </For>
      </main>
      <Show when={sheetOpen() && open()} keyed>
        {(line) => (
          <Show when={line.case}>
            {(card) => <CaseSheet case={card()} where={line.where} onDoor={() => { toDoor(line); }} doorWords={line.door ? 'Aller à la porte' : 'Aller à l’entrée'} onClose={closeSheet} />}
          </Show>
        )}
      </Show>
    </>
  );
}

function PromiseLine(props: { line: Line; today: string; onDoor: () => void; onLook: () => void }) {
  return (
    <li class="promise">
      <button type="button" class="promise-open" onClick={() => { if (props.line.door) props.onDoor(); else props.onLook(); }}>
        <span class="promise-mark" data-kind={props.line.case?.matter ?? 'door'}>
          <Icon name={props.line.icon} />
        </span>
        <span class="promise-words">
          <strong>{props.line.what}</strong>
          <NamedLine of={props.line.case?.named ?? null} />
          <span>{props.line.where}</span>
          <Show when={props.line.case}>{(card) => <small>{detail(card())}</small>}</Show>
        </span>
        <span class="promise-day">
          {props.line.due ? capital(shortDay(props.line.due, props.today)) : ''}
          <Show when={props.line.slot}>{(slot) => <small>{SLOT_NAME[slot()]}</small>}</Show>
        </span>
      </button>
      <Show when={props.line.case && props.line.door}>
        <button type="button" class="icon-button framed" aria-label={`Noter : ${props.line.what}, ${props.line.where}`} onClick={() => { props.onLook(); }}>
          <Icon name="pencil" />
        </button>
      </Show>
    </li>
  );
}

function detail(card: CaseCard): string {
  const who = card.mine ? 'vous' : (card.owner?.name ?? 'l’équipe');
  return [who, card.state === 'open' ? '' : STATE_NAME[card.state], card.attempts > 0 ? count(card.attempts, 'essai', 'essais') : '', card.doubtful ? 'passage annulé : tient-elle ?' : ''].filter(Boolean).join(' · ');
}

function linesOf(entrance: EntrancePromises): Line[] {
  const cases = entrance.cases.map((card): Line => ({
    id: card.id,
    keeping: card.keeping,
    icon: MATTER_ICON[card.matter],
    what: [MATTER_NAME[card.matter], about(card)].filter(Boolean).join(' · '),
    where: placed(entrance, card.at),
    due: card.due,
    slot: card.slot,
    door: card.at?.id ?? null,
    entrance,
    case: card,
  }));
  const doors = entrance.doors.map((promise): Line => ({
    id: promise.door.id, keeping: promise.keeping, icon: 'come_back', what: 'Revenir', where: placed(entrance, promise.door),
    due: promise.due, slot: promise.slot, door: promise.door.id, entrance, case: null,
  }));
  return [...cases, ...doors].sort((one, other) => (one.due ?? '9').localeCompare(other.due ?? '9'));
}

function placed(entrance: EntrancePromises, door: DoorDefinition | null): string {
  return door ? `${entrance.label}, ${floorName(door.floor)}, ${doorName(door)}` : `${entrance.label}, ${entrance.address}`;
}
