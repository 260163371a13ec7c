import { deriveHere } from './argon2';
import type { CodeKeyReply, CodeKeyRequest } from './code-key';

addEventListener('message', ({ data }: MessageEvent<CodeKeyRequest>) => {
  deriveHere(data.code, data.salt, data.cost).then(
    (key) => { postMessage({ key } satisfies CodeKeyReply); },
    (error: unknown) => { postMessage({ failed: String(error) } satisfies CodeKeyReply); },
  );
});
