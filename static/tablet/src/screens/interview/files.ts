/** Files of an interview: on the disk before the draft names them, and dropped only when it names them no more. */
import type { Draft, Tablet } from '../../domain/tablet';
import type { Attached, Interview, QuestionOf } from '../../forms/interview';
import type { Saver } from './saver';

export interface Files {
  attach(question: QuestionOf<'file'>, file: Blob): Promise<void>;
  detach(question: QuestionOf<'file'>): Promise<void>;
  read(file: Attached): Promise<Blob | null>;
  drop(ids: readonly string[]): Promise<void>;
}

const ENDINGS: Record<string, string> = {
  'image/jpeg': 'jpg', 'image/png': 'png', 'audio/webm': 'webm', 'audio/mp4': 'm4a', 'audio/ogg': 'ogg', 'audio/mpeg': 'mp3', 'audio/wav': 'wav',
  'video/mp4': 'mp4', 'video/webm': 'webm', 'video/quicktime': 'mov', 'application/pdf': 'pdf', 'text/plain': 'txt', 'text/csv': 'csv',
};

export function createFiles(tablet: Tablet, draft: Draft, interview: Interview, saver: Saver): Files {
  async function drop(ids: readonly string[]): Promise<void> {
    // The draft on the disk still names them: a battery that dies now must find them.
    if (!(await saver.flush())) return;
    for (const id of ids) await tablet.dropAttachment(id).catch(() => undefined);
  }
  return {
    async attach(question, file) {
      const id = await tablet.keepAttachment(draft.id, new Uint8Array(await file.arrayBuffer()));
      const before = question.value;
      const type = file.type || 'application/octet-stream';
      interview.answer(question, { id, name: `${id}.${ENDINGS[type] ?? 'bin'}`, type, bytes: file.size });
      saver.save();
      if (before) void drop([before.id]);
    },
    async detach(question) {
      const before = question.value;
      interview.answer(question, null);
      saver.save();
      if (before) await drop([before.id]);
    },
    async read({ id, type }) {
      const bytes = await tablet.attachment(id);
      return bytes && new Blob([bytes], { type });
    },
    drop,
  };
}
