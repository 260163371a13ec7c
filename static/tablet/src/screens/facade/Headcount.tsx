/** How many people were seen: every tap is durable, and « moins » takes one back. */
import { createSignal, For } from 'solid-js';

import type { At } from '../../domain/tablet';
import { Icon } from '../icons';
import { useLive } from '../live';
import { sentenceOf } from '../words';

const WHO = [
  { key: 'adults', one: 'un adulte', name: 'Adultes' },
  { key: 'children', one: 'un enfant', name: 'Enfants' },
] as const;
type Who = (typeof WHO)[number]['key'];

export function Headcount(props: { at: At; adults: number; children: number; onTrouble: (sentence: string) => void }) {
  const { tablet } = useLive();
  // Taps not on the disk yet: the figure follows the thumb, and goes back if the disk refuses.
  const [ahead, setAhead] = createSignal({ adults: 0, children: 0 });
  const shown = (who: Who) => Math.max(0, props[who] + ahead()[who]);

  async function more(who: Who, people: 1 | -1): Promise<void> {
    if (shown(who) + people < 0) return;
    const move = (by: number) => setAhead((before) => ({ ...before, [who]: before[who] + by }));
    move(people);
    try {
      await tablet.countPeople({ ...props.at, adults: 0, children: 0, [who]: people });
    } catch (error) {
      props.onTrouble(sentenceOf(error));
    } finally {
      move(-people);
    }
  }
  return (
    <div class="headcount" role="group" aria-label="Personnes vues pendant cette séance">
      <For each={WHO}>
        {(who) => (
          <div class="headcount-who">
            <span class="headcount-name">
              {who.name} <span class="soft">vus</span>
            </span>
            <button type="button" class="headcount-less" aria-label={`Retirer ${who.one}`} disabled={shown(who.key) === 0} onClick={() => void more(who.key, -1)}>
              <Icon name="minus" />
            </button>
            <output aria-live="polite">{shown(who.key)}</output>
            <button type="button" class="headcount-more" aria-label={`Ajouter ${who.one}`} onClick={() => void more(who.key, 1)}>
              <Icon name="plus" />
            </button>
          </div>
        )}
      </For>
    </div>
  );
}
