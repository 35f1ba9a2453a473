import { isMixed } from '../likeness.ts';
import { END, type Rule } from '../rule.ts';

/** Services of language models. Sources: the vendors' references, GitHub's list of supported secret scanning patterns. */
export const models: readonly Rule[] = [
  // The middle of an OpenAI key is "OpenAI" in base64.
  { id: 'openai-key', title: 'OpenAI API key', severity: 'critical', keywords: ['sk-'], pattern: `(?P<secret>sk-[A-Za-z0-9_-]{20,}T3BlbkFJ[A-Za-z0-9_-]{20,})`, accepts: isMixed },
  { id: 'anthropic-key', title: 'Anthropic API key', severity: 'critical', keywords: ['sk-ant-'], pattern: '(?P<secret>sk-ant-[a-z]+[0-9]{2}-[A-Za-z0-9_-]{80,})' },
  { id: 'hugging-face-token', title: 'Hugging Face token', severity: 'critical', keywords: ['hf_', 'api_org_'], pattern: `(?P<secret>(?:hf_|api_org_)[A-Za-z]{34})${END}`, accepts: (secret) => /[a-z][A-Z]+[a-z]+[A-Z]/.test(secret), entropy: 3.8 },
];
