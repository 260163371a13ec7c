/** What was promised at a door, and whether it is due. */
import type { Slot } from '../../domain/entries';
import { Icon } from '../icons';
import { daysBetween, dueInFull, promise } from '../words';

export function Promised(props: { day: string; slot: Slot | null; today: string }) {
  const late = () => daysBetween(props.day, props.today) > 0;
  return (
    <p class="promised" classList={{ late: late(), now: props.day === props.today }}>
      <Icon name="due" />
      <span>
        {late() ? 'En retard' : 'Vous êtes attendus'} <strong>{late() ? dueInFull(props.day, props.today) : promise(props.day, props.slot, props.today)}</strong>
        {late() ? `\u00a0: promis ${promise(props.day, props.slot, props.today)}.` : '.'}
      </span>
    </p>
  );
}
