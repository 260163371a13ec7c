/** Six small tasks, ticked by doing them. */
import { For, Show } from 'solid-js';

import { Icon } from '../icons';
import { leavePractice } from '../place';
import type { PracticeHand } from './practice';
import { TASKS } from './watched';

export function Tasks(props: { practice: PracticeHand }) {
  const done = () => props.practice.done();
  const all = () => done().size === TASKS.length;
  return (
    <section class="tasks" aria-labelledby="tasks-title">
      <h2 id="tasks-title">
        Pour s’exercer{' '}
        <span class="tasks-count">
          {done().size}&nbsp;/&nbsp;{TASKS.length}
        </span>
      </h2>
      <p class="soft">Un immeuble inventé, des habitants inventés. Touchez une porte&nbsp;: on vous répond. Notez comme en vrai&nbsp;; rien ne quitte cet exercice, et tout s’efface en le quittant.</p>
      <ol class="tasks-list">
        <For each={TASKS}>
          {(task) => (
            <li classList={{ done: done().has(task.id) }}>
              <span class="task-box">
                <Show when={done().has(task.id)}>
                  <Icon name="check" />
                </Show>
              </span>
              <span>
                <span class="task-name">
                  {task.name}
                  <span class="unseen">{done().has(task.id) ? ', fait' : ', à faire'}</span>
                </span>
                <Show when={!done().has(task.id)}>
                  <span class="task-where">{task.where}</span>
                </Show>
              </span>
            </li>
          )}
        </For>
      </ol>
      <Show when={all()}>
        <div class="tasks-all" role="status">
          <p>Vous savez l’essentiel. Le reste vient sur les paliers.</p>
          <button type="button" class="button primary" onClick={leavePractice}>
            Revenir à ma tournée
          </button>
        </div>
      </Show>
    </section>
  );
}
