/** A contact form as the screens see it, whatever engine runs it. Made by `forms/engine.ts`, the only importer of the engine. */

export type Answer = string | string[] | null;

export interface Choice {
  value: string;
  label: string;
  selected: boolean;
  /** Heading under which a long list shows this choice, or null. */
  section: string | null;
}

export type Question = {
  name: string;
  label: string;
  hint: string | null;
  required: boolean;
  /** What the form says of it: an identity answer is shown as sealed. */
  role: 'answer' | 'identity' | 'meta';
  /** French sentence when the value cannot be accepted, shown once asked for (`Interview.check`). */
  problem: string | null;
} & (
  | { type: 'one'; choices: Choice[] }
  | { type: 'many'; choices: Choice[] }
  | { type: 'text' | 'integer' | 'decimal' | 'date'; value: string }
  | { type: 'note' }
);

export interface QuestionGroup {
  name: string;
  label: string;
  questions: Question[];
}

export interface Interview {
  readonly title: string;
  /** Relevant groups in order: one screen each. Reactive (Solid): read it inside components. */
  groups(): QuestionGroup[];
  answer(question: string, value: Answer): void;
  /** Marks the problems of a group; true when it has none. */
  check(group: string): boolean;
  /** Everything needed to come back to this point, hidden branches included. */
  state(): string;
  /** Coded answers of relevant fields (role `answer`) and the identity part (role `identity`). */
  result(): { answers: Record<string, string | string[]>; identity: Record<string, string | string[]> };
  dispose(): void;
}

/** Roles come from the XForm itself. `state` is a draft's, begun with this same XForm; empty or null begins anew. Throws a `Sentence`. */
export type OpenInterview = (xform: string, state: string | null) => Promise<Interview>;
