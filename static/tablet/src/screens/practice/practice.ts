/** What the screens know of the exercise, when they are in it. */
import { createContext, useContext, type Accessor } from 'solid-js';

import type { TaskId } from './watched';

export interface PracticeHand {
  done: Accessor<ReadonlySet<TaskId>>;
  restart(): void;
}

export const PracticeContext = createContext<PracticeHand>();

/** Null outside of the exercise. */
export function usePractice(): PracticeHand | null {
  return useContext(PracticeContext) ?? null;
}
