import type { OpenInterview } from './interview';

export const openInterview: OpenInterview = () => Promise.reject(new Error('Le formulaire ne peut pas encore s’ouvrir.'));
