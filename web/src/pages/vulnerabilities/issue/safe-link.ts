/** Whether the words of a stranger may be a link: https, of a plain host, without a name or password in it. */
export function isSafeLink(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && url.protocol === 'https:' && url.username === '' && url.password === '' && url.hostname !== '';
}
