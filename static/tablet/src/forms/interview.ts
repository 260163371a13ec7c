/** A form as the screens see it, whatever engine runs it. Made by `forms/engine.ts`. */

/** A file that an answer is: its bytes lie in the tablet's own store, under this id. */
export interface Attached {
  id: string;
  name: string;
  type: string;
  bytes: number;
}

export type Answer = string | string[] | Attached | null;

/** Text with the few marks that a form's author may use; nothing else of HTML or Markdown comes through. */
export type Mark = string | { mark: 'strong' | 'em' | 'u' | 'p' | 'br' | 'ul' | 'ol' | 'li' | 'h'; inside: Mark[] };

/** The same words in the resident's language. */
export interface Translated {
  lang: string;
  rtl: boolean;
  marks: Mark[];
}

export interface Language {
  /** As the form names it: « Français (fr) ». */
  id: string;
  /** In its own words: « Türkçe ». */
  name: string;
  /** BCP 47, empty when the form does not tell. */
  lang: string;
  rtl: boolean;
}

/** Files that the form shows with a text, by name. */
export interface Media {
  image: string | null;
  audio: string | null;
  video: string | null;
}

export interface Choice {
  value: string;
  label: string;
  marks: Mark[];
  other: Translated | null;
  media: Media;
  selected: boolean;
  /** Heading under which a long list shows this choice, or null. */
  section: string | null;
}

/** One turn of a repeat, in the list that ends it. */
export interface Turn {
  label: string;
  /** First screen of its questions; null when nothing of it is asked. */
  first: () => QuestionGroup | null;
  questions: () => Question[];
}

export type Keyboard = 'text' | 'lines' | 'digits' | 'phone' | 'url' | 'email' | 'masked';

interface Common {
  name: string;
  label: string;
  marks: Mark[];
  other: Translated | null;
  hint: string | null;
  otherHint: Translated | null;
  /** For the interviewer, who asks for it. */
  guidance: string | null;
  media: Media;
  required: boolean;
  /** Shown, not to be changed. */
  fixed: boolean;
  /** What the form says of it: an identity answer is shown as sealed. */
  role: 'answer' | 'identity' | 'meta';
  /** Sentence when the value cannot be accepted, shown once asked for (`Interview.check`). */
  problem: string | null;
}

export type Question = Common &
  (
    | { type: 'one' | 'many'; choices: Choice[]; look: 'list' | 'menu' | 'likert' }
    | { type: 'rank'; choices: Choice[]; order: string[] }
    | { type: 'text'; value: string; keyboard: Keyboard }
    | { type: 'integer' | 'decimal' | 'time' | 'moment'; value: string }
    | { type: 'date'; value: string; precision: 'day' | 'month' | 'year' }
    | { type: 'range'; value: string; least: number; most: number; step: number; stars: boolean }
    | { type: 'point'; value: string }
    | { type: 'file'; value: Attached | null; kind: 'image' | 'drawing' | 'audio' | 'video' | 'any'; onlyNew: boolean }
    | { type: 'acknowledge'; value: boolean }
    | { type: 'repeat'; turns: Turn[]; open: boolean }
    | { type: 'note' | 'heading' | 'unanswerable' }
  );

export type QuestionOf<Type extends Question['type']> = Question & { type: Type };

/** One screen. */
export interface QuestionGroup {
  name: string;
  /** Empty for a question that stands by itself. */
  label: string;
  other: Translated | null;
  questions: Question[];
}

export interface Attachment {
  id: string;
  field: string;
  name: string;
  type: string;
}

export interface Interview {
  readonly title: string;
  /** Relevant screens in order. Reactive (Solid): read it inside components. */
  groups(): QuestionGroup[];
  answer(question: Question, value: Answer): void;
  /** One turn more of a repeat: gives its first screen, if it has one. */
  add(repeat: QuestionOf<'repeat'>): QuestionGroup | null;
  /** Takes a turn away with all its answers; gives the files that went with them. */
  remove(repeat: QuestionOf<'repeat'>, turn: number): string[];
  /** Marks the problems of a screen; true when it has none. */
  check(group: QuestionGroup): boolean;
  /** Languages that can be shown under the interviewer's. */
  readonly languages: readonly Language[];
  /** The one shown, or null. Reactive. */
  language(): Language | null;
  speak(language: Language | null): void;
  /** A file that the form shows, or null when this tablet does not have it. */
  media(name: string): Promise<Blob | null>;
  /** Everything needed to come back to this point, hidden branches included. */
  state(): string;
  /** Coded answers of relevant fields (role `answer`), the identity part (role `identity`), and what was photographed or recorded. */
  result(): { answers: Record<string, string | string[]>; identity: Record<string, string | string[]>; attachments: Attachment[] };
  dispose(): void;
}

export interface Surroundings {
  /** Files of this form by name: images, recordings, lists of choices. */
  media?: (name: string) => Promise<Blob | null>;
}

/** Roles come from the XForm itself. `state` is a draft's, begun with this same XForm; empty or null begins anew. Throws a `Sentence`. */
export type OpenInterview = (xform: string, state: string | null, surroundings?: Surroundings) => Promise<Interview>;
