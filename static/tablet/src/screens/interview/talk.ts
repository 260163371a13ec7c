/** What a question's field can do beside showing itself: answer, keep files, add and take away turns. */
import { createContext, useContext } from 'solid-js';

import type { WordLists } from '../../domain/comment-words';
import type { Answer, Attached, Interview, Question, QuestionOf } from '../../forms/interview';

export interface Talk {
  interview: Interview;
  /** Answers, and keeps it. */
  answer(question: Question, value: Answer): void;
  /** Keeps a file, answers with it, and lets go of the one before. Throws a `Sentence`. */
  attach(question: QuestionOf<'file'>, file: Blob): Promise<void>;
  detach(question: QuestionOf<'file'>): Promise<void>;
  /** The bytes of an answer. */
  read(file: Attached): Promise<Blob | null>;
  add(repeat: QuestionOf<'repeat'>): void;
  remove(repeat: QuestionOf<'repeat'>, turn: number): void;
  /** The words to beware of in a comment, once they are read. */
  words?(): WordLists | null;
  /** Goes to the first question of a turn. */
  open(repeat: QuestionOf<'repeat'>, turn: number): void;
}

const TalkContext = createContext<Talk>();
export const TalkProvider = TalkContext.Provider;

export function useTalk(): Talk {
  const talk = useContext(TalkContext);
  if (!talk) throw new Error('No interview around this field.');
  return talk;
}
