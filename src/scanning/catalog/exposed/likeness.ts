/** Shannon's entropy in bits per character: 0 for one character repeated, about 4 for long random hex, 5 to 6 for random base64. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** What documentation and templates write where a value belongs, in lower case. */
const STAND_INS = [
  'example', 'xxxx', '****', '....', '----', '____', 'changeme', 'change_me', 'change-me', 'placeholder', 'replace_', 'replace-', 'replaceme', 'your_', 'your-', 'insert_', 'dummy', 'redacted',
  'not_a_real', 'notreal', 'notasecret', 'not-a-secret', 'deadbeef', '00000000', '12345678', '23456789', 'abcdefgh', 'qwertyui', 'abcd1234', 'abc123', '1234abcd', 'aaaaaa', 'fakekey', 'fake_', 'fake-', 'sample', 'todo', 'lorem',
];

/** Signs of values that are put in later: `${VAR}`, `$(cmd)`, `{{ x }}`, `<token>`, `%(x)s`, `%s`, `#{x}`, `@VAR@`, `[token]`. */
const INSERTED = ['${', '$(', '{{', '}}', '{%', '#{', '%(', '%s', '%d', '%v', '<%', '<', '>', '{0}', '\\(', '`'];

/** Whether this stands for a value instead of being one. */
export function isStandIn(value: string): boolean {
  const text = value.toLowerCase();
  return STAND_INS.some((each) => text.includes(each))
    || INSERTED.some((each) => value.includes(each))
    || (/^[{[(%$@].*[}\])%@]$/.test(value))
    || /^\$[A-Za-z_]\w*$/.test(value)
    || new Set(text).size < 4;
}

/** Letters that follow one another as in words. */
const WORDS = /[A-Za-z]?[a-z]{4,}|[A-Z]{5,}/g;
/** What no word has: no vowel within four letters. */
const UNSPEAKABLE = /[^aeiouy]{5}|^[^aeiouy]*$/i;

/**
 * Whether a value is random rather than made of words: it has letters and digits, and few of its characters stand in words.
 * `sha256WithRSAEncryption`, `my-service.account_name` and `/usr/share/applications/x86_64` are made of words.
 */
export function looksRandom(value: string): boolean {
  if (!isMixed(value)) return false;
  let inWords = 0;
  for (const [word] of value.matchAll(WORDS)) if (!UNSPEAKABLE.test(word)) inWords += word.length;
  return inWords <= value.length * 0.4;
}

/** Letters, and two digits at least: as good as every key of some length has them, names of variables seldom. */
export const isMixed = (value: string): boolean => /[A-Za-z]/.test(value) && /\d[^\d]*\d/.test(value);
