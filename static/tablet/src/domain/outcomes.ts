/** What an outcome allows beside itself. */
import type { Outcome } from './entries';

/** An adult opened the door, and nobody asked us to stay away. */
const SPOKEN: readonly Outcome[] = ['exchange', 'brief', 'refusal', 'come_back', 'language_barrier'];

/**
 * Whether anything but the outcome may be noted of a door, after its latest visit: a form, a call-back, a referral, a comment. Never of one that
 * did not open, whose household was told nothing; never of a minor alone.
 */
export function mayNoteMore(latest: Outcome | null): boolean {
  return latest !== null && SPOKEN.includes(latest);
}
