/** Whether a name fits one of the globs, in which `*` stands for any text and `?` for one letter. No globs: everything fits. Takes time in proportion to both lengths. */
export const fitsAny = (globs: readonly string[], name: string): boolean => globs.length === 0 || globs.some((glob) => fits(glob, name));

/** Whether it stands for more than itself. */
export const isGlob = (text: string): boolean => /[*?]/.test(text);

/** Going back to the last star is enough: what an earlier one could take, the last can. */
function fits(glob: string, name: string): boolean {
  let [at, star, from] = [0, -1, 0];
  for (let index = 0; index < name.length;) {
    const letter = glob[at];
    if (letter === '*') {
      [star, from] = [at, index];
      at += 1;
    } else if (letter === '?' || letter === name[index]) {
      at += 1;
      index += 1;
    } else if (star !== -1) {
      from += 1;
      [at, index] = [star + 1, from];
    } else return false;
  }
  return /^\**$/.test(glob.slice(at));
}
