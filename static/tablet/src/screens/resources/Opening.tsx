/** Whether it is open, in words and with a small lit or dark doorway. */
import type { Directory, Offer } from '../../domain/directory';
import { openingOf } from '../../domain/directory';
import { useLive } from '../live';
import { sayOpening } from './words';

export function OpeningLine(props: { directory: Directory; offer: Offer }) {
  const { now } = useLive();
  const opening = () => openingOf(props.directory, props.offer, now().getTime());
  const told = () => props.offer.calendar === null && props.offer.structure.told !== undefined;
  return (
    <span class="opening" data-state={opening().state}>
      <span class="opening-door" aria-hidden="true" />
      {told() ? 'Horaires en texte' : sayOpening(opening())}
    </span>
  );
}
