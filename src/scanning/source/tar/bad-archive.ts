/** What makes an archive, a layer or an image unreadable, in words that complete "cannot be read: …". Whoever knows its name says so. */
export class BadArchive extends Error {
  override readonly name = 'BadArchive';
}
