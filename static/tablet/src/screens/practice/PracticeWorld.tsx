/** The exercise: the same screens around another tablet, in another colour, with the word in front of everything. */
import { createEffect, createSignal, Match, onCleanup, onMount, Switch, type ParentProps } from 'solid-js';

import { openPractice, type Practice } from '../../sync/practice';
import { Icon } from '../icons';
import { LiveTablet, useLive } from '../live';
import { leavePractice, place, restartPractice } from '../place';
import { sentenceOf } from '../words';
import { PracticeContext } from './practice';
import { watched, type TaskId } from './watched';
import './practice.css';

interface Opened {
  practice: Practice;
  worker: string | undefined;
}

// Kept while the tablet is locked in between: whoever comes back goes on.
const [opened, setOpened] = createSignal<Opened | null>(null);
const [done, setDone] = createSignal<ReadonlySet<TaskId>>(new Set());

export function PracticeWorld(props: ParentProps) {
  const { tablet: real, state } = useLive();
  const [trouble, setTrouble] = createSignal<string | null>(null);
  const tick = (task: TaskId): void => { setDone((before) => new Set([...before, task])); };
  let gone = false;

  async function begin(): Promise<void> {
    setTrouble(null);
    try {
      await end();
      const practice = await openPractice(real);
      // Left while it was being prepared.
      if (gone) await practice.end();
      else setOpened({ practice, worker: real.currentWorker()?.id });
    } catch (error) {
      setTrouble(sentenceOf(error));
    }
  }
  function restart(): void {
    restartPractice();
    void begin();
  }
  onMount(() => {
    document.documentElement.dataset['practice'] = '';
    const kept = opened();
    if (kept === null) void begin();
    else if (kept.worker !== real.currentWorker()?.id) restart();
  });
  onCleanup(() => {
    gone = true;
    delete document.documentElement.dataset['practice'];
    if (state() !== 'locked' && state() !== 'resting') void end();
  });
  createEffect(() => {
    if (place().at === 'resources') tick('resource');
  });
  return (
    <>
      <div class="practice-band" role="region" aria-label="Exercice">
        <Icon name="practice" />
        <p>
          <strong>Exercice</strong> <span>rien n’est envoyé</span>
        </p>
        <button type="button" class="practice-leave" onClick={leavePractice}>
          Quitter
        </button>
      </div>
      <Switch>
        <Match when={trouble()}>
          {(sentence) => (
            <main class="gate">
              <p class="notice danger" role="alert">
                {sentence()}
              </p>
            </main>
          )}
        </Match>
        <Match when={opened()} keyed>
          {({ practice }) => (
            <PracticeContext.Provider value={{ done, restart }}>
              <LiveTablet tablet={watched(practice.tablet, tick)}>{props.children}</LiveTablet>
            </PracticeContext.Provider>
          )}
        </Match>
        <Match when={opened() === null}>
          <main class="gate" aria-busy="true">
            <p class="soft">Préparation de l’exercice…</p>
          </main>
        </Match>
      </Switch>
    </>
  );
}

async function end(): Promise<void> {
  const before = opened();
  setOpened(null);
  setDone(new Set<TaskId>());
  await before?.practice.end();
}
